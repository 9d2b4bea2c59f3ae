"""What stands in pages of a VK archive, block by block: messages, posts of a wall, rows of a profile."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.items import LONGEST
from ingest.markup import Tag, markup, words

# In English the time comes first: "at 5:54:20 pm on 4 Feb 2020".
_TIME_FIRST = re.compile(r"at\s+([0-9: ]{4,10}(?:[ap]m)?)\s+on\s+(.{5,30})", re.IGNORECASE)
_BLOCKS = {"message": "message", "item": "item"}
_ZONES = {
    "message__header": "header", "item__tertiary": "header", "item__main": "body", "kludges": "kludges",
    "attachment": "attachment", "attachment__description": "description", "ui_crumb": "crumb",
}  # fmt: skip


@dataclass(slots=True)
class Block:
    """A message, a post or a row of a profile, as its tags and words say it.

    Attributes
    ----------
    number
        The id of a message.
    header, body, happened
        Words: who and when; what was said; what happened (a service message).
    link, name
        The address and the name of the first person in the header.
    links
        Addresses in the body and in what happened.
    post
        The address of a post.
    edited
        When it was changed.
    attachments
        What was attached: its kind in words, and its address.
    cut
        Whether the page ends in the middle of it.
    """

    number: str = ""
    header: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    link: str = ""
    name: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    post: str = ""
    edited: str = ""
    attachments: list[list[str]] = field(default_factory=list)
    cut: bool = False
    size: int = 0

    def add(self, to: list[str], piece: str) -> None:
        """Add words; what no record would keep is not held."""
        if self.size <= LONGEST:
            to.append(piece)
            self.size += len(piece) + 20

    def attached(self) -> list[tuple[str, str]]:
        """Return kind and address of what was attached."""
        return [(words(kind), address) for address, *kind in self.attachments]

    def when(self) -> tuple[str, str]:
        """Return who the header names without a link, and the date."""
        said = re.sub(r"[\s\xa0]+", " ", words(self.header)).strip(" ,")
        who = ""
        if not self.link and "," in said:
            who, said = (part.strip() for part in said.rsplit(",", 1))
        first = _TIME_FIRST.fullmatch(said)
        return who, f"{first[2]} at {first[1]}" if first else said


@dataclass(slots=True)
class Page:
    """What a page says of itself: the archive's owner, and the last word of where it stands."""

    owner: str = ""
    title: str = ""

    def blocks(self, text: Iterator[bytes], kind: str) -> Iterator[Block]:
        """Yield the blocks of a page in order, and learn what it says of itself on the way.

        Parameters
        ----------
        text
            The page as UTF-8.
        kind
            ``message`` or ``item``: the class of its blocks.
        """
        reading = _Reading(self, kind)
        for piece in markup(text):
            if isinstance(piece, str):
                reading.say(piece)
            elif (done := reading.tag(piece)) is not None:
                yield done
        if reading.block is not None:
            reading.block.cut = True
            yield reading.block

    def owner_from(self, written: str) -> None:
        """Read whose archive it is off the page's note to itself: JSON in base 64."""
        try:
            note = json.loads(base64.b64decode(written[:4096] + "=" * (-len(written) % 4), validate=False))
        except (binascii.Error, ValueError, RecursionError):
            return
        key = note.get("user_id") if isinstance(note, dict) else None
        if isinstance(key, int) and not isinstance(key, bool) and 0 < key < 1 << 40:
            self.owner = str(key)


class _Reading:
    """Where in a page the reading stands."""

    def __init__(self, page: Page, kind: str) -> None:
        self._page = page
        self._kind = kind
        self._depth = 0
        self._zones: list[tuple[int, str]] = []
        self._from = 0  # depth of the block's own tag
        self._in_link = False
        self._in_address = False  # in the link to a post, whose words say nothing
        self._aside = False  # in a note on editing
        self._crumb: list[str] = []
        self.block: Block | None = None

    def say(self, piece: str) -> None:
        """Take words."""
        zone = self._zones[-1][1] if self._zones else ""
        block = self.block
        if zone == "crumb":
            self._crumb.append(piece[:1000])
        if block is None or self._aside or self._in_address:
            return
        if zone == "header":
            block.add(block.name if self._in_link else block.header, piece)
        elif zone == "body":
            block.add(block.body, piece)
        elif zone == "kludges":
            block.add(block.happened, piece)
        elif zone == "description" and block.attachments:
            block.add(block.attachments[-1], piece)

    def tag(self, tag: Tag) -> Block | None:
        """Take a tag; return the block that it ends."""
        if tag.name == "div":
            return self._close() if tag.closes else self._open(tag)
        if tag.name == "meta" and not tag.closes:
            held = tag.attributes()
            if held.get("name") == "jd" and not self._page.owner:
                self._page.owner_from(held.get("content", ""))
        elif self.block is not None:
            self._inline(self.block, tag)
        return None

    def _inline(self, block: Block, tag: Tag) -> None:
        if tag.name == "br":
            self.say("\n")
        elif tag.name == "span":
            held = {} if tag.closes else tag.attributes()
            self._aside = "message-edited" in held.get("class", "")
            block.edited = held.get("title", "") or block.edited if self._aside else block.edited
        elif tag.name == "a":
            self._in_link, self._in_address = not tag.closes, False
            if not tag.closes:
                self._link(block, tag.attributes())

    def _link(self, block: Block, held: dict[str, str]) -> None:
        zone = self._zones[-1][1] if self._zones else ""
        address = held.get("href", "").strip()[:2000]
        if "post__link" in held.get("class", ""):
            block.post, self._in_address = address, True
        elif zone == "header" and not block.link:
            block.link = address
        elif zone in ("attachment", "description") and block.attachments:
            block.attachments[-1][0] = block.attachments[-1][0] or address
        elif address and len(block.links) < 1000:
            block.links.append(address)

    def _open(self, tag: Tag) -> Block | None:
        self._depth += 1
        held = tag.attributes() if tag.written else {}
        classes = held.get("class", "").split()
        done = None
        if self._kind in classes:
            done, self.block = self.block, Block(number=held.get("data-id", "").strip()[:40])
            self._zones = []
            self._from = self._depth
            return done
        zone = next((_ZONES[c] for c in classes if c in _ZONES), "")
        if zone == "crumb":
            self._crumb = []
        elif self.block is None:
            return None
        elif not zone and not self._zones and (self.block.header or self._kind == "item"):
            zone = "body"  # the words of a message stand in a bare block behind its header
        if zone == "attachment" and self.block and len(self.block.attachments) < 1000:
            self.block.attachments.append([""])
        if zone:
            self._zones.append((self._depth, zone))
        return done

    def _close(self) -> Block | None:
        done = None
        if self._zones and self._zones[-1][0] == self._depth:
            if self._zones.pop()[1] == "crumb":
                self._page.title = words(self._crumb) or self._page.title
        elif self.block is not None and self._depth == self._from:
            done, self.block = self.block, None
        self._in_link = self._in_address = self._aside = False
        self._depth = max(0, self._depth - 1)
        return done
