"""Reads the archive that VK gives of an account: pages of messages, of the wall, and the profile."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

import pyarrow as pa

from graphkit.errors import WrongFormatError
from graphkit.model import Batch, RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.chat import ChatItems, addressed, joined
from ingest.dates import Dates
from ingest.encodings import TextLines
from ingest.markup import words
from ingest.streams import ByteStream, peek
from ingest.vk_pages import Block, Page

_CODE_PAGE = "cp1251"  # what the archive's pages say they are in
_TOGETHER = 500  # blocks whose dates are read at once
_MESSAGE = re.compile(rb"""<div class=["']message["'] data-id=|class=["']message__header["']""")
_NOTE = re.compile(rb"""<meta name=["']jd["']""")
_ITEM = re.compile(rb"""class=["']item(?:__main|__tertiary)?["']""")
_NAMED = re.compile(r"(messages|wall|page-info)[0-9]*\.html?(?:\.gz)?", re.IGNORECASE)
_NAMES = re.compile(r"\[((?:id|club|public|event)[0-9]{1,12})\|")
_PERSON = re.compile(r"https?://(?:m\.)?vk\.(?:com|ru)/((?:id|club|public|event)[0-9]{1,12})/?")
_CHATS = 2_000_000_000  # numbers of group chats begin behind it
_OWNER = {"вы", "you", "ви"}
_Make = Callable[[Block, str, str, dt.datetime | None], None]
_LABELS = {
    "author": ("полное имя", "full name"),
    "location": ("город", "city", "родной город", "hometown"),
    "phone": ("телефон", "мобильный", "phone", "mobile"),
    "email": ("почта", "e-mail", "email"),
    "link": ("сайт", "site", "адрес страницы", "page address", "короткое имя", "screen name"),
    "text": ("о себе", "about me", "деятельность", "activities", "интересы", "interests"),
}


def _kind(path: Path, data: bytes) -> str:
    """Return what page of an archive this is: ``messages``, ``wall``, ``page-info``; empty if none."""
    named = _NAMED.fullmatch(path.name)
    kind = named[1].lower() if named else ""
    if _MESSAGE.search(data) and (_NOTE.search(data) or b"vk.com" in data or kind == "messages"):
        return "messages"
    if kind in ("wall", "page-info") and _NOTE.search(data) and _ITEM.search(data):
        return kind
    return "messages" if kind == "messages" and _NOTE.search(data) else ""


