"""What Instagram and Facebook keep of an account beside its chats: posts, comments, contacts, who follows whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from graphkit.model import RecordKind, Role
from ingest.chat import addressed, apart, joined, listing, mapping, seconds, text
from ingest.meta_items import STRIP, MetaItems
from ingest.meta_profile import facebook_profile, instagram_profile, old_instagram_profile

_PERSON = re.compile(r"https?://(?:www\.)?instagram\.com/(?:_u/)?([A-Za-z0-9._]{1,30})/?")
_FOLLOW = {
    "followers",
    "following",
    "friends",
    "removed_friends",
    "deleted_friends",
    "received_requests",
    "sent_requests",
}


def _map(item: dict[str, Any]) -> list[tuple[str, str, str, float | None]]:
    """Return label, value, address and time of what an item says, in order; labels are in the account's language."""
    found = []
    for label, held in mapping(item.get("string_map_data")).items():
        one = mapping(held)
        found.append((label, text(one.get("value")), text(one.get("href")), seconds(one.get("timestamp"))))
    for one in map(mapping, listing(item.get("label_values"))):
        when = seconds(one.get("timestamp_value"))
        found.append((text(one.get("label")), text(one.get("value")), text(one.get("href")), when))
    return found


def _relation(items: MetaItems, name: str, item: dict[str, Any], place: object) -> bool:
    """Make a record of somebody who follows, is followed, or is a friend."""
    relation = STRIP.sub("", (name or items.stem).removeprefix("relationships_"))
    title = text(item.get("title")).strip() or text(item.get("name")).strip()
    rows = [mapping(r) for r in listing(item.get("string_list_data"))]
    found = [(text(r.get("value")).strip(), text(r.get("href")).strip(), r.get("timestamp")) for r in rows]
    labelled = [(value, href, when) for _, value, href, when in _map(item) if href]
    found = found or labelled or [("", "", item.get("timestamp"))]
    for value, href, when in found:
        person = _PERSON.fullmatch(href)
        handle = (person[1] if person else "") or (value if items.service == "instagram" and href else "")
        if href and not person:
            return False  # a liked post, a saved one: nobody's name
        shown = value or title or handle
        if not shown:
            return False
        items.record(
            f"{relation} {place}", kind=RecordKind.CONTACT, posted_at=seconds(when), posted_at_raw=text(when),
            extra={"relation": relation, "name": shown},
        )  # fmt: skip
        items.parts["relations"] += 1
        items.owned()
        items.declare("instagram", handle, "username", Role.COUNTERPARTY)
    return True


def _old_relation(items: MetaItems, name: str, raw: object, place: object) -> bool:
    """Make a record of a line of ``connections.json`` of 2019: a username and since when."""
    handle, when = text(place), text(raw)
    items.record(
        f"{name} {handle}", kind=RecordKind.CONTACT, posted_at=items.iso(when), posted_at_raw=when,
        extra={"relation": name},
    )  # fmt: skip
    items.parts["relations"] += 1
    items.owned()
    items.declare("instagram", handle, "username", Role.COUNTERPARTY)
    return True


def _contact(items: MetaItems, item: dict[str, Any], place: object) -> bool:
    """Make a record of an entry of the address book."""
    points = [text(mapping(d).get("contact_point")) for d in listing(item.get("details"))]
    name = text(item.get("name"))
    if "contact" in item or "first_name" in item:
        points.append(text(item.get("contact")))
        name = joined([text(item.get("first_name")), text(item.get("last_name"))], " ")
    values = [value for _, value, _, _ in _map(item) if value.strip()]
    points += [v for v in values if _is_point(v)]
    name = name or joined((v for v in values if not _is_point(v)), " ")
    if not name and not points:
        return False
    when = item.get("created_timestamp") or item.get("timestamp")
    items.record(
        f"contact {place}", kind=RecordKind.CONTACT, posted_at=seconds(when), posted_at_raw=text(when),
        extra={"relation": "contact", "name": name},
    )  # fmt: skip
    items.parts["contacts"] += 1
    items.owned()
    for one in points:
        items.declare("email" if "@" in one else "phone", one, "contact_point", Role.COUNTERPARTY)
    return True


def _is_point(value: str) -> bool:
    return "@" in value or bool(re.fullmatch(r"\+?[0-9][0-9 ()\-./]{4,30}", value.strip()))


def _comment(items: MetaItems, item: dict[str, Any], place: object) -> bool:
    """Make a record of a comment: an answer to somebody, so the numbers and names in it may be others'."""
    said = [mapping(mapping(d).get("comment")) for d in listing(item.get("data"))]
    words = joined((text(c.get("comment")) for c in said), "\n")
    author, owner = joined(text(c.get("author")) for c in said), ""
    when: object = item.get("timestamp")
    rows = [mapping(r) for r in listing(item.get("string_list_data"))]
    if rows:  # before 2022: the owner of the post is the title
        words, owner, when = text(rows[0].get("value")), text(item.get("title")), rows[0].get("timestamp")
    labelled = _map(item)
    if labelled:
        values = [value for _, value, _, _ in labelled if value]
        words, owner = [*values, "", ""][:2]
        when = next((t for _, _, _, t in labelled if t), None)
    if not words and not item.get("attachments") and not item.get("media_list_data"):
        return False
    items.record(
        f"comment {place}", author=author, posted_at=seconds(when), posted_at_raw=text(when), text=words,
        text_role=Role.MENTIONED,
        extra={"headline": text(item.get("title")), "group": joined(text(c.get("group")) for c in said)},
    )  # fmt: skip
    items.parts["comments"] += 1
    items.owned()
    if owner:
        items.declare("instagram", owner, "media_owner", Role.COUNTERPARTY)
    return True


