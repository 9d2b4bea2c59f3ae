"""Folding: undo the disguises of characters, and keep a map back to the text as posted.

A folded text is what the readers search. Every folded character knows the span of the raw text that it stands for, so
that a mention found in folded text is reported with offsets into, and characters of, the text as it was posted.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache

import polars as pl

_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣", "-")
# Format characters that hide inside a number or a name: zero-width, bidi controls, soft hyphen, variation selectors,
# the enclosing keycap and other marks drawn over, under or around a character (no letter is made with these).
_DROPPED = {
    *range(0xFE00, 0xFE10), *range(0x20D0, 0x20F1), *range(0x0334, 0x0339), 0x0305, 0x0332, 0x0333, 0x033F,
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164,
}  # fmt: skip
# Small capitals are letters of their own to Unicode, and plain ones to a reader.
_SMALL = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
# White on black: (A) to (Z), first circled, then squared.
_NEGATIVE = {chr(first + i): chr(0x41 + i) for first in (0x1F150, 0x1F170) for i in range(26)}
_LETTERS = {**_SMALL, **_NEGATIVE, "🔟": "10", "\u2800": " "}


class _Table(dict[int, str | int]):
    """A translation table that works out each character once, when it is first met."""

    def __missing__(self, code: int) -> str | int:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


def _fold_character(char: str) -> str:
    """Return what one character folds to: itself, other ASCII characters, or nothing."""
    code = ord(char)
    if code < 0x80:
        return char
    category = unicodedata.category(char)
    if category == "Cf" or code in _DROPPED:
        return ""
    if char in _DASHES:
        return _DASHES[char]
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if char in _LETTERS:
        return _LETTERS[char]
    if "\u2776" <= char <= "\u2793" or char == "\u24ff" or "\u24eb" <= char <= "\u24fe":
        return str(int(unicodedata.numeric(char)))  # dingbats of digits in circles, double circles
    plain = unicodedata.normalize("NFKC", char)
    if plain == char or not plain.isascii() or "<fraction>" in unicodedata.decomposition(char):
        return char
    return plain if len(plain) == 1 or any(c.isdigit() for c in plain) else char


_TABLE = _Table()


def fold(text: str) -> str:
    """Return the text with disguised characters undone; plain text comes back as it is.

    Examples
    --------
    >>> fold("call ２０２\u200b-５５５")
    'call 202-555'
    >>> fold("①②⑫ №5")
    '1212 №5'
    """
    return text if text.isascii() else text.translate(_TABLE)


class FoldMap:
    """Leads from offsets in the folded text back to offsets in the raw text.

    Parameters
    ----------
    raw
        The text as posted.

    Examples
    --------
    >>> FoldMap("a\u200bb").raw_span(1, 2)
    (2, 3)
    """

    def __init__(self, raw: str) -> None:
        # Only the places where the two run out of step are kept: folded offset -> raw offset from there on.
        self._folded = [0]
        self._raw = [0]
        self._fixed: dict[int, tuple[int, int]] = {}
        moved = 0  # by how much folded offsets are ahead of raw ones
        for match in _folding().finditer(raw):
            width = len(_TABLE[ord(match[0])])  # type: ignore[arg-type]
            if width == 1:
                continue
            i = match.start()
            at = i + moved
            for inside in range(at, at + width):
                self._fixed[inside] = (i, i + 1)
            self._folded.append(at + width)
            self._raw.append(i + 1)
            moved += width - 1

    def _one(self, offset: int) -> tuple[int, int]:
        """Return the raw span of one folded character."""
        if offset in self._fixed:
            return self._fixed[offset]
        step = bisect_right(self._folded, offset) - 1
        start = self._raw[step] + offset - self._folded[step]
        return start, start + 1

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span that a folded span stands for; ``end`` must be beyond ``start``."""
        return self._one(start)[0], self._one(end - 1)[1]


# Beyond these all is taken to fold: letters of old, compatibility forms, mathematical and enclosed letters and digits.
_LISTED, _BEYOND = 0x3000, ((0x3000, 0x33FF), (0xA000, 0x1F2FF), (0x1F51F, 0x1F51F), (0x1FB00, 0x10FFFF))


@cache
def folding_class() -> str:
    """Return a class of characters, for Rust's regex engine and Python's, that holds every one that folding changes.

    It holds others too, but none that ordinary texts of Latin, Greek or Cyrillic letters and pictures are made of.
    """
    ranges: list[list[int]] = []
    for code in range(0x80, _LISTED):
        if _fold_character(chr(code)) == chr(code):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in (*ranges, *_BEYOND)) + "]"


@cache
def _folding() -> re.Pattern[str]:
    return re.compile(folding_class())


def beyond_ascii(column: pl.Series) -> pl.Series:
    """Return the rows of the texts that hold other characters than ASCII's, as no pattern could find them sooner.

    Examples
    --------
    >>> beyond_ascii(pl.Series(["plain", "caf\u00e9", None])).to_list()
    [1]
    """
    return (column.str.len_bytes() != column.str.len_chars()).arg_true()


def fold_all(column: pl.Series) -> tuple[list[str], list[str], set[int]]:
    """Fold a column of texts.

    Returns
    -------
    tuple
        The texts as they are, the folded texts, and the rows that folding changed.
    """
    raw = column.to_list()
    folded = raw.copy()
    changed = set()
    rows = beyond_ascii(column)
    for row in rows.filter(column.gather(rows).str.contains(folding_class())).to_list():
        folded[row] = raw[row].translate(_TABLE)
        if folded[row] != raw[row]:
            changed.add(row)
    return raw, folded, changed
