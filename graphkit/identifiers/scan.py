"""Runs the readers over tables of texts: propose by one linear pattern a reader, place, judge each candidate once.

Everything here is a pure function of its tables and settings, a batch at a time, so that the same code runs in one
process, in a pool and in Spark.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
import pyarrow as pa

from graphkit.errors import UsageError
from graphkit.identifiers import KINDS, READERS, tracing
from graphkit.identifiers.base import Context, Found, ProposingReader, Reader, SettlingReader, WholeReader
from graphkit.identifiers.fold import FoldMap, beyond_ascii, fold_all
from graphkit.identifiers.mentions import Mention, to_table
from graphkit.identifiers.phone_disguised import DISGUISED
from graphkit.identifiers.phone_places import HIDDEN
from graphkit.identifiers.phone_split import halved, overlaps, split_numbers
from graphkit.identifiers.proposals import Column
from graphkit.settings import Settings

# Judgements are remembered by candidate and context; beyond this many a reader forgets all of them.
_REMEMBERED = 400_000
# One letter or two may be there only because they look Latin. By Python's engine, for Polars keeps few patterns compiled.
_CYRILLIC = re.compile(
    "[\u0400-\u0484\u0487-\u052f\u1c80-\u1c8a\u1d2b\u1d78\u2de0-\u2dff\ua640-\ua69f\ufe2e\ufe2f"
    "\U0001e030-\U0001e06d\U0001e08f]{3}"
)
Place = tuple[str, str, str]  # regions, platform, script of a text
_SETTLED = (40, 24)  # characters before and behind a candidate that settling looks at
_HINT = 24  # characters on either side of what was found in which a hint may stand


@dataclass(slots=True)
class _Memory:
    """What a reader has judged before in texts of one context.

    Attributes
    ----------
    context
        The context, without the characters on either side of a candidate.
    beside
        The same with these.
    found
        By candidate and the characters on either side.
    """

    context: Context
    beside: dict[tuple[str, str], Context] = field(default_factory=dict)
    found: dict[tuple[str, str, str], Sequence[Found]] = field(default_factory=dict)


def chosen_kinds(settings: Settings) -> frozenset[str]:
    """Return the kinds to read: all, or those that ``settings.kinds`` names by kind or family.

    Raises
    ------
    UsageError
        If a name is neither a kind nor a family.
    """
    if not settings.kinds:
        return frozenset(KINDS)
    families: dict[str, set[str]] = {}
    for kind in KINDS.values():
        families.setdefault(kind.family, set()).add(kind.name)
    wanted: set[str] = set()
    for name in settings.kinds:
        if name not in KINDS and name not in families:
            raise UsageError(
                f"no such kind of identifier: {name}; there are {', '.join(sorted({*KINDS, *families}))}"
            )
        wanted |= families.get(name, set()) | ({name} & KINDS.keys())
    return frozenset(wanted)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back the collector of cyclic garbage: a batch makes none, and looking for it takes a quarter of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_uncollected()
def read_texts(texts: pl.DataFrame, settings: Settings) -> pa.Table:
    """Read the identifiers of a table of texts (columns as :func:`texts_of` gives them).

    Returns
    -------
    pyarrow.Table
        With the schema ``MENTIONS``, in the order of the texts, then by start and reader.
    """
    wanted = chosen_kinds(settings)
    raw, folded, changed = fold_all(texts["text"])
    column = pl.Series("text", folded, dtype=pl.String) if changed else texts["text"]
    places = _places(texts, raw)
    claimed: dict[int, list[tuple[int, int]]] = {}
    hits: list[tuple[int, int, int, int, Found, str]] = []
    traced = tracing.on()
    whole = Column(column)
    for order, reader in enumerate(sorted(READERS.values(), key=lambda r: r.priority)):
        if (
            reader.kinds
            and not any(k.name in wanted for k in reader.kinds)
            and not _also_reads(reader, wanted)
        ):
            continue
        new: list[tuple[int, int, int]] = []
        read = (
            _read_whole(reader, column, folded, claimed, places, settings)
            if isinstance(reader, WholeReader)
            else _read_column(reader, whole, folded, places, settings)
        )
        for row, start, end, found, hint in read:
            taken = found.claims and any(s < end and start < e for s, e in claimed.get(row, ()))
            if traced:
                tracing.outcome(reader.name, found, start, end, kept=not taken)
            if taken:
                continue
            if found.claims:
                new.append((row, start, end))
            if found.kind in wanted:
                hits.append((row, start, order, end, found, hint))
        for row, start, end in new:
            claimed.setdefault(row, []).append((start, end))
    if "phone" in wanted:
        hits += _split(texts, column, folded, claimed, places, settings)
    hits.sort(key=lambda h: (h[0], h[1], h[2], h[3], h[4].kind, h[4].value))
    return to_table(_placed(hits, texts, raw, changed))


def _places(texts: pl.DataFrame, raw: Sequence[str]) -> list[Place]:
    """Return regions, platform and script of each text."""
    scripts = [""] * texts.height
    for row in beyond_ascii(texts["text"]).to_list():
        if _CYRILLIC.search(raw[row]):
            scripts[row] = "Cyrl"
    return list(zip(texts["regions"].to_list(), texts["platform"].to_list(), scripts, strict=True))


def _split(
    texts: pl.DataFrame,
    column: pl.Series,
    folded: Sequence[str],
    claimed: Mapping[int, Sequence[tuple[int, int]]],
    places: Sequence[Place],
    settings: Settings,
) -> Iterable[tuple[int, int, int, int, Found, str]]:
    """Yield both halves of the numbers that go over from a title to its text, where nothing else was read."""
    for row in halved(texts, column):
        context = context_of(DISGUISED, places[row], settings)
        halves = list(split_numbers(folded[row], folded[row + 1], row, context))
        for pair in zip(halves[::2], halves[1::2], strict=True):
            if not any(overlaps(half, claimed.get(half.row, ())) for half in pair):
                for half in pair:
                    yield half.row, half.start, len(READERS), half.end, half.found, half.found.hint


def _also_reads(reader: Reader, wanted: frozenset[str]) -> bool:
    """Tell whether a reader yields wanted kinds that another reader owns: links give phones, all give claims."""
    return reader.name in ("masked", "web") or bool(wanted & {"phone"} and reader.priority < 40)


def _read_column(
    reader: Reader,
    column: Column,
    folded: Sequence[str],
    places: Sequence[Place],
    settings: Settings,
) -> Iterable[tuple[int, int, int, Found, str]]:
    """Yield (row, start, end, found, hint) for one reader over the folded texts, in order."""
    if isinstance(reader, ProposingReader):
        rows, candidates = reader.propose(column.texts)
    else:
        rows, candidates = column.proposals(reader)
    if not rows:
        return
    hinter = getattr(reader, "hint", None)
    judged = _judged(reader, folded, places, settings, rows, candidates)
    if isinstance(reader, SettlingReader):
        yield from _settled(reader, folded, places, settings, list(judged))
        return
    for row, at, _, some in judged:
        for found in some:
            start, end = at + found.start, at + found.end
            hint = found.hint
            if hinter is not None and not hint:
                text = folded[row]
                hint = hinter(text[max(0, start - _HINT) : start], text[end : end + _HINT])
            yield row, start, end, found, hint


def _judged(
    reader: Reader, folded: Sequence[str], places: Sequence[Place], settings: Settings, rows: Iterable[int],
    proposals: Iterable[Sequence[str]],
) -> Iterable[tuple[int, int, str, Sequence[Found]]]:  # fmt: skip
    """Yield (row, start, candidate, finds) for every candidate in which something was found."""
    traced = tracing.on()
    known: dict[Place, _Memory] = {}
    for row, candidates in zip(rows, proposals, strict=True):
        text, place = folded[row], places[row]
        if place not in known:
            known[place] = _memory(reader, place, settings)
        memory = known[place]
        at = 0
        for candidate in candidates:
            at = text.find(candidate, at)
            stop = at + len(candidate)
            key = (candidate, _CLASSES[text[at - 1 : at]], _CLASSES[text[stop : stop + 1]])
            found = memory.found.get(key)
            if traced:
                tracing.candidate(reader.name, at, candidate)
                found = None
            if found is None:
                found = _judge(reader, key, memory)
            if found:
                yield row, at, candidate, found
            at = stop


def _settled(
    reader: SettlingReader, folded: Sequence[str], places: Sequence[Place], settings: Settings,
    judged: Sequence[tuple[int, int, str, Sequence[Found]]],
) -> Iterable[tuple[int, int, int, Found, str]]:  # fmt: skip
    """Yield (row, start, end, found, hint) after a second look at what has words that matter on either side."""
    before, behind = _SETTLED
    around = [
        (
            folded[row][max(0, at - before) : at],
            folded[row][at + len(candidate) : at + len(candidate) + behind],
        )
        for row, at, candidate, _ in judged
    ]
    sides = pl.Series(
        [f"{left}\n{one[2][-9:]}{right}" for one, (left, right) in zip(judged, around, strict=True)],
        dtype=pl.String,
    )
    worded = sides.str.contains(reader.words).to_list()
    hinter = getattr(reader, "hint", None)
    for (row, at, candidate, found), (left, right), speaks in zip(judged, around, worded, strict=True):
        if speaks or found[0].confidence < settings.join_confidence:
            context = _memory(reader, places[row], settings).context
            tracing.resume(reader.name, at)
            found = reader.settle(candidate, found, context, left, right)
        text = folded[row]
        for one in found:
            start, end = at + one.start, at + one.end
            hint = one.hint
            if hinter is not None and speaks and not hint:
                hint = hinter(text[max(0, start - _HINT) : start], text[end : end + _HINT])
            yield row, start, end, one, hint


def _read_whole(
    reader: WholeReader,
    column: pl.Series,
    folded: Sequence[str],
    claimed: Mapping[int, Sequence[tuple[int, int]]],
    places: Sequence[Place],
    settings: Settings,
) -> Iterable[tuple[int, int, int, Found, str]]:
    """Yield (row, start, end, found, hint) for a reader that judges whole texts, where they show a trace."""
    for row in reader.worth(column):
        text = folded[row]
        for start, end in claimed.get(row, ()):
            text = text[:start] + HIDDEN * (end - start) + text[end:]
        context = _memory(reader, places[row], settings).context
        for found in reader.judge(text, context):
            hint = reader.hint(
                text[max(0, found.start - _HINT) : found.start], text[found.end : found.end + _HINT]
            )
            yield row, found.start, found.end, found, found.hint or hint


class _Classes(dict[str, str]):
    """Letters as ``a`` and digits as ``0``, so that few contexts differ; each worked out when it is first met."""

    def __missing__(self, char: str) -> str:
        group = self[char] = "a" if char.isalpha() else "0" if char.isdigit() else char
        return group


_CLASSES = _Classes()


def context_of(reader: Reader, place: Place, settings: Settings) -> Context:
    """Return the context of a text, without what the reader does not look at."""
    regional: dict[str, Any] = {"fictional": settings.fictional_numbers}
    if reader.regional:
        regional |= {
            "regions": tuple(r for r in place[0].split(",") if r),
            "given": settings.regions,
            "defaults": settings.default_regions,
        }
        regional["script"] = place[2]
    return Context(platform=place[1] if reader.placed else "", **regional)


_JUDGED: dict[tuple[str, str, str, str, tuple[str, ...], tuple[str, ...], bool], _Memory] = {}


def _memory(reader: Reader, place: Place, settings: Settings) -> _Memory:
    """Return a text's context and what the reader has judged in it before."""
    key = (
        reader.name, place[0] if reader.regional else "", place[1] if reader.placed else "",
        place[2] if reader.regional else "", settings.regions, settings.default_regions, settings.fictional_numbers,
    )  # fmt: skip
    if key not in _JUDGED:
        _JUDGED[key] = _Memory(context_of(reader, place, settings))
    return _JUDGED[key]


