"""Readers of sources, one file a family. ``INGESTORS`` is the whole list: a new reader is one file and one line here."""

from __future__ import annotations

from ingest.base import Ingestor
from ingest.mhtml import MhtmlIngestor
from ingest.tables import TableIngestor
from ingest.warc import WarcIngestor
from ingest.web import WebIngestor

INGESTORS: dict[str, Ingestor] = {
    "tables": TableIngestor(),
    "web": WebIngestor(),
    "mhtml": MhtmlIngestor(),
    "warc": WarcIngestor(),
}

__all__ = ["INGESTORS", "Ingestor"]
