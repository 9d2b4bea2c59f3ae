"""Whether days or months come first in a chat, and what its years mean."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whatsapp_files import Chat

from ingest.whatsapp_dates import DateOrder, ordinal


def order_of(*dates: str, sign: str = "/") -> str:
    order = DateOrder(sign)
    for date in dates:
        a, b, c = date.split(sign)
        order.add((a, b, c))
    return order.settle()[0]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["13/4/20"], "day first"),
        (["4/13/20"], "month first"),
        (["3/4/20", "4/4/20", "13/4/20"], "day first"),
        (["3/4/20"], ""),
        (["3/4/20", "4/4/20"], ""),
        (["10/4/20", "2/5/20"], "day first"),  # 4 October does not come before 5 February
        (["4/10/20", "5/2/20"], "month first"),
        (["10/4/20", "2/5/20", "1/5/20"], ""),  # goes back in both
        (["1/4/20", "9/4/20", "8/4/20", "10/4/20", "2/5/20", "3/6/20", "2/7/20", "1/8/20"], "day first"),
        (["4/4/20", "5/5/20"], "day first"),  # it does not matter
        (["2020/4/3"], "year first"),
        (["20/12/30", "20/12/31", "21/1/1", "21/1/9"], "year first"),
        (["13/4/20", "4/13/20"], ""),
        (["13/4/20"] * 2 + [f"{d}/{m}/20" for m in (5, 6) for d in range(13, 29)] + ["4/13/20"], "day first"),
        (["1/1/05", "13/4/20", "14/4/20"], "day first"),  # no chat is of 2005: nothing is told by it
    ],
)
def test_the_order_is_settled_by_what_the_whole_file_says(dates: list[str], expected: str) -> None:
    assert order_of(*dates) == expected


def test_no_country_writes_months_first_with_dots() -> None:
    assert order_of("3.4.20", sign=".") == "day first"
    assert order_of("3.14.20", sign=".") == "month first"


@given(
    st.lists(st.dates(dt.date(2010, 1, 1), dt.date(2050, 1, 1)), min_size=1, max_size=40),
    st.booleans(),
    st.booleans(),
)
def test_a_settled_order_is_the_one_it_was_written_in(
    dates: list[dt.date], day_first: bool, short: bool
) -> None:
    """Dates that go on in time are never read in the wrong order."""
    order = DateOrder("/")
    written = []
    for date in sorted(dates):
        year = str(date.year)[2:] if short else str(date.year)
        parts = (str(date.day), str(date.month)) if day_first else (str(date.month), str(date.day))
        written.append((*parts, year))
        order.add((*parts, year))
    found, reason = order.settle()
    assert reason
    truth = "day first" if day_first else "month first"
    if found and found != truth:
        assert all(ordinal(w, found) == ordinal(w, truth) for w in written)  # it does not matter
    if any(date.day > 12 for date in dates):
        assert found == truth


def test_where_nothing_settles_it_dates_stay_as_written(chat: Chat) -> None:
    got = chat("3/4/20, 14:22 - Anna: a\n4/4/20, 14:22 - Ben: b\n")
    assert [t and t.isoformat() for t in got.column("posted_at")] == [None, "2020-04-04T14:22:00+00:00"]
    assert got.column("posted_at_raw") == ["3/4/20, 14:22", "4/4/20, 14:22"]
    assert got.report["date_order"].startswith("not settled (/): ")
    assert any("1 date was kept as written" in w for w in got.warnings)


def test_attached_files_are_called_by_their_dates(chat: Chat) -> None:
    got = chat("3/4/20, 14:22 - Anna: IMG-20200304-WA0001.jpg (file attached)\n3/4/20, 14:23 - Ben: b\n")
    assert got.report["date_order"] == "month first (/): attached files are called by their dates"
    assert got.column("posted_at")[1].isoformat() == "2020-03-04T14:23:00+00:00"


def test_other_calendars() -> None:
    def day(*date: str, order: str = "day first", buddhist: bool = False) -> str:
        found = ordinal((date[0], date[1], date[2]), order, buddhist)
        return dt.date.fromordinal(found).isoformat() if found else ""

    assert (
        day("15", "1", "2563") == day("15", "1", "63", buddhist=True) == day("15", "1", "R2") == "2020-01-15"
    )
    assert day("30", "4", "H31") == "2019-04-30"
    assert day("15", "1", "Z2") == ""
    for persian, ours in {
        ("1398", "10", "25"): "2020-01-15", ("1399", "12", "30"): "2021-03-20", ("1400", "1", "1"): "2021-03-21",
        ("1403", "12", "30"): "2025-03-20", ("1404", "1", "1"): "2025-03-21", ("1392", "1", "1"): "2013-03-21",
        ("1400", "12", "30"): "", ("1400", "13", "1"): "", ("1400", "7", "31"): "",
    }.items():  # fmt: skip
        assert day(*persian, order="year first") == ours
    assert day("1441", "5", "20", order="year first") == ""  # the lunar calendar is not read


def test_an_unreadable_calendar_is_said(chat: Chat) -> None:
    got = chat("1441/5/20, 14:22 - Anna: a\n1441/5/21, 14:22 - Ben: b\n")
    assert got.column("posted_at") == [None, None]
    assert any("2 dates name no possible day" in w for w in got.warnings)
