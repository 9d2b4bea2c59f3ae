"""Possible links: who, by what, and why not more than possible, in words."""

from __future__ import annotations

from typing import Any

import polars as pl
from small_ties import Tie, ads, decided, linked

LINE = ("phone", "+12025550123")
NAME = "zorbquaxlint"


def on(identifier: tuple[str, str], *records: str) -> list[Tie]:
    return [(record, *identifier) for record in records]


def links(rows: list[Tie], **more: Any) -> list[dict[str, Any]]:
    """Return the possible links, which all lead from one cluster to another that there is."""
    made = linked(rows, **more)
    found = made.possible_links.to_dicts()
    known = set(made.members["cluster_id"])
    assert all(link["a_cluster"] != link["b_cluster"] for link in found)
    assert all({link["a_cluster"], link["b_cluster"]} <= known for link in found)
    return found


def test_rivals_are_told_with_their_records_and_bits() -> None:
    (link,) = links([*ads("ann", 7), *ads("bea", 7), *on(LINE, "ann000", "ann001", "bea000")])
    assert (link["kind"], link["value"], link["a_records"], link["b_records"]) == (*LINE, 2, 1)
    # An account and a mailbox on seven ads each: twice log2(7 + 1).
    assert link["against"] == 6.0
    assert link["reason"] == (
        "2 records of the one and 1 of the other carry it; what they carry beside it speaks against one hand by 6.0 bits"
    )
    assert link["bits"] > 0


def test_a_reassigned_phone_says_so() -> None:
    days = {f"ann00{n}": n for n in range(5)} | {f"bea00{n}": 400 + n for n in range(5)}
    (link,) = links([*ads("ann", 5, LINE), *ads("bea", 5, LINE)], days=days)
    assert (
        "first the one, long after that the other: a reassigned contact; what they carry beside"
        in link["reason"]
    )
    assert (link["a_records"], link["b_records"]) == (5, 5)


def test_a_record_between_equals_says_that_it_stays_open() -> None:
    found = links([*ads("ann", 7), *ads("bea", 7), *on(LINE, "ann000", "bea000", "bare")])
    said = [link["reason"] for link in found if "open" in link["reason"]]
    assert said == [
        "1 records of the one and 1 of the other carry it, and several unlike hands use it: whose these are stays open"
    ]


def test_a_slip_names_the_number_that_was_meant() -> None:
    """Each has a phone of its own; one ad of bea's gives ann's, which is one digit off bea's."""
    rows = [
        *ads("ann", 9, LINE),
        *ads("bea", 9),
        *on(("phone", "+12025550128"), *(f"bea00{n}" for n in range(8))),
    ]
    (link,) = links([*rows, *on(LINE, "bea008")])
    assert (link["kind"], link["value"], link["b_records"]) == (*LINE, 1)
    assert link["reason"].endswith("there one digit away from that side's own +12025550128: a slip")


def test_two_digits_off_are_no_slip() -> None:
    rows = [
        *ads("ann", 9, LINE),
        *ads("bea", 9),
        *on(("phone", "+12025550188"), *(f"bea00{n}" for n in range(8))),
    ]
    (link,) = links([*rows, *on(LINE, "bea008")])
    assert "slip" not in link["reason"]


def named(one: str, other: str) -> list[Tie]:
    return [
        *on(("phone", "+1"), "a", "b"), ("a", "telegram", one), *on(("phone", "+2"), "c", "d"), ("c", "instagram", other)
    ]  # fmt: skip


def test_accounts_of_a_rare_name_on_two_platforms_are_a_possible_link() -> None:
    (link,) = links(named(NAME, NAME))
    assert link["kind"] == "name"
    assert link["value"] in (f"instagram:{NAME} = telegram:{NAME}", f"telegram:{NAME} = instagram:{NAME}")
    assert link["bits"] >= 18
    assert link["against"] == 0
    assert link["reason"]


def test_common_names_and_accounts_of_one_cluster_are_none() -> None:
    assert links(named("anna", "anna")) == []
    assert links([*named(NAME, NAME), *on(("email", "e@mail.example"), "a", "c")]) == []


def test_what_a_decision_joins_after_all_is_no_possible_link() -> None:
    rows = [*ads("ann", 7), *ads("bea", 7), *on(LINE, "ann000", "bea000")]
    assert len(links(rows)) == 1
    assert links(rows, binding=decided([("ann000", "bea000", "D-1")])) == []


def test_one_pair_of_clusters_has_one_row_an_identifier() -> None:
    """Three lone ads of bea's with nothing but one contact more: the sides are many, the clusters two."""
    rows = [*ads("ann", 9), *ads("bea", 9), *on(LINE, "ann000", "bea000", "bea001", "bea002")]
    found = links(rows)
    keys = [(link["a_cluster"], link["b_cluster"], link["kind"], link["value"]) for link in found]
    assert len(keys) == len(set(keys)) == 1


def test_nothing_cut_has_the_columns_still() -> None:
    found = linked(ads("ann", 3)).possible_links
    assert found.height == 0
    assert found.columns == [
        "a_cluster", "b_cluster", "kind", "value", "a_records", "b_records", "bits", "against", "reason"
    ]  # fmt: skip
    assert found.schema["bits"] == pl.Float64
