"""Where in a text a disguised number may stand: by the shape of its words, each word looked at once.

Most of a text's words say no number, and the same words come again and again. Each is given a letter for what it may be
of a number, so that a text becomes a short string, in which runs with digits enough are found by one plain pattern.
"""

from __future__ import annotations

import re

from graphkit.identifiers.number_tokens import tokens_of
from graphkit.identifiers.numerals import Token
from graphkit.identifiers.phone_context import words
from graphkit.identifiers.phone_groups import is_date

HIDDEN = "\x00"  # stands for characters that another reader has claimed
_REMEMBERED = 400_000  # words; beyond that all are forgotten
_FEWEST_DIGITS = 7
_MOST = 20  # digits that the letter of a word counts
# Letters of a shape. A word with digits in it is one of three, by how it is written and how many digits it may stand for.
_PLAIN, _SIGNED, _DISGUISED = 0x4E00, 0x4E40, 0x4E80
_SOFT = "s"  # a word that is mostly no number: "for"
_BREAK, _UNIT, _BETWEEN, _OTHER, _SIGN = "b", "u", "f", "o", "p"
_NUMERIC = f"[{chr(_PLAIN)}-{chr(_DISGUISED + _MOST)}{_SOFT}]"
_FILLED = f"[{_BETWEEN}{_SIGN}]{{0,8}}"
# "60 min": a quantity, and no part of a number. Five digits are a price, more are none.
_QUANTITY = re.compile(f"(?:[{chr(_PLAIN)}-{chr(_PLAIN + 5)}{chr(_SIGNED)}-{chr(_SIGNED + 5)}]|{_SOFT}){_UNIT}")
_RUN = re.compile(f"{_NUMERIC}(?:{_FILLED}(?:{_OTHER}{_FILLED}){{0,2}}{_NUMERIC})*")
# Digits alone: two words that have nothing to do with numbers part them.
_PLAIN_RUN = re.compile(f"{_NUMERIC}(?:{_FILLED}(?:{_OTHER}{_FILLED})?{_NUMERIC})*")
_AROUND = 3  # words on either side that are looked at with a run
_ALONE = re.compile(r"[ ().*_/\-]*[0-9][0-9 ().*_/\-]*")
_CLOCK = re.compile(r"\W*[0-2]?[0-9]:[0-5][0-9](?![:0-9])")
_DATE = re.compile(r"\W*([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})\W*")
_PRICED = re.compile(
    r"[$€£₽₸₺₴¥₹#№][0-9]{1,5}(?![0-9])|(?<![0-9])[0-9]{1,5}(?:[$€£₽₸₺₴¥₹%°″”]|['’′][0-9\"”″]|/(?:hr|h|hour|night|час|ч)\b)"
)
_MONEY = frozenset("$€£₽₸₺₴¥₹%°″")
_PAUSES = ",.;:!?"
_SINGLES = frozenset(chr(_PLAIN + 1) + chr(_SIGNED + 1))


