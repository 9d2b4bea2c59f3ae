"""Rows of JSON lines and of JSON documents, as chunks of columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from graphkit.errors import SourceError, WrongFormatError
from ingest.delimited import excerpt
from ingest.encodings import LOOK, LineBlock, TextLines, decode, detect
from ingest.flatten import Flattener, json_text
from ingest.json_mend import exact
from ingest.rows import Chunk, Notes, Reject, Source, broken_off, ints, nothing_came
from ingest.streams import ByteStream

WHOLE_ROWS = 5_000  # rows in a chunk of a format that is read as a whole

_decoder = msgspec.json.Decoder(float_hook=exact)
_lenient = json.JSONDecoder(parse_float=exact, strict=False, parse_constant=lambda _name: None)
_NO_NUMBER = re.compile(rb"\b(?:NaN|Infinity)\b")
_SPACE = re.compile(r"[\s,]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNDECODED = re.compile("[\udc80-\udcff]")
_NOT_TEXT = object()  # stands for an item with bytes that could not be decoded


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


def _object(line: bytes, notes: Notes, encoding: str) -> dict[str, Any] | str:
    """Return the object of a line, or the reason why there is none."""
    try:
        value = _decoder.decode(line)
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
    return value if isinstance(value, dict) else f"a {_json_type(value)}, not an object"


def _json_type(value: object) -> str:
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
        rows: list[Any] = _decoder.decode_lines(body)
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
        row = "the line is longer than 64 MiB" if block.too_long else _object(line, notes, encoding)
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


def _items(value: Any, notes: Notes) -> list[Any]:
    """Return the rows of a JSON document: an array, the one array of objects in an object, or the object."""
    if isinstance(value, list):
        return value
    arrays = [k for k, v in value.items() if isinstance(v, list) and v and isinstance(v[0], dict)]
    if len(arrays) == 1:
        beside = {k: v for k, v in value.items() if k != arrays[0]}
        notes.facts["array"] = arrays[0]
        if beside:
            notes.warn(
                f"beside the array {arrays[0]!r} stand {', '.join(map(repr, beside))}; they were not read"
            )
        items: list[Any] = value[arrays[0]]
        return items
    if arrays:
        notes.warn(f"the object holds several arrays ({', '.join(arrays)}) and was read as one record")
    return [value]


def _recover(text: str) -> tuple[list[Any], str | None]:
    """Decode what stands before the fault of a broken document, or in a row in one without brackets.

    Returns
    -------
    items
        Objects; ``_NOT_TEXT`` for one that could not be decoded.
    rest
        Where it broke off; none if it was read to the end.
    """
    for place in (0, text.find("[", 0, 4096) + 1):
        items: list[Any] = []
        at = _skip(text, place)
        while text[at : at + 1] == "{":
            try:
                value, end = _lenient.raw_decode(text, at)
            except (ValueError, RecursionError):
                break
            items.append(_NOT_TEXT if _UNDECODED.search(text, at, end) else _without_surrogates(value))
            at = _skip(text, end)
        if items:
            return items, text[at:] if text[at:].strip() not in {"", "]", "]}"} else None
    return [], text


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _document(data: bytes, source: Source, notes: Notes) -> tuple[list[Any], str | None]:
    try:
        value = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        items, rest = _recover(data.decode("utf-8", "surrogateescape"))
        if not items:
            raise SourceError(
                f"{source.name}: no valid JSON: {error}. Check the file, or copy it anew."
            ) from None
        return items, rest
    if not isinstance(value, dict | list):
        raise WrongFormatError(
            f"{source.name}: holds a {_json_type(value)}, neither objects nor an array of them."
        )
    return _items(value, notes), None


def json_document(source: Source, notes: Notes) -> Iterator[Chunk]:
    """Yield the items of a JSON array, or the one object; read as a whole."""
    stream = ByteStream(source.path, source.name)
    data = stream.whole()
    encoding = detect(data[:LOOK], len(data) <= LOOK)
    notes.facts["encoding"] = encoding.name
    data = decode(data, encoding)
    if not data.strip():
        if stream.damage:
            raise nothing_came(stream)
        notes.warn("the file is empty")
        return
    items, rest = _document(data, source, notes)
    flatten = Flattener(notes.warn)
    for start in range(0, len(items), WHOLE_ROWS):
        part = list(enumerate(items[start : start + WHOLE_ROWS], start + 1))
        good = [(n, item) for n, item in part if isinstance(item, dict)]
        bad = [_bad_item(n, item, encoding.name) for n, item in part if type(item) is not dict]
        numbers = ints([n for n, _ in good])
        yield Chunk(flatten([item for _, item in good]), numbers, numbers, "item", bad)
    if rest is not None:
        reason = stream.damage or "the JSON breaks off or goes wrong here; the rest was not read"
        yield Chunk({}, ints([]), ints([]), "item", [Reject(f"item {len(items) + 1}", reason, excerpt(rest))])


def _bad_item(place: int, item: object, encoding: str) -> Reject:
    if item is _NOT_TEXT:
        return Reject(f"item {place}", f"not valid {encoding}", "")
    return Reject(f"item {place}", f"a {_json_type(item)}, not an object", excerpt(json_text(item)))
