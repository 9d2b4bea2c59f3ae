"""Pictures that are nearly the same: perceptual hashes within a few bits of one another, grouped around centres.

Near pairs are found exactly, without comparing all with all: a hash is cut into blocks, and two hashes that differ
in at most d bits agree in all but d of them, whatever the blocks are (the pigeonhole of Manku, Jain and Das Sarma,
"Detecting near-duplicates for web crawling", 2007). Groups are made around centres and do not drift: every member lies
within d bits of its group's centre, so that a chain of ever so slightly changed pictures does not join its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import polars as pl

# Bits by which two hashes of one picture may differ. Measured on drawn pictures (tests/linking/test_near_image.py):
# re-encoded, resized, darkened and noisy copies lie within 4, cropped or marked ones mostly within 8, and of three
# million pairs of unrelated rich pictures none lies within 10. Hashes have as many ones as zeros, so distances are even.
NEAR_BITS = 8

MANY, LEADERS = 200, 20
_PAIRS_AT_ONCE = 4_000_000
# (blocks, blocks that agree): more blocks make more, narrower tables. The answer is the same; the work is not.
_LAYOUTS = ((9, 1), (10, 2), (11, 3), (12, 4))


def groups(hashes: pl.DataFrame, near_bits: int = NEAR_BITS) -> pl.DataFrame:
    """Group records by pictures that are nearly the same.

    Parameters
    ----------
    hashes
        record_id, value (16 hex digits): one row a picture, in any order; repeated rows count once. Rows that are no
        hash of a record (null, another length, other characters) are left out. Hashes of nearly empty pictures, whose
        mentions have a confidence below the joining one, are better not handed in: unrelated ones look alike.
    near_bits
        Bits by which a member may differ from its group's centre, 0 to 8.

    Returns
    -------
    polars.DataFrame
        record_id, value: the group that the picture is of, named by the hash of its centre, which for a picture that is
        like no other is its own; each pair once, sorted.

    Raises
    ------
    ValueError
        If ``near_bits`` is out of range.

    Notes
    -----
    Centres are taken in the order of how many other hashes lie near them, then of how many records carry them, then of
    value; a hash goes to the nearest centre. Every member lies within ``near_bits`` of its centre, so two members differ
    in at most twice as many. A hash that is near none of a group changes nothing in it, and neither does the order of
    the rows. Work grows with the number of hashes, not with that of their pairs: of more than ``MANY`` distinct hashes
    that agree in the blocks of one table, each is compared with the ``LEADERS`` on most records only.

    Examples
    --------
    >>> frame = pl.DataFrame({
    ...     "record_id": ["r-1", "r-2", "r-3", "r-4"],
    ...     "value": ["00000000000000ff", "00000000000000fc", "00000000000000fc", "ffffffff00000000"]})
    >>> groups(frame).rows()
    [('r-1', '00000000000000fc'), ('r-2', '00000000000000fc'), ('r-3', '00000000000000fc'), ('r-4', 'ffffffff00000000')]
    """
    if not 0 <= near_bits <= 8:
        raise ValueError(f"near_bits is {near_bits}; the tables are made for 0 to 8")
    frame = hashes.select(pl.col("record_id", "value").cast(pl.String)).filter(
        pl.col("record_id").is_not_null() & pl.col("value").str.contains(r"\A[0-9a-f]{16}\z")
    ).unique()  # fmt: skip
    # The pictures on most records first: in a heap that is too large they are the ones that all are compared with.
    counts = frame.group_by("value").len("records").sort(["records", "value"], descending=[True, False])
    codes = np.frombuffer(bytes.fromhex("".join(counts["value"])), dtype=">u8").astype(np.uint64)
    first, second, apart = near_pairs(codes, near_bits)
    centre = _centres(len(codes), first, second, apart)
    named = pl.DataFrame({"value": counts["value"], "group": counts["value"].gather(centre)})
    found = frame.join(named, on="value").select("record_id", pl.col("group").alias("value"))
    return found.unique().sort("record_id", "value")


def near_pairs(codes: np.ndarray, near_bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs of codes that differ in at most ``near_bits`` bits: all of them, but in heaps of ``MANY``.

    Parameters
    ----------
    codes
        ``(n,)`` of uint64, distinct; in a heap the first ones are those that the others are compared with.
    near_bits
        0 to 8.

    Returns
    -------
    tuple of numpy.ndarray
        Index of the first, index of the second (larger), bits apart; each pair once, sorted.
    """
    blocks, agree = _layout(len(codes))
    cuts = [(64 * b // blocks, 64 * (b + 1) // blocks) for b in range(blocks)]
    masks = np.array([((1 << (hi - lo)) - 1) << lo for lo, hi in cuts], dtype=np.uint64)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for chosen in combinations(range(blocks), agree):
        mask = np.bitwise_or.reduce(masks[list(chosen)])
        for a, b in _equal(codes & mask):
            differing = codes[a] ^ codes[b]
            bits = np.bitwise_count(differing)
            near = bits <= near_bits
            # A pair agrees in many tables; it counts in the one of the first blocks in which it agrees.
            mine = _is_first(differing[near], masks, chosen)
            a, b = a[near][mine], b[near][mine]
            found.append((np.minimum(a, b), np.maximum(a, b), bits[near][mine]))
    none = np.zeros(0, np.int64)
    found.append((none, none, none.astype(np.uint8)))
    first, second, apart = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((second, first))
    return first[order], second[order], apart[order]


def _layout(n: int) -> tuple[int, int]:
    """Return the blocks with the least work for n codes: sorting in each table, and pairs that agree by chance."""

    def work(layout: tuple[int, int]) -> float:
        blocks, agree = layout
        tables = len(list(combinations(range(blocks), agree)))
        chance = n * n / 2 / 2.0 ** (64 * agree / blocks)
        return float(tables * (n * 12 + chance))

    return min(_LAYOUTS, key=work)


def _equal(keys: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the pairs of places with equal keys, some millions at a time."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    edges = np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1], [True]]))
    sizes = np.diff(edges)
    places = np.arange(len(keys))
    behind = np.repeat(edges[1:], sizes) - places - 1  # how many of the same key stand behind each
    if int(sizes.max(initial=0)) > MANY:
        behind[(np.repeat(sizes, sizes) > MANY) & (places - np.repeat(edges[:-1], sizes) >= LEADERS)] = 0
    at = np.flatnonzero(behind)
    while len(at):
        upto = max(1, int(np.searchsorted(np.cumsum(behind[at]), _PAIRS_AT_ONCE, side="right")))
        now, at = at[:upto], at[upto:]
        counts = behind[now]
        left = np.repeat(now, counts)
        step = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
        yield order[left], order[left + 1 + step]


def _is_first(differing: np.ndarray, masks: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    """Tell which pairs agree in no block before the last chosen one but in the chosen."""
    good = np.ones(len(differing), dtype=bool)
    for block in range(chosen[-1] if chosen else 0):
        if block not in chosen:
            good &= (differing & masks[block]) != 0
    return good


def _centres(n: int, first: np.ndarray, second: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Return the centre of each hash: ``(n,)`` of indices. Of two with as many near ones the first is the centre."""
    centre = np.arange(n)
    if not len(first):
        return centre
    a, b = np.concatenate([first, second]), np.concatenate([second, first])
    far = np.concatenate([apart, apart])
    near = np.bincount(a, minlength=n)
    rank = np.empty(n, np.int64)
    rank[np.lexsort((np.arange(n), -near))] = np.arange(n)
    order = np.lexsort((rank[b], far, a))  # the neighbours of each: the nearest first, then the best ranked
    a, b = a[order], b[order]
    starts = np.searchsorted(a, np.arange(n + 1))
    is_centre = np.zeros(n, dtype=bool)
    covered = np.zeros(n, dtype=bool)
    for i in np.argsort(rank).tolist():
        if near[i] and not covered[i]:
            is_centre[i] = True
            covered[b[starts[i] : starts[i + 1]]] = True
    joins = is_centre[b] & ~is_centre[a]
    whose, at = np.unique(a[joins], return_index=True)  # the first of each: its nearest centre
    centre[whose] = b[joins][at]
    return centre
