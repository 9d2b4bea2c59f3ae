"""Patterns that tell cheaply in which texts a disguised number may stand, for Rust's regex engine."""

from __future__ import annotations

import re

from graphkit.identifiers.number_words import pattern
from graphkit.identifiers.phone_context import words

_ODD = r"[^\p{L}0-9]"
_HARD = pattern()
# Number words side by side or beside digits.
# Counted repetition beside the long alternation would make the engine's automaton overflow: 200 times slower.
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
_UNEVEN = rf"[0-9]{_ODD}{_ODD}+[0-9]{_ODD}{_ODD}?[0-9]"  # one by one with one sign throughout is no disguise
_WORDED = rf"[0-9]{_ODD}*\p{{L}}+{_ODD}+" + rf"(?:\p{{L}}+{_ODD}+)?" * 5 + "[0-9]"
_TWO_DIGITS = r"(?s)[0-9].*[0-9]"
_ENOUGH = r"(?s)[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9]"
# The common ways to write a whole number. One whose country code stands on the line before is left in.
_EVEN = "|".join(rf"[0-9](?:{sign}[0-9]){{9,14}}" for sign in ("-", " ", r"\.", r"\*", "_", "/"))
_SEP = r"[ .\-*_/]{0,2}"
WHOLE = (
    rf"(?:^|[^0-9+\s(][ (]{{0,2}})\+?(?:[0-9]{{10,15}}|{_EVEN}|1?{_SEP}\(?[0-9]{{3}}\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{4}}|"
    rf"[78]{_SEP}\(?[0-9]{{3}}\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{2}}|\(?0[0-9]{{3,4}}\)?{_SEP}[0-9]{{3}}{_SEP}[0-9]{{3,4}})"
    r"(?:[^\p{L}0-9]|$)"
)
# Without these and the long runs of hashes and addresses little is left that could be a disguise.
PLAIN = WHOLE + "|[0-9A-Za-z]{20,}"
# A number word right before a plain number: a country's code or its trunk digit.
LED = rf"(?:{pattern((1, 7, 8))}){_ODD}*[0-9]{{3}}"
# Prices, hours and measures, too: the digits of a phone are never these.
_MONEY = "[$€£₽₸₺₴¥₹#№%°]"
_UNITS = "|".join(re.escape(w) for w in sorted(words("units"), key=lambda w: (-len(w), w)))
QUANTITY = (
    rf"[0-2]?[0-9]:[0-5][0-9]|{_MONEY} ?[0-9]{{1,5}}|"
    rf"(?:^|[^0-9])[0-9]{{1,5}}(?: ?{_MONEY}(?:[^0-9]|$)|[ -]?(?i:{_UNITS})(?:[^\p{{L}}0-9]|$))"
)
DIGIT = "[0-9]"
SPOKEN_WORD = rf"(?:{_HARD})"

# A text may be worth a look where it has a trace of each pattern of any one of these: number words first, ...
SPOKEN = ((_SPOKEN,), (_AFTER_DIGIT,))
# ... then what is left of it without plain numbers.
WRITTEN = (
    (_TWO_DIGITS, _LETTERED, _DENSE),
    (_SIGNED, _STRANGE_SIGN),
    (_ONE_BY_ONE, _UNEVEN),
    (_WORDED, _ENOUGH),
)
