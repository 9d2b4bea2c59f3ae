"""The CSV tables: columns, formulas made harmless, values that come back as they went out."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from whole_way import link_into, rows, write_jsonl

from graphkit import CaseView
from outputs.base import ExportOptions, put
from outputs.tables import COLUMNS, SHARED, export_tables, neutralise

FORMULAS = ["=1+1", "=HYPERLINK(\"http://x.example\")", "+SUM(1)", "-1+cmd|' /C calc'!A0", "@SUM(1)", "@SUM(A1:A9)",
            "\t=1+1", "\r=1+1", "=", "-cmd(1)", "+A1+A2", "\n=1+1", "＝1+1", "+1|cmd"]  # fmt: skip
PLAIN = ["+1 202 555 0123", "+12025550123", "-5", "@honey_agency", "12 = 12", "ad", "", "a-b", "+44 (0)7700 900123",
         "- 5.50"]  # fmt: skip


def through(text: str) -> str:
    return str(pl.DataFrame({"x": [text]}).select(neutralise(pl.col("x"))).item())


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert through(text) == "'" + text


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays(text: str) -> None:
    assert through(text) == text


def test_tables_have_the_columns_that_were_promised(sample_out: Path) -> None:
    for name, columns in {**COLUMNS, "shared_identifiers": SHARED}.items():
        assert (sample_out / f"{name}.csv").read_text("utf-8").splitlines()[0] == ",".join(columns)


def test_no_cell_of_a_hostile_case_begins_a_formula(tmp_path: Path) -> None:
    evil = "=cmd|' /C calc'!A0"
    row = {"id": evil, "title": evil, "body": f"{evil} +1 202 555 0123 {evil}@mail.example", "author": evil,
           "platform": evil, "username": "@SUM(1)", "location": evil, "url": evil, "phone": "+1 202 555 0123",
           "telegram": evil, "email": evil}  # fmt: skip
    path = write_jsonl(tmp_path / "ads.jsonl", [row, row | {"id": "@SUM(1+1)", "platform": "+SUM(1)"}])
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{evil} no json\n")
    link_into(tmp_path / "out", path)
    seen = 0
    for table in (*COLUMNS, "shared_identifiers"):
        for line in rows(tmp_path / "out", table):
            for name, cell in line.items():
                seen += "cmd|" in cell
                assert not cell.startswith(("=", "\t", "\r")), (table, name, cell)
                assert not (cell.startswith(("+", "-", "@")) and "(" in cell and "555" not in cell), (
                    table,
                    name,
                    cell,
                )
    assert seen > 5
    assert rows(tmp_path / "out", "rejects")


def test_phones_come_back_as_they_went_out(sample_out: Path) -> None:
    phones = [r["value"] for r in rows(sample_out, "identifiers") if r["kind"] == "phone"]
    assert len(phones) > 20
    assert all(p.startswith("+") and p[1:].isdigit() for p in phones)
    assert any(r["raw"].startswith("+") for r in rows(sample_out, "mentions") if r["kind"] == "phone")


def test_dates_are_utc_and_iso(sample_out: Path) -> None:
    dates = [r["posted_at"] for r in rows(sample_out, "records") if r["posted_at"]]
    assert len(dates) > 300
    assert all(len(d) == 20 and d[10] == "T" and d.endswith("Z") for d in dates)


def test_confidences_have_two_decimals(sample_out: Path) -> None:
    assert all(len(r["confidence"]) <= 4 for name in ("mentions", "ties") for r in rows(sample_out, name))


def test_lines_and_quotes_in_a_title_come_back_whole(tmp_path: Path) -> None:
    title = 'two\nlines, "quoted"; ж 👋🏽 \r\n end'
    link_into(tmp_path / "out", write_jsonl(tmp_path / "a.jsonl", [{"id": "1", "title": title, "body": "x"}]))
    (record,) = rows(tmp_path / "out", "records")
    assert record["title"] == title


def test_one_cluster_s_tables_hold_only_it(sample_out: Path, tmp_path: Path) -> None:
    with CaseView(sample_out) as view:
        cluster = str(view.clusters()["cluster_id"][0])
        written = export_tables(view, tmp_path, ExportOptions(cluster=cluster))
    assert {p.name for p in written} == {f"{n}.csv" for n in (*COLUMNS, "shared_identifiers")}
    assert {r["cluster_id"] for n in ("records", "ties", "clusters") for r in rows(tmp_path, n)} == {cluster}


def test_every_row_of_the_tables_leads_to_a_record(sample_out: Path) -> None:
    known = {r["record_id"] for r in rows(sample_out, "records")}
    ids = {(r["kind"], r["value"]) for r in rows(sample_out, "identifiers")}
    for name in ("mentions", "ties"):
        table = rows(sample_out, name)
        assert {r["record_id"] for r in table} <= known
        # Near-duplicate texts are of whole records: nothing in them is a mention.
        told = {i for i in ids if name == "ties" or i[0] != "text"}
        assert {(r["kind"], r["value"]) for r in table} == told


def test_no_half_written_file_stays(sample_out: Path, tmp_path: Path) -> None:
    assert not list(sample_out.glob("*.part"))
    assert put(tmp_path / "x", b"1").read_bytes() == b"1"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_the_summary_holds_no_time_and_the_run_does(sample_out: Path) -> None:
    summary = json.loads((sample_out / "summary.json").read_text("utf-8"))
    run = json.loads((sample_out / "run.json").read_text("utf-8"))
    assert not {"started", "finished"} & summary.keys()
    assert {"started", "finished", "settings", "graphkit", "libraries", "sources"} <= run.keys()
    assert all(len(s["source_id"]) == 64 for s in run["sources"])
