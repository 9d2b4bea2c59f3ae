"""What stands between the digits of a text: what parts numbers, and what people only put in to hide one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from graphkit.identifiers.numerals import Item, Token
from graphkit.identifiers.phone_context import NUMBER, words
from graphkit.identifiers.phone_groups import is_date
from graphkit.identifiers.phone_places import HIDDEN

_PLAIN_GAP = re.compile(r"[ ().*_/\-]{0,3}")
_CURRENCY = frozenset("$€£₽₸₺₴¥₹%°″@")
_BEFORE = re.compile(r"[$€£₽₸₺₴¥₹#№][ \u00a0]?\Z")
_AFTER = re.compile(r"[ \u00a0]?[$€£₽₸₺₴¥₹%°\"″”](?![0-9])|['’′][0-9\"”″ ]|/(?:hr|h|hour|night|час|ч)\b")
_CLOCK = re.compile(r"[0-2]?[0-9]:[0-5][0-9](?![:0-9])")
_PAUSE = re.compile(r"\)?[.,;:!?]+\s+")
# A question, or the end of one of several lists: what follows is of something else.
_STOP = re.compile(r"[;?]\s")
_ENDS = re.compile(r"[.!?](?:\s|\Z)")
_ADORNED = re.compile(r"\s*([*~♥❤•|_=+-]+)[^*~♥❤•|_=+-]+\1\s*")  # "949 **real pics** 555"
_MOST_STRANGE = (
    7  # words that have nothing to do with numbers, between two of its parts that are said to be such
)
_ASIDE = re.compile(r"[\s,-]{0,3}\([^()\d]{3,50}\)[\s,-]{0,3}")
_MOST_FAR = 5  # words that are none of such, between the groups of a whole number
_FAR = 60  # characters: beyond that two groups of digits have nothing to do with each other


@dataclass(slots=True)
class Gap:
    """What stands between two items.

    Attributes
    ----------
    kind
        ``glued``, ``tight`` (a sign or two, as anybody writes), ``pause`` (a comma, a full stop), ``odd`` (signs or
        pictures), ``line``, ``words`` (only such as people put between digits), ``strange`` (a word that is none of
        these), ``far`` (some of them) or ``apart``.
    text
        The signs, without words.
    words
        The words, in lower case.
    """

    kind: str
    text: str
    words: tuple[str, ...] = ()


def stretches(parts: Sequence[Item | Token], text: str) -> Iterator[tuple[list[Item], list[Gap]]]:
    """Yield the runs of items that may be of one number, with the gap before each; quantities belong to none.

    Parameters
    ----------
    parts
        Items, and the other words between them.
    text
        The text they stand in.
    """
    items: list[Item] = []
    gaps: list[Gap] = []
    between: list[Token] = []
    lone = _one_by_one(parts)
    for k, part in enumerate(parts):
        if isinstance(part, Token):
            between.append(part)
            continue
        if k in lone:
            if k - 1 not in lone and items:
                yield items, gaps
                items, gaps = [], []
            gaps.append(Gap("odd" if items else "apart", text[items[-1].end : part.start] if items else ""))
            items.append(part if items else replace(part, plus=_has_plus(part, between, text, 0)))
            between = []
            continue
        if _is_quantity(parts, k, text) or (
            len(part.digits) <= 8 and not part.words and _in_date(parts, k, text)
        ):
            if items:
                yield items, gaps
            items, gaps, between = [], [], []
            continue
        gap = _gap(items[-1], part, between, text) if items else Gap("apart", "")
        plus = _has_plus(part, between, text, items[-1].end if items else 0)
        if (
            plus and gap.kind != "apart" and (gap.text == " +" or gap.text.strip() != "+")
        ) or gap.kind == "apart":
            if items:
                yield items, gaps
            items, gaps, gap = [], [], Gap("apart", gap.text)
        items.append(replace(part, plus=plus) if plus and not items else part)
        gaps.append(gap)
        between = []
    if items:
        yield items, gaps


def _one_by_one(parts: Sequence[Item | Token]) -> frozenset[int]:
    """Return the places of nine plain digits or more that follow each other one by one: whatever signs part them."""
    found: list[int] = []
    run: list[int] = []
    for k, part in enumerate(parts):
        single = isinstance(part, Item) and len(part.digits) == 1 and not part.words and not part.leet
        before = parts[run[-1]] if run else None
        if single and before is not None and 1 <= part.start - before.end <= 4:
            run.append(k)
            continue
        found += run if len(run) >= 9 else []
        run = [k] if single else []
    return frozenset(found + (run if len(run) >= 9 else []))


def _has_plus(item: Item, between: Sequence[Token], text: str, after: int) -> bool:
    """Tell whether a plus sign or word stands right before an item, and behind the one that ends at ``after``."""
    if between and between[-1].text == "+":
        return True
    return "+" in text[max(after, item.start - 2) : item.start]


def _goes_on(parts: Sequence[Item | Token], k: int) -> bool:
    """Tell whether three single digits or more follow one by one: "# 4 6 9 five" is no fourth of anything."""
    run = parts[k : k + 4]
    return len(run) == 4 and all(
        isinstance(p, Item) and len(p.digits) == 1 and p.start - b.end <= 2
        for b, p in zip([run[0], *run], run, strict=False)
    )


def _is_quantity(parts: Sequence[Item | Token], k: int, text: str) -> bool:
    """Tell whether an item is a price, an age, a measure or a time of day by the unit beside it."""
    item = parts[k]
    if not isinstance(item, Item) or len(item.digits) > 5:
        return False
    last = parts[k - 1] if k else None
    if isinstance(last, Item) and last.end == item.start and (last.words or item.words):
        return False  # glued to a number word
    quoted = text[max(0, item.start - 1) : item.start] in ('"', "'", "“", "”")
    if not quoted and _AFTER.match(text, item.end):
        return True
    if (sign := _BEFORE.search(text, max(0, item.start - 2), item.start)) and not (
        sign[0][0] in "#№" and _goes_on(parts, k)
    ):
        return True
    if _CLOCK.match(text, item.start) or (
        item.start > 2 and _CLOCK.fullmatch(text[max(0, item.start - 3) : item.end].strip(": "))
    ):
        return True
    before = [p for p in parts[max(0, k - 2) : k] if isinstance(p, Item) and len(p.digits) == 1]
    if len(before) == 2 and len(item.digits) == 1 and item.start - before[-1].end <= 4:
        return False  # the last of digits one by one
    following = parts[k + 1] if k + 1 < len(parts) else None
    if not isinstance(following, Token) or (item.digits[0] == "0" and len(item.digits) > 1):
        return False
    gap = text[item.end : following.start]
    if "." in gap and following.text[:1].isupper():
        return False  # another sentence
    near, unit = len(gap) <= 2 and gap.strip(" -\u00a0.") == "", following.text.lower()
    return near and (unit in words("units") or (unit in ("am", "pm") and len(item.digits) <= 2))


def _in_date(parts: Sequence[Item | Token], k: int, text: str) -> bool:
    """Tell whether an item is the day, month or year of a date in digits, or part of an internet address."""
    if not any(isinstance(p, Item) for p in (*parts[max(0, k - 1) : k], *parts[k + 1 : k + 2])):
        return False
    for first in range(max(0, k - 1), k + 1):
        if _is_decimal(parts[first : first + 2], text):
            return True
    for first in range(max(0, k - 3), k + 1):
        if _is_address(parts[first : first + 4], text):
            return True
    for first in range(max(0, k - 2), k + 1):
        three = parts[first : first + 3]
        if len(three) == 3 and all(isinstance(i, Item) and not i.words and not i.leet for i in three):
            a, b, c = (text[i.start : i.end] for i in three)
            gap = text[three[0].end : three[1].start]
            same = gap == text[three[1].end : three[2].start] and gap in (".", "/", "-", " ")
            before = text[max(0, three[0].start - 1) : three[0].start]
            after = text[three[2].end : three[2].end + 2]
            longer = before == gap != " " or (after[:1] == gap and after[1:].isdigit())
            if (
                same
                and not longer
                and (is_date(c, b, a) or is_date(a, b, c) or is_date(c, a, b))
                and (gap != " " or len(c) == 4)
            ):
                return True
    return False


def _is_decimal(two: Sequence[Item | Token], text: str) -> bool:
    """Tell whether two items are a number with five decimal places or more, such as a coordinate."""
    if len(two) < 2 or not all(isinstance(i, Item) and not i.words and not i.leet for i in two):
        return False
    digits = text[two[0].start : two[1].end].split(".")
    return (
        len(digits) == 2
        and all(d.isdigit() for d in digits)
        and len(digits[0]) <= 3
        and len(digits[1]) in (5, 6, 7, 8)
    )


def _is_address(four: Sequence[Item | Token], text: str) -> bool:
    """Tell whether four items are an internet address."""
    if len(four) < 4 or not all(isinstance(i, Item) and not i.words and not i.leet for i in four):
        return False
    start, end = four[0].start, four[3].end
    if text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum():
        return False
    digits = text[start:end].split(".")
    lone = all(len(d) == 1 for d in digits)
    return (
        len(digits) == 4 and not lone and all(d.isdigit() and int(d) <= 255 and len(d) <= 3 for d in digits)
    )


def _gap(before: Item, after: Item, between: Sequence[Token], text: str) -> Gap:
    raw = text[before.end : after.start]
    if not raw:
        return Gap("glued", "")
    if len(raw) > _FAR or HIDDEN in raw or raw.count("\n") > 2:
        return Gap("apart", raw)
    signs, at = "", before.end
    for token in between:
        signs += text[at : token.start]
        at = token.end
    signs += text[at : after.start]
    names = [t.text.lower() for t in between if t.text != "+"]
    if names and _ASIDE.fullmatch(raw):
        names = ["(aside)"]
    parts = any(c in _CURRENCY for c in signs) or any(n in _parting() for n in names)
    if not parts and names:
        named = (
            len(before.digits) == 1
            and "\n" in raw
            and any(n in words("labels") and n not in NUMBER for n in names)
        )
        # "special till 8\nText me 929...": what a label names begins behind it.
        return Gap("apart", signs) if named else _worded(names, signs, raw)
    if parts or _STOP.search(signs) or "***" in raw:  # what is masked there is missing
        adorned = not any(c in _CURRENCY for c in signs) and _is_strange(names) and _ADORNED.fullmatch(raw)
        return Gap("strange", signs, ("…",)) if adorned else Gap("apart", signs)
    if "\n" in raw:
        return Gap("line", signs)
    if _PAUSE.fullmatch(raw):
        return Gap("pause", raw.strip())
    return Gap("tight" if _PLAIN_GAP.fullmatch(raw) else "odd", signs)


def _worded(names: list[str], signs: str, raw: str) -> Gap:
    """Return the gap that words make, of which none parts numbers."""
    strange = sum(n not in _familiar() for n in names)
    if strange and _ADORNED.fullmatch(raw):
        return Gap("strange", signs, ("…",))
    # "34C", "5pm", "3rd" are figures of their own.
    if _STOP.search(signs) or any(any(c.isdigit() for c in n) for n in names):
        return Gap("apart", signs)
    order = [n for n in names if n in words("order")]
    if order and 0 < strange <= _MOST_STRANGE and not _ENDS.search(signs):
        return Gap("strange", signs, ("…", *order))
    if strange > 1 and len(names) <= _MOST_FAR and not signs.strip(" ,-"):
        return Gap("far", signs, tuple(names))
    if strange > 1 or len(names) > 6 or (strange and "." in signs.strip(" ") and len(names) > 1):
        return Gap("apart", signs)
    return Gap("strange" if strange else "words", signs, tuple(names))


def _is_strange(names: Sequence[str]) -> bool:
    return any(n not in _familiar() for n in names)


@cache
def _familiar() -> frozenset[str]:
    """Return the words that people put between the digits of a phone."""
    return words("between") | words("order") | words("labels") | {"(aside)"}


@cache
def _parting() -> frozenset[str]:
    """Return the words that part two numbers, or make of one a quantity."""
    return words("apart") | words("units")
