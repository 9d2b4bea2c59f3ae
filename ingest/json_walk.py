"""Large JSON documents, value by value: memory does not grow with the file, and a broken value spoils only itself.

A streaming parser (ijson, json-stream) was not taken: at the first bad byte it gives up the rest of the document, and
one that keeps the path of nested values needs quadratic time in their depth (60 KB of ``[`` took ijson 3.6 46 seconds).
Here only the places of quotes and brackets are looked for; each value is decoded by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ingest import json_window
from ingest.json_window import HELD, Window

Path = tuple[str, ...]
EACH = "*"  # stands in a path for any item of an array
_BRACE = ord("}")

_decode = msgspec.json.Decoder().decode
_lenient = json.JSONDecoder(strict=False, parse_constant=lambda _name: None)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a document.

    Attributes
    ----------
    path
        Names on the way to it; ``*`` for an item of an array.
    items
        The places, from 1, of the items on the way.
    start
        Where it begins, in bytes of the text as UTF-8.
    data
        The value as it stands; its beginning where it is not whole.
    fault
        Why it is not whole; empty where it is.
    """

    path: Path
    items: tuple[int, ...]
    start: int
    data: bytes
    fault: str = ""


def loads(data: bytes) -> Any:
    """Decode one value; half a surrogate pair and bytes that are no UTF-8 become U+FFFD, NaN becomes none.

    Raises
    ------
    ValueError
        If it is no JSON; the message says why.

    Examples
    --------
    >>> loads(rb'{"a": "x\\ud83d y"}')
    {'a': 'x\ufffd y'}
    """
    try:
        return _decode(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        text = data.decode("utf-8", "replace").strip()
        try:
            value, end = _lenient.raw_decode(text)
        except (ValueError, RecursionError):
            raise ValueError(f"no valid JSON: {error}") from None
        if text[end:].strip():
            raise ValueError(f"no valid JSON: {error}") from None
        return _mended(value)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(v) for v in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", k): _mended(v) for k, v in value.items()}
    return value


def walk(blocks: Iterator[bytes], enter: Callable[[Path], bool], skip: int = 0) -> Iterator[Value]:
    """Yield the values of a JSON document in order.

    Parameters
    ----------
    blocks
        Its text as UTF-8.
    enter
        Told the path of an object or array (``()`` for the outermost): whether its values are wanted one by one.
        Otherwise it is yielded whole.
    skip
        Bytes before the document.

    Examples
    --------
    >>> found = walk(iter([b'{"id": 7, "list": [{"a": 1}, 2]}']), lambda path: len(path) < 2)
    >>> [(v.path, v.items, v.data) for v in found]
    [(('id',), (), b'7'), (('list', '*'), (1,), b'{"a": 1}'), (('list', '*'), (2,), b'2')]
    """
    return _Walk(Window(blocks, skip), enter).values()


@dataclass(slots=True)
class _Open:
    """An object or array that is walked through: the sign that closes it, its path, and the items so far."""

    closing: int
    path: Path
    items: tuple[int, ...]
    count: int = 0


class _Walk:
    """One walk through a document."""

    def __init__(self, window: Window, enter: Callable[[Path], bool]) -> None:
        self._window = window
        self._enter = enter
        self._open: list[_Open] = []
        self._done = False

    def values(self) -> Iterator[Value]:
        window = self._window
        while (sign := window.sign()) >= 0:
            if sign in b"}]":
                yield from self._close(sign)
                continue
            if self._done:
                place = window.place
                yield Value((), (), place, window.rest(), "more follows after the end")
                return
            yield from self._value(sign)
        if self._open:
            yield Value((), (), window.place, b"", "the file breaks off here: its end is missing")

    def _close(self, sign: int) -> Iterator[Value]:
        if not self._open or self._open[-1].closing != sign:
            place = self._window.place
            yield Value((), (), place, bytes([sign]), "a bracket closes here that is not open")
        self._window.at += 1
        if self._open:
            self._open.pop()
            self._done = not self._open

    def _value(self, sign: int) -> Iterator[Value]:
        """Yield the value that begins here, or open it."""
        window = self._window
        path: Path = ()
        items: tuple[int, ...] = ()
        if self._open:
            above = self._open[-1]
            items = above.items
            if above.closing == _BRACE:
                start = window.place
                named, fault, data = self._named(sign)
                if fault:
                    yield Value(above.path, items, start, data, fault)
                    return
                path, sign = (*above.path, named), window.sign()
            else:
                above.count += 1
                path, items = (*above.path, EACH), (*items, above.count)
        if sign in b"{[" and self._enter(path):
            window.at += 1
            self._open.append(_Open(_BRACE if sign == ord("{") else ord("]"), path, items))
            return
        start = window.place
        data, fault = self._whole(sign)
        yield Value(path, items, start, data, fault)
        self._done = not self._open

    def _whole(self, sign: int) -> tuple[bytes, str]:
        if sign in b"{[":
            data, fault = self._window.nested()
        else:
            data, fault = self._window.string() if sign == ord('"') else self._window.literal()
        if len(data) > json_window.MAX_VALUE and not fault:
            return data[:HELD], json_window.too_large()
        return data, fault

    def _named(self, sign: int) -> tuple[str, str, bytes]:
        """Take a member's name; return it, or what is wrong and how it stands."""
        data, fault = self._whole(sign)
        if sign != ord('"'):
            return "", fault or "a value without a name", data
        if fault:
            return "", fault, data
        after = self._window.sign()
        if after < 0 or after in b"}]":
            return "", "a name without a value", data
        try:
            return str(loads(data)), "", data
        except ValueError:
            return data.decode("utf-8", "replace").strip('"'), "", data
