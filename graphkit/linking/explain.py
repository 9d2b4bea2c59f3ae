"""A chain of evidence, laid out: what each identifier on it is worth, and where each record says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from graphkit.linking.chains import Chain

_AROUND = 50  # code points of the text shown on either side
_ROLES = {"self": 0, "counterparty": 1, "mentioned": 2, "container": 3, "infrastructure": 4}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as posted; ``marked`` where it is the identifier itself."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Where one record carries an identifier, and how it was read there.

    Attributes
    ----------
    record_id, native_id, source, source_id, locator, platform, author, title, url
        The record and its place; ``source_id`` is the SHA-256 of the file.
    posted_at
        ISO 8601, UTC; None where unknown.
    role, effect, reason
        Of the tie: whose identifier it is, and what the tie does.
    field, spans, raw, excerpt
        Where it stands (code points, half-open), as posted, and with words around it. None and empty where the tie
        rests on no words of the text, as of a picture.
    method, confidence, disguised, hint
        Which rule read it, how sure it is, whether it was hidden from filters, and what stood beside it.
    times
        How often the record carries it.
    """

    record_id: str
    native_id: str | None
    source: str
    source_id: str
    locator: str
    platform: str | None
    author: str | None
    title: str | None
    url: str | None
    posted_at: str | None
    role: str
    effect: str
    reason: str | None
    bits: float
    field: str | None
    spans: tuple[tuple[int, int], ...]
    raw: str | None
    excerpt: tuple[Piece, ...]
    method: str | None
    confidence: float | None
    disguised: bool
    hint: str | None
    times: int


@dataclass(frozen=True, slots=True)
class Step:
    """One identifier on a chain, with the one or two records that it ties there.

    Attributes
    ----------
    kind, value, family
        The identifier.
    bits
        What the weaker of its ties here is worth.
    records, of_records, platforms, clusters
        On how many records of the case, platforms and clusters it stands.
    first_seen, last_seen
        ISO 8601, UTC; None where unknown.
    effect
        What it does: ``joins``, ``corroborates``, ``shows``, ``shared resource``.
    readings
        The record before it on the chain, then the one behind it.
    """

    kind: str
    value: str
    family: str
    bits: float
    records: int
    of_records: int
    platforms: int
    platform_names: str
    clusters: int
    first_seen: str | None
    last_seen: str | None
    effect: str
    readings: tuple[Reading, ...]

    @property
    def rarity(self) -> str:
        """How rare it is, in plain words."""
        return rarity(self.records, self.of_records, self.platforms, self.clusters)


def rarity(records: int, of_records: int, platforms: int, clusters: int) -> str:
    """Say in plain words how rare an identifier is.

    Examples
    --------
    >>> rarity(14, 120_334, 3, 1)
    'on 14 of 120,334 records, 3 platforms, in no other cluster'
    """
    where = f"{platforms:,} platform{'' if platforms == 1 else 's'}"
    others = "no other cluster" if clusters <= 1 else f"{clusters:,} clusters"
    return f"on {records:,} of {of_records:,} record{'' if of_records == 1 else 's'}, {where}, in {others}"


def instant(value: object) -> str | None:
    """Return a moment in ISO 8601, UTC; None where there is none.

    Examples
    --------
    >>> instant(datetime(2025, 3, 1, 11, 11, tzinfo=UTC))
    '2025-03-01T11:11:00Z'
    """
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def excerpt(text: str, spans: Sequence[tuple[int, int]], around: int = _AROUND) -> tuple[Piece, ...]:
    """Return the spans of a text with some words around them; what is left out is shown as ``…``.

    Parameters
    ----------
    text
        As posted.
    spans
        Start and end in code points, half-open, in order.
    around
        Code points on either side, at most; words are not cut.

    Examples
    --------
    >>> [p.text for p in excerpt("a salon in town, call 202 now or later", [(22, 25)], 10)]
    ['… call ', '202', ' now or…']
    """
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        if not pieces:
            before = _tail(text, at, start, around)
        elif start - at <= 2 * around:
            before = text[at:start]
        else:
            before = _head(text, at, start, around).removesuffix("…") + _tail(text, at, start, around)
        pieces += [Piece(before, False), Piece(text[start:end], True)]
        at = end
    pieces.append(Piece(_head(text, at, len(text), around), False))
    return tuple(p for p in pieces if p.text)


def _head(text: str, start: int, end: int, around: int) -> str:
    """Return the first words of a stretch of text."""
    stop = start + around
    if stop >= end:
        return text[start:end]
    while stop > start and not text[stop].isspace():
        stop -= 1
    return text[start : stop if stop > start else start + around] + "…"


def _tail(text: str, start: int, end: int, around: int) -> str:
    """Return the last words of a stretch of text."""
    begin = end - around
    if begin <= start:
        return text[start:end]
    while begin < end and not text[begin - 1].isspace():
        begin += 1
    return "… " + text[begin if begin < end else end - around : end]


