"""``graphkit lineage``, ``diff`` and ``merge`` on the command line: words, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from whole_way import link_into, write_jsonl

from graphkit.cli import main

P = "+1 202 555 01{}".format


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of cases: one, two (apart), grown (one, then both)."""
    folder = tmp_path_factory.mktemp("cases")
    one = write_jsonl(folder / "one.jsonl", [{"id": "1", "text": P("11")}, {"id": "2", "text": P("11")},
                                             {"id": "3", "text": P("22")}])  # fmt: skip
    two = write_jsonl(
        folder / "two.jsonl",
        [{"id": "4", "text": f"{P('11')} {P('22')}"}, {"id": "5", "text": "\u202ehello"}],
    )
    link_into(folder / "one", one)
    link_into(folder / "two", two)
    link_into(folder / "grown", one)
    link_into(folder / "grown", one, two)
    return folder


def test_lineage_counts_runs_and_tells_the_last(cases: Path) -> None:
    text = run("lineage", cases / "grown").stdout
    lines = text.splitlines()
    assert lines[0].split() == [
        "run",
        "new",
        "merged",
        "split",
        "grown",
        "shrunk",
        "gone",
        "new",
        "records",
        "alone",
    ]
    assert lines[1].split() == ["1", "1", "0", "0", "0", "0", "0", "1"]
    assert lines[2].split() == ["2", "0", "1", "0", "0", "0", "0", "1"]
    assert "2 -> 4" in text
    assert "by phone +1202555011" in " ".join(text.split())
    assert lines[-1] == "A finding is a lead, never proof."
    assert "... and 1 more; --top 2 lists them" in run("lineage", cases / "grown", "--top", 1).stdout


def test_lineage_of_an_id_that_is_gone(cases: Path) -> None:
    rows = [json.loads(line) for line in run("lineage", cases / "grown", "--json").stdout.splitlines()]
    assert [r["run"] for r in rows] == [1, 1, 2, 2, 2]
    gone = next(r for r in rows if r["records_after"] == 0)
    said = f"{gone['cluster_id']} was merged into {gone['others'][0]} in run 2"
    assert run("lineage", cases / "grown", gone["cluster_id"]).stdout.startswith(said)
    for command in (["show"], ["map", "--out", cases / "x.html", "--cluster"]):
        assert said in run(command[0], cases / "grown", *command[1:], gone["cluster_id"], code=4).stderr
    assert said in run("why", cases / "grown", gone["cluster_id"], "1", code=4).stderr
    of = [
        json.loads(x)
        for x in run("lineage", cases / "grown", gone["cluster_id"], "--json").stdout.splitlines()
    ]
    assert all(gone["cluster_id"] in (r["cluster_id"], *r["others"]) for r in of)


def test_lineage_of_nothing(cases: Path, tmp_path: Path) -> None:
    assert "there is no cluster C-NEVER" in run("lineage", cases / "one", "C-NEVER", code=4).stderr
    assert "there is no case here" in run("lineage", tmp_path, code=3).stderr


def test_diff_gives_counts_first_then_the_largest(cases: Path) -> None:
    text = run("diff", cases / "one", cases / "grown").stdout
    assert text.startswith("3 records then, 5 now: 2 added, 0 removed\n")
    assert text.index("merged") < text.index("2 -> 4")
    found = json.loads(run("diff", cases / "one", cases / "grown", "--json").stdout)
    assert found["counts"]["merged"] == 1
    assert found["changes"][0]["ties"][0]["kind"] == "phone"
    assert found["format"] == 1
    back = " ".join(run("diff", cases / "grown", cases / "one").stdout.split())
    assert "held by phone" in back
    assert "0 came, 1 went" in back


def test_diff_of_a_case_with_itself_is_empty(cases: Path) -> None:
    assert "No cluster differs (0 have another id)." in run("diff", cases / "one", cases / "one").stdout
    assert json.loads(run("diff", cases / "one", cases / "one", "--json").stdout)["changes"] == []


def test_diff_needs_two_cases(cases: Path, tmp_path: Path) -> None:
    assert "there is no case here" in run("diff", cases / "one", tmp_path, code=3).stderr
    run("diff", cases / "one", code=2)


def test_merge_writes_what_link_writes(cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = run("merge", cases / "one", cases / "two", "--out", out).stdout
    assert "5 records from 2 sources of 2 cases" in text
    assert {p.name for p in out.iterdir()} == {p.name for p in (cases / "grown").iterdir()}
    assert "No cluster differs" in run("diff", out, cases / "grown").stdout
    assert f"1 of {cases / 'one'}" in run("lineage", out).stdout
    quiet = run("merge", cases / "one", cases / "two", "--out", tmp_path / "quiet", "--quiet")
    assert quiet.output == ""
    logged = run("merge", cases / "one", cases / "two", "--out", tmp_path / "log", "--log-json")
    events = [json.loads(line) for line in logged.stderr.splitlines()]
    assert events[-1]["event"] == "done"
    assert events[-1]["counts"]["records"] == 5


def test_merge_takes_the_settings_of_link(cases: Path, tmp_path: Path) -> None:
    run("merge", cases / "one", cases / "two", "--out", tmp_path / "none", "--region", "US")
    assert (
        json.loads((tmp_path / "none" / "run.json").read_text("utf-8"))["settings"]["fictional_numbers"]
        is False
    )
    run(
        "merge",
        cases / "one",
        cases / "two",
        "--out",
        tmp_path / "cap",
        "--fictional-numbers",
        "--set-aside",
        "2",
    )
    settings = json.loads((tmp_path / "cap" / "run.json").read_text("utf-8"))["settings"]
    assert (settings["fictional_numbers"], settings["set_aside_records"]) == (True, 2)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["one", "--out", "OUT"], 2, "name two or more cases"),
        (["one", "one", "--out", "OUT"], 2, "are the same case"),
        (["one", "two", "--out", "one"], 2, "is one of the cases to bring together"),
        (["one", "two", "--out", "grown"], 2, "holds case.duckdb of a case already"),
        (["one", "two", "--out", "one.jsonl"], 2, "is a file; --out takes a folder"),
        (["one", "nowhere", "--out", "OUT"], 3, "there is no case here"),
        (["one", "two", "--out", "OUT", "--kinds", "fax"], 2, "fax"),
        (["one", "two", "--out", "OUT", "--set-aside", "x"], 2, "give a number of records, or none"),
        (["one", "two"], 2, "--out"),
    ],
)
def test_merge_refuses(cases: Path, arguments: list[str], code: int, said: str) -> None:
    places = [
        cases / a if a in ("one", "two", "grown", "nowhere", "OUT", "one.jsonl") else a for a in arguments
    ]
    assert said in run("merge", *places, code=code).stderr
    assert not (cases / "OUT").exists()
