"""The lineage that runs leave in a case, cases compared, and cases brought together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from whole_way import FICTION, differing, groups, link_into, outputs, write_jsonl

import graphkit
from graphkit import Case, CaseView
from graphkit.api import relinked
from graphkit.deciding import decide
from graphkit.errors import CaseError, NotFoundError, SourceError, UsageError
from graphkit.history import what_became
from graphkit.settings import Settings

P = "+1 202 555 01{}".format
AT = datetime(2026, 3, 1, tzinfo=UTC)
ONE = [{"id": "1", "text": P("11")}, {"id": "2", "text": P("11")}, {"id": "3", "text": P("22")}]
TWO = [{"id": "4", "text": f"{P('11')} {P('22')}"}, {"id": "5", "text": P("33")}]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, list[dict[str, Any]]], Path]:
    return lambda name, rows: write_jsonl(tmp_path / name, rows)


def events(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = ["run", "event", "records_before", "records_after", "records_new"]
    return sorted(frame[columns].itertuples(index=False, name=None))


def tables(folder: Path, leave_out: Iterable[str] = ("runs",)) -> dict[str, list[Any]]:
    with CaseView(folder) as view:
        names = [
            r[0] for r in view._con.execute("SELECT table_name FROM information_schema.tables").fetchall()
        ]
        return {
            n: view._con.execute(f"SELECT * FROM {n} ORDER BY ALL").fetchall()
            for n in names
            if n not in leave_out
        }


def test_runs_record_what_became_of_clusters_and_a_run_without_change_nothing(
    tmp_path: Path, write: Any
) -> None:
    out, one, two = tmp_path / "out", write("one.jsonl", ONE), write("two.jsonl", TWO)
    link_into(out, one)
    link_into(out, one, two)
    with CaseView(out) as view:
        frame = view.lineage()
        merged = frame[(frame["event"] == "merged") & (frame["records_after"] > 0)].iloc[0]
        gone = frame[(frame["event"] == "merged") & (frame["records_after"] == 0)].iloc[0]
        assert events(frame) == [
            (1, "new", 0, 1, 1), (1, "new", 0, 2, 2), (2, "merged", 1, 0, 0), (2, "merged", 2, 4, 1), (2, "new", 0, 1, 1),
        ]  # fmt: skip
        assert merged["others"] == [gone["cluster_id"]]
        assert gone["others"] == [merged["cluster_id"]]
        assert {t["value"] for t in merged["ties"]} == {"+12025550111", "+12025550122"}
        assert frame["of_case"].isna().all()
        assert events(view.lineage(merged["cluster_id"])) == [
            (1, "new", 0, 2, 2), (2, "merged", 1, 0, 0), (2, "merged", 2, 4, 1),
        ]  # fmt: skip
    before = tables(out)
    link_into(out, one, two)
    link_into(out, two)
    assert tables(out) == before


def test_an_id_that_is_gone_says_where_its_records_went(tmp_path: Path, write: Any) -> None:
    out = tmp_path / "out"
    link_into(out, write("one.jsonl", ONE))
    link_into(out, write("two.jsonl", TWO))
    link_into(out, write("three.jsonl", [{"id": "6", "text": f"{P('33')} {P('44')}"} for _ in range(6)]))
    link_into(out, write("four.jsonl", [{"id": "7", "text": f"{P('33')} {P('11')}"}]))
    with CaseView(out) as view:
        rows = view.lineage()
        first = rows[(rows["run"] == 2) & (rows["records_after"] == 0)].iloc[0]
        last = rows[(rows["run"] == 4) & (rows["records_after"] == 0)].iloc[0]
        chain = (
            f"{first['cluster_id']} was merged into {last['cluster_id']} in run 2,"
            f" {last['cluster_id']} was merged into {last['others'][0]} in run 4"
        )
        assert what_became(view._con, first["cluster_id"]) == chain
        asks: list[Callable[[str], object]] = [view.records, view.require_cluster, lambda c: view.why(c, "6")]
        for ask in asks:
            with pytest.raises(NotFoundError, match=chain):
                ask(first["cluster_id"])
        assert not view.lineage(first["cluster_id"]).empty
        with pytest.raises(NotFoundError, match="there is no cluster C-NEVER; list them"):
            view.lineage("C-NEVER")


def test_a_phone_taken_for_shared_parts_a_cluster_and_is_named(tmp_path: Path, write: Any) -> None:
    rows = [{"id": f"{i}", "text": f"{P('99')} {P(10 + i // 2)}"} for i in range(6)]
    out = tmp_path / "out"
    link_into(out, write("one.jsonl", rows))
    capped = FICTION.model_copy(update={"set_aside_records": 5})
    link_into(out, tmp_path / "one.jsonl", settings=capped)
    with CaseView(out) as view:
        frame = view.lineage()
        split = frame[frame["event"] == "split"].iloc[0]
        assert (split["records_before"], split["records_after"], len(split["others"])) == (6, 2, 2)
        assert split["ties"][0]["value"] == "+12025550199"
        assert split["ties"][0]["now"].startswith("now taken for shared: ")
        assert len(frame[(frame["run"] == 2) & (frame["event"] == "new")]) == 2
    link_into(out, tmp_path / "one.jsonl")
    with CaseView(out) as view:
        merged = view.lineage().query("run == 3 and records_after > 0").iloc[0]
        assert merged["reason"].endswith("no longer taken for shared")


def test_a_source_that_is_forgotten_leaves_its_clusters_gone(tmp_path: Path, write: Any) -> None:
    out = tmp_path / "out"
    link_into(out, write("one.jsonl", ONE), write("two.jsonl", TWO))
    with Case(out) as case:
        with case.writing():
            two = case.query("SELECT source_id FROM sources WHERE ends_with(source, 'two.jsonl')")[
                "source_id"
            ][0].as_py()
            case.forget_source(two)
            graphkit.pipeline.relink(case, FICTION)
        frame = case.lineage().query("run == 2")
        assert sorted(frame["event"]) == ["gone", "new", "split"]
        gone = frame[frame["event"] == "gone"].iloc[0]
        assert gone["reason"] == "1 record no longer in the case"
        told = what_became(case._con, gone["cluster_id"])
        assert told == f"the records of {gone['cluster_id']} left the case in run 2"
        split = frame[frame["event"] == "split"].iloc[0]
        assert (split["records_before"], split["records_after"], split["records_left"]) == (4, 2, 2)
        assert "no longer in the case" in split["reason"]


def test_a_case_of_an_earlier_version_gets_the_table_when_it_is_linked(tmp_path: Path, write: Any) -> None:
    out = tmp_path / "out"
    link_into(out, write("one.jsonl", ONE))
    with duckdb.connect(str(out / "case.duckdb")) as con:
        con.execute("DROP TABLE lineage")
    with CaseView(out) as view:
        assert view.lineage().empty
        with pytest.raises(NotFoundError, match="there is no cluster C-OLD; list"):
            view.records("C-OLD")
    link_into(out, write("two.jsonl", TWO))
    with CaseView(out) as view:
        assert set(view.lineage()["run"]) == {1}


def test_the_same_sources_leave_the_same_lineage_in_any_order(tmp_path: Path, write: Any) -> None:
    one, two = write("one.jsonl", ONE), write("two.jsonl", TWO)
    for name, order in (("a", [one, two]), ("b", [two, one])):
        link_into(tmp_path / name, one)
        link_into(tmp_path / name, *order)
    with CaseView(tmp_path / "a") as a, CaseView(tmp_path / "b") as b:
        assert a.lineage().to_dict("records") == b.lineage().to_dict("records")


def decision(folder: Path, kind: str, a: str, b: str | None = None, user: str = "ann") -> str:
    """Decide and link again; return the decision's id."""
    made, _ = relinked(folder, lambda case: decide(case, kind, a, b, user=user, reason="seen", at=AT))
    return made.decision.decision_id


