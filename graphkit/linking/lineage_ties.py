"""What caused a change of clusters: the ties that brought parts together, and what became of those that held them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from graphkit.linking.lineage import Event
from graphkit.linking.obeying import DECISION
from graphkit.linking.trees import held_by
from graphkit.model import Effect

_ID = ["kind", "value"]
_ASIDE = {"kind": pl.String, "value": pl.String, "reason": pl.String}
SAME_RECORD = "record"  # stands for a kind where a record that two cases hold joins their clusters


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=_ASIDE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one linking rests on, as far as changes are explained by it.

    Attributes
    ----------
    ties
        Given a frame with record_id, returns the ties of these records: record_id, kind, value, bits, effect, reason.
    shared_resources
        kind, value, reason: identifiers that join nobody.
    possible
        kind, value, reason: ties that were cut and are possible links.
    decisions
        Rows of decisions (decision_id, kind, a, a_anchors, b, b_anchors, user, at, reason), or None.
    """

    ties: Callable[[pl.DataFrame], pl.DataFrame]
    shared_resources: pl.DataFrame = field(default_factory=_nothing)
    possible: pl.DataFrame = field(default_factory=_nothing)
    decisions: pl.DataFrame | None = None

    def in_force(self, kind: str) -> pl.DataFrame:
        """Return what the decisions of a kind that are not withdrawn are about: decision_id, side, anchor, user, reason."""
        names = ["decision_id", "side", "anchor", "user", "reason"]
        if self.decisions is None:
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        gone = self.decisions.filter(pl.col("kind") == "withdrawn")["a"].to_list()
        chosen = self.decisions.filter((pl.col("kind") == kind) & ~pl.col("decision_id").is_in(gone))
        sides = [
            chosen.with_columns(pl.lit(s).alias("side"), pl.col(f"{s}_anchors").alias("anchor")).select(names)
            for s in ("a", "b")
        ]
        both = pl.concat(sides).explode("anchor", empty_as_null=True).drop_nulls("anchor")
        return both.cast({"anchor": pl.String})


def gains(
    moves: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, old: Evidence, new: Evidence
) -> pl.DataFrame:
    """Return by which ties clusters merged and grew.

    Returns
    -------
    polars.DataFrame
        The columns of :func:`graphkit.linking.trees.held_by`, and ``now``: what is new of the identifier, or null.
    """
    changed = moves.filter((pl.col("side") == "new") & pl.col("event").is_in([Event.MERGED, Event.GROWN]))
    held = after.join(changed.select("new"), on="new", how="semi").join(before, on="record_id", how="left")
    nodes = held.select(
        pl.col("new").alias("group"),
        pl.coalesce("old", "record_id").alias("node"),
        pl.col("old").is_not_null().alias("part"),
        "record_id",
    )
    ties = new.ties(nodes.select("record_id").unique())
    twice = nodes.filter(pl.len().over("record_id") > 1).select("record_id").unique()
    both = twice.select(
        "record_id",
        pl.lit(SAME_RECORD).alias("kind"),
        pl.col("record_id").alias("value"),
        pl.lit(None, pl.Float64).alias("bits"),
    )
    found = held_by(nodes, pl.concat([_joining(ties), both]))
    was = old.shared_resources.select(*_ID, pl.lit("no longer taken for shared").alias("now")).unique(_ID)
    return found.join(was, on=_ID, how="left", maintain_order="left")


def _joining(ties: pl.DataFrame) -> pl.DataFrame:
    """Return the ties that join; a decision has no bits: it goes before whatever is weighed."""
    bits = pl.when(pl.col("kind") != DECISION).then("bits").alias("bits")
    return ties.filter(pl.col("effect") == Effect.JOINS.value).select("record_id", *_ID, bits)


