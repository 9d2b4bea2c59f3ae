"""Signal chats of signal-export and sigtop: JSON lines, JSON, text; and damage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_files import EDITS, HOSTILE, SHORT, as_json, borne, clusters, edited, read, sure, with_odd_types
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import WrongFormatError
from ingest.signal import SignalIngestor

READER = SignalIngestor()
ANNA_KEY = "0f0e0d0c-1111-2222-3333-444455556666"
BOB_KEY = "0f0e0d0c-1111-2222-3333-444455557777"


def exported(sender: str, body: str, **more: Any) -> dict[str, Any]:
    return {
        "date": "2024-02-01T12:33:10.500000", "sender": sender, "body": body + "  ", "quote": "", "sticker": "",
        "reactions": [], "attachments": [], "deleted": False, "call": False, "missed": False,
    } | more  # fmt: skip


def lines(*messages: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(m, ensure_ascii=False).encode() + b"\n" for m in messages)


EXPORT = lines(
    exported("Анна", "мой +1 202 555 0143", attachments=[{"name": "a b.jpg", "path": "media/a%20b.jpg"},
                                                         {"name": "v.mp4", "path": "media/v.mp4"}]),
    exported("Me", "ok", quote="\n\n> мой +1 202 555 0143\n\n", reactions=[["Анна", "👍"]]),
    exported("Анна", "Missed voice call", call=True, missed=True),
)  # fmt: skip


def stored(key: int, source: str | None, body: str, **more: Any) -> dict[str, Any]:
    held = {
        "id": f"m{key}", "type": "incoming" if source else "outgoing", "conversationId": "c0ffee", "body": body,
        "sent_at": 1700000000123, "received_at": 5, "received_at_ms": 1700000000456, "timestamp": 1700000000123,
        "attachments": [], "reactions": [],
    }  # fmt: skip
    return (
        held
        | (
            {"source": source, "sourceServiceId": ANNA_KEY if source.endswith("43") else BOB_KEY}
            if source
            else {}
        )
        | more
    )


DESKTOP = [
    stored(1, "+12025550143", "call +1 202 555 0150",
           attachments=[{"contentType": "image/jpeg", "fileName": "a.jpg", "path": "0f/1"}]),
    stored(2, None, "ok", quote={"id": 1700000000123, "text": "call +1 202 555 0150", "authorAci": ANNA_KEY},
           preview=[{"url": "https://honey.example/a", "title": "Honey", "description": "+1 202 555 0151"}],
           reactions=[{"emoji": "👍", "fromId": "x", "timestamp": 1}]),
    stored(3, None, "", type="group-v2-change"),
    stored(4, "+12025550143", "", contact=[{"name": {"displayName": "Carl"}, "number": [{"value": "+12025550152"}]}]),
    stored(5, None, "new", editHistory=[{"body": "new"}, {"body": "old +1 202 555 0153"}], bodyRanges=[
        {"start": 0, "length": 1, "mentionAci": BOB_KEY.upper()}]),
]  # fmt: skip
TEXT = """\
Conversation: Анна (+12025550143)

From: Анна (+12025550143)
Type: incoming
Sent: Thu, 1 Feb 2024 12:33:10 +0200
Received: Thu, 1 Feb 2024 12:33:11 +0200
Attachment: a.jpg (image/jpeg, 12 bytes)
Attachment: v.mp4 (video/mp4, 12 bytes)
Reaction: 👍 from You

call +1 202 555 0150

From: the shop, second line
> not a quote

From: You
Type: outgoing
Sent: Thu, 1 Feb 2024 12:34:10 +0200

> From: Анна (+12025550143)
> Sent: Thu, 1 Feb 2024 12:33:10 +0200
>
> call +1 202 555 0150

ok

From: You
Type: outgoing
Sent: Thu, 1 Feb 2024 12:35:10 +0200
Edited: 2 versions

| Version: 2
| Sent: Thu, 1 Feb 2024 12:36:10 +0200
|
| new
|
| Version: 1
| Sent: Thu, 1 Feb 2024 12:35:10 +0200
|
| old

Type: timer-notification
Sent: Thu, 1 Feb 2024 12:37:10 +0200
Received: Thu, 1 Feb 2024 12:37:10 +0200

