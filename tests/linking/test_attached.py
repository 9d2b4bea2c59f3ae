"""What pictures may join: a record that shares nothing else, and only with the one cluster that shows its picture."""

from __future__ import annotations

import polars as pl
from small_ties import Tie, ties

from graphkit.linking.joining import attached

A, B = "8e3d8e3d8e3d8e3d", "1357135713571357"
FIRM = [("a", "phone", "+1"), ("b", "phone", "+1"), ("d", "phone", "+2"), ("e", "phone", "+2")]


def attach(pictures: list[Tie], joins: list[Tie] | None = None, lone: str = "x y") -> list[Tie]:
    """Return the ties by which pictures join, of records that are joined by ``joins`` or are lone."""
    firm = FIRM if joins is None else joins
    records = pl.Series(sorted({row[0] for row in [*pictures, *firm]} | set(lone.split())), dtype=pl.String)
    of = ties(firm).with_columns(pl.lit(0, pl.Int64).alias("part"))
    return sorted(attached(ties(pictures), of, records).select("record_id", "kind", "value").iter_rows())


def test_a_record_with_nothing_else_joins_the_cluster_that_shows_its_picture() -> None:
    shown = [("a", "image", A), ("x", "image", A)]
    assert attach(shown) == shown


def test_what_two_clusters_show_joins_nobody() -> None:
    assert attach([("a", "image", A), ("d", "image", A), ("x", "image", A)]) == []


def test_a_picture_within_one_cluster_adds_no_tie() -> None:
    assert attach([("a", "image", A), ("b", "image", A)]) == []


def test_two_lone_records_with_one_picture_stay_apart() -> None:
    assert attach([("x", "image", A), ("y", "image", A)]) == []


def test_a_record_with_a_contact_of_its_own_is_somebody_already() -> None:
    assert attach([("a", "image", A), ("x", "image", A)], [*FIRM, ("x", "email", "x@mail.example")]) == []


def test_a_record_between_two_clusters_stays_alone() -> None:
    shown = [("a", "image", A), ("d", "image", B), ("x", "image", A), ("x", "image", B), ("y", "image", A)]
    of_y = [row for row in shown if row[0] in ("a", "y")]
    assert [row for row in attach(shown) if row[0] == "x"] == []
    assert set(of_y) <= set(attach(shown))


def test_two_pictures_of_one_cluster_are_as_good_as_one() -> None:
    shown = [("a", "image", A), ("b", "image", B), ("x", "image", A), ("x", "image", B)]
    assert attach(shown) == sorted(shown)


def test_no_pictures_attach_nothing() -> None:
    assert attach([]) == []
    assert attach([("x", "image", A)], []) == []


def test_the_order_of_rows_is_nothing_to_go_by() -> None:
    shown = [
        ("a", "image", A),
        ("b", "image", B),
        ("x", "image", A),
        ("y", "image", B),
        ("d", "image", "f" * 16),
    ]
    assert attach(shown) == attach(shown[::-1], FIRM[::-1])
