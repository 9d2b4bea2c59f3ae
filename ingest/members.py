"""Members of archives, which readers open as they open files; what they unpack to is watched, whatever they declare."""

from __future__ import annotations

import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, cast

import pyarrow as pa

from graphkit.errors import SourceError
from graphkit.model import Place
from graphkit.settings import ArchiveLimits
from ingest.streams import cannot

# What the libraries raise on data that are damaged or made to harm.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    pa.ArrowException,
    NotImplementedError,
    ValueError,
    RuntimeError,
    OSError,
)
# Bytes of a member that are held in memory where it must be copied; more go to a nameless file.
IN_MEMORY = 16 << 20
_PIECE = 64 << 10


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from one archive, with all the archives in it.

    Attributes
    ----------
    limits
        What the settings allow.
    packed
        Bytes of the outermost archive.
    unpacked
        Bytes that its members have come to so far.
    members
        How many of them there were so far.
    """

    limits: ArchiveLimits
    packed: int
    unpacked: int = 0
    members: int = 0

    def spend(self, count: int, what: str) -> None:
        """Count bytes that a member came to.

        Raises
        ------
        SourceError
            If there are more than any honest archive of this size holds.
        """
        self.unpacked += count
        most = self.limits.spare + self.packed * self.limits.ratio
        if self.unpacked > most:
            raise SourceError(
                f"{what}: unpacks to more than {self.limits.ratio} times the size of its archive, as files made to harm do;"
                " it was not read. If you trust it, unpack it by yourself, or raise archive_ratio in the settings"
            )

    def enter(self, what: str) -> None:
        """Count a member.

        Raises
        ------
        SourceError
            If there are too many.
        """
        self.members += 1
        if self.members > self.limits.members:
            raise SourceError(
                f"{what}: holds more than {self.limits.members:,} files; the others were not read. Unpack it by yourself,"
                " or raise archive_members in the settings"
            )


class Member:
    """One file in an archive. It opens like a ``Path``, as often as one likes, and is written nowhere under its name.

    Parameters
    ----------
    inner
        Its path in the archive; only shown.
    source
        What messages call it.
    opener
        Returns its bytes from the beginning.
    budget
        Of the archive.
    size
        In bytes, as declared; 0 if unknown.
    beside
        Returns the bytes of another file of the archive by its path there, up to a number of bytes; none if it is not
        there, or where an archive is only read from its beginning to its end.

    Attributes
    ----------
    damage
        Why the bytes end before they should, once they have been read; none if all is well.
    """

    def __init__(
        self,
        inner: str,
        source: str,
        opener: Callable[[], IO[bytes]],
        budget: Budget,
        size: int = 0,
        beside: Callable[[str, int], bytes | None] | None = None,
    ) -> None:
        self.inner = inner
        self.source = source
        self.size = size
        self.damage: str | None = None
        self._path = PurePosixPath(inner)
        self._opener = opener
        self._beside = beside
        self._budget = budget
        self._counted = 0

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self._path.name

    @property
    def stem(self) -> str:
        """The name without its last ending."""
        return self._path.stem

    @property
    def suffix(self) -> str:
        """The last ending, with its dot."""
        return self._path.suffix

    @property
    def suffixes(self) -> list[str]:
        """All endings."""
        return self._path.suffixes

    def open(self, mode: str = "rb") -> IO[bytes]:
        """Return its bytes from the beginning; what is damaged ends early, and ``damage`` says why.

        Raises
        ------
        SourceError
            When more comes out than the archive's budget allows.
        """
        if mode != "rb":
            raise ValueError("members of archives are only read")
        return io.BufferedReader(_Watched(self), 1 << 18)

    @property
    def budget(self) -> Budget:
        """What may still be unpacked from the outermost archive."""
        return self._budget

    def beside(self, name: str, most: int) -> bytes | None:
        """Return the first ``most`` bytes of a file that is named from this one's folder; none if there is none."""
        if self._beside is None:
            return None
        parts: list[str] = list(self._path.parent.parts)
        for part in name.replace("\\", "/").split("/"):
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        return self._beside("/".join(parts), most)

    def counted(self, size: int) -> None:
        """Note that the budget has paid for so many bytes already."""
        self._counted = max(self._counted, size)

    def reopened(self) -> IO[bytes]:
        """Return the bare bytes."""
        return self._opener()

    def reached(self, place: int) -> None:
        """Note how far the bytes have been read; each counts once, however often they are."""
        if place > self._counted:
            self._budget.spend(place - self._counted, self.source)
            self._counted = place


class _Watched(io.RawIOBase):
    """The bytes of a member, counted; a fault ends them."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._at = 0
        self._file: IO[bytes] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self._read(len(view))
        view[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            if self._file is None:
                self._file = self._member.reopened()
            # One piece at a time: a fault further on must not take with it what was read before it.
            data = getattr(self._file, "read1", self._file.read)(min(size, _PIECE))
        except DAMAGED as error:
            words = str(error) or type(error).__name__
            self._member.damage = f"the data in the archive are damaged or cut short ({words})"
            return b""
        self._at += len(data)
        self._member.reached(self._at)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            while self._read(1 << 20):
                pass
            offset += self._at
        elif whence == io.SEEK_CUR:
            offset += self._at
        if offset < self._at:
            self._drop()
            self._at = 0
        while self._at < offset and self._read(min(1 << 20, offset - self._at)):
            pass
        return self._at

    def close(self) -> None:
        self._drop()
        super().close()

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A member that is not read: its path in the archive, and why."""

    inner: str
    reason: str


def random_access(path: Place, source: str, stack: ExitStack) -> IO[bytes]:
    """Open an archive for random access; one that lies in another archive is copied first.

    Raises
    ------
    SourceError
        If it cannot be opened.
    """
    try:
        file = stack.enter_context(path.open("rb"))
        return stack.enter_context(copied(file, lambda _n: None)) if isinstance(path, Member) else file
    except OSError as error:
        raise cannot(source, error) from error


class _Shared:
    """A file that is read from its beginning by whoever asks, and closed by its owner only."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        self._file.seek(self._at)
        data = self._file.read(size)
        self._at += len(data)
        return data

    def close(self) -> None:
        """Leave it open for the next reader."""


def again(file: IO[bytes]) -> Callable[[], IO[bytes]]:
    """Return what opens an open file from its beginning, for several readers one after another."""
    return lambda: cast("IO[bytes]", _Shared(file))


def budget_of(path: Place, limits: ArchiveLimits) -> Budget:
    """Return what may still be unpacked from an archive: its own, or that of the archive that it lies in."""
    if isinstance(path, Member):
        return path.budget
    with path.open("rb") as file:
        return Budget(limits, file.seek(0, io.SEEK_END))


def copied(file: IO[bytes], read: Callable[[int], None]) -> IO[bytes]:
    """Copy bytes into memory, or into a nameless temporary file where they are many; rewound.

    Parameters
    ----------
    file
        Where they come from.
    read
        Told how many have come so far; may raise.
    """
    held: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)
    count = 0
    try:
        while block := file.read(1 << 20):
            count += len(block)
            read(count)
            held.write(block)
    except BaseException:
        held.close()
        raise
    held.seek(0)
    return held
