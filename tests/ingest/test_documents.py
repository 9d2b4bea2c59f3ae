from __future__ import annotations

import gzip
import io
import os
import random
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import document_files as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_reading import Member, Reading, clusters, read_data

from graphkit.errors import SourceError, WrongFormatError
from graphkit.settings import ReadOptions
from ingest import INGESTORS, docx, pdf
from ingest.documents import DocumentIngestor, is_list

READER = DocumentIngestor()
ANNOTATED = "/Annots [<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://t.me/anna_lilac) >> >>]"
FLYER = made.pdf([made.shown("Rooms to let\nCall +1 202 555 0143"), made.shown("")], page=ANNOTATED)
TABLE = "<w:tbl><w:tr>{}</w:tr></w:tbl>".format(
    "".join(f"<w:tc>{made.paragraph(t)}</w:tc>" for t in ("Anna", "+1 202 555 0143"))
)
LINK = '<w:p><w:hyperlink r:id="rId5"><w:r><w:t>my page</w:t></w:r></w:hyperlink></w:p>'
LETTER = made.docx(
    made.paragraph("Rooms &amp; flats") + TABLE + LINK,
    word__header1_xml=made.body(made.paragraph("Lilac Ltd")),
)


def read(data: bytes, name: str = "flyer.pdf", **options: Any) -> Reading:
    return read_data(READER, name, data, **options)


def test_each_page_of_a_pdf_is_a_record() -> None:
    got = read(
        made.pdf([made.shown("Rooms to let\nCall +1 202 555 0143"), made.shown("page two")], page=ANNOTATED)
    )
    assert got.column("locator") == ["page 1", "page 2"]
    assert got.column("kind") == ["page", "page"]
    assert got.column("platform") == ["document", "document"]
    assert str(got.column("text")[0]).strip() == "Rooms to let\nCall +1 202 555 0143"
    assert got.extra("title") == ["Our flyer"] * 2
    assert got.extra("author") == ["Mia"] * 2
    assert got.extra("creation_date") == ["D:20250603100000Z"] * 2
    assert got.found("1") == {("phone", "+12025550143", "self"), ("telegram", "anna_lilac", "self")}
    assert got.report == {"format": "PDF", "parts": {"pages": 2}, "warnings": []}


def test_a_word_document_is_one_record() -> None:
    got = read(LETTER, "letter.docx")
    [record] = got.records
    assert record["locator"] == "document"
    assert record["text"] == "Rooms & flats\nAnna\t+1 202 555 0143\nmy page"
    assert dict(record["more_text"]) == {"header": "Lilac Ltd"}
    assert got.identifiers() == [("link", "self", "https://lilac.example/me")]
    assert ("phone", "+12025550143", "self") in got.found()
    assert (dict(record["extra"])["title"], dict(record["extra"])["creator"]) == ("Our flyer", "Mia")
    assert got.report == {"format": "DOCX", "parts": {"documents": 1}, "warnings": []}


def test_all_that_a_document_says() -> None:
    inner = (
        '<w:p><w:r><w:t>a</w:t><w:tab/><w:t xml:space="preserve">b </w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>'
        "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old +1 202 555 0144</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + made.paragraph("in a box")
        + "</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>"
        + made.paragraph("in a box")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        '<w:p><w:r><w:instrText xml:space="preserve"> HYPERLINK "https://rose.example/a" </w:instrText></w:r><w:r><w:t>there</w:t></w:r></w:p>'
        "<w:p><w:fldSimple w:instr='HYPERLINK \"mailto:anna@lilac.example?subject=x\"'><w:r><w:t>mail</w:t></w:r></w:fldSimple></w:p>"
    )
    comments = made.body(made.paragraph("ask Bob +1 202 555 0145"))
    got = read(
        made.docx(
            inner, word__comments_xml=comments, word__footnotes_xml=made.body(made.paragraph("a note"))
        ),
        "a.docx",
    )
    assert got.column("text") == ["a\tb \nc-d\nnew\nin a box\n\nthere\nmail".replace("b \n", "b\n")]
    assert got.more_text("deleted") == ["old +1 202 555 0144"]
    assert got.more_text("footnotes") == ["a note"]
    assert {f for f in got.found() if f[0] in {"phone", "email"}} == {
        ("phone", "+12025550144", "mentioned"),
        ("phone", "+12025550145", "mentioned"),
        ("email", "anna@lilac.example", "self"),
    }


