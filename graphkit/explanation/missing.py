"""Where no ties that join lead from one thing to another: the nearest that they come, and what would link them."""

from __future__ import annotations

import duckdb
import polars as pl

from graphkit.explanation import load
from graphkit.explanation.answers import Explanation
from graphkit.explanation.endpoints import End
from graphkit.explanation.told import possible_links, told
from graphkit.harmless import many
from graphkit.linking import doubts
from graphkit.linking.doubts import Point
from graphkit.linking.nearest import almost_in_common, in_common, would_link
from graphkit.settings import Settings

_ROLE_SAYS = "{carrier} {name}, with the role {role}, by a tie that does not join: {reason}."


def unlinked(con: duckdb.DuckDBPyConnection, settings: Settings, one: End, other: End) -> Explanation:
    """Say what is missing between two things.

    Returns
    -------
    Explanation
        Without a chain.
    """
    together = sorted(set(one.clusters) & set(other.clusters))
    a, b = _side(con, one, bool(together)), _side(con, other, bool(together))
    own = _own(a, one), _own(b, other)
    carried = _carried(a, one, b, other)
    named = {p.details["id"] for p in carried}
    common = in_common(a, b, own, settings.join_confidence)
    nearest = [*_one_cluster(together), *carried, *possible_links(con, one, other)]
    nearest += [p for p in common if f"{p.details.get('kind')}:{p.details.get('value')}" not in named]
    nearest += almost_in_common(a, b)
    against = (
        [] if carried else doubts.unshared(pl.concat([a, b]).unique(maintain_order=True), _all(a), _all(b))
    )
    against += doubts.far_apart(
        load.posted(con, sorted(own[0])), load.posted(con, sorted(own[1])), settings.doubt_apart_days
    )
    against += told(con, one, other)
    owned = {
        x: _joining(ties) for x, ties, end in (("A", a, one), ("B", b, other)) if end.type != "identifier"
    }
    wanted = would_link(nearest, owned, settings.join_confidence)
    return Explanation(one, other, None, None, None, (), tuple(against), tuple(nearest), tuple(wanted))


def _side(con: duckdb.DuckDBPyConnection, end: End, together: bool) -> pl.DataFrame:
    """Return the ties of what an end stands for: its cluster, or itself alone where both are in one cluster.

    Of an identifier that joins nowhere only its own ties are read: a shared resource is on very many records.
    """
    if end.type == "identifier" and (together or not end.clusters):
        return load.ties_of_identifier(con, str(end.kind), str(end.value))
    ties = load.ties_of_clusters(con, end.clusters)
    return ties.filter(pl.col("record_id") == end.id) if together and end.type == "record" else ties


def _all(ties: pl.DataFrame) -> list[str]:
    records: list[str] = ties["record_id"].unique().sort().to_list()
    return records


def _own(ties: pl.DataFrame, end: End) -> list[str]:
    """Return the records that an end is, or that carry it."""
    if end.type == "record":
        return [end.id]
    if end.type == "cluster":
        return _all(ties)
    return _all(ties.filter((pl.col("kind") == end.kind) & (pl.col("value") == end.value)))


def _joining(ties: pl.DataFrame) -> list[tuple[str, str]]:
    """Return the identifiers that join on a side, the strongest first."""
    joins = ties.filter(pl.col("effect") == "joins").group_by("kind", "value").agg(pl.col("bits").max())
    joins = joins.sort(["bits", "kind", "value"], descending=[True, False, False])
    return list(joins.select("kind", "value").head(3).iter_rows())


def _one_cluster(together: list[str]) -> list[Point]:
    """Say so where a decision, and no evidence, holds the two in one cluster."""
    return [
        Point(
            "one_cluster",
            f"Both are in cluster {c}, yet no ties that join lead from one to the other: what holds them there is a"
            " decision, not a tie.",
            {"cluster": c},
        )
        for c in together
    ]


def _carried(a: pl.DataFrame, one: End, b: pl.DataFrame, other: End) -> list[Point]:
    """Say where one end is an identifier that the other carries by a tie that does not join."""
    points = []
    for end, ties, whole in ((one, b, other), (other, a, one)):
        if end.type != "identifier" or whole.type == "identifier":
            continue
        mine = ties.filter((pl.col("kind") == end.kind) & (pl.col("value") == end.value))
        itself = mine.filter(pl.col("record_id") == whole.id)
        letter = "A" if whole is one else "B"
        carrier = (
            f"{letter} carries"
            if itself.height
            else f"{many(mine.height, 'record')} of {letter}'s cluster carry"
        )
        for r in (itself if itself.height else mine).head(1).iter_rows(named=True):
            words = _ROLE_SAYS.format(
                carrier=carrier, name=f"{end.kind} {end.value}", role=r["role"], reason=r["reason"]
            )
            details = {"id": end.id, "record_id": r["record_id"], "role": r["role"], "effect": r["effect"],
                       "confidence": round(r["confidence"] or 0.0, 2), "reason": r["reason"]}  # fmt: skip
            points.append(Point("carried", words, details))
    return points
