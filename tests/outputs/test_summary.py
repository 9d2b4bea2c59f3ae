"""``summary.json`` and ``run.json``: the case in figures, and how it came to be."""

from __future__ import annotations

import json
from pathlib import Path

import graphkit


def _link(folder: Path, out: str) -> Path:
    ads = folder / "ads.csv"
    ads.write_text(
        "id,platform,text\na1,one,call +44 7700 900123 now\na2,two,my number is +447700900123\na3,two,no contact\n",
        "utf-8",
    )
    view, _ = graphkit.link([ads], folder / out, settings=graphkit.Settings(fictional_numbers=True))
    view.close()
    return folder / out


def test_the_summary_counts_what_was_found(tmp_path: Path) -> None:
    summary = json.loads((_link(tmp_path, "case") / "summary.json").read_text("utf-8"))
    assert summary["counts"]["records"] == 3
    assert summary["counts"]["clusters"] == 1
    assert summary["identifiers_by_kind"] == {"phone": 1}
    assert summary["records_in_clusters"] == summary["largest_cluster"] == 2
    assert summary["identifiers_on_two_or_more_platforms"] == 1
    assert "never proof" in summary["notice"]


def test_times_stand_only_in_the_run(tmp_path: Path) -> None:
    first, second = _link(tmp_path, "one"), _link(tmp_path, "two")
    assert (first / "summary.json").read_bytes() == (second / "summary.json").read_bytes()
    run = json.loads((first / "run.json").read_text("utf-8"))
    assert run["started"] <= run["finished"]
    assert run["settings"]["fictional_numbers"] is True
    assert len(run["sources"][0]["source_id"]) == 64
    assert run["libraries"]["duckdb"] != "missing"