class VkIngestor:
    """Reads messages, wall and profile of a VK archive."""

    name = "vk"
    formats: tuple[str, ...] = ("VK archives (HTML pages of messages, wall and profile), also gzipped",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is: the archive's pages have a note to themselves and blocks of their own classes."""
        return 0.97 if _kind(path, peek(head)) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the messages, posts or the profile of a page in batches, in order.

        Raises
        ------
        WrongFormatError
            If it is no such page.
        SourceError
            If it cannot be read at all.
        """
        stream = ByteStream(path, options.source)
        head = b""
        with closing(TextLines(stream, _CODE_PAGE).text()) as blocks:
            for block in blocks:
                head += block
                if len(head) >= 64 << 10:
                    break
        kind = _kind(path, head)
        if not kind:
            raise WrongFormatError(f"{options.source}: no page of an archive of VK that is read.")
        yield from _Archived(path, options, kind).batches()


class _Archived:
    """One page being read."""

    def __init__(self, path: Path, options: ReadOptions, kind: str) -> None:
        self._path = path
        self._kind = kind
        self._items = ChatItems(options, "vk")
        self._page = Page()
        self._dates = Dates(lambda: ())
        self._peer = self._peer_of(options.source)
        self._group = False

    @staticmethod
    def _peer_of(source: str) -> int:
        """Return the number of the chat, which is what the page's folder is called; 0 if it is none."""
        name = PurePosixPath(source.replace("\\", "/")).parent.name
        return int(name) if re.fullmatch(r"-?[0-9]{1,12}", name) else 0

    def batches(self) -> Iterator[Batch]:
        if self._kind == "messages":
            self._group = abs(self._peer) > _CHATS if self._peer else self._looks_like_group()
        stream = ByteStream(self._path, self._items.options.source)
        lines = TextLines(stream, _CODE_PAGE)
        waiting: list[Block] = []
        make = {"messages": self._message, "wall": self._post}.get(self._kind)
        with closing(lines.text()) as text:
            for block in self._page.blocks(text, "message" if self._kind == "messages" else "item"):
                if make or len(waiting) < _TOGETHER:
                    waiting.append(block)
                if make and len(waiting) >= _TOGETHER:
                    yield from self._flush(waiting, make)
                    waiting = []
        if make:
            yield from self._flush(waiting, make)
        else:
            self._profile(waiting)
        if stream.damage:
            self._items.reject("end of the page", stream.damage, "")
        yield from self._items.rest()
        for warning in self._dates.warnings("date"):
            self._items.warn(warning)
        self._items.tell(f"VK archive: {self._kind}", encoding=lines.encoding.name, title=self._page.title)

    def _flush(self, blocks: list[Block], make: _Make) -> Iterator[Batch]:
        whens = [block.when() for block in blocks]
        dates = whens if self._kind == "messages" else [(who, _after_name(when)) for who, when in whens]
        found = self._dates.parse(pa.array([date for _, date in dates], pa.string())).to_pylist()
        for block, (who, when), moment in zip(blocks, dates, found, strict=True):
            make(block, who, when, moment)
            yield from self._items.ready()

    def _looks_like_group(self) -> bool:
        """Tell whether two others write on the page: where its folder does not say what it is."""
        people: set[str] = set()
        stream = ByteStream(self._path, self._items.options.source)
        with closing(TextLines(stream, _CODE_PAGE).text()) as text:
            for block in Page().blocks(text, "message"):
                if block.link:
                    people.add(block.link)
                if len(people) > 1:
                    return True
        return False

    def _message(self, block: Block, who: str, when: str, moment: dt.datetime | None) -> None:
        """Make a record of a message."""
        said, happened = words(block.body), words(block.happened)
        locator = f"message {block.number}" if block.number else f"message at place {self._items.records + 1}"
        if block.cut or not (when or said or block.attachments):
            reason = (
                "the page breaks off in the middle of it"
                if block.cut
                else "a message without header and words"
            )
            self._items.reject(locator, reason, words([*block.name, *block.header, " ", *block.body]))
            return
        mine = not block.link and (not who or who.casefold() in _OWNER)
        others = not self._group or bool(happened) or addressed(said) or bool(_NAMES.search(said))
        self._items.record(
            locator, native_id=block.number, author=words(block.name) or who, posted_at=moment,
            posted_at_raw=when, text=said or happened, text_role=Role.MENTIONED if others else None,
            more_text={"happened": happened if said else ""}, text_roles={"happened": Role.MENTIONED},
            extra={"chat": self._page.title, "edited": block.edited, "peer": str(self._peer or "")} | _attached(block),
        )  # fmt: skip
        self._items.parts["service messages" if happened else "messages"] += 1
        self._who(block.link, who, mine)
        if self._group:
            self._place()
        elif mine:
            self._declare_id(self._peer_id(), "peer_id", Role.COUNTERPARTY)
        else:
            self._declare_id(
                f"id{self._page.owner}" if self._page.owner else "", "owner_id", Role.COUNTERPARTY
            )
        self._others(block, said)

    def _post(self, block: Block, who: str, when: str, moment: dt.datetime | None) -> None:
        """Make a record of a post on the wall."""
        said = words(block.body)
        if not said and not block.attachments and not block.post:
            return  # a frame of the page
        if block.cut:
            cut = "the page breaks off in the middle of it"
            self._items.reject(f"post at place {self._items.records + 1}", cut, said)
            return
        others = addressed(said) or bool(_NAMES.search(said))
        place = block.post.rsplit("/", 1)[-1] or f"at place {self._items.records + 1}"
        mine = not block.link
        self._items.record(
            f"post {place}", native_id=place if block.post else "", author=words(block.name), url=block.post,
            posted_at=moment, posted_at_raw=when, text=said, extra=_attached(block),
            text_role=Role.MENTIONED if others else None,
        )  # fmt: skip
        self._items.parts["posts"] += 1
        self._who(block.link, who, mine)
        self._others(block, said)

    def _profile(self, blocks: list[Block]) -> None:
        """Make one record of the rows of a profile."""
        held: dict[str, str] = {}
        rows: list[tuple[str, str, str]] = []
        for block in blocks:
            label, value = words(block.header), re.sub(r"[ \xa0]+", " ", words(block.body))
            known = next((k for k, names in _LABELS.items() if any(n in label.casefold() for n in names)), "")
            rows.append((known, label, value))
            if known in ("author", "location", "text") and value:
                held[known] = f"{held[known]}\n{value}" if known == "text" and known in held else value
        self._items.record(
            "profile", kind=RecordKind.PROFILE, native_id=f"id{self._page.owner}" if self._page.owner else "",
            author=held.get("author"), location=held.get("location"), text=held.get("text"),
            extra={label: value for known, label, value in rows if label and known not in ("phone", "email", "link")},
        )  # fmt: skip
        self._items.parts["profiles"] += 1
        self._who("", "", True)
        for known, label, value in rows:
            if known in ("phone", "email", "link"):
                self._items.declare(known, value, label)
        for block in blocks:
            for address in block.links:
                self._items.mentioned("link", address, "links")

    def _who(self, link: str, who: str, mine: bool) -> None:
        """Declare who wrote."""
        if link:
            self._items.declare("link", link, "sender")
        elif mine and self._page.owner:
            self._declare_id(f"id{self._page.owner}", "sender_id", Role.SELF)
        elif mine:
            self._items.owner("vk")
        else:
            self._items.declare("account", who, "sender_name", value=f"vk:{who}@{self._items.short}")

    def _declare_id(self, name: str, field: str, role: Role) -> None:
        self._items.declare("vk", name, field, role, name)

    def _peer_id(self) -> str:
        return f"id{self._peer}" if self._peer > 0 else f"club{-self._peer}" if self._peer else ""

    def _place(self) -> None:
        """Declare the group chat: its number counts the owner's chats, so it means one only with the owner."""
        whose = f"id{self._page.owner}" if self._page.owner else self._items.short
        name = str(self._peer or self._page.title)
        self._items.declare("account", name, "chat_id", Role.CONTAINER, f"vk:{name}@{whose}")

    def _others(self, block: Block, said: str) -> None:
        """Declare whom the words name, and what hangs on them: both are others'."""
        for name in dict.fromkeys(_NAMES.findall(said)):
            self._declare_id(name, "mentions", Role.MENTIONED)
        for address in dict.fromkeys(block.links):
            if address != block.link:
                self._items.mentioned("link", address, "mentioned_links")
        for _, address in block.attached():
            self._items.mentioned("link", address, "attached_links")


def _attached(block: Block) -> dict[str, str | None]:
    return {"attachments": joined((kind for kind, _ in block.attached()), "; ")}


def _after_name(said: str) -> str:
    """Return a date without the owner's word before it: ``You 2 Feb 2021 at 7:08 pm``."""
    first, _, rest = said.partition(" ")
    return rest if first.casefold() in _OWNER else said
