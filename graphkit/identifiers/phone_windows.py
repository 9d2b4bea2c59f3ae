"""Candidates in plain digits cut into numbers: which groups make one, what is beside it, and which reading goes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.phone_grades import readings_of
from graphkit.identifiers.phone_groups import MAX_GROUPS, Group, is_filler, is_quantity, split, stretches
from graphkit.identifiers.phone_limits import limit_of, span_of
from graphkit.identifiers.phone_numbers import Reading, international, national, possible

# Below this a mention shows but joins nothing.
_JOINS = 0.7
# What joins a number to more of the same thing: part numbers, addresses, decimals.
_GLUE = frozenset((".", "-", "_", "*"))
_MOST_GROUPS = 20  # more are a table, not four numbers


@dataclass(slots=True)
class _Window:
    """A reading of groups ``first`` up to ``last`` (exclusive)."""

    first: int
    last: int
    found: tuple[Found, ...]


def read_candidate(candidate: str, context: Context, *, column: bool) -> list[Found]:
    """Return the numbers of a candidate, in order; of a ``column`` that holds phones, with fewer doubts."""
    groups = _without_hours(split(candidate))
    # A neighbouring digit means that the pattern's limit cut a group in two.
    if context.before == "0" and "+" not in groups[0].gap:
        groups = groups[1:]
    if context.after == "0":
        groups = groups[:-1]
    out: list[Found] = []
    if groups and "+" in groups[0].gap:
        # "+300. 0505...": an amount ends a sentence, and another number begins the next.
        ended = next((k for k, g in enumerate(groups) if k and g.gap.startswith(". ")), 0)
        if 0 < len(_join(groups[:ended])) < 7:
            groups = groups[ended:]
    if groups and "+" in groups[0].gap:
        used, first = _international(candidate, groups, context, column)
        out += first
        groups = groups[used:]
    parts = stretches(groups)
    if sum(map(len, parts)) < len(groups):
        tracing.note("a date, a decimal or a version in it is left out")
    for stretch in parts:
        some = _national(candidate, stretch, context, column)
        # "20250614_202555_0143": what a sign ties to a date is a time or a count.
        tied = bool(stretch) and stretch[0] is not groups[0] and stretch[0].gap in _GLUE and not column
        out += [capped(f, 0.5) for f in some] if tied else some
    return out


def _without_hours(groups: list[Group]) -> list[Group]:
    """Leave off "24/7" at the end: always open."""
    if len(groups) > 3 and groups[-2].digits == "24" and groups[-1].digits == "7" and groups[-1].gap == "/":
        return groups[:-2]
    return groups


def _join(groups: Sequence[Group]) -> str:
    return "".join(g.digits for g in groups)


def _found(
    candidate: str, window: Sequence[Group], reading: Reading, method: str, sure: float, context: Context
) -> Found:
    if is_filler(reading.national):
        tracing.note(f"{reading.e164}: at most 0.5, its digits only count, or are all the same")
        sure = min(sure, 0.5)
    if reading.fictional and not context.fictional:
        tracing.note(f"{reading.e164}: of a range reserved for fiction, which the settings take for none")
        method, sure = method + ".fictional", min(sure, 0.4)
    start, end = span_of(candidate, window)
    return Found("phone", reading.e164, start, end, method, round(sure, 3))


def _international(
    candidate: str, groups: list[Group], context: Context, column: bool
) -> tuple[int, list[Found]]:
    """Read the number after a plus sign; return how many groups it takes, and it."""
    fits: list[tuple[int, Reading]] = []
    for count in range(1, len(groups) + 1):
        digits = _join(groups[:count])
        if len(digits) > 17:
            break
        if reading := international(digits):
            fits.append((count, reading))
    method = "phone.declared" if column else "phone.international"
    for count, reading in reversed(fits):
        if _leaves_number(fits, count, groups, reading) or _stray(fits, count, groups):
            continue
        sure = 0.97
        if context.before == "0":
            sure = 0.75
        elif context.after == "a" and count == len(groups):
            sure = 0.9
        return count, [_found(candidate, groups[:count], reading, method, sure, context)]
    for count in range(len(groups), 0, -1):
        digits = _join(groups[:count])
        if (
            digits[0] == "8"
            and len(digits) == 11
            and (reading := national(digits, "RU"))
            and reading.form == "trunk"
        ):
            # "+8 9xx": the trunk digit taken for a country code, which no country has.
            known = "RU" in (*context.regions, *context.given) or context.script == "Cyrl"
            sure = 0.75 if known else 0.6
            return count, [_found(candidate, groups[:count], reading, method, sure, context)]
        if len(digits) <= 15 and len(digits) >= 8 and len(set(digits)) > 2 and possible(digits):
            start, end = span_of(candidate, groups[:count])
            return count, [Found("phone", "+" + digits, start, end, "phone.possible", 0.4)]
    return len(groups), []


def _stray(fits: Sequence[tuple[int, Reading]], count: int, groups: Sequence[Group]) -> bool:
    """Tell whether the last group stands apart by another sign, and the rest is a number: "+49-69-90009601 1"."""
    inside = {g.gap for g in groups[1 : count - 1]}
    shorter = any(c == count - 1 for c, _ in fits)
    return (
        shorter
        and len(inside) == 1
        and groups[count - 1].gap not in inside
        and len(groups[count - 1].digits) <= 2
    )


def _leaves_number(
    fits: Sequence[tuple[int, Reading]], count: int, groups: Sequence[Group], reading: Reading
) -> bool:
    """Tell whether a shorter reading leaves a number of its own, where numbers vary in length."""
    for shorter, _ in fits:
        rest = _join(groups[shorter:])
        if shorter < count and rest.startswith("00") and international(rest[2:]):
            return True
        code = reading.e164[1 : len(reading.e164) - len(reading.national)]
        if shorter < count and rest.startswith("0") and len(rest) >= 9 and international(code + rest[1:]):
            return True
    return False


def _national(candidate: str, groups: Sequence[Group], context: Context, column: bool) -> list[Found]:
    if (whole := _whole(candidate, groups, context, column)) is not None:
        return list(whole)
    windows = list(_windows(candidate, groups, context, column))
    # The sure ones first, the longer of them first; then whatever else still has room.
    windows.sort(
        key=lambda w: (w.found[0].confidence < _JOINS, -(w.found[0].end - w.found[0].start), w.first)
    )
    taken = [False] * len(groups)
    kept: list[_Window] = []
    for w in windows:
        if not any(taken[w.first : w.last]):
            taken[w.first : w.last] = [True] * (w.last - w.first)
            kept.append(w)
    out: list[Found] = []
    for w in sorted(kept, key=lambda w: w.first):
        out += _beside_rest(groups, w, taken)
    return out


def _beside_rest(groups: Sequence[Group], w: _Window, taken: Sequence[bool]) -> list[Found]:
    """Judge a reading by the groups beside it that belong to no number: it may be part of more."""
    inside = {g.gap for g in groups[w.first + 1 : w.last]}
    limit = 1.0
    for at, gap in (
        (w.first - 1, groups[w.first].gap),
        (w.last, groups[w.last].gap if w.last < len(groups) else ""),
    ):
        if not 0 <= at < len(groups) or taken[at]:
            continue
        if gap == "/" and at == w.last and len(groups[at].digits) <= min(4, len(groups[at - 1].digits)):
            continue  # "202-555-0144/0145": a second ending
        lone = (at == 0 or at == len(groups) - 1) and len(groups[at].digits) <= 2 and _as_set(groups, w)
        if gap == "/" or (gap in inside and not _written_well(groups, w) and not lone):
            tracing.note(
                f"{w.found[0].value}: at most 0.6, other digits stand beside it as its own groups do"
            )
            limit = 0.6
    return [capped(f, limit) for f in w.found]


def _as_set(groups: Sequence[Group], w: _Window) -> bool:
    """Tell whether a reading stands in just the groups of North America: an age or an hour beside it is no part of it."""
    sizes = [len(g.digits) for g in groups[w.first : w.last]]
    return w.found[0].value.startswith("+1") and sizes == [3, 3, 4]


def _written_well(groups: Sequence[Group], w: _Window) -> bool:
    """Tell whether a reading is written as its country writes it, so that what stands beside it is no part of it."""
    area = groups[w.first].digits
    whole = w.last - w.first <= 2 or area[0] == "0"
    return whole and w.found[0].confidence >= 0.8


def capped(f: Found, limit: float) -> Found:
    """Return a find with a confidence of at most ``limit``."""
    return f if f.confidence <= limit else Found(f.kind, f.value, f.start, f.end, f.method, limit)


def _whole(candidate: str, groups: Sequence[Group], context: Context, column: bool) -> Sequence[Found] | None:
    """Return the number that all groups make together, if it joins: no other reading of any part goes before it."""
    if len(groups) > MAX_GROUPS:
        return None
    digits = _join(groups)
    if not 7 <= len(digits) <= 19 or len(set(digits)) == 1 or is_quantity(groups):
        return None
    window = _window(candidate, groups, 0, len(groups), digits, context, column)
    return window.found if window is not None and window.found[0].confidence >= _JOINS else None


def _windows(candidate: str, groups: Sequence[Group], context: Context, column: bool) -> Iterator[_Window]:
    if len(groups) > _MOST_GROUPS:
        return
    for first in range(len(groups)):
        if first and groups[first].gap in _GLUE:
            continue
        digits = ""
        for last in range(first + 1, min(len(groups), first + MAX_GROUPS) + 1):
            digits += groups[last - 1].digits
            if len(digits) > 19:
                break
            if len(digits) < 7 or (last < len(groups) and groups[last].gap in _GLUE) or len(set(digits)) == 1:
                continue
            if is_quantity(groups[first:last]) or _ends_in_year(groups[first:last], candidate):
                tracing.note(f"{digits}: a decimal, an amount or an internet address")
                continue
            if window := _window(candidate, groups, first, last, digits, context, column):
                yield window


def _window(
    candidate: str,
    groups: Sequence[Group],
    first: int,
    last: int,
    digits: str,
    context: Context,
    column: bool,
) -> _Window | None:
    """Read the digits of some groups as a number, if they are one."""
    window = groups[first:last]
    readings = readings_of(digits, window, context, column)
    if not readings:
        if tracing.on():
            tracing.note(f"{digits}: no number of {_tried(context)}")
        return None
    look = readings[0][0].look
    limit = 1.0 if column else limit_of(len(candidate), window, look, context.before, context.after)
    return _Window(
        first, last, tuple(_found(candidate, window, r, m, min(s, limit), context) for r, m, s in readings)
    )


def _ends_in_year(window: Sequence[Group], candidate: str) -> bool:
    """Tell whether the last group is a year in brackets: "1.787.408 (2005)"."""
    last = window[-1]
    return (
        len(last.digits) == 4
        and last.digits[:2] in ("19", "20")
        and last.gap.endswith("(")
        and ")" not in candidate[window[0].start : last.end]
    )


def _tried(context: Context) -> str:
    """Return the regions in which a number without a country code is tried, in words."""
    return (
        ", ".join(dict.fromkeys((*context.regions, *context.given, *context.defaults)))
        or "any region: none is known"
    )
