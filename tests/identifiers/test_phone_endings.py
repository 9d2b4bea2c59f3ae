"""A second ending behind a number is a number of its own, and a price or an hour there is none."""

from __future__ import annotations

import pytest

from graphkit import extract
from graphkit.settings import Settings


def phones(text: str, regions: str = "US") -> list[tuple[str, str]]:
    frame = extract(text, settings=Settings(fictional_numbers=True, regions=regions))
    sure = frame[frame["confidence"] >= 0.7]
    return [(v, r) for v, r in zip(sure["value"], sure["raw"], strict=True) if v.startswith("+")]


@pytest.mark.parametrize(
    ("text", "endings"),
    [
        ("314-555-0186 / 0187 South", [("+13145550187", "0187")]),
        ("512-555-0184 / 85", [("+15125550185", "85")]),
        ("call 202-555-0150 or 0155 any time", [("+12025550155", "0155")]),
        ("202-555-0150/0151/0152", [("+12025550151", "0151"), ("+12025550152", "0152")]),
        ("(202) 555-0150, 555-0151", [("+12025550151", "555-0151")]),
    ],
)
def test_a_second_ending_takes_the_place_of_the_last_digits(
    text: str, endings: list[tuple[str, str]]
) -> None:
    assert phones(text)[1:] == endings


def test_a_russian_number_repeats_its_exchange() -> None:
    assert phones("8-972-617-03-44, 617-03-45", "RU") == [
        ("+79726170344", "8-972-617-03-44"),
        ("+79726170345", "617-03-45"),
    ]


@pytest.mark.parametrize(
    "rest",
    [
        ", 0155",
        " / 60 min",
        " / 1500 rub",
        " or 150",
        " / 24",
        ", 25 y.o.",
        " or 2000",
        " / 0160$",
        " and 015",
        " / 0150",
        "/7",
    ],
)
def test_what_is_no_ending_is_none(rest: str) -> None:
    assert len(phones("202-555-0150" + rest)) == 1
