"""Accounts named without a link."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import account_hits, declared, pairs, read_worst, reasons, takes_linear_time

from graphkit.identifiers.base import Context, Reader
from graphkit.identifiers.handle import HANDLE
from graphkit.identifiers.handle_signed import SIGNED

READ = [
    ("Telegram: @Honey_Agency.", [("telegram", "honey_agency")]),
    ("tg @honeyx", [("telegram", "honeyx")]),
    ("telegram honey_agency", [("telegram", "honey_agency")]),
    ("Telegram username honey_22", [("telegram", "honey_22")]),
    ("телеграм @honeyx", [("telegram", "honeyx")]),
    ("Telegram-ға жазыңыз: @honeyx", [("telegram", "honeyx")]),
    ("вк: honeyx", [("vk", "honeyx")]),
    ("my insta honey.girl", [("instagram", "honey.girl")]),
    ("IG/TG: @honeyx", [("instagram", "honeyx"), ("telegram", "honeyx")]),
    ("Insta & Telegram: honeyx", [("instagram", "honeyx"), ("telegram", "honeyx")]),
    ("write in telegram\nInsta: @honeyx", [("instagram", "honeyx")]),
    ("online telegram: honeyx", [("telegram", "honeyx")]),
    ("telegram: line_dancer", [("telegram", "line_dancer")]),
    ("snap: honeyx", [("snapchat", "honeyx")]),
    ("discord: Honey#1234", [("discord", "honey#1234")]),
    ("skype: live:honey12", [("skype", "live:honey12")]),
    ("@honeyx (tg)", [("telegram", "honeyx")]),
    ("@honeyx on instagram", [("instagram", "honeyx")]),
    ("write @honeyx now", [("username", "honeyx")]),
]
NOTHING = [
    "telegram channel",
    "telegram honey",
    "Telegram: available",
    "telegram: 12025550143",
    "whatsapp 202-555-0143",
    "line 5",
    "ok fine",
    "deadline: soon",
    "max: honeyx",
    "a@honey.example",
    "@home",
    "@5pm",
    "@ 5 pm",
    "@gmail.com",
    "@everyone",
    "@honey.example",
    "mail@honeyx",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_what_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(account_hits(text)) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_account(text: str) -> None:
    assert account_hits(text) == []


def test_only_the_name_is_the_mention() -> None:
    (hit,) = account_hits("Telegram: @Honey_Agency.")
    assert (hit.raw, hit.confidence, hit.found.method) == ("Honey_Agency", 0.93, "handle.labelled")


def test_words_with_other_senses_are_doubted() -> None:
    assert all(h.confidence < 0.5 for text in ("ok: fine", "line: honeyx") for h in account_hits(text))


@pytest.mark.parametrize(
    ("platform", "kind"), [("tg", "telegram"), ("vk.com", "vk"), ("bazaarly", "username")]
)
def test_a_bare_name_belongs_to_the_platform_of_its_record(platform: str, kind: str) -> None:
    (found,) = SIGNED.judge("@honeyx", Context(platform=platform))
    assert (found.kind, found.confidence) == (kind, 0.5 if kind == "username" else 0.85)


def test_a_column_of_accounts() -> None:
    assert [(h.kind, h.value, h.raw) for h in declared(HANDLE, "@Aa_b1, tg: honeyx / x_yz", "instagram")] == [
        ("instagram", "aa_b1", "Aa_b1"),
        ("telegram", "honeyx", "honeyx"),
        ("instagram", "x_yz", "x_yz"),
    ]
    assert pairs(declared(HANDLE, "https://t.me/honeyx", "username")) == [("telegram", "honeyx")]
    assert pairs(declared(HANDLE, "Honey", "username")) == [("username", "honey")]
    assert declared(HANDLE, "Honey Girl", "instagram") == []
    assert declared(HANDLE, "12025550143", "telegram") == []


@pytest.mark.parametrize(
    "unit",
    [
        "tg ",
        "tg:",
        "@",
        "@a",
        "insta/",
        "telegram and ",
        "a.",
        "line:",
        "@a (",
        "tg" + " " * 50,
        "u/",
        "t e l e g r a m ",
        "tg: a_1/",
        "@a, tg ",
        "tg,!.",
        "icq 1 ",
        "tg id 1-",
        "05a",
        "t me/",
        "add me on ",
        "tg is as id ",
        'tg "a',
        "k i k ",
    ],
)
@pytest.mark.parametrize("reader", [HANDLE, SIGNED], ids=["handle", "signed"])
def test_hostile_text_takes_linear_time(reader: Reader, unit: str) -> None:
    assert takes_linear_time(read_worst(reader, "telegram"), unit)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["tg", "insta", "вк", "@", ":", " ", "\n", "/", "a", "1", "_", ".", "ok", "and", "#"])
    )
)
def test_any_text_is_read_without_error_and_within_bounds(parts: list[str]) -> None:
    account_hits("".join(parts))
    declared(HANDLE, "".join(parts), "telegram")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tg: @ab", "too short for telegram"),
        ("telegram @joinchat", "the platform's own"),
        ("telegram: admin", "a common word"),
        ("insta: 5pm", "a time, an age"),
        ("snap: maria is here", "what people are called"),
        ("whatsapp: Maria", "what people are called"),
        ("ok honeybee", "no word before it announces a name"),
        ("insta: мёдhoney", "letters of another alphabet"),
        ("fb: 2025550143", "figures alone"),
        ("snap ❌ @honey_1", "crossed out"),
        ("insta room_12 here", "common words with figures"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons(HANDLE, text)
