"""The digit groups of a candidate, and which of them are dates, amounts or addresses rather than numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DIGITS = re.compile(r"[0-9]+")
_COUNTED = "0123456789" * 2
_RUNS = [_COUNTED[i : i + 8] for i in range(10)]
# The largest numbers that computers hold in 32 bits, too.
_FILLER = re.compile(
    "2147483647|4294967295|"
    + "|".join([str(d) * 7 for d in range(10)] + _RUNS + [run[::-1] for run in _RUNS])
)
MAX_GROUPS = 8
_SPELT = 7


@dataclass(slots=True)
class Group:
    """Digits that stand together.

    Attributes
    ----------
    digits
        The digits.
    start, end
        Where they stand in the candidate, half-open.
    gap
        What stands before them: the separator, or the signs that open the candidate.
    spelt
        Whether every digit stands alone, with the same separator between all.
    """

    digits: str
    start: int
    end: int
    gap: str
    spelt: bool = False


def split(candidate: str) -> list[Group]:
    """Return the groups of a candidate; seven or more lone digits with one separator make one group.

    Examples
    --------
    >>> [g.digits for g in split("(202) 555-0143")], [g.digits for g in split("0 2 0 7 9 4 6")]
    (['202', '555', '0143'], ['0207946'])
    """
    groups: list[Group] = []
    last = 0
    for match in _DIGITS.finditer(candidate):
        groups.append(Group(match[0], match.start(), match.end(), candidate[last : match.start()]))
        last = match.end()
    return _join_lone(groups)


def _join_lone(groups: list[Group]) -> list[Group]:
    out: list[Group] = []
    i = 0
    while i < len(groups):
        j = i + 1
        if len(groups[i].digits) == 1:
            while j < len(groups) and len(groups[j].digits) == 1 and groups[j].gap == groups[i + 1].gap:
                j += 1
        if j - i >= _SPELT:
            digits = "".join(g.digits for g in groups[i:j])
            out.append(Group(digits, groups[i].start, groups[j - 1].end, groups[i].gap, True))
            i = j
        else:
            out.append(groups[i])
            i += 1
    return out


def stretches(groups: Sequence[Group]) -> list[list[Group]]:
    """Return the runs of groups in which numbers may stand: cut at minus signs, without dates.

    Examples
    --------
    >>> [[g.digits for g in s] for s in stretches(split("2012-01-02 079 460"))]
    [['079', '460']]
    """
    if _no_date(groups):
        return [list(groups)]
    out: list[list[Group]] = [[]]
    i = 0
    while i < len(groups):
        if groups[i].gap.startswith(" -") and not groups[i].gap.endswith(" "):
            out.append([])  # a minus sign: coordinates, temperatures
        size = _date(groups, i) or _decimal(groups, i)
        if size:
            out.append([])
            i += size
            continue
        out[-1].append(groups[i])
        i += 1
    return [s for s in out if s]


def _no_date(groups: Sequence[Group]) -> bool:
    """Tell at a glance that no group can be of a date or a decimal: each has three digits or four, or one stands alone."""
    sizes = [len(g.digits) for g in groups]
    if len(groups) < 2:
        return not sizes or sizes[0] != 8
    if min(sizes) < 3 or max(sizes) > 4:
        return False
    return not any(g.gap.startswith(" -") for g in groups)


def _date(groups: Sequence[Group], i: int) -> int:
    """Return how many groups from ``i`` on are a date."""
    first = groups[i].digits
    if len(first) == 8 and is_date(first[:4], first[4:6], first[6:]) and i + 1 < len(groups):
        return 1 if len(groups[i + 1].digits) <= 6 and len(groups) <= i + 4 else 0
    if i + 2 >= len(groups):
        return 0
    a, b, c = groups[i : i + 3]
    gap = b.gap
    if c.gap != gap or gap not in (".", "/", "-", "_"):
        return 0
    if i + 3 < len(groups) and groups[i + 3].gap == gap:
        return 0
    if i and a.gap == gap:
        return 0
    ymd = (a.digits, b.digits, c.digits)
    return 3 if any(is_date(*p) for p in (ymd, (ymd[2], ymd[1], ymd[0]), (ymd[2], ymd[0], ymd[1]))) else 0


def _decimal(groups: Sequence[Group], i: int) -> int:
    """Return 2 if a decimal with five or more places stands at ``i``, such as a coordinate; else 0."""
    if i + 1 >= len(groups) or groups[i + 1].gap != "." or len(groups[i + 1].digits) < 5:
        return 0
    whole = groups[i].digits
    glued = (i and groups[i].gap == ".") or (i + 2 < len(groups) and groups[i + 2].gap == ".")
    return 2 if not glued and len(whole) <= 3 and (whole == "0" or whole[0] != "0") else 0


def is_date(year: str, month: str, day: str) -> bool:
    """Tell whether digits are a year, a month and a day."""
    if len(year) not in (2, 4) or len(month) > 2 or len(day) > 2:
        return False
    return (len(year) == 2 or 1900 <= int(year) <= 2099) and 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def is_quantity(window: Sequence[Group]) -> bool:
    """Tell whether groups are a decimal number, an amount with thousands, or an internet address.

    Examples
    --------
    >>> [is_quantity(split(text)) for text in ("51.507400", "192.168.100.200", "1.000.000", "415.555.2671")]
    [True, True, True, False]
    """
    gaps = {g.gap for g in window[1:]}
    if len(window) < 2 or len(gaps) != 1:
        return False
    digits = [g.digits for g in window]
    if gaps == {"."}:
        if len(window) == 2:
            return (
                len(digits[0]) == 1 or digits[0][0] != "0"
            )  # "07700.900123": no decimal is written with a 0 before
        if len(window) == 4 and all(len(d) <= 3 and int(d) <= 255 for d in digits):
            return True
    amounts = all(len(d) == 3 for d in digits[1:]) and len(digits[0]) <= 3
    return amounts and digits[-1] == "000" and gaps <= {".", " "}


def is_price_list(window: Sequence[Group]) -> bool:
    """Tell whether groups look like prices side by side: three or more, short and all round."""
    return len(window) >= 3 and all(
        g.digits[-1] == "0" and g.digits[0] != "0" and 2 <= len(g.digits) <= 5 for g in window
    )


def is_filler(national: str) -> bool:
    """Tell whether a number is one that people type to fill a box: seven of one digit, eight in a row, the largest of 32 bits.

    Examples
    --------
    >>> is_filler("123456789"), is_filler("2025551243")
    (True, False)
    """
    return _FILLER.search(national) is not None
