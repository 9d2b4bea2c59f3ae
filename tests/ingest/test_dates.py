"""Dates in every form that is read, and those that must not be guessed."""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dates import Dates
from ingest.moments import days_from_civil


def parse(
    values: Sequence[str | None], whole: Sequence[str | None] | None = None
) -> tuple[list[str | None], Dates]:
    """Parse a column; the moments come back in ISO 8601."""
    column = pa.array(values, pa.string())
    dates = Dates(lambda: [pa.array(values if whole is None else whole, pa.string())])
    moments = dates.parse(column).to_pylist()
    return [
        None if m is None else m.strftime("%Y-%m-%dT%H:%M:%S.%f").removesuffix(".000000") for m in moments
    ], dates


SURE = [
    ("2025-03-04T10:20:30Z", "2025-03-04T10:20:30"),
    ("2025-03-04T10:20:30", "2025-03-04T10:20:30"),
    ("2025-03-04 10:20", "2025-03-04T10:20:00"),
    ("2025-03-04", "2025-03-04T00:00:00"),
    ("2025-03-04T10:20:30.5+05:00", "2025-03-04T05:20:30.500000"),
    ("2025-03-04T10:20:30,123456789-0330", "2025-03-04T13:50:30.123456"),
    ("2025-03-04 10:20:30 +0000", "2025-03-04T10:20:30"),
    ("2025-03-04 10:20:30 UTC", "2025-03-04T10:20:30"),
    ("2025-3-4 7:05", "2025-03-04T07:05:00"),
    ("2025/03/04", "2025-03-04T00:00:00"),
    ("20250304", "2025-03-04T00:00:00"),
    ("20250304T102030Z", "2025-03-04T10:20:30"),
    ("1741083630", "2025-03-04T10:20:30"),
    ("1741083630.25", "2025-03-04T10:20:30.250000"),
    ("1741083630123", "2025-03-04T10:20:30.123000"),
    ("1741083630123456", "2025-03-04T10:20:30.123456"),
    ("04.03.2025 10:20", "2025-03-04T10:20:00"),
    ("4.3.2025, 10:20:30", "2025-03-04T10:20:30"),
    ("04.03.2025 в 10:20", "2025-03-04T10:20:00"),
    ("04.03.2025 г.", "2025-03-04T00:00:00"),
    ("25/03/2025 10:20", "2025-03-25T10:20:00"),
    ("03/25/2025 10:20 PM", "2025-03-25T22:20:00"),
    ("03/25/2025 12:05 am", "2025-03-25T00:05:00"),
    ("05-05-2025", "2025-05-05T00:00:00"),
    ("4 March 2025", "2025-03-04T00:00:00"),
    ("4th Mar 2025 10:20", "2025-03-04T10:20:00"),
    ("4-Mar-2025", "2025-03-04T00:00:00"),
    ("March 4, 2025", "2025-03-04T00:00:00"),
    ("Mar 4 2025 10:20:30", "2025-03-04T10:20:30"),
    ("Tuesday, March 4, 2025 at 10:20 PM", "2025-03-04T22:20:00"),
    ("4 марта 2025", "2025-03-04T00:00:00"),
    ("4 марта 2025 г., 10:20", "2025-03-04T10:20:00"),
    ("4 марта 2025 года в 10:20", "2025-03-04T10:20:00"),
    ("вт, 4 мар. 2025 10:20", "2025-03-04T10:20:00"),
    ("31 МАЯ 2025", "2025-05-31T00:00:00"),
    ("Декабрь 5, 2025", "2025-12-05T00:00:00"),
    ("Tue, 04 Mar 2025 10:20:30 +0300", "2025-03-04T07:20:30"),
    ("Tue, 4 Mar 2025 10:20:30 GMT", "2025-03-04T10:20:30"),
    ("4 Mar 2025 10:20:30 EST", "2025-03-04T15:20:30"),
    ("Tue, 04 Mar 2025 10:20:30 -0000 (comment)", "2025-03-04T10:20:30"),
    ("Tue Mar 04 10:20:30 +0000 2025", "2025-03-04T10:20:30"),
    ("Tue Mar  4 10:20:30 2025", "2025-03-04T10:20:30"),
    ("Tue Mar 04 2025 10:20:30 GMT+0300 (Moscow)", "2025-03-04T07:20:30"),
    ("  2025-03-04  ", "2025-03-04T00:00:00"),
    ("2024-02-29", "2024-02-29T00:00:00"),
    ("0001-01-01", "0001-01-01T00:00:00"),
    ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"),
]


