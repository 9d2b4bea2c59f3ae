"""How many documents a second are read, here and by ``phonenumbers.PhoneNumberMatcher``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import phonenumbers
import polars as pl
import pyarrow as pa
from extraction_corpus import Row
from extraction_tables import Score

from graphkit.engines.local import map_ordered
from graphkit.errors import UsageError
from graphkit.identifiers.cards import mask_column
from graphkit.identifiers.scan import read_texts
from graphkit.identifiers.texts import texts_of
from graphkit.settings import ReadOptions, Settings

BATCH = 20_000
_COLUMNS = ("record_id", "field", "text", "regions", "platform")


def read_masked(texts: pl.DataFrame, settings: Settings) -> pa.Table:
    """Mask cards and read everything, as a run of ``graphkit link`` does with the texts of its records."""
    masked, _ = mask_column(texts["text"], None)
    return read_texts(texts.with_columns(masked.alias("text")), settings)


def json_lines(path: Path, titles: bool) -> Iterator[tuple[str, str, str]]:
    """Yield (field, text, regions) of the ads in a file of JSON lines, which have a ``body`` or a ``text``."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                ad = json.loads(line)
            except json.JSONDecodeError:
                continue  # a broken row, as simulated cases have them
            text = ad.get("body", ad.get("text")) if isinstance(ad, dict) else None
            if not isinstance(text, str):
                raise UsageError(f"{path}, line {number}: the ad has neither a body nor a text")
            if titles and isinstance(ad.get("title"), str):
                yield "title", ad["title"], ""
            yield "text", text, ""


def ingested(path: Path, titles: bool) -> Iterator[tuple[str, str, str]]:
    """Yield (field, text, regions) of the ads in any table that graphkit reads."""
    from ingest import INGESTORS

    options = ReadOptions(source_id="0" * 64, source=path.as_posix())
    for batch in INGESTORS["tables"].read(path, options):
        for field, text, regions in texts_of(batch.records).select("field", "text", "regions").iter_rows():
            if titles or field != "title":
                yield field, text, regions


def texts_in(paths: Iterable[Path], titles: bool, most: int) -> list[pl.DataFrame]:
    """Return the texts of files, and of all files of folders, in batches; at most so many ads if not 0."""
    out: list[pl.DataFrame] = []
    rows: list[tuple[str, str, str, str, str]] = []
    ads = 0
    schema = dict.fromkeys(_COLUMNS, pl.String)
    for path in _files(paths):
        for field, text, regions in (json_lines if path.suffix == ".jsonl" else ingested)(path, titles):
            ads += field == "text"
            if most and ads > most:
                break
            rows.append((str(ads), field, text, regions, ""))
            if len(rows) == BATCH:
                out.append(pl.DataFrame(rows, schema=schema, orient="row").with_row_index("row"))
                rows = []
    if rows:
        out.append(pl.DataFrame(rows, schema=schema, orient="row").with_row_index("row"))
    return out


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith(("_", ".")))
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"{path}: there is no such file or folder of ads")


@dataclass(frozen=True, slots=True)
class Speed:
    """Documents a second.

    Attributes
    ----------
    documents, mean
        How many, and their characters on average.
    cyrillic
        The share that holds Cyrillic letters.
    one, two
        Documents a second with one process and with two, all kinds read.
    masked
        With two, cards masked first.
    start
        Seconds that a pool of two takes to start, which ``two`` and ``masked`` leave out.
    peer
        Documents a second of ``PhoneNumberMatcher``, for phones alone, on a sample.
    """

    documents: int
    mean: float
    cyrillic: float
    one: float
    two: float
    masked: float
    start: float
    peer: float

    def cells(self) -> list[str]:
        """Return the cells of a table."""
        ratios = (f"{x / self.peer:.1f}" for x in (self.one, self.two))
        rates = (f"{x:,.0f}" for x in (self.one, self.two, self.masked, self.peer))
        size = [f"{self.documents:,}", f"{self.mean:.0f}", f"{self.cyrillic:.2f}"]
        return [*size, *rates, *ratios, f"{self.start:.1f}"]


SPEEDS = [
    "texts", "documents", "characters", "Cyrillic", "1 process/s", "2 processes/s", "2, cards masked/s",
    "PhoneNumberMatcher/s", "1 : peer", "2 : peer", "pool start s",
]  # fmt: skip


def speed(batches: Sequence[pl.DataFrame], settings: Settings, sample: int) -> Speed:
    """Measure the speeds over batches of texts; wall time, each once."""
    documents = sum(b.filter(pl.col("field") != "title").height for b in batches)
    work = partial(read_texts, settings=settings)
    work(batches[0].head(50))
    seconds = _seconds(work, batches, 1)
    tiny = [batches[0].head(50)] * 4
    start = _seconds(work, tiny, 2)
    two = max(1e-9, _seconds(work, batches, 2) - start)
    masked = max(1e-9, _seconds(partial(read_masked, settings=settings), batches, 2) - start)
    texts = pl.concat([b.select("text", "regions") for b in batches])
    step = max(1, texts.height // sample)
    chosen = texts.gather_every(step).head(sample)
    per_document = texts.height / documents
    before = time.perf_counter()
    for text, regions in chosen.iter_rows():
        peer_phones(text, regions.partition(",")[0] or (settings.regions or ("US",))[0])
    peer = chosen.height / per_document / (time.perf_counter() - before)
    figures = texts.select(
        pl.col("text").str.len_chars().sum(),
        pl.col("text").str.contains(r"\p{Cyrillic}").mean().alias("share"),
    )
    return Speed(
        documents, figures["text"][0] / documents, figures["share"][0],
        documents / seconds, documents / two, documents / masked, start, peer,
    )  # fmt: skip


def _seconds(work: partial[pa.Table], batches: Sequence[pl.DataFrame], workers: int) -> float:
    before = time.perf_counter()
    for _ in map_ordered(work, batches, workers):
        pass
    return time.perf_counter() - before


def peer_phones(text: str, region: str, leniency: int = phonenumbers.Leniency.VALID) -> set[str]:
    """Return the phones that ``PhoneNumberMatcher`` finds in a text, in E.164."""
    e164 = phonenumbers.PhoneNumberFormat.E164
    matches = phonenumbers.PhoneNumberMatcher(text, region, leniency)
    return {phonenumbers.format_number(m.number, e164) for m in matches}


def peer_score(rows: Sequence[Row], leniency: int) -> Score:
    """Judge ``PhoneNumberMatcher`` on the phones of rows, with each row's first region or US."""
    score = Score()
    for row in rows:
        wanted = {v for k, v in row.expected if k == "phone"}
        allowed = wanted | {v for k, v in row.optional if k == "phone"}
        found = peer_phones(row.text, row.regions[0] if row.regions else "US", leniency)
        score.expected += len(wanted)
        score.right += len(found & wanted)
        score.wrong += len(found - allowed)
    score.any = score.right
    return score
