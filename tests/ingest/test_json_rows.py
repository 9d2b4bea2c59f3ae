"""JSON lines and documents: broken rows, nested values, odd shapes."""

from __future__ import annotations

import json

import pytest
from table_files import (
    SOURCE_ID,
    Read,
)

from graphkit.errors import SourceError
from graphkit.model import record_id


def test_broken_json_lines_are_rejects_and_the_rest_is_read(read: Read) -> None:
    lines = [
        '{"id": 1, "text": "one"}', '{"id": 2, "text": "tw', "", "[1, 2]", '"text"',
        '{"id": 3, "text": "three"} {}',
        '{"id": 4,', '"text": "four"}', '{"id": 5, "text": "five"}',
    ]  # fmt: skip
    got = read("a.jsonl", "\n".join(lines))
    assert got.column("native_id") == ["1", "5"]
    assert got.column("locator") == ["line 1", "line 9"]
    assert got.column("record_id") == [record_id(SOURCE_ID, n) for n in (1, 8)]
    assert [r["locator"] for r in got.rejects] == [f"line {n}" for n in (2, 4, 5, 6, 7, 8)]
    assert got.rejects[1]["reason"] == "a list, not an object"
    assert got.rejects[2]["reason"] == "a string, not an object"
    assert got.rejects[0]["raw"] == lines[1]


def test_undecodable_lines_are_rejects(read: Read) -> None:
    got = read("a.jsonl", '{"id":1,"text":"день"}\n'.encode() + b'{"id":2,"text":"\xff\xfe"}\n{"id":3}\n')
    assert got.column("native_id") == ["1", "3"]
    assert [(r["locator"], r["reason"]) for r in got.rejects] == [("line 2", "not valid utf-8")]


def test_half_a_surrogate_pair_does_not_lose_the_row(read: Read) -> None:
    got = read("a.jsonl", '{"id":1,"text":"cut \\ud83d"}\n{"id":2,"text":"whole \\ud83d\\ude00"}\n')
    assert got.column("text") == ["cut \ufffd", "whole \U0001f600"]
    assert any("surrogate" in w for w in got.warnings)


def test_nested_values_get_dotted_names(read: Read) -> None:
    row = {
        "id": 7,
        "seller": {"phone": "+1 202 555 0123", "shop": {"name": "Corner"}},
        "addresses": {"BTC": ["abc1", "def2"], "UNKNOWN": "z" * 30},
        "tags": ["a", "b"],
        "photos": [{"file": "1.jpg"}],
        "price": 1.10,
        "sold": False,
        "gone": None,
        "count": 123456789012345678901234567890,
    }
    got = read("a.jsonl", json.dumps(row).replace("1.1,", "1.10,"))
    extra = dict(got.records[0]["extra"])
    assert extra == {
        "seller.phone": "+1 202 555 0123", "seller.shop.name": "Corner", "addresses.BTC": "abc1, def2",
        "addresses.UNKNOWN": "z" * 30, "tags": "a, b", "photos": '[{"file":"1.jpg"}]', "price": "1.10",
        "sold": "false",
        "count": "123456789012345678901234567890",
    }  # fmt: skip
    assert got.identifiers() == [
        ("phone", "self", "+1 202 555 0123"),
        ("bitcoin", "self", "abc1"),
        ("bitcoin", "self", "def2"),
        ("wallet", "self", "z" * 30),
    ]
    assert [d["start"] for d in got.declared] == [0, 0, 6, 0]
    assert got.column("native_id") == ["7"]


def test_rows_with_different_names_and_types(read: Read) -> None:
    rows = [
        {"id": 1, "v": "a"},
        {"v": 2, "id": "x"},
        {"id": 3, "w": [1, {"a": 1}], "v": {"k": 1}},
        {"v": ["p", 5]},
    ]
    got = read("a.jsonl", "\n".join(map(json.dumps, rows)))
    assert got.column("native_id") == ["1", "x", "3", None]
    assert got.extra("v") == ["a", "2", None, "p, 5"]
    assert got.extra("v.k") == [None, None, "1", None]
    assert got.extra("w") == [None, None, '[1,{"a":1}]', None]


