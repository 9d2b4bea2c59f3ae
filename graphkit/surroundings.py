"""Where nodes stand that go around others: on rings around a whole, on a frame around an opened cluster."""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphkit.packing import Spot

Point = tuple[int, int]


def around(angles: Sequence[tuple[float, str]], radius: float) -> dict[str, Point]:
    """Place nodes on rings near the angles they want, in their order, with room for their labels."""
    spots: dict[str, Point] = {}
    start = 0
    while start < len(angles):
        ring = angles[start : start + max(6, int(2 * math.pi * radius / 90.0))]
        step = 2 * math.pi / len(ring)
        # Evenly spaced in their order, turned so that on the whole they lie where they want to.
        x = sum(math.cos(a - i * step) for i, (a, _) in enumerate(ring))
        y = sum(math.sin(a - i * step) for i, (a, _) in enumerate(ring))
        turn = math.atan2(round(y, 6), round(x, 6))
        for i, (_, node) in enumerate(ring):
            spots[node] = (
                round(radius * math.cos(turn + i * step)),
                round(radius * math.sin(turn + i * step)),
            )
        start += len(ring)
        radius += 70.0
    return spots


def layout_outside(inner: Sequence[Point], wanted: Sequence[Spot]) -> list[Point]:
    """Place nodes around others: each on the free place of a frame around them that is nearest to where it wants to be.

    Parameters
    ----------
    inner
        Where the others stand.
    wanted
        Where each would be, were there room; the first choose first.

    Returns
    -------
    list
        Whole-number coordinates, all different. Frames follow one another outwards as they fill up.

    Examples
    --------
    >>> layout_outside([(-100, 0), (100, 0)], [(100, 0)])
    [(190, 0)]
    """
    xs, ys = [x for x, _ in inner] or [0], [y for _, y in inner] or [0]
    left, right, top, bottom = min(xs) - 90, max(xs) + 90, min(ys) - 90, max(ys) + 90
    free: list[Point] = []
    spots = []
    for x, y in wanted:
        if not free:
            free = _frame(left, right, top, bottom)
            left, right, top, bottom = left - 100, right + 100, top - 80, bottom + 80
        best = min(free, key=lambda p: ((p[0] - x) ** 2 + (p[1] - y) ** 2, p))
        free.remove(best)
        spots.append(best)
    return spots


def _frame(left: int, right: int, top: int, bottom: int) -> list[Point]:
    """Return places along a frame, far enough apart for labels: wide ones beside each other, flat ones above."""
    across = max(1, (right - left) // 180)
    down = max(1, (bottom - top) // 70)
    along = [round(left + (right - left) * i / across) for i in range(across + 1)]
    beside = [round(top + (bottom - top) * i / down) for i in range(1, down)]
    return [(x, y) for y in (top, bottom) for x in along] + [(x, y) for x in (left, right) for y in beside]
