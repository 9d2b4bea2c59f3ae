"""Where in a text a disguised number may stand: by the shape of its words, each word looked at once.

Most of a text's words say no number, and the same words come again and again. Each is given a letter for what it may be
of a number, so that a text becomes a short string, in which runs with digits enough are found by one plain pattern.
"""

from __future__ import annotations

import re
from itertools import pairwise

from graphkit.identifiers.number_sounds import misspelt
from graphkit.identifiers.number_tokens import segment, tokens_of
from graphkit.identifiers.number_words import skeleton
from graphkit.identifiers.numerals import Token
from graphkit.identifiers.phone_context import words
from graphkit.identifiers.phone_groups import is_date

HIDDEN = "\x00"  # stands for characters that another reader has claimed
_LINE = "\ue000"  # stands for the end of a line, and for a gap that is as wide
_WIDE = ("    ", "\n", "\t", "\r")
_REMEMBERED = 400_000  # words; beyond that all are forgotten
_FEWEST_DIGITS = 7
_MANY_WORDS = 5  # so many of the fewest digits must be spoken
_WITH_OTHERS = 9  # digits alone that other words part are a number of a country, not of a town
_LONGEST_NUMBER = 20  # letters of a number word
_LONGEST = 13  # letters of a word that cannot be a number glued to others
_AROUND = 3  # words on either side that are looked at with a run

# Letters of a shape. A word that says no number parts two of them, is a unit, stands between digits, is any other, is
# signs, or the end of a line.
_BREAK, _UNIT, _BETWEEN, _ORDER, _OTHER, _SIGN, _END = "bufqopn"
_PRICE = "c"  # parts two numbers as well, unless all groups of one are there without it
_SOFT = "s"  # a word that is mostly no number: "for"
# One with digits is of four sorts, and its letter counts the digits it may stand for: plain digits, such before a comma
# or full stop, digits with odd signs between, a country code alone, and digits in disguise.
_STEP, _MOST = 0x40, 0x3F
_PLAIN, _PAUSED, _SIGNED, _CODE, _DISGUISED = (0x4E00 + k * _STEP for k in range(5))


# At the ends of a run they are no part of it; nor are words that are mostly no number, where all others are digits.
_NOTHING = _BETWEEN + _ORDER + _OTHER + _SIGN + _END
# How many digits each letter counts.
_COUNTS = dict.fromkeys((_BREAK, _PRICE, _UNIT, _BETWEEN, _ORDER, _OTHER, _SIGN, _END), 0) | {_SOFT: 1}
_COUNTS |= {
    chr(first + n): n for first in (_PLAIN, _PAUSED, _SIGNED, _CODE, _DISGUISED) for n in range(_STEP)
}
_HIDDEN_FROM = chr(_DISGUISED)


def _class(first: int, last: int) -> str:
    return f"{chr(first)}-{chr(last)}"


