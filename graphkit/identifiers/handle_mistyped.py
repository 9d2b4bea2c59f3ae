"""Accounts behind a platform's name with one slip of the keys in it: ``discrod: lena_1``, ``snapchatt - lena_1``.

A reader of its own beside :mod:`.handle`: all slips of all names in one pattern would be slow, so that any word behind
which a sign and a name stand is proposed, and judging compares it with the names of the platforms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import Platform, load_rules
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.handle_labels import label_of
from graphkit.identifiers.handle_names import account, is_given_name, is_no_name, looks_like_name, trimmed
from graphkit.identifiers.handle_words import is_common, made_of_words
from graphkit.identifiers.lazy_pattern import Lazy

_SURE, _DASHED = 0.8, 0.75
_LEAST_LABEL, _LEAST_WRONG = 5, 7  # letters of a name of a platform, and where one of them may be another
_LETTERS = "A-Za-zА-Яа-яёі"
_FORM = (
    rf"(?P<word>[{_LETTERS}]{{4,12}})(?: (?:me|id|name|username))?[ \t]*"
    rf"(?:(?:[:=>\u2192]+|[-–—])?[ \t>]*@(?P<signed>{grammar.NAME})"
    rf"|(?P<sign>[:=>\u2192]+|[-–—])[ \t>]*(?P<marked>{grammar.MARKED}))"
)
_PATTERN = rf"(?:^|[^{grammar.IN_WORD_CHARS}])" + re.sub(r"\(\?P<\w+>", "(?:", _FORM)
_WHOLE = Lazy(rf"{_FORM}\Z")
# Words of the language that are one letter from a platform's name.
_WORDS = frozenset(
    {"wicker", "wick", "skye", "vibe", "vibes", "viper", "instal", "instax", "discard", "titter", "скай"}
)


class MistypedReader:
    """Reads names of accounts behind a misspelt platform; what :mod:`.handle` knows is left to it."""

    name = "mistyped"
    kinds: Sequence[Kind] = ()  # those of :mod:`.handle`
    pattern = _PATTERN
    regional = False
    placed = False
    priority = 30

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the account that the candidate names."""
        match = _WHOLE.match(candidate, 0 if candidate[0].isalpha() else 1)
        if match is None or (platform := platform_meant(match["word"].lower())) is None:
            return ()
        group = "signed" if match["signed"] else "marked"
        raw = trimmed(match[group], signed=group == "signed")
        if is_no_name(raw) or context.after in ("@", "a", "/"):
            return ()
        if group == "marked" and (not looks_like_name(raw) or made_of_words(raw)):
            tracing.note("a misspelt platform, and common words or an amount behind it")
            return ()
        sure = _DASHED if match["sign"] in ("-", "–", "—") else _SURE
        return account(platform, raw, match.start(group), "handle.mistyped", sure)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:  # noqa: ARG002
        """Return nothing: columns of accounts are read by :mod:`.handle`."""
        return ()


@cache
def _labels() -> tuple[tuple[str, Platform], ...]:
    rules = load_rules()
    return tuple(
        (label, p)
        for p in rules.platforms
        for label in (*p.labels, *p.strict)
        if len(label) >= _LEAST_LABEL and label.isalpha() and label.islower() and label not in rules.doubtful
    )


@lru_cache(maxsize=4096)
def platform_meant(word: str) -> Platform | None:
    """Return the platform whose name is one slip from a word in lower case; None for words of the language.

    Examples
    --------
    >>> platform_meant("discrod").kind, platform_meant("wikr").kind
    ('discord', 'wickr')
    >>> platform_meant("discard") is None, platform_meant("telegram") is None
    (True, True)
    """
    if word in _WORDS or is_common(word) or is_given_name(word) or label_of(word) is not None:
        return None
    return next((p for label, p in _labels() if _is_slip(word, label)), None)


def _is_slip(word: str, label: str) -> bool:
    """Tell whether a word is a label with two letters exchanged, one too many, one missing, or one wrong."""
    if abs(len(word) - len(label)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(word, label, strict=False)) if a != b), min(len(word), len(label))
    )
    mine, theirs = word[at:], label[at:]
    if len(word) == len(label):
        turned = len(mine) > 1 and mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
        return turned or (at > 0 and len(label) >= _LEAST_WRONG and mine[1:] == theirs[1:])
    return at > 0 and (mine[1:] == theirs if len(word) > len(label) else mine == theirs[1:])


MISTYPED = MistypedReader()
