"""Reads what Instagram and Facebook give of an account ("download your information", JSON), file by file.

Every file is told by its own names, not by its place: Meta moves and renames files from year to year, and keeps what
stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from graphkit.errors import WrongFormatError
from graphkit.model import Batch
from graphkit.settings import ReadOptions
from ingest.chat import decoded, raw_of, values_of
from ingest.encodings import TextLines
from ingest.json_walk import EACH, Value
from ingest.json_walk import Path as Way
from ingest.meta_account import of_list, of_member
from ingest.meta_items import MetaItems
from ingest.meta_text import mended
from ingest.meta_threads import Thread, old_conversation
from ingest.streams import ByteStream, cannot, peek

_HEAD = 64 << 10
_THREAD = re.compile(rb'"participants"\s*:\s*\[')
_SAID = re.compile(rb'"(?:sender_name|timestamp_ms)"\s*:')
_SURE = re.compile(
    rb'"(?:string_list_data|string_map_data|relationships_[a-z_]{3,40}|comments_media_comments|comments_reels_comments|'
    rb"(?:group_)?(?:comments|posts)_v2|(?:friends|following|followers|address_book|profile)_v2|profile_user|"
    rb"contacts_contact_info|ig_[a-z_]{5,30})\"\s*:\s*[\[{]"
)
_POSTS = re.compile(rb'"media"\s*:\s*\[\s*\{\s*"uri"\s*:|"creation_timestamp"\s*:')
_FACEBOOK = re.compile(
    rb'"data"\s*:\s*\[\s*\{\s*"(?:post|comment|update_timestamp|media|external_context)"\s*:'
)
_OLD = re.compile(
    rb'"(?:media_comments|conversation)"\s*:\s*\[|"full_name"\s*:\s*"[^"]{0,200}"\s*,\s*"first_name"\s*:|'
    rb'"contact_point"\s*:|"last_name"\s*:\s*"[^"]{0,200}"\s*,\s*"contact"\s*:|"followers"\s*:\s*\{|"taken_at"\s*:|"private_account"\s*:|"activity_log_data"\s*:\s*\['
)
_OLD_NAMES = re.compile(
    r"(?:comments|messages|connections|media|profile|contacts|profile_information|your_address_books|group_posts|"
    r"posts_and_comments_in_groups|your_posts[a-z_]{0,40})(?:_[0-9]{1,4})?\.json(?:\.gz)?"
)
_WHERE = re.compile(r"(instagram|facebook|messenger)", re.IGNORECASE)
_ACTIVITY = re.compile(rb"your_(instagram|facebook)_activity")
_INSTAGRAM = re.compile(
    rb'"string_(?:list|map)_data"|"ig_|"relationships_|instagram\.com/|"private_account"|"media_comments"'
)
_ON_FACEBOOK = re.compile(
    rb'_v2"|facebook\.com/|"thread_type"|"full_name"|"external_context"|"data"\s*:\s*\['
)
_LISTS = frozenset({
    "messages", "comments_media_comments", "comments_reels_comments", "comments_v2", "comments", "group_comments_v2",
    "group_comments", "group_posts_v2", "friends_v2", "friends", "following_v2", "following", "followers_v2",
    "followers", "contacts_contact_info", "profile_user", "media_comments", "photos", "videos", "stories", "direct",
    "status_updates", "removed_friends_v2", "deleted_friends", "received_requests_v2", "sent_requests_v2", "posts",
})  # fmt: skip
_DEEP = (
    ("address_book_v2",), ("address_book_v2", "address_book"), ("address_book",), ("address_book", "address_book"),
    ("group_posts",), ("group_posts", "activity_log_data"),
)  # fmt: skip


def _enter(path: Way) -> bool:
    if len(path) == 1:
        return path[0] in _LISTS or path[0].startswith(("relationships_", "ig_")) or path in _DEEP
    return not path or path in _DEEP


def _only_header(path: Way) -> bool:
    return path == ()


def _sureness(name: str, data: bytes) -> float:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start not in (b"{", b"["):
        return 0.0
    if start == b"{" and _THREAD.search(data) and _SAID.search(data):
        return 0.97
    if _SURE.search(data):
        return 0.95
    if start == b"[" and _POSTS.search(data) and b'"uri"' in data:
        return 0.93
    if _FACEBOOK.search(data) and re.search(rb'"timestamp"\s*:\s*[0-9]', data):
        return 0.93
    if not _OLD.search(data):
        return 0.0
    return 0.8 if _OLD_NAMES.fullmatch(name) else 0.3


def _platform(source: str, head: bytes) -> str:
    """Tell Instagram from Facebook: by the file's whole name, else by what stands in it; ``meta`` if neither says."""
    if found := _WHERE.findall(source):
        return "instagram" if found[-1].lower() == "instagram" else "facebook"
    if activity := _ACTIVITY.search(head):
        return activity[1].decode()
    insta = re.search(
        rb'"string_(?:list|map)_data"|"ig_|"relationships_|instagram\.com/|"private_account"|"media_comments"',
        head,
    )
    face = re.search(
        rb'_v2"|facebook\.com/|"thread_type"|"full_name"|"external_context"|"data"\s*:\s*\[', head
    )
    if bool(insta) == bool(face):
        return "meta"
    return "instagram" if insta else "facebook"


