"""The stages in order: sources to records, records to mentions, mentions to clusters."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import pyarrow as pa

from graphkit import history, store
from graphkit.case import Case
from graphkit.deciding import binding_of
from graphkit.engines.local import map_ordered
from graphkit.errors import SourceError, WrongFormatError
from graphkit.identifiers import TEXT
from graphkit.identifiers.cards import CARD, mask_any
from graphkit.identifiers.embedded import without_pictures
from graphkit.identifiers.reading import read_again, read_counted
from graphkit.identifiers.scan import chosen_kinds
from graphkit.linking import link_mentions
from graphkit.linking.community_table import with_communities
from graphkit.model import DECLARED, RECORDS, Batch
from graphkit.near_texts import near_texts
from graphkit.pictures import earlier, need_the_file, read_pictures, tell_of_cells
from graphkit.settings import ReadOptions, Settings
from graphkit.sources import SourceFile, hash_and_head

# Below this many bytes of sources a second process costs more than it saves.
_WORTH_A_POOL = 24_000_000
_READING = ("regions", "default_regions", "fictional_numbers", "kinds")

Progress = Callable[[str, int, int], None]  # stage, done, of how many (0: unknown); bytes when reading


class Ingestor(Protocol):
    """What the pipeline needs of ``ingest``, which it does not import."""

    name: str

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is to read this file."""
        ...

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the file's batches."""
        ...


@dataclass(slots=True)
class Report:
    """What one run did, for people.

    Attributes
    ----------
    read, known, same
        Sources read now, in the case already, and (source, source with the same bytes).
    unread
        Files in folders that nothing reads: (source, reason).
    pictures
        How many files in folders are called like pictures, which are looked at where a record names them.
    columns
        What the columns of each source were taken for: source -> column -> field.
    """

    read: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0
    columns: dict[str, dict[str, str]] = field(default_factory=dict)


