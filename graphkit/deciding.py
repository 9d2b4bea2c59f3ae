"""Decisions of a case: made, taken from elsewhere, listed, and what they ask of its linking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl

from graphkit.anchors import Thing, anchors, carriers, find, identifier, present, rows
from graphkit.binding import Binding, Contradiction, binding, contradictions
from graphkit.decisions import (
    PAIRS,
    RESOURCES,
    Decision,
    DecisionKind,
    at_free_time,
    check_text,
    checked,
    current_user,
    from_table,
    in_force,
    now,
    to_table,
)
from graphkit.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from graphkit.case import Case, CaseView


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was asked for.

    Attributes
    ----------
    decision
        The row.
    new
        Whether it was added; an identical one that is in force already is not added again.
    remarks
        What the analyst should know of it, in words.
    """

    decision: Decision
    new: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of decisions from elsewhere.

    Attributes
    ----------
    new, known
        Those added, and those that the case had.
    unknown
        Of the new ones, those that name a record, identifier or decision that the case does not hold. They are kept,
        and bind once it does.
    """

    new: list[Decision]
    known: list[Decision]
    unknown: list[Decision]


def read(view: CaseView) -> list[Decision]:
    """Return every decision of a case, withdrawn ones and withdrawals included, oldest first."""
    return from_table(view.table("decisions"))


def decide(
    case: Case, kind: str, a: str, b: str | None = None, *, reason: str = "", user: str | None = None,
    at: datetime | None = None,
) -> Decided:  # fmt: skip
    """Add a decision to a case. It binds from the next linking on.

    Parameters
    ----------
    case
        Open for writing.
    kind
        ``same``, ``different``, ``resource``, ``not_resource``, ``note`` or ``withdrawn``.
    a, b
        What it is about: a record (its id, or the one that its source gave it), an identifier (``KIND:VALUE``) or a
        cluster; for a resource an identifier; for ``withdrawn`` the id of a decision.
    reason
        Why; of a note, its text.
    user, at
        Who and when; without them the login name and now. Where another decision of the case has the same moment,
        this one is a microsecond later, so that the newer of two is known.

    Raises
    ------
    NotFoundError
        If the case holds no such thing; names what is near.
    UsageError
        If the parts do not fit together, or the decision is withdrawn already.
    """
    if kind not in [k.value for k in DecisionKind]:
        raise UsageError(f"there is no decision {kind}; give one of {', '.join(DecisionKind)}")
    sort = DecisionKind(kind)
    check_text(a, b, reason, user)
    held = read(case)
    things = [_withdrawable(held, case, a)] if sort == DecisionKind.WITHDRAWN else _things(case, sort, a, b)
    sides = [_side(case, sort, thing, things) for thing in things]
    # The pair is written in the order given: who reads it finds what was said.
    one, two = things[0], things[1] if len(things) > 1 else None
    given = Decision(
        sort, one.said, sides[0], two.said if two else None, sides[1] if two else (), user or current_user(),
        at or now(), reason.strip(),
    )  # fmt: skip
    decision = checked(given)
    if any(d.decision_id == decision.decision_id for d in in_force(held)):
        return Decided(decision, False)
    decision = at_free_time(decision, [d.at for d in held])
    case.insert("decisions", to_table([decision]))
    return Decided(decision, True, tuple(_remarks(case, things)))


def _things(view: CaseView, kind: DecisionKind, a: str, b: str | None) -> list[Thing]:
    if kind in RESOURCES:
        if b is not None:
            raise UsageError(f"{b}: {kind.value.replace('_', '-')} takes one identifier")
        return [identifier(view, a)]
    if kind not in PAIRS:
        return [find(view, a)]
    if b is None:
        raise UsageError(f"{kind} takes two things: records, identifiers or clusters")
    things = [find(view, a), find(view, b)]
    if things[0].name == things[1].name:
        raise UsageError(f"{a} and {b} are the same {things[0].sort}; name two")
    return things


def _side(view: CaseView, kind: DecisionKind, thing: Thing, things: Sequence[Thing]) -> tuple[str, ...]:
    if kind == DecisionKind.WITHDRAWN:
        return ()
    other = next((t for t in things if t is not thing), None)
    return anchors(view, thing, other if kind == DecisionKind.DIFFERENT else None)


def _withdrawable(held: Sequence[Decision], view: CaseView, name: str) -> Thing:
    """Return the decision of that id, if it can be withdrawn."""
    name = name.strip().upper()
    found = next((d for d in held if d.decision_id == name), None)
    if found is None:
        known = sorted(d.decision_id for d in in_force(held))
        some = f"; in force are {', '.join(known[:5])}{', ...' if len(known) > 5 else ''}" if known else ""
        folder = view.path.parent
        raise NotFoundError(
            f"{view.path}: there is no decision {name}{some}; list them with: graphkit decisions {folder}"
        )
    if found.kind == DecisionKind.WITHDRAWN:
        raise UsageError(f"{name} withdraws {found.a}; to take that back, decide it again")
    gone = next((d for d in held if d.kind == DecisionKind.WITHDRAWN and d.a == name), None)
    if gone is not None:
        raise UsageError(f"{name} is withdrawn already, by {gone}")
    return Thing("decision", name, name)


def _remarks(view: CaseView, things: Sequence[Thing]) -> list[str]:
    """Say which identifiers stand for nobody, and which for very many."""
    said = []
    for thing in things:
        if thing.sort == "identifier" and len(things) > 1:
            n = carriers(view, [thing.name])["record_id"].n_unique()
            if not n:
                said.append(f"{thing.name} is nobody's own here: no record follows from it yet")
            elif n > 1:
                said.append(
                    f"{thing.name} stands for all {n:,} records that carry it as their own, now and later"
                )
    return said


def take(case: Case, decisions: Sequence[Decision]) -> Taken:
    """Add decisions from elsewhere; those that the case has are skipped."""
    held = {d.decision_id for d in read(case)}
    known = [d for d in decisions if d.decision_id in held]
    new = list({d.decision_id: d for d in decisions if d.decision_id not in held}.values())
    case.insert("decisions", to_table(new))
    return Taken(new, known, _unknown(case, new, held | {d.decision_id for d in new}))


def _unknown(view: CaseView, new: Sequence[Decision], decided: set[str]) -> list[Decision]:
    """Return the decisions that name something the case does not hold. Labels behind a cluster's records may be absent."""
    named = {d.decision_id: {*_needed(d.a_anchors), *_needed(d.b_anchors)} for d in new}
    wanted = sorted({x for names in named.values() for x in names})
    query = " UNION ".join(
        f"SELECT kind || ':' || value AS name FROM {table} WHERE name IN (SELECT unnest(?::VARCHAR[]))"
        for table in ("mentions", "identifiers")
    )
    here = {*present(view, wanted)["record_id"], *rows(view, query, [wanted] * 2)["name"]}
    gone = [d for d in new if d.kind == DecisionKind.WITHDRAWN and d.a not in decided]
    return [d for d in new if named[d.decision_id] - here or d in gone]


