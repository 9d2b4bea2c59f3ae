"""The truth about a simulated case: whose each ad is, and what each identifier is."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from graphkit.simulate.ads import Ad
from graphkit.simulate.files import clock

DISGUISED = "truth_disguises.csv"
_DISGUISED = ("native_id", "kind", "value", "disguise", "language", "start", "end", "written")


@dataclass(slots=True)
class _Use:
    """Where an identifier was seen with one owner."""

    role: str
    first: int
    last: int
    ads: int = 1


@dataclass(slots=True)
class Truth:
    """Writes down what is planted: records, mentions and rejects on the way, identifiers at the end.

    Parameters
    ----------
    folder
        Where ``truth.csv``, ``truth_mentions.csv``, ``truth_rejects.csv`` and ``truth_identifiers.csv``
        go; it exists.
    disguised
        Whether there are contacts in disguise: ``truth_disguises.csv`` tells which, and where in the text.
    native
        Whether ads are named by the ids that their sources give; else by ``record``.
    """

    folder: Path
    disguised: bool = False
    native: bool = True
    _uses: dict[tuple[str, str, str], _Use] = field(default_factory=dict)
    _files: list[IO[str]] = field(default_factory=list)
    _records: Any = None
    _mentions: Any = None
    _rejects: Any = None
    _disguises: Any = None

    def __enter__(self) -> Truth:
        native = ("native_id",) if self.native else ()
        self._records = self._open("truth.csv", ("record", *native, "source", "person", "agency", "notes"))
        named = "native_id" if self.native else "record"
        self._mentions = self._open("truth_mentions.csv", (named, "kind", "value", "written"))
        self._rejects = self._open("truth_rejects.csv", ("source", f"after_{named}", "why"))
        if self.disguised:
            self._disguises = self._open(DISGUISED, _DISGUISED)
        else:  # one that an earlier case left would tell of ads that are no more
            (self.folder / DISGUISED).unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()

    def _open(self, name: str, header: tuple[str, ...]) -> Any:
        self._files.append((self.folder / name).open("w", encoding="utf-8", newline=""))
        writer = csv.writer(self._files[-1], lineterminator="\n")
        writer.writerow(header)
        return writer

    def add(self, ad: Ad, source: str, prose: str, record: str | None = None) -> None:
        """Write an ad down; ``prose`` is its text as the file holds it, ``record`` how its record is called there."""
        key, person = ad.post.native_id, ad.person
        whose = (person.key, person.agency, "; ".join(ad.notes))
        # Where forms are mixed, the ids of the sources are not those of the ads: some have none, some the same.
        native = (key,) if self.native else ()
        self._records.writerow((record or f"{source}:{key}", *native, source, *whose))
        key = key if self.native else (record or f"{source}:{key}")
        minute = ad.post.minute
        seen = set()
        for shown in ad.shown:
            identity = (shown.kind, shown.value, shown.owner)
            if identity in seen:
                continue
            seen.add(identity)
            self._mentions.writerow((key, shown.kind, shown.value, shown.written))
            if shown.disguise:
                start = prose.index(shown.written)
                place = (start, start + len(shown.written), shown.written)
                self._disguises.writerow(
                    (key, shown.kind, shown.value, shown.disguise, person.language, *place)
                )
            use = self._uses.get(identity)
            if use is None:
                self._uses[identity] = _Use(shown.role, minute, minute)
            else:
                use.first, use.last = min(use.first, minute), max(use.last, minute)
                use.ads += 1

    def reject(self, source: str, native_id: str, why: str) -> None:
        """Write a broken row down: after which ad it stands."""
        self._rejects.writerow((source, native_id, why))

    def finish(self) -> Iterable[str]:
        """Write the identifiers; return the kinds that there are."""
        writer = self._open(
            "truth_identifiers.csv", ("kind", "value", "owner", "role", "first", "last", "ads")
        )
        for (kind, value, owner), use in sorted(self._uses.items()):
            days = (clock(use.first)[0].isoformat(), clock(use.last)[0].isoformat())
            writer.writerow((kind, value, owner, use.role, *days, use.ads))
        return sorted({kind for kind, _, _ in self._uses})

    @property
    def identifiers(self) -> int:
        """Return how many identifiers there are, each owner's counted."""
        return len(self._uses)
