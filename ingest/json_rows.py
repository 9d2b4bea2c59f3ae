"""Rows of JSON lines as chunks of columns, and objects out of bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import numpy as np

from graphkit.errors import SourceError
from ingest.delimited import excerpt
from ingest.encodings import LineBlock, TextLines
from ingest.flatten import Flattener, json_text
from ingest.json_items import Path
from ingest.json_mend import exact
from ingest.json_paths import STAR, parse_path, said
from ingest.rows import Chunk, Notes, Reject, Source, broken_off, ints, nothing_came
from ingest.streams import ByteStream

DECODER = msgspec.json.Decoder(float_hook=exact)
_lenient = json.JSONDecoder(parse_float=exact, strict=False, parse_constant=lambda _name: None)
_NO_NUMBER = re.compile(rb"\b(?:NaN|Infinity)\b")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _mend(text: str) -> Any:
    """Decode JSON that holds half a surrogate pair, as cut emoji leave it; the half becomes U+FFFD."""
    value, end = _lenient.raw_decode(text.strip())
    if text.strip()[end:].strip():
        raise ValueError("more than one value")
    return _without_surrogates(value)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(v) for v in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", k): _without_surrogates(v) for k, v in value.items()}
    return value


def read_object(line: bytes, notes: Notes, encoding: str) -> dict[str, Any] | str:
    """Return the object of a line, or the reason why there is none."""
    try:
        value = DECODER.decode(line)
    except UnicodeDecodeError:
        return f"not valid {encoding}"
    except RecursionError:
        return "nested too deeply"
    except msgspec.DecodeError as error:
        no_number = _NO_NUMBER.search(line) is not None
        if not no_number and b"\\u" not in line and b"\\U" not in line:
            return f"no valid JSON: {error}"
        try:
            value = _mend(line.decode())
        except (ValueError, RecursionError):
            return f"no valid JSON: {error}"
        if no_number:
            notes.warn("NaN or Infinity, which are no JSON, were read as nothing")
        else:
            notes.warn("half a surrogate pair (a character cut in two) was read as U+FFFD")
    return value if isinstance(value, dict) else f"a {json_type(value)}, not an object"


def json_type(value: object) -> str:
    """Return what a value of JSON is called."""
    names: dict[type, str] = {list: "list", str: "string", bool: "truth value", type(None): "null"}
    return names.get(type(value), "number")


def _one_a_line(data: bytes) -> list[dict[str, Any]] | None:
    """Decode a block at once; none where a line is bad, blank or not surely one object."""
    body = data.replace(b"\r\n", b"\n") if b"\r" in data else data
    if not body.endswith(b"\n"):
        body += b"\n"
    byte = np.frombuffer(body, np.uint8)
    ends = np.flatnonzero(byte == ord("\n"))
    count = len(ends)
    # A line that begins with { and ends with } cannot be the middle of a value that runs over several lines.
    starts = np.concatenate([[0], ends[:-1] + 1])
    if not (byte[ends - 1] == ord("}")).all() or not (byte[starts] == ord("{")).all():
        return None
    try:
        rows: list[Any] = DECODER.decode_lines(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return rows if len(rows) == count and set(map(type, rows)) == {dict} else None


def _line_by_line(
    block: LineBlock, done: int, notes: Notes, encoding: str
) -> tuple[list[dict[str, Any]], list[int], list[int], list[Reject]]:
    """Decode a block's lines one at a time: objects, their ordinals and lines, and what was no object."""
    good: list[dict[str, Any]] = []
    ordinals: list[int] = []
    places: list[int] = []
    rejects: list[Reject] = []
    for place, line in enumerate([block.data] if block.too_long else block.data.split(b"\n"), block.first):
        if not line.strip():
            continue
        done += 1
        row = "the line is longer than 64 MiB" if block.too_long else read_object(line, notes, encoding)
        if isinstance(row, str):
            raw = line.decode("utf-8", "replace").rstrip("\r")
            rejects.append(Reject(f"line {place}", row, excerpt(raw)))
        else:
            good.append(row)
            ordinals.append(done)
            places.append(place)
    return good, ordinals, places, rejects


