from __future__ import annotations

import gzip
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram_files import (
    account,
    chat,
    declared,
    message,
    read,
    records,
    rejects,
    service,
    written,
)

from graphkit.errors import SourceError, WrongFormatError
from ingest import INGESTORS, json_objects, streams
from ingest.telegram import TelegramIngestor

TELEGRAM = TelegramIngestor()
REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "eval" / "chats" / "telegram_result.json"


def of(path: Path, document: Any) -> tuple[list[Any], dict[str, Any]]:
    path.write_bytes(document if isinstance(document, bytes) else written(document))
    return read(TELEGRAM, path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "result.json"


def test_a_chat_becomes_records_with_places_and_times(file: Path) -> None:
    batches, told = of(file, chat([message(7, "hello"), service(8, action="pin_message", message_id=7)]))
    first, second = records(batches)
    assert (first["locator"], first["native_id"], first["author"], first["text"]) == (
        "message 7",
        "7",
        "Mia",
        "hello",
    )
    assert first["posted_at"].isoformat() == "2024-03-05T12:00:00+00:00"
    assert (first["posted_at_raw"], first["platform"], first["kind"]) == (
        "2024-03-05T15:00:00",
        "telegram",
        "message",
    )
    assert first["extra"] == {"chat": "Velvet Ads", "from_id": "user11", "chat_id": "channel77"}
    assert second["extra"]["action"] == "pin_message"
    assert second["text_roles"] == {"title": "mentioned", "text": "mentioned"}
    assert told["parts"] == {"messages": 1, "service messages": 1}
    assert told["warnings"] == []


def test_an_account_becomes_profile_contacts_and_chats(file: Path) -> None:
    contact = {
        "user_id": 5,
        "first_name": "Olga",
        "last_name": "",
        "phone_number": "+44 7700 900333",
        "date_unixtime": "1709640000",
    }
    frequent = {"id": 6, "category": "people", "type": "user", "name": "Dana", "rating": 3.5}
    session = {"last_ip": "198.51.100.7", "device_model": "Phone"}
    document = account(
        [
            chat([message(1, "hi")], name='Jobs "VIP"\nDubai'),
            chat([message(2, "x", "user900")], "saved_messages", None, 900),
        ],
        contacts={"about": "", "list": [contact, {"date": "2024-01-01T00:00:00"}]},
        frequent_contacts={"about": "", "list": [frequent]},
        sessions={"about": "", "list": [session]},
        profile_pictures=[{"photo": "profile_pictures/photo_1.jpg", "date_unixtime": "1709640000"}],
        other_data={"ips": [1, 2]},
        left_chats={"about": "", "list": [chat([message(3, "bye")], "private_channel", None, 99)]},
        surprise=1,
    )
    batches, told = of(file, document)
    rows = records(batches)
    assert [(row["kind"], row["locator"]) for row in rows] == [
        ("profile", "personal information"),
        ("contact", "contact 1"),
        ("contact", "contact 2"),
        ("contact", "frequent contact 1"),
        ("profile", "session 1"),
        ("profile", "profile picture 1"),
        ("profile", 'other data "ips"'),
        ("message", 'chat "99", message 3'),
        ("message", 'chat "Jobs "VIP" Dubai", message 1'),
        ("message", 'chat "Saved messages", message 2'),
    ]
    assert rows[0]["author"] == "Vera K."
    assert rows[0]["text"] == "call +44 7700 900112"
    assert rows[3]["extra"]["rating"] == "3.5"
    assert rows[6]["extra"]["ips"].replace("\n", "").replace(" ", "") == "[1,2]"
    found = declared(batches)
    assert found[:3] == [
        ("account", "telegram:user900", "self", "owner"),
        ("phone", "+44 7700 900111", "self", "phone_number"),
        ("telegram", "@vera_k", "self", "username"),
    ]
    assert found[3:6] == [
        ("account", "telegram:user5", "self", "account"),
        ("phone", "+44 7700 900333", "self", "phone_number"),
        ("account", "telegram:user900", "counterparty", "owner"),
    ]
    assert ("account", "telegram:user6", "self", "account") in found
    assert ("image", "profile_pictures/photo_1.jpg", "self", "photo") in found
    assert told["parts"] == {
        "chats": 3, "contacts": 2, "frequent contacts": 1, "messages": 3, "other data": 1, "profile pictures": 1,
        "profiles": 1, "sessions": 1,
    }  # fmt: skip
    assert any("'surprise'" in warning for warning in told["warnings"])


def test_old_exports_have_numbers_for_ids_and_no_utc(file: Path) -> None:
    old = {"type": "message", "date": "2019-06-01T10:00:00", "from": "Mia", "text": "hi"}
    batches, told = of(
        file, chat([{**old, "id": 1, "from_id": 4319482343}], "personal_chat", "Mia", 4319482343)
    )
    assert ("account", "telegram:user24515047", "self", "from_id") in declared(batches)
    assert records(batches)[0]["posted_at"].isoformat() == "2019-06-01T10:00:00+00:00"
    assert told["warnings"] == [
        "date: 1 of the times are those of the exporting computer's clock without a zone, and were taken as UTC"
    ]
    batches, _ = of(
        file, chat([{**old, "id": 1, "from_id": 24515047}], "private_group", "Jobs", 8589934592 + 55)
    )
    assert ("account", "telegram:chat55", "container", "chat_id") in declared(batches)


@pytest.mark.parametrize("type_", ["user", "bare"])
def test_new_ids_beyond_32_bits_stay_what_they_are(file: Path, type_: str) -> None:
    sender: Any = "user6123456789" if type_ == "user" else 6123456789
    batches, _ = of(file, chat([message(1, "x", sender)], "personal_chat", "Mia", 6123456789))
    assert ("account", "telegram:user6123456789", "self", "from_id") in declared(batches)


@pytest.mark.shared
@pytest.mark.skipif(not REAL.exists(), reason="the public sample is not beside the checkout")
def test_every_message_of_the_real_sample_is_accounted_for() -> None:
    batches, told = read(TELEGRAM, REAL)
    rows = records(batches)
    # Counted by hand: 18 messages and the channel's creation, ids 1 to 26 with gaps.
    assert told["parts"] == {"messages": 18, "service messages": 1}
    assert [int(row["native_id"]) for row in rows] == [
        1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 21, 22, 23, 24, 25, 26,
    ]  # fmt: skip
    assert rejects(batches) == []
    found = declared(batches)
    # The channel is the author of all; five photos and one thumbnail; one link behind words.
    assert found.count(("account", "telegram:channel1292077344", "self", "from_id")) == 18
    assert found.count(("account", "telegram:channel1292077344", "self", "actor_id")) == 1
    assert sum(kind == "image" for kind, *_ in found) == 6
    assert [value for kind, value, *_ in found if kind == "link"] == ["http://example.com/"]
    assert rows[11]["text"] == "text link\n\nexample.com\n\nexample@example.com"
    assert rows[10]["extra"]["edited"] == "2020-11-12T14:45:55"
    assert INGESTORS["telegram"].sniff(REAL, REAL.read_bytes()) == 0.97


def test_what_telegram_desktop_writes_by_mistake_is_read(file: Path) -> None:
    document = written(
        chat([message(1, "one"), message(2, [{"type": "custom_emoji", "text": "X", "document_id": "D"}])])
    )
    document = document.replace(b'"one"', b'"o\\x0Bne"').replace(b'"D"', b"video_files/sticker (2).webm")
    batches, told = of(file, document)
    assert [row["text"] for row in records(batches)] == ["o\x0bne", "X"]
    assert len(told["warnings"]) == 2


def test_a_message_that_was_not_exported_is_a_reject(file: Path) -> None:
    document = written(chat([message(1), {"id": 2, "type": "unsupported"}, 3, message(4)]))
    batches, _ = of(file, document)
    assert [row["native_id"] for row in records(batches)] == ["1", "4"]
    assert [(row["locator"], row["reason"].split(",")[0]) for row in rejects(batches)] == [
        ("message 2", "a message of a kind that Telegram Desktop does not export"),
        (f"item 3 at byte {document.index(b' 3,') + 1}", "a number"),
    ]


def test_a_file_cut_short_keeps_what_came_before(file: Path) -> None:
    whole = written(account([chat([message(n, "x" * 30) for n in range(9)])]))
    batches, _ = of(file, whole[:-200])
    assert len(records(batches)) == 9
    (cut,) = rejects(batches)
    assert "what came before was read" in cut["reason"]
    assert 'chat "Velvet Ads", item 8' in cut["locator"]
    zipped = gzip.compress(whole)
    batches, _ = of(file, zipped[:-40])
    assert len(records(batches)) > 1
    assert "gzip" in rejects(batches)[0]["reason"]


def test_gzip_utf16_and_byte_order_marks_are_read(file: Path) -> None:
    document = chat([message(1, "привет")])
    text = json.dumps(document, ensure_ascii=False)
    for data in (gzip.compress(written(document)), text.encode("utf-16"), text.encode("utf-8-sig")):
        assert TELEGRAM.sniff(file, data) > 0.8
        assert records(of(file, data)[0])[0]["text"] == "привет"


def test_batches_hold_no_more_than_asked(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(written(chat([message(n) for n in range(1, 26)])))
    batches, _ = read(TELEGRAM, path, batch_size=10)
    assert [batch.records.num_rows for batch in batches] == [10, 10, 5]


class _Member:
    """What an archive gives instead of a path."""

    name, stem, suffix, suffixes = "result.json", "result", ".json", [".json"]

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, mode: str = "rb") -> Any:
        return self._path.open(mode)


def test_a_member_of_an_archive_is_read(file: Path) -> None:
    file.write_bytes(written(chat([message(1, "hello")])))
    batches, _ = read(TELEGRAM, _Member(file))  # type: ignore[arg-type]
    assert len(records(batches)) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"7", b"{}", b'{"a": 1}', b"\0" * 100, b"<html>", b'{"messages": []',
        b'{"messages": [{"sender_name": "Mia", "content": "hi"}], "participants": [{"name": "Mia"}]}',
        b'{"guild": {}, "channel": {}, "messages": [{"id": "1", "author": {}, "content": "x"}]}',
    ],
)  # fmt: skip
def test_other_files_are_not_claimed_and_said_to_be_wrong(file: Path, data: bytes) -> None:
    assert TELEGRAM.sniff(file, data) == 0
    with pytest.raises((WrongFormatError, SourceError)):
        of(file, data)


