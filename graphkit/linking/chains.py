"""Chains of evidence: paths from record to identifier to record through ties.

The graph stays bipartite and is never expanded into pairs of records. Nothing here enumerates paths: the weakest tie
of the best chain is found by halving the list of weights, the chain itself by one walk in breadth.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

Node: TypeAlias = str | tuple[str, str]  # a record's id, or an identifier's kind and value
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

_FINE = 1000  # bits are compared and added as whole thousandths: sums are exact, whatever their order
_NONE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Chain:
    """A path through ties.

    Attributes
    ----------
    nodes
        Records and identifiers in turn, from one end to the other.
    bits
        The bits of each tie on the way: one fewer than nodes.
    """

    nodes: tuple[Node, ...]
    bits: tuple[float, ...]

    @property
    def weakest(self) -> float:
        """The bits of its weakest tie."""
        return min(self.bits)

    @property
    def total(self) -> float:
        """The bits of all its ties together."""
        return sum(round(b * _FINE) for b in self.bits) / _FINE


class Web:
    """Ties as a graph of numbered nodes: records first, then identifiers, each in alphabetical order.

    Parameters
    ----------
    ties
        record_id, kind, value, bits: one row a record and identifier.
    """

    def __init__(self, ties: pl.DataFrame) -> None:
        self.records: list[str] = ties["record_id"].unique().sort().to_list()
        named = ties.select("kind", "value").unique().sort("kind", "value")
        self.identifiers: list[tuple[str, str]] = list(named.iter_rows())
        n = len(self.records)
        self.size = n + len(self.identifiers)
        codes = ties.select(
            pl.col("record_id").rank("dense").cast(pl.Int64) - 1,
            pl.struct("kind", "value").rank("dense").cast(pl.Int64).alias("identifier") - 1 + n,
            (pl.col("bits").cast(pl.Float64).fill_null(0.0).fill_nan(0.0) * _FINE)
            .round().cast(pl.Int64).alias("weight"),
        )  # fmt: skip
        one, other = codes["record_id"].to_numpy(), codes["identifier"].to_numpy()
        heads, tails = np.concatenate([one, other]), np.concatenate([other, one])
        order = np.lexsort((tails, heads))
        self.heads: Ints = heads[order].astype(np.int64)
        self.tails: Ints = tails[order].astype(np.int64)
        weights = codes["weight"].to_numpy()
        self.weights: Ints = np.concatenate([weights, weights])[order].astype(np.int64)
        self.starts: Ints = np.searchsorted(self.heads, np.arange(self.size + 1)).astype(np.int64)
        self._number: dict[Node, int] = {r: i for i, r in enumerate(self.records)}
        self._number |= {i: n + k for k, i in enumerate(self.identifiers)}

    def numbers(self, nodes: Collection[Node]) -> Ints:
        """Return the numbers of those of the nodes that are here, in order."""
        return np.array(sorted(self._number[n] for n in nodes if n in self._number), dtype=np.int64)

    def name(self, number: int) -> Node:
        """Return the record or identifier of a number."""
        n = len(self.records)
        return self.records[number] if number < n else self.identifiers[number - n]

    def labels(self, kept: Bools) -> NDArray[np.int32]:
        """Return the component of each node when only the ties marked ``kept`` are there."""
        ones = np.ones(int(kept.sum()), np.int8)
        graph = sparse.coo_matrix((ones, (self.heads[kept], self.tails[kept])), shape=(self.size, self.size))
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)

    def ties_of(self, nodes: Ints) -> Ints:
        """Return the places of all ties that leave the nodes."""
        counts = self.starts[nodes + 1] - self.starts[nodes]
        before = np.repeat(np.cumsum(counts) - counts, counts)
        places: Ints = np.repeat(self.starts[nodes], counts) + np.arange(int(counts.sum())) - before
        return places

    def without(self, chain: Chain, but: Collection[Node]) -> Bools:
        """Return which ties remain without a chain's nodes, save those in ``but``, and without its ties."""
        gone = np.zeros(self.size, dtype=np.bool_)
        gone[self.numbers([n for n in chain.nodes if n not in but])] = True
        kept: Bools = ~(gone[self.heads] | gone[self.tails])
        for one, other in zip(chain.nodes[:-1], chain.nodes[1:], strict=True):
            a, b = self._number[one], self._number[other]
            kept &= ~(((self.heads == a) & (self.tails == b)) | ((self.heads == b) & (self.tails == a)))
        return kept


