"""Numbers as they are said, in the languages of the ads (``spoken.toml``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

from graphkit.simulate.chance import pick
from graphkit.simulate.texts import load


@cache
def spoken() -> Mapping[str, Mapping[str, Any]]:
    """Return the number words of every language."""
    return load("spoken")


def digit_word(digit: str, language: str) -> str:
    """Return the word for one digit.

    Examples
    --------
    >>> digit_word("4", "es")
    'cuatro'
    """
    word: str = spoken()[language]["ones"][int(digit)]
    return word


def say(digits: str, language: str) -> str:
    """Say up to three digits as one number; zeros in front are said one by one.

    Raises
    ------
    ValueError
        If there are no digits, or more than three.

    Examples
    --------
    >>> say("123", "ru"), say("045", "en"), say("35", "es")
    ('сто двадцать три', 'zero forty five', 'treinta y cinco')
    """
    if not 1 <= len(digits) <= 3:
        raise ValueError(f"one to three digits are said as one number, not {digits!r}")
    rest = digits.lstrip("0")
    zeros = [digit_word("0", language)] * (len(digits) - len(rest))
    return " ".join([*zeros, *([_number(int(rest), language)] if rest else [])])


def _number(n: int, language: str) -> str:
    """Say a number from 1 to 999."""
    words = spoken()[language]
    if word := words.get("whole", {}).get(str(n)):
        return str(word)
    if n >= 100:
        hundreds = str(words["hundreds"][n // 100 - 1])
        return f"{hundreds} {_number(n % 100, language)}" if n % 100 else hundreds
    if n >= 20:
        tens = str(words["tens"][n // 10 - 2])
        return f"{tens}{words['join']}{words['ones'][n % 10]}" if n % 10 else tens
    return str(words["teens"][n - 10] if n >= 10 else words["ones"][n])


def chunks(groups: Sequence[str]) -> list[str]:
    """Cut groups of digits into pieces of at most three, as a number is said aloud.

    Examples
    --------
    >>> chunks(["1", "202", "5550143"])
    ['1', '202', '555', '01', '43']
    """
    out = []
    for group in groups:
        rest = group
        while len(rest) > 4:
            out.append(rest[:3])
            rest = rest[3:]
        out += [rest[:2], rest[2:]] if len(rest) == 4 else [rest]
    return out


def run_together(first: str, second: str, language: str) -> bool:
    """Tell whether two pieces, said one after the other without a pause, might be heard as another number.

    Examples
    --------
    >>> run_together("200", "15", "en"), run_together("201", "15", "en"), run_together("200", "05", "en")
    (True, False, False)
    >>> run_together("202", "115", "tr")  # iki yüz iki | yüz on beş
    True
    """
    if second[0] == "0":
        return False
    hundreds = spoken()[language]["hundreds"]
    bare = str(hundreds[1]).endswith(str(hundreds[0]))
    if bare and len(second) == 3 and second[0] == "1":
        return True
    return first[-1] == "0" and len(first.lstrip("0")) > 1


def say_groups(rng: Random, groups: Sequence[str], language: str) -> str:
    """Say groups of digits as numbers of one to three digits, with a pause wherever two would run together.

    Examples
    --------
    >>> say_groups(Random(1), ["202", "555", "0143"], "en")
    'two hundred two five hundred fifty five zero one forty three'
    """
    pieces = chunks(groups)
    pause = pick(rng, (" ", " ", ", ", " - "))
    out = say(pieces[0], language)
    for before, piece in pairwise(pieces):
        joint = ", " if pause == " " and run_together(before, piece, language) else pause
        out += joint + say(piece, language)
    return out
