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
        ``bits``, ``effect`` and ``reason``. Attributes are plain strings and numbers.

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
    for row in identifiers.to_dict("records"):
        graph.add_node(f"{row['kind']}:{row['value']}", type="identifier", **_plain(row))
    for row in ties.to_dict("records"):
        keep = {
            k: v
            for k, v in row.items()
            if k in ("role", "mentions", "confidence", "bits", "effect", "reason")
        }
        graph.add_edge(str(row["record_id"]), f"{row['kind']}:{row['value']}", **_plain(keep))
    return graph
