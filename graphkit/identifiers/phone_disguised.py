"""Phone numbers in disguise: in number words, in letters for digits, with signs, pictures or words between the digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.number_tokens import Item, Token, items_of, tokens_of
from graphkit.identifiers.number_words import pattern, regions_of
from graphkit.identifiers.phone import PHONE
from graphkit.identifiers.phone_context import is_labelled, is_something_else, words
from graphkit.identifiers.phone_groups import is_filler
from graphkit.identifiers.phone_numbers import Reading, international, national

_ODD = r"[^\p{L}0-9]"
_PLAIN_GAP = re.compile(r"[ ().*_/\-]{0,3}")
_HARD = pattern()
# Rows worth a look: number words side by side or beside digits; letters for digits; odd signs, or words, between digits.
_SPOKEN = rf"(?:{_HARD}){_ODD}{{0,6}}(?:{_HARD}|[0-9])|[0-9]{_ODD}{{0,6}}(?:{_HARD})"
_LOOKS = r"OoОоIlіІ|!iLSsZzBbбЗзGgqQ$"
_LETTERED = rf"[0-9][{_LOOKS}]{{1,3}}(?:{_ODD}{{0,3}}[0-9{_LOOKS}]){{3}}|(?:{_ODD}[0-9{_LOOKS}]){{4}}"
_SIGNED = r"[0-9](?:[^0-9\p{L}]*[0-9]){6}"
_STRANGE_SIGN = r"[0-9][^0-9\p{L}]*[^0-9\p{L} ().*_/+\-][^0-9\p{L}]*[0-9]|[0-9][^0-9\p{L}]{4,20}[0-9]"
_WORDED = r"[0-9]{3}[^0-9\p{L}]{0,5}(?:\p{L}{1,12}[^0-9\p{L}]{1,5}){1,3}[0-9]{3}"
_MOST_ITEMS, _WIDEST, _MOST_DIGITS = 400, 16, 17
HIDDEN = "\x00"  # stands for characters that another reader has claimed
_CURRENCY = frozenset("$€£₽₸₺₴¥₹%°")
_TIERS = ((0.93, "record_region"), (0.92, "given_region"), (0.86, "language_region"), (0.84, "default_region"))


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two items.

    Attributes
    ----------
    kind
        ``glued``, ``tight`` (a sign or two, as anybody writes), ``odd`` (signs or pictures), ``line``, ``words``
        (only such as people put between digits), ``strange`` (other words) or ``apart``.
    text
        The signs, without words.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
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
    pattern = rf"{_SPOKEN}|{_LETTERED}|{_SIGNED}|{_WORDED}"
    # A text is worth a look where it has a trace of each pattern of any one of these.
    traces = ((_SPOKEN,), (_LETTERED,), (_SIGNED, _STRANGE_SIGN), (_WORDED,))
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
        tokens = tokens_of(candidate)
        out: list[Found] = []
        for whole in (True, False):
            parts = items_of(tokens, candidate, whole)
            for stretch, gaps in _stretches(parts, candidate):
                if len(stretch) <= _MOST_ITEMS and _hides(stretch, gaps):
                    out += _read(candidate, stretch, gaps, context)
            if not any(t.word is not None and t.word.value >= 100 for t in tokens):
                break
        return _best(out)

    def hint(self, left: str, right: str) -> str:
        """Return what stands beside a number, as the reader of phones does."""
        return PHONE.hint(left, right)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the disguised numbers of a column that holds phones."""
        del kind
        return [replace(f, method="phone.declared") for f in self.judge(raw, context)]


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


def _stretches(parts: Sequence[Item | Token], text: str) -> Iterator[tuple[list[Item], list[Gap]]]:
    """Yield the runs of items between which nothing says that they are apart, with the gap before each item."""
    items: list[Item] = []
    gaps: list[Gap] = []
    between: list[Token] = []
    for part in parts:
        if isinstance(part, Token):
            between.append(part)
            continue
        gap = _gap(items[-1], part, between, text) if items else Gap("apart", "")
        plus = bool(between and between[-1].text == "+") or text[:part.start].endswith("+", max(0, part.start - 2))
        if gap.kind == "apart":
            if items:
                yield items, gaps
            items, gaps = [], []
        items.append(replace(part, plus=plus) if plus else part)
        gaps.append(gap)
        between = []
    if items:
        yield items, gaps


