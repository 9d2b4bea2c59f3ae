"""Number words spelt by ear or with a slip: known by how they sound, or by most of their letters."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from graphkit.identifiers.number_words import Word, vocabulary

# What sounds alike to one who writes by ear: applied in this order.
_LATIN = (
    (re.compile("ph"), "f"), (re.compile("c(?=[eiy])|z|ß|ç"), "s"), (re.compile("qu|ck|k|q"), "c"),
    (re.compile("[ea]i|[ea]y"), "ai"), (re.compile("eu|oi|oy"), "oi"), (re.compile("[vw]"), "b"),
    (re.compile("y"), "i"), (re.compile("x"), "s"),
    (re.compile("['h]"), ""), (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_CYRILLIC = (
    (re.compile("[ьъ']"), ""), (re.compile("[тд]с"), "ц"), (re.compile("[еэяыіi]"), "и"), (re.compile("о"), "а"),
    (re.compile("ғ"), "г"), (re.compile("қ"), "к"), (re.compile("ө"), "а"), (re.compile("[үұў]"), "у"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
# A skeleton writes letters of both alphabets that look alike in Latin.
_BACK = str.maketrans("aeocpxyi", "аеосрхуі")
_VOWELS = re.compile("[aeiouyаеиоуыэюяіїєөүұӱё'ьъ]")
_IS_CYRILLIC = re.compile("[а-яіїєғқңөұүһўҳәё]")


@lru_cache(maxsize=50_000)
def sound(look: str) -> str:
    """Return how a word (as a skeleton) sounds: what people mix up when they write by ear is written one way.

    Examples
    --------
    >>> from graphkit.identifiers.number_words import skeleton
    >>> sound("drai") == sound("drei"), sound(skeleton("дивяцот")) == sound(skeleton("девятьсот"))
    (True, True)
    """
    cyrillic = _IS_CYRILLIC.search(look) is not None
    look = look.translate(_BACK) if cyrillic else look
    for pattern, letter in _CYRILLIC if cyrillic else _LATIN:
        look = pattern.sub(letter, look)
    return look


@cache
def _by_sound() -> dict[str, list[Word]]:
    found: dict[str, list[Word]] = {}
    for key, word in vocabulary().items():
        if word.role in ("number", "hundred") and not word.soft and len(key) > 2:
            found.setdefault(sound(key), []).append(word)
    return found


@cache
def _by_start() -> dict[tuple[str, int], list[str]]:
    """Return the sounds that are long enough to be known by most of their letters, by first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    for key in _by_sound():
        if len(key) > 2:
            found.setdefault((key[0], len(key)), []).append(key)
    return found


@cache
def _swapped() -> dict[str, tuple[str, Word]]:
    """Return the short words by their letters in order, for those with letters out of order: "oen", "zreo"."""
    found: dict[str, tuple[str, Word]] = {}
    for key, word in vocabulary().items():
        if word.role == "number" and not word.soft and 3 <= len(key) <= 6 and key.isalpha():
            found.setdefault("".join(sorted(key)), (key, word))
    return found


@lru_cache(maxsize=50_000)
def misspelt(look: str) -> Word | None:
    """Return the number word that a word (as a skeleton) sounds like or is a slip away from, if it is just one number.

    It holds beside other number words only.

    Examples
    --------
    >>> [word.value for word in map(misspelt, ("fiv", "ziete", "oen", "drai")) if word]
    [5, 7, 1, 3]
    >>> misspelt("table") is None
    True
    """
    if len(look) < 3:
        return None
    heard = sound(look)
    if alike := _one(_by_sound().get(heard, ())):
        return alike
    swapped = _swapped().get("".join(sorted(look)))
    if swapped is not None and swapped[0][0] == look[0]:
        return swapped[1]
    # A short word has room for a letter left out at most.
    most = 2 if len(heard) >= 7 else 1
    near: list[tuple[int, str]] = []
    for size in range(len(heard) - most if len(heard) > 3 else len(heard) + 1, len(heard) + most + 1):
        for key in _by_start().get((heard[:1], size), ()):
            far = Levenshtein.distance(heard, key, score_cutoff=most)
            if far <= most and (len(heard) > 3 or size > len(heard)):
                near.append((far, key))
    if not near and len(bare := _VOWELS.sub("", look)) > 2:
        return _one([word for key, word in _by_consonants().get(bare, ()) if _lacks_vowels(look, key)])
    least = min((far for far, _ in near), default=0)
    return _one([word for far, key in near if far == least for word in _by_sound()[key]])


@cache
def _by_consonants() -> dict[str, list[tuple[str, Word]]]:
    """Return the longer words by what is left of them without vowels."""
    found: dict[str, list[tuple[str, Word]]] = {}
    for key, word in vocabulary().items():
        if word.role == "number" and not word.soft and len(key) > 4 and len(bare := _VOWELS.sub("", key)) > 2:
            found.setdefault(bare, []).append((key, word))
    return found


def _lacks_vowels(look: str, key: str) -> bool:
    """Tell whether a word is another with vowels left out: "дсять", "svn"."""
    letters = iter(key)
    return len(look) < len(key) and all(letter in letters for letter in look)


def _one(words: list[Word] | tuple[()]) -> Word | None:
    """Return the word that some spellings have in common, or nothing where they are different numbers."""
    if not words or len({(w.role, w.value) for w in words}) > 1:
        return None
    languages = tuple(dict.fromkeys(code for w in words for code in w.languages))
    return Word(words[0].role, words[0].value, languages, False)