def test_decisions_are_named_where_they_part_and_join(tmp_path: Path, write: Any) -> None:
    out = tmp_path / "out"
    link_into(out, write("one.jsonl", ONE))
    made = [decision(out, "same", "1", "3"), decision(out, "different", "1", "2")]
    decision(out, "withdrawn", made[0])
    with CaseView(out) as view:
        frame = view.lineage()
    joined = frame.query("run == 2 and records_after > 0").iloc[0]
    assert joined["event"] == "merged"
    assert joined["ties"][0]["kind"] == "decision"
    assert f"by decision {made[0]} on " in joined["reason"]
    parted = frame.query("run == 3 and records_left > 0").iloc[0]
    assert f"decision {made[1]}, of ann, keeps " in parted["reason"]
    undone = frame.query("run == 4 and records_left > 0").iloc[0]
    assert undone["reason"].endswith("which is withdrawn or overruled")


def test_decisions_come_along_and_hold(tmp_path: Path, write: Any) -> None:
    a, b, out = tmp_path / "a", tmp_path / "b", tmp_path / "out"
    link_into(a, write("one.jsonl", ONE))
    link_into(b, write("two.jsonl", TWO))
    made = {decision(a, "same", "1", "3"): "ann", decision(b, "same", "4", "5", "bob"): "bob"}
    with graphkit.merge(a, b, out=out) as view:
        rows = view.decisions()[["decision_id", "user", "at", "reason", "state"]].to_dict("records")
        assert {r["decision_id"]: r["user"] for r in rows} == made
        assert {(r["at"], r["reason"], r["state"]) for r in rows} == {(AT, "seen", "in force")}
        assert view.records()["cluster_id"].nunique() == 1
    with graphkit.merge(out, a, out=tmp_path / "again") as view:
        assert len(view.decisions()) == 2, "each is kept once"