def test_a_list_of_people_merges_nobody(tmp_path: Path) -> None:
    lines = [f"Person {n}: +1 202 555 01{n:02}" for n in range(20)]
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:P{n}\nTEL:+120255501{n:02}\nEND:VCARD\n" for n in range(20)
    ).encode()
    page = made.pdf([made.shown("\n".join(lines))])
    letter = made.docx("".join(map(made.paragraph, lines)))
    assert clusters(tmp_path, a__pdf=page, b__docx=letter, c__vcf=cards) == []
    assert read(page).warnings == [
        "page 1: more than 6 different contacts, as in a list of people: they are shown and join nobody"
    ]
    assert not is_list("+1 202 555 0143 " * 50)


def test_a_flyer_and_a_card_are_one_hand(tmp_path: Path) -> None:
    card = b"BEGIN:VCARD\nVERSION:3.0\nFN:Rooms\nTEL:+12025550143\nEND:VCARD\n"
    flyer = made.pdf([made.shown("Rooms to let\nCall +1 202 555 0143")])
    assert clusters(tmp_path, a__pdf=flyer, b__vcf=card) == [["card 1, line 1", "page 1"]]


def test_scans_are_said_and_empty_pages_are_counted() -> None:
    more = {
        1000: made.stream(
            b"\xff\xff\xff",
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8",
        )
    }
    scan = made.pdf([b"q 600 0 0 700 0 0 cm /I Do Q"] * 3, "/XObject << /I 1000 0 R >>", more)
    got = read(scan)
    assert not got.records
    assert [(r["locator"], r["reason"]) for r in got.rejects] == [
        (f"page {n}", "a picture without text, as scans are") for n in (1, 2, 3)
    ]
    assert got.warnings == [
        "3 of 3 pages show pictures and hold no text, as scans do: nothing was read of them. Have the text recognised (OCR)"
        " and give the file again"
    ]
    assert read(made.pdf([b"", made.shown("x")])).report["parts"] == {"empty pages": 1, "pages": 2}


def test_encrypted_files_are_said() -> None:
    from pypdf import PdfReader, PdfWriter

    def locked(user: str) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(FLYER)))
        writer.encrypt(user, "owner", algorithm="AES-256")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    with pytest.raises(SourceError, match=r"flyer\.pdf: the PDF is encrypted\. Save it without a password"):
        read(locked("secret"))
    assert len(read(locked("")).records) == 2  # anybody may open it; the second page has a link
    with pytest.raises(SourceError, match=r"a\.docx: the document is encrypted, or in the old \.doc format"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "a.docx")


