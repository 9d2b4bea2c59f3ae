"""Mentions of pictures, wherever their bytes were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from graphkit.identifiers.image import IMAGE, Hashed
from graphkit.identifiers.mentions import mention_table


class Pictured(NamedTuple):
    """A picture of a record: where what names it or stands for it is in the stored field, and its hash."""

    record_id: str
    role: str
    field: str
    start: int
    raw: str
    hashed: Hashed


def picture_mentions(rows: Sequence[Pictured], method: str) -> pa.Table:
    """Return the mentions (schema ``MENTIONS``) of pictures that have a hash."""
    return mention_table(
        [r.record_id for r in rows],
        [IMAGE.name] * len(rows),
        [r.hashed.value for r in rows],
        [r.role for r in rows],
        [r.field for r in rows],
        [r.start for r in rows],
        [r.start + len(r.raw) for r in rows],
        [r.raw for r in rows],
        [method] * len(rows),
        [r.hashed.confidence for r in rows],
        [r.hashed.reason or None for r in rows],
    )
