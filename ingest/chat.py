"""What readers of chat and account exports share: values of any type taken with care, times, pictures, what to tell."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Any

from graphkit.model import RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.encodings import TextLines
from ingest.items import Items
from ingest.json_walk import Path, Value, loads, walk
from ingest.streams import ByteStream

PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".heic", ".heif", ".tif", ".tiff")
# A name behind a bare sign addresses somebody; behind a letter or a dot it is the host of an e-mail.
_ADDRESSED = re.compile(r"(?<![\w.@])[@＠]\w")
ZONELESS = "the times give no time zone and were taken as UTC"


def text(value: object) -> str:
    """Return a string or a whole number as text; empty for anything else.

    Examples
    --------
    >>> text(" a "), text(12), text(True), text([1]), text(None)
    (' a ', '12', '', '', '')
    """
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def mapping(value: object) -> dict[str, Any]:
    """Return an object, or an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list[Any]:
    """Return a list, or an empty one where there is none."""
    return value if isinstance(value, list) else []


def number(value: object) -> float | None:
    """Return a number, also one that is written as a string; none for anything else.

    Examples
    --------
    >>> number("1700000000"), number(True), number("x"), number({})
    (1700000000.0, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value) if len(str(value)) < 40 else None
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found == found else None


def seconds(value: object) -> float | None:
    """Return seconds since 1970; numbers too large for that are milliseconds. Zero is no moment.

    Examples
    --------
    >>> seconds(1700000000123), seconds("1700000000"), seconds(0)
    (1700000000.123, 1700000000.0, None)
    """
    found = number(value)
    if not found:
        return None
    return found / 1000 if abs(found) > 1e11 else found


def addressed(*texts: str) -> bool:
    """Tell whether a text names somebody by a bare ``@name``: on most platforms that is another person.

    Examples
    --------
    >>> addressed("thanks @bob"), addressed("write to a@b.example"), addressed("@ 5 pm")
    (True, False, False)
    """
    return any(_ADDRESSED.search(t) for t in texts if "@" in t or "＠" in t)


def joined(values: Iterable[str], mark: str = ", ") -> str:
    """Return the values that are not blank, each once, beside each other."""
    return mark.join(dict.fromkeys(v for v in values if v.strip()))


def is_picture(name: str) -> bool:
    """Tell whether a file beside the source is called like a picture; addresses are never fetched."""
    return "://" not in name and name.lower().endswith(PICTURES)


def apart(names: Iterable[str]) -> tuple[list[str], str]:
    """Return the pictures among files, and the others beside each other."""
    kept = list(dict.fromkeys(n.strip() for n in names if n.strip()))
    return [n for n in kept if is_picture(n)], joined(n for n in kept if not is_picture(n))


class ChatItems(Items):
    """Items of a chat or account export, with a count of what was understood and what people should know.

    Attributes
    ----------
    parts
        What was made: name -> how many.
    """

    def __init__(
        self, options: ReadOptions, platform: str = "", kind: RecordKind = RecordKind.MESSAGE
    ) -> None:
        super().__init__(options, platform, kind)
        self.options = options
        self.parts: Counter[str] = Counter()
        self._said: dict[str, None] = {}

    @property
    def short(self) -> str:
        """The beginning of the source's hash, for names that mean somebody only inside this source."""
        return self.options.source_id[:8]

    def warn(self, sentence: str) -> None:
        """Keep a sentence for people, once."""
        self._said[sentence] = None

    def iso(self, raw: str) -> dt.datetime | None:
        """Read a time as ISO 8601 writes it; one without a zone is taken as UTC, which is said once."""
        try:
            moment = dt.datetime.fromisoformat(raw.strip())
        except ValueError:
            return None
        if moment.tzinfo is None:
            self.warn(ZONELESS)
            return moment.replace(tzinfo=dt.UTC)
        return moment

    def owner(self, platform: str) -> None:
        """Declare who owns the archive where its files do not name the account: it is one within this source."""
        self.declare("account", "the archive's owner", "owner", value=f"{platform}:owner@{self.short}")

    def pictures(self, names: Iterable[str], role: Role | None = None) -> None:
        """Declare the pictures that the record names."""
        for name in names:
            self.declare("image", name.replace("\\", "/"), "photo", role or Role.SELF)

    def mentioned(self, kind: str, raw: str, field: str, value: str | None = None) -> None:
        """Declare somebody whom the record only names."""
        self.declare(kind, raw, field, Role.MENTIONED, value)

    def tell(self, format_name: str, **facts: object) -> None:
        """Report what was read."""
        say = self.options.report
        say("format", format_name)
        say("parts", {name: self.parts[name] for name in sorted(self.parts)})
        for key, value in facts.items():
            say(key, value)
        say("warnings", [*self._said, *self.warnings])


def numbered(lines: TextLines, items: ChatItems | None = None) -> Generator[tuple[int, str], None, None]:
    """Yield the lines of a text with their numbers; what is too long or broken off goes to the rejects of ``items``."""
    with closing(lines.blocks()) as blocks:
        for block in blocks:
            whole = block.data.decode("utf-8", "replace")
            if block.too_long:
                if items:
                    items.reject(f"line {block.first}", "the line is longer than 64 MiB", whole)
                continue
            for number, line in enumerate(whole.removesuffix("\n").split("\n"), block.first):
                yield number, line.removesuffix("\r")
    if lines.stream.damage and items:
        tail = lines.tail.decode("utf-8", "replace")
        items.reject(f"line {lines.next_line}", lines.stream.damage, tail)


def values_of(
    stream: ByteStream, blocks: Iterator[bytes], enter: Callable[[Path], bool], skip: int = 0
) -> Iterator[Value]:
    """Yield a document's values; where the bytes are damaged, the last faults say so."""
    for value in walk(blocks, enter, skip):
        if value.fault and stream.damage:
            yield Value(value.path, value.items, value.start, value.data, stream.damage)
        else:
            yield value


def decoded(value: Value) -> Any:
    """Return what a value says.

    Raises
    ------
    ValueError
        If it is not whole or no JSON.
    """
    if value.fault:
        raise ValueError(value.fault)
    return loads(value.data)


def raw_of(value: Value) -> str:
    """Return how a value stands, as text."""
    return value.data.decode("utf-8", "replace")


__all__ = [
    "PICTURES",
    "ZONELESS",
    "ChatItems",
    "addressed",
    "apart",
    "decoded",
    "is_picture",
    "joined",
    "listing",
    "mapping",
    "number",
    "numbered",
    "raw_of",
    "seconds",
    "text",
    "values_of",
]  # fmt: skip
