"""``graphkit links``, what ``show`` and ``clusters`` say of cohesion, and ``link --strictness``."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from two_hands import SHARED, four_hands, two_hands
from whole_way import groups, rows

from graphkit import Case
from graphkit.cli import main
from graphkit.cli.options import STRICTNESS
from graphkit.settings import Strictness

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202ecod"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_hands(tmp_path_factory.mktemp("two hands"))


def test_links_are_listed_with_commands_that_work(tmp_path: Path) -> None:
    out = two_hands(tmp_path)
    said = run("links", out).stdout
    assert "1 possible link between 1 pair, the strongest first" in said
    (row,) = rows(out, "possible_links")
    assert f"phone {SHARED}: {row['bits']} bits for, {float(row['against']):.1f} against" in said
    assert row["reason"] in said
    command = next(line for line in said.splitlines() if "two actors:" in line).split(":", 1)[1]
    words = shlex.split(command)
    assert words[:4] == ["graphkit", "decide", str(out), "different"]
    assert run(*words[1:], "--user", "test").exit_code == 0
    assert "answered by a decision" in run("links", out).stdout
    merged = run("decide", out, "same", *words[4:6], "--reason", "the same hand after all", "--user", "test")
    assert merged.exit_code == 0
    assert run("links", out).stdout == "No possible links.\n"


def test_json_of_one_cluster_has_the_columns_of_the_table(case: Path) -> None:
    (row,) = rows(case, "possible_links")
    for cluster in (row["a_cluster"], row["b_cluster"]):
        (found,) = [json.loads(line) for line in run("links", case, cluster, "--json").stdout.splitlines()]
        assert {k: str(found[k]) for k in row} == row
        assert found["confirm"].startswith(f"graphkit decide '{case}' same C-"), (
            "a folder with a space is quoted"
        )
        assert found["decided"] is False
    assert run("links", case, "C-NOWHERE").exit_code == 4


def test_top_counts_pairs(case: Path, tmp_path: Path) -> None:
    out = two_hands(tmp_path)
    with Case(out) as held:
        held._con.execute(
            "INSERT INTO possible_links SELECT * REPLACE ('C-SSSS2222' AS b_cluster, 3.5 AS bits) FROM possible_links"
        )
    said = run("links", out, "--top", 1).stdout
    assert "2 possible links between 2 pairs" in said
    assert "... and 1 more pair; --top 2 lists them" in said
    assert "C-SSSS2222" not in said


def test_show_and_clusters_say_what_holds_and_what_may_belong(case: Path) -> None:
    (row,) = rows(case, "possible_links")
    said = run("show", case, row["a_cluster"]).stdout
    assert "It holds firmly: no single identifier parts it when it is left out. Cohesion: 1.00 of 1." in said
    assert "Its weakest joining tie: " in said
    assert f"1 possible link to 1 other cluster: graphkit links '{case}' {row['a_cluster']}" in said
    shown = json.loads(run("show", case, row["a_cluster"], "--json").stdout)
    assert shown["cohesion"] == 1.0
    assert [link["value"] for link in shown["possible_links"]] == [SHARED]
    assert (
        len(shown["records"]) == shown["records_here"]
        if "records_here" in shown
        else len(shown["records"]) == 4
    )
    listed = [json.loads(line) for line in run("clusters", case, "--json").stdout.splitlines()]
    assert [c["possible_links"] for c in listed] == [1, 1]
    assert listed[0]["holds"].startswith("holds firmly")
    assert "possible links" in run("clusters", case).stdout


def test_a_cluster_that_hangs_on_one_phone_says_so(tmp_path: Path) -> None:
    out = tmp_path / "case"
    run("link", four_hands(tmp_path), "--fictional-numbers", "--strictness", "wide", "--out", out)
    largest = rows(out, "clusters")[0]
    said = run("show", out, largest["cluster_id"]).stdout
    assert f"It hangs on phone {SHARED}: without it 2 parts of 4, 4 records. Cohesion: 0.43 of 1." in said
    assert f"phone {SHARED}" in run("clusters", out).stdout


def test_hostile_text_in_a_possible_link_does_not_reach_the_terminal(tmp_path: Path) -> None:
    out = two_hands(tmp_path)
    with Case(out) as held:
        held._con.execute(
            "UPDATE possible_links SET value = ?, reason = ?", [f"a{ESCAPES}", f"b{ESCAPES}; $(reboot)"]
        )
    cluster = rows(out, "clusters")[0]["cluster_id"]
    for arguments in (
        ("links", out),
        ("links", out, "--json"),
        ("show", out, cluster),
        ("show", out, cluster, "--json"),
    ):
        said = run(*arguments).stdout
        assert said
        assert not set("\x1b\x07\x9b\u202e") & set(said)
    found = json.loads(run("links", out, "--json").stdout)
    assert found["value"] == f"a{ESCAPES}", "nothing is lost in JSON"
    assert "reboot" not in found["confirm"] + found["reject"]


def test_the_choices_are_those_of_the_settings() -> None:
    assert tuple(Strictness) == STRICTNESS


def test_strictness_moves_the_partition_and_stands_in_the_run(tmp_path: Path) -> None:
    ads, found = four_hands(tmp_path), {}
    for strictness in STRICTNESS:
        out = tmp_path / strictness
        said = run("link", ads, "--fictional-numbers", "--strictness", strictness, "--out", out).stdout
        links = rows(out, "possible_links")
        assert (
            f"{len(links)} between {2 * len(links)} clusters, see {out / 'possible_links.csv'}"
            in "".join(said.split("\n"))
        ) == bool(links)
        found[strictness] = sorted(len(g) for g in groups(out))
        assert json.loads((out / "run.json").read_text("utf-8"))["settings"]["strictness"] == strictness
    assert found == {"cautious": [2, 2, 4, 4], "balanced": [4, 4, 4], "wide": [4, 8]}


def test_a_settings_file_still_sets_single_thresholds(tmp_path: Path) -> None:
    ads, file = four_hands(tmp_path), tmp_path / "own.toml"
    file.write_text('strictness = "wide"\ncut_contact = 4.0\n', "utf-8")
    run(
        "link",
        ads,
        "--fictional-numbers",
        "--settings",
        file,
        "--strictness",
        "cautious",
        "--out",
        tmp_path / "out",
    )
    settings = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["settings"]
    assert (settings["strictness"], settings["cut_contact"], settings["text_joins"]) == (
        "cautious",
        4.0,
        False,
    )
    assert sorted(len(g) for g in groups(tmp_path / "out")) == [4, 4, 4], "cautious alone would part two more"


def test_an_unknown_strictness_is_wrong_use(tmp_path: Path) -> None:
    assert (
        run("link", four_hands(tmp_path), "--strictness", "strict", "--out", tmp_path / "out").exit_code == 2
    )
    assert not (tmp_path / "out").exists()
