"""Patterns of what people call platforms and payment services: plain, in look-alike letters, in disguise, misspelt.

The same pattern texts serve Rust's engine, which proposes, and Python's, which judges: letters of both cases are
written out, so that no flag is needed that one of the two lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from graphkit.identifiers.look_alikes import LIKE

Parts = Sequence[str]  # a pattern for each letter of a label

# Figures and signs for Latin letters; letters of the other alphabet that sound alike; Latin letters that are written
# like Cyrillic ones, or stand for them.
_FIGURES = {"a": "@4", "e": "3", "i": "1l|!ı", "l": "1i|", "o": "0", "s": "$5", "t": "7", "g": "9q", "q": "9"}
_SOUNDS = dict(zip("ategrmlinsopbvfxkz", "атегрмлинсопбвфхкз", strict=True))
_WRITTEN = {
    "и": "u",
    "п": "n",
    "т": "m",
    "в": "b",
    "е": "эё",
    "э": "е",
    "я": "r",
    "ч": "4",
    "з": "3",
    "о": "0",
}
# Accents that some languages, and some who hide, put on a platform's name: "Télégram".
_ACCENTED = {"e": "éèêë", "a": "áàâäã", "i": "íìîï", "o": "óòôöõ", "u": "úùûü"}
_STRESS, _VOWELS = "\u0301?", "аеиоуыэюяі"
_GAP = r"(?:[ ._*-]|\u0301)?"
_WIDE_GAP = "[ ._*-]{0,3}"
_PARTED = "[ ._*-]"
# Endings of the languages that put them on a platform's name: "telegramdan", "Telegram'da", "телеграмға", "тгшка".
LATIN_END = "(?:['’-]?(?:[dtng][ae]n?|[iıuüy]m?(?:[dt]?[ae]n?)?|m[ae]))?"
CYRILLIC_END = "(?:-?(?:[дтнғгқ][аеы]н?|ым(?:да)?|ам|[аеіуы]|ом|ш?к[ауеі]))?"
_ENDINGS = frozenset({LATIN_END, CYRILLIC_END})
_ANY_LETTER = "[A-Za-zА-Яа-я]?"


def char_class(letters: str) -> str:
    """Return a class of letters in both cases."""
    both = "".join(dict.fromkeys(c for letter in letters for c in (letter, letter.upper()) if len(c) == 1))
    return f"[{re.escape(both)}]" if len(both) > 1 else re.escape(both)


def _twins(letter: str) -> str:
    """Return a letter with those of other alphabets that look the same."""
    latin = next((known for known, like in LIKE.items() if letter in like), letter)
    return letter + latin + LIKE.get(latin, "") + (_ACCENTED.get(letter, "") if letter.isascii() else "")


def plain(label: str, alike: bool = True) -> list[str]:
    """Return the pattern of a label, with letters of another alphabet that look the same."""
    return [
        char_class(_twins(c) if alike and c.isalpha() else c) + (_STRESS if alike and c in _VOWELS else "")
        for c in label
    ]


def _letter(letter: str) -> str:
    """Return the class of all that stands for a letter in a label: figures, look-alikes, the same sound.

    A letter that only looks like one of the same sound is left out: "wice" is not Wise.
    """
    if letter.isascii():
        chars = _twins(letter) + _FIGURES.get(letter, "") + _SOUNDS.get(letter, "")
    else:
        sound = next((k for k, v in _SOUNDS.items() if v == letter), "")
        chars = _twins(letter) + sound + _WRITTEN.get(letter, "")
    return char_class("".join(sorted(set(chars))))


def _shared_letter(letter: str) -> str:
    """Return the class of all that stands for either letter of a sound.

    It is the same for both letters of a sound, so that labels of both alphabets share one tree: an engine that takes
    the first branch that fits must not stop at a shorter label of the other.
    """
    of_latin = next((k for k, v in _SOUNDS.items() if v == letter), letter)
    other = _SOUNDS.get(of_latin, letter)
    chars = _twins(of_latin) + _twins(other)[:2] + _FIGURES.get(of_latin, "") + "эё" * (other == "е")
    return char_class("".join(sorted(set(chars))))


def leet(label: str) -> list[str]:
    """Return the pattern of a label with figures and signs for letters, and stress marks."""
    return [(_letter(c) + _STRESS * (c in _VOWELS)) if c.isalpha() else re.escape(c) for c in label]


def disguised(label: str) -> list[str]:
    """Return the pattern of a label with figures for letters, and with signs between some of them."""
    out: list[str] = []
    for letter in label:
        if letter == " ":
            out.append(_WIDE_GAP)
        else:
            out += [_GAP] * (bool(out) and out[-1] != _WIDE_GAP) + [_shared_letter(letter)]
    return out


def spaced(label: str) -> list[str]:
    """Return the pattern of a label with a sign between all its letters: ``k i k``, ``K.I.K``."""
    out: list[str] = []
    for letter in label:
        out += [_PARTED] * bool(out) + [_letter(letter)]
    return [*out, r"\.?"]


def misspelt(label: str) -> Iterator[list[str]]:
    """Yield the patterns of a label with one inner letter missing or wrong."""
    letters = plain(label)
    for at in range(1, len(label) - 1):
        yield [*letters[:at], _ANY_LETTER, *letters[at + 1 :]]


def either(labels: Iterable[Parts]) -> str:
    """Return an alternation as a tree by common beginnings, longer ones first: engines are slow on flat ones."""
    branches: dict[str, list[Parts]] = {}
    ends = False
    for parts in labels:
        if parts:
            branches.setdefault(parts[0], []).append(parts[1:])
        else:
            ends = True
    if not branches:
        return ""
    # An ending may be empty: it is tried after the longer labels.
    in_order = sorted(branches.items(), key=lambda branch: branch[0] in _ENDINGS)
    written = [first + either(rest) for first, rest in in_order]
    if len(written) == 1 and not ends:
        return written[0]
    return f"(?:{'|'.join(written)})" + ("?" if ends else "")
