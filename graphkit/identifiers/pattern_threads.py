"""A thread of its own for each reader's patterns, in which they stay compiled from batch to batch.

Polars keeps the last 32 patterns compiled, for each thread that calls it. All readers together have more: in one thread every
batch would compile all of them anew, which takes half a second (measured: a quarter of the time of a batch of 20,000).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def kept_by(name: str, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Return what a function returns, called in the thread of a name: the patterns that it uses stay compiled there.

    Examples
    --------
    >>> kept_by("sums", sum, [1, 2])
    3
    """
    return _thread(name, os.getpid()).submit(function, *args, **kwargs).result()


@cache
def _thread(name: str, process: int) -> ThreadPoolExecutor:
    del process  # threads do not live on in a forked process: it has its own
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"patterns-{name}")
