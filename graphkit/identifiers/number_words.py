"""Number words of many languages, from ``number_words.toml``: looked up in spite of look-alikes, leet and stutter."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("number_words.toml")
# Characters that stand for one letter to the eye. A word is compared by the first of each class.
_CLASSES = (
    "aа4@", "eе3ё", "oо0", "iіl1!|ı", "cс", "pр", "yу", "xх", "s5$ѕ", "t7", "b8", "g9", "z2", "jј", "'’ʻʼ‘`´ʹ",
)  # fmt: skip
_SKELETON: dict[int, str] = {ord(c): group[0] for group in _CLASSES for c in group}
_TEENS, _HUNDREDS = range(10, 20), range(100, 1000, 100)
_UND = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_VEINTI = ("uno", "dós", "trés", "cuatro", "cinco", "séis", "siete", "ocho", "nueve")


@dataclass(frozen=True, slots=True)
class Word:
    """What a spelling stands for.

    Attributes
    ----------
    role
        ``number``, ``hundred``, ``and``, ``plus``, ``repeat`` ("double"), ``many`` ("zeros") or ``of``.
    value
        The number; of ``repeat`` how often the next digit stands.
    languages
        Codes of the languages that have the word.
    soft
        Whether it is mostly another word in all of them.
    """

    role: str
    value: int
    languages: tuple[str, ...]
    soft: bool


def skeleton(text: str) -> str:
    """Return the text as it looks: lower case, accents off, look-alikes as one letter; as long as the text.

    Examples
    --------
    >>> skeleton("f0uR"), skeleton("шeсть") == skeleton("шесть")
    ('four', True)
    """
    return "".join([_look(char) for char in text])


@cache
def _look(char: str) -> str:
    low = char.lower()
    if len(low) != 1:
        low = char
    low = _SKELETON.get(ord(low), low)
    if low.isascii():
        return low
    base = unicodedata.normalize("NFD", low)[0].lower()
    # й and ў without their marks are other letters, but no two number words differ by that alone.
    return _SKELETON.get(ord(base), base)


def _languages() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(_DATA.read_text("utf-8"))["language"]
    return found


def _entries(row: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield (spelling, role, value) of one language."""
    for first, name, step in ((0, "units", 1), (10, "teens", 1), (20, "tens", 10), (100, "hundreds", 100)):
        for i, spellings in enumerate(row.get(name, ())):
            for spelling in _each(spellings):
                yield spelling, "number", first + i * step
    for name, role, value in (
        ("hundred", "hundred", 100), ("and", "and", 0), ("plus", "plus", 0), ("twice", "repeat", 2), ("thrice", "repeat", 3),
        ("of", "of", 0),
    ):  # fmt: skip
        for spelling in row.get(name, ()):
            yield spelling, role, value
    for digit, spellings in enumerate(row.get("many", ())):
        for spelling in _each(spellings):
            yield spelling, "many", digit
    for spelling, count in row.get("counts", {}).items():
        yield spelling, "repeat", count
    yield from _generated(row)


