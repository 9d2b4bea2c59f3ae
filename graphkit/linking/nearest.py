"""Where there is no link: the nearest that two sides come to one, and what would make it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from graphkit.linking.doubts import Point
from graphkit.linking.near_forms import near_names, near_phones

_ID = ["kind", "value"]
_ROLE_WORDS = {
    "counterparty": "as the other end",
    "mentioned": "as somebody mentioned",
    "container": "as the group or channel it stands in",
    "infrastructure": "as a platform's own",
    "self": "as its own",
}
_ORDER = ("split", "low_confidence", "corroborates", "shared_resource", "shows")
_MOST = 20  # of each sort: the surest first, and how many more there are


def in_common(
    a: pl.DataFrame, b: pl.DataFrame, ends: tuple[Collection[str], Collection[str]], join_confidence: float
) -> list[Point]:
    """Name the identifiers that both sides carry and that yet do not join them, each with why not.

    Parameters
    ----------
    a, b
        The ties of either side: record_id, kind, value, role, effect, confidence, standing (what the identifier does
        in the whole case), on_records, in_clusters.
    ends
        The records that were asked about, of either side.
    join_confidence
        Below it a reading joins nothing.
    """
    one, other = (_carried(side, records) for side, records in zip((a, b), ends, strict=True))
    both = one.join(other, on=_ID, suffix="_b")
    points = [_common(r, join_confidence) for r in both.iter_rows(named=True)]
    points.sort(
        key=lambda p: (
            _ORDER.index(p.what), not p.details["on_both"], p.details["records"], p.details["kind"], p.details["value"])
    )  # fmt: skip
    return capped(points)


def _carried(ties: pl.DataFrame, ends: Collection[str]) -> pl.DataFrame:
    """Gather a side's ties by identifier; its surest tie speaks for it."""
    rank = pl.col("effect").replace_strict({"joins": 0, "corroborates": 1}, default=2, return_dtype=pl.Int8)
    ties = ties.with_columns(rank.alias("rank"), pl.col("record_id").is_in(list(ends)).alias("own"))
    return (
        ties.sort([*_ID, "rank", "confidence", "record_id"], descending=[False, False, False, True, False])
        .group_by(_ID, maintain_order=True)
        .agg(
            pl.col("role").first(), pl.col("effect").first(), pl.col("confidence").first(), pl.col("own").any(),
            pl.len().alias("here"), pl.col("standing", "on_records", "in_clusters").first(),
        )
    )  # fmt: skip


def _common(r: Mapping[str, Any], join_confidence: float) -> Point:
    """Say of one identifier on both sides why it does not join them."""
    on_both = r["own"] and r["own_b"]
    who = "A and B both carry" if on_both else "The clusters of A and B both carry"
    name = f"{r['kind']} {r['value']}"
    sure = [round(c or 0.0, 2) for c in (r["confidence"], r["confidence_b"])]
    spread = f"on {r['on_records']:,} records in {r['in_clusters']:,} clusters"
    low = [c < join_confidence for c in sure]
    if r["standing"] not in ("joins", "corroborates", "shows"):
        what, words = "shared_resource", f"{who} {name}, a shared resource ({spread}): it joins nobody."
    elif r["effect"] == r["effect_b"] == "joins":
        what, words = "split", f"{who} {name}; it joins on each side and was cut between them."
    elif r["role"] != "self" or r["role_b"] != "self":
        how = " and ".join(dict.fromkeys(_ROLE_WORDS.get(x, x) for x in (r["role"], r["role_b"])))
        what, words = "shows", f"{who} {name}, {how} ({spread}): that shows and never joins."
    elif any(low):
        what = "low_confidence"
        words = (
            f"{who} {name}, read with confidence {sure[0]:.2f} on A's side and {sure[1]:.2f} on B's: below"
            f" {join_confidence:.2f} a reading joins nothing."
        )
    elif "corroborates" in (r["effect"], r["effect_b"]):
        what, words = "corroborates", f"{who} {name} ({spread}): it corroborates a link and makes none alone."
    else:
        what, words = "shows", f"{who} {name} ({spread}): it only shows."
    details = {
        "kind": r["kind"], "value": r["value"], "on_both": on_both, "records": r["on_records"],
        "clusters": r["in_clusters"], "role_a": r["role"], "role_b": r["role_b"], "effect_a": r["effect"],
        "effect_b": r["effect_b"], "confidence_a": sure[0], "confidence_b": sure[1],
    }  # fmt: skip
    return Point(what, words, details)


def almost_in_common(a: pl.DataFrame, b: pl.DataFrame) -> list[Point]:
    """Name the user names of both sides in almost the same form, and the phones one digit apart.

    Parameters
    ----------
    a, b
        The ties of either side: kind, value, family, role.
    """
    points = []
    for what, family, find in (("near_name", "account", near_names), ("near_phone", "phone", near_phones)):
        sides = [
            t.filter((pl.col("family") == family) & (pl.col("role") == "self")).select(_ID).unique().sort(_ID)
            for t in (a, b)
        ]
        found = [
            Point(
                what,
                f"Almost the same, {n.how}: A's side has {n.a[0]} {n.a[1]}, B's side has {n.b[0]} {n.b[1]}.",
                {
                    "a": {"kind": n.a[0], "value": n.a[1]},
                    "b": {"kind": n.b[0], "value": n.b[1]},
                    "how": n.how,
                },
            )
            for n in find(sides[0].iter_rows(), sides[1].iter_rows())
        ]
        points += capped(found)
    return points


def capped(points: list[Point]) -> list[Point]:
    """Keep the first of each sort; say how many more there are."""
    kept: list[Point] = []
    for what in dict.fromkeys(p.what for p in points):
        same = [p for p in points if p.what == what]
        kept += same[:_MOST]
        if len(same) > _MOST:
            more = len(same) - _MOST
            kept.append(Point(what, f"... and {more:,} more of this sort.", {"more": more}))
    return kept


def would_link(
    points: Collection[Point], own: Mapping[str, Sequence[tuple[str, str]]], join_confidence: float
) -> list[str]:
    """Say what would link two sides.

    Parameters
    ----------
    points
        The nearest that they come.
    own
        Of the sides that are more than one identifier, ``A`` and ``B``: the identifiers that join, strongest first.
    join_confidence
        From it on, a reading joins.
    """
    sorts = {p.what for p in points}
    out = []
    for side, held in own.items():
        other = "B" if side == "A" else "A"
        if held:
            named = " or ".join(f"{kind} {value}" for kind, value in held[:3])
            out.append(f"{side}'s {named} on a record of {other}'s side.")
        else:
            out.append(f"Any contact of {side}'s own: nothing that it carries can join.")
    if "low_confidence" in sorts:
        out.append(f"A surer reading, from {join_confidence:.2f}, of what both were read to carry.")
    if "shared_resource" in sorts:
        out.append("A decision that what is taken for a shared resource is one actor's own.")
    if sorts & {"possible_link", "split"}:
        out.append("A decision that a possible link between them holds.")
    out.append("A decision that they are the same, for reasons of your own.")
    return out
