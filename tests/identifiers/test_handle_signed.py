"""Accounts whose platform stands behind the name, or that are told by a number, a key or a form."""

from __future__ import annotations

import pytest
from judging import hits, pairs, reasons

from graphkit.identifiers.handle_signed import SIGNED

SESSION = "059a3151f1f21592df7d3d5702b85b39fd31d91ed889914a6af8cef6109cc5d284"
TOX = "A3A131149A3443944B2EDB26483BA19995F09B01B665747FCB616D469F9947B1CDCCB032FDA5"

READ = [
    ("@honeyx is my insta", "instagram honeyx"),
    ("honey_girl - my telegram", "telegram honey_girl"),
    ("@honeyx это мой инстаграм", "instagram honeyx"),
    ("honey_girl22 is my snap", "snapchat honey_girl22"),
    ("icq 123-456-789", "icq 123456789"),
    ("ICQ# 655443210", "icq 655443210"),
    ("аська: 655 443 210", "icq 655443210"),
    ("ICQ нөмірі 588776654", "icq 588776654"),
    ("UIN 655443210", "icq 655443210"),
    ("телеграм id 6123456701", "telegram_id 6123456701"),
    ("мой айди в тг: 712345670", "telegram_id 712345670"),
    ("my tg id is 6123456789", "telegram_id 6123456789"),
    ("fb profile.php?id=100012345600078", "facebook 100012345600078"),
    ("facebook id: 100012345600078", "facebook 100012345600078"),
    ("вк id 123456789", "vk id123456789"),
    ("одноклассники 570012345678", "ok 570012345678"),
    ("t me/honey_lane", "telegram honey_lane"),
    ("t,me/honey_lane", "telegram honey_lane"),
    ("t-me/honey_lane", "telegram honey_lane"),
    ("instagram,com/honey.lane", "instagram honey.lane"),
    ("vk com/honey_lane", "vk honey_lane"),
    (f"write me {SESSION} there", f"session {SESSION}"),
    (f"токс {TOX}", f"tox {TOX}"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_what_is_read(text: str, expected: str) -> None:
    assert [" ".join(p) for p in pairs(hits(SIGNED, text), 0.7)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "icq 8 972 000 33 22",
        "icq 25 years",
        "my id is 123456789",
        "вк 89720003322",
        "facebook 2025550143",
        "ok 570012345678",
        "telegram 6123456789",
        f"key {SESSION}ab",
        TOX[:-1] + "0",
        "don't me/you",
        "come to me/us",
        "on the @ of it",
    ],
)
def test_what_is_none(text: str) -> None:
    assert pairs(hits(SIGNED, text), 0.7) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@5pm", "a time, an age"),
        ("x@honey_1", "no @ of a name"),
        ("@honey.com", "a host"),
        ("@honey", "nothing beside it says"),
        ("@a", "too short or too long"),
        ("room_12 on telegram", "common words"),
        ("icq 25 years", "too few figures"),
        ("tg id 12345", "eight to twelve figures"),
        ("come to t me/you", "a common word stands where the name would"),
        ("see t.me honeybee", "there is no slash"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons(SIGNED, text)
