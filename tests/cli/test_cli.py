"""The command line: exit codes, one clear line an error, quiet, logs, and nothing hostile on a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from whole_way import ROOT, SAMPLE, differing, graphkit, link_into, outputs, rows, write_csv, write_jsonl

from graphkit.cli import COMMANDS, main

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202ecod\x00"
HOSTILE = [
    {"id": f"{i}{ESCAPES}", "title": f"Title {ESCAPES}", "body": f"call +1 202 555 0123 {ESCAPES}", "author": ESCAPES,
     "platform": f"plat{ESCAPES}", "username": f"honey{ESCAPES}"}
    for i in (1, 2)
]  # fmt: skip


def run(*arguments: object, **options: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], **options)  # type: ignore[arg-type]


def fails(result: Result, code: int, *words: str) -> None:
    """Check that a run failed with one clear line, of these words, and no traceback."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    for word in words:
        assert word in lines[0]


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "ads.csv", [{"id": str(i), "body": "call +1 202 555 0123"} for i in (1, 2)])


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_link_ends_with_what_was_found_and_where_to_look(ads: Path, tmp_path: Path) -> None:
    result = run("link", ads, "--fictional-numbers", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    for words in ("2 records from 1 source", "map.html", "a lead, never proof", "body -> text"):
        assert words in result.stdout
    again = run("link", ads, "--fictional-numbers", "--out", tmp_path / "out")
    assert "already in the case, not read again" in again.stdout


def test_quiet_prints_nothing(ads: Path, tmp_path: Path) -> None:
    result = run("link", ads, "--quiet", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_log_lines_are_json_and_end_with_the_result(ads: Path, tmp_path: Path) -> None:
    result = run("link", ads, "--log-json", "--out", tmp_path / "out")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert result.stdout == ""
    assert events[0]["event"] == "progress"
    assert events[-1]["event"] == "done"
    assert events[-1]["counts"]["records"] == 2


def test_a_missing_source_is_2(tmp_path: Path) -> None:
    fails(run("link", tmp_path / "gone.csv", "--out", tmp_path / "out"), 2, "gone.csv", "no such file")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["broken.xlsx", "broken.parquet", "broken.csv.gz", "picture.png"])
def test_a_source_that_cannot_be_read_is_2_and_writes_nothing(name: str, ads: Path, tmp_path: Path) -> None:
    bad = tmp_path / name
    bad.write_bytes(
        {"x": b"PK\x03\x04", "p": b"\x89PNG\r\n\x1a\n", "t": b"PAR1"}.get(name[-1], b"\x1f\x8b\x08")
        + bytes(50)
    )
    fails(run("link", ads, bad, "--out", tmp_path / "out"), 2, name)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["ads.csv", name])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_2(ads: Path, tmp_path: Path) -> None:
    ads.chmod(0)
    fails(run("link", ads, "--out", tmp_path / "out"), 2, "ads.csv", "Permission denied")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kinds", "fone"), "no such kind of identifier: fone"),
        (("--region", "ZZ"), "no such region: ZZ"),
        (("--set-aside", "many"), "--set-aside many"),
        (("--map", "text"), "text: the mapping cannot be read"),
        (("--map", "nothing=body"), "nothing"),
        (("--settings", "/nowhere/at/all.toml"), "the settings cannot be read"),
        (("--save-map", "x.toml"), "there is no mapping to save"),
    ],
)
def test_wrong_use_is_2_and_writes_nothing(
    arguments: tuple[str, ...], words: str, ads: Path, tmp_path: Path
) -> None:
    fails(run("link", ads, "--out", tmp_path / "out", *arguments), 2, words)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text", ["no toml at all [", "unknown_setting = 1", "batch_size = 0", "regions = ['ZZ']"]
)
def test_bad_settings_are_named_with_their_file(text: str, ads: Path, tmp_path: Path) -> None:
    settings = tmp_path / "bad.toml"
    settings.write_text(text, "utf-8")
    fails(run("link", ads, "--out", tmp_path / "out", "--settings", settings), 2, "bad.toml")


def test_no_case_is_3(tmp_path: Path) -> None:
    (tmp_path / "case.duckdb").write_bytes(b"no case" * 999)
    fails(run("clusters", tmp_path / "nowhere"), 3, "there is no case here")
    fails(run("clusters", tmp_path), 3, "cannot be opened as a case file")


def test_an_unknown_cluster_is_4(sample_out: Path, tmp_path: Path) -> None:
    fails(run("show", sample_out, "C-NOWHERE"), 4, "there is no cluster C-NOWHERE")
    fails(run("map", sample_out, "--cluster", "C-NOWHERE", "--out", tmp_path / "m.html"), 4, "C-NOWHERE")
    assert list(tmp_path.iterdir()) == []


