"""sample_data/ is what the command writes, and its README tells the truth about it."""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

from simulated_case import SAMPLE_ADS, SAMPLE_SEED

from graphkit import CaseView
from graphkit.evaluation import evaluate
from graphkit.settings import load
from graphkit.simulate import simulate
from graphkit.simulate.platforms import MIXED

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
TABLES = ROOT / "tests" / "sample_tables"
README = (SAMPLE / "README.md").read_text("utf-8")


def unpacked(path: Path) -> object:
    """Return what a file holds: another zlib may pack the same into other bytes."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return path.read_bytes()


def contents(folder: Path) -> dict[str, object]:
    return {
        str(p.relative_to(folder)): unpacked(p)
        for part in ("ads", "_truth")
        for p in sorted((folder / part).iterdir())
    }


def truth(name: str) -> list[dict[str, str]]:
    with (SAMPLE / "_truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_samples_are_what_the_command_writes(tmp_path: Path) -> None:
    for form, kept in (("mixed", SAMPLE), ("tables", TABLES)):
        simulate(tmp_path / form, SAMPLE_ADS, SAMPLE_SEED, form=form)
        assert contents(tmp_path / form) == contents(kept)
    assert f"--form mixed --out sample_data --ads {SAMPLE_ADS} --seed {SAMPLE_SEED}" in README
    assert sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file()) < 3_000_000
    settings = load(SAMPLE / "graphkit.toml")
    assert settings.fictional_numbers
    assert settings.regions


def test_the_readme_of_the_sample_tells_the_truth() -> None:
    rows, identifiers = truth("truth.csv"), truth("truth_identifiers.csv")
    ads = Counter(row["source"] for row in rows)
    broken = Counter(row["source"] for row in truth("truth_rejects.csv"))
    for platform in MIXED:
        line = next(x for x in README.splitlines() if x.startswith(f"| `{platform.file}` |"))
        counts = [cell.strip() for cell in line.split("|")[3:5]]
        assert counts == [str(ads[platform.file]), str(broken[platform.file] or "")]
    known = {row["owner"] for row in identifiers} | {row["agency"] for row in rows}
    named = re.findall(r"`([A-Z]-\d+)`", README)
    assert len(named) >= 8
    assert set(named) <= known
    values = {row["value"] for row in identifiers}
    phones = {"+" + re.sub(r"\D", "", found) for found in re.findall(r"`(\+[\d ]+)`", README)}
    assert phones | {"support@bazaarly.example", "shooukel", "elena_91"} <= values
    assert len(phones) == 2
    notes = {row["record"]: row["notes"] for row in rows}
    (message,) = re.findall(r"message (\d+) of the export", README)
    assert "typo" in notes[f"result.json:{message}"]
    sources = defaultdict(set)
    for row in rows:
        sources[row["person"]].add(row["source"])
    assert sum(len(s) >= 3 for s in sources.values()) == 12
    accounts = Counter(r["owner"] for r in identifiers if r["value"].startswith("telegram:user"))
    assert sum(n > 1 for n in accounts.values()) == 4
    assert accounts["P-000022"] > 1


def test_what_is_planted_in_mixed_sources_is_linked(mixed_out: Path) -> None:
    with CaseView(mixed_out) as view:
        found = evaluate(view, SAMPLE / "_truth" / "truth.csv")
        kinds = Counter(view.records()["kind"])
        platforms = set(view.records()["platform"])
        identifiers = view.identifiers()
    # Everything but two persons of one agency, who name hardly anything but their line.
    assert found.scores.precision > 0.97
    assert found.scores.bcubed_precision > 0.98
    assert found.scores.recall == 1
    assert found.truth.without_record == 0
    assert kinds == {"ad": 272, "message": 160, "profile": 1}
    assert platforms == {"telegram", "whatsapp", "bazaarly.example", "jobnest", "nightboard", "roomly"}
    across = identifiers[(identifiers["platforms"] > 2) & (identifiers["effect"] == "joins")]
    assert len(across) > 20


def test_every_mention_of_the_mixed_sources_is_the_text_at_its_place(mixed_out: Path) -> None:
    with CaseView(mixed_out) as view:
        records = {r["record_id"]: r for r in view.records().to_dict("records")}
        mentions = view.mentions().to_dict("records")
    for m in mentions:
        record = records[m["record_id"]]
        held = {
            **(record["extra"] or {}),
            **(record["more_text"] or {}),
            "title": record["title"],
            "text": record["text"],
        }
        assert held[m["field"]][m["start"] : m["end"]] == m["raw"], m


def test_a_mailbox_at_the_foot_of_every_page_joins_nobody(mixed_out: Path) -> None:
    with CaseView(mixed_out) as view:
        mentions, ties = view.mentions(), view.ties()
    foot = mentions[(mentions["value"] == "support@bazaarly.example") & (mentions["field"] == "page")]
    assert len(foot) == 85
    assert set(foot["role"]) == {"infrastructure"}
    own = ties[ties["value"] == "support@bazaarly.example"]
    assert "joins" not in set(own["effect"])
