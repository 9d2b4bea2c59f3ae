"""Reads tables: CSV and its kin, JSON, JSON lines, Parquet and XLSX, each also gzipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyarrow as pa

from graphkit.errors import WrongFormatError
from graphkit.model import Batch, RecordKind
from graphkit.settings import ReadOptions
from ingest import names
from ingest.assemble import Assembler, merged
from ingest.choosing import look_at
from ingest.columns import Plan, described, tables_absent
from ingest.content import SAMPLE
from ingest.countries import Places
from ingest.dates import Dates
from ingest.formats import recognise as format_of
from ingest.formats import stem_of, suffix_of
from ingest.json_documents import json_document
from ingest.json_rows import json_lines
from ingest.mapping import check
from ingest.parquet import parquet
from ingest.rows import Chunk, Notes, Source, Stream, delimited
from ingest.streams import cannot
from ingest.transfer_tables import recognise
from ingest.transfers import Transfers
from ingest.workbooks import xlsx

HEAD = 64 << 10
_STREAMS: dict[str, Stream] = {
    "delimited": delimited,
    "json": json_document,
    "json lines": json_lines,
    "parquet": parquet,
    "xlsx": xlsx,
}
_TABLES = {  # words of the name of a sheet, array or table of a database
    RecordKind.MESSAGE: frozenset({"message", "messages", "msgs", "sms", "chat", "сообщения"}),
    RecordKind.CONTACT: frozenset({"contact", "contacts", "phonebook", "addressbook", "контакты"}),
    RecordKind.PROFILE: frozenset(
        {"user", "users", "profile", "profiles", "accounts", "members", "пользователи"}
    ),
    RecordKind.EMAIL: frozenset({"mails", "emails", "письма"}),
    RecordKind.PAGE: frozenset({"pages", "urls", "visits", "страницы"}),
}
_MESSAGES = frozenset({"message", "messages", "msg", "sms", "tweet", "сообщение", "смс"})


@dataclass(slots=True)
class _Table:
    """One table of the source: what its columns are, and what makes its batches."""

    plan: Plan
    dates: Dates
    assembler: Assembler | None = None
    transfers: Transfers | None = None
    waiting: list[Chunk] = field(default_factory=list)


class TableIngestor:
    """Reads tables whose rows are records."""

    name = "tables"
    formats: tuple[str, ...] = (
        "CSV, TSV and other delimited text",
        "JSON",
        "JSON lines",
        "Parquet",
        "XLSX",
        "each also gzipped",
    )

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is a table, 0..1, from name and first bytes (gzip or not)."""
        return format_of(path, head)[1]

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the table's rows in batches, in order.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``columns`` (column -> what it was taken for), ``encoding``,
            ``delimiter``, ``quoting``, ``header``, ``date_order`` and ``warnings`` where they apply.

        Raises
        ------
        WrongFormatError
            If the file is no table.
        SourceError
            If it cannot be read at all.
        UsageError
            If the mapping names something that a column cannot be.
        """
        check(options.mapping, options.source)
        try:
            with path.open("rb") as file:
                head = file.read(HEAD)
        except OSError as error:
            raise cannot(options.source, error) from error
        format_name = format_of(path, head)[0]
        if not format_name and head:
            raise WrongFormatError(f"{options.source}: no table: neither CSV, JSON, Parquet nor XLSX.")
        source = Source(path, options.source, suffix_of(path), frozenset(options.mapping), options.records)
        reading = Reading(source, _STREAMS[format_name or "delimited"], options)
        options.report("format", format_name or "empty")
        yield from merged(reading.batches(), options.batch_size)
        reading.report()


class Reading:
    """One source being read: decides on columns from each table's first rows, then makes batches."""

    def __init__(self, source: Source, stream: Stream, options: ReadOptions) -> None:
        self._source = source
        self._stream = stream
        self._options = options
        self._notes = Notes()
        self._tables: dict[str, _Table] = {}

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, a chunk's at a time or less."""
        for chunk in self._stream(self._source, self._notes):
            table = self._tables.get(chunk.table)
            if table is None:
                table = self._tables[chunk.table] = self._new(chunk.table)
            if table.assembler is None and not len(chunk.ordinals):
                table.waiting.append(chunk)  # nothing to learn columns from yet
                continue
            yield from self._flush(table, [chunk])
        for table in self._tables.values():
            yield from self._flush(table, [])

    def _new(self, name: str) -> _Table:
        plan = Plan(self._options.mapping)
        return _Table(plan, Dates(lambda: self._whole_dates(name, plan)))

    def _flush(self, table: _Table, chunks: list[Chunk]) -> Iterator[Batch]:
        waiting, table.waiting = table.waiting, []
        for chunk in chain(chunks, waiting):
            self._learn(table, chunk)
        for chunk in chain(waiting, chunks):
            assert table.assembler is not None
            if len(chunk.ordinals) or chunk.rejects:
                yield from table.assembler.batches(chunk, self._options.batch_size)

    def _learn(self, table: _Table, chunk: Chunk) -> None:
        """Decide on the columns that are new in a chunk; the first that has rows decides on all it has."""
        plan = table.plan
        if table.assembler is None:
            found = recognise(chunk.columns, plan.told(chunk.columns), stem_of(self._options.source))
            table.transfers = plan.decider = found
        columns = chunk.columns if table.transfers is None else table.transfers.prepared(chunk.columns)
        new = [name for name in columns if name not in plan.meanings]
        if new:
            plan.extend({name: look_at(columns[name]) for name in new})
            self._options.report("columns", self._columns())
        if table.assembler is None:
            kind = _default_kind(plan, chunk.table) if table.transfers is None else table.transfers.kind
            table.assembler = Assembler(
                self._options.source_id, plan, table.dates, _places(plan, chunk), kind, table.transfers
            )

    def _whole_dates(self, name: str, plan: Plan) -> Iterable[pa.StringArray]:
        """Read the source once more, for nothing but its column of dates."""
        dated = plan.filled()["posted_at"].column
        for chunk in self._stream(self._source, Notes()):
            found = self._tables[name].transfers if chunk.table == name else None
            columns = chunk.columns if found is None else found.prepared(chunk.columns)
            if chunk.table == name and dated in columns:
                yield columns[dated].text

    def _columns(self) -> dict[str, str]:
        return described({name: table.plan for name, table in self._tables.items()})

    def report(self) -> None:
        """Tell everything that is worth keeping about the reading."""
        say = self._options.report
        for key, value in self._notes.facts.items():
            say(key, value)
        say("columns", self._columns())
        warnings = list(self._notes.warnings)
        orders = []
        for name, table in self._tables.items():
            place = f"{self._notes.several} {name}, " if len(self._tables) > 1 else ""
            warnings += [place + sentence for sentence in table.plan.warnings]
            if dated := table.plan.filled().get("posted_at"):
                warnings += [place + sentence for sentence in table.dates.warnings(dated.column)]
                orders.append(table.dates.said())
        warnings += tables_absent([t.plan for t in self._tables.values()], self._options.mapping)
        lists = {name: t.transfers.facts() for name, t in self._tables.items() if t.transfers is not None}
        if lists:
            say("transfers", lists if len(self._tables) > 1 else next(iter(lists.values())))
        if any(orders):
            say("date_order", "; ".join(order for order in orders if order))
        say("warnings", warnings)


def _places(plan: Plan, chunk: Chunk) -> Places:
    """Tell how the column of places is written, from the first rows."""
    placed = plan.filled().get("location")
    if placed is None or placed.column not in chunk.columns:
        return Places()
    sample = chunk.columns[placed.column].text.slice(0, SAMPLE).to_pylist()
    return Places.of([value.strip() for value in sample if value and value.strip()])


def _default_kind(plan: Plan, table: str) -> RecordKind:
    """Return what records are where no column says, by the names of their table and text; else ads."""
    text = plan.filled().get("text")
    said = set(names.words(text.column)) if text else set()
    if said & _MESSAGES:
        return RecordKind.MESSAGE
    called = set(names.words(table))
    return next((kind for kind, words in _TABLES.items() if called & words), RecordKind.AD)
