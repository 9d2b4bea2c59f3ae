from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_values import TEXTS, VALUES

from ingest.json_stream import BrokenJsonError, JsonStream


def stream(data: bytes, size: int = 7) -> JsonStream:
    return JsonStream(iter([data[at : at + size] for at in range(0, len(data), size)]))


def walked(json_: JsonStream, walk: Callable[[JsonStream], Iterator[Any]]) -> None:
    for _ in walk(json_):
        json_.value()


@given(st.dictionaries(TEXTS, VALUES, max_size=5), st.integers(1, 40), st.sampled_from([None, 1]))
def test_members_and_values_come_as_they_stand(
    document: dict[str, object], size: int, indent: int | None
) -> None:
    json_ = stream(json.dumps(document, indent=indent).encode(), size)
    found = {key: json.loads(json_.value() or b"") for key in json_.members()}
    assert found == document
    assert json_.peek() == ""


def test_elements_come_one_by_one() -> None:
    json_ = stream(b'[1, "a", {"b": [2]}, [] ]x')
    assert [json_.value() for _ in json_.elements()] == [b"1", b'"a"', b'{"b": [2]}', b"[]"]
    assert json_.peek() == "x"
    assert json_.place == 25


@pytest.mark.parametrize("long", [b'"' + b"x" * 50 + b'"', b"[" + b"1," * 30 + b"1]", b"1" * 50])
def test_a_value_that_is_too_long_is_passed_over(long: bytes) -> None:
    json_ = stream(b'{"a": ' + long + b', "b": 2}')
    assert [(key, json_.value(20)) for key in json_.members()] == [("a", None), ("b", b"2")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a',
        b'{"a\\',
        b'{"a"',
        b'{"a":',
        b'{"a":"',
        b'{"a":[',
        b'{"a":1',
        b'{"a":}',
        b"[1}",
        b"{1:2}",
        b"[",
        b"\0",
    ],
)
def test_what_does_not_end_or_goes_wrong_is_said(data: bytes) -> None:
    for walk in (JsonStream.members, JsonStream.elements):
        json_ = stream(data)
        with pytest.raises(BrokenJsonError):
            walked(json_, walk)


@given(st.binary(max_size=80), st.integers(1, 9))
def test_any_bytes_end(data: bytes, size: int) -> None:
    json_ = stream(data, size)
    try:
        for _ in json_.members():
            json_.value()
    except BrokenJsonError:
        pass
