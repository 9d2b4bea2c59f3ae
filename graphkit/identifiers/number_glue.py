"""Numbers glued into a sentence: "txt6one5five55zero1zero9anytime" is cut into numerals and what is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphkit.identifiers.number_words import skeleton, words_at
from graphkit.identifiers.numerals import Token

_LONGEST = 200  # letters and digits without a space; beyond that it is a hash, or no text of people's
_FEWEST_DIGITS = 7
_SPOKEN = 14  # letters that seven digits take at the least, if they are all spoken
_LETTER = 0.5  # what a letter of another word costs: less than half of a number word of three letters
# Letters for digits, between digits and more than those: their letters alone would be other words.
_LETTERED = re.compile(r"[0-9][0-9OoОоIlSsZzBb|]{4,}[0-9]|[0-9]{2,}[OoОо]+(?![a-zа-я])")
_LOOKS = str.maketrans("OoОоIlSsZzBb|", "0000115522881".replace("88", "86"))


def glued(run: str) -> tuple[Token, ...] | None:
    """Return the tokens of a run of letters and digits that holds seven digits or more in a row, however written.

    Examples
    --------
    >>> [t.text for t in glued("txt6one5five55zero1zero9anytime")]
    ['txt', '6', '1', '5', '5', '55', '0', '1', '0', '9', 'anytime']
    >>> glued("someonephones") is None
    True
    """
    if len(run) > _LONGEST or (len(run) < _SPOKEN and not any(c.isdigit() for c in run)):
        return None
    look = skeleton(run)
    if not _may_hold(run, look):
        return None
    tokens = _cheapest(run, look)
    longest = count = 0
    for token in tokens:
        count = 0 if token.kind == "other" else count + len(token.text)
        longest = max(longest, count)
    return tokens if longest >= _FEWEST_DIGITS else None


def _may_hold(run: str, look: str) -> bool:
    """Tell cheaply whether digits and number words enough may be there: a word says three digits at the most."""
    count = sum(c.isdigit() for c in run)
    if count < _FEWEST_DIGITS:
        starts = sum(any(not w.soft for _, w in words_at(look, at)) for at in range(len(look) - 2))
        count += 2 * starts
    return count >= _FEWEST_DIGITS


def _cheapest(run: str, look: str) -> tuple[Token, ...]:
    """Return the cheapest way to cut a run: numerals cost little, letters that belong to none more."""
    size = len(run)
    costs = [0.0] + [1e9] * size
    best: list[Token | None] = [None] * (size + 1)
    for at in range(size):
        for cost, token in _steps(run, look, at):
            if costs[at] + cost < costs[token.end]:
                costs[token.end] = costs[at] + cost
                best[token.end] = token
    out: list[Token] = []
    at = size
    while at:
        step = best[at]
        assert step is not None
        token, at = step, step.start
        if token.kind == "other" and out and out[-1].kind == "other":
            token = Token("other", token.text + out.pop().text, token.start, token.start)
            token.end = token.start + len(token.text)
        out.append(token)
    return tuple(reversed(out))


def _steps(run: str, look: str, at: int) -> Iterator[tuple[float, Token]]:
    end = at
    while end < len(run) and run[end].isascii() and run[end].isdigit():
        end += 1
    inside = at > 0 and run[at - 1].isascii() and run[at - 1].isdigit()
    if end > at and not inside:
        yield 0.2, Token("digits", run[at:end], at, end)
        if match := _LETTERED.match(run, at):
            text = match[0].translate(_LOOKS)
            letters = sum(not c.isdigit() for c in match[0])
            if letters and letters <= len(text) // 2 + 1:
                yield 0.3, Token("leet", text, at, match.end(), None, letters)
    for stop, word in words_at(look, at):
        if word.role in ("and", "of") or run[at:stop].isdigit():
            continue
        # Words of two letters are in every other word; but "on" and "он" begin the teens of many languages.
        if stop - at < 3 and not (word.value == 10 and any(not w.soft for _, w in words_at(look, stop))):
            continue
        digits = sum(c.isdigit() for c in run[at:stop])
        soft = word.soft and stop - at > 2
        cost = (1 if stop - at > 2 else 0.5) + 0.35 * digits + 0.6 * soft
        yield cost, Token("word", str(word.value), at, stop, word, int(word.soft))
    yield _LETTER, Token("other", run[at], at, at + 1)
