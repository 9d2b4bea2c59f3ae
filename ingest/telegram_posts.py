"""The messages of a page that Telegram Desktop exports as HTML."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from graphkit.model import RecordKind
from ingest.telegram_values import is_picture

_DATE = re.compile(
    r"\s*([0-9]{2})\.([0-9]{2})\.([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})(?: UTC([+-][0-9]{2}):?([0-9]{2}))?\s*"
)
_ID = re.compile(r"message(-?[0-9]{1,20})")
_GO_TO = re.compile(r"#go_to_message([0-9]{1,20})$")
_VIA = re.compile(r" via @([A-Za-z0-9_]{3,64})$")
_COLOUR = re.compile(r"\buserpic([0-9]{1,2})\b")
_PLACE = re.compile(r"-?[0-9.]+, -?[0-9.]+")
_BEGINS = re.compile(r'<div class="message (?=default|service)')
_TAGS = 4_000  # tags of one message: a parser's time grows with the square of what is nested
_BREAK = "\0"  # no text of a parsed page holds it
_DELETED = "Deleted Account"
_VCARD = " - vCard"


@dataclass(slots=True)
class Post:
    """One message as the page shows it."""

    locator: str
    native: str = ""
    service: bool = False
    kind: RecordKind | None = None
    author: str = ""
    colour: str = ""  # of the sender's initials
    via_bot: str = ""
    moment: dt.datetime | None = None
    zoneless: bool = False
    written: str = ""  # the date as written
    text: str = ""
    poll: str = ""
    location: str = ""
    phone: str = ""  # of a shared contact
    forwarded: bool = False
    reply_to: str = ""
    reply_elsewhere: bool = False
    links: list[str] = field(default_factory=list)  # behind words
    pictures: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def deleted(self) -> bool:
        """Whether the sender's account was deleted: many share that name."""
        return self.author == _DELETED


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that was not read: its place in the page, why, and its beginning."""

    locator: str
    reason: str
    raw: str


def posts_of(page: str) -> Iterator[Post | Refused]:
    """Yield the messages of a page, those that were sent; days between them are no messages.

    Each is parsed for itself, so that no page, however it is nested, takes more than time in proportion to its size.

    Parameters
    ----------
    page
        The text of the page.
    """
    before: Post | None = None
    starts = [found.start() for found in _BEGINS.finditer(page)]
    for place, (start, end) in enumerate(pairwise([*starts, len(page)]), 1):
        node = _parsed(page[start:end])
        if node is None:
            yield Refused(
                f"item {place}", "no message of Telegram's: too many tags", page[start : start + 1000]
            )
            before = None
            continue
        marks = _marks(node)
        found = _ID.fullmatch(node.attributes.get("id") or "")
        native = found[1] if found else ""
        post = Post(f"message {native}" if native else f"item {place}", native)
        body = next((child for child in node.iter() if "body" in _marks(child)), node)
        if "service" in marks:
            before = None
            if not native.startswith("-"):  # else a day
                post.service = True
                post.text = text_of(body)
                yield post
            continue
        _read(node, body, post)
        if "joined" in marks and before is not None:
            _join(post, before)
        before = post
        yield post


def title_of(page: str) -> str:
    """Return the chat's name, which stands above the messages; empty where there is none."""
    first = _BEGINS.search(page)
    node = _parsed(page[: first.start()]) if first else None
    while node is not None and node.parent is not None:
        node = node.parent
    header = node.css_first("div.page_header div.text") if node is not None else None
    return " ".join(text_of(header).split()) if header is not None else ""


def _parsed(piece: str) -> LexborNode | None:
    """Return the first element of a piece of a page; none where it has too many tags, or none."""
    if piece.count("<") > _TAGS:
        return None
    body = LexborHTMLParser(piece).body
    return next(iter(body.iter()), None) if body is not None else None


def _join(post: Post, before: Post) -> None:
    """Give a message the sender of the one before, to which it is joined."""
    if not post.author:
        post.author, post.colour = before.author, before.colour
        post.via_bot = post.via_bot or before.via_bot
    origin = before.extra.get("forwarded_from")
    if post.forwarded and origin:
        post.extra.setdefault("forwarded_from", origin)


