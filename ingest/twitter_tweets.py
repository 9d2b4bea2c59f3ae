"""Tweets of an X archive."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

from graphkit.model import Role
from ingest.chat import ChatItems, addressed, joined, listing, mapping, text
from ingest.moments import MONTHS

_WHEN = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3}) ([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2}) ([0-9]{4})"
)
_OWN_MEDIA = re.compile(
    r"https?://(?:twitter|x)\.com/([A-Za-z0-9_]{1,15})/status/[0-9]+/(?:photo|video)/[0-9]+"
)
_SHORT = re.compile(r"https?://(?:pic\.)?(?:t\.co|twitter\.com)/")


def moment(items: ChatItems, raw: str) -> dt.datetime | None:
    """Read a time as the archive writes it: ``Wed Oct 10 20:19:24 +0000 2018``, or ISO 8601."""
    found = _WHEN.fullmatch(raw.strip())
    if not found:
        return items.iso(raw)
    month, day, hour, minute, second, sign, hours, minutes, year = found.groups()
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    try:
        numbers = (int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), int(second))
        return dt.datetime(*numbers, tzinfo=dt.timezone(offset))
    except (ValueError, KeyError):
        return None


def account(key: object) -> str:
    """Return the number of an account; empty where it is none."""
    found = text(key).strip()
    return found if found.isascii() and found.isdigit() and found.strip("0") else ""


def tweet(items: ChatItems, item: dict[str, Any], place: int) -> None:
    """Make a record of a tweet."""
    held = mapping(item.get("tweet")) or item
    words = html.unescape(text(held.get("full_text")) or text(held.get("text")))
    entities = mapping(held.get("entities"))
    mentions = [mapping(m) for m in listing(entities.get("user_mentions"))]
    key = text(held.get("id_str")) or text(held.get("id"))
    again = words.startswith("RT @")
    answers = bool(
        account(held.get("in_reply_to_user_id_str")) or text(held.get("in_reply_to_status_id_str")).strip()
    )
    others = again or answers or bool(mentions) or addressed(words)
    raw = text(held.get("created_at"))
    writer = mapping(held.get("user"))
    items.record(
        f"tweet {key or place}", native_id=key, author=text(writer.get("name")), posted_at=moment(items, raw),
        posted_at_raw=raw, text=words, text_role=Role.MENTIONED if others else None,
        extra={
            "device": html.unescape(re.sub(r"<[^<>]*+>", "", text(held.get("source")))), "language": text(held.get("lang")),
            "reply_to": text(held.get("in_reply_to_status_id_str")), "likes": text(held.get("favorite_count")),
            "retweets": text(held.get("retweet_count")), "deleted": text(held.get("deleted_at")),
            "hashtags": joined(text(mapping(h).get("text")) for h in listing(entities.get("hashtags"))),
            "coordinates": joined(map(str, listing(mapping(held.get("geo")).get("coordinates")))),
            "media": joined(_addresses(held)),
        },
    )  # fmt: skip
    items.parts["retweets" if again else "replies" if answers else "tweets"] += 1
    role = Role.MENTIONED if others else Role.SELF
    _owner(items, held, writer, again)
    _reply(items, held)
    for one in mentions:
        _mentioned(items, one)
    for one in map(mapping, listing(entities.get("urls"))):
        if not _SHORT.match(text(one.get("expanded_url"))):
            items.declare("link", text(one.get("expanded_url")), "links", role)
    items.pictures((f"tweets_media/{key}-{name}" for name in _names(held)), role)


def _owner(items: ChatItems, held: dict[str, Any], writer: dict[str, Any], again: bool) -> None:
    """Declare whose tweet it is: who the old archives say; the archive's owner; whose pictures hang on it."""
    if key := account(writer.get("id_str")):
        items.declare("account", key, "user_id", value=f"twitter:{key}")
        items.declare("twitter", text(writer.get("screen_name")), "screen_name")
        return
    items.owner("twitter")
    for one in _media(held):
        found = _OWN_MEDIA.fullmatch(text(one.get("expanded_url")))
        if found and not again and not one.get("source_user_id_str") and not one.get("source_status_id_str"):
            items.declare("twitter", found[1], "media_owner")
            return


def _reply(items: ChatItems, held: dict[str, Any]) -> None:
    if key := account(held.get("in_reply_to_user_id_str")):
        items.declare("account", key, "in_reply_to_id", Role.COUNTERPARTY, f"twitter:{key}")
    items.declare("twitter", text(held.get("in_reply_to_screen_name")), "in_reply_to", Role.COUNTERPARTY)


def _mentioned(items: ChatItems, one: dict[str, Any]) -> None:
    if key := account(one.get("id_str")):
        items.mentioned("account", key, "mention_ids", f"twitter:{key}")
    items.mentioned("twitter", text(one.get("screen_name")), "mentions")


def _media(held: dict[str, Any]) -> list[dict[str, Any]]:
    for place in ("extended_entities", "entities"):
        if found := listing(mapping(held.get(place)).get("media")):
            return [mapping(m) for m in found]
    return []


def _addresses(held: dict[str, Any]) -> Iterator[str]:
    for one in _media(held):
        yield text(one.get("media_url_https")) or text(one.get("media_url"))


def _names(held: dict[str, Any]) -> Iterator[str]:
    """Yield what the archive calls the photos of a tweet, behind the tweet's number."""
    for one in _media(held):
        address = text(one.get("media_url_https")) or text(one.get("media_url"))
        if text(one.get("type")) == "photo" and "/" in address:
            yield address.rsplit("/", 1)[1]


def note(items: ChatItems, item: dict[str, Any], place: int) -> None:
    """Make a record of a long tweet, which stands whole in a file of its own."""
    held = mapping(item.get("noteTweet"))
    core = mapping(held.get("core"))
    words, raw, key = text(core.get("text")), text(held.get("createdAt")), text(held.get("noteTweetId"))
    mentions = [mapping(m) for m in listing(core.get("mentions"))]
    role = Role.MENTIONED if mentions or addressed(words) else Role.SELF
    items.record(
        f"note {key or place}", native_id=key, posted_at=moment(items, raw), posted_at_raw=raw, text=words,
        text_role=role if role is Role.MENTIONED else None,
    )  # fmt: skip
    items.parts["long tweets"] += 1
    items.owner("twitter")
    for one in mentions:
        items.mentioned("twitter", text(one.get("screenName")), "mentions")
    for one in map(mapping, listing(core.get("urls"))):
        items.declare("link", text(one.get("expandedUrl")), "links", role)
