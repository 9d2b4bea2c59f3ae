"""The tables of an SQLite database and their rows, read so that a hostile or damaged file can do no harm.

Nothing that the file brings along is run: no views, triggers, virtual tables or computed columns. Rows are asked for by
their ids, which must ascend, so that a damaged page costs its own rows and a made-up tree cannot go round in circles.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from graphkit.errors import SourceError
from ingest.rows import Notes, Source
from ingest.sqlite_texts import Value, decoded, name_of
from ingest.streams import cannot, seekable

MAGIC = b"SQLite format 3\0"
MAX_VALUE = 16 << 20  # bytes of a value, at most
# What SQLite raises on damage; of an error that names what is no UTF-8 Python cannot decode the message.
FAULTS = (sqlite3.Error, UnicodeDecodeError)
MAX_TABLES = 2_000
MAX_COUNT = 1_000_000  # rows that are counted before a table is chosen
_BLOB = 8 << 20  # bytes of a blob that is looked at
_STEPS = 40  # times that a damaged place is stepped over, each time twice as far
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_FUNCTIONS = {"typeof", "length", "count", "min", "max", "substr"}
_ROWIDS = ("rowid", "_rowid_", "oid")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a database.

    Attributes
    ----------
    name
        As the database writes it.
    columns
        Those that hold data; computed ones are left out.
    rowid
        The name under which its rows' ids can be asked for; empty where they have none.
    computed
        Whether columns were left out.
    """

    name: str
    columns: tuple[str, ...]
    rowid: str
    computed: bool = False


