"""The lines of an exported WhatsApp chat, gathered into messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.encodings import LineBlock, TextLines
from ingest.items import LONGEST
from ingest.streams import ByteStream
from ingest.whatsapp_dates import Moments
from ingest.whatsapp_shapes import Shape, Stamp, unmarked
from ingest.whatsapp_words import WORDS, Event

LONGEST_NAME = 100  # characters of a sender's name
_MOST_NAMES = 20_000  # senders that are told apart while looking the file over
_LONGEST_LINE = 4 * LONGEST  # bytes of a line that are decoded
_DAY = 86_400
_QUOTE = re.compile('["“„«]')
_GENERATED = "\u200e"  # before what the app itself writes, on iOS


@dataclass(slots=True)
class ChatFile:
    """The lines of the file, read as often as needed.

    Attributes
    ----------
    path, source
        The file, and what messages call it.
    encoding
        Known once a line was read.
    damage, tail, next_line
        Once all lines were read: why they end before they should, the beginning of the line that broke off, and its
        number.
    too_long
        Lines that were passed over or cut: number, and how they begin.
    undecoded
        How many lines hold bytes that are no text.
    """

    path: Path
    source: str
    encoding: str = ""
    damage: str | None = None
    tail: bytes = b""
    next_line: int = 1
    undecoded: int = 0
    too_long: list[tuple[int, str]] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the number and the text of each line.

        Raises
        ------
        SourceError
            If the file cannot be read.
        """
        stream = ByteStream(self.path, self.source)
        held = TextLines(stream)
        self.undecoded = 0
        self.too_long = []
        for block in held.blocks():
            self.encoding = held.encoding.name
            if block.too_long:
                self.too_long.append((block.first, block.data[:4000].decode("utf-8", "replace")))
                continue
            yield from self._decoded(block)
        self.damage, self.tail, self.next_line = stream.damage, held.tail, held.next_line

    def _decoded(self, block: LineBlock) -> Iterator[tuple[int, str]]:
        data = block.data.removesuffix(b"\n")
        try:
            lines = data.decode().split("\n") if len(data) <= _LONGEST_LINE else None
        except UnicodeDecodeError:
            lines = None
        if lines is None:
            lines = []
            for line in data.split(b"\n"):
                text = line[:_LONGEST_LINE].decode("utf-8", "replace")
                self.undecoded += "\ufffd" in text and b"\xef\xbf\xbd" not in line
                lines.append(text)
        for number, text in enumerate(lines, block.first):
            yield number, text[:-1] if text.endswith("\r") else text


@dataclass(slots=True)
class Entry:
    """One message or service message.

    Attributes
    ----------
    line
        The number of its first line.
    stamp
        Its date and time.
    first
        Its first line as it stands.
    sender
        As it is shown; empty where the line names none.
    text
        What follows on the first line.
    generated
        Whether the app marks it as its own words.
    event
        What it says if it is a service message in a known language.
    more
        Further lines.
    moment
        Seconds since 1970, where known.
    pasted
        Whether it holds lines that were copied out of a chat.
    """

    line: int
    stamp: Stamp
    first: str
    sender: str
    text: str
    generated: bool = False
    event: Event | None = None
    more: list[str] = field(default_factory=list)
    moment: int | None = None
    pasted: bool = False
    size: int = 0

    def add(self, line: str) -> None:
        """Add a line; what is too much is dropped, all but a sign of it."""
        if self.size <= LONGEST:
            self.more.append(line)
            self.size += len(line) + 1

    def absorb(self, other: Entry) -> None:
        """Take in what looked like an entry and was part of this one."""
        self.add(other.first)
        for line in other.more:
            self.add(line)

    @property
    def whole(self) -> str:
        """The text with all its lines; blank ones at its end are not the sender's, for the app trims messages."""
        return "\n".join([self.text, *self.more]).rstrip("\n") if self.more else self.text


