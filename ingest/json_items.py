"""The items of arrays in a JSON document, as bytes, without reading the document as a whole.

Time is linear in the bytes, however they are nested; memory holds one block and one item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

import msgspec
import numpy as np
import numpy.typing as npt

MAX_ITEM = 64 << 20  # bytes of an item, at most
MAX_KEY = 4_000  # bytes of a name that are looked at
_PIECE = 1 << 20  # bytes looked at at once
_FEW = 32  # signs up to which a loop is quicker than an array
_BACKSLASH, _QUOTE = ord("\\"), ord('"')
_SIGNS = np.zeros(256, bool)
_SIGNS[list(b"{}[],:")] = True
_STEP = np.zeros(256, np.int64)
_STEP[list(b"{[")] = 1
_STEP[list(b"}]")] = -1
_OPEN, _CLOSE = frozenset(b"{["), frozenset(b"}]")
_PAIRS = {ord("{"): ord("}"), ord("["): ord("]")}

Path = tuple[str, ...]


class What(Enum):
    """What is to be done with an object or array."""

    ENTER = "enter"  # ask about each of its members
    ITEMS = "items"  # give each item of the array
    WHOLE = "whole"  # give it as one item
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Items:
    """Some items that stand one after another.

    Attributes
    ----------
    path
        Of their array, or of the one that is given whole.
    first
        Number of the first in its array, from 1; 0 for one that is given whole.
    items
        Their bytes; None for one of more than ``MAX_ITEM``.
    """

    path: Path
    first: int
    items: list[bytes | None]


@dataclass(slots=True)
class _Frame:
    """An object or array that is open."""

    path: Path
    sign: int
    what: What
    key: str | None = None  # of the member that is being read, in an object
    count: int = 0  # members that are done


@dataclass(slots=True)
class _Signs:
    """The signs outside strings in a piece: where, which, and how deep it is behind each."""

    at: list[int]
    which: bytes
    after: npt.NDArray[np.int64]
    deep: list[int]  # the same as a list, which is the quicker for a few


@dataclass(slots=True)
class _Lexer:
    """Finds the signs outside strings, piece by piece."""

    inside: bool = False  # a string is open
    escaped: bool = False  # the next byte is escaped
    depth: int = 0

    def signs(self, piece: bytes) -> _Signs:
        byte = np.frombuffer(piece, np.uint8)
        quotes = np.flatnonzero(byte == _QUOTE)
        slashes = np.flatnonzero(byte == _BACKSLASH)
        if len(slashes) or self.escaped:
            escaped = self._escaped(slashes, len(piece))
            quotes = quotes[~escaped[quotes]]
        at = np.flatnonzero(_SIGNS[byte])
        outside = (np.searchsorted(quotes, at) + self.inside) % 2 == 0
        at = at[outside]
        self.inside ^= bool(len(quotes) % 2)
        after = self.depth + np.cumsum(_STEP[byte[at]])
        if len(after):
            self.depth = int(after[-1])
        return _Signs(at.tolist(), byte[at].tobytes(), after, after.tolist())

    def _escaped(self, slashes: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.bool_]:
        """Return which bytes stand behind a backslash that is not itself escaped."""
        escaped = np.zeros(size + 1, bool)
        if len(slashes):
            begins = np.flatnonzero(np.diff(slashes, prepend=-2) != 1)
            within = np.arange(len(slashes)) - np.repeat(begins, np.diff(np.append(begins, len(slashes))))
            if (
                self.escaped and slashes[0] == 0
            ):  # the first backslash is only a character, and so the run shifts
                run = begins[1] if len(begins) > 1 else len(slashes)
                within[:run] -= 1
            escaped[slashes[within % 2 == 0] + 1] = True
        escaped[0] |= self.escaped
        self.escaped = bool(escaped[size])
        return escaped


@dataclass(slots=True)
class Walk:
    """Walks through a JSON document.

    Parameters
    ----------
    choose
        Asked of each object and array that is met: by its path and whether it is an array.
    member
        Told the path of every member of an object that is entered.

    Attributes
    ----------
    tops
        Objects and arrays at the top that were met.
    prefix
        What stands before the first of them, as in files of JavaScript.
    fault
        Whether brackets do not match: nothing is read from there on.
    rest
        At the end, the beginning of what was being read when the document ended or went wrong; None if it was whole.
    """

    choose: Callable[[Path, bool], What]
    member: Callable[[Path], None] = lambda _path: None
    tops: int = 0
    prefix: bytes = b""
    fault: bool = False
    rest: bytes | None = None
    _stack: list[_Frame] = field(default_factory=list)
    _lexer: _Lexer = field(default_factory=_Lexer)
    _piece: bytes = b""
    _mark: int = 0  # where the text that is wanted begins in the piece
    _held: list[bytes] = field(default_factory=list)  # what of it stands before the piece
    _size: int = 0
    _lost: bool = False  # it was too long to be held

    def items(self, blocks: Iterable[bytes]) -> Iterator[Items]:
        """Yield the items that were chosen, in the order of the document."""
        for block in blocks:
            yield from self.pieces(block)
            if self.fault:
                break
        self.finish()

    def pieces(self, block: bytes) -> Iterator[Items]:
        """Yield the items that end in the next block of the document."""
        for start in range(0, len(block), _PIECE):
            yield from self._walk(block[start : start + _PIECE])
            if self.fault:
                return
            self._hold()

    def finish(self) -> None:
        """Say that the document ends here: what is open was broken off."""
        left = self._text(self._mark + 1000 if self.fault else len(self._piece)) or b""
        if self.fault or self._stack or left.strip(b" \t\r\n;"):
            self.rest = left

    def _hold(self) -> None:
        """Keep what is wanted of the piece that ends, unless it is too long."""
        if self._stack and self._stack[-1].what is What.SKIP:
            self._held, self._size = [], 0
        else:
            tail = self._piece[self._mark :]
            self._size += len(tail)
            self._held.append(tail)
            if self._size > MAX_ITEM:
                self._held, self._lost = [self._held[0][:MAX_KEY]], True
        self._piece, self._mark = b"", 0

    def _text(self, end: int) -> bytes | None:
        """Return what was wanted, up to a place in the piece."""
        return None if self._lost else b"".join([*self._held, self._piece[self._mark : end]])

    def _take(self, end: int) -> bytes | None:
        """Return what was wanted, and want what follows the sign there."""
        text = self._text(end)
        self._want(end + 1)
        return text

    def _want(self, at: int) -> None:
        self._held, self._size, self._lost, self._mark = [], 0, False, at

    def _walk(self, piece: bytes) -> Iterator[Items]:
        self._piece = piece
        signs = self._lexer.signs(piece)
        i, n = 0, len(signs.at)
        while i < n and not self.fault:
            frame = self._stack[-1] if self._stack else None
            if frame is None:
                i = self._top(signs, i)
            elif frame.what is What.ENTER:
                i = self._enter(frame, signs, i)
            elif frame.what is What.ITEMS:
                end = self._close(signs, i)
                if batch := self._items(frame, signs, i, end):
                    yield batch
                i = self._pop(signs, end) if end < n else n
            else:
                end = self._close(signs, i)
                if end < n and frame.what is What.WHOLE:
                    text = self._text(signs.at[end] + 1)
                    yield Items(frame.path, 0, [text])
                i = self._pop(signs, end) if end < n else n

    def _close(self, signs: _Signs, i: int) -> int:
        """Return the first sign from ``i`` on that closes the frame at the top; the number of signs for none."""
        depth, n = len(self._stack), len(signs.at)
        for j in range(i, min(i + _FEW, n)):
            if signs.deep[j] < depth:
                return j
        i, step = i + _FEW, 256
        while i < n:
            below = np.flatnonzero(signs.after[i : i + step] < depth)
            if len(below):
                return i + int(below[0])
            i += step
            step *= 2
        return n

    def _items(self, frame: _Frame, signs: _Signs, i: int, end: int) -> Items | None:
        """Return the items of an array that end in the piece; ``end`` is the sign that closes it, if it is here."""
        depth, comma = len(self._stack), ord(",")
        if end - i <= _FEW:
            places = [j for j in range(i, end) if signs.which[j] == comma and signs.deep[j] == depth]
        else:
            span = np.frombuffer(signs.which, np.uint8)[i:end]
            places = (i + np.flatnonzero((span == comma) & (signs.after[i:end] == depth))).tolist()
        found = [self._take(signs.at[j]) for j in places]
        if end < len(signs.at):
            last = self._take(signs.at[end])
            if last is None or last.strip():
                found.append(last)
        first = frame.count + 1
        frame.count += len(found)
        return Items(frame.path, first, found) if found else None

    def _pop(self, signs: _Signs, i: int) -> int:
        frame = self._stack.pop()
        self.fault = signs.which[i] != _PAIRS[frame.sign]
        if not self.fault:
            self._want(signs.at[i] + 1)
        return i + 1

    def _push(self, path: Path, signs: _Signs, i: int) -> int:
        sign = signs.which[i]
        what = self.choose(path, sign == ord("["))
        self._stack.append(_Frame(path, sign, what))
        at = signs.at[i]
        self._want(at if what is What.WHOLE else at + 1)
        return i + 1

    def _top(self, signs: _Signs, i: int) -> int:
        if signs.which[i] in _OPEN:
            text = self._text(signs.at[i])
            before = None if text is None else text.strip()
            if before and not self.tops and len(before) < MAX_KEY:
                self.prefix = before
            elif before or before is None:
                self.fault = True
                return i
            self.tops += 1
            return self._push((), signs, i)
        if signs.which[i] == ord(","):  # objects in a row, parted by commas
            self._want(signs.at[i] + 1)
        else:
            self.fault = True
        return i + 1

    def _enter(self, frame: _Frame, signs: _Signs, i: int) -> int:
        sign, at = signs.which[i], signs.at[i]
        if sign in _CLOSE:
            return self._pop(signs, i)
        if sign == ord(":"):
            frame.key = _key(self._take(at))
            if frame.key is not None:
                self.member((*frame.path, frame.key))
        elif sign == ord(","):
            frame.count += 1
            frame.key = None
            self._want(at + 1)
        elif frame.sign == ord("["):
            return self._push((*frame.path, str(frame.count)), signs, i)
        elif frame.key is not None:
            return self._push((*frame.path, frame.key), signs, i)
        else:
            self.fault = True
        return i + 1


def _key(raw: bytes | None) -> str | None:
    """Return the name of a member; none where it is no string."""
    if raw is None or len(raw) > MAX_KEY:
        return ""
    try:
        key = msgspec.json.decode(raw.strip() or b"0")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return raw.decode("utf-8", "replace").strip().strip('"')
    return key if isinstance(key, str) else None


__all__ = ["MAX_ITEM", "Items", "Path", "Walk", "What"]