def _needed(names: Sequence[str]) -> list[str]:
    records = [x for x in names if ":" not in x]
    return records or list(names)


def binding_of(view: CaseView) -> Binding:
    """Return what the decisions of a case ask of its linking."""
    return binding(*_asked(view))


def contradictions_of(view: CaseView) -> list[Contradiction]:
    """Return the decisions of a case that newer ones overrule, newest first."""
    return contradictions(*_asked(view))


def _asked(view: CaseView) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the decisions, the records of the case that they are about, and who carries the identifiers they name."""
    decisions = pl.DataFrame(pl.from_arrow(view.table("decisions")))
    names = [
        x for d in in_force(from_table(decisions)) if d.kind in PAIRS for x in (*d.a_anchors, *d.b_anchors)
    ]
    carried = carriers(view, (x for x in names if ":" in x))
    records = present(view, [x for x in names if ":" not in x] + carried["record_id"].to_list())
    return decisions, records, carried


def states(view: CaseView, decisions: Sequence[Decision]) -> dict[str, str]:
    """Return for each decision's id what holds of it: ``in force``, ``withdrawn``, ``overruled`` or ``withdrawal``."""
    alive = {d.decision_id for d in in_force(decisions)}
    over = {c.overruled.decision_id for c in contradictions_of(view)}

    def state(decision: Decision) -> str:
        if decision.kind == DecisionKind.WITHDRAWN:
            return "withdrawal"
        if decision.decision_id in over:
            return "overruled"
        return "in force" if decision.decision_id in alive else "withdrawn"

    return {d.decision_id: state(d) for d in decisions}


def listed(view: CaseView) -> pd.DataFrame:
    """Return the decisions of a case, oldest first.

    Returns
    -------
    pandas.DataFrame
        The columns of ``graphkit.model.DECISIONS``, and ``state``: ``in force``, ``withdrawn``, ``overruled`` (a newer
        one says otherwise) or ``withdrawal``.
    """
    frame: pd.DataFrame = view.table("decisions").to_pandas()
    of = states(view, read(view))
    frame["state"] = [of[name] for name in frame["decision_id"]]
    return frame
