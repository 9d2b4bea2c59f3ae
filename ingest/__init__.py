"""Readers of sources, one file a family. ``INGESTORS`` is the whole list: a new reader is one file and one line here."""

from __future__ import annotations

from ingest.base import Ingestor
from ingest.contacts import ContactIngestor
from ingest.discord import DiscordIngestor
from ingest.documents import DocumentIngestor
from ingest.followthemoney import FollowTheMoneyIngestor
from ingest.mail import MailIngestor
from ingest.meta import MetaIngestor
from ingest.mhtml import MhtmlIngestor
from ingest.signal import SignalIngestor
from ingest.sqlite import SqliteIngestor
from ingest.stix import StixIngestor
from ingest.tables import TableIngestor
from ingest.telegram import TelegramIngestor
from ingest.telegram_html import TelegramHtmlIngestor
from ingest.twitter import TwitterIngestor
from ingest.viber import ViberIngestor
from ingest.vk import VkIngestor
from ingest.warc import WarcIngestor
from ingest.web import WebIngestor
from ingest.whatsapp import WhatsAppIngestor

INGESTORS: dict[str, Ingestor] = {
    "tables": TableIngestor(),
    "sqlite": SqliteIngestor(),
    "telegram": TelegramIngestor(),
    "telegram_html": TelegramHtmlIngestor(),
    "whatsapp": WhatsAppIngestor(),
    "viber": ViberIngestor(),
    "signal": SignalIngestor(),
    "discord": DiscordIngestor(),
    "meta": MetaIngestor(),
    "vk": VkIngestor(),
    "twitter": TwitterIngestor(),
    "web": WebIngestor(),
    "mhtml": MhtmlIngestor(),
    "warc": WarcIngestor(),
    "mail": MailIngestor(),
    "contacts": ContactIngestor(),
    "documents": DocumentIngestor(),
    "stix": StixIngestor(),
    "followthemoney": FollowTheMoneyIngestor(),
}

__all__ = ["INGESTORS", "Ingestor"]
