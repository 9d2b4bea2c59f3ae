"""Meta's broken letters: UTF-8 that was written as if it were Latin-1, mended only where it truly decodes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_HIGH = re.compile("[\x80-\xff]{2,}")


def _mend(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def mend(text: str) -> str:
    """Return a text with its broken letters put right; what is no UTF-8 stays as it is.

    Examples
    --------
    >>> mend("\\u00d0\\u009f\\u00d1\\u0080"), mend("café"), mend("\\u00c3\\u00a9, ü and Ж")
    ('Пр', 'café', 'é, ü and Ж')
    """
    return text if text.isascii() else _HIGH.sub(_mend, text)


def mended(value: Any, told: Callable[[], None] | None = None) -> Any:
    """Return a decoded value with all its texts and names mended; ``told`` is called for each that was broken."""
    if isinstance(value, str):
        whole = mend(value)
        if told is not None and whole != value:
            told()
        return whole
    if isinstance(value, list):
        return [mended(v, told) for v in value]
    if isinstance(value, dict):
        return {mend(k): mended(v, told) for k, v in value.items()}
    return value
