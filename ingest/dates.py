"""Dates and times as people and programs write them, to UTC, a whole column at once.

Every shape is one linear-time pattern over the column. Whether 03/04/2025 is March or April is never
guessed: other values of the column say it, or it stays unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pyarrow as pa

from graphkit.model import UTC
from ingest.moments import (
    Moments,
    Parts,
    from_epoch,
    from_fixed,
    from_named,
    from_numeric,
    from_parts,
    to_ints,
)

_CLOCK = (
    r"(?P<H>[0-9]{1,2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?)?"
    r"(?:\s*(?P<p>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = r"(?:\s*(?P<z>Z|z|(?:UTC|GMT|UT)?[+\-][0-9]{2}(?::?[0-9]{2})?|[A-Z]{2,4})(?:\s*\([^()]*\))?)?"
_TIME = r"(?:(?:T|,?\s+(?:(?:at|в)\s+)?)" + _CLOCK + _ZONE + r")?"
_YEAR = r"(?P<y>[0-9]{4})(?:\s*(?:г\.?|года))?"
_WEEKDAY = r"(?:\p{L}+\.?,?\s+)?"

SHAPES = {
    "iso": r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})" + _TIME,
    "epoch": r"(?P<e>-?[0-9]{9,10}|[0-9]{13}|[0-9]{16})(?:\.(?P<f>[0-9]{1,9})[0-9]*)?",
    "numeric": r"(?P<a>[0-9]{1,2})(?P<s>[./-])(?P<b>[0-9]{1,2})(?P<s2>[./-])(?P<y>[0-9]{4}|[0-9]{2})"
    r"(?:\s*г\.?)?" + _TIME,
    "day month": _WEEKDAY
    + r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th|-?е|-?го)?[\s\-.]+(?P<n>\p{L}+)\.?[\s\-,]+"
    + _YEAR
    + _TIME,
    "month day": _WEEKDAY + r"(?P<n>\p{L}+)\.?\s+(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR + _TIME,
    "year last": r"\p{L}+,?\s+(?P<n>\p{L}+)\s+(?P<d>[0-9]{1,2})\s+" + _CLOCK + _ZONE + r"\s+(?P<y>[0-9]{4})",
    "compact": r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"
    r"(?:T?(?P<H>[0-9]{2})(?P<M>[0-9]{2})(?P<S>[0-9]{2})(?P<z>Z)?)?",
}


@dataclass(slots=True)
class Tally:
    """How the values of a column fared."""

    read: int = 0
    unreadable: int = 0
    impossible: int = 0
    undecided: int = 0
    zoneless: int = 0
    short_years: int = 0


@dataclass(slots=True)
class Evidence:
    """By separator: how many values can only be day first, only month first, or either."""

    day_first: dict[str, int] = field(default_factory=dict)
    month_first: dict[str, int] = field(default_factory=dict)
    either: dict[str, int] = field(default_factory=dict)

    def add(self, values: pa.StringArray) -> None:
        """Count the values of some rows."""
        parts = _match("numeric", _clean(values))
        if parts is None:
            return
        a, b, sep = to_ints(parts["a"], 0), to_ints(parts["b"], 0), parts["s"].to_numpy()
        day = (a > 12) & (a <= 31) & (b >= 1) & (b <= 12)
        month = (b > 12) & (b <= 31) & (a >= 1) & (a <= 12)
        both = (a >= 1) & (b >= 1) & (a <= 12) & (b <= 12) & (a != b)
        for mark in "./-":
            here = sep == mark
            for counts, of in ((self.day_first, day), (self.month_first, month), (self.either, both)):
                counts[mark] = counts.get(mark, 0) + int(np.count_nonzero(here & of))

    def order(self, mark: str) -> str:
        """Return ``day``, ``month``, ``mixed`` or ``unknown`` for a separator.

        With dots and no evidence it is ``day``: no country writes months first with dots.
        """
        day, month = self.day_first.get(mark, 0), self.month_first.get(mark, 0)
        if day and month:
            return "mixed"
        if day or (mark == "." and not month):
            return "day"
        return "month" if month else "unknown"


def _clean(values: pa.StringArray) -> pl.Series:
    series = pl.Series(values).cast(pl.String) if len(values) else pl.Series([], dtype=pl.String)
    return series.str.strip_chars()


def _match(shape: str, series: pl.Series) -> Parts | None:
    """Return the parts of the values that have a shape, and ``#`` their rows; none if no value has it."""
    parts = series.str.extract_groups("^" + SHAPES[shape] + "$").struct.unnest()
    hit = parts["e" if shape == "epoch" else "y"].is_not_null()
    if not hit.any():
        return None
    found = parts if hit.all() else parts.filter(hit)
    return {"#": hit.arg_true()} | {name: found[name] for name in found.columns}