def shortest(
    web: Web, sources: Collection[Node], targets: Collection[Node], kept: Bools | None = None
) -> Chain | None:
    """Return the chain of the fewest ties; of several, that of most bits, then the first in alphabetical order.

    Parameters
    ----------
    web
        The ties.
    sources, targets
        Where it may begin and end; they share no node.
    kept
        Which ties may be walked, as long as ``web.heads``; all if none.

    Returns
    -------
    Chain or None
        None where nothing leads from one to the other.

    Examples
    --------
    >>> ties = pl.DataFrame({"record_id": ["a", "b"], "kind": ["phone"] * 2, "value": ["1"] * 2, "bits": [9.5, 8.0]})
    >>> shortest(Web(ties), ["a"], ["b"])
    Chain(nodes=('a', ('phone', '1'), 'b'), bits=(9.5, 8.0))
    """
    allowed = np.ones(len(web.heads), dtype=np.bool_) if kept is None else kept
    begin, end = web.numbers(sources), web.numbers(targets)
    away = np.full(web.size, -1, dtype=np.int64)
    away[begin] = 0
    frontier, steps = begin, 0
    while len(frontier) and not (away[end] >= 0).any():
        places = web.ties_of(frontier)
        near = web.tails[places[allowed[places]]]
        frontier = np.unique(near[away[near] < 0])
        steps += 1
        away[frontier] = steps
    if not len(begin) or not (away[end] >= 0).any():
        return None
    best = _bits_from(web, allowed, away, end[away[end] == steps], steps)
    return _walk(web, allowed, away, best, begin, steps)


def _bits_from(web: Web, allowed: Bools, away: Ints, end: Ints, steps: int) -> Ints:
    """Return the most thousandths of bits from each node on a shortest chain to the end."""
    best = np.full(web.size, _NONE, dtype=np.int64)
    best[end] = 0
    level = end
    for step in range(steps, 0, -1):
        places = web.ties_of(level)
        places = places[allowed[places] & (away[web.tails[places]] == step - 1)]
        np.maximum.at(best, web.tails[places], best[web.heads[places]] + web.weights[places])
        level = np.unique(web.tails[places])
    return best


def _walk(web: Web, allowed: Bools, away: Ints, best: Ints, begin: Ints, steps: int) -> Chain:
    """Walk from the best beginning, at each step to the first node in order from which the most bits remain."""
    at = int(begin[np.argmax(best[begin])])
    nodes, weights = [at], []
    for step in range(1, steps + 1):
        places = np.arange(web.starts[at], web.starts[at + 1])
        tails = web.tails[places]
        good = (
            allowed[places]
            & (away[tails] == step)
            & (best[tails] != _NONE)
            & (best[at] == best[tails] + web.weights[places])
        )
        place = int(places[good][0])
        at = int(web.tails[place])
        nodes.append(at)
        weights.append(int(web.weights[place]))
    return Chain(tuple(web.name(n) for n in nodes), tuple(w / _FINE for w in weights))


def strongest(
    web: Web, sources: Collection[Node], targets: Collection[Node], kept: Bools | None = None
) -> Chain | None:
    """Return the chain whose weakest tie has the most bits; then the fewest ties, the most bits, alphabetical order.

    Parameters are those of :func:`shortest`. A tie counts as strong enough if the two ends still hang together by
    ties at least as strong; the list of weights is halved until the strongest such weight is found.
    """
    allowed = np.ones(len(web.heads), dtype=np.bool_) if kept is None else kept
    begin, end = web.numbers(sources), web.numbers(targets)
    levels = np.unique(web.weights[allowed])
    low, high = 0, len(levels) - 1
    if high < 0 or not len(begin) or not len(end) or not _meet(web, allowed, begin, end):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if _meet(web, allowed & (web.weights >= levels[middle]), begin, end):
            low = middle
        else:
            high = middle - 1
    return shortest(web, sources, targets, allowed & (web.weights >= levels[low]))


