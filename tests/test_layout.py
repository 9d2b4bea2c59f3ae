"""Positions of the map: tiny cases by hand, then what must hold of any."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from graphkit.layout import RECORD, SATELLITE, cluster_radius, layout_cluster, layout_overview
from graphkit.packing import pack
from graphkit.positions import cluster_positions, overview_positions
from graphkit.surroundings import layout_outside

Edges = list[tuple[str, str]]


def nodes_of(edges: Edges) -> list[str]:
    return sorted({node for edge in edges for node in edge})


def closest(spots: dict[str, tuple[int, int]]) -> float:
    """Return the least distance between two nodes."""
    points = np.array(list(spots.values()))
    return float(cKDTree(points).query(points, k=2)[0][:, 1].min())


def test_nothing_and_one() -> None:
    assert layout_cluster([], []) == {}
    assert layout_cluster(["r1"], []) == {"r1": (0, 0)}
    assert layout_overview({}, {}) == {}
    assert layout_overview({"C-A": 9}, {}) == {"C-A": (0, 0)}
    assert pack({}) == {}


def test_two_records_stand_on_either_side_of_what_they_share() -> None:
    spots = layout_cluster(["r1", "r2", "phone:1"], [("r1", "phone:1"), ("r2", "phone:1")])
    assert spots == {"phone:1": (0, 0), "r1": (-63, 0), "r2": (63, 0)}


def test_records_of_the_same_identifiers_stand_together() -> None:
    """Between the two phones that both groups share, and apart from the records of one phone only."""
    edges = [(f"both{n}", phone) for n in range(5) for phone in ("p1", "p2")]
    edges += [(f"one{n}", "p1") for n in range(5)] + [(f"two{n}", "p2") for n in range(5)]
    spots = layout_cluster(nodes_of(edges), edges)

    def mean(name: str) -> complex:
        return sum(complex(*spots[f"{name}{n}"]) for n in range(5)) / 5

    p1, p2 = complex(*spots["p1"]), complex(*spots["p2"])
    assert abs(mean("both") - (p1 + p2) / 2) < abs(p1 - p2) / 4
    assert abs(mean("one") - p1) < 5
    assert abs(mean("two") - p2) < 5
    assert abs((p1 - p2).real) > abs((p1 - p2).imag), "the longest way across lies flat"


def test_a_satellite_stands_by_its_record_away_from_the_rest() -> None:
    edges = [("r1", "p"), ("r2", "p"), ("r1", "own")]
    spots = layout_cluster(nodes_of(edges), edges)
    assert math.dist(spots["r1"], spots["own"]) == pytest.approx(RECORD + SATELLITE, abs=1.5)
    assert math.dist(spots["own"], spots["p"]) > math.dist(spots["r1"], spots["p"])


def test_edges_to_nodes_that_are_not_drawn_are_passed_over() -> None:
    assert layout_cluster(["r1"], [("r1", "gone"), ("gone", "r1")]) == {"r1": (0, 0)}


edges_of_any_cluster = st.lists(
    st.tuples(st.integers(0, 25).map(lambda n: f"r{n}"), st.integers(0, 12).map(lambda n: f"i{n}")),
    min_size=1,
    max_size=70,
)


@given(edges_of_any_cluster, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_no_two_nodes_touch_and_order_does_not_matter(edges: Edges, rnd: object) -> None:
    nodes = nodes_of(edges)
    spots = layout_cluster(nodes, edges)
    assert sorted(spots) == nodes
    assert all(type(x) is int and type(y) is int for x, y in spots.values())
    assert closest(spots) > 20, "a record's and a satellite's discs do not touch"
    rnd.shuffle(nodes)  # type: ignore[attr-defined]
    rnd.shuffle(edges)  # type: ignore[attr-defined]
    assert layout_cluster(nodes, edges + edges[:3]) == spots


@given(st.lists(st.floats(0.5, 400), min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_packed_circles_do_not_overlap(radii: list[float]) -> None:
    spots = pack(dict(enumerate(radii)))
    for a, b in itertools.combinations(spots, 2):
        assert math.dist(spots[a], spots[b]) >= radii[a] + radii[b] - 1e-4


@given(
    st.dictionaries(st.integers(0, 99).map(lambda n: f"C-{n}"), st.integers(2, 5000), max_size=40), st.data()
)
@settings(max_examples=40, deadline=None)
def test_the_overview_keeps_circles_and_set_aside_identifiers_apart(
    records: dict[str, int], data: st.DataObject
) -> None:
    some = st.lists(st.sampled_from(sorted(records) or ["C-none"]), max_size=5)
    shared = data.draw(st.dictionaries(st.integers(0, 30).map(lambda n: f"phone:{n}"), some, max_size=30))
    pairs = st.tuples(*[st.sampled_from([*sorted(records), "C-none"])] * 2)
    linked = data.draw(st.lists(pairs, max_size=20))
    spots = layout_overview(records, shared, linked)
    assert spots == layout_overview(records, shared, [(b, a) for a, b in reversed(linked)])
    assert set(spots) == set(records) | set(shared)
    size = {node: cluster_radius(records[node]) if node in records else 22.0 for node in spots}
    for a, b in itertools.combinations(spots, 2):
        assert math.dist(spots[a], spots[b]) >= size[a] + size[b] + 5


def test_clusters_with_a_possible_link_stand_beside_each_other() -> None:
    records = {f"C-{n:02d}": 2 + n for n in range(60)}
    pairs = [("C-00", "C-59"), ("C-01", "C-58"), ("C-58", "C-02")]
    apart, beside = layout_overview(records, {}), layout_overview(records, {}, pairs)
    for a, b in pairs:
        touching = 1.1 * (cluster_radius(records[a]) + cluster_radius(records[b])) + 44
        assert math.dist(beside[a], beside[b]) <= touching + 2 < math.dist(apart[a], apart[b])
    assert layout_overview(records, {}, [("C-00", "C-no")]) == apart


@given(
    st.lists(st.tuples(st.integers(-500, 500), st.integers(-300, 300)), max_size=12),
    st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), max_size=60),
)
def test_stand_ins_go_outside_and_keep_their_distance(
    inner: list[tuple[int, int]], wanted: list[tuple[float, float]]
) -> None:
    spots = layout_outside(inner, wanted)
    assert len(spots) == len(wanted)
    for a, b in itertools.combinations(spots, 2):
        assert math.dist(a, b) >= 60, "their circles do not touch"
    for spot in spots:
        assert all(math.dist(spot, p) >= 90 for p in inner)


def ties(edges: Edges, cluster: str = "C-A", effect: str = "joins") -> pd.DataFrame:
    rows = [(r, *i.split(":"), 10.0, effect, cluster) for r, i in edges]
    return pd.DataFrame(rows, columns=["record_id", "kind", "value", "bits", "effect", "cluster_id"])


def test_what_does_not_fit_is_the_weakest() -> None:
    """Of ten records: five share a phone, two an account, and each has a link of its own."""
    edges = [(f"r{n}", "phone:1") for n in range(5)] + [("r5", "telegram:a"), ("r6", "telegram:a")]
    edges += [("r4", "telegram:a")] + [(f"r{n}", f"url:{n}") for n in range(7)]
    every = cluster_positions(ties(edges), 100)["node"].tolist()
    assert len(every) == 16
    assert every[:3] == ["phone:1", "telegram:a", "r4"], (
        "the identifiers that hold most, then the most tied record"
    )
    eight = cluster_positions(ties(edges), 8)["node"].tolist()
    assert eight == every[:8]
    three = cluster_positions(ties(edges), 4)["node"].tolist()
    assert three == every[:4]


def test_joining_identifiers_come_before_those_that_only_show() -> None:
    shown = ties([("r1", "url:1"), ("r2", "url:1"), ("r3", "url:1")], effect="shows")
    both = pd.concat([shown, ties([("r1", "phone:1"), ("r2", "phone:1")])])
    assert cluster_positions(both, 100)["node"].tolist()[:2] == ["phone:1", "url:1"]


def test_clusters_are_placed_each_by_itself() -> None:
    a = ties([("r1", "phone:1"), ("r2", "phone:1")], "C-A")
    b = ties([("r3", "phone:2"), ("r4", "phone:2")], "C-B")
    both = cluster_positions(pd.concat([b, a]), 100)
    assert both["cluster_id"].tolist() == ["C-A"] * 3 + ["C-B"] * 3
    assert both.iloc[:3][["x", "y"]].to_numpy().tolist() == both.iloc[3:][["x", "y"]].to_numpy().tolist()


def test_the_overview_leaves_out_the_smallest_clusters() -> None:
    clusters = pd.DataFrame({"cluster_id": [f"C-{n}" for n in range(30)], "records": range(40, 10, -1)})
    identifiers = pd.DataFrame({
        "kind": ["email", "email", "phone"], "value": ["a", "b", "c"], "records": [5, 9, 3],
        "effect": ["shared resource", "shared resource", "joins"], "cluster_ids": ["C-0; C-29", "C-29", "C-0"],
    })  # fmt: skip
    placed = overview_positions(clusters, identifiers, 20)["node"].tolist()
    assert placed == [*(f"C-{n}" for n in range(18)), "email:a"], "email:b touches no cluster that is drawn"


def test_ten_thousand_nodes_take_seconds() -> None:
    """Five clusters of two thousand nodes, of the hardest kind: hardly two records carry the same."""
    rng = np.random.default_rng(3)
    edges = []
    for _ in range(2):
        edges += [(f"r{r}", f"phone:{i}") for r, i in enumerate(rng.integers(0, 600, 1000))]
    start = time.perf_counter()
    spots = cluster_positions(ties(sorted(set(edges))), 2000)
    assert len(spots) > 1200
    assert time.perf_counter() - start < 12, "about 1.5 s on a free processor"
