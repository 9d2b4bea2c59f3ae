from __future__ import annotations

import base64
import quopri
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_files import Got
from web_files import mhtml, read_with, sniff, surest

from graphkit.errors import SourceError, WrongFormatError
from ingest import mhtml as module
from ingest.mime_parts import parts_of

HTML = "<html><head><meta charset=utf-8><title>Zimmer</title></head><body><h1>Zimmer in Köln</h1><p>Ruf an: +1 202 555 0123</p></body></html>"
QP = quopri.encodestring(HTML.encode()).decode()
PICTURE = base64.encodebytes(b"\xff\xd8\xff\xe0" + bytes(200)).decode()
FRAME = "<html><body><p>Partner: +1 202 555 0177</p></body></html>"


def read(data: bytes, name: str = "page.mhtml") -> Got:
    return read_with("mhtml", name, data)


def whole() -> bytes:
    return mhtml(
        ("text/html", "quoted-printable", "https://jobs.example/ad/7", QP),
        ("image/jpeg", "base64", "https://jobs.example/p.jpg", PICTURE),
        ("text/css", "quoted-printable", "cid:css-1@mhtml.blink", "@charset 'utf-8';"),
        ("text/html", "quoted-printable", "https://partner.example/frame", FRAME),
        ("text/html", "quoted-printable", "https://partner.example/empty", "<html><body> </body></html>"),
    )


def test_a_page_as_chrome_and_hunchly_save_it() -> None:
    got = read(whole())
    main, frame = got.records
    assert {k: main[k] for k in ("locator", "platform", "url", "title", "text", "posted_at_raw")} == {
        "locator": "page", "platform": "jobs.example", "url": "https://jobs.example/ad/7", "title": "Zimmer in Köln",
        "text": "Zimmer in Köln\n\nRuf an: +1 202 555 0123", "posted_at_raw": "Wed, 4 Mar 2026 05:06:07 -0000",
    }  # fmt: skip
    assert main["posted_at"].isoformat() == "2026-03-04T05:06:07+00:00"
    assert dict(main["extra"])["saved_by"] == "Saved by Blink"
    assert dict(main["extra"])["captured"] == "2026-03-04T05:06:07+00:00"
    assert frame["locator"] == "part 4 (https://partner.example/frame)"
    assert frame["platform"] == "partner.example"
    assert dict(frame["extra"])["frame_of"] == "https://jobs.example/ad/7"
    assert got.report["parts"] == {
        "pages": 2,
        "pictures": 1,
        "other parts": 1,
        "frames": 2,
        "empty frames": 1,
    }
    assert not got.rejects


def test_base64_and_charsets() -> None:
    cyrillic = "<html><body><p>Тихая комната</p></body></html>".encode("cp1251")
    got = read(
        mhtml(
            (
                'text/html; charset="windows-1251"',
                "base64",
                "https://jobs.example/1",
                base64.encodebytes(cyrillic).decode(),
            )
        )
    )
    assert got.records[0]["text"] == "Тихая комната"
    assert got.report["encoding"] == "cp1251"


def test_internet_explorer_puts_a_multipart_into_another() -> None:
    data = (
        b'From: "Saved by Windows Internet Explorer 8"\r\nSubject: Room\r\nDate: Wed, 4 Mar 2009 05:06:07 +0400\r\nMIME-Version: 1.0\r\n'
        b'Content-Type: multipart/related;\r\n\ttype="multipart/alternative";\r\n\tboundary="--a"\r\n\r\nThis is a multi-part message.\r\n\r\n'
        b'----a\r\nContent-Type: multipart/alternative; boundary="--b"\r\n\r\n----b\r\nContent-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: http://jobs.example/r\r\n\r\n<HTML><BODY><P>Quiet room</BODY></HTML>\r\n"
        b"----b--\r\n\r\n----a\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODdh\r\n----a--\r\n"
    )
    got = read(data, "room.mht")
    assert [r["text"] for r in got.records] == ["Quiet room"]
    assert got.records[0]["url"] == "http://jobs.example/r"
    assert not got.rejects


def test_a_file_cut_short_keeps_what_came() -> None:
    data = whole()
    got = read(data[: data.index(b"/9j/") + 40])
    assert len(got.records) == 1
    assert "cut short" in got.rejects[0]["reason"]


def test_a_page_too_long_is_a_reject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BYTES", 100)
    assert [r["reason"] for r in read(whole()).rejects][:1] == ["a page of more than 0 MiB"]


def test_sniff() -> None:
    assert sniff("mhtml", "a", whole()) > 0.9
    assert surest("a.mhtml", whole()) == "mhtml"
    mail = b"Received: by x\r\nFrom: a@snowleaf.example\r\nTo: b@snowleaf.example\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    assert sniff("mhtml", "a.eml", mail) == 0
    assert sniff("mhtml", "a.html", b"<html>") == 0


def test_what_is_none_is_said_so() -> None:
    for data in (b"", b"just words", b"A: b\r\n\r\nbody"):
        with pytest.raises(WrongFormatError, match=r"page\.mhtml"):
            read(data)


def test_a_part_of_many_bytes_is_not_kept() -> None:
    head = b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\n"
    parts = list(parts_of(iter([head, *[b"y" * 1_000_000] * 20, b"\n--x--\n"]), lambda _part: 0))
    assert [p.body for p in parts] == [[], []]
    assert parts[-1].ended


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2_000), st.integers(0, 300))
def test_damaged_files_are_read_or_refused(noise: bytes, at: int, cut: int) -> None:
    data = whole()
    for damaged in (data[:at] + noise + data[at + cut :], noise):
        with suppress(SourceError, WrongFormatError):
            read(damaged)
