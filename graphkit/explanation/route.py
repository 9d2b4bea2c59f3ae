"""The shortest path between two things over all ties of a case, or over those that join."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import polars as pl

from graphkit.explanation import load
from graphkit.explanation.answers import Leg, Route, Stop
from graphkit.explanation.endpoints import End
from graphkit.explanation.why import ends, nodes
from graphkit.linking.chains import Chain, Node, Web, shortest
from graphkit.linking.explain import instant
from graphkit.settings import Settings

# More than the bits of any path: of two equally short ones, that with more ties that join goes first.
_TIES = "SELECT record_id, kind, value, coalesce(bits, 0) + CASE effect WHEN 'joins' THEN 100000 ELSE 0 END AS bits FROM ties"


def path(
    con: duckdb.DuckDBPyConnection, settings: Settings, a: str, b: str, where: str, joining: bool = False
) -> Route:
    """Return the shortest path between two things; of several, that with most ties that join, then of most bits.

    Parameters
    ----------
    con, settings, a, b, where
        As for :func:`graphkit.explanation.why`.
    joining
        Walk only ties that join, and so never from one cluster into another.

    Raises
    ------
    NotFoundError, UsageError
        As for :func:`graphkit.explanation.why`.
    """
    one, other = ends(con, settings, a, b, where)
    sources, targets = nodes(con, one, other), nodes(con, other, one)
    best: Chain | None = None
    for ties in _grounds(con, one, other, joining):
        chain = shortest(Web(ties), sources, targets)
        if chain is not None and (best is None or len(chain.nodes) < len(best.nodes)):
            best = chain
    if best is None:
        return Route(one, other, joining, (), ())
    return _route(con, one, other, joining, best)


def _grounds(con: duckdb.DuckDBPyConnection, one: End, other: End, joining: bool) -> Iterator[pl.DataFrame]:
    """Yield the ties to walk: those of all the case, or those that join, of one cluster after another.

    An identifier that was reassigned joins in two clusters and does not lead from one into the other.
    """
    if not joining:
        yield load.frame(con, _TIES)
        return
    for cluster in sorted(set(one.clusters) & set(other.clusters)):
        yield load.frame(con, f"{_TIES} WHERE effect = 'joins' AND cluster_id = ?", [cluster])


def _route(con: duckdb.DuckDBPyConnection, one: End, other: End, joining: bool, chain: Chain) -> Route:
    """Name the nodes of a path, and say of each tie what it is and does."""
    records = [n for n in chain.nodes if isinstance(n, str)]
    on = load.frame(con, f"SELECT * FROM ties WHERE record_id IN ({load.marks(records)})", records)
    tie_of = {(t["record_id"], t["kind"], t["value"]): t for t in on.iter_rows(named=True)}
    legs = []
    for x, y in zip(chain.nodes[:-1], chain.nodes[1:], strict=True):
        t = tie_of[(x, *y) if isinstance(x, str) else (y, *x)]
        sure = None if t["confidence"] is None else round(t["confidence"], 2)
        legs.append(Leg(t["role"], t["effect"], t["bits"] or 0.0, sure, t["reason"]))
    rows = load.frame(
        con,
        "SELECT r.record_id, r.native_id, s.source, r.locator, r.platform, r.posted_at FROM records r"
        f" JOIN sources s USING (source_id) WHERE r.record_id IN ({load.marks(records)})",
        records,
    )
    about = {r["record_id"]: r for r in rows.iter_rows(named=True)}
    stops = [_stop(n, about) for n in chain.nodes]
    return Route(one, other, joining, tuple(stops), tuple(legs))


def _stop(node: Node, about: dict[str, dict[str, object]]) -> Stop:
    if not isinstance(node, str):
        return Stop(node, f"{node[0]} {node[1]}", "")
    r = about[node]
    parts = (r["platform"], (instant(r["posted_at"]) or "")[:10])
    more = ", ".join(str(p) for p in parts if p)
    return Stop(
        node, str(r["native_id"] or node), f"{r['source']}, {r['locator']}" + (f" ({more})" if more else "")
    )
