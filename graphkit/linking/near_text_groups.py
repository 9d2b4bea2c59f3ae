"""Groups of near-duplicate sketches: candidates by bands, each verified, gathered round a centre."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components

from graphkit.linking.near_text_sketch import BANDS, BINS, NOTHING, mixed

Signs = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]
Similarity = npt.NDArray[np.float32]

WIDTH = BINS + 4 * BANDS  # bytes of a sketch: a sign a bin, then the bands' keys, little-endian
_LEADERS = (
    8  # texts of a bucket that the others are compared with, at most: a text has 32 buckets to meet its like
)
_ROUNDS = 16  # middles that are looked for in one heap; what is left then is far from everything larger
_SAMPLED = 32  # bins by which the middle of many texts is found
_CHUNK = 1 << 11  # pairs compared at a time: their signs stay in the cache


@dataclass(slots=True)
class Counter:
    """Counts the pairs of texts that were compared."""

    compared: int = 0


@dataclass(slots=True)
class Sketches:
    """Distinct sketches, best known first.

    Attributes
    ----------
    signs, keys
        A byte a bin, and a key a band.
    at
        In which row of ``signs`` and ``keys`` each sketch is: they are large, and not copied.
    copies
        How many records have each sketch.
    """

    signs: Signs
    keys: Keys
    at: Rows
    copies: Rows
    counter: Counter = field(default_factory=Counter)

    def similarity(self, a: Rows, b: Rows) -> Similarity:
        """Estimate the Jaccard similarity of pairs of texts: bins that agree, of those that are not empty in both."""
        self.counter.compared += len(a)
        found = np.empty(len(a), np.float32)
        for at in range(0, len(a), _CHUNK):
            left = self.signs[self.at[a[at : at + _CHUNK]]]
            right = self.signs[self.at[b[at : at + _CHUNK]]]
            either = np.count_nonzero((left & right) != NOTHING, axis=1)
            agree = np.count_nonzero((left == right) & (left != NOTHING), axis=1)
            found[at : at + _CHUNK] = agree / np.maximum(either, 1)
        return found


def gather(sketches: Sketches, close: float, near: float, loosest: float) -> tuple[Rows, Similarity]:
    """Put each sketch under a centre that it is near to.

    Parameters
    ----------
    sketches
        Distinct, in the order in which they are to be preferred.
    close, near, loosest
        Estimated Jaccard similarities, falling. Texts first gather round centres at ``close``; then whole groups do
        at ``near``, where each of their members is within ``loosest`` of the new centre.

    Returns
    -------
    centre, similarity
        For each sketch, the row of its centre (itself, where it has no company) and how near it is to that: never
        below ``loosest``.

    Notes
    -----
    Three steps, repeated on what they leave over until nothing is near anything:

    1. In each bucket of each band all are compared with its leaders: the first is the bucket's best known text, the
       next the best known of those that are near to none before. Pairs that are near become edges.
    2. What edges hold together is a heap. Its middle is the text that agrees with most of the others over all bins:
       the one with the largest sum of similarities, found by counting values, in linear time.
    3. Every text of the heap is compared with the middle. Those near to it are its group, the others go round again.

    So a chain A - B - C, each like the next, never makes a group of A and C unless both are near to one middle. The
    two levels keep a text and its slightly changed twin together where a third lies at the edge of both.

    A bucket has at most ``_LEADERS`` leaders and a heap is looked through at most ``_ROUNDS`` times a level, so that
    comparisons grow with the number of texts and not with its square; both limits bite only where very many texts are
    alike in part: of 50,000 copies with twelve edits each in sixty words, 99 of 100 are grouped all the same.
    """
    n = len(sketches.copies)
    centre, how = np.arange(n), np.ones(n, np.float32)
    left = _in_company(sketches)
    for level in (close, near):
        weight = np.bincount(centre, weights=sketches.copies, minlength=n).astype(np.int64)
        left = left[centre[left] == left]
        centre, how = _moved(sketches, centre, how, left, weight, level, loosest)
    return centre, how


def _in_company(sketches: Sketches) -> Rows:
    """Return the sketches that share a bucket with any other; most of a varied corpus do not."""
    shared = np.zeros(len(sketches.at), np.bool_)
    for band in range(BANDS):
        row, _ = _buckets(sketches.keys[sketches.at, band])
        shared[row] = True
    return np.flatnonzero(shared)


def _buckets(keys: Keys) -> tuple[Rows, npt.NDArray[np.uint64]]:
    """Return the positions whose key is not theirs alone, and their keys: bucket by bucket, in order in each."""
    packed = (keys.astype(np.uint64) << np.uint64(32)) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    key = packed >> np.uint64(32)
    shared = _shared(key)
    return (packed[shared] & np.uint64(0xFFFFFFFF)).astype(np.int64), key[shared]


def _shared(key: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Tell of each of some sorted keys whether a neighbour has the same."""
    again = key[1:] == key[:-1]
    shared = np.zeros(len(key), np.bool_)
    shared[1:] |= again
    shared[:-1] |= again
    return shared