def _gap(before: Item, after: Item, between: Sequence[Token], text: str) -> Gap:
    raw = text[before.end : after.start]
    if not raw:
        return Gap("glued", "")
    if len(raw) > 60:
        return Gap("apart", "")
    names = [t.text.lower() for t in between]
    signs = raw
    for token in between:
        signs = signs.replace(text[token.start : token.end], " ", 1) if token.text != "+" else signs
    if any(c in _CURRENCY or c == HIDDEN for c in signs) or any(n in words("apart") or n in words("units") for n in names):
        return Gap("apart", signs)
    names = [n for n in names if n != "+"]
    if len(names) > 6 or raw.count("\n") > 2 or (("." in signs or "\n" in signs) and len(names) > 2):
        return Gap("apart", signs)
    strange = [n for n in names if n not in words("between")]
    if names:
        return Gap("strange" if strange else "words", signs) if len(strange) <= 2 else Gap("apart", signs)
    if "\n" in raw:
        return Gap("line", signs)
    return Gap("tight" if _PLAIN_GAP.fullmatch(raw) else "odd", signs)


def _hides(items: Sequence[Item], gaps: Sequence[Gap]) -> bool:
    """Tell whether enough digits are there for a number, and something about them is disguised."""
    if sum(len(i.digits) for i in items) < 7:
        return False
    return any(i.words or i.leet for i in items) or any(g.kind in ("odd", "line", "words", "strange") for g in gaps[1:])


def _read(text: str, items: Sequence[Item], gaps: Sequence[Gap], context: Context) -> list[Found]:
    windows = list(_windows(text, items, gaps, context))
    windows.sort(key=lambda w: (-w.found[0].confidence, -(w.last - w.first), w.first))
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
            if len(digits) < 7 or len(set(digits)) == 1:
                continue
            if window := _window(text, items, gaps, first, last, digits, context):
                yield window


def _window(
    text: str, items: Sequence[Item], gaps: Sequence[Gap], first: int, last: int, digits: str, context: Context
) -> _Window | None:
    """Read one run of items as a number, if it is one."""
    inside = items[first:last]
    languages = _common([i.languages for i in inside if i.languages])
    readings = list(_readings(digits, inside[0].plus, languages, context))
    if not readings:
        return None
    signs = gaps[first + 1 : last]
    n_words, n_leet = sum(i.words for i in inside), sum(i.leet for i in inside)
    disguised = bool(n_words or n_leet) or any(g.kind not in ("glued", "tight") for g in signs)
    start, end = inside[0].start, inside[-1].end
    if inside[0].plus and text[start - 1 : start] == "+":
        start -= 1
    limit = _limit(text, items, gaps, first, last, readings[0][0])
    how = "words" if n_words else "letters" if n_leet else "between" if any(g.kind in ("words", "strange") for g in signs) else "signs"
    found = []
    for k, (reading, tier, base) in enumerate(readings):
        sure, method = min(base, limit), f"disguised.{how}"
        if k:
            sure = min(sure, 0.35)
        if is_filler(reading.national):
            sure = min(sure, 0.5)
        if reading.fictional and not context.fictional:
            sure, method = min(sure, 0.4), method + ".fictional"
        found.append(Found("phone", reading.e164, start, end, method, round(sure, 3), claims=sure >= 0.7))
        del tier
    return _Window(first, last, tuple(found), disguised)


