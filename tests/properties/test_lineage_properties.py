"""What must hold of lineage whatever the ads: one by one, at once, or from two cases, it ends in the same clusters."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whole_way import FICTION, write_jsonl

from graphkit import Case, CaseView, diff, pipeline
from graphkit.linking.lineage import by_name, by_overlap, compare
from graphkit.merging import bring_together
from graphkit.parts import parts_of
from graphkit.sources import find_sources
from ingest import INGESTORS

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PHONES = st.lists(st.integers(100, 107), max_size=2).map(lambda n: " ".join(f"+1 202 555 0{i}" for i in n))
SOURCES = st.lists(st.lists(PHONES, min_size=1, max_size=4), min_size=2, max_size=4)
PARTITION = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("ABCD"))


def write(folder: Path, sources: list[list[str]]) -> list[Path]:
    return [
        write_jsonl(folder / f"{i}.jsonl", [{"id": f"{i}-{j}", "text": t} for j, t in enumerate(texts)])
        for i, texts in enumerate(sources)
    ]


def link(folder: Path, files: Sequence[Path]) -> None:
    folder.mkdir(exist_ok=True)
    with Case(folder) as case:
        pipeline.run(case, find_sources(files), pipeline.Readers(INGESTORS), FICTION)


def partition(folder: Path) -> set[frozenset[str]]:
    with CaseView(folder) as view:
        frame = view.records()
    return {frozenset(g["record_id"]) for _, g in frame.groupby("cluster_id")}


def check_lineage(rows: pd.DataFrame, sizes: dict[str, int]) -> None:
    """Check that the figures of each row fit together, that each begins where the last ended, and the end is now."""
    has: dict[str, int] = {}
    for run, changes in rows[rows["of_case"].isna()].groupby("run"):
        after = {}
        for r in changes.to_dict("records"):
            gone, came = r["records_left"], r["records_came"] + r["records_new"]
            assert r["records_before"] - gone + came == r["records_after"], r
            assert r["records_before"] == has.get(r["cluster_id"], 0), (run, r)
            assert r["event"] in ("new", "grown", "shrunk", "merged", "split", "gone")
            after[r["cluster_id"]] = r["records_after"]
        has |= after
    assert {name: n for name, n in has.items() if n} == sizes


@SLOW
@given(SOURCES)
def test_sources_one_by_one_end_like_all_at_once_and_lineage_tells_every_step(
    sources: list[list[str]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(folder, sources)
        link(folder / "whole", files)
        for file in files:
            link(folder / "steps", [file])
        assert partition(folder / "steps") == partition(folder / "whole")
        assert diff(folder / "steps", folder / "whole").empty
        with CaseView(folder / "steps") as view:
            sizes = {str(k): int(n) for k, n in view.records().groupby("cluster_id").size().items()}
            check_lineage(view.lineage(), sizes)


@SLOW
@given(SOURCES, st.data())
def test_two_halves_brought_together_end_like_all_at_once(sources: list[list[str]], data: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(folder, sources)
        cut = data.draw(st.integers(1, len(files) - 1))
        shared = data.draw(st.booleans())
        link(folder / "whole", files)
        link(folder / "a", files[:cut])
        link(folder / "b", files[cut - shared :])
        (folder / "out").mkdir()
        parts = parts_of([folder / "a", folder / "b"], folder / "out")
        with Case(folder / "out") as case:
            bring_together(case, parts, FICTION, pipeline._quiet)
        assert partition(folder / "out") == partition(folder / "whole")
        found = diff(folder / "whole", folder / "out")
        assert found.empty
        assert len(found.changes) == len(found.moved) == 0
        with CaseView(folder / "out") as view, CaseView(folder / "a") as a, CaseView(folder / "b") as b:
            now = set(view.records()["cluster_id"])
            had = set(a.records()["cluster_id"]) | set(b.records()["cluster_id"])
            own = view.lineage().query("of_case.isna()")
            assert now <= had, "no cluster needs a new id"
            assert had - now <= set(own.query("records_after == 0")["cluster_id"]), (
                "each id that is gone is told"
            )


def as_frame(held: dict[str, str], name: str) -> pl.DataFrame:
    return pl.DataFrame(sorted(held.items()), schema={"record_id": pl.String, name: pl.String}, orient="row")


@settings(max_examples=200, deadline=None)
@given(PARTITION, PARTITION)
def test_whatever_two_partitions_are_each_change_is_told_and_none_that_is_none(
    old: dict[str, str], new: dict[str, str]
) -> None:
    before, after = as_frame(old, "old"), as_frame(new, "new")
    for how in (by_name, by_overlap):
        moves = compare(before, after, how)
        for r in moves.iter_rows(named=True):
            came = r["records_came"] + r["records_new"]
            assert r["records_before"] - r["records_left"] + came == r["records_after"]
            assert min(r[n] for n in r if n.startswith("records_")) >= 0
        assert compare(before.reverse(), after.sample(fraction=1, shuffle=True, seed=1), how).equals(moves)
    groups = {frozenset(r for r in held if held[r] == c) for held in (old,) for c in held.values()}
    now = {frozenset(r for r in new if new[r] == c) for c in new.values()}
    assert compare(before, after, by_overlap).is_empty() == (groups == now)
    assert compare(before, before.rename({"old": "new"})).is_empty()
