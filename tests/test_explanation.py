"""``CaseView.why`` and ``path_between``: on cases of a few ads, each made for one answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from whole_way import link_into, sample_settings, write_jsonl

from graphkit import CaseView
from graphkit.decisions import Decision, DecisionKind, to_table
from graphkit.errors import NotFoundError, UsageError
from graphkit.explanation import Explanation

BRIDGE = "telegram: @honey_bridge"
ADS: list[dict[str, Any]] = [
    # a chain of two, and of four, which hangs on a bridge
    {"id": "a1", "body": "call +1 202 555 0101 now", "date": "2025-01-01"},
    {"id": "a2", "body": f"call +1 202 555 0101 or {BRIDGE}", "date": "2025-01-02"},
    {"id": "a3", "body": f"{BRIDGE}, mail lena@mail.example", "date": "2025-08-02"},
    {"id": "a4", "body": "mail lena@mail.example", "date": "2025-08-03"},
    # two independent chains
    {"id": "b1", "body": "call +1 202 555 0120, mail mia@mail.example", "date": "2025-02-01"},
    {"id": "b2", "body": "call +1 202 555 0120, mail mia@mail.example", "date": "2025-02-02"},
    # no link: a support mail that is a shared resource, a name and a phone that are almost the same
    {"id": "c1", "body": "telegram: @rose_agency, call +1 202 555 0140, support@help.example"},
    {"id": "c2", "body": "telegram: @rose_agency_kz, call +1 202 555 0141, support@help.example"},
    *({"id": f"s{i}", "body": "write to support@help.example"} for i in range(3)),
    # nothing in common with anybody; one id twice
    {"id": "d1", "body": "no contact"},
    {"id": "twice", "body": "first"},
    {"id": "twice", "body": "second"},
]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseView]:
    folder = tmp_path_factory.mktemp("why")
    source = write_jsonl(folder / "ads.jsonl", ADS)
    link_into(folder / "out", source, settings=sample_settings(set_aside_records=4))
    with CaseView(folder / "out") as opened:
        yield opened


def values(answer: Explanation, which: str = "chain") -> list[str]:
    evidence = getattr(answer, which)
    return [s.value for s in evidence.steps] if evidence else []


def test_a_chain_of_two_names_where_both_say_it(view: CaseView) -> None:
    answer = view.why("a1", "a2")
    assert answer.linked
    assert values(answer) == ["+12025550101"]
    assert answer.chain is not None
    assert [r.native_id for r in answer.chain.steps[0].readings] == ["a1", "a2"]
    assert answer.second is None
    assert [c.node for c in answer.hangs_on] == [("phone", "+12025550101")]
    text = answer.text()
    assert "text 5-20: call »+1 202 555 0101« now" in text
    assert (
        "Everything hangs on phone +12025550101, a bridge: without it 1 record would stay with A and 3"
        in text
    )
    assert text.endswith("A finding is a lead, never proof.\n")
    assert max(map(len, text.splitlines())) <= 100


def test_a_chain_of_four_hangs_on_each_of_its_identifiers(view: CaseView) -> None:
    answer = view.why("a1", "a4")
    assert values(answer) == ["+12025550101", "honey_bridge", "lena@mail.example"]
    assert [c.node[1] for c in answer.hangs_on] == values(answer)
    assert [(c.records_a, c.records_b) for c in answer.hangs_on] == [(1, 3), (2, 2), (3, 1)]
    sorts = {p.what for p in answer.against}
    assert {"weakest_tie", "silence", "far_apart"} <= sorts
    assert "telegram honey_bridge was silent for 212 days" in answer.text().replace("\n  ", " ")


def test_two_independent_chains_share_nothing(view: CaseView) -> None:
    answer = view.why("b1", "b2")
    assert {*values(answer), *values(answer, "second")} == {"+12025550120", "mia@mail.example"}
    assert answer.hangs_on == ()
    assert "A second chain, independent of the first" in answer.text()
    assert "Everything hangs on" not in answer.text()


def test_the_order_of_the_two_changes_nothing_but_the_direction(view: CaseView) -> None:
    assert values(view.why("a4", "a1")) == values(view.why("a1", "a4"))[::-1]
    assert view.why("a1", "a4").json() == view.why("a1", "a4").json()


def test_where_there_is_no_link_it_says_how_near_they_come(view: CaseView) -> None:
    answer = view.why("c1", "c2")
    assert not answer.linked
    assert (answer.chain, answer.second, answer.hangs_on) == (None, None, ())
    assert [p.what for p in answer.nearest] == ["shared_resource", "near_name", "near_phone"]
    text = answer.text()
    for words in (
        "not linked by any tie that joins",
        "support@help.example",
        "rose_agency_kz",
        "one digit apart",
    ):
        assert words in text
    assert any("phone +12025550140" in w for w in answer.would_link)


def test_nothing_at_all_in_common(view: CaseView) -> None:
    answer = view.why("d1", "a1")
    assert answer.nearest == ()
    assert "Nothing at all: no identifier in common" in answer.text()
    assert "Any contact of A's own: nothing that it carries can join." in answer.would_link


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("phone:+1 (202) 555-0101", "a2", ["+12025550101"]),
        ("phone:202.555.0101", "a4", ["+12025550101", "honey_bridge", "lena@mail.example"]),
        ("telegram:@Honey_Bridge", "email:LENA@mail.example", ["honey_bridge", "lena@mail.example"]),
        ("telegram:https://t.me/honey_bridge", "a1", ["honey_bridge", "+12025550101"]),
        ("+12025550101", "a2", ["+12025550101"]),
    ],
)
def test_identifiers_in_any_written_form(view: CaseView, a: str, b: str, expected: list[str]) -> None:
    assert values(view.why(a, b)) == expected


def test_a_record_and_an_identifier_on_it_rest_on_one_reading(view: CaseView) -> None:
    answer = view.why("a1", "phone:+12025550101")
    assert answer.chain is not None
    assert [len(s.readings) for s in answer.chain.steps] == [1]
    assert "All rests on this one reading" in answer.text()


def test_a_cluster_is_held_to_a_record_by_its_strongest_chain(view: CaseView) -> None:
    cluster = view.why("a1", "a2").cluster
    assert cluster is not None
    answer = view.why(cluster, "a1")
    assert values(answer) == ["+12025550101"]
    assert answer.chain is not None
    assert [r.native_id for r in answer.chain.steps[0].readings] == ["a2", "a1"]
    assert [(c.records_a, c.records_b) for c in answer.hangs_on] == [(3, 1)]
    other = view.why("b1", "b2").cluster
    assert not view.why(cluster, str(other)).linked
    with pytest.raises(UsageError, match="the same cluster"):
        view.why(cluster, cluster.lower())


def test_a_cluster_and_its_own_record_are_two_sides(tmp_path: Path) -> None:
    ads = [
        {"id": "e1", "body": "telegram: @one_hand, call +1 202 555 0150", "date": "2025-01-01"},
        {"id": "e2", "body": "telegram: @one_hand, call +1 202 555 0150", "date": "2025-01-09"},
        {"id": "e3", "body": "telegram: @one_hand, call +1 202 555 0151", "date": "2025-01-05"},
    ]
    link_into(tmp_path / "out", write_jsonl(tmp_path / "ads.jsonl", ads), settings=sample_settings())
    with CaseView(tmp_path / "out") as view:
        answer = view.why(view.clusters()["cluster_id"].iloc[0], "e3")
    (point,) = [p for p in answer.against if p.what == "not_shared"]
    assert point.details["overlap_days"] == 1
    assert [v["value"] for v in point.details["a"] + point.details["b"]] == ["+12025550150", "+12025550151"]


def test_a_shared_resource_is_carried_and_joins_nobody(view: CaseView) -> None:
    answer = view.why("c1", "email:support@help.example")
    assert not answer.linked
    assert [p.what for p in answer.nearest] == ["carried"]
    assert answer.nearest[0].details["effect"] == "shows"
    assert "joins nowhere" in answer.text()


def test_what_may_be_two_things_is_refused_with_both(view: CaseView) -> None:
    with pytest.raises(UsageError, match=r"twice may be 2 things; say which: .*line 13.*line 14"):
        view.why("twice", "a1")
    records = view.records()
    first = records[records["native_id"] == "twice"]["record_id"].iloc[0]
    assert not view.why(first, "a1").linked


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("rose_agency_k", "telegram:rose_agency_kz"),
        ("phone:+1 202 555 0102", "phone:+12025550101"),
        ("zzz9", ""),
    ],
)
def test_what_is_not_there_is_answered_with_what_is_near(view: CaseView, name: str, near: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        view.why(name, "a1")
    assert raised.value.exit_code == 4
    assert near in str(raised.value)
    assert ("near to it" in str(raised.value)) == bool(near)


def test_the_same_thing_twice_is_refused(view: CaseView) -> None:
    with pytest.raises(UsageError, match="the same record"):
        view.why("a1", "a1")
    alone = view.records().set_index("native_id").loc["d1", "cluster_id"]
    with pytest.raises(UsageError, match="is the one record"):
        view.why(str(alone), "d1")


def test_a_path_walks_through_what_only_shows_and_says_so(view: CaseView) -> None:
    route = view.path_between("c1", "c2")
    assert [s.name for s in route.stops] == ["c1", "email support@help.example", "c2"]
    assert [leg.effect for leg in route.legs] == ["shows", "shows"]
    assert not route.joins
    assert "Ties that only show are on the way" in route.text()
    assert not view.path_between("c1", "c2", joining=True).found
    assert "No path by ties that join" in view.path_between("c1", "c2", joining=True).text()


def test_a_path_that_joins_is_the_same_by_both_ways(view: CaseView) -> None:
    for joining in (False, True):
        route = view.path_between("a1", "email:lena@mail.example", joining=joining)
        assert [s.name for s in route.stops][::2] == ["a1", "a2", "a3"]
        assert route.joins
        assert len(route.legs) == len(route.stops) - 1 == 5
    assert not view.path_between("d1", "a1").found


def test_decisions_and_possible_links_of_the_case_are_told(view: CaseView, tmp_path: Path) -> None:
    from graphkit.explanation import why

    con = duckdb.connect()  # a copy that may be changed
    con.execute("SET TimeZone='UTC'")
    for name in ("records", "sources", "members", "ties", "identifiers", "mentions"):
        con.register(
            "_t", view.table(name) if name not in ("records", "members", "mentions") else _raw(view, name)
        )
        con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM _t')
    a, b = (str(view.records().set_index("native_id").loc[n, "cluster_id"]) for n in ("c1", "c2"))
    con.execute(
        "CREATE TABLE possible_links AS SELECT ? AS a_cluster, ? AS b_cluster, 'email' AS kind, 'x@y.example' AS value,"
        " 9.5 AS bits, 'below the threshold' AS reason", [b, a]
    )  # fmt: skip
    ids = view.records().set_index("native_id")["record_id"]
    word = Decision(
        DecisionKind.DIFFERENT,
        "c1",
        (ids["c1"],),
        "d1",
        (ids["d1"],),
        "ann",
        datetime(2026, 1, 2, tzinfo=UTC),
        "seen apart",
    )
    con.register("_d", to_table([word]))
    con.execute("CREATE TABLE decisions AS SELECT * FROM _d")
    answer = why(con, view.settings, "c1", "c2", "here")
    assert answer.nearest[0].what == "possible_link"
    assert "9.5 bits, cut because: below the threshold." in answer.nearest[0].words
    (told,) = [p for p in answer.against if p.what == "decision"]
    assert told.details["user"] == "ann"
    assert "different: c1 and d1; ann, 2026-01-02T00:00:00Z): seen apart." in told.words
    assert any("a possible link between them holds" in w for w in answer.would_link)
    assert not [p for p in why(con, view.settings, "b1", "b2", "here").against if p.what == "decision"]


def _raw(view: CaseView, name: str) -> Any:
    return view._con.sql(f'SELECT * FROM "{name}"').to_arrow_table()
