"""Text of Word documents (DOCX, ECMA-376), read as the XML goes by.

No library builds the document first: a part is unpacked and read in pieces, within limits, so that neither an archive
that unpacks to terabytes nor nesting of a million levels does any harm, and text boxes, notes and comments are not left
out.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from graphkit.errors import SourceError
from ingest.streams import BAD_ZIP

PART = 256 << 20  # bytes that one part unpacks to, at most
CHARACTERS = 4 << 20  # of text of one part
PARTS = 200  # headers, footers and notes that are read
LINKS = 1_000
NAMES = 100_000  # files in the archive
_BLOCK = 256 << 10
_FIELD = re.compile(r"\s*HYPERLINK\s+\"([^\"]{1,2000})\"")
_DROPPED = frozenset({"Fallback", "pPr", "rPr", "sectPr", "tblPr", "delInstrText"})
_OTHERS = (
    ("header", re.compile(r"word/header[0-9]{0,4}\.xml")),
    ("footer", re.compile(r"word/footer[0-9]{0,4}\.xml")),
    ("footnotes", re.compile(r"word/(?:footnotes|endnotes)\.xml")),
    ("comments", re.compile(r"word/comments\.xml")),
)
_META = frozenset(
    {
        "title", "subject", "creator", "keywords", "description", "lastModifiedBy", "created", "modified", "category",
        "Company", "Application", "Manager", "Template",
    }
)  # fmt: skip


@dataclass(slots=True)
class Document:
    """A document's text.

    Attributes
    ----------
    text
        Its paragraphs, one a line; cells of tables parted by tabs.
    more
        Further texts: ``header``, ``footer``, ``footnotes``, ``comments``, ``deleted``.
    links
        Where it links to, each once.
    meta
        What it says of itself: title, author and the like.
    faults
        What could not be read, and why.
    """

    text: str = ""
    more: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class _StopError(Exception):
    """Enough was read, or what is read is made to harm."""


def read_docx(file: IO[bytes], source: str) -> Document:
    """Return what a document says.

    Parameters
    ----------
    file
        Seekable.
    source
        What messages call it.

    Raises
    ------
    SourceError
        If it is no document, or damaged.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = [entry.filename for entry in archive.infolist()[:NAMES]]
            main = _main(archive, names)
            if main is None:
                raise SourceError(f"{source}: no Word document, whatever its name. Save it as .docx or PDF.")
            return _document(archive, names, main)
    except BAD_ZIP as error:
        raise SourceError(
            f"{source}: the document is damaged ({error}). Open it and save it anew."
        ) from error


