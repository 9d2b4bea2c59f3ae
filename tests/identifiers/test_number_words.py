"""Number words of seventeen vocabularies, found behind look-alikes, leet and stutter."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import graphkit.identifiers.number_words as number_words
from graphkit.identifiers.number_tokens import items_of, tokens_of
from graphkit.identifiers.number_words import pattern, regions_of, skeleton, vocabulary, words_at
from graphkit.identifiers.numerals import Item

DATA = tomllib.loads(Path(number_words.__file__).with_suffix(".toml").read_text("utf-8"))["language"]
LANGUAGES = (
    "en", "ru", "ru-Latn", "kk", "kk-Latn", "uk", "es", "pt", "fr", "de", "tr", "uz", "uz-Cyrl", "tk",
    "pl", "it", "ro",
)  # fmt: skip


def first(spellings: str | list[str]) -> str:
    return spellings if isinstance(spellings, str) else spellings[0]


UNITS = {row["code"]: [first(s) for s in row["units"]] for row in DATA}


def digits(text: str) -> str:
    return " ".join(i.digits for i in items_of(tokens_of(text), text) if isinstance(i, Item))


def whole(word: str) -> int | None:
    """Return the value of a spelling that is one number word from end to end."""
    look = skeleton(word)
    found = [w.value for end, w in words_at(look, 0) if end == len(look)]
    return found[-1] if found else None


def test_all_vocabularies_have_every_digit_teen_and_ten() -> None:
    assert tuple(UNITS) == LANGUAGES
    assert all(len(units) == 10 and all(units) for units in UNITS.values())
    for row in DATA:
        assert len(row["tens"]) == 8, row["code"]
        assert len(row["teens"]) in (1, 10), row["code"]  # Turkic languages say ten and a unit
        assert row.get("hundred") or len(row["hundreds"]) == 9, row["code"]
        assert regions_of(row["code"]) == tuple(row["regions"]) != ()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_ten_digits_are_read_back(code: str) -> None:
    assert [whole(word) for word in UNITS[code]] == list(range(10))
    # One word alone may be another language's word too, but every one is known to be this one's.
    assert all(code in vocabulary()[skeleton(word)].languages for word in UNITS[code] if word != "ноль")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(LANGUAGES),
    st.text("0123456789", min_size=10, max_size=10),
    st.sampled_from(["-", ", ", ". "]),
)
def test_ten_random_digits_spoken_one_by_one_are_read_back(code: str, number: str, between: str) -> None:
    spoken = between.join(UNITS[code][int(d)] for d in number)
    assert digits(spoken).replace(" ", "") == number


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LANGUAGES), st.text("0123456789", min_size=1, max_size=10), st.data())
def test_with_spaces_between_too_where_no_two_make_one_numeral(
    code: str, number: str, data: st.DataObject
) -> None:
    case = data.draw(st.sampled_from([str.lower, str.title, str.upper]))
    # "İKİ": upper case that Python makes of Turkic letters is what people write, too.
    assert digits(" ".join(case(UNITS[code][int(d)]) for d in number)).replace(" ", "") == number


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("f0uR", "four"),
        ("s!x", "six"),
        ("сeмь", "семь"),  # a Latin e
        ("тpи", "три"),  # a Latin p
        ("ОDIN", "odin"),  # a Cyrillic О
        ("dört", "dort"),
        ("três", "tres"),
        ("to‘rt", "to'rt"),
        ("toʻrt", "to'rt"),
        ("SIFIR", "sıfır"),
        ("ноль", "нoль"),
    ],
)
def test_what_looks_the_same_is_the_same(text: str, plain: str) -> None:
    assert skeleton(text) == skeleton(plain)


@given(st.text(max_size=30))
def test_a_skeleton_is_as_long_as_its_text(text: str) -> None:
    assert len(skeleton(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # letters of two alphabets
        ("двa тpи сeмь", "2 3 7"),
        ("оne fоur", "1 4"),
        # digits inside words
        ("f0ur s3v3n e1ght n1ne", "4 7 8 9"),
        ("thr33", "3"),
        ("z3r0", "0"),
        ("4етыре", "4"),
        ("7even 5ive", "7 5"),
        # stutter
        ("sevvenn siiix", "7 6"),
        ("twooooo", "2"),
        ("дваааа", "2"),
        ("nueveee", "9"),
        # cases
        ("SEVEN Six fIVe", "7 6 5"),
        ("СЕМЬ Шесть", "7 6"),
        # accents left off
        ("cuatro veintitres", "4 23"),
        ("dort uc bes", "4 3 5"),
        ("zero trois", "0 3"),
        ("funf zwolf", "5 12"),
        # misspellings that people make, and mishaps beside numbers
        ("vosim chetire", "8 4"),
        ("дивять читыре адин", "9 4 1"),
        ("nine sevne five", "9 7 5"),
        ("four fiev six", "4 5 6"),
        ("один чытырэ пять", "1 4 5"),
        # glued
        ("twosixseven", "2 6 7"),
        ("двашестьсемь", "2 6 7"),
        ("2sixseven", "2 6 7"),
        ("8девять12три45", "8 9 12 3 45"),
        ("cincosietecero", "5 7 0"),
        ("fünfnullnull", "5 0 0"),
        ("one9zerofor", "1 9 0 4"),
    ],
)
def test_disguised_words_are_read(text: str, expected: str) -> None:
    assert digits(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "someone",
        "phone",
        "neunten",
        "von",
        "often",
        "weight",
        "freight",
        "стол",
        "история",
        "смотри",
        "семья",
    ],
)
def test_words_that_hold_number_words_are_none(text: str) -> None:
    assert digits(text) == ""
    assert digits(f"call {text} now") == ""


@pytest.mark.parametrize("word", ["won", "for", "to", "ate", "раз", "un", "once", "on", "уш"])
def test_words_that_are_mostly_others_are_doubtful(word: str) -> None:
    assert vocabulary()[skeleton(word)].soft


def test_stuttered_letters_are_passed_over_but_not_the_first() -> None:
    assert [(end, w.value) for end, w in words_at("siiix", 0)] == [(5, 6)]
    assert list(words_at("oone", 1)) != []
    assert [end for end, _ in words_at("xone", 0)] == []


HARD = sorted(
    {
        first(s)
        for row in DATA
        for s in (*row["units"], *row["tens"], *row.get("hundreds", ()))
        if not {skeleton(first(s))} & {skeleton(x) for x in row.get("soft", ())}
    }
)


def test_the_pattern_proposes_every_word_that_is_no_other() -> None:
    hard = [w for w in HARD if len(w) > 2 and not vocabulary()[skeleton(w)].soft]
    assert len(hard) > 150
    found = pl.Series(hard).str.contains(rf"^(?:{pattern()})$")
    assert [w for w, yes in zip(hard, found, strict=True) if not yes] == []
    shouted = pl.Series([w.upper() for w in hard if "ß" not in w]).str.contains(rf"^(?:{pattern()})$")
    assert shouted.all()


def test_the_pattern_sees_disguised_words_and_no_digits_or_doubtful_words() -> None:
    words = pl.Series(
        ["s3ven", "f0ur", "sevvenn", "двa", "7even", "845", "1234567", "for", "to", "on", "once", "18:30"]
    )
    assert words.str.contains(rf"^(?:{pattern()})$").to_list() == [True] * 5 + [False] * 7


def stutter(word: str, at: int, times: int) -> str:
    return word[: at + 1] + word[at] * times + word[at + 1 :]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([w for w in HARD if len(w) > 3]), st.data())
def test_a_letter_repeated_inside_a_word_changes_nothing(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    spoken = stutter(word, at, data.draw(st.integers(1, 4)))
    # "еттмиш" begins as another word, "етти", does.
    assume(not any(key.startswith(skeleton(spoken[: at + 2])) for key in vocabulary()))
    assert whole(spoken) == whole(word)
