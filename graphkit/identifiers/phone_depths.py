"""How many leading digits of a number its plan looks at: numbers that share them are all assigned, or none is."""

from __future__ import annotations

import re

_ATOM = re.compile(r"\\d|\[[0-9-]+\]|[0-9]|\(\?:|[|)]")
_TIMES = re.compile(r"\{([0-9]+)(?:,([0-9]+))?\}|\?")
_EVERY = 99  # more digits than a number has


def depth_of(pattern: str) -> int:
    """Return how many leading digits decide whether a pattern of libphonenumber's tables matches numbers of one length.

    Two numbers of the same length that share so many leading digits match both, or neither: everything that the pattern
    asks of the others is that they be digits. Patterns with anything in them that these tables do not use today look at
    every digit, so that a wider grammar costs time and changes no answer.

    Examples
    --------
    >>> depth_of(r"[2-9]\\d{9}"), depth_of(r"9(?:0[1-9]|1\\d)\\d{7}"), depth_of(r"8(?:0{2})?5"), depth_of(r"\\d*")
    (1, 3, 4, 99)
    """
    at, _, deep = _branches(pattern, 0, 0)
    return deep if at == len(pattern) else _EVERY


def _branches(pattern: str, at: int, digit: int) -> tuple[int, int, int]:
    """Walk alternatives from a place of the pattern and of the number; return where they end in both, and the depth."""
    furthest, deep, here = digit, 0, digit
    while match := _ATOM.match(pattern, at):
        atom, after = match[0], match.end()
        if atom == ")":
            break
        if atom == "|":
            here, at = digit, after
            continue
        width, told = 1, here + 1
        if atom == "(?:":
            after, end, told = _branches(pattern, after, here)
            if pattern[after : after + 1] != ")":
                return after, end, _EVERY
            after, width = after + 1, end - here
        elif atom == r"\d":
            told = 0
        if times := _TIMES.match(pattern, after):
            most = int(times[2] or times[1] or 1)
            told += (most - 1) * width if told else 0
            width, after = width * most, times.end()
        here, at = here + width, after
        deep, furthest = max(deep, told), max(furthest, here)
    return at, furthest, deep
