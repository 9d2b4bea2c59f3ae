"""Reads what Telegram Desktop exports as HTML: ``messages.html``, ``messages2.html``, ..."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from graphkit.errors import SourceError, WrongFormatError
from graphkit.model import Batch, Role
from graphkit.settings import ReadOptions
from ingest.encodings import LOOK, decode, detect
from ingest.items import Items
from ingest.rows import nothing_came
from ingest.streams import ByteStream, peek
from ingest.telegram_peers import account
from ingest.telegram_posts import Post, Refused, posts_of, title_of

_MOST = 32 << 20  # bytes of a page; Telegram puts a thousand messages on each, some megabytes at most
_PAGE = re.compile(rb'class="page_body chat_page"')
_MESSAGE = re.compile(rb'class="message (?:default|service)')
_SEVERAL = re.compile(r'<a class="pagination block_link"')
_END = "</html>"
_GROUP = re.compile(
    r" (?:created group|joined group by|invited|removed|changed group|converted (?:this|a basic) group|created topic) ?"
)
_CHANNEL = re.compile(r"^Channel (?:«|title changed|photo changed|photo removed)")
_CHANNEL_POSTS = (
    10  # posts by the page's own name alone from which on it is a channel's without further signs
)
_UP = re.compile(r"((?:\.\./)+)(.+)", re.DOTALL)


class TelegramHtmlIngestor:
    """Reads the pages of messages that Telegram Desktop exports in HTML."""

    name = "telegram_html"
    formats: tuple[str, ...] = ("Telegram Desktop exports: messages*.html, also gzipped",)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002 - the content tells
        """Return how sure it is that this is such a page, 0..1, from the first 64 KiB (gzip or not)."""
        data = peek(head)
        data = decode(data, detect(data, whole=False))
        if b"<" not in data[:200] or not _MESSAGE.search(data):
            return 0.0
        return 0.97 if _PAGE.search(data) else 0.9 if b'class="history"' in data else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the page's messages in batches, in order.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``encoding``, ``parts`` (messages, service messages) and ``warnings``.

        Raises
        ------
        WrongFormatError
            If the file is no such page.
        SourceError
            If it cannot be read, or is larger than any such page.
        """
        stream = ByteStream(path, options.source)
        text, encoding = _text(stream)
        page = _Page(text, options)
        if not page.found:
            if stream.damage:
                raise nothing_came(stream)
            raise WrongFormatError(f"{options.source}: no page of messages exported by Telegram Desktop.")
        yield from page.batches()
        damage = stream.damage or (
            "" if text.rstrip().endswith(_END) else "the page has no end: it is cut short"
        )
        if damage:
            page.items.reject(f"behind {page.last}", f"{damage}; what came before was read", text[-1000:])
        yield from page.items.rest()
        page.report(encoding)


def _text(stream: ByteStream) -> tuple[str, str]:
    """Return a page's text and what it is encoded in."""
    blocks, size = [], 0
    for block in stream.blocks():
        blocks.append(block)
        size += len(block)
        if size > _MOST:
            raise SourceError(
                f"{stream.source}: more than {_MOST >> 20} MiB, larger than any page of messages that Telegram Desktop"
                " writes. Export the chat anew, as JSON (result.json), which may be of any size."
            )
    data = b"".join(blocks)
    encoding = detect(data[:LOOK], len(data) <= LOOK)
    return decode(data, encoding).decode("utf-8", "replace"), encoding.name


