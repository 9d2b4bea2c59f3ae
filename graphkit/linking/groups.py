"""Which sides of a bridge can be one hand, and which are rivals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graphkit.linking.against import Evidence
from graphkit.linking.bridges import Bridges, Limits, apart, beyond

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_CLEAR = 2.0  # bits by which one group must fit a side better than the next


@dataclass(frozen=True, slots=True)
class Parting:
    """How the ties of an identifier part.

    Attributes
    ----------
    group
        Of each tie, the group it belongs to; -1 for none.
    groups
        How many groups there are.
    sides
        The effective number of groups by their ties (inverse Simpson).
    shared
        Whether the identifier is a shared resource: then it joins nobody.
    bridges
        (tie, tie, ties of either side, bits against, cause): what no longer holds together.
    """

    group: Ints
    groups: int
    sides: float
    shared: bool
    bridges: list[tuple[int, int, int, int, float, str]]


@dataclass(slots=True)
class _Group:
    """Sides that can be one hand."""

    members: list[int]
    evidence: Evidence
    first: float
    last: float
    against: float = 0.0
    cause: str = "rivals"


def grouped(bridges: Bridges, identifier: int, side: Ints, limits: Limits) -> Parting:
    """Group the sides of an identifier into rival hands.

    Parameters
    ----------
    bridges, identifier
        The bridge.
    side
        Of each of its ties, the side.
    limits
        From where on sides are rivals.

    Notes
    -----
    The heaviest side begins the first group. Each next side joins the one group that it can be one hand with, begins a
    new one if there is none, and stays uncertain if several fit about as well. What is uncertain, and what says nothing,
    goes with the main user of the identifier if there is one, or by time where the groups used it one after another.
    """
    rows = bridges.rows(identifier)
    uses = np.bincount(side - rows[0], minlength=len(rows))
    order = rows[np.lexsort((bridges.mark[rows], -bridges.weight[rows]))]
    groups: list[_Group] = []
    loose: dict[int, float] = {}
    for row in order[bridges.weight[order] > 0].tolist():
        _place(bridges, row, groups, loose, limits)
    placed = np.full(len(rows), -1, np.int64)
    for number, group in enumerate(groups):
        placed[np.array(group.members) - rows[0]] = number
    ties = np.bincount(placed[placed >= 0], weights=uses[placed >= 0], minlength=len(groups))
    sides = float(ties.sum() ** 2 / (ties**2).sum())
    shared = len(groups) >= 3 and sides >= limits.shared
    main = int(np.argmax(ties))
    free = np.flatnonzero(placed < 0)
    if ties[main] >= limits.main * ties.sum():
        placed[free] = main
    elif all(group.cause == "reassigned" for group in groups[1:]):
        placed[free] = _by_time(bridges, rows[free], groups)
    parts = placed[side - rows[0]]
    return Parting(parts, len(groups), sides, shared, _cut(rows, placed, side, groups, main, loose))


def _place(bridges: Bridges, row: int, groups: list[_Group], loose: dict[int, float], limits: Limits) -> None:
    """Put a side into the group it fits, into a new one, or among the loose ones."""
    own = bridges.evidence.rows(np.array([row]))
    first, last = float(bridges.first[row]), float(bridges.last[row])
    if not groups:
        groups.append(_Group([row], own, first, last))
        return
    if len(groups) == 1 and groups[0].members == [int(bridges.head[row])]:
        judged = bridges.excess[[row]], bridges.bits[[row]], bridges.late[[row]]
    else:
        judged = _against(bridges, row, own, groups, limits)
    excess, bits, late = judged
    fits = np.flatnonzero(excess <= 0)
    if not len(fits):
        worst = int(np.argmin(bits))
        cause = "reassigned" if late.all() else "rivals"
        groups.append(_Group([row], own, first, last, float(bits[worst]), cause))
        return
    best = fits[np.argsort(bits[fits], kind="stable")]
    if len(best) > 1 and bits[best[1]] - bits[best[0]] < _CLEAR:
        loose[row] = float(bits[best[0]])
        return
    group = groups[int(best[0])]
    group.members.append(row)
    group.evidence = group.evidence + own
    group.first, group.last = float(np.fmin(group.first, first)), float(np.fmax(group.last, last))


def _against(
    bridges: Bridges, row: int, own: Evidence, groups: list[_Group], limits: Limits
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Hold a side against every group."""
    first, last = float(bridges.first[row]), float(bridges.last[row])
    stack = Evidence(*(np.concatenate([getattr(g.evidence, n) for g in groups]) for n in Evidence.__slots__))
    many = own.rows(np.zeros(len(groups), np.int64))
    firsts, lasts = np.array([g.first for g in groups]), np.array([g.last for g in groups])
    content = np.full(len(groups), bridges.content[row])
    gap = apart(firsts, lasts, np.full(len(groups), first), np.full(len(groups), last))
    return beyond(stack, many, bridges.contacts, content, gap, limits)


def _by_time(bridges: Bridges, rows: Ints, groups: list[_Group]) -> Ints:
    """Return the group nearest in time to each side."""
    firsts, lasts = np.array([g.first for g in groups]), np.array([g.last for g in groups])
    away = apart(firsts[None, :], lasts[None, :], bridges.first[rows][:, None], bridges.last[rows][:, None])
    nearest = np.argmin(np.nan_to_num(away, nan=np.inf), axis=1)
    return np.where(np.isnan(away).all(axis=1), -1, nearest)


def _cut(
    rows: Ints,
    placed: Ints,
    side: Ints,
    groups: list[_Group],
    main: int,
    loose: dict[int, float],
) -> list[tuple[int, int, int, int, float, str]]:
    """Say between which ties the identifier no longer joins: from its main user to every other."""
    tie_group = placed[side - rows[0]]
    head = int(np.flatnonzero(tie_group == main)[0])
    most = int((tie_group == main).sum())
    made = []
    for number, group in enumerate(groups):
        own = np.flatnonzero(tie_group == number)
        if number != main and len(own):
            told = group if number else groups[main]
            made.append((head, int(own[0]), most, len(own), round(told.against, 1), told.cause))
    for row in rows[placed < 0].tolist():
        own = np.flatnonzero(side == row)
        made.append((head, int(own[0]), most, len(own), round(loose.get(row, 0.0), 1), "uncertain"))
    return made
