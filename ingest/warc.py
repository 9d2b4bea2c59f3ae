"""Reads web archives: WARC 1.0 and 1.1, plain, or gzipped as a whole or record by record (as inside WACZ)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import Batch, RecordKind
from graphkit.settings import ReadOptions
from ingest.html_encoding import decode_page
from ingest.http_payload import PayloadError, body_of
from ingest.items import Items
from ingest.streams import cannot, peek
from ingest.warc_bytes import WarcBytes
from ingest.warc_records import Record, records
from ingest.web_dates import moment
from ingest.web_page import Capture
from ingest.web_pages import LARGEST, Pages

_PAGES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_DATA = frozenset({"application/ld+json"})
_UNSAID = frozenset({"", "application/octet-stream", "unk", "no-type", "application/x-unknown"})
_MARKUP = re.compile(rb"[\xef\xbb\xbf\s]{0,200}<(?:!doctype html|html|head|body|!--)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([^\s;\"']{1,40})", re.IGNORECASE)
_COUNTED = {
    "request": "requests", "revisit": "revisits (unchanged since an earlier capture)", "metadata": "metadata records",
    "warcinfo": "records about the archive", "continuation": "continuations of records",
}  # fmt: skip


class WarcIngestor:
    """Reads web archives."""

    name = "warc"
    formats: tuple[str, ...] = ("web archives (WARC, WARC.GZ, and those in WACZ)",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is a web archive, 0..1, from its first bytes (gzip or not)."""
        data = peek(head, 4096).lstrip(b"\r\n")
        if data.startswith(b"WARC/"):
            return 0.98
        named = any(s.lower() == ".warc" for s in path.suffixes[-2:])
        # Named so and damaged from the start: claimed, so that the reader can say what is wrong.
        return 0.5 if named and (not data or b"\nWARC/1." in data) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the records of the pages in the archive, in its order.

        Raises
        ------
        WrongFormatError
            If the file is no web archive.
        SourceError
            If it cannot be read.
        """
        try:
            with path.open("rb") as file:
                data = WarcBytes(file)
                start = data.peek(4096)
                if b"WARC/" not in start:
                    if data.damage:
                        raise SourceError(
                            f"{options.source}: {data.damage}, and nothing could be read. Copy or download it anew."
                        )
                    raise WrongFormatError(f"{options.source}: no web archive: no record begins with WARC/.")
                yield from _Archive(options).batches(data)
        except OSError as error:
            raise cannot(options.source, error) from error


class _Archive:
    """One archive being read."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._items = Items(options, kind=RecordKind.PAGE)
        self._pages = Pages(self._items)
        self._counts: Counter[str] = Counter()

    def batches(self, data: WarcBytes) -> Iterator[Batch]:
        """Yield the archive's pages."""
        for record in records(data, _wanted):
            self._counts["records"] += 1
            if record.reason:
                self._items.reject(
                    record.place, record.reason, record.body[:4_000].decode("utf-8", "replace")
                )
                yield from self._items.ready()
            elif record.wanted:
                yield from self._page(record)
            else:
                self._counts[_name(record)] += 1
        yield from self._items.rest()
        say = self._options.report
        say("format", "warc, gzipped" if data.packed else "warc")
        say("parts", dict(self._pages.parts) | {k: n for k, n in self._counts.items() if k != "records"})
        say("warnings", self._pages.warnings)

    def _page(self, record: Record) -> Iterator[Batch]:
        try:
            body = body_of(
                record.body, record.http("transfer-encoding"), record.http("content-encoding"), LARGEST
            )
        except PayloadError as error:
            self._items.reject(record.place, str(error), record.address)
            yield from self._items.ready()
            return
        captured, _ = moment(record.date)
        said = _CHARSET.search(record.content_type)
        capture = Capture(
            record.address, captured, record.date, record.place,
            extra={"warc_type": record.kind, "warc_record": record.name, "http_status": record.status,
                   "archive_note": record.note},
        )  # fmt: skip
        text, _ = decode_page(body, said[1] if said else None)
        if _type(record) in _DATA:
            yield from self._pages.add_data(text, capture)
        elif _type(record) == "text/plain":
            yield from self._pages.add_text(text, capture)
        elif _type(record) in _PAGES or _MARKUP.match(body):
            yield from self._pages.add(text, capture)
        else:
            self._counts[_name(record)] += 1


def _type(record: Record) -> str:
    return record.content_type.partition(";")[0].strip().lower()


def _wanted(record: Record) -> bool:
    """Tell whether a record may hold a page, once its headers and the beginning of its body are known."""
    if record.kind not in ("response", "resource", "conversion"):
        return False
    if record.kind == "response" and record.status and not record.status.startswith("2"):
        return False
    kind = _type(record)
    if kind in _PAGES or kind in _DATA or (kind == "text/plain" and record.kind == "conversion"):
        return True
    packed = bool(record.http("content-encoding") or record.http("transfer-encoding"))
    return kind in _UNSAID and (packed or _MARKUP.match(record.body) is not None)


def _name(record: Record) -> str:
    """Return what to call a record that is only counted."""
    if record.kind in _COUNTED:
        return _COUNTED[record.kind]
    if record.kind in ("response", "resource", "conversion"):
        if record.status[:1] == "3":
            return "redirects"
        if record.status[:1] in ("4", "5"):
            return f"answers that something failed (status {record.status[:3]})"
        return "pictures, scripts and other files"
    return "records of other types"
