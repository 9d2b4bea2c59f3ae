"""The labelled corpus of ``tests/corpus``: its rows, what the readers find in them, and how that is judged.

``tests/corpus/README.md`` says what the columns hold.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from graphkit.identifiers import KINDS
from graphkit.identifiers.cards import CARD, mask_cards
from graphkit.identifiers.scan import read_texts
from graphkit.settings import Settings

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus"
COLUMNS = (
    "id", "part", "kind", "disguise", "language", "regions", "platform", "text", "expected", "why",
)  # fmt: skip
PARTS = ("test", "calibration")
# Kinds that need not be listed wherever they stand: a link's own host, a name of no known platform. A link to an
# account is listed as the account, so links are judged where a case is about them; and cards, which join by a key
# only, where a case is about money.
_UNJUDGED = frozenset({"domain", "username"})
_ONLY_ABOUT = {"url": ("url", "domain"), "card": ("card", "iban", "bank")}
_CARD_KEY = b"of the corpus"  # as GRAPHKIT_CARD_KEY: cards join by a key only

Item = tuple[str, str]  # kind, value


@dataclass(frozen=True, slots=True)
class Row:
    """One case: a text, and what is in it.

    Attributes
    ----------
    file
        The table that it stands in, without ``.tsv``.
    expected, optional
        What must be found, and what may be.
    """

    file: str
    id: str
    part: str
    kind: str
    disguise: str
    language: str
    regions: tuple[str, ...]
    platform: str
    text: str
    expected: tuple[Item, ...]
    optional: tuple[Item, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One mention: its spans are offsets into the row's text, in code points."""

    kind: str
    value: str
    raw: str
    confidence: float
    role: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one row, each (kind, value) once at its highest confidence.

    Attributes
    ----------
    right, missed
        Expected items found at joining confidence, and the others.
    unsure
        Those of the missed that were found below it.
    wrong
        What was found at joining confidence and is not in the text.
    found
        Everything found of the advertiser's own or expected, by kind and value: a platform's own links never join.
    """

    row: Row
    right: tuple[Item, ...]
    missed: tuple[Item, ...]
    unsure: tuple[Item, ...]
    wrong: tuple[Item, ...]
    found: dict[Item, float]


_ESCAPE = re.compile(r"\\(?:([nrt\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


def unescape(text: str) -> str:
    r"""Undo ``\n \r \t \\ \uXXXX \UXXXXXXXX``; any other backslash stays.

    Examples
    --------
    >>> unescape(r"a\\n\u200bb \d")
    'a\\n\u200bb \\d'
    """
    return _ESCAPE.sub(lambda m: _PLAIN[m[1]] if m[1] else chr(int(m[2] or m[3], 16)), text)


def items(cell: str) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items of an ``expected`` cell: those that must be found, and those behind a ``?``.

    Raises
    ------
    ValueError
        If an item is not ``kind:value``.

    Examples
    --------
    >>> items("phone:+12025550143 | ?username:lena")
    ((('phone', '+12025550143'),), (('username', 'lena'),))
    """
    must: list[Item] = []
    may: list[Item] = []
    for part in cell.split(" | ") if cell.strip() else ():
        kind, colon, value = part.strip().removeprefix("?").partition(":")
        if not (kind and colon and value):
            raise ValueError(f"not kind:value: {part!r}")
        (may if part.strip().startswith("?") else must).append((kind, value))
    return tuple(dict.fromkeys(must)), tuple(dict.fromkeys(may))


def load(folder: Path = CORPUS) -> list[Row]:
    """Return the rows of every table of a folder, by name of the table, then as they stand.

    Raises
    ------
    ValueError
        If a table has another header, or a row another number of cells or an item that is none; table and line are
        named.
    """
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(next(lines, ())) != COLUMNS:
                raise ValueError(f"{path.name}: the columns must be {', '.join(COLUMNS)}")
            for number, cells in enumerate(lines, 2):
                try:
                    rows.append(_row(path.stem, cells))
                except ValueError as error:
                    raise ValueError(f"{path.name}, line {number}: {error}") from error
    return rows


