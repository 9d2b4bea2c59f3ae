"""What readers of sources promise, whatever the bytes; the fuzzing and tests/ingest/test_fuzz_found.py hold them to it."""

from __future__ import annotations

import io

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import DECLARED, RECORDS, REJECTS
from graphkit.settings import ArchiveLimits, ReadOptions
from ingest import INGESTORS
from ingest.archives import CONTAINERS
from ingest.members import Budget, Member

LIMITS = ArchiveLimits(depth=2, members=200, ratio=100, spare=8 << 20)


def place(data: bytes, name: str) -> Member:
    """Return bytes as a file of that name."""
    return Member(name, name, lambda: io.BytesIO(data), Budget(LIMITS, len(data)))


def read(reader: str, data: bytes, name: str) -> None:
    """Read bytes by one reader, and hold what comes to what it has promised."""
    ingestor = INGESTORS[reader]
    path = place(data, name)
    sure = ingestor.sniff(path, data[: 64 << 10])  # type: ignore[arg-type]
    assert 0 <= sure <= 1, sure
    told: dict[str, object] = {}
    options = ReadOptions("ab" * 32, name, batch_size=50, report=told.__setitem__)
    seen: set[str] = set()
    try:
        for batch in ingestor.read(path, options):  # type: ignore[arg-type]
            for table, schema in (
                (batch.records, RECORDS),
                (batch.declared, DECLARED),
                (batch.rejects, REJECTS),
            ):
                assert table.schema == schema
                table.validate(full=True)
            ids = batch.records["record_id"].to_pylist()
            assert len(set(ids)) == len(ids)
            assert not seen & set(ids)
            seen.update(ids)
            assert set(batch.declared["record_id"].to_pylist()) <= set(ids)
            assert all(batch.records["locator"].to_pylist())
    except (SourceError, WrongFormatError) as error:
        if name not in str(error):
            raise AssertionError(f"does not name the file: {error}") from error


def unpack(data: bytes, name: str) -> None:
    """Open bytes as an archive and read its members to their ends."""
    path = place(data, name)
    for container in CONTAINERS.values():
        if not container.sniff(path, data[: 64 << 10]):
            continue
        try:
            for member in container.members(path, name, LIMITS):
                if isinstance(member, Member):
                    with member.open("rb") as file:
                        while file.read(1 << 20):
                            pass
        except SourceError:
            pass
