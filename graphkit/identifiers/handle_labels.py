"""What people call the platforms: labels as patterns, undisguised and in disguise, and the platform that one means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from graphkit.identifiers.accounts import Platform, load_rules
from graphkit.identifiers.label_patterns import (
    CYRILLIC_END,
    LATIN_END,
    Parts,
    disguised,
    either,
    leet,
    misspelt,
    plain,
    spaced,
)
from graphkit.identifiers.lazy_pattern import Lazy

# So well known, and so long, that signs between some of their letters hide them from nobody.
_DISGUISED = frozenset(
    {"telegram", "instagram", "snapchat", "whatsapp", "viber", "facebook", "onlyfans", "tiktok", "wechat", "skype"}
)  # fmt: skip
_MISSPELT = frozenset(
    {
        "telegram",
        "instagram",
        "instragram",
        "snapchat",
        "whatsapp",
        "facebook",
        "onlyfans",
        "телеграм",
        "инстаграм",
    }
)
# Labels of two letters that are also written with a gap: "т г : name".
_GAPPED = frozenset({"tg", "тг", "ig", "vk", "вк", "fb", "sc"})
# Behind these "name" or "id" is written without a blank: "snapname: ...".
_NAMED = frozenset(
    {"snap", "snapchat", "sc", "ig", "insta", "tg", "telegram", "kik", "skype", "wechat", "kakao", "discord"}
)
# "telegram @ name" is not "telegrama name".
_NO_DISGUISE = frozenset({"telegrama"})
_NAME_ENDS = ("name", "id", "user", "username")
# Alphabets in which neither figures nor letters of another one stand for letters.
_OF_DISGUISES = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u0300-\u036f\U0001f000-\U0001faff]")
_INFLECTED = frozenset(
    ["telegram", "tg", "instagram", "insta", "whatsapp", "viber", "vk", "snap", "телеграм", "телеграмм", "тг",
     "инстаграм", "инстаграмм", "инст", "ватсап", "вайбер", "вк", "снап", "мамб", "бад"]
)  # fmt: skip
_LEAST_SPACED, _MOST_SPACED, _LEAST_DISGUISED = 3, 7, 4


def _ending(label: str) -> list[str]:
    """Return the pattern of the endings that a label may have."""
    return [LATIN_END if label.isascii() else CYRILLIC_END] if label in _INFLECTED else []


def _forms(platform: Platform, label: str) -> Iterator[Parts]:
    """Yield the patterns of one label."""
    if label in _NO_DISGUISE:
        yield plain(label)
        return
    # "OF" is a platform, "of" is not.
    if label.isupper() or not _OF_DISGUISES.search(label):
        yield [re.escape(c) for c in label]
        return
    if label in _NAMED:
        for end in _NAME_ENDS:
            yield plain(label + end, alike=False)
    ends = _ending(label)
    if platform.kind in _DISGUISED and label.isalpha() and len(label) >= _LEAST_DISGUISED:
        yield [*disguised(label), *ends]
        return
    # With figures for letters, labels of two letters would be too many words.
    yield [*(leet(label) if len(label) >= _LEAST_SPACED else plain(label)), *ends]
    if label.isalpha() and (_LEAST_SPACED <= len(label) <= _MOST_SPACED or label in _GAPPED):
        yield spaced(label)


def _misspelt(platform: Platform) -> Iterator[Parts]:
    for label in platform.labels:
        if label in _MISSPELT:
            yield from misspelt(label)


def _tree(platform: Platform, labels: tuple[str, ...]) -> str:
    return either(form for label in labels for form in _forms(platform, label)) or "(?!)"


class _Known(NamedTuple):
    platform: Platform
    loose: Lazy
    strict: Lazy
    misspelt: Lazy


@cache
def _known() -> tuple[_Known, ...]:
    return tuple(
        _Known(
            p,
            Lazy(_tree(p, p.labels)),
            Lazy(_tree(p, p.strict)),
            Lazy(either(_misspelt(p)) or "(?!)"),
        )
        for p in load_rules().platforms
        if p.labels or p.strict
    )


LABEL = either(f for p in load_rules().platforms for w in (*p.labels, *p.strict) for f in _forms(p, w))
# Behind a name, where fewer disguises are met: every label as it is spelt, with look-alike letters.
PLAIN_LABEL = either(
    [*plain(w), *_ending(w)] if not w.isupper() and _OF_DISGUISES.search(w) else [re.escape(c) for c in w]
    for p in load_rules().platforms
    for w in (*p.labels, *p.strict)
    if w not in load_rules().figured
)
MISSPELT = either(f for p in load_rules().platforms for f in _misspelt(p))
# Python takes a tenth of a second to compile all labels once: each pattern with them is worth sharing.
ONE_LABEL = Lazy(rf"(?:{LABEL}|{MISSPELT})(?!\w)")


def labels_of(*kinds: str) -> str:
    """Return the pattern of the labels of some platforms, as they are spelt.

    Examples
    --------
    >>> re.fullmatch(labels_of("icq"), "ICQ") is not None
    True
    """
    return either(
        f
        for p in load_rules().platforms
        if p.kind in kinds
        for w in (*p.labels, *p.strict)
        for f in (
            [*leet(w), *_ending(w)] if len(w) >= _LEAST_SPACED else plain(w),
            *([spaced(w)] if w.isalpha() and _LEAST_SPACED <= len(w) <= _MOST_SPACED else ()),
        )
    )


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
    exact = _exact().get(words) or _exact().get(low)
    doubtful = low in load_rules().doubtful and not (exact and words in _exact() and words.isupper())
    if exact:
        return Label(*exact, doubtful)
    if not ONE_LABEL.fullmatch(words):
        return None
    for known in _known():
        if known.loose.fullmatch(words):
            return Label(known.platform, False, doubtful)
        if known.strict.fullmatch(words):
            return Label(known.platform, True, doubtful)
    for known in _known():
        if known.misspelt.fullmatch(words):
            return Label(known.platform, True, doubtful)
    return None


@cache
def _exact() -> dict[str, tuple[Platform, bool]]:
    known: dict[str, tuple[Platform, bool]] = {}
    for p in load_rules().platforms:
        for strict, words in ((False, p.labels), (True, p.strict)):
            for word in words:
                known.setdefault(word if word.isupper() else word.lower(), (p, strict))
    return known
