"""Accounts whose name stands apart from its platform's: words between, letters apart, several platforms."""

from __future__ import annotations

import pytest
from judging import hits, pairs, reasons, takes_linear_time

from graphkit.identifiers.handle_told import TOLD

READ = [
    ("Telegram, the name is honey_lane", ["telegram honey_lane"]),
    ("write on telegram, I am honey_lane1", ["telegram honey_lane1"]),
    ("my snap is tiff-puffin", ["snapchat tiff-puffin"]),
    ("T e l e g r a m : l i s a _ r o s a", ["telegram lisa_rosa"]),
    ("tg: ruby _ bittern", ["telegram ruby_bittern"]),
    ("honey_lane1 on telegram, ig and snap", ["telegram honey_lane1", "instagram honey_lane1", "snapchat honey_lane1"]),
    ("insta ❌ tg ✅ @honey_lane", ["telegram honey_lane"]),
    ("✈ @honey_lane", ["telegram honey_lane"]),
    ("velvetlane (insta)", ["instagram velvetlane"]),
    ("IG velvetlane_1 / SC velvetlane", ["snapchat velvetlane"]),
    ("insta gram : l e n a _ s u n _ 9 1 lol", ["instagram lena_sun_91"]),
    ("T e l e g r a m : l e n a s u n", ["telegram lenasun"]),
    ("insta ❌ tg ✅ @lena_sun", ["telegram lena_sun"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_what_is_read(text: str, expected: list[str]) -> None:
    assert [" ".join(p) for p in pairs(hits(TOLD, text), 0.7)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "telegram is for honey, room_12 is open",
        "insta. The next day honey_lane came",
        "massage (insta)",
        "maria (insta)",
        "room_12 on telegram, ig and snap",
        "t e l e g r a m : a b",
        "insta : I a m lol",
        "insta : a b c",
        "✈ 5pm",
        "ok so the price is list_12",
    ],
)
def test_what_is_not_read(text: str) -> None:
    assert not pairs(hits(TOLD, text), 0.7)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tg channel about honey_1", "the words between say nothing of a name"),
        ("massage (insta)", "a word of the language"),
        ("telegram: a b c d", "too few letters"),
        ("✈ @london", "may be a place"),
        ("@5pm on telegram, ig and snap", "a time, an age"),
        ("room_12 on telegram, ig and snap", "common words"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons(TOLD, text)


def test_reading_takes_linear_time() -> None:
    assert takes_linear_time(lambda text: hits(TOLD, text), "telegram word word, the name is ")
