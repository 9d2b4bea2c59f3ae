"""An explanation tells what a text folds to, what was tried in it, and why each was kept or dropped."""

from __future__ import annotations

import pytest

from graphkit import explain, extract
from graphkit.identifiers import READERS
from graphkit.identifiers.explain import shown, steps_of
from graphkit.settings import Settings

SETTINGS = Settings(fictional_numbers=True, regions="US")


def said(text: str, platform: str = "") -> str:
    return explain(text, settings=SETTINGS, platform=platform)


def test_folding_is_told_character_by_character() -> None:
    lines = said("call ２02\u200b 555 0143").splitlines()
    assert lines[0] == "text      call ２02\\u200b 555 0143"
    assert lines[1] == "folded    call 202 555 0143"
    assert "undone    at 5: fullwidth digit two is '2'" in lines
    assert "undone    at 8: zero width space is left out" in lines
    assert "folded    the same" in said("plain")


def test_what_is_kept_says_how_sure_and_whether_it_joins() -> None:
    assert "kept     phone +12025550143  confidence 0.92  phone.given_region  at 5-17" in said(
        "call 202 555 0143"
    )
    assert "shows, does not join (below 0.7)" in said("202 55 501 43")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ИНН 2025550143", "the word before it names something else"),
        ("call 302 155 01 43 9", "no number of US"),
        ("a2025550143f", "letters on both sides"),
        ("IMG_20250614_202555_0143.jpg", "a date, a decimal or a version in it is left out"),
        ("one two three four five six seven eight nine", "no number of"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in said(text)


def test_a_claim_of_another_reader_is_told() -> None:
    text = said("(2)(0)(2)(5)(5)(5)(0)(1)(4)(3)")
    assert "its characters were read already, by the reader disguised" in text


def test_a_card_is_masked_before_it_is_explained() -> None:
    text = said("card 4111 1111 1111 1111")
    assert "4111 1111 1111 1111" not in text
    assert "masked    card 411111" in text or "masked    card" in text


def test_nothing_is_said_of_a_text_that_holds_nothing() -> None:
    assert said("no news").endswith("nothing in it looks like an identifier")


@pytest.mark.parametrize(
    "text", ["two zero two 555 0143", "tg: @honey_lane, honey@mail.example", "t.me/honey_lane $120"]
)
def test_the_explanation_holds_what_extract_finds(text: str) -> None:
    kept = {
        (f.kind, f.value)
        for step in steps_of(text, SETTINGS)
        for f, kept in zip(step.found, step.kept, strict=True)
        if kept
    }
    frame = extract(text, settings=SETTINGS)
    assert kept == set(zip(frame["kind"], frame["value"], strict=True)) != set()
    assert {s.reader for s in steps_of(text, SETTINGS)} <= set(READERS)


def test_explaining_changes_nothing_that_is_read_later() -> None:
    text = "call 202 555 0143 or ИНН 2025550143"
    before = extract(text, settings=SETTINGS)
    said(text)
    assert extract(text, settings=SETTINGS).equals(before)


def test_what_moves_a_cursor_is_shown_as_its_number() -> None:
    assert shown("a\x1b[2Jb\u202ec\u2028") == "a\\x1b[2Jb\\u202ec\\u2028"
