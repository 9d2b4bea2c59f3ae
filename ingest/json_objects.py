"""The objects of a long JSON array, as many at once as a block holds, with what is broken among them set apart.

The brackets of a block say where objects end, and all that ended are decoded in one go. That takes about as long as
``ijson`` with its C backend (0.5 s for a Telegram export of 62 MB), which stops at the first thing that is no JSON, such
as the control characters that Telegram Desktop writes; here what is broken costs itself alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from ingest.flatten import json_text
from ingest.garbage import uncollected
from ingest.json_mend import exact, mend
from ingest.json_scan import Ints, Scan, brackets
from ingest.json_stream import MOST, BrokenJsonError, JsonStream

_SUSPECT = 1 << 20  # bytes of an unfinished object from which on it may hide those behind it
_RAW = 4000  # bytes of what is broken that are kept
_FILL = b" \t\r\n,"
_FILLED = re.compile(rb"[ \t\r\n,]*+")
_FAILED = (msgspec.DecodeError, UnicodeDecodeError)
_DEEP = "nested too deeply"
_decode = msgspec.json.Decoder(float_hook=exact).decode


@dataclass(frozen=True, slots=True)
class Bad:
    """An item of an array that is no object: where it begins in the text, why, and how it stood."""

    place: int
    reason: str
    raw: bytes


Item = dict[str, Any] | Bad


def objects(stream: JsonStream) -> Iterator[list[Item]]:
    """Yield the objects of the array that comes next, as many at once as a block holds.

    What is no object comes as :class:`Bad`, in its place. An object longer than ``MOST`` is passed over. An object that
    is broken does not take those behind it along where they stand on lines of their own, as programs print them: no
    string holds the end of a line, and what is inside an object is indented deeper.

    Raises
    ------
    BrokenJsonError
        If no array comes next, or it does not end; what came before was yielded.

    Examples
    --------
    >>> list(objects(JsonStream(iter([b'[{"id": 1}, 7, {"id": 2}]']))))
    [[{'id': 1}, Bad(place=12, reason='a number, not an object', raw=b'7'), {'id': 2}]]
    """
    stream.expect("[")
    yield from _Objects(stream).runs()


class _Objects:
    """The taking of one array of objects."""

    def __init__(self, stream: JsonStream) -> None:
        self._stream = stream
        self._scan = Scan()
        self._scanned = 0  # bytes behind the cursor that were scanned
        self._passing = False  # whether an object that is too long is being passed over
        self._failed = False  # whether something could not be decoded in what was scanned last
        self._line: re.Pattern[bytes] | None = None  # on which an object begins, or the array ends

    def runs(self) -> Iterator[list[Item]]:
        """Yield what stands in the array; the cursor ends behind it."""
        stream = self._stream
        self._look_at_lines()
        while True:
            found, ended = self._next()
            if found:
                yield found
            if ended:
                return
            left = len(stream.held) - stream.at
            if left > MOST and not self._passing:
                yield [Bad(stream.place, f"longer than {MOST >> 20} MiB", stream.rest())]
                self._pass_over()
            if not stream.more() and self._scanned == len(stream.held) - stream.at:
                break
        found, ended = self._last()
        if found:
            yield found
        if not ended:
            raise BrokenJsonError("an array does not end")

    def _look_at_lines(self) -> None:
        """Learn how the lines are indented on which objects begin."""
        stream = self._stream
        if stream.peek() != "{":
            return
        _, newline, indent = stream.held[max(0, stream.at - 200) : stream.at].rpartition(b"\n")
        if newline and not indent.strip(b" \t"):
            self._line = re.compile(rb"\n(?:%b\{|[ \t]{0,%d}\])" % (indent, max(len(indent) - 1, 0)))

    def _next(self) -> tuple[list[Item], bool]:
        """Return the objects that end in what was not scanned yet, and whether the array ends."""
        stream = self._stream
        held, base, start = stream.held, stream.at + self._scanned, stream.at
        at, depth = brackets(held[base:] if base else held, self._scan)
        closed = np.flatnonzero(depth < 0)
        end = base + int(at[closed[0]]) if len(closed) else None
        if end is not None:
            at, depth = at[: closed[0]], depth[: closed[0]]
        found = self._ended(at[depth == 0] + (base + 1))
        if end is not None and (left := held[stream.at : end].strip(_FILL)):
            found += self._piece(left, stream.place)
        failed, self._failed = self._failed, False
        if failed and self._line_behind(_filled(held, start) + 1):
            # What is broken may have misled the brackets; the lines tell better.
            stream.at = start
            return self._by_lines()
        if end is not None:
            stream.at = end + 1
            return found, True
        stream.at = _filled(held, stream.at)
        self._scanned = len(held) - stream.at
        if self._scanned > _SUSPECT and not self._passing and self._line_behind(stream.at + 1):
            rest, ended = self._by_lines()
            return found + rest, ended
        return found, False

    def _ended(self, ends: Ints) -> list[Item]:
        """Take the objects that end before each of ``ends``."""
        stream = self._stream
        if self._passing:
            stream.at = int(ends[0]) if len(ends) else len(stream.held)
            self._passing = not len(ends)
            ends = ends[1:]
        if not len(ends):
            return []
        start, stop = stream.at, int(ends[-1])
        try:
            with uncollected():
                rows: list[Any] = _decode(b"[%b]" % stream.held[start:stop].strip(_FILL))
        except (*_FAILED, RecursionError):
            rows = []
        if not rows or set(map(type, rows)) != {dict}:
            rows = []
            for end in ends.tolist():
                stream.at = _filled(stream.held, stream.at)
                rows += self._piece(stream.held[stream.at : end], stream.place)
                stream.at = end
        stream.at = stop
        return rows

    def _line_behind(self, at: int) -> bool:
        return self._line is not None and self._line.search(self._stream.held, at) is not None

    def _by_lines(self) -> tuple[list[Item], bool]:
        """Take the objects by the lines on which they begin, all but the last; tell whether the array ended."""
        stream = self._stream
        stream.at = start = _filled(stream.held, stream.at)
        place, ended = stream.place - start, False
        found: list[Item] = []
        for line in self._line.finditer(stream.held, start + 1) if self._line else ():
            piece = stream.held[start : line.start()].strip(_FILL)
            found += self._piece(piece, place + start) if piece else ()
            start = line.end() - 1
            if stream.held[start : start + 1] == b"]":
                start, ended = start + 1, True
                break
        stream.at = start
        self._scan, self._scanned, self._passing, self._failed = Scan(), 0, False, False
        return found, ended

    def _pass_over(self) -> None:
        self._stream.at = len(self._stream.held)
        self._scanned = 0
        self._passing = self._scan.depth > 0

    def _last(self) -> tuple[list[Item], bool]:
        """Return what can be read where the text ends before the array seems to, and whether that was by mistake."""
        stream = self._stream
        if self._passing or not self._line_behind(stream.at + 1):
            return [], False
        found, ended = self._by_lines()
        left = b"" if ended else stream.held[stream.at :].strip(_FILL)
        last = self._piece(left, stream.place) if left else []
        if any(isinstance(item, Bad) for item in last):
            return found, False
        if not ended:
            stream.at = len(stream.held)
        return found + last, ended

    def _piece(self, piece: bytes, place: int) -> list[Item]:
        """Decode what should be one object; it may be several values, or broken."""
        listed = b"[%b]" % piece
        try:
            return _objects(_decode(listed), piece, place)
        except RecursionError:
            return [Bad(place, _DEEP, piece[:_RAW])]
        except _FAILED as error:
            reason = f"no valid JSON: {error}"
        try:
            return _objects(mend(listed, self._stream.mended), piece, place)
        except ValueError as error:
            reason = _DEEP if str(error) == _DEEP else reason
        self._failed = True
        return [Bad(place, reason, piece[:_RAW])]


def _filled(data: bytes, at: int) -> int:
    found = _FILLED.match(data, at)
    return found.end() if found else at


def _objects(rows: list[Any], piece: bytes, place: int) -> list[Item]:
    """Return the values of a piece; what is no object is told as it stood, of several as it would be written."""
    names: dict[type, str] = {list: "list", str: "string", bool: "truth value", type(None): "null"}
    return [
        row
        if type(row) is dict
        else Bad(
            place,
            f"a {names.get(type(row), 'number')}, not an object",
            (piece if len(rows) == 1 else json_text(row).encode())[:_RAW],
        )
        for row in rows
    ]
