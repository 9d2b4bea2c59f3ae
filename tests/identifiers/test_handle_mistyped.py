"""Accounts behind a misspelt name of their platform."""

from __future__ import annotations

import pytest
from judging import hits, pairs, read_worst, reasons, takes_linear_time

from graphkit.identifiers.handle_mistyped import MISTYPED, platform_meant

READ = [
    ("add my snapchatt: lena-sun2x premium", "snapchat lena-sun2x"),
    ("discrod: lena_sun#4471 , ships", "discord lena_sun#4471"),
    ("Skpye: live:.cid.7b2e90fa41c6d835", "skype live:.cid.7b2e90fa41c6d835"),
    ("skpye @lena_sun", "skype lena_sun"),
    ("wikr me: lenasun4", "wickr lenasun4"),
    ("instagarm: @lenasun", "instagram lenasun"),
    ("my instagarm - lena.sun", "instagram lena.sun"),
    ("whastap: lena_sun9", "whatsapp lena_sun9"),
    ("телегарм: lena_sun", "telegram lena_sun"),
    ("tikotk \u2192 lena.sun77", "tiktok lena.sun77"),
]
NOTHING = [
    "vibes: good_2",
    "Fiber: 5g_fast",
    "wicker: set_2x",
    "discard: room_2",
    "record: lena_sun1",
    "Skye: lena_sun1",
    "Instax: mini_11",
    "insatgram: price_2",
    "insatgram - call me",
    "insatgram: lenasun",
    "insatgram lena_sun",
    "discrod: 5pm",
    "telegram: lena_sun",  # left to the reader of labels
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_name_behind_a_slip_is_read(text: str, expected: str) -> None:
    assert [f"{kind} {value}" for kind, value in pairs(hits(MISTYPED, text), 0.7)] == [expected]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_none(text: str) -> None:
    assert hits(MISTYPED, text) == []


@pytest.mark.parametrize(
    ("word", "kind"),
    [("discrod", "discord"), ("wikr", "wickr"), ("snapchatt", "snapchat"), ("discorb", "discord")],
)
def test_one_slip_is_undone(word: str, kind: str) -> None:
    platform = platform_meant(word)
    assert platform is not None
    assert platform.kind == kind


@pytest.mark.parametrize(
    "word", ["vibe", "sky", "line", "disc", "dicsrod", "skyqe", "nstagram", "telegram", "elements"]
)
def test_other_words_are_none(word: str) -> None:
    assert platform_meant(word) is None


def test_columns_are_left_to_the_reader_of_labels() -> None:
    from graphkit.identifiers.base import Context

    assert MISTYPED.declared("lena", "instagram", Context()) == ()


def test_what_is_dropped_says_why() -> None:
    assert "common words" in reasons(MISTYPED, "insatgram: price_2")


@pytest.mark.parametrize(
    "unit", ["abcde: ", "insatgram: ", "insatgram: a", "abcd@", "wikr me - ", "insatgram \u2192 a_"]
)
def test_time_is_linear(unit: str) -> None:
    assert takes_linear_time(read_worst(MISTYPED, "handle"), unit)
