from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphkit.cli import main
from ingest import INGESTORS
from ingest.archives import CONTAINERS


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(w) for w in words])
    return done.exit_code, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ads.csv").write_text(
        "id,text,phone\n1,hello 4111 1111 1111 1111,+1 202 555 0123\n2,bye,\n", "utf-8"
    )
    (tmp_path / "odd.bin").write_bytes(b"\x00\x01\x02\x03" * 50)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return tmp_path


def test_sources_lists_every_reader_and_archive() -> None:
    code, said = run("sources")
    assert code == 0
    for name in (*INGESTORS, *CONTAINERS):
        assert name in said
    code, said = run("sources", "--json")
    assert [json.loads(line)["name"] for line in said.splitlines()] == [*INGESTORS, *CONTAINERS]


def test_a_dry_run_says_who_reads_what_and_how_much(folder: Path) -> None:
    code, said = run("ingest", "--dry-run", folder)
    assert code == 0
    assert "reader   tables, sure 0.90: delimited" in said
    assert "records  2 (2 ads); 0 rejects" in said
    assert "phone -> phone" in said
    assert "line 2: ad: hello 4111 11** **** 1111" in said
    assert "4111 1111" not in said
    assert "not read: no reader knows this kind of file" in said
    assert not (folder / "case.duckdb").exists()


def test_a_dry_run_in_json_has_one_object_a_file(folder: Path) -> None:
    code, said = run("ingest", "--dry-run", "--json", "--top", "1", folder)
    assert code == 0
    ads, odd = (json.loads(line) for line in said.splitlines())
    assert (ads["reader"], ads["records"], ads["kinds"], len(ads["first"])) == ("tables", 2, {"ad": 2}, 1)
    assert (odd["reader"], odd["reason"]) == (None, "no reader knows this kind of file")


def test_a_dry_run_obeys_a_mapping(folder: Path) -> None:
    assert "phone -> ignore" in run("ingest", "--dry-run", "--map", "ignore=phone", folder / "ads.csv")[1]


def test_nothing_to_read_is_an_error_and_so_is_no_dry_run(folder: Path) -> None:
    assert run("ingest", "--dry-run", folder / "odd.bin") == (
        2,
        f"{folder / 'odd.bin'}\n  not read: no reader knows this kind of file\n"
        "error: nothing here can be read; graphkit sources lists what is\n",
    )
    code, said = run("ingest", folder)
    assert code == 2
    assert "add --dry-run" in said
