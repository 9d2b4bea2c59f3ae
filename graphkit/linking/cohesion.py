"""How firmly a cluster holds: what is left of it without the one identifier that holds most of it together."""

from __future__ import annotations

import numpy as np
import polars as pl

from graphkit.linking.sides import sides

_TOLD = 5  # sizes that are listed


def cohesion(ties: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Measure the clusters of two or more records.

    Parameters
    ----------
    ties
        The ties that join: record_id, kind, value, part.
    members
        record_id, cluster_id: every record.

    Returns
    -------
    polars.DataFrame
        cluster_id, cohesion, hangs_on, without: the share of pairs of records that hold together still when the one
        identifier is left out that holds most, 0..1; that identifier as ``kind:value`` (null where none parts the
        cluster); and what it then falls into, in words.

    Notes
    -----
    1 says that no single mistake can break the cluster; 0 that it is nothing but one shared identifier.
    """
    node = ["kind", "value", "part"]
    size = members.group_by("cluster_id").agg(pl.len().cast(pl.Int64).alias("n")).filter(pl.col("n") > 1)
    inside = ties.join(members, on="record_id").join(size, on="cluster_id")
    shared = inside.filter(pl.len().over(node) > 1)
    names = shared.select(*node, "cluster_id", "n").unique().sort(node).with_row_index("id")
    numbered = shared.join(names.select(*node, "id"), on=node)
    records = numbered["record_id"].unique().sort()
    rec = numbered["record_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    found = sides(rec, numbered["id"].cast(pl.Int64).to_numpy(), len(records), names.height)
    ones = np.zeros(len(found.order), np.int64)
    ones[: len(records)] = 1
    parts = pl.DataFrame({"id": found.identifier - len(records), "of": found.sums(ones)})
    worst = (
        parts.group_by("id").agg(
            (pl.col("of") * (pl.col("of") - 1)).sum().alias("pairs"),
            pl.len().alias("sides"),
            pl.col("of").sort(descending=True).head(_TOLD).alias("sizes"),
        )
        .join(names.with_columns(pl.col("id").cast(pl.Int64)), on="id")
        .sort(["cluster_id", "pairs", *node])
        .group_by("cluster_id", maintain_order=True).first()
    )  # fmt: skip
    sizes = pl.col("sizes").cast(pl.List(pl.String)).list.join(", ")
    tail = pl.when(pl.col("sides") > _TOLD).then(pl.lit(", …")).otherwise(pl.lit(""))
    told = worst.select(
        "cluster_id",
        (pl.col("pairs") / (pl.col("n") * (pl.col("n") - 1))).round(2).alias("cohesion"),
        pl.format("{}:{}", "kind", "value").alias("hangs_on"),
        pl.format("{} parts of {}{} records", "sides", sizes, tail).alias("without"),
    )
    return size.select("cluster_id").join(told, on="cluster_id", how="left").with_columns(
        pl.col("cohesion").fill_null(1.0)
    )  # fmt: skip
