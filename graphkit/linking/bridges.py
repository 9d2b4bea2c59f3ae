"""Bridges: what stands on either side of every identifier that alone holds a connected part together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graphkit.linking.against import Evidence, of_contacts, of_texts
from graphkit.linking.sides import Sides, sides

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many bits against one hand a bridge is cut.

    Attributes
    ----------
    contact, content
        Where the identifier is a contact, or a text or picture.
    single
        Where one of the sides is one record.
    gap, gap_bits
        Where one side stopped using a contact so many seconds before the other began.
    main
        The share of an identifier's ties that makes one group its main user, with whom what is uncertain stays.
    shared
        From how many groups in effect an identifier is a shared resource.
    """

    contact: float = 4.0
    content: float = 4.0
    single: float = 6.0
    gap: float = 60 * DAY
    gap_bits: float = 2.0
    main: float = 0.8
    shared: float = 3.0


@dataclass(frozen=True, slots=True)
class Bridges:
    """The identifiers whose removal parts records, with what their sides carry.

    Attributes
    ----------
    found
        The sides; nodes are numbered as in ``records`` and ``nodes``.
    record, node
        Of each tie, the number of its record and identifier in ``found``.
    by_node, sorted_nodes
        The ties in the order of their identifiers, and these identifiers.
    side
        Of each tie, the side of its own identifier on which its record lies, or -1.
    evidence
        What each side carries beside the identifier.
    weight, mark
        Contacts on each side, and a number by which equal ones are told apart.
    first, last
        When each side used the identifier, in seconds; NaN if not known.
    content
        For each side, whether the identifier that is left out is a text or picture.
    contacts
        For each kind, whether it is a contact.
    excess
        For each side, by how many bits its identifier should be cut between it and the heaviest side; at most 0 if
        it should not.
    bits, late
        The bits of this, and whether only time parts the two.
    head
        The heaviest side of the same identifier.
    """

    found: Sides
    record: Ints
    node: Ints
    by_node: Ints
    sorted_nodes: Ints
    side: Ints
    evidence: Evidence
    weight: Floats
    mark: Ints
    first: Floats
    last: Floats
    content: Flags
    contacts: Flags
    excess: Floats
    bits: Floats
    late: Flags
    head: Ints

    def worst(self, even: bool = False) -> Iterator[list[int]]:
        """Yield for each connected part the identifiers that may be cut, those with most against them first.

        Parameters
        ----------
        even
            Take those first that part most: then few rounds are left, whatever the shape of the part.
        """
        rows = np.flatnonzero(self.excess > 0)
        if not len(rows):
            return
        part = self.found.start[self._rest(rows)]
        least = self._parted()[rows] if even else np.zeros(len(rows))
        # What stands on one record of either side holds less than what either side keeps to: it goes first, so that
        # nothing firm is judged by what a weak bridge brings near it.
        carried = np.bincount(self.side[self.side >= 0], minlength=len(self.excess))
        held = np.log2(np.maximum(np.minimum(carried[rows], carried[self.head[rows]]), 1))
        order = np.lexsort((self.found.identifier[rows], held - self.excess[rows], -least, part))
        for of_part in np.split(rows[order], np.flatnonzero(np.diff(part[order])) + 1):
            yield list(dict.fromkeys(self.found.identifier[of_part].tolist()))

    def _parted(self) -> Floats:
        """Return for each side how many records the identifier holds to the largest of its sides."""
        records = self.evidence.records[:, 0]
        first = np.flatnonzero(np.diff(self.found.identifier, prepend=-1))
        sides = np.diff(np.append(first, len(records)))
        return np.repeat(np.add.reduceat(records, first) - np.maximum.reduceat(records, first), sides)

    def _rest(self, rows: Ints) -> Ints:
        """Return the first side of the identifier of each side: its slice is the whole connected part."""
        return np.searchsorted(self.found.identifier, self.found.identifier[rows], side="left")

    def rows(self, identifier: int) -> Ints:
        """Return the sides of an identifier."""
        a, b = np.searchsorted(self.found.identifier, [identifier, identifier + 1])
        return np.arange(a, b)

    def in_parts_of(self, identifiers: Sequence[int]) -> Flags:
        """Tell of each tie whether it is in the connected part of one of some identifiers."""
        inside = np.zeros(len(self.found.order), np.bool_)
        for row in np.searchsorted(self.found.identifier, identifiers).tolist():
            inside[self.found.start[row] : self.found.end[row]] = True
        told: Flags = inside[self.found.at[self.record]]
        return told

    def ties_of(self, identifier: int) -> tuple[Ints, Ints]:
        """Return the ties of an identifier, and the side of each."""
        a, b = np.searchsorted(self.sorted_nodes, [identifier, identifier + 1])
        own = self.by_node[a:b]
        return own, self.side[own]


