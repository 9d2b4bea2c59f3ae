"""A simple join by near-duplicate text, for the sketch: MinHash over word pairs, verified by Jaccard."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from zlib import crc32

import numpy as np
import polars as pl

BANDS, ROWS = 32, 3
_PRIME = (1 << 61) - 1
# Words that may be a contact, a price or a name of an account are no part of the text.
_PLAIN = re.compile(r"[^\W\d_]+")


def pairs_of_words(text: str) -> frozenset[int]:
    """Return the hashes of a text's pairs of neighbouring words, words with digits or signs in them left out."""
    raw = unicodedata.normalize("NFKC", text).casefold().split()
    words = [w for w in (part.strip(".,;:!?()[]«»\"'…—–-") for part in raw) if _PLAIN.fullmatch(w)]
    return frozenset(crc32(f"{a} {b}".encode()) for a, b in pairwise(words))


def signatures(sets: list[frozenset[int]]) -> np.ndarray:
    """Return the MinHash of each set, BANDS * ROWS values; no set is empty."""
    flat = np.fromiter((x for s in sets for x in sorted(s)), dtype=np.uint64)
    starts = np.cumsum([0, *(len(s) for s in sets[:-1])])
    rng = np.random.default_rng(20261101)
    factors = rng.integers(1, 1 << 32, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
    added = rng.integers(0, 1 << 63, BANDS * ROWS, dtype=np.uint64)
    # Multiply-shift: the high 32 bits of a * x + b modulo 2 ** 64.
    columns = [
        np.minimum.reduceat((flat * a + b) >> np.uint64(32), starts)
        for a, b in zip(factors, added, strict=True)
    ]
    return np.stack(columns, axis=1).astype(np.uint32)


def same_texts(texts: pl.DataFrame, jaccard: float, shortest: int = 8) -> pl.DataFrame:
    """Return record_id, kind ("text"), value: one tie for each record whose text nearly is another's.

    Parameters
    ----------
    texts
        record_id, text.
    jaccard
        How much of their word pairs two texts have in common, at least.
    shortest
        Texts of fewer word pairs are left alone.
    """
    distinct: dict[frozenset[int], list[str]] = {}
    for record, text in texts.sort("record_id").iter_rows():
        words = pairs_of_words(text)
        if len(words) >= shortest:
            distinct.setdefault(words, []).append(record)
    sets = list(distinct)
    parent = list(range(len(sets)))
    if sets:
        _join(sets, signatures(sets), jaccard, parent)
    rows = []
    roots = [_root(parent, n) for n in range(len(sets))]
    sizes: dict[int, int] = {}
    for n, root in enumerate(roots):
        sizes[root] = sizes.get(root, 0) + len(distinct[sets[n]])
    for n, root in enumerate(roots):
        if sizes[root] > 1:
            rows += [(record, "text", f"t{root}") for record in distinct[sets[n]]]
    return pl.DataFrame(
        rows, schema={"record_id": pl.String, "kind": pl.String, "value": pl.String}, orient="row"
    ).sort("record_id")


def _root(parent: list[int], n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


def _join(sets: list[frozenset[int]], signed: np.ndarray, jaccard: float, parent: list[int]) -> None:
    """Join the sets that agree in a band and in truth; in a bucket, each is held against those that joined nobody."""
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = {}
        part = np.ascontiguousarray(signed[:, band * ROWS : (band + 1) * ROWS])
        for n in range(len(sets)):
            buckets.setdefault(part[n].tobytes(), []).append(n)
        for bucket in buckets.values():
            leaders: list[int] = []
            for n in bucket:
                for leader in leaders:
                    a, b = _root(parent, n), _root(parent, leader)
                    if a == b:
                        break
                    common = len(sets[n] & sets[leader])
                    if common >= jaccard * (len(sets[n]) + len(sets[leader]) - common):
                        parent[max(a, b)] = min(a, b)
                        break
                else:
                    leaders.append(n)
