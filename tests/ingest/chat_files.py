"""Chat exports written for tests, read back as plain Python, and damaged in every way."""

from __future__ import annotations

import contextlib
import copy
import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from hypothesis import strategies as st
from whole_way import link_into, rows

from graphkit.errors import SourceError, WrongFormatError
from graphkit.identifiers.reading import read_batch
from graphkit.model import DECLARED, RECORDS, REJECTS
from graphkit.settings import ReadOptions, Settings
from ingest import INGESTORS, Ingestor

SOURCE_ID = "0123456789abcdef" * 4
SHORT = SOURCE_ID[:8]
FICTION = Settings(fictional_numbers=True)
HEAD = 64 << 10
FAMILY = ("discord", "meta", "signal", "twitter", "viber", "vk")


class Member:
    """A file in an archive: it can be opened and has a name, and is no path."""

    def __init__(self, name: str, data: bytes) -> None:
        self._data = data
        self.name = PurePosixPath(name).name
        self.stem = PurePosixPath(name).stem
        self.suffix = PurePosixPath(name).suffix
        self.suffixes = PurePosixPath(name).suffixes

    def open(self, mode: str) -> IO[bytes]:
        assert mode == "rb"
        return io.BytesIO(self._data)


class Got:
    """What reading one file gave."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.declared: list[dict[str, Any]] = []
        self.rejects: list[dict[str, Any]] = []
        self.mentions: list[dict[str, Any]] = []
        self.report: dict[str, Any] = {}

    @property
    def warnings(self) -> list[str]:
        return list(self.report["warnings"])

    def column(self, name: str) -> list[Any]:
        return [record[name] for record in self.records]

    def extra(self, name: str) -> list[Any]:
        return [dict(record["extra"]).get(name) for record in self.records]

    def more_text(self, name: str) -> list[Any]:
        return [dict(record["more_text"]).get(name) for record in self.records]

    def of(self, place: int) -> list[tuple[str, str, str]]:
        """Return kind, value and role of what was read in a record, by its place from 1, without the platform's own."""
        key = self.records[place - 1]["record_id"]
        found = [(m["kind"], m["value"], m["role"]) for m in self.mentions if m["record_id"] == key]
        return [f for f in dict.fromkeys(found) if f[0] != "domain"]

    def with_role(self, role: str) -> set[tuple[str, str]]:
        return {(m["kind"], m["value"]) for m in self.mentions if m["role"] == role and m["kind"] != "domain"}


def read(
    ingestor: Ingestor, name: str, data: bytes, source: str = "", identifiers: bool = True, **options: Any
) -> Got:
    """Read a file that is no path, and check what must hold of any reading."""
    got = Got()
    told = ReadOptions(SOURCE_ID, source or name, report=lambda k, v: got.report.__setitem__(k, v), **options)
    batches = ingestor.read(Member(name, data), told)  # type: ignore[arg-type]
    for batch in batches:
        assert batch.records.schema == RECORDS
        assert batch.declared.schema == DECLARED
        assert batch.rejects.schema == REJECTS
        for table in (batch.records, batch.declared, batch.rejects):
            table.validate(full=True)
        assert batch.records.num_rows <= told.batch_size
        got.records += batch.records.to_pylist()
        got.declared += batch.declared.to_pylist()
        got.rejects += batch.rejects.to_pylist()
        if identifiers:
            got.mentions += read_batch(batch, FICTION)[1].to_pylist()
    extras = {r["record_id"]: dict(r["extra"]) for r in got.records}
    for one in got.declared:
        held = extras[one["record_id"]][one["field"]]
        assert held[one["start"] : one["start"] + len(one["raw"])] == one["raw"]
    assert len({r["record_id"] for r in got.records}) == len(got.records)
    json.dumps(got.report)
    assert {"format", "parts", "warnings"} <= got.report.keys()
    return got


def borne(ingestor: Ingestor, name: str, data: bytes) -> Got | None:
    """Read any bytes: something comes, or one clear error."""
    assert 0 <= ingestor.sniff(Member(name, data), data[:HEAD]) <= 1  # type: ignore[arg-type]
    with contextlib.suppress(SourceError, WrongFormatError):
        return read(ingestor, name, data, identifiers=False)
    return None


def sure(name: str, data: bytes) -> dict[str, float]:
    """Return how sure each of these readers is of a file; ``test_sniffing.py`` holds all readers against each other."""
    member = Member(name, data)
    found = {k: INGESTORS[k].sniff(member, data[:HEAD]) for k in FAMILY}  # type: ignore[arg-type]
    return {k: v for k, v in found.items() if v}


def clusters(folder: Path, files: dict[str, bytes]) -> list[set[str]]:
    """Link files and return the clusters of more than one record, as sets of ``file locator``."""
    given = folder / "given"
    for name, data in files.items():
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).write_bytes(data)
    report = link_into(folder / "out", given)
    assert not report.unread
    found: dict[str, set[str]] = {}
    for row in rows(folder / "out", "records"):
        place = f"{PurePosixPath(row['source']).name} {row['locator']}"
        found.setdefault(row["cluster_id"], set()).add(place)
    return [group for group in found.values() if len(group) > 1]


EDITS = st.lists(
    st.tuples(
        st.integers(0, 100_000), st.integers(0, 40),
        st.sampled_from([b"", b"\xff", b'"', b"\0", b"\r", b"{", b"]", b"\n", b"<div>", b"\\ud83d", b"<", b"[["]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def edited(data: bytes, edits: list[tuple[int, int, bytes]], packed: bool) -> bytes:
    """Return bytes with pieces cut out and others put in."""
    data = gzip.compress(data, mtime=0) if packed else data
    for place, gone, put in edits:
        at = place % max(len(data), 1)
        data = data[:at] + put + data[at + gone :]
    return data


ODD: list[Any] = [
    None,
    True,
    -1,
    1e300,
    10**30,
    "",
    "\ud83d",
    "x\0y",
    [],
    {},
    [None],
    {"a": []},
    [[[]]],
    "0000-00-00",
    2**70,
]


def places(value: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value in a document."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*at, key))


def with_odd_types(document: Any) -> Iterator[Any]:
    """Yield a document with one value after another replaced by those of another type."""
    for n, way in enumerate(places(document)):
        if way:
            changed = copy.deepcopy(document)
            inside = changed
            for key in way[:-1]:
                inside = inside[key]
            inside[way[-1]] = ODD[n % len(ODD)]
            yield changed
            inside[way[-1]] = ODD[(n * 7 + 3) % len(ODD)]
            yield changed


def as_json(document: Any) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _data: b"",
    "half": lambda data: data[: len(data) // 2],
    "nested": lambda data: data[: len(data) // 3] + b"[" * 300_000,
    "divs": lambda data: data[: len(data) // 3] + b"<div>" * 200_000,
    "one line": lambda data: data[: len(data) // 3] + b"x" * 3_000_000,
    "quotes": lambda data: data[: len(data) // 3] + b'"' * 300_000,
    "tags": lambda data: data[: len(data) // 3] + b"<a href='" * 200_000,
    "zeros": lambda data: data[: len(data) // 3] + b"\0" * 10_000 + data[len(data) // 3 :],
    "gzip": lambda data: gzip.compress(data, mtime=0)[:-9],
    "utf-16": lambda data: data.decode("utf-8", "replace").encode("utf-16"),
}  # fmt: skip
