"""The case file: opened, refused, read."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from whole_way import SAMPLE, link_into, sample_settings

from graphkit import Case, CaseView
from graphkit.errors import CaseError, NotFoundError
from graphkit.model import RECORDS

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Keep a database open in another process."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.communicate()


def test_a_new_case_has_empty_tables_and_can_be_opened_again(tmp_path: Path) -> None:
    with Case(tmp_path) as case:
        assert case.records().empty
        assert case.summary()["counts"]["records"] == 0
    with Case(tmp_path) as case, case.writing():
        case.put_meta("name", "Honey")
    with CaseView(tmp_path / "case.duckdb") as view:
        assert view.meta()["name"] == "Honey"
        assert len(view.graph()) == 0


def test_what_fails_while_writing_leaves_the_case_as_it_was(tmp_path: Path) -> None:
    with Case(tmp_path) as case:
        with pytest.raises(ZeroDivisionError), case.writing():  # noqa: PT012
            case.put_meta("name", "Honey")
            raise ZeroDivisionError
        assert case.meta()["name"] == "case"


def test_a_missing_case_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"there is no case here; make one with: graphkit link SOURCES"):
        CaseView(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [Case, CaseView])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, kind: type[CaseView]) -> None:
    path = tmp_path / "case.duckdb"
    path.write_bytes(b"no case at all" * 1_000)
    with pytest.raises(CaseError, match=r"case\.duckdb: cannot be opened as a case file"):
        kind(path)
    assert path.read_bytes() == b"no case at all" * 1_000


@pytest.mark.parametrize("kind", [Case, CaseView])
def test_another_program_s_database_is_refused(tmp_path: Path, kind: type[CaseView]) -> None:
    path = tmp_path / "case.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE theirs AS SELECT 1 AS x")
    with pytest.raises(CaseError, match="a database, but no case of graphkit's"):
        kind(path)


def test_a_case_of_another_format_is_refused(tmp_path: Path) -> None:
    with Case(tmp_path):
        pass
    with duckdb.connect(str(tmp_path / "case.duckdb")) as con:
        con.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
    with pytest.raises(
        CaseError, match="the case is of format 99, this graphkit reads format 5; link its sources again"
    ):
        CaseView(tmp_path)


@pytest.mark.parametrize("kind", [Case, CaseView])
def test_a_case_that_another_process_has_open_is_said_to_be_so(tmp_path: Path, kind: type[CaseView]) -> None:
    with Case(tmp_path):
        pass
    with (
        held_open(tmp_path / "case.duckdb"),
        pytest.raises(CaseError, match="another process has this case open"),
    ):
        kind(tmp_path)


def test_linking_into_a_case_that_is_open_elsewhere_changes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    link_into(out, SAMPLE / "ads" / "nightboard.tsv", settings=sample_settings())
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    with held_open(out / "case.duckdb"), pytest.raises(CaseError, match="another process"):
        link_into(out, SAMPLE / "ads", settings=sample_settings())
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_an_unknown_cluster_is_named_with_a_remedy(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        for read in (view.records, view.identifiers, view.mentions, view.ties, view.graph):
            with pytest.raises(NotFoundError, match="there is no cluster C-NOWHERE; list them with"):
                read("C-NOWHERE")


def test_tables_of_a_cluster_are_the_whole_tables_rows_of_it(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        cluster = view.clusters()["cluster_id"][3]
        records = view.records()
        inside = records[records["cluster_id"] == cluster]
        assert view.records(cluster)["record_id"].tolist() == inside["record_id"].tolist()
        for read in (view.mentions, view.ties):
            whole = read()
            kept = whole[whole["record_id"].isin(inside["record_id"])]
            assert read(cluster)[["record_id", "kind", "value"]].values.tolist() == (
                kept[["record_id", "kind", "value"]].values.tolist()
            )
        shown = {tuple(x) for x in view.ties(cluster)[["kind", "value"]].values.tolist()}
        assert {tuple(x) for x in view.identifiers(cluster)[["kind", "value"]].values.tolist()} == shown


def test_the_figures_of_the_summary_are_those_of_the_tables(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        summary, clusters, identifiers = view.summary(), view.clusters(), view.identifiers()
        assert summary["counts"]["records"] == len(view.records()) == 400
        assert summary["counts"]["rejects"] == len(view.rejects()) == 3
        assert summary["counts"]["mentions"] == len(view.mentions())
    assert summary["records_in_clusters"] == clusters["records"].sum()
    assert summary["largest_cluster"] == clusters["records"].max()
    assert summary["identifiers_by_kind"] == identifiers.groupby("kind").size().to_dict()
    assert summary["identifiers_on_two_or_more_platforms"] == (identifiers["platforms"] >= 2).sum()


def test_shared_identifiers_are_those_of_two_platforms_strongest_first(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        shared = view.shared_identifiers()
    assert (shared["platforms"] >= 2).all()
    joining = shared[shared["effect"] != "shared resource"]
    assert joining["bits"].is_monotonic_decreasing
    assert shared.index[shared["effect"] == "shared resource"].tolist() == list(
        range(len(joining), len(shared))
    )


def test_stored_records_have_the_columns_of_the_model(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        table = view.table("records")
    assert set(RECORDS.names) - set(table.schema.names) == {"source_id", "posted_at_raw", "text_roles"}
    assert pa.types.is_timestamp(table.schema.field("posted_at").type)


def test_rows_of_earlier_calls_are_let_go_before_the_transaction_ends(tmp_path: Path) -> None:
    rows = pa.table({"source_id": ["x"], "source": ["y" * (1 << 20)]})
    with Case(tmp_path) as case, case.writing(), case.sparing():
        held = []
        for _ in range(5):
            part = pa.concat_tables([rows]).combine_chunks()
            held.append(weakref.ref(part))
            case.insert("sources", part)
            del part
        gc.collect()
        assert [reference() for reference in held] == [None] * 5
        assert case.count("sources") == 5


def test_memory_is_free_again_when_reading_is_over(tmp_path: Path) -> None:
    with Case(tmp_path) as case:
        limit = "SELECT current_setting('memory_limit') AS m"
        before = case.query(limit)["m"][0].as_py()
        with pytest.raises(ZeroDivisionError), case.sparing():  # noqa: PT012
            assert case.query(limit)["m"][0].as_py() == "192.0 MiB"
            raise ZeroDivisionError
        assert case.query(limit)["m"][0].as_py() == before