def _moved(
    sketches: Sketches, centre: Rows, how: Similarity, left: Rows, weight: Rows, level: float, loosest: float
) -> tuple[Rows, Similarity]:
    """Bring the groups round the centres ``left`` under one another, one level of similarity further out."""
    centre, how = centre.copy(), how.copy()
    order = np.argsort(centre, kind="stable")
    begin = np.searchsorted(centre[order], left)
    count = np.searchsorted(centre[order], left, side="right") - begin
    for _ in range(_ROUNDS):
        heap = _heaps(sketches, left, level)
        company = np.bincount(heap, minlength=1)[heap] > 1
        left, heap, begin, count = left[company], heap[company], begin[company], count[company]
        if not len(left):
            break
        middle = _middles(sketches, left, heap, weight)
        others = np.flatnonzero(left != middle)
        likely = np.ones(len(left), np.bool_)
        likely[others] = sketches.similarity(left[others], middle[others]) >= level
        # All members of a group that would move are asked, its centre among them.
        moving = others[likely[others]]
        place = np.repeat(begin[moving] - np.cumsum(count[moving]) + count[moving], count[moving])
        member = order[place + np.arange(len(place))]
        to = np.repeat(middle[moving], count[moving])
        new = sketches.similarity(member, to)
        if len(moving):
            group = np.cumsum(count[moving]) - count[moving]
            fits = np.minimum.reduceat(new, group) >= loosest
            likely[moving] = fits
            goes = np.repeat(fits, count[moving])
            centre[member[goes]], how[member[goes]] = to[goes], new[goes]
        left, begin, count = left[~likely], begin[~likely], count[~likely]
    return centre, how


def _heaps(sketches: Sketches, rows: Rows, threshold: float) -> Rows:
    """Return a number for each of some rows, the same for those that near pairs hold together."""
    heap, places = np.arange(len(rows)), sketches.at[rows]
    for band in range(BANDS):
        row, key = _buckets(sketches.keys[places, band])
        heap = _united(heap, _near_leaders(sketches, rows, heap, row, key, threshold))
    return heap


def _near_leaders(
    sketches: Sketches, rows: Rows, heap: Rows, row: Rows, key: npt.NDArray[np.uint64], threshold: float
) -> Rows:
    """Return pairs of heaps that buckets show to be near: an array of two columns.

    ``row`` lists the members of buckets, bucket by bucket, the best known of each first.
    """
    edges = [np.zeros((0, 2), np.int64)]
    for _ in range(_LEADERS):
        if not len(row):
            break
        first = np.concatenate([[True], key[1:] != key[:-1]])
        leader = row[np.flatnonzero(first)][np.cumsum(first) - 1]
        # Those in one heap with the leader already are held together; whether they are near is asked of the middle.
        open_ = np.flatnonzero(heap[row] != heap[leader])
        near = sketches.similarity(rows[row[open_]], rows[leader[open_]]) >= threshold
        edges.append(np.stack([heap[row[open_[near]]], heap[leader[open_[near]]]], axis=1))
        row, key = row[open_[~near]], key[open_[~near]]
        shared = _shared(key)
        row, key = row[shared], key[shared]
    return np.concatenate(edges)


def _united(heap: Rows, edges: Rows) -> Rows:
    """Give heaps that edges join one number: the least of theirs."""
    if not len(edges):
        return heap
    names, at = np.unique(edges, return_inverse=True)
    at = at.reshape(-1, 2)
    graph = sparse.coo_matrix(
        (np.ones(len(at), np.int8), (at[:, 0], at[:, 1])), shape=(len(names), len(names))
    )
    _, label = connected_components(graph, directed=False)
    least = np.full(label.max() + 1, len(heap))
    np.minimum.at(least, label, names)
    renamed = np.arange(len(heap))
    renamed[names] = least[label]
    return np.asarray(renamed[heap])


def _middles(sketches: Sketches, rows: Rows, heap: Rows, weight: Rows) -> Rows:
    """Return, for each row, the middle of its heap: the first of those that agree most with the others."""
    heap = np.unique(heap, return_inverse=True)[1]
    size = np.bincount(heap)
    score = np.zeros(len(rows), np.int64)
    # Of two, either is the middle: the better known.
    many = np.flatnonzero(size[heap] > 2)
    copies = weight[rows[many]]
    for at in range(0, BINS, BINS // _SAMPLED):
        value = (heap[many] << 8) | sketches.signs[sketches.at[rows[many]], at]
        order = np.argsort(value)
        ranked = value[order]
        first = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]])) if len(many) else many
        if len(first):
            total = np.add.reduceat(copies[order], first)
            score[many[order]] += np.repeat(total, np.diff(np.append(first, len(many))))
    order = np.lexsort((rows, -score, heap))
    first = np.flatnonzero(np.concatenate([[True], np.diff(heap[order]) > 0]))
    return np.asarray(rows[order[first]][heap])


def hashed(sketch: Signs) -> npt.NDArray[np.uint64]:
    """Return two 64-bit hashes of each row of bytes (a multiple of eight wide)."""
    words = np.ascontiguousarray(sketch).view("<u8")
    out = np.zeros((len(words), 2), np.uint64)
    for at in range(words.shape[1]):
        out[:, 0] = (out[:, 0] ^ words[:, at]) * np.uint64(0x9E3779B97F4A7C15)
        out[:, 0] ^= out[:, 0] >> np.uint64(32)
        out[:, 1] = (out[:, 1] + words[:, at]) * np.uint64(0xD6E8FEB86659FD93)
        out[:, 1] ^= out[:, 1] >> np.uint64(29)
    return mixed(out)
