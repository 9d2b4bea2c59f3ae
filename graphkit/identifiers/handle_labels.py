"""What people call the platforms: labels as patterns, undisguised and in disguise, and the platform that one means.

The same pattern texts serve Rust's engine, which proposes, and Python's, which judges: letters of both cases are
written out, so that no flag is needed that one of the two lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from graphkit.identifiers.accounts import Platform, load_rules

# Letters of other alphabets that look like a Latin one (Unicode's confusables.txt, without those that need a look
# twice), and small capitals.
_LIKE = {
    "a": "аαᴀ", "b": "вʙ", "c": "сᴄ", "d": "ԁᴅ", "e": "еєεᴇ", "f": "ғ", "g": "ɢ", "h": "һнʜ", "i": "іιɪ", "j": "јᴊ",
    "k": "кκᴋ", "l": "ӏʟ", "m": "мᴍ", "n": "ηɴ", "o": "оοᴏ", "p": "рρᴘ", "q": "ԛ", "r": "ʀ", "s": "ѕꜱ", "t": "тτᴛ",
    "u": "υᴜ", "v": "νᴠ", "w": "ԝᴡ", "x": "хχ", "y": "уγʏ", "z": "ᴢ",
}  # fmt: skip
# In the long names of platforms also figures and signs, and the letter of the other alphabet that sounds alike.
_FIGURES = {"a": "@4", "e": "3", "i": "1l|!ı", "l": "1i|", "o": "0", "s": "$5", "t": "7", "g": "9"}
_SOUNDS = dict(zip("ategrmlinsopbvfxk", "атегрмлинсопбвфхк", strict=True))
_DISGUISED = frozenset(
    {"telegram", "instagram", "snapchat", "whatsapp", "viber", "facebook", "onlyfans", "tiktok"}
)
_SPACED = r"(?:[ ._*-]|\u0301)?"
_STRESS, _VOWELS = "\u0301?", "аеиоуыэюяі"
# Endings of the languages that put them on a platform's name: "telegramdan", "Telegram'da", "телеграмға", "тгшка".
_LATIN_END = "(?:['’-]?(?:[dtng][ae]n?|[iıuüy]m?(?:[dt]?[ae]n?)?|m[ae]))?"
_CYRILLIC_END = "(?:-?(?:[дтнғгқ][аеы]н?|ым(?:да)?|[аеіу]|ом|ш?к[ауеі]))?"
_INFLECTED = frozenset(
    ["telegram", "tg", "instagram", "insta", "whatsapp", "viber", "vk", "телеграм", "телеграмм", "тг", "инстаграм",
     "инстаграмм", "ватсап", "вайбер", "вк", "снап"]
)  # fmt: skip


def _class(letters: str) -> str:
    """Return a class of letters in both cases."""
    both = "".join(dict.fromkeys(c for letter in letters for c in (letter, letter.upper()) if len(c) == 1))
    return f"[{re.escape(both)}]" if len(both) > 1 else re.escape(both)


def _twins(letter: str) -> str:
    """Return a letter with those of other alphabets that look the same."""
    latin = next((known for known, like in _LIKE.items() if letter in like), letter)
    return letter + latin + _LIKE.get(latin, "")


def _plain(label: str, alike: bool = True) -> list[str]:
    """Return the pattern of a label, a part a letter, with letters of another alphabet that look the same."""
    return [
        _class(_twins(c) if alike and c.isalpha() else c) + (_STRESS if alike and c in _VOWELS else "")
        for c in label
    ]


def _disguised(label: str) -> list[str]:
    """Return the pattern of a label with figures for letters, and with signs between them."""
    out: list[str] = []
    for letter in label:
        # The same class for both letters of a sound, so that labels of both alphabets share one tree: an engine that
        # takes the first branch that fits must not stop at a shorter label of the other.
        of_latin = next((k for k, v in _SOUNDS.items() if v == letter), letter)
        other = _SOUNDS.get(of_latin, letter)
        chars = _twins(of_latin) + _twins(other)[:2] + _FIGURES.get(of_latin, "")
        out += [_SPACED] * bool(out) + [_class("".join(sorted(set(chars))))]
    return out


def _parts(platform: Platform, label: str) -> list[str]:
    if label.isupper():  # "OF" is a platform, "of" is not
        return [re.escape(c) for c in label]
    if platform.kind not in _DISGUISED or not label.isalpha():
        parts = _plain(label, alike=False)
    elif len(label) > 3:
        parts = _disguised(label)
    else:  # of two letters with look-alikes too many are words
        parts = _plain(label, alike=len(label) > 2)
    end = (_LATIN_END if label.isascii() else _CYRILLIC_END) if label in _INFLECTED else ""
    return [*parts, end] if end else parts


def _either(labels: Iterable[Sequence[str]]) -> str:
    """Return an alternation as a tree by common beginnings, longer ones first: engines are slow on flat ones."""
    branches: dict[str, list[Sequence[str]]] = {}
    ends = False
    for parts in labels:
        if parts:
            branches.setdefault(parts[0], []).append(parts[1:])
        else:
            ends = True
    if not branches:
        return ""
    written = [first + _either(rest) for first, rest in branches.items()]
    if len(written) == 1 and not ends:
        return written[0]
    return f"(?:{'|'.join(written)})" + ("?" if ends else "")


class _Known(NamedTuple):
    platform: Platform
    loose: re.Pattern[str]
    strict: re.Pattern[str]


@cache
def _known() -> tuple[_Known, ...]:
    return tuple(
        _Known(
            p,
            re.compile(_either(_parts(p, w) for w in p.labels) or "(?!)"),
            re.compile(_either(_parts(p, w) for w in p.strict) or "(?!)"),
        )
        for p in load_rules().platforms
        if p.labels or p.strict
    )


# A few two-letter names are also written with a gap: "т г : name".
_GAPPED = {"telegram": ("t g", "т г", "t.g", "т.г", "t-g"), "instagram": ("i g",)}
LABEL = _either(
    [_parts(p, w) for p in load_rules().platforms for w in (*p.labels, *p.strict)]
    + [_plain(w, alike=False) for words in _GAPPED.values() for w in words]
)
_ANY = re.compile(LABEL)


class Label(NamedTuple):
    """A label as it was read: whose it is, whether it is also a common word, and whether mostly one."""

    platform: Platform
    strict: bool
    doubtful: bool


@lru_cache(maxsize=4096)
def label_of(words: str) -> Label | None:
    """Return what a label means, such as ``тг`` or ``te1egram``; None if nothing.

    Examples
    --------
    >>> label_of("te1egr@m").platform.kind, label_of("telegramdan").platform.kind
    ('telegram', 'telegram')
    >>> label_of("honey") is None
    True
    """
    low = words.lower()
    doubtful = low in load_rules().doubtful
    exact = _exact().get(low) or _exact().get(words)
    if exact:
        return Label(*exact, doubtful)
    if not _ANY.fullmatch(words):
        return None
    for known in _known():
        if known.loose.fullmatch(words):
            return Label(known.platform, False, doubtful)
        if known.strict.fullmatch(words):
            return Label(known.platform, True, doubtful)
    return None


@cache
def _exact() -> dict[str, tuple[Platform, bool]]:
    known: dict[str, tuple[Platform, bool]] = {}
    for p in load_rules().platforms:
        for strict, words in ((False, p.labels), (True, (*p.strict, *_GAPPED.get(p.kind, ())))):
            for word in words:
                known.setdefault(word if word.isupper() else word.lower(), (p, strict))
    return known


LOOK_ALIKES = "".join(
    dict.fromkeys(c for like in _LIKE.values() for c in like + like.upper() if ord(c) > 0x7F)
)
_TO_LATIN = str.maketrans(
    {c: latin for latin, like in _LIKE.items() for c in like}
    | {c.upper(): latin.upper() for latin, like in _LIKE.items() for c in like if len(c.upper()) == 1}
)


def latin(name: str) -> str | None:
    """Return a name with letters of other alphabets that only look Latin made Latin; None if others are in it.

    A name wholly of such letters is a word of its own language, and is no name.

    Examples
    --------
    >>> latin("h\u043eney"), latin("honey"), latin("\u0441\u043e\u0440"), latin("honey\u0436")
    ('honey', 'honey', None, None)
    """
    if name.isascii():
        return name
    if not any(c.isascii() and c.isalpha() for c in name):
        return None
    plain = name.translate(_TO_LATIN)
    return plain if plain.isascii() else None
