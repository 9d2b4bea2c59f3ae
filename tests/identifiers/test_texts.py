from __future__ import annotations

import pyarrow as pa

from graphkit.identifiers.texts import texts_of
from graphkit.model import RECORDS, table

ROWS = table(
    RECORDS,
    {
        "record_id": ["a", "b", "c", "d"],
        "text": ["x", None, "y", ""],
        "more_text": [[("k", "v"), ("e", "")], None, [], [("z", "w"), ("q", None)]],
    },
)


def found(records: pa.Table) -> list[tuple[str, str, str]]:
    return texts_of(records).select("record_id", "field", "text").rows()


def test_texts_come_by_record_and_empty_ones_not() -> None:
    assert found(ROWS) == [("a", "text", "x"), ("a", "k", "v"), ("c", "text", "y"), ("d", "z", "w")]


def test_slices_and_pieces_of_tables_are_read_alike() -> None:
    assert found(ROWS.slice(3, 1)) == [("d", "z", "w")]
    assert found(ROWS.slice(1, 2)) == [("c", "text", "y")]
    assert found(pa.concat_tables([ROWS.slice(0, 2), ROWS.slice(2, 2)])) == found(ROWS)
    assert found(ROWS.slice(0, 0)) == []
