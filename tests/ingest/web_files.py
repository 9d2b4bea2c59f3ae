"""Small web archives and saved pages, and a reader that gives everything back as plain Python."""

from __future__ import annotations

import gzip
import io
from pathlib import PurePath
from typing import Any

from table_files import SOURCE_ID, Got

from graphkit.model import DECLARED, RECORDS, REJECTS
from graphkit.settings import ReadOptions
from ingest import INGESTORS


class Member:
    """A file as a container hands it on: it can be opened, and has a name and nothing else of a path."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data

    @property
    def stem(self) -> str:
        return PurePath(self.name).stem

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix

    @property
    def suffixes(self) -> list[str]:
        return PurePath(self.name).suffixes

    def open(self, mode: str = "rb") -> io.BytesIO:
        assert mode == "rb"
        return io.BytesIO(self._data)


def sniff(reader: str, name: str, data: bytes) -> float:
    return INGESTORS[reader].sniff(Member(name, data), data[: 64 << 10])  # type: ignore[arg-type]


def surest(name: str, data: bytes) -> str:
    sure = {reader: sniff(reader, name, data) for reader in INGESTORS}
    return max(sure, key=lambda reader: sure[reader])


def read_with(reader: str, name: str, data: bytes, **options: Any) -> Got:
    """Read bytes and check what must hold of any reading."""
    got = Got()
    told = ReadOptions(
        SOURCE_ID, name, report=lambda key, value: got.report.__setitem__(key, value), **options
    )
    for batch in INGESTORS[reader].read(Member(name, data), told):  # type: ignore[arg-type]
        for table, schema in ((batch.records, RECORDS), (batch.declared, DECLARED), (batch.rejects, REJECTS)):
            assert table.schema == schema
            table.validate(full=True)
        assert batch.records.num_rows <= told.batch_size
        got.sizes.append(batch.records.num_rows)
        got.records += batch.records.to_pylist()
        got.declared += batch.declared.to_pylist()
        got.rejects += batch.rejects.to_pylist()
    extras = {r["record_id"]: dict(r["extra"]) for r in got.records}
    for one in got.declared:
        held = extras[one["record_id"]][one["field"]]
        assert held[one["start"] : one["start"] + len(one["raw"])] == one["raw"]
    return got


def page(html: str | bytes, name: str = "page.html", **options: Any) -> Got:
    return read_with("web", name, html.encode() if isinstance(html, str) else html, **options)


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return an HTTP answer."""
    lines = [f"HTTP/1.1 {status}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def warc_record(
    kind: str, content: bytes, address: str = "", content_type: str = "application/http; msgtype=response",
    length: int | None = None, date: str = "2026-03-04T05:06:07Z", number: int = 1,
) -> bytes:  # fmt: skip
    """Return one WARC record, of WARC 1.1."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        f"WARC-Date: {date}",
        *([f"WARC-Target-URI: {address}"] if address else []),
        f"Content-Type: {content_type}",
        f"Content-Length: {len(content) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def html_record(number: int, text: str, **options: Any) -> bytes:
    body = f"<html><head><title>Ad {number}</title></head><body><h1>Ad {number}</h1><p>{text}</p></body></html>".encode()
    answer = http(body, "Content-Type: text/html; charset=utf-8")
    return warc_record("response", answer, f"https://jobs.example/ad/{number}", number=number, **options)


def packed(*records: bytes) -> bytes:
    """Return records as a WARC is gzipped: each by itself."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def mhtml(
    *parts: tuple[str, str, str, str],
    saved: str = "<Saved by Blink>",
    address: str = "https://jobs.example/ad/7",
) -> bytes:
    """Return a page as Chrome saves it: parts of content type, encoding, location and body."""
    head = (
        f"From: {saved}\r\nSnapshot-Content-Location: {address}\r\nSubject: =?utf-8?Q?Zimmer_in_K=C3=B6ln?=\r\n"
        "Date: Wed, 4 Mar 2026 05:06:07 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x7----"\r\n\r\n\r\n'
    )
    for kind, encoding, location, body in parts:
        head += (
            f"------MultipartBoundary--x7----\r\nContent-Type: {kind}\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: {location}\r\n\r\n{body}\r\n"
        )
    return (head + "------MultipartBoundary--x7------\r\n").encode()
