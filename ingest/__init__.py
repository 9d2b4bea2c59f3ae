"""Readers of sources, one file a family. ``INGESTORS`` is the whole list: a new reader is one file and one line here."""

from __future__ import annotations

from ingest.base import Ingestor
from ingest.followthemoney import FollowTheMoneyIngestor
from ingest.sqlite import SqliteIngestor
from ingest.stix import StixIngestor
from ingest.tables import TableIngestor

INGESTORS: dict[str, Ingestor] = {
    "followthemoney": FollowTheMoneyIngestor(),
    "sqlite": SqliteIngestor(),
    "stix": StixIngestor(),
    "tables": TableIngestor(),
}

__all__ = ["INGESTORS", "Ingestor"]
