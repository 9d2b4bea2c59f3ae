"""Sources into a case: each file is read by the reader that is surest of it, archives member by member."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import polars as pl
import pyarrow as pa

from graphkit import store
from graphkit.case import Case
from graphkit.engines.local import map_ordered
from graphkit.errors import SourceError, WrongFormatError
from graphkit.identifiers.cards import CARD, mask_any, mask_cards
from graphkit.identifiers.embedded import without_pictures
from graphkit.identifiers.reading import read_counted
from graphkit.identifiers.scan import chosen_kinds
from graphkit.model import REJECTS, Batch
from graphkit.pictures import earlier, need_the_file, read_pictures, tell_of_cells
from graphkit.settings import ArchiveLimits, ReadOptions, Settings
from graphkit.sources import SourceFile, hash_and_head

# Below this many bytes of sources a second process costs more than it saves.
_WORTH_A_POOL = 24_000_000
_READING = ("regions", "default_regions", "fictional_numbers", "kinds")

SURE = 0.5  # a reader that is less sure of an archive than this lets it be opened instead

Progress = Callable[[str, int, int], None]  # stage, done, of how many (0: unknown); bytes when reading


class Ingestor(Protocol):
    """What the pipeline needs of ``ingest``, which it does not import."""

    name: str

    def sniff(self, path: Any, head: bytes) -> float:
        """Return how sure it is to read this file."""
        ...

    def read(self, path: Any, options: ReadOptions) -> Iterator[Batch]:
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
    parts
        What was understood of each source that is no table: source -> what -> how many.
    """

    read: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)


class Container(Protocol):
    """What the pipeline needs of ``ingest.archives``, which it does not import."""

    name: str

    def sniff(self, path: Any, head: bytes) -> bool:
        """Tell whether it opens this file."""
        ...

    def members(self, path: Any, source: str, limits: ArchiveLimits) -> Iterator[Any]:
        """Yield the members: such as can be opened, and such as are skipped, which have a ``reason``."""
        ...


@dataclass(frozen=True, slots=True)
class Readers:
    """What sources are read with.

    Attributes
    ----------
    ingestors, containers
        Readers of files, and what opens archives.
    """

    ingestors: Mapping[str, Ingestor]
    containers: Mapping[str, Container] = field(default_factory=dict)

    def candidates(self, source: SourceFile, head: bytes) -> list[tuple[float, Ingestor]]:
        """Return the ingestors that may read a file and how sure each is, the surest first."""
        sure = [(i.sniff(source.path, head), name) for name, i in self.ingestors.items()]
        ordered = sorted(sure, key=lambda x: (-x[0], x[1]))
        return [(how, self.ingestors[name]) for how, name in ordered if how > 0]

    def container(self, source: SourceFile, head: bytes, sure: float) -> Container | None:
        """Return what opens an archive, where no reader is sure of it as it is."""
        if sure >= SURE:
            return None
        return next((c for c in self.containers.values() if c.sniff(source.path, head)), None)

    def members(
        self, container: Container, source: SourceFile, limits: ArchiveLimits
    ) -> Iterator[SourceFile | tuple[str, str]]:
        """Yield the files in an archive, and (file, reason) of those that are not read."""
        for member in container.members(source.path, source.source, limits):
            if hasattr(member, "reason"):
                name = f"{source.source}/{member.inner}" if member.inner else source.source
                yield mask_cards(name, None)[0], member.reason
            else:
                member.source = mask_cards(member.source, None)[0]
                yield SourceFile(member, member.source, named=False)


