"""The files of a 7z archive, by py7zr (an extra: it is LGPL, and brings compiled parts)."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, cast

from graphkit.errors import GraphkitError, SourceError
from graphkit.model import Place
from graphkit.settings import ArchiveLimits
from ingest.member_names import shown
from ingest.members import IN_MEMORY, Budget, Member, Skipped, again, budget_of, random_access


def seven_files(
    file: IO[bytes], source: str, budget: Budget, stack: ExitStack
) -> tuple[list[tuple[str, IO[bytes]]], str]:
    """Unpack a 7z archive into memory or nameless files.

    Parameters
    ----------
    file
        The archive, for random access.
    source
        What messages call it.
    budget
        What it may unpack to.
    stack
        Closes the files.

    Returns
    -------
    tuple
        Path and content of each file, in the order of the archive; and why some are missing, else empty.

    Raises
    ------
    SourceError
        If py7zr is missing, the archive is encrypted or damaged from the start, or unpacks to more than allowed.
    """
    try:
        import py7zr
        from py7zr.exceptions import PasswordRequired
    except ImportError:
        raise SourceError(
            f"{source}: 7z archives need py7zr (pip install graphkit-link[sevenzip]); or unpack it by yourself"
        ) from None

    files = _factory(source, budget, stack)
    reason = ""
    try:
        with py7zr.SevenZipFile(file) as archive:
            archive.extractall(factory=files)
    except PasswordRequired:
        raise SourceError(f"{source}: the 7z archive is encrypted; unpack it with its password") from None
    except GraphkitError:
        raise
    except Exception as error:  # of a damaged archive the library raises whatever it stumbles over
        if not files.made:
            raise SourceError(
                f"{source}: the 7z archive cannot be opened ({error or type(error).__name__}). Copy or download it anew."
            ) from None
        reason = f"the archive is damaged or cut short ({error or type(error).__name__}); what came before was read"
    found = [(held.name, cast("IO[bytes]", cast("Any", held.file))) for held in files.made]
    return found, reason


def _factory(source: str, budget: Budget, stack: ExitStack) -> Any:
    """Return what py7zr asks for a place to unpack each file to."""
    from py7zr.io import Py7zIO, WriterFactory

    class Held(Py7zIO):
        """One file as it is unpacked."""

        def __init__(self, name: str) -> None:
            self.name = name
            self.file = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
            self.count = 0

        def write(self, s: bytes | bytearray) -> int:
            budget.spend(len(s), f"{source}/{self.name}")
            self.count += len(s)
            return int(self.file.write(s))

        def read(self, size: int | None = None) -> bytes:
            return self.file.read(-1 if size is None else size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return int(self.file.seek(offset, whence))

        def flush(self) -> None:
            self.file.flush()

        def size(self) -> int:
            return self.count

    class Files(WriterFactory):
        """Makes a place for each file."""

        def __init__(self) -> None:
            self.made: list[Held] = []

        def create(self, filename: str) -> Held:
            budget.enter(source)
            self.made.append(Held(filename))
            return self.made[-1]

    return Files()


_SEVEN = b"7z\xbc\xaf\x27\x1c"


class SevenContainer:
    """7z archives, by py7zr where it is installed."""

    name = "7z"
    formats: tuple[str, ...] = ("7z (needs py7zr: pip install graphkit-link[sevenzip])",)

    def sniff(self, path: Place, head: bytes) -> bool:
        """Tell whether it is a 7z."""
        del path
        return head.startswith(_SEVEN)

    def members(self, path: Place, source: str, limits: ArchiveLimits) -> Iterator[Member | Skipped]:
        """Yield the members; what is packed together is unpacked together, into memory or nameless files."""
        budget = budget_of(path, limits)
        with ExitStack() as stack:
            file = random_access(path, source, stack)
            files, reason = seven_files(file, source, budget, stack)
            for inner, held in files:
                size = held.seek(0, io.SEEK_END)
                member = Member(shown(inner), f"{source}/{shown(inner)}", again(held), budget, size)
                member.counted(size)
                yield member
            if reason:
                yield Skipped("", reason)
