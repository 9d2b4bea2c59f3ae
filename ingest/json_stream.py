"""A cursor over JSON of any size: keys, elements and single values, without holding the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import numpy as np

from ingest.json_mend import NearlyJson
from ingest.json_scan import Scan, brackets

MOST = 16 << 20  # bytes of one value that are held: longer values are passed over
_KEY = 1 << 16  # bytes of a key
_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"[^\s,:\[\]{}\"]*+")
_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)


class BrokenJsonError(Exception):
    """The JSON goes wrong, or ends, at the stream's place."""


class JsonStream:
    """A cursor over JSON that comes in blocks.

    Parameters
    ----------
    blocks
        UTF-8, without byte order mark.

    Attributes
    ----------
    held, at
        What is held of the text, and where in it the cursor stands.
    mended
        What was nearly JSON and was read all the same.

    Examples
    --------
    >>> stream = JsonStream(iter([b'{"name": "Jo', b'bs", "list": [1, {}]}']))
    >>> for key in stream.members():
    ...     print(key, stream.value())
    name b'"Jobs"'
    list b'[1, {}]'
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._passed = 0  # bytes before what is held
        self.held = b""
        self.at = 0
        self.mended = NearlyJson()

    @property
    def place(self) -> int:
        """How many bytes lie before the cursor."""
        return self._passed + self.at

    def rest(self, most: int = 4000) -> bytes:
        """Return the bytes behind the cursor that are held, ``most`` at most."""
        return self.held[self.at : self.at + most]

    def more(self) -> bool:
        """Let go what lies before the cursor and hold another block; tell whether there was one."""
        block = next(self._blocks, None)
        if block is None:
            return False
        self._passed += self.at
        self.held = self.held[self.at :] + block if self.at < len(self.held) else block
        self.at = 0
        return True

    def peek(self) -> str:
        """Return the first character behind white space; empty at the end."""
        while True:
            self.at = _end(_SPACE, self.held, self.at)
            if self.at < len(self.held):
                return chr(self.held[self.at])
            if not self.more():
                return ""

    def expect(self, char: str) -> None:
        """Go behind a character.

        Raises
        ------
        BrokenJsonError
            If another comes next.
        """
        if self.peek() != char:
            raise BrokenJsonError(f"{char} was expected")
        self.at += 1

    def members(self) -> Iterator[str]:
        """Yield the keys of the object that comes next; the value of each must be taken before the next key.

        Raises
        ------
        BrokenJsonError
            If no object comes next, or it goes wrong.
        """
        self.expect("{")
        while (char := self.peek()) != "}":
            if char == ",":
                self.at += 1
                continue
            if char != '"':
                raise BrokenJsonError("a key was expected")
            key = self.value(_KEY)
            self.expect(":")
            yield "" if key is None else _text(key)
        self.at += 1

    def elements(self) -> Iterator[None]:
        """Yield once for each element of the array that comes next; each must be taken before the next one.

        Raises
        ------
        BrokenJsonError
            If no array comes next, or it goes wrong.
        """
        self.expect("[")
        while (char := self.peek()) != "]":
            if char == ",":
                self.at += 1
                continue
            if char in {"", "}", ":"}:
                raise BrokenJsonError("a value was expected")
            yield
        self.at += 1

    def value(self, most: int = MOST) -> bytes | None:
        """Take the value that comes next and return its bytes; none where they are more than ``most``.

        Raises
        ------
        BrokenJsonError
            If none comes next, or it does not end.
        """
        char = self.peek()
        pieces = (
            self._container() if char in {"{", "["} else self._string() if char == '"' else self._scalar()
        )
        kept: list[bytes] = []
        size = 0
        for piece in pieces:
            size += len(piece)
            if size <= most:
                kept.append(piece)
        return b"".join(kept) if size <= most else None

    def _scalar(self) -> Iterator[bytes]:
        if self.peek() in {"", ",", ":", "}", "]"}:
            raise BrokenJsonError("a value was expected")
        while True:
            end = _end(_SCALAR, self.held, self.at)
            piece, self.at = self.held[self.at : end], end
            yield piece
            if end < len(self.held) or not self.more():
                return

    def _string(self) -> Iterator[bytes]:
        self.at += 1
        yield b'"'
        while True:
            end = _end(_STRING_REST, self.held, self.at)
            if end < len(self.held) and self.held[end : end + 1] == b'"':
                piece, self.at = self.held[self.at : end + 1], end + 1
                yield piece
                return
            # A backslash at the very end stays before the cursor, for what it escapes comes with the next block.
            piece, self.at = self.held[self.at : end], end
            yield piece
            if not self.more():
                raise BrokenJsonError("a string does not end")

    def _container(self) -> Iterator[bytes]:
        scan = Scan()
        while True:
            data = self.held[self.at :]
            at, depth = brackets(data, scan)
            closed = np.flatnonzero(depth <= 0)
            end = int(at[closed[0]]) + 1 if len(closed) else len(data)
            self.at += end
            yield data[:end]
            if len(closed):
                return
            if not self.more():
                raise BrokenJsonError("an object or array does not end")


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at


def _text(raw: bytes) -> str:
    try:
        return str(msgspec.json.decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return raw[1:-1].decode("utf-8", "replace")
