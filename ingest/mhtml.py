"""Reads pages saved as one file, MHTML: Chrome's, Edge's, Hunchly's, Internet Explorer's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import Batch, RecordKind
from graphkit.settings import ReadOptions
from ingest.html_encoding import decode_page
from ingest.items import Items
from ingest.mime_parts import Part, parts_of, words
from ingest.streams import ByteStream, peek
from ingest.web_dates import mail_date
from ingest.web_page import Capture
from ingest.web_pages import LARGEST, Pages

SUFFIXES = frozenset({".mhtml", ".mht"})
_BYTES = 4 * LARGEST  # of one page in it, at most
_SAVED = re.compile(
    rb"^(?:Snapshot-Content-Location:|From:\s*[\"<]{0,2}Saved by )", re.IGNORECASE | re.MULTILINE
)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(rb"^(?:Received|To|Delivered-To|Return-Path|Message-ID):", re.IGNORECASE | re.MULTILINE)


class MhtmlIngestor:
    """Reads pages saved as one file."""

    name = "mhtml"
    formats: tuple[str, ...] = ("web pages saved as one file (MHTML), Hunchly's captures among them",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is a page saved as one, 0..1, from name and first bytes (gzip or not)."""
        named = not SUFFIXES.isdisjoint(s.lower() for s in path.suffixes[-2:])
        data = peek(head, 16 << 10)
        top = re.split(rb"\r?\n\r?\n", data.lstrip(), maxsplit=1)[0]
        if not _RELATED.search(top):
            plain = named and re.search(rb"^Content-Type:\s*text/html", top, re.IGNORECASE | re.MULTILINE)
            return 0.6 if plain else 0.0
        if _SAVED.search(top):
            return 0.97
        if named:
            return 0.8
        return 0.0 if _MAIL.search(top) else 0.3

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the page's records, and those of the pages that stand in frames of it.

        Raises
        ------
        WrongFormatError
            If the file is no MHTML.
        SourceError
            If it cannot be read.
        """
        stream = ByteStream(path, options.source)
        parts = parts_of(stream.blocks(), lambda part: _is_page(part) and _BYTES)
        top = next(parts, None)
        kind = top.headers.get("content-type", "").lower() if top else ""
        if top is None or not kind.startswith(("multipart/", "text/html")):
            if stream.damage:
                raise SourceError(f"{options.source}: {stream.damage}. Copy or download it anew.")
            raise WrongFormatError(f"{options.source}: no MHTML: no page of several parts begins here.")
        yield from _Mhtml(options, top).batches(parts, stream)


def _is_page(part: Part) -> bool:
    kind = part.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml")


class _Mhtml:
    """One MHTML file being read."""

    def __init__(self, options: ReadOptions, top: Part) -> None:
        self._options = options
        self._items = Items(options, kind=RecordKind.PAGE)
        self._pages = Pages(self._items)
        self._top = top
        self._counts: Counter[str] = Counter()
        self._encodings: dict[str, None] = {}
        self._main = False

    def batches(self, parts: Iterator[Part], stream: ByteStream) -> Iterator[Batch]:
        """Yield the records of all parts."""
        last = self._top
        if _is_page(self._top):
            yield from self._page(self._top)
        for part in parts:
            last = part
            if part.too_long:
                self._items.reject(self._place(part), f"a page of more than {_BYTES >> 20} MiB", "")
            elif _is_page(part):
                yield from self._page(part)
            elif part.headers:
                kind = part.headers.get("content-type", "")
                self._counts["pictures" if kind.lower().startswith("image/") else "other parts"] += 1
        if stream.damage or not last.ended:
            why = stream.damage or "the file ends before its last boundary: it is cut short"
            self._items.reject("the end of the file", f"{why}; what came before was read", "")
        yield from self._items.rest()
        say = self._options.report
        say("format", "mhtml")
        say("encoding", ", ".join(self._encodings))
        say("parts", dict(self._pages.parts) | dict(self._counts))
        say("warnings", self._pages.warnings)

    def _page(self, part: Part) -> Iterator[Batch]:
        said = re.search(
            r"charset\s*=\s*[\"']?([^\s;\"']{1,40})", part.headers.get("content-type", "")[:1_000], re.I
        )
        html, encoding = decode_page(part.content(), said[1] if said else None)
        self._encodings.setdefault(encoding)
        head = self._top.headers
        own = part.headers.get("content-location", "")
        address = head.get("snapshot-content-location") or head.get("content-location") or own
        first, self._main = not self._main, True
        if not first:
            self._counts["frames"] += 1
            if not re.search(r">[^<]*[^\s<][^<]*<", html[:1_000_000]):
                self._counts["empty frames"] += 1
                return
        extra = {} if first else {"frame_of": address}
        if saved := head.get("from", ""):
            extra["saved_by"] = words(saved).strip('<>"')[:200]
        capture = Capture(
            address if first else _web(own), mail_date(head.get("date", "")), head.get("date", "")[:100],
            "" if first else self._place(part), words(head.get("subject", ""))[:2_000] if first else "", extra,
        )  # fmt: skip
        yield from self._pages.add(html, capture)

    def _place(self, part: Part) -> str:
        where = _web(part.headers.get("content-location", ""))[:200]
        return f"part {part.number} ({where})" if where else f"part {part.number}"


def _web(address: str) -> str:
    """Return an address unless it only names a part of the file."""
    return address if address.lower().startswith(("http://", "https://")) else ""
