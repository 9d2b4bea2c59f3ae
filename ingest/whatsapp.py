"""Reads exported WhatsApp chats: the text file of "Export chat" on Android and iOS, in every language's shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import Batch, RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.encodings import decode, detect
from ingest.items import Items
from ingest.streams import peek
from ingest.whatsapp_content import Content, content_of
from ingest.whatsapp_dates import Moments
from ingest.whatsapp_lines import ChatFile, Entry, entries
from ingest.whatsapp_shapes import find_shape, unmarked
from ingest.whatsapp_sniff import HEAD, sureness
from ingest.whatsapp_survey import Survey, survey
from ingest.whatsapp_words import WORDS

_NUMBER = re.compile(r"\+?[\d \u2011().-]{7,24}")
_HEAD_LINES = 5_000  # in which the shape is looked for
_NO_CHAT = "no WhatsApp chat: no lines begin as the app writes them, such as [15.01.20, 02:22:56] or 15/1/20, 2:22 PM -"


class WhatsAppIngestor:
    """Reads exported WhatsApp chats."""

    name = "whatsapp"
    formats: tuple[str, ...] = ("WhatsApp chats exported as text",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is an exported chat, from its name and first lines."""
        data = peek(head, HEAD)
        if not data or data.startswith((b"PK", b"%PDF", b"{")):
            return 0.0
        text = decode(data, detect(data, whole=False)).decode("utf-8", "replace")
        cut = len(data) >= HEAD and "\n" in text
        return sureness(path.name, (text[: text.rfind("\n")] if cut else text).replace("\r\n", "\n"))

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the chat's messages and service messages, in order.

        Parameters
        ----------
        path
            The text file; it is read twice.
        options
            ``report`` is told ``format``, ``chat``, ``parts``, ``encoding``, ``date_order`` and ``warnings``.

        Raises
        ------
        WrongFormatError
            If no line begins as WhatsApp begins them.
        SourceError
            If it cannot be read at all.
        """
        file = ChatFile(path, options.source)
        shape, _ = find_shape(text[:1000] for _, text in islice(file.lines(), _HEAD_LINES))
        if shape is None:
            raise WrongFormatError(f"{options.source}: {_NO_CHAT}")
        named = _chat_name(path.name, options.source)
        found = survey(file, shape, named)
        order, reason = found.order.settle()
        moments = Moments(order, found.order.buddhist)
        options.report("format", "WhatsApp chat")
        options.report("encoding", file.encoding)
        options.report("date_order", f"{order or 'not settled'} ({shape.sign}): {reason}")
        chat = _Chat(found, options)
        options.report("chat", chat.said())
        above: list[tuple[int, str]] = []
        for item in entries(file, shape, found.voices, moments):
            if isinstance(item, Entry):
                chat.take(item)
                yield from chat.items.ready()
            elif len(above) < 100:
                above.append(item)
        _reject_rest(chat.items, file, above)
        yield from chat.items.rest()
        options.report("parts", {name: n for name, n in chat.parts.items() if n})
        options.report("warnings", chat.warnings(moments, file))


def _chat_name(name: str, source: str) -> str:
    """Return whose chat it is, by the file's name or, where that says nothing, by what the file lies in."""
    places = [name, *reversed(re.split(r"[/\\!]", source))]
    return next((found for place in places if (found := WORDS.chat_name(place))), "")


def _reject_rest(items: Items, file: ChatFile, above: list[tuple[int, str]]) -> None:
    """Reject what became no message: lines above the first, lines too long, and where a damaged file breaks off."""
    if above:
        first, last = above[0][0], above[-1][0]
        place = f"line {first}" if first == last else f"lines {first} to {last}"
        items.reject(place, "stands above the first message", "\n".join(text for _, text in above))
    for number, begins in file.too_long:
        items.reject(f"line {number}", "the line is longer than 64 MiB", begins)
    if file.damage:
        reason = f"{file.damage}; what came before was read"
        items.reject(f"line {file.next_line}", reason, file.tail.decode("utf-8", "replace"))
        if not items.records:
            raise SourceError(
                f"{file.source}: {file.damage}, and nothing could be read. Copy or download it anew."
            )


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


