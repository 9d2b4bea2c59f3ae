"""What linking says of identifiers, ties and clusters: tables of figures and plain words."""

from __future__ import annotations

import polars as pl

from graphkit.identifiers import KINDS
from graphkit.linking.obeying import DECISION
from graphkit.linking.ties import ID, ROLES
from graphkit.linking.weights import bits
from graphkit.model import Effect, Role

SHARED = "shared resource"
_JOINS, _CORROBORATES, _SHOWS = Effect.JOINS.value, Effect.CORROBORATES.value, Effect.SHOWS.value


def joined(column: str, limit: int = 50) -> pl.Expr:
    """Join the distinct values of a column, in order, with a semicolon; a long list is cut and says so."""
    values = pl.col(column).drop_nulls().unique().sort()
    tail = pl.when(values.len() > limit).then(pl.format("; … {} in all", values.len())).otherwise(pl.lit(""))
    return pl.concat_str(values.head(limit).str.join("; "), tail)


def identifiers(ties: pl.DataFrame, records: pl.DataFrame, base_actors: int) -> pl.DataFrame:
    """Describe each identifier by the records that carry it.

    Parameters
    ----------
    ties
        record_id, kind, value, role, effect, aside, cluster_id.
    records
        record_id, platform, posted_at.
    base_actors
        The population of actors against which rarity is counted.
    """
    carried = ties.join(records, on="record_id", how="left")
    rank = pl.col("role").replace_strict(ROLES, range(len(ROLES)), return_dtype=pl.Int8)
    frame = carried.group_by(ID).agg(
        pl.len().cast(pl.Int64).alias("records"),
        pl.col("platform").drop_nulls().n_unique().cast(pl.Int64).alias("platforms"),
        joined("platform").alias("platform_names"),
        pl.col("posted_at").min().alias("first_seen"),
        pl.col("posted_at").max().alias("last_seen"),
        rank.min().alias("role_rank"),
        pl.col("cluster_id").n_unique().cast(pl.Int64).alias("clusters"),
        joined("cluster_id").alias("cluster_ids"),
        pl.col("aside").any().alias("aside"),
        (pl.col("effect") == _JOINS).any().alias("any_join"),
        (pl.col("effect") == _CORROBORATES).any().alias("any_corroborate"),
    )
    reliability = {k.name: k.reliability for k in KINDS.values()} | {DECISION: 1.0}
    families = {k.name: k.family for k in KINDS.values()} | {DECISION: DECISION}
    m = pl.col("kind").replace_strict(reliability, default=0.5, return_dtype=pl.Float64)
    least = {k.name: k.chance for k in KINDS.values()}
    chance = pl.col("kind").replace_strict(least, default=0.0, return_dtype=pl.Float64)
    effect = (
        pl.when("aside").then(pl.lit(SHARED)).when("any_join").then(pl.lit(_JOINS))
        .when("any_corroborate").then(pl.lit(_CORROBORATES)).otherwise(pl.lit(_SHOWS))
    )  # fmt: skip
    frame = frame.with_columns(
        pl.col("kind").replace_strict(families, default="other", return_dtype=pl.String).alias("family"),
        pl.col("role_rank").replace_strict(range(len(ROLES)), ROLES, return_dtype=pl.String).alias("role"),
        bits(m, pl.col("clusters"), base_actors, chance).alias("bits"),
        effect.alias("effect"),
    )
    columns = [*ID, "family", "records", "platforms", "platform_names", "first_seen", "last_seen", "role", "bits",
               "clusters", "cluster_ids", "effect"]  # fmt: skip
    return frame.select(columns).sort(["records", "bits", *ID], descending=[True, True, False, False])


def _many(column: str, word: str) -> pl.Expr:
    """Say how many of something, in the singular or plural."""
    plural = pl.when(pl.col(column) == 1).then(pl.lit(word)).otherwise(pl.lit(f"{word}s"))
    return pl.concat_str(pl.col(column).cast(pl.String), pl.lit(" "), plural)


