"""What ``spelled.toml`` says: words for signs, spelled labels, mail providers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from graphkit.identifiers.look_alikes import latin_form as latin_form

_DATA = Path(__file__).with_name("spelled.toml")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a word stands for: the sign, and ``sure``, ``word`` or ``inside`` as in ``spelled.toml``."""

    char: str
    grade: str


@dataclass(frozen=True, slots=True)
class Words:
    """All of ``spelled.toml``, ready for look-ups."""

    signs: Mapping[str, Sign]
    labels: Mapping[str, str]
    providers: frozenset[str]
    provider_names: tuple[str, ...]
    sets: Mapping[str, frozenset[str]]
    longest: int
    firsts: frozenset[str]


@cache
def load_words(path: Path = _DATA) -> Words:
    """Return the words of a table.

    Raises
    ------
    KeyError
        If a sign lacks one of its grades.
    """
    data = tomllib.loads(path.read_text("utf-8"))
    signs: dict[str, Sign] = {}
    for grade in ("sure", "word", "inside"):
        for char, row in data["signs"].items():
            for word in row[grade]:
                signs.setdefault(word, Sign(char, grade))
    labels = {word: label for label, words in data["labels"].items() for word in words}
    providers = frozenset(f"{name}.{suffix}" for name, tails in data["providers"].items() for suffix in tails)
    return Words(
        signs,
        labels,
        providers,
        tuple(data["providers"]),
        {key: frozenset(words) for key, words in data["words"].items()},
        max(word.count(" ") + 1 for word in signs),
        frozenset(re.split(r"[ -]", word)[0] for word in signs),
    )


def is_mail_provider(host: str) -> bool:
    """Tell whether anyone may have a mailbox at the host.

    Examples
    --------
    >>> is_mail_provider("gmail.com"), is_mail_provider("honey.example")
    (True, False)
    """
    return host in PROVIDERS


PROVIDERS: Final = load_words().providers
