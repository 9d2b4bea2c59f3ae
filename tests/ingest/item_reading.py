"""Reading files that are no tables, from a path or from an object that is only like one."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, Any

from table_files import SOURCE_ID, Got

from graphkit.api import link
from graphkit.errors import SourceError, WrongFormatError
from graphkit.identifiers.reading import read_batch
from graphkit.model import DECLARED, RECORDS, REJECTS, Batch
from graphkit.settings import ReadOptions, Settings
from ingest.base import Ingestor

FICTION = Settings(fictional_numbers=True)


class Member:
    """A file inside of an archive: it has a name and can be opened, and is no path."""

    def __init__(self, name: str, data: bytes) -> None:
        inside = Path(name)
        self.name, self.stem, self.suffix, self.suffixes = (
            inside.name,
            inside.stem,
            inside.suffix,
            inside.suffixes,
        )
        self._data = data

    def open(self, mode: str = "rb") -> IO[bytes]:
        assert mode == "rb"
        return io.BytesIO(self._data)


class Reading(Got):
    """What reading one file gave, and the identifiers that are read in it."""

    mentions: list[dict[str, Any]]

    def found(self, ending: str = "") -> set[tuple[str, str, str]]:
        """Return kind, value and role of the identifiers, of all records or of one."""
        return {
            (m["kind"], m["value"], m["role"])
            for m in self.mentions
            if m["record_id"].endswith(f"-{ending}" if ending else "") and m["kind"] != "domain"
        }


def read_data(ingestor: Ingestor, name: str, data: bytes, **options: Any) -> Reading:
    """Read bytes under a name, and check what must hold of any reading."""
    got = Reading()
    got.mentions = []
    member: Any = Member(name, data)
    told = ReadOptions(
        SOURCE_ID, name, report=lambda key, value: got.report.__setitem__(key, value), **options
    )
    assert 0 <= ingestor.sniff(member, data[: 64 << 10]) <= 1
    batches: list[Batch] = []
    for batch in ingestor.read(member, told):
        assert batch.records.schema == RECORDS
        assert batch.declared.schema == DECLARED
        assert batch.rejects.schema == REJECTS
        for table in (batch.records, batch.declared, batch.rejects):
            table.validate(full=True)
        batches.append(batch)
        got.records += batch.records.to_pylist()
        got.declared += batch.declared.to_pylist()
        got.rejects += batch.rejects.to_pylist()
    extras = {r["record_id"]: dict(r["extra"]) for r in got.records}
    for one in got.declared:
        held = extras[one["record_id"]][one["field"]]
        assert held[one["start"] : one["start"] + len(one["raw"])] == one["raw"]
    ids = [r["record_id"] for r in got.records]
    assert len(set(ids)) == len(ids)
    assert len({r["locator"] for r in got.records}) == len(ids)
    for batch in batches:
        got.mentions += read_batch(batch, FICTION)[1].to_pylist()
    return got


def read_or_refused(ingestor: Ingestor, name: str, data: bytes) -> Reading | None:
    """Read bytes, or meet one of the errors that a reader may raise, which names the file; nothing else may happen."""
    try:
        return read_data(ingestor, name, data)
    except (SourceError, WrongFormatError) as refused:
        message = str(refused)
    assert message.startswith(name)
    return None


def clusters(folder: Path, **files: bytes) -> list[list[str]]:
    """Link files and return the locators that each cluster of several records holds; ``__`` stands for a full stop."""
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    view, _ = link([folder / name.replace("__", ".") for name in files], folder / "case", settings=FICTION)
    rows = view.records()[["cluster_id", "locator"]].to_dict("records")
    view.close()
    held: dict[str, list[str]] = {}
    for row in rows:
        held.setdefault(row["cluster_id"], []).append(row["locator"])
    return sorted(sorted(places) for places in held.values() if len(places) > 1)
