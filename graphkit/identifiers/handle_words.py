"""The words around names of accounts, from ``handle_names.toml``: between label and name, and those that are none."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from graphkit.identifiers.accounts import load_rules
from graphkit.identifiers.label_patterns import either
from graphkit.identifiers.number_tokens import segment
from graphkit.identifiers.number_words import skeleton, vocabulary

_PARTS = re.compile(r"[a-z']+")
_LEAST_PART = 3


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


@lru_cache(maxsize=20_000)
def is_spoken_number(word: str) -> bool:
    """Tell whether a word is made up of number words and figures, three digits or more: part of a phone in disguise.

    Examples
    --------
    >>> is_spoken_number("two0two"), is_spoken_number("5five5"), is_spoken_number("for2you"), is_spoken_number("honey2")
    (True, True, False, False)
    """
    tokens = segment(word) or () if word.isalnum() else ()
    hard = any(t.word is not None and not t.weak for t in tokens)
    return hard and sum(len(t.text) for t in tokens) >= 3


def is_number_word(word: str) -> bool:
    """Tell whether a word counts, or stands between numbers: ``cero``, ``plus``.

    Examples
    --------
    >>> is_number_word("siete"), is_number_word("honeybee")
    (True, False)
    """
    return skeleton(word.lower()) in vocabulary()


def is_common(word: str) -> bool:
    """Tell whether a word, in lower case, is one of the language and no name."""
    return word in words("common") or word in load_rules().words


def made_of_words(raw: str) -> bool:
    """Tell whether common words alone, with figures and underscores, make this up.

    Behind a sign it may be a name all the same; with only a space between it is what is offered.

    Examples
    --------
    >>> made_of_words("price_list"), made_of_words("room12"), made_of_words("honey_girl")
    (True, True, False)
    """
    parts = [part for part in _PARTS.findall(raw.lower()) if len(part) >= _LEAST_PART]
    return bool(parts) and "#" not in raw and all(is_common(part) for part in parts)
