"""Communities the whole way: from files into the case, its frames, its tables and the terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from whole_way import FICTION, link_into, write_csv

from graphkit import CaseView
from graphkit.cli import main
from graphkit.settings import Settings

# Two groups of ads with phones of their own, both under one agency's mail; a lone pair beside them.
PHONES = {"a": ["+1 202 555 0101", "+1 202 555 0102"], "b": ["+1 202 555 0111", "+1 202 555 0112"]}
NO_CUTS = {
    "cut_contact": 1e6, "cut_text": 1e6, "cut_single": 1e6, "reassigned_bits": 1e6, "shared_sides": None,
    "shared_one_offs": None,
}  # fmt: skip
SMALL = Settings(**(FICTION.model_dump() | NO_CUTS | {"community_records": 10}))


def ads() -> list[dict[str, str]]:
    rows = [
        {
            "id": f"{g}{i}",
            "posted": f"2025-0{1 + (g == 'b')}-{i + 1:02}",
            "body": f"call {', '.join(PHONES[g])}",
        }
        for g in PHONES
        for i in range(10 if g == "a" else 8)
    ]
    for row in rows:
        if row["id"] in ("a0", "b0"):
            row["body"] += ", or write to agency@mail.example"
    return [*rows, *({"id": f"z{i}", "posted": "2025-03-01", "body": "+44 7700 900123"} for i in (1, 2))]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("communities")
    link_into(folder / "out", write_csv(folder / "ads.csv", ads()), settings=SMALL)
    return folder / "out"


def test_records_and_the_table_carry_communities(case: Path) -> None:
    with CaseView(case) as view:
        (cluster,) = {str(c) for c in view.clusters().query("records > 2")["cluster_id"]}
        records = view.records()
        table = view.communities()
        one = view.communities(cluster)
    by_ad = {
        str(n): (c if isinstance(c, str) else None)
        for n, c in zip(records["native_id"], records["community"], strict=True)
    }
    assert by_ad == {f"a{i}": f"{cluster}/1" for i in range(10)} | {f"b{i}": f"{cluster}/2" for i in range(8)} | {
        "z1": None, "z2": None,
    }  # fmt: skip
    assert table["records"].tolist() == [10, 8]
    assert table["label"].tolist() == ["+12025550101", "+12025550111"]
    assert table["identifiers"].tolist() == [2, 2]
    assert table["outward"].tolist() == [1, 1]
    assert table.equals(one)


def test_the_csv_holds_what_the_case_does(case: Path) -> None:
    written = pl.read_csv(case / "communities.csv")
    with CaseView(case) as view:
        assert written["community"].to_list() == view.communities()["community"].tolist()
    assert pl.read_csv(case / "records.csv")["community"].null_count() == 2


def test_show_says_that_they_are_no_actors(case: Path) -> None:
    with CaseView(case) as view:
        clusters = view.clusters()["cluster_id"].tolist()
    large, small = (CliRunner().invoke(main, ["show", str(case), c]).output for c in clusters)
    assert "Communities inside (by Leiden; not actors)" in large
    assert f"{clusters[0]}/2" in large
    assert "Communities" not in small


def test_a_cluster_that_is_not_large_has_none(case: Path, tmp_path: Path) -> None:
    link_into(
        tmp_path / "out", write_csv(tmp_path / "ads.csv", ads()), settings=FICTION.model_copy(update=NO_CUTS)
    )
    with CaseView(tmp_path / "out") as view:
        assert len(view.communities()) == 0
        assert view.records()["community"].isna().all()
    header, *rows = (tmp_path / "out" / "communities.csv").read_text("utf-8").splitlines()
    assert header.startswith("community,cluster_id,records,label")
    assert rows == []


def test_another_process_finds_the_same(case: Path) -> None:
    with CaseView(case) as view:
        here = view.records()["community"].fillna("").tolist()
    run = (
        "import sys, polars as pl\n"
        "from graphkit import Case, pipeline\n"
        "with Case(sys.argv[1]) as case:\n"
        "    pipeline.relink(case, case.settings)\n"
        "    print('\\n'.join(case.records()['community'].fillna('').tolist()))\n"
    )
    done = subprocess.run([sys.executable, "-c", run, str(case)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.removesuffix("\n").split("\n") == here