_NUMERIC = f"[{_class(_PLAIN, _DISGUISED + _MOST)}{_SOFT}]"
_FILLED = f"[{_BETWEEN}{_ORDER}{_SIGN}{_END}]{{0,8}}"
# Many words may stand between two parts of a number where one of them says in which order they come.
_ORDERED = f"[{_BETWEEN}{_OTHER}{_SIGN}]{{0,7}}{_ORDER}[{_BETWEEN}{_ORDER}{_OTHER}{_SIGN}]{{0,7}}"
# "60 min": a quantity, and no part of a number. Five digits are a price, more are none.
_QUANTITY = re.compile(
    "[" + "".join(_class(k, k + 5) for k in (_PLAIN, _PAUSED, _SIGNED)) + f"{_SOFT}]{_UNIT}"
)
# A whole number in plain digits, which another reader reads.
_WHOLE = re.compile(
    f"[{_class(_CODE, _CODE + _MOST)}]?[{_class(_PLAIN, _PLAIN + _MOST)}]*[{_class(_PLAIN, _PAUSED + _MOST)}]"
)
_HIDES = f"{_class(_SIGNED, _SIGNED + _MOST)}{_class(_DISGUISED, _DISGUISED + _MOST)}"
_BEHIND = re.compile(f"[{_BETWEEN}{_SIGN}{_END}]*[{_HIDES}]")
_BEFORE = re.compile(f"[{_BETWEEN}{_SIGN}{_END}]*[{_HIDES}{_class(_CODE, _CODE + _MOST)}]")
_SOFT_BESIDE = re.compile(f"[{_BETWEEN}{_SIGN}{_END}]*{_SOFT}")
_RUN = re.compile(f"{_NUMERIC}(?:(?:{_FILLED}(?:{_OTHER}{_FILLED}){{0,2}}|{_ORDERED}){_NUMERIC})*")
# Number words near each other: other words beside them may be such with a slip.
_CLUSTER = re.compile(
    f"(?:[{_class(_DISGUISED, _DISGUISED + _MOST)}].{{0,3}}){{2}}[{_class(_DISGUISED, _DISGUISED + _MOST)}]"
)
# Digits alone: two words that have nothing to do with numbers part them.
_PLAIN_RUN = re.compile(f"{_NUMERIC}(?:(?:{_FILLED}(?:{_OTHER}{_FILLED})?|{_ORDERED}){_NUMERIC})*")
# The groups of a number of North America or Russia, with words between all of them.
_WORDS = f"[{_BETWEEN}{_ORDER}{_OTHER}{_SIGN}{_END}{_PRICE}]{{1,7}}"
_ONE, _TWO, _THREE, _FOUR = (f"[{chr(_PLAIN + n)}{chr(_PAUSED + n)}]" for n in (1, 2, 3, 4))
_SET_APART = re.compile(
    f"(?:{_ONE}{_WORDS})?{_THREE}{_WORDS}{_THREE}{_WORDS}(?:{_FOUR}|{_TWO}{_WORDS}{_TWO})"
)

_ALONE = re.compile(r"[+().*_/\-]{0,3}[0-9](?:[().*_/\-]{0,3}[0-9])*[).*_/\-]{0,3}([,.;:!?]*)")
_CLOCK = re.compile(r"\W*[0-2]?[0-9]:[0-5][0-9](?![:0-9])")
_DATE = re.compile(r"\W*([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})\W*")
_ADORNED = re.compile(r"\A[*~♥❤•|_=]|[*~♥❤•|_=]\Z")
_SHOWN = re.compile(r"[0-9]['’]?s[,.;]?")  # "three 5s"
_LONG_PARTS = re.compile(
    r"[^\w]*[0-9]+(?::[0-9]+)*:[0-9]{5,}(?::[0-9]+)*[^\w]*"
)  # a land register's, a path's
_MONEY = frozenset("$€£₽₸₺₴¥₹%°″")
PRICED = re.compile(
    r"[$€£₽₸₺₴¥₹#№][0-9]{1,5}(?![0-9])|"
    r"(?<![0-9])[0-9]{1,5}(?:[$€£₽₸₺₴¥₹%°″”]|['’′][0-9\"”″]|/(?:hr|h|hour|night|час|ч)\b)"
)


