"""``graphkit why`` and ``graphkit path`` on the sample case: words, JSON, exit codes, and nothing hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from whole_way import ROOT, graphkit, groups, link_into, rows, sample_settings, write_jsonl

from graphkit.cli import main

PAGE = ROOT / "docs" / "explanations.md"
TOP = {"a", "answer", "b", "format", "notice"}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def said(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def pair(sample_out: Path) -> tuple[str, str]:
    """Return two ads that no identifier ties directly, but a third ad by two contacts: the chain has several steps."""
    carried: dict[str, set[tuple[str, str]]] = {}
    everything: dict[str, set[tuple[str, str]]] = {}
    for tie in rows(sample_out, "ties"):
        if tie["effect"] == "joins":
            everything.setdefault(tie["native_id"], set()).add((tie["kind"], tie["value"]))
            if tie["kind"] != "text":
                carried.setdefault(tie["native_id"], set()).add((tie["kind"], tie["value"]))
    ids = sorted(carried)
    return next(
        (a, b)
        for c in ids for a in ids if a != c and carried[a] & carried[c]
        for b in ids if b not in (a, c) and carried[b] & carried[c] and not everything[a] & everything[b]
    )  # fmt: skip


def test_the_chain_is_told_with_source_place_and_raw_text(sample_out: Path, pair: tuple[str, str]) -> None:
    text = said("why", sample_out, *pair)
    assert text.startswith("A and B are linked, in cluster C-")
    assert text.endswith("A finding is a lead, never proof.\n")
    assert max(map(len, text.splitlines())) <= 100
    raws = {m["raw"] for m in rows(sample_out, "mentions") if m["native_id"] == pair[0]}
    assert any(f"»{raw}«" in " ".join(text.split()) for raw in raws)
    for words in (
        "The strongest chain: ",
        " of 400 records, ",
        "tests/sample_tables/ads/",
        "read by ",
        "What speaks against",
    ):
        assert words in text


def test_the_json_says_what_the_words_say(sample_out: Path, pair: tuple[str, str]) -> None:
    printed = said("why", sample_out, *pair, "--json")
    answer = json.loads(printed)
    assert printed == json.dumps(answer, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert printed == said("why", sample_out, *pair, "--json")
    words = " ".join(said("why", sample_out, *pair).split())
    assert len(answer["chain"]["steps"]) > 1
    for step in answer["chain"]["steps"]:
        for told in (step["kind"], step["value"], f"{step['bits']:.1f} bits", step["rarity"]):
            assert told in words
        for reading in step["readings"]:
            for told in (reading["native_id"], reading["source"], reading["locator"], reading["method"]):
                assert told in words
    for point in answer["against"]:
        assert " ".join(point["words"].split()) in words


def keys(value: Any) -> Iterator[str]:
    """Yield every key of nested JSON, but what is inside the details of points."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner if key != "details" else None)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_field_is_documented_and_every_answer_has_the_same_ones(
    sample_out: Path, pair: tuple[str, str]
) -> None:
    documented = set(re.findall(r"`([a-z_]+)`", PAGE.read_text("utf-8")))
    other = rows(sample_out, "clusters")[0]["cluster_id"]
    whys = [json.loads(said("why", sample_out, *ab, "--json")) for ab in (pair, (pair[0], other))]
    paths = [json.loads(said("path", sample_out, *ab, "--json")) for ab in (pair, (pair[0], other))]
    assert [w["linked"] for w in whys] == [True, False]
    for answer in whys:
        assert set(answer) == TOP | {
            "against", "chain", "cluster", "hangs_on", "linked", "nearest", "second", "would_link"
        }  # fmt: skip
    for answer in paths:
        assert set(answer) == TOP | {"found", "joining", "joins", "legs", "stops"}
    for answer in (*whys, *paths):
        assert set(keys(answer)) <= documented
        points = answer.get("against", []) + answer.get("nearest", [])
        assert {p["what"] for p in points} <= documented
        assert {k for p in points for k in p["details"]} <= documented


def test_all_pairs_of_a_cluster_are_linked_and_strangers_are_not(sample_out: Path) -> None:
    group = min((g for g in groups(sample_out) if len(g) > 3), key=lambda g: (len(g), sorted(g)))
    first, *others = sorted(group)
    for other in others:
        assert json.loads(said("why", sample_out, first, other, "--json"))["linked"]
    stranger = min(r["native_id"] for r in rows(sample_out, "records") if r["native_id"] not in group)
    assert "The nearest they come" in said("why", sample_out, first, stranger)


def test_a_path_is_one_plain_line_of_nodes_and_its_ties(sample_out: Path, pair: tuple[str, str]) -> None:
    text = said("path", sample_out, *pair)
    answer = json.loads(said("path", sample_out, *pair, "--json"))
    assert " - ".join(s["name"] for s in answer["stops"]) in " ".join(text.split())
    for leg in answer["legs"]:
        assert f"{leg['role']}, {leg['effect']}, {leg['bits']:.1f} bits" in " ".join(text.split())
    joining = json.loads(said("path", sample_out, *pair, "--joining", "--json"))
    assert joining["joins"]
    assert len(joining["legs"]) >= len(answer["legs"])


@pytest.mark.parametrize("command", ["why", "path"])
def test_what_is_not_there_is_4_and_what_is_ambiguous_2(command: str, sample_out: Path) -> None:
    result = run(command, sample_out, "bz-00001", "C-NOWHERE1")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "near to it: bz-000010" in result.stderr or "near to it: bz-000001" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert run(command, sample_out, "bz-000001", "bz-000001").exit_code == 2
    assert run(command, sample_out / "nowhere", "a", "b").exit_code == 3


ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202ecod\x00"
HOSTILE = [
    {"id": f"{i}{ESCAPES}", "title": f"Title {ESCAPES}", "platform": f"plat{ESCAPES}",
     "body": f"{ESCAPES} call +1 202 555 0123 {ESCAPES}\nwhat speaks against: nothing"}
    for i in (1, 2)
]  # fmt: skip


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_hostile_text_does_not_reach_the_terminal(option: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    link_into(out, write_jsonl(tmp_path / "ads.jsonl", HOSTILE), settings=sample_settings())
    one, two = (r["record_id"] for r in rows(out, "records"))
    for command in ("why", "path"):
        printed = said(command, out, one, two, *option)
        assert "12025550123" in printed
        assert not set(printed) & set("\x1b\x07\x9b\u202e\x00")
        assert not any(
            line.lower().startswith("what speaks against: nothing") for line in printed.splitlines()
        )
    if option:
        excerpt = json.loads(said("why", out, one, two, *option))["chain"]["steps"][0]["readings"][0][
            "excerpt"
        ]
        assert "".join(p["text"] for p in excerpt if p["marked"]) == "+1 202 555 0123"
        assert "\u202e" in excerpt[0]["text"]


def test_no_color_is_obeyed(sample_out: Path, pair: tuple[str, str]) -> None:
    coloured = CliRunner().invoke(main, ["why", str(sample_out), *pair], color=True, env={"NO_COLOR": ""})
    plain = CliRunner().invoke(main, ["why", str(sample_out), *pair], color=True, env={"NO_COLOR": "1"})
    assert "\x1b[1m" in coloured.stdout
    assert "\x1b" not in plain.stdout
    assert graphkit("why", sample_out, *pair).stdout == plain.stdout
