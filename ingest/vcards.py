"""vCards 2.1, 3.0 and 4.0: properties out of lines, whichever version wrote them."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.encodings import TextLines
from ingest.mail_text import charset_text

LONGEST = 4 << 20  # characters of one card without its pictures, at most
PROPERTIES = 2_000  # of one card, at most
_NAME = re.compile(r"(?:([\w-]{1,60})\.)?([\w-]{1,60})(?=[;:])", re.ASCII)
_PARAMETER = re.compile(r";((?:[^\";:]|\"[^\"]*\")*)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BEGIN, _END = "begin:vcard", "end:vcard"
DROPPED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})  # bytes, which are not kept
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a card.

    Attributes
    ----------
    group
        What ties it to its label (``item1``); mostly empty.
    name
        In capitals.
    parameters
        Name in capitals -> values; values without a name (2.1: ``CELL``) are under ``TYPE``.
    value
        Decoded from quoted-printable, not yet unescaped.
    """

    group: str
    name: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def text(self) -> str:
        """Its value, unescaped."""
        return unescaped(self.value).strip()

    def types(self) -> list[str]:
        """Return its types, lower case."""
        return [held.strip().lower() for held in self.parameters.get("TYPE", []) if held.strip()]


@dataclass(slots=True)
class Card:
    """One card.

    Attributes
    ----------
    line
        Its first line's number, from 1.
    properties
        In order.
    bytes_dropped
        How many pictures, sounds and keys were left out.
    fault
        Why it is no whole card; empty if it is.
    raw
        How a card with a fault begins.
    """

    line: int
    properties: list[Property] = field(default_factory=list)
    dropped: int = 0
    fault: str = ""
    raw: str = ""

    def first(self, name: str) -> str:
        """Return the text of the first property of a name; empty where there is none."""
        return next((p.text for p in self.properties if p.name == name), "")


def unescaped(value: str) -> str:
    r"""Undo the backslashes of a value.

    Examples
    --------
    >>> unescaped(r"a\, b\nc")
    'a, b\nc'
    """
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value) if "\\" in value else value


def fields(value: str) -> list[str]:
    r"""Cut a value at the semicolons that are not escaped.

    Examples
    --------
    >>> fields(r"Lee;Ann\;;;Dr.")
    ['Lee', 'Ann;', '', 'Dr.']
    """
    out, held = [], ""
    for piece in re.split(r"((?:\\.)|;)", value):
        if piece == ";":
            out.append(held)
            held = ""
        else:
            held += piece
    return [unescaped(part).strip() for part in (*out, held)]


def property_of(line: str) -> Property | None:
    """Read one unfolded line; none where it is no property.

    Examples
    --------
    >>> found = property_of('item1.TEL;type="cell,home";PREF:+1 202 555 0123')
    >>> found.name, found.parameters, found.value
    ('TEL', {'TYPE': ['cell', 'home', 'PREF']}, '+1 202 555 0123')
    """
    head = _NAME.match(line.lstrip())
    if head is None:
        return None
    line = line.lstrip()
    parameters: dict[str, list[str]] = {}
    at = head.end()
    while at < len(line) and line[at] == ";":
        match = _PARAMETER.match(line, at)
        if match is None or len(parameters) > 100:
            return None
        name, equals, said = match[1].partition("=")
        key, values = (name.strip().upper(), said) if equals else ("TYPE", name)
        if not equals and name.strip().upper() in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"}:
            key = "ENCODING"
        parameters.setdefault(key, []).extend(v.strip().strip('"') for v in values.strip('"').split(","))
        at = match.end()
    if at >= len(line) or line[at] != ":":
        return None
    value = line[at + 1 :]
    if any(how.upper() in {"QUOTED-PRINTABLE", "Q"} for how in parameters.get("ENCODING", [])):
        packed = quopri.decodestring(value.encode("utf-8", "surrogatepass"))
        value = charset_text(packed, (parameters.get("CHARSET") or [""])[0])
    return Property((head[1] or "").lower(), head[2].upper(), parameters, value)


