"""Sketches: the shingles of each text, hashed, and the least of them in each of K bins."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from graphkit.linking.near_text_fold import SEPARATOR, Letters, Offsets, unspaced

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

_LONGEST = 32  # letters of a word that count; beyond them only its length does
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_KEEP = np.array([0, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF], np.uint64)

BINS = 256
BANDS = 32
ROWS = 4
EMPTY = np.uint32(0xFFFFFFFF)
NOTHING = 255
_COARSE = BANDS * ROWS
_ATTEMPTS = 64


def mixed(h: Hashes) -> Hashes:
    """Mix the bits of hashes, in place: every bit of the result depends on every bit before (a bijection)."""
    h ^= h >> np.uint64(32)
    h *= _MIX
    h ^= h >> np.uint64(32)
    h *= _MIX
    h ^= h >> np.uint64(32)
    return h


def tokens(letters: Letters, bounds: Offsets) -> tuple[Hashes, npt.NDArray[np.uint8], Rows]:
    """Return the words of the texts in order.

    A word is a run of letters; in scripts without spaces each letter stands alone.

    Returns
    -------
    hashes, worth, first
        A hash a word; how many of such are worth a word (1, or more for single letters of unspaced scripts);
        and at which word each text begins, with the end of the last.
    """
    inside = letters != SEPARATOR
    worth: npt.NDArray[np.uint8] | None = None
    if len(letters) and letters.max() > 0xE00:
        worth = unspaced().take(letters)
    if worth is None or not worth.any():
        worth = None
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        if len(inside) and inside[0]:
            edges = np.concatenate([[0], edges])
        # Every text ends with a separator, so edges come in pairs.
        start = np.ascontiguousarray(edges[::2])
        length = edges[1::2] - start
    else:
        alone = worth != 0
        begins, ends = inside.copy(), inside.copy()
        begins[1:] &= ~inside[:-1] | alone[1:] | alone[:-1]
        ends[:-1] &= ~inside[1:] | alone[1:] | alone[:-1]
        start = np.flatnonzero(begins)
        length = np.flatnonzero(ends) - start + 1
    hashes = _word_hashes(letters, start, length)
    count = np.ones(len(start), np.uint8) if worth is None else np.maximum(worth[start], 1)
    return hashes, count, np.searchsorted(start, bounds)


def _word_hashes(letters: Letters, start: Rows, length: Rows) -> Hashes:
    """Hash runs of letters, four letters at a time."""
    padded = np.concatenate([letters, np.zeros(4, np.uint16)])
    # Every position's next four letters as one number, little-endian on every machine.
    four = np.ndarray((len(letters) + 1,), np.dtype("<u8"), padded.astype("<u2").tobytes(), strides=(2,))
    hashes = length.astype(np.uint64) * _ODD
    todo: Rows | None = None  # all
    for step in range(0, _LONGEST, 4):
        word = four[start + step] & _KEEP.take(np.minimum(length - step, 4))
        h = (hashes if todo is None else hashes[todo]) ^ word
        h *= _MIX
        h ^= h >> np.uint64(29)
        if todo is None:
            hashes = h
        else:
            hashes[todo] = h
        longer = np.flatnonzero(length > step + 4)
        if not len(longer):
            break
        todo = longer if todo is None else todo[longer]
        start, length = start[longer], length[longer]
    return mixed(hashes)


def shingles(
    hashes: Hashes, worth: npt.NDArray[np.uint8], first: Rows, sizes: Mapping[int, tuple[int, ...]]
) -> tuple[Hashes, Rows]:
    """Return the hash of each shingle and the text it is from; a shingle lies within one text.

    Parameters
    ----------
    hashes, worth, first
        As :func:`tokens` returns them.
    sizes
        For each ``worth`` of a token, how many tokens the shingles that begin with it have.
    """
    counts = np.diff(first)
    rows = np.repeat(np.arange(len(counts)), counts)
    left = np.repeat(first[1:], counts) - np.arange(
        len(hashes)
    )  # tokens to the end of the text, this one included
    kinds = np.bincount(worth, minlength=max(sizes) + 1)
    found, whose = [], []
    made = hashes.copy()
    for size in range(1, max(n for ns in sizes.values() for n in ns) + 1):
        if size > 1:
            # Tokens too near the end keep a hash that is not used any more.
            made[: 1 - size] = (made[: 1 - size] * _ODD) ^ hashes[size - 1 :]
        wanted = [w for w, ns in sizes.items() if size in ns and kinds[w]]
        if not wanted:
            continue
        begins = left >= size
        if sum(kinds[w] for w in wanted) < len(hashes):
            begins &= np.isin(worth, wanted)
        found.append(mixed(made[begins] + np.uint64(size)))
        whose.append(rows[begins])
    if not found:
        return hashes[:0], rows[:0]
    return np.concatenate(found), np.concatenate(whose)


def minima(made: Hashes, rows: Rows, n: int) -> npt.NDArray[np.uint32]:
    """Return the least shingle of each of ``n`` texts in each of ``BINS`` bins; ``EMPTY`` where there is none.

    Notes
    -----
    One permutation: the top bits of a shingle's hash choose its bin, the low 32 its rank (Li, Owen & Zhang 2012).
    """
    place = rows * BINS + (made >> np.uint64(64 - BINS.bit_length() + 1)).astype(np.int64)
    least = np.full(n * BINS, EMPTY, np.uint32)
    np.minimum.at(least, place, np.minimum(made.astype(np.uint32), EMPTY - np.uint32(1)))
    return least.reshape(n, BINS)


def signs(least: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Return a byte a bin: the low bits of its least shingle, ``NOTHING`` where it is empty."""
    return least.astype(np.uint8)


@cache
def _detours() -> npt.NDArray[np.int64]:
    """Return, for each attempt and coarse bin, where the bin looks when it is empty."""
    chance = mixed(np.arange(1, _COARSE * _ATTEMPTS + 1, dtype=np.uint64) * _ODD).reshape(_ATTEMPTS, _COARSE)
    return (chance % np.uint64(_COARSE)).astype(np.int64)


def bands(least: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return ``BANDS`` keys a text: two texts share one with the chance J ** ``ROWS``, J their Jaccard similarity.

    Notes
    -----
    Bins are taken two by two; what is still empty borrows from another bin, at a place that depends on the bin and
    the attempt alone (optimal densification, Shrivastava 2017), so that texts of few words have bands too.
    """
    coarse = np.minimum(least[:, : BINS // 2], least[:, BINS // 2 :]).ravel()
    filled = coarse.copy()
    gap = np.flatnonzero(coarse == EMPTY)
    here = gap & -_COARSE  # where the gap's text begins
    for attempt in range(_ATTEMPTS + _COARSE):
        if not len(gap):
            break
        at = gap - here
        value = coarse.take(
            here + (_detours()[attempt].take(at) if attempt < _ATTEMPTS else (at + attempt) % _COARSE)
        )
        filled[gap] = value
        still = value == EMPTY
        gap, here = gap[still], here[still]
    parts = filled.reshape(len(least), BANDS, ROWS)
    key = np.zeros((len(least), BANDS), np.uint64)
    for part in range(ROWS):
        key = (key ^ parts[:, :, part].astype(np.uint64)) * _ODD
        key ^= key >> np.uint64(29)
    return (mixed(key) >> np.uint64(32)).astype(np.uint32)
