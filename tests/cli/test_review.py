"""``graphkit review``: which questions, in which order, how they are asked, and what an answer does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from decided_case import ADS, PHONE, ROSE, cluster_of, decided_case, groups
from whole_way import FICTION, link_into, outputs, write_jsonl

from graphkit import Case, CaseView
from graphkit.cli import main
from graphkit.deciding import read
from graphkit.review import around, questions, side

Link = tuple[str, str, str, float, str]  # two ads, KIND:VALUE, bits, reason
LINKS: list[Link] = [
    ("h1", "r1", PHONE, 9.0, "one bridge"),
    ("r1", "lone", ROSE, 4.0, "copied text"),
    ("lone", "h1", "email:lone@mail.example", 8.0, "too few bits"),
]
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202ecod"


@pytest.fixture(autouse=True)
def _fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("GRAPHKIT_USER", "ann")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = decided_case(tmp_path)
    leave_open(folder, LINKS)
    return folder


def leave_open(folder: Path, links: list[Link]) -> None:
    """Write possible links into a case, as linking leaves them."""
    with Case(folder) as case:
        case._con.execute(
            "CREATE TABLE IF NOT EXISTS possible_links"
            " (a_cluster VARCHAR, b_cluster VARCHAR, kind VARCHAR, value VARCHAR, bits DOUBLE, reason VARCHAR)"
        )
        case._con.execute("DELETE FROM possible_links")
        for a, b, name, bits, reason in links:
            kind, value = name.split(":", 1)
            case._con.execute(
                "INSERT INTO possible_links (a_cluster, b_cluster, kind, value, bits, reason) VALUES (?, ?, ?, ?, ?, ?)",
                [cluster_of(case, a), cluster_of(case, b), kind, value, bits, reason],
            )


def run(out: Path, answers: str, *more: str) -> Result:
    result = CliRunner().invoke(main, ["review", str(out), *more], input=answers)
    assert result.exit_code == 0, result.output
    return result


def kept(out: Path) -> list[tuple[str, str, str]]:
    """Return kind, user and reason of each decision."""
    with CaseView(out) as view:
        return [(d.kind.value, d.user, d.reason) for d in read(view)]


def asked(out: Path, threshold: float | None = None) -> list[tuple[set[str], float]]:
    """Return the ads of which the first record stands in a question's clusters, and the question's worth."""
    with Case(out) as case:
        names = {cluster_of(case, ad): ad for ad in ("h1", "r1", "lone")}
        return [({names[q.a], names[q.b]}, q.worth) for q in questions(case, threshold)]


def test_questions_are_ordered_by_records_times_closeness(out: Path) -> None:
    # h-r: 2 records, at the threshold of 9 bits; lone-h: 1 record, 1 bit away; lone-r: 1 record, 5 bits away.
    assert asked(out) == [({"h1", "r1"}, 2.0), ({"h1", "lone"}, 0.5), ({"lone", "r1"}, round(1 / 6, 6))]
    assert asked(out, threshold=4.0)[0] == ({"lone", "r1"}, 1.0)


def test_the_strongest_of_several_links_counts_and_all_are_told(out: Path) -> None:
    leave_open(out, [*LINKS, ("r1", "h1", ROSE, 12.0, "another"), ("h1", "h2", PHONE, 20.0, "one cluster")])
    with Case(out) as case:
        first = questions(case)[0]
        assert [e[0] + ":" + e[1] for e in first.evidence] == [ROSE, PHONE]
        assert len(questions(case)) == 3


def test_without_possible_links_there_is_nothing_to_review(tmp_path: Path) -> None:
    folder = decided_case(tmp_path)
    leave_open(folder, [])
    assert "Nothing is left to review" in run(folder, "").stdout
    with Case(folder) as case:
        case._con.execute("DROP TABLE possible_links")
    with CaseView(folder) as view:
        assert questions(view) == []


def test_both_sides_stand_beside_each_other(out: Path) -> None:
    said = run(out, "q\n").stdout
    for words in ("one actor?", "phone +12025550123, worth 9 bits, did not join them: one bridge",
                  "2025-01-02 to 2025-01-09",
                  "telegram:honey_agency", "email:rose@mail.example",
                  "still +1 202 555 0123, telegram @honey_agency"):  # fmt: skip
        assert words in said
    assert "New here" not in said
    assert "share      nothing" in said
    assert kept(out) == []
    with Case(out) as case:
        one = side(case, cluster_of(case, "h1"), questions(case)[0])
    assert (one.records, one.platforms, one.first_seen) == (2, ("ads",), "2025-01-02")


def test_what_joins_nobody_is_told_so(tmp_path: Path) -> None:
    taxi = " taxi +1 202 555 0199"
    out = tmp_path / "out"
    ads = [{**ad, "body": ad["body"] + taxi} for ad in ADS]
    link_into(
        out,
        write_jsonl(tmp_path / "a.jsonl", ads),
        settings=FICTION.model_copy(update={"set_aside_records": 4}),
    )
    leave_open(out, [("h1", "r1", "phone:+12025550199", 9.0, "on many")])
    assert "share      phone:+12025550199 (joins nobody)" in run(out, "q\n").stdout


def test_yes_joins_and_no_parts_once_at_the_end(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit import pipeline

    runs, relink = [], pipeline.relink
    monkeypatch.setattr(pipeline, "relink", lambda *a: (runs.append(1), relink(*a)))
    said = run(out, "y\nn\n").stdout
    assert "2 answers kept: 1 same, 1 different" in said
    assert "(4 records) now holds what was in" in said
    assert runs == [1]
    assert kept(out) == [("same", "ann", "review"), ("different", "ann", "review")]
    with Case(out) as case:
        assert frozenset({"h1", "h2", "r1", "r2"}) in groups(case)
    # h = r and h is not lone: whether r is lone follows, and is not asked.
    assert said.count("One actor?") == 2
    assert "Nothing is left to review" in said


def test_undo_asks_again_and_is_kept_as_a_withdrawal(out: Path) -> None:
    said = run(out, "u\nx\ny\nu\nn\nq\n", "--user", "bob").stdout
    assert "nothing to undo" in said
    assert "give y, n, s, u or q" in said
    assert "1 answer kept: 0 same, 1 different" in said
    assert kept(out) == [
        ("same", "bob", "review"),
        ("withdrawn", "bob", "review"),
        ("different", "bob", "review"),
    ]


def test_skip_passes_over_for_this_sitting_only(out: Path) -> None:
    before = outputs(out)
    said = run(out, "s\ns\ns\n").stdout
    assert "Nothing else is left; 3 skipped" in said
    assert outputs(out) == before
    assert len(asked(out)) == 3


def test_an_input_that_ends_keeps_what_was_answered(out: Path) -> None:
    assert "1 answer kept" in run(out, "yes\n").stdout
    assert len(kept(out)) == 1


def test_later_links_nothing_and_what_is_settled_is_not_asked_again(out: Path) -> None:
    before = outputs(out)
    assert "not linked yet" in run(out, "n\ny\nq\n", "--later").stdout
    assert outputs(out) == before
    assert asked(out) == []


def test_no_case_is_3_and_none_is_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["review", str(tmp_path)])
    assert result.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_hostile_ads_and_reasons_do_not_reach_the_terminal(tmp_path: Path) -> None:
    ads = [{**ad, "body": f"{ESCAPES} {ad['body']} {ESCAPES}", "platform": f"p{ESCAPES}"} for ad in ADS]
    out = tmp_path / "out"
    link_into(out, write_jsonl(tmp_path / "ads.jsonl", ads))
    leave_open(out, [("h1", "r1", PHONE, 9.0, ESCAPES)])
    result = run(out, "y\n", "--user", f"eve{ESCAPES}")
    assert "still +1 202" in result.stdout
    assert not set(result.stdout + result.stderr) & set("\x1b\x07\x9b\u202e")


def test_a_line_of_text_is_cut_around_what_stands_in_it() -> None:
    text = "first\n" + "a" * 100 + "HERE" + "b" * 100 + "\nlast"
    cut = around(text, 106, 110)
    assert cut == "…" + "a" * 60 + "HERE" + "b" * 60 + "…"
    assert around("HERE", 0, 4) == "HERE"
