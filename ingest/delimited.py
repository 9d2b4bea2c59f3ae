"""Rows of delimited text, read so that one bad quote cannot swallow the rest."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.encodings import LineBlock

DELIMITERS = (",", "\t", ";", "|")
MAX_LINES = 10_000  # lines of one row, at most
MAX_CHARS = 32 << 20  # characters of one row, at most
SAMPLE = 1 << 20  # bytes that the dialect is read off
SAMPLE_ROWS = 1_000
RAW = 1_000  # characters of a broken row that are kept
_CREDIT = (2 << 20, 32 << 20)  # characters that may be read in vain: at first, and at most
_SUSPECT = re.compile("[\0\udc80-\udcff]")
_BROKEN = re.compile("[\udc80-\udcff]")

csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How rows are written.

    Attributes
    ----------
    delimiter
        One character.
    quoting
        ``quoted`` (a quote is doubled inside quotes), ``backslash`` (a backslash escapes it) or ``none``
        (quotes are characters like any other).
    skip
        Lines before the first row of data: a header, ``sep=;``.
    """

    delimiter: str
    quoting: str = "quoted"
    skip: int = 0


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read: its first line's number, the reason and the beginning of its text."""

    line: int
    reason: str
    raw: str


@dataclass(slots=True)
class Rows:
    """Rows in order: cells, first and last line, and the place among good and bad rows alike, from 1."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


class _UnclosedError(Exception):
    """A quote stays open for longer than a row may be."""


def excerpt(raw: str) -> str:
    """Return the first thousand characters of a broken row.

    A run of digits is never cut in two: half a card number could not be recognised and masked.
    """
    text = _BROKEN.sub("\ufffd", raw[:RAW])
    if len(raw) > RAW and raw[RAW] in "0123456789 .-":
        text = text.rstrip("0123456789 .-")
    return text


class RowParser:
    """Reads the rows of delimited text.

    A row without quotes is one line and is split as it is. A row with quotes goes through :mod:`csv`,
    strictly, and may run over several lines. Where its quote does not close, or closes in the wrong place,
    only its first line is bad and reading starts anew at the next line. Text read in vain is paid for out of
    a credit that grows with the text, so that reading takes linear time whatever it holds.

    Parameters
    ----------
    blocks
        The text.
    dialect
        How rows are written.
    width
        Cells that a row must have; none takes any.
    encoding
        What a line that cannot be decoded was taken for.
    """

    def __init__(
        self, blocks: Iterator[LineBlock], dialect: Dialect, width: int | None = None, encoding: str = "utf-8"
    ) -> None:
        self._blocks = blocks
        self._dialect = dialect
        self._width = width
        self._encoding = encoding
        self._lines: list[str] = []
        self._base = 1  # number of the first of _lines
        self._start = 0  # index of the line where the row in hand begins
        self._pos = 0  # index of the line that csv takes next
        self._chars = 0
        self._suspect = False
        self._credit = _CREDIT[0]
        self._skip = dialect.skip
        self._ordinal = 0
        self._too_long: list[LineBlock] = []
        self.open_at: int | None = None  # the first line whose quote was open at the end of the text
        options = {"doublequote": True} if dialect.quoting == "quoted" else {"escapechar": "\\"}
        self._csv = csv.reader(self, delimiter=dialect.delimiter, strict=True, **options)

    def __iter__(self) -> RowParser:
        return self

    def __next__(self) -> str:
        """Give csv the next line of the row in hand."""
        if self._pos >= len(self._lines) and not self._more():
            raise StopIteration
        line = self._lines[self._pos]
        taken = self._pos - self._start
        self._chars += len(line)
        if taken and (taken >= MAX_LINES or self._chars > min(MAX_CHARS, self._credit)):
            raise _UnclosedError
        self._pos += 1
        return line + "\n"

    def _more(self) -> bool:
        """Append the next block's lines to those in hand."""
        if self._too_long:
            return False
        block = next(self._blocks, None)
        if block is None:
            return False
        if block.too_long:
            self._too_long.append(block)
            return False
        if not self._lines:
            self._base, self._suspect = block.first, False
        try:
            text = block.data.decode()
            self._suspect = self._suspect or "\0" in text
        except UnicodeDecodeError:
            text, self._suspect = block.data.decode("utf-8", "surrogateescape"), True
        self._credit = min(_CREDIT[1], self._credit + len(text))
        lines = text.split("\n")
        if text.endswith("\n"):
            lines.pop()
        if self._skip:
            cut = min(self._skip, len(lines))
            del lines[:cut]
            self._skip -= cut
            self._base += cut
        self._lines += lines
        return True

    def rows(self) -> Iterator[Rows]:
        """Yield the rows, some at a time, in order."""
        while self._lines or self._more() or self._too_long:
            out = Rows()
            if self._too_long and not self._lines:
                long = self._too_long.pop()
                raw = long.data.decode("utf-8", "replace")
                self._bad(out, long.first, "the line is longer than 64 MiB", raw)
                yield out
                continue
            self._drain(out)
            yield out

    def _drain(self, out: Rows) -> None:
        """Read the rows of the lines in hand, and no further than the row that the next block completes."""
        delimiter, plain = self._dialect.delimiter, self._dialect.quoting == "none"
        backslash = self._dialect.quoting == "backslash"
        lines, i, had = self._lines, 0, len(self._lines)
        while i < had:
            line = lines[i]
            if plain or ('"' not in line and not (backslash and "\\" in line)):
                text = line[:-1] if line.endswith("\r") else line
                cells = text.split(delimiter)
                if len(cells) == 1 and (not text or (self._width != 1 and not text.strip())):
                    i += 1
                    continue
                i = self._take(out, i, i + 1, cells)
            else:
                i = self._quoted(out, i)
        self._lines = lines[i:]
        self._base += i

    def _quoted(self, out: Rows, start: int) -> int:
        self._start = self._pos = start
        self._chars = 0
        try:
            cells = next(self._csv)
        except (csv.Error, _UnclosedError, StopIteration) as error:
            self._credit -= self._chars
            if self.open_at is None and "unexpected end" in str(error):
                self.open_at = self._base + start
            self._bad(out, self._base + start, self._why(error, self._pos - start), self._lines[start])
            return start + 1
        end = self._pos
        if self._swallowed(cells, start, end):
            self._credit -= self._chars
            self._bad(out, self._base + start, _OPEN, self._lines[start])
            return start + 1
        return self._take(out, start, end, cells)

    @staticmethod
    def _why(error: Exception, read: int) -> str:
        if "new-line" in str(error):
            return "a carriage return stands in the middle of the line"
        if read > 1 or not isinstance(error, csv.Error) or "unexpected end" in str(error):
            return _OPEN
        return "a quote stands in the wrong place"

    def _swallowed(self, cells: list[str], start: int, end: int) -> bool:
        """Tell whether a row of wrong width is several rows that a stray quote has run together."""
        if self._width is None or len(cells) == self._width or end - start < 2:
            return False
        cut = self._dialect.delimiter
        whole = sum(1 for line in self._lines[start + 1 : end] if line.count(cut) == self._width - 1)
        return whole * 2 >= end - start - 1

    def _take(self, out: Rows, start: int, end: int, cells: list[str]) -> int:
        reason = None
        if self._suspect:
            found = _SUSPECT.search("\n".join(self._lines[start:end]))
            if found:
                reason = "holds a NUL byte" if found[0] == "\0" else f"not valid {self._encoding}"
        if reason is None and self._width is not None and len(cells) != self._width:
            reason = f"expected {self._width} cells, got {len(cells)}"
        if reason is not None:
            self._bad(out, self._base + start, reason, "\n".join(self._lines[start:end]))
            return end
        self._ordinal += 1
        out.cells.append(cells)
        out.lines.append(self._base + start)
        out.ends.append(self._base + end - 1)
        out.ordinals.append(self._ordinal)
        return end

    def _bad(self, out: Rows, line: int, reason: str, raw: str) -> None:
        self._ordinal += 1
        out.bad.append(BadRow(line, reason, excerpt(raw.rstrip("\r\n"))))

    def count_bad(self) -> int:
        """Return the place of a further bad row that the caller found, where the source breaks off."""
        self._ordinal += 1
        return self._ordinal


_OPEN = "a quote is opened and does not close, or closes in the wrong place; reading went on at the next line"
