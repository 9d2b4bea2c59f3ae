"""What analysts and earlier linking have said of two things: decisions, and possible links that were cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from graphkit.explanation import load
from graphkit.explanation.endpoints import End
from graphkit.linking.doubts import Point
from graphkit.linking.explain import instant

_MOST = 20


def told(
    con: duckdb.DuckDBPyConnection, one: End, other: End, identifiers: Sequence[tuple[str, str]] = ()
) -> list[Point]:
    """Return the decisions that touch either end, or an identifier between them, in the order they were made.

    The columns of a decision are shown as they are: who, when and why are data, whatever they are called.
    """
    if not load.has_table(con, "decisions"):
        return []
    keys = {name for end in (one, other) for name in (end.id, end.native_id, *end.clusters) if name}
    keys |= {f"{kind}:{value}" for kind, value in identifiers}
    points = []
    for row in load.frame(con, "SELECT * FROM decisions ORDER BY ALL").to_dicts():
        values = {k: instant(v) or v for k, v in row.items() if v is not None and v != ""}
        if keys & {str(v) for v in values.values()} or f"{row.get('kind')}:{row.get('value')}" in keys:
            words = "A decision touches this: " + ", ".join(f"{k} {v}" for k, v in values.items()) + "."
            points.append(Point("decision", words, {k: _plain(v) for k, v in values.items()}))
    return points[:_MOST]


def possible_links(con: duckdb.DuckDBPyConnection, one: End, other: End) -> list[Point]:
    """Return the links between the clusters of the two ends that were cut, strongest first."""
    if not load.has_table(con, "possible_links") or not one.clusters or not other.clusters:
        return []
    a, b = load.marks(one.clusters), load.marks(other.clusters)
    rows = load.frame(
        con,
        f"SELECT * FROM possible_links WHERE (a_cluster IN ({a}) AND b_cluster IN ({b}))"
        f" OR (a_cluster IN ({b}) AND b_cluster IN ({a})) ORDER BY bits DESC, kind, value, a_cluster, b_cluster",
        [*one.clusters, *other.clusters, *other.clusters, *one.clusters],
    )
    return [
        Point(
            "possible_link",
            f"A possible link between {r['a_cluster']} and {r['b_cluster']}: {r['kind']} {r['value']},"
            f" {r['bits'] or 0.0:.1f} bits, cut because: {r['reason']}.",
            {k: _plain(instant(v) or v) for k, v in r.items()},
        )
        for r in rows.head(_MOST).to_dicts()
    ]


def _plain(value: Any) -> Any:
    """Return what JSON can carry as it is, the rest in words."""
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
