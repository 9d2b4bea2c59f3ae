"""Signal chats in JSON: lines of signal-export, and the messages of Signal Desktop as sigtop copies them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePosixPath
from typing import Any

from graphkit.model import RecordKind, Role
from ingest.chat import (
    ChatItems,
    addressed,
    apart,
    decoded,
    joined,
    listing,
    mapping,
    numbered,
    raw_of,
    seconds,
    text,
    values_of,
)  # fmt: skip
from ingest.encodings import TextLines
from ingest.json_walk import EACH, loads
from ingest.json_walk import Path as Way

ENOUGH = 3  # people, the owner among them, that make a group
NUMBER = re.compile(r"\+[0-9]{6,15}")
_NOBODY = {"No-Sender", "None", ""}
_SAID = {"incoming", "outgoing", "story", ""}


def _in_list(path: Way) -> bool:
    return path == ()


def person(items: ChatItems, name: str, field: str, role: Role) -> None:
    """Declare somebody of whom the chat only has a shown name, which may be a number."""
    if NUMBER.fullmatch(name):
        items.declare("phone", name, field, role)
    elif name not in _NOBODY:
        items.declare("account", name, field, role, f"signal:{name}@{items.short}")


def _objects(lines: TextLines, items: ChatItems | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of JSON lines; what is none goes to the rejects of ``items``."""
    with closing(numbered(lines, items)) as every:
        for number, line in every:
            if not line.strip():
                continue
            try:
                held = loads(line.encode("utf-8", "surrogatepass"))
                if not isinstance(held, dict):
                    raise ValueError("not an object")
            except ValueError as error:
                if items:
                    items.reject(f"line {number}", str(error), line)
                continue
            yield number, held


def exported(items: ChatItems, lines: TextLines, before: TextLines) -> Iterator[None]:
    """Make records of signal-export's ``data.json``, one at a time; ``before`` is for a first look at who talks."""
    title = PurePosixPath(items.options.source.replace("\\", "/")).parent.name
    people: dict[str, None] = {}
    for _, held in _objects(before):
        name = text(held.get("sender")).strip()
        if name not in _NOBODY:
            people[name] = None
        if len(people) >= ENOUGH:
            break
    for number, held in _objects(lines, items):
        _line(items, held, number, title, list(people))
        yield


def _line(items: ChatItems, held: dict[str, Any], number: int, title: str, people: list[str]) -> None:
    sender, said = text(held.get("sender")).strip(), text(held.get("body")).strip()
    quoted = re.sub(r"(?m)^> ?", "", text(held.get("quote")).strip())
    group, call = len(people) >= ENOUGH, held.get("call") is True
    others = not group or bool(quoted) or call or addressed(said)
    files = [
        text(mapping(a).get("path")) or text(mapping(a).get("name")) for a in listing(held.get("attachments"))
    ]
    pictures, rest = apart(f.removeprefix("./").replace("%20", " ") for f in files)
    raw = text(held.get("date"))
    items.record(
        f"line {number}", author=sender, posted_at=items.iso(raw), posted_at_raw=raw, text=said,
        kind=RecordKind.CALL if call else None, more_text={"quoted": quoted},
        text_role=Role.MENTIONED if others else None, text_roles={"quoted": Role.MENTIONED},
        extra={
            "chat": title, "file": rest, "sticker": text(mapping(held.get("sticker")).get("emoji")),
            "reactions": joined(" ".join(map(text, listing(r))) for r in listing(held.get("reactions"))),
            "deleted": "true" if held.get("deleted") is True else "",
            "missed": "true" if held.get("missed") is True else "",
        },
    )  # fmt: skip
    items.parts["calls" if call else "messages"] += 1
    person(items, sender, "sender", Role.SELF)
    if group:
        name = title or "this chat"
        items.declare("account", name, "group", Role.CONTAINER, f"signal:{name}@{items.short}")
    else:
        for other in people:
            if other != sender:
                person(items, other, "other", Role.COUNTERPARTY)
    items.pictures(pictures, Role.MENTIONED if others else Role.SELF)


def _source(held: dict[str, Any]) -> tuple[str, str]:
    """Return number and account of who sent a message."""
    key = text(held.get("sourceServiceId")) or text(held.get("sourceUuid"))
    return text(held.get("source")).strip(), key.strip().lower()


def desktop(items: ChatItems, lines: TextLines, before: TextLines) -> Iterator[None]:
    """Make records of messages as Signal Desktop stores them, one at a time."""
    senders: dict[tuple[str, str], None] = {}
    with closing(before.text()) as blocks:
        for value in values_of(before.stream, blocks, _in_list):
            try:
                held = mapping(decoded(value))
            except ValueError:
                continue
            if held.get("type") == "incoming" and any(_source(held)):
                senders[_source(held)] = None
            if len(senders) >= ENOUGH - 1:
                break
    with closing(lines.text()) as blocks:
        for value in values_of(lines.stream, blocks, _in_list):
            place = value.items[0] if value.items else 0
            locator = f"message {place}" if place else f"byte {value.start}"
            try:
                held = decoded(value)
                if not isinstance(held, dict) or value.path != (EACH,):
                    raise ValueError("not a message")
            except ValueError as error:
                items.reject(locator, str(error), raw_of(value))
            else:
                _stored(items, held, place, list(senders))
            yield