@pytest.mark.parametrize(("text", "moment"), SURE, ids=[text for text, _ in SURE])
def test_one_form(text: str, moment: str) -> None:
    assert parse([text])[0] == [moment.replace("0001-", "1-") if "0001" in text and _unpadded() else moment]


def _unpadded() -> bool:
    """Tell whether strftime leaves years unpadded, as glibc's does."""
    return dt.datetime(1, 1, 1).strftime("%Y") == "1"


def test_all_forms_in_one_column() -> None:
    wanted = [m for t, m in SURE if not t.startswith(("0001", "25/03", "03/25"))]
    got, dates = parse([t for t, _ in SURE if not t.startswith(("0001", "25/03", "03/25"))])
    assert got == wanted
    assert dates.tally.read == len(wanted)


@pytest.mark.parametrize(
    "text",
    ["0000-01-01", "2025-02-31", "31.02.2025", "2025-13-01", "2025-00-10", "2025-01-00", "2025-01-01 24:00",
     "2025-01-01 10:60", "29 February 2023", "2025-03-04 10:20 +99:00", "0001-01-01T00:00:00+05:00",
     "9999-12-31T23:59:59-05:00", "13:00 pm 2025-01-01", "03/25/2025 13:05 PM", "4 Mar 2025 10:20 XYZ",
     "32 мая 2025", "1.2/2025"],
)  # fmt: skip
def test_impossible_moments_are_null_and_counted(text: str) -> None:
    got, dates = parse([text, "2025-03-04"])
    assert got == [None, "2025-03-04T00:00:00"]
    assert dates.tally.impossible + dates.tally.unreadable == 1
    assert any(w.startswith("d: 1 of the values") for w in dates.warnings("d"))


@pytest.mark.parametrize(
    "text", ["yesterday", "soon", "10:20", "2025", "12", "call 202 555 0123", "4 foo", "x" * 5000]
)
def test_what_is_no_date(text: str) -> None:
    got, dates = parse([text])
    assert got == [None]
    assert dates.tally.unreadable == 1


def test_nothing_is_nothing() -> None:
    got, dates = parse([None, "", "  "])
    assert got == [None, None, None]
    assert dates.warnings("d") == []
    assert parse([])[0] == []


def test_an_ambiguous_date_alone_is_not_guessed() -> None:
    got, dates = parse(["03/04/2025", "05-06-2025", "07/07/2025"])
    assert got == [None, None, "2025-07-07T00:00:00"]
    assert dates.tally.undecided == 2
    assert dates.said() == "not known (/), not known (-)"
    assert dates.warnings("d")[0].startswith("d: 2 of the values could be day or month first")


@pytest.mark.parametrize(
    ("telling", "moment", "said"),
    [
        ("25/04/2025", "2025-04-03T00:00:00", "day first (/)"),
        ("04/25/2025", "2025-03-04T00:00:00", "month first (/)"),
    ],
)
def test_other_values_settle_it_even_far_behind(telling: str, moment: str, said: str) -> None:
    first = ["03/04/2025"] * 3
    got, dates = parse(first, [*first, *["01/02/2025"] * 5000, telling])
    assert got == [moment] * 3
    assert dates.said() == said


def test_a_column_that_mixes_both_orders_is_not_guessed() -> None:
    got, dates = parse(["03/04/2025", "25/04/2025", "04/25/2025"])
    assert got == [None, "2025-04-25T00:00:00", "2025-04-25T00:00:00"]
    assert dates.said() == "mixed (/)"


