"""Phone numbers in disguise: in number words, in letters for digits, with signs, pictures or words between the digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import polars as pl

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.number_tokens import items_of, tokens_of
from graphkit.identifiers.number_words import regions_of
from graphkit.identifiers.numerals import Item, Mode, Token
from graphkit.identifiers.phone import PHONE
from graphkit.identifiers.phone_gaps import Gap, stretches
from graphkit.identifiers.phone_grades import by_script
from graphkit.identifiers.phone_groups import is_filler
from graphkit.identifiers.phone_hidden import limits_of
from graphkit.identifiers.phone_numbers import Reading, international, national
from graphkit.identifiers.phone_places import HIDDEN, PRICED, places
from graphkit.identifiers.phone_traces import TRACES, worth

_FEWEST_DIGITS = 7

_MOST_ITEMS, _WIDEST, _MOST_DIGITS = 400, 16, 17
_PRICING = frozenset({"for", "to", "fore"})
_LOOSE = frozenset({"line", "pause", "words", "strange", "far", "apart"})
# Confidence by where the region of a number comes from: the record, the user, the language, the defaults.
_TIERS = (0.93, 0.92, 0.86, 0.84)


@dataclass(slots=True)
class _Window:
    """A reading of items ``first`` up to ``last`` (exclusive)."""

    first: int
    last: int
    found: tuple[Found, ...]
    disguised: bool


class DisguisedReader:
    """Reads phone numbers whose digits are disguised; plain ones are left to the reader of phones.

    It looks at whole texts, but only at those in which ``pattern`` sees a trace of a disguise.
    """

    name = "disguised"
    kinds: Sequence[Kind] = ()
    pattern = TRACES
    regional = True
    placed = False
    priority = 39

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the disguised numbers of a text, in order.

        Examples
        --------
        >>> some = DISGUISED.judge("call two-zero-two 5five5 ol43", Context(regions=("US",), fictional=True))
        >>> [(f.value, f.start, f.end, f.method) for f in some]
        [('+12025550143', 5, 29, 'disguised.words')]
        """
        out: list[Found] = []
        for start, end in places(candidate):
            tracing.candidate(self.name, start, candidate[start:end].replace(HIDDEN, "·"))
            found = list(_tried(candidate, start, end, context))
            if not found and PRICED.search(candidate, start, end):
                # "215 $160 555 $240 0159": prices put between the groups.
                veiled = PRICED.sub(lambda price: "~" * len(price[0]), candidate[start:end])
                found = list(_tried(candidate[:start] + veiled + candidate[end:], start, end, context))
            out += found
        return _best(out)

    def worth(self, column: pl.Series) -> list[int]:
        """Return the rows whose texts show a trace of a disguise, and digits or words enough for a number."""
        return worth(column)

    def hint(self, left: str, right: str) -> str:
        """Return what stands beside a number, as the reader of phones does."""
        return PHONE.hint(left, right)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the disguised numbers of a column that holds phones."""
        del kind
        return [replace(f, method="phone.declared") for f in self.judge(raw, context)]


def _tried(text: str, start: int, end: int, context: Context) -> Iterator[Found]:
    """Yield what a part of a text holds, taken in every way that there is to take it."""
    tokens = tokens_of(text, start=start, end=end)
    tried: list[list[Item | Token]] = []
    for mode in _modes(text, tokens):
        pieces = tokens if mode.signs else tokens_of(text, False, start, end)
        items = items_of(pieces if mode.soft else _without_soft(pieces, text), text, mode)
        if items in tried:
            continue
        tried.append(items)
        for stretch, gaps in stretches(items, text):
            if len(stretch) <= _MOST_ITEMS and _hides(stretch, gaps):
                yield from _read(text, stretch, gaps, context)


def _without_soft(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return tokens in which number words that are mostly other words are just these.

    "7 for 75" tells a price: there the word parts numbers, and is left as it is.
    """
    return [
        Token("other", text[t.start : t.end], t.start, t.end)
        if t.word is not None and t.weak and text[t.start : t.end].lower() not in _PRICING
        else t
        for t in tokens
    ]


def _modes(text: str, tokens: Sequence[Token]) -> Iterator[Mode]:
    """Yield the ways to take a text, the likeliest first."""
    yield Mode()
    if any(t.word is not None and t.word.value >= 20 for t in tokens):
        yield Mode(whole=False)
    if any(t.word is not None and t.word.value == 0 for t in tokens):
        yield Mode(counts=True)
    if any(t.kind == "leet" and text[t.start] in "|!@$" for t in tokens):
        yield Mode(signs=False)
    if any(t.word is not None and t.weak for t in tokens):
        yield Mode(soft=False)