def _generated(row: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield the numbers up to 99 that a language says in one word."""
    if row.get("generated") == "de":
        tens = [t if isinstance(t, str) else t[0] for t in row["tens"]]
        for u, unit in enumerate(_UND, 1):
            for t, ten in enumerate(tens, 2):
                yield f"{unit}und{ten}", "number", 10 * t + u
    if row.get("generated") in ("es", "pt"):
        for t, tens in enumerate(row["tens"], 2):
            for u, units in enumerate(row["units"][1:], 1):
                for ten, unit in ((t1, u1) for t1 in _each(tens) for u1 in _each(units)):
                    yield f"{ten}{row['and'][0]}{unit}", "number", 10 * t + u
    if row.get("generated") == "es":
        for u, unit in enumerate(_VEINTI, 1):
            yield f"veinti{unit}", "number", 20 + u


def _each(spellings: str | list[str]) -> list[str]:
    return [spellings] if isinstance(spellings, str) else spellings


@cache
def vocabulary() -> dict[str, Word]:
    """Return every spelling, as its skeleton, with what it stands for.

    A spelling of two languages that means the same is one word of both; where meanings differ, the first
    language in the file has it.
    """
    words: dict[str, Word] = {}
    for row in _languages():
        soft = {skeleton(s) for s in row.get("soft", ())}
        for spelling, role, value in _entries(row):
            key = skeleton(spelling)
            old = words.get(key)
            if old is None:
                words[key] = Word(role, value, (row["code"],), key in soft)
            elif (old.role, old.value) == (role, value) and row["code"] not in old.languages:
                words[key] = Word(role, value, (*old.languages, row["code"]), old.soft)
    return words


@cache
def regions_of(language: str) -> tuple[str, ...]:
    """Return the regions that a language speaks for."""
    return next((tuple(row["regions"]) for row in _languages() if row["code"] == language), ())


@dataclass(slots=True)
class _Node:
    """A letter of the tree of words."""

    children: dict[str, _Node] = field(default_factory=dict)
    word: Word | None = None


@cache
def _tree() -> _Node:
    root = _Node()
    for key, word in vocabulary().items():
        node = root
        for char in key:
            node = node.children.setdefault(char, _Node())
        node.word = word
    return root


def words_at(look: str, start: int) -> Iterator[tuple[int, Word]]:
    """Yield (end, word) of every word that begins at ``start`` of a skeleton; stuttered letters are passed over.

    Examples
    --------
    >>> [(end, word.value) for end, word in words_at("sevvenn", 0)]
    [(6, 7), (7, 7)]
    """
    node, before, depth = _tree(), "", 0
    for at in range(start, len(look)):
        char = look[at]
        following = node.children.get(char)
        if following is None:
            if char != before or depth < 2:
                return
        else:
            node, before, depth = following, char, depth + 1
        if node.word is not None:
            yield at + 1, node.word


def pattern(values: Collection[int] = ()) -> str:
    """Return a pattern of Rust's regex crate for any number word but the soft ones, disguised letter by letter.

    With ``values``, only for words that are digits of these. A digit stands for the first letter of a word only where
    the vocabulary says so: "845" is no word.
    """
    glued = {
        skeleton(s) for row in _languages() for s, _, _ in _generated(row)
    }  # they begin with another word
    hard = sorted(
        k
        for k, w in vocabulary().items()
        if not w.soft and w.role in ("number", "hundred", "repeat", "many") and len(k) > 2 and k[0].isalpha()
        and k not in glued and (not values or (w.role == "number" and w.value in values))
    )  # fmt: skip
    if values:
        return _branch(hard)
    # "7even", "5ive": spelled out in the data.
    spelled = sorted(s for row in _languages() for s, _, _ in _entries(row) if s[0].isdigit())
    return _branch(hard) + "|" + "|".join(f"(?i:{s})" for s in dict.fromkeys(spelled))


def _branch(keys: list[str], first: bool = True) -> str:
    """Return an alternation of words with the letters that may stand for each, common beginnings shared."""
    heads: dict[str, list[str]] = {}
    for key in keys:
        heads.setdefault(key[0], []).append(key[1:])
    parts = []
    for head, rests in sorted(heads.items(), reverse=True):
        ends = "" in rests
        longer = [r for r in rests if r]
        tail = _branch(longer, first=False) if longer else ""
        parts.append(
            _letters(head, not first)
            + (f"(?:{tail})?" if ends and tail else f"(?:{tail})" if tail and "|" in tail else tail)
        )
    return "|".join(parts)


@cache
def _letters(char: str, digits: bool) -> str:
    group = next((g for g in _CLASSES if g[0] == char), char)
    every = set(group) | {c.upper() for c in group if len(c.upper()) == 1}
    every |= {c for c in map(chr, range(0xC0, 0x250)) if _look(c) == char}
    every |= {c for c in map(chr, range(0x400, 0x530)) if _look(c) == char}
    kept = sorted(c for c in every if digits or not c.isdigit() or c == "0")
    return "[" + "".join(f"\\x{{{ord(c):x}}}" for c in kept) + "]+"
