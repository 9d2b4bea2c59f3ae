"""Spoken numerals: number words that stand together make one number, by the grammar of their language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graphkit.identifiers.number_words import Word

_LAST = frozenset(
    {
        "last",
        "next",
        "first",
        "final",
        "последние",
        "останні",
        "últimos",
        "ultimos",
        "derniers",
        "letzten",
        "son",
    }
)
_SIGNS = ",.;:/|\n"
_SHOWN = re.compile(r"([0-9])['’]?s")  # "three 5s"
_TURKIC = frozenset({"tr", "kk", "kk-Latn", "uz", "uz-Cyrl", "tk"})


@dataclass(slots=True)
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
    capital
        Of a word: whether it begins with a capital letter.
    """

    kind: str
    text: str
    start: int
    end: int
    word: Word | None = None
    weak: int = 0
    capital: bool = False


@dataclass(slots=True)
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
    tongues
        The languages of all its number words.
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
    tongues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mode:
    """How to take what can be taken in two ways.

    Attributes
    ----------
    whole
        Whether digits behind a hundred or a ten belong to it: "двести два" is 202, or 200 and 2.
    counts
        Whether a small number before a nought counts noughts: "үш нөл" is 000, or 3 and 0.
    signs
        Whether ``|``, ``!`` and ``$`` inside a run stand for digits.
    soft
        Whether number words that are mostly other words ("for", "to") are numbers.
    """

    whole: bool = True
    counts: bool = False
    signs: bool = True
    soft: bool = True


