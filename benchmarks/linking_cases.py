"""Simulated cases to link: made and read once, kept in a folder."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from graphkit import pipeline
from graphkit.case import CASE_FILE, Case
from graphkit.errors import CaseError
from graphkit.evaluation import Truth, read_truth
from graphkit.identifiers import KINDS
from graphkit.settings import Settings
from graphkit.simulate import simulate
from graphkit.sources import find_sources
from ingest import INGESTORS

SETTINGS = Settings(fictional_numbers=True)


@dataclass(frozen=True, slots=True)
class Linking:
    """What a method makes of a case.

    Attributes
    ----------
    members
        record_id, cluster_id: every record.
    ties
        record_id, kind, value, bits: what joined.
    shared
        kind, value: what it called a shared resource, or left out for being on too many records.
    seconds
        What linking took, reading left out.
    note
        What it chose: a cap, a threshold.
    """

    members: pl.DataFrame
    ties: pl.DataFrame
    shared: pl.DataFrame
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated case as every method sees it.

    Attributes
    ----------
    ids
        Every record's id, sorted.
    ties
        record_id, kind, value: each identifier that a record carries as its own and that is sure enough to join, by
        kinds that join.
    seen
        record_id, kind, value of every identifier read, whatever its role.
    texts
        record_id, text.
    person, agency
        The truth on either; nobody's agency is the person alone.
    graphkit
        What graphkit itself makes of it.
    """

    seed: int
    ids: pl.Series
    ties: pl.DataFrame
    seen: pl.DataFrame
    texts: pl.DataFrame
    person: Truth
    agency: pl.DataFrame
    graphkit: Linking


def load(folder: Path, seed: int, ads: int) -> Simulated:
    """Simulate a case, read it once, and link it by graphkit; what is there already is not made again."""
    place = folder / f"ads-{ads}-seed-{seed}"
    if not (place / "_truth" / "truth_identifiers.csv").is_file():
        simulate(place, ads, seed)
    path = place / CASE_FILE
    try:
        seconds = _link(place, path)
    except (CaseError, duckdb.Error):  # kept by a version with other tables: read it again
        for old in (path, path.with_name(path.name + ".wal")):
            old.unlink(missing_ok=True)
        seconds = _link(place, path)
    with Case(path) as case:
        return _simulated(case, place, seed, seconds)


def _link(place: Path, path: Path) -> float:
    """Read the ads into a case if it does not hold them, link them anew, and return the seconds that linking took."""
    sources = find_sources([str(place / "ads")], leave_out=place / "out")
    with Case(path) as case:
        if not case.count("sources"):
            pipeline.run(case, sources, pipeline.Readers(INGESTORS), SETTINGS)
        before = time.perf_counter()
        # Everything is known, so this links and reads nothing.
        pipeline.run(case, sources, pipeline.Readers(INGESTORS), SETTINGS)
        return time.perf_counter() - before


def _frame(case: Case, query: str) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(case.query(query)))


def _simulated(case: Case, place: Path, seed: int, seconds: float) -> Simulated:
    records = _frame(case, "SELECT r.record_id, r.native_id, s.source, r.locator, r.text FROM records r"
                           " JOIN sources s USING (source_id) ORDER BY r.record_id")  # fmt: skip
    person = read_truth(place / "_truth" / "truth.csv", records, "person")
    agency = person.rows.with_columns(
        pl.when(pl.col("agency") != "").then("agency").otherwise("group").alias("group")
    )
    seen = _frame(case, "SELECT DISTINCT record_id, kind, value FROM mentions ORDER BY ALL")
    joins = [k.name for k in KINDS.values() if k.joins and k.name not in ("text", "image")]
    mentions = _frame(
        case, "SELECT record_id, kind, value, confidence FROM mentions WHERE role = 'self' ORDER BY ALL"
    )
    sure = (pl.col("confidence") * 100).round() >= round(SETTINGS.join_confidence * 100)
    ties = mentions.filter(sure & pl.col("kind").is_in(joins)).select("record_id", "kind", "value").unique()
    return Simulated(
        seed=seed,
        ids=records["record_id"],
        ties=ties.sort("record_id", "kind", "value"),
        seen=seen,
        texts=records.select("record_id", pl.col("text").fill_null("")),
        person=person,
        agency=agency,
        graphkit=_graphkit(case, seconds),
    )


def _graphkit(case: Case, seconds: float) -> Linking:
    return Linking(
        members=_frame(case, "SELECT record_id, cluster_id FROM members ORDER BY record_id"),
        ties=_frame(
            case, "SELECT record_id, kind, value, bits FROM ties WHERE effect = 'joins' ORDER BY ALL"
        ),
        shared=_frame(case, "SELECT kind, value FROM shared_resources ORDER BY ALL"),
        seconds=seconds,
    )


__all__ = ["SETTINGS", "Linking", "Simulated", "load"]
