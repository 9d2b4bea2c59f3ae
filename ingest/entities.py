"""What the readers of entities (STIX, FollowTheMoney) share: objects one at a time, properties as text, moments."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphkit.errors import WrongFormatError
from graphkit.model import Batch, Role
from graphkit.settings import ReadOptions
from ingest import names
from ingest.delimited import excerpt
from ingest.encodings import utf8_blocks
from ingest.flatten import JOINER, json_text, scalar_text
from ingest.items import Items
from ingest.json_items import Path as JsonPath
from ingest.json_items import Walk, What
from ingest.json_rows import read_object
from ingest.rows import Notes, nothing_came
from ingest.streams import ByteStream

Object = dict[str, Any]
LONGEST_LIST = 1_000  # values of one property that are looked at


@dataclass(slots=True)
class Objects:
    """The objects of a file, one at a time.

    Attributes
    ----------
    path, source
        The file, and what messages call it.
    choose
        Which arrays and objects hold them; see :class:`ingest.json_items.Walk`.
    notes
        What is worth telling.
    rest, damage
        At the end: what was being read where it broke off, and why.
    """

    path: Path
    source: str
    choose: Callable[[JsonPath, bool], What]
    notes: Notes = field(default_factory=Notes)
    rest: bytes | None = None
    damage: str | None = None

    def read(self) -> Iterator[tuple[int, Object | str, bytes]]:
        """Yield number, object (or why there is none) and bytes of each."""
        stream = ByteStream(self.path, self.source)
        encoding, blocks = utf8_blocks(stream)
        self.notes.facts["encoding"] = encoding.name
        walk = Walk(self.choose)
        done = 0
        for batch in walk.items(blocks):
            for item in batch.items:
                done += 1
                read = (
                    "longer than can be read"
                    if item is None
                    else read_object(item.strip(), self.notes, encoding.name)
                )
                yield done, read, item or b""
        self.rest, self.damage = walk.rest, stream.damage
        if not done and self.damage:
            raise nothing_came(stream)


@dataclass(slots=True)
class Reading:
    """One file of entities being read.

    Parameters
    ----------
    word
        What an entity of it is called in locators.
    objects, items
        Where they come from, and where records go.
    is_one
        Whether an object is an entity at all.
    record
        Makes a record of one, at a locator; returns what it was, in the plural, or ``left: ...``.
    """

    word: str
    objects: Objects
    items: Items
    is_one: Callable[[Object], bool]
    record: Callable[[Object, str], str]
    parts: Counter[str] = field(default_factory=Counter)

    def batches(self, options: ReadOptions) -> Iterator[Batch]:
        """Yield the records in batches, and tell what was read.

        Raises
        ------
        WrongFormatError
            If nothing in the file is such an entity.
        """
        found = False
        last = 0
        for last, read, raw in self.objects.read():
            locator = f"{self.word} {last}"
            if isinstance(read, str) or not self.is_one(read):
                reason = read if isinstance(read, str) else f"no {self.word}: it has no type or id"
                self.items.reject(locator, reason, raw.decode("utf-8", "replace").strip())
            else:
                found = True
                self.parts[self.record(read, locator)] += 1
            if found:
                yield from self.items.ready()
            elif last > 1_000:
                break
        if not found:
            raise WrongFormatError(f"{options.source}: holds no {self.word}.")
        if self.objects.rest is not None:
            reason = self.objects.damage or "the JSON breaks off or goes wrong here; the rest was not read"
            cut = excerpt(self.objects.rest.decode("utf-8", "replace").strip())
            self.items.reject(f"{self.word} {last + 1}", reason, cut)
        yield from self.items.rest()
        self.tell(options)

    def tell(self, options: ReadOptions) -> None:
        """Tell what was read."""
        for key, value in self.objects.notes.facts.items():
            options.report(key, value)
        options.report("parts", dict(sorted(self.parts.items())))
        left = sorted(name for name in self.parts if name.startswith("left: "))
        warnings = [*self.objects.notes.warnings, *self.items.warnings]
        if left:
            told = ", ".join(f"{name.removeprefix('left: ')} ({self.parts[name]:,})" for name in left[:20])
            warnings.append(
                f"no records were made of: {told}" + (f" and {len(left) - 20} more" if left[20:] else "")
            )
        options.report("warnings", warnings)


def texts(value: object) -> list[str]:
    """Return a property's values as texts: one, or those of a list; objects as JSON, nothing left out.

    Examples
    --------
    >>> texts(["a", None, 5, {"b": 1}]), texts("x"), texts(None)
    (['a', '5', '{"b":1}'], ['x'], [])
    """
    listed = value[:LONGEST_LIST] if isinstance(value, list) else [value]
    found = (json_text(v) if isinstance(v, dict | list) else scalar_text(v) for v in listed)
    return [text for text in found if text is not None and text.strip()]


def first(held: Mapping[str, Any], *keys: str) -> str | None:
    """Return the first value that one of some properties has."""
    return next((found[0] for key in keys if (found := texts(held.get(key)))), None)


def joined(held: Mapping[str, Any], key: str) -> str | None:
    """Return the values of a property, one after another; none for none."""
    return JOINER.join(texts(held.get(key))) or None


def moment(text: str | None, warn: Callable[[str], None]) -> dt.datetime | None:
    """Read a moment of ISO 8601; none for what names no whole day.

    Examples
    --------
    >>> moment("2024-01-13T10:00:00+02:00", print).isoformat(), moment("2024", print)
    ('2024-01-13T10:00:00+02:00', None)
    """
    if text is None or len(text) < 10 or text[4:5] != "-":
        return None
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if found.tzinfo is None:
        if len(text.strip()) > 10:
            warn("times that give no time zone were taken as UTC")
        found = found.replace(tzinfo=dt.UTC)
    return found


def kind_named(key: str) -> str:
    """Return the kind of identifier that the name of a property names, whoever's extension it is; empty for none.

    Examples
    --------
    >>> kind_named("x_misp_phone"), kind_named("x_acme_telegram_username"), kind_named("x_opencti_score")
    ('phone', 'telegram', '')
    """
    parts = names.words(key)[-6:]
    for start in range(len(parts)):
        said = names.match(" ".join(parts[start:]))
        if said.kind and not said.guarded and said.kind != names.PICTURE:
            return said.kind
    return ""


def service_kind(service: str) -> str:
    """Return the kind of account of a service; empty for one that has none of its own.

    Examples
    --------
    >>> service_kind("Telegram"), service_kind("bazaarly")
    ('telegram', '')
    """
    said = names.match(service) if len(service) < 40 else names.Said()
    return (
        said.kind
        if said.kind not in ("", "phone", "email", "username", "link", "wallet", "payment", "domain")
        else ""
    )


def declare_account(items: Items, service: str, login: str, field_name: str, role: Role = Role.SELF) -> None:
    """Declare the name of an account: of its service's kind, else on the platform of the record."""
    items.declare(service_kind(service) or "username", login, field_name, role)