def judge(
    rec: Ints, node: Ints, kind: Ints, time: Floats, mark: Ints, content: Flags, limits: Limits
) -> Bridges:
    """Find the bridges among ties, and how much speaks against each.

    Parameters
    ----------
    rec, node, kind, time, mark
        Of each tie its record, its identifier or the part of it, the kind's code, when the record was posted in
        seconds (NaN if not known), and a number that tells identifiers apart by what they are.
    content
        For each kind, whether it is a text or picture.
    limits
        From where on to cut.
    """
    records, record = np.unique(rec, return_inverse=True)
    _, own = np.unique(node, return_inverse=True)
    shared = np.bincount(own) > 1
    number = np.where(shared, np.cumsum(shared) - 1, -1)[own]  # identifiers on one record are no nodes
    joins = number >= 0
    found = sides(record[joins], number[joins], len(records), int(shared.sum()))
    at = np.where(joins, number + len(records), -1)
    side = np.full(len(rec), -1, np.int64)
    side[joins] = found.side_of(at[joins], record[joins])
    evidence = _evidence(found, record, at, kind, side, content, len(records))
    weight = evidence.carriers[:, ~content].sum(axis=1)
    marks = np.zeros(len(found.order), np.int64)
    np.add.at(marks, np.where(joins, at, record), mark)
    first, last = _uses(side, time, len(found.identifier))
    kind_at = np.zeros(len(found.order), np.int64)
    kind_at[at[joins]] = kind[joins]
    of_content = content[kind_at[found.identifier]]
    by_node = np.argsort(at, kind="stable")
    bridges = Bridges(
        found, record, at, by_node, at[by_node], side, evidence, weight, found.sums(marks), first, last, of_content, ~content,
        np.zeros(len(found.identifier)), np.zeros(len(found.identifier)), np.zeros(len(found.identifier), np.bool_),
        np.arange(len(found.identifier)),
    )  # fmt: skip
    _judge(bridges, limits)
    return bridges


def _evidence(
    found: Sides, record: Ints, at: Ints, kind: Ints, side: Ints, content: Flags, n: int
) -> Evidence:
    """Gather what each side carries beside the identifier that is left out."""
    size, rows = len(found.order), len(found.identifier)
    contact = ~content[kind]
    several = np.bincount(record[contact], minlength=n) > 1
    # A record is on its side because of something it carries; what it carries besides tells what that side keeps to.
    # One identifier beside the one left out tells nothing: whoever names one an ad falls into a side for each.
    held = np.bincount(record, minlength=n)
    bound = (held > 1).astype(np.int64)
    columns: dict[str, list[Floats]] = {name: [] for name in ("ties", "values", "together", "carriers")}
    for code in range(len(content)):
        of = kind == code
        carried = np.bincount(record[of], minlength=n)
        mine = of & (side >= 0)  # ties to the identifier left out, which say nothing beside it
        only = mine & (carried[record] == 1)
        own = (side >= 0) & (held[record] == 2)
        lost = np.bincount(side[own], weights=carried[record[own]], minlength=rows)
        more = mine & (held[record] > 2)
        lost += np.bincount(side[more], minlength=rows)
        columns["ties"].append(_sums(found, carried * bound, size) - lost)
        columns["carriers"].append(_sums(found, carried > 0, size) - np.bincount(side[only], minlength=rows))
        only &= several[record]
        together = _sums(found, (carried > 0) & several, size) - np.bincount(side[only], minlength=rows)
        columns["together"].append(together if not content[code] else np.zeros(rows))
        # Identifiers on one record are values of that record's side; the others are nodes, and counted once.
        values = np.zeros(size, np.int64)
        values[:n] = np.bincount(record[of & (at < 0)], minlength=n)
        values[at[of & (at >= 0)]] = 1
        columns["values"].append(found.sums(values).astype(np.float64))
    made = {name: np.stack(some, axis=1) if some else np.zeros((rows, 0)) for name, some in columns.items()}
    ones = np.ones(n, np.int64)
    return Evidence(
        **made,
        records=_sums(found, ones, size)[:, None],
        several=_sums(found, several, size)[:, None],
    )


