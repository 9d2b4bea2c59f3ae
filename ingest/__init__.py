"""Readers of sources, one file a family. ``INGESTORS`` is the whole list: a new reader is one file and one line here."""

from __future__ import annotations

from ingest.base import Ingestor
from ingest.tables import TableIngestor
from ingest.telegram import TelegramIngestor
from ingest.telegram_html import TelegramHtmlIngestor

INGESTORS: dict[str, Ingestor] = {
    "tables": TableIngestor(),
    "telegram": TelegramIngestor(),
    "telegram_html": TelegramHtmlIngestor(),
}

__all__ = ["INGESTORS", "Ingestor"]
