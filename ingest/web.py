"""Reads saved pages: HTML as browsers save it, also gzipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import Batch, RecordKind
from graphkit.settings import ReadOptions
from ingest.html_encoding import decode_page
from ingest.items import Items
from ingest.streams import ByteStream, peek
from ingest.web_address import saved_from
from ingest.web_page import Capture
from ingest.web_pages import LARGEST, Pages

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_BYTES = 4 * LARGEST  # of a page, at most
_MARKUP = re.compile(
    rb"<(?:!doctype\s{1,20}html|html|head|body|title|meta|table|div|center|p|h1)[\s>]", re.IGNORECASE
)
# Exports of chats are HTML too; their own readers are surer.
_CHATS = re.compile(
    rb"class=\"(?:page_wrap|history|message default|page_header|im_|message__header|_3-95|uiBoxWhite|pam _3-9|wrap_page_content)"
    rb"|class=\"(?:message__header|item__main)\"|<title>\s{0,20}(?:Exported Data|Messages|VK)\b|MessageGroup|chatlog"
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def narrow(head: bytes) -> bytes:
    """Return the first bytes of a text as ASCII where they are UTF-16, so that marks can be looked for."""
    return head.replace(b"\0", b"") if head.startswith(_WIDE) else head


def _after_comments(data: bytes) -> bytes:
    """Return what follows the comments and the XML declaration that a page may begin with."""
    for _ in range(20):
        data = data.lstrip()
        mark = b"-->" if data.startswith(b"<!--") else b"?>" if data.startswith(b"<?") else b""
        end = data.find(mark) if mark else -1
        if end < 0:
            break
        data = data[end + len(mark) :]
    return data


class WebIngestor:
    """Reads saved pages."""

    name = "web"
    formats: tuple[str, ...] = ("saved web pages (HTML)",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is a page, 0..1, from name and first bytes (gzip or not)."""
        data = narrow(peek(head, 64 << 10)).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
        named = not SUFFIXES.isdisjoint(s.lower() for s in path.suffixes[-2:])
        if not data:
            return 0.3 if named else 0.0
        if not data.startswith(b"<"):
            return 0.4 if named and b"<" in data else 0.0
        if not _MARKUP.match(_after_comments(data)):
            return 0.6 if named else 0.0
        if _CHATS.search(data):
            return 0.3
        return 0.9 if named else 0.7

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the records of the page: one, or one for each item of a listing.

        Raises
        ------
        WrongFormatError
            If the file holds no markup.
        SourceError
            If it cannot be read.
        """
        stream = ByteStream(path, options.source)
        data = _beginning(stream)
        if b"<" not in data.replace(b"\0", b"")[:1_000_000]:
            if stream.damage:
                raise SourceError(f"{options.source}: {stream.damage}. Copy or download it anew.")
            raise WrongFormatError(f"{options.source}: no web page: there is no markup in it.")
        html, encoding = decode_page(data)
        items = Items(options, kind=RecordKind.PAGE)
        pages = Pages(items)
        address, captured = saved_from(html[:8_000])
        yield from pages.add(html, Capture(address, captured, pictures=True))
        warnings = pages.warnings
        if len(data) > _BYTES:
            warnings.append(f"the page is larger than {_BYTES >> 20} MiB; the rest was not read")
        if stream.damage:
            items.reject("the end of the file", f"{stream.damage}; what came before was read", html[-500:])
        yield from items.rest()
        options.report("format", "html")
        options.report("encoding", encoding)
        options.report("parts", dict(pages.parts))
        options.report("warnings", warnings)


def _beginning(stream: ByteStream) -> bytes:
    parts, size = [], 0
    for block in stream.blocks():
        parts.append(block)
        size += len(block)
        if size > _BYTES:
            break
    return b"".join(parts)
