"""Delimited text: broken rows, quotes, line ends, odd headers."""

from __future__ import annotations

import gzip
import json

import pytest
from table_files import (
    SOURCE_ID,
    Read,
)

from graphkit.model import record_id


def test_rows_with_the_wrong_number_of_cells_are_rejects(read: Read) -> None:
    got = read("a.csv", "id,title,text\n1,a,x\n2,b\n3,c,y,z\n\n4,d,w\n")
    assert got.column("native_id") == ["1", "4"]
    assert got.column("record_id") == [record_id(SOURCE_ID, 1), record_id(SOURCE_ID, 4)]
    assert got.column("locator") == ["line 2", "line 6"]
    assert [(r["locator"], r["reason"], r["raw"]) for r in got.rejects] == [
        ("line 3", "expected 3 cells, got 2", "2,b"),
        ("line 4", "expected 3 cells, got 4", "3,c,y,z"),
    ]
    assert {r["source_id"] for r in got.rejects} == {SOURCE_ID}


def test_a_quote_that_never_closes_costs_one_row(read: Read) -> None:
    lines = ["id,title,text", *(f'{i},"t {i}","text, {i}"' for i in range(1, 1001))]
    lines[500] = '500,"t 500,text'
    got = read("a.csv", "\n".join(lines))
    assert len(got.records) == 999
    assert [r["locator"] for r in got.rejects] == ["line 501"]
    assert "quote" in got.rejects[0]["reason"]
    assert got.rejects[0]["raw"] == '500,"t 500,text'


def test_an_unclosed_quote_with_no_quote_after_it_costs_one_row(read: Read) -> None:
    lines = ["id,title,text", *(f"{i},t {i},text {i}" for i in range(1, 30_001))]
    lines[1:8] = [f'{i},"t, {i}",text {i}' for i in range(1, 8)]
    lines[8] = '8,"t 8,text'
    got = read("a.csv", "\n".join(lines))
    assert len(got.records) == 29_999
    assert [r["locator"] for r in got.rejects] == ["line 9"]
    assert got.column("native_id")[6:9] == ["7", "9", "10"]


def test_an_unclosed_quote_that_a_later_row_closes_costs_one_row(read: Read) -> None:
    # Line 3 opens a quote; the empty quoted cell of line 6 would close it with all in between inside.
    text = 'id,title,text\n1,"a,a",b\n2,"c,d\n3,e,f\n4,g,h\n5,"",i\n6,j,k\n'
    got = read("a.csv", text)
    assert got.column("native_id") == ["1", "3", "4", "5", "6"]
    assert [r["locator"] for r in got.rejects] == ["line 3"]


def test_quotes_in_tsv_that_quote_nothing_are_kept(read: Read) -> None:
    rows = [f"ham\tmessage number {i} of the day" for i in range(200)]
    rows[3] = 'ham\t"Gimme a few" was 5 minutes ago'
    rows[7] = 'spam\t"Win a prize, call now'
    rows[9] = 'ham\t"See you there"'
    got = read("sms.tsv", "\r\n".join(rows) + "\r\n")
    assert got.report["quoting"] == "none"
    assert got.report["header"] is False
    assert got.report["columns"] == {"column_1": "extra", "column_2": "text"}
    assert any("no header" in w for w in got.warnings)
    assert len(got.records) == 200
    assert [got.column("text")[i] for i in (3, 7, 9)] == [
        r.split("\t")[1] for r in (rows[3], rows[7], rows[9])
    ]
    assert got.column("locator")[7] == "line 8"
    assert not got.rejects


def test_backslash_escapes_are_recognised(read: Read) -> None:
    rows = "".join(f'{i},"she said \\"hi, {i}\\" twice"\n' for i in range(50))
    got = read("a.csv", "id,text\n" + rows)
    assert got.report["quoting"] == "backslash"
    assert got.column("text")[1] == 'she said "hi, 1" twice'


