"""The records of a web archive, one after another; headers are parsed by warcio.

Records are found again behind damage and behind wrong lengths, which warcio's own iteration does not survive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from ingest.warc_bytes import HEADERS, HeadersTooLongError, WarcBytes

LARGEST_BODY = 64 << 20  # bytes of a record that may be a page
_LOOK = 64 << 10  # bytes of a body by which it is told whether it is a page
_KEPT = (
    4 << 20
)  # bytes of a body of no page in which the next record is looked for, should its length be wrong
_LOST = 1 << 30  # bytes that are passed over in search of the next record
_STEP = 1 << 20
_NEXT = re.compile(rb"\n(?=WARC/[01]\.\d+\r?\n)")
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)


@dataclass(slots=True)
class Record:
    """One record.

    Attributes
    ----------
    place
        Its number and where it begins, in words.
    reason
        Why it could not be read; empty if it could.
    body
        What it holds, without HTTP headers; of one that is not wanted, or too large, only the beginning.
    note
        What is odd about it.
    wanted
        Whether it may be a page.
    """

    place: str
    kind: str = ""
    name: str = ""
    date: str = ""
    address: str = ""
    content_type: str = ""
    status: str = ""
    reason: str = ""
    note: str = ""
    body: bytes = b""
    wanted: bool = False
    answer: StatusAndHeaders | None = field(default=None, repr=False)

    def http(self, name: str) -> str:
        """Return a header of the HTTP message in it; empty where there is none."""
        value = self.answer.get_header(name) if self.answer is not None else None
        return str(value or "")


def records(data: WarcBytes, wanted: Callable[[Record], bool]) -> Iterator[Record]:
    """Yield the records of an archive in order, and a record with a reason for each that could not be read.

    Parameters
    ----------
    data
        The archive.
    wanted
        Tells from a record's headers and the beginning of its body whether the whole body is to be read.
    """
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    number = 0
    told = ""
    while True:
        line = b"\n"
        while line and not line.strip():
            start = data.position
            line = data.readline()
        if not line:
            if data.damage and data.damage not in told:
                yield Record(f"after record {number}", reason=f"{data.damage}; what came before was read")
            if not data.resume():
                return
            continue
        number += 1
        place = f"record {number} at {data.place(start)}"
        if not line.startswith(b"WARC/"):
            lost, found = _search(data, line)
            yield Record(place, reason=f"{lost:,} bytes that begin no record were passed over", body=line)
            if not found and not data.damage:
                return
            continue
        made = _Reading(data, loader, place, wanted).record(line)
        told = made.reason
        yield made


def _search(data: WarcBytes, before: bytes) -> tuple[int, bool]:
    """Go to the next record; return how many bytes were passed over, and whether there is one."""
    lost = len(before)
    tail = before[-40:]
    while lost < _LOST:
        block = data.read(_STEP)
        if not block:
            return lost, False
        both = tail + block
        match = _NEXT.search(both)
        if match is not None and match.end() >= len(tail):
            data.unread(both[match.end() :])
            return lost + match.end() - len(tail), True
        if match is not None:  # it begins within what was taken already
            data.unread(both[match.end() :])
            return lost - (len(tail) - match.end()), True
        lost += len(block)
        tail = both[-40:]
    return lost, False


class _Reading:
    """The reading of one record."""

    def __init__(
        self, data: WarcBytes, loader: ArcWarcRecordLoader, place: str, wanted: Callable[[Record], bool]
    ) -> None:
        self._data = data
        self._loader = loader
        self._wanted = wanted
        self._made = Record(place)
        self._taken: list[bytes] = []
        self._left = 0
        self._head = 0

    def record(self, line: bytes) -> Record:
        """Return the record that begins with ``line``, and leave the archive where the next may begin."""
        made = self._made
        headers = self._headers(line)
        if headers is None:
            return made
        get = headers.get_header
        made.kind = str(get("WARC-Type") or "").lower()
        made.name = str(get("WARC-Record-ID") or "").strip("<>")
        made.date = str(get("WARC-Date") or "")
        made.address = str(get("WARC-Target-URI") or "").strip("<>")
        made.content_type = str(get("Content-Type") or "")
        length = str(get("Content-Length") or "").strip()
        if not length.isdigit() or len(length) > 18:
            made.reason = (
                f"its length is no number: {length[:40]!r}" if length else "it has no Content-Length"
            )
            return made
        self._left = int(length)
        self._body()
        self._check(int(length))
        return made

    def _headers(self, line: bytes) -> StatusAndHeaders | None:
        self._data.headers(begin=True)
        try:
            found = self._loader.parse_record_stream(self._data, line, "warc", no_record_parse=True)
        except (ArchiveLoadFailed, EOFError, HeadersTooLongError, UnicodeError, ValueError):
            self._made.reason = "its headers cannot be read"
            self._made.body = line
            return None
        finally:
            self._data.headers(begin=False)
        return found.rec_headers

    def _take(self, size: int) -> bytes:
        piece = self._data.read(min(size, self._left))
        self._left -= len(piece)
        self._taken.append(piece)
        return piece

    def _body(self) -> None:
        """Read the HTTP headers and, if the record may be a page, the rest; else pass over it."""
        made = self._made
        whole = self._left
        made.body = start = self._take(_LOOK)
        if made.kind == "response" and made.content_type.lower().startswith("application/http"):
            self._head = self._answer(start)
            made.body = start[self._head :]
        made.wanted = self._wanted(made)
        if made.wanted and whole > LARGEST_BODY:
            made.wanted = False
            made.reason = (
                f"a page of {whole:,} bytes; those of more than {LARGEST_BODY >> 20} MiB are not read"
            )
        if made.wanted:
            self._take(self._left)
            made.body = b"".join(self._taken)[self._head :]
            return
        size = len(start)
        while self._left and (piece := self._take(_STEP)):
            size += len(piece)
            if size > _KEPT:
                self._taken.clear()

    def _answer(self, start: bytes) -> int:
        """Parse the HTTP headers; return their length."""
        stream = BytesIO(start[:HEADERS])
        try:
            self._made.answer = _HTTP.parse(stream)
        except (StatusAndHeadersParserException, EOFError, ValueError, IndexError):
            return 0
        self._made.status = self._made.answer.get_statuscode() or ""
        self._made.content_type = self._made.http("content-type")
        return stream.tell()

    def _check(self, length: int) -> None:
        """Look whether the record ends where it says; if not, go to where the next one begins, should that be known."""
        data, made = self._data, self._made
        after = data.peek(4) if not self._left else b""
        if not self._left and (not after.strip(b"\r\n") or after.startswith(b"WARC")):
            return
        held = b"".join(self._taken)
        match = _NEXT.search(held) if self._taken else None
        if match is not None:
            data.unread(held[match.end() :])
            made.body = held[self._head : match.start()].rstrip(b"\r\n")
            made.reason, made.wanted = "", self._wanted(made)
            made.note = f"its length is wrong: the next record begins within its {length:,} bytes"
        elif self._left:
            why = data.damage or "the archive ends within it"
            made.reason = f"{why}: {length - self._left:,} of its {length:,} bytes are there"
            made.wanted = False
        else:
            made.note = "its length is wrong: it does not end where it says"
