"""The stages in order: sources to records, records to mentions, mentions to clusters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa

from graphkit import history, store
from graphkit.case import Case
from graphkit.deciding import binding_of
from graphkit.identifiers import TEXT
from graphkit.identifiers.reading import read_again
from graphkit.identifiers.scan import chosen_kinds
from graphkit.ingesting import (
    Container,
    Ingestor,
    Progress,
    Readers,
    Report,
    Told,
    ingest,
    reading_key,
    with_source,
)
from graphkit.linking import link_mentions
from graphkit.linking.community_table import with_communities
from graphkit.model import DECLARED, RECORDS
from graphkit.near_texts import near_texts
from graphkit.settings import Settings
from graphkit.sources import SourceFile


def _quiet(_stage: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""


def run(
    case: Case,
    sources: Sequence[SourceFile],
    readers: Readers,
    settings: Settings,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = _quiet,
    records: str = "",
) -> Report:
    """Read new sources into a case and link the whole of it; all of it is kept, or none.

    Parameters
    ----------
    case
        Open for writing.
    sources, readers
        The files, and what to read them with.
    settings, mapping
        The run's settings and the user's word on columns.
    progress
        Told of each step.
    records
        Where the records are in files that hold several sets of them; empty for what looks like records.

    Raises
    ------
    SourceError
        If a named file cannot be read; the case stays as it was.
    """
    chosen_kinds(settings)  # a wrong name is said before anything is read
    with case.writing():
        told = Told(dict(mapping or {}), records.strip())
        with case.sparing():
            report = ingest(case, sources, readers, settings, told, progress)
        read_changed(case, settings, progress)
        progress("linking", 0, 0)
        relink(case, settings)
        case.put_meta("settings", settings.model_dump_json())
    return report


def read_changed(case: Case, settings: Settings, progress: Progress) -> None:
    """Read identifiers again where they were read by other settings; the records are in the case."""
    key = f'"reading": "{reading_key(settings)}"'
    rows = case.query("SELECT source_id, source, details FROM sources ORDER BY source_id")
    for source_id, source, details in zip(*(rows[c].to_pylist() for c in rows.schema.names), strict=True):
        if key in details:
            continue
        progress(f"reading identifiers of {source} by the new settings", 0, 0)
        case.forget_mentions(source_id)
        names = ", ".join(f'"{n}"' for n in RECORDS.names)
        records = case.query(
            f"SELECT {names} FROM records WHERE source_id = ? ORDER BY ordinal", (source_id,)
        ).cast(RECORDS)
        declared = case.query(
            "SELECT d.* FROM declared d JOIN records r USING (record_id) WHERE r.source_id = ?"
            " ORDER BY r.ordinal, d.field, d.start, d.kind", (source_id,)
        ).cast(DECLARED)  # fmt: skip
        case.insert("mentions", with_source(read_again(records, declared, settings), source_id))
        old = json.loads(details) | {"reading": reading_key(settings)}
        case.put_details(source_id, store.dump(old))


def relink(case: Case, settings: Settings, parts: pl.DataFrame | None = None) -> None:
    """Link everything in the case anew from its mentions; clusters keep their ids by overlap.

    Parameters
    ----------
    case, settings
        Open for writing, and what to link by.
    parts
        Where cases come together, their clusters: record_id, cluster_id, of_case. Else those of the last run.
    """
    wanted = sorted(chosen_kinds(settings))
    mentions = case.query(
        "SELECT record_id, kind, value, role, confidence FROM mentions WHERE list_contains(?, kind)",
        (wanted,),
    )
    records = case.query("SELECT record_id, platform, posted_at FROM records")
    previous = _frame(case.query("SELECT record_id, cluster_id FROM members")) if parts is None else parts
    before = previous.select("record_id", "cluster_id").unique(maintain_order=True)
    texts = near_texts(case, settings) if TEXT.name in wanted else None
    linked = link_mentions(_frame(mentions), _frame(records), before, settings, texts, binding_of(case))
    history.record(case, previous, linked)
    members, communities = with_communities(linked, _frame(records), settings)
    tables = {name: getattr(linked, name) for name in store.LINKED}
    for name, frame in (tables | {"members": members, "communities": communities}).items():
        rows = frame.to_arrow()
        schema = store.TABLES[name]
        case.replace(name, rows.select(schema.names).cast(schema))


def _frame(rows: pa.Table) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(rows))


__all__ = [
    "Container",
    "Ingestor",
    "Progress",
    "Readers",
    "Report",
    "Told",
    "read_changed",
    "reading_key",
    "relink",
    "run",
]
