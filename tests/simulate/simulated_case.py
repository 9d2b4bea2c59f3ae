"""A simulated case read back from its files, with nothing of the simulator's but the names of the files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from graphkit.simulate.platforms import PLATFORMS

SAMPLE_ADS, SAMPLE_SEED = 400, 1492
COUNTRIES = {
    "США": "US",
    "Канада": "CA",
    "Великобритания": "GB",
    "Германия": "DE",
    "Франция": "FR",
    "Австралия": "AU",
    "Швеция": "SE",
}


class Case:
    """A simulated case read back from its files, with nothing of the simulator's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth = self._table("truth.csv")
        self.mentions = self._table("truth_mentions.csv")
        self.identifiers = self._table("truth_identifiers.csv")
        self.rejects = self._table("truth_rejects.csv")
        self.person = {row["native_id"]: row["person"] for row in self.truth}
        self.agency = {row["person"]: row["agency"] for row in self.truth}
        self.cells = dict(self._records())
        self.mentioned = defaultdict(list)
        for row in self.mentions:
            self.mentioned[row["native_id"]].append((row["kind"], row["value"]))

    def _table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / "_truth" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def text_of(self, name: str) -> str:
        data = (self.folder / "ads" / name).read_bytes()
        data = gzip.decompress(data) if name.endswith(".gz") else data
        return data.decode("cp1251" if name == "citylist.csv" else "utf-8")

    def _records(self) -> Iterator[tuple[str, list[str]]]:
        """Yield every record's id with its cells; broken rows are passed over."""
        for platform in PLATFORMS:
            text = self.text_of(platform.file)
            if platform.file.endswith(".jsonl"):
                items = [json.loads(line) for line in text.splitlines() if line.endswith("}")]
                rows = [[item["id"], *strings(item)] for item in items]
            elif platform.file.endswith(".json"):
                items = [item for item in json.loads(text) if isinstance(item, dict)]
                rows = [[item["message_id"], *strings(item)] for item in items]
            else:
                delimiter = {"citylist.csv": ";", "nightboard.tsv": "\t"}.get(platform.file, ",")
                table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
                rows = [row for row in table[1:] if len(row) == len(table[0])]
            for row in rows:
                yield row[0], row

    def notes(self, native_id: str) -> list[str]:
        row = next(r for r in self.truth if r["native_id"] == native_id)
        return row["notes"].split("; ")

    def noted(self, note: str) -> list[dict[str, str]]:
        return [r for r in self.truth if any(n.partition(":")[0] == note for n in r["notes"].split("; "))]


def strings(value: object) -> Iterator[str]:
    """Yield all strings inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def country(case: Case, native_id: str) -> str | None:
    """Return the country that a record states in a cell of its own."""
    for cell in case.cells[native_id]:
        if cell in COUNTRIES or cell in COUNTRIES.values():
            return COUNTRIES.get(cell, cell)
    return None


def triples(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W\d]+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))
