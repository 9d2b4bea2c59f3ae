"""How far to trust a disguised number: by how its digits are hidden, and by what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from graphkit.identifiers.numerals import Item
from graphkit.identifiers.phone_context import is_labelled, is_something_else, words
from graphkit.identifiers.phone_gaps import Gap
from graphkit.identifiers.phone_numbers import Reading

_WORDED = frozenset({"words", "strange", "far"})
# Signs that part other things than digits of a phone, too.
_COMMON = frozenset({",", ";", ":", "+", "=", "/", "|", "&", "x", "@", "-", ".", ">", "<"})


def limits_of(
    text: str, items: Sequence[Item], gaps: Sequence[Gap], first: int, last: int, reading: Reading
) -> dict[str, float]:
    """Return the most that a number can be worth by each thing that speaks for or against it.

    Parameters
    ----------
    text
        The text.
    items, gaps
        A stretch of items, and the gap before each.
    first, last
        The items that make the number, half-open.
    reading
        The number.
    """
    inside, signs = items[first:last], gaps[first + 1 : last]
    left = text[max(0, inside[0].start - 40) : inside[0].start]
    if is_something_else(left):
        return {"the word before it names something else": 0.3}
    labelled = is_labelled(left) or inside[0].plus
    shaped = is_shaped(inside, reading)
    limits = {
        "the signs between its digits": _by_signs(inside, signs, reading, labelled, shaped),
        "the words between its digits": _by_words_between(inside, signs, reading, labelled),
        "number words that are mostly other words": _by_words(inside, gaps[first : last + 1], labelled),
        "letters for digits": _by_letters(inside, reading, labelled, shaped),
        "digits beside it that are left over": _by_neighbours(
            items, gaps, first, last, whole=shaped and len(reading.national) >= 10
        ),
    }
    if len(reading.national) < 8:
        limits["its few digits"] = 0.75 if sum(i.words - i.soft for i in inside) >= 5 else 0.6
    return limits


def cuts_of(inside: Sequence[Item], reading: Reading) -> set[int]:
    """Return where the items part the national number, in digits from its start."""
    lead = sum(len(i.digits) for i in inside) - len(reading.national)
    cuts, at = set(), 0
    for item in inside[:-1]:
        at += len(item.digits)
        if at > lead:
            cuts.add(at - lead)
    return cuts


def is_shaped(inside: Sequence[Item], reading: Reading) -> bool:
    """Tell whether the items stand in the groups that the country writes, or parts of these."""
    cuts, splits = cuts_of(inside, reading), set(reading.splits)
    if cuts >= {3, 6} and len(reading.national) == 9:
        return True  # by threes: what people do with nine digits, whatever the tables set apart
    return bool(cuts) and (cuts >= splits or cuts <= splits)


def _by_signs(
    inside: Sequence[Item], signs: Sequence[Gap], reading: Reading, labelled: bool, shaped: bool
) -> float:
    """Judge digits that are hidden by nothing but signs: these part prices, dates and measures too."""
    if all(g.kind == "pause" for g in signs) and not any(i.words for i in inside):
        values = [int(i.digits) for i in inside]
        if all(a < b for a, b in pairwise(values)):
            return 0.5  # "200, 300, 301": lines, rooms, years
        if reading.form == "bare" and not labelled and len(reading.national) == 9:
            return 0.6
    if any(i.words or i.leet for i in inside) or any(g.kind in ("words", "strange") for g in signs):
        return 1.0
    kinds = {g.text.strip(" ()-.\n[]<>{}『』「」【】〔〕«»") for g in signs} - {""}
    whole = reading.form in ("plus", "trunk", "code") and len(reading.national) >= 9
    singles = sum(len(i.digits) == 1 for i in inside)
    if singles >= 6 and not labelled and _are_scores(signs):
        return 0.5
    if singles == len(inside):
        return 0.9
    if shaped and (whole or len(reading.splits) >= 1) and (len(kinds) <= 1 or labelled):
        # Prices side by side end in noughts: "150 * 250 * 3500".
        prices = all(i.digits[-1] == "0" and len(i.digits) > 1 for i in inside)
        return 0.9 if labelled or not prices else 0.6
    if whole:
        return 0.8 if labelled or len(kinds) <= 1 else 0.6
    if shaped and len(kinds) == 1 and not kinds & _COMMON:
        return 0.75  # pictures, or signs that nobody puts between prices
    if labelled:
        return 0.75
    if (
        len(signs) > 2
        and len(kinds) == 1
        and not any(c.isascii() for c in next(iter(kinds)))
        and any(i.digits[0] == "0" for i in inside[1:])
    ):
        return 0.72  # pictures, and no prices between them
    return 0.6 if len(kinds) <= 1 else 0.5


def _are_scores(signs: Sequence[Gap]) -> bool:
    """Tell whether digits stand in pairs: "6-0 6-4 7-5"."""
    kinds = [g.text.strip("(),/ ") or " " for g in signs]
    one, other = set(kinds[::2]), set(kinds[1::2])
    return any(a in ({"-"}, {":"}) and b == {" "} for a, b in ((one, other), (other, one)))


def _by_words_between(
    inside: Sequence[Item], signs: Sequence[Gap], reading: Reading, labelled: bool
) -> float:
    """Judge words among the digits: who hides a number so puts them where its groups part."""
    worded = [g.kind for g in signs if g.kind in _WORDED]
    if not worded:
        return 1.0
    exact = cuts_of(inside, reading) in (set(reading.splits), {3, 6}) and all(
        g.kind != "glued" for g in signs
    )
    if exact and len(worded) == len(signs) and any(i.digits[0] == "0" for i in inside[1:]):
        return (
            0.75 if set(worded) != {"words"} else 0.9
        )  # words between all of its groups, and no quantity among them
    if "far" in worded:
        return 0.3
    splits = set(reading.splits) | ({3, 6} if len(reading.national) == 9 else set())
    lead = sum(len(i.digits) for i in inside) - len(reading.national)
    at, aligned = -lead, True
    for item, gap in zip(inside, [*signs, None], strict=True):
        at += len(item.digits)
        if gap is not None and gap.kind in ("words", "strange") and at > 0 and at not in splits:
            aligned = False
    hard = sum(i.words - i.soft for i in inside)
    names = [g.words for g in signs if g.kind in ("words", "strange")]
    refrain = len(names) > 1 and len(set(names)) == 1
    strange = worded.count("strange")
    ordered = all("…" in g.words or g.kind == "words" for g in signs if g.kind in ("words", "strange"))
    if strange and exact and (reading.form in ("plus", "trunk", "code") or (labelled and ordered)):
        return 0.75  # each part as the country writes it, and words that say in which order they come
    if strange and exact and ordered and any(i.digits[0] == "0" for i in inside[1:]):
        return 0.75
    if strange and not refrain:
        whole = reading.form in ("plus", "trunk", "code") and aligned
        if strange == 1 and (hard >= 3 or whole or (labelled and aligned)):
            return 0.75
        return 0.6 if strange < 3 else 0.5
    if aligned or labelled or refrain:
        return 0.9 if not strange else 0.75
    names_of = [set(g.words) & words("order") for g in signs if g.kind in _WORDED]
    if not strange and all(names_of) and reading.form in ("plus", "trunk", "code"):
        return 0.8  # "middle 900, end 389"
    pieces = min(len(i.digits) for i in inside) >= 2 and reading.form in ("plus", "trunk", "code")
    return 0.8 if pieces or (hard >= 4 and len(worded) <= 2) else 0.6


def _by_words(inside: Sequence[Item], gaps: Sequence[Gap], labelled: bool) -> float:
    """Judge words that are mostly other words: "for", "to", "once" count where the rest is plain to see."""
    soft = sum(i.soft for i in inside)
    if not soft:
        return 1.0
    hard = sum(i.words - i.soft for i in inside)
    limit = 0.72 if soft > max(4, hard + 1) else 1.0
    alone = (
        item.words and item.words == item.soft and not _is_flanked(inside, gaps, k)
        for k, item in enumerate(inside)
    )
    if hard < 2 and any(alone):
        return 0.5  # "10 for 20": a word that is mostly another needs number words, or digits glued to it
    for item, beside in ((inside[0], gaps[1:2]), (inside[-1], gaps[-2:-1])):
        if not item.words or item.words != item.soft:
            continue
        glued = bool(beside) and beside[0].kind == "glued"
        close = bool(beside) and beside[0].kind in ("glued", "tight")
        if not glued:
            limit = min(limit, (0.85 if labelled else 0.78) if close and hard >= 2 else 0.6)
    return limit


def _is_flanked(inside: Sequence[Item], gaps: Sequence[Gap], k: int) -> bool:
    """Tell whether an item is glued to a digit, or has one close by on either side, none of them mostly another word."""
    if "glued" in [g.kind for g in gaps[k : k + 2]]:
        return True
    beside = [*inside[k - 1 : k], *inside[k + 1 : k + 2]]
    close = all(g.kind == "tight" and g.text in ("-", ".", " ") for g in gaps[k : k + 2])
    return (
        len(beside) == 2
        and close
        and any(g.text != " " for g in gaps[k : k + 2])
        and not any(b.soft for b in beside)
    )


def _by_letters(inside: Sequence[Item], reading: Reading, labelled: bool, shaped: bool) -> float:
    """Judge letters that stand for digits."""
    leet, weak = sum(i.leet for i in inside), sum(i.weak for i in inside)
    if not leet:
        return 1.0
    for k, item in enumerate(inside):
        beside = (*inside[max(0, k - 1) : k], *inside[k + 1 : k + 2])
        alone = (
            item.leet == 1
            and item.end - item.start == 1
            and all(b.end < item.start or item.end < b.start for b in beside)
        )
        whole_shape = reading.form == "plus" and shaped
        if alone and not whole_shape and not any(len(b.digits) == 1 for b in beside):
            return 0.5  # "60000 o 112": a word of one letter
    if leet > len(reading.national) - 2:
        return 0.5
    whole = reading.form in ("plus", "trunk", "code")
    if weak > 1 and not (labelled or shaped or whole):
        return 0.6
    return 0.8 if weak > 3 and not (labelled and shaped) else 1.0


def _by_neighbours(
    items: Sequence[Item], gaps: Sequence[Gap], first: int, last: int, *, whole: bool
) -> float:
    """Judge by the items beside a window that are left over: it may be part of something longer."""
    limit = 1.0
    sides = (
        (_left_over(items, first - 1, -1, gaps, items[first]), gaps[first] if first else None),
        (_left_over(items, last, 1, gaps, items[last - 1]), gaps[last] if last < len(items) else None),
    )
    for (count, gap), edge in zip(sides, (items[first], items[last - 1]), strict=True):
        if not count or gap is None or gap.kind == "far":
            continue
        if gap.kind == "glued":
            limit = min(limit, 0.5)
        elif edge.words and edge.words == edge.soft and gap.kind == "tight" and count <= 1:
            limit = min(limit, 0.7)  # it may as well begin, or end, with the word beside it
        elif gap.kind in ("pause", "odd", "line"):
            limit = min(limit, 0.88)
        elif gap.kind == "tight" and whole and count <= 3:
            limit = min(limit, 0.75)  # an age or a price before a number in its country's groups
        elif gap.kind == "tight":
            limit = min(limit, 0.8 if count <= 2 and gap.text == " " else 0.72 if gap.text == " " else 0.6)
        else:
            limit = min(limit, 0.88)
    return limit


def _left_over(items: Sequence[Item], at: int, step: int, gaps: Sequence[Gap], edge: Item) -> int:
    """Return how many digits stand beside a window without a wide gap between.

    Words that are mostly other words count for none, but where the window's own item at that ``edge`` is one.
    """
    count = 0
    softly = edge.words > 0 and edge.words == edge.soft
    while 0 <= at < len(items) and count <= 4:
        item = items[at]
        if (softly and edge.tongues & item.tongues) or not (item.words and item.words == item.soft):
            count += len(item.digits)
        beyond = gaps[at].kind if step < 0 else (gaps[at + 1].kind if at + 1 < len(gaps) else "apart")
        if beyond not in ("glued", "tight"):
            break
        at += step
    return count
