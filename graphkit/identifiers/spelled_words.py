"""What ``spelled.toml`` says: words for signs, spelled labels, mail providers; and letters that look like Latin ones."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_DATA = Path(__file__).with_name("spelled.toml")

# Cyrillic, Greek, Armenian and phonetic letters that are read as a Latin one (the common part of Unicode TR 39's
# confusables), in lower case. The second table holds for capitals only: a small "в" is no "b".
_SMALL = str.maketrans(
    "аеорсухіјѕһԁӏкмтԛԝґєοανρτυικχіɡıɑоսոցօ",
    "aeopcyxijshdlkmtqwgeoavptuikxigiaouhgo",
)
_CAPITAL = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abekmhopctyxijsabezhikmnoptyx")


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


def latin_form(text: str) -> str:
    """Return the text in lower case with letters that look like Latin ones replaced by these.

    One character gives one, so offsets hold. What looks like no Latin letter stays as it is.

    Examples
    --------
    >>> latin_form("gm\u0430il.\u0421om"), latin_form("\u043c\u0451\u0434")
    ('gmail.com', 'mёд')
    """
    if text.isascii():
        return text.lower()
    text = text.translate(_CAPITAL)
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(_SMALL)


PROVIDERS: Final = load_words().providers
