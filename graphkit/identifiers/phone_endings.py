"""A second ending behind a number: ``314-555-0186 / 0187`` are two numbers, and so are ``8-972-617-03-44, 617-03-45``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphkit.identifiers.base import Found
from graphkit.identifiers.phone_context import words
from graphkit.identifiers.phone_numbers import international

_SURE = 0.75
_AND = r"or|and|или|и|або|та|y|o|e|ou|et|und|oder|ve|veya|ya da|va|yoki|және|немесе|we"
_MORE = re.compile(
    rf"\)?(?P<sign> ?/ ?| ?[,;&] ?|,? (?:{_AND}) )(?P<more>[0-9]{{2,4}}(?:[ .-][0-9]{{2,4}}){{0,2}})"
    r"(?![0-9]|[.,:-]?[0-9]| ?[$€£₽₸₺₴%°])(?P<unit> ?[^\W\d_]{0,12})"
)
_DIGITS = re.compile("[0-9]+")


def second_endings(candidate: str, first: Found, right: str) -> Iterator[Found]:
    """Yield the numbers that differ from one before them in their last digits only.

    Parameters
    ----------
    candidate, first
        A number that joins, and the text that it was read in.
    right
        What stands behind the candidate.

    Examples
    --------
    >>> first = Found("phone", "+13145550186", 0, 12, "phone.default_region", 0.8)
    >>> [(f.value, f.start, f.end) for f in second_endings("314-555-0186", first, " / 0187 South")]
    [('+13145550187', 15, 19)]
    >>> list(second_endings("314-555-0186", first, " / 1200 rub"))
    []
    """
    text = candidate + right
    groups = _DIGITS.findall(candidate[first.start : first.end])
    end = first.end
    while match := _MORE.match(text, end):
        more = _DIGITS.findall(match["more"])
        if not _ends_alike(groups, more, match["sign"]) or match["unit"].strip().lower() in words("units"):
            return
        ending = "".join(more)
        value = first.value[: -len(ending)] + ending
        if value == first.value or international(value[1:]) is None:
            return
        end = match.end("more")
        confidence = min(first.confidence, _SURE)
        yield Found("phone", value, match.start("more"), end, "phone.second_ending", confidence, first.hint)


def _ends_alike(groups: list[str], more: list[str], sign: str) -> bool:
    """Tell whether digits take the place of the last groups of a number: cut alike, and near to them."""
    last = groups[-len(more) :]
    if len(groups) <= len(more) - (len(groups[0]) > 4) or any(
        len(a) < len(b) for a, b in zip(last, more, strict=True)
    ):
        return False
    if len(more) > 1:  # "617-03-44, 617-03-45"
        return last[:-1] == more[:-1] and len(last[-1]) == len(more[-1])
    one, other = last[0][-len(more[0]) :], more[0]
    if len(one) < len(last[0]) and (len(one) != 2 or "/" not in sign):
        return False  # "0184 / 85"
    if sign.strip() in (",", ";") or (len(other) == 2 and "/" not in sign):
        return False  # an age, an hour, a price
    near = 50 if len(other) > 2 else 9
    return abs(int(one) - int(other)) <= near and (len(other) < 3 or one[0] == other[0])