def _quiet(_stage: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""


def run(
    case: Case,
    sources: Sequence[SourceFile],
    ingestors: Mapping[str, Ingestor],
    settings: Settings,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = _quiet,
) -> Report:
    """Read new sources into a case and link the whole of it; all of it is kept, or none.

    Parameters
    ----------
    case
        Open for writing.
    sources, ingestors
        The files, and the readers to choose from.
    settings, mapping
        The run's settings and the user's word on columns.
    progress
        Told of each step.

    Raises
    ------
    SourceError
        If a named file cannot be read; the case stays as it was.
    """
    chosen_kinds(settings)  # a wrong name is said before anything is read
    report = Report()
    with case.writing():
        with case.sparing():
            _ingest_all(case, sources, ingestors, settings, dict(mapping or {}), progress, report)
        read_changed(case, settings, progress)
        progress("linking", 0, 0)
        relink(case, settings)
        case.put_meta("settings", settings.model_dump_json())
    return report


def _ingest_all(
    case: Case, sources: Sequence[SourceFile], ingestors: Mapping[str, Ingestor], settings: Settings,
    mapping: dict[str, str], progress: Progress, report: Report,
) -> None:  # fmt: skip
    """Read every source that the case does not hold yet."""
    report.pictures = sum(s.is_picture for s in sources)
    sources = [s for s in sources if not s.is_picture]
    seen: dict[str, str] = {}
    sizes = {s.path: s.path.stat().st_size if s.path.exists() else 0 for s in sources}
    total, done = sum(sizes.values()), 0
    workers = settings.workers or os.cpu_count() or 1
    settings_workers = workers if total >= _WORTH_A_POOL else 1
    for source in sources:
        progress("reading", done, total)
        source_id, size, head = hash_and_head(source.path)
        done += size
        if source_id in seen:
            report.same.append((source.source, seen[source_id]))
            continue
        seen[source_id] = source.source
        pictures = earlier(case, source_id)
        if _is_known(case, source_id, mapping, settings):
            read_pictures(case, source_id, source.path.parent, settings)
            report.known.append(source.source)
            continue
        candidates = _candidates(source, head, ingestors)
        if not candidates:
            reason = "no reader knows this kind of file"
            if source.named:
                raise SourceError(
                    f"{source.source}: {reason}; CSV, TSV, JSON, JSON Lines, Parquet and XLSX are read"
                )
            report.unread.append((source.source, reason))
            continue
        try:
            reader = _Reading(
                case, source, source_id, size, settings, mapping, settings_workers, progress, done, total
            )
            report.columns[source.source] = reader.take(candidates)
            read_pictures(case, source_id, source.path.parent, settings, pictures)
            report.read.append(source.source)
        except SourceError as error:
            if source.named:
                raise
            case.forget_source(source_id)
            report.unread.append((source.source, str(error).removeprefix(f"{source.source}: ")))


def _candidates(source: SourceFile, head: bytes, ingestors: Mapping[str, Ingestor]) -> list[Ingestor]:
    """Return the ingestors that may read a file, the surest first."""
    sure = [(ingestor.sniff(source.path, head), name) for name, ingestor in ingestors.items()]
    return [ingestors[name] for how, name in sorted(sure, key=lambda x: (-x[0], x[1])) if how > 0]


def _is_known(case: Case, source_id: str, mapping: dict[str, str], settings: Settings) -> bool:
    """Tell whether a source is in the case, read by the same mapping; one read by another is forgotten.

    No mapping asks for no other: the one by which the source was read stays.

    Cards are masked and pictures taken out before anything is stored: those not yet read, and cards read without the
    key given now, need the file.
    """
    found = case.query("SELECT details FROM sources WHERE source_id = ?", (source_id,))["details"].to_pylist()
    if not found:
        return False
    held = json.loads(found[0])
    had, cards = held.get("cards", "unread"), _cards(settings)
    lacks_cards = cards not in (had, "unread") and (cards != "masked" or had == "unread")
    same_mapping = not mapping or held.get("mapping") == _clean(mapping)
    if same_mapping and not lacks_cards and not need_the_file(held, settings):
        return True
    case.forget_source(source_id)
    return False


class _Reading:
    """The reading of one source into a case."""

    def __init__(
        self, case: Case, source: SourceFile, source_id: str, size: int, settings: Settings, mapping: dict[str, str],
        workers: int, progress: Progress, done: int, total: int,
    ) -> None:  # fmt: skip
        self.case, self.source, self.source_id, self.size = case, source, source_id, size
        self.settings, self.mapping, self.workers = settings, mapping, workers
        self.progress, self.done, self.total = progress, done, total
        self.details: dict[str, Any] = {"mapping": mapping}
        self.records = self.rejects = 0
        self.pictures: Counter[str] = Counter()

    def take(self, ingestors: Sequence[Ingestor]) -> dict[str, str]:
        """Read by the first ingestor that can; return what the columns were taken for."""
        self._check_collision()
        for ingestor in ingestors:
            try:
                self._read(ingestor)
            except WrongFormatError as error:
                last = error
                continue
            return dict(_clean(self.details.get("columns", {})))
        raise SourceError(
            str(last) if str(last).startswith(self.source.source) else f"{self.source.source}: {last}"
        )

    def _check_collision(self) -> None:
        """Record ids begin with twelve digits of the source's hash: no two sources may share them."""
        ids = self.case.query(
            "SELECT source_id FROM sources WHERE starts_with(source_id, ?)", (self.source_id[:12],)
        )
        if ids.num_rows:
            raise SourceError(
                f"{self.source.source}: its hash begins like that of another source; put it into a case of its own"
            )

    def _read(self, ingestor: Ingestor) -> None:
        """Read all batches into the case."""
        options = ReadOptions(
            self.source_id,
            self.source.source,
            self.mapping,
            self.settings.batch_size,
            self.details.__setitem__,
        )
        key = os.environ.get("GRAPHKIT_CARD_KEY", "").encode() or None
        platform = self.source.stem
        work = partial(read_counted, settings=self.settings, key=key, platform=platform)
        batches = ingestor.read(self.source.path, options)
        for masked, mentions, pictures in map_ordered(work, batches, self.workers):
            self._keep(masked, mentions)
            self.pictures.update(pictures)
        self._keep_source(ingestor.name)

    def _keep(self, batch: Batch, mentions: pa.Table) -> None:
        """Write one batch."""
        # The ordinal is the end of the record's id: rows sort as they stood in the source.
        ids = pl.Series(batch.records["record_id"])
        ordinal = ids.str.split("-").list.last().cast(pl.Int64).to_arrow()
        self.case.insert("records", batch.records.append_column("ordinal", ordinal))
        self.case.insert("declared", batch.declared)
        self.case.insert("rejects", batch.rejects)
        self.case.insert("mentions", _with_source(mentions, self.source_id))
        if not self.records and batch.records.num_rows:
            told = "platform" in self.details.get("columns", {}).values()
            self.details["platform"] = "column" if told else f"file name: {self.source.stem}"
        self.records += batch.records.num_rows
        self.rejects += batch.rejects.num_rows
        self.progress(f"reading {self.source.source}: {self.records} records", self.done, self.total)

    def _keep_source(self, ingestor: str) -> None:
        """Write the source itself."""
        details = {
            **_clean(self.details),
            "mapping": _clean(self.mapping),
            "reading": reading_key(self.settings),
            "cards": _cards(self.settings),
        }
        tell_of_cells(details, self.pictures, self.settings)
        row = {
            "source_id": [self.source_id], "source": [self.source.source], "size": [self.size], "ingestor": [ingestor],
            "details": [store.dump(details)], "records": [self.records], "rejects": [self.rejects],
        }  # fmt: skip
        self.case.insert("sources", pa.table(row))


def _clean(value: Any) -> Any:
    """Return what a reader reports without the cards and pictures that its columns may be called by."""
    return mask_any(without_pictures(value))


def _cards(settings: Settings) -> str:
    """Return how cards are read now: not at all, masked, or by a key, of which only a digest is told."""
    if CARD.name not in chosen_kinds(settings):
        return "unread"
    key = os.environ.get("GRAPHKIT_CARD_KEY", "").encode()
    return hashlib.blake2b(key, digest_size=4, person=b"card-key").hexdigest() if key else "masked"


def _with_source(mentions: pa.Table, source_id: str) -> pa.Table:
    return mentions.append_column("source_id", pa.array([source_id] * mentions.num_rows, pa.string()))


def reading_key(settings: Settings) -> str:
    """Return a digest of the settings that change what is read out of a text, and of the version that reads."""
    from graphkit.version import __version__

    parts = {name: getattr(settings, name) for name in _READING} | {"version": __version__}
    return hashlib.sha256(store.dump(parts).encode()).hexdigest()[:16]


def read_changed(case: Case, settings: Settings, progress: Progress) -> None:
    """Read identifiers again where they were read by other settings; the records are in the case."""
    key = f'"reading": "{reading_key(settings)}"'
    rows = case.query("SELECT source_id, source, details FROM sources ORDER BY source_id")
    for source_id, source, details in zip(*(rows[c].to_pylist() for c in rows.schema.names), strict=True):
        if key in details:
            continue
        progress(f"reading identifiers of {source} by the new settings", 0, 0)
        case.forget_mentions(source_id)
        names = ", ".join(f'"{n}"' for n in RECORDS.names)
        records = case.query(
            f"SELECT {names} FROM records WHERE source_id = ? ORDER BY ordinal", (source_id,)
        ).cast(RECORDS)
        declared = case.query(
            "SELECT d.* FROM declared d JOIN records r USING (record_id) WHERE r.source_id = ?"
            " ORDER BY r.ordinal, d.field, d.start, d.kind", (source_id,)
        ).cast(DECLARED)  # fmt: skip
        case.insert("mentions", _with_source(read_again(records, declared, settings), source_id))
        old = json.loads(details) | {"reading": reading_key(settings)}
        case.put_details(source_id, store.dump(old))


def relink(case: Case, settings: Settings, parts: pl.DataFrame | None = None) -> None:
    """Link everything in the case anew from its mentions; clusters keep their ids by overlap.

    Parameters
    ----------
    case, settings
        Open for writing, and what to link by.
    parts
        Where cases come together, their clusters: record_id, cluster_id, of_case. Else those of the last run.
    """
    wanted = sorted(chosen_kinds(settings))
    mentions = case.query(
        "SELECT record_id, kind, value, role, confidence FROM mentions WHERE list_contains(?, kind)",
        (wanted,),
    )
    records = case.query("SELECT record_id, platform, posted_at FROM records")
    previous = _frame(case.query("SELECT record_id, cluster_id FROM members")) if parts is None else parts
    before = previous.select("record_id", "cluster_id").unique(maintain_order=True)
    texts = near_texts(case, settings) if TEXT.name in wanted else None
    linked = link_mentions(_frame(mentions), _frame(records), before, settings, texts, binding_of(case))
    history.record(case, previous, linked)
    members, communities = with_communities(linked, _frame(records), settings)
    tables = {name: getattr(linked, name) for name in store.LINKED}
    for name, frame in (tables | {"members": members, "communities": communities}).items():
        rows = frame.to_arrow()
        schema = store.TABLES[name]
        case.replace(name, rows.select(schema.names).cast(schema))


def _frame(rows: pa.Table) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(rows))


__all__ = ["Ingestor", "Progress", "Report", "read_changed", "reading_key", "relink", "run"]
