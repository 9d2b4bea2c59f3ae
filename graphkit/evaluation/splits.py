"""False splits: groups of the truth whose records lie in several clusters, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

_ID = ["kind", "value"]


@dataclass(frozen=True, slots=True)
class Splits:
    """What is wrongly apart.

    Attributes
    ----------
    groups, pairs
        Groups with records in several clusters, and pairs of their records that are in different clusters.
    nothing_in_common
        How many of these groups carry no identifier in two of their clusters.
    worst
        The groups with most lost pairs: group, records, pairs, clusters (how many), largest_clusters (cluster_id,
        records), ties (kind, value, effect, records, clusters, reason), other_ties; no ties means nothing in common.
    """

    groups: int
    pairs: int
    nothing_in_common: int
    worst: list[dict[str, Any]]


def false_splits(
    members: pl.DataFrame, truth: pl.DataFrame, ties: pl.DataFrame, *, top: int = 10, listed: int = 8
) -> Splits:
    """Find the groups that lie in several clusters, and the identifiers in common that did not join them.

    Parameters
    ----------
    members
        record_id, cluster_id.
    truth
        record_id, group.
    ties
        Every tie, whatever it does: record_id, kind, value, effect, reason.
    top, listed
        How many groups to describe, and how many ties and clusters of each.
    """
    both = members.join(truth.select("record_id", "group"), on="record_id", how="inner")
    sizes = both.group_by("group", "cluster_id").agg(pl.len().cast(pl.Int64).alias("n"))
    split = (
        sizes.group_by("group")
        .agg(pl.len().alias("clusters"), pl.col("n").sum().alias("records"), (pl.col("n") ** 2).sum().alias("squares"))
        .filter(pl.col("clusters") > 1)
        .with_columns(((pl.col("records") ** 2 - pl.col("squares")) // 2).alias("pairs"))
        .sort(["pairs", "group"], descending=[True, False])
    )  # fmt: skip
    common = _common(both.join(split.select("group"), on="group", how="semi"), ties)
    worst = []
    for row in split.head(top).iter_rows(named=True):
        parts = sizes.filter(pl.col("group") == row["group"]).sort(
            ["n", "cluster_id"], descending=[True, False]
        )
        shared = common.filter(pl.col("group") == row["group"]).drop("group").to_dicts()
        worst.append(
            {
                "group": row["group"],
                "records": row["records"],
                "pairs": row["pairs"],
                "clusters": row["clusters"],
                "largest_clusters": parts.head(listed)
                .select("cluster_id", pl.col("n").alias("records"))
                .to_dicts(),
                "ties": shared[:listed],
                "other_ties": max(0, len(shared) - listed),
            }
        )
    alone = split.height - common["group"].n_unique()
    return Splits(split.height, sum(split["pairs"].to_list()), alone, worst)


def _common(both: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Return each group's identifiers that stand in several of its clusters, those of most clusters first."""
    held = ties.select("record_id", *_ID, "effect", "reason").join(both, on="record_id", how="inner")
    # What most of the group's ties to the identifier do, and why; of two as frequent, the first by name.
    said = (
        held.group_by("group", *_ID, "effect", "reason").agg(pl.len().alias("times"))
        .sort(["group", *_ID, "times", "effect", "reason"], descending=[False, False, False, True, False, False])
        .group_by("group", *_ID, maintain_order=True).agg(pl.col("effect").first(), pl.col("reason").first())
    )  # fmt: skip
    spread = (
        held.group_by("group", *_ID)
        .agg(
            pl.col("record_id").n_unique().cast(pl.Int64).alias("records"),
            pl.col("cluster_id").n_unique().cast(pl.Int64).alias("clusters"),
        )
        .filter(pl.col("clusters") > 1)
    )
    columns = ["group", *_ID, "effect", "records", "clusters", "reason"]
    return (
        spread.join(said, on=["group", *_ID], how="left")
        .sort(["group", "clusters", "records", *_ID], descending=[False, True, True, False, False])
        .select(columns)
    )
