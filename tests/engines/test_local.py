"""The local engine: in order, in little memory, and clean when something breaks."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator

import pytest

from graphkit.engines.local import map_ordered


def slow_first(number: int) -> tuple[int, int]:
    """Take longer for earlier items, so that later ones are done first."""
    sum(range(400_000 if number == 0 else 10))
    return number, os.getpid()


def refuse_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def test_one_worker_runs_here_and_takes_items_as_they_are_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for i in range(5):
            taken.append(i)
            yield i

    results = map_ordered(slow_first, items(), 1)
    assert next(results) == (0, os.getpid())
    assert taken == [0]


def test_more_workers_give_the_same_in_the_same_order() -> None:
    results = list(map_ordered(slow_first, range(12), 2))
    assert [number for number, _ in results] == list(range(12))
    assert os.getpid() not in {pid for _, pid in results}


def test_no_more_than_twice_the_workers_are_under_way() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for i in range(50):
            taken += 1
            yield i

    results = map_ordered(abs, items(), 2)
    for done in range(1, 20):
        next(results)
        assert taken <= done + 4
    results.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_through_where_it_arose_and_no_process_stays(workers: int) -> None:
    results = map_ordered(refuse_three, range(10), workers)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)
    assert not multiprocessing.active_children()


def test_nothing_gives_nothing() -> None:
    assert list(map_ordered(abs, [], 2)) == []


def test_the_environment_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    assert list(map_ordered(abs, [-1], 2)) == [1]
    assert "POLARS_MAX_THREADS" not in os.environ
