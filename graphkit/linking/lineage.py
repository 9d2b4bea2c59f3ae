"""Clusters keep their ids from run to run: by largest overlap in records."""

from __future__ import annotations

import polars as pl


def inherit(members: pl.DataFrame, previous: pl.DataFrame) -> dict[int, str]:
    """Return the id that each component inherits from an earlier run.

    Parameters
    ----------
    members
        record_id, component.
    previous
        record_id, cluster_id, of the last run; may be empty.

    Returns
    -------
    dict
        Component -> cluster id. Each id goes to the one component that holds most of its old records (the smaller
        component number, then the smaller id, where two hold as many), and each component takes one id.
    """
    if not previous.height:
        return {}
    overlap = (
        members.join(previous, on="record_id", how="inner")
        .group_by("component", "cluster_id")
        .agg(pl.len().alias("records"), pl.col("record_id").min().alias("first"))
        .sort(["records", "cluster_id", "first"], descending=[True, False, False])
    )
    heirs: dict[int, str] = {}
    given: set[str] = set()
    for component, cluster_id in zip(
        overlap["component"].to_list(), overlap["cluster_id"].to_list(), strict=True
    ):
        if component not in heirs and cluster_id not in given:
            heirs[component] = cluster_id
            given.add(cluster_id)
    return heirs
