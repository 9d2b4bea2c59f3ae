"""How rare a username is by its form: -log2 of the chance that an unrelated person picks it.

The model is fixed and ships as data (``near_names.toml``): nothing in a case moves it, so an unrelated record never
changes what a name is worth. A name is cut into the words and numbers that make it likeliest (a unigram model, solved
by dynamic programming), and pays for each: little for a first name, a trade, a place or a year, more for a word of
taste, much for a word that no list has. What no list has may still be a word or surname of some language, so its cost
is bounded by the number of words there are.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from math import log2
from pathlib import Path
from typing import Any

_RUNS = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 40  # characters of a name that are looked at
_LONGEST_WORD = 14
_TOGETHER = 3.5  # bits less for a common word behind another part: "night owl", "big daddy" are no accident
_JOINT = 0.5  # bits for each further part: how many there are, and in which order
_UNLISTED = 3.0  # bits for being on no list
_ODD_LETTERS = 5.0  # of two letters of which one is not a to z
# What no list has may be a first name or a word all the same, the more so the shorter it is: of four letters there are
# some thousands in all languages, and with each letter more three times as many.
_SHORT, _SHORT_BITS, _LONGER = 4, 12.0, 1.5
_NAME_LONG = 8  # letters up to which an unlisted word before a short number may be a first name before a year
_AGE = 3.0  # bits of that number then
_DIGIT = log2(10)
_SYMBOL = log2(36)
# Names that only tell who one is, what one does and where: whoever is and does the same picks them too, so their parts
# are not independent, and more of them do not make a name rarer than this.
DESCRIPTIVE_MOST = 16.0
MOST = (
    30.0  # beyond this the model is not to be trusted: fans carry names of stars, forms have their fashions
)
GENERATED_MOST = 10.0  # names that platforms hand out are not carried from one to another
_DESCRIPTIVE = frozenset(
    {"given_common", "given", "surnames", "trade", "places", "tails", "fillers", "year", "number"}
)
_IN_WORDS = {
    "given_common": "a common first name", "given": "a first name", "surnames": "a common surname",
    "trade": "a word of the trade", "words": "a common word",
    "places": "a place", "tails": "a common ending", "fillers": "a filler", "generated": "a word of made-up accounts",
    "year": "a year", "number": "a short number", "long number": "a long number", "unlisted": "a word on no list",
}  # fmt: skip
_CYRILLIC = """а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х h ц ts ч ch ш sh щ sch
ы y э e ю yu я ya і i є e ґ g қ k ң n ғ g ү u ұ u һ h ө o ә a ъ _ ь _"""
_LATIN = {a: b.strip("_") for a, b in zip(_CYRILLIC.split()[::2], _CYRILLIC.split()[1::2], strict=True)}


@dataclass(frozen=True, slots=True)
class Rarity:
    """What a name is made of and how rare that makes it.

    Attributes
    ----------
    bits
        -log2 of the chance that an unrelated person picks it, in tenths.
    parts
        Its words and numbers, each with its class.
    words
        The same for people.
    """

    bits: float
    parts: tuple[tuple[str, str], ...]
    words: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "near_names.toml").read_text("utf-8"))


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of one list of the model."""
    return frozenset(_data()["lists"][name].split())


@cache
def _costs() -> dict[str, tuple[float, str]]:
    """Return word -> (bits, class); the likeliest class where a word is of several."""
    costs: dict[str, tuple[float, str]] = {}
    for name, bits in _data()["bits"].items():
        for word in sorted(listed(name)):
            costs[word] = min(costs.get(word, (99.0, "")), (float(bits), name))
    return costs


@cache
def _letters() -> dict[str, float]:
    """Return the bits of each letter behind another (or at the beginning, ``^``), learned from the lists."""
    pairs: Counter[str] = Counter()
    for word in _costs():
        pairs.update(a + b for a, b in zip("^" + word, word, strict=False))
    firsts: Counter[str] = Counter()
    for pair, n in pairs.items():
        firsts[pair[0]] += n
    return {
        a + b: -log2((pairs[a + b] + 0.5) / (firsts[a] + 13))
        for a in "^abcdefghijklmnopqrstuvwxyz"
        for b in "abcdefghijklmnopqrstuvwxyz"
    }


