"""The bytes of a source in blocks, gunzipped where they are gzip."""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from graphkit.errors import SourceError
from graphkit.model import Place

BLOCK = 4 << 20  # bytes handed on at once; fixed, so that nothing read ever depends on a setting
WHOLE = 2 << 30  # bytes of a source that is read as a whole, at most
GZIP = b"\x1f\x8b"
_READ = 256 << 10
# What zipfile raises on archives that are damaged or made to harm.
BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    ValueError,
    RuntimeError,
    EOFError,
)


def cannot(source: str, error: OSError) -> SourceError:
    """Return the error to raise where the operating system refuses a source."""
    reason = error.strerror or str(error)
    remedy = {
        FileNotFoundError: "Check the path.",
        PermissionError: "Ask for the right to read it, or copy it to where you may.",
        IsADirectoryError: "Name the files in it.",
    }.get(type(error), "Check the disk, or copy the file anew.")
    return SourceError(f"{source}: cannot be read: {reason}. {remedy}")


def peek(head: bytes, size: int = 1 << 20) -> bytes:
    """Return the first bytes of a source, from its head as it lies on disk: inside gzip where it is gzip.

    Examples
    --------
    >>> import gzip
    >>> peek(gzip.compress(b"id,text"))
    b'id,text'
    """
    if not head.startswith(GZIP):
        return head[:size]
    try:
        return zlib.decompressobj(wbits=31).decompress(head, size)
    except zlib.error:
        return b""


class ByteStream:
    """A source's bytes, in order, gunzipped where they are gzip (any number of members).

    Parameters
    ----------
    path
        The file.
    source
        What messages call it.

    Attributes
    ----------
    damage
        Why the bytes end before they should, once they have been read; none if all is well.
    """

    def __init__(self, path: Place, source: str) -> None:
        self.path = path
        self.source = source
        self.damage: str | None = None

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes in blocks of at most ``BLOCK``; never an empty one.

        Raises
        ------
        SourceError
            If the file cannot be opened or read.
        """
        try:
            with self.path.open("rb") as file:
                head = file.read(_READ)
                if head.startswith(GZIP):
                    yield from self._gunzip(head, lambda: file.read(_READ))
                    return
                while head:
                    yield head
                    head = file.read(BLOCK)
        except OSError as error:
            raise cannot(self.source, error) from error

    def whole(self) -> bytes:
        """Return all bytes.

        Raises
        ------
        SourceError
            If they cannot be read or are more than ``WHOLE``.
        """
        parts, size = [], 0
        for block in self.blocks():
            parts.append(block)
            size += len(block)
            if size > WHOLE:
                raise SourceError(
                    f"{self.source}: more than {WHOLE >> 30} GiB, too large for a format that is read whole. "
                    "Give it as CSV, JSON lines or Parquet, or in parts."
                )
        return b"".join(parts)

    def _gunzip(self, data: bytes, read: Callable[[], bytes]) -> Iterator[bytes]:
        member = zlib.decompressobj(wbits=31)
        while data:
            before = member.copy()
            try:
                out = member.decompress(data, BLOCK)
            except zlib.error as error:
                # What zlib had decoded before it stumbled is lost with the call, so it is decoded again in
                # small bites.
                yield from _salvage(before, data)
                self.damage = f"the gzip data are damaged ({error})"
                return
            if out:
                yield out
            if member.eof:
                data = (member.unused_data or read()).lstrip(b"\0")
                if data and not data.startswith(GZIP[: len(data)]):
                    self.damage = "other bytes follow the gzip data"
                    return
                if data:
                    member = zlib.decompressobj(wbits=31)
            else:
                data = member.unconsumed_tail or read()
        if not member.eof:
            if rest := member.flush():
                yield rest
            self.damage = "the gzip data end before their end mark: the file is cut short"


def _salvage(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what can be decoded of ``data`` up to the fault."""
    out = bytearray()
    try:
        for place in range(len(data)):
            out += member.decompress(data[place : place + 1])
    except zlib.error:
        pass
    if out:
        yield bytes(out)


def seekable(path: Place, source: str, stack: ExitStack) -> IO[bytes]:
    """Open a file for seeking; what is gzip or lies in an archive is unpacked into a nameless temporary file first.

    Parameters
    ----------
    path, source
        The file, and what messages call it.
    stack
        Closes it.

    Raises
    ------
    SourceError
        If it cannot be read, or its gzip is damaged.
    """
    try:
        file = stack.enter_context(path.open("rb"))
        head = file.read(2)
        file.seek(0)
        if head != GZIP and isinstance(path, Path):
            return file
    except OSError as error:
        raise cannot(source, error) from error
    stream = ByteStream(path, source)
    whole = stack.enter_context(tempfile.TemporaryFile())
    for block in stream.blocks():
        whole.write(block)
    if stream.damage:
        raise SourceError(f"{source}: {stream.damage}. Copy or download it anew.")
    whole.seek(0)
    return whole
