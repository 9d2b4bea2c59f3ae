"""Which bridges of one connected part can be cut in one round."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

import numpy as np

from graphkit.linking.bridges import Bridges

# The share of a connected part's records that may be cut off in one round.
_PARTED_AT_ONCE = 0.1


class Clear:
    """Which bridges of one connected part can be cut in one round: what is judged of one must not hang on another.

    The first is always clear. A further one must hold small sides beside one large one, within which nothing else is
    cut, and all small sides together must leave most of the part as it was judged.
    """

    def __init__(self, bridges: Bridges) -> None:
        self.bridges = bridges
        # Places of the bridges that are cut, and slices of their small sides: both sorted, and the slices disjoint,
        # because one within another is not clear of it.
        self.taken: list[int] = []
        self.small: list[tuple[int, int]] = []
        self.records = 0.0
        self.full = False

    def of(self, bridge: int) -> bool:
        """Tell whether a bridge is clear of those taken."""
        if not self.taken:
            return True
        sides, records, whole = self._small(bridge)
        if self.records + records > _PARTED_AT_ONCE * whole:
            return False
        at = int(self.bridges.found.at[bridge])
        before = bisect_right(self.small, at, key=_start) - 1
        if before >= 0 and at < self.small[before][1]:
            return False
        return all(bisect_left(self.taken, a) == bisect_left(self.taken, b) for a, b in sides)

    def take(self, bridge: int) -> None:
        """Remember a bridge that is cut."""
        sides, records, whole = self._small(bridge)
        insort(self.taken, int(self.bridges.found.at[bridge]))
        for small in sides:
            insort(self.small, small)
        self.records += records
        # Where the first parts the bulk, everything else waits.
        self.full = self.records > _PARTED_AT_ONCE * whole

    def _small(self, bridge: int) -> tuple[list[tuple[int, int]], float, float]:
        """Return the slices of all sides but the largest, their records, and those of the whole part."""
        found, rows = self.bridges.found, self.bridges.rows(bridge)
        records = self.bridges.evidence.records[rows, 0]
        whole, largest = float(records.sum()), int(np.argmax(records))
        if found.rest[rows[largest]]:
            slices = [(int(found.start[r]), int(found.end[r])) for r in rows[~found.rest[rows]]]
        else:
            # Everything round the largest side, the bridge itself included; the rest comes first, and spans the part.
            start, end = int(found.start[rows[largest]]), int(found.end[rows[largest]])
            slices = [(int(found.start[rows[0]]), start), (end, int(found.end[rows[0]]))]
        return slices, whole - float(records.max()), whole


def _start(small: tuple[int, int]) -> int:
    return small[0]
