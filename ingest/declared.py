"""Identifiers that stand in columns of their own: one cell may name several."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from graphkit.model import DECLARED
from ingest.columns import Meaning
from ingest.content import PICTURE_FILE, empty_values, is_empty, is_profile
from ingest.flatten import JOINER, Column
from ingest.names import PICTURE

_PHONES = frozenset({"phone", "whatsapp", "viber", "signal", "zelle", "qiwi", "kaspi"})
_SEPARATORS = (re.compile(r"[\n\r;|]"), re.compile(r","))
_SLASH = re.compile(r"/")
_SLASH_APART = re.compile(r"(?<=\s)/(?=\s)")
_MAY_HOLD_SEVERAL = r"[,;|/\n\r]"
_PHONE_CHARS = re.compile(r"[+0-9 ().\-\u00a0\u2010-\u2015]+")
_EMAIL = re.compile(r"[^\s@,;|/]+@[^\s@,;|/]+\.[^\s@,;|/.]+")
_NAME = re.compile(r"@?[^\s@/]+")
_LONGEST_LIST = 20_000  # characters of a list of pictures
_LONGEST = 4_000  # characters of a cell that is looked at for several identifiers

Part = tuple[int, str, str]  # start, raw, kind


def _is_phone(text: str) -> bool:
    return 7 <= sum(c.isdigit() for c in text) <= 17 and _PHONE_CHARS.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    """Tell whether text is long enough for a card or an account, however it is grouped."""
    return sum(c.isalnum() for c in text) >= 12 and all(c.isalnum() or c in " -" for c in text)


def _is_link(text: str) -> bool:
    return (
        "." in text
        and not any(c.isspace() for c in text)
        and ("://" in text or "/" in text or "www." in text)
    )


def _kind_of(text: str, kind: str) -> str | None:
    """Return what a part of a cell is by itself; none if it does not stand alone."""
    if _EMAIL.fullmatch(text):
        return kind if kind in {"email", "paypal", "payment", "zelle"} else "email"
    if (kind in _PHONES and _is_phone(text)) or (kind in {"card", "iban"} and _is_number(text)):
        return kind
    if _is_link(text):
        return "link" if kind in {"phone", "email", "username"} else kind
    if kind == "phone" or kind == "email":
        return "username" if text.startswith("@") and _NAME.fullmatch(text) else None
    if kind == "link":
        return None
    return kind if _NAME.fullmatch(text) and sum(c.isalnum() for c in text) > 1 else None


def _stands(text: str, kind: str, mark: str) -> bool:
    if text.casefold() in empty_values():
        return True
    if _kind_of(text, kind) is None:
        return False
    # "Smith, John" is one name: at a comma only what cannot be a word of a name stands alone.
    return kind != "username" or mark not in ",/" or not text.isalpha()


def _separators(cell: str, kind: str) -> tuple[re.Pattern[str], ...]:
    """Return what may part a cell: a slash only where it cannot belong to a link."""
    if kind in _PHONES or kind in {"email", "card", "iban"} or cell.lstrip().startswith("@"):
        return (*_SEPARATORS, _SLASH)
    return (*_SEPARATORS, _SLASH_APART)


def _split(text: str, start: int, kind: str, marks: tuple[re.Pattern[str], ...]) -> list[tuple[int, str]]:
    """Cut text where every piece stands alone, at the surest separators first."""
    for i, mark in enumerate(marks):
        found = [m.start() for m in mark.finditer(text)]
        if not found:
            continue
        edges = [-1, *found, len(text)]
        pieces = [(a + 1, text[a + 1 : b]) for a, b in pairwise(edges) if text[a + 1 : b].strip()]
        if len(pieces) < 2:
            continue
        sign = text[found[0]]
        later = marks[i + 1 :]
        if all(_stands(p.strip(), kind, sign) or len(_split(p, 0, kind, later)) > 1 for _, p in pieces):
            return [part for at, piece in pieces for part in _split(piece, start + at, kind, later)]
    return [(start, text)]


@lru_cache(maxsize=10_000)
def parts(cell: str, kind: str) -> tuple[Part, ...]:
    """Return the identifiers that a cell names.

    A cell is cut at ``, ; | /`` and line ends where each part stands alone; a part that is plainly of another
    kind (an e-mail in a column of phones) is given as that.

    Returns
    -------
    tuple of (int, str, str)
        Start in the cell in code points, raw text without the spaces around it, kind.

    Examples
    --------
    >>> parts("+1 202 555 0123, +1 202 555 0124; ann@example.org", "phone")
    ((0, '+1 202 555 0123', 'phone'), (17, '+1 202 555 0124', 'phone'), (34, 'ann@example.org', 'email'))
    >>> parts("https://t.me/honey_agency", "telegram")
    ((0, 'https://t.me/honey_agency', 'telegram'),)
    """
    pieces = _split(cell, 0, kind, _separators(cell, kind)) if len(cell) <= _LONGEST else [(0, cell)]
    out = []
    for at, piece in pieces:
        raw = piece.strip()
        if raw and raw.casefold() not in empty_values():
            out.append((at + len(piece) - len(piece.lstrip()), raw, _kind_of(raw, kind) or kind))
    return tuple(out)


_PICTURE = re.compile(PICTURE_FILE)
_PICTURE_MARKS = (re.compile(r"[\n\r;|]"), re.compile(r","))
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'')


@lru_cache(maxsize=10_000)
def pictures(cell: str) -> tuple[Part, ...]:
    """Return the files of pictures that a cell names; addresses and other words are passed over.

    A cell is a list of JSON or Python, or is cut at ``; |`` and line ends, and at commas where every piece is called
    like a picture.

    Examples
    --------
    >>> [raw for _, raw, _ in pictures("a.jpg; sub/b, c.png | https://img.example/d.jpg")]
    ['a.jpg', 'sub/b, c.png']
    >>> [raw for _, raw, _ in pictures('["a.jpg", "b.webp"]')]
    ['a.jpg', 'b.webp']
    """
    if cell.lstrip().startswith("["):
        pieces = [
            (m.start(m.lastindex or 0), m[m.lastindex or 0]) for m in _QUOTED.finditer(cell[:_LONGEST_LIST])
        ]
    else:
        pieces = [(0, cell[:_LONGEST_LIST])]
    for mark in _PICTURE_MARKS:
        pieces = [part for at, piece in pieces for part in _cut(piece, at, mark)]
    out = []
    for at, piece in pieces:
        raw = piece.strip().strip("\"'")
        if raw and not raw.startswith("//") and _PICTURE.match(raw):
            out.append((at + piece.index(raw), raw, PICTURE))
    return tuple(out)


def _cut(piece: str, at: int, mark: re.Pattern[str]) -> list[tuple[int, str]]:
    """Cut a piece at a mark; at commas, which stand in names of files, only where every part is called like one."""
    edges = [-1, *(m.start() for m in mark.finditer(piece)), len(piece)]
    cut = [(at + a + 1, piece[a + 1 : b]) for a, b in pairwise(edges)]
    if mark.pattern == "," and not all(_PICTURE.match(p) or "://" in p or not p.strip() for _, p in cut):
        return [(at, piece)]
    return cut


def rows_of(values: pa.StringArray, starts: np.ndarray, rows: np.ndarray, kind: str) -> pl.DataFrame:
    """Return row, start, raw, kind for cells or items that begin at ``starts`` in the column's value."""
    frame = pl.DataFrame({"row": rows, "at": starts, "cell": pl.Series(values).cast(pl.String)})
    frame = frame.filter(~is_empty(frame["cell"]))
    several = frame["cell"].str.contains(_MAY_HOLD_SEVERAL)
    if kind == PICTURE:
        several = pl.repeat(True, len(frame), eager=True)
    if kind in {"phone", "email", "username"}:
        several = several | frame["cell"].str.contains("[@/]")
    one = frame.filter(~several)
    lead = one["cell"].str.len_chars() - one["cell"].str.strip_chars_start().str.len_chars()
    plain = one.select(
        "row",
        start=pl.col("at") + lead.cast(pl.Int64),
        raw=pl.col("cell").str.strip_chars(),
        kind=pl.lit(kind),
    )
    cut = [
        (row, at + start, raw, of)
        for row, at, cell in frame.filter(several).iter_rows()
        for start, raw, of in (pictures(cell) if kind == PICTURE else parts(cell, kind))
    ]
    schema = pl.Schema({"row": pl.Int64, "start": pl.Int64, "raw": pl.String, "kind": pl.String})
    return pl.concat([plain.cast(schema), pl.DataFrame(cut, schema=schema, orient="row")])


