"""The simulated network as exports of messengers, a web archive, and tables."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from pathlib import Path

import pytest

from graphkit.errors import UsageError
from graphkit.simulate import simulate
from graphkit.simulate.platforms import MIXED, PLATFORMS


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    simulate(folder, 400, 1492, form="mixed")
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "_truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.name: gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes()
        for p in folder.rglob("*.*")
    }


def test_the_same_seed_gives_the_same_files(mixed: Path, tmp_path: Path) -> None:
    simulate(tmp_path, 400, 1492, form="mixed")
    assert contents(tmp_path) == contents(mixed)


def test_the_network_is_that_of_the_tables(mixed: Path, tmp_path: Path) -> None:
    simulate(tmp_path, 400, 1492)

    def network(folder: Path) -> set[tuple[str, ...]]:
        return {
            (r["kind"], r["value"], r["owner"])
            for r in rows(folder, "truth_identifiers.csv")
            if r["kind"] != "account" and r["role"] in ("hub", "shared_line")
        }

    assert network(mixed) == network(tmp_path)
    whose = [sorted(r["person"] for r in rows(folder, "truth.csv")) for folder in (mixed, tmp_path)]
    assert whose[0] == whose[1]
    for platform, other in zip(MIXED, PLATFORMS, strict=True):
        if platform.file == other.file:
            assert contents(mixed)[platform.file] == contents(tmp_path)[platform.file]


def test_truth_names_each_record_once_and_where_it_stands(mixed: Path) -> None:
    truth = rows(mixed, "truth.csv")
    names = [r["record"] for r in truth]
    assert len(set(names)) == len(names) == 400
    assert "native_id" not in truth[0]
    account = json.loads((mixed / "ads" / "result.json").read_text("utf-8"))
    messages = {m["id"]: m for c in account["chats"]["list"] for m in c["messages"] if isinstance(m, dict)}
    written = {r["record"]: r["written"] for r in rows(mixed, "truth_mentions.csv") if r["kind"] == "email"}
    seen = 0
    for name in names:
        file, _, number = name.partition(":")
        if file == "result.json":
            assert messages[int(number)]["type"] == "message"
            if name in written:
                assert written[name] in messages[int(number)]["text"]
                seen += 1
    assert seen > 3
    path = next((mixed / "ads").glob("*.zip"))
    with zipfile.ZipFile(path) as archive:
        (inner,) = archive.namelist()
        lines = archive.read(inner).decode().split("\n")
    places = [int(n.rsplit(" ", 1)[1]) for n in names if n.startswith(f"{inner}, line ")]
    assert len(places) > 10
    assert all(lines[place - 1][2] == "." and ": " in lines[place - 1] for place in places)
    pages = gzip.decompress((mixed / "ads" / "bazaarly.warc.gz").read_bytes())
    addresses = [n for n in names if n.startswith("https://")]
    assert pages.count(b"WARC-Type: response") == len(addresses) > 50
    assert all(f"WARC-Target-URI: {n}\r\n".encode() in pages for n in addresses)


def test_a_sender_of_whatsapp_is_a_number_in_use_at_that_time(mixed: Path) -> None:
    shown = {(r["record"], r["value"]) for r in rows(mixed, "truth_mentions.csv") if r["kind"] == "phone"}
    path = next((mixed / "ads").glob("*.zip"))
    with zipfile.ZipFile(path) as archive:
        (inner,) = archive.namelist()
        lines = archive.read(inner).decode().split("\n")
    senders = 0
    for number, line in enumerate(lines, 1):
        name = line[20:].split(": ")[0]
        if name.startswith("+"):
            assert (f"{inner}, line {number}", "+" + "".join(c for c in name if c.isdecimal())) in shown
            senders += 1
    assert senders > 5


def test_an_unknown_form_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--form pdf: there are tables, mixed"):
        simulate(tmp_path, 10, 1, form="pdf")
