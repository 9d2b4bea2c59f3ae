"""Positions from wished-for distances: stress, then pushing apart what overlaps."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRID = 256.0  # steps in a unit to which positions are rounded, so that a float's last bit decides nothing
ROUNDS = 24  # passes over all pairs


def spread(distance: Floats, radii: Floats) -> Floats:
    """Return positions of one connected piece: by stress, without overlap, centred and turned to lie flat."""
    if len(radii) == 1:
        return np.zeros((1, 2))
    # A long chain would be a line too thin to read: shortened far distances make it curl.
    near = 4.0 * float(np.median(distance[distance > 0].reshape(len(radii), -1).min(axis=1)))
    wanted = np.where(distance > near, near * (np.maximum(distance, near) / near) ** 0.7, distance)
    spots = _separate(_stress(wanted), radii)
    low, high = (spots - radii[:, None]).min(axis=0), (spots + radii[:, None]).max(axis=0)
    spots = spots - (low + high) / 2
    xx, yy, xy = (spots[:, 0] ** 2).sum(), (spots[:, 1] ** 2).sum(), (spots[:, 0] * spots[:, 1]).sum()
    angle = round(0.5 * math.atan2(2 * xy, xx - yy), 9)
    cos, sin = math.cos(angle), math.sin(angle)
    return _rounded(
        np.stack([spots[:, 0] * cos + spots[:, 1] * sin, spots[:, 1] * cos - spots[:, 0] * sin], axis=1)
    )


def _stress(distance: Floats) -> Floats:
    """Return positions whose distances come close to those asked for.

    Stochastic gradient descent on stress after Zheng, Pawar and Goodman, *Graph drawing by stochastic
    gradient descent*, 2018 (arXiv:1710.04626), with the pairs taken as in a round-robin tournament instead of
    at random: every round moves each node once, so a round is a few array operations.
    """
    n = len(distance)
    at = np.arange(n)
    turn = at * 2.399963229728653  # the golden angle: a start in which no two nodes coincide
    spots: Floats = 20.0 * np.sqrt(at + 1.0)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    pairs = _tournament(n)
    asked = [distance[i, j] for i, j in pairs]
    longest, shortest = float(distance.max()), float(distance[distance > 0].min())
    for step in np.geomspace(longest**2, 0.1 * shortest**2, ROUNDS):
        for (i, j), want in zip(pairs, asked, strict=True):
            apart = spots[i] - spots[j]
            length = _lengths(apart)
            pull = np.minimum(1.0, step / want**2) * (length - want) / (2 * length)
            move = pull[:, None] * apart
            spots[i] -= move
            spots[j] += move
        spots = _rounded(spots)
    return spots


def _tournament(n: int) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the rounds in which each of ``n`` meets every other exactly once."""
    size = n + n % 2
    ring = np.arange(1, size)
    rounds = []
    for r in range(size - 1):
        order = np.concatenate(([0], np.roll(ring, r)))
        i, j = order[: size // 2], order[size // 2 :][::-1]
        real = (i < n) & (j < n)
        rounds.append((i[real], j[real]))
    return rounds


def _separate(spots: Floats, radii: Floats) -> Floats:
    """Push circles apart until none overlaps; what little is left in the end goes by stretching the whole."""
    first, second = np.triu_indices(len(radii), 1)
    room = radii[first] + radii[second] + 8.0
    i, j, need = first, second, room
    for turn in range(120):
        if turn % 8 == 0:  # most pairs are far apart and stay so for a while
            near = room - _lengths(spots[first] - spots[second]) > -60.0
            i, j, need = first[near], second[near], room[near]
        apart = spots[i] - spots[j]
        length = _lengths(apart)
        close = need - length > 0.5
        if not close.any():
            break
        push = (0.5 * (need - length) / length)[close, None] * apart[close]
        shift = np.zeros_like(spots)
        np.add.at(shift, i[close], push)
        np.add.at(shift, j[close], -push)
        spots = _rounded(spots + 0.8 * shift)
    stretch = float((room / _lengths(spots[first] - spots[second])).max())
    return _rounded(spots * min(max(1.0, stretch), 3.0))


def _lengths(vectors: Floats) -> Floats:
    """Return the lengths of vectors, never quite zero."""
    return np.maximum(np.sqrt(vectors[:, 0] ** 2 + vectors[:, 1] ** 2), 1e-6)


def _rounded(spots: Floats) -> Floats:
    """Round to the grid."""
    return np.round(spots * GRID) / GRID