def _items(column: Column) -> tuple[pa.StringArray, np.ndarray, np.ndarray]:
    """Return a column's cells, or the items of its lists: values, where each begins, rows."""
    n = len(column.text)
    if column.items is None:
        return column.text, np.zeros(n, np.int64), np.arange(n)
    values = column.items.flatten()
    rows = pc.list_parent_indices(column.items).to_numpy().astype(np.int64)
    sizes = pc.utf8_length(values).to_numpy(zero_copy_only=False).astype(np.int64) + len(JOINER)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    first = np.searchsorted(rows, rows, side="left")
    return values, ends[:-1] - ends[first], rows


def declare(
    meaning: Meaning, column: Column, ids: pa.StringArray
) -> tuple[pa.Table, np.ndarray, pa.BooleanArray | None]:
    """Return the identifiers that a column declares, in order of its rows.

    Parameters
    ----------
    meaning
        What the column is; its ``kind`` is not empty.
    column
        Its values, n rows.
    ids
        Record ids, n.

    Returns
    -------
    declared
        A table of schema ``DECLARED``.
    rows
        The row of each, from 0.
    kept
        Rows whose value must be kept in ``extra``, for a column that is there only in part; none for all.
    """
    values, starts, rows = _items(column)
    kept = None
    if meaning.field == "url":
        profile = is_profile(values)
        chosen = profile.to_numpy()
        values, starts, rows = values.filter(pa.array(chosen)), starts[chosen], rows[chosen]
        mask = np.zeros(len(column.text), bool)
        mask[rows] = True
        kept = pa.array(mask)
    frame = rows_of(values, starts, rows, meaning.kind).sort("row", "start", maintain_order=True)
    n = len(frame)
    made = {
        "record_id": ids.take(pa.array(frame["row"].to_numpy())),
        "kind": frame["kind"].to_arrow(),
        "role": pa.array([meaning.role.value] * n, pa.string()),
        "field": pa.array([meaning.key] * n, pa.string()),
        "raw": frame["raw"].to_arrow(),
        "start": pa.array(frame["start"].to_numpy()),
        "value": pa.nulls(n, pa.string()),
    }
    table = pa.table([pc.cast(made[f.name], f.type) for f in DECLARED], schema=DECLARED)
    return table, frame["row"].to_numpy(), kept
