"""Rows of Parquet files, as chunks of columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graphkit.errors import SourceError
from ingest.flatten import Column, Flattener, scalar_text
from ingest.header import distinct
from ingest.rows import Chunk, Notes, Reject, Source, ints
from ingest.streams import seekable

CHUNK_ROWS = 10_000


def _texts(array: pa.Array) -> pa.StringArray | None:
    """Return an array of simple values as strings; none for lists and objects."""
    kind = array.type
    if pa.types.is_nested(kind):
        return None
    if pa.types.is_dictionary(kind):
        return _texts(array.dictionary_decode())
    try:
        if pa.types.is_floating(kind):
            return _numbers(array)
        text = pc.cast(array, pa.string())
        text.validate(full=True)
        return text
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        pass
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        array = pc.cast(array, pa.large_binary())
    return pa.array(
        [v.hex() if _is_binary(kind) and v else scalar_text(v) for v in array.to_pylist()], pa.string()
    )


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    )


def _numbers(array: pa.Array) -> pa.StringArray:
    """Return floats as strings, whole ones (phones in a column with gaps) without a point or an exponent."""
    number = pc.fill_null(pc.is_finite(array), False)
    small = pc.if_else(pc.and_(number, pc.less(pc.abs(array), 1e15)), array, None)
    whole = pc.cast(pc.trunc(small), pa.int64())
    fits = pc.fill_null(pc.equal(pc.cast(whole, array.type), array), False)
    return pc.if_else(
        number, pc.if_else(fits, pc.cast(whole, pa.string()), pc.cast(array, pa.string())), None
    )


def _plain(value: Any) -> Any:
    """Turn what Arrow gives for a map (a list of pairs) into an object."""
    if isinstance(value, list) and value and all(isinstance(v, tuple) and len(v) == 2 for v in value):
        return {str(k): v for k, v in value}
    return value


def parquet(source: Source, notes: Notes) -> Iterator[Chunk]:
    """Yield the rows of a Parquet file; locators count rows from 1. Memory holds some pages at a time."""
    with ExitStack() as stack:
        file = seekable(source.path, source.name, stack)
        if not file.read(1):
            notes.warn("the file is empty")
            return
        file.seek(0)
        done = 0
        try:
            # Without a buffer of its own, a whole row group (often the whole file) would be read at once.
            reader = pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False)
            names, twice = distinct(reader.schema_arrow.names)
            for name in twice:
                notes.warn(f"two columns are called {name!r}; the second is kept under another name")
            yield Chunk({n: Column(pa.array([], pa.string())) for n in names}, ints([]), ints([]), "row")
            flatten = Flattener(notes.warn)
            for batch in reader.iter_batches(batch_size=CHUNK_ROWS):
                places = ints(range(done + 1, done + batch.num_rows + 1))
                yield Chunk(_columns(names, batch, flatten), places, places, "row")
                done += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            if not done:
                raise SourceError(
                    f"{source.name}: no readable Parquet: {reason}. Copy it anew, or export it again."
                ) from error
            reject = Reject(f"row {done + 1}", f"the file is damaged from here: {reason}", "")
            yield Chunk({}, ints([]), ints([]), "row", [reject])


def _columns(names: Sequence[str], batch: pa.RecordBatch, flatten: Flattener) -> dict[str, Column]:
    out: dict[str, Column] = {}
    for name, array in zip(names, batch.columns, strict=True):
        text = _texts(array)
        if text is not None:
            out[name] = Column(text)
        else:
            out |= flatten([{name: _plain(value)} for value in array.to_pylist()])
    return out
