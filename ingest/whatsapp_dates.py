"""Which number of a chat's dates is the day, settled over the whole file, and the moments they name.

It is never guessed: a number above 12 says it, or years that no chat can be of, or an order in which dates never go
back while in the other they do, or the names of attached files. Where nothing does, dates stay as written.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

Date = tuple[str, str, str]  # as written, in the order as written
ORDERS = {
    "day first": (2, 1, 0),
    "month first": (2, 0, 1),
    "year first": (0, 1, 2),
}  # where year, month, day stand
_FIRST, _LAST = 2009, 2099  # WhatsApp is of 2009
_EPOCH = dt.date(1970, 1, 1).toordinal()
_ERAS = {"R": 2018, "H": 1988}  # Reiwa, Heisei: the year before their first
_CLEAR = 20  # times as many impossible dates as the other order's, from which an order is out; days back are a month
_MANY = 3  # leaps back, from which an order is out though the other goes back too, by a day


def year_of(written: str, two_digits_buddhist: bool = False) -> int | None:
    """Return the year that is meant; none where it is of no calendar read here.

    Years 2400 to 2699 are Buddhist, R4 and H31 Japanese. Persian years stand first and go another way.

    Examples
    --------
    >>> year_of("20"), year_of("2563"), year_of("R2"), year_of("1441")
    (2020, 2020, 2020, None)
    """
    if written[0].isalpha():
        era = _ERAS.get(written[0])
        return era + int(written[1:]) if era else None
    year = int(written)
    if len(written) <= 2:
        return year + (1957 if two_digits_buddhist else 2000)
    if 2400 <= year < 2700:
        return year - 543
    return year if 1900 <= year <= 9999 else None


def _persian(year: int, month: int, day: int) -> int | None:
    """Return the proleptic ordinal of a date of the Persian (Solar Hijri) calendar.

    By the 33-year cycle with leap years at 1, 5, 9, 13, 17, 22, 26 and 30, which agrees with the observed calendar
    for the years 1343 to 1402 and beyond that differs by at most a day.
    """
    leap = year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)
    length = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        return None
    before = sum(1 for y in range(1375, year) if y % 33 in (1, 5, 9, 13, 17, 22, 26, 30))
    start = dt.date(1996, 3, 20).toordinal()  # 1 Farvardin 1375
    days = (year - 1375) * 365 + before + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return start + days


@lru_cache(maxsize=4096)
def ordinal(date: Date, order: str, buddhist: bool = False) -> int | None:
    """Return the proleptic ordinal of a date read in an order; none where it is no date of a chat.

    Examples
    --------
    >>> dt.date.fromordinal(ordinal(("31", "1", "20"), "day first")).isoformat()
    '2020-01-31'
    >>> ordinal(("31", "1", "20"), "month first") is None
    True
    """
    y, m, d = ORDERS[order]
    try:
        if order == "year first" and len(date[0]) == 4 and 1388 <= int(date[0]) <= 1429:
            return _persian(int(date[0]), int(date[1]), int(date[2]))
        year = year_of(date[y], buddhist)
        return dt.date(year, int(date[m]), int(date[d])).toordinal() if year else None
    except ValueError:
        return None


def _plausible(date: Date, order: str, buddhist: bool) -> int | None:
    found = ordinal(date, order, buddhist)
    return found if found and _FIRST <= dt.date.fromordinal(found).year <= _LAST else None


@dataclass(slots=True)
class _Tally:
    """How a file's dates fare in one order."""

    good: int = 0
    bad: int = 0
    back: int = 0  # times that a date is before the one above it
    leaps: int = 0  # of these, by more than 20 days
    last: int | None = None

    def add(self, found: int | None) -> None:
        if found is None:
            self.bad += 1
            return
        self.good += 1
        if self.last is not None and found < self.last:
            self.back += 1
            self.leaps += found < self.last - 20
        self.last = found


