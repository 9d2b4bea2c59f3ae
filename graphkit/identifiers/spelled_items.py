"""A candidate of the reader of spelled addresses, taken apart into names, signs and gaps, and put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphkit.identifiers.base import Found
from graphkit.identifiers.spelled_words import Sign, latin_form, load_words

_TOKEN = re.compile(
    r"%40|%2[eE]|&#37;&#52;&#48;|&#0{0,3}(?:64|46|x40|x2[eE]);|&(?:commat|period);|@@+"
    r"|(?<![^\W_])[^\W\d_] (?:[^\W_] )+[^\W_](?![^\W_])|(?i:(?<![a-z0-9])h(?:\*[*tx]|[tx]\*)ps?(?![a-z0-9]))|[^\W_]+|\s+|.",
    re.DOTALL,
)
_ENTITIES = {
    "%40": "@",
    "&#37;&#52;&#48;": "@",  # the same, written as entities once more
    "%2e": ".",
    "&#64;": "@",
    "&#46;": ".",
    "&#x40;": "@",
    "&#x2e;": ".",
    "&commat;": "@",
    "&period;": ".",
}
_GLUED = frozenset(
    ["собака", "собачка", "равлик", "точка", "тчк", "крапка", "нүкте", "arroba", "arobase", "sobaka"]
)
# Words for a sign with a name stuck to either side: what letters they are in sets them apart.
_CAPITALS = re.compile(r"(?<=[0-9a-z])(AT|ARROBA|DOT|PUNTO|PONTO|POINT|PUNKT|NOKTA)(?=[0-9a-z])")
_STUCK = re.compile(rf"(?<=[0-9A-Za-z])({'|'.join(sorted(_GLUED))})(?=[0-9A-Za-z])")
_LITERAL = {
    "@": "@",
    ".": ".",
    "。": ".",
    "·": ".",
    "•": ".",
    "/": "/",
    "\\": "/",
    ":": ":",
    ",": ",",
    "_": "_",
}
_PICTURES = frozenset("📧✉📩")  # of letters, between a name and a host
_TRUE_OPEN, _TRUE_CLOSE = frozenset("[({<«【"), frozenset("])}>»】")
_LINE = frozenset("|*~=#_/\"'-")
_IN_NAME = frozenset("_-+%'")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a candidate.

    Attributes
    ----------
    kind
        ``name``, ``sign``, ``gap`` (spaces) or ``other`` (a character that ends an address).
    text
        The name as it stands, or the sign that is meant.
    start, end
        Where it stands in the candidate, the spaces around a sign included.
    how
        Of a sign: ``tight``, ``bracket``, ``inside`` (in brackets, by a letter: "(a)"), ``sure`` and ``word`` (as in
        ``spelled.toml``), ``capital`` (a common word in capitals), ``picture``, or by its spaces ``spaced``, ``before``,
        ``after``.
    """

    kind: str
    text: str
    start: int
    end: int
    how: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain text made of a candidate's pieces; each character knows the span that it stands for."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def back(self, found: Found, sure: float, method: str) -> Found:
        """Return what was found in the plain text as a find in the candidate."""
        spans = self.spans[found.start : found.end]
        return replace(
            found, start=spans[0][0], end=spans[-1][1], method=method, confidence=sure,
            claims=found.claims and sure >= 0.7,
        )  # fmt: skip


def plain(pieces: Sequence[tuple[str, int, int]]) -> Plain:
    """Put pieces (text, start, end) together; a piece as long as its span is mapped character by character."""
    spans: list[tuple[int, int]] = []
    for text, start, end in pieces:
        if len(text) == end - start:
            spans += [(start + i, start + i + 1) for i in range(len(text))]
        else:
            spans += [(start, end)] * len(text)
    return Plain("".join(p[0] for p in pieces), tuple(spans))


def items_of(text: str) -> list[Item]:
    """Return the names, signs and gaps of a text in order, in time linear in its length.

    Examples
    --------
    >>> [(i.text, i.how) for i in items_of("honey [at] mail dot ru")]
    [('honey', ''), ('@', 'bracket'), ('mail', ''), ('.', 'sure'), ('ru', '')]
    """
    tokens = _tokens(text)
    items: list[Item] = []
    at = 0
    while at < len(tokens):
        sign, after = _sign(tokens, at)
        if sign is not None:
            items.append(sign)
            at = after
            continue
        word, start, end = tokens[at]
        if word[0].isspace():
            items.append(Item("gap", word, start, end))
            at += 1
        elif word[0].isalnum() or (
            word in _IN_NAME and at + 1 < len(tokens) and tokens[at + 1][0][0].isalnum()
        ):
            after = _name_end(tokens, at)
            stop = tokens[after - 1][2]
            items.append(Item("name", text[start:stop].replace(" ", ""), start, stop))
            at = after
        else:
            items.append(Item("other", word, start, end))
            at += 1
    return items


def _tokens(text: str) -> list[tuple[str, int, int]]:
    tokens: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        stuck = _CAPITALS if match[0].isascii() and _CAPITALS.search(match[0]) else _STUCK
        if len(match[0]) > 6 and stuck.search(match[0]):
            at = match.start()
            for part in stuck.split(match[0]):
                tokens.append((part, at, at + len(part)))
                at += len(part)
        else:
            tokens.append((match[0], match.start(), match.end()))
    return tokens


def _name_end(tokens: Sequence[tuple[str, int, int]], at: int) -> int:
    """Return the token at which a name ends: words with "_", "-", "+", "%" and "'" between them."""
    at += 1
    while at < len(tokens):
        word = tokens[at][0]
        if (word[0].isalnum() and not tokens[at - 1][0][0].isalnum()) or (
            word in _IN_NAME and _bracketed(tokens, at) is None
        ):
            at += 1
        else:
            break
    return at


