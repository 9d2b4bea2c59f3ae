"""The machine at hand: a function over batches in order, in this process or in a pool of them."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def _one_thread() -> None:
    """Keep each worker's libraries to one thread: the processes share the cores."""
    os.environ["POLARS_MAX_THREADS"] = "1"


def map_ordered(function: Callable[[A], B], items: Iterable[A], workers: int) -> Iterator[B]:
    """Yield ``function`` of each item, in the items' order.

    Parameters
    ----------
    function
        Pure and picklable (a function of a module, or a ``functools.partial`` of one).
    items
        Taken as they are needed; at most ``2 * workers`` are under way at once, so memory does not grow.
    workers
        Processes; 1 runs everything in this one.

    Examples
    --------
    >>> list(map_ordered(abs, [-2, 1], workers=1))
    [2, 1]
    """
    if workers <= 1:
        yield from map(function, items)
        return
    # Forking a process whose libraries run threads can hang; a spawned one starts clean.
    before = os.environ.get("POLARS_MAX_THREADS")
    _one_thread()
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _one_thread)
    waiting: deque[Future[B]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        if before is None:
            os.environ.pop("POLARS_MAX_THREADS", None)
        else:
            os.environ["POLARS_MAX_THREADS"] = before
