"""Reads Discord channels as DiscordChatExporter writes them in JSON, message by message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from graphkit.errors import WrongFormatError
from graphkit.model import Batch, RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.chat import (
    ChatItems,
    addressed,
    apart,
    decoded,
    joined,
    listing,
    mapping,
    raw_of,
    text,
    values_of,
)
from ingest.encodings import TextLines
from ingest.json_walk import EACH, Value
from ingest.json_walk import Path as Way
from ingest.streams import ByteStream, peek

_CHANNEL = re.compile(rb'"channel"\s*:\s*\{')
_GUILD = re.compile(rb'"guild"\s*:\s*\{')
_MESSAGES = re.compile(rb'"messages"\s*:\s*\[')
_SAID = {
    "Default",
    "Reply",
    "0",
    "19",
    "20",
    "23",
}  # types of messages that people write; 20 and 23 are commands
_DELETED = "456226577798135808"  # the one account that stands for everybody who deleted theirs
_DIRECT, _GROUP = {"DirectTextChat", "1"}, {"DirectGroupTextChat", "3"}
_HEADER = ("guild", "channel", "dateRange", "exportedAt", "messageCount")


def _enter(path: Way) -> bool:
    return path in ((), ("messages",))


def _only_messages(path: Way) -> bool:
    return path in ((), ("messages",), ("messages", EACH))


class DiscordIngestor:
    """Reads the JSON of DiscordChatExporter."""

    name = "discord"
    formats: tuple[str, ...] = ("Discord channels (JSON of DiscordChatExporter), also gzipped",)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002 (every reader is asked so)
        """Return how sure it is: an object that begins with a guild and a channel is nothing else."""
        data = peek(head).lstrip(b"\xef\xbb\xbf \t\r\n")
        if not data.startswith(b"{") or not _GUILD.search(data, 0, 4096) or not _CHANNEL.search(data):
            return 0.0
        return 0.97 if _MESSAGES.search(data) else 0.6

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the messages of the channel in batches, in order.

        Raises
        ------
        WrongFormatError
            If the file is no export of a channel.
        SourceError
            If it cannot be read at all.
        """
        yield from _Channel(path, options).batches()


