"""What speaks against a link: doubtful readings, contacts that are not shared, silences, shared resources."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import polars as pl

from graphkit.linking.explain import Reading, Step, instant

# One hand keeps one or few of these at a time; of links, wallets or payment handles it may have any number.
_PERSONAL = ("phone", "account", "email")
_OF_NOBODY = ("text", "image", "decision")  # what cannot change hands
_LISTED = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One thing worth knowing about a link, or about one that is missing.

    Attributes
    ----------
    what
        Which sort of thing: ``weakest_tie``, ``low_confidence``, ``shared_resource``, ...
    words
        It, in one sentence.
    details
        The same in figures and names, JSON-able.
    """

    what: str
    words: str
    details: dict[str, Any] = field(default_factory=dict)


def day(value: object) -> str:
    """Return a moment's day, or a question mark."""
    text = value if isinstance(value, str) else instant(value)
    return text[:10] if text else "?"


def weakest_tie(steps: Sequence[Step]) -> Point:
    """Name the weakest tie of a chain."""
    step = min(steps, key=lambda s: s.bits)
    words = f"The weakest tie of the chain is {step.kind} {step.value}, at {step.bits:.1f} bits."
    return Point("weakest_tie", words, {"kind": step.kind, "value": step.value, "bits": step.bits})


def doubtful_readings(steps: Sequence[Step], sure: float) -> list[Point]:
    """Name the readings that are not sure, and those that had to be undone from a disguise."""
    points = []
    for step in steps:
        for r in step.readings:
            low = r.confidence is not None and r.confidence < sure
            if not low and not r.disguised:
                continue
            how = [f"only {r.confidence:.2f} sure"] if low else []
            how += ["disguised in the text"] if r.disguised else []
            points.append(
                Point(
                    "low_confidence" if low else "disguised",
                    f"{step.kind} {step.value} in {_name(r)}: the reading is {' and '.join(how)}.",
                    {
                        "kind": step.kind,
                        "value": step.value,
                        "record_id": r.record_id,
                        "method": r.method,
                        "confidence": r.confidence,
                        "disguised": r.disguised,
                    },
                )
            )
    return points


def _name(reading: Reading) -> str:
    return reading.native_id or reading.record_id


def unshared(ties: pl.DataFrame, a: Collection[str], b: Collection[str]) -> list[Point]:
    """Name the kinds of contact that two sides both have, and have none of in common.

    Parameters
    ----------
    ties
        record_id, kind, value, family, effect, posted_at: of everything around the two sides, for an identifier is in
        use as long as any record shows it.
    a, b
        The records of either side.

    Returns
    -------
    list
        Those used at the same time come first, by days. Contacts that follow one another are left out: whoever
        changes a phone has two. Where dates are missing, that is said.
    """
    own = ties.filter((pl.col("effect") == "joins") & pl.col("family").is_in(_PERSONAL)).with_columns(
        # Names on two platforms are two accounts whoever has them: compare those of one platform.
        pl.when(pl.col("kind") == "account").then(pl.format("account on {}", pl.col("value").str.split(":").list.first()))
        .otherwise(pl.col("kind")).alias("sort")
    )  # fmt: skip
    used = own.group_by("sort", "kind", "value").agg(
        pl.col("posted_at").min().alias("first"), pl.col("posted_at").max().alias("last"), pl.len().alias("records")
    )  # fmt: skip
    held = [
        own.filter(pl.col("record_id").is_in(list(side))).select("sort", "kind", "value").unique().join(
            used, on=["sort", "kind", "value"]).sort(["records", "value"], descending=[True, False])
        for side in (a, b)
    ]  # fmt: skip
    points = []
    for sort in sorted(set(held[0]["sort"]) & set(held[1]["sort"])):
        one, other = (h.filter(pl.col("sort") == sort) for h in held)
        if not set(one["value"]) & set(other["value"]):
            points.append(_apart(sort, one, other))
    points = [p for p in points if p.details["overlap_days"] != 0]
    return sorted(points, key=lambda p: -(p.details["overlap_days"] or 0))


