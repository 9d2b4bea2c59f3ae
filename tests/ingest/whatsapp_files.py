"""Exported WhatsApp chats as tests write and read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from table_files import Got

from graphkit.model import DECLARED, RECORDS, REJECTS
from graphkit.settings import ReadOptions
from ingest.whatsapp import WhatsAppIngestor

SOURCE_ID = "0123456789abcdef" * 4
SCOPE = "@" + SOURCE_ID[:8]
READER = WhatsAppIngestor()


def read_chat(path: Path, **options: Any) -> Got:
    """Read a chat and check what must hold of any reading."""
    got = Got()
    told = ReadOptions(
        SOURCE_ID,
        options.pop("source", path.name),
        report=lambda key, value: got.report.__setitem__(key, value),
        **options,
    )
    for batch in READER.read(path, told):
        assert batch.records.schema == RECORDS
        assert batch.declared.schema == DECLARED
        assert batch.rejects.schema == REJECTS
        for table in (batch.records, batch.declared, batch.rejects):
            table.validate(full=True)
        got.records += batch.records.to_pylist()
        got.declared += batch.declared.to_pylist()
        got.rejects += batch.rejects.to_pylist()
    extras = {r["record_id"]: dict(r["extra"]) for r in got.records}
    for one in got.declared:
        held = extras[one["record_id"]][one["field"]]
        assert held[one["start"] : one["start"] + len(one["raw"])] == one["raw"]
    return got


Chat = Callable[..., Got]


def said(got: Got) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return time, author and text of each record, and what kind of service message it is."""
    return [
        (
            r["posted_at"].strftime("%Y-%m-%d %H:%M:%S") if r["posted_at"] else None,
            r["author"],
            r["text"],
            dict(r["extra"]).get("service"),
        )
        for r in got.records
    ]


def declared(got: Got, line: int) -> set[tuple[str, str, str]]:
    """Return kind, role and value (or raw) of what the record of a line declares."""
    ids = {r["record_id"] for r in got.records if r["locator"] == f"line {line}"}
    return {(d["kind"], d["role"], d["value"] or d["raw"]) for d in got.declared if d["record_id"] in ids}


def roles(got: Got) -> list[str]:
    """Return the role of each record's text."""
    return [dict(r["text_roles"] or {}).get("text", "self") for r in got.records]