class _Channel:
    """One channel being read."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = path
        self._items = ChatItems(options, "discord")
        self._header: dict[str, Any] = {}
        self._ends: list[str] | None = None  # who talks in a chat of two, once they were looked for

    def batches(self) -> Iterator[Batch]:
        stream = ByteStream(self._path, self._items.options.source)
        lines = TextLines(stream)
        with closing(lines.text()) as blocks:
            for value in values_of(stream, blocks, _enter):
                self._take(value)
                yield from self._items.ready()
        if not self._items.records and not {"guild", "channel"} <= self._header.keys():
            raise WrongFormatError(f"{self._items.options.source}: no channel of Discord.")
        self._check()
        yield from self._items.rest()
        self._items.tell(
            "Discord channel (DiscordChatExporter JSON)", encoding=lines.encoding.name,
            channel=text(mapping(self._header.get("channel")).get("name")),
        )  # fmt: skip

    def _take(self, value: Value) -> None:
        """Take a member of the header, or a message."""
        if value.path == ("messages", EACH):
            locator = f"message {value.items[0]}"
            try:
                message = decoded(value)
                if not isinstance(message, dict):
                    raise ValueError("not an object")
            except ValueError as error:
                self._items.reject(locator, str(error), raw_of(value))
                return
            self._message(message, f"message {text(message.get('id')).strip() or value.items[0]}")
        elif value.path and value.path[0] in _HEADER and not value.fault:
            try:
                self._header.setdefault(value.path[0], decoded(value))
            except ValueError as error:
                self._items.reject(f"byte {value.start}", str(error), raw_of(value))
        elif value.fault:
            self._items.reject(f"byte {value.start}", value.fault, raw_of(value))

    def _check(self) -> None:
        said = self._header.get("messageCount")
        seen = self._items.records + self._items.rejected
        if isinstance(said, int) and said != seen:
            self._items.warn(f"the export says that it holds {said:,} messages, {seen:,} were found")

    def _message(self, message: dict[str, Any], locator: str) -> None:
        """Make a record of a message."""
        author = mapping(message.get("author"))
        channel = mapping(self._header.get("channel"))
        kind = text(message.get("type"))
        words, forwarded = text(message.get("content")), mapping(message.get("forwardedMessage"))
        machine = author.get("isBot") is True
        direct = text(channel.get("type")) in _DIRECT
        service = bool(kind) and kind not in _SAID
        mentions = [mapping(m) for m in listing(message.get("mentions"))]
        others = (
            machine or direct or service or bool(forwarded) or kind in {"Reply", "19"} or bool(mentions)
            or isinstance(message.get("reference"), dict) or addressed(words)
        )  # fmt: skip
        raw = text(message.get("timestamp"))
        pictures, files = apart(_files(message) + _files(forwarded))
        self._items.record(
            locator, native_id=text(message.get("id")), author=_name(author), posted_at=self._items.iso(raw),
            posted_at_raw=raw, text=words, kind=RecordKind.CALL if kind in {"Call", "3"} else None,
            extra=self._extra(message, channel, files), more_text=_more(message, forwarded),
            text_role=Role.MENTIONED if others else None,
            text_roles=dict.fromkeys(("embeds", "forwarded", "buttons"), Role.MENTIONED),
        )  # fmt: skip
        self._items.parts["service messages" if service else "bots' messages" if machine else "messages"] += 1
        self._author(author, machine)
        self._places(channel)
        if direct and not machine:
            self._other_end(text(author.get("id")).strip())
        for one in [*mentions, mapping(mapping(message.get("interaction")).get("user"))]:
            self._mentioned(one)
        self._items.pictures(pictures, Role.MENTIONED if others else Role.SELF)

    def _author(self, author: dict[str, Any], machine: bool) -> None:
        """Declare who wrote; what bots, webhooks and deleted accounts share is the platform's own."""
        key, name = text(author.get("id")).strip(), text(author.get("name")).strip()
        role = Role.INFRASTRUCTURE if machine or key == _DELETED else Role.SELF
        if key:
            self._items.declare("account", key, "author_id", role, f"discord:{key}")
        if name and role is Role.SELF:
            self._items.declare("discord", _handle(author), "author_name", role)

    def _places(self, channel: dict[str, Any]) -> None:
        guild = text(mapping(self._header.get("guild")).get("id")).strip()
        key = text(channel.get("id")).strip()
        if key and text(channel.get("type")) not in _DIRECT:
            self._items.declare("account", key, "channel_id", Role.CONTAINER, f"discord:{key}")
        if guild.strip("0"):
            self._items.declare("account", guild, "guild_id", Role.CONTAINER, f"discord:{guild}")

    def _mentioned(self, user: dict[str, Any]) -> None:
        key = text(user.get("id")).strip()
        if key and key != _DELETED:
            role = Role.INFRASTRUCTURE if user.get("isBot") is True else Role.MENTIONED
            self._items.declare("account", key, "mentions", role, f"discord:{key}")

    def _other_end(self, author: str) -> None:
        """Declare the other one of a chat of two, who may write first only much later."""
        if self._ends is None:
            self._ends = self._look_for_ends()
        for key in self._ends:
            if key != author:
                self._items.declare("account", key, "other_id", Role.COUNTERPARTY, f"discord:{key}")

    def _look_for_ends(self) -> list[str]:
        """Return the accounts of the two who talk, in the order in which they first write."""
        found: dict[str, None] = {}
        stream = ByteStream(self._path, self._items.options.source)
        with closing(TextLines(stream).text()) as blocks:
            for value in values_of(stream, blocks, _only_messages):
                if value.path == ("messages", EACH, "author") and not value.fault:
                    try:
                        author = mapping(decoded(value))
                    except ValueError:
                        continue
                    key = text(author.get("id")).strip()
                    if key and key != _DELETED and author.get("isBot") is not True:
                        found[key] = None
                    if len(found) == 2:
                        break
        return list(found)

    def _extra(self, message: dict[str, Any], channel: dict[str, Any], files: str) -> dict[str, str | None]:
        """Return what a message says beside its words."""
        reference = mapping(message.get("reference"))
        author = mapping(message.get("author"))
        return {
            "channel": text(channel.get("name")), "category": text(channel.get("category")),
            "topic": text(channel.get("topic")),
            "channel_type": text(channel.get("type")), "guild": text(mapping(self._header.get("guild")).get("name")),
            "type": text(message.get("type")), "edited": text(message.get("timestampEdited")),
            "call_ended": text(message.get("callEndedTimestamp")),
            "pinned": "true" if message.get("isPinned") is True else "",
            "bot": "true" if author.get("isBot") is True else "",
            "nickname": text(author.get("nickname")),
            "roles": joined(text(mapping(r).get("name")) for r in listing(author.get("roles"))),
            "reply_to": text(reference.get("messageId")), "reply_to_channel": text(reference.get("channelId")),
            "mentioned_names": joined(text(mapping(m).get("name")) for m in listing(message.get("mentions"))),
            "command": text(mapping(message.get("interaction")).get("name")),
            "stickers": joined(text(mapping(s).get("name")) for s in listing(message.get("stickers"))),
            "reactions": joined(map(_reaction, listing(message.get("reactions"))), "; "), "file": files,
        }  # fmt: skip


