"""What people really type and have lying about: each gets a clear answer, and nothing is spoiled."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphkit.cli import main

ADS = "id,text\n1,call +44 7700 900123\n2,again +44 7700 900123\n"


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args])


def make(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "ads.csv").write_text(ADS, "utf-8")
    return folder


def test_outputs_in_a_source_folder_are_never_read_as_ads(tmp_path: Path) -> None:
    folder = make(tmp_path / "here")
    assert run("link", folder, "--out", folder / "first", "--fictional-numbers").exit_code == 0
    for _ in range(2):
        assert run("link", folder, "--out", folder, "--fictional-numbers").exit_code == 0
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert [s["source"] for s in summary["sources"]] == [(folder / "ads.csv").as_posix()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_extract_reads_what_link_reads(tmp_path: Path, encoding: str, packed: bool) -> None:
    data = "one\nпишите honey@mail.example\n".encode(encoding)
    path = tmp_path / "text"
    path.write_bytes(gzip.compress(data) if packed else data)
    result = run("extract", path)
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)
    assert (row["value"], row["line"], row["start"]) == ("honey@mail.example", 2, 7)


def test_a_damaged_case_is_not_called_locked(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("link", make(tmp_path / "in"), "--out", out, "--quiet").exit_code == 0
    case = out / "case.duckdb"
    data = bytearray(case.read_bytes())
    data[20_000:80_000] = bytes(60_000)
    case.write_bytes(data)
    result = run("clusters", out)
    assert result.exit_code == 3
    assert "another process" not in result.stderr
    assert "case.duckdb" in result.stderr


def test_a_case_kept_elsewhere_is_found_from_its_outputs(tmp_path: Path) -> None:
    out, case = tmp_path / "out", tmp_path / "kept" / "big.duckdb"
    result = run(
        "link", make(tmp_path / "in"), "--out", out, "--case", case, "--fictional-numbers", "--quiet"
    )
    assert result.exit_code == 0, result.output
    assert "+447700900123" in run("clusters", out).stdout


def test_a_failing_run_says_so_in_its_json_log_too(tmp_path: Path) -> None:
    junk = tmp_path / "junk.bin"
    junk.write_bytes(bytes(range(256)) * 9)
    result = run("link", junk, "--out", tmp_path / "out", "--log-json")
    assert result.exit_code == 2
    events = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert events[-1]["event"] == "error"
    assert "junk.bin" in events[-1]["message"]


@pytest.mark.parametrize(("line", "words"), [("regions = 5", "two-letter"), ("nope = 1", "no such setting")])
def test_a_wrong_setting_is_one_clear_line(tmp_path: Path, line: str, words: str) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text(line, "utf-8")
    result = run("extract", "--text", "x", "--settings", settings)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no such file names or signals")
def test_a_file_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.csv")).write_text(ADS, "utf-8")
    except OSError:
        pytest.skip("the file system takes only text as names")
    result = run("link", folder, "--out", tmp_path / "out", "--fictional-numbers")
    assert result.exit_code == 0, result.output
    assert "2 records from 1 source" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    big = tmp_path / "big.jsonl"
    ad = json.dumps({"id": "x", "text": "some words and +44 7700 900123 " * 20}) + "\n"
    big.write_text(ad * 60_000, "utf-8")
    command = [
        sys.executable,
        "-m",
        "graphkit",
        "link",
        str(big),
        "--out",
        str(tmp_path / "out"),
        "--workers",
        "2",
        "--log-json",
    ]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True, text=True
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert '"progress"' in first
        time.sleep(1.5)
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 130, rest
    assert "Traceback" not in rest
    assert "interrupted" in rest
    assert not (tmp_path / "out").exists()
