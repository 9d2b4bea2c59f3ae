"""Tar archives, plain or compressed."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, cast

from graphkit.errors import SourceError
from graphkit.model import Place
from graphkit.settings import ArchiveLimits
from ingest.member_names import shown
from ingest.members import DAMAGED, IN_MEMORY, Budget, Member, Skipped, again, budget_of
from ingest.packed import unpacked_head, unpacker
from ingest.streams import cannot

_MARK = (257, b"ustar")
_LONGEST_HEADER = 1 << 20  # bytes of a long name or other words about a file in a tar


class TarContainer:
    """Tar archives, plain or compressed."""

    name = "tar"
    formats: tuple[str, ...] = ("tar", "also with gzip, bzip2, xz or Zstandard")

    def sniff(self, path: Place, head: bytes) -> bool:
        """Tell whether it is a tar, from its first header; inside compression too."""
        del path
        return is_tar(head) or is_tar(unpacked_head(head))

    def members(self, path: Place, source: str, limits: ArchiveLimits) -> Iterator[Member | Skipped]:
        """Yield the members; each is copied, since a tar is read from its beginning to its end."""
        budget = budget_of(path, limits)
        with ExitStack() as stack:
            try:
                file = stack.enter_context(path.open("rb"))
            except OSError as error:
                raise cannot(source, error) from error
            packed = unpacker(file.peek(512) if hasattr(file, "peek") else b"")
            stream = stack.enter_context(packed(file)) if packed else file
            try:
                archive = stack.enter_context(tarfile.open(fileobj=stream, mode="r|", tarinfo=_Info))
            except (*DAMAGED, tarfile.TarError) as error:
                raise SourceError(
                    f"{source}: the tar archive cannot be opened ({error}). Copy or download it anew."
                ) from None
            yield from _tar_members(archive, source, budget)


class _Info(tarfile.TarInfo):
    """A header of a tar that does not load a long name of gigabytes into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in (*tarfile.GNU_TYPES, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE) and (
            self.size > _LONGEST_HEADER and self.type != tarfile.GNUTYPE_SPARSE
        ):
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        return super()._proc_member(archive)  # type: ignore[misc, no-any-return]


def _tar_members(archive: tarfile.TarFile, source: str, budget: Budget) -> Iterator[Member | Skipped]:
    entries = iter(archive)
    while True:
        try:
            info = next(entries, None)
        except (*DAMAGED, tarfile.TarError) as error:
            yield Skipped("", f"the archive is damaged or cut short ({error}); what came before was read")
            return
        if info is None:
            return
        if info.isdir():
            continue
        inner = shown(info.name)
        budget.enter(source)
        if not info.isreg():
            yield Skipped(inner, "it is a link or a special file")
            continue
        name, held, damage = f"{source}/{inner}", None, None
        try:
            held, damage = _tar_file(archive, info, name, budget)
            member = Member(inner, name, again(held), budget, info.size)
            member.damage = damage
            member.counted(info.size)
            yield member
        finally:
            if held is not None:
                held.close()


def _tar_file(
    archive: tarfile.TarFile, info: tarfile.TarInfo, name: str, budget: Budget
) -> tuple[IO[bytes], str | None]:
    """Copy a member of a tar; return it, and why it ends early, if it does."""
    held = cast("IO[bytes]", tempfile.SpooledTemporaryFile(IN_MEMORY))
    file = archive.extractfile(info)
    damage = None
    while file is not None:
        try:
            block = file.read(1 << 20)
        except (*DAMAGED, tarfile.TarError) as error:
            damage = f"the data in the archive are damaged or cut short ({error})"
            break
        if not block:
            break
        budget.spend(len(block), name)
        held.write(block)
    return held, damage


def is_tar(head: bytes) -> bool:
    """Tell whether bytes begin with the header of a tar's first member."""
    at, mark = _MARK
    return head[at : at + len(mark)] == mark
