"""Positions of a map's nodes as tables: which nodes are drawn, and where ``layout`` puts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from graphkit.layout import layout_cluster, layout_overview
from graphkit.surroundings import layout_outside

RANK = {"joins": 0, "corroborates": 1, "shows": 2}


@dataclass(frozen=True, slots=True)
class Link:
    """A tie as the map needs it.

    Attributes
    ----------
    record, identifier
        Node ids.
    rank
        0 for a tie that joins, 1 corroborates, 2 only shows.
    bits
        What sharing the identifier is worth.
    """

    record: str
    identifier: str
    rank: int
    bits: float


def cluster_positions(ties: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Place the nodes of every cluster in a table of ties, each cluster by itself.

    Parameters
    ----------
    ties
        One row a tie: record_id, kind, value, bits, effect, cluster_id.
    limit
        Nodes in one cluster, at most. Where a cluster has more, the identifiers that hold most of it together
        stay, then as many of their records as fit, then what those records carry alone.

    Returns
    -------
    pandas.DataFrame
        cluster_id, node (a record's id or ``kind:value``), x, y (whole numbers); strongest first in each.

    Examples
    --------
    >>> ties = pd.DataFrame({
    ...     "record_id": ["a-1", "a-2"], "kind": "phone", "value": "+12025550123", "bits": 18.0,
    ...     "effect": "joins", "cluster_id": "C-7F3A0000",
    ... })
    >>> cluster_positions(ties, 100)["node"].tolist()
    ['phone:+12025550123', 'a-1', 'a-2']
    """
    columns = [ties[name].tolist() for name in ("cluster_id", "record_id", "kind", "value", "bits", "effect")]
    of: dict[str, list[Link]] = defaultdict(list)
    for cluster, record, kind, value, bits, effect in zip(*columns, strict=True):
        of[str(cluster)].append(
            Link(str(record), f"{kind}:{value}", RANK.get(str(effect), 2), float(bits or 0))
        )
    rows: list[tuple[str, str, int, int]] = []
    for cluster in sorted(of):
        chosen = _strongest(of[cluster], limit)
        spots = layout_cluster(chosen, ((link.record, link.identifier) for link in of[cluster]))
        rows += ((cluster, node, *spots[node]) for node in chosen)
    return _table(["cluster_id", "node", "x", "y"], rows)


def overview_positions(
    clusters: pd.DataFrame,
    identifiers: pd.DataFrame,
    limit: int,
    linked: Iterable[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Place the clusters of the overview and the set-aside identifiers that touch them.

    Parameters
    ----------
    clusters
        cluster_id, records; largest first.
    identifiers
        kind, value, records, effect, cluster_ids (``"; "``-joined).
    limit
        Nodes, at most: set-aside identifiers get a tenth of them, the largest clusters the rest.
    linked
        Pairs of clusters with a possible link: they stand beside each other.

    Returns
    -------
    pandas.DataFrame
        node (a cluster's id or ``kind:value``), x, y (whole numbers).

    Examples
    --------
    >>> none = pd.DataFrame({name: [] for name in ("kind", "value", "records", "effect", "cluster_ids")})
    >>> one = pd.DataFrame({"cluster_id": ["C-7F3A0000"], "records": [3]})
    >>> overview_positions(one, none, 100).values.tolist()
    [['C-7F3A0000', 0, 0]]
    """
    aside = identifiers[identifiers["effect"] == "shared resource"].sort_values(
        ["records", "kind", "value"], ascending=[False, True, True]
    )
    aside = aside.head(max(1, limit // 10))
    shown = clusters.head(limit - len(aside))
    sizes = {str(c): int(n) for c, n in zip(shown["cluster_id"], shown["records"], strict=True)}
    shared: dict[str, Sequence[str]] = {}
    for kind, value, ids in zip(aside["kind"], aside["value"], aside["cluster_ids"], strict=True):
        touched = [c for c in str(ids or "").split("; ") if c in sizes]
        if touched:
            shared[f"{kind}:{value}"] = touched
    spots = layout_overview(sizes, shared, linked)
    return _table(["node", "x", "y"], [(n, *spots[n]) for n in [*sizes, *shared]])


def stand_ins(placed: pd.DataFrame, anchors: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Place stand-ins for other clusters around an opened one.

    Parameters
    ----------
    placed
        node, x, y: the cluster's own nodes.
    anchors
        For each stand-in the nodes that it is tied to; of those that are not placed the middle of the cluster is taken.

    Returns
    -------
    list of (int, int)
        Where each goes, outside all that is placed, with room for its label.

    Examples
    --------
    >>> placed = pd.DataFrame({"node": ["phone:1", "r1"], "x": [0, 60], "y": [0, 0]})
    >>> stand_ins(placed, [["phone:1"], ["phone:1"]])
    [(-90, 0), (-90, -90)]
    """
    spots = {str(n): (int(x), int(y)) for n, x, y in placed[["node", "x", "y"]].itertuples(index=False)}
    wanted = []
    for names in anchors:
        known = [spots[n] for n in names if n in spots] or list(spots.values()) or [(0, 0)]
        wanted.append((sum(x for x, _ in known) / len(known), sum(y for _, y in known) / len(known)))
    return layout_outside(list(spots.values()), wanted)


def _table(columns: Sequence[str], rows: Sequence[tuple[str | int, ...]]) -> pd.DataFrame:
    """Return rows as a table; names stay the Python texts that they are."""
    types = {name: "int64" if name in ("x", "y") else "object" for name in columns}
    return pd.DataFrame({n: pd.Series([r[i] for r in rows], dtype=types[n]) for i, n in enumerate(columns)})


def _strongest(links: Sequence[Link], limit: int) -> list[str]:
    """Return the nodes of a cluster that are drawn, strongest first."""
    carriers: dict[str, set[str]] = defaultdict(set)
    rank: dict[str, tuple[int, float]] = {}
    for link in links:
        carriers[link.identifier].add(link.record)
        rank[link.identifier] = min(rank.get(link.identifier, (9, 0.0)), (link.rank, -link.bits))

    def strength(identifier: str) -> tuple[int, int, float, str]:
        """Put those that join first, then those that most of the cluster carries, then the rarest."""
        first, bits = rank[identifier]
        return first, -len(carriers[identifier]), bits, identifier

    shared = sorted((i for i in carriers if len(carriers[i]) > 1), key=strength)
    single = sorted((i for i in carriers if len(carriers[i]) == 1), key=strength)
    records = {link.record for link in links}
    if len(carriers) + len(records) > limit:
        shared = shared[: limit // 2]
    ranked = _by_weight(records, shared, links)[: limit - len(shared)]
    drawn = set(ranked)
    single = [i for i in single if carriers[i] <= drawn]
    return [*shared, *ranked, *single][:limit]


def _by_weight(records: Iterable[str], identifiers: Iterable[str], links: Iterable[Link]) -> list[str]:
    """Return records by the bits of their joining ties to the given identifiers, most first."""
    known, weight = set(identifiers), dict.fromkeys(records, 0.0)
    for link in links:
        if link.identifier in known and link.rank == 0:
            weight[link.record] += link.bits
    return sorted(weight, key=lambda r: (-round(weight[r], 1), r))