def _common(spoken: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the languages that have all the words of a number, in the order of the first word's."""
    return tuple(code for code in spoken[0] if all(code in some for some in spoken)) if spoken else ()


def _readings(
    digits: str, plus: bool, languages: Sequence[str], context: Context
) -> Iterator[tuple[Reading, str, float]]:
    """Yield the readings of digits by the first tier of regions that has any, best first."""
    if plus:
        if reading := international(digits):
            yield reading, "international", 0.96
        return
    if digits.startswith("00") and len(digits) >= 11 and (reading := international(digits[2:])):
        yield reading, "international", 0.93
        return
    spoken = tuple(dict.fromkeys(r for code in languages for r in regions_of(code)))
    for regions, (base, name) in zip(
        (context.regions, context.given, spoken, context.defaults), _TIERS, strict=True
    ):
        some: dict[str, Reading] = {}
        for region in regions:
            if reading := national(digits, region):
                some.setdefault(reading.e164, reading)
        if some:
            proper = [r for r in some.values() if not (r.needs_trunk and r.form == "bare")]
            for r in proper or some.values():
                missing = r.needs_trunk and r.form == "bare"
                elsewhere = base < 0.9 and bool(context.given)
                yield r, name, 0.6 if elsewhere else min(base, 0.75) if missing else base
            return


def _limit(text: str, items: Sequence[Item], gaps: Sequence[Gap], first: int, last: int, reading: Reading) -> float:
    """Return the most that a number can be worth by how its digits are hidden and what stands around them."""
    inside, signs = items[first:last], gaps[first + 1 : last]
    hard = sum(i.words - i.soft for i in inside)
    soft, leet, weak = (sum(getattr(i, name) for i in inside) for name in ("soft", "leet", "weak"))
    left = text[max(0, inside[0].start - 40) : inside[0].start]
    if is_something_else(left):
        return 0.3
    labelled = is_labelled(left) or inside[0].plus or reading.form in ("plus",)
    limit = _by_shape(items, gaps, first, last, reading, labelled)
    limit = min(limit, _by_neighbours(items, gaps, first, last))
    if len(reading.national) < 8:
        limit = min(limit, 0.75 if hard >= 5 else 0.6)
    strange = sum(g.kind == "strange" for g in signs)
    if strange:
        limit = min(limit, 0.78 if strange == 1 and (hard >= 2 or labelled or _shaped(inside, reading)) else 0.5)
    if soft:
        edges = [(inside[0], gaps[first + 1 : first + 2]), (inside[-1], signs[-1:])]
        for item, beside in edges:
            if item.words and item.words == item.soft and not (beside and beside[0].kind == "glued"):
                limit = min(limit, 0.6)
        if soft > max(3, hard + 2):
            limit = min(limit, 0.65)
    if weak and not hard and weak > 2 and not labelled and not _shaped(inside, reading):
        limit = min(limit, 0.6)
    if leet and leet > len(reading.national) - 2:
        limit = min(limit, 0.5)
    return limit


def _shaped(inside: Sequence[Item], reading: Reading) -> bool:
    """Tell whether the items stand in the groups that the country writes, or every digit alone."""
    lead = sum(len(i.digits) for i in inside) - len(reading.national)
    cuts, at = set(), 0
    for item in inside[:-1]:
        at += len(item.digits)
        if at > lead:
            cuts.add(at - lead)
    return cuts >= set(reading.splits) and (len(cuts) <= 4 or len(cuts) >= len(reading.national) - 2)


def _by_shape(
    items: Sequence[Item], gaps: Sequence[Gap], first: int, last: int, reading: Reading, labelled: bool
) -> float:
    """Judge digits that are hidden by nothing but signs: these part prices, dates and measures too."""
    inside, signs = items[first:last], gaps[first + 1 : last]
    if any(i.words or i.leet for i in inside):
        return 1.0
    chunks = [len(i.digits) for i in inside]
    if max(chunks) == 1:
        return 0.9
    kinds = {g.text.strip() for g in signs}
    wordy = any(g.kind in ("words", "strange", "line") for g in signs)
    if _shaped(inside, reading) and (reading.form != "bare" or len(inside) <= 4):
        return 0.9 if len(kinds) <= 2 or labelled else 0.8
    if reading.form in ("plus", "trunk", "code") and len(reading.national) >= 9:
        return 0.8 if labelled or not wordy else 0.65
    if max(chunks) <= 2 and len(kinds) == 1 and len(inside) >= 5:
        return 0.8 if labelled else 0.6
    return 0.72 if labelled and not wordy else 0.5


def _by_neighbours(items: Sequence[Item], gaps: Sequence[Gap], first: int, last: int) -> float:
    """Judge by the items beside a window that are left over: it may be part of something longer."""
    limit = 1.0
    left = _left_over(items, first - 1, -1, gaps)
    right = _left_over(items, last, 1, gaps)
    for count, gap in ((left, gaps[first] if first else None), (right, gaps[last] if last < len(items) else None)):
        if not count or gap is None:
            continue
        if gap.kind == "glued":
            limit = min(limit, 0.5)
        elif gap.kind == "tight":
            limit = min(limit, 0.8 if count <= 2 and gap.text != "-" else 0.72 if gap.text == " " else 0.6)
        else:
            limit = min(limit, 0.88)
    return limit


def _left_over(items: Sequence[Item], at: int, step: int, gaps: Sequence[Gap]) -> int:
    """Return how many digits stand beside a window without a wide gap between; soft words count for none."""
    count = 0
    while 0 <= at < len(items):
        item = items[at]
        if not (item.words and item.words == item.soft):
            count += len(item.digits)
        gap = gaps[at + 1].kind if step < 0 and at + 1 < len(items) else gaps[at].kind
        if count and gap not in ("glued", "tight"):
            break
        at += step
        if count > 4:
            break
    return count


DISGUISED = DisguisedReader()
