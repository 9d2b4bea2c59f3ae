"""Signal chats as text, the way sigtop writes them: a head of fields for each message, a blank line, the words.

Nothing in the format marks where words end: somebody may write lines that look like the head of a message. So a
message begins only where a blank line stands before and the fields follow in the order in which sigtop writes them.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from graphkit.model import RecordKind, Role
from ingest.chat import ChatItems, addressed, apart, joined, numbered
from ingest.encodings import TextLines
from ingest.items import LONGEST
from ingest.signal_json import ENOUGH, NUMBER

_FIELD = re.compile(r"(From|Type|Sent|Received|Attachment|Reaction|Edited): (.*)")
_WHO = re.compile(r"(.*) \(([^()]*)\)")
_UUID = re.compile(r"(?:pni:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_USERNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,31}\.[0-9]{2,9}")
_FILE = re.compile(r"(.*) \([^()]*\)")
_SAID = {"incoming", "outgoing", "story"}


@dataclass(slots=True)
class _Message:
    """A message as its lines say it."""

    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    quoted: list[str] = field(default_factory=list)
    versions: list[list[str]] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    part: str = "fields"
    size: int = 0

    def first(self, name: str) -> str:
        """Return the value of a field, empty if it has none."""
        return self.fields.get(name, [""])[0].strip()

    def add(self, line: str) -> None:
        """Take the next line."""
        if self.size > LONGEST:
            return
        self.size += len(line) + 1
        if self.part == "fields":
            found = _FIELD.fullmatch(line)
            if found:
                self.fields.setdefault(found[1], []).append(found[2])
                return
            self.part = "between"
            if line.strip():
                self.body.append(line)
                self.part = "body"
            return
        if self.part == "between":
            self.part = (
                "quote"
                if line.startswith("> From: ")
                else "versions"
                if line.startswith("| Version: ")
                else "body"
            )
        if self.part == "quote" and line.startswith(">"):
            self.quoted.append(line[2:])
        elif self.part == "versions" and line.startswith("|"):
            if line.startswith("| Version: "):
                self.versions.append([])
            self.versions[-1].append(line[2:])
        else:
            self.part = "body" if self.part in ("body", "quote") and line.strip() else self.part
            self.body.append(line)

    def words(self) -> tuple[str, str]:
        """Return what was said in the end, and what stood there before it was changed."""
        if not self.versions:
            return "\n".join(self.body).strip("\n"), ""
        texts = ["\n".join(_after_fields(v)).strip("\n") for v in self.versions]
        return texts[0], joined(texts[1:], "\n\n")


def _after_fields(lines: list[str]) -> list[str]:
    """Return the words of a version or a quote: what stands behind its own fields."""
    for n, line in enumerate(lines):
        if not line.strip():
            return lines[n + 1 :]
    return []


def is_transcript(head: str) -> bool:
    """Tell whether a text begins as sigtop's do."""
    lines = head[:4000].splitlines()
    if not lines or not lines[0].startswith("Conversation: ") or len(lines) < 4 or lines[1].strip():
        return False
    return _begins(lines[2], lines[3])


def _begins(line: str, following: str) -> bool:
    if line.startswith("From: "):
        return following.startswith("Type: ")
    return line.startswith("Type: ") and following.startswith(("Sent: ", "Received: "))


def _messages(lines: TextLines, items: ChatItems | None = None) -> Iterator[_Message | str]:
    """Yield who talks (the first line), then the messages."""
    held: _Message | None = None
    blank = True
    with closing(numbered(lines, items)) as every:
        pairs = _with_next(every)
        for (number, line), following in pairs:
            if number == 1:
                yield line.removeprefix("\ufeff").removeprefix("Conversation: ")
                continue
            if blank and _begins(line, following):
                if held:
                    yield held
                held = _Message(number)
            blank = not line.strip()
            if held:
                held.add(line)
            elif not blank and items:
                items.reject(f"line {number}", "stands before the first message", line)
    if held:
        yield held


def _with_next(every: Iterator[tuple[int, str]]) -> Iterator[tuple[tuple[int, str], str]]:
    held = next(every, None)
    while held is not None:
        following = next(every, None)
        yield held, following[1] if following else ""
        held = following


def transcript(items: ChatItems, lines: TextLines, before: TextLines) -> Iterator[None]:
    """Make records of a transcript, one at a time; ``before`` is for a first look at who talks."""
    people: dict[str, None] = {}
    title = ""
    for message in _messages(before):
        if isinstance(message, str):
            title = message.strip()
        elif message.first("From"):
            people[message.first("From")] = None
        if len(people) >= ENOUGH:
            break
    group = title.endswith(" (group)") or len(people) >= ENOUGH
    for message in _messages(lines, items):
        if not isinstance(message, str):
            _record(items, message, title, list(people), group)
            yield


def _record(items: ChatItems, message: _Message, title: str, people: list[str], group: bool) -> None:
    sender, kind = message.first("From"), message.first("Type")
    said, earlier = message.words()
    quoted = "\n".join(_after_fields(message.quoted))
    service = kind not in _SAID
    others = not group or service or bool(message.quoted) or addressed(said)
    names = [(_FILE.fullmatch(a) or [a, a])[1] for a in message.fields.get("Attachment", [])]
    pictures, files = apart(n for n in names if n != "no filename")
    raw = message.first("Sent") or message.first("Received")
    items.record(
        f"line {message.line}", author=_named(sender)[0], posted_at=_moment(raw), posted_at_raw=raw, text=said,
        kind=RecordKind.CALL if kind == "call-history" else None,
        more_text={"quoted": quoted, "earlier": earlier}, text_role=Role.MENTIONED if others else None,
        text_roles={"quoted": Role.MENTIONED},
        extra={
            "chat": title, "type": kind, "file": files, "received": message.first("Received"),
            "quote_of": "; ".join(message.quoted[:2]) if message.quoted else "",
            "reactions": joined(message.fields.get("Reaction", []), "; "),
        },
    )  # fmt: skip
    items.parts["service messages" if service else "messages"] += 1
    _declare(items, sender, "sender", Role.SELF)
    if group:
        items.declare("account", title, "group", Role.CONTAINER, f"signal:{title}@{items.short}")
    else:
        for other in dict.fromkeys([*people, title]):
            if other and _named(other) != _named(sender):
                _declare(items, other, "other", Role.COUNTERPARTY)
    items.pictures(pictures, Role.MENTIONED if others else Role.SELF)


def _named(who: str) -> tuple[str, str]:
    """Return the name and what tells the person apart: a number, a username or an account."""
    found = _WHO.fullmatch(who)
    return (found[1], found[2]) if found else (who, "")


def _declare(items: ChatItems, who: str, place: str, role: Role) -> None:
    name, detail = _named(who)
    if name == "You" and not detail:
        items.declare("account", name, place, role, f"signal:owner@{items.short}")
    elif NUMBER.fullmatch(detail):
        items.declare("phone", detail, f"{place}_phone", role)
    elif _UUID.fullmatch(detail):
        items.declare("account", detail, f"{place}_account", role, f"signal:{detail.lower()}")
    elif _USERNAME.fullmatch(detail):
        items.declare("signal", detail, f"{place}_username", role)
    elif name and name != "Unknown":
        items.declare("account", name, place, role, f"signal:{name}@{items.short}")


def _moment(raw: str) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(raw[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