def _main(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    """Return the part that is the document itself."""
    relations, _ = _relations(archive, "_rels/.rels", names)
    found = next(
        (target for kind, target in relations.values() if kind == "officeDocument"), "word/document.xml"
    )
    found = found.lstrip("/")
    return found if found in names else ("word/document.xml" if "word/document.xml" in names else None)


def _document(archive: zipfile.ZipFile, names: list[str], main: str) -> Document:
    out = Document()
    body = _text(archive, main, names, out)
    out.text = body.text()
    if body.deleted:
        out.more["deleted"] = "".join(body.deleted).strip()
    for name, pattern in _OTHERS:
        parts = [part for part in sorted(names) if pattern.fullmatch(part)][:PARTS]
        texts = [_text(archive, part, names, out).text() for part in parts]
        # First pages, even and odd ones have headers of their own, which mostly say the same.
        if joined := "\n".join(dict.fromkeys(text for text in texts if text)):
            out.more[name] = joined
    for part in ("docProps/core.xml", "docProps/app.xml"):
        if part in names:
            reader = _Meta()
            _parse(archive, part, reader, out)
            out.meta |= {name: value.strip()[:2_000] for name, value in reader.found.items() if value.strip()}
    return out


def _text(archive: zipfile.ZipFile, part: str, names: list[str], out: Document) -> _Text:
    folder, name = posixpath.split(part)
    relations, fault = _relations(archive, f"{folder}/_rels/{name}.rels", names)
    if fault:
        out.faults.append(fault)
    reader = _Text({key: target for key, (kind, target) in relations.items() if kind == "hyperlink"})
    _parse(archive, part, reader, out)
    for link in reader.links:
        if link not in out.links and len(out.links) < LINKS:
            out.links.append(link)
    return reader


class _Handler:
    """What is called while XML is read: names are without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


class _Text(_Handler):
    """Gathers the text of a part."""

    def __init__(self, targets: dict[str, str]) -> None:
        self._targets = targets
        self._out: list[str] = []
        self._size = 0
        self._dropped = 0  # levels inside of what is left out
        self._in: str = ""
        self._field: list[str] = []
        self.deleted: list[str] = []
        self.links: list[str] = []
        self.cut = False

    def text(self) -> str:
        """Return what was gathered, without the tabs and blank lines around."""
        lines = [line.strip(" \t") for line in "".join(self._out).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _add(self, text: str) -> None:
        self._size += len(text)
        if self._size > CHARACTERS:
            self.cut = True
            raise _StopError(f"more than {CHARACTERS:,} characters of text; the rest was not read")
        self._out.append(text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._dropped or name in _DROPPED:
            self._dropped += 1
            return
        if name in {"t", "delText", "instrText"}:
            self._in = name
        elif name in {"tab", "ptab"}:
            self._add("\t")
        elif name in {"br", "cr"}:
            self._add("\n")
        elif name == "noBreakHyphen":
            self._add("-")
        elif name in {"hyperlink", "hlinkClick"}:
            self._link(self._targets.get(attributes.get("id", ""), ""))
        elif name == "fldSimple":
            self._instruction(attributes.get("instr", ""))

    def end(self, name: str) -> None:
        if self._dropped:
            self._dropped -= 1
        elif name in {"t", "delText", "instrText"}:
            if name == "instrText":
                self._instruction("".join(self._field))
                self._field = self._field if "HYPERLINK" in "".join(self._field[-3:]) else []
            self._in = ""
        elif name == "p":
            self._add("\n")
            self._field = []
        elif name == "tc":
            # A cell's last paragraph ends the cell, not the line.
            if self._out and self._out[-1] == "\n":
                self._out.pop()
            self._add("\t")
        elif name == "tr":
            self._add("\n")

    def data(self, text: str) -> None:
        if self._dropped or not self._in:
            return
        if self._in == "t":
            self._add(text)
        elif self._in == "delText":
            self._size += len(text)
            if self._size <= CHARACTERS:
                self.deleted.append(text)
        elif len(self._field) < 100:
            self._field.append(text)

    def _instruction(self, said: str) -> None:
        if found := _FIELD.match(said):
            self._link(found[1])

    def _link(self, target: str) -> None:
        if target and len(self.links) < LINKS and target not in self.links:
            self.links.append(target[:2_000])


class _Relations(_Handler):
    """Gathers the relations of a part: id -> kind and target, of those that lead out or to other parts."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and len(self.found) < NAMES:
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.setdefault(attributes.get("Id", ""), (kind, attributes.get("Target", "")))


class _Meta(_Handler):
    """Gathers what a document says of itself."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._in = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self._in = name if name in _META else ""

    def end(self, name: str) -> None:
        del name
        self._in = ""

    def data(self, text: str) -> None:
        if self._in:
            self.found[self._in] = (self.found.get(self._in, "") + text)[:2_000]


def _relations(
    archive: zipfile.ZipFile, part: str, names: list[str]
) -> tuple[dict[str, tuple[str, str]], str]:
    """Return a part's relations, and what is wrong with them."""
    if part.lstrip("/") not in names:
        return {}, ""
    reader, out = _Relations(), Document()
    _parse(archive, part.lstrip("/"), reader, out)
    return reader.found, "; ".join(out.faults)


def _parse(archive: zipfile.ZipFile, part: str, handler: _Handler, out: Document) -> None:
    """Read a part's XML; what is wrong with it is noted, and what came before is kept."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.start(
        _local(name), {_local(k): v for k, v in attributes.items()}
    )
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for block in _unpacked(archive, part):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except _StopError as stop:
        out.faults.append(f"{part}: {stop}")
    except expat.ExpatError as error:
        out.faults.append(f"{part}: no valid XML ({error}); what follows was not read")
    except (*BAD_ZIP, OSError) as error:
        out.faults.append(f"{part}: damaged ({error}); what follows was not read")


def _refuse(*_: object) -> None:
    raise _StopError("it declares a document type, which no document does and attacks do; it was not read")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _unpacked(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    size = 0
    with archive.open(part) as packed:
        read: Callable[[int], bytes] = packed.read
        while block := read(_BLOCK):
            size += len(block)
            if size > PART:
                raise _StopError(f"unpacks to more than {PART >> 20} MiB; the rest was not read")
            yield block