@dataclass(slots=True)
class Row:
    """A row, or why it could not be read.

    Attributes
    ----------
    place
        Its id, or its number where rows have no ids.
    values
        One a column.
    reason
        Why there are none; empty where there are.
    """

    place: int
    values: tuple[Value, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Contents:
    """What a database holds.

    Attributes
    ----------
    tables
        Ordinary tables, in the order of their names.
    passed
        Names of views, virtual tables and the tables behind these, which are not read.
    """

    tables: list[Table] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


def quoted(name: str) -> str:
    """Return a name as SQL writes it.

    Examples
    --------
    >>> print(quoted("a b"))
    "a b"
    """
    return '"' + name.replace('"', '""') + '"'


def _allow(action: int, what: str | None, which: str | None, *_: str | None) -> int:
    """Allow reading, and nothing else."""
    if action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and which in _FUNCTIONS):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and what == "table_xinfo":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class Database:
    """A database, opened for reading and nothing else.

    Parameters
    ----------
    source
        The file: gzip or not, on disk or inside something else.
    notes
        Told what people should know.
    stack
        Closes it, and removes the copy that is made of what is not on disk.

    Raises
    ------
    SourceError
        If it cannot be read, or is no database.
    """

    def __init__(self, source: Source, notes: Notes, stack: ExitStack) -> None:
        self._source = source
        self._notes = notes
        file = seekable(source.path, source.name, stack)
        try:
            header = file.read(100)
            size = file.seek(0, 2)
            file.seek(0)
        except OSError as error:
            raise cannot(source.name, error) from error
        self._most = max(size, 1)  # no table has more rows than the file has bytes
        if header[18:20] == b"\2\2":
            self._tell_of_journal()
        place = self._place(file, stack)
        try:
            self._con = sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True)
            stack.callback(self._con.close)
            self._con.text_factory = decoded
            for pragma in (
                "trusted_schema = OFF",
                "cell_size_check = ON",
                "query_only = ON",
                "mmap_size = 0",
            ):
                self._con.execute(f"PRAGMA {pragma}")
            self._con.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
            self._con.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            self._con.set_authorizer(_allow)
        except FAULTS as error:
            raise self._error(error) from error

    def _place(self, file: IO[bytes], stack: ExitStack) -> Path:
        """Return a file on disk that holds the database: itself, or a copy that is removed at the end."""
        path = self._source.path
        if isinstance(path, Path) and getattr(file, "name", None) == str(path):
            return path.resolve()
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="graphkit-"))
        copy = Path(folder) / "database"
        try:
            with copy.open("wb") as out:
                shutil.copyfileobj(file, out, 1 << 20)
        except OSError as error:
            raise cannot(self._source.name, error) from error
        return copy

    def _tell_of_journal(self) -> None:
        path = self._source.path
        if isinstance(path, Path):
            journal = path.with_name(path.name + "-wal")
            if journal.is_file() and journal.stat().st_size:
                self._notes.warn(
                    f"beside it lies {journal.name}, with changes that the database does not hold yet; they were not"
                    " read. Open a copy of both in an SQLite tool and save it, and give that"
                )

    def _error(self, error: Exception) -> SourceError:
        return SourceError(
            f"{self._source.name}: no readable SQLite database: {error}. Copy it anew, or export its tables as CSV."
        )

    def contents(self) -> Contents:
        """Return what the database holds.

        Raises
        ------
        SourceError
            If its list of tables cannot be read.
        """
        query = "SELECT type, name, substr(sql, 1, 40) FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        try:
            rows = self._con.execute(query).fetchmany(MAX_TABLES)
        except FAULTS as error:
            rows = self._despite_damage(query, error)
        out = Contents()
        virtual: list[str] = []
        ordinary: list[str] = []
        for kind, name, sql in rows:
            told = name_of(name)
            start = [word.upper() for word in sql.split()[:2]] if isinstance(sql, str) else []
            if kind == "view" or start == ["CREATE", "VIRTUAL"]:
                out.passed.append(told)
                virtual += [told + "_"] if kind != "view" else []
            elif not told.startswith("sqlite_"):
                ordinary.append(told)
        for name in ordinary:
            table = None if name.startswith(tuple(virtual)) else self._table(name)
            if table is None:
                out.passed.append(name)
            else:
                out.tables.append(table)
        return out

    def _despite_damage(self, query: str, error: Exception) -> list[tuple[Value, ...]]:
        """Read the list of tables of a file that is cut short or whose list is damaged, as far as it goes."""
        try:
            self._con.set_authorizer(None)
            self._con.execute("PRAGMA writable_schema = ON")  # asks for no more than to go on despite faults
            self._con.set_authorizer(_allow)
            rows: list[tuple[Value, ...]] = []
            try:
                for row in self._con.execute(query):
                    rows.append(row)
                    if len(rows) == MAX_TABLES:
                        break
            except FAULTS:
                if not rows:
                    raise
        except FAULTS:
            raise self._error(error) from error
        if not rows:
            raise self._error(error)
        self._notes.warn(f"the database is damaged ({error}); what can be read of it was")
        return rows

    def _table(self, name: str) -> Table | None:
        try:
            info = self._con.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
        except FAULTS:
            return None
        # hidden: 0 for columns of data, 3 for computed ones that are stored, 2 for those computed when they are read
        columns = tuple(name_of(r[1]) for r in info if r[6] in (0, 3))
        if not columns:
            return None
        lower = {column.lower() for column in columns}
        free = next((word for word in _ROWIDS if word not in lower), "")
        if free:
            try:
                self._con.execute(f"SELECT {free} FROM {quoted(name)} LIMIT 0")
            except FAULTS:
                free = ""
        return Table(name, columns, free, len(columns) < len(info))

    def count(self, table: Table) -> str:
        """Return how many rows a table has, in words."""
        query = f"SELECT count(*) FROM (SELECT 1 FROM {quoted(table.name)} LIMIT {MAX_COUNT})"
        try:
            n = int(self._con.execute(query).fetchone()[0])
        except FAULTS:
            return "damaged"
        return f"over {n:,} rows" if n == MAX_COUNT else f"{n:,} row" + "s" * (n != 1)

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table, in the order of their ids; what cannot be read comes with the reason."""
        if table.rowid:
            yield from self._by_id(table)
            return
        done = 0
        try:
            for values in self._con.execute(f"SELECT {_selected(table)} FROM {quoted(table.name)}"):
                done += 1
                if done > self._most:
                    yield Row(done, reason="the table goes round in circles; the rest was not read")
                    return
                yield Row(done, values)
        except (*FAULTS, MemoryError) as error:
            yield Row(done + 1, reason=f"cannot be read: {error}; the rest of the table was not read")

    def _by_id(self, table: Table) -> Iterator[Row]:
        """Yield rows by their ids: all in one go, and one by one up to each place where that fails."""
        last, tries, done = -(1 << 63), 0, 0
        one_by_one = False
        while True:
            try:
                found = 0
                for place, *values in self._from(table, last, one_by_one):
                    done += 1
                    if place <= last or done > self._most:
                        yield Row(
                            last, reason="ids do not ascend: the table is damaged; the rest was not read"
                        )
                        return
                    last, tries, found = place, 0, found + 1
                    yield Row(place, tuple(values))
                if not found or not one_by_one:
                    return
                one_by_one = False
            except (*FAULTS, MemoryError) as error:
                # A row is lost with the failure of the one behind it: only one by one is it told which is bad.
                if not one_by_one:
                    one_by_one = True
                    continue
                bad = self._next_id(table, last) if not tries else last + (1 << tries)
                bad = last + 1 if bad is None else min(bad, (1 << 63) - 1)
                tries += 1
                over = tries > _STEPS or bad == (1 << 63) - 1
                if tries == 1 or over:
                    rest = "; the rest of the table was not read" if over else ""
                    yield Row(bad, reason=f"cannot be read: {error}{rest}")
                if over:
                    return
                last, one_by_one = bad, tries > 1

    def _from(self, table: Table, last: int, one: bool) -> Iterator[tuple[Any, ...]]:
        query = (
            f"SELECT {table.rowid}, {_selected(table)} FROM {quoted(table.name)}"
            f" WHERE {table.rowid} > ? ORDER BY {table.rowid}{' LIMIT 1' if one else ''}"
        )
        yield from self._con.execute(query, (last,))

    def _next_id(self, table: Table, last: int) -> int | None:
        """Return the id of the row behind one, without its values."""
        query = f"SELECT {table.rowid} FROM {quoted(table.name)} WHERE {table.rowid} > ? ORDER BY {table.rowid} LIMIT 1"
        try:
            found = self._con.execute(query, (last,)).fetchone()
        except FAULTS:
            return None
        return int(found[0]) if found and found[0] > last else None


def _selected(table: Table) -> str:
    """Return what to ask of each column: of a large blob only how large it is."""
    return ", ".join(
        f"CASE WHEN typeof({c}) = 'blob' AND length({c}) > {_BLOB} THEN '[blob, ' || length({c}) || ' bytes]'"
        f" ELSE {c} END"
        for c in map(quoted, table.columns)
    )
