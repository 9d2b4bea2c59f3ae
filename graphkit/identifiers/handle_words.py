"""The words around names of accounts, from ``handle_names.toml``: between label and name, and those that are none."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from graphkit.identifiers.label_patterns import either


@cache
def words(group: str) -> frozenset[str]:
    """Return the words of one group: given, between, announcing, saying, common."""
    data: dict[str, str] = tomllib.loads(
        (resources.files("graphkit.identifiers") / "handle_names.toml").read_text("utf-8")
    )
    return frozenset(w.replace("_", " ") for w in data[group].split())


# What may stand between a label and a name, as a pattern.
WORDS_BETWEEN = either(
    [re.escape(c) for c in w] for w in sorted(words("between") | words("announcing") | words("saying"))
)


def is_between(word: str) -> bool:
    """Tell whether a word may stand between a label and a name and says nothing else.

    Examples
    --------
    >>> is_between("username"), is_between("massage")
    (True, False)
    """
    low = word.lower()
    return low in words("between") or low in words("announcing") or low in words("saying")
