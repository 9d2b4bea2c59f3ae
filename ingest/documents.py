"""Reads documents: PDF, a record for each page, and Word (DOCX), a record for each document; also gzipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import Batch, RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.docx import read_docx
from ingest.items import Items
from ingest.pdf import PAGES, Page, Pdf
from ingest.streams import cannot, peek, seekable
from ingest.workbooks import OLE

CONTACTS = 6  # different phones and e-mails in a text above which it is a list of people, not one's own page
_PDF_LOOK = 1_024  # bytes in which a PDF's mark may stand
_WORD = frozenset({".docx", ".docm", ".dotx", ".dotm"})
_PHONE = re.compile(r"\+?[0-9](?:[ ().\-\u00a0]{0,2}[0-9]){8,14}")
_EMAIL = re.compile(r"[^\s@<>(),;:\"]{1,64}@[^\s@<>(),;:\"]{3,100}")
_RAW = 1_000


def is_list(text: str) -> bool:
    """Tell whether a text names so many contacts that they cannot be one hand's: a register, a report, a list of ads.

    Examples
    --------
    >>> is_list("call +1 202 555 0101 or mail a@b.example")
    False
    >>> is_list(" ".join(f"+1 202 555 01{n:02}" for n in range(7)))
    True
    """
    seen: set[str] = set()
    for pattern in (_PHONE, _EMAIL):
        for match in pattern.finditer(text):
            seen.add(
                "".join(c for c in match[0] if c.isdigit())[-9:] if pattern is _PHONE else match[0].lower()
            )
            if len(seen) > CONTACTS:
                return True
    return False


class DocumentIngestor:
    """Reads documents."""

    name = "documents"
    formats: tuple[str, ...] = ("PDF", "Word documents (DOCX)", "each also gzipped")

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is a document, 0..1, from its first bytes and its name."""
        data = peek(head)
        if b"%PDF-" in data[:_PDF_LOOK]:
            return 0.95
        named = any(suffix.lower() in _WORD for suffix in path.suffixes)
        if data.startswith(b"PK\x03\x04"):
            return 0.95 if b"word/" in data and b"[Content_Types].xml" in data else (0.6 if named else 0.0)
        return 0.5 if named and data.startswith(OLE) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the pages in batches, in order.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``parts`` (pages, pages without text) and ``warnings``.

        Raises
        ------
        WrongFormatError
            If it is no document.
        SourceError
            If it is encrypted, damaged or too large.
        """
        try:
            with path.open("rb") as file:
                data = peek(file.read(64 << 10))
        except OSError as error:
            raise cannot(options.source, error) from error
        reading = _Reading(options)
        if b"%PDF-" in data[:_PDF_LOOK]:
            yield from reading.pdf(path)
        elif data.startswith(OLE):
            raise SourceError(
                f"{options.source}: the document is encrypted, or in the old .doc format. Open it in a word processor and"
                " save it as .docx without a password."
            )
        elif data.startswith(b"PK"):
            yield from reading.docx(path)
        else:
            raise WrongFormatError(f"{options.source}: no document: neither PDF nor DOCX.")
        reading.report()


class _Reading:
    """One source being read."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._items = Items(options, "document", RecordKind.PAGE)
        self._parts: Counter[str] = Counter()
        self._warnings: list[str] = []
        self._lists: list[str] = []

    def _role(self, text: str, place: str) -> Role:
        """Return whose the contacts of a text are: its author's, unless it lists many people's."""
        if not is_list(text):
            return Role.SELF
        self._lists.append(place)
        return Role.MENTIONED

    def pdf(self, path: Path) -> Iterator[Batch]:
        """Yield the pages of a PDF."""
        self._options.report("format", "PDF")
        with ExitStack() as stack:
            pdf = Pdf(seekable(path, self._options.source, stack), self._options.source)
            for page in pdf.read():
                self._page(page, pdf.meta)
                yield from self._items.ready()
            if pdf.damage:
                self._items.reject(
                    "end of the file", f"damaged: {pdf.damage}; the pages that were found were read", ""
                )
            if pdf.pages > PAGES:
                self._items.reject(
                    f"pages {PAGES + 1:,} to {pdf.pages:,}", f"only {PAGES:,} pages of a file are read", ""
                )
        self._parts["pages"] += min(pdf.pages, PAGES)
        if pictured := self._parts["pages that are pictures"]:
            self._warnings.append(
                f"{pictured:,} of {pdf.pages:,} pages show pictures and hold no text, as scans do: nothing was read of them."
                " Have the text recognised (OCR) and give the file again"
            )
        yield from self._items.rest()

    def _page(self, page: Page, meta: dict[str, str]) -> None:
        place = f"page {page.number}"
        if page.fault:
            self._items.reject(place, page.fault, "")
        elif not page.text.strip() and not page.links:
            self._parts["pages that are pictures" if page.pictures else "empty pages"] += 1
            if page.pictures:
                self._items.reject(place, "a picture without text, as scans are", "")
        else:
            role = self._role(page.text, place)
            self._items.record(
                place,
                native_id=str(page.number),
                text=page.text,
                extra=meta,
                text_role=None if role is Role.SELF else role,
            )
            for link in page.links:
                self._link(link, role)

    def docx(self, path: Path) -> Iterator[Batch]:
        """Yield the one record of a Word document."""
        with ExitStack() as stack:
            document = read_docx(seekable(path, self._options.source, stack), self._options.source)
        self._options.report("format", "DOCX")
        role = self._role("\n".join([document.text, *document.more.values()]), "the document")
        if document.text or document.more or document.links:
            self._parts["documents"] += 1
            self._items.record(
                "document",
                text=document.text,
                more_text=document.more,
                text_role=None if role is Role.SELF else role,
                # Who comments on a text, and what was struck out, is not its author's word.
                text_roles=dict.fromkeys(("comments", "deleted"), Role.MENTIONED),
                extra=document.meta,
            )
            for link in document.links:
                self._link(link, role)
        for fault in document.faults:
            place, _, reason = fault.partition(": ")
            self._items.reject(place, reason, "")
        if not (document.text or document.more or document.links or document.faults):
            self._warnings.append("the document is empty")
        yield from self._items.rest()

    def _link(self, target: str, role: Role) -> None:
        low = target.lower()
        if low.startswith("tel:"):
            self._items.declare("phone", target[4:], "links", role)
        elif low.startswith("mailto:"):
            self._items.declare("email", target[7:].partition("?")[0], "links", role)
        elif ":" in target:
            self._items.declare("link", target, "links", role)

    def report(self) -> None:
        """Tell what was read."""
        self._options.report("parts", {name: count for name, count in sorted(self._parts.items()) if count})
        if self._lists:
            shown = ", ".join(self._lists[:5]) + (
                f" and {len(self._lists) - 5:,} more" if len(self._lists) > 5 else ""
            )
            self._warnings.append(
                f"{shown}: more than {CONTACTS} different contacts, as in a list of people: they are shown and join nobody"
            )
        self._options.report("warnings", [*self._warnings, *self._items.warnings])