def _stored(items: ChatItems, held: dict[str, Any], place: int, senders: list[tuple[str, str]]) -> None:
    """Make a record of one message of Signal Desktop."""
    key, kind, said = text(held.get("id")), text(held.get("type")), text(held.get("body"))
    quote, group = mapping(held.get("quote")), len(senders) >= ENOUGH - 1
    call, service = kind == "call-history", kind not in _SAID
    named = [n for n in map(_mention, listing(held.get("bodyRanges"))) if n]
    others = not group or service or bool(quote) or bool(named) or addressed(said)
    pictures, files = apart(_file(mapping(a)) for a in listing(held.get("attachments")))
    when = held.get("sent_at") or held.get("timestamp") or held.get("received_at_ms")
    earlier = [text(mapping(e).get("body")) for e in listing(held.get("editHistory"))[1:]]
    previews = [mapping(p) for p in listing(held.get("preview"))]
    items.record(
        f"message {key or place}", native_id=key, author=_source(held)[0] or ("You" if kind == "outgoing" else ""),
        posted_at=seconds(when), posted_at_raw=text(when), text=said, kind=RecordKind.CALL if call else None,
        more_text={
            "quoted": text(quote.get("text")), "earlier": joined(earlier, "\n\n"),
            "previews": joined((joined([text(p.get("title")), text(p.get("description"))], "\n") for p in previews), "\n\n"),
        },
        text_role=Role.MENTIONED if others else None,
        text_roles={"quoted": Role.MENTIONED, "previews": Role.MENTIONED},
        extra={
            "type": kind, "file": files, "received": text(held.get("received_at_ms")),
            "reactions": joined(_reaction(mapping(r)) for r in listing(held.get("reactions"))),
            "sticker": _emoji(mapping(held.get("sticker"))),
            "deleted": "true" if held.get("deletedForEveryone") is True else "",
            "contacts": joined(_card_name(mapping(c)) for c in listing(held.get("contact"))),
        },
    )  # fmt: skip
    items.parts["calls" if call else "service messages" if service else "messages"] += 1
    _ends(items, held, kind, senders, group)
    for one in named:
        items.mentioned("account", one, "mentions", f"signal:{one}")
    for preview in previews:
        items.mentioned("link", text(preview.get("url")), "preview_links")
    for card in map(mapping, listing(held.get("contact"))):
        for field, declared in (("number", "phone"), ("email", "email")):
            for point in listing(card.get(field)):
                items.mentioned(declared, text(mapping(point).get("value")), f"contact_{field}")
    items.pictures(pictures, Role.MENTIONED if others else Role.SELF)


def _ends(
    items: ChatItems, held: dict[str, Any], kind: str, senders: list[tuple[str, str]], group: bool
) -> None:
    """Declare who sent a message, to whom, and in which chat."""
    if any(_source(held)):
        _account(items, _source(held), "source", Role.SELF)
    elif kind == "outgoing":
        items.owner("signal")
    chat = text(held.get("conversationId")).strip()
    if group and chat:
        items.declare("account", chat, "conversation_id", Role.CONTAINER, f"signal:{chat}")
    elif not group and kind == "outgoing":
        for other in senders:
            _account(items, other, "other", Role.COUNTERPARTY)


def _account(items: ChatItems, source: tuple[str, str], field: str, role: Role) -> None:
    phone, key = source
    items.declare("phone", phone, f"{field}_phone", role)
    if key:
        items.declare("account", key, f"{field}_account", role, f"signal:{key}")


def _mention(part: object) -> str:
    held = mapping(part)
    return (text(held.get("mentionAci")) or text(held.get("mentionUuid"))).strip().lower()


def _file(held: dict[str, Any]) -> str:
    return text(held.get("fileName")) or text(held.get("path")) or text(held.get("contentType"))


def _emoji(sticker: dict[str, Any]) -> str:
    return text(mapping(sticker.get("data")).get("emoji")) or text(sticker.get("emoji"))


def _reaction(held: dict[str, Any]) -> str:
    return f"{text(held.get('emoji'))} {text(held.get('fromId'))}".strip()


def _card_name(held: dict[str, Any]) -> str:
    name = mapping(held.get("name"))
    parts = [text(name.get("givenName")), text(name.get("familyName"))]
    return text(name.get("displayName")) or text(name.get("nickname")) or joined(parts, " ")
