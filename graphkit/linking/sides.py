"""What leaving out one identifier parts: the sides of every articulation identifier, in one walk over the graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of every identifier whose removal parts records: at least two rows an identifier.

    Nodes are numbered records first, then identifiers, and stand in the order of a depth-first walk. Every side but
    one is a slice of the walk; the one that the walk came from, the rest, comes first of an identifier's rows.

    Attributes
    ----------
    identifier
        For each side, the node that is left out; ascending.
    start, end
        The slice of the walk that is the side; of a rest, that of the whole connected part.
    rest
        Whether a side is a rest: the connected part without the identifier and its other sides.
    at
        Place of each node in the walk.
    order
        The node at each place.
    """

    identifier: Ints
    start: Ints
    end: Ints
    rest: npt.NDArray[np.bool_]
    at: Ints
    order: Ints

    def sums(self, amounts: Ints) -> Ints:
        """Return for each side the sum of an amount that each node has."""
        run = np.concatenate([[0], np.cumsum(amounts[self.order])])
        held: Ints = run[self.end] - run[self.start]
        first = np.flatnonzero(self.rest)
        if len(first):
            others = np.add.reduceat(np.where(self.rest, 0, held), first)
            held[first] -= others + amounts[self.identifier[first]]
        return held

    def nodes(self, side: int) -> Ints:
        """Return the nodes of one side, in the order of the walk."""
        places: Ints = self.order[self.start[side] : self.end[side]]
        if not self.rest[side]:
            return places
        v = self.identifier[side]
        keep = places != v
        last = int(np.searchsorted(self.identifier, v, side="right"))
        for other in range(side + 1, last):
            keep[self.start[other] - self.start[side] : self.end[other] - self.start[side]] = False
        kept: Ints = places[keep]
        return kept

    def side_of(self, identifiers: Ints, nodes: Ints) -> Ints:
        """Return on which side of an identifier that is left out each node lies, -1 where it parts nothing.

        Parameters
        ----------
        identifiers, nodes
            As long as each other; each node is in the connected part of its identifier.
        """
        if not len(self.identifier):
            return np.full(len(nodes), -1, np.int64)
        width = len(self.order) + 1
        key = self.identifier * width + np.where(self.rest, 0, self.start + 1)
        row = np.searchsorted(key, identifiers * width + self.at[nodes] + 1, side="right") - 1
        first = np.searchsorted(self.identifier, identifiers, side="left")
        known = (row >= first) & (row >= 0)
        inside = known & ~self.rest[row] & (self.at[nodes] < self.end[row])
        return np.where(known, np.where(inside, row, first), -1)


def sides(records: Ints, identifiers: Ints, n_records: int, n_identifiers: int) -> Sides:
    """Find the sides of every identifier whose removal parts records.

    Parameters
    ----------
    records, identifiers
        The ties, one pair each: numbers of records, and of identifiers, both from 0.
    n_records, n_identifiers
        How many there are of each.

    Notes
    -----
    Articulation points by a depth-first walk and low points (Hopcroft and Tarjan, Algorithm 447, 1973). The order of
    the walk makes every branch a slice, so that whatever adds up over nodes is had for all sides at once as
    differences of running sums.

    Examples
    --------
    Two records share identifier 0, and one of them another with a third record: either parts them.

    >>> found = sides(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]), 3, 2)
    >>> found.identifier.tolist()
    [3, 3, 4, 4]
    >>> [sorted(found.nodes(row).tolist()) for row in range(4)]
    [[0], [1, 2, 4], [0, 1, 3], [2]]
    """
    n = n_records + n_identifiers
    order, parent, root = _walk(records, identifiers + n_records, n)
    at = np.empty(n, np.int64)
    at[order] = np.arange(n)
    low, size = _low_points(records, identifiers + n_records, at, order, parent)
    child = order[(order < n_records) & (parent[order] >= n_records)]
    child = child[low[child] >= at[parent[child]]]
    above = parent[child]
    outer = np.unique(above)
    rest = np.concatenate([np.ones(len(outer), np.bool_), np.zeros(len(child), np.bool_)])
    left_out = np.concatenate([outer, above])
    head = np.concatenate([root[outer], child])
    row = np.lexsort((at[head], ~rest, left_out))
    start = at[head][row]
    return Sides(left_out[row], start, start + size[head][row], rest[row], at, order)


def _walk(a: Ints, b: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    """Walk each connected part from its first node; return the order, and of each node its parent (or -1) and root."""
    graph = sparse.coo_matrix(
        (np.ones(2 * len(a), np.int8), (np.r_[a, b], np.r_[b, a])), shape=(n, n)
    ).tocsr()
    # scipy's own depth_first_order looks through a node's neighbours anew on each return: a hub of many records
    # would cost the square of them.
    start, neighbours = graph.indptr.tolist(), graph.indices.tolist()
    parent, root, order, next_of = [-1] * n, [-1] * n, [], start[:n]
    for first in range(n):
        if root[first] >= 0:
            continue
        root[first] = first
        order.append(first)
        node = first
        while node >= 0:
            i, end = next_of[node], start[node + 1]
            while i < end and root[neighbours[i]] >= 0:
                i += 1
            next_of[node] = i + 1
            if i == end:
                node = parent[node]
                continue
            child = neighbours[i]
            parent[child], root[child] = node, first
            order.append(child)
            node = child
    return np.array(order, np.int64), np.array(parent, np.int64), np.array(root, np.int64)


def _low_points(a: Ints, b: Ints, at: Ints, order: Ints, parent: Ints) -> tuple[Ints, Ints]:
    """Return for each node the earliest place that its subtree has a tie to, and how many nodes the subtree has."""
    n = len(order)
    nearest = at.copy()
    np.minimum.at(nearest, a, at[b])
    np.minimum.at(nearest, b, at[a])
    # Along the walk, children before parents: on lists, which a loop reads far faster than arrays.
    above = at[np.where(parent[order] >= 0, parent[order], order)].tolist()
    low, size = nearest[order].tolist(), [1] * n
    for place in range(n - 1, -1, -1):
        up = above[place]
        if up != place:
            size[up] += size[place]
            if low[place] < low[up]:
                low[up] = low[place]
    lows, sizes = np.empty(n, np.int64), np.empty(n, np.int64)
    lows[order], sizes[order] = low, size
    return lows, sizes
