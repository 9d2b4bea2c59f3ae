"""Numerals in disguise: a text as tokens of digits, number words and look-alike letters, and as items of digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from graphkit.identifiers.number_glue import glued
from graphkit.identifiers.number_sounds import misspelt
from graphkit.identifiers.number_words import skeleton, words_at
from graphkit.identifiers.numerals import Item, Mode, Numerals, Token
from graphkit.identifiers.phone_context import words

# With signs that may stand for letters or digits inside a run, and without.
_RUN = re.compile(r"(?:\$(?=[^\W\d_])|\|)?[^\W_]+(?:(?:['’ʻʼ‘`´]|[!|$@]{1,3})[^\W_]+)*\|?")
_BARE_RUN = re.compile(r"[^\W_]+(?:['’ʻʼ‘`´][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_LONGEST = 60  # a longer run without a space is no number
_GLUED = 10  # a shorter run holds no number with words around it
# Letters that pass for digits: those that everybody reads so, and those that need more around them.
_EASY = {
    **dict.fromkeys("OoОоØΟοՕօ〇零", "0"),
    **dict.fromkeys("lIіІ|!iLΙƖıӀӏ一", "1"),
}
_HARD = {
    **dict.fromkeys("QD", "0"), **dict.fromkeys("ZzƧƻ二", "2"), **dict.fromkeys("ЗзEƷӠ三", "3"), **dict.fromkeys("AЧчᏎ四", "4"),
    **dict.fromkeys("Ss$ƼƽЅѕ五", "5"), **dict.fromkeys("bбБG六Ꮾ", "6"), **dict.fromkeys("T七", "7"),
    **dict.fromkeys("BВȢȣ八", "8"),
    **dict.fromkeys("gq九", "9"),
}  # fmt: skip
# Those that do so also where no digit stands beside them: of others, too many words are made ("BEST", "All").
_ALONE = frozenset("ZzSsBbgqЗзбБВƧƼ$ƻᏎЅѕ一二三四五六七八九")
# Words of letters that could pass for digits.
_WORDS = frozenset(
    {
        "is", "si", "bi", "so", "los", "ill", "oil", "lol", "lil", "big", "bob", "go", "gig", "sis", "solo", "loo", "goo", "boo",
        "bib",
        "gob", "bog", "log", "sol", "oso", "loss", "boss", "zoo", "sos", "il", "li", "gg", "qq", "olio", "also", "obi", "ios",
        "bio", "biz", "lbs", "lb", "ig", "og", "gs", "bs", "sb", "sz", "ls", "bbs",
        "gb", "bg", "sg", "os", "gl", "lg", "bl", "sl", "ibs", "sqs", "gi", "ii",
        "gal", "lob", "об", "бо", "оо", "за", "и", "і", "її",
    }
)  # fmt: skip
_UNIT = re.compile(r"[0-9]+(?:[gkmt]?b|[gqsz]|[gb]s)")
# "DE318842097": a tax number, a passport, a parcel.
_CODE = re.compile(r"(?![OI]{2})[A-Z]{2}[0-9]{7,12}(?:[A-Z]{2})?")
_SIZE = re.compile(r"[2-4][0-9](?:[A-Ha-h]|DD|dd|DDD|ddd)")
_HEAD = re.compile(
    r"(?i)(?:tel|call|text|txt|phone|ph|cell|mob|wa|at|me|num|no|тел|моб|звони|пиши|номер|сот)(?=[0-9])"
)
_TAIL = re.compile(r"(?i)(?<=[0-9])(?:call|text|txt|me|now|and|then|звони|пиши|и|baby|babe|hun)\Z")


def tokens_of(text: str, signs: bool = True, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of a text from ``start`` to ``end``, in order.

    ``signs`` says whether ``|``, ``!`` and the like may be digits.

    Examples
    --------
    >>> [(t.kind, t.text) for t in tokens_of("call 2sixseven")]
    [('other', 'call'), ('digits', '2'), ('word', '6'), ('word', '7')]
    """
    out: list[Token] = []
    spoken = False
    for match in (_RUN if signs else _BARE_RUN).finditer(text, start, len(text) if end is None else end):
        run, at = match[0], match.start()
        parts = _parts(run)
        if parts is None:
            out.append(Token("other", run, at, match.end()))
            continue
        for t in parts:
            spoken = spoken or t.word is not None
            capital = t.word is not None and run[t.start].isupper()
            out.append(Token(t.kind, t.text, at + t.start, at + t.end, t.word, t.weak, capital))
    if spoken:
        for order in (range(len(out)), range(len(out) - 1, -1, -1)):
            for i in order:
                if out[i].kind == "other" and len(out[i].text) > 2:
                    out[i] = _mended(out, i)
    return out


def _mended(tokens: Sequence[Token], i: int) -> Token:
    """Return a misspelt number word beside numbers as that word, doubtful; any other token as it is."""
    token = tokens[i]
    if not _numeric(tokens, i - 1, i) and not _numeric(tokens, i + 1, i):
        return token
    if token.text.lower() in _known():
        return token
    beside = tokens[i - 1] if i and _numeric(tokens, i - 1, i) else tokens[i + 1]
    if token.text[0].isupper() and beside.word is not None and not beside.capital:
        return token  # a sentence begins
    word = misspelt(skeleton(token.text))
    capital = token.text[0].isupper()
    return Token("word", str(word.value), token.start, token.end, word, 1, capital) if word else token