class MetaIngestor:
    """Reads the JSON files of Instagram's and Facebook's account downloads."""

    name = "meta"
    formats: tuple[str, ...] = ("Instagram and Facebook downloads of an account (JSON), also gzipped",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is, by the names that Meta gives to lists and their items."""
        return _sureness(path.name, peek(head))

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the file's messages, posts, comments, contacts or profile in batches, in order.

        Raises
        ------
        WrongFormatError
            If nothing in the file is known.
        SourceError
            If it cannot be read at all.
        """
        try:
            with path.open("rb") as file:
                head = peek(file.read(_HEAD))
        except OSError as error:
            raise cannot(options.source, error) from error
        if not _sureness(path.name, head):
            raise WrongFormatError(f"{options.source}: no file of a download from Instagram or Facebook.")
        yield from _File(path, options, head).batches()


class _File:
    """One file being read."""

    def __init__(self, path: Path, options: ReadOptions, head: bytes) -> None:
        self._path = path
        platform = _platform(options.source, head)
        self._items = MetaItems(options, platform, path.name)
        if platform == "meta":
            self._items.warn("neither the names nor the contents say whether this is Instagram or Facebook")
        is_thread = bool(_THREAD.search(head)) and bool(_SAID.search(head))
        self._thread = Thread(self._items, self._header()) if is_thread else None
        self._left: dict[str, None] = {}
        self._members: dict[str, Any] = {}

    def _header(self) -> dict[str, Any]:
        """Return what a chat says of itself, part of which stands behind its messages."""
        found: dict[str, Any] = {}
        stream = ByteStream(self._path, self._items.options.source)
        with closing(TextLines(stream).text()) as blocks:
            for value in values_of(stream, blocks, _only_header):
                if value.path and value.path[0] != "messages" and not value.fault:
                    try:
                        found[value.path[0]] = mended(decoded(value))
                    except ValueError:
                        continue
        return found

    def batches(self) -> Iterator[Batch]:
        stream = ByteStream(self._path, self._items.options.source)
        lines = TextLines(stream)
        with closing(lines.text()) as blocks:
            for value in values_of(stream, blocks, _enter):
                self._take(value)
                yield from self._items.ready()
        if self._thread is None and self._members:
            self._left |= dict.fromkeys(of_member(self._items, self._members))
        if not self._items.records and not self._items.rejected and not self._items.parts and self._left:
            raise WrongFormatError(
                f"{self._items.options.source}: nothing in it is known: {', '.join(self._left)}."
            )
        if self._left:
            self._items.warn(f"not read: {', '.join(list(self._left)[:20])}")
        yield from self._items.rest()
        title = {"chat": self._thread.title} if self._thread else {}
        self._items.tell(f"{self._items.service} download", encoding=lines.encoding.name, **title)

    def _take(self, value: Value) -> None:
        """Take an item of a list, or another member of the file."""
        listed = bool(value.path) and value.path[-1] == EACH
        name = value.path[-2] if listed and len(value.path) > 1 else ""
        locator = f"{name or 'item'} {value.items[-1]}" if listed else f"byte {value.start}"
        try:
            held = mended(decoded(value), self._items.mended)
        except ValueError as error:
            where = f"message {value.items[-1]}" if self._thread and name == "messages" else locator
            self._items.reject(where, str(error), raw_of(value))
            return
        if self._thread is not None:
            if listed and name == "messages":
                self._thread.message(held, value.items[-1], raw_of(value))
            return
        if listed and isinstance(held, dict) and isinstance(held.get("conversation"), list):
            old_conversation(self._items, held, value.items[-1])
        elif listed or len(value.path) == 2:
            known = of_list(
                self._items, name or value.path[0], held, value.items[-1] if listed else value.path[-1]
            )
            if not known:
                self._left[name or "items of the list"] = None
                self._items.reject(locator, "not a form that is known", raw_of(value))
        elif value.path:
            self._members[value.path[0]] = held
