"""Decisions obeyed: the least evidence is lost, and what is left on either side holds still."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from small_ties import Tie, decided, groups, linked, parted, ties, together

from graphkit.linking.clusters import components
from graphkit.linking.obeying import held, part

PHONE, MAIL, TEXT, CHAT = ("phone", "+1"), ("email", "m@mail.example"), ("text", "t"), ("telegram", "c")
Decided = tuple[str, list[str], list[str]]


def carried(**by: str) -> list[Tie]:
    """Return ties: a record's name, and the first letters of what it carries."""
    known = {"p": PHONE, "m": MAIL, "t": TEXT, "c": CHAT}
    return [(record, *known[letter]) for record, letters in by.items() for letter in letters]


def apart(rows: list[Tie], *decisions: Decided) -> tuple[set[frozenset[str]], list[Tie]]:
    """Return the groups of records once decisions are obeyed, and the ties that were lost."""
    left, lost = part(ties(rows).with_columns(pl.lit(0, pl.Int64).alias("part")), parted(*decisions))
    return in_groups(rows, left), sorted(lost.select("record_id", "kind", "value").iter_rows())


def in_groups(rows: list[Tie], left: pl.DataFrame) -> set[frozenset[str]]:
    records = pl.Series(sorted({row[0] for row in rows}), dtype=pl.String)
    label = components(records, left, ["kind", "value", "part"]).tolist()
    return {frozenset(r for r, x in zip(records, label, strict=True) if x == y) for y in label}


def test_the_only_tie_between_two_is_lost() -> None:
    made, lost = apart(carried(a="p", b="p"), ("D-1", ["a"], ["b"]))
    assert made == together("a", "b")
    assert len(lost) == 1


def test_the_weakest_bridge_of_a_chain_is_cut() -> None:
    """Twice 0.9 between a and b, a text at 0.5 between b and c, 0.9 between c and d."""
    made, lost = apart(carried(a="pc", b="pct", c="tm", d="m"), ("D-1", ["a"], ["d"]))
    assert made == together("a+b", "c+d")
    assert lost == [("b", *TEXT)]


def test_two_weak_ties_together_outweigh_a_strong_one() -> None:
    """A text and a link, 0.5 + 0.7, between a and b; a phone, 0.9, between b and c."""
    rows = [*carried(a="t", b="tp", c="p"), ("a", "url", "u"), ("b", "url", "u")]
    assert apart(rows, ("D-1", ["a"], ["c"]))[0] == together("a+b", "c")


def test_what_both_sides_carry_holds_on_both_still() -> None:
    rows = carried(a="p", b="p", c="p", d="p")
    made, _ = apart(rows, ("D-1", ["a", "b"], ["c", "d"]))
    assert made == together("a+b", "c+d")


def test_all_ways_round_are_cut() -> None:
    """A ring: whoever parts two of it cuts it twice."""
    rows = [(f"r{n}", "url", f"u{m % 6}") for n in range(6) for m in (n, n + 1)]
    made, lost = apart(rows, ("D-1", ["r0"], ["r3"]))
    assert len(made) == 2
    assert len(lost) == 2
    assert {len(group) for group in made} <= {1, 2, 3, 4, 5}


def test_several_decisions_on_one_cluster_are_all_obeyed() -> None:
    rows = carried(a="p", b="p", c="p", d="p")
    pairs: list[Decided] = [("D-1", ["a"], ["b"]), ("D-2", ["b"], ["c"]), ("D-3", ["a"], ["c"])]
    made, _ = apart(rows, *pairs)
    of = {record: group for group in made for record in group}
    assert of["a"] != of["b"] != of["c"] != of["a"]


def test_parties_that_share_nothing_lose_nothing() -> None:
    rows = carried(a="p", b="p", c="m", d="m")
    assert apart(rows, ("D-1", ["a", "b"], ["c"])) == (together("a+b", "c+d"), [])
    assert apart(rows, ("D-1", ["a"], ["nobody"])) == (together("a+b", "c+d"), [])