def test_columns_that_come_late_are_recognised(read: Read) -> None:
    early = [json.dumps({"id": i, "pad": "x" * 1000}) for i in range(6000)]
    late = [json.dumps({"id": "late", "email": "ann@example.org", "text": "hello", "pad": "y"})]
    got = read("a.jsonl", "\n".join(early + late))
    assert got.records[-1]["text"] == "hello"
    assert got.identifiers() == [("email", "self", "ann@example.org")]
    assert got.report["columns"]["email"] == "email"


def test_objects_used_as_tables_do_not_become_columns(read: Read) -> None:
    rows = [{"id": i, "seen": {f"k{i}-{j}": j for j in range(30)}} for i in range(100)]
    got = read("a.jsonl", "\n".join(map(json.dumps, rows)))
    assert list(got.report["columns"]) == ["id", "seen"]
    assert json.loads(got.extra("seen")[3])["k3-7"] == 7
    wide = [{"id": i, f"n{i}": "v"} for i in range(1000)]
    got = read("b.jsonl", "\n".join(map(json.dumps, wide)))
    assert len(got.report["columns"]) == 513
    assert json.loads(got.extra("other_columns")[999]) == {"n999": "v"}


def test_json_documents_of_other_shapes(read: Read) -> None:
    assert read("one.json", '{"id": 1, "text": "alone"}').column("text") == ["alone"]
    got = read("mixed.json", '[{"id": 1}, 5, "x", {"id": 2}]')
    assert got.column("native_id") == ["1", "2"]
    assert got.column("locator") == ["item 1", "item 4"]
    assert [(r["locator"], r["raw"]) for r in got.rejects] == [("item 2", "5"), ("item 3", '"x"')]
    got = read("two.json", '{"ads": [{"id": 1}], "users": [{"id": 2}]}')
    assert len(got.records) == 1
    assert any("several arrays" in w for w in got.warnings)
    pretty = "\n".join(json.dumps(r, indent=1) for r in ({"id": 1, "tags": ["a"]}, {"id": 2, "tags": ["b"]}))
    assert read("pretty.json", pretty).column("native_id") == ["1", "2"]
    assert read("empty.json", "[]").records == []


def test_a_json_array_that_breaks_off_keeps_what_came(read: Read) -> None:
    whole = json.dumps([{"id": i, "text": f"t {i}"} for i in range(100)])
    got = read("cut.json", whole[:-30])
    assert got.column("native_id") == [str(i) for i in range(98)]
    assert got.rejects[0]["locator"] == "item 99"
    wrapped = json.dumps({"made": "by hand", "ads": [{"id": i} for i in range(10)]})
    assert len(read("cut2.json", wrapped[:-5]).records) == 9


def test_json_nested_to_absurdity(read: Read) -> None:
    deep = "[" * 100_000
    got = read("a.jsonl", '{"id":1}\n{"id":2,"a":' + deep + "\n" + '{"id":3}\n')
    assert got.column("native_id") == ["1", "3"]
    with pytest.raises(SourceError, match=r"deep\.json"):
        read("deep.json", deep)
    levels = '{"a":' * 200 + "1" + "}" * 200
    assert len(read("b.jsonl", levels).records) == 1


def test_nan_as_python_writes_it_does_not_lose_the_row(read: Read) -> None:
    got = read(
        "a.jsonl",
        '{"id":1,"price":NaN,"text":"NaN stays in text"}\n{"id":2,"price":-Infinity,"text":"two"}\n{"id":3,"x":Na}\n',
    )
    assert got.column("native_id") == ["1", "2"]
    assert got.column("text") == ["NaN stays in text", "two"]
    assert [r["locator"] for r in got.rejects] == ["line 3"]
    assert any("NaN" in w for w in got.warnings)
