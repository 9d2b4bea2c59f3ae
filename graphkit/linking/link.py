"""Linking: components over joining identifiers, with shared resources set aside."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from graphkit.identifiers import KINDS
from graphkit.linking.clusters import components, name_clusters
from graphkit.linking.lineage import inherit
from graphkit.linking.shared_resources import set_aside, shared_resources
from graphkit.linking.weights import bits
from graphkit.model import Effect, Role
from graphkit.settings import Settings

_ROLES = [role.value for role in Role]  # strongest first: what a record says of itself outweighs a mention
_ID = ["kind", "value"]


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking makes.

    Attributes
    ----------
    members
        record_id, cluster_id: every record, each in exactly one cluster; a cluster may be one record.
    ties
        record_id, kind, value, role, mentions, confidence, bits, effect, reason, cluster_id.
    identifiers
        kind, value, family, records, platforms, platform_names, first_seen, last_seen, role, bits, clusters,
        cluster_ids, effect.
    clusters
        cluster_id, label, records, identifiers, platforms, platform_names, first_seen, last_seen, kinds,
        weakest_bits: clusters of two or more records, largest first.
    set_aside
        kind, value, records, platforms, reason.
    """

    members: pl.DataFrame
    ties: pl.DataFrame
    identifiers: pl.DataFrame
    clusters: pl.DataFrame
    set_aside: pl.DataFrame


def link_mentions(
    mentions: pl.DataFrame, records: pl.DataFrame, previous: pl.DataFrame, settings: Settings
) -> Linked:
    """Link records by the identifiers they share.

    Parameters
    ----------
    mentions
        record_id, kind, value, role, confidence.
    records
        record_id, platform, posted_at: every record.
    previous
        record_id, cluster_id of the run before; may be empty.
    settings
        ``join_confidence``, ``shared_sides``, ``shared_one_offs``, ``set_aside_records`` and ``base_actors`` are obeyed.
    """
    ties = _ties(mentions, settings.join_confidence)
    joining = ties.filter("may_join")
    shared = shared_resources(joining, settings.shared_sides, settings.shared_one_offs)
    capped = set_aside(joining.join(shared, on=_ID, how="anti"), settings.set_aside_records)
    aside = pl.concat([shared, capped])
    ties = ties.join(
        aside.select(*_ID, pl.lit(True).alias("aside"), pl.col("reason").alias("aside_why")),
        on=_ID,
        how="left",
    ).with_columns(pl.col("aside").fill_null(False))
    ties = ties.with_columns(
        pl.when("may_join").then(pl.when("aside").then(pl.lit(Effect.SHOWS.value)).otherwise(pl.lit(Effect.JOINS.value)))
        .when((pl.col("role") == Role.SELF.value) & ~pl.col("kind_joins")).then(pl.lit(Effect.CORROBORATES.value))
        .otherwise(pl.lit(Effect.SHOWS.value)).alias("effect")
    )  # fmt: skip
    members = _members(ties, records, previous)
    ties = ties.join(members, on="record_id", how="left")
    identifiers = _identifiers(ties, records, settings.base_actors)
    ties = _explained(ties, identifiers, settings.join_confidence)
    clusters = _clusters(members, ties, records)
    platforms = identifiers.select(*_ID, "platforms")
    aside = aside.join(platforms, on=_ID, how="left").select(*_ID, "records", "platforms", "reason")
    aside = aside.sort(["records", *_ID], descending=[True, False, False])
    drop = ["may_join", "kind_joins", "aside", "aside_why"]
    return Linked(members, ties.drop(drop), identifiers.drop("aside"), clusters, aside)


