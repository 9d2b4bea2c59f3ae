"""What many unrelated actors carry joins nobody; what one busy actor carries does."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.linking.shared_resources import shared_resources

TAXI, BUSY = "+12025550100", "+12025550199"


def ties(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(["record_id", "kind", "value"], pl.String), orient="row")


def advertisers(number: int, ads: int, also: str = "") -> list[tuple[str, str, str]]:
    """Return the ties of advertisers who have a phone each; ``also`` stands on the last ad of each."""
    rows = [(f"p{n}-{a}", "phone", f"+1202555{n:04}") for n in range(number) for a in range(ads)]
    return rows + [(f"p{n}-{ads - 1}", "phone", also) for n in range(number) if also]


def test_a_taxi_that_eight_advertisers_name_is_a_shared_resource() -> None:
    (found,) = shared_resources(ties(*advertisers(8, 2, TAXI)), 4.0).to_dicts()
    assert (found["value"], found["records"]) == (TAXI, 8)
    assert found["reason"] == (
        "left out, 8 of its 8 records fall into 8 groups that nothing else connects, in effect 8.0: a shared resource"
    )


def test_the_phone_of_one_busy_advertiser_is_none_however_many_ads_it_has() -> None:
    """A hundred ads under one phone, half of them with one mailbox; beside them a taxi on fewer ads."""
    busy = [(f"b{n}", "phone", BUSY) for n in range(100)]
    mail = [(f"b{n}", "email", "busy@mail.example") for n in range(0, 100, 2)]
    found = shared_resources(ties(*busy, *mail, *advertisers(20, 3, TAXI)), 4.0)
    assert found["value"].to_list() == [TAXI]


def test_two_shared_resources_on_the_same_ads_do_not_hide_each_other() -> None:
    rows = advertisers(40, 3, TAXI)
    rows += [(r, "email", "support@board.example") for r, _, value in rows if value == TAXI][:30]
    assert set(shared_resources(ties(*rows), 4.0)["kind"]) == {"phone", "email"}


def test_without_other_company_nothing_is_said_either_way() -> None:
    assert not shared_resources(ties(*((f"r{n}", "phone", TAXI) for n in range(50))), 4.0).height


def test_fewer_groups_than_the_threshold_join() -> None:
    rows = ties(*advertisers(4, 2, TAXI))
    assert not shared_resources(rows, 4.1).height
    assert shared_resources(rows, 4.0)["value"].to_list() == [TAXI]


def test_an_advertiser_of_many_phones_and_many_names_is_one_hand() -> None:
    """One phone meets six names, which the other phones connect: these are as common, and seen at the end only."""
    met = {0: (0, 1, 2, 3, 4, 5), 1: (0, 1), 2: (1, 2), 3: (2, 3), 4: (3, 4), 5: (4, 5)}
    rows = [(f"p{p}-{ad}", "phone", f"+1202555{p:04}") for p in met for ad in range(8)]
    rows += [
        (f"p{p}-{ad}", "telegram", f"honey_{name}")
        for p, names in met.items()
        for ad, name in enumerate(names)
    ]
    assert not shared_resources(ties(*rows), 4.0).height
    alone = [row for row in rows if row[1] == "telegram" or row[2].endswith("0000")]
    assert shared_resources(ties(*alone), 4.0)["value"].to_list() == ["+12025550000"]


@pytest.mark.parametrize(("number", "found"), [(19, 0), (20, 1)])
def test_a_taxi_on_the_only_ads_of_many_is_shared_from_a_threshold_of_its_own(
    number: int, found: int
) -> None:
    rows = [
        row
        for n in range(number)
        for row in ((f"r{n}", "phone", f"+1202555{n:04}"), (f"r{n}", "phone", TAXI))
    ]
    assert shared_resources(ties(*rows), 4.0, 20.0).height == found
    assert not shared_resources(ties(*rows), 4.0, None).height


def test_none_finds_none() -> None:
    assert not shared_resources(ties(*advertisers(8, 2, TAXI)), None).height


rows = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("uvwxyz")), max_size=40, unique=True)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_ties_changes_nothing(drawn: list[tuple[str, str]], chance: Random) -> None:
    whole = [(record, "phone", value) for record, value in drawn]
    mixed = list(whole)
    chance.shuffle(mixed)
    assert shared_resources(ties(*whole), 2.0, 3.0).equals(shared_resources(ties(*mixed), 2.0, 3.0))


@given(rows, rows)
def test_what_unrelated_records_carry_moves_nothing(
    here: list[tuple[str, str]], there: list[tuple[str, str]]
) -> None:
    mine = ties(*((record, "phone", value) for record, value in here))
    others = ties(*((f"other {record}", "email", value) for record, value in there))
    together = shared_resources(pl.concat([mine, others]), 2.0, 3.0)
    assert together.filter(pl.col("kind") == "phone").equals(shared_resources(mine, 2.0, 3.0))