def _judge(reader: Reader, key: tuple[str, str, str], memory: _Memory) -> Sequence[Found]:
    """Judge one candidate and remember it."""
    candidate, beside = key[0], key[1:]
    context = memory.beside.get(beside)
    if context is None:
        context = memory.beside[beside] = replace(memory.context, before=key[1], after=key[2])
    found = tuple(reader.judge(candidate, context))
    if len(memory.found) >= _REMEMBERED:
        memory.found.clear()
    if len(candidate) <= 200:
        memory.found[key] = found
    return found


def _placed(
    hits: Iterable[tuple[int, int, int, int, Found, str]],
    texts: pl.DataFrame,
    raw: Sequence[str],
    changed: set[int],
) -> Iterable[Mention]:
    """Lead the hits back to the raw text; the same identifier at the same place counts once."""
    ids, fields = texts["record_id"].to_list(), texts["field"].to_list()
    maps: dict[int, FoldMap] = {}
    last: tuple[int, int, int, str, str] | None = None
    for row, start, _, end, found, hint in hits:
        if (row, start, end, found.kind, found.value) == last:
            continue
        last = (row, start, end, found.kind, found.value)
        if row in changed:
            if row not in maps:
                maps.clear()
                maps[row] = FoldMap(raw[row])
            start, end = maps[row].raw_span(start, end)
        yield ids[row], found, fields[row], start, end, raw[row][start:end], hint
