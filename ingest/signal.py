"""Reads Signal chats as two tools give them: signal-export (``data.json``) and sigtop (JSON and text).

Signal itself gives no readable export; these two are what its users and examiners take messages out with. The other
files that signal-export writes (``chat.md``, ``index.html``) say the same as its ``data.json`` and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from graphkit.errors import WrongFormatError
from graphkit.model import Batch
from graphkit.settings import ReadOptions
from ingest.chat import ChatItems
from ingest.encodings import TextLines, decode, detect
from ingest.json_walk import loads
from ingest.signal_json import desktop, exported
from ingest.signal_text import is_transcript, transcript
from ingest.streams import ByteStream, cannot, peek

_HEAD = 64 << 10
_EXPORTED = {"date", "sender", "body"}
_DESKTOP = re.compile(rb'"conversationId"\s*:')
_SENT = re.compile(rb'"(?:sent_at|received_at|sourceServiceId|sourceUuid)"\s*:')


def _shape(data: bytes) -> str:
    """Return which of the three shapes it is; empty if none."""
    head = decode(data, detect(data, whole=False)).lstrip()
    if is_transcript(head.decode("utf-8", "replace")):
        return "sigtop text"
    if head.startswith(b"["):
        return "sigtop JSON" if _DESKTOP.search(head) and _SENT.search(head) else ""
    first, end, _ = head.partition(b"\n")
    if not head.startswith(b"{") or (not end and len(data) >= _HEAD):
        return ""
    try:
        held = loads(first)
    except ValueError:
        return ""
    rest = {"reactions", "attachments", "quote", "sticker"}
    return (
        "signal-export JSON lines"
        if isinstance(held, dict) and held.keys() >= _EXPORTED and rest & held.keys()
        else ""
    )


class SignalIngestor:
    """Reads what signal-export and sigtop take out of Signal Desktop."""

    name = "signal"
    formats: tuple[str, ...] = (
        "Signal chats (data.json of signal-export; JSON and text of sigtop), also gzipped",
    )

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002 (every reader is asked so)
        """Return how sure it is: the names of the first message's fields, or the first lines of a transcript."""
        return 0.96 if _shape(peek(head)) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the messages of the chat in batches, in order.

        Raises
        ------
        WrongFormatError
            If it is none of the three shapes.
        SourceError
            If it cannot be read at all.
        """
        try:
            with path.open("rb") as file:
                shape = _shape(peek(file.read(_HEAD)))
        except OSError as error:
            raise cannot(options.source, error) from error
        if not shape:
            raise WrongFormatError(f"{options.source}: no chat of Signal.")
        items = ChatItems(options, "signal")
        lines = TextLines(ByteStream(path, options.source))
        before = TextLines(ByteStream(path, options.source))
        if shape == "sigtop text":
            made = transcript(items, lines, before)
        elif shape == "sigtop JSON":
            made = desktop(items, lines, before)
        else:
            made = exported(items, lines, before)
        for _ in made:
            yield from items.ready()
        yield from items.rest()
        items.tell(f"Signal ({shape})", encoding=lines.encoding.name)
