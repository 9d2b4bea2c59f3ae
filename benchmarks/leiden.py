"""How far communities inside clusters coincide with persons, and how often they divide one person's cluster.

Simulated cases are linked as they are by default, and without cutting weak bridges, which leaves clusters of several
persons. Run: python benchmarks/leiden.py [--ads 15000] [--seeds 1,2,3] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import polars as pl
from linking_cases import SETTINGS, load

from graphkit import pipeline
from graphkit.case import CASE_FILE, Case
from graphkit.linking.communities import communities

NEVER = 1e9
UNCUT = {"cut_contact": NEVER, "cut_text": NEVER, "cut_single": NEVER, "reassigned_bits": NEVER}
MIXED = 0.9  # a cluster of which one person has less than this share is one of several persons


def linked(place: Path, cut: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Link a case and return its members and the ties that join."""
    settings = SETTINGS if cut else SETTINGS.model_copy(update=UNCUT)
    with Case(place / CASE_FILE) as case:
        pipeline.relink(case, settings)
        members = case.query("SELECT record_id, cluster_id FROM members ORDER BY record_id")
        ties = case.query("SELECT record_id, kind, value, 0 AS part FROM ties WHERE effect = 'joins'")
    return pl.DataFrame(pl.from_arrow(members)), pl.DataFrame(pl.from_arrow(ties))


def pairs(frame: pl.DataFrame, *by: str) -> int:
    """Count the pairs of rows that agree in ``by``."""
    n = frame.group_by(by).len()["len"].cast(pl.Int64)
    return int((n * (n - 1) // 2).sum())


def measure(cases: list[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]], **options: float) -> str:
    """Return one row of figures over the cases: (members, ties, persons) each."""
    one = divided = several = found = both = named = true = 0
    before = time.perf_counter()
    for members, ties, persons in cases:
        made = communities(ties, members, **options)  # type: ignore[arg-type]
        rows = members.join(made, on="record_id").join(persons, on="record_id")
        rows = rows.filter(pl.len().over("cluster_id") >= options["least_records"])
        share = rows.group_by("cluster_id", "group").len().group_by("cluster_id").agg(
            (pl.col("len").max() / pl.col("len").sum()).alias("share")
        )  # fmt: skip
        rows = rows.join(share, on="cluster_id")
        for cluster in rows.partition_by("cluster_id"):
            alike = cluster["community"].is_null().all()
            if cluster["share"][0] == 1:
                one, divided = one + 1, divided + (not alike)
            elif cluster["share"][0] < MIXED:
                several, found = several + 1, found + (not alike)
        mixed = rows.filter((pl.col("share") < MIXED) & pl.col("community").is_not_null())
        both += pairs(mixed, "cluster_id", "community", "group")
        named += pairs(mixed, "cluster_id", "community")
        true += pairs(mixed, "cluster_id", "group")
    seconds = time.perf_counter() - before
    return (
        f"{options['least_records']:>7} {options['resolution']:>10} {options['separation']:>10}"
        f" {f'{divided} of {one}':>12} {f'{found} of {several}':>12}"
        f" {both / max(named, 1):>9.3f} {both / max(true, 1):>6.3f} {seconds:>7.2f}"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ads", type=int, default=15_000)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="graphkit-communities-"))
    seeds = [int(s) for s in given.seeds.split(",")]
    persons = [load(folder, seed, given.ads).person.rows.select("record_id", "group") for seed in seeds]
    places = [folder / f"ads-{given.ads}-seed-{seed}" for seed in seeds]
    for cut in (True, False):
        cases = [(*linked(place, cut), who) for place, who in zip(places, persons, strict=True)]
        print(
            "\nweak bridges cut, as by default"
            if cut
            else "\nno weak bridge cut: clusters of several persons"
        )
        print("records resolution separation divided:one found:mixed precision recall seconds")
        for least, resolution, separation in (
            *product((20, 30, 50), (0.5,), (0.7,)),
            *product((30,), (0.2, 0.3, 0.4, 0.6, 1.0), (0.7,)),
            *product((30,), (0.5,), (0.0, 0.5, 0.6, 0.65, 0.75, 0.8, 0.9)),
        ):
            print(measure(cases, least_records=least, resolution=resolution, separation=separation))


if __name__ == "__main__":
    main()