@dataclass(frozen=True, slots=True)
class Told:
    """The user's word on how sources are read: it is part of what makes a source known.

    Attributes
    ----------
    mapping
        Source column -> field, over what is recognised.
    records
        Where the records are in files that hold several sets of them; empty for what looks like records.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    records: str = ""

    def with_gaps_from(self, case: Case, source_id: str) -> Told:
        """Return this word, and where it says nothing that by which a source was read before."""
        held = _details(case, source_id) or {}
        return Told(
            self.mapping or dict(held.get("mapping") or {}), self.records or str(held.get("records", ""))
        )

    def differs(self, held: dict[str, Any]) -> bool:
        """Tell whether a source was read by another word."""
        other_mapping = bool(_clean(held.get("mapping") or {}) != _clean(self.mapping))
        return other_mapping or str(held.get("records", "")) != self.records


def _details(case: Case, source_id: str) -> dict[str, Any] | None:
    """Return how a source of the case was read; none where the case does not hold it."""
    found = case.query("SELECT details FROM sources WHERE source_id = ?", (source_id,))["details"].to_pylist()
    return dict(json.loads(found[0])) if found else None


def ingest(
    case: Case, sources: Sequence[SourceFile], readers: Readers, settings: Settings, told: Told,
    progress: Progress,
) -> Report:  # fmt: skip
    """Read every source that the case does not hold yet.

    Raises
    ------
    SourceError
        If a file that the user named cannot be read.
    """
    run = _Ingest(case, readers, settings, told, progress)
    run.report.pictures = sum(s.is_picture for s in sources)
    files = [s for s in sources if not s.is_picture]
    sizes = [s.size for s in files]
    run.total = sum(sizes)
    for source, size in zip(files, sizes, strict=True):
        progress("reading", run.done, run.total)
        run.done += size
        run.take(source)
    return run.report


class _Ingest:
    """One run's reading of sources into a case."""

    def __init__(
        self, case: Case, readers: Readers, settings: Settings, told: Told, progress: Progress
    ) -> None:
        self.case, self.readers, self.settings = case, readers, settings
        self.told, self.progress = told, progress
        self.report = Report()
        self.done = self.total = 0
        self._seen: dict[str, str] = {}
        self._limits = ArchiveLimits(settings.archive_depth, settings.archive_members, settings.archive_ratio)

    def take(self, source: SourceFile, within: tuple[tuple[str, str], ...] = ()) -> bool:
        """Read one file, or the members of an archive; tell whether anything of it is in the case now.

        Parameters
        ----------
        source
            The file.
        within
            The archives that it lies in, the outermost first: name and SHA-256.
        """
        try:
            source_id, size, head = hash_and_head(source.path, source.source)
            if source_id in self._seen:
                self.report.same.append((source.source, self._seen[source_id]))
                return True
            self._seen[source_id] = source.source
            candidates = self.readers.candidates(source, head)
            container = self.readers.container(source, head, candidates[0][0] if candidates else 0)
            if container is not None:
                return self._open(container, source, (*within, (source.source, source_id)))
            return self._read(source, source_id, size, [c for _, c in candidates], within)
        except SourceError as error:
            if source.named:
                raise
            self._not_read(source, str(error).removeprefix(f"{source.source}: "))
            return False

    def _not_read(self, source: SourceFile, reason: str) -> None:
        self.report.unread.append((source.source, reason))

    def _open(self, container: Container, source: SourceFile, within: tuple[tuple[str, str], ...]) -> bool:
        """Read the members of an archive."""
        if len(within) > self._limits.depth:
            raise SourceError(
                f"{source.source}: an archive within {len(within) - 1} others; unpack it, or raise archive_depth in the settings"
            )
        found = 0
        before = len(self.report.unread)
        for member in self.readers.members(container, source, self._limits):
            if isinstance(member, tuple):
                self.report.unread.append(member)
            elif member.is_picture:
                self.report.pictures += 1
            else:
                found += self.take(member, within)
        if not found and source.named:
            reasons = "; ".join(
                f"{name}: {reason}" for name, reason in self.report.unread[before : before + 3]
            )
            raise SourceError(
                f"{source.source}: nothing in it can be read" + (f" ({reasons})" if reasons else "")
            )
        return found > 0

    def _read(
        self, source: SourceFile, source_id: str, size: int, candidates: Sequence[Ingestor],
        within: tuple[tuple[str, str], ...],
    ) -> bool:  # fmt: skip
        """Read one file, unless the case holds it."""
        pictures = earlier(self.case, source_id)
        told = self.told.with_gaps_from(self.case, source_id)
        if _is_known(self.case, source_id, told, self.settings):
            read_pictures(self.case, source_id, source.beside, self.settings)
            self.report.known.append(source.source)
            return True
        if not candidates:
            raise SourceError(
                f"{source.source}: no reader knows this kind of file; graphkit sources lists what is read"
            )
        reading = _Reading(self, source, source_id, size, within, told)
        try:
            self.report.columns[source.source] = reading.take(candidates)
            self.report.parts[source.source] = dict(_clean(reading.details.get("parts", {})))
        except SourceError:
            self.case.forget_source(source_id)
            raise
        read_pictures(self.case, source_id, source.beside, self.settings, pictures)
        self.report.read.append(source.source)
        return True


