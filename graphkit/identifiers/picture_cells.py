"""The pictures that stand in the cells of a batch as data: hashed, and taken out before anything else sees a record."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from graphkit.identifiers.embedded import MAY_HOLD_PICTURES, Embedded, take_out
from graphkit.identifiers.image import Hashed, hash_picture
from graphkit.identifiers.picture_mentions import Pictured, picture_mentions
from graphkit.model import Batch, Role

METHOD = "image.embedded"
UNREAD = "unread"
_KEPT = ("record_id", "source_id")  # what graphkit makes itself


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that held pictures: the row of its record, its field as the source and as the case call it."""

    row: int
    field: str
    named: str
    pictures: Sequence[Embedded]


def take_pictures(batch: Batch, read: bool) -> tuple[Batch, pa.Table, Counter[str]]:
    """Put a marker in place of every picture in a batch: texts, columns, their names, declared values and rejects.

    Parameters
    ----------
    batch
        As the ingestor yields it.
    read
        Whether the pictures of records are hashed; without it they are taken out all the same.

    Returns
    -------
    tuple
        The batch without pictures; the hashes as mentions (schema ``MENTIONS``), each standing where its marker does;
        and how many pictures came to what: ``hashed``, of these ``plain``, a reason of
        :class:`~graphkit.identifiers.image.Hashed`, or ``unread``.
    """
    records, cells = batch.records, list[_Cell]()
    for name in records.schema.names:
        column = records.column(name)
        if name in ("extra", "more_text"):
            whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
            changed, found = _from_map(whole)
        elif name not in _KEPT and pa.types.is_string(column.type):
            changed, rows = _from_column(column)
            found = [_Cell(row, name, name, pictures) for row, pictures in rows]
        else:
            continue
        cells += found
        if changed is not (whole if name in ("extra", "more_text") else column):
            records = records.set_column(
                records.schema.get_field_index(name), records.schema.field(name), changed
            )
    declared = _from_declared(batch.declared, records, cells)
    mentions, counts = _hashed(cells, records, declared, read)
    return Batch(records, declared, _from_rejects(batch.rejects)), mentions, counts


def _from_column(
    column: pa.Array | pa.ChunkedArray,
) -> tuple[pa.Array | pa.ChunkedArray, list[tuple[int, list[Embedded]]]]:
    """Take the pictures out of a column of texts; only those that may hold some are looked at one by one."""
    series = pl.Series(column).cast(pl.String)
    changed: dict[int, str] = {}
    found = []
    for row in series.str.contains(MAY_HOLD_PICTURES).fill_null(value=False).arg_true().to_list():
        text, pictures = take_out(series[row])
        if pictures:
            changed[row] = text
            found.append((row, pictures))
    if not changed:
        return column, []
    arrow = series.clone().scatter(list(changed), list(changed.values())).to_arrow().cast(column.type)
    return (pa.chunked_array([arrow]) if isinstance(column, pa.ChunkedArray) else arrow), found


def _from_map(column: pa.MapArray) -> tuple[pa.MapArray, list[_Cell]]:
    """Take the pictures out of maps: of their values, and of the names, which a headless file takes from a row."""
    keys, named = _from_column(column.keys)
    items, found = _from_column(column.items)
    if not named and not found:
        return column, []
    offsets = column.offsets.to_pylist()
    starts = zip(offsets, [*column.is_null().to_pylist(), False], strict=True)
    kept = pa.array([None if null else at for at, null in starts], pa.int32())
    cells = [
        _Cell(bisect_right(offsets, place) - 1, column.keys[place].as_py(), keys[place].as_py(), pictures)
        for place, pictures in found
        if offsets[0] <= place < offsets[-1]  # a slice shows only some of the items that lie below it
    ]
    return pa.MapArray.from_arrays(kept, keys, items).cast(column.type), cells


def _from_declared(declared: pa.Table, records: pa.Table, cells: Sequence[_Cell]) -> pa.Table:
    """Move declared identifiers to where they stand now; what was cut out of a picture is no identifier."""
    fields, renamed = _from_column(declared["field"])
    _, holding = _from_column(declared["raw"])
    if not (cells or renamed or holding):
        return declared
    ids = records["record_id"].to_pylist() if cells else []
    pictures = {(ids[cell.row], cell.field): cell.pictures for cell in cells}
    starts: list[int | None] = []
    columns = (declared[name].to_pylist() for name in ("record_id", "field", "raw", "start"))
    for record, field, raw, start in zip(*columns, strict=True):
        starts.append(_moved(start, start + len(raw), pictures.get((record, field), ())))
    gone = {row for row, _ in holding}
    for name, values in (("field", fields), ("start", pa.array(starts, pa.int32()))):
        at = declared.schema.get_field_index(name)
        declared = declared.set_column(at, declared.schema.field(at), values)
    return declared.filter(
        pa.array([s is not None and i not in gone for i, s in enumerate(starts)], pa.bool_())
    )


def _moved(start: int, end: int, pictures: Sequence[Embedded]) -> int | None:
    """Return where a span begins when pictures before it are markers; none where it lies in one."""
    shift = 0
    for picture in pictures:
        if picture.end <= start:
            shift += len(picture.marker) - (picture.end - picture.start)
        elif picture.start < end:
            return None
    return start + shift


def _from_rejects(rejects: pa.Table) -> pa.Table:
    for name in ("raw", "reason", "locator"):
        changed, found = _from_column(rejects[name])
        if found:
            at = rejects.schema.get_field_index(name)
            rejects = rejects.set_column(at, rejects.schema.field(at), changed)
    return rejects


def _hashed(
    cells: Sequence[_Cell], records: pa.Table, declared: pa.Table, read: bool
) -> tuple[pa.Table, Counter[str]]:
    """Hash pictures; return their mentions, with the role of their column if it has one, and what came of all."""
    counts: Counter[str] = Counter()
    known: dict[bytes, Hashed] = {}
    rows: list[Pictured] = []
    ids = records["record_id"].to_pylist() if cells else []
    named = (declared[c].to_pylist() for c in ("record_id", "field", "role")) if cells else ([], [], [])
    roles = {(record, field): role for record, field, role in zip(*named, strict=True)}
    for cell in sorted(cells, key=lambda c: (c.row, c.named)):
        for picture in cell.pictures:
            if not read:
                counts[UNREAD] += 1
                continue
            digest = hashlib.sha256(picture.data).digest()
            hashed = known.get(digest) or known.setdefault(digest, hash_picture(picture.data))
            if hashed.reason:
                counts[hashed.reason] += 1
            if hashed.value:
                counts["hashed"] += 1
                start = _moved(picture.start, picture.start, cell.pictures) or 0
                role = roles.get((ids[cell.row], cell.named), Role.SELF.value)
                rows.append(Pictured(ids[cell.row], role, cell.named, start, picture.marker, hashed))
    return picture_mentions(rows, METHOD), counts