# Comparing


def test_a_case_and_itself_do_not_differ(sample_out: Path) -> None:
    found = graphkit.diff(sample_out, sample_out)
    assert found.empty
    assert found.changes.empty
    assert found.moved.empty
    assert found.counts["unchanged"] > 30
    assert found.counts["renamed"] == found.counts["records_added"] == 0


def test_a_grown_case_differs_by_what_came_to_it(tmp_path: Path, write: Any) -> None:
    one, two = write("one.jsonl", ONE), write("two.jsonl", TWO)
    link_into(tmp_path / "old", one)
    link_into(tmp_path / "new", two, one)
    found = graphkit.diff(tmp_path / "old", tmp_path / "new")
    counts = {k: v for k, v in found.counts.items() if v}
    assert counts == {"merged": 1, "new_alone": 1, "records_old": 3, "records_new": 5, "records_added": 2}
    row = found.changes.iloc[0]
    assert (row["event"], row["records_before"], row["records_after"], row["records_came"]) == (
        "merged",
        2,
        4,
        1,
    )
    assert "by phone +1202555011" in row["reason"]
    back = graphkit.diff(tmp_path / "new", tmp_path / "old")
    assert {k: v for k, v in back.counts.items() if v} == {
        "split": 1, "gone_alone": 1, "records_old": 5, "records_new": 3, "records_removed": 2,
    }  # fmt: skip
    json.dumps(back.data())


def test_a_record_that_moves_is_told_with_both_clusters(tmp_path: Path, write: Any) -> None:
    rows = [
        {"id": "1", "phone": P("11")}, {"id": "2", "phone": P("11")}, {"id": "3", "phone": P("11"), "email": "a@x.example"},
        {"id": "4", "email": "a@x.example"}, {"id": "5", "email": "a@x.example"},
    ]  # fmt: skip
    source = write("one.jsonl", rows)
    # Phones only: 1, 2, 3 are one. E-mails only: 3, 4, 5 are one.
    link_into(tmp_path / "old", source, settings=FICTION.model_copy(update={"kinds": ("phone",)}))
    link_into(tmp_path / "new", source, settings=FICTION.model_copy(update={"kinds": ("email",)}))
    found = graphkit.diff(tmp_path / "old", tmp_path / "new")
    assert found.counts["moved"] == 1 or found.counts["split"] == 1
    with CaseView(tmp_path / "old") as old, CaseView(tmp_path / "new") as new:
        assert graphkit.diff(old, new).data() == found.data(), "open cases do as well as folders"


def test_comparing_needs_two_cases(tmp_path: Path, sample_out: Path) -> None:
    with pytest.raises(CaseError, match="there is no case here"):
        graphkit.diff(sample_out, tmp_path)
    with pytest.raises(CaseError, match="there is no case here"):
        graphkit.diff(tmp_path, sample_out)


# Bringing together


