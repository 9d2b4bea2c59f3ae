"""Link three public data sets and print what came of it, in figures only.

Run from the checkout: ``python benchmarks/real_data.py [FOLDER]``. Nothing of what is read is printed or
kept: the cases lie in temporary folders that are removed. The exit code is 1 where groups that ought to equal
a plain union-find over the identifiers as they stand in the file do not.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

import graphkit
from graphkit.settings import Settings, load

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "eval"
_TOKEN = re.compile(r"#(?:EMAIL|PHONE|URL)_[0-9A-Fa-f]{8,128}#")

Values = dict[str, set[str]]
Partition = set[frozenset[str]]


def emscad_tokens(path: Path) -> Values:
    """Return the masked tokens that stand anywhere in each row: the row's id -> tokens as written."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["job_id"]: set(_TOKEN.findall(" ".join(map(str, row.values())))) for row in rows}


def cryptoscam_addresses(path: Path) -> Values:
    """Return the values of ``addresses`` of each line as they are written: its id -> addresses."""
    out: Values = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            site = json.loads(line)
            out[str(site["id"])] = {one for listed in site["addresses"].values() for one in listed}
    return out


def union_find(values: Mapping[str, Iterable[str]]) -> Partition:
    """Return the groups of two or more records that share a value, directly or through others.

    Examples
    --------
    >>> sorted(map(sorted, union_find({"a": "x", "b": "xy", "c": "y", "d": "z"})))
    [['a', 'b', 'c']]
    """
    parent = {name: name for name in values}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    first: dict[str, str] = {}
    for name, held in values.items():
        for value in held:
            parent[root(name)] = root(first.setdefault(value, name))
    groups: dict[str, set[str]] = {}
    for name in values:
        groups.setdefault(root(name), set()).add(name)
    return {frozenset(group) for group in groups.values() if len(group) > 1}


@dataclass(frozen=True, slots=True)
class DataSet:
    """One run: its file, how it is linked, what its groups are compared with, and whether they must be equal."""

    file: str
    options: str
    settings: Settings
    mapping: Mapping[str, str] = field(default_factory=dict)
    plain: Callable[[Path], Values] | None = None
    must_equal: bool = False


_MASKED = load(kinds=("email", "phone", "url"), set_aside_records=None)
_CRYPTO = load(kinds=("crypto",), set_aside_records=None)
_ALONE = "--kinds crypto --set-aside none --map extra=description"
RUNS = (
    DataSet(
        "emscad_dev.csv",
        "--kinds email,phone,url --set-aside none",
        _MASKED,
        plain=emscad_tokens,
        must_equal=True,
    ),
    DataSet("cryptoscam_dev.jsonl", "--kinds crypto --set-aside none", _CRYPTO, plain=cryptoscam_addresses),
    DataSet(
        "cryptoscam_dev.jsonl",
        _ALONE,
        _CRYPTO,
        {"description": "extra"},
        cryptoscam_addresses,
        must_equal=True,
    ),
    DataSet("sms_spam.tsv", "--region GB", load(regions="GB")),
)


def clustered(records: Iterable[tuple[str, str]]) -> Partition:
    """Return the groups of two or more among (record, cluster) pairs."""
    groups: dict[str, set[str]] = {}
    for name, cluster in records:
        groups.setdefault(cluster, set()).add(name)
    return {frozenset(group) for group in groups.values() if len(group) > 1}


def verdict(found: Partition, plain: Partition) -> str:
    """Return whether two partitions are the same, and where not, how far apart."""
    if found == plain:
        return f"yes, all {len(plain):,}"
    return f"no: {len(found & plain):,} the same, {len(found - plain):,} only here, {len(plain - found):,} only there"


def compared(given: DataSet, path: Path, records: pd.DataFrame) -> tuple[str, bool]:
    """Return how a run's groups compare with the plain ones, in words, and whether they are the same."""
    if given.plain is None:
        return "not compared", True
    names = records["native_id"]
    if names.isna().any() or not names.is_unique:
        raise SystemExit(f"{given.file}: the ids of its rows are not distinct, so groups cannot be compared")
    found = clustered(zip(names.astype(str), records["cluster_id"], strict=True))
    plain = union_find(given.plain(path))
    return verdict(found, plain), found == plain


def measure(given: DataSet, folder: Path) -> tuple[list[str], bool]:
    """Link one data set; return its row of the table, and whether its groups are what they must be."""
    path = folder / given.file
    with tempfile.TemporaryDirectory() as out:
        view, _ = graphkit.link([path], out, settings=given.settings, mapping=given.mapping)
        with view:
            summary, records = view.summary(), view.records()
    said, same = compared(given, path, records)
    counts = summary["counts"]
    by_kind = ", ".join(f"{kind} {n:,}" for kind, n in Counter(summary["identifiers_by_kind"]).most_common())
    figures = (counts["clusters"], summary["largest_cluster"], summary["records_in_clusters"])
    row = [given.file, f"`{given.options}`", f"{counts['records']:,}", f"{counts['rejects']:,}", by_kind]
    row += [f"{counts['shared_resources']:,}", *(f"{figure:,}" for figure in figures), said]
    return row, same or not given.must_equal


HEAD = [
    "data set",
    "options",
    "records",
    "rejects",
    "identifiers by kind",
    "shared resource",
    "clusters of 2+",
]
HEAD += ["largest", "records in clusters", "same groups as union-find"]


def main(arguments: list[str]) -> int:
    """Print the table; return the exit code."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    missing = sorted({run.file for run in RUNS if not (folder / run.file).is_file()})
    if missing:
        print(f"{folder}: holds no {', '.join(missing)}; give the folder of the data sets", file=sys.stderr)
        return 2
    rows, right = [HEAD, ["---"] * len(HEAD)], True
    for given in RUNS:
        row, good = measure(given, folder)
        rows.append(row)
        right &= good
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