def _sums(found: Sides, of_records: npt.NDArray[np.generic], size: int) -> Floats:
    amounts = np.zeros(size, np.int64)
    amounts[: len(of_records)] = of_records
    return found.sums(amounts).astype(np.float64)


def _uses(side: Ints, time: Floats, rows: int) -> tuple[Floats, Floats]:
    """Return when each side first and last used the identifier."""
    known = (side >= 0) & ~np.isnan(time)
    first, last = np.full(rows, np.inf), np.full(rows, -np.inf)
    np.minimum.at(first, side[known], time[known])
    np.maximum.at(last, side[known], time[known])
    none = np.isinf(first)
    first[none] = last[none] = np.nan
    return first, last


def _judge(bridges: Bridges, limits: Limits) -> None:
    """Find for each side how much the heaviest side of the same identifier speaks against it."""
    ids, weight = bridges.found.identifier, bridges.weight
    rows = np.arange(len(ids))
    order = np.lexsort((bridges.mark, -weight, ids))
    group = np.cumsum(np.diff(ids, prepend=-1) > 0) - 1
    head = order[np.flatnonzero(np.diff(ids[order], prepend=-1))][group] if len(ids) else rows
    bridges.head[:] = head
    worth = np.flatnonzero((weight > 0) & (weight[head] > 0) & (head != rows))
    a, b = head[worth], worth
    bridges.excess[worth], bridges.bits[worth], bridges.late[worth] = beyond(
        bridges.evidence.rows(a), bridges.evidence.rows(b), bridges.contacts, bridges.content[worth],
        apart(bridges.first[a], bridges.last[a], bridges.first[b], bridges.last[b]), limits,
    )  # fmt: skip


def apart(a_first: Floats, a_last: Floats, b_first: Floats, b_last: Floats) -> Floats:
    """Return the seconds between two uses of an identifier; negative where they overlap, NaN if not known."""
    return np.maximum(b_first - a_last, a_first - b_last)


def beyond(
    a: Evidence, b: Evidence, contacts: Flags, content: Flags, gap: Floats, limits: Limits
) -> tuple[Floats, Floats, Flags]:
    """Return by how many bits a bridge between two sides should be cut, the bits against it, and if time parts it.

    Parameters
    ----------
    a, b
        The sides, pair by pair; ``a`` is the heavier.
    contacts
        For each kind, whether it is a contact.
    content
        For each pair, whether the bridge is a text or picture.
    gap
        For each pair, the seconds between the uses of the bridge.
    limits
        From where on to cut.
    """
    of_contact, of_text = of_contacts(a, b, contacts), of_texts(a, b, ~contacts)
    single = b.records[:, 0] == 1
    bits = of_contact + np.where(content | single, of_text, 0.0)
    least = np.where(content, np.where(single, np.inf, limits.content), limits.contact)
    least = np.where(single & ~content, limits.single, least)
    excess = bits - least
    late = ~content & (np.nan_to_num(gap, nan=0.0) >= limits.gap)
    in_time = np.where(late, of_contact - limits.gap_bits, -np.inf)
    # At the limit is enough: a hair above nothing, so that one test of the sign serves.
    excess = np.maximum(excess, in_time) + 1e-9
    return excess, bits, late & (in_time >= bits - least)
