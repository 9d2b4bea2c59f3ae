from __future__ import annotations

import io
import os
import random
import time
import zipfile

import document_files as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_reading import Reading, read_data, read_or_refused
from test_documents import FLYER, LETTER

from ingest import docx, pdf
from ingest.documents import DocumentIngestor

READER = DocumentIngestor()


def read(data: bytes, name: str = "flyer.pdf") -> Reading:
    return read_data(READER, name, data)


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
    "pages of pages": made.assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 5 /Kids "
    b"[2 0 R 2 0 R] >>"}),
    "many pages": made.assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [" + b"3 0 R " * 50_000 + b"] >>",
        3: b"<< /Type /Page /Parent 2 0 R >>"}),
    "nested objects": made.assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"[" * 1_000_000}),
    "objects": b"%PDF-1.4\n" + b"1 0 obj\n" * 100_000,
    "table that leads to itself": b"%PDF-1.4\nxref\n0 1\ntrailer\n<</Prev 9 /Size 1>>\nstartxref\n9\n%%EOF",
    "line ends": b"%PDF-1.4\n" + b"\n" * 5_000_000,
    "catalogues": b"%PDF-1.4\n" + b"1 0 obj << /Type /Catalog\nendobj\n" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_pdfs_that_are_made_to_harm(name: str) -> None:
    began = time.monotonic()
    got = read_or_refused(READER, "flyer.pdf", PDFS[name])
    assert got is None or got.records or got.rejects or got.report["parts"]
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
    read_or_refused(READER, name, bytes(whole))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    for name in ("a.pdf", "a.docx"):
        read_or_refused(READER, name, start + data)
