"""Table columns as plain lists that JSON can hold, and offsets as JavaScript counts them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def plain(values: pd.Series[Any]) -> list[Any]:
    """Return a column's values as Python objects, whatever is missing as None.

    Examples
    --------
    >>> plain(pd.Series(["a", None, float("nan")], dtype=object))
    ['a', None, None]
    """
    return [None if gone else v for v, gone in zip(values.tolist(), values.isna().tolist(), strict=True)]


def texts(values: pd.Series[Any]) -> list[str | None]:
    """Return a column of texts; what is missing or empty as None."""
    return [str(v) if v is not None and str(v) else None for v in plain(values)]


def numbers(values: pd.Series[Any]) -> list[int | float]:
    """Return a column of numbers, whole where they are; what is missing as 0."""
    found = [float(v) if v is not None else 0.0 for v in plain(values)]
    return [int(v) if v == int(v) else round(v, 2) for v in found]


def moments(values: pd.Series[Any]) -> list[str | None]:
    """Return a column of points in time as ISO 8601 texts in UTC, to the second.

    Examples
    --------
    >>> moments(pd.Series(pd.to_datetime(["2025-02-03T10:00:00Z", None], utc=True)))
    ['2025-02-03T10:00:00Z', None]
    """
    when = pd.to_datetime(values, utc=True, errors="coerce")
    return texts(when.dt.strftime("%Y-%m-%dT%H:%M:%SZ"))


def pairs(value: object) -> list[list[str]] | None:
    """Return a mapping's filled entries as [key, text] lists in their order; None if there is none.

    Examples
    --------
    >>> pairs({"notes": "seen twice", "empty": None})
    [['notes', 'seen twice']]
    """
    if value is None or isinstance(value, float):
        return None
    items: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, Mapping) else value  # type: ignore[assignment]
    return [[str(k), str(v)] for k, v in items if v is not None and str(v)] or None


def spaced_phone(value: str) -> str | None:
    """Return a phone number as people write it, or None if ``value`` is no number in E.164 form.

    Examples
    --------
    >>> spaced_phone("+12025550123"), spaced_phone("honey_agency")
    ('+1 202-555-0123', None)
    """
    if not (value.startswith("+") and value[1:].isascii() and value[1:].isdigit()):
        return None
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

    try:
        return str(format_number(parse(value), PhoneNumberFormat.INTERNATIONAL))
    except NumberParseException:
        return None


def shown_value(kind: str, value: str, openings: Mapping[str, str]) -> str | None:
    """Return an identifier's value as people read it best, or None where it is best as it is.

    Parameters
    ----------
    kind, value
        The identifier.
    openings
        The value of a text group to the first words of one of its texts.

    Examples
    --------
    >>> shown_value("text", "9f2c4a4a00b1c2d3", {"9f2c4a4a00b1c2d3": "New in town…"})
    '“New in town…”'
    >>> shown_value("image", "8e3d6a0011223344", {}), shown_value("phone", "+12025550123", {})
    ('picture 8e3d6a…', '+1 202-555-0123')
    """
    if kind == "text":
        words = openings.get(value)
        return f"“{words}”" if words else None
    if kind == "image":
        return f"picture {value[:6]}…"
    return spaced_phone(value)


def spelled(kind: str, value: str) -> str:
    """Return an identifier as kind and value, phones spaced."""
    return f"{kind} {spaced_phone(value) or value}"


class Words:
    """Texts that repeat, each kept once and known by its number.

    Examples
    --------
    >>> words = Words()
    >>> words.number("joins"), words.number("shows"), words.number("joins"), words.known
    (0, 1, 0, ['joins', 'shows'])
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def known(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self._numbers)

    def number(self, word: object) -> int:
        """Return a text's number; a missing one counts as empty."""
        return self._numbers.setdefault("" if word is None or word != word else str(word), len(self._numbers))


class Utf16:
    """Offsets in code points turned into offsets in UTF-16 units, which JavaScript counts.

    Parameters
    ----------
    text
        The field that the offsets are counted in.

    Examples
    --------
    >>> Utf16("\U0001f48b call")(2)
    3
    """

    def __init__(self, text: str) -> None:
        wide = bool(text) and not text.isascii() and max(text) > "\uffff"
        self._wide = [i for i, c in enumerate(text) if c > "\uffff"] if wide else []

    def __call__(self, offset: int) -> int:
        """Return the offset in UTF-16 units of an offset in code points."""
        return offset + bisect_left(self._wide, offset)