def test_separators_are_settled_apart_and_dots_are_day_first() -> None:
    got, dates = parse(["03.04.2025", "03/04/2025", "04/25/2025"])
    assert got == ["2025-04-03T00:00:00", "2025-03-04T00:00:00", "2025-04-25T00:00:00"]
    assert dates.said() == "day first (.), month first (/)"
    assert parse(["03.04.2025", "03.25.2025"])[0] == ["2025-03-04T00:00:00", "2025-03-25T00:00:00"]


def test_the_column_is_asked_once_and_only_where_needed() -> None:
    asked = []

    def whole() -> Iterable[pa.StringArray]:
        asked.append(1)
        return [pa.array(["25/04/2025"])]

    dates = Dates(whole)
    dates.parse(pa.array(["2025-03-04", "4 March 2025"]))
    assert asked == []
    for _ in range(3):
        dates.parse(pa.array(["03/04/2025"]))
    assert asked == [1]


def test_short_years_are_read_and_said() -> None:
    got, dates = parse(["04.03.25 10:20", "04.03.99"])
    assert got == ["2025-03-04T10:20:00", "1999-03-04T00:00:00"]
    assert any("two digits" in w for w in dates.warnings("d"))


def test_times_without_zone_are_said_once() -> None:
    _, dates = parse(["2025-03-04 10:20", "2025-03-04T10:20Z", "1741083630"])
    assert dates.warnings("d") == ["d: 1 of the values give no time zone and were taken as UTC"]


def test_no_pattern_is_slow_on_hostile_text() -> None:
    for text in (
        "1" * 200_000,
        "a " * 100_000,
        "2025-01-01 " + " " * 200_000,
        "12:" * 70_000,
        "Mar " * 50_000,
    ):
        assert parse([text])[0] == [None if text.strip() != "2025-01-01" else "2025-01-01T00:00:00"]


def test_days_are_those_of_the_calendar() -> None:
    days = [
        dt.date(1, 1, 1),
        dt.date(1600, 2, 29),
        dt.date(1969, 12, 31),
        dt.date(2000, 3, 1),
        dt.date(9999, 12, 31),
    ]
    got = days_from_civil(*(np.array([getattr(d, part) for d in days]) for part in ("year", "month", "day")))
    assert got.tolist() == [(d - dt.date(1970, 1, 1)).days for d in days]


MOMENTS = st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2199, 12, 31)).map(
    lambda m: m.replace(microsecond=0)
)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))


@settings(max_examples=150, deadline=None)
@given(moments=st.lists(st.tuples(MOMENTS, ZONES), min_size=1, max_size=20))
def test_what_programs_write_is_read_back(moments: list[tuple[dt.datetime, dt.timezone]]) -> None:
    aware = [m.replace(tzinfo=zone) for m, zone in moments]
    wanted = [m.astimezone(dt.UTC) for m in aware]
    forms: list[Callable[[dt.datetime], Any]] = [
        dt.datetime.isoformat,
        lambda m: m.strftime("%Y-%m-%d %H:%M:%S%z"),
        email.utils.format_datetime,
        lambda m: m.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        lambda m: str(int(m.timestamp() * 1000)) if m.timestamp() >= 1e9 else m.isoformat(),
        lambda m: m.astimezone(dt.UTC).strftime("%d.%m.%Y %H:%M:%S"),
        lambda m: m.astimezone(dt.UTC).strftime("%B %d, %Y %I:%M:%S %p"),
    ]
    for form in forms:
        column = pa.array([form(m) for m in aware], pa.string())
        assert Dates([column].copy).parse(column).to_pylist() == wanted


@settings(max_examples=200, deadline=None)
@given(
    values=st.lists(
        st.one_of(st.none(), st.text(max_size=30), st.text("0123456789-/.: TZ+", max_size=25)), max_size=30
    )
)
def test_any_text_is_read_or_left(values: list[str | None]) -> None:
    got, dates = parse(values)
    t = dates.tally
    filled = sum(1 for v in values if v is not None and v.strip() != "")
    assert len(got) == len(values)
    assert t.read + t.unreadable + t.impossible + t.undecided >= filled - sum(
        1 for v in values if v and not v.strip()
    )
    assert sum(g is not None for g in got) == t.read
