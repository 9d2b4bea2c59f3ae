"""Parquet and XLSX: types, sheets, places of rows."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from table_files import (
    SOURCE_ID,
    Read,
    as_xlsx,
)

from graphkit.errors import SourceError
from graphkit.model import record_id


def test_parquet_types(read: Read) -> None:
    table = pa.table({
        "id": pa.array([1, 2], pa.int64()),
        "phone": pa.array([12025550123.0, None], pa.float64()),
        "price": pa.array([1.5, float("nan")], pa.float32()),
        "posted_at": pa.array([1_700_000_000_000_000, None], pa.timestamp("us", "Asia/Almaty")),
        "tags": pa.array([["a", "b"], None], pa.list_(pa.string())),
        "seller": pa.array([{"email": "ann@example.org"}, None], pa.struct([("email", pa.string())])),
        "platform": pa.array(["Tg", "Tg"]).dictionary_encode(),
        "blob": pa.array([b"\xff\x00", b"text"], pa.binary()),
        "marks": pa.array([[("k", "v")], None], pa.map_(pa.string(), pa.string())),
    })  # fmt: skip
    out = io.BytesIO()
    pq.write_table(table, out)
    got = read("a.parquet", out.getvalue())
    assert got.column("native_id") == ["1", "2"]
    assert got.column("platform") == ["tg", "tg"]
    assert str(got.records[0]["posted_at"]) == "2023-11-14 22:13:20+00:00"
    assert got.records[0]["posted_at_raw"] == "2023-11-15 04:13:20.000000+0600"
    assert got.identifiers() == [("phone", "self", "12025550123"), ("email", "self", "ann@example.org")]
    assert dict(got.records[0]["extra"]) == {
        "phone": "12025550123", "price": "1.5", "tags": "a, b", "seller.email": "ann@example.org",
        "blob": "ff00",
        "marks.k": "v",
    }  # fmt: skip
    assert dict(got.records[1]["extra"]) == {"blob": "74657874"}


def test_xlsx_sheets_titles_types_and_gaps(read: Read) -> None:
    import datetime as dt

    cells: list[list[Any]] = [
        ["Export of March"],
        [],
        ["Ad ID", "Телефон", "Дата", "Описание"],
        [1, 12025550123, dt.datetime(2025, 3, 4, 10, 30), "quiet room"],
        [],
        [2, "+44 7700 900123", None, "sunny room"],
    ]
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as made:
        for name, rows in (
            ("Ads", cells),
            ("Empty", []),
            ("People", [["username", "email"], ["ann", "a@example.org"]]),
        ):
            sheet = made.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    got = read("book.xlsx", book.getvalue())
    assert got.column("locator") == ["sheet Ads row 4", "sheet Ads row 6", "sheet People row 2"]
    assert got.column("record_id") == [record_id(SOURCE_ID, n) for n in (1, 2, 3)]
    assert got.column("native_id") == ["1", "2", None]
    assert got.column("text") == ["quiet room", "sunny room", None]
    assert str(got.records[0]["posted_at"]) == "2025-03-04 10:30:00+00:00"
    assert got.identifiers() == [
        ("phone", "self", "12025550123"),
        ("phone", "self", "+44 7700 900123"),
        ("username", "self", "ann"),
        ("email", "self", "a@example.org"),
    ]
    assert got.report["columns"]["Ads!Телефон"] == "phone"
    assert "sheet Ads: rows 1 to 1 hold titles above the table and were not read" in got.warnings


def test_xlsx_tables_that_stand_apart(read: Read) -> None:
    cells: list[list[Any]] = [[""] * 6] * 4 + [[""] * 4 + ["id", "text"], [""] * 4 + ["1", "hello"]]
    got = read("apart.xlsx", as_xlsx([], Ads=cells))
    assert got.column("locator") == ["sheet Ads row 6"]
    assert got.report["columns"] == {"id": "native_id", "text": "text"}


def test_xlsx_without_a_header(read: Read) -> None:
    got = read(
        "a.xlsx",
        as_xlsx([], Data=[["ham", "see you there tomorrow"], ["spam", "win a prize"], ["ham", "fine by me"]]),
    )
    assert got.column("text") == ["see you there tomorrow", "win a prize", "fine by me"]
    assert got.column("locator") == ["sheet Data row 1", "sheet Data row 2", "sheet Data row 3"]
    assert got.report["header"] is False


def test_two_far_cells_do_not_fill_the_memory(read: Read) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Ads")
        sheet.write_row(0, 0, ["id", "text"])
        sheet.write(1_048_575, 16_383, "far")
    with pytest.raises(SourceError, match="17,179,869,184 cells"):
        read("bomb.xlsx", book.getvalue())
