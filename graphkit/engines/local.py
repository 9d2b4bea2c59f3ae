"""The machine at hand: a function over batches in order, in this process or in a pool of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from graphkit.errors import GraphkitError

A = TypeVar("A")
B = TypeVar("B")


def _one_thread() -> None:
    """Keep each worker's libraries to one thread: the processes share the cores."""
    os.environ["POLARS_MAX_THREADS"] = "1"


def _submit(pool: ProcessPoolExecutor, function: Callable[[A], B], item: A) -> Future[B]:
    """Hand an item to the pool; workers, which start here, never see an interrupt: this process ends them."""
    if threading.current_thread() is not threading.main_thread():
        return pool.submit(function, item)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return pool.submit(function, item)
    finally:
        signal.signal(signal.SIGINT, before)


def _result(future: Future[B]) -> B:
    """Return a result, or say that a worker was lost."""
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise GraphkitError(
            "a worker process was killed, as happens when memory runs out; try again with --workers 1"
        ) from error


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

    Raises
    ------
    GraphkitError
        If a worker process is killed.

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
            waiting.append(_submit(pool, function, item))
            if len(waiting) >= 2 * workers:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        if before is None:
            os.environ.pop("POLARS_MAX_THREADS", None)
        else:
            os.environ["POLARS_MAX_THREADS"] = before
