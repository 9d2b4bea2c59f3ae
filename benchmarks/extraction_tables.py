"""Tables of the extraction benchmark, as plain text."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extraction_corpus import Item, Judged, Row, is_wrong, read

from graphkit.identifiers import KINDS
from graphkit.settings import Settings

BANDS = (0.0, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(slots=True)
class Score:
    """Counts of items: expected, found at joining confidence, found at any, and found though not there."""

    expected: int = 0
    right: int = 0
    any: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float | None:
        """Return the share of the expected that was found at joining confidence; none of nothing."""
        return self.right / self.expected if self.expected else None

    @property
    def recall_any(self) -> float | None:
        """Return the share of the expected that was found at all; none of nothing."""
        return self.any / self.expected if self.expected else None

    @property
    def precision(self) -> float | None:
        """Return the share of what was found at joining confidence that is there; none of nothing."""
        found = self.right + self.wrong
        return self.right / found if found else None

    def cells(self) -> list[str]:
        """Return the counts and shares as cells of a table."""
        shares = (self.recall, self.recall_any, self.precision)
        return [str(self.expected), str(self.right), str(self.wrong), *(share(s) for s in shares)]


SCORED = ["expected", "found", "wrong", "recall", "at any conf.", "precision"]


def share(value: float | None) -> str:
    """Write a share with three decimals, a bar for none."""
    return "-" if value is None else f"{value:.3f}"


def lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of an aligned table: the first column to the left, the others to the right.

    Examples
    --------
    >>> list(lines(["kind", "n"], [["phone", "12"]]))
    ['kind    n', 'phone  12']
    """
    table = [list(head), *map(list, rows)]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    for row in table:
        cells = [c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        yield "  ".join(cells).rstrip()


def scores(judged: Iterable[Judged], key: Callable[[Row, Item], str]) -> dict[str, Score]:
    """Count items by what ``key`` says of each, in the order of the names."""
    found: dict[str, Score] = {}

    def at(row: Row, item: Item) -> Score:
        return found.setdefault(key(row, item), Score())

    for one in judged:
        for item in one.row.expected:
            at(one.row, item).expected += 1
        for item in one.right:
            at(one.row, item).right += 1
        for item in (*one.right, *one.unsure):
            at(one.row, item).any += 1
        for item in one.wrong:
            at(one.row, item).wrong += 1
    return dict(sorted(found.items()))


def by_kind(_: Row, item: Item) -> str:
    """Name an item by its kind."""
    return item[0]


def by_family(_: Row, item: Item) -> str:
    """Name an item by the family of its kind."""
    return KINDS[item[0]].family if item[0] in KINDS else item[0]


def by_disguise(row: Row, _: Item) -> str:
    """Name an item by its row's table and disguise: tables use the same names."""
    return f"{row.file}/{row.disguise}"


def by_language(row: Row, _: Item) -> str:
    """Name an item by the language of its text."""
    return row.language


def score_table(title: str, judged: Sequence[Judged], key: Callable[[Row, Item], str]) -> Iterator[str]:
    """Yield a table of recall and precision, with a last row of all."""
    counted = scores(judged, key)
    counted["all"] = scores(judged, lambda *_: "all").get("all", Score())
    yield from lines([title, *SCORED], ([name, *score.cells()] for name, score in counted.items()))


def failures(judged: Iterable[Judged]) -> Iterator[str]:
    """Yield, for each row that was not read as expected, what it is and what was found in it."""
    for one in judged:
        if not (one.missed or one.wrong):
            continue
        row = one.row
        yield f"{row.id}  {row.file}/{row.disguise}  {row.language}  {','.join(row.regions) or '-'}  {row.text!r}"
        for title, chosen in (("missed", one.missed), ("wrong", one.wrong)):
            if chosen:
                yield f"    {title}: {' | '.join(f'{k}:{v}' for k, v in chosen)}"
        found = (f"{k}:{v} {sure:.2f}" for (k, v), sure in sorted(one.found.items()))
        yield f"    found: {' | '.join(found) or 'nothing'}"


def calibration(judged: Iterable[Judged]) -> Iterator[str]:
    """Yield what confidence means, band by band: how many of the mentions are right.

    Judged as for precision: kinds that no row need list, and optional items, are left out.
    """
    counts = [[0, 0, 0.0] for _ in BANDS[1:]]
    for one in judged:
        for item, sure in one.found.items():
            if item in one.row.expected or is_wrong(item, one.row):
                band = counts[min(bisect_right(BANDS, sure) - 1, len(counts) - 1)]
                band[0] += 1
                band[1] += item in one.row.expected
                band[2] += sure
    rows = []
    for low, high, (n, right, total) in zip(BANDS, BANDS[1:], counts, strict=False):
        cells = [share(right / n), share(total / n)] if n else ["-", "-"]
        rows.append([f"{low:g} to {high:g}", str(n), str(right), *cells])
    yield from lines(["confidence", "mentions", "right", "share right", "mean confidence"], rows)


LENIENCY = ("none", "possible", "valid", "strict_grouping", "exact_grouping")


def peer_cases(path: Path, show: bool) -> Iterator[str]:
    """Yield how the cases of a public matcher of phones are read, by the strictest leniency that they pass."""
    cases = json.loads(path.read_text("utf-8"))
    rows = [
        Row("cases", str(n), "test", "phone", c["max_leniency"], "", (c["region"],), "", c["text"], (), (), "")
        for n, c in enumerate(cases, 1)
    ]  # fmt: skip
    joining = Settings().join_confidence
    counts = {name: [0, 0, 0] for name in LENIENCY}
    notes = []
    for row, seen in zip(rows, read(rows), strict=True):
        sure = [m.confidence for m in seen if m.kind == "phone"]
        count = counts[row.disguise]
        count[0] += 1
        count[1] += bool(sure)
        joins = bool(sure) and max(sure) >= joining
        count[2] += joins
        if joins if row.disguise == "none" else not sure:
            values = ", ".join(f"{m.value} {m.confidence:.2f}" for m in seen if m.kind == "phone")
            notes.append(
                f"case {row.id}  {row.disguise}  {row.regions[0]}  {row.text!r}  {values or 'nothing'}"
            )
    yield from lines(
        ["max_leniency", "cases", "found", "joined"],
        ([name, *map(str, count)] for name, count in counts.items()),
    )
    if show:
        yield from notes
