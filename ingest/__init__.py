"""Readers of sources, one file a family. ``INGESTORS`` is the whole list: a new reader is one file and one line here."""

from __future__ import annotations

from ingest.base import Ingestor
from ingest.contacts import ContactIngestor
from ingest.documents import DocumentIngestor
from ingest.mail import MailIngestor
from ingest.tables import TableIngestor

INGESTORS: dict[str, Ingestor] = {
    "contacts": ContactIngestor(),
    "documents": DocumentIngestor(),
    "mail": MailIngestor(),
    "tables": TableIngestor(),
}

__all__ = ["INGESTORS", "Ingestor"]
