"""The first linking, on cases small enough to work out by hand."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from math import log2

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.linking import Linked, link_mentions
from graphkit.linking.clusters import name_clusters, new_id
from graphkit.linking.lineage import inherit
from graphkit.settings import Settings

PLAIN = Settings()
NOTHING = pl.DataFrame(schema={"record_id": pl.String, "cluster_id": pl.String})
PHONE = ("phone", "+12025550123")
OTHER = ("phone", "+12025550145")
Said = (
    tuple[str, tuple[str, str]] | tuple[str, tuple[str, str], str] | tuple[str, tuple[str, str], str, float]
)


def linked(
    *said: Said, records: str = "", previous: pl.DataFrame = NOTHING, with_settings: Settings = PLAIN
) -> Linked:
    """Link mentions (record, identifier, role, confidence) of the named records and those in ``records``."""
    full = [(r, *i, *(more or ("self",)), *((0.9,) if len(more) < 2 else ())) for r, i, *more in said]
    columns = ["record_id", "kind", "value", "role", "confidence"]
    schema = dict.fromkeys(columns[:4], pl.String) | {"confidence": pl.Float32}
    mentions = pl.DataFrame(full, schema=schema, orient="row")
    ids = sorted({m[0] for m in said} | set(records.split()))
    day = datetime(2025, 1, 1, tzinfo=UTC)
    about = pl.DataFrame(
        {"record_id": ids, "platform": [i[0] for i in ids], "posted_at": [day] * len(ids)},
        schema={"record_id": pl.String, "platform": pl.String, "posted_at": pl.Datetime("us", "UTC")},
    )
    return link_mentions(mentions, about, previous, with_settings)


def groups(result: Linked) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for record, cluster in result.members.iter_rows():
        found.setdefault(cluster, set()).add(record)
    return {frozenset(g) for g in found.values()}


def together(*names: str) -> set[frozenset[str]]:
    return {frozenset(n.split("+")) for n in names}


def test_two_ads_with_one_phone_are_one_cluster() -> None:
    result = linked(("a1", PHONE), ("b1", PHONE), ("c1", OTHER))
    assert groups(result) == together("a1+b1", "c1")
    (cluster,) = result.clusters.to_dicts()
    assert (cluster["records"], cluster["identifiers"], cluster["platforms"]) == (2, 1, 2)
    assert (cluster["label"], cluster["kinds"], cluster["platform_names"]) == (
        "+12025550123",
        "1 phone",
        "a; b",
    )
    assert cluster["cluster_id"] == new_id("phone:+12025550123")


def test_a_chain_of_identifiers_joins_all_it_runs_through() -> None:
    result = linked(("a1", PHONE), ("a2", PHONE), ("a2", OTHER), ("a3", OTHER))
    assert groups(result) == together("a1+a2+a3")


def test_the_same_value_of_another_kind_joins_nothing() -> None:
    assert groups(linked(("a1", ("telegram", "honey")), ("a2", ("instagram", "honey")))) == together(
        "a1", "a2"
    )


@pytest.mark.parametrize("role", ["counterparty", "container", "mentioned", "infrastructure"])
def test_only_what_is_one_s_own_joins(role: str) -> None:
    result = linked(("a1", PHONE, role), ("a2", PHONE, role), ("a3", PHONE))
    assert groups(result) == together("a1", "a2", "a3")
    shows = result.ties.filter(pl.col("role") == role)
    assert set(shows["effect"]) == {"shows"}
    assert all(role in reason for reason in shows["reason"])


def test_a_record_s_own_role_outweighs_a_mention_of_the_same_identifier() -> None:
    result = linked(("a1", PHONE, "mentioned"), ("a1", PHONE, "self"), ("a2", PHONE))
    assert groups(result) == together("a1+a2")
    assert result.ties.filter(pl.col("record_id") == "a1")["mentions"].to_list() == [2]


def test_a_sure_mention_in_another_role_lends_no_confidence() -> None:
    result = linked(("a1", PHONE, "self", 0.5), ("a1", PHONE, "mentioned", 0.99), ("a2", PHONE))
    assert groups(result) == together("a1", "a2")


@pytest.mark.parametrize(("confidence", "joins"), [(0.69, False), (0.7, True), (0.71, True)])
def test_below_the_threshold_a_reading_shows_and_never_joins(confidence: float, joins: bool) -> None:
    result = linked(("a1", PHONE, "self", confidence), ("a2", PHONE))
    assert (groups(result) == together("a1+a2")) is joins
    (tie,) = result.ties.filter(pl.col("record_id") == "a1").to_dicts()
    assert tie["effect"] == ("joins" if joins else "shows")
    assert joins or tie["reason"] == "confidence 0.69 is below 0.7: shows, never joins"


def test_a_kind_that_cannot_join_corroborates() -> None:
    result = linked(("a1", ("domain", "honey.example")), ("a2", ("domain", "honey.example")))
    assert groups(result) == together("a1", "a2")
    assert set(result.ties["effect"]) == {"corroborates"}


def test_an_identifier_on_too_many_records_is_set_aside_and_reported() -> None:
    said: list[Said] = [(f"a{i}", PHONE) for i in range(4)]
    few = Settings(set_aside_records=3)
    result = linked(*said, ("a0", OTHER), ("a1", OTHER), with_settings=few)
    assert groups(result) == together("a0+a1", "a2", "a3")
    (aside,) = result.shared_resources.to_dicts()
    assert (aside["value"], aside["records"], aside["platforms"]) == (PHONE[1], 4, 1)
    assert set(result.identifiers.filter(value=PHONE[1])["effect"]) == {"shared resource"}
    assert groups(linked(*said[:3], with_settings=few)) == together("a0+a1+a2")
    assert groups(linked(*said, with_settings=Settings(set_aside_records=None))) == together("a0+a1+a2+a3")


def test_a_record_without_identifiers_is_a_cluster_of_its_own() -> None:
    result = linked(records="a1 a2")
    assert groups(result) == together("a1", "a2")
    assert result.clusters.height == result.ties.height == 0


def test_no_records_at_all_link_to_nothing() -> None:
    result = linked()
    assert result.members.height == result.clusters.height == 0


def test_bits_count_actors_and_not_records() -> None:
    once = linked(("a1", PHONE)).ties["bits"].to_list()
    often = linked(*((f"a{i}", PHONE) for i in range(50))).ties["bits"].unique().to_list()
    assert once == often
    shown = linked(("a1", PHONE, "mentioned"), ("a2", PHONE, "mentioned"))
    from graphkit.identifiers import KINDS

    assert once == [round(log2(KINDS["phone"].reliability * PLAIN.base_actors), 1)]
    assert shown.ties["bits"].unique().to_list() == [
        round(log2(KINDS["phone"].reliability * PLAIN.base_actors / 2), 1)
    ]


def test_an_unrelated_record_leaves_all_others_as_they_were() -> None:
    said: list[Said] = [("a1", PHONE), ("a2", PHONE), ("a3", OTHER)]
    before = linked(*said)
    after = linked(*said, ("z9", ("email", "bee@mail.example")), ("z8", ("email", "bee@mail.example")))
    for name in ("members", "ties"):
        frame = getattr(after, name).filter(~pl.col("record_id").str.starts_with("z"))
        assert frame.equals(getattr(before, name))
    known = after.identifiers.filter(pl.col("kind") == "phone")
    assert known.equals(before.identifiers)


def test_a_cluster_keeps_its_id_when_its_first_identifier_changes() -> None:
    before = linked(("a1", PHONE), ("a2", PHONE))
    (old,) = before.clusters["cluster_id"]
    after = linked(
        ("a1", PHONE),
        ("a2", PHONE),
        ("a2", ("email", "a@mail.example")),
        ("a3", ("email", "a@mail.example")),
        previous=before.members,
    )
    assert after.clusters["cluster_id"].to_list() == [old]
    fresh = linked(
        ("a1", PHONE), ("a2", PHONE), ("a2", ("email", "a@mail.example")), ("a3", ("email", "a@mail.example"))
    )
    assert fresh.clusters["cluster_id"].to_list() != [old]


def test_of_a_merger_the_larger_side_gives_the_id() -> None:
    before = linked(("a1", PHONE), ("a2", PHONE), ("b1", OTHER), ("b2", OTHER), ("b3", OTHER))
    names = dict(before.members.iter_rows())
    after = linked(
        ("a1", PHONE), ("a2", PHONE), ("b1", OTHER), ("b2", OTHER), ("b3", OTHER), ("a1", OTHER), previous=before.members
    )  # fmt: skip
    assert after.clusters["cluster_id"].to_list() == [names["b1"]]


def test_of_a_split_the_larger_side_keeps_the_id_and_the_other_gets_a_new_one() -> None:
    shared = ("email", "a@mail.example")
    before = linked(
        ("a1", PHONE),
        ("a2", PHONE),
        ("a3", PHONE),
        ("a3", shared),
        ("b1", shared),
        ("b1", OTHER),
        ("b2", OTHER),
    )
    (old,) = before.clusters["cluster_id"]
    after = linked(
        ("a1", PHONE), ("a2", PHONE), ("a3", PHONE), ("b1", OTHER), ("b2", OTHER), previous=before.members
    )
    names = dict(after.members.iter_rows())
    assert names["a1"] == names["a2"] == names["a3"] == old
    assert names["b1"] == names["b2"] != old


def test_each_kept_id_goes_to_one_component_only() -> None:
    members = pl.DataFrame({"record_id": ["a", "b", "c", "d"], "component": [0, 0, 1, 1]})
    previous = pl.DataFrame({"record_id": ["a", "b", "c", "d"], "cluster_id": ["C-X"] * 4})
    assert list(inherit(members, previous).values()) == ["C-X"]


def test_a_new_id_that_is_taken_is_made_again() -> None:
    taken = new_id("key")
    names = name_clusters(["key", "held"], [None, taken])
    assert names == [new_id("key", 1), taken]


_WORDS = st.tuples(
    st.sampled_from([f"r{i}" for i in range(8)]),
    st.sampled_from([PHONE, OTHER, ("email", "a@mail.example"), ("domain", "honey.example")]),
    st.sampled_from(["self", "self", "mentioned", "counterparty"]),
    st.sampled_from([0.5, 0.7, 0.95]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=20), st.randoms())
def test_the_order_of_what_comes_in_never_changes_what_comes_out(
    said: list[Said], chance: random.Random
) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    few = Settings(set_aside_records=4)
    one, other = linked(*said, with_settings=few), linked(*shuffled, with_settings=few)
    for name in ("members", "ties", "identifiers", "clusters", "shared_resources"):
        assert getattr(one, name).equals(getattr(other, name)), name


def phones(record: str, number: int) -> list[Said]:
    return [(record, ("phone", f"+1202555{n:04}")) for n in range(100, 100 + number)]


def test_a_list_of_people_joins_none_of_them() -> None:
    ads: list[Said] = [(f"a{n}", ("phone", f"+1202555{n:04}")) for n in range(100, 109)]
    result = linked(*phones("list", 9), *ads)
    assert len(groups(result)) == 10
    ties = result.ties.filter(pl.col("record_id") == "list")
    assert set(ties["effect"]) == {"shows"}
    assert set(ties["reason"]) == {
        "one of 9 of its kind in this record: a list of people, which joins nobody"
    }
    assert together("a100+a101+a102+a103+a104+a105+a106+a107+list") == groups(
        linked(*phones("list", 8), *ads[:8])
    )


def test_other_kinds_of_a_list_and_a_long_list_of_wallets_still_join() -> None:
    wallets: list[Said] = [("scam", ("bitcoin", f"1Boat{n}")) for n in range(30)]
    mail = ("email", "list@mail.example")
    result = linked(*phones("list", 9), ("list", mail), ("a1", mail), *wallets, ("b1", ("bitcoin", "1Boat7")))
    assert groups(result) == together("list+a1", "scam+b1")


def test_what_is_mentioned_makes_no_list() -> None:
    said: list[Said] = [(r, i, "mentioned", 0.9) for r, i, *_ in phones("a1", 20)]
    assert groups(linked(*said, ("a1", OTHER), ("b1", OTHER))) == together("a1+b1")
