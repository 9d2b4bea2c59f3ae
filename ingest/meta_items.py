"""Items of one file of an Instagram or Facebook download."""

from __future__ import annotations

import re

from graphkit.settings import ReadOptions
from ingest.chat import ChatItems

STRIP = re.compile(r"(?:_v2|[_-]?[0-9]+)$")  # what follows the name of a list or file: its version or number
_ARCHIVE = re.compile(
    r"(instagram|facebook)-([A-Za-z0-9._]{1,60})-(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}[-_][0-9]{2}[-_][0-9]{4}|[0-9]{8})"
)


class MetaItems(ChatItems):
    """Items of one file of a download.

    Attributes
    ----------
    service
        ``instagram``, ``facebook``, or ``meta`` where nothing says which.
    stem
        What the file is called, without its number.
    """

    def __init__(self, options: ReadOptions, service: str, name: str) -> None:
        super().__init__(options, service)
        self.service = service
        self.stem = STRIP.sub("", name.split(".", 1)[0])
        found = _ARCHIVE.search(options.source)
        self._archive = found[2] if found else ""

    def mended(self) -> None:
        """Count a text whose letters were put right."""
        self.parts["texts mended"] += 1

    def owned(self) -> None:
        """Declare that the record is the archive's owner's, by the name that the archive's folder has, if any."""
        self.owner(self.service)
        if self._archive and self.service in ("instagram", "facebook"):
            self.declare(self.service, self._archive, "archive")