class _Letters(dict[str, str]):
    """The letter of each word, worked out when it is first met."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        letter = self[word] = _letter(word)
        return letter


def _letter(word: str) -> str:
    """Return what a word, as it stands between spaces, may be of a number."""
    if HIDDEN in word or _LONG_PARTS.fullmatch(word):
        return _BREAK
    if word == _LINE:
        return _END
    if not any(c.isalnum() for c in word):
        return _BREAK if any(c in _MONEY for c in word) else _SIGN
    if word.isalpha() and len(word) <= _LONGEST and segment(word) is None:
        return _letter_of_others([word.lower()])
    if _SHOWN.fullmatch(word):
        return chr(_DISGUISED + 3)
    tokens = tokens_of(word)
    if all(t.kind == "other" for t in tokens):
        return _ORDER if _ADORNED.search(word) else _letter_of_others([t.text.lower() for t in tokens])
    if _is_quantity(word, tokens):
        return _PRICE if PRICED.search(word) else _BREAK
    count = min(_MOST, sum(_digits(t) for t in tokens))
    if not count:  # "e-mail", "plus"
        return _letter_of_others([word[t.start : t.end].lower() for t in tokens])
    if any(t.kind != "digits" for t in tokens):
        return _letter_of_hidden(tokens, count)
    return _letter_of_plain(word, tokens, count)


def _letter_of_hidden(tokens: list[Token], count: int) -> str:
    """Return the letter of digits in words or letters."""
    if len(tokens) == 1 and (tokens[0].kind == "leet" or (tokens[0].word is not None and tokens[0].weak)):
        return _SOFT
    soft = count <= 2 and all(t.word is not None and t.weak for t in tokens)
    return _SOFT if soft else chr(_DISGUISED + count)


def _letter_of_plain(word: str, tokens: list[Token], count: int) -> str:
    """Return the letter of a word with digits that nothing but signs may hide."""
    if word[0] == "+" and word[1:].isdigit() and count <= 3:
        return chr(_CODE + count)
    if len(tokens) > 1 and all(len(t.text) == 1 for t in tokens):
        return chr(_SIGNED + count)
    alone = _ALONE.fullmatch(word)
    if alone is None:
        return chr(_SIGNED + count)
    return chr((_PAUSED if alone[1] else _PLAIN) + count)


def _letter_of_others(names: list[str]) -> str:
    """Return the letter of a word, or of some that signs hold together, of which none says a number."""
    if any(any(c.isdigit() for c in name) for name in names):
        return _BREAK
    if any(name in words("units") for name in names):
        return _UNIT if len(names) == 1 else _BREAK
    if any(name in words("apart") for name in names):
        return _BREAK
    if any(name in words("order") for name in names):
        return _ORDER
    strange = sum(name not in words("between") for name in names)
    return _BREAK if strange > 2 else _OTHER if strange else _BETWEEN


def _is_quantity(word: str, tokens: list[Token]) -> bool:
    """Tell whether a word is a price, a time of day, a date, a measure."""
    if _CLOCK.match(word) or PRICED.search(word):
        return True
    if match := _DATE.fullmatch(word):
        a, b, c = match[1], match[3], match[4]
        if is_date(c, b, a) or is_date(a, b, c) or is_date(c, a, b):
            return True
    # "60/min", "100-200руб": a unit right behind digits.
    return any(
        a.kind == "digits" and len(a.text) <= 5 and b.kind == "other" and b.text.lower() in words("units")
        for a, b in pairwise(tokens)
    )


def _digits(token: Token) -> int:
    """Return how many digits a token may stand for, at the most."""
    if token.kind == "other":
        return 0
    if token.word is None:
        return len(token.text)
    if token.word.role == "repeat":
        return token.word.value
    if token.word.role in ("many", "hundred"):
        return 3
    return len(token.text) if token.word.role == "number" else 0


class _Heard(dict[str, str]):
    """The letter of each word that may be a number word with a slip, as it is one beside number words."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        plain = word.strip(".,;:!?()-")
        meant = misspelt(skeleton(plain)) if plain.isalpha() and len(plain) <= _LONGEST_NUMBER else None
        letter = self[word] = chr(_DISGUISED + len(str(meant.value))) if meant else _OTHER
        return letter


_LETTERS, _HEARD = _Letters(), _Heard()


