"""The bytes of a web archive, unpacked where they are gzip, with the places where its records begin on disk."""

from __future__ import annotations

import zlib
from collections import deque
from typing import IO

from ingest.streams import GZIP

_READ = 64 << 10
_STEP = 1 << 20  # bytes unpacked at once
_MEMBER = b"\x1f\x8b\x08"
HEADERS = 256 << 10  # bytes of a record's headers, at most


class HeadersTooLongError(ValueError):
    """More bytes than any record's headers have."""


class WarcBytes:
    """Reads an archive's bytes in order, over any number of gzip members.

    Parameters
    ----------
    file
        The archive, open at its start.

    Attributes
    ----------
    position
        Bytes read so far, unpacked.
    damage
        Why the bytes stop here; :meth:`resume` goes on behind it, if anything follows.
    packed
        Whether it is gzip.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._raw = file.read(_READ)
        self._disk = 0  # where the bytes begin that lie in _raw
        self._held = b""
        self._at = 0
        self.position = 0
        self._unpacked = 0
        self.damage = ""
        self.packed = self._raw.startswith(GZIP)
        self._member: zlib._Decompress | None = None
        self._starts: deque[tuple[int, int]] = deque()  # of members: unpacked, on disk
        self._headers_left: int | None = None

    def place(self, start: int) -> str:
        """Return in words where a record begins that begins at ``start`` unpacked; ask for them in order."""
        if not self.packed:
            return f"byte {start}"
        while len(self._starts) > 1 and self._starts[1][0] <= start:
            self._starts.popleft()
        if self._starts and self._starts[0][0] == start:
            return f"byte {self._starts[0][1]}"
        return f"byte {start} of the unpacked data"

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes; fewer only at the end or where the bytes are damaged."""
        size = _STEP if size is None or size < 0 else size
        if self._at + size <= len(self._held):
            out = self._held[self._at : self._at + size]
            self._at += size
        else:
            parts, left = [], size
            while left and (self._at < len(self._held) or self._more()):
                piece = self._held[self._at : self._at + left]
                self._at += len(piece)
                left -= len(piece)
                parts.append(piece)
            out = b"".join(parts)
        self.position += len(out)
        return out

    def readline(self, size: int = -1) -> bytes:
        """Return the next line, or as much of it as headers may be long.

        Raises
        ------
        HeadersTooLongError
            Between :meth:`headers` and the end of them, if they are too long.
        """
        most = HEADERS if size is None or size < 0 else min(size, HEADERS)
        parts: list[bytes] = []
        while most and (self._at < len(self._held) or self._more()):
            end = self._held.find(b"\n", self._at, self._at + most) + 1
            piece = self._held[self._at : end or min(self._at + most, len(self._held))]
            self._at += len(piece)
            most -= len(piece)
            parts.append(piece)
            if end:
                break
        out = b"".join(parts)
        self.position += len(out)
        if self._headers_left is not None:
            self._headers_left -= len(out)
            if self._headers_left < 0:
                raise HeadersTooLongError
        return out

    def tell(self) -> int:
        """Return the bytes read so far, unpacked."""
        return self.position

    def headers(self, begin: bool) -> None:
        """Begin or end the reading of headers, which may only be so long."""
        self._headers_left = HEADERS if begin else None

    def unread(self, data: bytes) -> None:
        """Put back what was read last."""
        self.position -= len(data)
        if self._held[max(0, self._at - len(data)) : self._at] == data:
            self._at -= len(data)
            return
        self._held = data + self._held[self._at :]
        self._at = 0

    def peek(self, size: int) -> bytes:
        """Return the next bytes without taking them."""
        if self._at + size <= len(self._held):
            return self._held[self._at : self._at + size]
        data = self.read(size)
        self.unread(data)
        return data

    def resume(self) -> bool:
        """Go on behind damage, at the next gzip member; return whether there is one."""
        if not self.damage or not self.packed:
            return False
        while True:
            at = self._raw.find(_MEMBER, 1)
            if at >= 0:
                self._cut(at)
                self.damage = ""
                self._member = None
                return True
            self._cut(max(1, len(self._raw) - 2))
            data = self._file.read(_READ)
            if not data:
                return False
            self._raw += data

    def _cut(self, size: int) -> None:
        self._raw = self._raw[size:]
        self._disk += size

    def _more(self) -> bool:
        """Unpack some more; return whether there was any."""
        if self.damage:
            return False
        self._at = 0
        if not self.packed:
            self._held, self._raw = self._raw, b""
            if not self._held:
                self._held = self._file.read(_STEP)
            return bool(self._held)
        self._held = b""
        while not self._held:
            if not self._raw:
                self._raw = self._file.read(_READ)
                if not self._raw:
                    if self._member is not None:
                        self.damage = "the gzip data end before their end mark: the file is cut short"
                    return False
            if not self._unpack():
                return False
        return True

    def _unpack(self) -> bool:
        if self._member is None:
            zeros = len(self._raw) - len(self._raw.lstrip(b"\0"))
            if zeros:
                self._cut(zeros)
                return True
            if not self._raw.startswith(GZIP[: len(self._raw)]):
                self.damage = f"other bytes follow the gzip data at byte {self._disk}"
                return False
            self._member = zlib.decompressobj(wbits=31)
            if self._starts and self._starts[-1][0] == self._unpacked:
                self._starts.pop()
            self._starts.append((self._unpacked, self._disk))
        try:
            self._held = self._member.decompress(self._raw, _STEP)
        except zlib.error as error:
            self.damage = f"the gzip data are damaged near byte {self._disk} ({error})"
            return False
        self._unpacked += len(self._held)
        rest = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
        self._disk += len(self._raw) - len(rest)
        self._raw = rest
        if self._member.eof:
            self._member = None
        return True
