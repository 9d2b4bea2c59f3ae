"""Leaving out one identifier: the sides are those that networkx finds, and a hub costs no more than its ties."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.linking import sides as module
from graphkit.linking.sides import Sides, sides

PAIRS = st.sets(st.tuples(st.integers(0, 11), st.integers(0, 7)), max_size=30)


def found_in(pairs: set[tuple[int, int]] | list[tuple[int, int]], records: int, identifiers: int) -> Sides:
    rows = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return sides(rows[:, 0], rows[:, 1], records, identifiers)


def expected(pairs: set[tuple[int, int]], records: int, identifiers: int) -> dict[int, set[frozenset[int]]]:
    """Return the sides of every identifier by leaving it out and looking for what is left of its connected part."""
    graph = nx.Graph()
    graph.add_nodes_from(range(records + identifiers))
    graph.add_edges_from((r, records + i) for r, i in pairs)
    made = {}
    for v in range(records, records + identifiers):
        whole = graph.subgraph(nx.node_connected_component(graph, v) - {v})
        parts = {frozenset(part) for part in nx.connected_components(whole)}
        if len(parts) > 1:
            made[v] = parts
    return made


@settings(max_examples=300, deadline=None)
@given(PAIRS)
def test_the_sides_are_what_is_left_when_an_identifier_is_taken_out(pairs: set[tuple[int, int]]) -> None:
    found = found_in(pairs, 12, 8)
    made: dict[int, list[frozenset[int]]] = {}
    for row, v in enumerate(found.identifier.tolist()):
        nodes = found.nodes(row).tolist()
        assert len(nodes) == len(set(nodes))
        made.setdefault(v, []).append(frozenset(nodes))
    assert {v: set(parts) for v, parts in made.items()} == expected(pairs, 12, 8)
    assert all(len(parts) == len(set(parts)) for parts in made.values())
    assert found.identifier.tolist() == sorted(found.identifier.tolist())
    # One rest an identifier, and it comes first.
    assert found.rest.tolist() == [
        v != u for v, u in zip(found.identifier, [-1, *found.identifier], strict=False)
    ]


@settings(max_examples=300, deadline=None)
@given(PAIRS, st.lists(st.integers(-5, 1000), min_size=20, max_size=20))
def test_sums_over_sides_are_sums_over_their_nodes(pairs: set[tuple[int, int]], amounts: list[int]) -> None:
    found = found_in(pairs, 12, 8)
    amount = np.array(amounts, np.int64)
    by_hand = [int(amount[found.nodes(row)].sum()) for row in range(len(found.identifier))]
    assert found.sums(amount).tolist() == by_hand


@settings(max_examples=300, deadline=None)
@given(PAIRS)
def test_each_record_of_the_part_lies_on_the_side_that_lists_it(pairs: set[tuple[int, int]]) -> None:
    found = found_in(pairs, 12, 8)
    asked, wanted = [], []
    for row, v in enumerate(found.identifier.tolist()):
        for node in found.nodes(row).tolist():
            asked.append((v, node))
            wanted.append(row)
    for r, i in pairs:
        if 12 + i not in found.identifier:
            asked.append((12 + i, r))
            wanted.append(-1)
    rows = np.array(asked, np.int64).reshape(-1, 2)
    assert found.side_of(rows[:, 0], rows[:, 1]).tolist() == wanted


def test_no_ties_have_no_sides() -> None:
    found = found_in([], 3, 2)
    assert len(found.identifier) == 0
    assert found.sums(np.ones(5, np.int64)).tolist() == []
    assert found.side_of(np.array([3]), np.array([0])).tolist() == [-1]


def test_two_identifiers_on_the_same_two_records_part_nothing() -> None:
    assert len(found_in([(0, 0), (1, 0), (0, 1), (1, 1)], 2, 2).identifier) == 0


def lines_run(hub: int) -> int:
    """Return how many lines of the walk run for records that all carry two identifiers."""
    count = 0

    def within(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return within

    def entered(frame: FrameType, _event: str, _arg: Any) -> Any:
        return within if frame.f_code is module._walk.__code__ else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        found_in([(r, i) for r in range(hub) for i in (0, 1)], hub, 2)
    finally:
        sys.settrace(before)
    return count


def test_the_walk_of_a_hub_takes_work_in_proportion_to_its_ties() -> None:
    small, large = lines_run(1000), lines_run(4000)
    assert small > 1000
    assert large < 4.2 * small


@pytest.mark.parametrize("own", [False, True])
def test_a_hub_of_fifty_thousand_records_ends(own: bool) -> None:
    """All carry identifier 0; where each carries one of its own as well, every one of these parts nothing."""
    many = 50_000
    pairs = [(r, 0) for r in range(many)] + ([(r, r + 1) for r in range(many)] if own else [])
    found = found_in(pairs, many, many + 1)
    assert set(found.identifier.tolist()) == {many}
    assert len(found.identifier) == many
    assert set(found.sums(np.ones(2 * many + 1, np.int64)).tolist()) == {2 if own else 1}
