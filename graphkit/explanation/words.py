"""Explanations and paths in plain words, in lines of at most 100 characters."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphkit.explanation.answers import NOTICE, Evidence, Explanation, Route
from graphkit.explanation.endpoints import End
from graphkit.harmless import many, safe
from graphkit.linking.chains import Cut
from graphkit.linking.doubts import day
from graphkit.linking.explain import Piece, Reading, Step
from graphkit.linking.obeying import DECISION

WIDTH = 100
_HOLDS = 10
MARKS = ("»", "«")  # around an identifier as it was posted
_BITS = "Bits say how telling a tie is: each bit more, and chance is half as likely to explain it."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer; a heading may be printed in bold."""

    text: str
    heading: bool = False


def _wrapped(text: str, indent: int = 0, first: str = "") -> Iterator[Line]:
    """Wrap foreign text: ``first`` stands at the beginning, further lines are indented by ``indent``."""
    lines = textwrap.wrap(
        safe(text), WIDTH, initial_indent=first or " " * indent, subsequent_indent=" " * indent,
        break_long_words=True, break_on_hyphens=False,
    )  # fmt: skip
    yield from (Line(line) for line in lines or [""])


def _heading(text: str) -> Iterator[Line]:
    yield Line("")
    yield from (Line(line.text, True) for line in _wrapped(text))


def why_lines(answer: Explanation) -> Iterator[Line]:
    """Yield an explanation line by line."""
    words = (
        f"are linked, in cluster {answer.cluster}"
        if answer.linked
        else "are not linked by any tie that joins"
    )
    yield Line(safe(f"A and B {words}"), True)
    for letter, end in (("A", answer.a), ("B", answer.b)):
        yield from _end(letter, end)
    if answer.chain is not None:
        yield from _chain("The strongest chain", answer.chain)
        yield from _second(answer)
        yield from _heading("What speaks against")
    else:
        yield from _points("The nearest they come", answer)
        yield from _heading("What would link them")
        for words in answer.would_link:
            yield from _wrapped(words, 2, "- ")
        if answer.against:
            yield from _heading("What speaks against")
    for point in answer.against:
        yield from _wrapped(point.words, 2, "- ")
    if answer.linked and len(answer.against) == 1:
        yield from _wrapped("Nothing else was found.", 2, "- ")
    yield Line("")
    if answer.linked:
        yield Line(_BITS)
    yield Line(NOTICE)


def _points(title: str, answer: Explanation) -> Iterator[Line]:
    yield from _heading(title)
    for point in answer.nearest:
        yield from _wrapped(point.words, 2, "- ")
    if not answer.nearest:
        yield from _wrapped("Nothing at all: no identifier in common, none almost the same.", 2, "- ")


def _end(letter: str, end: End) -> Iterator[Line]:
    """Say what was asked about."""
    if end.type == "record":
        name = f"record {end.native_id} ({end.id})" if end.native_id else f"record {end.id}"
        words = f"{name}: {_place(end.source, end.locator, end.platform, end.posted_at)}"
        words += f", cluster {end.clusters[0]}" if end.clusters else ""
    elif end.type == "cluster":
        words = f"cluster {end.id}, of {many(end.records, 'record')}"
    else:
        joined = ", ".join(end.clusters[:3]) + (
            f" and {len(end.clusters) - 3} more" if len(end.clusters) > 3 else ""
        )
        words = f"{end.kind} {end.value}, on {many(end.records, 'record')}; " + (
            f"joins in {joined}" if joined else "joins nowhere"
        )
    yield from _wrapped(words, 3, f"{letter}  ")
    if end.title:
        yield from _wrapped(f"“{end.title}”", 3)


def _place(source: str | None, locator: str | None, platform: str | None, posted_at: str | None) -> str:
    more = ", ".join(p for p in (platform, day(posted_at) if posted_at else None) if p)
    return f"{source}, {locator}" + (f" ({more})" if more else "")


def _chain(title: str, evidence: Evidence) -> Iterator[Line]:
    """Say a chain: its identifiers in order, with the records that each ties."""
    n = len(evidence.steps)
    yield from _heading(f"{title}: {many(n, 'identifier')}, the weakest tie {evidence.weakest_bits:.1f} bits")
    for number, step in enumerate(evidence.steps, 1):
        yield from _step(number, step)