class Dates:
    """Reads the dates of one column.

    Parameters
    ----------
    whole
        Called at most once, when a value first turns up that could be day or month first: returns all values
        of the column in the source, some at a time.
    """

    def __init__(self, whole: Callable[[], Iterable[pa.StringArray]]) -> None:
        self._whole = whole
        self.evidence: Evidence | None = None
        self.tally = Tally()

    def order(self, mark: str) -> str:
        """Return which comes first with a separator, asking the whole column the first time."""
        if self.evidence is None:
            self.evidence = Evidence()
            for values in self._whole():
                self.evidence.add(values)
        return self.evidence.order(mark)

    def parse(self, values: pa.StringArray) -> pa.TimestampArray:
        """Return the moments that the values name; null where they name none, or not surely one."""
        fixed = from_fixed(values)
        if fixed is not None:
            self._count(fixed)
            return pa.array(fixed.micros, pa.int64(), mask=~fixed.good).cast(UTC)
        series = _clean(values)
        micros = np.zeros(len(series), np.int64)
        good = np.zeros(len(series), bool)
        left = pl.Series(np.arange(len(series), dtype=np.int64)).filter(series.fill_null("") != "")
        for shape in SHAPES:
            if not len(left):
                break
            parts = _match(shape, series.gather(left))
            if parts is None:
                continue
            read = self._read(shape, parts)
            rows = left.to_numpy()[read.rows]
            micros[rows], good[rows] = read.micros, read.good
            self._count(read, parts.get("y") if shape == "numeric" else None)
            taken = np.zeros(len(left), bool)
            taken[read.rows] = True
            left = left.filter(pl.Series(~taken))
        self.tally.unreadable += len(left)
        return pa.array(micros, pa.int64(), mask=~good).cast(UTC)

    def _read(self, shape: str, parts: Parts) -> Moments:
        if shape == "epoch":
            return from_epoch(parts)
        if shape == "numeric":
            return from_numeric(parts, self.order)
        if "n" in parts:
            return from_named(parts)
        return from_parts(parts, *(to_ints(parts[k], 0) for k in "ymd"))

    def _count(self, read: Moments, years: pl.Series | None = None) -> None:
        tally = self.tally
        tally.read += int(np.count_nonzero(read.good))
        tally.undecided += int(np.count_nonzero(read.undecided))
        tally.impossible += int(np.count_nonzero(~read.good & ~read.undecided))
        tally.zoneless += int(np.count_nonzero(read.good & read.zoneless))
        if years is not None:
            short = (years.str.len_chars() == 2).to_numpy()
            tally.short_years += int(np.count_nonzero(read.good & short))

    def said(self) -> str | None:
        """Return in words which order was found, for each separator in use; none if it did not matter."""
        if self.evidence is None:
            return None
        words = {"day": "day first", "month": "month first", "mixed": "mixed", "unknown": "not known"}
        seen = [m for m in "./-" if any(c.get(m) for c in _counts(self.evidence))]
        return ", ".join(f"{words[self.evidence.order(m)]} ({m})" for m in seen) or None

    def warnings(self, column: str) -> list[str]:
        """Return what a person should know about the column's dates, in sentences."""
        t = self.tally
        said = [
            (
                t.undecided,
                "could be day or month first and nothing settles it: kept as written, without a date",
            ),
            (t.impossible, "name no possible moment: kept as written, without a date"),
            (t.unreadable, "are in no known form of date: kept as written, without a date"),
            (t.zoneless, "give no time zone and were taken as UTC"),
            (t.short_years, "have years of two digits, read as 1969 to 2068"),
        ]
        return [f"{column}: {n} of the values {text}" for n, text in said if n]


def _counts(evidence: Evidence) -> tuple[dict[str, int], ...]:
    return evidence.day_first, evidence.month_first, evidence.either