def _meet(web: Web, kept: Bools, begin: Ints, end: Ints) -> bool:
    labels = web.labels(kept)
    return bool(np.isin(labels[begin], labels[end]).any())


def independent(web: Web, first: Chain, sources: Collection[Node], targets: Collection[Node]) -> Chain | None:
    """Return the strongest chain that shares no identifier and no record with the first, but the two ends.

    An end that was chosen among several records (a cluster's) is taken out with the rest, unless it is the only one.
    """
    ends = {*(sources if len(sources) == 1 else ()), *(targets if len(targets) == 1 else ())}
    return strongest(web, sources, targets, web.without(first, ends))


@dataclass(frozen=True, slots=True)
class Cut:
    """A record or identifier that holds two ends together all alone.

    Attributes
    ----------
    node
        A record's id, or an identifier's kind and value.
    records_a, records_b
        How many records would stay with the beginning of the chain, and with its end.
    """

    node: Node
    records_a: int
    records_b: int


def cut_nodes(web: Web, chain: Chain, sources: Collection[Node], targets: Collection[Node]) -> list[Cut]:
    """Return the records and identifiers on a chain without any one of which its two ends would fall apart.

    Notes
    -----
    Every way between the ends that leaves the chain comes back to it further on. With the chain's own nodes taken out,
    each remaining component, and each tie between two of the chain's nodes, spans the places of the chain that it
    touches. A node holds all alone if nothing spans over it: one pass, whatever the chain's length.
    """
    last = len(chain.nodes) - 1
    place = np.full(web.size, -1, dtype=np.int64)
    place[web.numbers(sources)] = 0
    place[web.numbers(targets)] = last
    for i, node in enumerate(chain.nodes):
        place[web.numbers([node])] = i
    on_head, on_tail = place[web.heads], place[web.tails]
    labels = web.labels((on_head < 0) & (on_tail < 0))
    touching = (on_head >= 0) & (on_tail < 0)
    low = np.full(web.size, last, dtype=np.int64)
    high = np.zeros(web.size, dtype=np.int64)
    np.minimum.at(low, labels[web.tails[touching]], on_head[touching])
    np.maximum.at(high, labels[web.tails[touching]], on_head[touching])
    direct = (on_head >= 0) & (on_tail > on_head)
    lows, highs = np.concatenate([low, on_head[direct]]), np.concatenate([high, on_tail[direct]])
    wide = highs - lows >= 2
    cover = np.zeros(last + 2, dtype=np.int64)
    np.add.at(cover, lows[wide] + 1, 1)
    np.add.at(cover, highs[wide], -1)
    covered = np.cumsum(cover)
    before, behind = _on_either_side(web, place, labels, low, high, last)
    return [Cut(chain.nodes[i], int(before[i]), int(behind[i])) for i in range(1, last) if not covered[i]]


def _on_either_side(
    web: Web, place: Ints, labels: NDArray[np.int32], low: Ints, high: Ints, last: int
) -> tuple[Ints, Ints]:
    """Return how many records lie before and behind each place of a chain, those of components that touch it included."""
    n = len(web.records)
    on, off = place[:n][place[:n] >= 0], labels[:n][place[:n] < 0]
    off = off[high[off] >= low[off]]  # what the chain does not touch is on neither side
    begins = np.bincount(np.concatenate([on, low[off]]), minlength=last + 1)
    ends = np.bincount(np.concatenate([on, high[off]]), minlength=last + 1)
    before: Ints = np.cumsum(begins) - begins
    behind: Ints = ends.sum() - np.cumsum(ends)
    return before, behind


def side_of(web: Web, cut: Node, ends: Sequence[Node]) -> set[str]:
    """Return the records that still hang together with ``ends`` once the node ``cut`` is taken out."""
    number = web.numbers([cut])
    kept = ~(np.isin(web.heads, number) | np.isin(web.tails, number))
    labels = web.labels(kept)
    mine = np.unique(labels[web.numbers([e for e in ends if e != cut])])
    return {web.records[i] for i in np.flatnonzero(np.isin(labels[: len(web.records)], mine)).tolist()}
