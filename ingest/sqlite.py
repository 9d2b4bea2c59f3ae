"""Reads SQLite databases: the tables whose rows look like records, or the one that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pyarrow as pa

from graphkit.errors import SourceError
from graphkit.model import Batch
from graphkit.settings import ReadOptions
from ingest.assemble import merged
from ingest.choosing import holds_records
from ingest.flatten import Column
from ingest.header import distinct
from ingest.mapping import check
from ingest.rows import Chunk, Notes, Reject, Source, ints
from ingest.sqlite_rows import MAGIC, Database, Row, Table
from ingest.sqlite_texts import texts
from ingest.streams import peek
from ingest.tables import Reading

CHUNK_ROWS = 5_000
CHUNK_BYTES = 16 << 20
_SAMPLE = 200  # rows by which a table is judged
_TOLD = 20  # tables named in a sentence, at most


class SqliteIngestor:
    """Reads the tables of an SQLite database whose rows are records."""

    name = "sqlite"
    formats: tuple[str, ...] = ("SQLite databases",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is a database, 0..1, from its first bytes (gzip or not)."""
        del path
        return 0.8 if peek(head, 64).startswith(MAGIC) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the rows in batches, table by table.

        Parameters
        ----------
        path
            The file; where it is none on disk, or gzip, a copy is made and removed.
        options
            ``records`` names a table; without it those are read that look like records. ``report`` is told ``parts``
            (table -> rows read), and what it is told of any table.

        Raises
        ------
        SourceError
            If it cannot be read, or has no such table.
        UsageError
            If the mapping names something that a column cannot be.
        """
        check(options.mapping, options.source)
        source = Source(path, options.source, "", frozenset(options.mapping), options.records)
        reading = Reading(source, sqlite_rows, options)
        options.report("format", "SQLite database")
        yield from merged(reading.batches(), options.batch_size)
        reading.report()


def sqlite_rows(source: Source, notes: Notes) -> Iterator[Chunk]:
    """Yield the rows of the chosen tables; locators give the table and the id of the row in it."""
    notes.several = "table"
    with ExitStack() as stack:
        database = Database(source, notes, stack)
        parts: dict[str, int] = {}
        notes.facts["parts"] = parts
        done = 0
        for table in _choose(database, source, notes):
            parts[table.name] = 0
            if table.computed:
                notes.warn(f"table {table.name}: columns that are computed when they are read were left out")
            for chunk in _chunks(database, table, done, notes):
                done += len(chunk.ordinals) + len(chunk.rejects)
                parts[table.name] += len(chunk.ordinals)
                yield chunk


def _choose(database: Database, source: Source, notes: Notes) -> list[Table]:
    """Return the tables to read, and say which and which not."""
    contents = database.contents()
    tables = contents.tables
    if source.records:
        return [_named(source, tables, contents.passed)]
    counts = {table.name: database.count(table) for table in tables}
    filled = [table for table in tables if counts[table.name] != "0 rows"]
    mapping = dict.fromkeys(source.known, "extra")
    chosen = [table for table in filled if holds_records(_sample(database, table), mapping)]
    if not chosen and len(filled) == 1:
        chosen = filled
    if not chosen:
        if not filled:
            notes.warn("the database holds no rows")
            return []
        raise SourceError(
            f"{source.name}: none of its tables looks like records: {_listed([t.name for t in filled], counts)}. "
            "Name one by --records."
        )
    left = [table.name for table in tables if table not in chosen]
    if left or len(chosen) > 1:
        named = [table.name for table in chosen]
        told = f"read as records: {_listed(named, counts)}"
        rest = f"; left: {_listed(left, counts)}" if left else ""
        notes.warn(f"{told}{rest}. To read another, name it by --records")
    if contents.passed:
        notes.warn(
            f"views, virtual tables and what lies behind them were not read: {_listed(contents.passed, {})}"
        )
    return chosen


def _named(source: Source, tables: list[Table], passed: list[str]) -> Table:
    """Return the table that the user names."""
    wanted = source.records.strip()
    for same in (str, str.casefold):
        for table in tables:
            if same(table.name) == same(wanted):
                return table
    names = _listed([table.name for table in tables], {}) or "none"
    what = "is a view or virtual table, which is not read" if wanted in passed else "is none of its tables"
    raise SourceError(f"{source.name}: {wanted} {what}. Tables: {names}.")


def _listed(names: list[str], counts: dict[str, str]) -> str:
    told = [f"{name} ({counts[name]})" if name in counts else name for name in names[:_TOLD]]
    return ", ".join(told) + (f" and {len(names) - _TOLD} more" if len(names) > _TOLD else "")


def _sample(database: Database, table: Table) -> dict[str, Column]:
    rows = [row for row in islice(database.rows(table), _SAMPLE) if not row.reason]
    return _columns(table, rows, Notes()) if rows else {}


def _columns(table: Table, rows: list[Row], notes: Notes) -> dict[str, Column]:
    """Return rows as columns of text."""
    names, twice = distinct(table.columns)
    for name in twice:
        notes.warn(
            f"table {table.name}: two columns are called {name!r}; the second is kept under another name"
        )
    out = {}
    for i, name in enumerate(names):
        made, page = texts([row.values[i] for row in rows])
        if page:
            notes.warn(f"table {table.name}: values of {name} that are no UTF-8 were read as {page}")
        out[name] = Column(pa.array(made, pa.string()))
    return out


def _chunks(database: Database, table: Table, done: int, notes: Notes) -> Iterator[Chunk]:
    """Yield the rows of a table; ``done`` rows of the database came before."""
    word = f"table {table.name}, row"
    rows: list[Row] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    size = 0

    def chunk() -> Chunk:
        return Chunk(
            _columns(table, rows, notes),
            ints(numbers),
            ints([r.place for r in rows]),
            word,
            rejects,
            table.name,
        )

    for n, row in enumerate(database.rows(table), done + 1):
        if row.reason:
            rejects.append(Reject(f"{word} {row.place}", row.reason, ""))
        else:
            rows.append(row)
            numbers.append(n)
            size += sum(len(value) if isinstance(value, bytes | str) else 8 for value in row.values)
        if len(rows) + len(rejects) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield chunk()
            rows, numbers, rejects, size = [], [], [], 0
    yield chunk()