class _Chat:
    """Makes records of a chat's entries."""

    def __init__(self, found: Survey, options: ReadOptions) -> None:
        self.items = Items(options, "whatsapp", RecordKind.MESSAGE)
        self.parts = {"messages": 0, "service messages": 0, "calls": 0}
        self._scope = "@" + options.source_id[:8]
        self._one_to_one = found.one_to_one
        self._title = unmarked(found.title)
        self._voices = found.voices.counts
        self._others = self._other_ends([name for name, _ in found.voices.counts.most_common()])

    def _other_ends(self, speakers: list[str]) -> dict[str, str]:
        """Return, for each end of a one-to-one chat, the other."""
        if not self._one_to_one:
            return {}
        if self._title and (len(speakers) < 2 or self._title in speakers):
            speakers = [self._title, *speakers]
        ends = list(dict.fromkeys(speakers))[:2]
        return {ends[0]: ends[1], ends[1]: ends[0]} if len(ends) == 2 else {}

    def said(self) -> str:
        """Return in words what kind of chat it was taken for."""
        title = f' "{self._title}"' if self._title else ""
        if self._one_to_one:
            return f"one-to-one{title}"
        count = len(self._voices)
        return f"group{title}, {_many(count, 'person', 'persons')} writing"

    def take(self, entry: Entry) -> None:
        """Add an entry."""
        if entry.event is not None and entry.event.kind == "call":
            self._call(entry)
        elif entry.event is not None or not entry.sender or (entry.generated and entry.sender == self._title):
            self._service(entry)
        else:
            self._message(entry)

    def _where(self, entry: Entry) -> str:
        return f"line {entry.line}"

    def _declare_person(self, name: str, field: str, role: Role) -> None:
        """Declare a number as the phone that it is, and a name as a name within this chat."""
        if not name:
            return
        if _NUMBER.fullmatch(name) and (name.startswith("+") or sum(c.isdigit() for c in name) >= 10):
            self.items.declare("phone", name, field, role)
        else:
            value = "whatsapp:" + " ".join(name.split()) + self._scope
            self.items.declare("account", name, field, role, value=value)

    def _declare_chat(self, sender: str) -> None:
        """Declare the group that something was said in, or the other end."""
        if not self._one_to_one:
            if self._title:
                value = "whatsapp:" + " ".join(self._title.split()) + self._scope
                self.items.declare("account", self._title, "chat", Role.CONTAINER, value=value)
        elif sender:
            self._declare_person(self._others.get(sender, ""), "other_end", Role.COUNTERPARTY)
        else:
            self._declare_person(self._title, "other_end", Role.COUNTERPARTY)

    def _message(self, entry: Entry) -> None:
        self.parts["messages"] += 1
        found = content_of(entry.whole)
        private = self._one_to_one
        others = (
            private or entry.pasted or found.copied or bool(found.numbers) or self._is_of_app(entry, found)
        )
        if entry.pasted or found.copied:
            found.extra["copied"] = "yes"
        self.items.record(
            self._where(entry),
            posted_at=entry.moment,
            posted_at_raw=entry.stamp.written,
            author=entry.sender,
            text=found.text,
            location=found.point,
            extra=found.extra,
            text_role=Role.MENTIONED if others else None,
        )
        self._declare_person(entry.sender, "sender", Role.SELF)
        self._declare_chat(entry.sender)
        for number in found.numbers:
            self.items.declare("phone", number, "mentions", Role.MENTIONED)
        for name in found.names:
            self._declare_person(name, "mentions", Role.MENTIONED)
        if found.picture:
            self.items.declare("image", found.picture, "photo", Role.MENTIONED if private else Role.SELF)

    @staticmethod
    def _is_of_app(entry: Entry, found: Content) -> bool:
        """Tell whether a text is the app's, in a language or of a kind that is not known here."""
        return entry.generated and "poll" not in found.extra and not found.extra.get("media")

    def _service(self, entry: Entry) -> None:
        self.parts["service messages"] += 1
        kind = entry.event.kind if entry.event else "unknown"
        text = (
            entry.whole if entry.sender else entry.first[entry.stamp.end :] + entry.whole[len(entry.text) :]
        )
        self.items.record(
            self._where(entry),
            posted_at=entry.moment,
            posted_at_raw=entry.stamp.written,
            text=text,
            extra={"service": kind, "subject": entry.event.subject if entry.event else ""},
            text_role=Role.MENTIONED,
        )
        persons = dict.fromkeys(entry.event.persons if entry.event else ())
        if entry.sender and entry.sender != self._title:
            persons.setdefault(entry.sender)
        for person in persons:
            self._declare_person(person, "persons", Role.MENTIONED)
        self._declare_chat("")

    def _call(self, entry: Entry) -> None:
        self.parts["calls"] += 1
        self.items.record(
            self._where(entry),
            kind=RecordKind.CALL,
            posted_at=entry.moment,
            posted_at_raw=entry.stamp.written,
            author=entry.sender,
            text=entry.whole,
            text_role=Role.MENTIONED,
        )
        if entry.sender != self._title or self._one_to_one:
            self._declare_person(entry.sender, "sender", Role.SELF)
        self._declare_chat(entry.sender)

    def warnings(self, moments: Moments, file: ChatFile) -> list[str]:
        """Return what a person should know, in sentences."""
        said = [
            "times give no time zone and were taken as UTC; they are those of the phone that exported the chat"
        ]
        if moments.buddhist:
            said.append("years of two digits are Buddhist and were read as 2009 to 2056")
        if moments.unsettled:
            many = _many(moments.unsettled, "date was", "dates were")
            said.append(
                f"nothing settles whether days or months come first: {many} kept as written, without a time"
            )
        if moments.impossible:
            many = _many(moments.impossible, "date names", "dates name")
            said.append(f"{many} no possible day: kept as written, without a time")
        if file.undecoded:
            many = _many(file.undecoded, "line holds", "lines hold")
            said.append(f"{many} bytes that are not valid {file.encoding}")
        if self._one_to_one:
            said.append("taken for a one-to-one chat: what is named in its messages shows and joins nobody")
        return said + self.items.warnings
