"""ZIP archives whose directory is missing, as an interrupted copy leaves them: their members are found by their own headers.

The layout is that of PKWARE's APPNOTE 6.3: each member has a local header before its data. Where the header does not say
how long the data are, deflate itself says where it ends.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import IO, cast

_HEADER = struct.Struct("<4sHHHHHIIIHH")
_MAGIC = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_BLOCK = 256 << 10


def salvaged(file: IO[bytes]) -> Iterator[tuple[str, Callable[[], IO[bytes]]]]:
    """Yield the name of each member that can still be read, and what opens it.

    Parameters
    ----------
    file
        The archive, for random access; it stays open as long as members are read.

    Notes
    -----
    Encrypted members and those of other methods than stored and deflated are passed over. The last one may end early.
    """
    at = 0
    while (at := _next(file, at)) >= 0:
        file.seek(at)
        raw = file.read(_HEADER.size)
        if len(raw) < _HEADER.size:
            return
        _, _, flags, method, _, _, _, packed, _, n_name, n_extra = _HEADER.unpack(raw)
        name = file.read(n_name).decode("utf-8" if flags & 0x800 else "cp437", "replace")
        begin = at + _HEADER.size + n_name + n_extra
        known = packed if not flags & 8 and packed != 0xFFFFFFFF else None
        if flags & 1 or method not in (_STORED, _DEFLATED) or (method == _STORED and known is None):
            at = begin
            continue
        if name and not name.endswith("/"):
            yield name, _opener(file, begin, known, method)
        at = begin + known if known is not None else _end(file, begin)


def _next(file: IO[bytes], at: int) -> int:
    """Return where the next local header begins, or -1."""
    file.seek(at)
    before = b""
    while block := file.read(_BLOCK):
        data = before + block
        if (found := data.find(_MAGIC)) >= 0:
            return at - len(before) + found
        before = data[-3:]
        at += len(block)
    return -1


def _end(file: IO[bytes], begin: int) -> int:
    """Return where deflated data end that do not say how long they are."""
    stream = zlib.decompressobj(-15)
    file.seek(begin)
    at = begin
    try:
        while not stream.eof and (block := file.read(_BLOCK)):
            data = block
            while data and not stream.eof:
                stream.decompress(data, 1 << 20)
                data = stream.unconsumed_tail
            at += len(block) - len(stream.unused_data)
    except zlib.error:
        return begin
    return at


def _opener(file: IO[bytes], begin: int, size: int | None, method: int) -> Callable[[], IO[bytes]]:
    return lambda: cast("IO[bytes]", _Data(file, begin, size, method))


class _Data(io.RawIOBase):
    """The data of one member; they end where the archive does."""

    def __init__(self, file: IO[bytes], begin: int, size: int | None, method: int) -> None:
        self._file, self._at = file, begin
        self._left = size
        self._stream = zlib.decompressobj(-15) if method == _DEFLATED else None
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self._read(len(view))
        view[: len(data)] = data
        return len(data)

    def _raw(self) -> bytes:
        size = _BLOCK if self._left is None else min(_BLOCK, self._left)
        self._file.seek(self._at)
        data = self._file.read(size)
        self._at += len(data)
        if self._left is not None:
            self._left -= len(data)
        return data

    def _read(self, size: int) -> bytes:
        if self._stream is None:
            if not self._waiting:
                self._waiting = self._raw()
            out, self._waiting = self._waiting[:size], self._waiting[size:]
            if not out and self._left:
                raise EOFError("the archive ends within this file")
            return out
        while not self._stream.eof:
            data = self._waiting or self._raw()
            if not data:
                raise EOFError("the archive ends within this file")
            out = self._stream.decompress(data, size)
            self._waiting = self._stream.unconsumed_tail
            if out:
                return out
        return b""
