"""One file under gzip, bzip2, xz or Zstandard."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import IO, cast

import pyarrow as pa

from graphkit.errors import SourceError
from graphkit.model import Place
from graphkit.settings import ArchiveLimits
from ingest.member_names import shown
from ingest.members import DAMAGED, Member, Skipped, budget_of
from ingest.streams import GZIP, peek

_ZSTD, _BZIP2, _XZ = b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ\x00"
_ENDINGS = {".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz", ".lzma"}
_HEAD = 64 << 10


def unpacker(head: bytes) -> Callable[[IO[bytes]], IO[bytes]] | None:
    """Return what undoes the compression that bytes begin with."""
    if head.startswith(GZIP):
        return lambda file: cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    if head.startswith(_BZIP2):
        return lambda file: cast("IO[bytes]", bz2.BZ2File(file))
    if head.startswith(_XZ):
        return lambda file: cast("IO[bytes]", lzma.LZMAFile(file))
    if head.startswith(_ZSTD):
        return lambda file: cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(file, "r"), "zstd"))
    return None


def unpacked_head(head: bytes) -> bytes:
    """Return the first bytes inside compression; none where there is none, or they cannot be had."""
    if head.startswith(GZIP):
        return peek(head, _HEAD)
    opener = unpacker(head)
    if opener is None:
        return b""
    out = b""
    with suppress(*DAMAGED), opener(io.BytesIO(head)) as file:
        while len(out) < _HEAD and (block := file.read(512)):
            out += block
    return out


class PackedContainer:
    """One file under gzip, bzip2, xz or Zstandard."""

    name = "packed"
    formats: tuple[str, ...] = ("one file under gzip, bzip2, xz or Zstandard",)

    def sniff(self, path: Place, head: bytes) -> bool:
        """Tell whether it is compressed."""
        del path
        return unpacker(head) is not None

    def members(self, path: Place, source: str, limits: ArchiveLimits) -> Iterator[Member | Skipped]:
        """Yield the one file."""
        with path.open("rb") as file:
            unpack = unpacker(file.read(16))
        if unpack is None:
            raise SourceError(f"{source}: not compressed as its beginning said. Copy it anew.")
        name = PurePosixPath(path.name)
        inner = name.stem if name.suffix.lower() in _ENDINGS else name.name
        budget = budget_of(path, limits)
        budget.enter(source)
        opener = unpack  # a name of its own, for the function below

        def again() -> IO[bytes]:
            file = path.open("rb")
            return cast("IO[bytes]", _Both(opener(file), file))

        yield Member(shown(inner), f"{source}/{shown(inner)}", again, budget)


class _Both:
    """A stream that unpacks a file, and closes both."""

    def __init__(self, stream: IO[bytes], file: IO[bytes]) -> None:
        self._stream, self._file = stream, file

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def close(self) -> None:
        with suppress(*DAMAGED):
            self._stream.close()
        self._file.close()
