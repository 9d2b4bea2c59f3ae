"""Readers of sources, one file a family. ``INGESTORS`` is the whole list: a new reader is one file and one line here."""

from __future__ import annotations

from ingest.base import Ingestor
from ingest.tables import TableIngestor
from ingest.whatsapp import WhatsAppIngestor

INGESTORS: dict[str, Ingestor] = {
    "tables": TableIngestor(),
    "whatsapp": WhatsAppIngestor(),
}

__all__ = ["INGESTORS", "Ingestor"]
