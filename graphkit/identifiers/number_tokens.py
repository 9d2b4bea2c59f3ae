"""Numerals in disguise: a text as tokens of digits, number words and look-alike letters, and as items of digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graphkit.identifiers.number_words import Word, skeleton, words_at

_RUN = re.compile(r"\$?[^\W_]+(?:['’ʻʼ‘`´!|$@][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_LONGEST = 60  # a longer run without a space is no number
# Letters that pass for digits: those that everybody reads so, and those that need more around them.
_EASY = {"O": "0", "o": "0", "О": "0", "о": "0", "l": "1", "I": "1", "і": "1", "І": "1", "|": "1", "!": "1", "i": "1", "L": "1", "Ø": "0"}
_HARD = {"S": "5", "s": "5", "$": "5", "Z": "2", "z": "2", "B": "8", "b": "6", "б": "6", "Б": "6", "З": "3", "з": "3", "G": "6", "g": "9",
         "q": "9", "Q": "0", "A": "4", "E": "3", "T": "7", "Ч": "4", "ч": "4", "D": "0", "В": "8"}  # fmt: skip
_HEAD = re.compile(
    r"(?i)(?:tel|call|text|txt|phone|ph|cell|mob|wa|at|me|num|no|тел|моб|звони|пиши|номер|сот)(?=[0-9])"
)
_TAIL = re.compile(r"(?i)(?<=[0-9])(?:call|text|txt|me|now|and|then|звони|пиши|и|baby|babe|hun)\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a run of letters and digits.

    Attributes
    ----------
    kind
        ``digits``, ``word`` (a number word), ``leet`` (letters for digits) or ``other``.
    text
        The digits it stands for; of ``other`` the letters as they stand.
    start, end
        Where it stands, half-open.
    word
        Of a number word, what it stands for.
    weak
        Of ``leet``: how many letters need more around them to be digits. Of a word: whether it is mostly another word.
    """

    kind: str
    text: str
    start: int
    end: int
    word: Word | None = None
    weak: int = 0


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text, in order.

    Examples
    --------
    >>> [(t.kind, t.text) for t in tokens_of("call 2sixseven")]
    [('other', 'call'), ('digits', '2'), ('word', '6'), ('word', '7')]
    """
    out: list[Token] = []
    for match in _RUN.finditer(text):
        run, at = match[0], match.start()
        parts = _parts(run)
        if parts is not None:
            out += [Token(t.kind, t.text, at + t.start, at + t.end, t.word, t.weak) for t in parts]
    return out


@lru_cache(maxsize=50_000)
def _parts(run: str) -> tuple[Token, ...]:
    """Return the tokens of one run; what is no numeral as a whole is taken apart at signs, then is another word."""
    if run.isascii() and run.isdigit():
        return (Token("digits", run, 0, len(run)),)
    if len(run) <= _LONGEST:
        if found := _segment(run):
            return found
        if (head := _HEAD.match(run)) and (rest := _segment(run[head.end() :])):
            return (Token("other", head[0], 0, head.end()), *_moved(rest, head.end()))
        if (tail := _TAIL.search(run)) and (front := _segment(run[: tail.start()])):
            return (*front, Token("other", tail[0], tail.start(), len(run)))
    pieces = list(_PIECE.finditer(run))
    if len(pieces) > 1 or len(pieces[0][0]) < len(run):
        return tuple(t for p in pieces for t in _moved(_parts(p[0]), p.start()))
    return (Token("other", run, 0, len(run)),)


def _moved(tokens: Sequence[Token], by: int) -> tuple[Token, ...]:
    return tuple(Token(t.kind, t.text, by + t.start, by + t.end, t.word, t.weak) for t in tokens)


def _segment(run: str) -> tuple[Token, ...] | None:
    """Cut a run whole into digits, number words and letters for digits, as cheaply as can be; None if it cannot be."""
    look = skeleton(run)
    digits = any(c.isdigit() for c in run)
    plain = digits or all(c in _EASY for c in run)  # letters stand for digits beside digits, or alone among themselves
    if not digits and not plain and not _begins(look):
        return None
    best: list[tuple[float, int, Token] | None] = [None] * (len(run) + 1)
    costs = [0.0] + [1e9] * len(run)
    for at in range(len(run)):
        if costs[at] >= 1e9:
            continue
        for cost, token in _steps(run, look, at, plain, digits):
            if costs[at] + cost < costs[token.end]:
                costs[token.end] = costs[at] + cost
                best[token.end] = (costs[token.end], at, token)
    if costs[-1] >= 1e9:
        return None
    out: list[Token] = []
    at = len(run)
    while at:
        step = best[at]
        assert step is not None
        out.append(step[2])
        at = step[1]
    return tuple(reversed(out))


def _begins(look: str) -> bool:
    return next(words_at(look, 0), None) is not None


def _steps(run: str, look: str, at: int, plain: bool, digits: bool) -> Iterator[tuple[float, Token]]:
    """Yield the tokens that may begin at a place of a run, each with its cost."""
    char = run[at]
    end = at
    while end < len(run) and run[end].isascii() and run[end].isdigit():
        end += 1
    if end > at:
        yield 0.2, Token("digits", run[at:end], at, end)
    for stop, word in words_at(look, at):
        if word.role == "and" and stop - at < len(run):
            continue
        inside = sum(c.isdigit() for c in run[at:stop])
        if inside == stop - at:
            continue
        cost = 1 + 0.3 * inside + 0.4 * word.soft
        yield cost, Token("word", str(word.value), at, stop, word, int(word.soft))
    if plain:
        if char in _EASY:
            yield 0.7 if char not in "iL" else 1.0, Token("leet", _EASY[char], at, at + 1)
        elif digits and char in _HARD:
            yield 1.6, Token("leet", _HARD[char], at, at + 1, None, 1)


@dataclass(frozen=True, slots=True)
class Item:
    """Digits that belong together: a group as written, or one spoken numeral.

    Attributes
    ----------
    digits
        What they are.
    start, end
        Where they stand in the text, half-open.
    words, soft, leet, weak
        How many number words it holds, how many of them are mostly other words, how many letters for digits,
        and how many of those need more around them.
    languages
        Of its hard number words.
    plus
        Whether a plus sign or word stands before it.
    """

    digits: str
    start: int
    end: int
    words: int = 0
    soft: int = 0
    leet: int = 0
    weak: int = 0
    languages: tuple[str, ...] = ()
    plus: bool = False


def items_of(tokens: Sequence[Token], text: str, whole: bool = True) -> list[Item | Token]:
    """Put tokens together to items of digits; other words stay tokens.

    Parameters
    ----------
    tokens
        As :func:`tokens_of` gives them.
    text
        The text they stand in.
    whole
        Whether a unit behind a hundred belongs to it: "двести два" is 202, or 200 and 2.

    Examples
    --------
    >>> text = "сто двадцать три 4five"
    >>> [i.digits for i in items_of(tokens_of(text), text)]
    ['123', '4', '5']
    """
    out: list[Item | Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "other":
            out.append(token)
            i += 1
        elif token.kind == "word" and token.word is not None:
            item, i = _numeral(tokens, i, text, whole)
            out.append(item)
        else:
            leet = len(token.text) if token.kind == "leet" else 0
            out.append(Item(token.text, token.start, token.end, leet=leet, weak=token.weak))
            i += 1
    return out


def _value(tokens: Sequence[Token], i: int) -> int | None:
    """Return the value of the number word at ``i``, or None."""
    word = tokens[i].word if i < len(tokens) else None
    return word.value if word is not None and word.role == "number" else None


def _close(tokens: Sequence[Token], i: int, text: str) -> bool:
    """Tell whether token ``i`` follows the one before it closely enough to be of one numeral."""
    if i >= len(tokens):
        return False
    gap = text[tokens[i - 1].end : tokens[i].start]
    return len(gap) <= 2 and gap.strip(" -\u00a0") == ""


def _role(tokens: Sequence[Token], i: int) -> str:
    word = tokens[i].word if i < len(tokens) else None
    return word.role if word is not None else ""


def _numeral(tokens: Sequence[Token], i: int, text: str, whole: bool) -> tuple[Item | Token, int]:
    """Return the numeral that begins with the word at ``i``, and where to go on."""
    word = tokens[i].word
    assert word is not None
    if word.role in ("and", "plus"):
        return Token("other", "+" if word.role == "plus" else text[tokens[i].start : tokens[i].end], tokens[i].start, tokens[i].end), i + 1
    if word.role == "repeat":
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        digit = following.text if following is not None and following.kind != "other" and _role(tokens, i + 1) in ("", "number") else ""
        if following is None or len(digit) != 1 or not _close(tokens, i + 1, text):
            return Token("other", text[tokens[i].start : tokens[i].end], tokens[i].start, tokens[i].end), i + 1
        return _item(tokens, i, i + 2, digit * word.value)
    value, end = word.value, i + 1
    if word.role == "hundred":
        value = 100
    elif 1 <= value <= 9 and _role(tokens, i + 1) == "hundred" and _close(tokens, i + 1, text):
        value, end = value * 100, i + 2
    elif value == 4 and _value(tokens, i + 1) == 20 and _close(tokens, i + 1, text) and "fr" in word.languages:
        value, end = 80, i + 2
    if value >= 100:
        added, end = _below(tokens, end, text, 100, whole)
        value += added
    elif value in range(20, 100, 10):
        added, end = _below(tokens, end, text, value, True)
        value += added
    elif value == 10 and "fr" in word.languages and _close(tokens, end, text) and _value(tokens, end) in (7, 8, 9):
        value, end = 10 + (_value(tokens, end) or 0), end + 1
    elif value == 10 and {"tr", "kk", "uz", "tk", "uz-Cyrl", "kk-Latn"} & set(word.languages):
        added, end = _below(tokens, end, text, 20, True)  # "on iki": ten and two
        value += added
    return _item(tokens, i, end, str(value))


def _below(tokens: Sequence[Token], i: int, text: str, above: int, whole: bool) -> tuple[int, int]:
    """Return what is added behind a hundred (``above`` 100) or a ten, and where to go on."""
    at = i + 1 if _role(tokens, i) == "and" and _close(tokens, i, text) else i
    value = _value(tokens, at)
    if value is None or not _close(tokens, at, text) or _role(tokens, at + 1) == "hundred" and _close(tokens, at + 1, text):
        return 0, i
    if above == 100 and value in range(20, 100, 10):
        added, end = _below(tokens, at + 1, text, value, True)
        return value + added, end
    if above == 100 and value == 4 and _value(tokens, at + 1) == 20:
        added, end = _below(tokens, at + 2, text, 80, True)
        return 80 + added, end
    if above == 100 and 10 <= value <= 19:
        if value == 10:
            added, end = _below(tokens, at + 1, text, 20, True)
            return (10 + added, end) if added else (10, at + 1)
        return value, at + 1
    if above in (60, 80) and 10 <= value <= 19 and "fr" in (tokens[at].word or Word("", 0, (), False)).languages:
        if value == 10 and _value(tokens, at + 1) in (7, 8, 9) and _close(tokens, at + 1, text):
            return 10 + (_value(tokens, at + 1) or 0), at + 2
        return value, at + 1
    if 1 <= value <= 9:
        # Behind a hundred a unit may be a digit of its own: "eight hundred five five five".
        if above != 100 or whole:
            return value, at + 1
    return 0, i


def _item(tokens: Sequence[Token], start: int, end: int, digits: str) -> tuple[Item, int]:
    words = [t for t in tokens[start:end] if t.word is not None]
    hard = [t for t in words if not t.weak]
    spoken = [t.word.languages for t in hard if t.word is not None]
    languages = tuple(code for code in spoken[0] if all(code in some for some in spoken)) if spoken else ()
    item = Item(digits, tokens[start].start, tokens[end - 1].end, len(words), len(words) - len(hard), languages=languages)
    return item, end
