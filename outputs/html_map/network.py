"""The map's nodes and edges as pyvis networks: structure and positions, no looks (those are the page's)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pyvis.network import Network


def network(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> Network:
    """Return a pyvis network of given nodes and edges.

    They are set directly: ``add_edge`` looks through all edges each time, a minute for 20,000 nodes.

    Examples
    --------
    >>> network([{"id": "r0", "x": 0, "y": 0}], []).num_nodes()
    1
    """
    from pyvis.network import Network

    net = Network(cdn_resources="in_line")
    net.toggle_physics(False)
    net.nodes, net.edges = nodes, edges
    net.node_ids = [node["id"] for node in nodes]
    return net


def overview(
    positions: pd.DataFrame,
    clusters: Mapping[str, int],
    touched: Mapping[str, tuple[str, Iterable[str]]],
    limit: int,
    pairs: Iterable[tuple[str, str, int]] = (),
) -> Network:
    """Return the overview: clusters, the set-aside identifiers that touch them, and possible links between them.

    Parameters
    ----------
    positions
        node, x, y.
    clusters
        Cluster id to its number in the page's table.
    touched
        ``kind:value`` of a set-aside identifier to its node id and the ids of the clusters it touches.
    limit
        Nodes, at most.
    pairs
        Two cluster ids and the number of their possible link on the page.
    """
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    placed = positions.head(limit)
    drawn = {c for c in placed["node"] if c in clusters}
    for node, x, y in zip(*(placed[name].tolist() for name in ("node", "x", "y")), strict=True):
        if node in clusters:
            nodes.append({"id": f"c{clusters[node]}", "x": int(x), "y": int(y)})
        elif node in touched:
            key, ids = touched[node]
            nodes.append({"id": key, "x": int(x), "y": int(y)})
            edges += [{"from": key, "to": f"c{clusters[c]}"} for c in ids if c in drawn]
    edges += [
        {"from": f"c{clusters[a]}", "to": f"c{clusters[b]}", "pair": n}
        for a, b, n in pairs
        if a in drawn and b in drawn
    ]
    return network(nodes, edges)


def cluster(
    positions: pd.DataFrame,
    keys: Mapping[str, str],
    ties: Iterable[tuple[str, str]],
    limit: int,
    beside: Sequence[tuple[int, tuple[int, int], Iterable[str]]] = (),
) -> Network:
    """Return one cluster's records and identifiers, and around them stand-ins for those it may belong with.

    Parameters
    ----------
    positions
        node, x, y; strongest first.
    keys
        A record's id or ``kind:value`` to the node's id on the page. What is not in it is not drawn.
    ties
        (record, identifier) pairs of the cluster, as ids on the page.
    limit
        Nodes, at most, the stand-ins among them.
    beside
        For each stand-in the number of its possible link, where it goes, and the nodes it is tied to.
    """
    rows = zip(*(positions[name].tolist() for name in ("node", "x", "y")), strict=True)
    known = ((keys[node], x, y) for node, x, y in rows if node in keys)
    nodes = [
        {"id": key, "x": int(x), "y": int(y)} for key, x, y in islice(known, max(0, limit - len(beside)))
    ]
    drawn = {node["id"] for node in nodes}
    seen = dict.fromkeys(pair for pair in ties if pair[0] in drawn and pair[1] in drawn)
    edges: list[dict[str, Any]] = [{"from": record, "to": identifier} for record, identifier in seen]
    for pair, (x, y), anchors in beside:
        nodes.append({"id": f"p{pair}", "x": x, "y": y})
        tied = dict.fromkeys(keys[a] for a in anchors if a in keys and keys[a] in drawn)
        edges += [{"from": key, "to": f"p{pair}", "pair": pair} for key in tied]
    return network(nodes, edges)
