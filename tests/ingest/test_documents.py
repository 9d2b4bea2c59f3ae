from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import document_files as made
import pytest
from item_reading import Member, Reading, clusters, read_data

from graphkit.errors import SourceError, WrongFormatError
from graphkit.settings import ReadOptions
from ingest import INGESTORS
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
        '<w:p><w:r><w:t>a</w:t><w:tab/><w:t xml:space="preserve">b </w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>'
        "d</w:t></w:r></w:p>"
        "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old +1 202 555 0144</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + made.paragraph("in a box")
        + "</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>"
        + made.paragraph("in a box")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        '<w:p><w:r><w:instrText xml:space="preserve"> HYPERLINK "https://rose.example/a" </w:instrText></w:r><w:r>'
        "<w:t>there</w:t></w:r></w:p>"
        "<w:p><w:fldSimple w:instr='HYPERLINK \"mailto:anna@lilac.example?subject=x\"'><w:r><w:t>mail</w:t></w:r>"
        "</w:fldSimple></w:p>"
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
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/x", "x")
    with pytest.raises(SourceError, match=r"a\.docx: no Word document"):
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
