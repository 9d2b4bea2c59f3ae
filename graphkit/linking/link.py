"""Linking: which records the evidence holds together, what was left out or cut, and why."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from graphkit.binding import Binding
from graphkit.identifiers import KINDS
from graphkit.linking.clusters import components, name_clusters
from graphkit.linking.cohesion import cohesion
from graphkit.linking.describe import clusters, explained, identifiers
from graphkit.linking.joining import Joining, join
from graphkit.linking.lineage import inherit
from graphkit.linking.obeying import DECISION
from graphkit.linking.possible import possible_links
from graphkit.linking.rare_names import rare_names
from graphkit.linking.ties import ID, gather
from graphkit.model import Effect, Role
from graphkit.settings import Settings

_NODE = [*ID, "part"]
NO_TEXTS = pl.DataFrame(
    schema={"record_id": pl.String, "value": pl.String, "words": pl.Int32, "similarity": pl.Float32}
)


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
        cluster_id, label, records, identifiers, platforms, platform_names, first_seen, last_seen, kinds, weakest_bits,
        weakest, cohesion, hangs_on, without: clusters of two or more records, largest first.
    shared_resources
        kind, value, records, platforms, reason.
    possible_links
        a_cluster, b_cluster, kind, value, a_records, b_records, bits, against, reason.
    """

    members: pl.DataFrame
    ties: pl.DataFrame
    identifiers: pl.DataFrame
    clusters: pl.DataFrame
    shared_resources: pl.DataFrame
    possible_links: pl.DataFrame


def link_mentions(
    mentions: pl.DataFrame,
    records: pl.DataFrame,
    previous: pl.DataFrame,
    settings: Settings,
    texts: pl.DataFrame | None = None,
    binding: Binding | None = None,
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
        All thresholds of linking are obeyed.
    texts
        Near-duplicate texts, as :func:`graphkit.linking.near_text.groups` returns them; none if not given.
    binding
        What analysts decided; nothing if not given.
    """
    ties = gather(mentions, NO_TEXTS if texts is None else texts, settings)
    able = ties.filter("may_join").select("record_id", *ID)
    pictures = ties.filter((pl.col("kind") == "image") & (pl.col("role") == Role.SELF.value)).select(
        "record_id", *ID
    )
    mute = ties.filter((pl.col("kind") == "text") & ~pl.col("may_join")).select("record_id", *ID)
    joining = join(able, mute, pictures, records.select("record_id", "posted_at"), binding, settings)
    members = _members(joining.ties, records, previous)
    cut_off = pl.concat([joining.cut, _listed(ties)])
    ties = _effects(ties.drop("listed"), joining, cut_off).join(members, on="record_id", how="left")
    about = identifiers(ties, records, settings.base_actors)
    told = explained(ties, about, settings.join_confidence)
    firm = cohesion(joining.ties, members)
    return Linked(
        members,
        told,
        about,
        clusters(members, told, records, firm),
        _shared(joining.shared, about),
        possible_links(joining.cuts.bridges, members, about, joining.ties, _names(joining.ties, settings)),
    )


def _listed(ties: pl.DataFrame) -> pl.DataFrame:
    """Return the ties of records that are lists of people, and why they join nobody."""
    why = pl.format("one of {} of its kind in this record: a list of people, which joins nobody", "listed")
    return ties.filter(pl.col("listed").is_not_null()).select("record_id", *ID, why.alias("why"))


def _effects(ties: pl.DataFrame, joining: Joining, cut_off: pl.DataFrame) -> pl.DataFrame:
    """Say of each tie what it does, and why where it was kept from joining."""
    key = ["record_id", *ID]
    aside = joining.shared.select(*ID, pl.lit(True).alias("aside"), pl.col("reason").alias("shared_why"))
    ties = (
        ties.join(aside, on=ID, how="left")
        .join(cut_off, on=key, how="left")
        .with_columns(pl.col("aside").fill_null(False) & pl.col("may_join"))
        .with_columns(pl.when("aside").then("shared_why").otherwise("why").alias("why"))
    )
    # A tie that was cut joins after all where others of its part still stand beside it.
    joins = joining.ties.select(*key, pl.lit(True).alias("joined"))
    own = (pl.col("role") == Role.SELF.value) & (~pl.col("kind_joins") | (pl.col("kind") == "text"))
    effect = (
        pl.when(pl.col("joined").fill_null(False)).then(pl.lit(Effect.JOINS.value))
        .when(pl.col("why").is_null() & own).then(pl.lit(Effect.CORROBORATES.value))
        .otherwise(pl.lit(Effect.SHOWS.value))
    )  # fmt: skip
    ties = ties.join(joins, on=key, how="left").with_columns(effect.alias("effect"))
    ties = ties.with_columns(pl.when(pl.col("effect") != Effect.JOINS.value).then("why").alias("why"))
    decided = joining.ties.filter(pl.col("kind") == DECISION).select(
        *key,
        pl.lit(Role.SELF.value).alias("role"),
        pl.lit(1, pl.Int64).alias("mentions"),
        pl.lit(1, pl.Float32).alias("confidence"),
        pl.lit(False).alias("aside"),
        pl.lit(True).alias("may_join"),
        pl.lit(True).alias("kind_joins"),
        pl.lit(Effect.JOINS.value).alias("effect"),
    )
    return pl.concat([ties.drop("shared_why", "joined"), decided], how="diagonal")


def _members(joining: pl.DataFrame, records: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    """Put every record into one cluster and give clusters their ids."""
    ids = records["record_id"].sort()
    members = pl.DataFrame({"record_id": ids, "component": components(ids, joining, _NODE)})
    # The first of its contacts names a cluster; a text, whose name hangs on the texts around it, only where none does.
    named = (
        joining.join(members, on="record_id")
        .with_columns(
            pl.col("kind").is_in(["text", DECISION]).alias("late"), pl.format("{}:{}", *ID).alias("key")
        )
        .group_by("component")
        .agg(
            pl.col("key").sort_by("late", "key", "part").first(),
            pl.col("part").sort_by("late", "key", "part").first(),
        )
    )
    keys = (
        members.group_by("component").agg(pl.col("record_id").min().alias("first"))
        .join(named, on="component", how="left").sort("component")
    )  # fmt: skip
    # Of an identifier that was parted the other parts go by their first record as well.
    once = pl.col("key").is_first_distinct() | pl.col("key").is_null()
    keys = keys.sort("key", "part", "first").with_columns(
        pl.when(pl.col("key").is_null()).then("first").when(once).then("key")
        .otherwise(pl.format("{} {}", "key", "first")).alias("key")
    ).sort("component")  # fmt: skip
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


def _names(able: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return the accounts with the same rare name on two platforms."""
    families = {k.name: k.family for k in KINDS.values()}
    family = pl.col("kind").replace_strict(families, default="other", return_dtype=pl.String)
    return rare_names(
        able.filter(family == "account").select(ID).unique(), settings.name_bits, settings.name_common
    )


def _shared(shared: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    rows = shared.join(about.select(*ID, "platforms"), on=ID, how="left")
    rows = rows.select(*ID, "records", "platforms", "reason")
    return rows.sort(["records", *ID], descending=[True, False, False])
