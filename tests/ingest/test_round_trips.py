"""Any strings written in any format come back; any bytes are read or refused."""

from __future__ import annotations

import contextlib
import csv
import gzip
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_files import (
    WRITERS,
    Got,
    as_delimited,
    as_parquet,
    as_xlsx,
    read_file,
)

from graphkit.errors import SourceError, WrongFormatError
from ingest.tables import TableIngestor

CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\v\f\x85\u2028"), max_size=40
)
PLAIN_CELL = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20
)
TABLE = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=12)
)
ROUND = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def cells_of(got: Got, names: list[str]) -> list[list[str]]:
    """Return what the table held, from wherever each column went."""
    assert not got.rejects
    held = [dict(r["more_text"]) | dict(r["extra"]) for r in got.records]
    return [[row.get(name, "") for name in names] for row in held]


def named(table: list[list[str]]) -> tuple[list[str], list[dict[str, str]], dict[str, str]]:
    names = [f"c{i}x" for i in range(len(table[0]))]
    rows = [{"record id": str(i), **dict(zip(names, row, strict=True))} for i, row in enumerate(table)]
    return names, rows, dict.fromkeys(names, "extra")


@ROUND
@given(table=TABLE)
def test_any_strings_come_back_from_csv_json_and_parquet(tmp_path: Path, table: list[list[str]]) -> None:
    names, rows, mapping = named(table)
    for name, data in (
        ("a.csv", as_delimited(rows)),
        ("q.csv", as_delimited(rows, quoting=csv.QUOTE_ALL)),
        ("a.tsv", as_delimited(rows, "\t")),
        ("a.jsonl", b"\n".join(json.dumps(r).encode() for r in rows)),
        ("b.jsonl", b"\r\n".join(json.dumps(r, ensure_ascii=False).encode() for r in rows)),
        ("a.json", json.dumps(rows, ensure_ascii=False).encode()),
        ("a.parquet", as_parquet(rows)),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        got = read_file(path, mapping=mapping)
        assert cells_of(got, names) == table, name
        assert got.column("native_id") == [str(i) for i in range(len(table))]


@settings(ROUND, max_examples=25)
@given(table=st.lists(st.lists(PLAIN_CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_any_strings_come_back_from_xlsx(tmp_path: Path, table: list[list[str]]) -> None:
    names, rows, mapping = named(table)
    path = tmp_path / "a.xlsx"
    path.write_bytes(as_xlsx(rows))
    assert cells_of(read_file(path, mapping=mapping), names) == table


@settings(ROUND, max_examples=150)
@given(
    data=st.binary(max_size=300),
    name=st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.json", "a.parquet", "a.xlsx"]),
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert 0 <= TableIngestor().sniff(path, data) <= 1
    with contextlib.suppress(SourceError, WrongFormatError):
        read_file(path)


PUT = st.sampled_from([b"", b"\xff", b'"', b"\0", b"\r", b"{", b","])
EDITS = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.integers(0, 9),
        st.sampled_from([b"", b"\xff", b'"', b"\0", b"\r", b"{", b","]),
    ),
    min_size=1,
    max_size=4,
)


@settings(ROUND, max_examples=150)
@given(name=st.sampled_from(sorted(WRITERS)), edits=EDITS, packed=st.booleans())
def test_any_damage_is_borne(
    tmp_path: Path, name: str, edits: list[tuple[int, int, bytes]], packed: bool
) -> None:
    data = WRITERS[name]()
    data = gzip.compress(data, mtime=0) if packed else data
    for place, gone, put in edits:
        at = place % len(data)
        data = (data[:at] + put + data[at + gone :]) or b"x"
    path = tmp_path / name
    path.write_bytes(data)
    with contextlib.suppress(SourceError, WrongFormatError):
        read_file(path)


@settings(ROUND, max_examples=100)
@given(lines=st.lists(st.text(alphabet='ab1,;"\\\t \r', max_size=12), max_size=30))
def test_no_line_of_hostile_csv_is_lost(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,x\n" + "\n".join(lines), newline="")
    got = read_file(path)
    ordinals = [int(r["record_id"].split("-")[1]) for r in got.records]
    assert ordinals == sorted(ordinals)
    assert max(ordinals, default=0) <= len(got.records) + len(got.rejects)
