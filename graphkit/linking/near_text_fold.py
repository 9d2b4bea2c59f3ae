"""Texts as arrays of 16-bit letters: folded, with masked spans and everything that is not a letter as separators."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

Letters = npt.NDArray[np.uint16]
Offsets = npt.NDArray[np.int64]

SEPARATOR = 0
_REMOVED = 1  # zero-width characters, and marks, which stand on the letter before
_MULTIPLE = 0xFFFE  # becomes several letters: ß, ligatures, squared words
_UNKNOWN = 0xFFFF
_ASTRAL = 0xE000  # letters above U+FFFF share the 6,144 places of the private use area
_TURKISH = {"ı": "i"}  # so that a text and its capitals fold alike, whichever rule wrote them

# Scripts without spaces, as ranges of folded letters, and how many letters of them are worth a word.
_UNSPACED = {
    2: ((0x3005, 0x3007), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x9FFF), (0xE000, 0xF7FF)),
    4: ((0x0E01, 0x0E4E), (0x0E80, 0x0EDF), (0x1000, 0x103F), (0x1050, 0x109F), (0x1780, 0x17DD), (0xA9E0, 0xA9FE),
        (0xAA60, 0xAA7F), (0x1950, 0x19DF), (0x1A20, 0x1AAF), (0xAA80, 0xAADF)),
}  # fmt: skip


@cache
def _unassigned() -> npt.NDArray[np.bool_]:
    """Tell of each code point whether Unicode 14.0 had not assigned it."""
    path = Path(__file__).with_name("near_text_unassigned.toml")
    listed = np.zeros(0x110000, np.bool_)
    for item in tomllib.loads(path.read_text("utf-8"))["unassigned"].split():
        first, _, last = item.partition("-")
        listed[int(first, 16) : int(last or first, 16) + 1] = True
    return listed


@cache
def unspaced() -> npt.NDArray[np.uint8]:
    """Return, for each folded letter, how many of it are worth a word; 0 in scripts that write spaces."""
    table = np.zeros(0x10000, np.uint8)
    for worth, ranges in _UNSPACED.items():
        for first, last in ranges:
            table[first : last + 1] = worth
    return table


def fold_character(char: str) -> tuple[int, ...]:
    """Return the letters that a character folds to: one, several, ``(0,)`` for a separator, none if it is removed.

    Case, width, accents, vowel points and tone marks are folded away; digits, currency and signs separate.

    Examples
    --------
    >>> fold_character("É") == fold_character("e") == (ord("e"),)
    True
    >>> fold_character("ß") == (ord("s"),) * 2
    True
    >>> fold_character("7"), fold_character("€"), fold_character("\\u200b")
    ((0,), (0,), ())
    """
    if _unassigned()[ord(char)]:
        return (SEPARATOR,)
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    # A Hangul syllable is taken apart by NFKD and comes together again here; accents are gone by then.
    bare = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    letters = []
    for c in unicodedata.normalize("NFC", bare):
        c = _TURKISH.get(c, c)
        letter = unicodedata.category(c)[0] in "LM"
        code = ord(c) if ord(c) < _ASTRAL or 0xF900 <= ord(c) < 0xFFF0 else _ASTRAL + ord(c) % 0x1800
        letters.append(code if letter else SEPARATOR)
    return tuple(letters)


@cache
def _tables() -> tuple[Letters, dict[int, tuple[int, ...]]]:
    """Return the table of folded letters, filled as characters are met, and the several letters of some."""
    table, several = np.full(0x110000, _UNKNOWN, np.uint16), dict[int, tuple[int, ...]]()
    _learn(table, several, np.arange(0x250))
    return table, several


def _learn(table: Letters, several: dict[int, tuple[int, ...]], codes: npt.NDArray[np.int64]) -> None:
    """Fill the table in for some code points."""
    for code in codes.tolist():
        letters = fold_character(chr(code))
        if len(letters) > 1:
            several[code] = letters
        table[code] = _MULTIPLE if len(letters) > 1 else letters[0] if letters else _REMOVED


def letters_of(texts: pl.Series, spans: pl.DataFrame, apart: bool = True) -> tuple[Letters, Offsets]:
    """Fold texts into one array of letters.

    Parameters
    ----------
    texts
        Strings; null is as empty.
    spans
        row (position in ``texts``), start, end: code points to mask; may overlap, in any order, and may reach beyond
        the text.
    apart
        Whether Korean syllables may stand taken apart; they are put together then.

    Returns
    -------
    letters, bounds
        The folded letters of all texts, one after the other, 0 for whatever separates words, with a 0 between texts;
        and where each text begins, with the end of the last (one longer than ``texts``).
    """
    plain = texts.fill_null("")
    lengths = plain.str.len_chars().cast(pl.Int64).to_numpy()
    bounds = np.concatenate([[0], np.cumsum(lengths + 1)]).astype(np.int64)
    data = ("\n".join(plain.to_list()) + "\n").encode() if len(plain) else b""
    if len(data) == bounds[-1]:
        lookup = _tables()[0][:256].astype(np.uint8).tobytes()
        letters = np.frombuffer(data.translate(lookup), np.uint8).astype(np.uint16)
        _mask(letters, bounds, spans)
        return letters, bounds
    codes = np.frombuffer(data.decode().encode("utf-32-le"), np.uint32)
    if apart and ((codes >= 0x1100) & (codes <= 0x11FF)).any():
        # Korean taken apart, as some systems store it: put together, after masking, as that moves the offsets.
        return letters_of(*_composed(plain, spans), apart=False)
    return _folded(codes, bounds, spans)


def _mask(letters: Letters, bounds: Offsets, spans: pl.DataFrame) -> None:
    """Turn spans into separators."""
    rows = spans["row"].cast(pl.Int64).to_numpy()
    length = bounds[rows + 1] - bounds[rows] - 1
    start = np.clip(spans["start"].cast(pl.Int64).to_numpy(), 0, length)
    width = np.clip(spans["end"].cast(pl.Int64).to_numpy(), 0, length) - start
    good = width > 0
    start, width = (bounds[rows] + start)[good], width[good]
    step = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    letters[np.repeat(start, width) + step] = SEPARATOR


def _folded(codes: npt.NDArray[np.uint32], bounds: Offsets, spans: pl.DataFrame) -> tuple[Letters, Offsets]:
    """Fold code points that are not all ASCII."""
    table, several = _tables()
    letters = table.take(codes)
    new = letters == _UNKNOWN
    if new.any():
        _learn(table, several, np.unique(codes[new]).astype(np.int64))
        letters[new] = table[codes[new]]
    _mask(letters, bounds, spans)
    odd = np.flatnonzero((letters == _REMOVED) | (letters == _MULTIPLE))
    if not len(odd):
        return letters, bounds
    length = np.ones(len(letters), np.int64)
    many = odd[letters[odd] == _MULTIPLE]
    length[odd] = 0
    length[many] = [len(several[int(c)]) for c in codes[many]]
    moved = np.concatenate([[0], np.cumsum(length)])
    whole = np.repeat(letters, length)
    if len(many):
        put = np.concatenate([several[int(c)] for c in codes[many]])
        step = np.arange(len(put)) - np.repeat(np.cumsum(length[many]) - length[many], length[many])
        whole[np.repeat(moved[many], length[many]) + step] = put
    return whole, moved[bounds]


def _composed(plain: pl.Series, spans: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Mask and compose the texts that hold Korean letters taken apart; the others and their spans stay."""
    rows = np.flatnonzero(plain.str.contains("[\u1100-\u11ff]").to_numpy())
    texts = plain.to_list()
    chosen = spans.filter(pl.col("row").is_in(rows))
    of: dict[int, list[str]] = {int(row): list(texts[row]) for row in rows}
    for row, start, end in chosen.select("row", "start", "end").iter_rows():
        chars = of[row]
        for at in range(max(start, 0), min(end, len(chars))):
            chars[at] = " "
    for row, chars in of.items():
        texts[row] = unicodedata.normalize("NFC", "".join(chars))
    return pl.Series(texts, dtype=pl.String), spans.filter(~pl.col("row").is_in(rows))
