"""Small PDF and DOCX files, written out byte by byte so that each part can be spoilt."""

from __future__ import annotations

import io
import zipfile
import zlib

from graphkit.model import Batch

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>\
</Relationships>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId5" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://lilac.example/me" \
TargetMode="External"/></Relationships>"""
CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Our flyer</dc:title><dc:creator>Mia</dc:creator>\
</cp:coreProperties>"""
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def paragraph(text: str) -> str:
    """Return one paragraph of a document."""
    return f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def body(inner: str) -> str:
    """Return a document's main part."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:document {NAMES}><w:body>{inner}</w:body></w:document>"


def docx(inner: str = "", **parts: str) -> bytes:
    """Return a document; ``parts`` are further ones, ``__`` for a slash and ``_xml`` for the ending."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", PACKAGE)
        archive.writestr("word/document.xml", body(inner))
        archive.writestr("word/_rels/document.xml.rels", RELATIONS)
        archive.writestr("docProps/core.xml", CORE)
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def stream(data: bytes, head: str = "") -> bytes:
    """Return a packed stream of a PDF."""
    packed = zlib.compress(data)
    said = f"<< {head} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    return said.encode() + packed + b"\nendstream"


def shown(text: str) -> bytes:
    """Return the drawing of some lines."""
    lines = "".join(f"({line}) Tj 0 -14 Td\n" for line in text.split("\n"))
    return f"BT /F1 12 Tf 72 720 Td\n{lines}ET".encode("latin-1")


def assembled(objects: dict[int, bytes], trailer: str = "") -> bytes:
    """Return a PDF of numbered objects; 1 is its catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    at = len(out)
    out += f"xref\n0 {max(objects) + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, max(objects) + 1):
        out += f"{places[number]:010} 00000 n \n".encode() if number in places else b"0000000000 00000 f \n"
    out += f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n".encode()
    return bytes(out)


def pdf(
    pages: list[bytes], resources: str = "", more: dict[int, bytes] | None = None, page: str = ""
) -> bytes:
    """Return a PDF whose pages draw these contents; objects from 1,000 on are ``more``."""
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Title (Our flyer) /Author (Mia) /Producer (by hand) /CreationDate (D:20250603100000Z) >>",
    }
    for i, content in enumerate(pages):
        held = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {11 + 2 * i} 0 R {page} "
        objects[10 + 2 * i] = (held + f"/Resources << /Font << /F1 3 0 R >> {resources} >> >>").encode()
        objects[11 + 2 * i] = stream(content)
    return assembled(objects | (more or {}), "/Info 4 0 R")


def records(batches: list[Batch]) -> list[dict[str, object]]:
    """Return the records of batches as plain Python."""
    return [row for batch in batches for row in batch.records.to_pylist()]