def _handle(author: dict[str, Any]) -> str:
    """Return the username, with the four figures that old ones need to be unique."""
    name, figures = text(author.get("name")).strip(), text(author.get("discriminator")).strip()
    return f"{name}#{figures}" if figures.strip("0") else name


def _name(author: dict[str, Any]) -> str:
    return text(author.get("nickname")).strip() or text(author.get("name"))


def _files(message: dict[str, Any]) -> list[str]:
    """Return the attached files: by their place beside the export where they were saved, else by their address."""
    return [
        text(mapping(a).get("url")) or text(mapping(a).get("fileName"))
        for a in listing(message.get("attachments"))
    ]


def _reaction(reaction: object) -> str:
    held = mapping(reaction)
    emoji = mapping(held.get("emoji"))
    name = text(emoji.get("name")) or text(emoji.get("code"))
    who = joined(
        f"{text(mapping(u).get('name'))} ({text(mapping(u).get('id'))})" for u in listing(held.get("users"))
    )
    return f"{name} {text(held.get('count'))}" + (f": {who}" if who else "") if name else ""


def _more(message: dict[str, Any], forwarded: dict[str, Any]) -> dict[str, str | None]:
    """Return the words that are not the author's: previews of links, forwarded words, labels of buttons."""
    embeds = [*listing(message.get("embeds")), *listing(forwarded.get("embeds"))]
    return {
        "embeds": joined(map(_embed, embeds), "\n\n"),
        "forwarded": text(forwarded.get("content")),
        "buttons": joined(_buttons(listing(message.get("components")), 0), "\n"),
    }


def _embed(embed: object) -> str:
    held = mapping(embed)
    fields = [
        f"{text(mapping(f).get('name'))}: {text(mapping(f).get('value'))}"
        for f in listing(held.get("fields"))
    ]
    said = [
        text(mapping(held.get("author")).get("name")), text(held.get("title")), text(held.get("url")),
        text(held.get("description")), *fields, text(mapping(held.get("footer")).get("text")),
    ]  # fmt: skip
    return joined(said, "\n")


def _buttons(components: list[Any], depth: int) -> Iterator[str]:
    for one in map(mapping, components):
        yield joined([text(one.get("label")), text(one.get("url"))], " ")
        if depth < 5:
            yield from _buttons(listing(one.get("components")), depth + 1)