class _Letters(dict[str, str]):
    """The letter of each word, worked out when it is first met."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        letter = self[word] = _letter(word)
        return letter


def _letter(word: str) -> str:
    """Return what a word, as it stands between spaces, may be of a number."""
    if HIDDEN in word:
        return _BREAK
    if not any(c.isalnum() for c in word):
        return _BREAK if "***" in word or any(c in _MONEY for c in word) else _SIGN
    tokens = tokens_of(word)
    if all(t.kind == "other" for t in tokens):
        return _letter_of_others([t.text.lower() for t in tokens], word)
    if _is_quantity(word, tokens):
        return _BREAK
    count = min(_MOST, sum(_digits(t) for t in tokens))
    if all(t.word is not None and t.weak for t in tokens):
        return _SOFT if count <= 2 else chr(_DISGUISED + count)
    if any(t.kind != "digits" for t in tokens):
        return chr(_DISGUISED + count)
    # One by one digits are left to the reader of plain numbers only where one sign parts them all.
    uneven = sum(len(t.text) == 1 for t in tokens) >= _FEWEST_DIGITS
    return chr((_PLAIN if _ALONE.fullmatch(word) and not uneven else _SIGNED) + count)


def _letter_of_others(names: list[str], word: str) -> str:
    """Return the letter of a word, or of some that signs hold together, of which none says a number."""
    if any(any(c.isdigit() for c in name) for name in names):
        return _BREAK
    if any(name in words("units") for name in names):
        return _UNIT if len(names) == 1 and not word[-1:] == ":" else _BREAK
    if any(name in words("apart") for name in names):
        return _BREAK
    strange = sum(name not in words("between") for name in names)
    return _BREAK if strange > 2 else _OTHER if strange else _BETWEEN


def _is_quantity(word: str, tokens: list[Token]) -> bool:
    """Tell whether a word is a price, a time of day, a date, a measure."""
    if _CLOCK.match(word) or _PRICED.search(word):
        return True
    if match := _DATE.fullmatch(word):
        a, b, c = match[1], match[3], match[4]
        if is_date(c, b, a) or is_date(a, b, c) or is_date(c, a, b):
            return True
    # "60/min", "100-200руб": a unit right behind digits.
    return any(
        a.kind == "digits" and len(a.text) <= 5 and b.kind == "other" and b.text.lower() in words("units")
        for a, b in zip(tokens, tokens[1:], strict=False)
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


_LETTERS = _Letters()


def places(text: str) -> list[tuple[int, int]]:
    """Return the parts of a text, with some words on either side, in which a disguised number may stand.

    Examples
    --------
    >>> text = "four hands 150, two hours 200, ask for call two zero two 5550143 after noon"
    >>> [text[start:end] for start, end in places(text)]
    ['ask for call two zero two 5550143 after noon']
    """
    split = text.split()
    shape = _QUANTITY.sub(_BREAK * 2, "".join(map(_LETTERS.__getitem__, split)))
    runs = [
        run.span() for run in _RUN.finditer(shape) if _count(run[0]) >= _FEWEST_DIGITS and not _is_plain(run[0])
    ]
    if not runs:
        return []
    starts = _starts(text, split)
    found: list[tuple[int, int]] = []
    for first, last in runs:
        if max(shape[first:last]) >= chr(_DISGUISED):
            found.append((first, last))
            continue
        for run in _PLAIN_RUN.finditer(shape, first, last):
            end = starts[run.end() - 1] + len(split[run.end() - 1])
            if _hides(run[0], split[run.start() : run.end() - 1], text[starts[run.start()] : end]):
                found.append(run.span())
    return _joined(found, starts, split)


def _count(letters: str) -> int:
    """Return how many digits the words of a run may stand for."""
    count = 0
    for letter in letters:
        if letter == _SOFT:
            count += 1
        elif letter >= chr(_PLAIN):
            count += (ord(letter) - _PLAIN) % (_SIGNED - _PLAIN)
    return count


def _is_plain(letters: str) -> bool:
    """Tell whether a run is one word of digits, as the reader of plain numbers reads them."""
    return len(letters) == 1 and letters < chr(_SIGNED)


def _hides(letters: str, split: list[str], text: str) -> bool:
    """Tell whether a run of digits is parted by signs, words, pauses or lines, or stands one by one."""
    if _count(letters) < _FEWEST_DIGITS or _is_plain(letters):
        return False
    return (
        sum(letter in _SINGLES for letter in letters) >= _FEWEST_DIGITS
        or any(not chr(_PLAIN) <= letter < chr(_SIGNED) for letter in letters)
        or any(word[-1] in _PAUSES for word in split)
        or "\n" in text
    )


def _starts(text: str, split: list[str]) -> list[int]:
    """Return where each word of a text begins."""
    starts, at = [], 0
    for word in split:
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
    return starts


def _joined(found: list[tuple[int, int]], starts: list[int], split: list[str]) -> list[tuple[int, int]]:
    """Return the characters of runs of words with the words around them; those that meet are one."""
    out: list[tuple[int, int]] = []
    for first, last in found:
        first, last = max(0, first - _AROUND), min(len(split), last + _AROUND) - 1
        start, end = starts[first], starts[last] + len(split[last])
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
