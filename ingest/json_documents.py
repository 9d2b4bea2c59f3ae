"""Rows of JSON documents, as chunks of columns: of an array, of several, or of what stands at a path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from graphkit.errors import SourceError, WrongFormatError
from ingest.choosing import holds_records
from ingest.delimited import excerpt
from ingest.encodings import Encoding, utf8_blocks
from ingest.flatten import Flattener
from ingest.json_items import MAX_ITEM, Items, Path, Walk
from ingest.json_paths import Found, Survey, chooser, parse_path, patterns, said, survey, table_of
from ingest.json_rows import DECODER, read_object
from ingest.rows import Chunk, Notes, Reject, Source, ints, nothing_came
from ingest.streams import ByteStream

CHUNK_ROWS = 5_000
CHUNK_BYTES = 16 << 20
_TOLD = 12  # arrays named in a sentence, at most


@dataclass(slots=True)
class _Waiting:
    """Rows of one table that are to become a chunk."""

    table: str
    flatten: Flattener
    rows: list[dict[str, Any]] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    size: int = 0

    def chunk(self) -> Chunk:
        """Return the chunk, and begin the next."""
        places = np.zeros(len(self.rows), np.int64)
        made = Chunk(
            self.flatten(self.rows),
            ints(self.ordinals),
            places,
            "item",
            self.rejects,
            self.table,
            self.places,
        )
        self.rows, self.ordinals, self.places, self.rejects, self.size = [], [], [], [], 0
        return made


class _Document:
    """A document being read."""

    def __init__(self, source: Source, notes: Notes) -> None:
        self._source = source
        self._notes = notes
        self._encoding = Encoding("utf-8", "utf-8")
        self._done = 0
        self._last = ""

    def _blocks(self) -> tuple[ByteStream, Iterator[bytes]]:
        stream = ByteStream(self._source.path, self._source.name)
        self._encoding, blocks = utf8_blocks(stream)
        return stream, blocks

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows."""
        targets = {parse_path(self._source.records): ""} if self._source.records else self._choose()
        if targets is None:
            return
        stream, blocks = self._blocks()
        self._notes.facts["encoding"] = self._encoding.name
        walk = Walk(chooser(targets))
        labelled = bool(self._source.records) or len(targets) > 1
        waiting: dict[str, _Waiting] = {}
        for batch in walk.items(blocks):
            table = table_of(targets, batch.path) or ""
            own = waiting.setdefault(table, _Waiting(table, Flattener(self._notes.warn)))
            self._add(own, batch, labelled)
            if len(own.rows) >= CHUNK_ROWS or own.size >= CHUNK_BYTES or len(own.rejects) >= CHUNK_ROWS:
                yield own.chunk()
        self._check(stream, walk)
        for own in waiting.values():
            yield own.chunk()
        if walk.rest is not None:
            reason = stream.damage or "the JSON breaks off or goes wrong here; the rest was not read"
            raw = excerpt(walk.rest.decode("utf-8", "replace").strip())
            yield Chunk(
                {}, ints([]), ints([]), "item", [Reject(self._next(), reason, raw)], next(iter(waiting), "")
            )

    def _next(self) -> str:
        """Return where the item after the last would stand."""
        before, _, number = self._last.rpartition(" ")
        return f"{before or 'item'} {int(number) + 1 if number.isdecimal() else 1}"

    def _check(self, stream: ByteStream, walk: Walk) -> None:
        """Raise what is to be said of a document in which nothing was found."""
        if self._done:
            return
        if stream.damage:
            raise nothing_came(stream)
        if walk.rest is not None:
            where = excerpt(walk.rest.decode("utf-8", "replace").strip())[:60]
            raise SourceError(
                f"{self._source.name}: no valid JSON: it breaks off or goes wrong at {where!r}. "
                "Check the file, or copy it anew."
            )
        if self._source.records:
            raise SourceError(self._nothing_at())

    def _nothing_at(self) -> str:
        path = self._source.records
        found = survey(self._blocks()[1])
        if found.is_array:
            return f"{self._source.name}: nothing at {path}: the document is an array. Try *.{path}, or no --records."
        arrays = _listed(patterns(found.arrays.values()))
        return f"{self._source.name}: nothing at {path}; it holds the arrays {arrays or 'none'}. Name one by --records."

    def _choose(self) -> dict[Path, str] | None:
        """Return the paths to read and their tables; none where there is nothing."""
        stream, blocks = self._blocks()
        found = survey(blocks)
        self._notes.facts["encoding"] = self._encoding.name
        if not found.tops:
            self._no_container(found, stream)
            return None
        if found.prefix:
            self._notes.warn(
                f"{excerpt(found.prefix.decode('utf-8', 'replace'))[:60]!r} before the JSON was passed over"
            )
        if found.is_array or found.tops > 1:
            return {(): ""}
        return self._of_object(found)

    def _no_container(self, found: Survey, stream: ByteStream) -> None:
        if found.rest is None:
            if stream.damage:
                raise nothing_came(stream)
            self._notes.warn("the file is empty")
            return
        if stream.damage:
            raise nothing_came(stream)
        try:
            msgspec.json.decode(found.rest.strip())
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise SourceError(
                f"{self._source.name}: no valid JSON. Check the file, or copy it anew."
            ) from None
        raise WrongFormatError(f"{self._source.name}: holds one value, neither objects nor an array of them.")

    def _of_object(self, found: Survey) -> dict[Path, str]:
        """Choose among the arrays of a single object."""
        direct = {
            path[0]: array
            for path, array in found.arrays.items()
            if len(path) == 1 and self._sample(array, 1)
        }
        if len(direct) == 1:
            return self._one(next(iter(direct)), found)
        if not direct:
            deeper = [a for path, a in found.arrays.items() if len(path) > 1 and self._sample(a, 1)]
            if deeper:
                self._notes.warn(
                    "the object was read as one record; arrays of objects lie deeper in it: "
                    f"{_listed(patterns(deeper))}; name one by --records"
                )
            return {(): ""}
        mapping = dict.fromkeys(self._source.known, "extra")
        chosen = [
            key for key, array in direct.items()
            if holds_records(Flattener(lambda _sentence: None)(self._sample(array)), mapping)
        ]  # fmt: skip
        if not chosen:
            names = ", ".join(direct)
            self._notes.warn(f"the object holds several arrays ({names}) and was read as one record")
            return {(): ""}
        if len(chosen) == 1:
            return self._one(chosen[0], found)
        self._notes.several = "array"
        self._notes.facts["array"] = chosen
        counts = {key: direct[key].count for key in chosen}
        self._notes.warn(
            f"the object holds several arrays of records, each read as a table: {_listed(counts)}"
        )
        self._beside(chosen, found)
        return {(key,): key for key in chosen}

    def _one(self, key: str, found: Survey) -> dict[Path, str]:
        self._notes.facts["array"] = key
        self._beside([key], found)
        return {(key,): ""}

    def _beside(self, chosen: list[str], found: Survey) -> None:
        beside = [name for name in found.members if name not in chosen]
        if beside:
            told = ", ".join(map(repr, beside[:_TOLD])) + (
                f" and {len(beside) - _TOLD} more" if beside[_TOLD:] else ""
            )
            word = f"the array {chosen[0]!r} stand" if len(chosen) == 1 else "them stand"
            self._notes.warn(f"beside {word} {told}; they were not read")

    def _sample(self, array: Found, most: int = 50) -> list[dict[str, Any]]:
        """Return the first items of an array; none where the first is no object."""
        rows = [read_object(item, Notes(), "utf-8") for item in array.sample[:most]]
        return [row for row in rows if isinstance(row, dict)] if rows and isinstance(rows[0], dict) else []

    def _add(self, own: _Waiting, batch: Items, labelled: bool) -> None:
        """Add items to the rows of their table."""
        label = f"{said(batch.path)} " if labelled and batch.path else ""
        rows = _decoded(batch.items)
        for n, item in enumerate(batch.items):
            self._done += 1
            at = batch.first + n if batch.first else 0
            place = f"{label}item {at or self._done}" if at or not label else label.strip()
            self._last = place
            row = rows[n] if rows is not None else self._row(item)
            if isinstance(row, str):
                raw = b"" if item is None or row.startswith("not valid") else item
                own.rejects.append(Reject(place, row, excerpt(raw.decode("utf-8", "replace").strip())))
                continue
            own.rows.append(row)
            own.ordinals.append(self._done)
            own.places.append(place)
            own.size += len(item or b"")

    def _row(self, item: bytes | None) -> dict[str, Any] | str:
        if item is None:
            return f"the item is longer than {MAX_ITEM >> 20} MiB"
        return read_object(item.strip(), self._notes, self._encoding.name)


def _decoded(items: list[bytes | None]) -> list[dict[str, Any]] | None:
    """Decode items at once; none where one is bad or no object."""
    if None in items:
        return None
    try:
        rows: list[Any] = DECODER.decode(b"[" + b",".join(item for item in items if item is not None) + b"]")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return rows if len(rows) == len(items) and set(map(type, rows)) <= {dict} else None


def _listed(counts: Mapping[str, int]) -> str:
    """Return names with numbers, in words."""
    told = [f"{name} ({count:,})" for name, count in list(counts.items())[:_TOLD]]
    return ", ".join(told) + (f" and {len(counts) - _TOLD} more" if len(counts) > _TOLD else "")


def json_document(source: Source, notes: Notes) -> Iterator[Chunk]:
    """Yield the rows of a JSON document; memory does not grow with it.

    Rows are the items of its array; of the one array of objects in its object, or of each of several that look like
    records; the object itself where it has none; or what stands at ``source.records``.
    """
    yield from _Document(source, notes).chunks()
