"""Numbers that begin in a title and go on in the text: two mentions, each in its own field."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from batch_makers import records
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import graphkit
from graphkit.identifiers.base import Context
from graphkit.identifiers.phone_split import Half, halved, overlaps, split_numbers
from graphkit.identifiers.scan import read_texts
from graphkit.identifiers.texts import texts_of
from graphkit.settings import Settings

FICTION = Settings(fictional_numbers=True, regions=("US", "GB", "RU"))
JOINS = 0.7


def scan(title: str, text: str, **more: Any) -> list[tuple[str, str, str]]:
    """Return (field, value, characters) of the phones of a record that join."""
    out = []
    for m in read_texts(texts_of(records({"title": title, "text": text, **more})), FICTION).to_pylist():
        field = {"title": title, "text": text}[m["field"]]
        assert field[m["start"] : m["end"]] == m["raw"]
        if m["kind"] == "phone" and m["confidence"] >= JOINS:
            out.append((m["field"], m["value"], m["raw"]))
    return out


@pytest.mark.parametrize(
    ("title", "text", "value", "first", "second"),
    [
        ("New in town 202 555", "0143 call me", "+12025550143", "202 555", "0143"),
        ("call 202", "555 0143 ask for Mia", "+12025550143", "202", "555 0143"),
        ("Mia 24 two zero two", "five five five 0143 now", "+12025550143", "two zero two", "five five five 0143"),
        ("202 five55", "0143 now", "+12025550143", "202 five55", "0143"),
        ("Аня 8 972 583", "61 04 звони", "+79725836104", "8 972 583", "61 04"),
        ("восемь девять семь два", "пять восемь три шесть один ноль четыре", "+79725836104",
         "восемь девять семь два", "пять восемь три шесть один ноль четыре"),
        ("ring 07700", "900 123", "+447700900123", "07700", "900 123"),
        ("★ ２０２ ５５５", "０１４３ ★", "+12025550143", "２０２ ５５５", "０１４３"),
    ],
)  # fmt: skip
def test_both_halves_are_mentions_of_the_number(
    title: str, text: str, value: str, first: str, second: str
) -> None:
    assert scan(title, text) == [("title", value, first), ("text", value, second)]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Mia, 24", "I am 5 ft 4, 110 lbs, here for 3 days"),
        ("Room for 2", "2025 is the year, 555 a month"),
        ("Selling 3 cars", "7 doors, 4 seats"),
        ("sofa 120", "200 x 90 cm, 45 kg, 3 years old"),
        ("two girls", "one hour 200, two hours 350"),
        ("open 9 to 5", "10 to 4 on saturday"),
        ("Квартира 45", "2 комнаты, 3 этаж, 25000 в месяц"),
        ("iPhone 12", "128 gb, 90 percent, 350 usd"),
        ("", "0143 call me"),
        ("202 555", ""),
        ("202 555 and much more to say about it all", "so call 0143 now"),
        ("202 555", "what a lovely day it is to call 0143"),
    ],
)
def test_ages_prices_and_sizes_at_the_end_of_a_title_make_no_number(title: str, text: str) -> None:
    assert scan(title, text) == []


def test_two_whole_numbers_are_not_put_together() -> None:
    found = scan("call 202-555-0143", "312-555-0178 or text")
    assert [(f, v) for f, v, _ in found] == [("title", "+12025550143"), ("text", "+13125550178")]
    found = scan("call two zero two 555 0143", "three one two 555 0178")
    assert [(f, v) for f, v, _ in found] == [("title", "+12025550143"), ("text", "+13125550178")]


def test_a_title_is_followed_by_its_own_text_only() -> None:
    frame = records(
        {"title": "202 555", "text": ""},
        {"title": "", "text": "0143 call"},
        {"title": "202 555", "text": "0143"},
    )
    found = read_texts(texts_of(frame), FICTION).to_pylist()
    assert {m["record_id"] for m in found if m["kind"] == "phone"} == {"r-3"}


def test_further_prose_is_not_put_together_with_a_title() -> None:
    frame = records({"title": "202 555", "more_text": [("about", "0143")]})
    assert [m for m in read_texts(texts_of(frame), FICTION).to_pylist() if m["kind"] == "phone"] == []


def test_halved_chooses_pairs_that_end_and_begin_with_numbers() -> None:
    frame = texts_of(
        records(
            {"title": "202 555", "text": "0143"},
            {"title": "plain", "text": "0143"},
            {"title": "two zero two", "text": "call 5550143"},
            {"text": "202"},
        )
    )
    assert halved(frame, frame["text"]) == [0, 4]
    assert halved(frame.filter(pl.col("field") == "text"), frame["text"]) == []


def test_a_half_that_something_else_was_read_in_overlaps() -> None:
    (half, other) = split_numbers("call 202 five55", "0143 now", 7, Context(given=("US",), fictional=True))
    assert isinstance(half, Half)
    assert (half.row, other.row) == (7, 8)
    assert (half.found.hint, other.found.hint) == ("goes on in the text", "begins in the title")
    assert overlaps(half, [(0, 6)])
    assert not overlaps(half, [(0, 5), (15, 20)])
    assert not overlaps(half, [])


@hypothesis_settings(max_examples=100, deadline=None)
@given(st.integers(100, 199), st.integers(2, 8), st.sampled_from(["", "Mia ", "call me "]), st.booleans())
def test_wherever_it_is_cut_the_number_is_read(line: int, cut: int, before: str, spoken: bool) -> None:
    number = f"2025550{line}"
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    shown = [names[int(d)] if spoken else d for d in number]
    title, text = before + " ".join(shown[:cut]), " ".join(shown[cut:]) + " now"
    assert scan(title, text) == [
        ("title", f"+1{number}", " ".join(shown[:cut])),
        ("text", f"+1{number}", " ".join(shown[cut:])),
    ]


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.text(max_size=70), st.text(max_size=70))
def test_it_takes_any_title_and_text(title: str, text: str) -> None:
    for half in split_numbers(title, text, 0, Context(given=("US",), fictional=True)):
        assert 0 <= half.start < half.end <= len(title if half.row == 0 else text)
    scan(title, text)


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "title", "text"])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_linked_ads_share_the_number_that_one_of_them_splits(tmp_path: Path) -> None:
    ads = write(
        tmp_path / "ads.csv",
        [
            {"id": "a", "title": "New in town 202 555", "text": "0143 call me any time"},
            {"id": "b", "title": "Sweet and new", "text": "my number is 202-555-0143"},
            {"id": "c", "title": "Mia, 24", "text": "5 ft 4, 110 lbs, no number here"},
        ],
    )
    view, _ = graphkit.link([ads], tmp_path / "out", settings=FICTION)
    view.close()
    with (tmp_path / "out" / "records.csv").open(encoding="utf-8", newline="") as file:
        clusters = {row["native_id"]: row["cluster_id"] for row in csv.DictReader(file)}
    assert clusters["a"] == clusters["b"] != clusters["c"]
