"""What became of clusters, on partitions that can be checked by hand: each letter is a record."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from graphkit.linking.lineage import by_name, by_overlap, compare, inherit
from graphkit.linking.lineage_ties import Evidence
from graphkit.linking.lineage_words import explained
from graphkit.linking.trees import held_by

FIGURES = ["records_before", "records_after", "records_new", "records_came", "records_left"]


def partition(name: str, clusters: dict[str, str]) -> pl.DataFrame:
    rows = [(record, cluster) for cluster, records in clusters.items() for record in records]
    return pl.DataFrame(rows, schema={"record_id": pl.String, name: pl.String}, orient="row")


def events(old: dict[str, str], new: dict[str, str], how: Any = by_name) -> list[tuple[Any, ...]]:
    moves = compare(partition("old", old), partition("new", new), how)
    return [(r["event"], r["old"], r["new"], r["others"], *(r[f] for f in FIGURES))
            for r in moves.iter_rows(named=True)]  # fmt: skip


def evidence(carried: dict[str, str], aside: dict[str, str] | None = None, **more: Any) -> Evidence:
    """Return evidence in which records carry phones of one letter; ``a`` tells 10 bits, ``b`` 11, and so on."""
    rows = [(r, "phone", v, 10.0 + ord(v) - ord("a"), "joins", "") for r, vs in carried.items() for v in vs]
    names = {"record_id": pl.String, "kind": pl.String, "value": pl.String, "bits": pl.Float64, "effect": pl.String,
             "reason": pl.String}  # fmt: skip
    ties = pl.DataFrame(rows, schema=names, orient="row")
    named = [("phone", v, why) for v, why in (aside or {}).items()]
    out = pl.DataFrame(named, schema=dict.fromkeys(("kind", "value", "reason"), pl.String), orient="row")
    return Evidence(lambda records: ties.join(records, on="record_id", how="semi"), out, **more)


def told(
    old: dict[str, str], new: dict[str, str], before: Evidence, after: Evidence
) -> dict[tuple[str, str], dict[str, Any]]:
    one, two = partition("old", old), partition("new", new)
    rows = explained(compare(one, two), one, two, before, after)
    return {(r["side"], r["new"] or r["old"]): r for r in rows.iter_rows(named=True)}


NOTHING = evidence({})


def test_an_id_goes_to_the_component_with_most_of_its_records() -> None:
    members = pl.DataFrame({"record_id": list("abc"), "component": [0, 1, 1]})
    previous = pl.DataFrame({"record_id": list("abc"), "cluster_id": ["C-A"] * 3})
    assert inherit(members, previous) == {1: "C-A"}
    assert inherit(members, previous.head(0)) == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {}, []),
        ({"A": "ab", "B": "c"}, {"B": "c", "A": "ba"}, []),
        ({}, {"A": "ab"}, [("new", None, "A", [], 0, 2, 2, 0, 0)]),
        ({"A": "ab"}, {"A": "abc"}, [("grown", "A", "A", [], 2, 3, 1, 0, 0)]),
        ({"A": "abc"}, {"A": "ab"}, [("shrunk", "A", "A", [], 3, 2, 0, 0, 1)]),
        ({"A": "ab"}, {}, [("gone", "A", None, [], 2, 0, 0, 0, 2)]),
        (
            {"A": "abc", "B": "de"},
            {"A": "abcdef"},
            [("merged", "A", "A", ["B"], 3, 6, 1, 2, 0), ("merged", "B", None, ["A"], 2, 0, 0, 0, 2)],
        ),
        (
            {"A": "abc"},
            {"A": "ab", "N": "c"},
            [("split", "A", "A", ["N"], 3, 2, 0, 0, 1), ("new", None, "N", ["A"], 0, 1, 0, 1, 0)],
        ),
        (  # a record that goes from one to another
            {"A": "abc", "B": "de"},
            {"A": "ab", "B": "cde"},
            [("shrunk", "A", "A", ["B"], 3, 2, 0, 0, 1), ("grown", "B", "B", ["A"], 2, 3, 0, 1, 0)],
        ),
        (  # all of it goes to two others
            {"A": "abcd", "B": "efgh", "C": "ij"},
            {"A": "abcdi", "B": "efghj"},
            [
                ("grown", "A", "A", ["C"], 4, 5, 0, 1, 0), ("grown", "B", "B", ["C"], 4, 5, 0, 1, 0),
                ("split", "C", None, ["A", "B"], 2, 0, 0, 0, 2),
            ],
        ),
        (  # one cluster both gets and loses
            {"A": "abc", "B": "de"},
            {"A": "abdef", "N": "c"},
            [
                ("merged", "A", "A", ["B"], 3, 5, 1, 2, 1), ("split", "A", "A", ["N"], 3, 5, 1, 2, 1),
                ("merged", "B", None, ["A"], 2, 0, 0, 0, 2), ("new", None, "N", ["A"], 0, 1, 0, 1, 0),
            ],
        ),
    ],
)  # fmt: skip
def test_each_event(old: dict[str, str], new: dict[str, str], expected: list[Any]) -> None:
    assert events(old, new) == expected
    for row in expected:
        before, after, fresh, came, left = row[4:]
        if row[1] is not None or fresh:
            assert before - left + came + fresh == after


def test_by_overlap_ids_need_not_agree() -> None:
    old, new = {"A": "abc", "B": "de", "C": "f"}, {"X": "abcde", "A": "f"}
    assert events(old, new, by_overlap) == [
        ("merged", "B", None, ["X"], 2, 0, 0, 0, 2),
        ("merged", "A", "X", ["B"], 3, 5, 0, 2, 0),
    ]
    pairs = pl.DataFrame({"old": ["A", "A"], "new": ["B", "A"], "shared": [1, 1]})
    assert by_overlap(pairs).rows() == [("A", "A")], "of equal overlaps that of the same id"


def test_where_two_cases_name_clusters_alike_the_larger_part_goes_on() -> None:
    old = {"A": "a", "A of other": "bc"}
    assert [(e[0], e[1], e[2], e[3]) for e in events(old, {"A": "abc"})] == [
        ("merged", "A", None, ["A"]),
        ("merged", "A of other", "A", ["A"]),
    ]


def test_a_record_in_two_old_clusters_counts_once() -> None:
    rows = events({"A": "abc", "B": "bc"}, {"A": "abc"})
    assert rows == [("merged", "A", "A", ["B"], 3, 3, 0, 0, 0), ("merged", "B", None, ["A"], 2, 0, 0, 0, 2)]


def nodes(group: dict[str, tuple[str, bool]]) -> pl.DataFrame:
    rows = [("G", node, part, record) for record, (node, part) in group.items()]
    return pl.DataFrame(rows, schema=["group", "node", "part", "record_id"], orient="row")


def test_the_strongest_tree_between_parts_and_nothing_that_hangs_on_it() -> None:
    # a and b are of parts A and B; x joins them by p and q; r joins both too, and is weaker; y hangs on x by s.
    which = nodes({"a": ("A", True), "b": ("B", True), "x": ("x", False), "y": ("y", False)})
    ties = evidence({"a": "qa", "b": "pa", "x": "pqs", "y": "s"}).ties(which.select("record_id"))
    found = held_by(which, ties)
    assert found.select("value", "side", "carriers").rows() == [
        ("q", "A", ["a"]), ("q", None, ["x"]), ("p", "B", ["b"]), ("p", None, ["x"]),
    ]  # fmt: skip
    weaker = ties.filter(pl.col("value") != "p")
    assert held_by(which, weaker).select("value", "side").rows() == [("a", "A"), ("a", "B")]


def test_three_parts_on_one_identifier_and_a_part_that_nothing_holds() -> None:
    which = nodes({"a": ("A", True), "b": ("B", True), "c": ("C", True), "d": ("D", True)})
    found = held_by(which, evidence({"a": "p", "b": "p", "c": "p", "d": "q"}).ties(which.select("record_id")))
    assert found["side"].to_list() == ["A", "B", "C"]


def test_a_merger_names_the_new_tie_and_the_records_of_its_two_sides() -> None:
    before = evidence({"a": "k", "b": "k", "c": "m", "d": "m"})
    after = evidence({"a": "k", "b": "k", "c": "m", "d": "m", "n": "km"})
    rows = told({"A": "ab", "B": "cd"}, {"A": "abcdn"}, before, after)
    merged = rows["new", "A"]
    assert merged["ties"] == [
        {"kind": "phone", "value": "m", "bits": 22.0, "a_cluster": "B", "a_records": ["c", "d"], "b_cluster": None,
         "b_records": ["n"], "now": None},
        {"kind": "phone", "value": "k", "bits": 20.0, "a_cluster": "A", "a_records": ["a", "b"], "b_cluster": None,
         "b_records": ["n"], "now": None},
    ]  # fmt: skip
    assert merged["reason"] == (
        "2 records came from B, 1 record new to the case; by phone m (22.0 bits) on 2 records of B (c, ...) and n, new;"
        " phone k (20.0 bits) on 2 records of A (a, ...) and n, new"
    )
    assert (
        rows["old", "B"]["reason"] == "into A; by phone m (22.0 bits) on 2 records of B (c, ...) and n, new"
    )
    assert rows["old", "B"]["ties"] == merged["ties"][:1]


def test_what_was_grown_names_the_tie_on_which_the_new_hang() -> None:
    rows = told(
        {"A": "ab"}, {"A": "abxyz"}, NOTHING, evidence({"a": "k", "b": "k", "x": "kz", "y": "k", "z": "z"})
    )
    assert [(t["value"], t["a_records"], t["b_records"]) for t in rows["new", "A"]["ties"]] == [
        ("k", ["a", "b"], ["x", "y"])
    ]
    assert rows["new", "A"]["reason"].startswith("3 records new to the case; by phone k")


def test_what_was_grown_names_no_tie_by_which_nothing_came() -> None:
    # x is there by z already: k, which is weaker and on it too, brought nothing.
    rows = told({"A": "ab"}, {"A": "abx"}, NOTHING, evidence({"a": "kz", "b": "z", "x": "kz"}))
    assert [t["value"] for t in rows["new", "A"]["ties"]] == ["z"]


def test_an_identifier_no_longer_taken_for_shared_says_so() -> None:
    before = evidence({}, {"k": "in many groups"})
    rows = told({"A": "ab", "B": "c"}, {"A": "abc"}, before, evidence({"a": "k", "b": "k", "c": "k"}))
    assert rows["new", "A"]["reason"].endswith("and c of B, no longer taken for shared")


def test_without_a_tie_that_joins_a_merger_says_so() -> None:
    rows = told({"A": "ab", "B": "c"}, {"A": "abc"}, NOTHING, NOTHING)
    assert rows["new", "A"]["reason"] == "1 record came from B; no tie that joins says how"
    assert rows["old", "B"]["reason"] == "into A"


SPLIT = ({"A": "abc"}, {"A": "ab", "N": "c"})
HELD = evidence({"a": "k", "b": "km", "c": "m"})


@pytest.mark.parametrize(
    ("after", "now"),
    [
        (evidence({"a": "k", "b": "km", "c": "m"}, {"m": "in 9 groups"}), "now taken for shared: in 9 groups"),
        (evidence({"a": "k", "b": "k", "c": "m"}), "no longer read in all of them"),
        (evidence({"a": "k", "b": "km", "c": "m"}), "still there, and no longer enough to join"),
        (
            evidence({"b": "m", "c": "m"}, possible=pl.DataFrame(
                {"kind": ["phone"], "value": ["m"], "reason": ["a weak bridge"]})),
            "now cut: a weak bridge",
        ),
    ],
)  # fmt: skip
def test_a_split_says_what_no_longer_joins(after: Evidence, now: str) -> None:
    row = told(*SPLIT, HELD, after)["old", "A"]
    assert row["ties"] == [
        {"kind": "phone", "value": "m", "bits": 22.0, "a_cluster": "A", "a_records": ["b"], "b_cluster": "N",
         "b_records": ["c"], "now": now},
    ]  # fmt: skip
    assert row["reason"] == f"1 record went to N; held by phone m (22.0 bits) on b of A and c of N, {now}"


def test_a_reading_that_only_shows_now_gives_its_own_reason() -> None:
    ties = HELD.ties(pl.DataFrame({"record_id": ["a", "b", "c"]}))
    shows = pl.col("value") == "m"
    doubtful = ties.with_columns(
        pl.when(shows).then(pl.lit("shows")).otherwise("effect").alias("effect"),
        pl.when(shows).then(pl.lit("confidence 0.5 is below 0.7")).otherwise("reason").alias("reason"),
    )
    after = Evidence(lambda records: doubtful.join(records, on="record_id", how="semi"))
    row = told(*SPLIT, HELD, after)["old", "A"]
    assert row["reason"].endswith("on b of A and c of N, now confidence 0.5 is below 0.7")


def test_a_split_for_want_of_a_record_between() -> None:
    rows = told({"A": "abc"}, {"A": "a", "N": "c"}, HELD, evidence({"a": "k", "c": "m"}))
    assert rows["old", "A"]["reason"] == (
        "2 records went to N; held by phone m (22.0 bits) on c of N and b, no longer in the case; phone k (20.0"
        " bits) on a of A and b, no longer in the case"
    )


def decided(*rows: tuple[str, str, str, list[str], str | None, list[str], str]) -> pl.DataFrame:
    names = {"decision_id": pl.String, "kind": pl.String, "a": pl.String, "a_anchors": pl.List(pl.String), "b": pl.String,
             "b_anchors": pl.List(pl.String), "user": pl.String, "reason": pl.String}  # fmt: skip
    return pl.DataFrame([(*r[:6], "ann", r[6]) for r in rows], schema=names, orient="row")


def joined_by_decision(records: str) -> Evidence:
    """Return evidence in which records are held by a decision, which has some bits or other."""
    ties = evidence(dict.fromkeys(records, "k")).ties(pl.DataFrame({"record_id": list(records)}))
    ties = ties.with_columns(pl.lit("decision").alias("kind"), pl.lit("D-1").alias("value"))
    return Evidence(lambda wanted: ties.join(wanted, on="record_id", how="semi"))


def test_decisions_join_and_part() -> None:
    rows = told({"A": "ab", "B": "c"}, {"A": "abc"}, NOTHING, joined_by_decision("ac"))
    assert rows["new", "A"]["reason"] == "1 record came from B; by decision D-1 on a of A and c of B"
    assert rows["new", "A"]["ties"][0]["bits"] is None

    for anchor in ("b", "phone:k"):
        apart = decided(("D-2", "different", "b", [anchor], "c", ["c"], "two hands"))
        row = told(*SPLIT, HELD, evidence({"b": "mk", "c": "m"}, decisions=apart))["old", "A"]
        assert "; decision D-2, of ann, keeps A and N apart (two hands); held by phone m" in row["reason"]

    resource = decided(("D-3", "resource", "phone:m", ["phone:m"], None, [], "the taxi"))
    row = told(*SPLIT, HELD, evidence({"b": "m", "c": "m"}, decisions=resource))["old", "A"]
    assert row["reason"].endswith("now a shared resource by decision D-3, of ann (the taxi)")


def test_a_decision_that_is_withdrawn_no_longer_holds_and_no_longer_parts() -> None:
    row = told({"A": "ac"}, {"A": "a", "N": "c"}, joined_by_decision("ac"), NOTHING)["old", "A"]
    assert row["reason"].endswith(
        "held by decision D-1 on a of A and c of N, which is withdrawn or overruled"
    )
    words = decided(
        ("D-2", "different", "b", ["b"], "c", ["c"], ""), ("D-3", "withdrawn", "D-2", [], None, [], "")
    )
    row = told(*SPLIT, HELD, evidence({"b": "mk", "c": "m"}, decisions=words))["old", "A"]
    assert "D-2" not in row["reason"]


def test_long_lists_are_cut_and_say_so() -> None:
    letters = "abcdefghijkl"
    old = {"Z": "zy", **{f"P{c}": c for c in letters}}
    carried = {"z": letters, "y": letters, **{c: c for c in letters}}
    row = told(old, {"Z": "zy" + letters}, NOTHING, evidence(carried))["new", "Z"]
    assert len(row["ties"]) == 5
    assert [t["value"] for t in row["ties"]] == list("lkjih"), "the strongest first"
    assert "from Pa, Pb, Pc, Pd, Pe, Pf, Pg, Ph and 4 more; by phone l (21.0 bits)" in row["reason"]
    assert row["reason"].endswith("; and 9 more")
