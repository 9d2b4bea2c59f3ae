"""Small tables written in every format, and a reader that gives everything back as plain Python."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]

from graphkit.model import DECLARED, RECORDS, REJECTS
from graphkit.settings import ReadOptions
from ingest.base import Ingestor
from ingest.tables import TableIngestor

SOURCE_ID = "0123456789abcdef" * 4


@dataclass
class Got:
    """What reading one file gave."""

    records: list[dict[str, Any]] = field(default_factory=list)
    declared: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        return list(self.report.get("warnings", []))

    def column(self, name: str) -> list[Any]:
        return [record[name] for record in self.records]

    def extra(self, name: str) -> list[Any]:
        return [dict(record["extra"]).get(name) for record in self.records]

    def more_text(self, name: str) -> list[Any]:
        return [dict(record["more_text"]).get(name) for record in self.records]

    def identifiers(self) -> list[tuple[str, str, str]]:
        return [(d["kind"], d["role"], d["raw"]) for d in self.declared]


class Member:
    """A file inside something else, as archives give it: it can be opened, and has a name."""

    def __init__(self, name: str, content: bytes) -> None:
        path = PurePosixPath(name)
        self.name, self.stem, self.suffix, self.suffixes = path.name, path.stem, path.suffix, path.suffixes
        self._content = content

    def open(self, mode: str = "rb") -> io.BytesIO:
        assert mode == "rb"
        return io.BytesIO(self._content)


def read_file(path: Path | Member, ingestor: Ingestor | None = None, **options: Any) -> Got:
    """Read a file and check what must hold of any reading."""
    got = Got()
    told = ReadOptions(
        SOURCE_ID, path.name, report=lambda key, value: got.report.__setitem__(key, value), **options
    )
    for batch in (ingestor or TableIngestor()).read(path, told):  # type: ignore[arg-type]
        assert batch.records.schema == RECORDS
        assert batch.declared.schema == DECLARED
        assert batch.rejects.schema == REJECTS
        for table in (batch.records, batch.declared, batch.rejects):
            table.validate(full=True)
        assert batch.records.num_rows <= told.batch_size
        got.sizes.append(batch.records.num_rows)
        got.records += batch.records.to_pylist()
        got.declared += batch.declared.to_pylist()
        got.rejects += batch.rejects.to_pylist()
    extras = {r["record_id"]: dict(r["extra"]) for r in got.records}
    for one in got.declared:
        held = extras[one["record_id"]][one["field"]]
        assert held[one["start"] : one["start"] + len(one["raw"])] == one["raw"]
    ids = [r["record_id"] for r in got.records]
    assert len(set(ids)) == len(ids)
    return got


Read = Callable[..., Got]

ROWS = [
    {
        "ad_id": "a1",
        "title": "Sunny flat",
        "body": 'Quiet, with a "view"\nand a garden',
        "phone": "+1 202 555 0123",
    },
    {"ad_id": "a2", "title": "Тихая комната", "body": "Рядом с парком", "phone": "+44 7700 900123"},
    {"ad_id": "a3", "title": "Bike, 3 gears", "body": "Rarely used; pick up only", "phone": ""},
]


def as_delimited(rows: list[dict[str, str]], delimiter: str = ",", **options: Any) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, **options)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(rows: list[dict[str, Any]], **sheets: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        if rows:
            sheets = {"Ads": [list(rows[0]), *([row[k] for k in rows[0]] for row in rows)]} | sheets
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(cells):
                for j, cell in enumerate(row):
                    sheet.write_string(i, j, cell) if isinstance(cell, str) else sheet.write(i, j, cell)
    return out.getvalue()


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


WRITERS: dict[str, Callable[[], bytes]] = {
    "ads.csv": lambda: as_delimited(ROWS),
    "ads.tsv": lambda: as_delimited(ROWS, "\t"),
    "semicolon.csv": lambda: as_delimited(ROWS, ";"),
    "pipe.txt": lambda: as_delimited(ROWS, "|"),
    "ads.json": lambda: json.dumps(ROWS, ensure_ascii=False).encode(),
    "wrapped.json": lambda: json.dumps({"exported": 1, "ads": ROWS}).encode(),
    "ads.jsonl": lambda: b"\n".join(json.dumps(r).encode() for r in ROWS),
    "ads.parquet": lambda: as_parquet(ROWS),
    "ads.xlsx": lambda: as_xlsx(ROWS),
}
PLACES = {"csv": [2, 4, 5], "tsv": [2, 4, 5], "txt": [2, 4, 5], "jsonl": [1, 2, 3], "parquet": [1, 2, 3]}
