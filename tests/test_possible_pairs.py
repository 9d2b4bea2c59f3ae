"""Possible links by pairs of clusters, and clusters told in words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from two_hands import SHARED, two_hands
from whole_way import link_into, write_csv

from graphkit import Case, CaseView, holding
from graphkit.errors import NotFoundError
from graphkit.possible_pairs import commands, pairs

ROW = {"a_cluster": "C-AAAA2222", "b_cluster": "C-BBBB3333", "kind": "phone", "value": "+12025550123", "a_records": 3,
       "b_records": 1, "bits": 18.8, "against": 5.1, "reason": "both use it"}  # fmt: skip


def test_links_of_two_clusters_become_one_pair_whichever_is_the_main_user() -> None:
    frame = pd.DataFrame([
        ROW,
        {**ROW, "a_cluster": "C-CCCC4444", "value": "x", "bits": 15.0},
        {**ROW, "a_cluster": "C-BBBB3333", "b_cluster": "C-AAAA2222", "kind": "email", "against": None, "bits": 12.0},
    ])  # fmt: skip
    found = pairs(frame, {"C-AAAA2222": 4, "C-BBBB3333": 9}, lambda a, b: "C-CCCC4444" in (a, b))
    assert [(p.a, p.b, p.a_size, p.b_size, p.decided) for p in found] == [
        ("C-BBBB3333", "C-AAAA2222", 9, 4, False),
        ("C-BBBB3333", "C-CCCC4444", 9, 1, True),
    ]
    assert [(link.kind, link.a_cluster, link.against) for link in found[0].links] == [
        ("phone", "C-AAAA2222", 5.1),
        ("email", "C-BBBB3333", 0.0),
    ]
    assert holding.open_links(found) == {"C-BBBB3333": 2, "C-AAAA2222": 2}, "the answered one does not count"


@pytest.mark.parametrize("name", ["C-A;rm", "$(x)", "C-A B", "", "C-a", "C-AAAA2222\n"])
def test_only_cluster_ids_go_into_a_command(name: str) -> None:
    with pytest.raises(ValueError, match="no cluster id"):
        commands("C-AAAA2222", name)


def test_the_words_of_a_real_case(tmp_path: Path) -> None:
    out = two_hands(tmp_path)
    with CaseView(out) as view:
        (pair,) = view.possible_pairs()
        assert [(link.kind, link.value) for link in pair.links] == [("phone", SHARED)]
        assert not pair.decided
        assert view.possible_pairs(pair.a) == view.possible_pairs(pair.b) == [pair]
        with pytest.raises(NotFoundError, match="C-NOWHERE"):
            view.possible_pairs("C-NOWHERE")
        told = view.told(view.clusters())
        assert list(told["possible_links"]) == [1, 1]
        assert list(told["holds"]) == ["holds firmly: no single identifier parts it when it is left out"] * 2
        assert all(told["firm"])
        assert told["weakest"].iloc[0].endswith(" bits")
    with Case(out) as case:
        case.decide("different", pair.a, pair.b, reason="seen both", user="test")
    with CaseView(out) as view:
        assert [p.decided for p in view.possible_pairs()] == [True]
        assert list(view.told(view.clusters())["possible_links"]) == [0, 0]


def row(**more: object) -> pd.DataFrame:
    base = {"cluster_id": "C-AAAA2222", "label": "text 00ff", "weakest": "text:00ff", "weakest_bits": 9.0,
            "cohesion": 0.35, "hangs_on": "text:00ff", "without": "3 parts of 12, 8, 5 records"}  # fmt: skip
    return pd.DataFrame([base | more])


def test_text_groups_are_told_by_their_first_words() -> None:
    frame = row()
    assert holding.wanted_texts(frame) == ["00ff"]
    told = holding.told(frame, {"00ff": "New in town…"}, {}).iloc[0]
    assert told["label"] == "“New in town…”"
    assert told["holds"] == "hangs on the shared text “New in town…”: without it 3 parts of 12, 8, 5 records"
    assert told["weakest"] == "the shared text “New in town…”, 9.0 bits"
    assert told["rests_on_text"]
    assert not told["firm"]


def test_the_grades_of_cohesion() -> None:
    def words(**more: object) -> str:
        return str(holding.told(row(hangs_on="phone:+12025550123", **more), {}, {})["holds"].iloc[0])

    assert words(cohesion=0.0).startswith("hangs on phone +12025550123 alone: without it no two")
    assert words(cohesion=0.79).startswith("hangs on phone +12025550123: without it 3 parts")
    assert words(cohesion=0.8).startswith("holds for the most part: phone +12025550123 alone joins")
    nothing = holding.told(row(hangs_on=None, cohesion=float("nan"), weakest=None, label=None), {}, {}).iloc[
        0
    ]
    assert nothing["holds"] == "holds firmly: no single identifier parts it when it is left out"
    assert (nothing["weakest"], nothing["label"], nothing["rests_on_text"]) == ("", "", False)


def test_openings_are_of_the_first_record(tmp_path: Path) -> None:
    words = (
        "massage in a quiet flat near the old market, warm hands and a calm voice, clean towels and soft music, come in the"
        " evening or on Sunday, parking behind the house, cash only, please be polite and come alone"
    )
    ads = [{"id": str(n), "body": f"{start} {words}"} for n, start in enumerate(["Early", "Later"])]
    link_into(tmp_path / "case", write_csv(tmp_path / "ads.csv", ads))
    with CaseView(tmp_path / "case") as view:
        (text,) = view.clusters()["hangs_on"]
        value = text.removeprefix("text:")
        assert view.openings([value, "no such"]) == {value: "Early massage in a quiet flat near…"}
        assert view.told(view.clusters())["label"].tolist() == ["“Early massage in a quiet flat near…”"]
        assert view.openings([]) == {}
