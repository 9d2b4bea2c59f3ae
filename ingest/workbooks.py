"""Rows of XLSX workbooks, as chunks of columns."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from graphkit.errors import SourceError
from ingest.flatten import Column, scalar_text
from ingest.header import distinct, is_header
from ingest.rows import Chunk, Notes, Source, ints
from ingest.streams import BAD_ZIP, WHOLE, seekable

CHUNK_ROWS = 5_000
MAX_CELLS = 30_000_000  # of a sheet, empty ones between the outermost included: about a gigabyte in memory
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAMPLE = 1_000  # rows that a header is told by
_TITLE_ROWS = 20  # rows above a header, at most
_PLACE = re.compile(rb"\br\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


def _workbook(source: Source, notes: Notes, stack: ExitStack) -> CalamineWorkbook | None:
    file = seekable(source.path, source.name, stack)
    head = file.read(8)
    if not head:
        notes.warn("the file is empty")
        return None
    if head == OLE:
        raise SourceError(
            f"{source.name}: the workbook is encrypted, or in the old .xls format. Open it in a spreadsheet "
            "program and save it as .xlsx without a password."
        )
    try:
        _check_size(file, source)
        file.seek(0)
        return CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    except PasswordError as error:
        raise SourceError(f"{source.name}: the workbook is encrypted. Save it without a password.") from error
    except (*BAD_ZIP, CalamineError, OSError) as error:
        raise SourceError(
            f"{source.name}: no readable workbook: {error}. Open it in a spreadsheet and save it anew."
        ) from error


def _check_size(file: IO[bytes], source: Source) -> None:
    """Refuse a workbook whose sheets would not fit into memory: two cells in opposite corners suffice.

    The library lays a sheet out in full before it can be asked how large it is, so the places of its cells
    are read from its XML first.
    """
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        if size > WHOLE:
            raise SourceError(f"{source.name}: unpacks to {size:,} bytes, too many to read. Save it as CSV.")
        if {"xl/workbook.bin", "content.xml"} & {entry.filename for entry in entries}:
            raise SourceError(f"{source.name}: no XLSX workbook, whatever its name. Save it as .xlsx or CSV.")
        for entry in entries:
            cells = _span(archive, entry)
            if cells > MAX_CELLS:
                raise SourceError(
                    f"{source.name}: {entry.filename} spans {cells:,} cells, mostly empty, too many to read. "
                    "Delete the stray cells far from the table, or save it as CSV."
                )


def _span(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells lie between the outermost cells that a part of a workbook names."""
    columns: set[bytes] = set()
    rows: set[int] = set()
    tail = b""
    with archive.open(entry) as part:
        while block := part.read(1 << 20):
            found = _PLACE.findall(tail + block)
            tail = block[-40:]
            if found:
                columns.update(column for column, _ in found)
                numbers = [int(row) for _, row in found]
                rows |= {min(numbers), max(numbers)}
    if not rows:
        return 0
    places = [_column_number(column) for column in columns]
    return (max(rows) - min(rows) + 1) * (max(places) - min(places) + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def xlsx(source: Source, notes: Notes) -> Iterator[Chunk]:
    """Yield the rows of every sheet that has any; locators give the sheet and the row's number in it."""
    with ExitStack() as stack:
        book = _workbook(source, notes, stack)
        if book is None:
            return
        done = 0
        header: dict[str, bool] = {}
        for name in book.sheet_names:
            try:
                held = book.get_sheet_by_name(name)
                sheet = _Sheet(name, held.to_python(), held.start[0] if held.start else 0)
            except CalamineError as error:
                notes.warn(f"sheet {name} cannot be read: {error}")
                continue
            if sheet.filled:
                columns, header[name] = sheet.columns(source, notes)
                yield from sheet.chunks(columns, done)
                done += len(sheet.body)
        notes.facts["header"] = header.get(next(iter(header), ""), False) if len(header) < 2 else header
        if not header:
            notes.warn("the workbook holds no rows")


class _Sheet:
    """One sheet's cells: the table begins below titles, and rows and columns without a value are left out.

    Parameters
    ----------
    name
        The sheet's.
    cells
        Rows from the first that holds anything.
    above
        Rows above them.
    """

    def __init__(self, name: str, cells: list[list[Any]], above: int) -> None:
        self.name = name
        self._cells = cells
        self._above = above
        self.filled = [i for i, row in enumerate(cells) if any(cell != "" for cell in row)]
        self.body: list[int] = []
        if self.filled:
            self._first = self._begin()
            self.body = [i for i in self.filled if i >= self._first]
            width = range(len(cells[self._first]))
            self._used = [j for j in width if any(cells[i][j] != "" for i in self.body)]

    def _begin(self) -> int:
        """Return the row where the table begins: below titles that stand in a single cell each."""
        width = [sum(cell != "" for cell in self._cells[i]) for i in self.filled[:_TITLE_ROWS]]
        if width[0] > 1 or max(width) == 1:
            return self.filled[0]
        return self.filled[next(i for i, w in enumerate(width) if w > 1)]

    def _row(self, i: int) -> list[str]:
        return [scalar_text(self._cells[i][j]) or "" for j in self._used]

    def columns(self, source: Source, notes: Notes) -> tuple[list[str], bool]:
        """Return the names of the columns, and whether the first row gave them; it is no row of data then."""
        where = f"sheet {self.name}"
        if self._first != self.filled[0]:
            last = self.filled[self.filled.index(self._first) - 1]
            rows = f"{self.filled[0] + self._above + 1} to {last + self._above + 1}"
            notes.warn(f"{where}: rows {rows} hold titles above the table and were not read")
        first, rest = self._row(self._first), [self._row(i) for i in self.body[1 : _SAMPLE + 1]]
        if is_header(first, rest, source.known):
            self.body = self.body[1:]
            names, twice = distinct(first)
            for name in twice:
                notes.warn(f"{where}: two columns are called {name!r}; the second is kept under another name")
            return names, True
        notes.warn(f"{where}: the first row is no header; columns are called column_1 to column_{len(first)}")
        return [f"column_{i}" for i in range(1, len(first) + 1)], False

    def chunks(self, columns: list[str], done: int) -> Iterator[Chunk]:
        """Yield the rows; ``done`` rows of the workbook came before."""
        for start in range(0, max(len(self.body), 1), CHUNK_ROWS):
            part = self.body[start : start + CHUNK_ROWS]
            made = {
                name: Column(pa.array([scalar_text(self._cells[i][j]) for i in part], pa.string()))
                for name, j in zip(columns, self._used, strict=True)
            }
            ordinals = ints(range(done + start + 1, done + start + len(part) + 1))
            places = ints([i + self._above + 1 for i in part])
            yield Chunk(made, ordinals, places, f"sheet {self.name} row", table=self.name)
