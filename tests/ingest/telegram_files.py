"""Makes exports as Telegram Desktop writes them, small enough to read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graphkit.model import Batch
from graphkit.settings import ReadOptions
from ingest.base import Ingestor

SOURCE_ID = "ab" * 32
MESSAGE = {"id": 1, "type": "message", "date": "2024-03-05T15:00:00", "date_unixtime": "1709640000"}


def message(
    number: int = 1, text: Any = "", sender: str = "user11", name: str = "Mia", **more: Any
) -> dict[str, Any]:
    """Return a message of a chat."""
    return {**MESSAGE, "id": number, "from": name, "from_id": sender, **more, "text": text}


def service(number: int = 1, sender: str = "user11", name: str = "Mia", **more: Any) -> dict[str, Any]:
    """Return a service message."""
    told = {**MESSAGE, "id": number, "type": "service", "actor": name, "actor_id": sender}
    return {**told, **more, "text": "", "text_entities": []}


def chat(
    messages: Iterable[Any],
    kind: str = "public_supergroup",
    name: str | None = "Velvet Ads",
    number: int = 77,
) -> dict[str, Any]:
    """Return the export of one chat."""
    return {"name": name, "type": kind, "id": number, "messages": list(messages)}


def account(chats: Iterable[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """Return the export of an account."""
    person = {
        "user_id": 900, "first_name": "Vera", "last_name": "K.", "phone_number": "+44 7700 900111", "username": "@vera_k",
        "bio": "call +44 7700 900112",
    }  # fmt: skip
    return {
        "about": "Here is the data you requested.",
        "personal_information": person,
        **more,
        "chats": {"about": "This page lists all chats.", "list": list(chats)},
    }


def written(document: Any) -> bytes:
    """Return a document as Telegram Desktop writes it: a space a level."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def read(ingestor: Ingestor, path: Path, **options: Any) -> tuple[list[Batch], dict[str, Any]]:
    """Read a file; return its batches and what was reported."""
    told: dict[str, Any] = {}
    given = ReadOptions(SOURCE_ID, options.pop("source", path.name), report=told.__setitem__, **options)
    return list(ingestor.read(path, given)), told


def records(batches: Iterable[Batch]) -> list[dict[str, Any]]:
    """Return the records of batches, maps as dicts."""
    rows = [row for batch in batches for row in batch.records.to_pylist()]
    for row in rows:
        for name in ("extra", "more_text", "text_roles"):
            row[name] = dict(row[name] or ())
    return rows


def declared(batches: Iterable[Batch]) -> list[tuple[str, str, str, str]]:
    """Return what was declared: kind, value or raw form, role, field."""
    rows = [row for batch in batches for row in batch.declared.to_pylist()]
    return [(row["kind"], row["value"] or row["raw"], row["role"], row["field"]) for row in rows]


def rejects(batches: Iterable[Batch]) -> list[dict[str, Any]]:
    """Return the rejects of batches."""
    return [row for batch in batches for row in batch.rejects.to_pylist()]
