"""Runs the whole way, from files to outputs, and reads what came out."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graphkit.api import link
from graphkit.pipeline import Report
from graphkit.settings import Settings, load

ROOT = Path(__file__).parents[1]
SAMPLE = (
    ROOT / "tests" / "sample_tables"
)  # the sample case as tables; sample_data/ is the same network in mixed sources
SHARED = ROOT.parent / "shared" / "eval"
FICTION = Settings(fictional_numbers=True)


def sample_settings(**more: Any) -> Settings:
    """Return the settings of the sample case."""
    return load(SAMPLE / "graphkit.toml", **more)


def link_into(out: Path, *sources: Path, settings: Settings = FICTION, **more: Any) -> Report:
    """Link sources into a folder; return what the run did."""
    view, report = link(sources, out, settings=settings, **more)
    view.close()
    return report


def outputs(folder: Path, leave_out: Iterable[str] = ("case.duckdb", "run.json")) -> dict[str, bytes]:
    """Return every file of a folder but those with times in them."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.name not in set(leave_out)}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the names of files that are not the same in both; short, where a dict of pages would flood a report."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of one of the CSV tables."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def groups(folder: Path) -> set[frozenset[str]]:
    """Return the clusters of two or more records as sets of the ids that their sources gave."""
    found: dict[str, set[str]] = {}
    for row in rows(folder, "records"):
        found.setdefault(row["cluster_id"], set()).add(row["native_id"])
    return {frozenset(g) for g in found.values() if len(g) > 1}


def write_csv(path: Path, table: Iterable[Mapping[str, str]]) -> Path:
    """Write rows as a CSV file."""
    listed = list(table)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    return path


def write_jsonl(path: Path, table: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table), "utf-8")
    return path


def graphkit(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; ``env`` is put over this process's environment."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **options.pop("env", {})}
    command = [sys.executable, "-m", "graphkit", *map(str, arguments)]
    return subprocess.run(
        command, env=env, capture_output=True, encoding="utf-8", timeout=120, check=False, **options
    )


def union_find(carried: Mapping[str, Iterable[str]]) -> set[frozenset[str]]:
    """Return the groups of two or more records that share values, by the plainest union-find."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for record, values in carried.items():
        for value in values:
            parent[root(f"record {record}")] = root(f"value {value}")
    found: dict[str, set[str]] = {}
    for record in carried:
        found.setdefault(root(f"record {record}"), set()).add(record)
    return {frozenset(g) for g in found.values() if len(g) > 1}