def _ties(mentions: pl.DataFrame, join_confidence: float) -> pl.DataFrame:
    """Gather mentions into ties, and mark those that may join."""
    rank = pl.col("role").replace_strict(_ROLES, range(len(_ROLES)), return_dtype=pl.Int8)
    best = mentions.with_columns(rank.alias("rank")).group_by("record_id", *_ID).agg(
        pl.col("rank").min(),
        pl.len().cast(pl.Int64).alias("mentions"),
        pl.col("confidence").filter(pl.col("rank") == pl.col("rank").min()).max().round(2).alias("confidence"),
    )  # fmt: skip
    joins = pl.col("kind").replace_strict(
        {k.name: k.joins for k in KINDS.values()}, default=False, return_dtype=pl.Boolean
    )
    best = best.with_columns(
        pl.col("rank").replace_strict(range(len(_ROLES)), _ROLES, return_dtype=pl.String).alias("role"),
        joins.alias("kind_joins"),
    ).drop("rank")
    # Confidences are stored with two decimals in single precision: compare in the same steps.
    sure = (pl.col("confidence") * 100).round() >= round(join_confidence * 100)
    return best.with_columns(
        ((pl.col("role") == Role.SELF.value) & pl.col("kind_joins") & sure).alias("may_join")
    )


def _members(ties: pl.DataFrame, records: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    """Put every record into one cluster and give clusters their ids."""
    joining = ties.filter(pl.col("effect") == Effect.JOINS.value).select("record_id", *_ID)
    ids = records["record_id"].sort()
    members = pl.DataFrame({"record_id": ids, "component": components(ids, joining)})
    named = (
        joining.join(members, on="record_id")
        .group_by("component")
        .agg(pl.format("{}:{}", *_ID).min().alias("key"))
    )
    keys = (
        members.group_by("component").agg(pl.col("record_id").min().alias("first"))
        .join(named, on="component", how="left").sort("component")
        .with_columns(pl.coalesce("key", "first").alias("key"))
    )  # fmt: skip
    heirs = inherit(members, previous)
    numbers = keys["component"].to_list()
    names = name_clusters(keys["key"].to_list(), [heirs.get(c) for c in numbers])
    named_components = pl.DataFrame(
        {"component": keys["component"], "cluster_id": pl.Series(names, dtype=pl.String)}
    )
    return (
        members.join(named_components, on="component", how="left")
        .select("record_id", "cluster_id")
        .sort("record_id")
    )


def _joined(column: str, limit: int = 50) -> pl.Expr:
    """Join the distinct values of a column, in order, with a semicolon; a long list is cut and says so."""
    values = pl.col(column).drop_nulls().unique().sort()
    tail = pl.when(values.len() > limit).then(pl.format("; … {} in all", values.len())).otherwise(pl.lit(""))
    return pl.concat_str(values.head(limit).str.join("; "), tail)


def _identifiers(ties: pl.DataFrame, records: pl.DataFrame, base_actors: int) -> pl.DataFrame:
    """Describe each identifier by the records that carry it."""
    carried = ties.join(records, on="record_id", how="left")
    rank = pl.col("role").replace_strict(_ROLES, range(len(_ROLES)), return_dtype=pl.Int8)
    frame = carried.group_by(_ID).agg(
        pl.len().cast(pl.Int64).alias("records"),
        pl.col("platform").drop_nulls().n_unique().cast(pl.Int64).alias("platforms"),
        _joined("platform").alias("platform_names"),
        pl.col("posted_at").min().alias("first_seen"),
        pl.col("posted_at").max().alias("last_seen"),
        rank.min().alias("role_rank"),
        pl.col("cluster_id").n_unique().cast(pl.Int64).alias("clusters"),
        _joined("cluster_id").alias("cluster_ids"),
        pl.col("aside").any().alias("aside"),
        (pl.col("effect") == Effect.JOINS.value).any().alias("any_join"),
        (pl.col("effect") == Effect.CORROBORATES.value).any().alias("any_corroborate"),
    )
    of = {k.name: k for k in KINDS.values()}
    m = pl.col("kind").replace_strict(
        {n: k.reliability for n, k in of.items()}, default=0.5, return_dtype=pl.Float64
    )
    family = pl.col("kind").replace_strict(
        {n: k.family for n, k in of.items()}, default="other", return_dtype=pl.String
    )
    effect = (
        pl.when("aside").then(pl.lit("set aside")).when("any_join").then(pl.lit(Effect.JOINS.value))
        .when("any_corroborate").then(pl.lit(Effect.CORROBORATES.value)).otherwise(pl.lit(Effect.SHOWS.value))
    )  # fmt: skip
    frame = frame.with_columns(
        family.alias("family"),
        pl.col("role_rank").replace_strict(range(len(_ROLES)), _ROLES, return_dtype=pl.String).alias("role"),
        bits(m, pl.col("clusters"), base_actors).alias("bits"),
        effect.alias("effect"),
    )
    columns = [*_ID, "family", "records", "platforms", "platform_names", "first_seen", "last_seen", "role", "bits",
               "clusters", "cluster_ids", "effect", "aside"]  # fmt: skip
    return frame.select(columns).sort(["records", "bits", *_ID], descending=[True, True, False, False])


def _explained(ties: pl.DataFrame, identifiers: pl.DataFrame, join_confidence: float) -> pl.DataFrame:
    """Give each tie its bits and, in plain words, why it does what it does."""
    ties = ties.join(identifiers.select(*_ID, "bits", "records", "platforms", "clusters"), on=_ID, how="left")
    spread = pl.format("{} records, {} platforms, {} clusters", "records", "platforms", "clusters")
    reason = (
        pl.when("aside").then(pl.format("set aside: {}", "aside_why"))
        .when("may_join").then(pl.when(pl.col("records") > 1).then(spread).otherwise(pl.lit("on this record alone")))
        .when(pl.col("role") != Role.SELF.value).then(pl.format("role {}: shows, never joins", "role"))
        .when(~pl.col("kind_joins")).then(pl.format("{}: corroborates; {}", "kind", spread))
        .otherwise(pl.format("confidence {} is below {}: shows, never joins", "confidence", pl.lit(join_confidence)))
    )  # fmt: skip
    ties = ties.with_columns(reason.alias("reason"))
    columns = ["record_id", *_ID, "role", "mentions", "confidence", "bits", "effect", "reason", "cluster_id",
               "may_join", "kind_joins", "aside", "aside_why"]  # fmt: skip
    return ties.select(columns).sort("record_id", *_ID)


def _clusters(members: pl.DataFrame, ties: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Describe the clusters of two or more records."""
    whole = members.join(records, on="record_id", how="left").group_by("cluster_id").agg(
        pl.len().cast(pl.Int64).alias("records"),
        pl.col("platform").drop_nulls().n_unique().cast(pl.Int64).alias("platforms"),
        _joined("platform").alias("platform_names"),
        pl.col("posted_at").min().alias("first_seen"),
        pl.col("posted_at").max().alias("last_seen"),
    ).filter(pl.col("records") > 1)  # fmt: skip
    inside = ties.filter(pl.col("effect") == Effect.JOINS.value).join(
        whole.select("cluster_id"), on="cluster_id", how="semi"
    )
    held = inside.group_by("cluster_id", *_ID).agg(pl.len().cast(pl.Int64).alias("n"), pl.col("bits").first())
    held = held.sort(["cluster_id", "n", "bits", *_ID], descending=[False, True, True, False, False])
    kinds = (
        held.group_by("cluster_id", "kind").agg(pl.len().alias("k"))
        .sort(["cluster_id", "k", "kind"], descending=[False, True, False])
        .group_by("cluster_id", maintain_order=True).agg(pl.format("{} {}", "k", "kind").str.join(", ").alias("kinds"))
    )  # fmt: skip
    about = held.group_by("cluster_id", maintain_order=True).agg(
        pl.col("value").first().alias("label"),
        pl.len().cast(pl.Int64).alias("identifiers"),
        pl.col("bits").filter(pl.col("n") > 1).min().alias("weakest_bits"),
    )
    columns = ["cluster_id", "label", "records", "identifiers", "platforms", "platform_names", "first_seen", "last_seen",
               "kinds", "weakest_bits"]  # fmt: skip
    frame = whole.join(about, on="cluster_id", how="left").join(kinds, on="cluster_id", how="left")
    return frame.select(columns).sort(
        ["records", "identifiers", "cluster_id"], descending=[True, True, False]
    )
