"""Viber chats: messages over several lines, names with commas, order of day and month, and damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat_files import EDITS, HOSTILE, SHORT, borne, clusters, edited, read, sure
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import WrongFormatError
from ingest.viber import ViberIngestor

READER = ViberIngestor()
GROUP = """\
01.02.2024,12:33:10,Анна,+12025550143,Комната свободна, писать сюда
и второй строкой: +1 202 555 0150

и четвёртой
01.02.2024,12:34:00,Smith, Bob,+447700900123,call me
13.02.2024,09:00:00,Me,+12025550199,"quoted ""words"",
over two lines"
14.02.2024,09:00:00,Carl,,no number here @anna_k
"""
TWO = "01.02.2024,12:33:10,Anna,+12025550143,hi +1 202 555 0150\n01.02.2024,12:33:20,Me,+12025550199,hello\n"


def test_a_group_is_read_as_it_stands() -> None:
    got = read(READER, "Jobs Dubai.csv", ("\ufeff" + GROUP).encode())
    assert got.rejects == []
    assert got.column("locator") == ["line 1", "line 5", "line 6", "line 8"]
    assert got.column("author") == ["Анна", "Smith, Bob", "Me", "Carl"]
    assert (
        got.column("text")[0]
        == "Комната свободна, писать сюда\nи второй строкой: +1 202 555 0150\n\nи четвёртой"
    )
    assert got.column("text")[2] == 'quoted "words",\nover two lines'
    assert [str(t) for t in got.column("posted_at")][1:3] == [
        "2024-02-01 12:34:00+00:00",
        "2024-02-13 09:00:00+00:00",
    ]
    assert got.column("posted_at_raw")[0] == "01.02.2024 12:33:10"
    assert {*got.column("platform")} == {"viber"}
    assert {*got.extra("chat")} == {"Jobs Dubai"}
    assert got.report["parts"] == {"messages": 4}
    assert got.report["date_order"] == "day first (.)"
    assert got.report["encoding"] == "utf-8-sig"
    assert got.warnings == ["date: 4 of the values give no time zone and were taken as UTC"]


def test_whose_the_identifiers_are_in_a_group() -> None:
    got = read(READER, "Jobs Dubai.csv", GROUP.encode())
    chat = ("account", f"viber:Jobs Dubai@{SHORT}", "container")
    assert sorted(got.of(1)) == sorted(
        [("phone", "+12025550150", "self"), ("phone", "+12025550143", "self"), chat]
    )
    assert sorted(got.of(4)) == sorted(
        [("account", f"viber:Carl@{SHORT}", "self"), ("viber", "anna_k", "mentioned"), chat]
    )


def test_whose_they_are_in_a_chat_of_two() -> None:
    got = read(READER, "Anna.csv", TWO.encode())
    assert sorted(got.of(1)) == [
        ("phone", "+12025550143", "self"),
        ("phone", "+12025550150", "mentioned"),
        ("phone", "+12025550199", "counterparty"),
    ]
    assert sorted(got.of(2)) == [("phone", "+12025550143", "counterparty"), ("phone", "+12025550199", "self")]
    assert got.report["kind"] == "chat of two"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.CSV", TWO.encode("utf-16")),
        ("a.csv", TWO.replace(",", ";").encode()),
        ("a.txt", TWO.replace(",", "\t").replace("\n", "\r\n").encode()),
        ("a.csv", TWO.replace(",12:33:10,", ", 12:33 PM, ").replace(",12:33:20,", ", 12:34 PM, ").encode()),
    ],
    ids=range(4),
)
def test_other_shapes_of_the_same(name: str, data: bytes) -> None:
    assert sure(name, data)["viber"] == 0.96
    got = read(READER, name, data)
    assert got.column("text") == ["hi +1 202 555 0150", "hello"]
    assert str(got.column("posted_at")[0]).startswith("2024-02-01 12:33")
    assert ("phone", "+12025550143") in got.with_role("self")


def test_an_order_that_nothing_settles_leaves_the_date_as_written() -> None:
    got = read(READER, "a.csv", TWO.replace(".", "/").encode())
    assert got.column("posted_at") == [None, None]
    assert got.column("posted_at_raw")[0] == "01/02/2024 12:33:10"
    assert "nothing settles it" in got.warnings[0]
    got = read(
        READER, "a.csv", (TWO + "13/02/2024,10:00,Me,+12025550199,x\n").replace("01.02.", "01/02/").encode()
    )
    assert str(got.column("posted_at")[0]) == "2024-02-01 12:33:10+00:00"


def test_dates_that_cannot_be_are_kept_as_written() -> None:
    got = read(
        READER, "a.csv", b"01.02.0000,12:33:10,Anna,+12025550143,a\n31.02.2024,25:61,Anna,+12025550143,b\n"
    )
    assert got.column("posted_at") == [None, None]
    assert got.column("text") == ["a", "b"]


def test_a_group_and_a_chat_merge_nobody(tmp_path: Path) -> None:
    lines = [f"01.02.2024,12:33:{n:02},Member {n},+120255501{n:02},hello @member_{n}" for n in range(50)]
    found = clusters(tmp_path, {"Jobs.csv": "\n".join(lines).encode(), "Anna.csv": TWO.encode()})
    assert sorted(map(sorted, found)) == [["Anna.csv line 1", "Jobs.csv line 44"]]


def test_who_is_sure_of_it() -> None:
    assert sure("a.csv", GROUP.encode()) == {"viber": 0.96}
    for other in (b"id,text\n1,x\n", b"[01.02.24, 12:33:10] Anna: hi\n", b"01.02.2024, 12:33 - Anna: hi\n", b"", b"\xff" * 99,
                  b"2024-01-01,12:00:00,17.5,20.1,sensor\n"):  # fmt: skip
        assert sure("a.csv", other) == {}
        with pytest.raises(WrongFormatError):
            read(READER, "a.csv", b"x" + other)


@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_files_are_borne(harm: str) -> None:
    borne(READER, "a.csv", HOSTILE[harm](GROUP.encode()))
    borne(READER, "a.csv", HOSTILE[harm](GROUP.encode()).replace(b"\n", b"\n" * 50))


def test_separators_without_end_are_read_in_linear_time() -> None:
    borne(READER, "a.csv", b"01.02.2024,12:33:10," + b"," * 3_000_000)
    borne(READER, "a.csv", b"01.02.2024,12:33:10," + b'"' * 3_000_000)
    borne(READER, "a.csv", TWO.encode() + b"x\n" * 1_000_000)


@settings(max_examples=120, deadline=None)
@given(edits=EDITS, packed=st.booleans())
def test_any_damage_is_borne(edits: list[tuple[int, int, bytes]], packed: bool) -> None:
    borne(READER, "a.csv", edited(GROUP.encode(), edits, packed))


@settings(max_examples=120, deadline=None)
@given(text=st.text(max_size=60), data=st.binary(max_size=60))
def test_any_text_is_read_or_refused(text: str, data: bytes) -> None:
    borne(READER, "a.csv", data)
    borne(READER, "a.csv", TWO.encode() + data)
    got = borne(READER, "a.csv", TWO.encode() + text.encode("utf-8", "replace"))
    assert got is not None
    assert len(got.records) >= 2
