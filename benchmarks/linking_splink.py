"""Splink over the same identifiers: one row a record, exact-match comparisons, clusters at the best threshold."""

from __future__ import annotations

import logging
import time
from importlib.util import find_spec
from typing import Any

import polars as pl
from linking_cases import Linking, Simulated

from graphkit.evaluation import score

# Match weights in bits. Of these the truth picks the best, seed by seed: generous, as with the cap.
THRESHOLDS = (-10.0, -5.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0)
_ID = ["kind", "value"]


def missing() -> str:
    """Return why Splink cannot be run, or nothing."""
    if find_spec("splink") is None:
        return "splink is not installed and is left out; install it with: pip install -e '.[bench]'"
    return ""


def splink_components(case: Simulated) -> Linking:
    """Block on, and compare, each kind exactly, with term frequencies; cluster the predictions at the best weight."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.comparison_library import ExactMatch

    before = time.perf_counter()
    rows, columns = wide(case)
    m, u = reliability(rows, columns, case.person.rows), chance(rows, columns)
    comparisons = [
        ExactMatch(name).configure(
            term_frequency_adjustments=True,
            m_probabilities=[m[name], 1 - m[name]],
            u_probabilities=[u[name], 1 - u[name]],
        )
        for name in columns
    ]
    truth = score(case.person.rows.rename({"group": "cluster_id"}), case.person.rows)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(name) for name in columns],
        # How many pairs are true, which only the truth can tell: given to it.
        probability_two_random_records_match=truth.pairs_true / (truth.records * (truth.records - 1) // 2),
        retain_matching_columns=False,
    )
    linker: Any = Linker(DuckDBAPI().register(rows.to_arrow()), settings, log_level=logging.ERROR)
    pairs = linker.inference.predict(threshold_match_weight=THRESHOLDS[0])
    reading = time.perf_counter() - before
    found = []
    for threshold in THRESHOLDS:
        before = time.perf_counter()
        clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_weight=threshold
        )
        frame = pl.DataFrame(pl.from_arrow(clustered.as_duckdbpyrelation().to_arrow_table()))
        members = frame.select(pl.col("unique_id").alias("record_id"), "cluster_id").sort("record_id")
        seconds = reading + time.perf_counter() - before
        ties = case.ties.with_columns(pl.lit(0.0).alias("bits"))
        linking = Linking(members, ties, case.ties.clear().select(_ID), seconds, f"{threshold:g} bits")
        found.append((score(members, case.person.rows).f1, -threshold, linking))
    return max(found, key=lambda one: one[:2])[2]


def wide(case: Simulated) -> tuple[pl.DataFrame, list[str]]:
    """Return one row a record, unique_id and one or two columns a kind, and the names of these columns.

    A record's identifiers of a kind stand in the order of their rarity, those on one record alone left out: the first
    is the most telling. A third is dropped, as a row has to end somewhere; the second has a column where at least one
    record in a hundred has one.
    """
    counts = case.ties.group_by(_ID).agg(pl.len().alias("n")).filter(pl.col("n") > 1)
    ranked = (
        case.ties.join(counts, on=_ID, how="inner")
        .sort("record_id", "kind", "n", "value")
        .with_columns(pl.int_range(pl.len()).over("record_id", "kind").alias("place"))
        .filter(pl.col("place") < 2)
        .with_columns(pl.format("{}_{}", "kind", pl.col("place") + 1).alias("column"))
    )
    common = ranked.group_by("column").agg(pl.len().alias("n"), pl.col("place").first())
    common = common.filter((pl.col("place") == 0) | (pl.col("n") * 100 >= len(case.ids)))
    columns = common["column"].sort().to_list()
    rows = ranked.filter(pl.col("column").is_in(columns)).pivot("column", index="record_id", values="value")
    every = pl.DataFrame({"record_id": case.ids}).join(rows, on="record_id", how="left")
    return every.select(pl.col("record_id").alias("unique_id"), *columns).sort("unique_id"), columns


def chance(rows: pl.DataFrame, columns: list[str]) -> dict[str, float]:
    """Return u of each column: how often two records that have it agree, exact where Splink would sample."""
    return {
        name: _agreement(rows.select(pl.col(name).alias("value"), pl.lit("").alias("group")))
        for name in columns
    }


def reliability(rows: pl.DataFrame, columns: list[str], truth: pl.DataFrame) -> dict[str, float]:
    """Return m of each column, from the truth: how often two records of one person that have it agree."""
    owned = rows.join(truth, left_on="unique_id", right_on="record_id", how="inner")
    return {name: _agreement(owned.select(pl.col(name).alias("value"), "group")) for name in columns}


def _agreement(frame: pl.DataFrame) -> float:
    """Return the share of the pairs inside groups that have the same value, kept off 0 and 1, which Splink refuses."""
    held = frame.drop_nulls("value")

    def pairs(*by: str) -> int:
        sizes = held.group_by(*by).agg(pl.len().cast(pl.Int64).alias("n"))["n"]
        return int((sizes * (sizes - 1)).sum())

    return min(0.999, max(1e-9, pairs("group", "value") / max(1, pairs("group"))))