def explained(ties: pl.DataFrame, identifiers: pl.DataFrame, join_confidence: float) -> pl.DataFrame:
    """Give each tie its bits and, in plain words, why it does what it does.

    Parameters
    ----------
    ties
        record_id, kind, value, role, mentions, confidence, words, kind_joins, may_join, effect, aside, why, cluster_id.
    identifiers
        As :func:`identifiers` describes them.
    join_confidence
        From which confidence on a mention may join.
    """
    ties = ties.join(identifiers.select(*ID, "bits", "records", "platforms", "clusters"), on=ID, how="left")
    spread = pl.concat_str(
        _many("records", "record"),
        _many("platforms", "platform"),
        _many("clusters", "cluster"),
        separator=", ",
    )
    text = pl.col("kind") == "text"
    rests = pl.concat_str(pl.format("near-duplicate text of {} words, ", "words"), spread)
    reason = (
        pl.when("aside").then(pl.format("shared resource: {}", "why"))
        .when(pl.col("why").is_not_null()).then("why")
        .when(pl.col("kind") == DECISION).then(pl.lit("an analyst's decision: the same actor"))
        .when(text & pl.col("may_join")).then(pl.concat_str(rests, pl.lit("; this join rests on text")))
        .when(text).then(pl.concat_str(rests, pl.lit(": corroborates, never joins by itself")))
        .when("may_join").then(pl.when(pl.col("records") > 1).then(spread).otherwise(pl.lit("on this record alone")))
        .when(pl.col("role") != Role.SELF.value).then(pl.format("role {}: shows, never joins", "role"))
        .when(~pl.col("kind_joins")).then(pl.concat_str(pl.format("{}: corroborates; ", "kind"), spread))
        .otherwise(pl.format("confidence {} is below {}: shows, never joins", "confidence", pl.lit(join_confidence)))
    )  # fmt: skip
    columns = ["record_id", *ID, "role", "mentions", "confidence", "bits", "effect", "reason", "cluster_id"]
    return ties.with_columns(reason.alias("reason")).select(columns).sort("record_id", *ID)


def clusters(
    members: pl.DataFrame, ties: pl.DataFrame, records: pl.DataFrame, firm: pl.DataFrame
) -> pl.DataFrame:
    """Describe the clusters of two or more records.

    Parameters
    ----------
    members
        record_id, cluster_id.
    ties
        As :func:`explained` gives them.
    records
        record_id, platform, posted_at.
    firm
        cluster_id, cohesion, hangs_on, without.
    """
    whole = members.join(records, on="record_id", how="left").group_by("cluster_id").agg(
        pl.len().cast(pl.Int64).alias("records"),
        pl.col("platform").drop_nulls().n_unique().cast(pl.Int64).alias("platforms"),
        joined("platform").alias("platform_names"),
        pl.col("posted_at").min().alias("first_seen"),
        pl.col("posted_at").max().alias("last_seen"),
    ).filter(pl.col("records") > 1)  # fmt: skip
    inside = ties.filter((pl.col("effect") == _JOINS) & (pl.col("kind") != DECISION)).join(
        whole.select("cluster_id"), on="cluster_id", how="semi"
    )
    held = inside.group_by("cluster_id", *ID).agg(pl.len().cast(pl.Int64).alias("n"), pl.col("bits").first())
    # A text is no name for an actor: contacts first.
    held = held.with_columns((pl.col("kind") == "text").alias("text"))
    held = held.sort(
        ["cluster_id", "text", "n", "bits", *ID], descending=[False, False, True, True, False, False]
    )
    kinds = (
        held.group_by("cluster_id", "kind").agg(pl.len().alias("k"))
        .sort(["cluster_id", "k", "kind"], descending=[False, True, False])
        .group_by("cluster_id", maintain_order=True).agg(pl.format("{} {}", "k", "kind").str.join(", ").alias("kinds"))
    )  # fmt: skip
    name = pl.when("text").then(pl.format("text {}", "value")).otherwise("value")
    weak = pl.col("n") > 1
    about = held.group_by("cluster_id", maintain_order=True).agg(
        name.first().alias("label"),
        pl.len().cast(pl.Int64).alias("identifiers"),
        pl.col("bits").filter(weak).min().alias("weakest_bits"),
        pl.format("{}:{}", *ID).filter(weak).sort_by(pl.col("bits").filter(weak), pl.format("{}:{}", *ID).filter(weak))
        .first().alias("weakest"),
    )  # fmt: skip
    columns = ["cluster_id", "label", "records", "identifiers", "platforms", "platform_names", "first_seen", "last_seen",
               "kinds", "weakest_bits", "weakest", "cohesion", "hangs_on", "without"]  # fmt: skip
    frame = whole.join(about, on="cluster_id", how="left").join(kinds, on="cluster_id", how="left")
    return frame.join(firm, on="cluster_id", how="left").select(columns).sort(
        ["records", "identifiers", "cluster_id"], descending=[True, True, False]
    )  # fmt: skip