def _old_comment(items: MetaItems, row: list[Any], place: object) -> bool:
    """Make a record of a comment of 2019: time, words, whose post."""
    if len(row) < 2:
        return False
    raw, words, owner = [*map(text, row), ""][:3]
    items.record(
        f"comment {place}", posted_at=items.iso(raw), posted_at_raw=raw, text=words, text_role=Role.MENTIONED
    )
    items.parts["comments"] += 1
    items.owned()
    items.declare("instagram", owner, "media_owner", Role.COUNTERPARTY)
    return True


def _media(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the pictures and films of a post, and the pages it shares."""
    for one in listing(item.get("media")):
        yield mapping(one)
    for held in map(mapping, listing(item.get("attachments"))):
        for one in [held, *map(mapping, listing(held.get("data")))]:
            yield mapping(one.get("media"))
            yield {"shared": text(mapping(one.get("external_context")).get("url"))}
            sale = mapping(one.get("for_sale_item"))
            yield {"title": joined([text(sale.get("title")), text(sale.get("price"))], " ")}
    if "uri" in item:
        yield item
    if "path" in item:
        yield {"uri": item.get("path"), "title": item.get("caption")}


def _post(items: MetaItems, item: dict[str, Any], place: object) -> bool:
    """Make a record of a post, a story or a picture with its words."""
    media = [m for m in _media(item) if m]
    said = [text(mapping(d).get("post")) for d in listing(item.get("data"))]
    headline = text(item.get("title"))
    if items.service != "facebook" or not ("data" in item or "attachments" in item):
        said, headline = [headline, *said], ""
    said += [text(m.get("title")) for m in media] + [text(m.get("description")) for m in media]
    words = joined(said, "\n")
    if not words and not media and not headline:
        return False
    when = (
        item.get("creation_timestamp")
        or item.get("timestamp")
        or next((m.get("creation_timestamp") for m in media if m.get("creation_timestamp")), None)
    )
    raw = text(item.get("taken_at"))
    pictures, files = apart(text(m.get("uri")) for m in media)
    others = addressed(words)
    tagged = joined(text(mapping(t).get("name")) for t in listing(item.get("tags")))
    items.record(
        f"post {place}", posted_at=items.iso(raw) if raw else seconds(when), posted_at_raw=raw or text(when), text=words,
        text_role=Role.MENTIONED if others else None, location=text(item.get("location")),
        extra={"headline": headline, "file": files, "with": tagged},
    )  # fmt: skip
    items.parts["posts"] += 1
    items.owned()
    for one in media:
        items.mentioned("link", text(one.get("shared")), "shared_link")
    items.pictures(pictures, Role.MENTIONED if others else Role.SELF)
    return True


def of_list(items: MetaItems, name: str, item: object, place: object) -> bool:
    """Make a record of an item of a list, by the list's name and what the item says; tell whether it was known."""
    if isinstance(place, str):
        return name in _FOLLOW and bool(text(item)) and _old_relation(items, name, item, place)
    if isinstance(item, list):
        return name == "media_comments" and _old_comment(items, item, place)
    if not isinstance(item, dict):
        return False
    return _maker(name, item)(items, name, item, place)


_Maker = Callable[[MetaItems, str, dict[str, Any], object], bool]


def _maker(name: str, item: dict[str, Any]) -> _Maker:
    if name == "profile_user":
        return lambda items, _name, held, place: instagram_profile(items, _map(held), place)
    if name in ("address_book", "contacts_contact_info") or "contact" in item or "contact_point" in item:
        return lambda items, _name, held, place: _contact(items, held, place)
    if "comment" in name or any("comment" in mapping(d) for d in listing(item.get("data"))):
        return lambda items, _name, held, place: _comment(items, held, place)
    if name.startswith("relationships_") or STRIP.sub("", name) in _FOLLOW:
        return _relation
    if "string_list_data" in item:
        return _relation
    if "string_map_data" in item or "label_values" in item:
        return _labelled
    return lambda items, _name, held, place: _post(items, held, place)


def _labelled(items: MetaItems, name: str, item: dict[str, Any], place: object) -> bool:
    """Make a record of an item in a nameless list that only has labels: the file's name says what it is."""
    if "comment" in items.stem:
        return _comment(items, item, place)
    if "contact" in items.stem:
        return _contact(items, item, place)
    if any(word in items.stem for word in ("follow", "friend", "block", "restrict")):
        return _relation(items, name, item, place)
    return False


def of_member(items: MetaItems, members: dict[str, Any]) -> list[str]:
    """Make a record of the profile in a file that is no list; return the names of what is not known."""
    left = []
    for name, held in members.items():
        if name in ("profile_v2", "profile") and isinstance(held, dict):
            facebook_profile(items, held)
        elif name == "profile" and isinstance(held, list):
            for place, one in enumerate(map(mapping, held), 1):
                _post(items, one, place)
        elif held not in ([], {}, None, ""):
            left.append(name)
    if {"username", "email"} & members.keys() and "full_name" not in members:
        old_instagram_profile(items, members)
        return []
    return left