@dataclass(slots=True)
class DateOrder:
    """Gathers what a file's dates say about their order.

    Attributes
    ----------
    sign
        What parts their numbers: no country writes the month first before a dot.
    """

    sign: str
    dates: int = 0
    either: int = 0  # dates that are two different ones in the two orders
    long_first: int = 0  # dates whose first number has four digits
    high_years: int = 0  # years of two digits that can only be Buddhist
    _last: Date | None = None
    _tallies: dict[tuple[str, bool], _Tally] = field(default_factory=dict)
    _votes: Counter[str] = field(default_factory=Counter)
    _neither: Counter[bool] = field(
        default_factory=Counter
    )  # dates that no order with the year last can read

    def add(self, date: Date) -> None:
        """Take a date in, in the order of the file; one that stands on the line above again says nothing new."""
        if date == self._last:
            return
        self._last = date
        self.dates += 1
        self.long_first += len(date[0]) == 4
        self.high_years += len(date[2]) == 2 and date[2].isdigit() and int(date[2]) >= 52
        for buddhist in (False, True):
            day, month, year = (_plausible(date, order, buddhist) for order in ORDERS)
            self._tally("year first", buddhist).add(year)
            if day is None and month is None:
                self._neither[buddhist] += 1
                continue
            self._tally("day first", buddhist).add(day)
            self._tally("month first", buddhist).add(month)
            self.either += day is not None and month is not None and day != month

    def _tally(self, order: str, buddhist: bool) -> _Tally:
        return self._tallies.setdefault((order, buddhist), _Tally())

    def vote(self, date: Date, year: int, month: int, day: int) -> None:
        """Take in that a file which was attached on a date is called by this one."""
        if month == day or len(date[0]) == 4 or year_of(date[2]) != year:
            return
        first, second = int(date[0]), int(date[1])
        if (first, second) in ((day, month), (month, day)):
            self._votes["day first" if first == day else "month first"] += 1

    @property
    def buddhist(self) -> bool:
        """Whether years of two digits are Buddhist: all of them must be."""
        return 0 < self.high_years == self.dates

    def settle(self) -> tuple[str, str]:
        """Return the order, empty where nothing settles it, and the reason in words."""
        if self.long_first * 2 > self.dates:
            return "year first", "years have four digits"
        day, month, year = (self._tally(order, self.buddhist) for order in ORDERS)
        if (
            year.good
            and year.bad == year.back == 0
            and (self._neither[self.buddhist] or day.back * month.bad)
        ):
            return "year first", "no other order fits"
        if day.bad * _CLEAR <= month.bad and month.bad:
            return "day first", f"{_dates(month.bad)} can be nothing else"
        if month.bad * _CLEAR <= day.bad and day.bad:
            return "month first", f"{_dates(day.bad)} can be nothing else"
        if day.bad and month.bad:
            return "", "some dates can only be day first, others only month first"
        if self.sign == ".":
            return "day first", "no country writes months first with dots"
        return self._by_course(day, month)

    def _by_course(self, day: _Tally, month: _Tally) -> tuple[str, str]:
        """Settle it where every date can be read both ways."""
        names = [order for order, votes in self._votes.items() if votes]
        if len(names) == 1:
            return names[0], "attached files are called by their dates"
        for order, this, other in (("day first", day, month), ("month first", month, day)):
            if (this.back == 0 < other.back) or (this.leaps == 0 and other.leaps >= _MANY):
                return order, "in the other order dates go back"
        if not self.either:
            return "day first", "it does not matter: days and months are the same numbers"
        return "", "all dates can be day or month first and none goes back in either"


def _dates(count: int) -> str:
    return "1 date" if count == 1 else f"{count:,} dates"


@dataclass(slots=True)
class Moments:
    """Turns dates and times as written into seconds since 1970, and counts what it could not."""

    order: str
    buddhist: bool = False
    unsettled: int = 0
    impossible: int = 0

    def at(self, date: Date, seconds: int | None) -> int | None:
        """Return seconds since 1970, the time taken as UTC; none where it is not known."""
        if self.order:
            found = ordinal(date, self.order, self.buddhist)
        else:
            found = ordinal(date, "day first", self.buddhist)
            if found is None or found != ordinal(date, "month first", self.buddhist):
                self.unsettled += 1
                return None
        if found is None or seconds is None:
            self.impossible += 1
            return None
        return (found - _EPOCH) * 86_400 + seconds
