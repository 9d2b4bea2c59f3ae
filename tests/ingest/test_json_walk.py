"""JSON documents value by value: the same in blocks of any size, faults that spoil only themselves, linear time."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import json_window
from ingest.json_walk import EACH, Value, loads, walk


def walked(data: bytes, size: int = 7, depth: int = 2) -> list[Value]:
    blocks = (data[i : i + size] for i in range(0, len(data), size))
    return list(walk(blocks, lambda path: len(path) < depth))


def short(data: bytes, size: int = 7) -> list[tuple[str, bytes, str]]:
    return [(".".join(v.path), v.data, v.fault) for v in walked(data, size)]


def test_values_come_with_their_way_and_place() -> None:
    data = b'{"id": 7, "s": "a\\"b]", "list": [{"a": [1, {"x": "}"}]}, 2, tru], "z": null}'
    found = walked(data)
    assert [(v.path, v.items, v.data) for v in found] == [
        (("id",), (), b"7"), (("s",), (), b'"a\\"b]"'), (("list", EACH), (1,), b'{"a": [1, {"x": "}"}]}'),
        (("list", EACH), (2,), b"2"), (("list", EACH), (3,), b"tru"), (("z",), (), b"null"),
    ]  # fmt: skip
    assert all(data[v.start :].startswith(v.data) for v in found)


def test_what_is_not_wanted_one_by_one_comes_whole() -> None:
    assert [(v.path, v.data) for v in walked(b"[[1, 2], 3]", depth=0)] == [((), b"[[1, 2], 3]")]
    assert [v.items for v in walked(b"[[1, 2], [3]]")] == [(1, 1), (1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"l": [{"a": 1}, {"b": "cut', [("l.*", b'{"a": 1}', ""), ("l.*", b'{"b": "cut', "the file ends in the middle of it"),
                                          ("", b"", "the file breaks off here: its end is missing")]),
        (b'{"l": [1', [("l.*", b"1", ""), ("", b"", "the file breaks off here: its end is missing")]),
        (b'{"a": 1} x', [("a", b"1", ""), ("", b"x", "more follows after the end")]),
        (b'{"a"}', [("", b'"a"', "a name without a value")]),
        (b"{7: 1}", [("", b"7", "a value without a name"), ("", b"1", "a value without a name")]),
        (b"]1", [("", b"]", "a bracket closes here that is not open"), ("", b"1", "")]),
        (b"", []),
    ],
    ids=range(7),
)  # fmt: skip
def test_faults_are_told_and_the_rest_is_read(data: bytes, found: list[tuple[str, bytes, str]]) -> None:
    assert short(data) == found


def test_values_too_large_or_too_deep_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_window, "MAX_VALUE", 1 << 20)
    large = b'x\\"' * (1 << 20)
    for huge in (
        b'"' + large + b'"',
        b'{"a": "' + large + b'", "b": [1, 2]}',
        b"1" * (3 << 20),
        b"[" + b"[1]," * (1 << 19) + b"2]",
    ):
        for size in (1 << 16, 1 << 22):
            found = walked(b'{"list": [' + huge + b', {"ok": 1}]}', size)
            assert [v.data[:9] for v in found][1:] == [b'{"ok": 1}']
            assert found[0].fault == "larger than 1 MiB"
            assert len(found[0].data) <= json_window.HELD
    deep = walked(b"[" + b"[" * 300 + b"]" * 300 + b", 1]", depth=1)
    assert [v.fault for v in deep] == ["nested too deeply", ""]


@pytest.mark.parametrize(
    "data",
    [b"[" * 3_000_000, b'{"a":' * 1_000_000, b'["' + b"x" * 60_000_000, b'["' + b'\\"' * 20_000_000, b"[" + b"1" * 60_000_000,
     b'"[' * 1_000_000, b"[" + b"]" * 2_000_000, b"[" + b"{}," * 1_000_000, b"\\" * 3_000_000],
    ids=range(9),
)  # fmt: skip
def test_hostile_documents_take_linear_time(data: bytes) -> None:
    began = time.monotonic()
    walked(data, 1 << 20)
    assert time.monotonic() - began < 30


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


def rebuilt(data: bytes, size: int, depth: int) -> Any:
    """Put a document together again from its values; for arrays within arrays only."""
    found = list(
        walk((data[i : i + size] for i in range(0, len(data), size)), lambda path: len(path) < depth)
    )
    assert not [v.fault for v in found if v.fault]
    return [(v.path, v.items, loads(v.data)) for v in found]


@settings(max_examples=200, deadline=None)
@given(value=JSON, size=st.integers(1, 9), depth=st.integers(0, 3), ascii_only=st.booleans())
def test_blocks_of_any_size_give_the_same(value: Any, size: int, depth: int, ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace")
    assert rebuilt(data, size, depth) == rebuilt(data, len(data) + 1, depth)


@settings(max_examples=200, deadline=None)
@given(value=JSON, size=st.integers(1, 9))
def test_members_are_those_of_the_document(value: Any, size: int) -> None:
    held = {"a": value, "list": [value, value], "end": 1}
    data = json.dumps(held).encode()
    found = [
        (v.path, loads(v.data))
        for v in walk((data[i : i + size] for i in range(0, len(data), size)), lambda p: p == ())
    ]
    assert found == [((k,), v) for k, v in json.loads(data).items()]


@settings(max_examples=300, deadline=None)
@given(data=st.text(alphabet='{}[]",:\\1a ', max_size=40), size=st.integers(1, 9))
def test_any_signs_end_and_do_not_depend_on_blocks(data: str, size: int) -> None:
    assert short(data.encode(), size) == short(data.encode(), 1000)


@pytest.mark.parametrize(
    ("data", "value"),
    [(rb'"x\ud83d y"', "x\ufffd y"), (b'"a\xffb"', "a\ufffdb"), (b'{"a": NaN}', {"a": None}), (b'"a\nb"', "a\nb"),
     (b"1e400", None)],
    ids=range(5),
)  # fmt: skip
def test_what_can_be_mended_is(data: bytes, value: Any) -> None:
    if value is None:
        assert loads(data) in (float("inf"), None)
    else:
        assert loads(data) == value


@pytest.mark.parametrize("data", [b"tru", b"{", b"", b'"a', b"[1,]", b"[" * 150 + b"x" + b"]" * 150])
def test_what_is_no_json_says_so(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|nested"):
        loads(data)
