"""JSON documents: which arrays are read, paths that the user gives, and documents too large or too broken to be decoded."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_files import SOURCE_ID, Member, Read, read_file

import graphkit
from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import record_id
from graphkit.settings import Settings
from ingest import json_items
from ingest.json_items import Walk, What
from ingest.json_paths import parse_path

ADS = [{"id": f"a{n}", "text": f"a quiet flat, number {n}, call +1202555010{n}"} for n in range(3)]
USERS = [{"id": "u1", "name": "Ann", "phone": "+12025550111"}]
ROOMS = [{"id": 1, "label": "big"}]


def test_several_arrays_of_records_are_tables_of_their_own(read: Read) -> None:
    got = read("two.json", json.dumps({"made": 1, "ads": ADS, "rooms": ROOMS, "users": USERS}))
    assert got.column("locator") == ["ads item 1", "ads item 2", "ads item 3", "users item 1"]
    assert got.column("kind") == ["ad", "ad", "ad", "profile"]
    assert got.column("record_id") == [record_id(SOURCE_ID, n) for n in (1, 2, 3, 4)]
    assert got.identifiers()[-1] == ("phone", "self", "+12025550111")
    assert got.report["columns"]["users!phone"] == "phone"
    assert got.warnings == [
        "the object holds several arrays of records, each read as a table: ads (3), users (1)",
        "beside them stand 'made', 'rooms'; they were not read",
    ]


def test_the_one_array_that_looks_like_records_is_read(read: Read) -> None:
    got = read("two.json", json.dumps({"rooms": ROOMS, "ads": ADS}))
    assert got.column("locator") == ["item 1", "item 2", "item 3"]
    assert got.report["array"] == "ads"
    assert got.warnings == ["beside the array 'ads' stand 'rooms'; they were not read"]


def test_arrays_that_lie_deeper_are_told(read: Read) -> None:
    pages = {f"p{n}": {"ads": ADS, "n": n} for n in range(30)}
    got = read("deep.json", json.dumps({"status": "ok", "data": {"items": ADS}, "pages": pages}))
    assert len(got.records) == 1
    assert (
        "arrays of objects lie deeper in it: data.items (3), pages.*.ads (90); name one by --records"
        in got.warnings[0]
    )


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("data.items", ["data.items item 1", "data.items item 2"]),
        ("$.data.items[*]", ["data.items item 1", "data.items item 2"]),
        ("pages.*.ads", ["pages.p1.ads item 1", "pages.p2.ads item 1", "pages.p2.ads item 2"]),
        ("people.*", ["people.ann", "people.bob"]),
        ("list.*.ads", ["list.0.ads item 1", "list.1.ads item 1"]),
        ("list.1.ads", ["list.1.ads item 1"]),
        ("data", ["data"]),
    ],
)
def test_a_path_is_read(read: Read, path: str, places: list[str]) -> None:
    one, two, three = ({"id": str(n), "text": f"call +1202555010{n}"} for n in (1, 2, 3))
    held = {
        "other": [{"ads": [one]}], "data": {"items": [one, two], "x": {"items": [three]}},
        "pages": {"p1": {"ads": [one]}, "p2": {"ads": [two, three], "more": 5}},
        "people": {"ann": one, "bob": two}, "list": [{"ads": [one]}, {"ads": [two]}],
    }  # fmt: skip
    got = read("a.json", json.dumps(held), records=path)
    assert got.column("locator") == places
    got = read("a.jsonl", json.dumps(held) + "\n\n" + json.dumps(held) + "\n", records=path)
    assert got.column("locator") == [f"line {n} {place}" for n in (1, 3) for place in places]
    assert len({r["record_id"] for r in got.records}) == 2 * len(places)


def test_a_path_that_leads_nowhere(read: Read) -> None:
    held = json.dumps({"data": {"items": ADS}, "users": USERS})
    with pytest.raises(
        SourceError,
        match=r"a\.json: nothing at data\.ads; it holds the arrays data\.items \(3\), users \(1\)",
    ):
        read("a.json", held, records="data.ads")
    with pytest.raises(SourceError, match=r"the document is an array\. Try \*\.items"):
        read("a.json", json.dumps([{"items": ADS}]), records="items")
    with pytest.raises(SourceError, match=r"a\.jsonl: nothing at ads in any line"):
        read("a.jsonl", "{}\n{}\n", records="ads")
    got = read("b.jsonl", json.dumps({"ads": [ADS[0], 5]}) + "\n{}\n", records="ads")
    assert [(r["locator"], r["reason"]) for r in got.rejects] == [
        ("line 1 ads item 2", "a number, not an object"), ("line 2", "nothing at ads"),
    ]  # fmt: skip


def test_one_bad_item_costs_itself(read: Read) -> None:
    text = '[{"id": 1}, {"id": tru}, {"id": 3, "x": NaN}, {"id": "\\ud83d"}, {"a" 5}, {"id": 6}]'
    got = read("a.json", text)
    assert got.column("native_id") == ["1", "3", "\ufffd", "6"]
    assert [r["locator"] for r in got.rejects] == ["item 2", "item 5"]
    got = read("b.json", '[{"id": 1, "text": "тихая комната"}, {"id": "'.encode() + b'\xff"}, {"id": 3}]')
    assert got.column("native_id") == ["1", "3"]
    assert got.rejects[0]["reason"] == "not valid utf-8"


def test_brackets_that_do_not_match_end_the_reading(read: Read) -> None:
    got = read("a.json", '{"ads": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}}, {"id": 3}]}')
    assert got.column("native_id") == ["1", "2"]
    assert "goes wrong" in got.rejects[-1]["reason"]
    assert read("x.json", 'var ads = [{"id": 1}];').column("native_id") == ["1"]


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, '{"a":' * 100_000, "{" * 1000, '"' * 1001, "\\" * 999, '{"a": [' + '"\\"' * 50_000],
)
def test_absurd_documents_end_at_once(read: Read, text: str) -> None:
    began = time.monotonic()
    with contextlib.suppress(SourceError, WrongFormatError):
        assert not read("a.json", text).records
    assert time.monotonic() - began < 20


def test_an_item_too_long_is_a_reject(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "MAX_ITEM", 3000)
    monkeypatch.setattr(json_items, "_PIECE", 500)
    got = read("a.json", json.dumps([{"id": 1}, {"id": 2, "text": "x" * 9000}, {"id": 3}]))
    assert got.column("native_id") == ["1", "3"]
    assert [r["locator"] for r in got.rejects] == ["item 2"]


class _Pieces(Member):
    """A file that counts how much of it is held at once."""

    def __init__(self, count: int) -> None:
        super().__init__("big.json", b"")
        self._count = count

    def open(self, mode: str = "rb") -> Any:
        assert mode == "rb"
        return _Endless(self._items())

    def _items(self) -> Iterator[bytes]:
        yield b'{"made": "' + b"x" * 1000 + b'", "ads": ['
        for n in range(self._count):
            yield (b", " if n else b"") + json.dumps({"id": n, "text": "t" * 500}).encode()
        yield b"]}"


class _Endless:
    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._held = parts, b""

    def __enter__(self) -> _Endless:
        return self

    def __exit__(self, *_: object) -> None: ...

    def read(self, size: int = -1) -> bytes:
        while len(self._held) < size and (part := next(self._parts, b"")):
            self._held += part
        out, self._held = self._held[:size], self._held[size:]
        return out


def test_large_arrays_are_read_without_being_held(read: Read) -> None:
    got = read_file(_Pieces(30_000))
    assert len(got.records) == 30_000
    assert got.column("locator")[-1] == "item 30000"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(alphabet='a"\\{}[],:é\U0001f600\n', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(alphabet='ab"\\{', max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    items=st.lists(VALUES, max_size=8),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 1]),
    piece=st.integers(1, 40),
)
def test_items_are_those_that_json_finds(
    items: list[Any], ascii_only: bool, indent: int | None, piece: int
) -> None:
    document = json.dumps(
        {"x": [1, {"y": "]"}], "d": {"items": items}, "z": {}}, ensure_ascii=ascii_only, indent=indent
    ).encode()

    def choose(path: tuple[str, ...], is_array: bool) -> What:
        if path in ((), ("d",)):
            return What.ENTER
        return What.ITEMS if path == ("d", "items") and is_array else What.SKIP

    walk = Walk(choose)
    blocks = [document[at : at + piece] for at in range(0, len(document), piece)]
    found = [item for batch in walk.items(blocks) for item in batch.items]
    assert [json.loads(item) for item in found if item is not None] == items
    assert walk.rest is None
    assert walk.tops == 1


@settings(max_examples=300, deadline=None)
@given(
    data=st.text(alphabet='{}[]",:\\a1 \n', max_size=60).map(str.encode) | st.binary(max_size=60),
    piece=st.integers(1, 9),
)
def test_any_bytes_are_walked_alike_in_any_pieces(data: bytes, piece: int) -> None:
    def walked(blocks: list[bytes]) -> tuple[list[tuple[Any, ...]], bool, int]:
        walk = Walk(
            lambda path, is_array: What.ITEMS if is_array else What.ENTER if len(path) < 2 else What.WHOLE
        )
        found = [
            (b.path, b.first + n if b.first else 0, i)
            for b in walk.items(blocks)
            for n, i in enumerate(b.items)
        ]
        return found, walk.fault, walk.tops

    assert walked([data]) == walked([data[at : at + piece] for at in range(0, len(data), piece)])


@settings(max_examples=200, deadline=None)
@given(
    at=st.integers(0, 300),
    new=st.text(alphabet='{}[]",:\\a1', max_size=4),
    path=st.sampled_from(["", "ads", "d.ads", "*"]),
)
def test_any_damage_ends_in_rows_or_one_error(at: int, new: str, path: str) -> None:
    text = json.dumps({"d": {"ads": ADS}, "ads": ADS, "users": USERS})
    with contextlib.suppress(SourceError, WrongFormatError):
        read_file(Member("a.json", (text[:at] + new + text[at + len(new) :]).encode()), records=path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("data.items", ("data", "items")),
        (" $.a[*].b ", ("a", "*", "b")),
        ("a..b", ("a", "b")),
        ("", ()),
        ("*", ("*",)),
    ],
)
def test_paths(text: str, path: tuple[str, ...]) -> None:
    assert parse_path(text) == path


def test_the_case_knows_by_which_path_a_source_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"data": {"items": ADS}, "users": USERS}), "utf-8")

    def linked(**options: Any) -> tuple[int, list[str]]:
        view, report = graphkit.link([path], tmp_path / "case", settings=Settings(workers=1), **options)
        with view:
            return len(view.records()), report.known

    assert linked() == (1, [])
    assert linked(records="data.items") == (3, [])
    assert linked(records="data.items") == linked() == (3, [path.as_posix()])
    assert linked(mapping={"id": "extra"}) == (3, [])  # by the path of before
    assert linked(records="users") == (1, [])
