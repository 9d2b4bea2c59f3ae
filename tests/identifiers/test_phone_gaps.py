"""What stands between digits: what parts two numbers, what people put in to hide one, what is a quantity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import takes_linear_time

from graphkit.identifiers.number_tokens import items_of, tokens_of
from graphkit.identifiers.phone_gaps import HIDDEN, Gap, stretches


def runs(text: str) -> list[str]:
    """Return the stretches of a text, each as its items with hyphens between."""
    return [
        "-".join(i.digits for i in items) for items, _ in stretches(items_of(tokens_of(text), text), text)
    ]


def gaps(text: str) -> list[str]:
    """Return the kinds of gaps inside the only stretch of a text."""
    ((_, some),) = stretches(items_of(tokens_of(text), text), text)
    return [g.kind for g in some[1:]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("555 0143", "tight"),
        ("555-0143", "tight"),
        ("(555) 0143", "tight"),
        ("555, 0143", "pause"),
        ("555. 0143", "pause"),
        ("555~~0143", "odd"),
        ("555 💋 0143", "odd"),
        ("555 ** ** 0143", "odd"),
        ("555\n0143", "line"),
        ("555five", "glued"),
        ("555 then 0143", "words"),
        ("555 тире 0143", "words"),
        ("555 (kisses and more) 0143", "words"),
        ("555 banana 0143", "strange"),
        ("555 apples pears 0143", "far"),
        ("555 банан, апельсин 0143", "far"),
    ],
)
def test_the_kinds_of_gaps(text: str, kind: str) -> None:
    assert gaps(text) == [kind]


@pytest.mark.parametrize(
    "between",
    [
        " or ", " или ", " veya ", " oder ", " ou ", " ext ", " доб ", " until ", " monday ", " x ", "***", "\n\n\n\n", HIDDEN,
        f" {HIDDEN * 5} ", " банан апельсин. ", " apples; pears ", " red apples and some ripe pears lie here ",
        " - " * 30, " " * 61,
    ],
)  # fmt: skip
def test_what_parts_two_numbers(between: str) -> None:
    assert runs(f"555{between}0143") == ["555", "0143"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # prices, ages, measures
        ("555 0143, 100$", ["555-0143"]),
        ("€100 555 0143", ["555-0143"]),
        ("24 yo 555 0143", ["555-0143"]),
        ("24yo 555 0143", ["555-0143"]),
        ("555 0143 25 лет", ["555-0143"]),
        ("час 3000 руб 555 0143", ["555-0143"]),
        ("110 lbs 555 0143", ["555-0143"]),
        ("5'4 555 0143", ["4-555-0143"]),
        ("100% 555 0143", ["555-0143"]),
        ("2 hours 555 0143", ["555-0143"]),
        ("5pm 555 0143", ["555-0143"]),
        ("5 pm 555 0143", ["555-0143"]),
        ("34C 555 0143", ["555-0143"]),
        ("100/hr 555 0143", ["555-0143"]),
        ("№ 5 555 0143", ["555-0143"]),
        # dates and times
        ("12.05.2024 555 0143", ["555-0143"]),
        ("2024-05-12 555 0143", ["555-0143"]),
        ("12/05/24 555 0143", ["555-0143"]),
        ("18:30 555 0143", ["555-0143"]),
        ("от 9:00 до 18:30 555 0143", ["555-0143"]),
        # addresses and coordinates
        ("192.168.10.20 555 0143", ["555-0143"]),
        ("51.507400 -0.127800", []),
        # no quantities
        ("555 0143 2", ["555-0143-2"]),
        ("2.0.2.5.5.5.0.1.4.3", ["2-0-2-5-5-5-0-1-4-3"]),
        ("+1 202 555", ["1-202-555"]),
    ],
)
def test_quantities_belong_to_no_number(text: str, expected: list[str]) -> None:
    assert runs(text) == expected


def test_a_plus_begins_a_new_number() -> None:
    assert runs("555 0143, +1 202 555") == ["555-0143", "1-202-555"]
    ((items, _),) = stretches(items_of(tokens_of("+1 two"), "+1 two"), "+1 two")
    assert [i.plus for i in items] == [True, False]
    text = "plus one two"
    ((items, _),) = stretches(items_of(tokens_of(text), text), text)
    assert items[0].plus


def test_nine_digits_one_by_one_are_one_whatever_parts_them() -> None:
    assert runs("2, 0, 2, 5, 5, 5, 0, 1, 4, 3") == ["2-0-2-5-5-5-0-1-4-3"]
    assert runs("2\n0\n2\n5\n5\n5\n0\n1\n4\n3") == ["2-0-2-5-5-5-0-1-4-3"]
    assert runs("2$ 0$ 2$ 5$ 5$ 5$ 0$ 1$ 4$ 3") == ["2-0-2-5-5-5-0-1-4-3"]


def test_a_gap_keeps_its_signs_and_its_words() -> None:
    text = "555 - then - 0143"
    ((_, some),) = stretches(items_of(tokens_of(text), text), text)
    assert some[1] == Gap("words", " -  - ", ("then",))


PIECES = st.lists(
    st.sampled_from(
        [
            "555",
            "0143",
            "5",
            "two",
            "семь",
            "then",
            "or",
            "banana",
            "(",
            ")",
            ".",
            ",",
            "$",
            "*",
            "\n",
            "+",
            "\x00",
            "24",
            "yo",
            "12.05.2024",
            "18:30",
        ]
    ),
    max_size=20,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_stretches_hold_items_of_the_text_in_order_each_with_the_gap_before_it(text: str) -> None:
    last = 0
    for items, some in stretches(items_of(tokens_of(text), text), text):
        assert len(items) == len(some) > 0
        assert some[0].kind == "apart"
        assert all(g.kind != "apart" for g in some[1:])
        for item in items:
            assert last <= item.start < item.end
            last = item.end
        assert HIDDEN not in text[items[0].start : items[-1].end]


@pytest.mark.parametrize("unit", ["1 ", "1 a ", "1. ", "$1 ", "1:30 ", "1 (a) ", "1.2.3.4 "])
def test_the_time_grows_with_the_length(unit: str) -> None:
    def run(text: str) -> None:
        text = text[: len(text) // 8]
        for _ in stretches(items_of(tokens_of(text), text), text):
            pass

    assert takes_linear_time(run, unit)