@dataclass(slots=True)
class Voices:
    """Who speaks in a chat, as a first look over the file tells.

    Attributes
    ----------
    longer
        First part of a name -> the name, for names that hold a colon.
    counts
        How many messages a name stands before.
    """

    counts: Counter[str] = field(default_factory=Counter)
    longer: dict[str, str] = field(default_factory=dict)
    _seconds: dict[str, str] = field(default_factory=dict)
    _named: dict[str, None] = field(default_factory=dict)

    def count(self, name: str, text: str) -> None:
        """Take in that a text stands behind a name, and what would be the name's second part."""
        if name not in self.counts and len(self.counts) >= _MOST_NAMES:
            return
        second = text[:LONGEST_NAME].partition(": ")[0] if ": " in text[:LONGEST_NAME] else ""
        if self.counts[name] == 0:
            self._seconds[name] = second
        elif self._seconds[name] != second:
            self._seconds[name] = ""
        self.counts[name] += 1

    def name(self, names: Iterable[str]) -> None:
        """Take in the names with a colon that a service message gives, where they end beyond doubt."""
        for name in names:
            if ": " in name and len(self._named) < _MOST_NAMES:
                self._named.setdefault(_letters(name))

    def learn(self, title: str) -> None:
        """Settle which names hold a colon: those that stand so in service messages or as the chat's name."""
        known = {*self._named, _letters(title)}
        for name, second in self._seconds.items():
            if second and _letters(f"{name}{second}") in known:
                self.longer[name] = f"{name}: {second}"

    def split(self, rest: str) -> tuple[str, str, bool]:
        """Return the sender (empty for none), the text, and whether the app marks it as its own words."""
        at = rest.find(": ", 0, LONGEST_NAME + 20)
        if at < 0:
            if not rest.endswith(":") or len(rest) > LONGEST_NAME + 20:
                return "", rest, rest.startswith(_GENERATED)
            at = len(rest) - 1
        name, text = unmarked(rest[:at]), rest[at + 2 :]
        if not name:
            return "", rest, rest.startswith(_GENERATED)
        longer = self.longer.get(name)
        if longer:
            name, text = longer, text[len(longer) - len(name) :]
        return name, text, text.startswith(_GENERATED)


def _letters(name: str) -> str:
    """Return what of a name a file's name keeps."""
    return "".join(c for c in name if c.isalnum()).casefold()


def entry_of(line: int, text: str, stamp: Stamp, voices: Voices) -> Entry:
    """Return the entry that begins with a line."""
    rest = text[stamp.end :]
    name, words, generated = voices.split(rest)
    event = None
    if not name:
        event = WORDS.event(rest)
    elif generated or "WhatsApp" in words:
        event = None if WORDS.deleted(words) else WORDS.event(words)  # iOS puts a sender before these too
    if event is None and name and voices.counts[name] < 2 and (_QUOTE.search(name) or WORDS.event(name)):
        event = WORDS.event(rest)  # names of groups and persons may hold what looks like the end of a sender
        name, words = ("", rest) if event else (name, words)
    return Entry(line, stamp, text, name, words, generated, event)


def entries(
    file: ChatFile, shape: Shape, voices: Voices, moments: Moments
) -> Iterator[Entry | tuple[int, str]]:
    """Yield the entries in order; a line above the first is yielded by itself, with its number."""
    yield from _whole(_begun(file, shape, voices, moments), shape)


def _begun(
    file: ChatFile, shape: Shape, voices: Voices, moments: Moments
) -> Iterator[Entry | tuple[int, str]]:
    """Yield what begins like an entry, with the lines that do not begin so."""
    held: Entry | None = None
    for number, text in file.lines():
        stamp = shape.stamp(text)
        if stamp is None:
            if held is not None:
                held.add(text)
            elif unmarked(text):
                yield number, text
            continue
        if held is not None:
            yield held
        held = entry_of(number, text, stamp, voices)
        held.moment = moments.at(stamp.date, stamp.seconds)
    if held is not None:
        yield held


def _whole(begun: Iterator[Entry | tuple[int, str]], shape: Shape) -> Iterator[Entry | tuple[int, str]]:
    """Give lines of a message that look like the beginning of one back to it.

    Two kinds are told by their time: lines of a chat that were copied and pasted are older than the message that
    they stand in; and a line without sender, of unknown meaning, belongs to the message above it if its time lies
    more than a day before that or after the next.
    """
    held: Entry | None = None
    doubtful: Entry | None = None
    for item in begun:
        if isinstance(item, tuple):
            yield item
            continue
        if doubtful is not None and held is not None:
            if _strays(doubtful, held, item):
                held.absorb(doubtful)
            else:
                yield held
                held = doubtful
            doubtful = None
        if held is not None and _is_pasted(held, item, shape):
            held.absorb(item)
            held.pasted = True
        elif held is not None and not item.sender and item.event is None:
            doubtful = item
        else:
            if held is not None:
                yield held
            held = item
    for last in (held, doubtful):
        if last is not None:
            yield last


def _strays(doubtful: Entry, before: Entry, after: Entry) -> bool:
    if doubtful.moment is None or before.moment is None or after.moment is None:
        return False
    return doubtful.moment < before.moment - _DAY or doubtful.moment > max(after.moment, before.moment) + _DAY


def _is_pasted(held: Entry, item: Entry, shape: Shape) -> bool:
    if item.moment is None or held.moment is None or item.moment >= held.moment:
        return False
    return held.pasted or bool(held.sender and item.sender and shape.stamp(held.text))
