"""How sure the words and signs between a platform's name and what may be an account's make it."""

from __future__ import annotations

import re

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import Platform
from graphkit.identifiers.handle_names import is_clock, is_given_name, is_word, looks_like_name
from graphkit.identifiers.handle_words import is_between, is_common, is_number_word, made_of_words, words

SURE, LIKELY, ANNOUNCED, SAID, LEANING, DOUBTED = 0.93, 0.85, 0.8, 0.75, 0.75, 0.45

# Messengers that know people by number: a plain word behind their name is what to call somebody.
_BY_PHONE = frozenset({"whatsapp", "viber", "signal"})
_DASH = re.compile(r"\s[-~|–—]|\A[-–—]+\s")
_ENDS = frozenset(".,;!|/)")
# Endings of what is said of a platform, and of other words that no list can hold.
_SAID = re.compile(r"(?:ed|ing|able|ible|ive|ous|ful|less|ly|tion|sion|ment|ness|ity|'s)\Z")
_LEAST_WORD, _LEAST_SAID = 5, 6
_WORDS_GLUED = re.compile("[A-Za-z]+[0-9]+[A-Za-z]*")
_NO_NAMES = frozenset({"whatsapp", "viber"})  # of these a name is nearly always a mistake for a number


def sureness_of(raw: str, gap: str, plain_words: bool, after: str) -> float:
    """Return how sure the signs between a platform's name and a name make it; 0 for no name."""
    marked = grammar.IS_MARKED.match(raw) is not None and looks_like_name(raw)
    strong = grammar.STRONG_SIGN.search(gap) is not None
    number = raw.isdigit() and len(raw) >= _LEAST_WORD
    if after == "a":
        tracing.note("letters of another alphabet go on behind it")
        return 0.0
    if is_clock(raw) and not number:
        tracing.note("a time, an age, a price or an amount")
        return 0.0
    if "@" in gap:
        # A full stop may part what the label is said of from the name.
        return LEANING if "." in gap or "!" in gap else SURE if plain_words else 0.88
    if len(raw) < 3:  # "n/a", "I"
        tracing.note("too short for a name without @")
        return 0.0
    if not plain_words:
        if marked and strong:
            return 0.8
        tracing.note("the words before it say nothing of a name")
        return 0.0
    return _behind_sign(raw, gap, marked, after) if strong else _behind_blank(raw, gap, marked, after)


def _behind_sign(raw: str, gap: str, marked: bool, after: str) -> float:
    """Return how sure a name behind a colon, an arrow or a picture is."""
    if not marked and _is_prose(raw, after):
        tracing.note("a common word, and more of the sentence follows")
        return 0.0
    if marked and _WORDS_GLUED.fullmatch(raw) and made_of_words(raw):
        tracing.note("common words with a figure between")
        return DOUBTED
    if "\n" in gap and ":" not in gap and not marked:
        tracing.note("a plain word on the next line")
        return 0.0
    # A plain word with more words behind it may be the sentence's.
    return SURE if marked or after != " " else 0.88


def _behind_blank(raw: str, gap: str, marked: bool, after: str) -> float:
    """Return how sure a name is that a blank or a dash parts from its platform's."""
    if after in ("/", "0"):
        tracing.note("it goes on as a link, a date or a list of words does")
        return 0.0
    if "\n" in gap and not marked:
        tracing.note("a plain word on the next line")
        return 0.0
    if marked and made_of_words(raw):
        if "\n" in gap:
            return LEANING
        tracing.note("common words with figures or underscores, and only a blank before them")
        return DOUBTED
    if marked:
        return LEANING if "\n" in gap else 0.8
    if not _DASH.search(gap):
        tracing.note("a plain word, and no sign before it says that it is a name")
        return 0.0
    plain_word = raw.lower() in words("common") or _SAID.search(raw.lower()) is not None
    if after in ("", "\n") or (after in _ENDS and len(raw) >= _LEAST_WORD and not plain_word):
        return LEANING
    tracing.note("a common word behind a dash, or more of the sentence follows")
    return 0.0


def _is_prose(raw: str, after: str) -> bool:
    """Tell whether a plain word behind a sign goes on as a sentence does: ``TG: fully functional``."""
    low = raw.lower()
    return after == " " and (is_common(low) or (len(low) >= _LEAST_SAID and _SAID.search(low) is not None))


def sureness_of_word(raw: str, between: str, after: str, led: bool, foreign: bool) -> float:
    """Return how sure it is that a plain word behind a platform's name and a blank is an account; 0 for no name.

    Parameters
    ----------
    raw, after
        The word, and what stands behind it.
    between
        The words between the two.
    led
        Whether words before the platform's name announce a name.
    foreign
        Whether the platform's name is in another alphabet, so that the word belongs to no sentence.
    """
    low = raw.lower()
    if len(raw) < _LEAST_WORD or is_common(low) or is_given_name(raw):
        tracing.note("a short or common word, or what people are called")
        return 0.0
    if after in ("a", "0", "@", "_", "-", "/", "'", "’") or (after == " " and not foreign):
        tracing.note("a plain word, and more of the sentence follows")
        return 0.0
    if _SAID.search(low):
        tracing.note("a word that ends as what is said of things does")
        return 0.0
    said = [word.lower() for word in grammar.WORDS.findall(between)]
    if foreign or led or any(word in words("announcing") for word in said):
        return ANNOUNCED
    if len(raw) >= _LEAST_SAID and any(word in words("saying") for word in said):
        return SAID
    tracing.note("a plain word, and no word before it announces a name")
    return 0.0


def may_be_said(word: str) -> bool:
    """Tell whether a word ends as what is said of things and ways does: ``available``, ``texting``.

    Examples
    --------
    >>> may_be_said("negotiable"), may_be_said("honeybee")
    (True, False)
    """
    return _SAID.search(word) is not None


def is_calling(raw: str) -> bool:
    """Tell whether a word without figures may be what an account is called, and is none of the language that is known.

    Examples
    --------
    >>> is_calling("velvetlane"), is_calling("available"), is_calling("maria")
    (True, False, False)
    """
    low = raw.lower()
    return (
        len(low) >= _LEAST_WORD
        and not is_common(low)
        and not is_common(low.removesuffix("s"))
        and not is_between(low)
        and not is_given_name(low)
        and not is_word(low)
        and not may_be_said(low)
        and low not in words("told")
        and low not in words("of_ways")
    )


def sureness_of_given(platform: Platform, raw: str, gap: str, sure: float, goes_on: bool = False) -> float:
    """Return how sure a name remains that may be what to call somebody: ``telegram: Maria``."""
    if "@" in gap or not raw.isalpha():
        return sure
    if is_number_word(raw):
        tracing.note("a number word")
        return 0.0
    called = is_given_name(raw) or (platform.kind in _NO_NAMES and goes_on)
    if called or (platform.kind in _BY_PHONE and not raw.islower()):
        tracing.note("what people are called, or a plain word where the platform knows people by number")
        return min(sure, DOUBTED)
    return sure