def test_an_unexpected_error_is_one_line_and_debug_shows_where(
    ads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphkit import pipeline

    monkeypatch.setattr(pipeline, "relink", lambda *_: 1 / 0)
    fails(run("link", ads, "--out", tmp_path / "out"), 1, "unexpected ZeroDivisionError", "--debug")
    assert not (tmp_path / "out").exists()
    shown = run("--debug", "link", ads, "--out", tmp_path / "out")
    assert isinstance(shown.exception, ZeroDivisionError)


def test_clusters_and_show_read_the_case(sample_out: Path) -> None:
    listed = [json.loads(line) for line in run("clusters", sample_out, "--json").stdout.splitlines()]
    assert [c["cluster_id"] for c in listed] == [r["cluster_id"] for r in rows(sample_out, "clusters")]
    assert listed[0]["cluster_id"] in run("clusters", sample_out, "--top", 1).stdout
    shown = run("show", sample_out, listed[0]["cluster_id"]).stdout
    assert f"{listed[0]['records']} records" in shown
    assert listed[0]["label"] in shown


def test_a_map_of_one_cluster(sample_out: Path, tmp_path: Path) -> None:
    cluster = rows(sample_out, "clusters")[0]["cluster_id"]
    result = run("map", sample_out, "--cluster", cluster, "--out", tmp_path / "new" / "m.html")
    assert result.exit_code == 0, result.output
    assert cluster in (tmp_path / "new" / "m.html").read_text("utf-8")


def test_terminal_escapes_in_ads_do_not_reach_the_terminal(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "ads.jsonl", HOSTILE)
    out = tmp_path / "out"
    results = [run("link", source, "--fictional-numbers", "--out", out)]
    cluster = rows(out, "clusters")[0]["cluster_id"]
    results += [
        run("clusters", out),
        run("show", out, cluster),
        run("link", f"{ESCAPES}.csv".replace("\x00", ""), "--out", out),
    ]
    assert "\x1b" in rows(out, "records")[0]["title"]
    for result in results:
        assert not set(result.stdout + result.stderr) & set("\x1b\x07\x9b\u202e\x00")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_no_color_is_obeyed_on_a_terminal(tmp_path: Path) -> None:
    import pty

    master, terminal = pty.openpty()
    env = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = [sys.executable, "-m", "graphkit", "clusters", str(tmp_path)]
    done = subprocess.run(command, env=env, stdout=terminal, stderr=terminal, timeout=60, check=False)
    os.close(terminal)
    said = os.read(master, 65536)
    os.close(master)
    assert done.returncode == 3
    assert b"there is no case here" in said
    assert b"\x1b[3" not in said


def test_extract_reads_standard_input_line_by_line() -> None:
    result = run(
        "extract",
        "-",
        "--fictional-numbers",
        "--region",
        "US",
        input="none\n👋 202-555-0123\r\na@mail.example",
    )
    assert result.exit_code == 0, result.output
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(f["kind"], f["value"], f["line"], f["start"]) for f in found] == [
        ("phone", "+12025550123", 2, 2),
        ("email", "a@mail.example", 3, 0),
    ]
    assert {"kind", "value", "raw", "start", "end", "method", "confidence", "line"} <= found[0].keys()


def test_extract_reads_a_text_or_a_file_and_masks_cards(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(b"\xef\xbb\xbfa@mail.example\n\xff\xfe b@mail.example\n")
    values = [json.loads(line)["value"] for line in run("extract", file).stdout.splitlines()]
    assert values == ["a@mail.example", "b@mail.example"]
    said = run("extract", "--text", "4111 1111 1111 1111").stdout
    assert "4111 1111" not in said
    assert json.loads(said)["kind"] == "card"


def test_extract_without_or_with_two_inputs_is_wrong_use(tmp_path: Path) -> None:
    fails(run("extract"), 2, "give a FILE")
    fails(run("extract", "-", "--text", "x"), 2, "give a FILE")
    fails(run("extract", tmp_path / "gone"), 2, "gone", "cannot be read")


def test_a_saved_mapping_works_like_the_one_given(ads: Path, tmp_path: Path) -> None:
    saved = tmp_path / "map.toml"
    first = run("link", ads, "--map", "prose=body", "--save-map", saved, "--out", tmp_path / "a", "--quiet")
    second = run("link", ads, "--map", saved, "--out", tmp_path / "b", "--quiet")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert differing(outputs(tmp_path / "a"), outputs(tmp_path / "b")) == []


def test_simulate_then_link(tmp_path: Path) -> None:
    assert run("simulate", "--out", tmp_path / "sim", "--ads", 30, "--seed", 7).exit_code == 0
    assert (
        run(
            "link", tmp_path / "sim" / "ads", "--fictional-numbers", "--out", tmp_path / "o", "--quiet"
        ).exit_code
        == 0
    )
    assert len(rows(tmp_path / "o", "records")) >= 30


def test_the_installed_way_of_starting_ends_with_the_same_codes(tmp_path: Path) -> None:
    assert graphkit("--version").returncode == 0
    assert graphkit("clusters", tmp_path).returncode == 3
    assert graphkit("link").returncode == 2
    assert "Traceback" not in graphkit("nothing-such").stderr


def test_a_case_of_its_own_is_extended_by_the_command(ads: Path, tmp_path: Path) -> None:
    link_into(tmp_path / "out", ads)
    more = write_csv(tmp_path / "more.csv", [{"id": "3", "body": "call +1 202 555 0123"}])
    assert run("link", more, "--fictional-numbers", "--out", tmp_path / "out").exit_code == 0
    assert len(rows(tmp_path / "out", "records")) == 3
    assert (SAMPLE / "graphkit.toml").is_file()
