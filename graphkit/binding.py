"""What decisions ask of the linking, and where they contradict each other: pure functions on tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphkit.decisions import PAIRS, Decision, DecisionKind, from_table, in_force
from graphkit.held import Contradiction, hold

_SAME: dict[str, Any] = {"a_record": pl.String, "b_record": pl.String, "decision_id": pl.String}
_DIFFERENT: dict[str, Any] = {
    "decision_id": pl.String,
    "a_group": pl.List(pl.String),
    "b_group": pl.List(pl.String),
}
_RESOURCES: dict[str, Any] = {
    "kind": pl.String,
    "value": pl.String,
    "resource": pl.Boolean,
    "decision_id": pl.String,
}


@dataclass(frozen=True, slots=True)
class Binding:
    """What linking must obey.

    Attributes
    ----------
    same
        a_record, b_record, decision_id: pairs of distinct records that must end in one cluster. They are a forest:
        joining all pairs, and no fewer, brings together everything that must be together.
    different
        decision_id, a_group, b_group: no record of the one list may be in a cluster with one of the other. Records
        that ``same`` ties to a side are in its list already; each list has at least one record.
    resources
        kind, value, resource, decision_id: identifiers that are shared resources by decision (``resource`` true: they
        join nobody) or are none (false: they may join, whatever their figures say).
    contradictions
        The decisions that were overruled, newest first.
    """

    same: pl.DataFrame
    different: pl.DataFrame
    resources: pl.DataFrame
    contradictions: tuple[Contradiction, ...] = ()


def binding(decisions: pl.DataFrame, records: pl.DataFrame, carriers: pl.DataFrame | None = None) -> Binding:
    """Return what decisions ask of the linking of these records.

    Parameters
    ----------
    decisions
        Rows of ``graphkit.model.DECISIONS``, withdrawn ones included.
    records
        record_id: every record of the case.
    carriers
        record_id, kind, value: which records carry which identifier as their own (role ``self``, sure enough to
        join). Only those that decisions name are looked at. An identifier as a side stands for its carriers; a cluster
        whose records are all unknown here stands for the carriers of its label.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from graphkit.decisions import Decision, DecisionKind, to_table
    >>> word = Decision(DecisionKind.SAME, "r-1", ("r-1",), "r-2", ("r-2",), "ann", datetime(2026, 1, 1, tzinfo=UTC), "")
    >>> known = pl.DataFrame({"record_id": ["r-1", "r-2", "r-3"]})
    >>> binding(pl.DataFrame(pl.from_arrow(to_table([word]))), known).same.rows()[0][:2]
    ('r-1', 'r-2')
    """
    words = in_force(from_table(decisions))
    held = hold(words, set(records["record_id"]), _carried(words, carriers))
    same = [(*pair, d.decision_id) for d, pair in held.forest()]
    different = [(d.decision_id, a, b) for d, a, b in held.groups() if a and b]
    rows = [
        (*_split(name), d.kind == DecisionKind.RESOURCE, d.decision_id) for name, d in held.resources.items()
    ]
    return Binding(
        pl.DataFrame(same, schema=_SAME, orient="row"),
        pl.DataFrame(different, schema=_DIFFERENT, orient="row"),
        pl.DataFrame(sorted(rows), schema=_RESOURCES, orient="row"),
        tuple(held.contradictions),
    )


def contradictions(
    decisions: pl.DataFrame, records: pl.DataFrame | None = None, carriers: pl.DataFrame | None = None
) -> list[Contradiction]:
    """Return the decisions that newer ones overrule, newest first.

    Parameters
    ----------
    decisions, records, carriers
        As for :func:`binding`; without ``records`` and ``carriers`` only what decisions name themselves is compared.
    """
    words = in_force(from_table(decisions))
    known = None if records is None else set(records["record_id"])
    return hold(words, known, _carried(words, carriers)).contradictions


def _split(name: str) -> tuple[str, str]:
    kind, _, value = name.partition(":")
    return kind, value


def _carried(words: Sequence[Decision], carriers: pl.DataFrame | None) -> dict[str, list[str]]:
    """Return the records that carry each identifier that a pair names."""
    names = {x for d in words if d.kind in PAIRS for x in (*d.a_anchors, *d.b_anchors) if ":" in x}
    if carriers is None or not names:
        return {}
    wanted = pl.DataFrame([_split(n) for n in sorted(names)], schema=["kind", "value"], orient="row")
    found = carriers.join(wanted, on=["kind", "value"], how="semi")
    rows: dict[str, set[str]] = {}
    for record, kind, value in found.select("record_id", "kind", "value").iter_rows():
        rows.setdefault(f"{kind}:{value}", set()).add(record)
    return {name: sorted(ids) for name, ids in rows.items()}


__all__ = ["Binding", "Contradiction", "binding", "contradictions"]
