"""Columns of a table and what they mean, to batches of records, declared identifiers and rejects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graphkit.model import DECLARED, RECORDS, REJECTS, Batch, RecordKind, empty, record_id
from ingest.columns import Meaning, Plan
from ingest.countries import Places
from ingest.countries import column as countries
from ingest.dates import Dates
from ingest.declared import declare
from ingest.flatten import Column
from ingest.rows import Chunk
from ingest.transfers import Transfers

_EXACT = {"title", "text"}  # kept to the character: offsets point into them
BATCH_BYTES = 64 << 20  # of text in a batch, about, at most


def _filled(array: pa.StringArray, exact: bool) -> pa.StringArray:
    """Return values with null for blank ones, and without the spaces around them unless ``exact``."""
    trimmed = pc.utf8_trim_whitespace(array)
    blank = pc.equal(trimmed, "")
    return pc.if_else(blank, None, array if exact else trimmed)


def _map_array(entries: Sequence[tuple[str, pa.StringArray]], n: int) -> pa.MapArray:
    """Return one map a row of the columns that have a value there, in the order of the columns."""
    if not entries:
        return pa.MapArray.from_arrays(pa.array(np.zeros(n + 1, np.int32)), _none(), _none())
    valid = np.stack(
        [pc.fill_null(pc.not_equal(a, ""), False).to_numpy(zero_copy_only=False) for _, a in entries], 1
    )
    offsets = np.concatenate([[0], np.cumsum(valid.sum(axis=1))]).astype(np.int32)
    rows, columns = np.nonzero(valid)
    values = pa.concat_arrays([a for _, a in entries]).take(pa.array(columns * n + rows))
    keys = pa.array([name for name, _ in entries], pa.string()).take(pa.array(columns))
    return pa.MapArray.from_arrays(pa.array(offsets), keys, values)


def _none() -> pa.StringArray:
    return pa.array([], pa.string())


def _kinds(values: pa.StringArray, default: RecordKind) -> pa.StringArray:
    """Return the kinds of record that a column names; ``default`` where it names none."""
    encoded = pc.dictionary_encode(pc.utf8_lower(pc.utf8_trim_whitespace(values)))
    known = {k.value for k in RecordKind}
    table = pa.array([v if v in known else None for v in encoded.dictionary.to_pylist()], pa.string())
    return pc.fill_null(table.take(encoded.indices), default.value)


class Assembler:
    """Makes the batches of one table.

    Parameters
    ----------
    source_id
        SHA-256 of the source.
    plan
        What the columns are.
    dates
        Reads the column of dates.
    places
        How the column of places is written.
    default
        What a record is where no column says.
    transfers
        Where the table lists payments or calls, how.
    """

    def __init__(
        self,
        source_id: str,
        plan: Plan,
        dates: Dates,
        places: Places,
        default: RecordKind,
        transfers: Transfers | None = None,
    ) -> None:
        self._source_id = source_id
        self._prefix = record_id(source_id, 0)[:-1]
        self._plan = plan
        self._dates = dates
        self._places = places
        self._default = default
        self._transfers = transfers

    def batches(self, chunk: Chunk, size: int) -> Iterator[Batch]:
        """Yield the rows of a chunk in batches of at most ``size``; its rejects go with the first."""
        n = len(chunk.ordinals)
        rejects = self._rejects(chunk)
        whole = chunk.columns if self._transfers is None else self._transfers.prepared(chunk.columns)
        for start in range(0, max(n, 1), size):
            stop = min(start + size, n)
            columns = {k: c.slice(start, stop - start) for k, c in whole.items()} if n else {}
            records, declared = self._records(chunk, columns, start, stop)
            yield Batch(records, declared, rejects if start == 0 else empty(REJECTS))

    def _rejects(self, chunk: Chunk) -> pa.Table:
        found = chunk.rejects
        columns = [
            [self._source_id] * len(found),
            [r.locator for r in found],
            [r.reason for r in found],
            [r.raw for r in found],
        ]
        return pa.table([pa.array(c, pa.string()) for c in columns], schema=REJECTS)

    def _records(
        self, chunk: Chunk, columns: dict[str, Column], start: int, stop: int
    ) -> tuple[pa.Table, pa.Table]:
        n = stop - start
        if n <= 0:
            return empty(RECORDS), empty(DECLARED)
        meanings = {name: self._plan.meanings[name] for name in columns}
        ids = _numbered(self._prefix, "", chunk.ordinals[start:stop])
        turned = None if self._transfers is None else self._transfers.directions.turned(columns, n)
        declared, kept = self._declared(meanings, columns, ids, turned)
        out = self._fields(meanings, columns, n)
        if self._transfers is not None:
            searched = [
                m.field or m.key for m in meanings.values() if m.field in _EXACT or (m.key and m.prose)
            ]
            out["text_roles"] = self._transfers.roles(searched, n)
            out["author"] = pc.coalesce(
                out.get("author", pa.nulls(n, pa.string())), self._transfers.authors(columns, n, turned)
            )
        out["record_id"] = ids
        out["source_id"] = pa.array([self._source_id], pa.string()).take(pa.array(np.zeros(n, np.int64)))
        out["locator"] = (
            _numbered(chunk.word, " ", chunk.places[start:stop])
            if chunk.locators is None
            else pa.array(chunk.locators[start:stop], pa.string())
        )
        prose = [(m.key, columns[name].text) for name, m in meanings.items() if m.key and m.prose]
        extra = [
            (m.key, pc.if_else(kept[name], columns[name].text, None) if name in kept else columns[name].text)
            for name, m in meanings.items()
            if m.key and not m.prose
        ]
        out["more_text"] = _map_array([(key, _filled(a, True)) for key, a in prose], n)
        out["extra"] = _map_array(extra, n)
        arrays = [out[f.name].cast(f.type) if f.name in out else pa.nulls(n, f.type) for f in RECORDS]
        return pa.table(arrays, schema=RECORDS), declared

    def _declared(
        self,
        meanings: dict[str, Meaning],
        columns: dict[str, Column],
        ids: pa.StringArray,
        turned: npt.NDArray[np.bool_] | None,
    ) -> tuple[pa.Table, dict[str, pa.BooleanArray]]:
        tables, rows, kept = [], [], {}
        for name, meaning in meanings.items():
            if meaning.end and self._transfers is not None:
                table, places = self._transfers.declare(meaning, columns[name], ids, turned)
                tables.append(table)
                rows.append(places)
            elif meaning.kind and meaning.key:
                table, places, mask = declare(meaning, columns[name], ids)
                tables.append(table)
                rows.append(places)
                if mask is not None:
                    kept[name] = mask
        if not tables:
            return empty(DECLARED), kept
        # By record, then by column: the order must not depend on how records fall into batches.
        order = np.argsort(np.concatenate(rows), kind="stable")
        return pa.concat_tables(tables).take(pa.array(order)), kept

    def _fields(
        self, meanings: dict[str, Meaning], columns: dict[str, Column], n: int
    ) -> dict[str, pa.Array]:
        texts = {m.field: columns[name].text for name, m in meanings.items() if m.field}
        out = {name: _filled(text, name in _EXACT) for name, text in texts.items()}
        if "posted_at" in out:
            out["posted_at_raw"] = out["posted_at"]
            out["posted_at"] = self._dates.parse(out["posted_at_raw"])
        if "platform" in out:
            out["platform"] = pc.utf8_lower(out["platform"])
        kind = out.get("kind", pa.nulls(n, pa.string()))
        out["kind"] = _kinds(kind, self._default)
        named = countries(out["country"], None) if "country" in out else pa.nulls(n, pa.string())
        if "location" in out:
            named = pc.coalesce(named, countries(out["location"], self._places))
        out["country"] = named
        return out


def _numbered(word: str, joint: str, numbers: np.ndarray) -> pa.StringArray:
    """Return ``word``, ``joint`` and a number, as strings."""
    return pc.binary_join_element_wise(word, pc.cast(pa.array(numbers), pa.string()), joint)


def merged(batches: Iterable[Batch], size: int) -> Iterator[Batch]:
    """Put small batches together, in order, within ``size`` records and the bounds of memory."""
    held: list[Batch] = []
    rows = weight = 0
    for batch in batches:
        n, own = batch.records.num_rows, batch.records.nbytes
        if held and (rows + n > size or weight + own > BATCH_BYTES):
            yield _joined(held)
            held, rows, weight = [], 0, 0
        held.append(batch)
        rows, weight = rows + n, weight + own
    if held:
        yield _joined(held)


def _joined(batches: list[Batch]) -> Batch:
    if len(batches) == 1:
        return batches[0]
    return Batch(
        pa.concat_tables([b.records for b in batches]),
        pa.concat_tables([b.declared for b in batches]),
        pa.concat_tables([b.rejects for b in batches]),
    )
