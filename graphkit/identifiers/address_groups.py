"""Crypto addresses written in groups: ``bc1q w508 d6qe ...``, ``0x5aAe b605 ...``, ``1A1z P1eP ...``.

They are read where the groups put together pass the checksum of the address, which no chance run of words does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphkit.identifiers.base import Found
from graphkit.identifiers.chains import recognise

_B58 = "1-9A-HJ-NP-Za-km-z"
_GAP = r"[ \n.-]"
PATTERN = (
    rf"(?:(?:bc|BC|ltc|LTC)1|0x)[0-9A-Za-z]{{0,9}}(?:{_GAP}[0-9A-Za-z]{{1,12}})+"
    rf"|[13][{_B58}]{{3}}(?:{_GAP}[{_B58}]{{4}}){{6,}}(?:{_GAP}[{_B58}]{{1,4}})?"
)
_IS_ONE = re.compile(rf"(?:{PATTERN})\Z")
_HEX_ON = re.compile(r"[ \n.-][0-9A-Fa-f]{4}")
_GROUP = re.compile(r"[0-9A-Za-z]+")
_MOST = 24  # groups of the longest address that is written so


def grouped(candidate: str, after: str) -> Sequence[Found]:
    """Return the address whose groups a candidate of :data:`PATTERN` begins with.

    Parameters
    ----------
    candidate
        What the pattern proposed; words of the sentence may follow the last group.
    after
        The character behind it, letters as ``a`` and digits as ``0``.
    """
    joined = ""
    for count, group in enumerate(_GROUP.finditer(candidate), 1):
        joined += group[0]
        if count > _MOST or len(joined) > 90:
            return ()
        if count == 1 or len(joined) < 25:
            continue
        end = group.end()
        if end == len(candidate) and after in ("a", "0"):
            return ()
        found = recognise(joined)
        if found and found[0] == "ethereum" and _HEX_ON.match(candidate, end):
            return ()  # a longer run of hex digits: a transaction
        if found:
            # Hex digits of one case have no checksum: their count alone speaks for an address.
            weak = found[0] == "ethereum" and joined[2:] in (joined[2:].lower(), joined[2:].upper())
            return (Found(*found, 0, end, "crypto.grouped", 0.8 if weak else 0.97),)
    return ()


def is_grouped(candidate: str) -> bool:
    """Tell whether a candidate may be an address in groups."""
    return _IS_ONE.match(candidate) is not None
