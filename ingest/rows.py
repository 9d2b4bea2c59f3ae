"""What every reader of rows yields, and the rows of delimited text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graphkit.errors import SourceError
from ingest.delimited import RowParser, excerpt
from ingest.dialects import ONE_COLUMN, find_shape
from ingest.encodings import LineBlock, TextLines
from ingest.flatten import Column
from ingest.streams import ByteStream


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that became no record: its place, the reason, and the beginning of its text."""

    locator: str
    reason: str
    raw: str


@dataclass(slots=True)
class Chunk:
    """Some rows of a table, in order, as columns. How rows fall into chunks depends on the source alone.

    Attributes
    ----------
    columns
        Name -> values; all of one length, that of ``ordinals``.
    ordinals
        Places in the source among good and bad rows alike, from 1; int64.
    places
        Numbers of the lines, rows or items; int64.
    word
        What a place is called: ``line``, ``row``, ``sheet Ads row``.
    rejects
        Rows that could not be read.
    table
        The sheet, array or table of a database, where a source has several.
    locators
        Where the rows are, in words, where ``word`` and ``places`` would not lead there.
    """

    columns: dict[str, Column]
    ordinals: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    word: str
    rejects: list[Reject] = field(default_factory=list)
    table: str = ""
    locators: list[str] | None = None


@dataclass(slots=True)
class Notes:
    """What is worth telling about the reading of one source.

    Attributes
    ----------
    facts
        ``encoding``, ``delimiter``, ...
    warnings
        Sentences, each once, in order.
    several
        What one of several tables of a source is called.
    """

    facts: dict[str, object] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)
    several: str = "sheet"

    def warn(self, sentence: str) -> None:
        """Keep a sentence; the same one twice is kept once."""
        self.warnings.setdefault(sentence)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read.

    Attributes
    ----------
    path, name
        Its place, and what messages call it.
    suffix
        Its ending, but ``.gz``.
    known
        Names of columns that the user gave.
    records
        Where the user says that its records are; empty for nothing said.
    """

    path: Path
    name: str
    suffix: str = ""
    known: frozenset[str] = frozenset()
    records: str = ""


Stream = Callable[[Source, Notes], Iterator[Chunk]]


def ints(values: list[int] | range) -> npt.NDArray[np.int64]:
    """Return numbers as int64."""
    return np.asarray(values, np.int64)


def broken_off(stream: ByteStream, locator: str, tail: bytes) -> Reject:
    """Return the reject for the place where a damaged source ends."""
    return Reject(
        locator, f"{stream.damage}; what came before was read", excerpt(tail.decode("utf-8", "replace"))
    )


def nothing_came(stream: ByteStream) -> SourceError:
    """Return the error for a damaged source of which nothing could be read."""
    return SourceError(
        f"{stream.source}: {stream.damage}, and nothing could be read. Copy or download it anew."
    )


def delimited(source: Source, notes: Notes) -> Iterator[Chunk]:
    """Yield the rows of CSV and its kin; locators count physical lines from 1, the header's included."""
    stream = ByteStream(source.path, source.name)
    lines = TextLines(stream)
    blocks = lines.blocks()
    ahead: list[LineBlock] = []
    for block in blocks:
        ahead.append(block)
        if not block.too_long:
            break
    notes.facts["encoding"] = lines.encoding.name
    shape = find_shape(ahead[-1].data, source.suffix, source.known) if ahead else None
    if shape is None:
        if stream.damage:
            raise nothing_came(stream)
        notes.warn("the file is empty")
        return
    dialect = shape.dialect
    notes.facts["delimiter"] = "none" if dialect.delimiter == ONE_COLUMN else dialect.delimiter
    notes.facts["quoting"] = dialect.quoting
    notes.facts["header"] = shape.header
    for sentence in shape.warnings:
        notes.warn(sentence)
    parser = RowParser(chain(ahead, blocks), dialect, len(shape.columns), lines.encoding.name)
    empty = {name: Column(pa.array([], pa.string())) for name in shape.columns}
    yield Chunk(empty, ints([]), ints([]), "line")
    for rows in parser.rows():
        rejects = [Reject(f"line {bad.line}", bad.reason, bad.raw) for bad in rows.bad]
        columns = empty
        if rows.cells:
            cells = zip(*rows.cells, strict=True)
            columns = {n: Column(pa.array(v, pa.string())) for n, v in zip(shape.columns, cells, strict=True)}
        yield Chunk(columns, ints(rows.ordinals), ints(rows.lines), "line", rejects)
    if stream.damage:
        reject = broken_off(stream, f"line {lines.next_line}", lines.tail)
        yield Chunk(empty, ints([]), ints([]), "line", [reject])