def places(text: str) -> list[tuple[int, int]]:
    """Return the parts of a text, with some words on either side, in which a disguised number may stand.

    Examples
    --------
    >>> text = "four hands 150, two hours 200, ask for call two zero two 5550143 after noon"
    >>> [text[start:end] for start, end in places(text)]
    ['150, two hours 200, ask for call two zero two 5550143 after noon']
    """
    if _LINE in text:
        text = text.replace(_LINE, HIDDEN)
    parted = text
    for wide in _WIDE:
        parted = parted.replace(wide, f" {_LINE} ")
    split = parted.split()
    shape = "".join(map(_LETTERS.__getitem__, split))
    if shape and max(shape) >= _HIDDEN_FROM:
        shape = _heard(shape, split)
    if _count(shape) < _FEWEST_DIGITS:
        return []
    shape = _WHOLE.sub(_without_whole, _QUANTITY.sub(_BREAK * 2, shape))
    found = []
    for run in _RUN.finditer(shape):
        if _count(run[0]) < _FEWEST_DIGITS:
            continue
        if max(run[0]) >= _HIDDEN_FROM:
            if _too_few(run[0]):
                continue
            found.append(run.span())
        else:
            found += [some.span() for some in _PLAIN_RUN.finditer(shape, *run.span()) if _hides(some[0])]
    if not found:
        found = [
            some.span()
            for some in _SET_APART.finditer(shape)
            if _has_nought(split[some.start() : some.end()])
        ]
    return _spans(text, split, found) if found else []


def _has_nought(words_of: list[str]) -> bool:
    """Tell whether digits behind the first begin with a nought, as those of no price, age or year do."""
    return any(word.startswith("0") for word in words_of[1:])


def _too_few(letters: str) -> bool:
    """Tell whether a run with number words in it has too few digits, or too few of them spoken, for what parts it."""
    letters = letters.strip(_NOTHING)
    count, spoken = _count(letters), sum(map(_HIDDEN_FROM.__le__, letters))
    if count < _FEWEST_DIGITS or (count == _FEWEST_DIGITS and spoken < _MANY_WORDS):
        return True
    return spoken == 1 and _OTHER in letters and count < _WITH_OTHERS


def _heard(shape: str, split: list[str]) -> str:
    """Return a shape in which words between and beside three number words or more are such with a slip, if they can be."""
    letters = list(shape)
    for cluster in _CLUSTER.finditer(shape):
        for at in range(max(0, cluster.start() - _AROUND), min(len(split), cluster.end() + _AROUND)):
            if letters[at] == _OTHER:
                letters[at] = _HEARD[split[at]]
    return "".join(letters)


def _without_whole(match: re.Match[str]) -> str:
    """Return what stands for plain digits: no part of a number in disguise where they are one themselves."""
    letters = match[0]
    count = _count(letters)
    if not 9 <= count <= 15:
        return letters
    # Nine digits may lack one that is in disguise; with more, what is beside them is something else.
    if sum(letter in _SINGLES for letter in letters) >= _FEWEST_DIGITS:
        return letters
    before, behind = (
        match.string[max(0, match.start() - 9) : match.start()][::-1],
        match.string[match.end() :][:9],
    )
    beside = _BEFORE.match(before) or _BEHIND.match(behind)
    if count == 9:
        beside = beside or _SOFT_BESIDE.match(before) or _SOFT_BESIDE.match(behind)
    return letters if beside else _BREAK * len(letters)


def _count(letters: str) -> int:
    """Return how many digits the words of a run may stand for."""
    return sum(map(_COUNTS.__getitem__, letters))


def _hides(letters: str) -> bool:
    """Tell whether a run of digits is parted by signs, words, pauses or lines, or stands one by one."""
    letters = letters.strip(_NOTHING + _SOFT)
    if _count(letters) < (_WITH_OTHERS if _OTHER in letters else _FEWEST_DIGITS):
        return False
    return (
        any(letter >= chr(_SIGNED) or letter < chr(_PLAIN) for letter in letters)
        or any(chr(_PAUSED) <= letter for letter in letters[:-1])
        or sum(letter in _SINGLES for letter in letters) >= _FEWEST_DIGITS
    )


_SINGLES = frozenset(chr(first + 1) for first in (_PLAIN, _PAUSED, _SIGNED))


def _spans(text: str, split: list[str], found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the characters of runs of words with the words around them; those that meet are one."""
    starts, at = [], 0
    for word in split[: found[-1][1] + _AROUND]:
        if word == _LINE:
            starts.append(at)
            continue
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
    out: list[tuple[int, int]] = []
    for first, last in found:
        first, last = max(0, first - _AROUND), min(len(split), last + _AROUND) - 1
        start, end = starts[first], starts[last] + (len(split[last]) if split[last] != _LINE else 0)
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
