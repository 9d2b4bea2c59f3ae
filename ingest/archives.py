"""Archives: their members are handed to the readers one at a time, without being unpacked into any folder.

``CONTAINERS`` is the whole list: a new archive is one file and one line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from graphkit.model import Place
from graphkit.settings import ArchiveLimits
from ingest.members import Budget, Member, Skipped
from ingest.packed import PackedContainer
from ingest.seven import SevenContainer
from ingest.tars import TarContainer
from ingest.zips import ZipContainer


class Container(Protocol):
    """Opens one family of archives."""

    name: str
    formats: tuple[str, ...]  # what it opens, in words for people

    def sniff(self, path: Place, head: bytes) -> bool:
        """Tell whether it opens this file, from the path and the first 64 KiB."""
        ...

    def members(self, path: Place, source: str, limits: ArchiveLimits) -> Iterator[Member | Skipped]:
        """Yield the members in the order of the archive; each can be opened until the next is asked for.

        Raises
        ------
        SourceError
            If the archive cannot be opened at all, or holds more than the limits allow.
        """
        ...


CONTAINERS: dict[str, Container] = {
    "zip": ZipContainer(),
    "tar": TarContainer(),
    "7z": SevenContainer(),
    "packed": PackedContainer(),
}

__all__ = ["CONTAINERS", "Budget", "Container", "Member", "Skipped"]
