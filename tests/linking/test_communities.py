"""Communities inside clusters, on cases small enough to work out by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.linking.communities import apart, communities
from graphkit.linking.community_table import described

CLUSTER = "C-AAAAAAAA"
Tie = tuple[str, str]


def ties_of(pairs: list[Tie], kind: str = "phone") -> pl.DataFrame:
    columns = ["record_id", "kind", "value", "part"]
    return pl.DataFrame([(r, kind, v, 0) for r, v in pairs], schema=columns, orient="row")


def clique(letter: str, n: int) -> list[Tie]:
    """Return the ties of n records of which each two share a contact that no other has."""
    return [(f"{letter}{i}", f"{letter}{a}{b}") for a, b in combinations(range(1, n + 1), 2) for i in (a, b)]


def members_of(pairs: list[Tie], cluster: str = CLUSTER) -> pl.DataFrame:
    return pl.DataFrame(
        {"record_id": sorted({r for r, _ in pairs})}, schema={"record_id": pl.String}
    ).with_columns(pl.lit(cluster).alias("cluster_id"))


def found(
    ties: pl.DataFrame,
    members: pl.DataFrame,
    least: int = 4,
    resolution: float = 0.4,
    separation: float = 0.8,
) -> dict[str, str | None]:
    made = communities(ties, members, least_records=least, resolution=resolution, separation=separation)
    assert made.columns == ["record_id", "community"]
    return dict(made.iter_rows())


TWO = [*clique("a", 5), *clique("b", 4), ("a1", "bridge"), ("b1", "bridge")]


def test_two_cliques_joined_by_one_tie_are_two_communities_the_larger_first() -> None:
    got = found(ties_of(TWO), members_of(TWO))
    assert got == {f"a{i}": f"{CLUSTER}/1" for i in range(1, 6)} | {
        f"b{i}": f"{CLUSTER}/2" for i in range(1, 5)
    }


def test_one_clique_is_no_community() -> None:
    one = clique("a", 6)
    assert set(found(ties_of(one), members_of(one)).values()) == {None}


def test_what_does_not_stand_apart_has_no_communities() -> None:
    # One side's contacts stand in the other's records: how far apart follows from counting edges.
    mixed = [*TWO, ("a2", "b12"), ("a3", "b13"), ("a4", "b14"), ("a5", "b23"), ("b2", "a12"), ("b3", "a13")]
    assert set(found(ties_of(mixed), members_of(mixed)).values()) == {None}
    low = found(ties_of(mixed), members_of(mixed), separation=0.3)
    assert len(set(low.values())) == 2, "only the threshold said no"


def test_small_clusters_are_not_looked_into() -> None:
    assert set(found(ties_of(TWO), members_of(TWO), least=10).values()) == {None}
    assert None not in found(ties_of(TWO), members_of(TWO), least=9).values()


def test_parts_of_one_identifier_are_nodes_apart() -> None:
    pairs = [*clique("a", 5), *clique("b", 5), *((f"{s}{i}", "hub") for s in "ab" for i in range(1, 6))]
    hub = pl.col("value") == "hub"
    whole = ties_of(pairs)
    parted = whole.with_columns(
        pl.when(hub & pl.col("record_id").str.starts_with("b")).then(1).otherwise(0).alias("part")
    )
    bridge = ties_of([("a1", "bridge"), ("b1", "bridge")])
    members = members_of(pairs)
    # 20 ties a side, 5 of each half of the hub, 2 of the bridge, one of them across, and half of all ends a side:
    # 1 - 2 * 1 / 52 = 0.96.
    apart_ = found(pl.concat([parted, bridge.cast(parted.schema)]), members, separation=0.95)
    assert len(set(apart_.values())) == 2
    # With the hub whole half of its ties lead across as well: 1 - 2 * 6 / 52 = 0.77.
    assert set(found(pl.concat([whole, bridge]), members, separation=0.9).values()) == {None}
    assert len(set(found(pl.concat([whole, bridge]), members, separation=0.76).values())) == 2


def test_how_far_apart_is_modularity_over_its_maximum() -> None:
    # Edges 0-0, 0-0, 1-1, 0-1: inside 3/4; ends (5/8, 3/8), by chance 34/64.
    got = apart(np.array([0, 0, 1, 0]), np.array([0, 0, 1, 1]))
    assert got == pytest.approx((3 / 4 - 34 / 64) / (30 / 64))
    assert apart(np.array([0, 0]), np.array([0, 0])) == 0.0
    assert apart(np.array([0, 1]), np.array([0, 1])) == 1.0


def test_nothing_has_no_communities() -> None:
    none = ties_of([]).cast({"record_id": pl.String, "kind": pl.String, "value": pl.String, "part": pl.Int64})
    assert found(none, members_of([])) == {}
    assert found(none, members_of(TWO)) == {r: None for r, _ in TWO}


def table(ties: pl.DataFrame, members: pl.DataFrame) -> list[dict[str, object]]:
    made = communities(ties, members, least_records=4, resolution=0.5, separation=0.7)
    ids = members["record_id"].to_list()
    records = pl.DataFrame(
        {
            "record_id": ids,
            "platform": ["one" if i.startswith("a") else None for i in ids],
            "posted_at": [datetime(2025, 1, int(i[1:]), tzinfo=UTC) for i in ids],
        }
    )
    return described(ties, members.join(made, on="record_id"), records).to_dicts()


def test_the_table_counts_what_a_community_has_of_its_own_and_what_leads_out() -> None:
    # a5 alone has a mail; both sides meet in the bridge, which a1 and a2 carry and b1: it is a's.
    pairs = [*TWO, ("a2", "bridge")]
    text = ties_of([(f"b{i}", "t") for i in range(1, 5)], "text")
    mail = ties_of([("a5", "own@mail.example")], "email")
    first, second = table(pl.concat([ties_of(pairs), text, mail]), members_of(pairs))
    assert first == {
        "community": f"{CLUSTER}/1", "cluster_id": CLUSTER, "records": 5, "label": "a12", "platforms": 1,
        "platform_names": "one", "first_seen": datetime(2025, 1, 1, tzinfo=UTC),
        "last_seen": datetime(2025, 1, 5, tzinfo=UTC), "identifiers": 11, "ties": 22, "outward": 1,
    }  # fmt: skip
    assert second["community"] == f"{CLUSTER}/2"
    # On more records than any contact of its own is the text; yet it is no name.
    assert (second["label"], second["identifiers"]) == ("b12", 7)
    assert (second["ties"], second["outward"]) == (17, 1)
    assert (second["platforms"], second["platform_names"]) == (0, "")


def test_there_is_no_table_without_communities() -> None:
    assert table(ties_of(clique("a", 6)), members_of(clique("a", 6))) == []


@st.composite
def networks(draw: st.DrawFn) -> list[Tie]:
    """Return the ties of one cluster of some groups, each around contacts of its own, joined in a chain."""
    pairs: set[Tie] = set()
    sizes = draw(st.lists(st.integers(3, 9), min_size=1, max_size=4))
    for g, size in enumerate(sizes):
        pairs |= {(f"g{g}r{i}", f"g{g}") for i in range(size)}
        pairs |= {
            (f"g{g}r{draw(st.integers(0, size - 1))}", f"g{g}v{draw(st.integers(0, 3))}") for _ in range(size)
        }
        if g:
            pairs |= {(f"g{g}r0", f"link{g}"), (f"g{g - 1}r1", f"link{g}")}
    return sorted(pairs)


@settings(max_examples=60, deadline=None)
@given(networks(), st.randoms(use_true_random=False), st.floats(0, 1))
def test_neither_the_order_of_rows_nor_other_clusters_change_anything(
    pairs: list[Tie], random: object, separation: float
) -> None:
    ties, members = ties_of(pairs), members_of(pairs)
    alone = found(ties, members, separation=separation)
    seed = random.randint(0, 999)  # type: ignore[attr-defined]
    shuffled = [f.sample(fraction=1, shuffle=True, seed=seed) for f in (ties, members)]
    assert found(*shuffled, separation=separation) == alone
    # Records of another cluster, sorting before and between, of which some carry a contact of the same name.
    other = [*clique("0", 6), *((f"g0r0{i}", "g0") for i in range(5)), ("01", "g0")]
    more = found(
        pl.concat([ties_of(other), ties]),
        pl.concat([members_of(other, "C-22222222"), members]),
        separation=separation,
    )
    assert {r: c for r, c in more.items() if r in alone} == alone


@settings(max_examples=60, deadline=None)
@given(networks(), st.floats(0.05, 2))
def test_communities_are_numbered_by_size_and_part_the_whole_cluster_or_none_of_it(
    pairs: list[Tie], resolution: float
) -> None:
    got = found(ties_of(pairs), members_of(pairs), resolution=resolution, separation=0.0)
    names = set(got.values())
    if names == {None}:
        return
    assert None not in names
    assert names == {f"{CLUSTER}/{n}" for n in range(1, len(names) + 1)}
    assert len(names) >= 2
    sizes = [sum(c == f"{CLUSTER}/{n}" for c in got.values()) for n in range(1, len(names) + 1)]
    assert sizes == sorted(sizes, reverse=True)