def _numeric(tokens: Sequence[Token], at: int, beside: int) -> bool:
    """Tell whether the token at ``at`` is a number word, or a digit, close to the one ``beside`` it."""
    if not 0 <= at < len(tokens) or tokens[at].kind == "other":
        return False
    first, last = min(at, beside), max(at, beside)
    return tokens[last].start - tokens[first].end <= 2 and (
        ((word := tokens[at].word) is not None and word.role not in ("and", "of", "plus") and not word.soft)
        or (word is None and len(tokens[at].text) == 1)
    )


@cache
def _known() -> frozenset[str]:
    """Return the words that stand around numbers: none of them is a number word with a slip."""
    return frozenset().union(*(words(group) for group in ("between", "apart", "units", "labels", "behind")))


@lru_cache(maxsize=50_000)
def _parts(run: str) -> tuple[Token, ...] | None:
    """Return the tokens of one run, taken apart at signs where it is no numeral as a whole; None for another word."""
    if run.isascii() and run.isdigit():
        return (Token("digits", run, 0, len(run)),)
    if _SIZE.fullmatch(run) or _CODE.fullmatch(run):
        return (Token("other", run, 0, len(run)),)
    if len(run) <= _LONGEST:
        if found := segment(run):
            return found
        if (head := _HEAD.match(run)) and (rest := segment(run[head.end() :])):
            return (Token("other", head[0], 0, head.end()), *_moved(rest, head.end()))
        if (tail := _TAIL.search(run)) and (front := segment(run[: tail.start()])):
            return (*front, Token("other", tail[0], tail.start(), len(run)))
    if len(run) >= _GLUED and not any(c in "!|$@" for c in run) and (found := glued(run)):
        return found
    pieces = list(_PIECE.finditer(run))
    if len(pieces) > 1 or len(pieces[0][0]) < len(run):
        cut = [(p, _parts(p[0])) for p in pieces]
        if any(tokens for _, tokens in cut):
            return tuple(
                t
                for p, tokens in cut
                for t in _moved(tokens or (Token("other", p[0], 0, len(p[0])),), p.start())
            )
        return None
    # Digits with letters that mean nothing are no number, and no word that may stand between numbers either.
    return (Token("other", run, 0, len(run)),) if any(c.isdigit() for c in run) else None


def _moved(tokens: Sequence[Token], by: int) -> tuple[Token, ...]:
    return tuple(Token(t.kind, t.text, by + t.start, by + t.end, t.word, t.weak) for t in tokens)


def segment(run: str) -> tuple[Token, ...] | None:
    """Cut a run whole into digits, number words and letters for digits, as cheaply as can be; None if it cannot be."""
    look = skeleton(run)
    digits = any(c.isdigit() for c in run)
    # Letters stand for digits beside digits, or alone among themselves.
    alone = len(run) <= 4 and run.lower() not in _WORDS and all(c in _EASY or c in _ALONE for c in run)
    # "64gb", "5s", "3g": a unit.
    plain = (digits or alone) and not _UNIT.fullmatch(run)
    if not digits and not plain and not _begins(look):
        return None
    best: list[tuple[float, int, Token] | None] = [None] * (len(run) + 1)
    costs = [0.0] + [1e9] * len(run)
    for at in range(len(run)):
        if costs[at] >= 1e9:
            continue
        for cost, token in _steps(run, look, at, plain):
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
    words = [t.word for t in out if t.word is not None]
    if not digits and len(words) > 1:
        # "neunten", "von", "often": words that are glued together are of one language, and not all of them doubtful.
        shared = set(words[0].languages).intersection(*(w.languages for w in words))
        if not shared or all(w.soft for w in words):
            return None
    return tuple(reversed(out))


def _begins(look: str) -> bool:
    return next(words_at(look, 0), None) is not None


def _steps(run: str, look: str, at: int, plain: bool) -> Iterator[tuple[float, Token]]:
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
        # "7OO" is no "too": where a digit stands, letters that look like digits are more of them.
        if inside and all(c.isdigit() or c in _EASY for c in run[at:stop]):
            continue
        # "thr33" is a word, and "five5" a word and a digit, though "fives" is a word too.
        many = word.role == "many" and run[stop - 1].isdigit()
        stutter = run[stop - 1].isdigit() and not run[stop - 2].isdigit() and look[stop - 2] == look[stop - 1]
        cost = 1 + 0.1 * inside + 0.04 * run[stop - 1].isdigit() + 0.4 * word.soft + 0.2 * (many or stutter)
        yield cost, Token("word", str(word.value), at, stop, word, int(word.soft))
    if plain:
        if char in _EASY:
            yield 0.7 if char not in "iL" else 1.0, Token("leet", _EASY[char], at, at + 1)
        elif char in _HARD:
            yield 1.6, Token("leet", _HARD[char], at, at + 1, None, 1)


def items_of(tokens: Sequence[Token], text: str, mode: Mode | None = None) -> list[Item | Token]:
    """Put tokens together to items of digits; other words stay tokens.

    Parameters
    ----------
    tokens
        As :func:`tokens_of` gives them.
    text
        The text they stand in.
    mode
        How to take what can be taken in two ways.

    Examples
    --------
    >>> text = "сто двадцать три 4five"
    >>> [i.digits for i in items_of(tokens_of(text), text)]
    ['123', '4', '5']
    """
    numerals = Numerals(tokens, text, mode or Mode())
    out: list[Item | Token] = []
    i = 0
    while i < len(tokens):
        part, i = numerals.read(i)
        out.append(part)
    return out
