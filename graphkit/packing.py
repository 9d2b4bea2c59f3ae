"""Circles packed close together: the front-chain method."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TypeVar

Spot = tuple[float, float]
Key = TypeVar("Key", bound=Hashable)


def pack(radii: Mapping[Key, float]) -> dict[Key, Spot]:
    """Place circles close together around the origin, in the given order, without overlap.

    Parameters
    ----------
    radii
        The circles' radii, more than zero. The first ones come to stand in the middle.

    Returns
    -------
    dict
        The centre of each circle.

    Notes
    -----
    The front chain of Wang, Wang, Dai and Wang, *Visualization of large hierarchical data by circle packing*,
    CHI 2006: each circle goes against the two neighbours on the front that lie nearest to the origin, about
    ``n ** 1.5`` steps.

    Examples
    --------
    >>> pack({"a": 1.0, "b": 2.0})
    {'a': (-2.0, 0.0), 'b': (1.0, 0.0)}
    """
    names = list(radii)
    r = [float(radii[n]) for n in names]
    if len(names) == 1:
        return {names[0]: (0.0, 0.0)}
    at = [(-r[1], 0.0), (r[0], 0.0)] if names else []
    if len(names) > 2:
        at.append(_against(at[1], r[1], at[0], r[0], r[2]))
        _extend_front(at, r)
    return dict(zip(names, at, strict=True))


def _extend_front(at: list[Spot], r: list[float]) -> None:
    """Place every circle after the third, keeping the front as a ring of indices."""
    after, before = {0: 1, 1: 2, 2: 0}, {1: 0, 2: 1, 0: 2}
    a, b = _nearest(at, r, after, 0)
    for c in range(3, len(r)):
        while True:
            spot = _against(at[a], r[a], at[b], r[b], r[c])
            hit = _first_hit(at, r, after, before, a, b, spot, r[c])
            if hit is None:
                break
            side, node = hit
            a, b = (a, node) if side > 0 else (node, b)
            after[a], before[b] = b, a
        at.append(spot)
        after[a], before[c], after[c], before[b] = c, a, b, c
        a, b = _nearest(at, r, after, c)


def _against(p: Spot, pr: float, q: Spot, qr: float, r: float) -> Spot:
    """Return the centre of a circle of radius ``r`` that touches both, on the left of the way from q to p."""
    dx, dy = p[0] - q[0], p[1] - q[1]
    d2 = dx * dx + dy * dy
    if d2 == 0:
        return (q[0] + qr + r, q[1])
    a2, b2 = (qr + r) ** 2, (pr + r) ** 2
    if a2 > b2:
        x = (d2 + b2 - a2) / (2 * d2)
        y = math.sqrt(max(0.0, b2 / d2 - x * x))
        return (p[0] - x * dx - y * dy, p[1] - x * dy + y * dx)
    x = (d2 + a2 - b2) / (2 * d2)
    y = math.sqrt(max(0.0, a2 / d2 - x * x))
    return (q[0] + x * dx - y * dy, q[1] + x * dy + y * dx)


def _first_hit(
    at: list[Spot],
    r: list[float],
    after: dict[int, int],
    before: dict[int, int],
    a: int,
    b: int,
    spot: Spot,
    radius: float,
) -> tuple[int, int] | None:
    """Walk the front both ways from a and b; return side and index of the nearest circle in the way."""
    j, k, way_j, way_k = after[b], before[a], r[b], r[a]
    while True:
        node, side = (j, 1) if way_j <= way_k else (k, -1)
        dx, dy = at[node][0] - spot[0], at[node][1] - spot[1]
        room = r[node] + radius - 1e-6
        if room > 0 and room * room > dx * dx + dy * dy:
            return side, node
        if side > 0:
            way_j += r[j]
            j = after[j]
        else:
            way_k += r[k]
            k = before[k]
        if j == after[k]:
            return None


def _nearest(at: list[Spot], r: list[float], after: dict[int, int], start: int) -> tuple[int, int]:
    """Return the pair of neighbours on the front whose point of touch is nearest to the origin."""
    best, node, found = math.inf, start, start
    while True:
        follower = after[node]
        both = r[node] + r[follower]
        x = (at[node][0] * r[follower] + at[follower][0] * r[node]) / both
        y = (at[node][1] * r[follower] + at[follower][1] * r[node]) / both
        if x * x + y * y < best:
            best, found = x * x + y * y, node
        node = follower
        if node == start:
            return found, after[found]