def json_lines(source: Source, notes: Notes) -> Iterator[Chunk]:
    """Yield the rows of JSON lines; locators count lines from 1, blank ones too."""
    stream = ByteStream(source.path, source.name)
    lines = TextLines(stream)
    flatten = Flattener(notes.warn)
    inner = _Inner(parse_path(source.records)) if source.records else None
    done = 0
    for block in lines.blocks():
        notes.facts["encoding"] = lines.encoding.name
        if inner is not None:
            good, _, at, rejects = _line_by_line(block, done, notes, lines.encoding.name)
            done += len(good) + len(rejects)
            yield inner.chunk(good, at, rejects, flatten)
            continue
        rows = None if block.too_long else _one_a_line(block.data)
        if rows is not None:
            n = len(rows)
            ordinals, places = ints(range(done + 1, done + n + 1)), ints(range(block.first, block.first + n))
            yield Chunk(flatten(rows), ordinals, places, "line")
            done += n
        else:
            good, numbers, at, rejects = _line_by_line(block, done, notes, lines.encoding.name)
            yield Chunk(flatten(good), ints(numbers), ints(at), "line", rejects)
            done += len(good) + len(rejects)
    if stream.damage:
        if lines.next_line == 1 and not lines.tail:
            raise nothing_came(stream)
        reject = broken_off(stream, f"line {lines.next_line}", lines.tail)
        yield Chunk({}, ints([]), ints([]), "line", [reject])
    elif lines.next_line == 1:
        notes.warn("the file is empty")
    if inner is not None and done and not inner.found:
        raise SourceError(f"{source.name}: nothing at {source.records} in any line. Check the path.")


class _Inner:
    """The rows that stand at a path in the object of each line."""

    def __init__(self, pattern: Path) -> None:
        self._pattern = pattern
        self._done = 0
        self.found = False

    def chunk(
        self, lines: list[dict[str, Any]], at: list[int], bad: list[Reject], flatten: Flattener
    ) -> Chunk:
        """Return what stands at the path in some lines."""
        rows: list[dict[str, Any]] = []
        ordinals: list[int] = []
        places: list[str] = []
        rejects = list(bad)
        self._done += len(bad)
        for line, place in zip(lines, at, strict=True):
            held = list(_at(line, self._pattern, ()))
            self.found |= bool(held)
            if not held:
                held = [("", f"nothing at {said(self._pattern)}")]
            for where, item in held:
                self._done += 1
                locator = f"line {place} {where}".strip()
                if isinstance(item, dict):
                    rows.append(item)
                    ordinals.append(self._done)
                    places.append(locator)
                else:
                    reason = f"a {json_type(item)}, not an object" if where else str(item)
                    rejects.append(Reject(locator, reason, excerpt(json_text(item if where else line))))
        none = np.zeros(len(rows), np.int64)
        return Chunk(flatten(rows), ints(ordinals), none, "line", rejects, locators=places)


def _at(value: Any, pattern: Path, path: Path) -> Iterator[tuple[str, Any]]:
    """Yield what stands at a path in a value, and where: the items of an array, or the one thing that is there."""
    if not pattern:
        if isinstance(value, list):
            yield from ((f"{said(path)} item {n}", item) for n, item in enumerate(value, 1))
        else:
            yield said(path), value
        return
    part, rest = pattern[0], pattern[1:]
    inside: Iterable[tuple[str, Any]]
    if isinstance(value, dict):
        inside = value.items() if part == STAR else ((part, value[part]),) if part in value else ()
    elif isinstance(value, list):
        inside = [(str(n), v) for n, v in enumerate(value) if part in (STAR, str(n))]
    else:
        return
    for key, held in inside:
        yield from _at(held, rest, (*path, key))