def _best(found: list[Found]) -> list[Found]:
    """Keep of overlapping finds the surest; a further reading of the same place shows, and does not join."""
    found.sort(key=lambda f: (-f.confidence, f.start - f.end, f.start))
    kept: list[Found] = []
    for f in found:
        beside = [k for k in kept if k.start < f.end and f.start < k.end]
        if any((k.start, k.end) != (f.start, f.end) or k.value == f.value for k in beside):
            continue
        kept.append(replace(f, confidence=min(f.confidence, 0.35), claims=False) if beside else f)
    return sorted(kept, key=lambda f: (f.start, -f.confidence))


def _hides(items: Sequence[Item], gaps: Sequence[Gap]) -> bool:
    """Tell whether enough digits are there for a number, and something about them is disguised."""
    if sum(len(i.digits) for i in items) < _FEWEST_DIGITS:
        return False
    return (
        any(i.words or i.leet for i in items)
        or _one_by_one(items)
        or any(g.kind in ("odd", "pause", "line", "words", "strange", "far") for g in gaps[1:])
    )


def _one_by_one(items: Sequence[Item]) -> bool:
    """Tell whether seven digits or more stand alone, each."""
    return sum(len(i.digits) == 1 for i in items) >= 7


def _read(text: str, items: Sequence[Item], gaps: Sequence[Gap], context: Context) -> list[Found]:
    windows = list(_windows(text, items, gaps, context))
    # Of two that are as sure, the plain one: nothing beside it needs to be a digit.
    windows.sort(key=lambda w: (-w.found[0].confidence, w.disguised, -(w.last - w.first), w.first))
    taken = [False] * len(items)
    out: list[Found] = []
    for w in windows:
        if any(taken[w.first : w.last]):
            continue
        taken[w.first : w.last] = [True] * (w.last - w.first)
        if w.disguised:
            out += w.found
    return out


def _windows(text: str, items: Sequence[Item], gaps: Sequence[Gap], context: Context) -> Iterator[_Window]:
    for first in range(len(items)):
        digits = ""
        for last in range(first + 1, min(len(items), first + _WIDEST) + 1):
            digits += items[last - 1].digits
            if len(digits) > _MOST_DIGITS:
                break
            if len(digits) < _FEWEST_DIGITS or len(set(digits)) == 1:
                continue
            if window := _window(text, items, gaps, first, last, digits, context):
                yield window


def _window(
    text: str,
    items: Sequence[Item],
    gaps: Sequence[Gap],
    first: int,
    last: int,
    digits: str,
    context: Context,
) -> _Window | None:
    """Read one run of items as a number, if it is one."""
    inside = items[first:last]
    languages = _common([i.languages for i in inside if i.languages])
    given, own, others = context.given, context.regions, context.defaults
    readings = _readings(digits, inside[0].plus, languages, own, given, others, context.script)
    if not readings:
        if tracing.on():
            tracing.note(f"{digits}: no number of {_where(inside[0].plus, languages, context)}")
        return None
    if last - first > 1 and gaps[last - 1].kind in _LOOSE and _is_whole(inside[:-1], context):
        return None  # what follows a whole number on the next line, or after other words, is none of it
    signs = gaps[first + 1 : last]
    spoken = (
        sum(i.words - i.soft for i in inside)
        if not any(g.kind in ("words", "strange", "far") for g in signs)
        else 0
    )
    n_words, n_leet = sum(i.words for i in inside), sum(i.leet for i in inside)
    disguised = (
        bool(n_words or n_leet) or _one_by_one(inside) or any(g.kind not in ("glued", "tight") for g in signs)
    )
    start, end = inside[0].start, inside[-1].end
    if inside[0].plus and text[start - 1 : start] == "+":
        start -= 1
    limits = limits_of(text, items, gaps, first, last, readings[0][0])
    if tracing.on():
        tracing.say([r for r in limits.items() if r[1] < readings[0][1]], readings[0][0].e164)
    limit = min(limits.values())
    if limit <= 0.3 and any(g.kind == "far" for g in signs):
        return None
    found = []
    for k, (reading, base) in enumerate(readings):
        sure, method = (
            min(max(base, 0.78 if spoken >= 7 and base == 0.6 else 0), limit),
            f"disguised.{_how(inside, signs)}",
        )
        if k:
            sure = min(sure, 0.35)
        if is_filler(reading.national) or (n_words and _counts_up(inside)):
            tracing.note(f"{reading.e164}: at most 0.5, its digits only count, or are all the same")
            sure = min(sure, 0.5)
        if reading.fictional and not context.fictional:
            sure, method = min(sure, 0.4), method + ".fictional"
        found.append(Found("phone", reading.e164, start, end, method, round(sure, 3), claims=sure >= 0.7))
    return _Window(first, last, tuple(found), disguised)