"""


def test_lines_of_signal_export_are_read_as_they_stand() -> None:
    got = read(READER, "data.json", EXPORT, "out/Анна К/data.json")
    assert got.rejects == []
    assert got.column("locator") == ["line 1", "line 2", "line 3"]
    assert got.column("author") == ["Анна", "Me", "Анна"]
    assert got.column("text") == ["мой +1 202 555 0143", "ok", "Missed voice call"]
    assert got.column("kind") == ["message", "message", "call"]
    assert str(got.column("posted_at")[0]) == "2024-02-01 12:33:10.500000+00:00"
    assert got.more_text("quoted")[1] == "мой +1 202 555 0143"
    assert (got.extra("photo")[0], got.extra("file")[0]) == ("media/a b.jpg", "media/v.mp4")
    assert got.extra("reactions")[1] == "Анна 👍"
    assert {*got.extra("chat")} == {"Анна К"}
    assert got.report["parts"] == {"calls": 1, "messages": 2}
    assert got.warnings == ["the times give no time zone and were taken as UTC"]
    anna, me = ("account", f"signal:Анна@{SHORT}"), ("account", f"signal:Me@{SHORT}")
    assert sorted(got.of(1)) == sorted(
        [(*anna, "self"), (*me, "counterparty"), ("phone", "+12025550143", "mentioned")]
    )
    assert got.with_role("self") == {anna, me}


def test_a_group_of_signal_export() -> None:
    data = lines(exported("Анна", "+1 202 555 0143"), exported("Bob", "@anna +1 202 555 0144"), exported("Me", "hi"),
                 exported("+447700900123", "yes"), exported("No-Sender", "x"))  # fmt: skip
    got = read(READER, "data.json", data, "out/Jobs/data.json")
    here = ("account", f"signal:Jobs@{SHORT}", "container")
    assert sorted(got.of(1)) == sorted(
        [here, ("account", f"signal:Анна@{SHORT}", "self"), ("phone", "+12025550143", "self")]
    )
    assert ("phone", "+12025550144", "mentioned") in got.of(2)
    assert sorted(got.of(4)) == sorted([here, ("phone", "+447700900123", "self")])
    assert got.of(5) == [here]


def test_messages_of_signal_desktop() -> None:
    got = read(READER, "Anna (+12025550143).json", as_json(DESKTOP))
    assert got.rejects == []
    assert got.column("locator") == [f"message m{n}" for n in range(1, 6)]
    assert str(got.column("posted_at")[0]) == "2023-11-14 22:13:20.123000+00:00"
    assert got.extra("photo")[0] == "a.jpg"
    assert got.more_text("earlier")[4] == "old +1 202 555 0153"
    assert got.report["parts"] == {"messages": 4, "service messages": 1}
    owner = ("account", f"signal:owner@{SHORT}")
    anna = {("phone", "+12025550143"), ("account", f"signal:{ANNA_KEY}")}
    assert {(*a, "self") for a in anna} | {("phone", "+12025550150", "mentioned")} == {*got.of(1)}
    assert {(*owner, "self"), ("phone", "+12025550151", "mentioned")} | {
        (*a, "counterparty") for a in anna
    } <= {*got.of(2)}
    assert ("phone", "+12025550152", "mentioned") in got.of(4)
    assert ("account", f"signal:{BOB_KEY}", "mentioned") in got.of(5)
    assert got.with_role("self") == anna | {owner}


def test_a_group_of_signal_desktop() -> None:
    got = read(READER, "Jobs.json", as_json([
        stored(1, "+12025550143", "all: +1 202 555 0150"), stored(2, "+12025550144", "ok"), stored(3, None, "+1 202 555 0151"),
    ]))  # fmt: skip
    here = ("account", "signal:c0ffee", "container")
    assert {here, ("phone", "+12025550150", "self"), ("phone", "+12025550143", "self")} <= {*got.of(1)}
    assert {*got.of(3)} == {
        here,
        ("account", f"signal:owner@{SHORT}", "self"),
        ("phone", "+12025550151", "self"),
    }


def test_a_transcript_of_sigtop() -> None:
    got = read(READER, "Anna (+12025550143).txt", TEXT.encode())
    assert got.rejects == []
    assert got.column("locator") == ["line 3", "line 16", "line 27", "line 42"]
    assert got.column("author") == ["Анна", "You", "You", None]
    assert got.column("text") == [
        "call +1 202 555 0150\n\nFrom: the shop, second line\n> not a quote", "ok", "new", None,
    ]  # fmt: skip
    assert str(got.column("posted_at")[0]) == "2024-02-01 10:33:10+00:00"
    assert got.more_text("quoted")[1] == "call +1 202 555 0150"
    assert got.more_text("earlier")[2] == "old"
    assert (got.extra("photo")[0], got.extra("file")[0], got.extra("reactions")[0]) == (
        "a.jpg",
        "v.mp4",
        "👍 from You",
    )
    assert got.report["parts"] == {"messages": 3, "service messages": 1}
    assert {*got.of(1)} == {("phone", "+12025550143", "self"), ("phone", "+12025550150", "mentioned"),
                            ("account", f"signal:owner@{SHORT}", "counterparty")}  # fmt: skip
    assert {("account", f"signal:owner@{SHORT}", "self"), ("phone", "+12025550143", "counterparty")} <= {
        *got.of(2)
    }


def test_people_of_a_transcript_by_what_tells_them_apart() -> None:
    text = "Conversation: Jobs (group)\n\n" + "".join(
        f"From: {who}\nType: incoming\nSent: Thu, 1 Feb 2024 12:33:10 +0200\n\n+1 202 555 0143\n\n"
        for who in (f"Anna ({ANNA_KEY})", "Bob (bob.42)", "Carl", "Dora (Riga) (+447700900123)", "Unknown")
    )
    got = read(READER, "Jobs.txt", text.encode())
    own = [[f for f in got.of(n) if f[2] == "self" and f[1] != "+12025550143"] for n in range(1, 6)]
    assert own == [
        [("account", f"signal:{ANNA_KEY}", "self")], [("signal", "bob.42", "self")],
        [("account", f"signal:Carl@{SHORT}", "self")], [("phone", "+447700900123", "self")], [],
    ]  # fmt: skip
    assert ("phone", "+12025550143") in got.with_role("self")
    assert got.column("author")[3] == "Dora (Riga)"


def test_a_full_group_merges_nobody(tmp_path: Path) -> None:
    crowd = lines(*(exported(f"Member {n}", "hello") for n in range(50)))
    files = {"Jobs/data.json": crowd, "Anna/Anna.json": as_json(DESKTOP), "Bob/Bob.txt": TEXT.encode()}
    found = clusters(tmp_path, files)
    assert all(not p.startswith("data.json") for group in found for p in group)
    assert {"Anna.json message m1", "Anna.json message m4", "Bob.txt line 3"} in found


def test_who_is_sure_of_it() -> None:
    for name, data in (("data.json", EXPORT), ("a.json", as_json(DESKTOP)), ("a.txt", TEXT.encode())):
        assert sure(name, data) == {"signal": 0.96}
    for other in (b"{}", b"[]", b"", b"Conversation: x\n", b'{"date": 1, "body": "x"}\n', b"[1, 2]", b"\xff"):
        assert sure("data.json", other) == {}
        with pytest.raises(WrongFormatError):
            read(READER, "data.json", other)


def test_a_cut_file_keeps_what_came() -> None:
    got = read(READER, "data.json", EXPORT[:-40])
    assert (len(got.records), [r["locator"] for r in got.rejects]) == (2, ["line 3"])
    data = as_json(DESKTOP)
    got = read(READER, "a.json", data[: data.index(b'"m3"')])
    assert (got.column("native_id"), got.rejects[0]["locator"]) == (["m1", "m2"], "message 3")


@pytest.mark.parametrize("n", range(2))
def test_wrong_types_anywhere_are_borne(n: int) -> None:
    if n:
        for changed in with_odd_types(DESKTOP):
            borne(READER, "a.json", json.dumps(changed).encode())
    else:
        first = json.loads(EXPORT.splitlines()[1])
        for changed in with_odd_types(first):
            borne(READER, "a.json", EXPORT + json.dumps(changed).encode())


@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_files_are_borne(harm: str) -> None:
    for data in (EXPORT, as_json(DESKTOP), TEXT.encode()):
        borne(READER, "a.json", HOSTILE[harm](data))


@settings(max_examples=150, deadline=None)
@given(edits=EDITS, packed=st.booleans(), n=st.integers(0, 2))
def test_any_damage_is_borne(edits: list[tuple[int, int, bytes]], packed: bool, n: int) -> None:
    borne(READER, "a.json", edited((EXPORT, as_json(DESKTOP), TEXT.encode())[n], edits, packed))


PIECES = [
    "From: You",
    "Type: incoming",
    "Sent: x",
    "",
    "> From: x",
    ">",
    "> y",
    "| Version: 1",
    "|",
    "| z",
    "words",
    "Edited: 2",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_lines_of_a_transcript_are_borne(pieces: list[str]) -> None:
    assert borne(READER, "a.txt", (TEXT + "\n".join(pieces)).encode()) is not None


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    borne(READER, "a.json", data)
    borne(READER, "a.json", EXPORT + data)