def _marks(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def text_of(node: LexborNode) -> str:
    """Return a text as it is shown: line breaks where the page breaks lines, without the page's own indentation."""
    parts = []
    for part in node.traverse(include_text=True):
        if part.tag == "-text":
            parts.append(part.text(deep=False))
        elif part.tag == "br":
            parts.append(_BREAK)
    return "".join(parts).strip(" \t\r\n").replace(_BREAK, "\n")


def _read(node: LexborNode, body: LexborNode, post: Post) -> None:
    """Read the parts of a message."""
    for child in node.iter():
        if "userpic_wrap" in _marks(child):
            pic = next(iter(child.iter()), None)
            found = _COLOUR.search(pic.attributes.get("class") or "") if pic is not None else None
            post.colour = found[1] if found else ""
    for child in body.iter():
        marks = _marks(child)
        if "date" in marks:
            _read_date(child, post)
        elif "from_name" in marks:
            post.author = text_of(child)
            if found := _VIA.search(post.author):
                post.author, post.via_bot = post.author[: found.start()].strip(), found[1]
        elif "forwarded" in marks and "body" in marks:
            post.forwarded = True
            for part in child.iter():
                if "from_name" in _marks(part):
                    _read_origin(part, post)
                else:
                    _read_part(part, _marks(part), post)
        else:
            _read_part(child, marks, post)


def _read_date(node: LexborNode, post: Post) -> None:
    post.written = (node.attributes.get("title") or "").strip() or text_of(node)
    found = _DATE.fullmatch(post.written)
    if found is None:
        return
    day, month, year, hour, minute, second = map(int, found.groups()[:6])
    offset = dt.timedelta()
    if found[7]:
        offset = dt.timedelta(hours=abs(int(found[7])), minutes=int(found[8]))
        offset = -offset if found[7].startswith("-") else offset
    try:
        post.moment = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC) - offset
    except (ValueError, OverflowError):
        return
    post.zoneless = not found[7]


def _read_origin(node: LexborNode, post: Post) -> None:
    """Read from whom a message was forwarded: the name, and the date in an element of its own."""
    name = []
    for part in node.iter(include_text=True):
        if part.tag == "-text":
            name.append(part.text(deep=False))
        elif part.tag == "span" and part.attributes.get("title"):
            post.extra["forwarded_date"] = (part.attributes.get("title") or "").strip()
    origin = "".join(name).strip()
    if found := _VIA.search(origin):
        origin, post.via_bot = origin[: found.start()], found[1]
    post.extra["forwarded_from"] = origin.strip()


def _read_part(node: LexborNode, marks: list[str], post: Post) -> None:
    if "text" in marks:
        post.text = f"{post.text}\n{text_of(node)}" if post.text else text_of(node)
        post.links += _links(node)
    elif "reply_to" in marks:
        _read_reply(node, post)
    elif "media_wrap" in marks:
        for media in node.iter():
            _read_media(media, _marks(media), post)
    elif "signature" in marks:
        post.extra["signature"] = text_of(node)
    elif "reactions" in marks:
        post.extra["reactions"] = " ".join(text_of(node).split())
    elif "bot_buttons_table" in marks:
        post.links += _links(node)
        post.extra["buttons"] = " ".join(text_of(node).split())


def _read_reply(node: LexborNode, post: Post) -> None:
    for part in node.iter():
        if found := _GO_TO.search(part.attributes.get("href") or ""):
            post.reply_to = found[1]
            return
    post.reply_elsewhere = True
    post.extra["reply"] = text_of(node)


def _links(node: LexborNode) -> Iterator[str]:
    """Yield the links behind words; those that are shown as they are stand in the text already."""
    for part in node.traverse():
        href = (part.attributes.get("href") or "").strip() if part.tag == "a" else ""
        if "://" not in href:
            continue
        shown = text_of(part)
        if href != shown and not (shown.startswith("@") and href.endswith("/" + shown[1:])):
            yield href


def _read_media(node: LexborNode, marks: list[str], post: Post) -> None:
    href = (node.attributes.get("href") or "").strip()
    if "media_poll" in marks:
        post.poll = "\n".join(
            text_of(line) for line in node.iter() if {"question", "answer"} & {*_marks(line)}
        )
        return
    told = {}
    for body in node.iter():
        if "body" in _marks(body):
            for line in body.iter():
                for mark in ("title", "description", "status"):
                    if mark in _marks(line):
                        told[mark] = text_of(line)
    media = next((m for m in marks if m.startswith("media_") or m.endswith("_wrap")), "media")
    post.extra["media"] = media.removeprefix("media_").removesuffix("_wrap").replace("_", " ")
    post.extra |= {f"media_{mark}": value for mark, value in told.items()}
    if "media_contact" in marks:
        post.phone = told.get("status", "").removesuffix(_VCARD)
    elif "media_call" in marks:
        post.kind = RecordKind.CALL
    elif media in ("media_location", "media_live_location", "media_venue"):
        status = told.get("status", "")
        post.location = status if _PLACE.fullmatch(status) else ", ".join(
            filter(None, (told.get("title"), told.get("description")))
        )  # fmt: skip
    if not href:
        return
    if is_picture(href) and media not in ("sticker_wrap", "animated_wrap"):
        post.pictures.append(href)
    else:
        post.extra["link" if "://" in href else "file"] = href
