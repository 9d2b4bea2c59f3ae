"""Changes of clusters with their causes: as rows, and in plain words."""

from __future__ import annotations

from typing import Any

import polars as pl

from graphkit.linking.lineage import MOVES, Event
from graphkit.linking.lineage_ties import SAME_RECORD, Evidence, gains, losses
from graphkit.linking.obeying import DECISION

TIE: dict[str, Any] = {
    "kind": pl.String, "value": pl.String, "bits": pl.Float64, "a_cluster": pl.String, "a_records": pl.List(pl.String),
    "b_cluster": pl.String, "b_records": pl.List(pl.String), "now": pl.String,
}  # fmt: skip
CAUSES: dict[str, Any] = {"ties": pl.List(pl.Struct(TIE)), "reason": pl.String}
_IDENTIFIER = ["group", "kind", "value"]
_TIES_KEPT, _TIES_SAID, _NAMES_SAID = 5, 3, 8


def explained(
    moves: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, old: Evidence, new: Evidence
) -> pl.DataFrame:
    """Add to changes of clusters what caused them.

    Parameters
    ----------
    moves, before, after
        As from and for :func:`graphkit.linking.lineage.compare`.
    old, new
        What the two linkings rest on.

    Returns
    -------
    polars.DataFrame
        ``moves`` in the same order, with ``ties`` (at most five for a change, the strongest first: kind, value, bits,
        and for its two sides the old cluster, of what was parted the new one, with up to five record ids; a side without
        a cluster are records new to the case, or no longer in it; ``now`` says what changed of the identifier) and
        ``reason``.
    """
    got = gains(moves, before, after, old, new)
    lost, apart = losses(moves, before, after, old, new)
    came = _causes(got, ", new", "new records").with_columns(pl.lit("new").alias("side"))
    went = _causes(lost, ", no longer in the case", "records no longer in the case")
    causes = pl.concat([came, went.with_columns(pl.lit("old").alias("side"))])
    frame = moves.with_row_index("row").with_columns(
        pl.when(pl.col("side") == "new").then("new").otherwise("old").alias("group")
    )
    frame = frame.join(causes, on=["side", "group"], how="left").join(apart, on="group", how="left")
    absorbed = moves.filter((pl.col("side") == "old") & (pl.col("event") == Event.MERGED))["old"]
    frame = frame.join(_absorbed(got, absorbed), on=["side", "old"], how="left")
    empty = pl.lit([], dtype=CAUSES["ties"])
    frame = frame.with_columns(
        pl.coalesce("ties", "own_ties", empty).alias("ties"),
        pl.coalesce("said", "own_said").alias("said"),
    )
    return frame.with_columns(_reason().alias("reason")).sort("row").select(*MOVES, *CAUSES)


def _causes(sides: pl.DataFrame, one_more: str, more: str) -> pl.DataFrame:
    """Gather the sides of identifiers into ``ties`` and ``said`` for each group."""
    first = pl.col("carriers").list.first()
    text = (
        pl.when(pl.col("side").is_null() & (pl.col("records") == 1)).then(pl.format(f"{{}}{one_more}", first))
        .when(pl.col("side").is_null()).then(pl.format(f"{{}} {more} ({{}}, ...)", "records", first))
        .when(pl.col("records") == 1).then(pl.format("{} of {}", first, "side"))
        .otherwise(pl.format("{} records of {} ({}, ...)", "records", "side", first))
    )  # fmt: skip
    # The sides of an identifier stand together, and groups do: numbers are quicker than names.
    frame = sides.with_columns(pl.struct(_IDENTIFIER).rle_id().alias("id"))
    frame = frame.with_columns((pl.col("id") - pl.col("id").min().over("group")).alias("place"))
    many = frame.group_by("group", maintain_order=True).agg(pl.col("id").n_unique().alias("many"))
    frame = frame.filter(pl.col("place") < _TIES_KEPT).with_columns(
        text.alias("text"),
        pl.col("side").first().over("id").alias("a_cluster"),
        pl.col("carriers").first().over("id").alias("a_records"),
        pl.int_range(pl.len()).over("id").alias("rank"),
        pl.len().over("id").alias("sides"),
    )
    second = (pl.col("rank") > 0) & (pl.col("sides") > 1)
    tie = pl.struct(
        "kind", "value", "bits", "a_cluster", "a_records",
        pl.when(second).then("side").alias("b_cluster"), pl.when(second).then("carriers").alias("b_records"), "now",
    ).alias("tie")  # fmt: skip
    ties = (
        frame.filter(second | (pl.col("sides") == 1)).select("group", tie)
        .group_by("group", maintain_order=True).agg(pl.col("tie").head(_TIES_KEPT).alias("ties"))
    )  # fmt: skip
    said = frame.filter(pl.col("place") < _TIES_SAID).group_by("id", maintain_order=True).agg(
        pl.col("group", "kind", "value", "bits", "now").first(), _list("text", 4, " and ").alias("where")
    )  # fmt: skip
    name = (
        pl.when(pl.col("kind") == SAME_RECORD).then(pl.format("record {}, which is in both", "value"))
        .when(pl.col("kind") == DECISION).then(pl.format("decision {} on {}", "value", "where"))
        .otherwise(pl.format("{} {} ({} bits) on {}", "kind", "value", pl.col("bits").round(1), "where"))
    )  # fmt: skip
    now = pl.when(pl.col("now").is_null()).then(pl.lit("")).otherwise(pl.format(", {}", "now"))
    rest = (
        pl.when(pl.col("many") > _TIES_SAID)
        .then(pl.format("; and {} more", pl.col("many") - _TIES_SAID))
        .otherwise(pl.lit(""))
    )
    said = (
        said.with_columns(pl.concat_str(name, now).alias("words"))
        .group_by("group", maintain_order=True)
        .agg(pl.col("words").str.join("; "))
        .join(many, on="group")
        .select("group", pl.concat_str("words", rest).alias("said"))
    )
    return ties.join(said, on="group").with_columns(pl.col("ties").cast(CAUSES["ties"]))


