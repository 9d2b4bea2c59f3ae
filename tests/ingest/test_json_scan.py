from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from json_values import VALUES

from ingest.json_scan import Scan, brackets


def by_hand(data: bytes) -> list[tuple[int, int]]:
    """Find brackets outside strings one character at a time."""
    found, depth, inside, escaped = [], 0, False, False
    for place, char in enumerate(data):
        if inside:
            if escaped:
                escaped = False
            elif char == ord("\\"):
                escaped = True
            elif char == ord('"'):
                inside = False
        elif char == ord('"'):
            inside = True
        elif char in b"{[}]":
            depth += 1 if char in b"{[" else -1
            found.append((place, depth))
    return found


def in_blocks(data: bytes, size: int) -> list[tuple[int, int]]:
    scan, found = Scan(), []
    for start in range(0, len(data), size):
        at, depth = brackets(data[start : start + size], scan)
        found += zip((at + start).tolist(), depth.tolist(), strict=True)
    return found


def test_brackets_in_strings_do_not_count() -> None:
    assert in_blocks(rb'{"a\"}": "\\", "b": [1]}', 100) == [(0, 1), (20, 2), (22, 1), (23, 0)]


@given(VALUES, st.integers(1, 30))
def test_any_json_in_any_blocks(value: object, size: int) -> None:
    data = json.dumps(value, ensure_ascii=False).encode()
    assert in_blocks(data, size) == by_hand(data)


@given(st.binary(max_size=60), st.integers(1, 9))
def test_any_bytes_end_the_scan(data: bytes, size: int) -> None:
    in_blocks(data, size)
