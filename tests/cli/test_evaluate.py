"""``graphkit evaluate``: a case of a few ads, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from whole_way import link_into, write_csv

from graphkit.cli import main
from graphkit.simulate import simulate

# Two persons share a taxi's phone; the second also writes without any contact.
ADS = [
    {"id": "1", "body": "call +1 202 555 0123", "telegram": "honey_agency"},
    {"id": "2", "body": "evenings only", "telegram": "honey_agency"},
    {"id": "3", "body": "taxi +1 202 555 0123", "telegram": "amber_spa"},
    {"id": "4", "body": "evenings only", "telegram": ""},
    {"id": "5", "body": "nobody knows whose this is", "telegram": ""},
]
TRUTH = [
    {"native_id": "1", "person": "P", "notes": "hub:H"},
    {"native_id": "2", "person": "P", "notes": ""},
    {"native_id": "3", "person": "Q\x1b[2J", "notes": "hub:H"},
    {"native_id": "4", "person": "Q\x1b[2J", "notes": ""},
    {"native_id": "5", "person": "", "notes": ""},
    {"native_id": "6", "person": "R", "notes": ""},
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate")
    write_csv(folder / "truth.csv", TRUTH)
    write_csv(
        folder / "truth_identifiers.csv",
        [{"kind": "phone", "value": "+12025550123", "owner": "H", "role": "hub"}],
    )
    link_into(folder / "out", write_csv(folder / "ads.csv", ADS))
    return folder


def test_the_figures_and_why(case: Path) -> None:
    result = run(case / "out", "--truth", case / "truth.csv")
    assert result.exit_code == 0, result.output
    # One cluster of 1, 2, 3 and one of 4: of three pairs one is right, of two right pairs one is found.
    for words in (
        "4 records compared, by person: 2 clusters beside 2 in truth",
        "1 record with empty truth, 0 records without truth, 1 row of the truth without record",
        "pairs    0.3333     0.5000  0.4000",
        "largest cluster 3 records",
        "False merges: 1 cluster, 2 wrong pairs",
        "hub: phone +12025550123",
        "False splits: 1 of 2 in truth, 1 lost pair; 1 of them have nothing in common",
        "Planted: 0 of 0 hubs found",
    ):
        assert words in result.stdout
    assert "\x1b" not in result.stdout


def test_json_is_whole_and_sorted(case: Path) -> None:
    result = run(case / "out", "--truth", case / "truth.csv", "--json", "--top", 1)
    told = json.loads(result.stdout)
    assert result.stdout == json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert told["truth"] == {
        "column": "person", "matched_by": "native_id", "compared": 4, "records_with_empty_truth": 1,
        "records_without_truth": 0, "truth_without_record": 1,
    }  # fmt: skip
    # B-cubed precision: 2/3, 2/3, 1/3 and 1; recall: 1, 1, 1/2 and 1/2.
    assert told["scores"]["bcubed_precision"] == pytest.approx(2 / 3)
    assert told["scores"]["bcubed_recall"] == 0.75
    assert told["false_merges"]["by_mechanism"]["hub"] == {"clusters": 1, "pairs": 2}
    assert told["false_splits"]["worst"][0]["ties"] == []
    assert run(case / "out", "--truth", case / "truth.csv", "--json", "--top", 1).stdout == result.stdout


def test_top_0_lists_none(case: Path) -> None:
    result = run(case / "out", "--truth", case / "truth.csv", "--top", 0)
    assert result.exit_code == 0
    assert "The worst" not in result.stdout


@pytest.mark.parametrize(
    ("truth", "options", "code", "words"),
    [
        ("gone.csv", [], 2, "there is no such file"),
        ("truth.csv", ["--column", "gang"], 2, "has no column gang"),
        ("ads.csv", [], 2, "no column names the record"),
    ],
)
def test_errors_are_one_line(case: Path, truth: str, options: list[str], code: int, words: str) -> None:
    result = run(case / "out", "--truth", case / truth, *options)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert run(case / "nowhere", "--truth", case / "truth.csv").exit_code == 3


def test_a_simulated_case_is_matched_whole(tmp_path: Path) -> None:
    simulate(tmp_path, 300, 7)
    link_into(tmp_path / "out", tmp_path / "ads")
    told = json.loads(run(tmp_path / "out", "--truth", tmp_path / "_truth" / "truth.csv", "--json").stdout)
    assert told["truth"]["compared"] == 300
    assert told["truth"]["records_without_truth"] == told["truth"]["truth_without_record"] == 0
    merges = told["false_merges"]
    assert sum(m["pairs"] for m in merges["by_mechanism"].values()) == merges["pairs"]
    assert merges["pairs"] == told["scores"]["pairs_clustered"] - told["scores"]["pairs_both"]
    lost = told["scores"]["pairs_true"] - told["scores"]["pairs_both"]
    assert told["false_splits"]["pairs"] == lost
    assert told["planted"]["summary"]["hubs"] > 0
    agency = run(
        tmp_path / "out", "--truth", tmp_path / "_truth" / "truth.csv", "--column", "agency", "--json"
    )
    assert json.loads(agency.stdout)["truth"]["column"] == "agency"


def test_a_truth_that_names_nobody_is_an_error_and_no_perfect_score(case: Path, tmp_path: Path) -> None:
    write_csv(tmp_path / "truth.csv", [{**row, "person": ""} for row in TRUTH])
    result = run(case / "out", "--truth", tmp_path / "truth.csv")
    assert result.exit_code == 2
    assert "names nobody for any record of this case: nothing to compare" in result.stderr
    assert result.stdout == ""
