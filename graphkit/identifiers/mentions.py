"""From what readers found to the table of mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from graphkit.identifiers.base import Found
from graphkit.model import MENTIONS, Role

Mention = tuple[str, Found, str, int, int, str, str]  # record, what, field, start, end, raw, hint


def to_table(rows: Iterable[Mention], roles: Sequence[str] | None = None) -> pa.Table:
    """Build the table of mentions; a role that the form tells goes before the column's."""
    records, kinds, values, role, fields, starts, ends, raws, methods, confidences, hints = (
        [] for _ in range(11)
    )
    for i, (record, found, field, start, end, raw, hint) in enumerate(rows):
        records.append(record)
        kinds.append(found.kind)
        values.append(found.value)
        role.append(roles[i] if roles is not None and found.role == Role.SELF else found.role)
        fields.append(field)
        starts.append(start)
        ends.append(end)
        raws.append(raw)
        methods.append(found.method)
        confidences.append(round(found.confidence, 2))
        hints.append(hint or None)
    return mention_table(
        records, kinds, values, role, fields, starts, ends, raws, methods, confidences, hints
    )


def mention_table(
    records: list[str], kinds: list[str], values: list[str], roles: list[str], fields: list[str], starts: list[int],
    ends: list[int], raws: list[str], methods: list[str], confidences: list[float], hints: list[str | None],
) -> pa.Table:  # fmt: skip
    """Build a table of mentions of one span each from its columns."""
    start, end = pa.array(starts, pa.int32()), pa.array(ends, pa.int32())
    one = pa.StructArray.from_arrays([start, end], ["start", "end"])
    spans = pa.ListArray.from_arrays(pa.array(range(len(starts) + 1), pa.int32()), one)
    plain = [pa.array(x, pa.string()) for x in (records, kinds, values, roles, fields)]
    rest = [pa.array(raws, pa.string()), pa.array(methods, pa.string()), pa.array(confidences, pa.float32())]
    return pa.table([*plain, start, end, spans, *rest, pa.array(hints, pa.string())], schema=MENTIONS)
