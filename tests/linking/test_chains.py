"""Chains of evidence: by hand on small cases, and against every path there is on small random ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.linking.chains import (
    Chain,
    Cut,
    Node,
    Web,
    cut_nodes,
    independent,
    shortest,
    side_of,
    strongest,
)

Tie = tuple[str, str, float]


def web(*ties: Tie) -> Web:
    """Build the graph of ties (record, phone, bits)."""
    rows = [(r, "phone", v, b) for r, v, b in ties]
    schema = {"record_id": pl.String, "kind": pl.String, "value": pl.String, "bits": pl.Float64}
    return Web(pl.DataFrame(rows, schema=schema, orient="row"))


def short(chain: Chain | None) -> str:
    """Write a chain as one string: records as they are, identifiers by their values."""
    return "" if chain is None else " ".join(n if isinstance(n, str) else n[1] for n in chain.nodes)


def test_two_records_with_one_phone() -> None:
    graph = web(("a", "1", 9.5), ("b", "1", 8.0), ("c", "2", 9.0))
    chain = strongest(graph, ["a"], ["b"])
    assert chain == Chain(("a", ("phone", "1"), "b"), (9.5, 8.0))
    assert (chain.weakest, chain.total) == (8.0, 17.5)
    assert strongest(graph, ["a"], ["c"]) is None
    assert independent(graph, chain, ["a"], ["b"]) is None
    assert cut_nodes(graph, chain, ["a"], ["b"]) == [Cut(("phone", "1"), 1, 1)]


FOUR = [("a", "1", 9.0), ("b", "1", 9.0), ("b", "2", 5.0), ("c", "2", 7.0), ("c", "3", 8.0), ("d", "3", 8.0)]


def test_a_chain_of_four_records_hangs_on_all_between() -> None:
    graph = web(*FOUR)
    chain = strongest(graph, ["a"], ["d"])
    assert chain is not None
    assert (short(chain), chain.weakest) == ("a 1 b 2 c 3 d", 5.0)
    cut = cut_nodes(graph, chain, ["a"], ["d"])
    assert [c.node for c in cut] == list(chain.nodes[1:-1])
    assert [(c.records_a, c.records_b) for c in cut] == [(1, 3), (1, 2), (2, 2), (2, 1), (3, 1)]
    assert side_of(graph, ("phone", "2"), ["a"]) == {"a", "b"}
    assert side_of(graph, ("phone", "2"), ["d"]) == {"c", "d"}


def test_a_long_strong_chain_goes_before_a_short_weak_one_but_not_for_the_shortest() -> None:
    graph = web(*FOUR, ("a", "9", 4.0), ("d", "9", 9.0))
    first = strongest(graph, ["a"], ["d"])
    assert first is not None
    assert short(first) == "a 1 b 2 c 3 d"
    second = independent(graph, first, ["a"], ["d"])
    assert short(second) == "a 9 d"
    assert cut_nodes(graph, first, ["a"], ["d"]) == []
    assert short(shortest(graph, ["a"], ["d"])) == "a 9 d"


def test_equals_are_decided_by_all_bits_then_by_the_alphabet() -> None:
    ties = [
        ("a", "2", 6.0),
        ("b", "2", 7.0),
        ("a", "1", 6.0),
        ("b", "1", 6.0),
        ("a", "0", 5.0),
        ("b", "0", 99.0),
    ]
    assert short(strongest(web(*ties), ["a"], ["b"])) == "a 2 b"
    even = [(r, v, 6.0) for r, v, _ in ties]
    assert short(strongest(web(*even), ["a"], ["b"])) == "a 0 b"
    assert short(strongest(web(*reversed(even)), ["a"], ["b"])) == "a 0 b"


def test_a_way_round_frees_the_middle_and_leaves_the_rest_a_bridge() -> None:
    graph = web(*FOUR, ("b", "8", 1.0), ("x", "8", 1.0), ("x", "7", 1.0), ("c", "7", 1.0))
    chain = strongest(graph, ["a"], ["d"])
    assert chain is not None
    cut = cut_nodes(graph, chain, ["a"], ["d"])
    assert [c.node for c in cut] == [("phone", "1"), "b", "c", ("phone", "3")]
    assert [(c.records_a, c.records_b) for c in cut] == [(1, 4), (1, 3), (3, 1), (4, 1)]
    assert independent(graph, chain, ["a"], ["d"]) is None


def test_an_identifier_and_a_group_of_records_may_be_ends() -> None:
    graph = web(*FOUR)
    assert short(strongest(graph, [("phone", "1")], ["c"])) == "1 b 2 c"
    assert short(strongest(graph, ["a"], ["b", "c", "d"])) == "a 1 b"
    assert short(strongest(graph, ["a"], [("phone", "1")])) == "a 1"
    assert strongest(graph, ["a"], ["unknown"]) is None
    direct = strongest(graph, ["a"], [("phone", "1")])
    assert direct is not None
    assert independent(graph, direct, ["a"], [("phone", "1")]) is None


def test_a_tie_named_by_its_two_ends_leaves_other_ways_between_them() -> None:
    graph = web(("a", "1", 5.0), ("b", "1", 5.0), ("a", "2", 5.0), ("b", "2", 5.0))
    direct = strongest(graph, ["a"], [("phone", "1")])
    assert direct is not None
    assert short(direct) == "a 1"
    assert short(independent(graph, direct, ["a"], [("phone", "1")])) == "a 2 b 1"


def paths(ties: Sequence[Tie], start: Node, end: Node) -> Iterator[list[Node]]:
    """Yield every path without a node twice."""
    near: dict[Node, list[Node]] = {}
    for r, v, _ in ties:
        near.setdefault(r, []).append(("phone", v))
        near.setdefault(("phone", v), []).append(r)

    def on(path: list[Node]) -> Iterator[list[Node]]:
        if path[-1] == end:
            yield path
            return
        for node in near.get(path[-1], []):
            if node not in path:
                yield from on([*path, node])

    yield from on([start])


def best_of(
    ties: Sequence[Tie], start: Node, end: Node, without: set[Node] = frozenset()
) -> list[Node] | None:  # type: ignore[assignment]
    """Return the best path by trying all of them."""
    bits = {(r, ("phone", v)): round(b * 1000) for r, v, b in ties}

    def rank(path: list[Node]) -> tuple[int, int, int, list[str]]:
        worth = [bits.get((a, b)) or bits[(b, a)] for a, b in pairwise(path)]  # type: ignore[index,arg-type]
        return -min(worth), len(path), -sum(worth), [n if isinstance(n, str) else n[1] for n in path]

    found = [p for p in paths(ties, start, end) if not set(p) & without]
    return min(found, key=rank) if found else None


PAIRS = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("12345")), st.integers(1, 4).map(float), min_size=2, max_size=14
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_chain_given_is_the_best_of_all_paths(
    pairs: dict[tuple[str, str], float], chance: object
) -> None:
    ties = [(r, v, b) for (r, v), b in pairs.items()]
    chance.shuffle(ties)  # type: ignore[attr-defined]
    graph = web(*ties)
    found = strongest(graph, ["a"], ["b"])
    expected = best_of(ties, "a", "b")
    assert (list(found.nodes) if found else None) == expected
    if found is None:
        return
    held = {(r, ("phone", v)): b for r, v, b in ties}
    for i, bits in enumerate(found.bits):
        one, other = found.nodes[i : i + 2]
        assert held[(one, other) if isinstance(one, str) else (other, one)] == bits  # type: ignore[index]
    second = independent(graph, found, ["a"], ["b"])
    between = set(found.nodes[1:-1])
    assert (list(second.nodes) if second else None) == best_of(ties, "a", "b", between)
    assert second is None or not between & set(second.nodes)
    alone = [n for n in found.nodes[1:-1] if best_of(ties, "a", "b", {n}) is None]
    cut = cut_nodes(graph, found, ["a"], ["b"])
    assert [c.node for c in cut] == alone
    sides = [(len(side_of(graph, n, ["a"])), len(side_of(graph, n, ["b"]))) for n in alone]
    assert [(c.records_a, c.records_b) for c in cut] == sides
    near = shortest(graph, ["a"], ["b"])
    assert near is not None
    assert len(near.nodes) == min(len(p) for p in paths(ties, "a", "b"))