def _where(plus: bool, languages: Sequence[str], context: Context) -> str:
    """Return the regions in which digits were tried, in words."""
    if plus:
        return "any country"
    spoken = [region for code in languages for region in regions_of(code)]
    tried = dict.fromkeys((*context.regions, *context.given, *spoken, *context.defaults))
    return ", ".join(tried) or "any region: none is known"


def _is_whole(items: Sequence[Item], context: Context) -> bool:
    """Tell whether items are a number that begins as one does that is whole: with plus, or its trunk digit."""
    digits = "".join(i.digits for i in items)
    if not 9 <= len(digits) <= 15:
        return False
    if items[0].plus:
        return international(digits) is not None
    readings = (national(digits, region) for region in (*context.regions, *context.given, *context.defaults))
    return any(r is not None and r.form == "trunk" and len(r.national) >= 9 for r in readings)


def _counts_up(items: Sequence[Item]) -> bool:
    """Tell whether items count up, as in a nursery rhyme: six or more, and nearly all there are."""
    run = 1
    for a, b in pairwise(items):
        run = run + 1 if len(a.digits) < 3 and int(b.digits) == int(a.digits) + 1 else 1
        if run >= max(6, len(items) - 2):
            return True
    return False


def _how(inside: Sequence[Item], signs: Sequence[Gap]) -> str:
    """Return what hides the digits, in a word."""
    if any(i.words for i in inside):
        return "words"
    if any(i.leet for i in inside):
        return "letters"
    return "between" if any(g.kind in ("words", "strange", "far") for g in signs) else "signs"


def _common(spoken: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the languages that have all the words of a number, in the order of the first word's."""
    return tuple(code for code in spoken[0] if all(code in some for some in spoken)) if spoken else ()


@lru_cache(maxsize=100_000)
def _readings(
    digits: str, plus: bool, languages: tuple[str, ...], own: tuple[str, ...], given: tuple[str, ...],
    defaults: tuple[str, ...], script: str,
) -> tuple[tuple[Reading, float], ...]:  # fmt: skip
    """Return the readings of digits by the first tier of regions that has any, best first, and what each can be worth.

    The record's own regions come before those that the user gave, those of the language of its words, and the defaults.
    """
    if plus:
        reading = international(digits)
        return ((reading, 0.96),) if reading else ()
    if digits.startswith("00") and len(digits) >= 11 and (reading := international(digits[2:])):
        return ((reading, 0.93),)
    spoken = tuple(dict.fromkeys(r for code in languages for r in regions_of(code)))
    for regions, base in zip((own, given, spoken, defaults), _TIERS, strict=True):
        some: dict[str, Reading] = {}
        for region in by_script(regions, script):
            reading = national(digits, region)
            # An area of one country may begin as a trunked radio of Brazil did, of which hardly any are left.
            if reading and not (regions is spoken and _is_radio(reading)):
                some.setdefault(reading.e164, reading)
        if some:
            proper = [r for r in some.values() if not (r.needs_trunk and r.form == "bare")]
            elsewhere = base < 0.9 and bool(given)
            return tuple(
                (
                    r,
                    0.6
                    if elsewhere or _is_lacking(r) or (base == _TIERS[-1] and _is_foreign(r, spoken, script))
                    else base,
                )
                for r in proper or some.values()
            )
    return ()


def _is_lacking(reading: Reading) -> bool:
    """Tell whether a number lacks the prefix with which its country writes it."""
    return reading.needs_trunk and reading.form == "bare"


def _is_foreign(reading: Reading, spoken: Sequence[str], script: str) -> bool:
    """Tell whether nothing but chance may lead to a country whose people write in other letters, or speak otherwise."""
    abroad = bool(spoken) and not reading.e164.startswith("+1")
    return reading.form == "bare" and (abroad or (reading.e164.startswith("+7") and script != "Cyrl"))


def _is_radio(reading: Reading) -> bool:
    """Tell whether a number is one of Brazil's trunked radios: an area and eight digits from 7 on."""
    return reading.e164.startswith("+55") and len(reading.national) == 10 and reading.national[2] == "7"


DISGUISED = DisguisedReader()
