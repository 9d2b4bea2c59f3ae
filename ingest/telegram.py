"""Reads what Telegram Desktop exports as JSON: ``result.json`` of one chat, or of a whole account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import Batch
from graphkit.settings import ReadOptions
from ingest.encodings import LOOK, decode, detect, transcode
from ingest.flatten import json_text
from ingest.garbage import uncollected
from ingest.items import Items
from ingest.json_mend import NearlyJson, exact, mend
from ingest.json_objects import Bad, Item, objects
from ingest.json_stream import BrokenJsonError, JsonStream
from ingest.rows import nothing_came
from ingest.streams import ByteStream, peek
from ingest.telegram_account import LISTS, Account
from ingest.telegram_messages import Messages
from ingest.telegram_peers import TYPES, Chat, number
from ingest.telegram_values import plain

_CHAT = re.compile(rb'"type"\s*+:\s*+"(?:%b)"' % "|".join(TYPES).encode())
_ACCOUNT = re.compile(rb'"(?:personal_information|contacts|frequent_contacts|chats|left_chats)"\s*+:\s*+\{')
_OWN = re.compile(rb'"(?:user_id|about|phone_number|date_unixtime|from_id)"\s*+:')
_MESSAGES = re.compile(rb'"messages"\s*+:\s*+\[')
_SENDER = re.compile(rb'"(?:from_id|actor_id|date_unixtime|text_entities)"\s*+:')
_NAME = 80  # characters of a chat's name in locators
_UNKNOWN = 20  # names of what nobody knows that are told
_OTHER = 4 << 20  # bytes of a thing among the other data that are kept
_decode = msgspec.json.Decoder(float_hook=exact).decode
_IN_MESSAGES = {"from_id", "actor_id", "date_unixtime", "text_entities", "actor", "from"}


class TelegramIngestor:
    """Reads Telegram Desktop's exports in JSON."""

    name = "telegram"
    formats: tuple[str, ...] = (
        "Telegram Desktop exports: result.json of a chat or an account, also gzipped",
    )

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002 - the content tells
        """Return how sure it is that this is such an export, 0..1, from the first 64 KiB (gzip or not)."""
        data = peek(head)
        data = decode(data, detect(data, whole=False))
        if data.lstrip()[:1] != b"{":
            return 0.0
        if _CHAT.search(data) and _MESSAGES.search(data):
            return 0.97
        if _ACCOUNT.search(data) and _OWN.search(data):
            return 0.93
        return 0.85 if _MESSAGES.search(data) and _SENDER.search(data) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the export's messages, contacts and the rest in batches, in order.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``encoding``, ``parts`` (messages, service messages, contacts, ...) and
            ``warnings``.

        Raises
        ------
        WrongFormatError
            If the file is no such export.
        SourceError
            If it cannot be read at all.
        """
        reading = _Reading(path, options)
        yield from reading.batches()
        reading.report()


class _Reading:
    """The reading of one export."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._options = options
        self._bytes = ByteStream(path, options.source)
        self._items = Items(options, "telegram")
        self._account = Account(self._items)
        self._counts: Counter[str] = Counter()
        self._chat = Chat()
        self._where = "the beginning"  # what was read last, for people
        self._known = False  # whether anything that an export has was met
        self._unknown: dict[str, None] = {}
        self._nearly = NearlyJson()
        self._encoding = ""

    def batches(self) -> Iterator[Batch]:
        blocks = self._bytes.blocks()
        first = next(blocks, b"")
        encoding = detect(first[:LOOK], whole=False)
        self._encoding = encoding.name
        json = JsonStream(transcode(chain([first], blocks), encoding))
        self._nearly = json.mended
        try:
            yield from self._document(json)
            if json.peek():
                self._reject(json, "something follows behind the end of the export")
        except BrokenJsonError as error:
            self._broken(json, error)
        yield from self._items.rest()

    def _broken(self, json: JsonStream, error: BrokenJsonError) -> None:
        """Keep the place where the JSON goes wrong; raise where nothing came before it."""
        source = self._options.source
        if self._items.records or self._items.rejected:
            self._reject(
                json,
                f"{self._bytes.damage or f'the JSON breaks off or goes wrong here: {error}'}; what came before was read",
            )
        elif self._bytes.damage:
            raise nothing_came(self._bytes)
        elif self._known:
            raise SourceError(f"{source}: no valid JSON: {error}, and nothing could be read. Export it anew.")
        else:
            raise self._no_export()

    def _no_export(self) -> WrongFormatError:
        return WrongFormatError(f"{self._options.source}: no export of Telegram Desktop's.")

    def _reject(self, json: JsonStream, reason: str) -> None:
        raw = json.rest().decode("utf-8", "replace")
        self._items.reject(f"byte {json.place}, behind {self._where}", reason, raw)

    def _document(self, json: JsonStream) -> Iterator[Batch]:
        if json.peek() != "{":
            raise self._no_export()
        for key in json.members():
            if key == "personal_information":
                self._known = True
                self._profile(json)
            elif key in LISTS:
                self._known = True
                for _ in self._lists(json, key):
                    yield from self._entries(json, key)
            elif key in ("chats", "left_chats"):
                self._known = True
                for _ in self._lists(json, key):
                    yield from self._chats(json)
            elif key == "other_data":
                yield from self._other(json)
            else:
                yield from self._part_of_chat(json, key, self._chat, "")
        if not self._known:
            raise self._no_export()

    def _part_of_chat(self, json: JsonStream, key: str, chat: Chat, prefix: str) -> Iterator[Batch]:
        """Take one of the things that make up a chat."""
        if key == "messages":
            if json.peek() == "[":
                yield from self._messages(json, chat, prefix)
            else:
                self._skip(json, f"{prefix}messages", "no list of messages")
            return
        value = self._value(json)
        if key == "name":
            chat.name = plain(value)
        elif key == "type":
            chat.kind = plain(value)
        elif key == "id":
            chat.number = number(value)
        elif key != "about":
            self._unknown.setdefault(key)

    def _value(self, json: JsonStream) -> Any:
        """Take one value; none where it is too long or cannot be read."""
        raw = json.value()
        if raw is None:
            return None
        try:
            return _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            try:
                return mend(raw, self._nearly)
            except ValueError:
                return None
        except RecursionError:
            return None

    def _skip(self, json: JsonStream, locator: str, reason: str) -> None:
        raw = json.rest().decode("utf-8", "replace")
        json.value()
        self._items.reject(locator, reason, raw)

    def _lists(self, json: JsonStream, key: str) -> Iterator[None]:
        """Yield where the list of a part of the export begins; some stand beside a word about them."""
        char = json.peek()
        if char == "[":
            yield
        elif char == "{":
            for name in json.members():
                if name == "list" and json.peek() == "[":
                    yield
                else:
                    self._value(json)
        else:
            self._skip(json, key, "no list")

    def _profile(self, json: JsonStream) -> None:
        person = self._value(json)
        if type(person) is dict:
            self._account.profile(person)
            self._where = "personal information"
        else:
            self._items.reject("personal information", "no object, or longer than 16 MiB", json_text(person))

    def _entries(self, json: JsonStream, key: str) -> Iterator[Batch]:
        """Take the entries of a list: contacts, sessions, ..."""
        place = 0
        for run in objects(json):
            for item in run:
                place += 1
                if isinstance(item, Bad):
                    self._items.reject(
                        f"{LISTS[key]} {place}", item.reason, item.raw.decode("utf-8", "replace")
                    )
                else:
                    self._account.entry(key, place, item)
                    self._where = f"{LISTS[key]} {place}"
                yield from self._items.ready()

    def _other(self, json: JsonStream) -> Iterator[Batch]:
        if json.peek() != "{":
            self._skip(json, "other data", "no object")
            return
        for key in json.members():
            raw = json.value(_OTHER)
            if raw is None:
                self._items.reject(f'other data "{key}"', f"longer than {_OTHER >> 20} MiB", "")
            else:
                self._account.other(key, raw.decode("utf-8", "replace"))
            yield from self._items.ready()

    def _chats(self, json: JsonStream) -> Iterator[Batch]:
        for place, _ in enumerate(json.elements(), 1):
            if json.peek() != "{":
                self._skip(json, f"chat {place}", "no chat")
                continue
            chat = Chat()
            self._counts["chats"] += 1
            for key in json.members():
                name = " ".join(chat.title.split())[:_NAME]
                yield from self._part_of_chat(json, key, chat, f'chat "{name}", ')

    def _messages(self, json: JsonStream, chat: Chat, prefix: str) -> Iterator[Batch]:
        """Take the messages of a chat."""
        messages = Messages(self._items, chat, self._account.owner, prefix)
        place = 0
        for run in objects(json):
            if not self._known and chat.kind not in TYPES and not any(map(_is_message, run)):
                raise self._no_export()
            self._known = True
            at = 0
            while at < len(run):
                at = self._add(messages, run, at, prefix, place)
                yield from self._items.ready()
            place += len(run)
        self._known = True
        self._counts += messages.counts

    def _add(self, messages: Messages, run: list[Item], at: int, prefix: str, place: int) -> int:
        """Add messages until a batch is full; return how far that went."""
        items = self._items
        with uncollected():
            while at < len(run) and not items.full:
                item = run[at]
                at += 1
                if isinstance(item, Bad):
                    raw = item.raw.decode("utf-8", "replace")
                    items.reject(f"{prefix}item {place + at} at byte {item.place}", item.reason, raw)
                elif item.get("type") == "unsupported":
                    reason = "a message of a kind that Telegram Desktop does not export"
                    items.reject(f"{prefix}message {plain(item.get('id'))}", reason, json_text(item))
                else:
                    messages.add(item)
            self._where = f"{prefix}item {place + at}"
        return at

    def report(self) -> None:
        """Tell everything that is worth keeping about the reading."""
        say = self._options.report
        counts = self._counts + self._account.counts
        zoneless, unread = counts.pop("times without zone", 0), counts.pop("unread dates", 0)
        whole = "chats" in counts or "profiles" in counts
        say("format", f"Telegram Desktop export of {'an account' if whole else 'one chat'} (JSON)")
        say("encoding", self._encoding)
        say("parts", dict(sorted(counts.items())))
        warnings = self._nearly.sentences() + self._items.warnings
        if zoneless:
            warnings.append(
                f"date: {zoneless:,} of the times are those of the exporting computer's clock without a zone, and were"
                " taken as UTC"
            )
        if unread:
            warnings.append(
                f"date: {unread:,} of the times could not be read: kept as written, without a date"
            )
        if unknown := list(self._unknown)[:_UNKNOWN]:
            warnings.append(f"beside what was read stand {', '.join(map(repr, unknown))}; they were not read")
        say("warnings", warnings)


def _is_message(item: Item) -> bool:
    return isinstance(item, dict) and not _IN_MESSAGES.isdisjoint(item)