def _row(file: str, cells: Sequence[str]) -> Row:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} cells instead of {len(COLUMNS)}")
    name, part, kind, disguise, language, regions, platform, text, expected, why = cells
    places = tuple(r.strip() for r in regions.split(",") if r.strip())
    return Row(
        file, name, part, kind, disguise, language, places, platform, unescape(text), *items(unescape(expected)), why
    )  # fmt: skip


def table_of(texts: Sequence[str], platforms: Sequence[str] | None = None) -> pl.DataFrame:
    """Return texts as the table that :func:`graphkit.identifiers.scan.read_texts` takes."""
    n = len(texts)
    columns = {
        "record_id": [str(i) for i in range(n)],
        "field": ["text"] * n,
        "text": list(texts),
        "regions": [""] * n,
        "platform": list(platforms or [""] * n),
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("row")


def settings_of(regions: tuple[str, ...]) -> Settings:
    """Return the settings that a row is read with."""
    return Settings(regions=regions, fictional_numbers=True)


def read(rows: Sequence[Row]) -> list[list[Seen]]:
    """Return the mentions of each row; cards as with a key, under their masked digits."""
    out: list[list[Seen]] = [[] for _ in rows]
    by_regions: dict[tuple[str, ...], list[int]] = {}
    for at, row in enumerate(rows):
        by_regions.setdefault(row.regions, []).append(at)
    for regions, places in by_regions.items():
        texts = []
        for at in places:
            text, cards = mask_cards(rows[at].text, _CARD_KEY)
            texts.append(text)
            for card in cards:
                digits = "".join(c for c in card.raw if c == "*" or c.isdigit())
                seen = Seen(CARD.name, digits, card.raw, 0.97, "self", ((card.start, card.end),))
                out[at].append(seen)
        mentions = read_texts(
            table_of(texts, [rows[at].platform.lower() for at in places]), settings_of(regions)
        )
        for m in mentions.to_pylist():
            spans = tuple((s["start"], s["end"]) for s in m["spans"])
            seen = Seen(m["kind"], m["value"], m["raw"], round(m["confidence"], 2), m["role"], spans)
            out[places[int(m["record_id"])]].append(seen)
    return out


def judge(row: Row, seen: Iterable[Seen], joining: float) -> Judged:
    """Compare what was found in a row with what is in it.

    Parameters
    ----------
    row
        With its expected and optional items.
    seen
        Its mentions; the same kind and value counts once, at the highest confidence.
    joining
        The joining confidence.
    """
    found: dict[Item, float] = {}
    for mention in seen:
        item = (mention.kind, mention.value)
        if mention.role == "self" or item in row.expected:
            found[item] = max(found.get(item, 0.0), mention.confidence)
    right = tuple(i for i in row.expected if found.get(i, 0.0) >= joining)
    missed = tuple(i for i in row.expected if found.get(i, 0.0) < joining)
    wrong = tuple(i for i in sorted(found) if found[i] >= joining and is_wrong(i, row))
    return Judged(row, right, missed, tuple(i for i in missed if i in found), wrong, found)


def is_wrong(item: Item, row: Row) -> bool:
    """Tell whether an item that was found in a row is held against the readers."""
    kind = item[0]
    if item in row.expected or item in row.optional or kind in _UNJUDGED or not KINDS[kind].joins:
        return False
    return row.kind in _ONLY_ABOUT.get(kind, (row.kind,))


def judge_all(rows: Sequence[Row], joining: float | None = None) -> list[Judged]:
    """Read and judge rows."""
    least = Settings().join_confidence if joining is None else joining
    return [judge(row, seen, least) for row, seen in zip(rows, read(rows), strict=True)]