def test_two_cases_come_together_as_if_linked_at_once(tmp_path: Path, write: Any) -> None:
    one, two = write("one.jsonl", ONE), write("two.jsonl", TWO)
    a, b, out, whole = (tmp_path / n for n in ("a", "b's own", "out", "whole"))
    link_into(a, one)
    link_into(b, two)
    before = {f: f.read_bytes() for d in (a, b) for f in d.iterdir()}
    with graphkit.merge(a, b, out=out) as view:
        frame = view.lineage()
        assert view.run()["merged"] == [a.as_posix(), b.as_posix()]
        assert view.run()["settings"]["fictional_numbers"] is True
    link_into(whole, one, two)
    assert {f: f.read_bytes() for d in (a, b) for f in d.iterdir()} == before
    assert groups(out) == groups(whole)
    assert graphkit.diff(out, whole).empty
    assert set(outputs(out)) == set(outputs(whole))
    kept = frame[frame["of_case"].notna()]
    assert list(dict.fromkeys(kept["of_case"])) == [a.as_posix(), b.as_posix()]
    assert set(kept["event"]) == {"new"}
    own = frame[frame["of_case"].isna()]
    merged = own[own["records_after"] > 0].iloc[0]
    assert (merged["run"], merged["event"], merged["records_after"], merged["records_new"]) == (
        1,
        "merged",
        4,
        0,
    )


def test_a_source_in_both_is_kept_once_and_the_ids_of_the_first_stay(tmp_path: Path, write: Any) -> None:
    one, two = write("one.jsonl", ONE), write("two.jsonl", TWO)
    a, b, out = (tmp_path / n for n in ("a", "b", "out"))
    link_into(a, one)
    link_into(a, one, two)
    link_into(b, one)
    with graphkit.merge(a, b, out=out) as view:
        assert view.count("sources") == 2
        assert view.count("records") == 5
        frame = view.lineage()
        own = frame[frame["of_case"].isna()]
        assert any("which is in both" in reason for reason in own["reason"])
    assert graphkit.diff(a, out).empty
    assert graphkit.diff(a, out).counts["renamed"] == 0


def test_the_result_depends_on_the_order_of_cases_in_no_table_of_outputs(tmp_path: Path, write: Any) -> None:
    one, two = write("one.jsonl", ONE), write("two.jsonl", TWO)
    for name, sources in (("a", [one]), ("b", [two])):
        link_into(tmp_path / name, *sources)
    graphkit.merge(tmp_path / "a", tmp_path / "b", out=tmp_path / "ab").close()
    graphkit.merge(tmp_path / "b", tmp_path / "a", out=tmp_path / "ba").close()
    assert differing(outputs(tmp_path / "ab"), outputs(tmp_path / "ba")) == []


def test_lineage_of_a_merged_case_names_every_case_it_came_from(tmp_path: Path, write: Any) -> None:
    a, b, c, ab, abc = (tmp_path / n for n in ("a", "b", "c", "ab", "abc"))
    link_into(a, write("one.jsonl", ONE))
    link_into(b, write("two.jsonl", TWO))
    link_into(c, write("three.jsonl", [{"id": "9", "text": P("77")}]))
    graphkit.merge(a, b, out=ab).close()
    with graphkit.merge(ab, c, out=abc) as view:
        cases = set(view.lineage()["of_case"].dropna())
        assert cases == {
            ab.as_posix(), f"{ab.as_posix()} < {a.as_posix()}", f"{ab.as_posix()} < {b.as_posix()}", c.as_posix(),
        }  # fmt: skip
        with CaseView(ab) as was:
            gone = was.lineage().query("records_after == 0")["cluster_id"].iloc[0]
        with pytest.raises(
            NotFoundError, match=f"{gone} was merged into C-........ in run 1 of {ab.as_posix()}"
        ):
            view.records(gone)


def test_a_source_read_by_different_mappings_is_an_error_and_leaves_nothing(
    tmp_path: Path, write: Any
) -> None:
    source = write("one.jsonl", [{"id": "1", "words": P("11"), "other": "x"}])
    link_into(tmp_path / "a", source, mapping={"words": "text"})
    link_into(tmp_path / "b", source, mapping={"words": "title"})
    said = r"one.jsonl: was read by the mapping text=words and by title=words in .*/a and .*/b; link it again"
    with pytest.raises(SourceError, match=said):
        graphkit.merge(tmp_path / "a", tmp_path / "b", out=tmp_path / "deep" / "out")
    assert not (tmp_path / "deep").exists()


