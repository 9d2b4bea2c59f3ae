"""Identifiers that stand in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from graphkit.identifiers import ACCOUNT, READERS
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.fold import FoldMap, fold
from graphkit.identifiers.mentions import Mention, to_table
from graphkit.identifiers.scan import Place, chosen_kinds, context_of
from graphkit.model import MENTIONS
from graphkit.settings import Settings

_DECLARED_FAMILIES = {
    "username": "handle", "account": "handle", "wallet": "crypto", "payment": "payment", "link": "web",
    "contact": "web", "bank": "iban", "pgp": "key",
}  # fmt: skip

_GIVEN = 0.99  # confidence in what the source itself says, such as the id of an account


def read_declared(declared: pa.Table, records: pa.Table, settings: Settings) -> pa.Table:
    """Read the identifiers that stand in columns of their own.

    Parameters
    ----------
    declared, records
        Tables with the schemas ``DECLARED`` and ``RECORDS``.
    settings
        Which kinds, and the regions of phones.

    Returns
    -------
    pyarrow.Table
        With the schema ``MENTIONS``, in the order of ``declared``.
    """
    if not declared.num_rows:
        return MENTIONS.empty_table()
    if declared["value"].null_count == declared.num_rows:
        return _read(declared, records, settings)[0]
    said = pc.is_valid(declared["value"]).to_numpy()
    read, rows = _read(declared.filter(pa.array(~said)), records, settings)
    given, kept = _given(declared.filter(pa.array(said)), chosen_kinds(settings))
    at = np.concatenate([np.flatnonzero(~said)[rows.to_numpy()], np.flatnonzero(said)[kept]])
    order = np.argsort(at, kind="stable")
    return pa.concat_tables([read, given]).take(pa.array(order))


def _given(declared: pa.Table, wanted: frozenset[str]) -> tuple[pa.Table, np.ndarray]:
    """Return as mentions what the source itself says, and which rows these are."""
    kept = pc.is_in(declared["kind"], pa.array(sorted(wanted)))
    chosen = declared.filter(kept)
    starts, raw = chosen["start"].combine_chunks(), chosen["raw"].combine_chunks()
    ends = pc.add(starts, pc.utf8_length(raw))
    spans = pa.ListArray.from_arrays(
        pa.array(np.arange(len(raw) + 1), pa.int32()),
        pa.StructArray.from_arrays([starts, ends], ["start", "end"]),
    )
    n = len(raw)
    made = {
        **{name: chosen[name] for name in ("record_id", "kind", "value", "role", "field", "start", "raw")},
        "end": ends,
        "spans": spans,
        "method": pa.array(["source.given"], pa.string()).take(pa.array(np.zeros(n, np.int64))),
        "confidence": pa.array(np.full(n, _GIVEN, np.float32)),
        "hint": pa.nulls(n, pa.string()),
    }
    return pa.table([made[name] for name in MENTIONS.names], schema=MENTIONS), kept.to_numpy()


def _read(declared: pa.Table, records: pa.Table, settings: Settings) -> tuple[pa.Table, pa.Array]:
    """Read raw values; return the mentions, and of each the row of ``declared`` that it is of."""
    wanted = chosen_kinds(settings)
    known = dict(
        zip(
            records["record_id"].to_pylist(),
            zip(records["country"].to_pylist(), records["platform"].to_pylist(), strict=True),
            strict=True,
        )
    )
    mentions: list[Mention] = []
    roles: list[str] = []
    rows: list[int] = []
    judged: dict[
        tuple[str, str, Place], Sequence[Found]
    ] = {}  # a sender's number stands on each of the messages
    columns = [declared[name].to_pylist() for name in ("record_id", "kind", "role", "field", "raw", "start")]
    for row, (record, kind, role, field, raw, start) in enumerate(zip(*columns, strict=True)):
        country, platform = known.get(record, (None, None))
        key = (raw, kind, (country or "", platform or "", ""))
        some = judged.get(key)
        if some is None:
            some = judged[key] = _folded_value(*key, settings)
        for found in some:
            if found.kind in wanted:
                begin = start + found.start
                piece = raw[found.start : found.end]
                mentions.append((record, found, field, begin, start + found.end, piece, found.hint))
                roles.append(role)
                rows.append(row)
    return to_table(mentions, roles), pa.array(rows, pa.int64())


def _folded_value(raw: str, kind: str, place: Place, settings: Settings) -> Sequence[Found]:
    """Read one declared value with its characters folded; offsets are into the value as it stands."""
    folded = fold(raw)
    if folded == raw:
        return _declared_value(raw, kind, place, settings)
    back = FoldMap(raw)
    found = []
    for one in _declared_value(folded, kind, place, settings):
        start, end = back.raw_span(one.start, one.end)
        found.append(replace(one, start=start, end=end))
    return found


def _declared_value(raw: str, kind: str, place: Place, settings: Settings) -> Sequence[Found]:
    """Read one declared value by the reader of its kind; masked tokens and links are tried first."""
    if "#" in raw and (token := _masked_token(raw)):
        return token
    name = _DECLARED_FAMILIES.get(kind) or _reader_of(kind)
    if name is None:
        return ()
    reader = READERS[name]
    found = list(reader.declared(raw, kind, context_of(reader, place, settings)))
    if not found and reader.name in ("email", "web", "handle"):
        for spelled in (READERS["spelled"], READERS["spelled_links"]):
            found += spelled.declared(raw, kind, context_of(reader, place, settings))
    if not found and reader.name == "phone":
        found = list(READERS["disguised"].declared(raw, kind, context_of(reader, place, settings)))
    if not found and kind == "contact":
        found = [
            f
            for other in READERS.values()
            for f in other.declared(raw, other.name, context_of(other, place, settings))
        ]
    if kind in ("username", "account") and place[1]:
        found = [
            Found(ACCOUNT.name, f"{place[1]}:{f.value}", f.start, f.end, "account.declared", 0.97, role=f.role)
            if f.kind == "username" else f
            for f in found
        ]  # fmt: skip
    return found


def _masked_token(raw: str) -> Sequence[Found]:
    """Return the masked tokens of a declared value."""
    masked = READERS["masked"]
    found: list[Found] = []
    at = 0
    for token in pl.Series([raw]).str.extract_all(masked.pattern).to_list()[0]:
        at = raw.index(token, at)
        found += [
            Found(f.kind, f.value, at, at + len(token), f.method, f.confidence)
            for f in masked.judge(token, Context())
        ]
        at += len(token)
    return found


def _reader_of(kind: str) -> str | None:
    """Return the name of the reader whose kind or family this is."""
    for name, reader in READERS.items():
        if name == kind or any(kind in (k.name, k.family) for k in reader.kinds):
            return name
    return None
