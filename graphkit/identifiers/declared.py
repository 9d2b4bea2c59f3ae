"""Identifiers that stand in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pyarrow as pa

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
    wanted = chosen_kinds(settings)
    known = dict(
        zip(
            records["record_id"].to_pylist(),
            zip(records["country"].to_pylist(), records["platform"].to_pylist(), strict=True),
            strict=True,
        )
    )
    mentions: list[tuple[Mention, str]] = []
    columns = [declared[name].to_pylist() for name in ("record_id", "kind", "role", "field", "raw", "start")]
    for record, kind, role, field, raw, start in zip(*columns, strict=True):
        country, platform = known.get(record, (None, None))
        for found in _folded_value(raw, kind, (country or "", platform or "", ""), settings):
            if found.kind in wanted:
                begin = start + found.start
                piece = raw[found.start : found.end]
                mentions.append(((record, found, field, begin, start + found.end, piece, found.hint), role))
    return to_table([m for m, _ in mentions], [r for _, r in mentions])


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