class Numerals:
    """Reads numerals off a list of tokens; every method takes the place of a token and returns where to go on."""

    def __init__(self, tokens: Sequence[Token], text: str, mode: Mode) -> None:
        self._tokens, self._text, self._mode = tokens, text, mode

    def read(self, i: int) -> tuple[Item | Token, int]:
        """Return the item, or other word, at token ``i``."""
        token = self._tokens[i]
        if token.kind == "other":
            return token, i + 1
        if token.word is not None:
            if i and self._tokens[i - 1].text.lower() in _LAST and 2 <= token.word.value <= 4:
                return self._other(i), i + 1  # "the last four 0143"
            return self._word(i, token.word)
        leet = len(token.text) if token.kind == "leet" else 0
        if (
            not leet
            and len(token.text) == 1
            and self._role(i + 1) == "many"
            and self._close(i + 1)
            and token.text in "234"
        ):
            return self._many(i, int(token.text), i + 1)
        return Item(token.text, token.start, token.end, leet=leet, weak=token.weak), i + 1

    def _word(self, i: int, word: Word) -> tuple[Item | Token, int]:
        """Return what begins with a number word, or a word that goes with numbers."""
        if word.role in ("and", "plus", "of"):
            return self._other(i, "+" if word.role == "plus" else ""), i + 1
        if word.role == "repeat":
            following = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
            digit = (
                following.text
                if following is not None and self._role(i + 1) in ("", "number", "many")
                else ""
            )
            if following is None or following.kind == "other" or len(digit) != 1 or not self._close(i + 1):
                return self._other(i), i + 1
            return self._item(i, i + 2, digit * word.value), i + 2
        if word.role == "many":
            return self._item(i, i + 1, str(word.value)), i + 1
        if word.role == "number" and 2 <= word.value <= 4:
            at = i + 2 if self._role(i + 1) == "of" else i + 1
            counted = self._role(at) == "many" or (at > i + 1 and self._value(at) is not None)
            counted = counted or (
                (self._mode.counts or self._apart(i, at))
                and self._value(at) == 0
                and bool(_TURKIC & set(word.languages))
            )
            if counted and self._close(at):
                return self._many(i, word.value, at)
            if (
                at < len(self._tokens)
                and self._close(at)
                and (shown := _SHOWN.fullmatch(self._tokens[at].text))
            ):
                return self._item(i, at + 1, shown[1] * word.value), at + 1
        return self._number(i, word)

    def _apart(self, first: int, last: int) -> bool:
        """Tell whether tokens ``first`` to ``last`` stand by themselves, between commas or other signs."""
        if last >= len(self._tokens):
            return False
        start, end = self._tokens[first].start, self._tokens[last].end
        before = self._text[max(0, start - 3) : start].rstrip(" ")[-1:]
        after = self._text[end : end + 3].lstrip(" ")[:1]
        return (not before or before in _SIGNS) and (not after or after in _SIGNS) and bool(before or after)

    def _many(self, i: int, count: int, at: int) -> tuple[Item, int]:
        return self._item(i, at + 1, self._tokens[at].text * count), at + 1

    def _number(self, i: int, word: Word) -> tuple[Item, int]:
        """Return the numeral that begins with a number at ``i``."""
        value, end = word.value, i + 1
        hundred = self._role(end) == "hundred" and self._close(end)
        if word.role == "hundred":
            value = 100
        elif hundred and 1 <= value <= 9:
            value, end = value * 100, end + 1
        elif value == 4 and self._value(end) == 20 and self._close(end) and "fr" in word.languages:
            value, end = 80, end + 1
        if value in range(100, 1000, 100):
            added, end = self._below_hundred(end)
            value += added
        elif value in range(20, 100, 10):
            added, end = self._below_ten(end, value, word)
            value += added
        elif value == 10:
            added, end = self._teen(end, word)
            value += added
        if 9 < value < 100 and "en" in word.languages and self._role(end) == "hundred" and self._close(end):
            value, end = value * 100, end + 1  # "seventy-seven hundred"
        return self._item(i, end, str(value)), end

    def _below_hundred(self, i: int) -> tuple[int, int]:
        """Return what is added to a hundred."""
        at = i + 1 if self._role(i) == "and" and self._close(i) else i
        value = self._value(at)
        if value is None:
            return self._plain(i, 99, i) if at == i else (0, i)
        if not self._close(at) or (self._role(at + 1) == "hundred" and self._close(at + 1)):
            return 0, i
        word = self._tokens[at].word
        assert word is not None
        if value == 4 and self._value(at + 1) == 20 and self._close(at + 1) and "fr" in word.languages:
            added, end = self._below_ten(at + 2, 80, word)
            return 80 + added, end
        if value in range(20, 100, 10):
            added, end = self._below_ten(at + 1, value, word)
            return value + added, end
        if value == 10:
            added, end = self._teen(at + 1, word)
            return 10 + added, end
        if 11 <= value <= 99 or (1 <= value <= 9 and self._mode.whole):
            return value, at + 1
        return 0, i

    def _below_ten(self, i: int, ten: int, word: Word) -> tuple[int, int]:
        """Return what is added to twenty, thirty, ...; German says units first, and in one word."""
        if word.languages == ("de",):
            return 0, i
        at = i + 1 if self._role(i) == "and" and self._close(i) else i
        value = self._value(at)
        if value is None:
            return self._plain(at, 9, i)
        hundred = self._role(at + 1) == "hundred" and self._close(at + 1)
        if not self._close(at) or (hundred and "en" not in word.languages):
            return 0, i
        if 1 <= value <= 9:
            return value, at + 1
        if ten in (60, 80) and 10 <= value <= 19 and "fr" in word.languages:
            if value > 10:
                return value, at + 1
            added, end = self._teen(at + 1, word)
            return 10 + added, end
        return 0, i

    def _teen(self, i: int, word: Word) -> tuple[int, int]:
        """Return what is added to ten where a language says teens in two words."""
        value = self._value(i)
        if value is None or not self._close(i) or not 1 <= value <= 9:
            return 0, i
        joins = _TURKIC & set(word.languages) or ("fr" in word.languages and value >= 7)
        return (value, i + 1) if joins else (0, i)

    def _plain(self, i: int, most: int, back: int) -> tuple[int, int]:
        """Return digits that complete a spoken numeral ("девятьсот 72"), or nothing, to go on at ``back``."""
        token = self._tokens[i] if i < len(self._tokens) else None
        if token is None or token.kind != "digits" or not self._mode.whole or not self._close(i):
            return 0, back
        fits = token.text[0] != "0" and len(token.text) <= len(str(most))
        return (int(token.text), i + 1) if fits else (0, back)

    def _role(self, i: int) -> str:
        word = self._tokens[i].word if i < len(self._tokens) else None
        return word.role if word is not None else ""

    def _value(self, i: int) -> int | None:
        word = self._tokens[i].word if i < len(self._tokens) else None
        return word.value if word is not None and word.role == "number" else None

    def _close(self, i: int) -> bool:
        """Tell whether token ``i`` follows the one before it closely enough to be of one numeral."""
        if i >= len(self._tokens):
            return False
        gap = self._text[self._tokens[i - 1].end : self._tokens[i].start]
        return len(gap) <= 2 and gap.strip(" -\u00a0") == ""

    def _other(self, i: int, text: str = "") -> Token:
        token = self._tokens[i]
        return Token("other", text or self._text[token.start : token.end], token.start, token.end)

    def _item(self, start: int, end: int, digits: str) -> Item:
        tokens = self._tokens[start:end]
        words = [t for t in tokens if t.word is not None]
        hard = [t for t in words if not t.weak]
        spoken = [t.word.languages for t in hard if t.word is not None]
        languages = (
            tuple(code for code in spoken[0] if all(code in some for some in spoken)) if spoken else ()
        )
        return Item(
            digits,
            tokens[0].start,
            tokens[-1].end,
            len(words),
            len(words) - len(hard),
            languages=languages,
            tongues=frozenset(code for t in words if t.word is not None for code in t.word.languages),
        )
