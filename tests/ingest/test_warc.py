from __future__ import annotations

import gzip
import json
import zlib
from contextlib import suppress

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_files import Got
from web_files import html_record, http, packed, read_with, sniff, surest, warc_record

from graphkit.errors import SourceError, WrongFormatError
from ingest import warc_records
from ingest.http_payload import PayloadError, body_of

PAGE = b"<html><body><h1>Room</h1><p>Quiet room, call +1 202 555 0123</p></body></html>"
INFO = warc_record("warcinfo", b"software: test\r\n", content_type="application/warc-fields")
TYPE = "Content-Type: text/html; charset=utf-8"


def read(data: bytes, name: str = "a.warc", **options: int) -> Got:
    return read_with("warc", name, data, **options)


def answer(body: bytes, *headers: str, status: str = "200 OK", **options: object) -> bytes:
    return warc_record(
        "response", http(body, TYPE, *headers, status=status), "https://jobs.example/ad/7", **options
    )  # type: ignore[arg-type]


def several() -> list[bytes]:
    return [INFO, *(html_record(i, f"Quiet room {i}, call +1 202 555 01{i:02d}") for i in range(1, 6))]


@pytest.mark.parametrize("how", ["plain", "each", "whole"])
def test_pages_of_an_archive(how: str) -> None:
    records = several()
    plain = b"".join(records)
    data = {"plain": plain, "each": packed(*records), "whole": gzip.compress(plain, mtime=0)}[how]
    got = read(data, "a.warc" if how == "plain" else "a.warc.gz")
    assert [r["title"] for r in got.records] == [f"Ad {i}" for i in range(1, 6)]
    first = got.records[0]
    assert {k: first[k] for k in ("platform", "url", "posted_at_raw", "kind")} == {
        "platform": "jobs.example", "url": "https://jobs.example/ad/1", "posted_at_raw": "2026-03-04T05:06:07Z", "kind": "page",
    }  # fmt: skip
    assert first["posted_at"].isoformat() == "2026-03-04T05:06:07+00:00"
    assert dict(first["extra"])["warc_record"] == "urn:uuid:00000000-0000-4000-8000-000000000001"
    place = {"plain": len(INFO), "each": len(packed(INFO)), "whole": len(INFO)}[how]
    note = " of the unpacked data" if how == "whole" else ""
    assert first["locator"] == f"record 2 at byte {place}{note}"
    assert got.report["parts"] == {"pages": 5, "records about the archive": 1}
    assert not got.rejects


def test_other_records_are_counted() -> None:
    data = b"".join(
        [
            INFO,
            warc_record(
                "request",
                b"GET / HTTP/1.1\r\n\r\n",
                "https://jobs.example/",
                "application/http; msgtype=request",
            ),
            warc_record("revisit", http(b""), "https://jobs.example/"),
            warc_record("metadata", b"x: y", content_type="application/warc-fields"),
            answer(b"", "Location: /x", status="302 Found"),
            answer(b"<html><body>gone</body></html>", status="404 Not Found"),
            warc_record(
                "response", http(b"\x89PNG", "Content-Type: image/png"), "https://jobs.example/p.png"
            ),
            answer(PAGE),
        ]
    )
    got = read(data)
    assert len(got.records) == 1
    assert got.report["parts"] == {
        "pages": 1, "records about the archive": 1, "requests": 1, "revisits (unchanged since an earlier capture)": 1,
        "metadata records": 1, "redirects": 1, "answers that something failed (status 404)": 1,
        "pictures, scripts and other files": 1,
    }  # fmt: skip


def test_resources_conversions_and_data() -> None:
    job = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Waiter", "datePosted": "2026-01-02",
           "hiringOrganization": {"@type": "Organization", "name": "Acme", "telephone": "+1 202 555 0123"}}  # fmt: skip
    got = read(
        warc_record("resource", PAGE, "https://jobs.example/1", "text/html")
        + warc_record("conversion", b"Quiet room\n+1 202 555 0124", "https://jobs.example/2", "text/plain")
        + warc_record(
            "response",
            http(json.dumps(job).encode(), "Content-Type: application/ld+json"),
            "https://jobs.example/3",
        )
    )
    assert [r["text"] for r in got.records][:2] == [
        "Room\n\nQuiet room, call +1 202 555 0123",
        "Quiet room\n+1 202 555 0124",
    ]
    assert (got.records[2]["title"], got.records[2]["author"], got.records[2]["kind"]) == (
        "Waiter",
        "Acme",
        "ad",
    )
    assert got.identifiers() == [("phone", "self", "+1 202 555 0123")]


