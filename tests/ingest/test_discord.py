"""Discord channels: who said what, whose the names in it are, and files that are damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_files import (
    EDITS,
    HOSTILE,
    as_json,
    borne,
    clusters,
    edited,
    read,
    sure,
    with_odd_types,
)  # fmt: skip
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import WrongFormatError
from ingest.discord import DiscordIngestor

READER = DiscordIngestor()


def user(key: int, name: str, bot: bool = False, figures: str = "0000") -> dict[str, Any]:
    return {
        "id": str(key), "name": name, "discriminator": figures, "nickname": name.title(), "color": None, "isBot": bot,
        "roles": [{"id": "9", "name": "seller", "color": None, "position": 1}],
        "avatarUrl": "https://cdn.discordapp.com/embed/avatars/1.png",
    }  # fmt: skip


def message(key: int, author: dict[str, Any], content: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(key), "type": "Default", "timestamp": "2024-03-05T10:00:00.5+02:00", "timestampEdited": None,
        "callEndedTimestamp": None, "isPinned": False, "content": content, "author": author, "attachments": [],
        "embeds": [], "stickers": [], "reactions": [], "mentions": [], "inlineEmojis": [],
    } | more  # fmt: skip


def export(messages: list[dict[str, Any]], kind: str = "GuildTextChat", channel: int = 77) -> dict[str, Any]:
    direct = kind == "DirectTextChat"
    return {
        "guild": {"id": "0" if direct else "55", "name": "Direct Messages" if direct else "Jobs", "iconUrl": "x"},
        "channel": {"id": str(channel), "type": kind, "categoryId": "6", "category": "Work", "name": "offers",
                    "topic": None},
        "dateRange": {"after": None, "before": None}, "exportedAt": "2024-03-06T00:00:00+00:00",
        "messages": messages, "messageCount": len(messages),
    }  # fmt: skip


ANNA, BOB, BOT = user(1, "anna"), user(2, "bob", figures="0042"), user(3, "relay", bot=True)
GOLDEN = export([
    message(101, ANNA, "Комнаты и Rooms, +1 202 555 0143"),
    message(102, BOB, "@Anna is it free? my friend's is +1 202 555 0144", type="Reply", mentions=[ANNA],
            reference={"messageId": "101", "channelId": "77", "guildId": "55"}),
    message(103, BOT, "new ad: +1 202 555 0145"),
    message(104, ANNA, "look", reference={"type": "Forward", "messageId": "9"},
            forwardedMessage={"timestamp": "2024-01-01T00:00:00+00:00", "content": "call +1 202 555 0146",
                              "attachments": [], "embeds": [], "stickers": []}),
    message(105, ANNA, "and this", embeds=[{"title": "Taxi", "url": "https://taxi.example/a", "timestamp": None,
            "description": "+1 202 555 0147", "images": [], "fields": [{"name": "n", "value": "v", "isInline": True}]}],
            attachments=[{"id": "1", "url": "offers_Files\\room.jpg", "fileName": "room.jpg", "fileSizeBytes": 5},
                         {"id": "2", "url": "https://cdn.discordapp.com/x/price.pdf?ex=1", "fileName": "price.pdf",
                          "fileSizeBytes": 5}],
            reactions=[{"emoji": {"id": "", "name": "👍", "code": "thumbsup"}, "count": 2, "users": [BOB]}]),
    message(106, BOB, "Joined the server.", type="GuildMemberJoin"),
])  # fmt: skip


def test_a_channel_is_read_as_it_stands() -> None:
    got = read(READER, "Jobs - offers [77].json", as_json(GOLDEN))
    assert got.rejects == []
    assert got.column("locator") == [f"message {n}" for n in range(101, 107)]
    assert got.column("native_id")[0] == "101"
    assert {*got.column("platform")} == {"discord"}
    assert got.column("author") == ["Anna", "Bob", "Relay", "Anna", "Anna", "Bob"]
    assert str(got.column("posted_at")[0]) == "2024-03-05 08:00:00.500000+00:00"
    assert got.column("posted_at_raw")[0] == "2024-03-05T10:00:00.5+02:00"
    first = dict(got.records[0]["extra"])
    assert first | {"channel": "offers", "guild": "Jobs", "category": "Work", "roles": "seller"} == first
    assert got.extra("reply_to") == [None, "101", None, "9", None, None]
    assert got.extra("file")[4] == "https://cdn.discordapp.com/x/price.pdf?ex=1"
    assert got.extra("photo")[4] == "offers_Files/room.jpg"
    assert got.extra("reactions")[4] == "👍 2: bob (2)"
    assert got.report["parts"] == {"bots' messages": 1, "messages": 4, "service messages": 1}
    assert got.report["channel"] == "offers"
    assert got.warnings == []


def test_whose_the_identifiers_are() -> None:
    got = read(READER, "a.json", as_json(GOLDEN))
    places = [("account", "discord:77", "container"), ("account", "discord:55", "container")]
    assert sorted(got.of(1)) == sorted([
        ("account", "discord:1", "self"), ("discord", "anna", "self"), ("phone", "+12025550143", "self"), *places,
    ])  # fmt: skip
    assert ("discord", "bob#0042", "self") in got.of(2)
    assert ("account", "discord:1", "mentioned") in got.of(2)
    assert got.with_role("self") == {
        ("account", "discord:1"), ("account", "discord:2"), ("discord", "anna"), ("discord", "bob#0042"),
        ("phone", "+12025550143"),
    }  # fmt: skip
    assert ("account", "discord:3") in got.with_role("infrastructure")
    assert {("phone", f"+120255501{n}") for n in (44, 45, 46, 47)} <= got.with_role("mentioned")


def test_a_chat_of_two_names_its_other_end_from_the_first_message_on() -> None:
    chat = export(
        [message(1, ANNA, "hi +1 202 555 0143"), message(2, ANNA, "?"), message(3, BOB, "yes")],
        "DirectTextChat",
    )
    got = read(READER, "a.json", as_json(chat))
    assert ("account", "discord:2", "counterparty") in got.of(1)
    assert ("account", "discord:1", "counterparty") in got.of(3)
    assert ("phone", "+12025550143", "mentioned") in got.of(1)
    assert got.with_role("container") == set()


def test_deleted_accounts_are_nobody() -> None:
    gone = user(456226577798135808, "Deleted User")
    got = read(READER, "a.json", as_json(export([message(1, gone, "a"), message(2, gone, "b")])))
    assert got.with_role("self") == set()


def test_a_full_group_merges_nobody(tmp_path: Path) -> None:
    people = [user(100 + n, f"member{n}") for n in range(50)]
    chat = [
        message(n, who, f"hello @Member{(n + 1) % 50}", mentions=[people[(n + 1) % 50]])
        for n, who in enumerate(people)
    ]
    relay = [message(900 + n, BOT, f"+1 202 555 01{n}") for n in range(40, 60)]
    files = {
        "a.json": as_json(export(chat + relay)),
        "b.json": as_json(
            export([message(1, people[0], "one"), message(2, people[1], "two")], "DirectTextChat", 78)
        ),
    }
    assert sorted(map(sorted, clusters(tmp_path, files))) == [
        ["a.json message 0", "b.json message 1"], ["a.json message 1", "b.json message 2"],
    ]  # fmt: skip


def test_who_is_sure_of_it() -> None:
    assert sure("x.json", as_json(GOLDEN)) == {"discord": 0.97}
    assert sure("x.json", json.dumps(GOLDEN).encode()) == {"discord": 0.97}
    with pytest.raises(WrongFormatError):
        read(READER, "a.json", b'{"name": "x", "messages": [1]}'[:10] + b"}")


def test_a_cut_file_keeps_what_came() -> None:
    data = as_json(GOLDEN)
    got = read(READER, "a.json", data[: data.index(b'"105"') + 100])
    assert got.column("native_id") == ["101", "102", "103", "104"]
    assert got.rejects[0]["locator"] == "message 5"
    assert "ends in the middle" in got.rejects[0]["reason"]


def test_one_bad_message_spoils_only_itself() -> None:
    data = as_json(GOLDEN).replace(b'"id": "103",', b'"id": 0x103,').replace(b"Rooms", b"R\xffoms")
    got = read(READER, "a.json", data)
    assert got.column("native_id") == ["101", "102", "104", "105", "106"]
    assert got.column("text")[0] == "Комнаты и R\ufffdoms, +1 202 555 0143"
    assert [(r["locator"], "JSON" in r["reason"]) for r in got.rejects] == [("message 3", True)]


def test_fewer_messages_than_the_export_says_is_told() -> None:
    assert read(READER, "a.json", as_json(GOLDEN | {"messageCount": 9})).warnings == [
        "the export says that it holds 9 messages, 6 were found"
    ]


def test_wrong_types_anywhere_are_borne() -> None:
    small = export([GOLDEN["messages"][4] | {"mentions": [BOB]}])
    for changed in with_odd_types(small):
        borne(READER, "a.json", json.dumps(changed).encode())


@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_files_are_borne(harm: str) -> None:
    borne(READER, "a.json", HOSTILE[harm](as_json(GOLDEN)))


@settings(max_examples=120, deadline=None)
@given(edits=EDITS, packed=st.booleans())
def test_any_damage_is_borne(edits: list[tuple[int, int, bytes]], packed: bool) -> None:
    borne(READER, "a.json", edited(as_json(GOLDEN), edits, packed))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    borne(READER, "a.json", data)
    borne(READER, "a.json", b'{"guild":{"id":"1"},"channel":{"id":"2"},"messages":[' + data)
