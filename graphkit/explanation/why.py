"""Why two things are linked: the chains of evidence, and what speaks against; or what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import polars as pl

from graphkit.errors import UsageError
from graphkit.explanation import load
from graphkit.explanation.answers import Evidence, Explanation
from graphkit.explanation.endpoints import End, resolve
from graphkit.explanation.missing import unlinked
from graphkit.explanation.told import decision, in_words, told
from graphkit.linking import doubts
from graphkit.linking.chains import Chain, Cut, Node, Web, cut_nodes, independent, side_of, strongest
from graphkit.linking.doubts import Point
from graphkit.linking.explain import Step, lay_out
from graphkit.linking.obeying import DECISION
from graphkit.settings import Settings


@dataclass(frozen=True, slots=True)
class _Ground:
    """The cluster that two ends share: its ties, the graph of those that join, and where the ends are in it."""

    cluster: str
    ties: pl.DataFrame
    web: Web
    a: list[Node]
    b: list[Node]


def why(con: duckdb.DuckDBPyConnection, settings: Settings, a: str, b: str, where: str) -> Explanation:
    """Say why two things are linked, or what is missing.

    Parameters
    ----------
    con
        The case.
    settings
        Of its last run: regions for phones, and from which confidence a reading joins.
    a, b
        A record (its id, or the one its source gives), an identifier as KIND:VALUE, or a cluster's id.
    where
        What to call the case in errors.

    Raises
    ------
    NotFoundError
        If the case holds no such thing.
    UsageError
        If it may be several things, or both are the same.
    """
    one, other = ends(con, settings, a, b, where)
    best: tuple[_Ground, Chain] | None = None
    for cluster in sorted(set(one.clusters) & set(other.clusters)):
        ground = _ground(con, cluster, one, other)
        chain = strongest(ground.web, ground.a, ground.b)
        if chain is not None and (best is None or _rank(chain) < _rank(best[1])):
            best = ground, chain
    if best is None:
        return unlinked(con, settings, one, other)
    return _linked(con, settings, one, other, *best)


def ends(con: duckdb.DuckDBPyConnection, settings: Settings, a: str, b: str, where: str) -> tuple[End, End]:
    """Find the two things that are asked about.

    Raises
    ------
    UsageError
        If they are one and the same, or one is all there is of the other.
    """
    one, other = resolve(con, settings, a, where), resolve(con, settings, b, where)
    if one.id == other.id:
        raise UsageError(f"{a} and {b} are the same {one.type}, {one.id}: name two")
    for whole, part in ((one, other), (other, one)):
        if (
            whole.type == "cluster"
            and part.type == "record"
            and whole.records == 1
            and part.clusters == whole.clusters
        ):
            raise UsageError(f"{whole.id} is the one record {part.id} and nothing else: name another")
    return one, other


def _rank(chain: Chain) -> tuple[float, int, float, list[str]]:
    return -chain.weakest, len(chain.nodes), -chain.total, [str(n) for n in chain.nodes]


def _ground(con: duckdb.DuckDBPyConnection, cluster: str, one: End, other: End) -> _Ground:
    ties = load.ties_of_clusters(con, [cluster])
    web = Web(ties.filter(pl.col("effect") == "joins"))
    return _Ground(cluster, ties, web, nodes(con, one, other), nodes(con, other, one))


def nodes(con: duckdb.DuckDBPyConnection, end: End, other: End) -> list[Node]:
    """Return the nodes that an end stands for; a cluster's records without the one at the other end."""
    if end.type == "identifier":
        return [(str(end.kind), str(end.value))]
    if end.type == "record":
        return [end.id]
    return [r for r in load.records_of(con, end.clusters) if r != other.id]


def _linked(
    con: duckdb.DuckDBPyConnection, settings: Settings, one: End, other: End, ground: _Ground, chain: Chain
) -> Explanation:
    second = independent(ground.web, chain, ground.a, ground.b)
    cut = [] if second is not None else cut_nodes(ground.web, chain, ground.a, ground.b)
    first_evidence = _evidence(con, chain, ground.ties)
    second_evidence = _evidence(con, second, ground.ties) if second is not None else None
    steps = first_evidence.steps + (second_evidence.steps if second_evidence else ())
    own = _own_records(ground, one, ground.a), _own_records(ground, other, ground.b)
    a, b = _sides(ground, chain, cut) or own
    against = [doubts.weakest_tie(first_evidence.steps)]
    against += _once(doubts.doubtful_readings(steps, settings.doubt_confidence))
    against += doubts.unshared(ground.ties, a, b)
    against += _once(
        doubts.silences(steps, ground.ties.filter(pl.col("effect") == "joins"), settings.doubt_silence_days)
    )
    against += doubts.far_apart(
        load.posted(con, sorted(own[0])), load.posted(con, sorted(own[1])), settings.doubt_apart_days
    )
    against += doubts.shared_resources(ground.ties, *own)
    against += told(con, one, other, [n for n in chain.nodes if not isinstance(n, str)])
    return Explanation(
        one, other, ground.cluster, first_evidence, second_evidence, tuple(_identifiers_first(cut)), tuple(against), (), ()
    )  # fmt: skip


def _identifiers_first(cut: Sequence[Cut]) -> list[Cut]:
    """Keep the identifiers that hold all alone; the records only where no identifier does."""
    return [c for c in cut if not isinstance(c.node, str)] or list(cut)


def _sides(ground: _Ground, chain: Chain, cut: Sequence[Cut]) -> tuple[set[str], set[str]] | None:
    """Return the records on either side of the weakest of what all hangs on."""
    if not cut:
        return None
    weight: dict[Node, float] = {}
    for i, bits in enumerate(chain.bits):
        for node in chain.nodes[i : i + 2]:
            weight[node] = min(bits, weight.get(node, bits))
    weakest = min(_identifiers_first(cut), key=lambda c: weight[c.node]).node
    return side_of(ground.web, weakest, ground.a), side_of(ground.web, weakest, ground.b)


def _own_records(ground: _Ground, end: End, nodes: Sequence[Node]) -> set[str]:
    """Return the records that an end is, or that carry it."""
    if end.type != "identifier":
        return {n for n in nodes if isinstance(n, str)}
    carry = ground.ties.filter((pl.col("kind") == end.kind) & (pl.col("value") == end.value))
    return set(carry["record_id"].to_list())


def _once(points: Sequence[Point]) -> list[Point]:
    """Drop what is said twice, where both chains begin or end at one record."""
    kept: dict[str, Point] = {}
    for point in points:
        kept.setdefault(point.words, point)
    return list(kept.values())


def _evidence(con: duckdb.DuckDBPyConnection, chain: Chain, ties: pl.DataFrame) -> Evidence:
    identifiers, records, mentions = load.around(con, chain)
    on = ties.filter(pl.col("record_id").is_in([n for n in chain.nodes if isinstance(n, str)]))
    of_records: Any = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    steps = lay_out(chain, on, identifiers, records, mentions, int(of_records))
    return Evidence(tuple(_decided(con, step) for step in steps), chain.weakest, chain.total)


def _decided(con: duckdb.DuckDBPyConnection, step: Step) -> Step:
    """Let a step that is an analyst's word say whose, when and why."""
    word = decision(con, step.value) if step.kind == DECISION else None
    if word is None:
        return step
    return replace(step, readings=tuple(replace(r, reason=in_words(word)) for r in step.readings))
