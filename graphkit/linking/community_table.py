"""What each community of a large cluster is: its records, its own identifiers, and how much leads out of it."""

from __future__ import annotations

import polars as pl

from graphkit.linking.communities import communities
from graphkit.linking.describe import joined
from graphkit.linking.link import Linked
from graphkit.linking.obeying import DECISION
from graphkit.linking.ties import ID
from graphkit.model import Effect
from graphkit.settings import Settings

_NUMBER = pl.col("community").str.split("/").list.last().cast(pl.Int64)


def with_communities(
    linked: Linked, records: pl.DataFrame, settings: Settings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what a linking's communities are: the members with a column ``community``, and the table about them.

    Parameters
    ----------
    linked
        What :func:`graphkit.linking.link_mentions` returned.
    records
        record_id, platform, posted_at: every record.
    settings
        ``community_records``, ``community_resolution`` and ``community_separation`` are obeyed.
    """
    # An identifier that was parted has its parts in different clusters, or one that a decision holds together.
    joins = pl.col("effect") == Effect.JOINS.value
    ties = linked.ties.filter(joins).select("record_id", *ID, pl.lit(0, pl.Int64).alias("part"))
    found = communities(
        ties,
        linked.members,
        least_records=settings.community_records,
        resolution=settings.community_resolution,
        separation=settings.community_separation,
    )
    members = linked.members.join(found, on="record_id", how="left", maintain_order="left")
    return members, described(ties, members, records)


def described(ties: pl.DataFrame, members: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Describe communities.

    Parameters
    ----------
    ties
        The ties that join: record_id, kind, value.
    members
        record_id, cluster_id, community (null where there is none).
    records
        record_id, platform, posted_at.

    Returns
    -------
    polars.DataFrame
        community, cluster_id, records, label, platforms, platform_names, first_seen, last_seen, identifiers, ties,
        outward; a cluster's communities together, the largest first. ``identifiers`` counts those that its records alone
        of the cluster's carry, ``label`` is the one of them on most records (null where it has none). ``ties`` are those
        of its records to identifiers that several records carry, and ``outward`` those that lead to another community,
        whichever end is here. An identifier of several communities is that one's which has most of its records.
    """
    inside = members.drop_nulls("community")
    placed = ties.join(inside, on="record_id").unique(["record_id", *ID])
    carried = placed.group_by("cluster_id", *ID, "community").agg(pl.len().cast(pl.Int64).alias("n"))
    home = (
        carried.sort(pl.col("n"), _NUMBER, descending=[True, False])
        .group_by("cluster_id", *ID, maintain_order=True)
        .agg(
            pl.col("community").first().alias("home"),
            pl.len().alias("communities"),
            pl.col("n").sum().alias("carriers"),
        )
    )
    whole = (
        inside.join(records.select("record_id", "platform", "posted_at"), on="record_id", how="left")
        .group_by("community", "cluster_id")
        .agg(
            pl.len().cast(pl.Int64).alias("records"),
            pl.col("platform").drop_nulls().n_unique().cast(pl.Int64).alias("platforms"),
            joined("platform").alias("platform_names"),
            pl.col("posted_at").min().alias("first_seen"),
            pl.col("posted_at").max().alias("last_seen"),
        )
    )
    columns = ["community", "cluster_id", "records", "label", "platforms", "platform_names", "first_seen", "last_seen",
               "identifiers", "ties", "outward"]  # fmt: skip
    counts = [pl.col(c).fill_null(0).cast(pl.Int64) for c in ("identifiers", "ties", "outward")]
    return (
        whole.join(_own(home), on="community", how="left")
        .join(_leading(placed.join(home, on=["cluster_id", *ID])), on="community", how="left")
        .with_columns(counts)
        .sort("cluster_id", _NUMBER)
        .select(columns)
    )


def _own(home: pl.DataFrame) -> pl.DataFrame:
    """Count the identifiers that one community alone carries, and name the first of them."""
    text = pl.col("kind") == "text"
    own = home.filter((pl.col("communities") == 1) & (pl.col("kind") != DECISION))
    # As with clusters, a text is no name where there is a contact.
    own = own.sort(text, "carriers", *ID, descending=[False, True, False, False])
    name = pl.when(text).then(pl.format("text {}", "value")).otherwise("value")
    return own.group_by("home", maintain_order=True).agg(
        name.first().alias("label"), pl.len().alias("identifiers")
    ).rename({"home": "community"})  # fmt: skip


def _leading(placed: pl.DataFrame) -> pl.DataFrame:
    """Count the ties of each community to what several records carry, and those that lead out of it or into it."""
    shared = placed.filter(pl.col("carriers") > 1)
    over = shared.filter(pl.col("community") != pl.col("home"))
    ends = pl.concat([over.select("community"), over.select(pl.col("home").alias("community"))])
    counted = shared.group_by("community").agg(pl.len().alias("ties"))
    return counted.join(ends.group_by("community").agg(pl.len().alias("outward")), on="community", how="left")


__all__ = ["described", "with_communities"]
