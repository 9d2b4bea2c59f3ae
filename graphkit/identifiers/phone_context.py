"""Words around the digits of a phone: what may stand between them, what parts them, what says that they are none."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("phone_words.toml")
# "number" and its like say nothing of whose number it is.
NUMBER = frozenset(
    {
        "no",
        "num",
        "number",
        "numbers",
        "номер",
        "номеру",
        "numara",
        "nummer",
        "numero",
        "número",
        "numéro",
        "nº",
        "n",
    }
)
# Digits, or the end of a sentence: what stands before them names those, not these.
_CLOSED = re.compile(r"[0-9]|(?<=[^\W\d_]{4})[.!?]\s")
_PART = re.compile(r"[./-]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘`./-][^\W\d_]+)*")


@cache
def words(group: str) -> frozenset[str]:
    """Return the words of one group of ``phone_words.toml``: between, order, apart, units, labels, behind or other."""
    table: dict[str, str] = tomllib.loads(_DATA.read_text("utf-8"))
    return frozenset(table[group].split())


def last_words(left: str, most: int = 4) -> list[str]:
    """Return the words before a number on its line, the nearest first, in lower case."""
    line = left.rpartition("\n")[2].lower()
    return [m[0] for m in _WORD.finditer(line)][: -most - 1 : -1]


def is_labelled(left: str) -> bool:
    """Tell whether words before a number say that it is to be dialled.

    Examples
    --------
    >>> is_labelled("please call me at "), is_labelled("ИНН ")
    (True, False)
    """
    return any(w in words("labels") for w in last_words(left))


def is_something_else(left: str) -> bool:
    """Tell whether the words right before a number say that it is none to dial.

    Examples
    --------
    >>> is_something_else("ИНН "), is_something_else("order no. "), is_something_else("call ")
    (True, True, False)
    """
    near = last_words(_CLOSED.split(left)[-1], 3)
    if not near:
        return False
    for word in near:
        if word in words("labels") and word not in NUMBER:
            return False
        if word in words("other") or any(part in words("other") for part in _PART.split(word)):
            return True
    return False
