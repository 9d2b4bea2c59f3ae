from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_values import TEXTS, VALUES

from ingest import json_objects as module
from ingest.json_objects import Bad, objects
from ingest.json_stream import BrokenJsonError, JsonStream

ROWS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=6)


def taken(data: bytes, size: int = 1 << 20) -> tuple[list[Any], str]:
    """Return objects, reasons in place of what is none, and what is left; ``!`` where the array does not end."""
    stream = JsonStream(iter([data[at : at + size] for at in range(0, len(data), size)]))
    found: list[Any] = []
    try:
        for run in objects(stream):
            found += [item.reason if isinstance(item, Bad) else item for item in run]
    except BrokenJsonError:
        return found, "!"
    return found, stream.peek()


@given(ROWS, st.integers(1, 60), st.sampled_from([None, 1, 4]))
def test_objects_come_whole_in_any_blocks(rows: list[dict[str, Any]], size: int, indent: int | None) -> None:
    data = json.dumps({"m": rows}, indent=indent, ensure_ascii=False).encode()
    assert taken(data[data.index(b"[") :], size) == (rows, "}")


@pytest.mark.parametrize("size", [3, 1000])
def test_what_is_no_object_is_told_apart(size: int) -> None:
    data = b'[{"a":1}, 7, "x}", [1,{}], null, {"a":2}, {"a" 3}, {"a":4}, true]'
    found, rest = taken(data, size)
    assert rest == ""
    assert [item for item in found if isinstance(item, dict)] == [{"a": 1}, {"a": 2}, {"a": 4}]
    assert [reason.partition(":")[0] for reason in found if isinstance(reason, str)] == [
        "a number, not an object", "a string, not an object", "a list, not an object", "a null, not an object",
        "no valid JSON", "a truth value, not an object",
    ]  # fmt: skip


def test_an_array_cut_short_yields_what_came_before() -> None:
    whole = json.dumps([{"id": n} for n in range(5)]).encode()
    assert taken(whole[:-4]) == ([{"id": n} for n in range(4)], "!")
    assert taken(b'[{"id": 0}') == ([{"id": 0}], "!")
    assert taken(b"[") == ([], "!")


def printed(rows: list[Any]) -> bytes:
    text = json.dumps({"m": rows}, indent=1).encode()
    return text[text.index(b"[") :]


@pytest.mark.parametrize(
    "broken",
    ['"text": "an "odd" one"', '"text": "one quote " too many"', '"text": {', '"text": }', '"text": "]}"]'],
)
def test_a_broken_object_does_not_take_the_next_along(broken: str) -> None:
    rows = [{"id": n, "text": "[fine] }"} for n in range(9)]
    data = printed(rows).replace(b'"id": 4,\n   "text": "[fine] }"', b'"id": 4,\n   ' + broken.encode())
    found, rest = taken(data)
    assert [item["id"] for item in found if isinstance(item, dict)] == [0, 1, 2, 3, 5, 6, 7, 8]
    assert sum(isinstance(item, str) for item in found) == 1
    assert rest == "}"


@pytest.mark.parametrize("size", [64, 500, 1 << 20])
def test_many_broken_objects_are_found_each(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SUSPECT", 200)
    data = printed([{"id": n, "text": "x"} for n in range(60)])
    for n in range(0, 60, 7):
        data = data.replace(b'"id": %d,\n   "text": "x"' % n, b'"id": %d,\n   "text": {"' % n)
    found, rest = taken(data, size)
    assert [item["id"] for item in found if isinstance(item, dict)] == [n for n in range(60) if n % 7]
    assert rest == "}"


def test_a_hole_of_zeros_costs_what_lies_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SUSPECT", 200)
    data = bytearray(printed([{"id": n, "text": "x" * 20} for n in range(60)]))
    data[500:700] = bytes(200)
    found, rest = taken(bytes(data), 64)
    kept = [item["id"] for item in found if isinstance(item, dict)]
    assert len(kept) > 52
    assert kept == sorted(kept)
    assert rest == "}"


def test_an_object_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 100)
    rows = [{"a": 1}, {"a": "x" * 500, "b": [{}]}, {"a": 2}]
    found, rest = taken(json.dumps(rows).encode(), 30)
    assert found == [{"a": 1}, "longer than 0 MiB", {"a": 2}]
    assert rest == ""


def test_nesting_beyond_all_bounds_is_a_reject() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert taken(b'[{"a": 1}, {"a": ' + deep + b'}, {"a": 2}]')[0] == [
        {"a": 1},
        "nested too deeply",
        {"a": 2},
    ]


@given(st.binary(max_size=80), st.integers(1, 9))
def test_any_bytes_end(data: bytes, size: int) -> None:
    taken(b"[" + data, size)


@given(ROWS, st.data())
def test_any_damage_ends(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    text = bytearray(printed([{"id": 0}, *rows]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b'"', b"{", b"]", b"\\", b"\0"])
        )
    taken(bytes(text), data.draw(st.integers(1, 50)))
