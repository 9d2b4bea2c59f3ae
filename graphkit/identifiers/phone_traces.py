"""Patterns that tell cheaply in which texts a disguised number may stand, for Rust's regex engine."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from graphkit.identifiers.number_tokens import segment
from graphkit.identifiers.number_words import pattern
from graphkit.identifiers.phone_context import words

_ODD = r"[^\p{L}0-9]"
_HARD = pattern()
# Number words side by side or beside digits.
# As one pattern, or with counted repetition beside the long alternation, the engine's automaton overflows: 200 times slower.
_SPOKEN = rf"(?:{_HARD}){_ODD}*(?:{_HARD}|[0-9])"
_AFTER_DIGIT = rf"[0-9]{_ODD}*(?:{_HARD})"
# Letters for digits.
_LOOKS = r"OoОоΟοՕօ〇零IΙlіІ|!iLӀӏ一SsZzBbбЗзГgqQ$ƧƼƖƷƻƽᏎᏮЧчВТTAEЅѕ二三四五六七八九"
_LETTERED = rf"[0-9]{_ODD}*[{_LOOKS}]+(?:[^\p{{L}}]|$)|(?:^|[^\p{{L}}])[{_LOOKS}]+[0-9]"
_DENSE = rf"[0-9{_LOOKS}](?:{_ODD}*[0-9{_LOOKS}]){{6}}"
# Odd signs between digits.
_SIGNED = r"[0-9](?:[^0-9\p{L}]*[0-9]){6}"
_STRANGE_SIGN = rf"[0-9][ ().*_/+\-]*[^0-9\p{{L}} ().*_/+\-]{_ODD}*[0-9]|[0-9]{_ODD}{_ODD}{_ODD}{_ODD}+[0-9]"
# Digits one by one, and words between digits.
_ONE_BY_ONE = rf"[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]"
# One by one with one sign throughout is no disguise. Few texts come so far: Python's engine is quick enough for them.
_UNEVEN = re.compile(r"[0-9][^0-9a-zа-яё]{2,9}[0-9][^0-9a-zа-яё]{1,2}[0-9]", re.IGNORECASE)
_WORDED = rf"[0-9]{_ODD}*\p{{L}}+{_ODD}+" + rf"(?:\p{{L}}+{_ODD}+)?" * 5 + "[0-9]"
_ENOUGH = r"(?s)[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9]"
# The common ways to write a whole number. One whose country code stands on the line before is left in.
_EVEN = "|".join(rf"[0-9](?:{sign}[0-9]){{9,14}}" for sign in ("-", " ", r"\.", r"\*", "_", "/"))
_SEP = r"[ .\-*_/]{0,2}"
_WHOLE = (
    rf"(?:^|[^0-9+\s(][ (]{{0,2}})\+?(?:[0-9]{{10,15}}|{_EVEN}|1?{_SEP}\(?[0-9]{{3}}\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{4}}|"
    rf"[78]{_SEP}\(?[0-9]{{3}}\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{2}}|\(?0[0-9]{{3,4}}\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{3,4}})"
    r"(?:[^\p{L}0-9]|$)"
)
# Prices, hours and measures, too: the digits of a phone are never these.
_MONEY = "[$€£₽₸₺₴¥₹#№%°]"
_UNITS = "|".join(re.escape(w) for w in sorted(words("units"), key=lambda w: (-len(w), w)))
_QUANTITY = (
    rf"[0-2]?[0-9]:[0-5][0-9]|{_MONEY} ?[0-9]{{1,5}}|"
    rf"(?:^|[^0-9])[0-9]{{1,5}}(?: ?{_MONEY}(?:[^0-9]|$)|[ -]?(?i:{_UNITS})(?:[^\p{{L}}0-9]|$))"
)
# Without whole numbers, the long runs of hashes and addresses, and quantities little is left that could be a disguise.
_PLAIN = rf"{_WHOLE}|[0-9A-Za-z]{{20,}}|{_QUANTITY}"
_WORD_HARD = rf"(?:{_HARD})"
# A number word right before digits: where it says 1, 7 or 8, a country's code or its trunk digit.
_LEADING = re.compile(r"([^\W\d_]+)[^\w]*[0-9]{3}")
_LEADS = frozenset({1, 7, 8})
_FEWEST_SAID = 9
_WHOLE_DIGITS = 10

# A text may be worth a look where it has a trace of each pattern of any one of these, without plain numbers. The engine
# keeps only some thirty patterns compiled: few of them, then.
_WRITTEN = (
    (_LETTERED, _DENSE),
    (_SIGNED, _STRANGE_SIGN),
    (_ONE_BY_ONE, _UNEVEN),
    (_WORDED, _ENOUGH),
)
# Any text that may be worth a look has one of these.
TRACES = "|".join([_SPOKEN, _AFTER_DIGIT, *(group[0] for group in _WRITTEN)])


def worth(column: pl.Series) -> list[int]:
    """Return the rows whose texts show a trace of a disguise, and digits or words enough for a number."""
    rows = _traced(column, _WRITTEN)
    rest = column.gather(rows).str.replace_all(_PLAIN, " ")
    written = rows.gather(_traced(rest, _WRITTEN))
    # The pattern of number words is the dearest: only texts that are not looked at anyhow are searched for them.
    others = pl.int_range(len(column), dtype=pl.UInt32, eager=True)
    others = others.filter(~others.is_in(written.implode()))
    rows = others.gather(_traced(column.gather(others), ((_SPOKEN,), (_AFTER_DIGIT,))))
    return sorted([*_spoken(column.gather(rows), rows), *written.to_list()])


def _spoken(texts: pl.Series, rows: pl.Series) -> list[int]:
    """Return the rows of texts with number words in which these and digits may make up a number."""
    # A word may stand for two digits or three.
    words_of = texts.str.count_matches(_WORD_HARD)
    digits = pl.Series([_digits_in(text) for text in texts.to_list()], dtype=pl.Int64)
    said = 3 * words_of + digits
    kept = said >= _FEWEST_SAID
    some = rows.filter(kept & (digits < _WHOLE_DIGITS)).to_list()
    doubtful = kept & (digits >= _WHOLE_DIGITS)
    # Whole plain numbers are no part of one in words, unless a word before them says a country or a trunk digit.
    without = texts.filter(doubtful).str.replace_all(_WHOLE, " ").to_list()
    for row, count, text, rest in zip(
        rows.filter(doubtful).to_list(), words_of.filter(doubtful).to_list(), texts.filter(doubtful).to_list(), without,
        strict=True,
    ):  # fmt: skip
        if 3 * count + _digits_in(rest) >= _FEWEST_SAID or _is_led(text):
            some.append(row)
    return some


def _digits_in(text: str) -> int:
    return sum(map(text.count, "0123456789"))


def _is_led(text: str) -> bool:
    """Tell whether a word right before digits says a country's code or a trunk digit."""
    words_before = (match[1] for match in _LEADING.finditer(text))
    return any(t.word is not None and t.word.value in _LEADS for w in words_before for t in segment(w) or ())


def _traced(column: pl.Series, groups: Sequence[tuple[str, *tuple[str | re.Pattern[str], ...]]]) -> pl.Series:
    """Return the rows that hold every pattern of any one of the groups."""
    seen: set[int] = set()
    for patterns in groups:
        rows = column.str.contains(patterns[0]).arg_true()
        for further in patterns[1:]:
            texts = column.gather(rows)
            if isinstance(further, str):
                rows = rows.filter(texts.str.contains(further))
            else:
                found = [further.search(text) is not None for text in texts.to_list()]
                rows = rows.filter(pl.Series(found, dtype=pl.Boolean))
        seen.update(rows.to_list())
    return pl.Series(sorted(seen), dtype=pl.UInt32)
