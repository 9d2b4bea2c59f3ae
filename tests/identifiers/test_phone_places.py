"""Where a disguised number may stand: few places, and every one that holds a number."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import takes_linear_time
from test_phone_disguised import POSITIVES, plain

from graphkit.identifiers.fold import fold
from graphkit.identifiers.phone_places import HIDDEN, places


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in places(text)]


@pytest.mark.parametrize(
    "text",
    [
        "call two zero two 5550143",
        "2O2 SSS Ol43",
        "202*then*555 ** 0143",
        "202\n555\n0143",
        "202, 555, 0143",
        "7 6 3   5 5 5   0 1 1 4",
        "tel +49\n30 23125246",
        "0176, dann erste Hälfte 0406, dann zweite Hälfte 9015",
        "949 **real pics** 555 **no rush** 0167",
        "((6))((1))((9)) ((5))((5))((5)) ((0))((1))((6))((5))",
    ],
)
def test_a_hidden_number_has_a_place(text: str) -> None:
    assert found(f"first words of an ad about nothing. {text} last words of it, nothing more")


@pytest.mark.parametrize(
    "text",
    [
        "call 202 555 0143",
        "+61 7 5550 1452, +44 7700 900123",
        "60 min 120, 90 min 170, 120 min 220",
        "$150 hh $250 hr 24/7, 10:00-22:00",
        "working since 2019. here since 2012, thanks to our regulars",
        "170 cm, 55 kg, 24 years, 2 rooms, floor 5",
        "12.05.2024 18:30, 2024-05-12",
        "один час 3000, два часа 5000",
        "one of us for two of you",
        "",
    ],
)
def test_prices_dates_and_plain_numbers_have_none(text: str) -> None:
    assert found(text) == []


def test_what_another_reader_claimed_parts_a_place() -> None:
    assert found("two zero two five five five 0143")
    assert found(f"two zero two {HIDDEN * 8} five five five 0143") == []


def test_a_place_has_some_words_on_either_side_and_no_more() -> None:
    (place,) = found(
        "$50. " + "plain words. " * 20 + "call two zero two 555 0143 now " + "plain words. " * 20
    )
    assert "call two zero two 555 0143 now plain" in place
    assert len(place) < 90


@pytest.mark.parametrize(("regions", "marked", "value"), POSITIVES)
def test_every_number_in_disguise_is_in_a_place_or_needs_none(regions: str, marked: str, value: str) -> None:
    text, start, end = plain(marked)
    if text != fold(text) or not places(text):
        return  # read as it is, or moved by folding
    assert any(a <= start and end <= b for a, b in places(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_places_are_of_the_text_and_in_order(text: str) -> None:
    last = 0
    for start, end in places(text):
        assert last <= start < end <= len(text)
        last = end


@pytest.mark.parametrize(
    "unit", ["five ", "5 a ", "202 555 ", "\n", "a" * 50, "5five", "then 202 x ", "** 5 **"]
)
def test_the_time_grows_with_the_length(unit: str) -> None:
    assert takes_linear_time(places, unit)
