"""Drawing. Only ``Random.random`` and ``getrandbits`` are promised to stay the same from Python to Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def pick(rng: Random, items: Sequence[T]) -> T:
    """Return one of the items."""
    return items[int(rng.random() * len(items))]


def pick_weighted(rng: Random, weights: Mapping[str, float]) -> str:
    """Return a key, as often as its weight says."""
    aim = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        aim -= weight
        if aim < 0:
            return key
    return key


def some(rng: Random, items: Sequence[T], count: int) -> list[T]:
    """Return ``count`` of the items, or all, each once.

    Examples
    --------
    >>> sorted(some(Random(1), [1, 2, 3], 5))
    [1, 2, 3]
    """
    left = list(items)
    chosen = []
    for _ in range(min(count, len(left))):
        at = int(rng.random() * len(left))
        left[at], left[-1] = left[-1], left[at]
        chosen.append(left.pop())
    return chosen
