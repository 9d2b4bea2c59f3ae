"""Which country a column or a place name says, as ISO 3166-1 alpha-2. Cities are never guessed from."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_CODE = re.compile(r"[A-Z]{2}")
_JUNK = re.compile(r"[.\s]+")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "countries.toml").read_text("utf-8"))


def _fold(name: str) -> str:
    return _JUNK.sub(" ", name.casefold().replace("ё", "е").replace("’", "'").replace(".", "")).strip()


@cache
def _names() -> dict[str, str]:
    return {_fold(name): code for code, names in _data()["countries"].items() for name in (code, *names)}


@cache
def _long_names() -> dict[str, str]:
    """Return the names that may stand in a place name: no codes, and none that is also a state or a town."""
    unsure = {_fold(name) for name in _data()["places"]["unsure"]}
    names = {_fold(n): code for code, names in _data()["countries"].items() for n in names[1:]}
    sure = {_fold(c): _names()[_fold(c)] for c in _data()["places"]["sure_codes"]}
    return {name: code for name, code in names.items() if name not in unsure} | sure


@cache
def _states() -> frozenset[str]:
    return frozenset(_fold(name) for name in _data()["places"]["states"])


def from_name(value: str) -> str | None:
    """Return the country that a cell of a country column names, by code or by English or Russian name.

    Examples
    --------
    >>> from_name("kz"), from_name("Россия"), from_name("U.S.A."), from_name("Atlantis")
    ('KZ', 'RU', 'US', None)
    """
    return _names().get(_fold(value))


@dataclass(frozen=True, slots=True)
class Places:
    """How the places of a column are written.

    Attributes
    ----------
    codes
        ``first`` if every place begins with a country's code ("US, IL, Chicago"), ``last`` if every one ends
        with one, else empty.
    """

    codes: str = ""

    @classmethod
    def of(cls, sample: list[str]) -> Places:
        """Tell how the places of a column are written.

        ``CA`` is Canada and California, ``GE`` Georgia and Genoa: codes are believed only where each value of
        the sample has a country's code in the same place and one of them can mean nothing else.
        """
        sure = set(_data()["places"]["sure_codes"])
        parts = [[p.strip() for p in value.split(",")] for value in sample if "," in value]
        if len(parts) * 10 < len(sample) * 9:
            return cls()
        for where, i in (("first", 0), ("last", -1)):
            codes = {p[i] for p in parts}
            if codes & sure and all(_CODE.fullmatch(c) and c in _data()["countries"] for c in codes):
                return cls(where)
        return cls()

    def country(self, place: str) -> str | None:
        """Return the country of a place name where it is sure.

        Examples
        --------
        >>> Places().country("Almaty, Kazakhstan"), Places().country("Paris, Texas")
        ('KZ', None)
        """
        parts = [p.strip() for p in place.split(",")]
        if self.codes and len(parts) > 1:
            code = parts[0 if self.codes == "first" else -1]
            return code if code in _data()["countries"] else None
        last, first = _fold(parts[-1]), _fold(parts[0])
        if last in _states() or (len(parts) > 1 and _CODE.fullmatch(parts[-1]) and last not in _long_names()):
            return None
        found = {_long_names()[p] for p in (first, last) if p in _long_names()}
        return found.pop() if len(found) == 1 else None


def column(values: pa.StringArray, places: Places | None) -> pa.StringArray:
    """Return the countries of a column of place names, or of countries' names where ``places`` is none."""
    encoded = pc.dictionary_encode(values)
    read = from_name if places is None else places.country
    codes = pa.array([None if v is None else read(v) for v in encoded.dictionary.to_pylist()], pa.string())
    return codes.take(encoded.indices)