def folded(name: str) -> str:
    """Return a name in lower case and Latin letters, accents dropped.

    Examples
    --------
    >>> folded("Лена_Ünlü")
    'lena_unlu'
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    text = unicodedata.normalize("NFC", "".join(c for c in text if not unicodedata.combining(c)))
    return "".join(_LATIN.get(c, c) for c in text).replace("ı", "i")[:_LONGEST]


@lru_cache(maxsize=200_000)
def rarity(name: str) -> Rarity:
    """Return how rare a folded name is.

    Examples
    --------
    >>> rarity("anna_95").words
    'a common first name, a year'
    >>> rarity("anna_95").bits < rarity("velvet_orchid").bits < rarity("zarimunelovek").bits
    True
    """
    parts: list[tuple[str, str]] = []
    bits = 0.0
    runs = _RUNS.findall(name)
    for run in runs:
        cost, found = _number(run) if run.isdigit() else _cut(run, bool(parts))
        if found[0][1] in ("year", "number") and [of for _, of in parts] == ["unlisted"]:
            cost = min(cost, _AGE) if len(parts[0][0]) <= _NAME_LONG else cost
        bits += cost
        parts += found
    bits += _JOINT * max(0, len(runs) - 1)
    classes = {of for _, of in parts}
    if classes <= _DESCRIPTIVE:
        bits = min(bits, DESCRIPTIVE_MOST)
    if "generated" in classes and classes <= _DESCRIPTIVE | {"generated", "long number"}:
        bits = min(bits, GENERATED_MOST)
    bits = min(bits, MOST, _SYMBOL * sum(len(part) for part, _ in parts))
    return Rarity(round(bits, 1), tuple(parts), ", ".join(_IN_WORDS[of] for _, of in parts))


def _number(digits: str) -> tuple[float, list[tuple[str, str]]]:
    """Return the bits of a number: a year, one that everybody picks, or digits."""
    if len(digits) == 4 and 1950 <= int(digits) <= 2012:
        return 6.0, [(digits, "year")]
    if digits in _data()["numbers"]["popular"]:
        return 5.0, [(digits, "number")]
    if len(digits) == 2 and (digits >= "70" or digits <= "09"):
        return 5.5, [(digits, "year")]
    return _DIGIT * len(digits), [(digits, "number" if len(digits) < 5 else "long number")]


def _cut(run: str, goes_on: bool) -> tuple[float, list[tuple[str, str]]]:
    """Cut a run of letters where it is likeliest."""
    costs, letters = _costs(), _letters()
    # What the letters from one place to another cost is the difference of two sums, but for the first of them.
    first = [letters.get("^" + c, _ODD_LETTERS) for c in run]
    sums = [0.0, *accumulate(letters.get(a + b, _ODD_LETTERS) for a, b in pairwise(run))]
    best: list[tuple[float, int, str]] = [(0.0, 0, "")]
    for end in range(1, len(run) + 1):
        options = []
        for start in range(end):
            before = best[start][0] + (_JOINT if start else 0.0)
            if end - start <= _LONGEST_WORD and (listed := costs.get(run[start:end])):
                cost, of = listed
                cost -= _TOGETHER if of == "words" and (start or goes_on) else 0.0
                options.append((before + cost, start, of))
            spelled = first[start] + sums[end - 1] - sums[start]
            options.append((before + _unlisted(spelled, end - start), start, "unlisted"))
        best.append(min(options))
    parts: list[tuple[str, str]] = []
    end = len(run)
    while end:
        _, start, of = best[end]
        parts.append((run[start:end], of))
        end = start
    return best[-1][0], parts[::-1]


def _unlisted(spelled: float, length: int) -> float:
    """Return the bits of a word that is on no list: its letters', but no more than there are words."""
    return min(_UNLISTED + spelled, _SHORT_BITS + _LONGER * max(0, length - _SHORT))