def _step(number: int, step: Step) -> Iterator[Line]:
    yield from _wrapped(f"{step.kind} {step.value}: {step.bits:.1f} bits", 3, f"{number}. ")
    seen = f"; seen {day(step.first_seen)} to {day(step.last_seen)}" if step.first_seen else "; never dated"
    yield from _wrapped(f"{step.rarity}{seen}", 3)
    for reading in step.readings:
        yield from _reading(reading, step.kind)


def _reading(r: Reading, kind: str) -> Iterator[Line]:
    """Say where a record carries an identifier, and how it was read."""
    name = r.native_id or r.record_id
    yield from _wrapped(f"{name}: {_place(r.source, r.locator, r.platform, r.posted_at)}", 5, "   - ")
    if r.excerpt:
        place = " ".join([str(r.field), ", ".join(f"{start}-{end}" for start, end in r.spans)]).strip()
        yield from _wrapped(f"{place}: {marked(r.excerpt)}", 5)
    if r.method is None:
        rests = "by decision" if kind == DECISION else "rests on no single words of it; the tie's reason:"
        yield from _wrapped(f"{rests} {r.reason or 'none given'}", 5)
        return
    how = f"read by {r.method}, confidence {r.confidence:.2f}, {'disguised' if r.disguised else 'not disguised'}"
    how += f", beside it: {r.hint}" if r.hint else ""
    how += f"; {r.times} times in this record" if r.times > 1 else ""
    yield from _wrapped(how, 5)


def marked(pieces: Sequence[Piece]) -> str:
    """Return an excerpt as one string, the identifier between marks.

    Examples
    --------
    >>> marked([Piece("call ", False), Piece("202", True)])
    'call »202«'
    """
    return "".join(f"{MARKS[0]}{p.text}{MARKS[1]}" if p.marked and p.text else p.text for p in pieces)


def _second(answer: Explanation) -> Iterator[Line]:
    """Say the independent chain, or on what all hangs."""
    if answer.second is not None:
        yield from _chain("A second chain, independent of the first", answer.second)
        return
    yield from _heading("No second, independent chain")
    if answer.chain is not None and not answer.hangs_on:
        single = len(answer.chain.steps) == 1 and len(answer.chain.steps[0].readings) == 1
        yield from _wrapped(
            "All rests on this one reading: take it away and nothing leads from A to B."
            if single else
            "There are ways round each single identifier and record of the first chain, but every one of them shares"
            " something with it: two mistakes would part A and B, one would not.", 2, "- ",
        )  # fmt: skip
    for hold in answer.hangs_on[:_HOLDS]:
        yield from _wrapped(_hold(hold), 2, "- ")
    if len(answer.hangs_on) > _HOLDS:
        yield from _wrapped(f"... and on {len(answer.hangs_on) - _HOLDS:,} more; --json lists all.", 2, "- ")


def _hold(hold: Cut) -> str:
    name = f"record {hold.node}" if isinstance(hold.node, str) else f"{hold.node[0]} {hold.node[1]}"
    return (
        f"Everything hangs on {name}, a bridge: without it {many(hold.records_a, 'record')} would stay with A and"
        f" {many(hold.records_b, 'record')} with B."
    )


def path_lines(route: Route) -> Iterator[Line]:
    """Yield a path line by line: first the nodes in a row, then each tie."""
    kind = "ties that join" if route.joining else "ties of any kind"
    yield Line(
        f"The shortest path by {kind}: {many(len(route.legs), 'tie')}"
        if route.found
        else f"No path by {kind}",
        True,
    )
    for letter, end in (("A", route.a), ("B", route.b)):
        yield from _end(letter, end)
    if route.found:
        yield Line("")
        yield from _wrapped(" - ".join(s.name for s in route.stops), 2)
        yield from _legs(route)
    elif route.joining:
        yield from _wrapped("Without --joining, ties that only show are walked too.")
    yield Line("")
    yield Line(NOTICE)


def _legs(route: Route) -> Iterator[Line]:
    """Say of each tie on a path where it is, whose identifier it shows, and what it does."""
    yield from _heading("Step by step")
    for i, leg in enumerate(route.legs):
        one, other = route.stops[i], route.stops[i + 1]
        place = next((s.place for s in (one, other) if s.place), "")
        does = f"{leg.role}, {leg.effect}, {leg.bits:.1f} bits"
        yield from _wrapped(f"{one.name} - {other.name}: {does}", 3, f"{i + 1}. ")
        yield from _wrapped(f"{place}; {leg.reason}" if leg.reason else place, 3)
    if not route.joins:
        yield Line("")
        yield from _wrapped(
            "Ties that only show are on the way: it tells who is near whom, not that they are one."
        )
