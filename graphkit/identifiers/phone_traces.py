"""Patterns that tell cheaply in which texts a disguised number may stand, for Rust's regex engine."""

from __future__ import annotations

from graphkit.identifiers.number_words import pattern, soft_pattern

_ODD = r"[^\p{L}0-9]"
_HARD, _SOFT = pattern(), soft_pattern()
# Number words side by side or beside digits.
# Counted repetition beside the long alternation would make the engine's automaton overflow: 200 times slower.
_SPOKEN = rf"(?:{_HARD}){_ODD}*(?:{_HARD}|[0-9])"
_HALF_SPOKEN = rf"(?:{_HARD}){_ODD}+(?:{_SOFT}){_ODD}+(?:{_SOFT}){_ODD}"
_AFTER_DIGIT = rf"[0-9]{_ODD}*(?:{_HARD})"
# Letters for digits.
_LOOKS = r"OoОоΟοIΙlіІ|!iLSsZzBbбЗзGgqQ$ƧƼƖƷ"
_LETTERED = (
    rf"[0-9](?:{_ODD}?[{_LOOKS}]+)+{_ODD}?[0-9]|(?:^|[^\p{{L}}])[{_LOOKS}]+[0-9]+{_ODD}?[0-9{_LOOKS}]"
    rf"|[0-9]{_ODD}+[{_LOOKS}]+{_ODD}+[0-9{_LOOKS}]|(?:{_ODD}[0-9{_LOOKS}]){{4}}"
)
_DENSE = rf"[0-9{_LOOKS}](?:{_ODD}*[0-9{_LOOKS}]){{6}}"
# Odd signs between digits.
_SIGNED = r"[0-9](?:[^0-9\p{L}]*[0-9]){6}"
_STRANGE_SIGN = rf"[0-9][ ().*_/+\-]*[^0-9\p{{L}} ().*_/+\-]{_ODD}*[0-9]|[0-9]{_ODD}{_ODD}{_ODD}{_ODD}+[0-9]"
# Digits one by one, and words between digits.
_ONE_BY_ONE = rf"[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]{_ODD}+[0-9]"
_UNEVEN = rf"[0-9]{_ODD}{_ODD}+[0-9]{_ODD}{_ODD}?[0-9]"  # one by one with one sign throughout is no disguise
_WORDED = rf"[0-9]{_ODD}*\p{{L}}+{_ODD}+" + rf"(?:\p{{L}}+{_ODD}+)?" * 5 + "[0-9]"
_ENOUGH = r"(?s)[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9].*[0-9]"

# A text is worth a look where it has a trace of each pattern of any one of these.
TRACES = (
    (_SPOKEN,),
    (_HALF_SPOKEN,),
    (_AFTER_DIGIT,),
    (_LETTERED, _DENSE),
    (_SIGNED, _STRANGE_SIGN),
    (_ONE_BY_ONE, _UNEVEN),
    (_WORDED, _ENOUGH),
)
