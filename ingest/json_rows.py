"""Rows of JSON lines as chunks of columns, and objects out of bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np

from ingest.delimited import excerpt
from ingest.encodings import LineBlock, TextLines
from ingest.flatten import Flattener
from ingest.rows import Chunk, Notes, Reject, Source, broken_off, ints, nothing_came
from ingest.streams import ByteStream

DECODER = msgspec.json.Decoder(float_hook=Decimal)
_lenient = json.JSONDecoder(parse_float=Decimal, strict=False, parse_constant=lambda _name: None)
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
    done = 0
    for block in lines.blocks():
        notes.facts["encoding"] = lines.encoding.name
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
