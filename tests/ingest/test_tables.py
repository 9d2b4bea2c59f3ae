"""Every format, plain and gzipped; what a table is; mappings; real files."""

from __future__ import annotations

import csv
import gzip
import json
import random
from pathlib import Path

import pytest
from table_files import (
    PLACES,
    ROWS,
    SOURCE_ID,
    WRITERS,
    Read,
    as_delimited,
    as_parquet,
    as_xlsx,
    read_file,
)

from graphkit.errors import UsageError, WrongFormatError
from graphkit.model import record_id
from ingest.tables import TableIngestor


@pytest.mark.parametrize("gz", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_records(read: Read, name: str, gz: bool) -> None:
    data = WRITERS[name]()
    got = read(name + ".gz", gzip.compress(data)) if gz else read(name, data)
    assert got.column("native_id") == ["a1", "a2", "a3"]
    assert got.column("title") == [r["title"] for r in ROWS]
    assert got.column("text") == [r["body"] for r in ROWS]
    assert got.identifiers() == [("phone", "self", "+1 202 555 0123"), ("phone", "self", "+44 7700 900123")]
    assert got.extra("phone") == ["+1 202 555 0123", "+44 7700 900123", None]
    assert got.column("record_id") == [record_id(SOURCE_ID, n) for n in (1, 2, 3)]
    assert set(got.column("source_id")) == {SOURCE_ID}
    assert got.column("kind") == ["ad"] * 3
    assert not got.rejects
    suffix = name.rsplit(".", 1)[1]
    word = {"json": "item", "parquet": "row", "xlsx": "sheet Ads row"}.get(suffix, "line")
    places = {"json": [1, 2, 3], "xlsx": [2, 3, 4]}.get(suffix) or PLACES[suffix]
    assert got.column("locator") == [f"{word} {n}" for n in places]


@pytest.mark.parametrize("name", WRITERS)
def test_gzip_is_known_by_its_bytes_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(WRITERS[name]()))
    assert len(read_file(path).records) == 3
    assert TableIngestor().sniff(path, path.read_bytes()[:65536]) > 0.25


def test_the_columns_that_were_chosen_are_reported(read: Read) -> None:
    got = read("ads.csv", as_delimited(ROWS))
    assert got.report["columns"] == {"ad_id": "native_id", "title": "title", "body": "text", "phone": "phone"}
    assert got.report["encoding"] == "utf-8"
    assert got.report["delimiter"] == ","
    assert got.report["quoting"] == "quoted"
    assert got.report["header"] is True
    assert got.report["format"] == "delimited"
    assert got.warnings == []


