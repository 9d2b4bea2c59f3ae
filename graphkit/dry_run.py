"""What would be read of sources, and as what, without a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphkit.errors import SourceError, WrongFormatError
from graphkit.identifiers.cards import mask_any
from graphkit.identifiers.embedded import without_pictures
from graphkit.ingesting import Ingestor, Readers, Told
from graphkit.settings import ArchiveLimits, ReadOptions, Settings
from graphkit.sources import SourceFile, hash_and_head

_SHOWN = (
    "record_id",
    "native_id",
    "kind",
    "platform",
    "author",
    "posted_at",
    "title",
    "text",
    "locator",
    "url",
)


@dataclass(slots=True)
class Look:
    """What would be read of one file.

    Attributes
    ----------
    source
        What outputs would call it.
    ingestor, sure
        Which reader takes it, and how sure of it that is, 0..1.
    records, rejects
        How many.
    kinds
        How many records of each kind.
    details
        What the reader told: ``format``, ``columns``, ``parts``, ``encoding``, ``warnings``, ...
    first
        The first records, as dictionaries.
    reason
        Why it is not read, where it is not.
    """

    source: str
    ingestor: str = ""
    sure: float = 0.0
    records: int = 0
    rejects: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    first: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""


def look(
    sources: Sequence[SourceFile], readers: Readers, settings: Settings, told: Told, first: int = 3
) -> Iterator[Look]:  # fmt: skip
    """Read sources to their ends and yield what each holds; nothing is kept.

    Parameters
    ----------
    sources, readers
        The files, and what to read them with.
    settings, told
        As for a run.
    first
        How many records of each file to show.
    """
    limits = ArchiveLimits(settings.archive_depth, settings.archive_members, settings.archive_ratio)
    for source in sources:
        if not source.is_picture:
            yield from _Looker(readers, settings, told, first, limits).file(source, 0)


@dataclass(frozen=True, slots=True)
class _Looker:
    readers: Readers
    settings: Settings
    told: Told
    first: int
    limits: ArchiveLimits

    def file(self, source: SourceFile, depth: int) -> Iterator[Look]:
        """Yield what a file holds, or each file of an archive."""
        try:
            source_id, _, head = hash_and_head(source.path, source.source)
            candidates = self.readers.candidates(source, head)
            container = self.readers.container(source, head, candidates[0][0] if candidates else 0)
            if container is None:
                yield self._read(source, source_id, candidates)
                return
            if depth >= self.limits.depth:
                yield Look(source.source, reason=f"an archive within {depth} others")
                return
            for member in self.readers.members(container, source, self.limits):
                if isinstance(member, tuple):
                    yield Look(member[0], reason=member[1])
                elif not member.is_picture:
                    yield from self.file(member, depth + 1)
        except SourceError as error:
            yield Look(source.source, reason=str(error).removeprefix(f"{source.source}: "))

    def _read(self, source: SourceFile, source_id: str, candidates: Sequence[tuple[float, Ingestor]]) -> Look:
        reason = "no reader knows this kind of file"
        for sure, ingestor in candidates:
            found = Look(source.source, ingestor.name, sure)
            options = ReadOptions(
                source_id,
                source.source,
                self.told.mapping,
                self.settings.batch_size,
                found.details.__setitem__,
                self.told.records,
            )
            try:
                for batch in ingestor.read(source.path, options):
                    self._count(found, batch)
            except WrongFormatError as error:
                reason = str(error).removeprefix(f"{source.source}: ")
                continue
            found.details = mask_any(without_pictures(found.details))
            return found
        return Look(source.source, reason=reason)

    def _count(self, found: Look, batch: Any) -> None:
        found.records += batch.records.num_rows
        found.rejects += batch.rejects.num_rows
        for kind in batch.records["kind"].value_counts().to_pylist():
            found.kinds[kind["values"]] = found.kinds.get(kind["values"], 0) + kind["counts"]
        missing = self.first - len(found.first)
        if missing > 0:
            rows = batch.records.slice(0, missing).select(list(_SHOWN)).to_pylist()
            shown = [{k: v for k, v in row.items() if v is not None} for row in rows]
            found.first += mask_any(without_pictures(shown))
