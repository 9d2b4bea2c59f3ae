"""Downloads from Instagram and Facebook, old and new layouts, broken letters, and damage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_files import EDITS, HOSTILE, SHORT, Got, borne, clusters, edited, read, sure, with_odd_types
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import WrongFormatError
from ingest.meta import MetaIngestor
from ingest.meta_text import mend

READER = MetaIngestor()
IG = "instagram-anna.k-2024-05-06-AbCd1234/your_instagram_activity/"
FB = "facebook-anna.k.5-2024-05-06-AbCd1234/your_facebook_activity/"


def broken(value: Any) -> Any:
    """Break letters as Meta does."""
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    if isinstance(value, list):
        return [broken(v) for v in value]
    return {broken(k): broken(v) for k, v in value.items()} if isinstance(value, dict) else value


def dump(document: Any) -> bytes:
    """Write a document as Meta does: letters broken, then escaped."""
    return json.dumps(broken(document), indent=2).encode()


def got(document: Any, source: str, **options: Any) -> Got:
    return read(READER, source.rsplit("/", 1)[-1], dump(document), source, **options)


def thread(
    messages: list[dict[str, Any]], *people: str, path: str = "inbox/anna_123", **more: Any
) -> dict[str, Any]:
    return {
        "participants": [{"name": p} for p in people], "messages": messages, "title": "Анна и другие",
        "is_still_participant": True, "thread_path": path, "magic_words": [],
    } | more  # fmt: skip


def said(who: str, words: str | None, at: int = 1700000000123, **more: Any) -> dict[str, Any]:
    return {"sender_name": who, "timestamp_ms": at, "is_geoblocked_for_viewer": False} | (
        {"content": words} if words is not None else {}
    ) | more  # fmt: skip


TWO = thread([
    said("Анна К", "мой номер +1 202 555 0143 😀"),
    said("Bob", "look", share={"link": "https://www.instagram.com/p/AbC/", "share_text": "Taxi +1 202 555 0145",
                               "original_content_owner": "taxi_x"}),
    said("Bob", None, photos=[{"uri": "your_instagram_activity/messages/inbox/anna_123/photos/1.jpg",
                               "creation_timestamp": 1}],
         videos=[{"uri": "x/v.mp4", "creation_timestamp": 1}], reactions=[{"reaction": "❤", "actor": "Анна К"}]),
    said("Анна К", "Анна К missed a video call.", call_duration=0),
    said("Instagram User", "gone"),
], "Анна К", "Bob")  # fmt: skip
GROUP = thread([
    said("Анна К", "всем +1 202 555 0143"), said("Bob", "@anna.k спроси +1 202 555 0145"),
    said("Bob", "Bob added Carl.", type="Subscribe", users=[{"name": "Carl"}]),
], "Анна К", "Bob", "Carl", path="inbox/jobs_9")  # fmt: skip


def test_broken_letters_are_mended_only_where_they_decode() -> None:
    assert mend(broken("Привет, café 😀")) == "Привет, café 😀"
    for whole in ("café", "Ж é", "naïve Ã", "plain", "", "½ ü"):
        assert mend(whole) == whole


@given(st.text())
def test_any_text_is_mended_back(text: str) -> None:
    assert mend(text.encode().decode("latin-1")) == text or "\x80" <= max(text) <= "\xff"


def test_a_chat_of_two_is_read_as_it_stands() -> None:
    found = got(TWO, IG + "messages/inbox/anna_123/message_1.json")
    assert found.rejects == []
    assert found.column("locator")[0] == 'chat "Анна и другие", message 1'
    assert found.column("author")[:2] == ["Анна К", "Bob"]
    assert found.column("text")[0] == "мой номер +1 202 555 0143 😀"
    assert str(found.column("posted_at")[0]) == "2023-11-14 22:13:20.123000+00:00"
    assert found.column("posted_at_raw")[0] == "1700000000123"
    assert found.column("kind") == ["message", "message", "message", "call", "message"]
    assert {*found.column("platform")} == {"instagram"}
    assert found.extra("photo")[2] == "photos/1.jpg"
    assert found.extra("file")[2] == "x/v.mp4"
    assert found.extra("reactions")[2] == "❤ Анна К"
    assert found.more_text("shared")[1] == "Taxi +1 202 555 0145"
    assert found.report["parts"]["messages"] == 4
    assert found.report["parts"]["calls"] == 1
    assert found.report["chat"] == "Анна и другие"


def test_whose_the_identifiers_are_in_a_chat_of_two() -> None:
    found = got(TWO, IG + "messages/inbox/anna_123/message_1.json")
    anna, bob = ("account", "instagram:Анна К@inbox/anna_123"), ("account", "instagram:Bob@inbox/anna_123")
    assert sorted(found.of(1)) == sorted(
        [(*anna, "self"), (*bob, "counterparty"), ("phone", "+12025550143", "mentioned")]
    )
    assert {(*bob, "self"), (*anna, "counterparty"), ("instagram", "taxi_x", "mentioned"),
            ("phone", "+12025550145", "mentioned")} <= {*found.of(2)}  # fmt: skip
    assert found.with_role("self") == {anna, bob}


def test_whose_they_are_in_a_group() -> None:
    found = got(GROUP, FB + "messages/inbox/jobs_9/message_1.json")
    here = ("account", "facebook:inbox/jobs_9", "container")
    assert sorted(found.of(1)) == sorted([
        here, ("account", "facebook:Анна К@inbox/jobs_9", "self"), ("phone", "+12025550143", "self"),
    ])  # fmt: skip
    assert ("phone", "+12025550145", "mentioned") in found.of(2)
    assert ("account", "facebook:Carl@inbox/jobs_9", "mentioned") in found.of(3)


def test_parts_of_a_chat_share_their_people_and_other_chats_do_not(tmp_path: Path) -> None:
    crowd = [f"Member {n}" for n in range(50)]
    files = {
        "a/message_1.json": dump(thread([said(p, "hello") for p in crowd], *crowd, path="inbox/jobs_9")),
        "a/message_2.json": dump(thread([said(crowd[0], "again")], *crowd, path="inbox/jobs_9")),
        "b/message_3.json": dump(thread([said(crowd[0], "elsewhere")], *crowd, path="inbox/other_7")),
        "c/following.json": dump({"relationships_following": [
            {"title": "", "string_list_data": [{"href": f"https://www.instagram.com/user_{n}", "value": f"user_{n}"}]}
            for n in range(3)]}),
    }  # fmt: skip
    found = sorted(map(sorted, clusters(tmp_path, files)))
    assert [
        'message_1.json chat "Анна и другие", message 1',
        'message_2.json chat "Анна и другие", message 1',
    ] in found
    assert all(len(g) == 2 or all(p.startswith("following.json") for p in g) for g in found)
    assert len(found) == 2


ROWS = {
    "followers": (IG + "connections/followers_and_following/followers_1.json", [
        {"title": "", "media_list_data": [], "string_list_data": [
            {"href": "https://www.instagram.com/bob_x", "value": "bob_x", "timestamp": 1600000000}]}]),
    "followers of 2021": (IG + "followers_and_following/followers.json", {"relationships_followers": [
        {"title": "", "string_list_data": [
            {"href": "https://www.instagram.com/bob_x", "value": "bob_x", "timestamp": 1600000000}]}]}),
    "following of 2025": (IG + "connections/followers_and_following/following.json", {"relationships_following": [
        {"title": "bob_x", "string_list_data": [{"href": "https://www.instagram.com/_u/bob_x", "timestamp": 1600000000}]}]}),
    "connections of 2019": (IG + "connections.json", {"followers": {"bob_x": "2020-09-13T12:26:40+00:00"}, "following": {}}),
}  # fmt: skip


@pytest.mark.parametrize("layout", ROWS)
def test_who_follows_whom(layout: str) -> None:
    source, document = ROWS[layout]
    found = got(document, source)
    assert found.rejects == []
    assert [r["kind"] for r in found.records] == ["contact"]
    assert str(found.column("posted_at")[0]) == "2020-09-13 12:26:40+00:00"
    assert sorted(found.of(1)) == [
        ("account", f"instagram:owner@{SHORT}", "self"), ("instagram", "anna.k", "self"), ("instagram", "bob_x", "counterparty"),
    ]  # fmt: skip


COMMENTS = {
    "2024": (IG + "comments/post_comments_1.json", [{"media_list_data": [{"uri": ""}], "string_map_data": {
        "Comment": {"value": "звони +1 202 555 0145"}, "Media Owner": {"value": "bob_x"}, "Time": {"timestamp": 1600000000}}}]),
    "2023, in Russian": (IG + "comments/post_comments.json", {"comments_media_comments": [{"string_map_data": {
        "Комментарий": {"value": "звони +1 202 555 0145"}, "Владелец": {"value": "bob_x"},
        "Время": {"timestamp": 1600000000}}}]}),
    "2021": (IG + "comments/post_comments.json", {"comments_media_comments": [{"title": "bob_x", "string_list_data": [
        {"value": "звони +1 202 555 0145", "timestamp": 1600000000}]}]}),
    "2019": (IG + "comments.json", {"media_comments": [["2020-09-13T12:26:40", "звони +1 202 555 0145", "bob_x"]]}),
}  # fmt: skip


@pytest.mark.parametrize("layout", COMMENTS)
def test_comments_on_instagram(layout: str) -> None:
    source, document = COMMENTS[layout]
    found = got(document, source)
    assert found.column("text") == ["звони +1 202 555 0145"]
    assert str(found.column("posted_at")[0]) == "2020-09-13 12:26:40+00:00"
    assert {("instagram", "bob_x", "counterparty"), ("phone", "+12025550145", "mentioned")} <= {*found.of(1)}


def test_comments_and_posts_on_facebook() -> None:
    found = got(
        {
            "comments_v2": [
                {
                    "timestamp": 1600000000,
                    "title": "Анна К commented on Bob's post.",
                    "data": [
                        {
                            "comment": {
                                "timestamp": 1600000000,
                                "comment": "да +1 202 555 0145",
                                "author": "Анна К",
                            }
                        }
                    ],
                }
            ]
        },
        FB + "comments.json",
    )
    assert found.column("author") == ["Анна К"]
    assert found.of(1)[-1] == ("phone", "+12025550145", "mentioned") or (
        "phone",
        "+12025550145",
        "mentioned",
    ) in found.of(1)
    found = got(
        [
            {
                "timestamp": 1600000000,
                "title": "Анна К shared a link.",
                "attachments": [
                    {
                        "data": [
                            {"external_context": {"url": "https://honey.example/a"}},
                            {
                                "media": {
                                    "uri": "posts/media/1.jpg",
                                    "creation_timestamp": 1,
                                    "title": "",
                                    "description": "вид",
                                }
                            },
                        ]
                    }
                ],
                "data": [{"post": "Комнаты +1 202 555 0143"}, {"update_timestamp": 1600000001}],
                "tags": [{"name": "Bob"}],
            }
        ],
        FB + "posts/your_posts_1.json",
    )
    assert found.column("text") == ["Комнаты +1 202 555 0143\nвид"]
    assert found.extra("photo") == ["posts/media/1.jpg"]
    assert found.extra("with") == ["Bob"]
    assert found.extra("headline") == ["Анна К shared a link."]
    assert {("phone", "+12025550143", "self"), ("facebook", "anna.k.5", "self")} <= {*found.of(1)}
    assert any(kind == "url" and role == "mentioned" for kind, _, role in found.of(1))


def test_posts_on_instagram() -> None:
    media = {
        "uri": "media/posts/202009/1.jpg",
        "creation_timestamp": 1600000000,
        "title": "",
        "media_metadata": {},
    }
    found = got(
        [
            {"media": [media, media], "title": "Комнаты +1 202 555 0143", "creation_timestamp": 1600000000},
            {"media": [media | {"title": "фото @photo_bob +1 202 555 0145"}]},
        ],
        IG + "content/posts_1.json",
    )
    assert found.column("text") == ["Комнаты +1 202 555 0143", "фото @photo_bob +1 202 555 0145"]
    assert str(found.column("posted_at")[1]) == "2020-09-13 12:26:40+00:00"
    assert {("phone", "+12025550143", "self"), ("instagram", "anna.k", "self")} <= {*found.of(1)}
    assert {("instagram", "photo_bob", "mentioned"), ("phone", "+12025550145", "mentioned")} <= {*found.of(2)}
    found = got({"ig_stories": [media | {"title": "история"}]}, IG + "content/stories.json")
    assert found.column("text") == ["история"]
    found = got({"photos": [{"caption": "вид +1 202 555 0143", "taken_at": "2019-01-02T03:04:05", "path": "photos/1.jpg"}]},
                IG + "media.json")  # fmt: skip
    assert found.extra("photo") == ["photos/1.jpg"]
    assert ("phone", "+12025550143", "self") in found.of(1)


def test_profiles() -> None:
    found = got(
        {
            "profile_user": [
                {
                    "title": "",
                    "media_map_data": {},
                    "string_map_data": {
                        "Email": {"href": "", "value": "anna@honey.example", "timestamp": 0},
                        "Номер телефона": {"value": "+1 202 555 0143"},
                        "Username": {"value": "anna.k"},
                        "Name": {"value": "Анна"},
                        "Bio": {"value": "WhatsApp +1 202 555 0150"},
                        "Gender": {"value": "female"},
                        "Website": {"value": "https://honey.example/a"},
                    },
                }
            ]
        },
        IG + "personal_information/personal_information.json",
    )
    assert found.column("author") == ["Анна"]
    assert {("email", "anna@honey.example"), ("phone", "+12025550143"), ("phone", "+12025550150"),
            ("instagram", "anna.k")} <= found.with_role("self")  # fmt: skip
    assert found.extra("Gender") == ["female"]
    found = got(
        {
            "profile_v2": {
                "name": {"full_name": "Анна К", "first_name": "Анна"},
                "username": "anna.k.5",
                "emails": {"emails": ["anna@honey.example"], "previous_emails": ["old@honey.example"]},
                "phone_numbers": [{"phone_type": "Mobile", "phone_number": "+12025550143"}],
                "current_city": {"name": "Рига"},
                "profile_uri": "https://www.facebook.com/anna.k.5",
                "registration_timestamp": 1600000000,
                "screen_names": [{"service_name": "Skype", "names": [{"name": "anna_s"}]}],
                "about_me": "привет",
            }
        },
        FB + "profile_information.json",
    )
    assert (found.column("kind"), found.column("location")) == (["profile"], ["Рига"])
    assert {("email", "anna@honey.example"), ("email", "old@honey.example"), ("phone", "+12025550143"),
            ("facebook", "anna.k.5")} <= found.with_role("self")  # fmt: skip
    assert found.extra("screen_names") == ["Skype: anna_s"]


def test_contacts() -> None:
    for source, document in (
        (FB + "your_address_books.json", {"address_book_v2": {"address_book": [
            {"name": "Боб", "details": [{"contact_point": "+12025550145"}, {"contact_point": "b@b.example"}],
             "created_timestamp": 1600000000, "updated_timestamp": 1600000000}]}}),
        (IG + "contacts/synced_contacts.json", {"contacts_contact_info": [{"string_map_data": {
            "First Name": {"value": "Боб"}, "Last Name": {"value": ""}, "Contact Information": {"value": "+12025550145"}}}]}),
        (IG + "contacts.json", [{"first_name": "Боб", "last_name": "", "contact": "+12025550145"}]),
    ):  # fmt: skip
        found = got(document, source)
        assert found.column("kind") == ["contact"]
        assert found.extra("name") == ["Боб"]
        assert ("phone", "+12025550145") in found.with_role("counterparty")
    found = got({"friends_v2": [{"name": "Боб", "timestamp": 1600000000}]}, FB + "friends.json")
    assert found.extra("name") == ["Боб"]
    assert found.extra("relation") == ["friends"]


def test_messages_of_instagram_of_2019_name_their_people() -> None:
    found = got(
        [
            {
                "participants": ["anna.k", "bob_x"],
                "conversation": [
                    {
                        "sender": "anna.k",
                        "created_at": "2019-01-02T03:04:05.1+00:00",
                        "text": "hi +1 202 555 0145",
                    }
                ],
            }
        ],
        IG + "messages.json",
    )
    assert sorted(found.of(1)) == [("instagram", "anna.k", "self"), ("instagram", "bob_x", "counterparty"),
                                   ("phone", "+12025550145", "mentioned")]  # fmt: skip


def test_liked_posts_are_nobody() -> None:
    liked = [
        {
            "title": "bob_x",
            "string_list_data": [{"href": "https://www.instagram.com/p/AbC/", "value": "👍", "timestamp": 1}],
        }
    ]
    found = got(liked, IG + "likes/liked_posts.json")
    assert found.records == []
    assert [r["reason"] for r in found.rejects] == ["not a form that is known"]


def test_which_platform_it_is() -> None:
    assert {*read(READER, "message_1.json", dump(TWO), "a/message_1.json").column("platform")} == {
        "instagram"
    }
    assert {*read(READER, "message_1.json", dump(GROUP), "a/message_1.json").column("platform")} == {"meta"}
    face = thread([said("Bob", "https://www.facebook.com/bob")], "Bob", "Anna", thread_type="Regular")
    assert {*read(READER, "message_1.json", dump(face), "a/message_1.json").column("platform")} == {
        "facebook"
    }


def test_who_is_sure_of_it() -> None:
    assert sure("message_1.json", dump(TWO)) == {"meta": 0.97}
    for source, document in [*ROWS.values(), *COMMENTS.values()]:
        [(name, how)] = sure(source, dump(document)).items()
        assert (name, how >= 0.3) == ("meta", True)
    for layout in (ROWS["connections of 2019"], COMMENTS["2019"]):
        assert sure(layout[0], dump(layout[1])) == {"meta": 0.8}
    telegram = {
        "name": "x",
        "type": "personal_chat",
        "id": 1,
        "messages": [{"id": 1, "from_id": "user1", "text": "x"}],
    }
    for other in (dump(telegram), b"{}", b"", b"[1]", b'{"id": 1, "text": "x"}', b"\xff\xff"):
        assert sure("x.json", other) == {}
        with pytest.raises(WrongFormatError):
            read(READER, "x.json", other)


def test_a_cut_file_keeps_what_came() -> None:
    data = dump(TWO)
    found = read(READER, "message_1.json", data[: data.index(b"missed")], IG + "message_1.json")
    assert len(found.records) == 3
    assert found.rejects[0]["locator"] == "message 4"
    assert ("account", f"instagram:Bob@{SHORT}", "self") in found.of(2)


@pytest.mark.parametrize("n", range(3))
def test_wrong_types_anywhere_are_borne(n: int) -> None:
    document = [TWO, ROWS["followers"][1] + COMMENTS["2024"][1], COMMENTS["2021"][1]][n]
    for changed in with_odd_types(document):
        borne(READER, "a.json", json.dumps(changed).encode())


@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_files_are_borne(harm: str) -> None:
    for document in (TWO, ROWS["followers"][1], COMMENTS["2023, in Russian"][1]):
        borne(READER, "a.json", HOSTILE[harm](dump(document)))


DOCUMENTS = [TWO, GROUP, *(d for _, d in ROWS.values()), *(d for _, d in COMMENTS.values())]


@settings(max_examples=200, deadline=None)
@given(edits=EDITS, packed=st.booleans(), n=st.integers(0, len(DOCUMENTS) - 1))
def test_any_damage_is_borne(edits: list[tuple[int, int, bytes]], packed: bool, n: int) -> None:
    borne(READER, "a.json", edited(dump(DOCUMENTS[n]), edits, packed))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    borne(READER, "a.json", data)
    borne(READER, "a.json", b'{"participants": [], "messages": [{"sender_name": "x"},' + data)
    borne(READER, "a.json", b'{"comments_v2": [' + data)
