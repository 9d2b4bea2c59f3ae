"""Small batches of records, as an ingestor would yield them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from graphkit.model import DECLARED, RECORDS, REJECTS, Batch, table

SOURCE_ID = "0123456789abcdef" * 4


def records(*rows: dict[str, Any]) -> pa.Table:
    """Return records with ids ``r-1``, ``r-2``, ... and what the rows say of them."""
    listed = [
        {"record_id": f"r-{i}", "source_id": SOURCE_ID, "locator": f"line {i}", "kind": "ad", **row}
        for i, row in enumerate(rows, 1)
    ]
    return table(RECORDS, {name: [row.get(name) for row in listed] for name in RECORDS.names})


def declared(*rows: tuple[str, str, str, str]) -> pa.Table:
    """Return declared identifiers: record, kind, field, raw."""
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    ids, kinds, fields, raws = (list(c) for c in columns)
    n = len(ids)
    return table(
        DECLARED,
        {
            "record_id": ids,
            "kind": kinds,
            "role": ["self"] * n,
            "field": fields,
            "raw": raws,
            "start": [0] * n,
        },
    )


def rejects(*raws: str) -> pa.Table:
    """Return rejects that hold these rows."""
    n = len(raws)
    return table(
        REJECTS,
        {
            "source_id": [SOURCE_ID] * n,
            "locator": ["line 1"] * n,
            "reason": ["too many cells"] * n,
            "raw": list(raws),
        },
    )


def batch(*rows: dict[str, Any], declares: pa.Table | None = None, refused: pa.Table | None = None) -> Batch:
    """Return a batch of records with what goes beside them."""
    return Batch(
        records(*rows),
        declared() if declares is None else declares,
        rejects() if refused is None else refused,
    )


def brief(mentions: pa.Table) -> list[tuple[str, str, str, str]]:
    """Return record, kind, value and raw of each mention."""
    names = ("record_id", "kind", "value", "raw")
    return list(zip(*(mentions[n].to_pylist() for n in names), strict=True))
