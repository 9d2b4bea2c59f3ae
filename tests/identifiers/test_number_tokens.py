"""Runs of letters and digits are cut into digits, number words and look-alikes; other words stay words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import takes_linear_time

from graphkit.identifiers.number_tokens import items_of, tokens_of
from graphkit.identifiers.numerals import Item, Token


def kinds(text: str, signs: bool = True) -> list[tuple[str, str]]:
    return [(t.kind, t.text) for t in tokens_of(text, signs)]


def digits(text: str) -> str:
    return "".join(i.digits for i in items_of(tokens_of(text), text) if isinstance(i, Item))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("202", [("digits", "202")]),
        ("2sixseven", [("digits", "2"), ("word", "6"), ("word", "7")]),
        ("one9zerofor", [("word", "1"), ("digits", "9"), ("word", "0"), ("word", "4")]),
        ("5five5", [("digits", "5"), ("word", "5"), ("digits", "5")]),
        ("five5", [("word", "5"), ("digits", "5")]),
        ("thr33", [("word", "3")]),
        (
            "8девять12три45",
            [("digits", "8"), ("word", "9"), ("digits", "12"), ("word", "3"), ("digits", "45")],
        ),
        ("o143", [("leet", "0"), ("digits", "143")]),
        ("2O2", [("digits", "2"), ("leet", "0"), ("digits", "2")]),
        ("call 5", [("other", "call"), ("digits", "5")]),
    ],
)
def test_a_run_is_cut_whole(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tel2o2five", "2025"),
        ("text2025550143", "2025550143"),
        ("тел89725550143", "89725550143"),
        ("2025550143call", "2025550143"),
        ("2O2-555-Ol43", "2025550143"),
        ("2o2 555 0I43", "2025550143"),
        ("five|five", "55"),
        ("ol43", "0143"),
        ("О77OO 9OO l23", "07700900123"),
        ("О2О 794б", "0207946"),
    ],
)
def test_digits_in_disguise(text: str, expected: str) -> None:
    assert digits(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "neunten", "von", "someone", "phone", "often", "weight", "attention", "height", "stone", "money", "anyone",
        "стол", "семья", "история", "простой", "triste", "unido", "doser",
        "34C", "36DD", "34dd", "5pm", "3rd", "2nd", "1st", "lbs", "24yo", "4x4", "mp3", "h264", "1080p",
        "w4m", "gr8", "l8r", "m8",
    ],
)  # fmt: skip
def test_other_words_and_measures_give_no_digits(text: str) -> None:
    assert digits(text) == ""
    assert digits(f"the {text} is here") == ""


def test_signs_inside_a_run_may_be_letters_or_not() -> None:
    assert digits("2|2") == "212"
    bare = [(t.kind, t.text) for t in tokens_of("2|2", signs=False)]
    assert bare == [("digits", "2"), ("digits", "2")]


def test_a_misspelt_word_counts_beside_numbers_and_nowhere_else() -> None:
    assert digits("six oen four") == "614"
    assert digits("nine sevne") == "97"
    assert digits("the oen thing") == ""


def test_long_runs_without_a_space_are_not_searched() -> None:
    assert kinds("a" * 5000) in ([], [("other", "a" * 5000)])
    assert digits("seven" * 200) == ""


def test_a_part_of_a_text_has_its_own_tokens() -> None:
    text = "one two three"
    assert [(t.start, t.text) for t in tokens_of(text, start=4, end=7)] == [(4, "2")]


RUNS = st.lists(
    st.sampled_from(
        [
            "one",
            "5",
            "seven",
            "о",
            "O",
            "l",
            "|",
            "!",
            "$",
            " ",
            "-",
            "двести",
            "x",
            "'",
            "0143",
            "thr33",
            "ß",
            "İ",
            "👋",
            "\n",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.one_of(RUNS, st.text(max_size=60)), st.booleans())
def test_tokens_stand_in_order_and_others_are_the_text_itself(text: str, signs: bool) -> None:
    last = 0
    for token in tokens_of(text, signs):
        assert isinstance(token, Token)
        assert last <= token.start < token.end <= len(text)
        if token.kind == "other":
            assert text[token.start : token.end] == token.text
        elif token.kind == "digits":
            assert text[token.start : token.end] == token.text
            assert token.text.isdigit()
        last = token.end


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["two", "0", "sechs", "девять", "7"]), st.just("")), min_size=1, max_size=8
    )
)
def test_words_and_digits_glued_in_one_run_are_all_found(parts: list[tuple[str, str]]) -> None:
    values = {"two": "2", "0": "0", "sechs": "6", "девять": "9", "7": "7"}
    words = [word for word, _ in parts]
    # Without a digit in it, a run of several languages is no numeral.
    if not any(w.isdigit() for w in words):
        words = ["7", *words]
    assert digits("".join(words)) == "".join(values.get(w, "7") for w in words)


@pytest.mark.parametrize("unit", ["seven", "o0", "5five", "five ", "1 a ", "thr33 ", "сто ", "double ", "1!"])
def test_the_time_grows_with_the_length(unit: str) -> None:
    def run(text: str) -> None:
        items_of(tokens_of(text[: len(text) // 4]), text)

    assert takes_linear_time(run, unit)