def test_batches_do_not_change_what_is_read(tmp_path: Path) -> None:
    rows = [
        {"id": str(i), "text": f"number {i}", "date": "03/04/2025" if i < 900 else "25/04/2025",
         "email": f"a{i % 7}@example.org", "phone": f"+1 202 555 01{i % 90 + 10}, +1 202 555 01{i % 80 + 11}"}
        for i in range(1000)
    ]  # fmt: skip
    for name, data in {
        "a.csv": as_delimited(rows) + b"broken\n",
        "a.jsonl": b"\n".join(json.dumps(r).encode() for r in rows) + b"\n{",
        "a.json": json.dumps(rows).encode(),
        "a.parquet": as_parquet(rows),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        whole = read_file(path)
        for size in (37, 999):
            parts = read_file(path, batch_size=size)
            assert parts.records == whole.records
            assert parts.declared == whole.declared
            assert parts.rejects == whole.rejects
            assert parts.report == whole.report
        assert len(whole.declared) == 3000
        assert len(whole.records) == 1000


@pytest.mark.parametrize(
    ("name", "data", "low", "high"),
    [
        ("a.csv", b"id,text\n1,hello\n", 0.8, 1),
        ("noext", b"id,text\n1,hello\n2,bye\n", 0.2, 0.4),
        ("a.jsonl", b'{"id":1}\n{"id":2}\n', 0.8, 1),
        ("a.json", b'[{"id":1}]', 0.6, 1),
        ("noext", b'{"id":1}\n{"id":2}\n', 0.6, 0.9),
        ("a.csv", b"", 0.4, 0.6),
        ("result.json", b'{"name":"x","type":"private_channel","id":1,"messages":[{"id":1}]}', 0.1, 0.3),
        ("junk.csv", bytes(range(256)) * 40, 0, 0),
        ("junk.bin", random.Random(3).randbytes(3000), 0, 0),
        ("page.html", b"<!DOCTYPE html><html><body>a,b\nc,d\n</body></html>", 0, 0),
        ("page.csv", b"<html><body>you must log in</body></html>", 0, 0),
        ("a.pdf", b"%PDF-1.7\n1,2\n3,4\n", 0, 0),
        ("a.zip", b"PK\x03\x04" + b"\0" * 100, 0, 0),
        ("a.docx", b"PK\x03\x04[Content_Types].xml word/document.xml", 0, 0),
        (
            "chat.txt",
            b"12/03/2021, 14:05 - Ann: hi\n12/03/2021, 14:06 - Bob: hello, you, there\nmore\n",
            0,
            0,
        ),
        ("readme.md", b"# Title\n\nSome words, and more.\n\nAnother, paragraph, here.\n", 0, 0),
        ("a.eml", b"From: a@example.org\nTo: b@example.org\nSubject: hi\n\nText\n", 0, 0),
        ("s.json", b"[1, 2, 3]", 0, 0.5),
    ],
    ids=range(18),
)
def test_sniff(tmp_path: Path, name: str, data: bytes, low: float, high: float) -> None:
    path = tmp_path / name
    for head in (data, gzip.compress(data)):
        path.write_bytes(head)
        sure = TableIngestor().sniff(path, head[:65536])
        assert low <= sure <= high, (name, sure)


def test_sniff_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "anything.bin"
    path.write_bytes(as_xlsx(ROWS))
    assert TableIngestor().sniff(path, path.read_bytes()) > 0.9
    path.write_bytes(as_parquet(ROWS))
    assert TableIngestor().sniff(path, path.read_bytes()) > 0.9


def test_what_is_no_table_says_so(read: Read) -> None:
    with pytest.raises(WrongFormatError, match=r"page\.html"):
        read("page.html", "<!doctype html><p>hello")
    with pytest.raises(WrongFormatError, match=r"n\.json"):
        read("n.json", "17")


def test_the_mapping_decides(read: Read) -> None:
    data = as_delimited(
        [{"id": "1", "body": "main words", "text": "side words", "tel": "+1 202 555 0123", "x": "y"}]
    )
    got = read("a.csv", data, mapping={"Body": "text", "tel": "ignore", "x": "prose", "absent": "title"})
    assert got.column("text") == ["main words"]
    assert got.more_text("x") == ["y"]
    assert got.identifiers() == []
    assert "tel" not in dict(got.records[0]["extra"])
    assert got.report["columns"]["tel"] == "ignore"
    assert any("'absent'" in w and "id, body, text" in w for w in got.warnings)
    # A column called text that is not the text must not be taken for it.
    assert got.more_text("text_2") == ["side words"]


def test_a_mapping_to_nothing_that_exists(read: Read) -> None:
    with pytest.raises(UsageError, match="posted_at"):
        read("a.csv", "id,text\n1,a\n", mapping={"text": "txt"})


def test_a_mapping_tells_whether_there_is_a_header(read: Read) -> None:
    got = read("a.csv", "q1,q2\nq1,hello there\n", mapping={"q2": "text"})
    assert got.column("text") == ["hello there"]
    got = read("b.csv", "x1,hello there\nx2,bye now\nx1,again\n", mapping={"column_2": "title"})
    assert got.column("title") == ["hello there", "bye now", "again"]


SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "eval"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the evaluation data are not beside the checkout"
)


@pytest.mark.shared
@needs_shared
def test_job_ads() -> None:
    got = read_file(SHARED / "emscad_dev.csv")
    with (SHARED / "emscad_dev.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(got.records) == len(rows) == 533
    assert not got.rejects
    assert got.column("native_id") == [r["job_id"] for r in rows]
    assert got.column("text") == [r["description"] if r["description"].strip() else None for r in rows]
    assert got.column("title") == [r["title"] for r in rows]
    for name in ("company_profile", "requirements", "benefits"):
        assert got.more_text(name) == [r[name] if r[name].strip() else None for r in rows]
    assert got.extra("fraudulent") == [r["fraudulent"] for r in rows]
    assert got.column("country") == [r["location"].split(",")[0] or None for r in rows]
    assert set(got.column("platform")) == {None}


@pytest.mark.shared
@needs_shared
def test_text_messages() -> None:
    got = read_file(SHARED / "sms_spam.tsv")
    lines = (SHARED / "sms_spam.tsv").read_bytes().decode().split("\r\n")
    assert len(got.records) == 5574
    assert not got.rejects
    assert got.column("text") == [line.split("\t", 1)[1] for line in lines if line]
    assert got.report["quoting"] == "none"
    assert got.report["header"] is False


@pytest.mark.shared
@needs_shared
def test_scam_sites() -> None:
    got = read_file(SHARED / "cryptoscam_dev.jsonl")
    rows = [json.loads(line) for line in (SHARED / "cryptoscam_dev.jsonl").read_text("utf-8").splitlines()]
    assert len(got.records) == len(rows) == 1289
    assert got.column("url") == [r["url"].strip() for r in rows]
    assert got.column("title") == [r["name"] for r in rows]
    assert any(r["addresses"] for r in rows)
    wanted = sorted(a for r in rows for held in r["addresses"].values() for a in held)
    declared = sorted(d["raw"] for d in got.declared if d["field"].startswith("addresses."))
    assert declared == wanted