def test_what_cannot_be_brought_together_is_refused(tmp_path: Path, write: Any) -> None:
    a, b, out = tmp_path / "a", tmp_path / "b", tmp_path / "out"
    link_into(a, write("one.jsonl", ONE))
    link_into(b, write("two.jsonl", TWO), settings=Settings(fictional_numbers=True, regions=("US",)))
    for cases, to, said in (
        ([a], out, "name two or more"),
        ([a, a / "case.duckdb"], out, "are the same case"),
        ([a, b], a, "is one of the cases"),
        ([a, b], out, r"different settings \(regions; regions is \[\] and \[\"US\"\]\); say what holds"),
    ):
        with pytest.raises(UsageError, match=said):
            graphkit.merge(*cases, out=to)
    with pytest.raises(CaseError, match="there is no case here"):
        graphkit.merge(a, tmp_path / "nowhere", out=out)
    assert not out.exists()
    graphkit.merge(a, b, out=out, settings=FICTION).close()
    with pytest.raises(UsageError, match=r"holds case\.duckdb of a case already"):
        graphkit.merge(a, b, out=out, settings=FICTION)


def test_what_fails_at_the_outputs_leaves_only_what_was_there(
    tmp_path: Path, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, out = tmp_path / "a", tmp_path / "b", tmp_path / "out"
    link_into(a, write("one.jsonl", ONE))
    link_into(b, write("two.jsonl", TWO))
    out.mkdir()
    (out / "notes.txt").write_text("mine", "utf-8")
    export = graphkit.api.export

    def fails(view: CaseView, folder: Path) -> list[Path]:
        export(view, folder)
        raise graphkit.GraphkitError("no room")

    monkeypatch.setattr(graphkit.api, "export", fails)
    with pytest.raises(graphkit.GraphkitError, match="no room"):
        graphkit.merge(a, b, out=out)
    assert [p.name for p in out.iterdir()] == ["notes.txt"]


def test_cards_read_in_one_of_two_cases_are_kept(
    tmp_path: Path, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(
        "one.jsonl",
        [{"id": "1", "text": "card 4111 1111 1111 1111"}, {"id": "2", "text": "4111 1111 1111 1111"}],
    )
    link_into(tmp_path / "plain", source)
    for name in ("one", "two"):
        monkeypatch.setenv("GRAPHKIT_CARD_KEY", f"secret {name}")
        link_into(tmp_path / name, source)
    with graphkit.merge(tmp_path / "plain", tmp_path / "one", out=tmp_path / "out") as view:
        cards = view.mentions().query("kind == 'card'")["value"]
    with CaseView(tmp_path / "one") as keyed:
        assert list(cards) == list(keyed.mentions().query("kind == 'card'")["value"])
        assert len(cards) == 2
    with pytest.raises(
        SourceError, match=r"its cards were read with one key in .*/one and with another in .*/two"
    ):
        graphkit.merge(tmp_path / "one", tmp_path / "two", out=tmp_path / "none")


def test_pictures_hashed_in_one_of_two_cases_are_kept(tmp_path: Path, write: Any) -> None:
    source = write("one.jsonl", [{"id": "1", "text": P("11"), "photo": "a.png"}])
    link_into(tmp_path / "a", source)
    link_into(tmp_path / "b", source)
    with Case(tmp_path / "b") as case, case.writing():
        case._con.execute(
            "INSERT INTO mentions SELECT * REPLACE ('image' AS kind, 'p:00ff' AS value, 'photo' AS field) FROM mentions LIMIT 1"
        )
        details = json.loads(case.query("SELECT details FROM sources")["details"][0].as_py())
        source_id = case.query("SELECT source_id FROM sources")["source_id"][0].as_py()
        case.put_details(source_id, json.dumps(details | {"pictures": {"hashed": 1}, "warnings": ["other"]}))
    for order in (("a", "b"), ("b", "a")):
        out = tmp_path / "".join(order)
        with graphkit.merge(*(tmp_path / n for n in order), out=out) as view:
            assert list(view.mentions().query("kind == 'image'")["value"]) == ["p:00ff"]
            assert json.loads(view.sources()["details"][0])["pictures"] == {"hashed": 1}


def test_what_a_merger_of_cases_parts_is_told_with_the_tie_that_held_it(tmp_path: Path, write: Any) -> None:
    capped = FICTION.model_copy(update={"set_aside_records": 5})
    for name in ("a", "b"):
        rows = [{"id": f"{name}{i}", "text": f"{P('99')} {P(10 + i % 2)}"} for i in range(4)]
        link_into(tmp_path / name, write(f"{name}.jsonl", rows), settings=capped)
    with graphkit.merge(tmp_path / "a", tmp_path / "b", out=tmp_path / "out") as view:
        own = view.lineage().query("of_case.isna() and event == 'split'")
    assert len(own) > 0
    assert all("phone +12025550199" in r and "now taken for shared" in r for r in own["reason"])
