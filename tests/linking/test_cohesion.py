"""How firmly a cluster holds, on shapes whose figures can be counted."""

from __future__ import annotations

from typing import Any

import polars as pl
from small_ties import Tie, ties

from graphkit.linking.cohesion import cohesion


def measured(rows: list[Tie], of: dict[str, str] | None = None) -> dict[str, tuple[Any, ...]]:
    """Return of each cluster its cohesion, what it hangs on and what it falls into; all records are of one by default."""
    records = sorted({row[0] for row in rows})
    members = pl.DataFrame(
        [(record, (of or {}).get(record, "C")) for record in records],
        schema={"record_id": pl.String, "cluster_id": pl.String},
        orient="row",
    )
    found = cohesion(ties(rows).with_columns(pl.lit(0, pl.Int64).alias("part")), members)
    return {row[0]: row[1:] for row in found.iter_rows()}


def star(number: int, value: str = "+1", name: str = "r") -> list[Tie]:
    return [(f"{name}{n}", "phone", value) for n in range(number)]


def test_a_star_is_nothing_but_its_one_identifier() -> None:
    assert measured(star(4)) == {"C": (0.0, "phone:+1", "4 parts of 1, 1, 1, 1 records")}


def test_of_many_parts_five_are_told() -> None:
    assert measured(star(7)) == {"C": (0.0, "phone:+1", "7 parts of 1, 1, 1, 1, 1, … records")}


def test_a_ring_loses_no_record_whatever_is_left_out() -> None:
    rows = [(f"r{n}", "url", f"u{m % 5}") for n in range(5) for m in (n, n + 1)]
    assert measured(rows) == {"C": (1.0, None, None)}


def test_a_chain_hangs_on_its_middle() -> None:
    """Six in a row: without the third link they fall into three and three, 6 + 6 of 30 ordered pairs."""
    rows = [(f"r{n}", "url", f"u{m}") for n in range(6) for m in (n, n + 1)]
    assert measured(rows) == {"C": (0.4, "url:u3", "2 parts of 3, 3 records")}


def test_two_firm_halves_hang_on_what_they_share() -> None:
    """Four and two: (4 * 3 + 2 * 1) of 6 * 5."""
    rows = [(f"{name}{n}", kind, name) for name, number in (("a", 4), ("b", 2)) for n in range(number)
            for kind in ("phone", "email")]  # fmt: skip
    rows += [("a0", "url", "u"), ("b0", "url", "u")]
    assert measured(rows) == {"C": (0.47, "url:u", "2 parts of 4, 2 records")}


def test_each_cluster_is_measured_by_itself_and_single_records_are_not() -> None:
    rows = [*star(3), *star(2, "+2", "s"), ("s0", "email", "e"), ("s1", "email", "e"), ("t0", "phone", "+3")]
    of = {f"s{n}": "D" for n in range(2)} | {"t0": "E"}
    assert measured(rows, of) == {
        "C": (0.0, "phone:+1", "3 parts of 1, 1, 1 records"),
        "D": (1.0, None, None),
    }


def test_parts_of_one_identifier_are_identifiers_of_their_own() -> None:
    """A phone that was parted holds two clusters, neither of them through the other."""
    frame = ties([*star(3), *star(3, name="s")]).with_columns(
        pl.col("record_id").str.starts_with("s").cast(pl.Int64).alias("part")
    )
    members = frame.select("record_id", pl.col("record_id").str.head(1).alias("cluster_id"))
    assert cohesion(frame, members)["without"].to_list() == ["3 parts of 1, 1, 1 records"] * 2


def test_the_first_of_equals_is_named_whatever_the_order() -> None:
    rows = [("a", "url", "u1"), ("b", "url", "u1"), ("b", "url", "u2"), ("c", "url", "u2")]
    assert measured(rows) == measured(rows[::-1]) == {"C": (0.33, "url:u1", "2 parts of 2, 1 records")}


def test_no_clusters_no_figures() -> None:
    assert measured([]) == {}
    assert measured([("a", "phone", "+1")]) == {}
