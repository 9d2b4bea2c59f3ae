"""Rows that are objects, as columns of text: nested ones get dotted names, lists keep their items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

import msgspec
import pyarrow as pa

MAX_DEPTH = 12  # levels of objects that are flattened; deeper ones stay JSON text
MAX_KEYS = 512  # names at one level in one chunk: more are data, not names, and stay JSON text
JOINER = ", "
OVERFLOW = "other_columns"

_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=str, order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one column.

    Attributes
    ----------
    text
        One string a row; null where the row has none.
    items
        Where the column holds lists: one list of strings a row, whose items joined by ``", "`` are ``text``.
    """

    text: pa.StringArray
    items: pa.ListArray | None = None

    def slice(self, start: int, length: int) -> Column:
        """Return some rows, without copying."""
        items = None if self.items is None else self.items.slice(start, length)
        return Column(self.text.slice(start, length), items)


def json_text(value: object) -> str:
    """Return a value as JSON."""
    return _encode(value).decode()


def scalar_text(value: object) -> str | None:
    """Return one value as text, as it would stand in a table; none for nothing.

    Examples
    --------
    >>> scalar_text(12025550123.0), scalar_text(True), scalar_text("")
    ('12025550123', 'true', None)
    """
    if value is None or value == "" or value != value:  # NaN differs from itself
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, int | Decimal | dt.date | dt.time | dt.timedelta):
        return str(value)
    return json_text(value)


def _is_list(value: object) -> bool:
    return type(value) is list


def _strings(values: Sequence[Any], types: set[type]) -> pa.StringArray:
    if types <= {str, type(None)}:
        return pa.array(values, pa.string())
    return pa.array([scalar_text(v) for v in values], pa.string())


def _list_column(values: Sequence[Any]) -> Column:
    """Make a column of values of which some are lists; a list that holds objects stays JSON text."""
    texts: list[str | None] = []
    items: list[list[str]] = []
    for value in values:
        if not _is_list(value):
            text = scalar_text(value)
            texts.append(text)
            items.append([] if text is None else [text])
            continue
        if any(isinstance(item, dict | list) for item in value):
            texts.append(json_text(value))
            items.append([])
            continue
        own = [text for text in map(scalar_text, value) if text is not None]
        texts.append(JOINER.join(own) if own else None)
        items.append(own)
    return Column(pa.array(texts, pa.string()), pa.array(items, pa.list_(pa.string())))


def column(values: Sequence[Any]) -> Column:
    """Return values of any type, none of them objects to be flattened, as a column."""
    types = set(map(type, values))
    return _list_column(values) if list in types else Column(_strings(values, types))


def _transpose(rows: Sequence[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    """Turn rows into columns, in the order in which names first appear."""
    keys = tuple(rows[0]) if rows else ()
    if len(keys) > 1 and set(map(len, rows)) == {len(keys)}:
        try:
            return dict(zip(keys, zip(*map(itemgetter(*keys), rows), strict=True), strict=True))
        except KeyError:
            pass
    union: dict[str, None] = {}
    for row in rows:
        union.update(dict.fromkeys(row))
    return {key: [row.get(key) for row in rows] for key in _limited(union, rows)}


def _limited(union: dict[str, None], rows: Sequence[dict[str, Any]]) -> list[str]:
    """Keep the number of columns in bounds: what is beyond them goes into one column as JSON text."""
    keys = list(union)
    if len(keys) <= MAX_KEYS:
        return keys
    kept = set(keys[:MAX_KEYS])
    for row in rows:
        rest = {key: row.pop(key) for key in list(row) if key not in kept}
        if rest:
            row[OVERFLOW] = json_text(rest)
    return [*keys[:MAX_KEYS], OVERFLOW]


class Flattener:
    """Turns rows into columns of text, chunk after chunk of one source.

    Parameters
    ----------
    warn
        Called with a sentence where names had to be changed or columns put together.
    """

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._whole: set[str] = set()  # columns whose objects are data: they stay JSON text to the end

    def __call__(self, rows: Sequence[dict[str, Any]]) -> dict[str, Column]:
        """Return the columns of some rows, in the order in which their names first appear.

        An object's members stand under its name and a dot. The rows may be changed.

        Examples
        --------
        >>> made = Flattener(print)([{"id": 1, "seller": {"phones": ["a", "b"]}}])
        >>> {name: column.text.to_pylist() for name, column in made.items()}
        {'id': ['1'], 'seller.phones': ['a, b']}
        """
        out: dict[str, Column] = {}
        self._into(out, "", rows, 0)
        return out

    def _into(self, out: dict[str, Column], prefix: str, rows: Sequence[dict[str, Any]], depth: int) -> None:
        columns = _transpose(rows)
        if OVERFLOW in columns:
            self._warn(
                f"more than {MAX_KEYS} names side by side; those beyond are kept together in {OVERFLOW}"
            )
        for key, values in columns.items():
            name = prefix + (key.strip() or "column")
            if dict not in set(map(type, values)):
                self._put(out, name, column(values))
            elif self._is_data(name, values, depth):
                self._put(out, name, column([scalar_text(v) for v in values]))
            else:
                outer = [None if type(v) is dict else v for v in values]
                if any(v is not None for v in outer):
                    self._put(out, name, column(outer))
                self._into(out, name + ".", [v if type(v) is dict else {} for v in values], depth + 1)

    def _is_data(self, name: str, values: Sequence[Any], depth: int) -> bool:
        """Tell whether the names in a column's objects are too many, or too deep, to be columns."""
        if name in self._whole:
            return True
        names = {key for value in values if type(value) is dict for key in value}
        if depth < MAX_DEPTH and len(names) <= MAX_KEYS:
            return False
        self._whole.add(name)
        self._warn(f"{name} holds objects with too many names or levels; it is kept as JSON text")
        return True

    def _put(self, out: dict[str, Column], name: str, made: Column) -> None:
        if name in out:
            n = 2
            while f"{name}_{n}" in out:
                n += 1
            self._warn(f"two columns are called {name!r}; the second is kept as {f'{name}_{n}'!r}")
            name = f"{name}_{n}"
        out[name] = made