class _Page:
    """One page of messages."""

    def __init__(self, text: str, options: ReadOptions) -> None:
        self._options = options
        self.items = Items(options, "telegram")
        self.last = "the beginning"
        self.counts: Counter[str] = Counter()
        self.title = title_of(text)
        self.found = list(posts_of(text))
        self._posts = [post for post in self.found if isinstance(post, Post)]
        self._chat = self._chat_value(several=_SEVERAL.search(text) is not None)
        self._kind = self._kind_of_chat()
        self._names = sorted({post.author for post in self._posts if post.author and not post.service})
        self._authors: dict[str, str] = {}  # message -> the account of who wrote it

    def _chat_value(self, several: bool) -> str:
        """Return what stands for the chat in accounts, of which the page knows names alone.

        A chat of several pages is known by its title and the folder that they lie in; one page by its own hash.
        """
        if not several:
            return f"{self.title or 'chat'}@{self._options.source_id[:8]}"
        folder = PurePosixPath(self._options.source).parent.as_posix()
        return f"{self.title}@{hashlib.sha256(folder.encode('utf-8', 'replace')).hexdigest()[:8]}"

    def _kind_of_chat(self) -> str:
        """Tell ``channel``, ``group`` and ``two`` apart, which the page does not say; ``two`` where nothing tells."""
        names = {post.author for post in self._posts if post.author and not post.service}
        told = [post.text for post in self._posts if post.service]
        if len(names) > 2 or any(map(_GROUP.search, told)):
            return "group"
        own = sum(post.author == self.title for post in self._posts if not post.service)
        signed = any(post.extra.get("signature") for post in self._posts)
        if names == {self.title} and (own >= _CHANNEL_POSTS or signed or any(map(_CHANNEL.match, told))):
            return "channel"
        return "two"

    def batches(self) -> Iterator[Batch]:
        for post in self.found:
            if isinstance(post, Refused):
                self.items.reject(post.locator, post.reason, post.raw)
            else:
                self._add(post)
            self.last = post.locator
            yield from self.items.ready()

    def _account(self, name: str, colour: str = "") -> str:
        """Return the account of a person of whom the name is known, and the colour, which follows from the id."""
        return account(f"{name}@{self._chat}{f'#{colour}' if colour else ''}")

    def _add(self, post: Post) -> None:
        self._role = role = self._role_of(post)
        if post.zoneless:
            self.counts["times without zone"] += 1
        extra = dict(post.extra)
        if self.title:
            extra["chat"] = self.title
        if post.reply_to:
            extra["reply_to"] = post.reply_to
        self.items.record(
            post.locator,
            native_id=post.native,
            kind=post.kind,
            author=post.author,
            posted_at=post.moment,
            posted_at_raw=post.written,
            location=post.location,
            text=post.text,
            more_text={"poll": post.poll} if post.poll else None,
            extra=extra,
            text_role=role,
        )
        self._declare(post, role or Role.SELF)
        self.counts["service messages" if post.service else "messages"] += 1

    def _role_of(self, post: Post) -> Role | None:
        """Return whose the identifiers in a message's texts are; none for the sender's own."""
        if post.service or post.forwarded or post.via_bot or self._kind == "two":
            return Role.MENTIONED
        if not post.reply_to and not post.reply_elsewhere:
            return None
        own = self._kind == "channel" or self._authors.get(post.reply_to) == self._account(
            post.author, post.colour
        )
        return None if own and not post.reply_elsewhere else Role.MENTIONED

    def _declare(self, post: Post, role: Role) -> None:
        declare = self.items.declare
        sender = ""
        if post.author and not post.service and not post.deleted:
            sender = self._account(post.author, post.colour)
            declare("account", post.author, "from", Role.SELF, sender)
            self._authors[post.native] = sender
        if self._kind == "group":
            declare("account", self.title, "chat", Role.CONTAINER, account(self._chat))
            author = self._authors.get(post.reply_to, "")
            if author and author != sender:
                declare(
                    "account", author.removeprefix("telegram:"), "reply_to_author", Role.COUNTERPARTY, author
                )
        elif self._kind == "two":
            for name in self._names:
                if name != post.author:
                    declare(
                        "account",
                        name,
                        "other_end",
                        Role.COUNTERPARTY,
                        self._account(name, self._colour(name)),
                    )
        if post.via_bot:
            declare("telegram", f"@{post.via_bot}", "via_bot", Role.MENTIONED)
        declare("phone", post.phone, "contact_phone_number", Role.MENTIONED)
        for link in post.links:
            declare("link", link, "text_links", role)
        for picture in post.pictures:
            declare("image", self._from_here(picture), "photo", role)

    def _colour(self, name: str) -> str:
        return next((post.colour for post in self._posts if post.author == name and post.colour), "")

    def _from_here(self, path: str) -> str:
        """Return a path from the page's folder; in the export of an account pages write it by way of the export's."""
        found = _UP.fullmatch(path)
        if found is None:
            return path
        up = len(found[1]) // 3
        own = PurePosixPath(self._options.source).parent.parts[-up:]
        parts = PurePosixPath(found[2]).parts
        return "/".join(parts[up:]) if parts[:up] == own and len(parts) > up else path

    def report(self, encoding: str) -> None:
        """Tell everything that is worth keeping about the reading."""
        say = self._options.report
        zoneless = self.counts.pop("times without zone", 0)
        say("format", "Telegram Desktop export, a page of messages (HTML)")
        say("encoding", encoding)
        say("parts", dict(sorted(self.counts.items())))
        warnings = list(self.items.warnings)
        if zoneless:
            warnings.append(f"date: {zoneless:,} of the times give no time zone and were taken as UTC")
        if unnamed := sum(not post.author and not post.service for post in self._posts):
            warnings.append(f"{unnamed:,} messages stand without the name of who wrote them")
        say("warnings", warnings)
