"""The case as a networkx graph, whole or one cluster's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import pandas as pd


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Keep what every graph format can write: no missing values, dates as ISO 8601 text, no nested values."""
    out: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict | list) or value is None or value is pd.NaT or value != value:
            continue
        out[str(key)] = value.isoformat() if isinstance(value, pd.Timestamp) else value
    return out


def build(records: pd.DataFrame, identifiers: pd.DataFrame, ties: pd.DataFrame) -> nx.Graph[str]:
    """Return the bipartite graph of records and identifiers.

    Parameters
    ----------
    records, identifiers, ties
        As :class:`graphkit.case.CaseView` gives them.

    Returns
    -------
    networkx.Graph
        Nodes are record ids (``type="record"``) and ``kind:value`` (``type="identifier"``); edges carry ``role``,
        ``bits``, ``effect`` and ``reason``. Attributes are plain strings and numbers. An identifier that was cut and
        still joins in several clusters has a node of its own in each but the one that uses it most
        (``kind:value in C-...``): what joining edges connect is one cluster.

    Examples
    --------
    >>> records = pd.DataFrame({"record_id": ["a-1"], "title": ["An ad"]})
    >>> identifiers = pd.DataFrame({"kind": ["phone"], "value": ["+12025550123"]})
    >>> ties = pd.DataFrame({"record_id": ["a-1"], "kind": ["phone"], "value": ["+12025550123"], "bits": [19.8]})
    >>> sorted(build(records, identifiers, ties).nodes)
    ['a-1', 'phone:+12025550123']
    """
    graph: nx.Graph[str] = nx.Graph()
    for row in records.to_dict("records"):
        graph.add_node(
            str(row["record_id"]),
            type="record",
            **_plain({("record_kind" if k == "kind" else k): v for k, v in row.items()}),
        )
    apart = _parted(ties)
    for row in identifiers.to_dict("records"):
        name = f"{row['kind']}:{row['value']}"
        graph.add_node(name, type="identifier", **_plain(row))
        for cluster in apart.get(name, ()):
            graph.add_node(f"{name} in {cluster}", type="identifier", parted=True, **_plain(row))
    for row in ties.to_dict("records"):
        keep = {
            k: v
            for k, v in row.items()
            if k in ("role", "mentions", "confidence", "bits", "effect", "reason")
        }
        name = f"{row['kind']}:{row['value']}"
        if row.get("effect") == "joins" and row.get("cluster_id") in apart.get(name, ()):
            name = f"{name} in {row['cluster_id']}"
        graph.add_edge(str(row["record_id"]), name, **_plain(keep))
    return graph


def _parted(ties: pd.DataFrame) -> dict[str, list[str]]:
    """Return of identifiers that join in several clusters those clusters, without the one that holds most records."""
    if not {"effect", "cluster_id"} <= set(ties.columns):
        return {}
    joining = ties[ties["effect"] == "joins"]
    counts = joining.groupby(["kind", "value", "cluster_id"]).size().reset_index(name="n")
    counts = counts.sort_values(["kind", "value", "n", "cluster_id"], ascending=[True, True, False, True])
    apart: dict[str, list[str]] = {}
    for kind, value, cluster in counts[counts.duplicated(["kind", "value"])][
        ["kind", "value", "cluster_id"]
    ].itertuples(index=False):
        apart.setdefault(f"{kind}:{value}", []).append(str(cluster))
    return apart