def chunked(body: bytes) -> bytes:
    pieces = [body[i : i + 20] for i in range(0, len(body), 20)]
    return b"".join(f"{len(p):x};x=y\r\n".encode() + p + b"\r\n" for p in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(PAGE), ["Transfer-Encoding: chunked"]),
        (gzip.compress(PAGE), ["Content-Encoding: gzip"]),
        (chunked(gzip.compress(PAGE)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (brotli.compress(PAGE), ["Content-Encoding: br"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (zlib.compress(PAGE)[2:-4], ["Content-Encoding: deflate"]),
        (PAGE, ["Content-Encoding: gzip", "Transfer-Encoding: chunked"]),  # headers that no longer hold
        (PAGE, ["Content-Encoding: br"]),
        (gzip.compress(PAGE)[:-10], ["Content-Encoding: gzip"]),
    ],
)
def test_bodies_as_servers_send_them(body: bytes, headers: list[str]) -> None:
    got = read(answer(body, *headers))
    assert got.records[0]["text"].startswith("Room\n\nQuiet room")


def test_bombs_are_rejects() -> None:
    flat = bytes(60 << 20)
    for body, name in ((gzip.compress(flat), "gzip"), (brotli.compress(flat), "br")):
        got = read(answer(body, f"Content-Encoding: {name}") + answer(PAGE))
        assert len(got.records) == 1
        assert f"the {name} data unpack to more than" in got.rejects[0]["reason"]
    twice = gzip.compress(gzip.compress(flat))
    with pytest.raises(PayloadError, match="unpack to more"):
        body_of(twice, "", "gzip, gzip", 16 << 20)
    with pytest.raises(PayloadError, match="zstd is not read"):
        body_of(b"x", "", "zstd", 100)
    with pytest.raises(PayloadError, match="5 encodings"):
        body_of(b"x", "", "gzip, gzip, gzip, gzip, gzip", 100)


def test_a_truncated_archive_keeps_what_came_and_rejects_the_cut() -> None:
    plain = b"".join(several())
    got = read(plain[:-60])
    assert len(got.records) == 4
    assert got.rejects[0]["locator"].startswith("record 6 at byte")
    assert "the archive ends within it" in got.rejects[0]["reason"]
    each = packed(*several())
    got = read(each[:-60], "a.warc.gz")
    assert len(got.records) == 4
    assert [("cut short" in r["reason"]) for r in got.rejects] == [True]


def test_a_damaged_member_loses_only_its_own_record() -> None:
    members = [gzip.compress(r, mtime=0) for r in several()]
    bad = bytearray(members[3])
    bad[len(bad) // 2 : len(bad) // 2 + 8] = bytes(8)
    got = read(b"".join([*members[:3], bytes(bad), *members[4:]]), "a.warc.gz")
    assert [r["title"] for r in got.records] == ["Ad 1", "Ad 2", "Ad 4", "Ad 5"]
    assert len(got.rejects) >= 1
    assert "damaged" in got.rejects[0]["reason"]


def test_wrong_lengths_lose_no_other_record() -> None:
    good = [html_record(i, "Quiet room") for i in (1, 2, 3)]
    size = len(html_record(9, "Other room")) - len(html_record(9, "")) + 200
    for length, notes in ((140, 2), (size + 500, 1), (10**9, 1)):
        wrong = html_record(9, "Other room", length=length)
        got = read(b"".join([good[0], wrong, good[1], good[2]]))
        titles = [r["title"] for r in got.records]
        assert [t for t in titles if t != "Ad 9"] == ["Ad 1", "Ad 2", "Ad 3"]
        assert "Ad 9" in titles
        noted = [dict(r["extra"]).get("archive_note", "") for r in got.records]
        assert "its length is wrong" in noted[1]
        assert len(got.rejects) == (1 if notes == 2 else 0)


@pytest.mark.parametrize("length", ["-5", "many", "", "9" * 40, "１２"])
def test_lengths_that_are_none(length: str) -> None:
    bad = html_record(9, "Other room").replace(
        b"Content-Length: ", b"Content-Length: " + length.encode() + b"x", 1
    )
    got = read(html_record(1, "Quiet room") + bad + html_record(2, "Quiet room"))
    assert [r["title"] for r in got.records] == ["Ad 1", "Ad 2"]
    assert got.rejects


def test_a_record_too_large_is_a_reject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_records, "LARGEST_BODY", 1000)
    got = read(answer(b"<html><body>" + b"x" * 2000) + html_record(1, "Quiet room"))
    assert [r["title"] for r in got.records] == ["Ad 1"]
    assert "those of more than" in got.rejects[0]["reason"]


def test_headers_without_end_are_a_reject() -> None:
    endless = b"WARC/1.1\r\n" + b"X-Y: z\r\n" * 100_000
    got = read(html_record(1, "Quiet room") + endless + html_record(2, "Quiet room"))
    assert [r["title"] for r in got.records] == ["Ad 1", "Ad 2"]
    assert got.rejects[0]["reason"] == "its headers cannot be read"
    one_line = read(b"WARC/1.1\r\n" + b"x" * 3_000_000 + b"\r\n" + html_record(1, "Quiet room"))
    assert [r["title"] for r in one_line.records] == ["Ad 1"]


def test_batches_are_no_larger_than_asked_for() -> None:
    assert read(b"".join(several()), batch_size=2).sizes == [2, 2, 1]


def test_sniff() -> None:
    plain = b"".join(several())
    for name, data in (
        ("a.warc", plain),
        ("a", plain),
        ("a.warc.gz", packed(*several())),
        ("x", gzip.compress(plain)),
    ):
        assert surest(name, data) == "warc"
        assert sniff("warc", name, data) > 0.9
    assert sniff("warc", "a.html", PAGE) == 0
    assert sniff("warc", "a.gz", gzip.compress(b"words")) == 0


def test_what_is_no_archive_is_said_so() -> None:
    with pytest.raises(WrongFormatError, match=r"a\.warc"):
        read(b"just words")
    with pytest.raises(SourceError, match=r"a\.warc"):
        read(b"\x1f\x8b\x08\x00\x00")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 3_000), st.integers(0, 300), st.booleans())
def test_damaged_archives_are_read_or_refused(noise: bytes, at: int, cut: int, zipped: bool) -> None:
    data = packed(*several()) if zipped else b"".join(several())
    at = at % len(data)
    for damaged in (data[:at] + noise + data[at + cut :], noise, b"WARC/1.0\r\n" + noise):
        with suppress(SourceError, WrongFormatError):
            read(damaged)
