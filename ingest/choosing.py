"""Which of several tables of a source hold records, and which are only lists that records refer to."""

from __future__ import annotations

from collections.abc import Mapping

from ingest import names
from ingest.columns import Plan
from ingest.content import SAMPLE, Look, look
from ingest.flatten import Column
from ingest.transfer_tables import recognise


def look_at(column: Column) -> Look:
    """Look at the first values of a column, or at the items of its first lists."""
    values = column.text if column.items is None else column.items.slice(0, SAMPLE).flatten()
    return look(values)


def holds_records(columns: Mapping[str, Column], mapping: Mapping[str, str]) -> bool:
    """Tell from its first rows whether a table looks like records: it has text, identifiers, or payments or calls.

    Examples
    --------
    >>> from ingest.flatten import Flattener
    >>> holds_records(Flattener(print)([{"id": 1, "phone": "+12025550101"}]), {})
    True
    >>> holds_records(Flattener(print)([{"id": 1, "name": "Rooms"}]), {})
    False
    """
    plan = Plan(mapping)
    told = plan.told(columns)
    if told or recognise(columns, told, "") is not None:
        return True
    looks = {name: look_at(column) for name, column in columns.items()}
    plan.extend(looks)
    return any(
        looks[name].filled and ((m.kind and m.kind != names.PICTURE) or m.field == "text" or m.prose)
        for name, m in plan.meanings.items()
    )
