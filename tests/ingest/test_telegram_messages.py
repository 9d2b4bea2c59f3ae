"""Whose the identifiers of a message are, and that nobody is joined who should not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from telegram_files import account, chat, declared, message, read, records, service, written

from graphkit.api import link
from graphkit.settings import Settings
from ingest.telegram import TelegramIngestor
from ingest.telegram_peers import Recent, peer_of
from ingest.telegram_values import text_of

FICTION = Settings(fictional_numbers=True, workers=1)
PHONES = [f"+44 7700 900{n:03d}" for n in range(100)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "result.json"


def of(file: Path, document: Any) -> tuple[list[dict[str, Any]], list[tuple[str, str, str, str]]]:
    file.write_bytes(written(document))
    batches, _ = read(TelegramIngestor(), file)
    return records(batches), declared(batches)


def self_text(row: dict[str, Any]) -> bool:
    return row["text_roles"].get("text", "self") == "self"


def test_texts_are_kept_as_they_were_shown() -> None:
    parts = ["a\n", {"type": "bold", "text": " b "}, {"type": "link", "text": "c.example"}, "", {"type": "x"}]
    assert text_of(parts) == "a\n b c.example"
    assert text_of(None) == text_of("") == text_of([]) == ""


@pytest.mark.parametrize(
    ("kind", "peer", "own"),
    [
        ("private_group", "chat77", True), ("private_supergroup", "channel77", True),
        ("public_supergroup", "channel77", True), ("personal_chat", "user77", False), ("bot_chat", "user77", False),
        ("saved_messages", "user77", False), ("", None, False),
    ],
)  # fmt: skip
def test_senders_are_self_and_groups_contain(file: Path, kind: str, peer: str | None, own: bool) -> None:
    rows, found = of(file, chat([message(1, "call me")], kind))
    assert self_text(rows[0]) is own
    assert found[0] == ("account", "telegram:user11", "self", "from_id")
    if own:
        assert found[1:] == [("account", f"telegram:{peer}", "container", "chat_id")]
    elif kind in ("personal_chat", "bot_chat"):
        assert found[1:] == [("account", f"telegram:{peer}", "counterparty", "other_end")]
    else:
        assert found[1:] == []


@pytest.mark.parametrize("kind", ["private_channel", "public_channel"])
def test_a_channel_is_the_author_of_its_posts(file: Path, kind: str) -> None:
    posts = [
        message(1, "a", "channel77", "Velvet"),
        message(2, "b", "channel77", "Velvet", author="Olga", reply_to_message_id=1),
        message(3, "c", "user5", "Olga"),
    ]
    bare = {**message(4, "d"), "from": None}
    del bare["from_id"]
    rows, found = of(file, chat([*posts, bare], kind))
    assert [self_text(row) for row in rows] == [True] * 4
    assert rows[1]["extra"]["signature"] == "Olga"
    assert rows[1]["extra"]["reply_to"] == "1"
    assert found == [
        ("account", "telegram:channel77", "self", "from_id"),
        ("account", "telegram:channel77", "self", "from_id"),
        ("account", "telegram:user5", "self", "from_id"),
        ("account", "telegram:channel77", "container", "chat_id"),
        ("account", "telegram:channel77", "self", "chat_id"),
    ]


def test_who_writes_in_a_groups_name_is_nobody(file: Path) -> None:
    _, found = of(file, chat([message(1, "x", "channel77", "Velvet Ads")]))
    assert found == [("account", "telegram:channel77", "container", "chat_id")]


def test_forwards_answers_and_bots_words_name_others(file: Path) -> None:
    rows, found = of(
        file,
        chat(
            [
                message(1, "own"),
                message(
                    2, "x", "user12", forwarded_from="Zoe", forwarded_from_id="user99", photo="photos/a.jpg"
                ),
                message(3, "x", "user12", reply_to_message_id=1),
                message(4, "own too", reply_to_message_id=1),
                message(5, "x", "user12", reply_to_message_id=1000),
                message(6, "x", "user12", via_bot="@pic"),
                message(7, "x", "user12", reply_to_message_id=3, reply_to_peer_id="channel8"),
            ]
        ),
    )
    assert [self_text(row) for row in rows] == [True, False, False, True, False, False, False]
    assert ("account", "telegram:user99", "mentioned", "forwarded_from_id") in found
    assert ("image", "photos/a.jpg", "mentioned", "photo") in found
    assert [one for one in found if one[2] == "counterparty"] == [
        ("account", "telegram:user11", "counterparty", "reply_to_author")
    ]
    assert ("telegram", "@pic", "mentioned", "via_bot") in found
    assert ("account", "telegram:channel8", "mentioned", "reply_to_peer_id") in found


def test_what_is_posted_in_a_topic_answers_nobody(file: Path) -> None:
    topic = service(1, action="topic_created", title="Dubai")
    rows, _ = of(file, chat([topic, message(2, "ad", "user12", reply_to_message_id=1)]))
    assert self_text(rows[1])
    assert rows[1]["extra"]["topic"] == "Dubai"
    assert "reply_to" not in rows[1]["extra"]


def test_links_behind_words_buttons_and_people_by_id(file: Path) -> None:
    text = [
        {"type": "text_link", "text": "here", "href": "https://honey.example/a"},
        {"type": "text_link", "text": "there", "href": "https://honey.example/b"},
        {"type": "mention_name", "text": "Dana", "user_id": 6123456789},
        {"type": "mention", "text": "@lena_77"},
    ]
    buttons = [
        [
            {"type": "url", "text": "Book", "data": "https://honey.example/c"},
            {"type": "callback", "data": "1"},
        ]
    ]
    rows, found = of(file, chat([message(1, text, inline_bot_buttons=buttons)]))
    assert rows[0]["text"] == "heretthere"[:4] + "thereDana@lena_77"
    assert found[2:] == [
        ("link", "https://honey.example/a", "self", "text_links"),
        ("link", "https://honey.example/b", "self", "text_links"),
        ("account", "telegram:user6123456789", "mentioned", "mentions"),
        ("link", "https://honey.example/c", "self", "button_links"),
    ]


def test_pictures_are_named_and_other_files_kept(file: Path) -> None:
    rows, found = of(
        file,
        chat(
            [
                message(1, photo="photos/a.jpg"),
                message(2, file="files/b.PNG", thumbnail="files/b.PNG_thumb.jpg"),
                message(
                    3,
                    file="video_files/c.mp4",
                    thumbnail="video_files/c.mp4_thumb.jpg",
                    media_type="video_file",
                ),
                message(4, file="stickers/d.webp", media_type="sticker"),
                message(5, photo="(File not included. Change data exporting settings to download.)"),
                message(6, file="files/e.pdf"),
            ]
        ),
    )
    assert [value for kind, value, *_ in found if kind == "image"] == [
        "photos/a.jpg", "files/b.PNG", "video_files/c.mp4_thumb.jpg",
    ]  # fmt: skip
    assert rows[5]["extra"]["file"] == "files/e.pdf"
    assert rows[4]["extra"]["photo"].startswith("(File not included")


def test_cards_places_polls_and_members(file: Path) -> None:
    card = {"first_name": "Olga", "last_name": "", "phone_number": "+44 7700 900333"}
    poll = {"question": "Who?", "answers": [{"text": "call +44 7700 900444", "voters": 1}], "total_voters": 1}
    rows, found = of(
        file,
        chat(
            [
                message(1, contact_information=card),
                message(2, location_information={"latitude": 25.2, "longitude": 55.3}),
                message(
                    3,
                    place_name="Hotel",
                    address="1 Main St",
                    location_information={"latitude": 1.0, "longitude": 2.0},
                ),
                message(4, poll=poll),
                service(5, action="invite_members", members=["Ann", None, "Bob"]),
                service(6, action="join_group_by_link", inviter="Zoe"),
                service(7, action="edit_group_title", title="New +44 7700 900555"),
            ]
        ),
    )
    assert ("phone", "+44 7700 900333", "mentioned", "contact_phone_number") in found
    assert rows[0]["extra"]["contact_first_name"] == "Olga"
    assert [row["location"] for row in rows[1:3]] == ["25.2, 55.3", "Hotel, 1 Main St"]
    assert rows[3]["more_text"] == {"poll": "Who?\ncall +44 7700 900444"}
    assert [one for one in found if one[2] == "mentioned"][1:] == [
        ("account", "telegram:Ann@channel77", "mentioned", "members"),
        ("account", "telegram:Bob@channel77", "mentioned", "members"),
        ("account", "telegram:Zoe@channel77", "mentioned", "inviter"),
    ]
    assert rows[4]["extra"]["members"] == "Ann, Bob"
    assert rows[6]["title"] == "New +44 7700 900555"
    assert rows[6]["text_roles"]["title"] == "mentioned"


def test_a_call_has_two_ends(file: Path) -> None:
    call = service(1, "user77", "Olga", action="phone_call", duration_seconds=12, discard_reason="hangup")
    back = service(2, "user900", "Vera", action="phone_call")
    rows, found = of(file, account([chat([call, back], "personal_chat", "Olga")]))
    assert [row["kind"] for row in rows[1:]] == ["call", "call"]
    assert rows[1]["extra"]["duration_seconds"] == "12"
    assert [one[1:3] for one in found[3:]] == [
        ("telegram:user77", "self"), ("telegram:user900", "counterparty"),
        ("telegram:user900", "self"), ("telegram:user77", "counterparty"),
    ]  # fmt: skip


def test_ids_that_are_none_name_nobody() -> None:
    for value in (None, True, "", "x", "user", "user1 ", -1, 0, 1.5, [1], 10**30, "user" + "1" * 30, 3 << 32):
        assert peer_of(value, old=True) is None


def test_the_memory_of_authors_is_bounded() -> None:
    recent = Recent(most=10)
    for number in range(35):
        recent.add(number, f"user{number}")
    assert recent.get(34) == "user34"
    assert recent.get(20) == "user20"
    assert recent.get(19) is None


def clusters(file: Path, document: Any) -> list[set[str]]:
    """Link an export; return the messages of each cluster that holds several."""
    file.write_bytes(written(document))
    case, _ = link([file], file.parent / "case", settings=FICTION)
    rows = case.records().dropna(subset="cluster_id")
    found: dict[str, set[str]] = {}
    for cluster, native in zip(rows["cluster_id"], rows["native_id"], strict=True):
        found.setdefault(cluster, set()).add(native)
    return sorted((c for c in found.values() if len(c) > 1), key=sorted)


def test_a_group_of_fifty_joins_nobody_but_each_with_himself(file: Path) -> None:
    posts = [message(n, f"call {PHONES[n]}", f"user{n + 100}", f"P{n}") for n in range(1, 51)]
    again = message(60, "again", "user101", "P1")
    invited = service(61, "user102", "P2", action="invite_members", members=[f"P{n}" for n in range(1, 51)])
    assert clusters(file, chat([*posts, again, invited])) == [{"1", "60"}, {"2", "61"}]


def test_answers_forwards_and_private_talk_join_nobody(file: Path) -> None:
    phone = PHONES[7]
    group = [
        message(1, f"my number is {phone}", "user101", "A"),
        message(2, f"is it {phone}?", "user102", "B", reply_to_message_id=1),
        message(3, f"my number is {phone}", "user103", "C", forwarded_from="A", forwarded_from_id="user101"),
    ]
    talk = [
        message(10, f"write to {phone}", "user77", "Olga"),
        message(11, f"thanks, {phone}", "user900", "Vera"),
    ]
    assert clusters(file, account([chat(group), chat(talk, "personal_chat", "Olga")])) == [{"11", "900"}]


def test_a_contact_ties_a_phone_to_an_account(file: Path) -> None:
    contact = {"user_id": 101, "first_name": "Ann", "last_name": "", "phone_number": PHONES[3]}
    document = account([chat([message(1, "hello", "user101", "Ann")])], contacts={"list": [contact]})
    assert clusters(file, document) == [{"1", "101"}]