def _named(anchors: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Give anchors the records that they stand for: those named, and those whose joining ties are named."""
    direct = anchors.with_columns(pl.col("anchor").alias("record_id"))
    if not direct.filter(pl.col("anchor").str.contains(":", literal=True)).height:
        return direct
    own = ties.filter(pl.col("effect") == Effect.JOINS.value)
    named = own.select("record_id", pl.format("{}:{}", *_ID).alias("anchor"))
    return pl.concat([direct, anchors.join(named, on="anchor").select(direct.columns)])


def losses(
    moves: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, old: Evidence, new: Evidence
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what held the parts of clusters that were parted, and what became of it.

    Returns
    -------
    tuple of polars.DataFrame
        The columns of :func:`graphkit.linking.trees.held_by` and ``now``; and group, decided: the decisions that keep
        parts of a group apart, in words.
    """
    parted = pl.col("event").is_in([Event.SPLIT, Event.SHRUNK]) & (pl.col("others").list.len() > 0)
    changed = moves.filter((pl.col("side") == "old") & parted)
    held = before.join(changed.select("old"), on="old", how="semi").join(after, on="record_id", how="left")
    nodes = held.select(
        pl.col("old").alias("group"),
        pl.coalesce("new", "record_id").alias("node"),
        pl.col("new").is_not_null().alias("part"),
        "record_id",
    )
    records = nodes.select("record_id").unique()
    found = held_by(nodes, _joining(old.ties(records)))
    have = new.ties(records)
    return _fates(found, nodes, have, new), _kept_apart(nodes, have, new)


def _fates(found: pl.DataFrame, nodes: pl.DataFrame, have: pl.DataFrame, new: Evidence) -> pl.DataFrame:
    """Say of each identifier that held parts together why it no longer does."""
    side = pl.when("part").then("node").alias("side")
    keys = ["group", *_ID, "side"]
    joins = pl.col("effect") == Effect.JOINS.value
    there = (
        have.join(found.select(_ID).unique(), on=_ID, how="semi").join(nodes, on="record_id")
        .group_by("group", *_ID, side)
        .agg(joins.any().alias("joins"), pl.col("reason").filter(~joins).min().alias("why"), pl.lit(True).alias("read"))
    )  # fmt: skip
    resource = new.in_force("resource").select(
        pl.col("anchor").alias("name"),
        pl.format(
            "now a shared resource by decision {}, of {}{}", "decision_id", "user", _because("reason")
        ).alias("decided"),
    )
    one = found.join(there, on=keys, how="left", nulls_equal=True, maintain_order="left")
    one = one.with_columns(pl.format("{}:{}", *_ID).alias("name"))
    for rows, by in (
        (resource.unique("name"), ["name"]),
        (new.shared_resources.select(*_ID, pl.col("reason").alias("aside")).unique(_ID), _ID),
        (new.possible.sort("reason").select(*_ID, pl.col("reason").alias("cut")).unique(_ID, keep="first"), _ID),
    ):  # fmt: skip
        one = one.join(rows, on=by, how="left", maintain_order="left")
    here, of = pl.col("side").is_not_null(), ["group", *_ID]
    unread = (here & pl.col("read").is_null()).any().over(of)
    silent = (here & ~pl.col("joins").fill_null(True)).any().over(of)
    now = (
        pl.when(pl.col("kind") == DECISION).then(pl.lit("which is withdrawn or overruled"))
        .when(pl.col("decided").is_not_null()).then("decided")
        .when(pl.col("aside").is_not_null()).then(pl.format("now taken for shared: {}", "aside"))
        .when(pl.col("cut").is_not_null()).then(pl.format("now cut: {}", "cut"))
        .when(pl.col("side").is_null().any().over(of)).then(pl.lit(None, pl.String))  # its side says so
        .when(unread).then(pl.lit("no longer read in all of them"))
        .when(silent).then(pl.format("now {}", pl.col("why").min().over(of)))
        .otherwise(pl.lit("still there, and no longer enough to join"))
    )  # fmt: skip
    return one.with_columns(now.alias("now")).select(*found.columns, "now")


def _because(column: str) -> pl.Expr:
    return pl.when(pl.col(column) == "").then(pl.lit("")).otherwise(pl.format(" ({})", column))


def _kept_apart(nodes: pl.DataFrame, have: pl.DataFrame, new: Evidence) -> pl.DataFrame:
    """Return the decisions whose two sides were in one group and are in different clusters now."""
    anchors = new.in_force("different")
    sides = (
        _named(anchors, have).join(nodes.filter("part"), on="record_id")
        .group_by("group", "decision_id")
        .agg(
            pl.col("user").first(), pl.col("reason").first(),
            *(pl.col("node").filter(pl.col("side") == s).unique().sort().alias(s) for s in ("a", "b")),
        )
        .filter((pl.col("a").list.len() > 0) & (pl.col("b").list.len() > 0))
        .filter(pl.col("a").list.set_intersection("b").list.len() == 0)
        .sort("group", "decision_id")
    )  # fmt: skip
    said = pl.format(
        "decision {}, of {}, keeps {} and {} apart{}",
        "decision_id", "user", pl.col("a").list.join(", "), pl.col("b").list.join(", "), _because("reason"),
    )  # fmt: skip
    return (
        sides.with_columns(said.alias("said"))
        .group_by("group")
        .agg(pl.col("said").str.join("; ").alias("decided"))
    )
