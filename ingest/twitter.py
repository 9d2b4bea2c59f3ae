"""Reads the archive that X (Twitter) gives of an account: its files in ``data/``, each a list assigned in JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from graphkit.errors import WrongFormatError
from graphkit.model import Batch
from graphkit.settings import ReadOptions
from ingest.chat import ChatItems, decoded, mapping, raw_of, text, values_of
from ingest.encodings import TextLines, decode, detect
from ingest.json_walk import EACH, Value
from ingest.json_walk import Path as Way
from ingest.streams import ByteStream, cannot, peek
from ingest.twitter_account import ACCOUNT_PARTS
from ingest.twitter_messages import conversation_event
from ingest.twitter_tweets import note, tweet

_LOOK = 4_096
_ASSIGNED = re.compile(rb"\s{0,16}window\.YTD\.([A-Za-z0-9_]{1,80})\.part[0-9]{1,6}\s{0,16}=")
_CLASSIC = re.compile(rb"\s{0,16}Grailbird\.data\.(tweets)_[0-9_]{4,12}\s{0,16}=")

# What makes a record of an item of a file, by the name that its list is assigned to.
Maker = Callable[[ChatItems, dict[str, Any], int], None]
_TWEETS = ("tweets", "tweet", "deleted_tweets", "deleted_tweet", "community_tweet", "community_tweets")
_MESSAGES = ("direct_messages", "direct_message", "direct_messages_group", "direct_message_group")
_MAKERS: dict[str, Maker] = {**dict.fromkeys(_TWEETS, tweet), "note_tweet": note, **ACCOUNT_PARTS}
_CONVERSATION = (EACH, "dmConversation")
_ID, _MESSAGE = (*_CONVERSATION, "conversationId"), (*_CONVERSATION, "messages", EACH)


def _part(data: bytes) -> tuple[str, int]:
    """Return the name of the list that a file holds, in small letters, and where its value begins; empty if none."""
    text_of = decode(data, detect(data, whole=False))
    found = _ASSIGNED.match(text_of) or _CLASSIC.match(text_of)
    return (found[1].decode("ascii").lower(), found.end()) if found else ("", 0)


def _in_list(path: Way) -> bool:
    return path == ()


def _in_conversations(path: Way) -> bool:
    return path in ((), (EACH,), _CONVERSATION, (*_CONVERSATION, "messages"))


class TwitterIngestor:
    """Reads tweets, direct messages, the account, followers and contacts of an X (Twitter) archive."""

    name = "twitter"
    formats: tuple[str, ...] = ("X (Twitter) archives (the .js files in data/), also gzipped",)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002 (every reader is asked so)
        """Return how sure it is: ``window.YTD.`` at the beginning is nothing else."""
        return 0.98 if _part(peek(head, _LOOK))[0] else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the items of the file in batches, in order.

        A file of a kind that says nothing of persons (advertisements, likes, devices, ...) gives no records and a
        warning.

        Raises
        ------
        WrongFormatError
            If the file is none of an archive.
        SourceError
            If it cannot be read at all.
        """
        try:
            with path.open("rb") as file:
                part, skip = _part(peek(file.read(_LOOK), _LOOK))
        except OSError as error:
            raise cannot(options.source, error) from error
        if not part:
            raise WrongFormatError(f"{options.source}: no file of an archive of X.")
        yield from _File(path, options, part, skip).batches()


class _File:
    """One file of an archive being read."""

    def __init__(self, path: Path, options: ReadOptions, part: str, skip: int) -> None:
        self._path = path
        self._part = part
        self._skip = skip
        self._items = ChatItems(options, "twitter")
        self._conversation = (0, "")  # the place of the conversation that is read, and its id

    def batches(self) -> Iterator[Batch]:
        messages = self._part in _MESSAGES
        encoding = ""
        if messages or self._part in _MAKERS:
            stream = ByteStream(self._path, self._items.options.source)
            lines = TextLines(stream)
            take = self._message if messages else self._item
            with closing(lines.text()) as blocks:
                for value in values_of(
                    stream, blocks, _in_conversations if messages else _in_list, self._skip
                ):
                    if raw_of(value).strip() != ";":  # JavaScript may end so
                        take(value)
                    yield from self._items.ready()
            encoding = lines.encoding.name
        else:
            self._items.warn(f"files of X that hold {self._part} are not read")
        yield from self._items.rest()
        self._items.tell(f"X archive: {self._part}", encoding=encoding)

    def _item(self, value: Value) -> None:
        """Take an item of a plain list."""
        place = value.items[0] if value.items else 0
        locator = f"item {place}" if place else f"byte {value.start}"
        try:
            item = decoded(value)
            if not isinstance(item, dict) or not place:
                raise ValueError("not an object in a list")
        except ValueError as error:
            self._items.reject(locator, str(error), raw_of(value))
            return
        _MAKERS[self._part](self._items, item, place)

    def _message(self, value: Value) -> None:
        """Take a message of a conversation, or the conversation's id, which stands before its messages."""
        place = value.items[0] if value.items else 0
        try:
            held = decoded(value)
            if value.path == _ID:
                self._conversation = (place, text(held).strip())
            elif value.path == _MESSAGE:
                key = self._conversation[1] if self._conversation[0] == place else ""
                where = f'conversation "{key}"' if key else f"conversation {place}"
                group = self._part.endswith("_group")
                conversation_event(
                    self._items, mapping(held), f"{where}, message {value.items[1]}", key, group
                )
            elif value.path[:2] != _CONVERSATION:
                raise ValueError("not a conversation")
        except ValueError as error:
            self._items.reject(f"byte {value.start}", str(error), raw_of(value))
