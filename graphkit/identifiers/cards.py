"""Bank cards, masked before anything else sees a record.

A number is masked by characters of the same length: its first six and last four digits remain, the others
become ``*``, separators stay, so every offset into the text stays valid. Masking one order number too many is
the lesser harm.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa

from graphkit.identifiers.base import Kind
from graphkit.identifiers.card_numbers import MAY_HOLD_CARDS, find_cards

# Joins only where CardFound.joins says so.
CARD = Kind("card", "bank", joins=True, reliability=0.8, owned=True, needs_file=True)

Column = TypeVar("Column", pl.Series, pa.Array, pa.ChunkedArray)

_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class CardFound:
    """One card number, as masked.

    Attributes
    ----------
    start, end
        Where it stands in the text, in code points, half-open; the same before and after masking.
    raw
        Its characters after masking.
    value
        ``hmac:`` and 32 hex digits where a key was given, else the masked digits, ``411111******1111``.
    issuer
        ``visa``, ``mir``, ...
    joins
        Whether equal values mean equal cards: only with a key.
    """

    start: int
    end: int
    raw: str
    value: str
    issuer: str
    joins: bool


def _masked(text: str) -> str:
    """Put ``*`` in place of all digits but the first six and the last four."""
    places = [i for i, char in enumerate(text) if unicodedata.digit(char, -1) >= 0]
    hidden = set(places[6:-4])
    return "".join("*" if i in hidden else char for i, char in enumerate(text))


def mask_cards(text: str, key: bytes | None) -> tuple[str, list[CardFound]]:
    """Mask the card numbers of a text.

    Parameters
    ----------
    text
        Any text, as it stood in the source.
    key
        The secret under which equal cards get equal values; ``None`` or empty for none.

    Returns
    -------
    tuple
        The text with the same number of code points, and what was masked, in order.

    Examples
    --------
    >>> mask_cards("card 4111 1111 1111 1111", None)[0]
    'card 4111 11** **** 1111'
    """
    pieces, found, end = [], [], 0
    for start, stop, digits, issuer in find_cards(text):
        raw = _masked(text[start:stop])
        value = f"{digits[:6]}{'*' * (len(digits) - 10)}{digits[-4:]}"
        if key:
            value = "hmac:" + hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()[:32]
        found.append(CardFound(start, stop, raw, value, issuer, bool(key)))
        pieces += [text[end:start], raw]
        end = stop
    return "".join([*pieces, text[end:]]), found


def mask_column(column: Column, key: bytes | None) -> tuple[Column, list[tuple[int, CardFound]]]:
    """Mask the card numbers of a column of texts; only rows with digits enough are looked at one by one.

    Parameters
    ----------
    column
        Strings or nulls.
    key
        As for :func:`mask_cards`.

    Returns
    -------
    tuple
        The column, of the same type and length, and what was masked: row number and card.

    Raises
    ------
    TypeError
        If the column holds anything but strings: whatever is not looked at could leak.
    """
    series = column if isinstance(column, pl.Series) else pl.Series(column)
    if series.dtype == pl.Null:
        return column, []
    if series.dtype != pl.String:
        raise TypeError(f"cards are masked in columns of strings, not of {series.dtype}")
    found: list[tuple[int, CardFound]] = []
    changed: dict[int, str] = {}
    for row in series.str.contains(MAY_HOLD_CARDS).fill_null(value=False).arg_true().to_list():
        text, cards = mask_cards(series[row], key)
        if cards:
            changed[row] = text
            found += [(row, card) for card in cards]
    if not changed:
        return column, []
    masked = series.clone().scatter(list(changed), list(changed.values()))
    if isinstance(column, pl.Series):
        return masked, found
    arrow = masked.to_arrow().cast(column.type)
    return (pa.chunked_array([arrow]) if isinstance(column, pa.ChunkedArray) else arrow), found


def mask_map(column: pa.MapArray, key: bytes | None) -> tuple[pa.MapArray, list[tuple[int, str, CardFound]]]:
    """Mask the card numbers in a column of maps from string to string, such as ``extra`` of the records.

    Parameters
    ----------
    column
        Maps or nulls; keys stay as they are.
    key
        As for :func:`mask_cards`.

    Returns
    -------
    tuple
        The column, of the same type and length, and what was masked: row number, key of the map, and card.
    """
    items, found = mask_column(column.items, key)
    if not found:
        return column, []
    offsets = column.offsets.to_pylist()
    last = offsets[-1]
    nulls = [*column.is_null().to_pylist(), False]
    kept = pa.array([None if null else at for at, null in zip(offsets, nulls, strict=True)], pa.int32())
    masked = pa.MapArray.from_arrays(kept, column.keys, items).cast(column.type)
    named = []
    for place, card in found:
        if offsets[0] <= place < last:  # a slice shows only some of the items that lie below it
            named.append((bisect_right(offsets, place) - 1, column.keys[place].as_py(), card))
    return masked, named


def mask_any(value: Any, _depth: int = 0) -> Any:
    """Mask the card numbers in a value of nested dicts, lists, strings and whole numbers.

    A number that is a card comes back as its masked string. What lies deeper than a hundred levels is left
    out, and said to be, since deeper walks could fail half-way.

    Examples
    --------
    >>> mask_any({"paid with": [4111111111111111, 12.5]})
    {'paid with': ['411111******1111', 12.5]}
    """
    if isinstance(value, str):
        return mask_cards(value, None)[0]
    if isinstance(value, int) and not isinstance(value, bool):
        text, found = mask_cards(str(value), None) if abs(value) < 10**19 else ("", [])
        return text if found else value
    if isinstance(value, dict | list | tuple) and _depth >= _DEEPEST:
        return "(nested too deeply)"
    if isinstance(value, dict):
        return {mask_any(k, _depth + 1): mask_any(v, _depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [mask_any(item, _depth + 1) for item in value]
    return value