class Cards:
    """The cards of a source.

    Parameters
    ----------
    lines
        Its lines.

    Attributes
    ----------
    outside
        Lines that stand between cards and say something: number and text; the first thousand.
    outside_count
        How many there are.
    """

    def __init__(self, lines: TextLines) -> None:
        self._lines = lines
        self.outside: list[tuple[int, str]] = []
        self.outside_count = 0

    def _plain(self) -> Iterator[tuple[int, str]]:
        """Yield the lines with their numbers; of one that is too long its beginning."""
        for block in self._lines.blocks():
            text = block.data.decode("utf-8", "replace")
            rows = [text] if block.too_long else text.split("\n")
            for number, line in enumerate(rows, block.first):
                yield number, line.rstrip("\r")

    def _unfolded(self) -> Iterator[tuple[int, str]]:
        """Yield lines put together where they were folded, or end in the middle of quoted-printable."""
        held: list[str] = []
        first, soft, size = 0, False, 0
        for number, line in self._plain():
            if held and (soft or line[:1] in {" ", "\t"}):
                size += len(line)
                if size <= LONGEST:
                    if soft:
                        held[-1] = held[-1][:-1]
                    held.append(line if soft else line[1:])
                soft = soft and line.endswith("=")
                continue
            if held:
                yield first, "".join(held)
            held, first, size = [line], number, len(line)
            soft = line.endswith("=") and "QUOTED-PRINTABLE" in line[:400].upper()
        if held:
            yield first, "".join(held)

    def cards(self) -> Iterator[Card]:
        """Yield the cards in order; one inside of another (``AGENT``) before it."""
        open_cards: list[Card] = []
        in_bytes = False
        sizes: list[int] = []
        for number, line in self._unfolded():
            said = line.strip().lower()
            if said == _BEGIN or (said.endswith(_BEGIN) and said.startswith("agent")):
                if len(open_cards) > 10:
                    yield _broken(open_cards.pop(0), "another card begins inside of it, many times")
                    sizes.pop(0)
                if open_cards and not said.startswith("agent") and not _holds_agent(open_cards[-1]):
                    yield _broken(open_cards.pop(), "it does not end before the next begins")
                    sizes.pop()
                open_cards.append(Card(number))
                sizes.append(0)
                in_bytes = False
            elif said == _END and open_cards:
                yield open_cards.pop()
                sizes.pop()
            elif not open_cards:
                self._between(number, line)
            elif said:
                in_bytes = self._take(open_cards[-1], sizes, line, in_bytes)
        for card in open_cards:
            yield _broken(card, self._lines.stream.damage or "it does not end: the file is cut short")

    def _between(self, number: int, line: str) -> None:
        if line.strip("\ufeff \t\0\x1a"):
            self.outside_count += 1
            if len(self.outside) < 1_000:
                self.outside.append((number, line[:1_000]))

    @staticmethod
    def _take(card: Card, sizes: list[int], line: str, in_bytes: bool) -> bool:
        """Put a line into a card; return whether bytes that are not kept may go on in the next."""
        if not card.raw:
            card.raw = line[:300]
        found = property_of(line)
        if found is None:
            # Bytes that some programs write without folding them.
            if in_bytes and _BASE64.fullmatch(line[:200]):
                return True
            found = Property("", "X-UNREAD", {}, line)
        if found.name in DROPPED and not (
            found.name == "KEY" and "pgp" in line[:200].lower() and len(line) < 200
        ):
            card.dropped += 1
            return True
        sizes[-1] += len(line)
        if len(card.properties) >= PROPERTIES or sizes[-1] > LONGEST:
            card.fault = card.fault or "it holds more than is read of one card; the rest was not kept"
        else:
            card.properties.append(found)
        return False


def _holds_agent(card: Card) -> bool:
    return (
        bool(card.properties)
        and card.properties[-1].name == "AGENT"
        and not card.properties[-1].value.strip()
    )


def _broken(card: Card, reason: str) -> Card:
    lines = [card.raw, *(f"{p.name}:{p.value[:200]}" for p in card.properties[1:20])]
    card.fault, card.raw = reason, "\n".join(lines)
    return Card(card.line, [], card.dropped, reason, card.raw)