def _apart(sort: str, one: pl.DataFrame, other: pl.DataFrame) -> Point:
    """Say what each side has of a kind, and for how many days both were in use."""
    pairs = one.head(50).join(other.head(50), how="cross", suffix="_b").drop_nulls(["first", "first_b"])
    days = [
        (min(r["last"], r["last_b"]).date() - max(r["first"], r["first_b"]).date()).days + 1
        for r in pairs.iter_rows(named=True)
    ]
    overlap = max(0, *days) if days else None
    when = "when each was in use is not known"
    if overlap is not None:
        when = f"two of them in use at the same time, over {overlap} day{'' if overlap == 1 else 's'}"
    has = [_listed(side) for side in (one, other)]
    words = f"No {sort} in common: A's side has {has[0]}; B's side has {has[1]}; {when}."
    details = {"sort": sort, "overlap_days": overlap, "a": _values(one), "b": _values(other)}
    return Point("not_shared", words, details)


def _listed(side: pl.DataFrame) -> str:
    shown = [
        f"{r['value']} ({day(r['first'])} to {day(r['last'])})"
        for r in side.head(_LISTED).iter_rows(named=True)
    ]
    more = side.height - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _values(side: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {"value": r["value"], "first_seen": instant(r["first"]), "last_seen": instant(r["last"]), "records": r["records"]}
        for r in side.head(50).iter_rows(named=True)
    ]  # fmt: skip


def silences(steps: Sequence[Step], ties: pl.DataFrame, least_days: int) -> list[Point]:
    """Name the identifiers that were silent for long between the two records that they tie.

    Parameters
    ----------
    steps
        The chain, laid out.
    ties
        record_id, kind, value, posted_at: of all records that carry its identifiers here.
    least_days
        Shorter silences are not told.
    """
    chain = pl.DataFrame({"kind": [s.kind for s in steps], "value": [s.value for s in steps]})
    seen: dict[tuple[str, str], list[date]] = {}
    for kind, value, at in ties.join(chain, on=["kind", "value"], how="semi").select(
        "kind", "value", "posted_at").drop_nulls().iter_rows():  # fmt: skip
        seen.setdefault((kind, value), []).append(at.date())
    points = []
    for step in steps:
        if step.kind in _OF_NOBODY:
            continue
        ends = sorted(datetime.fromisoformat(r.posted_at).date() for r in step.readings if r.posted_at)
        if len(ends) < 2:
            continue
        days = sorted(
            {d for d in seen.get((step.kind, step.value), []) if ends[0] <= d <= ends[1]} | set(ends)
        )
        gaps = [((y - x).days, x, y) for x, y in pairwise(days)]
        gap, start, end = max(gaps, default=(0, ends[0], ends[1]))
        if gap >= least_days:
            words = (
                f"{step.kind} {step.value} was silent for {gap} days between the two records ({start} to {end}): it may"
                " have changed hands."
            )
            details = {
                "kind": step.kind,
                "value": step.value,
                "days": gap,
                "from": str(start),
                "to": str(end),
            }
            points.append(Point("silence", words, details))
    return points


def far_apart(a: Collection[object], b: Collection[object], least_days: int) -> list[Point]:
    """Say how far apart two sides were posted, where it is far.

    Parameters
    ----------
    a, b
        The moments at which the records of each side were posted; missing ones are passed over.
    least_days
        From how many days on it is far.
    """
    one = sorted(v.date() for v in a if isinstance(v, datetime))
    other = sorted(v.date() for v in b if isinstance(v, datetime))
    if not one or not other:
        return []
    days = max((other[0] - one[-1]).days, (one[0] - other[-1]).days)
    if days < least_days:
        return []
    words = f"A and B were posted far apart: {days} days lie between them."
    return [Point("far_apart", words, {"days": days})]


def shared_resources(ties: pl.DataFrame, a: Collection[str], b: Collection[str]) -> list[Point]:
    """Name the shared resources that records of both sides carry: they tell nothing about whose these are.

    Parameters
    ----------
    ties
        record_id, kind, value, standing, on_records, in_clusters.
    a, b
        The records of either side.
    """
    common = ties.filter(~pl.col("standing").is_in(["joins", "corroborates", "shows"]))
    both = [common.filter(pl.col("record_id").is_in(list(side))) for side in (a, b)]
    frame = (
        both[0]
        .join(both[1], on=["kind", "value"], how="semi")
        .unique(["kind", "value"])
        .sort("kind", "value")
    )
    return [
        Point(
            "shared_resource",
            f"Both carry {r['kind']} {r['value']}, a shared resource (on {r['on_records']:,} records in"
            f" {r['in_clusters']:,} clusters): it tells nothing about whose they are.",
            {
                "kind": r["kind"],
                "value": r["value"],
                "records": r["on_records"],
                "clusters": r["in_clusters"],
            },
        )
        for r in frame.iter_rows(named=True)
    ]
