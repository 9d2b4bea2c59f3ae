"""What analysts and earlier linking have said of two things: decisions, and possible links that were cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from graphkit.binding import contradictions
from graphkit.decisions import Decision, from_table, in_force, iso
from graphkit.explanation import load
from graphkit.explanation.endpoints import End
from graphkit.linking.doubts import Point
from graphkit.linking.explain import instant
from graphkit.linking.obeying import DECISION

_MOST = 20


def told(
    con: duckdb.DuckDBPyConnection, one: End, other: End, identifiers: Sequence[tuple[str, str]] = ()
) -> list[Point]:
    """Return the decisions that touch either end, or an identifier between them, in the order they were made.

    Withdrawn ones are left out, and those that are steps of the chain, which are told there.
    """
    words, overruled = _decisions(con)
    keys = {name for end in (one, other) for name in (end.id, end.native_id, *end.clusters) if name}
    keys |= {f"{kind}:{value}" for kind, value in identifiers}
    steps = {value for kind, value in identifiers if kind == DECISION}
    points = []
    for word in words:
        about = {x for x in (word.a, word.b, *word.a_anchors, *word.b_anchors) if x}
        if word.decision_id in steps or not keys & about:
            continue
        newer = ", overruled by a newer one" if word.decision_id in overruled else ""
        said = f"A decision touches this: {in_words(word)}{newer}."
        details = {
            "decision_id": word.decision_id, "kind": word.kind.value, "a": word.a, "b": word.b, "user": word.user,
            "at": iso(word.at), "reason": word.reason, "overruled": word.decision_id in overruled,
        }  # fmt: skip
        points.append(Point("decision", said, details))
    return points[:_MOST]


def in_words(word: Decision) -> str:
    """Say who decided what, when and why."""
    why = f": {word.reason}" if word.reason else ""
    return f"{word}{why}"


def decision(con: duckdb.DuckDBPyConnection, decision_id: str) -> Decision | None:
    """Return a decision that is in force, if the case has it."""
    return next((d for d in _decisions(con)[0] if d.decision_id == decision_id), None)


def _decisions(con: duckdb.DuckDBPyConnection) -> tuple[list[Decision], set[str]]:
    """Return the decisions in force, and the ids of those that newer ones overrule."""
    if not load.has_table(con, "decisions"):
        return [], set()
    rows = load.frame(con, "SELECT * FROM decisions ORDER BY ALL")
    return in_force(from_table(rows)), {c.overruled.decision_id for c in contradictions(rows)}


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
