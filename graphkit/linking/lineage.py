"""What becomes of clusters from one linking to the next: which keep their ids, and which come, go, merge and split."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import polars as pl


class Event(StrEnum):
    """What became of a cluster."""

    NEW = "new"
    GROWN = "grown"
    SHRUNK = "shrunk"
    MERGED = "merged"
    SPLIT = "split"
    GONE = "gone"


MOVES: dict[str, Any] = {
    "side": pl.String, "event": pl.String, "old": pl.String, "new": pl.String, "others": pl.List(pl.String),
    "records_before": pl.Int64, "records_after": pl.Int64, "records_new": pl.Int64, "records_came": pl.Int64,
    "records_left": pl.Int64,
}  # fmt: skip


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


def by_overlap(pairs: pl.DataFrame) -> pl.DataFrame:
    """Say which cluster of one linking goes on as which of another, whatever their ids: by largest overlap.

    Parameters
    ----------
    pairs
        old, new, shared: how many records two clusters share; pairs that share some.

    Returns
    -------
    polars.DataFrame
        old, new: each at most once. Where overlaps are equal, clusters of the same id go first, then the smaller ids.

    Examples
    --------
    >>> pairs = pl.DataFrame({"old": ["C-A", "C-B"], "new": ["C-Z", "C-Z"], "shared": [2, 1]})
    >>> by_overlap(pairs).rows()
    [('C-A', 'C-Z')]
    """
    order = ["shared", pl.col("old") == pl.col("new"), "old", "new"]
    # Where a cluster meets only one, and that one meets only it, nothing is to be chosen: most are like that.
    plain = pairs.filter((pl.len().over("old") == 1) & (pl.len().over("new") == 1)).select("old", "new")
    open_ = pairs.join(plain, on="old", how="anti").sort(order, descending=[True, True, False, False])
    heirs: dict[str, str] = {}
    taken: set[str] = set()
    for old, new in open_.select("old", "new").iter_rows():
        if old not in heirs and new not in taken:
            heirs[old] = new
            taken.add(new)
    chosen = pl.DataFrame(list(heirs.items()), schema=plain.schema, orient="row")
    return pl.concat([plain, chosen]).sort("old")


def by_name(pairs: pl.DataFrame) -> pl.DataFrame:
    """Say which cluster goes on as which: that of the same id, if it holds any of its records.

    Parameters
    ----------
    pairs
        As for :func:`by_overlap`. An ``old`` of ``C-X of other/case`` has the id ``C-X``; of several with one id
        the one that gave most records goes on.
    """
    return (
        pairs.filter(name_of("old") == pl.col("new"))
        .sort(["shared", "old"], descending=[True, False])
        .unique("new", keep="first", maintain_order=True)
        .select("old", "new")
    )


def name_of(column: str) -> pl.Expr:
    """Return the id of clusters of which some are told apart by the case that they come from."""
    return pl.col(column).str.split(" of ").list.first()


def compare(
    before: pl.DataFrame, after: pl.DataFrame, heirs: Callable[[pl.DataFrame], pl.DataFrame] = by_name
) -> pl.DataFrame:
    """Compare two linkings: say what became of each cluster that is not as it was.

    Parameters
    ----------
    before
        record_id, old: the clusters there were. A record may be in several, where two cases come together.
    after
        record_id, new: the clusters there are; each record once.
    heirs
        Says which goes on as which: :func:`by_name` or :func:`by_overlap`.

    Returns
    -------
    polars.DataFrame
        The columns of ``MOVES``. Rows of side ``new`` say what a cluster got (new, merged, grown), rows of side ``old``
        what it lost (gone, merged into another, split, shrunk); one that got and lost has both. ``others`` are old
        clusters of the former, new ones of the latter. Always before - left + came + new = after, where *came* are
        records of other clusters, *new* are not in ``before`` at all.

    Examples
    --------
    >>> before = pl.DataFrame({"record_id": ["r-1", "r-2"], "old": ["C-A", "C-B"]})
    >>> after = pl.DataFrame({"record_id": ["r-1", "r-2", "r-3"], "new": ["C-A"] * 3})
    >>> compare(before, after).select("event", "old", "new", "records_after").rows()
    [('merged', 'C-A', 'C-A', 3), ('merged', 'C-B', None, 0)]
    """
    held = after.join(before, on="record_id", how="left")
    pairs = held.drop_nulls("old").group_by("old", "new").agg(_count("shared"))
    fresh = held.filter(pl.col("old").is_null()).group_by("new").agg(_count("fresh"))
    was = before.group_by("old").agg(_count("was"))
    now = after.group_by("new").agg(_count("now"))
    pairs = (
        pairs.join(heirs(pairs).with_columns(heir=pl.lit(True)), on=["old", "new"], how="left")
        .with_columns(pl.col("heir").fill_null(False))
        .join(was, on="old")
        .join(now, on="new")
    )
    whole = (pl.col("shared") == pl.col("was")) & (pl.col("shared") == pl.col("now"))
    steady = pairs.filter(whole & pl.col("heir") & (pl.len().over("new") == 1))
    pairs = pairs.join(steady, on="new", how="anti")
    was, now = was.join(steady, on="old", how="anti"), now.join(steady, on="new", how="anti")
    kept = pairs.filter("heir").join(fresh, on="new", how="left").with_columns(pl.col("fresh").fill_null(0))
    got = _got(now, pairs, kept, fresh)
    lost = _lost(was, pairs, kept)
    return (
        pl.concat([got, lost])
        .drop_nulls("event")
        .sort(pl.coalesce("new", "old"), "old", "side", nulls_last=True)
    )


def _count(name: str) -> pl.Expr:
    return pl.len().cast(pl.Int64).alias(name)


def _got(now: pl.DataFrame, pairs: pl.DataFrame, kept: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    """Say what each new cluster got."""
    goes_on, only = pl.col("heir").any().over("old"), pl.len().over("old") == 1
    sources = (
        pairs.with_columns((~goes_on & only).alias("absorbed")).filter(~pl.col("heir"))
        .group_by("new").agg(pl.col("old").sort().alias("others"), pl.col("absorbed").any())
    )  # fmt: skip
    frame = (
        now.join(fresh, on="new", how="left").join(sources, on="new", how="left")
        .join(kept.select("new", "old", "shared", "was"), on="new", how="left")
        .with_columns(pl.col("fresh", "shared", "was").fill_null(0), pl.col("absorbed").fill_null(False))
    )  # fmt: skip
    event = (
        pl.when(pl.col("old").is_null()).then(pl.lit(Event.NEW.value))
        .when("absorbed").then(pl.lit(Event.MERGED.value))
        .when(pl.col("now") > pl.col("shared")).then(pl.lit(Event.GROWN.value))
    )  # fmt: skip
    return _rows(frame.with_columns(pl.lit("new").alias("side"), event.alias("event")))


def _lost(was: pl.DataFrame, pairs: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Say what each old cluster lost."""
    known = pl.col("heir").any().over("new")
    targets = (
        pairs.with_columns(known.alias("known")).filter(~pl.col("heir"))
        .group_by("old").agg(pl.col("new").sort().alias("others"), (~pl.col("known")).any().alias("apart"))
    )  # fmt: skip
    frame = (
        was.join(targets, on="old", how="left")
        .join(kept.select("old", "new", "shared", "now", "fresh"), on="old", how="left")
        .with_columns(pl.col("shared", "now", "fresh").fill_null(0), pl.col("apart").fill_null(False))
    )
    many = pl.col("others").list.len().fill_null(0)
    event = (
        pl.when(pl.col("new").is_null()).then(
            pl.when(many == 0).then(pl.lit(Event.GONE.value))
            .when(many == 1).then(pl.lit(Event.MERGED.value)).otherwise(pl.lit(Event.SPLIT.value))
        )
        .when("apart").then(pl.lit(Event.SPLIT.value))
        .when(pl.col("was") > pl.col("shared")).then(pl.lit(Event.SHRUNK.value))
    )  # fmt: skip
    return _rows(frame.with_columns(pl.lit("old").alias("side"), event.alias("event")))


def _rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring one side into the columns of ``MOVES``."""
    figures = {
        "records_before": pl.col("was"), "records_after": pl.col("now"), "records_new": pl.col("fresh"),
        "records_came": pl.col("now") - pl.col("shared") - pl.col("fresh"),
        "records_left": pl.col("was") - pl.col("shared"),
    }  # fmt: skip
    others = pl.col("others").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    return frame.with_columns(others, **figures).select(pl.col(n).cast(t) for n, t in MOVES.items())
