"""Cells that name several identifiers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.model import DECLARED
from ingest.columns import Meaning
from ingest.declared import declare, parts
from ingest.flatten import Column
from ingest.names import kinds


@pytest.mark.parametrize(
    ("cell", "kind", "found"),
    [
        ("+1 202 555 0123", "phone", ["+1 202 555 0123"]),
        ("+1 202 555 0123 / +1 202 555 0124", "phone", ["+1 202 555 0123", "+1 202 555 0124"]),
        ("+1 202 555 0123\n+1 202 555 0124", "phone", ["+1 202 555 0123", "+1 202 555 0124"]),
        ("(202) 555-0123, ext. 5", "phone", ["(202) 555-0123, ext. 5"]),
        ("+1,202,555,0123", "phone", ["+1,202,555,0123"]),
        ("8 (701) 555-01-02 / 03", "phone", ["8 (701) 555-01-02 / 03"]),
        ("a@example.org; b@example.org", "email", ["a@example.org", "b@example.org"]),
        ("https://t.me/honey_agency", "telegram", ["https://t.me/honey_agency"]),
        ("t.me/honey_agency", "telegram", ["t.me/honey_agency"]),
        ("https://tiktok.com/@honey, https://tiktok.com/@money", "tiktok",
         ["https://tiktok.com/@honey", "https://tiktok.com/@money"]),
        ("@honey/@money", "instagram", ["@honey", "@money"]),
        ("honey | money_2", "username", ["honey", "money_2"]),
        ("@honey, @money", "username", ["@honey", "@money"]),
        ("Smith, John", "username", ["Smith, John"]),
        ("honey and money", "telegram", ["honey and money"]),
        ("n/a", "telegram", []),
        ("-; honey_1", "telegram", ["honey_1"]),
        ("4111 1111 1111 1111; 5500 0000 0000 0004", "card", ["4111 1111 1111 1111", "5500 0000 0000 0004"]),
        ("0x" + "a1" * 20 + ", bc1q" + "z" * 38, "wallet", ["0x" + "a1" * 20, "bc1q" + "z" * 38]),
        ("", "phone", []),
    ],
)  # fmt: skip
def test_cells(cell: str, kind: str, found: list[str]) -> None:
    assert [raw for _, raw, _ in parts(cell, kind)] == found


@pytest.mark.parametrize(
    ("cell", "kind", "of"),
    [
        ("ann@example.org", "phone", "email"), ("@honey_agency", "phone", "username"),
        ("https://t.me/honey", "phone", "link"), ("ann@example.org", "username", "email"),
        ("ann@example.org", "paypal", "paypal"), ("https://t.me/honey", "telegram", "telegram"),
        ("+1 202 555 0123", "whatsapp", "whatsapp"), ("what is this", "phone", "phone"),
    ],
)  # fmt: skip
def test_a_part_that_is_plainly_of_another_kind(cell: str, kind: str, of: str) -> None:
    assert [k for _, _, k in parts(cell, kind)] == [of]


@settings(max_examples=300, deadline=None)
@given(cell=st.text(alphabet="a1@+. ,;|/\n-()é", max_size=60), kind=st.sampled_from(kinds()))
def test_parts_stand_where_they_say(cell: str, kind: str) -> None:
    end = 0
    for start, raw, _ in parts(cell, kind):
        assert cell[start : start + len(raw)] == raw
        assert raw == raw.strip() != ""
        assert start >= end
        end = start + len(raw)


LISTS = st.lists(
    st.one_of(st.none(), st.lists(st.text(alphabet="ab12@+., é\U0001f600", max_size=12), max_size=4)),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(lists=LISTS, start=st.integers(0, 3))
def test_items_of_lists_stand_where_they_say(lists: list[list[str] | None], start: int) -> None:
    joined = [None if items is None else ", ".join(items) for items in lists]
    whole = Column(pa.array(joined, pa.string()), pa.array(lists, pa.list_(pa.string())))
    column = whole.slice(start, max(0, len(lists) - start))
    n = len(column.text)
    ids = pa.array([str(i) for i in range(n)], pa.string())
    table, rows, kept = declare(Meaning("c", "c", kind="telegram"), column, ids)
    assert table.schema == DECLARED
    assert kept is None
    assert rows.tolist() == sorted(rows.tolist())
    for one, row in zip(table.to_pylist(), rows.tolist(), strict=True):
        text = column.text[row].as_py()
        assert one["record_id"] == str(row)
        assert text[one["start"] : one["start"] + len(one["raw"])] == one["raw"]
    assert isinstance(rows, np.ndarray)