def test_which_reader_takes_a_document() -> None:
    for name, data in (
        ("a.pdf", FLYER),
        ("a", b"\n\n" + FLYER),
        ("a.pdf.gz", gzip.compress(FLYER)),
        ("a.docx", LETTER),
        ("a", LETTER),
        ("a.txt", FLYER),
    ):
        sure = {key: one.sniff(Path(name), data[: 64 << 10]) for key, one in INGESTORS.items()}
        assert sure["documents"] == max(sure.values()) > 0.9, name
        assert sum(s > 0.5 for s in sure.values()) == 1
    for name, data in (
        ("a.xlsx", b"PK\x03\x04xl/workbook.xml"),
        ("a.txt", b"words"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.pdf", b""),
    ):
        assert READER.sniff(Path(name), data) == 0
    with pytest.raises(WrongFormatError, match=r"a\.pdf"):
        read(b"words", "a.pdf")
    with pytest.raises(SourceError, match=r"a\.docx: no Word document"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/x", "x")
        read(out.getvalue(), "a.docx")
    assert len(read(gzip.compress(FLYER), "a.pdf.gz").records) == 2


def test_a_pdf_that_is_cut_short_keeps_its_pages() -> None:
    whole = made.pdf([made.shown(f"page {n}") for n in range(1, 41)])
    for size in (len(whole) - 30, len(whole) // 2):
        got = read(whole[:size])
        assert len(got.records) >= 40 * size // len(whole) - 4
        assert got.records[0]["text"] == "page 1\n"
        assert "the pages that were found were read" in got.rejects[-1]["reason"]
    with pytest.raises(SourceError, match="damaged"):
        read(whole[:150])


def test_a_document_that_is_cut_or_broken() -> None:
    with pytest.raises(SourceError, match=r"a\.docx: the document is damaged"):
        read(LETTER[: len(LETTER) // 2], "a.docx")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", made.body(made.paragraph("kept"))[:-40] + "<w:p")
    got = read(out.getvalue(), "a.docx")
    assert got.column("text") == ["kept"]
    assert got.rejects[0]["locator"] == "word/document.xml"
    assert "no valid XML" in got.rejects[0]["reason"]


def forms(depth: int) -> dict[int, bytes]:
    """Return forms each of which shows the next twice."""
    font = "/Font << /F1 3 0 R >>"
    return {
        1000 + i: made.stream(
            b"/X Do /X Do\n" if i < depth else made.shown("boom"),
            f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {font} /XObject << /X {1001 + i} 0 R >> >>",
        )
        for i in range(depth + 1)
    }


PDFS = {
    "forms in forms": made.pdf([b"/X Do"], "/XObject << /X 1000 0 R >>", forms(40)),
    "unpacks to much": made.pdf([b"q Q " * (30 << 20 >> 2)] * 3),
    "many steps": made.pdf([b"BT /F1 12 Tf " + b"(a) Tj " * 250_000 + b" ET"]),
    "many names": made.pdf([b"/a " * 3_000_000]),
    "brackets": made.pdf([b"[" * 3_000_000]),
    "parentheses": made.pdf([b"(" * 3_000_000]),
    "dictionaries": made.pdf([b"<<" * 1_000_000]),
    "long text": made.pdf([b"BT /F1 12 Tf (" + b"a" * (10 << 20) + b") Tj ET"]),
    "pages of pages": made.assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 5 /Kids [2 0 R 2 0 R] >>"}),
    "many pages": made.assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [" + b"3 0 R " * 50_000 + b"] >>", 3: b"<< /Type /Page /Parent 2 0 R >>"}),
    "nested objects": made.assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"[" * 1_000_000}),
    "objects": b"%PDF-1.4\n" + b"1 0 obj\n" * 100_000,
    "table that leads to itself": b"%PDF-1.4\nxref\n0 1\ntrailer\n<</Prev 9 /Size 1>>\nstartxref\n9\n%%EOF",
    "line ends": b"%PDF-1.4\n" + b"\n" * 5_000_000,
    "catalogues": b"%PDF-1.4\n" + b"1 0 obj << /Type /Catalog\nendobj\n" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_pdfs_that_are_made_to_harm(name: str) -> None:
    began = time.monotonic()
    try:
        got = read(PDFS[name])
        assert got.records or got.rejects
    except SourceError as error:
        assert "damaged" in str(error)
    assert time.monotonic() - began < 60


def test_pages_that_are_too_many_are_a_reject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGES", 2)
    monkeypatch.setattr("ingest.documents.PAGES", 2)
    got = read(made.pdf([made.shown("x")] * 5))
    assert got.column("locator") == ["page 1", "page 2"]
    assert [r["locator"] for r in got.rejects] == ["pages 3 to 5"]


def test_steps_of_all_pages_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FILE_STEPS", 40)
    got = read(made.pdf([made.shown("x")] * 20))
    assert 0 < len(got.records) < 20
    assert "the rest was not read" in got.rejects[-1]["reason"]


def zipped(document: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", made.CONTENT_TYPES)
        archive.writestr("word/document.xml", document)
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(8)
) + b"]><x><t>&i;</t></x>"  # fmt: skip
DOCXS = {
    "entities": zipped(ENTITIES),
    "external entity": zipped(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x><t>&a;</t></x>'),
    "nesting": zipped(b"<t>" * 2_000_000),
    "text": zipped(b"<x><t>" + b"a" * (20 << 20) + b"</t></x>"),
    "breaks": zipped(b"<x>" + b"<br/>" * 3_000_000 + b"</x>"),
    "attributes": zipped(b"<x " + b" ".join(b"a%d='1'" % i for i in range(100_000)) + b"/>"),
    "fields": zipped(b"<x><instrText>" + b"HYPERLINK &#10;" * 300_000 + b"</instrText></x>"),
    "cells": zipped(b"<x>" + b"<tc><p/></tc>" * 300_000 + b"</x>"),
    "headers": zipped(b"<x/>", **{f"word__header{i}.xml": b"<x><t>a</t></x>" for i in range(3_000)}),
    "zeros": zipped(b"<x>\0\0\0</x>"),
    "empty": zipped(b""),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCXS)
def test_word_documents_that_are_made_to_harm(name: str) -> None:
    began = time.monotonic()
    got = read(DOCXS[name], "a.docx")
    assert got.records or got.rejects or got.warnings == ["the document is empty"]
    assert "/etc" not in str(got.records)
    assert os.uname().nodename not in str(got.records)
    assert time.monotonic() - began < 60


def test_parts_that_unpack_to_much_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "PART", 1 << 20)
    got = read(zipped(b"<x><t>first</t><p/>" + b" " * (5 << 20) + b"</x>"), "a.docx")
    assert got.column("text") == ["first"]
    assert "unpacks to more than 1 MiB" in got.rejects[0]["reason"]


SPOILABLE = {"flyer.pdf": FLYER, "letter.docx": LETTER}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(SPOILABLE)), st.integers(0, 1 << 30), st.integers(1, 12))
def test_files_that_are_spoilt_are_read_or_refused(name: str, seed: int, faults: int) -> None:
    rng = random.Random(seed)
    whole = bytearray(SPOILABLE[name])
    for _ in range(faults):
        at = rng.randrange(len(whole))
        size = rng.choice([0, 1, 1, 4, 40])
        whole[at : at + size] = rng.choice(
            [b"", b"\0", b"\xff", b"<<", b"]", b"9" * 12, b"R", b"/", rng.randbytes(3)]
        )
    try:
        read(bytes(whole), name)
    except (SourceError, WrongFormatError) as error:
        assert str(error).startswith(name)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    for name in ("a.pdf", "a.docx"):
        try:
            read(start + data, name)
        except (SourceError, WrongFormatError) as error:
            assert str(error).startswith(name)


def test_the_same_every_time() -> None:
    def batches() -> list[Any]:
        member: Any = Member("a.docx", LETTER)
        return [b.records for b in READER.read(member, ReadOptions("ab" * 32, "a.docx"))]

    assert batches() == batches()


@pytest.mark.browser
def test_a_page_that_a_browser_printed(tmp_path: Path) -> None:
    program = next(
        (p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None
    )
    if program is None:
        pytest.skip("no browser that prints")
    page = tmp_path / "page.html"
    page.write_text(
        "<meta charset=utf-8><h1>Комнаты</h1><p>Звоните +1 202 555 0143<p><a href='https://t.me/anna_lilac'>сюда</a>",
        "utf-8",
    )
    out = tmp_path / "page.pdf"
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={out}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    got = read(out.read_bytes())
    assert "Комнаты" in got.records[0]["text"]
    assert {("phone", "+12025550143", "self"), ("telegram", "anna_lilac", "self")} <= got.found()
