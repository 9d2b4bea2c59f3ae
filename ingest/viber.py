"""Reads Viber chats as the app mails them: one file a chat, each message a line of date, time, sender, number and text."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from graphkit.errors import WrongFormatError
from graphkit.model import Batch, Role
from graphkit.settings import ReadOptions
from ingest.chat import ChatItems, addressed, numbered
from ingest.dates import Dates
from ingest.encodings import TextLines, decode, detect
from ingest.items import LONGEST
from ingest.streams import ByteStream, peek

_START = re.compile(
    r"\s{0,4}([0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4})([,;\t]) ?"
    r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[ \u202f\xa0]?[AaPp]\.?[Mm]\.?)?)\2 ?"
)
_NUMBER = re.compile(r"\+?[0-9][0-9 ()\-]{4,22}")
_TOGETHER = 2_000  # messages whose dates are read at once
_EARLY = 1_000  # lines before the first message, at most
_NAME_PARTS = 4  # separators that an unquoted name may hold
# How the app calls its user in the languages that were seen; names in other languages count as a person of the chat.
ME = {
    "me",
    "я",
    "ich",
    "moi",
    "yo",
    "eu",
    "io",
    "ja",
    "jag",
    "ik",
    "ben",
    "мен",
    "ми",
    "аз",
    "εγώ",
    "أنا",
    "אני",
}


@dataclass(slots=True)
class _Message:
    """A message as its lines say it."""

    line: int
    when: str
    sender: str
    number: str
    texts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, more: str) -> None:
        """Add a line of text; what no record would keep is not held."""
        if self.size <= LONGEST:
            self.texts.append(more)
            self.size += len(more) + 1

    @property
    def text(self) -> str:
        """The words, without the quotes that hold them where they are quoted as CSV."""
        whole = "\n".join(self.texts)
        inner = whole[1:-1]
        if len(whole) > 1 and whole[0] == whole[-1] == '"' and '"' not in inner.replace('""', ""):
            return inner.replace('""', '"')
        return whole

    @property
    def mine(self) -> bool:
        """Whether the owner of the phone wrote it."""
        return self.sender.casefold() in ME

    @property
    def key(self) -> str:
        """What tells its sender from others of the chat."""
        return self.number or self.sender


def _message(line: str, number: int) -> _Message | None:
    """Read a line that begins a message; none if it does not."""
    found = _START.match(line)
    if not found:
        return None
    date, mark, clock = found.groups()
    rest = line[found.end() :]
    if rest.startswith('"') and (end := rest.find('"' + mark)) > 0:
        fields = [rest[1:end].replace('""', '"'), *rest[end + 2 :].split(mark, _NAME_PARTS + 1)]
    else:
        fields = rest.split(mark, _NAME_PARTS + 2)
    # An unquoted name may hold the separator itself: the number, where there is one, tells where the name ends.
    at = next((i for i, f in enumerate(fields[1:], 1) if _NUMBER.fullmatch(f.strip())), 0)
    if not at:
        at = 1 if len(fields) > 1 and not fields[1].strip() else 0
    name = mark.join(fields[: at or 1]).strip()
    phone = fields[at].strip() if at else ""
    message = _Message(number, f"{date} {clock}", name, phone)
    message.add(mark.join(fields[at + 1 :]))
    return message


class ViberIngestor:
    """Reads the history that Viber sends by mail."""

    name = "viber"
    formats: tuple[str, ...] = ("Viber chats (the history that the app mails, CSV or text), also gzipped",)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002 (every reader is asked so)
        """Return how sure it is: the first line must be a message, with a number or by the phone's owner."""
        data = peek(head)
        lines = decode(data, detect(data, whole=False)).decode("utf-8", "replace").splitlines()
        messages = [_message(line, 0) for line in lines[:200] if line.strip()]
        if not messages or messages[0] is None:
            return 0.0
        read = [m for m in messages if m]
        numbered = sum(m.number.startswith("+") for m in read)
        if numbered * 2 >= len(read):
            return 0.96
        return 0.6 if numbered or any(m.mine for m in read) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the messages of the chat in batches, in order.

        Raises
        ------
        WrongFormatError
            If none of the first lines is a message.
        SourceError
            If the file cannot be read at all.
        """
        yield from _Chat(path, options).batches()


class _Chat:
    """One chat being read."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = path
        self._items = ChatItems(options, "viber")
        self._title = re.sub(r"\.(csv|txt)$", "", path.stem, flags=re.IGNORECASE)
        self._dates = Dates(self._all_dates)
        self._encoding = ""
        self._people: list[_Message] = []

    def batches(self) -> Iterator[Batch]:
        self._people = self._look_for_people()
        waiting: list[_Message] = []
        for message in self._messages(self._items):
            waiting.append(message)
            if len(waiting) >= _TOGETHER:
                yield from self._flush(waiting)
                waiting = []
        yield from self._flush(waiting)
        if not self._items.records:
            raise WrongFormatError(f"{self._items.options.source}: no chat of Viber.")
        yield from self._items.rest()
        for warning in self._dates.warnings("date"):
            self._items.warn(warning)
        self._items.tell(
            "Viber chat", encoding=self._encoding, date_order=self._dates.said(), chat=self._title,
            kind="group" if self._group else "chat of two",
        )  # fmt: skip

    @property
    def _group(self) -> bool:
        return len(self._people) > 2

    def _messages(self, items: ChatItems | None = None) -> Generator[_Message, None, None]:
        """Yield the messages; what is none goes to the rejects of ``items``, if they are given."""
        lines = TextLines(ByteStream(self._path, self._items.options.source))
        held: _Message | None = None
        early = 0
        with closing(numbered(lines, items)) as every:
            for number, line in every:
                message = _message(line, number)
                if message:
                    if held:
                        yield held
                    held = message
                elif held:
                    held.add(line)
                elif line.strip():
                    early += 1
                    if early > _EARLY:
                        raise WrongFormatError(f"{self._items.options.source}: no chat of Viber.")
                    if items:
                        items.reject(f"line {number}", "stands before the first message", line)
        self._encoding = lines.encoding.name
        if held:
            yield held

    def _all_dates(self) -> Iterator[pa.StringArray]:
        """Yield the dates of the whole chat, for the order of day and month."""
        some: list[str] = []
        for message in self._messages():
            some.append(message.when)
            if len(some) >= _TOGETHER:
                yield pa.array(some, pa.string())
                some = []
        yield pa.array(some, pa.string())

    def _look_for_people(self) -> list[_Message]:
        """Return a message of each of the first three who write: three make a group, fewer may be a chat of two."""
        found: dict[str, _Message] = {}
        with closing(self._messages()) as messages:
            for message in messages:
                if found.setdefault(message.key, message) is message and len(found) == 3:
                    break
        return list(found.values())

    def _flush(self, messages: list[_Message]) -> Iterator[Batch]:
        if not messages:
            return
        found = self._dates.parse(pa.array([m.when for m in messages], pa.string()))
        for message, moment in zip(messages, found.to_pylist(), strict=True):
            words = message.text.strip()
            self._items.record(
                f"line {message.line}", author=message.sender, posted_at=moment, posted_at_raw=message.when,
                text=words, extra={"chat": self._title},
                text_role=None if self._group and not addressed(words) else Role.MENTIONED,
            )  # fmt: skip
            self._items.parts["messages"] += 1
            self._who(message, Role.SELF)
            if self._group:
                chat = f"viber:{self._title}@{self._items.short}"
                self._items.declare("account", self._title, "group", Role.CONTAINER, chat)
            for other in self._people if not self._group else ():
                if other.key != message.key:
                    self._who(other, Role.COUNTERPARTY)
            yield from self._items.ready()

    def _who(self, message: _Message, role: Role) -> None:
        """Declare a person: by the number, which is the account; by the name only where there is none."""
        place = "sender" if role is Role.SELF else "recipient"
        if message.number:
            self._items.declare("phone", message.number, f"{place}_phone", role)
        elif message.sender:
            self._items.declare(
                "account", message.sender, place, role, f"viber:{message.sender}@{self._items.short}"
            )