def _is_space(tokens: Sequence[tuple[str, int, int]], at: int) -> bool:
    return 0 <= at < len(tokens) and tokens[at][0][0].isspace()


def _sign(tokens: Sequence[tuple[str, int, int]], at: int) -> tuple[Item | None, int]:
    """Return the sign that begins at a token, with the spaces around it, and where it ends."""
    begin = at + _is_space(tokens, at)
    if begin >= len(tokens):
        return None, at
    word = tokens[begin][0]
    if word[0].isalnum() and word.lower() not in load_words().firsts:
        return None, at  # by far the most words
    start = tokens[at][1]
    inside = _bracketed(tokens, begin)
    if inside is not None:
        char, how, after = inside
        after += _is_space(tokens, after)
        return Item("sign", char, start, tokens[after - 1][2], how), after
    if word.lower() in _ENTITIES:
        return Item("sign", _ENTITIES[word.lower()], start, tokens[begin][2], "bracket"), begin + 1
    spaced = begin > at, _is_space(tokens, begin + 1)
    doubled = word[:2] == "@@"
    picture = word in _PICTURES
    word = "@" if doubled or picture else word
    if word in _LITERAL:
        if (word == "_" and not any(spaced)) or (word == "·" and _is_catalan(tokens, begin)):
            return None, at
        how = {(True, True): "spaced", (True, False): "before", (False, True): "after"}.get(spaced, "tight")
        how = "bracket" if how == "tight" and (word in "·•。" or doubled) else how
        how = "picture" if picture else how
        after = begin + 1 + spaced[1]
        return Item("sign", _LITERAL[word], start, tokens[after - 1][2], how), after
    if not spaced[0] and begin and not spaced[1] and (word.isupper() or word in _GLUED):
        glued = load_words().signs.get(word.lower())
        if glued and tokens[begin - 1][0][-1:].isalnum() and tokens[begin - 1][2] == start:
            return Item("sign", glued.char, start, tokens[begin][2], "capital"), begin + 1
    if not spaced[0] and begin:
        return None, at
    said = _said(tokens, begin, inside=False)
    if said is None or not (said[1] >= len(tokens) or _is_space(tokens, said[1])):
        return None, at
    sign, after = said
    capital = sign.grade == "word" and tokens[begin][0].isupper()
    after += _is_space(tokens, after)
    return Item("sign", sign.char, start, tokens[after - 1][2], "capital" if capital else sign.grade), after


def _is_catalan(tokens: Sequence[tuple[str, int, int]], at: int) -> bool:
    """Tell whether a dot in the middle stands between two "l", as Catalan writes them: "col·legi"."""
    sides = [*tokens[at - 1 : at], *tokens[at + 1 : at + 2]]
    return len(sides) == 2 and sides[0][0][-1:].lower() == "l" == sides[1][0][:1].lower()


def _said(tokens: Sequence[tuple[str, int, int]], at: int, inside: bool) -> tuple[Sign, int] | None:
    """Return the sign that the words at a token stand for, and the token behind them; the longest wording wins."""
    words = load_words()
    first = tokens[at][0].lower()
    if first not in words.firsts and not (inside and latin_form(first) in words.firsts):
        return None
    for size in range(2 * words.longest - 1, 0, -1):
        if at + size > len(tokens):
            continue
        said = "".join(t[0] for t in tokens[at : at + size]).lower() if size > 1 else tokens[at][0].lower()
        if len(said) > 40:
            continue
        sign = words.signs.get(said)
        if sign is None and inside:
            sign = words.signs.get(latin_form(said))
        if sign is not None and (inside or sign.grade != "inside"):
            return sign, at + size
    return None


def _bracketed(tokens: Sequence[tuple[str, int, int]], at: int) -> tuple[str, str, int] | None:
    """Return the sign in the brackets that open at a token, how it is written, and the token behind them."""
    first = tokens[at][0]
    if first in _TRUE_OPEN:
        ends, most = _TRUE_CLOSE, 3
    elif first in _LINE:
        ends, most = _LINE, 2
    else:
        return None
    begin = at
    while (
        begin < len(tokens)
        and begin - at < most
        and tokens[begin][0] in (_TRUE_OPEN if ends is _TRUE_CLOSE else _LINE)
    ):
        begin += 1
    begin += _is_space(tokens, begin)
    if begin >= len(tokens):
        return None
    word = tokens[begin][0]
    if word in _LITERAL or (word == "-" and ends is _TRUE_CLOSE):
        if ends is _LINE and word != "@":
            return None
        char, how, after = _LITERAL.get(word, word), "bracket", begin + 1
        after += 2 if char == ":" and [t[0] for t in tokens[after : after + 2]] == ["/", "/"] else 0
    else:
        said = _said(tokens, begin, inside=True)
        if said is None or (ends is _LINE and (said[0].char not in "@." or said[0].grade == "inside")):
            return None
        char, after = said[0].char, said[1]
        # "entry-point-group": between dashes a word stays a word.
        how = "inside" if said[0].grade == "inside" else "bracket"
        how = "word" if ends is _LINE and said[0].char == "." and said[0].grade == "word" else how
    after += _is_space(tokens, after)
    if ends is _LINE and (after >= len(tokens) or tokens[after][0] != first):
        return None  # "in/at-spi"
    close = after
    while close < len(tokens) and close - after < most and tokens[close][0] in ends:
        close += 1
    return (char, how, close) if close > after else None