def test_a_nul_byte_makes_a_row_a_reject(read: Read) -> None:
    got = read("a.csv", "id,text\n1,good\n2,b\0ad\n3,fine\n")
    assert got.column("text") == ["good", "fine"]
    assert [(r["locator"], r["reason"]) for r in got.rejects] == [("line 3", "holds a NUL byte")]


def test_carriage_returns_end_lines_and_stay_in_quoted_cells(read: Read) -> None:
    assert read("a.csv", "id,text\r\n1,one\r\n2,two").column("text") == ["one", "two"]
    assert read("b.csv", "id,text\r1,one\r2,two").column("text") == ["one", "two"]
    got = read("c.csv", 'id,text\r\n1,"one\r\nmore"\r\n2,two\r\n')
    assert got.column("text") == ["one\r\nmore", "two"]
    assert got.column("locator") == ["line 2", "line 4"]


def test_long_cells_and_long_lines_are_read(read: Read) -> None:
    long = "word " * 300_000
    got = read("a.csv", f'id,text\n1,"{long}"\n2,{long}\n3,short\n')
    assert got.column("text") == [long, long, "short"]
    got = read("a.jsonl", json.dumps({"id": 1, "text": long}) + "\n" + json.dumps({"id": 2, "text": "short"}))
    assert got.column("text") == [long, "short"]


def test_a_line_past_all_bounds_is_a_reject(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.encodings.MAX_LINE", 3 << 20)
    long = "x" * (9 << 20)
    for name, text in (
        ("a.csv", f"id,text\n1,a\n2,{long}\n3,b\n"),
        ("a.jsonl", '{"id":1}\n{"t":"' + long + '"}\n{"id":3}'),
    ):
        got = read(name, text)
        assert got.column("native_id") == ["1", "3"]
        assert len(got.rejects) == 1
        assert "longer than" in got.rejects[0]["reason"]
        assert len(got.rejects[0]["raw"]) <= 1000
        assert got.column("locator")[1] == ("line 4" if name == "a.csv" else "line 3")


def test_excel_hint_and_trailing_delimiters(read: Read) -> None:
    got = read("a.csv", "sep=;\nid;text\n1;a,b\n2;c,d\n")
    assert got.column("text") == ["a,b", "c,d"]
    assert got.column("locator") == ["line 3", "line 4"]
    got = read("b.csv", "id;title;text\n1;a;b;\n2;c;d;\n")
    assert got.column("text") == ["b", "d"]
    assert not got.rejects


def test_one_column_is_a_table_too(read: Read) -> None:
    got = read("a.csv", "text\nhello, you\nbye; now, friend\n")
    assert got.column("text") == ["hello, you", "bye; now, friend"]
    assert got.report["delimiter"] == "none"


def test_double_names_are_made_distinct(read: Read) -> None:
    got = read("a.csv", "id,note,note,\n1,a,b,c\n")
    assert list(got.report["columns"]) == ["id", "note", "note_2", "column_4"]
    assert got.more_text("note") == ["a"]
    assert got.more_text("note_2") == ["b"]
    assert got.extra("column_4") == ["c"]
    assert any("'note'" in w for w in got.warnings)


def test_a_header_alone_gives_no_records(read: Read) -> None:
    got = read("a.csv", "id,title,text\n")
    assert got.records == []
    assert got.report["columns"] == {"id": "native_id", "title": "title", "text": "text"}


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.json", "a.jsonl", "a.parquet", "a.xlsx", "a.csv.gz"])
def test_an_empty_file_is_no_records_and_a_warning(read: Read, name: str) -> None:
    got = read(name, gzip.compress(b"") if name.endswith(".gz") else b"")
    assert got.records == []
    assert got.warnings == ["the file is empty"]


def test_a_raw_row_is_cut_without_halving_a_number(read: Read) -> None:
    row = "x" * 990 + " 4111111111111111" + "y" * 500  # a card number over the cut
    got = read("a.csv", f"id,text\n1,ok\n{row}\n")
    raw = got.rejects[0]["raw"]
    assert raw == "x" * 990
    assert got.rejects[0]["reason"] == "expected 2 cells, got 1"