def _is_known(case: Case, source_id: str, told: Told, settings: Settings) -> bool:
    """Tell whether a source is in the case, read by the same word of the user; one read by another is forgotten.

    No word asks for no other: the one by which the source was read stays.

    Cards are masked and pictures taken out before anything is stored: those not yet read, and cards read without the
    key given now, need the file.
    """
    held = _details(case, source_id)
    if held is None:
        return False
    had, cards = held.get("cards", "unread"), _cards(settings)
    lacks_cards = cards not in (had, "unread") and (cards != "masked" or had == "unread")
    if not told.differs(held) and not lacks_cards and not need_the_file(held, settings):
        return True
    case.forget_source(source_id)
    return False


class _Reading:
    """The reading of one source into a case."""

    def __init__(
        self, run: _Ingest, source: SourceFile, source_id: str, size: int, within: Sequence[tuple[str, str]],
        told: Told,
    ) -> None:  # fmt: skip
        self.run, self.case, self.settings, self.told = run, run.case, run.settings, told
        self.source, self.source_id, self.size = source, source_id, size
        self.within = [{"source": name, "sha256": digest} for name, digest in within]
        self.details: dict[str, Any] = {}
        self.records = self.rejects = 0
        self.pictures: Counter[str] = Counter()

    def take(self, ingestors: Sequence[Ingestor]) -> dict[str, str]:
        """Read by the first ingestor that can; return what the columns were taken for."""
        self._check_collision()
        for ingestor in ingestors:
            self.details = {"mapping": self.told.mapping}
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
            self.told.mapping,
            self.settings.batch_size,
            self.details.__setitem__,
            self.told.records,
        )
        key = os.environ.get("GRAPHKIT_CARD_KEY", "").encode() or None
        platform = self.source.stem
        work = partial(read_counted, settings=self.settings, key=key, platform=platform)
        batches = ingestor.read(self.source.path, options)
        # What lies in an archive has no size that is known before; archives are worth a pool as a whole.
        workers = self.settings.workers or os.cpu_count() or 1
        pool = workers if max(self.size, self.run.total) >= _WORTH_A_POOL else 1
        for masked, mentions, pictures in map_ordered(work, batches, pool):
            self._keep(masked, mentions)
            self.pictures.update(pictures)
        self._keep_damage()
        self._keep_source(ingestor.name)

    def _keep(self, batch: Batch, mentions: pa.Table) -> None:
        """Write one batch."""
        # The ordinal is the end of the record's id: rows sort as they stood in the source.
        ids = pl.Series(batch.records["record_id"])
        ordinal = ids.str.split("-").list.last().cast(pl.Int64).to_arrow()
        self.case.insert("records", batch.records.append_column("ordinal", ordinal))
        self.case.insert("declared", batch.declared)
        self.case.insert("rejects", batch.rejects)
        self.case.insert("mentions", with_source(mentions, self.source_id))
        if not self.records and batch.records.num_rows:
            if "platform" in self.details.get("columns", {}).values():
                told = "column"
            elif batch.records["platform"][0].as_py() == self.source.stem:
                told = f"file name: {self.source.stem}"
            else:
                told = "source"
            self.details.setdefault("platform", told)
        self.records += batch.records.num_rows
        self.rejects += batch.rejects.num_rows
        said = f"reading {self.source.source}: {self.records} records"
        self.run.progress(said, self.run.done, self.run.total)

    def _keep_damage(self) -> None:
        """Write a reject where the bytes of a member of an archive ended before they should."""
        damage = getattr(self.source.path, "damage", None)
        if damage:
            row = [self.source_id], ["the end of the file"], [f"{damage}; what came before was read"], [""]
            self.case.insert("rejects", pa.table(list(row), schema=REJECTS))
            self.rejects += 1

    def _keep_source(self, ingestor: str) -> None:
        """Write the source itself."""
        details = {
            **_clean(self.details),
            "mapping": _clean(self.told.mapping),
            **({"records": self.told.records} if self.told.records else {}),
            "reading": reading_key(self.settings),
            "cards": _cards(self.settings),
            **({"within": self.within} if self.within else {}),
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


def with_source(mentions: pa.Table, source_id: str) -> pa.Table:
    """Say of mentions which source they are from."""
    return mentions.append_column("source_id", pa.array([source_id] * mentions.num_rows, pa.string()))


def reading_key(settings: Settings) -> str:
    """Return a digest of the settings that change what is read out of a text, and of the version that reads."""
    from graphkit.version import __version__

    parts = {name: getattr(settings, name) for name in _READING} | {"version": __version__}
    return hashlib.sha256(store.dump(parts).encode()).hexdigest()[:16]
