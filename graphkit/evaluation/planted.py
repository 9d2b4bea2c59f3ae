"""What a simulated truth plants to mislead, and whether the linking saw through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from graphkit.evaluation.merges import roles_of

HUB_RECORDS = 20  # a hub on no more records than this is not held against the linking
WHOLE = 0.9  # a prolific person is whole when one cluster holds this share of their records
_ID = ["kind", "value"]


@dataclass(frozen=True, slots=True)
class Planted:
    """How the plants were met.

    Attributes
    ----------
    hubs
        Identifiers of role hub, and links to a hub's domain, on more than ``HUB_RECORDS`` records: kind, value,
        records, found (it does not join).
    prolific
        Persons with as many records as a hub: group, records, in_one_cluster, share, called_shared (their own
        identifiers among those called shared).
    recycled
        Identifiers of two owners one after the other, whose records of both are in the case: kind, value, owners,
        apart (no cluster holds records of two of them).
    """

    hubs: list[dict[str, Any]]
    prolific: list[dict[str, Any]]
    recycled: list[dict[str, Any]]

    def summary(self) -> dict[str, int]:
        """Return the counts: planted, and met as they should be."""
        return {
            "hubs": len(self.hubs),
            "hubs_found": sum(h["found"] for h in self.hubs),
            "prolific": len(self.prolific),
            "prolific_whole": sum(p["share"] >= WHOLE for p in self.prolific),
            "prolific_called_shared": sum(bool(p["called_shared"]) for p in self.prolific),
            "recycled": len(self.recycled),
            "recycled_apart": sum(r["apart"] for r in self.recycled),
        }


def planted(
    members: pl.DataFrame, truth: pl.DataFrame, ties: pl.DataFrame, known: pl.DataFrame,
    joining: pl.DataFrame, shared: pl.DataFrame,
) -> Planted:  # fmt: skip
    """Hold a linking against the plants of a simulated truth.

    Parameters
    ----------
    members
        record_id, cluster_id.
    truth
        record_id, group, notes.
    ties
        record_id, kind, value of every identifier seen, whatever it does.
    known
        kind, value, owner, role.
    joining, shared
        kind, value of the identifiers that join, and of those called shared resources.
    """
    return Planted(
        _hubs(ties, known, joining),
        _prolific(members, truth, known, shared),
        _recycled(members, truth, ties, known),
    )


def _hubs(ties: pl.DataFrame, known: pl.DataFrame, joining: pl.DataFrame) -> list[dict[str, Any]]:
    counts = ties.group_by(_ID).agg(pl.col("record_id").n_unique().cast(pl.Int64).alias("records"))
    counts = counts.filter(pl.col("records") > HUB_RECORDS)
    hubs = counts.join(roles_of(counts.select(_ID), known), on=_ID).filter(
        pl.col("roles").list.contains("hub")
    )
    joins = joining.select(*_ID, pl.lit(False).alias("found")).unique(_ID)
    hubs = hubs.join(joins, on=_ID, how="left").with_columns(pl.col("found").fill_null(True))
    return (
        hubs.sort(["records", *_ID], descending=[True, False, False])
        .select(*_ID, "records", "found")
        .to_dicts()
    )


def _prolific(
    members: pl.DataFrame, truth: pl.DataFrame, known: pl.DataFrame, shared: pl.DataFrame
) -> list[dict[str, Any]]:
    groups = truth.filter(pl.col("notes").str.contains("prolific", literal=True)).select("group").unique()
    theirs = truth.join(groups, on="group", how="semi").join(members, on="record_id", how="inner")
    parts = theirs.group_by("group", "cluster_id").agg(pl.len().cast(pl.Int64).alias("n"))
    whole = parts.group_by("group").agg(
        pl.col("n").sum().alias("records"), pl.col("n").max().alias("in_one_cluster")
    )
    own = known.filter(pl.col("role") == "actor").join(shared.select(_ID).unique(), on=_ID, how="semi")
    called = own.group_by(pl.col("owner").alias("group")).agg(
        pl.format("{}:{}", *_ID).unique().sort().alias("called_shared")
    )
    whole = whole.join(called, on="group", how="left").with_columns(
        (pl.col("in_one_cluster") / pl.col("records")).alias("share"),
        pl.col("called_shared").fill_null([]),
    )
    columns = ["group", "records", "in_one_cluster", "share", "called_shared"]
    return whole.select(columns).sort("group").to_dicts()


def _recycled(
    members: pl.DataFrame, truth: pl.DataFrame, ties: pl.DataFrame, known: pl.DataFrame
) -> list[dict[str, Any]]:
    again = known.filter(pl.col("role") == "recycled").select(*_ID, pl.col("owner").alias("group")).unique()
    held = (
        ties.select("record_id", *_ID).unique()
        .join(truth.select("record_id", "group"), on="record_id", how="inner")
        .join(again, on=[*_ID, "group"], how="semi")
        .join(members, on="record_id", how="inner")
    )  # fmt: skip
    owners = held.group_by(_ID).agg(pl.col("group").unique().sort().alias("owners"))
    owners = owners.filter(pl.col("owners").list.len() > 1)
    mixed = (
        held.group_by(*_ID, "cluster_id").agg(pl.col("group").n_unique().alias("n")).filter(pl.col("n") > 1)
        .select(*_ID, pl.lit(False).alias("apart")).unique(_ID)
    )  # fmt: skip
    found = owners.join(mixed, on=_ID, how="left").with_columns(pl.col("apart").fill_null(True))
    return found.sort(_ID).select(*_ID, "owners", "apart").to_dicts()