def test_a_decision_s_own_tie_is_never_lost() -> None:
    rows = [*carried(a="", b="p", c="pm", d="m"), ("a", "decision", "D-0"), ("b", "decision", "D-0")]
    made, lost = apart(rows, ("D-1", ["a"], ["d"]))
    assert {"a", "b"} <= next(group for group in made if "a" in group)
    assert "decision" not in {kind for _, kind, _ in lost}


def test_a_clique_is_parted_where_its_halves_are_decided() -> None:
    """All six carry all four: each of one side, alone, would be the least to lose, but the decision names three."""
    rows = carried(**dict.fromkeys("abcdef", "pmtc"))
    made, _ = apart(rows, ("D-1", ["a", "b", "c"], ["d", "e", "f"]))
    assert made == together("a+b+c", "d+e+f")


def test_the_reason_names_the_decision() -> None:
    rows = ties(carried(a="p", b="p")).with_columns(pl.lit(0, pl.Int64).alias("part"))
    _, lost = part(rows, parted(("D-9", ["a"], ["b"])))
    assert lost["why"].to_list() == ["cut: decision D-9 says different"]


def test_nothing_decided_leaves_the_ties_as_they_are() -> None:
    rows = ties(carried(a="p", b="p")).with_columns(pl.lit(0, pl.Int64).alias("part"))
    left, lost = part(rows, parted())
    assert left.equals(rows)
    assert lost.columns == ["record_id", "kind", "value", "why"]
    assert not lost.height


def test_pairs_held_together_are_ties_to_one_decision_each() -> None:
    same = decided([("a", "b", "D-1"), ("b", "c", "D-2")]).same
    found = held(same)
    assert found.rows() == [
        ("a", "decision", "D-1", 0), ("b", "decision", "D-1", 0), ("b", "decision", "D-2", 0), ("c", "decision", "D-2", 0)
    ]  # fmt: skip


def test_the_same_joins_and_shows_in_the_ties_and_the_different_parts() -> None:
    rows = carried(a="p", b="p", c="m", d="m")
    found = linked(rows, binding=decided([("a", "c", "D-1")], [("D-2", ["a", "c"], ["b"])]))
    assert groups(found) == together("a+c+d", "b")
    said = found.ties.filter(pl.col("kind") == "decision")
    assert sorted(said["record_id"]) == ["a", "c"]
    assert set(said["effect"]) == {"joins"}
    assert set(said["reason"]) == {"an analyst's decision: the same actor"}
    phones = {t["record_id"]: t for t in found.ties.to_dicts() if t["kind"] == "phone"}
    reasons = {t["reason"] for t in phones.values() if t["effect"] == "shows"}
    assert reasons == {"cut: decision D-2 says different"}


LETTERS = st.lists(
    st.sampled_from(["p", "m", "t", "c", "pm", "tc", "pt", "mc", "pmtc"]), min_size=4, max_size=8
)


@settings(max_examples=150, deadline=None)
@given(LETTERS, st.data())
def test_no_cut_that_a_search_of_all_finds_is_cheaper(letters: list[str], data: st.DataObject) -> None:
    """Every way to put records and identifiers on two sides, against what was lost."""
    names = "abcdefgh"[: len(letters)]
    rows = carried(**dict(zip(names, letters, strict=True)))
    one, other = data.draw(st.permutations(names))[:2]
    made, lost = apart(rows, ("D-1", [one], [other]))
    of = {record: group for group in made for record in group}
    assert of[one] != of[other]
    worth = {"phone": 90, "email": 90, "telegram": 90, "text": 50}
    free = [n for n in [*names, *sorted({row[1] for row in rows})] if n not in (one, other)]
    least = min(
        sum(worth[kind] for record, kind, _ in rows if (record in here) != (kind in here))
        for chosen in range(1 << len(free))
        for here in [{one} | {n for at, n in enumerate(free) if chosen >> at & 1}]
    )
    assert sum(worth[kind] for _, kind, _ in lost) == least