@pytest.mark.parametrize(
    "document",
    [
        chat([]), account([chat([])]), {"personal_information": None, "chats": [chat([message()])]},
        {"contacts": {"list": {}}, "chats": {"list": [1, [], "x", None, {"messages": 3}]}, "sessions": 7},
        {**chat([message()]), "name": ["x"], "type": 7, "id": {"a": 1}}, {**chat([message()]), "id": True},
        chat([{"id": [1], "type": {"a": 1}, "date": 5, "date_unixtime": [], "from": {}, "from_id": [2], "text": 7}]),
        chat([message(1, [1, None, {"type": ["x"], "text": [2]}, {"type": "text_link", "href": 5}, ["y"]])]),
        chat([message(1, media_type=["sticker"], photo=7, file={"a": 1}, poll={"answers": 3, "question": [1]})]),
        chat([message(1, contact_information={"phone_number": ["x"]}, location_information={"latitude": "x"})]),
        chat([message(1, inline_bot_buttons=[[{"data": 1}], 2, {"a": 1}], members={"a": 1}, via_bot=[1])]),
        chat([message(1, reply_to_message_id="x", forwarded_from=7, reply_to_peer_id={}), service(2, members=[1, None])]),
        chat([message(10**30), {**message(2), "date_unixtime": "9" * 5000}, {**message(3), "date_unixtime": 10**15}]),
        chat([{**message(1), "date": "0000-00-00T00:00:00", "date_unixtime": "x"}, {}, {"": ""}]),
    ],
)  # fmt: skip
def test_wrong_types_at_any_place_do_no_harm(file: Path, document: Any) -> None:
    batches, _ = of(file, document)
    listed = document.get("messages")
    if listed:
        assert len(records(batches)) == len(listed)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_damage_is_read_or_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setattr(json_objects, "_SUSPECT", 500)
    monkeypatch.setattr(streams, "BLOCK", data.draw(st.sampled_from([700, 1 << 20])))
    text = bytearray(
        written(account([chat([message(n, "x") for n in range(6)]), chat([service(3, members=["a"])])]))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        piece = data.draw(st.sampled_from([b"", b'"', b"{", b"]", b"}", b"\\", b"\0", b"\xff", b"7", b"\n"]))
        text[at : at + data.draw(st.integers(0, 40))] = piece
    try:
        batches, _ = of(file, bytes(text))
    except (SourceError, WrongFormatError):
        return
    assert records(batches) or rejects(batches)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(file: Path, data: bytes) -> None:
    assert 0 <= TELEGRAM.sniff(file, data) <= 1
    with suppress(SourceError, WrongFormatError):
        of(file, data)
