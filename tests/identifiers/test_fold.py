"""Folding undoes disguises and leads back to the characters as posted."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.identifiers.fold import FoldMap, fold, fold_all, folding_class

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
    texts = ["２", "a", "ё", "naïve — no"]
    assert fold_all(pl.Series(texts)) == (texts, ["2", "a", "ё", "naïve - no"], {0, 3})


def test_the_class_of_characters_that_fold_holds_them_all_and_hardly_any_letters() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    held = pl.Series(every).str.contains(folding_class()).to_list()
    assert [c for c, inside in zip(every, held, strict=True) if not inside and fold(c) != c] == []
    assert not any(re.search(folding_class(), c) for c in "aüßñçğışİ«»“”’жёіїәғқңөұүһўҳαλ€₽№😀🔥❤")


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


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("❷⓿❷ ❺❺❺ ⓿❶❹❸", "202 555 0143"),  # white on black
        ("➋➐ ➁➆", "27 27"),  # sans-serif, black and white
        ("⓵⓶⓾", "1210"),  # circled twice
        ("⓫⓴", "1120"),
        ("🔟", "10"),
        ("ᴛᴡᴏ ꜱɪx ꜰᴏᴜʀ", "two six four"),  # small capitals
        ("🅐🅑🅩 🅰🅱🆉", "ABZ ABZ"),
        ("🅃🅆🄾", "TWO"),
        ("2̶0̶2̶", "202"),  # struck out
        ("2̲0̳2̅", "202"),  # underlined, underlined twice, overlined
        ("2⃝0⃞2⃤", "202"),  # drawn around
        ("2⠀0⠀2", "2 0 2"),  # a blank Braille pattern is a space to the eye
        ("2ㅤ0", "20"),  # a Hangul filler is nothing
        ("é ё й ş ç", "é ё й ş ç"),  # letters keep the marks that make them
        ("ş ё", "ş ё"),  # also where the mark is a character of its own
    ],
)
def test_more_disguises(raw: str, folded: str) -> None:
    assert fold(raw) == folded


DRAWN = st.lists(
    st.sampled_from("❷⓿➋➁⓵⓾⓴🔟ᴛꜱ🅐🅱🅃⠀ㅤ") | st.sampled_from(["2̶", "0̲", "5⃝", "a", "7", " ", "\u200b", "é", "1️⃣"]),
    max_size=30,
).map("".join)


@given(DRAWN)
def test_every_character_drawn_otherwise_leads_back_in_order(raw: str) -> None:
    folded, back = fold(raw), FoldMap(raw)
    spans = [back.raw_span(i, i + 1) for i in range(len(folded))]
    for (start, end), char in zip(spans, folded, strict=True):
        assert 0 <= start < end <= len(raw)
        assert char in fold(raw[start:end])
    assert spans == sorted(spans)
    if folded:
        assert fold(raw[spans[0][0] : spans[-1][1]]) == folded


def test_a_keycap_ten_is_led_back_whole() -> None:
    raw = "a🔟b"
    assert [FoldMap(raw).raw_span(i, i + 1) for i in range(4)] == [(0, 1), (1, 2), (1, 2), (2, 3)]
