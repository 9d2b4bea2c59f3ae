"""Folding undoes disguises and leads back to the characters as posted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.identifiers.fold import FoldMap, fold, fold_all

DISGUISED = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("０１２９①⑫⑳Ⅷ\u200b\u200d\u202e\u00ad\ufe0f\u20e3‐–—−٠٥९ｈ＠．½²№㏂㎏ﬁ👩‍👧🏽é"),
        st.sampled_from("0123456789 +-()@.abc"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("call 202-555-0123", "call 202-555-0123"),
        ("２０２", "202"),
        ("٢٠٢ ۲۰۲ २०२", "202 202 202"),
        ("1️⃣2️⃣3️⃣", "123"),
        ("①②③⑫", "12312"),
        ("2\u200b0\u200d2\u20605\ufeff", "2025"),
        ("\u202e123\u202c", "123"),
        ("555‐01–23−45", "555-01-23-45"),
        ("ｈｏｎｅｙ＠ｍａｉｌ．ｅｘａｍｐｌｅ", "honey@mail.example"),
        ("½ hour, №5, é, ж, 👋🏽", "½ hour, №5, é, ж, 👋🏽"),
    ],
)
def test_what_disguises_become(raw: str, folded: str) -> None:
    assert fold(raw) == folded


def test_plain_text_comes_back_as_the_same_object() -> None:
    text = "plain text 123"
    assert fold(text) is text


def test_a_column_folds_as_its_texts_do() -> None:
    texts = ["２", "a"]
    assert fold_all(texts, [False, True]) == ["2", "a"]


def test_one_character_that_became_two_is_led_back_whole() -> None:
    back = FoldMap("a⑫b")
    assert [back.raw_span(i, i + 1) for i in range(4)] == [(0, 1), (1, 2), (1, 2), (2, 3)]


def test_hidden_characters_between_are_inside_the_span_and_those_around_are_not() -> None:
    raw = "\u200b2\u200b0\u200b"
    assert FoldMap(raw).raw_span(0, 2) == (1, 4)


@given(DISGUISED)
def test_every_folded_character_leads_to_what_it_came_from(raw: str) -> None:
    folded, back = fold(raw), FoldMap(raw)
    last = 0
    for i, char in enumerate(folded):
        start, end = back.raw_span(i, i + 1)
        assert 0 <= start < end <= len(raw)
        assert char in fold(raw[start:end])
        assert start >= last
        last = start


@given(DISGUISED, st.data())
def test_a_folded_span_is_inside_what_its_raw_span_folds_to(raw: str, data: st.DataObject) -> None:
    folded = fold(raw)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    begin, stop = FoldMap(raw).raw_span(start, end)
    assert folded[start:end] in fold(raw[begin:stop])


@given(DISGUISED)
def test_folding_twice_changes_nothing_more(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@given(st.characters(categories=["Nd"]))
def test_every_script_s_digits_become_ascii(char: str) -> None:
    assert fold(char) == str(unicodedata.decimal(char))
