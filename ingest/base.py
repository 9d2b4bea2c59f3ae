"""What every ingestor is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from graphkit.model import Batch
from graphkit.settings import ReadOptions


class Ingestor(Protocol):
    """Reads one family of sources."""

    name: str
    formats: tuple[str, ...]  # what it reads, in words for people

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is to read this file, 0..1, from the path and the first 64 KiB."""
        ...

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the file's batches in order.

        Raises
        ------
        WrongFormatError
            If the file turns out to be of another format, before anything was yielded.
        SourceError
            If the file cannot be read at all; the message names the file, the reason and the remedy.
        """
        ...
