"""Parts of dates, as columns, to moments in UTC.

Days are counted by Howard Hinnant's algorithm ("chrono-compatible low-level date algorithms", 2013).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Parts = dict[str, pl.Series]

_MONTHS = """
january jan январь января янв
february feb февраль февраля фев февр
march mar март марта мар
april apr апрель апреля апр
may май мая
june jun июнь июня июн
july jul июль июля июл
august aug август августа авг
september sep sept сентябрь сентября сен сент
october oct октябрь октября окт
november nov ноябрь ноября ноя нояб
december dec декабрь декабря дек
"""
MONTHS = {name: i for i, line in enumerate(_MONTHS.strip().splitlines(), 1) for name in line.split()}
ZONES = {  # minutes; those of RFC 2822, which names no others
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
_CHOICES = {"day": 1, "month": -1, "mixed": 0, "unknown": 0}
_NONE = -(1 << 40)
_MIN_US = -62_135_596_800_000_000  # 0001-01-01T00:00:00Z
_MAX_US = 253_402_300_799_999_999  # 9999-12-31T23:59:59.999999Z


def to_ints(series: pl.Series | None, missing: int, size: int = 0) -> Ints:
    """Return a column of digits as integers, ``missing`` for none (``size`` times without a column)."""
    if series is None:
        return np.full(size, missing, np.int64)
    return series.cast(pl.Int64, strict=False).fill_null(missing).to_numpy().astype(np.int64)


def look_up(series: pl.Series, table: dict[str, int]) -> Ints:
    """Return the numbers that a table gives for texts, ``_NONE`` for those that it lacks."""
    if not table:
        return np.full(len(series), _NONE, np.int64)
    found = series.replace_strict(table, default=_NONE, return_dtype=pl.Int64)
    return found.fill_null(_NONE).to_numpy().astype(np.int64)


def days_from_civil(year: Ints, month: Ints, day: Ints) -> Ints:
    """Return days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant 2013).

    Examples
    --------
    >>> int(days_from_civil(np.array([2000]), np.array([3]), np.array([1]))[0])
    11017
    """
    y = year - (month <= 2)
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return np.asarray(era * 146_097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719_468, np.int64)


def _is_day(year: Ints, month: Ints, day: Ints) -> Bools:
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    leap = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = lengths[np.clip(month, 0, 12)] + leap
    return np.asarray((year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= length), np.bool_)


def _offset(zone: pl.Series | None, size: int) -> tuple[Ints, Bools, Bools]:
    """Return minutes east of UTC, whether a zone is given, and whether it is one."""
    if zone is None:
        return np.zeros(size, np.int64), np.zeros(size, bool), np.ones(size, bool)
    given = zone.is_not_null().to_numpy()
    table = {text: _zone_minutes(text) for text in zone.drop_nulls().unique().to_list()}
    minutes = look_up(zone, {text: found for text, found in table.items() if found is not None})
    return np.where(minutes == _NONE, 0, minutes), given, (minutes != _NONE) | ~given


def _zone_minutes(text: str) -> int | None:
    if text.upper() in ZONES:
        return ZONES[text.upper()]
    digits = text.lstrip("UTCGM")
    if digits[:1] not in {"+", "-"}:
        return None
    hours, minutes = int(digits[1:3]), int(digits[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        return None
    return (-1 if digits[0] == "-" else 1) * (hours * 60 + minutes)


@dataclass(slots=True)
class Moments:
    """What one shape gives: rows, microseconds, which are good, which lack a zone, which are undecided."""

    rows: Ints
    micros: Ints
    good: Bools
    zoneless: Bools
    undecided: Bools


def _clock(parts: Parts, size: int) -> tuple[Ints, Bools]:
    """Return microseconds since midnight, and whether the time is one."""
    hour, minute, second = (to_ints(parts.get(k), 0, size) for k in "HMS")
    good = (minute < 60) & (second <= 60)
    if "p" in parts:
        half = look_up(parts["p"], {"a": 0, "A": 0, "p": 12, "P": 12})
        marked = half != _NONE
        good &= ~marked | ((hour >= 1) & (hour <= 12))
        hour = np.where(marked, hour % 12 + half, hour)
    good &= hour < 24
    fraction = np.zeros(size, np.int64)
    if "f" in parts and parts["f"].null_count() < size:
        fraction = to_ints((parts["f"] + "000000").str.slice(0, 6), 0)
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction, good


def from_parts(parts: Parts, year: Ints, month: Ints, day: Ints) -> Moments:
    """Put dates together with the time and zone among their parts."""
    size = len(year)
    clock, good = _clock(parts, size)
    minutes, zoned, known = _offset(parts.get("z"), size)
    good &= known & _is_day(year, month, day)
    micros = days_from_civil(year, month, day) * 86_400_000_000 + clock - minutes * 60_000_000
    good &= (micros >= _MIN_US) & (micros <= _MAX_US)
    return Moments(parts["#"].to_numpy().astype(np.int64), micros, good, ~zoned, np.zeros(size, bool))


_FIXED = {10: "0000-00-00", 19: "0000-00-00T00:00:00", 20: "0000-00-00T00:00:00Z"}


def from_fixed(values: pa.StringArray) -> Moments | None:
    """Read ISO 8601 as programs write it where every value has the same form; none where one has not.

    The values' bytes are taken as a matrix: ten times faster than a pattern, for the commonest case.
    """
    if values.null_count or not len(values):
        return None
    n = len(values)
    ends = np.frombuffer(values.buffers()[1], np.int32, n + 1, values.offset * 4)
    width = int(ends[1] - ends[0])
    if width not in _FIXED or not (np.diff(ends) == width).all():
        return None
    data = np.frombuffer(values.buffers()[2], np.uint8, n * width, int(ends[0])).reshape(n, width)
    form = np.frombuffer(_FIXED[width].encode(), np.uint8)
    figure = form == ord("0")
    rest = (data == form) | ((form == ord("T")) & (data == ord(" ")))
    figures = data.astype(np.int64) - ord("0")
    if not rest[:, ~figure].all() or not ((figures[:, figure] >= 0) & (figures[:, figure] <= 9)).all():
        return None

    def two(at: int) -> Ints:
        return np.asarray(figures[:, at] * 10 + figures[:, at + 1], np.int64)

    zero = np.zeros(n, np.int64)
    year, month, day = two(0) * 100 + two(2), two(5), two(8)
    hour, minute, second = (two(11), two(14), two(17)) if width > 10 else (zero, zero, zero)
    good = _is_day(year, month, day) & (hour < 24) & (minute < 60) & (second <= 60)
    micros = (
        days_from_civil(year, month, day) * 86_400_000_000 + ((hour * 60 + minute) * 60 + second) * 1_000_000
    )
    good &= micros <= _MAX_US
    return Moments(np.arange(n), micros, good, np.full(n, width < 20), np.zeros(n, bool))


def from_epoch(parts: Parts) -> Moments:
    """Read seconds (9 or 10 digits), milliseconds (13) or microseconds (16) since 1970."""
    number, length = to_ints(parts["e"], 0), parts["e"].str.strip_chars_start("-").str.len_chars().to_numpy()
    scale = np.where(length == 16, 1, np.where(length == 13, 1_000, 1_000_000))
    fraction = np.zeros(len(number), np.int64)
    if parts["f"].null_count() < len(number):
        fraction = np.where(scale == 1_000_000, to_ints((parts["f"] + "000000").str.slice(0, 6), 0), 0)
    none = np.zeros(len(number), bool)
    return Moments(parts["#"].to_numpy().astype(np.int64), number * scale + fraction, ~none, none, none)


def from_numeric(parts: Parts, order: Callable[[str], str]) -> Moments:
    """Read day, month and year in figures; ``order`` says for a separator what comes first."""
    a, b, year = to_ints(parts["a"], 0), to_ints(parts["b"], 0), to_ints(parts["y"], 0)
    short = parts["y"].str.len_chars().to_numpy() == 2
    year = np.where(short, year + np.where(year < 69, 2000, 1900), year)  # as POSIX does
    choice = look_up(
        parts["s"], {mark: _CHOICES[order(mark)] for mark in sorted(parts["s"].unique().to_list())}
    )
    # Where the column does not say, a value that can be read one way only is still read.
    unsure = choice == 0
    day_first = np.where(unsure, (a > 12) | (a == b), choice == 1)
    undecided = unsure & (a <= 12) & (b <= 12) & (a != b)
    read = from_parts(parts, year, np.where(day_first, b, a), np.where(day_first, a, b))
    read.good &= (parts["s"] == parts["s2"]).to_numpy()
    read.undecided = undecided & read.good
    read.good &= ~undecided
    return read


def from_named(parts: Parts) -> Moments:
    """Read dates whose month is a name, in English or Russian."""
    month = look_up(parts["n"].str.to_lowercase(), MONTHS)
    return from_parts(parts, to_ints(parts["y"], 0), month, to_ints(parts["d"], 0))