def lay_out(
    chain: Chain, ties: pl.DataFrame, identifiers: pl.DataFrame, records: pl.DataFrame, mentions: pl.DataFrame,
    of_records: int,
) -> tuple[Step, ...]:  # fmt: skip
    """Lay a chain out: one step for each identifier on it, in order.

    Parameters
    ----------
    chain
        As :mod:`graphkit.linking.chains` gives it.
    ties
        record_id, kind, value, role, effect, reason, bits, confidence, mentions: at least those of the chain.
    identifiers
        kind, value, family, records, platforms, platform_names, clusters, first_seen, last_seen, effect.
    records
        record_id, native_id, source, source_id, locator, platform, author, title, url, posted_at, text, more_text,
        extra (the last two as lists of key and value, or mappings).
    mentions
        record_id, kind, value, role, field, start, end, spans, raw, method, confidence, hint, disguised.
    of_records
        How many records the case has.
    """
    tie_of = {(t["record_id"], t["kind"], t["value"]): t for t in ties.iter_rows(named=True)}
    known = {(i["kind"], i["value"]): i for i in identifiers.iter_rows(named=True)}
    about = {r["record_id"]: r for r in records.iter_rows(named=True)}
    read: dict[tuple[str, str, str], list[Row]] = {}
    for m in mentions.iter_rows(named=True):
        read.setdefault((m["record_id"], m["kind"], m["value"]), []).append(m)
    steps = []
    for i, node in enumerate(chain.nodes):
        if isinstance(node, str):
            continue
        near = [n for n in chain.nodes[max(i - 1, 0) : i + 2] if isinstance(n, str)]
        keys = [(record, *node) for record in near]
        readings = tuple(_reading(about[k[0]], tie_of[k], read.get(k, [])) for k in keys)
        bits = min(b for b in chain.bits[max(i - 1, 0) : i + 1])
        steps.append(_step(known[node], bits, of_records, readings))
    return tuple(steps)


def _step(identifier: Row, bits: float, of_records: int, readings: tuple[Reading, ...]) -> Step:
    return Step(
        kind=identifier["kind"], value=identifier["value"], family=identifier["family"], bits=bits,
        records=identifier["records"], of_records=of_records, platforms=identifier["platforms"],
        platform_names=identifier["platform_names"] or "", clusters=identifier["clusters"],
        first_seen=instant(identifier["first_seen"]), last_seen=instant(identifier["last_seen"]),
        effect=identifier["effect"], readings=readings,
    )  # fmt: skip


def _reading(record: Row, tie: Row, mentions: Sequence[Row]) -> Reading:
    """Join a record, its tie and the best of the mentions that the tie rests on."""
    best = min(
        mentions,
        key=lambda m: (
            _ROLES.get(m["role"], 9),
            -round(m["confidence"], 2),
            m["field"],
            m["start"],
            m["method"],
        ),
        default=None,
    )
    spans: tuple[tuple[int, int], ...] = ()
    pieces: tuple[Piece, ...] = ()
    if best is not None:
        spans = tuple((s["start"], s["end"]) for s in best["spans"] or ()) or ((best["start"], best["end"]),)
        pieces = excerpt(_field(record, best), spans)
    elif tie["kind"] == "text":  # a group of near-duplicate texts: the text itself is the evidence
        pieces = excerpt(record["text"] or "", [(0, 0)], 3 * _AROUND)
    sure = tie["confidence"] if best is None else best["confidence"]
    return Reading(
        record_id=record["record_id"], native_id=record["native_id"], source=record["source"],
        source_id=record["source_id"], locator=record["locator"], platform=record["platform"], author=record["author"],
        title=record["title"], url=record["url"], posted_at=instant(record["posted_at"]), role=tie["role"],
        effect=tie["effect"], reason=tie["reason"], bits=tie["bits"] or 0.0,
        field=best["field"] if best else ("text" if pieces else None), spans=spans, raw=best["raw"] if best else None,
        excerpt=pieces, method=best["method"] if best else None, confidence=None if sure is None else round(sure, 2),
        disguised=bool(best and best["disguised"]), hint=(best["hint"] or None) if best else None,
        times=max(len(mentions), tie["mentions"] or 0),
    )  # fmt: skip


def _field(record: Row, mention: Row) -> str:
    """Return the text of the field that a mention stands in."""
    name = mention["field"]
    texts = [record[name] or ""] if name in ("title", "text") else []
    texts += [value for part in ("more_text", "extra") for key, value in _items(record[part]) if key == name]
    # A column may be called "text" as well: what the mention says stands there tells which one is meant.
    fits = [t for t in texts if t[mention["start"] : mention["end"]] == mention["raw"]]
    return (fits or texts or [""])[0]


def _items(value: Any) -> Iterable[tuple[str, str]]:
    """Yield the keys and values of a map, as Arrow, polars or Python give it."""
    if isinstance(value, Mapping):
        yield from ((k, v or "") for k, v in value.items())
    else:
        yield from (
            (p["key"], p["value"] or "") if isinstance(p, Mapping) else (p[0], p[1] or "")
            for p in value or ()
        )