def _list(column: str, most: int, between: str) -> pl.Expr:
    """Join the first values of a column, and say how many more there are."""
    more = (
        pl.when(pl.len() > most).then(pl.format(f"{between}{{}} more", pl.len() - most)).otherwise(pl.lit(""))
    )
    return pl.concat_str(pl.col(column).head(most).str.join(between), more)


def _absorbed(got: pl.DataFrame, absorbed: pl.Series) -> pl.DataFrame:
    """Return for clusters that went into another the ties that hold them there: side, old, own_ties, own_said."""
    of = got.join(pl.DataFrame({"side": absorbed}), on="side", how="semi")
    touching = of.select(*_IDENTIFIER, pl.col("side").alias("old")).join(got, on=_IDENTIFIER)
    order = ["old", "bits", "kind", "value", pl.col("side").is_null(), "side"]
    touching = touching.sort(order, descending=[False, True, *[False] * 4], nulls_last=False)
    own = _causes(touching.with_columns(pl.col("old").alias("group")), ", new", "new records")
    return own.select(
        pl.lit("old").alias("side"),
        pl.col("group").alias("old"),
        pl.col("ties").alias("own_ties"),
        pl.col("said").alias("own_said"),
    )


def _some(column: str) -> pl.Expr:
    """Say how many records.

    Examples
    --------
    >>> pl.DataFrame({"n": [1, 2]}).select(_some("n")).to_series().to_list()
    ['1 record', '2 records']
    """
    return pl.concat_str(
        pl.col(column), pl.when(pl.col(column) == 1).then(pl.lit(" record")).otherwise(pl.lit(" records"))
    )


def _reason() -> pl.Expr:
    """Say what happened and why."""
    names = pl.col("others").list.head(_NAMES_SAID).list.join(", ")
    many = pl.col("others").list.len()
    names = pl.concat_str(
        names,
        pl.when(many > _NAMES_SAID).then(pl.format(" and {} more", many - _NAMES_SAID)).otherwise(pl.lit("")),
    )
    new, came = pl.col("records_new"), pl.col("records_came")
    fresh = (
        pl.when(new == 0).then(pl.lit("")).otherwise(pl.format(", {} new to the case", _some("records_new")))
    )
    by = (
        pl.when(pl.col("said").is_null())
        .then(pl.lit("; no tie that joins says how"))
        .otherwise(pl.format("; by {}", "said"))
    )
    # What took it in says so where no tie tells how.
    known = pl.when(pl.col("said").is_null()).then(pl.lit("")).otherwise(pl.format("; by {}", "said"))
    held = pl.when(pl.col("said").is_null()).then(pl.lit("")).otherwise(pl.format("; held by {}", "said"))
    apart = (
        pl.when(pl.col("decided").is_null()).then(pl.lit("")).otherwise(pl.format("; {}", "decided"))
    ) + held
    event = pl.col("event")
    side_new = pl.col("side") == "new"
    return (
        pl.when((event == Event.NEW) & (many > 0) & (came > 0))
        .then(pl.concat_str(_some("records_came"), pl.lit(" that had been in "), names, fresh))
        .when(event == Event.NEW).then(pl.concat_str(_some("records_new"), pl.lit(" new to the case")))
        .when((event == Event.MERGED) & side_new & (came == 0))
        .then(pl.concat_str(pl.lit("it holds all of "), names, pl.lit(" too"), fresh, by))
        .when((event == Event.MERGED) & side_new)
        .then(pl.concat_str(_some("records_came"), pl.lit(" came from "), names, fresh, by))
        .when(event == Event.MERGED).then(pl.concat_str(pl.lit("into "), names, known))
        .when((event == Event.GROWN) & (many > 0))
        .then(pl.concat_str(_some("records_came"), pl.lit(" came from "), names, fresh, by))
        .when(event == Event.GROWN).then(pl.concat_str(_some("records_new"), pl.lit(" new to the case"), by))
        .when(event == Event.GONE).then(pl.concat_str(_some("records_left"), pl.lit(" no longer in the case")))
        .when((event == Event.SHRUNK) & (many == 0))
        .then(pl.concat_str(_some("records_left"), pl.lit(" no longer in the case")))
        .otherwise(pl.concat_str(_some("records_left"), pl.lit(" went to "), names, apart))
    )  # fmt: skip
