"""Archives of X (Twitter): tweets, messages, the account, whom it follows; and damage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_files import EDITS, HOSTILE, SHORT, as_json, borne, clusters, edited, read, sure, with_odd_types
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import WrongFormatError
from ingest.twitter import TwitterIngestor

READER = TwitterIngestor()
OWNER = ("account", f"twitter:owner@{SHORT}", "self")


def js(part: str, items: list[Any]) -> bytes:
    return f"window.YTD.{part}.part0 = ".encode() + as_json(items)


def tweet(key: int, words: str, **more: Any) -> dict[str, Any]:
    return {"tweet": {
        "edit_info": {"initial": {"editTweetIds": [str(key)]}}, "retweeted": False,
        "source": '<a href="http://twitter.com/download/android" rel="nofollow">Twitter for Android</a>',
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        "display_text_range": ["0", "10"], "favorite_count": "3", "id_str": str(key), "truncated": False,
        "retweet_count": "1", "id": str(key), "created_at": "Wed Oct 10 20:19:24 +0000 2018", "favorited": False,
        "full_text": words, "lang": "en",
    } | more}  # fmt: skip


def naming(*people: tuple[int, str]) -> dict[str, Any]:
    mentions = [
        {"name": n.title(), "screen_name": n, "indices": ["0", "4"], "id_str": str(k), "id": str(k)}
        for k, n in people
    ]
    return {"hashtags": [], "symbols": [], "user_mentions": mentions, "urls": []}


MEDIA = {"expanded_url": "https://twitter.com/anna_k/status/1/photo/1", "indices": ["1", "2"], "url": "https://t.co/x",
         "media_url": "http://pbs.twimg.com/media/AbC.jpg", "id_str": "9", "type": "photo",
         "media_url_https": "https://pbs.twimg.com/media/AbC.jpg", "display_url": "pic.twitter.com/x"}  # fmt: skip
TWEETS = [
    tweet(1, "Room &amp; board &lt;3 +1 202 555 0143 https://t.co/x", extended_entities={"media": [MEDIA]},
          entities={"hashtags": [{"text": "dubai", "indices": ["0", "1"]}], "symbols": [], "user_mentions": [],
                    "urls": [{"url": "https://t.co/y", "expanded_url": "https://honey.example/room", "display_url": "h",
                              "indices": ["0", "1"]}]}),
    tweet(2, "@bob her number is +1 202 555 0144", entities=naming((22, "bob"), (33, "carl_x")),
          in_reply_to_status_id_str="77", in_reply_to_user_id_str="22", in_reply_to_screen_name="bob"),
    tweet(3, "RT @dora: call +1 202 555 0145", entities=naming((44, "dora")),
          extended_entities={"media": [MEDIA | {"source_user_id_str": "44"}]}),
]  # fmt: skip


def said(key: int, sender: str, recipient: str | None, words: str, **more: Any) -> dict[str, Any]:
    held = {"reactions": [], "urls": [], "text": words, "mediaUrls": [], "senderId": sender, "id": str(key),
            "createdAt": "2020-02-20T06:22:05.085Z"} | more  # fmt: skip
    return {"messageCreate": held | ({"recipientId": recipient} if recipient else {})}


DIRECT = [{"dmConversation": {"conversationId": "11-22", "messages": [
    said(5, "11", "22", "my number +1 202 555 0143",
         urls=[{"url": "https://t.co/z", "expanded": "https://honey.example/me", "display": "h"}],
         mediaUrls=["https://ton.twitter.com/dm/5/6/pic.jpg"],
         reactions=[{"senderId": "22", "reactionKey": "like", "eventId": "5", "createdAt": "2020-02-20T06:22:06.085Z"}]),
    said(6, "22", "11", "thanks"),
]}}]  # fmt: skip
GROUP = [{"dmConversation": {"conversationId": "900", "messages": [
    said(7, "11", None, "all: +1 202 555 0143"),
    {"participantsJoin": {"initiatingUserId": "11", "userIds": ["55", "66"], "createdAt": "2020-02-09T01:38:06.141Z"}},
    {"conversationNameUpdate": {"initiatingUserId": "11", "name": "jobs", "createdAt": "2020-02-08T18:43:50.249Z"}},
]}}]  # fmt: skip


def test_tweets_are_read_as_they_stand() -> None:
    got = read(READER, "tweets.js", js("tweets", TWEETS))
    assert got.rejects == []
    assert got.column("locator") == ["tweet 1", "tweet 2", "tweet 3"]
    assert got.column("text")[0] == "Room & board <3 +1 202 555 0143 https://t.co/x"
    assert str(got.column("posted_at")[0]) == "2018-10-10 20:19:24+00:00"
    assert got.column("posted_at_raw")[0] == "Wed Oct 10 20:19:24 +0000 2018"
    first = dict(got.records[0]["extra"])
    assert first["device"] == "Twitter for Android"
    assert (first["hashtags"], first["likes"], first["photo"]) == ("dubai", "3", "tweets_media/1-AbC.jpg")
    assert {*got.column("platform")} == {"twitter"}
    assert got.report["parts"] == {"replies": 1, "retweets": 1, "tweets": 1}
    assert got.warnings == []


def test_whose_the_identifiers_of_tweets_are() -> None:
    got = read(READER, "tweets.js", js("tweets", TWEETS))
    assert {("phone", "+12025550143", "self"), OWNER, ("twitter", "anna_k", "self")} <= {*got.of(1)}
    assert any(
        kind == "url" and "honey.example" in value and role == "self" for kind, value, role in got.of(1)
    )
    assert {
        OWNER, ("account", "twitter:22", "counterparty"), ("twitter", "bob", "counterparty"),
        ("account", "twitter:33", "mentioned"), ("twitter", "carl_x", "mentioned"), ("phone", "+12025550144", "mentioned"),
    } <= {*got.of(2)}  # fmt: skip
    assert {m for m in got.of(2) + got.of(3) if m[2] == "self"} == {OWNER}


def test_direct_messages() -> None:
    got = read(READER, "direct-messages.js", js("direct_messages", DIRECT))
    assert got.column("locator") == ['conversation "11-22", message 1', 'conversation "11-22", message 2']
    assert got.column("native_id") == ["5", "6"]
    assert {("account", "twitter:11", "self"), ("account", "twitter:22", "counterparty")} <= {*got.of(1)}
    assert {("account", "twitter:22", "self"), ("account", "twitter:11", "counterparty")} <= {*got.of(2)}
    assert got.with_role("self") == {("account", "twitter:11"), ("account", "twitter:22")}
    assert ("phone", "+12025550143") in got.with_role("mentioned")
    assert got.extra("reactions")[0] == "like from 22"
    assert got.extra("photo")[0] == "direct_messages_media/5-pic.jpg"
    assert str(got.column("posted_at")[0]) == "2020-02-20 06:22:05.085000+00:00"


def test_group_messages_and_events() -> None:
    got = read(READER, "direct-messages-group.js", js("direct_messages_group", GROUP))
    assert sorted(got.of(1)) == [("account", "twitter:11", "self"), ("account", "twitter:900", "container"),
                                 ("phone", "+12025550143", "self")]  # fmt: skip
    assert sorted(got.of(2)) == [("account", "twitter:11", "self"), ("account", "twitter:55", "mentioned"),
                                 ("account", "twitter:66", "mentioned"), ("account", "twitter:900", "container")]  # fmt: skip
    assert got.column("title")[2] == "renamed the conversation"
    assert got.extra("name")[2] == "jobs"
    assert got.report["parts"] == {"events in conversations": 2, "group messages": 1}


def test_the_account_and_whom_it_knows() -> None:
    got = read(READER, "account.js", js("account", [{"account": {
        "email": "anna@honey.example", "createdVia": "web", "username": "anna_k", "accountId": "11",
        "createdAt": "2015-01-02T03:04:05.000Z", "accountDisplayName": "Anna"}}]))  # fmt: skip
    assert got.records[0]["kind"] == "profile"
    assert sorted(got.of(1)) == [("account", "twitter:11", "self"), ("email", "anna@honey.example", "self"),
                                 ("twitter", "anna_k", "self")]  # fmt: skip
    got = read(
        READER,
        "profile.js",
        js(
            "profile",
            [
                {
                    "profile": {
                        "description": {
                            "bio": "DM +1 202 555 0143",
                            "website": "https://honey.example/a",
                            "location": "Riga",
                        },
                        "avatarMediaUrl": "x",
                    }
                }
            ],
        ),
    )
    assert {OWNER, ("phone", "+12025550143", "self")} <= {*got.of(1)}
    got = read(READER, "follower.js", js("follower", [{"follower": {"accountId": "22", "userLink": "x"}}]))
    assert got.of(1) == [OWNER, ("account", "twitter:22", "counterparty")]
    got = read(
        READER,
        "contact.js",
        js("contact", [{"contact": {"emails": ["b@b.example"], "phoneNumbers": ["+12025550144"]}}]),
    )
    assert {("email", "b@b.example", "counterparty"), ("phone", "+12025550144", "counterparty")} <= {
        *got.of(1)
    }
    got = read(READER, "phone-number.js", js("phone_number", [{"device": {"phoneNumber": "+12025550143"}}]))
    assert got.of(1) == [OWNER, ("phone", "+12025550143", "self")]
    got = read(
        READER,
        "screen-name-change.js",
        js(
            "screen_name_change",
            [
                {
                    "screenNameChange": {
                        "accountId": "11",
                        "screenNameChange": {
                            "changedAt": "2019-01-01T00:00:00.000Z",
                            "changedFrom": "anna",
                            "changedTo": "anna_k",
                        },
                    }
                }
            ],
        ),
    )
    assert got.with_role("self") == {("account", "twitter:11"), ("twitter", "anna"), ("twitter", "anna_k")}
    got = read(
        READER,
        "note-tweet.js",
        js(
            "note_tweet",
            [
                {
                    "noteTweet": {
                        "noteTweetId": "4",
                        "createdAt": "2023-01-01T00:00:00.000Z",
                        "core": {"text": "long +1 202 555 0143", "mentions": [], "urls": [], "hashtags": []},
                    }
                }
            ],
        ),
    )
    assert ("phone", "+12025550143", "self") in got.of(1)


def test_older_archives() -> None:
    bare = [TWEETS[0]["tweet"]]
    assert read(READER, "tweet.js", js("tweet", bare)).column("native_id") == ["1"]
    classic = b"Grailbird.data.tweets_2018_10 = \n " + as_json([{
        "id_str": "8", "text": "hello", "created_at": "2018-10-10 20:19:24 +0000", "entities": naming(),
        "user": {"id_str": "11", "screen_name": "anna_k", "name": "Anna"}}])  # fmt: skip
    got = read(READER, "2018_10.js", classic)
    assert str(got.column("posted_at")[0]) == "2018-10-10 20:19:24+00:00"
    assert got.with_role("self") == {("account", "twitter:11"), ("twitter", "anna_k")}


def test_what_says_nothing_of_persons_is_told_and_not_read() -> None:
    got = read(READER, "ad-engagements.js", js("ad_engagements", [{"ad": {}}]))
    assert (got.records, got.rejects) == ([], [])
    assert got.warnings == ["files of X that hold ad_engagements are not read"]


def test_messages_and_followers_merge_nobody(tmp_path: Path) -> None:
    chats = [{"dmConversation": {"conversationId": f"11-{n}", "messages": [said(n, str(n), "11", "hi @anna_k +12025550143")]}}
             for n in range(100, 150)]  # fmt: skip
    crowd = [
        {
            "dmConversation": {
                "conversationId": "900",
                "messages": [said(n, str(n), None, "hello") for n in range(200, 250)],
            }
        }
    ]
    files = {
        "direct-messages.js": js("direct_messages", chats), "direct-messages-group.js": js("direct_messages_group", crowd),
        "account.js": js("account", [{"account": {"username": "anna_k", "accountId": "11"}}]),
    }  # fmt: skip
    assert clusters(tmp_path, files) == []


def test_who_is_sure_of_it() -> None:
    assert sure("tweets.js", js("tweets", TWEETS)) == {"twitter": 0.98}
    assert sure("ad.js", b"\xef\xbb\xbfwindow.YTD.ad_impressions.part0 = []") == {"twitter": 0.98}
    for other in (b"window.x = 1", b"[]", b"", b"\xff\xfe", b"window.YTD."):
        assert sure("tweets.js", other) == {}
        with pytest.raises(WrongFormatError):
            read(READER, "tweets.js", other)


def test_a_cut_file_keeps_what_came() -> None:
    data = js("tweets", TWEETS)
    got = read(READER, "tweets.js", data[: data.index(b'"id_str": "3"') + 20])
    assert got.column("native_id") == ["1", "2"]
    assert got.rejects[0]["locator"] == "item 3"
    data = js("direct_messages", DIRECT)
    got = read(READER, "direct-messages.js", data[: data.index(b'"thanks"')])
    assert got.column("native_id") == ["5"]
    assert len(got.rejects) >= 1


@pytest.mark.parametrize("n", range(3))
def test_wrong_types_anywhere_are_borne(n: int) -> None:
    part, items = [("tweets", TWEETS[:2]), ("direct_messages", DIRECT), ("direct_messages_group", GROUP)][n]
    for changed in with_odd_types(items):
        borne(READER, "a.js", f"window.YTD.{part}.part0 = ".encode() + json.dumps(changed).encode())


@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_files_are_borne(harm: str) -> None:
    borne(READER, "tweets.js", HOSTILE[harm](js("tweets", TWEETS)))
    borne(READER, "a.js", HOSTILE[harm](js("direct_messages", DIRECT)))


@settings(max_examples=120, deadline=None)
@given(edits=EDITS, packed=st.booleans(), messages=st.booleans())
def test_any_damage_is_borne(edits: list[tuple[int, int, bytes]], packed: bool, messages: bool) -> None:
    data = js("direct_messages_group", GROUP + DIRECT) if messages else js("tweets", TWEETS)
    borne(READER, "tweets.js", edited(data, edits, packed))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    borne(READER, "tweets.js", data)
    borne(READER, "tweets.js", b"window.YTD.tweets.part0 = " + data)
