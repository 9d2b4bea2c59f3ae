"""The case as a networkx graph."""

from __future__ import annotations

import io
from pathlib import Path

import networkx as nx
import pandas as pd

from graphkit import CaseView
from graphkit.graph import build


def test_the_graph_is_bipartite_and_says_what_every_tie_does(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        graph = view.graph()
        records, ties = view.records(), view.ties()
    kinds = nx.get_node_attributes(graph, "type")
    assert len(kinds) == len(graph)
    assert {frozenset((kinds[a], kinds[b])) for a, b in graph.edges} == {frozenset(("record", "identifier"))}
    assert sum(kind == "record" for kind in kinds.values()) == len(records)
    assert graph.number_of_edges() == len(ties)
    assert all({"role", "bits", "effect", "reason"} <= data.keys() for *_, data in graph.edges(data=True))


def test_the_joining_ties_alone_hold_the_clusters_together(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        graph, records = view.graph(), view.records()
    joining = nx.Graph((a, b) for a, b, data in graph.edges(data=True) if data["effect"] == "joins")
    parts = {
        frozenset(n for n in part if n in set(records["record_id"]))
        for part in nx.connected_components(joining)
    }
    clusters = {frozenset(ids) for _, ids in records.groupby("cluster_id")["record_id"]}
    assert {p for p in parts if len(p) > 1} == {c for c in clusters if len(c) > 1}


def test_one_cluster_s_graph_is_a_part_of_the_whole(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        cluster = view.clusters()["cluster_id"][0]
        whole, part, records = view.graph(), view.graph(cluster), view.records(cluster)
    assert set(part.nodes) <= set(whole.nodes)
    assert set(part.edges) <= set(whole.edges)
    assert set(records["record_id"]) <= set(part.nodes)
    assert all(part.nodes[r]["cluster_id"] == cluster for r in records["record_id"])


def test_every_graph_format_of_networkx_can_write_it(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        graph = view.graph(view.clusters()["cluster_id"][0])
    for write in (nx.write_gexf, nx.write_graphml):
        out = io.BytesIO()
        write(graph, out)
        assert out.tell() > 1_000


def test_missing_values_are_left_out_and_dates_are_text() -> None:
    records = pd.DataFrame(
        {"record_id": ["r-1"], "kind": ["ad"], "title": [None], "posted_at": [pd.Timestamp("2025-01-02", tz="UTC")],
         "extra": [{"a": "b"}]}
    )  # fmt: skip
    graph = build(
        records, pd.DataFrame(columns=["kind", "value"]), pd.DataFrame(columns=["record_id", "kind", "value"])
    )
    assert dict(graph.nodes["r-1"]) == {
        "type": "record", "record_id": "r-1", "record_kind": "ad", "posted_at": "2025-01-02T00:00:00+00:00",
    }  # fmt: skip
