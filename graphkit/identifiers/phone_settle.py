"""A second look at plain numbers, with the words around them: a label lifts a doubt, another thing's name ends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.phone_context import is_labelled, is_something_else, words

_JOINS = 0.7
# Words around a number that matter: apps and extensions, and what names something else. No word boundaries, with
# which the engine would walk text that is not ASCII a thousand times slower.
WORDS_AROUND = (
    r"(?i)^/|[0-9][)]? ?(?:[/,;&]|[^\W\d_]{1,4}) ?[0-9]{2,4}(?:[^0-9]|$)|what'?s|wapp|"
    r"ватс|вотс|вацап|viber|вайбер|telegram|телег|signal|сигнал|sms|te?xt|смс|[0-9] ?x ?[0-9]|доб\.|"
    r"(?:^|[^\p{L}0-9])(?:(?:wa|tg|тг|"
    + "|".join(re.escape(w) for w in sorted(words("other")))
    + r")(?:[^\p{L}0-9]|$)|ext|вн)"
)
_LIFTED = 0.75
INSIDE = 0.45  # a number between letters
_INTO_WORD = re.compile(r"(?:\A|[^\w])?[^\W\d_]{2,}\Z")
_OUT_OF_WORD = re.compile(r"[^\W\d_]{2,}(?:\W|\Z)")
_NOT_DIALLED = 0.3
_UNIT = re.compile(r"[ \u00a0]?(?P<sign>[$€£₽₸₺₴%])|[ \u00a0-]?(?P<word>[^\W\d_]+)")
_LAST_GROUP = re.compile(r"[ ,/.-]{1,3}[0-9]{1,5}\Z")
_WORD_AFTER = re.compile(r"[\s,;.!)–-]{1,4}([^\W\d_]+)")
# What makes digits part of something longer: a hash, a file's name, a code with letters.
_GOES_ON = re.compile(
    r"(?i)[a-z]{1,6}[0-9]|\.(?:jpe?g|png|gif|webp|heic|mp[34]|mov|avi|pdf|docx?|xlsx?|zip|txt|html?)\b|[-_][A-Z]{1,4}\b"
)


def settled(
    judge: Callable[[str, Context], Sequence[Found]],
    candidate: str,
    found: Sequence[Found],
    context: Context,
    left: str,
    right: str,
) -> Sequence[Found]:
    """Return the numbers of a candidate as the words around it leave them.

    Parameters
    ----------
    judge
        Reads a candidate, for one that must be read again without its end.
    candidate, found, context
        What was read, and what was found in it.
    left, right
        Some characters on either side.
    """
    plus = "+" in candidate[:2]
    if not plus and is_something_else(left):
        tracing.note("the word before it names something else")
        found = [
            f
            if any(c.isdigit() for c in candidate[: f.start])
            else replace(f, confidence=min(f.confidence, _NOT_DIALLED))
            for f in found
        ]
    if _GOES_ON.match(right):
        tracing.note("what follows makes it part of a code or a file's name")
        at = len(candidate)
        found = [
            replace(f, confidence=min(f.confidence, 0.5)) if f.end == at and not plus else f for f in found
        ]
    if min(f.confidence for f in found) >= _JOINS:
        return found
    if _INTO_WORD.search(left) and _OUT_OF_WORD.match(right) and _whole(candidate, found):
        # "3000час89742239150Лена": words on both sides, no code of letters and digits.
        first = found[0]
        plain = candidate.isdigit() and first.confidence == INSIDE and len(candidate) >= 11
        return [replace(first, confidence=_LIFTED)] if plain else found
    unit = _UNIT.match(right)
    if (
        unit
        and (unit["sign"] or (unit["word"] or "").lower() in words("units"))
        and (tail := _LAST_GROUP.search(candidate))
    ):
        shorter = judge(candidate[: tail.start()], replace(context, after=" "))
        if any(f.confidence >= _JOINS for f in shorter):
            tracing.note("its last digits are a quantity, by the unit behind them")
            return shorter
    if found[0].confidence in (0.5, 0.6) and _whole(candidate, found) and _dialled(left, right):
        tracing.note(f"{found[0].value}: {_LIFTED:g}, as a word beside it says that it is to be dialled")
        return [replace(found[0], confidence=_LIFTED), *found[1:]]
    return found


def _whole(candidate: str, found: Sequence[Found]) -> bool:
    """Tell whether the first reading takes all digits of the candidate, and is long enough to be no chance."""
    first = found[0]
    rest = candidate[: first.start] + candidate[first.end :]
    return (
        not any(c.isdigit() for c in rest)
        and len(first.value) >= 11
        and "fictional" not in first.method.split(".")
    )


def _dialled(left: str, right: str) -> bool:
    """Tell whether the words on either side say that a number is to be dialled."""
    after = _WORD_AFTER.match(right)
    return is_labelled(left) or (after is not None and after[1].lower() in words("behind"))
