"""Crypto addresses written in groups or cut in two: ``bc1q w508 d6qe ...``, ``0x5aAe b605 ...``, ``cosm os1z 7e8n ...``.

They are read where the groups put together pass the checksum of the address, which no chance run of words does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Found
from graphkit.identifiers.chains import recognise

GAP = "[ \u00a0\n._·-]"
_ANY, _TON = "[0-9A-Za-z]", "[0-9A-Za-z_-]"
# An address that shows what it is in its first group is read in groups of any size; others are where all groups have
# one size, or cut into long pieces: words of a sentence seldom are either.
BEGUN = "(?:(?:bc|BC|ltc|LTC)1|0x|(?:cosmos|COSMOS|addr|stake)1|tz[1-4]|KT1)"
_EQUAL = "|".join(
    rf"{_ANY}{{{size}}}(?:{gap}{_ANY}{{{size}}}){{{least},}}{_ANY}*(?:{gap}{_ANY}+)?"
    for size, least, gap in ((4, 6, GAP), (5, 5, "[ \n-]"))
)
_OF_TON = "|".join(
    rf"[EU]Q{_TON}{{{size - 2}}}(?:[ \n]{_TON}{{{size}}}){{{48 // size - 1}}}" for size in (4, 6, 8, 12, 24)
)
PATTERN = rf"{BEGUN}{_ANY}{{0,24}}(?:{GAP}{_ANY}{{1,30}})+|{_OF_TON}"
# These come behind the addresses without gaps: where both begin at one place, the whole address counts.
LATE_PATTERN = rf"{_EQUAL}|{_ANY}{{14,}}(?:[ \n]{_ANY}{{14,}})+"
LINES = rf"(?:\n{_ANY}{{12,}})*"
_IS_TON = re.compile(rf"(?:{_OF_TON})\Z")
_HEX_ON = re.compile(r"[ \n.-][0-9A-Fa-f]{4}")
_GROUP = re.compile(rf"{_ANY}+")
_MOST = 28  # groups of the longest address that is written so
_MOST_GROUPS = 400  # of a candidate: a longer run is no list of addresses
_SHORTEST, _LONGEST = 25, 110
_CHECKED, _COUNTED = 0.97, 0.8


def grouped(candidate: str, before: str, after: str) -> Sequence[Found]:
    """Return the addresses that stand in groups in a candidate of :data:`PATTERN`.

    Parameters
    ----------
    candidate
        What the pattern proposed; words of the sentence may stand before the first group and behind the last.
    before, after
        The characters beside it, letters as ``a`` and digits as ``0``; empty where a group may begin or end.
    """
    if _IS_TON.match(candidate):
        ton = recognise(re.sub(r"\s", "", candidate)) if not before and after not in ("a", "0") else None
        return (Found(*ton, 0, len(candidate), "crypto.grouped", _CHECKED),) if ton else ()
    groups = [(group[0], group.start(), group.end()) for group in _GROUP.finditer(candidate)]
    if len(groups) > _MOST_GROUPS or not any(c.isdigit() for c in candidate):
        return ()
    found: list[Found] = []
    first = 1 if before else 0
    while first < len(groups) - 1:
        one, count = _at(groups, first, candidate, after)
        found += one
        first += max(count, 1)
    if not found:
        tracing.note("its groups put together are no address by its checksum")
    return found


def _at(
    groups: Sequence[tuple[str, int, int]], first: int, candidate: str, after: str
) -> tuple[Sequence[Found], int]:
    """Return the address that begins with a group, and how many groups it takes; the first that is one wins."""
    joined = groups[first][0]
    for count, (group, _, end) in enumerate(groups[first + 1 : first + _MOST], 2):
        joined += group
        if len(joined) > _LONGEST or (end == len(candidate) and after in ("a", "0")):
            break
        known = recognise(joined) if len(joined) >= _SHORTEST else None
        if known is None:
            continue
        if known[0] == "ethereum" and _HEX_ON.match(candidate, end):
            tracing.note("hex digits go on behind the address: a transaction, or another hash")
            break
        # Hex digits of one case have no checksum: their count alone speaks for an address.
        digits = joined[2:]
        weak = known[0] == "ethereum" and digits in (digits.lower(), digits.upper())
        sure = _COUNTED if weak else _CHECKED
        if weak:
            tracing.note("hex digits of one case have no checksum: at most 0.8 in groups")
        return (Found(*known, groups[first][1], end, "crypto.grouped", sure),), count
    return (), 0
