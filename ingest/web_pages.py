"""Makes records of a page: one of a page of one, one for each item of a listing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from graphkit.model import Batch, RecordKind, Role
from ingest.html_contacts import Contact, contacts_of, show_emails
from ingest.html_head import Head, head_of
from ingest.html_listing import find_items
from ingest.html_meaning import Meaning, describe, entries, meaning_of
from ingest.html_parts import Parts, parts_of, pictures_of
from ingest.html_shape import Shape
from ingest.html_text import MAY_CONTACT, Writer
from ingest.html_things import Thing, from_json, things_of
from ingest.html_tree import Tree, parse
from ingest.html_zones import ROLES, Zone, Zones
from ingest.items import Items
from ingest.web_address import absolute, platform_of, unwrap
from ingest.web_dates import moment

LARGEST = 16 << 20  # characters of a page that are read
UNKNOWN = "web"  # the platform of a page that does not say where it is from
_SHELL = 500  # characters of main text below which a page only shows what its data say
_ITEMS = 20_000  # of a page
_DECLARED = 500  # contacts of a record


@dataclass(slots=True)
class Capture:
    """How a page came to be in a source.

    Attributes
    ----------
    address
        Where it was; may be empty.
    captured
        When it was captured, and as that is written.
    place
        What its locators begin with; empty for a source that is one page.
    title
        What the capture calls it.
    extra
        What else the capture says.
    pictures
        Whether the pictures that it names may lie beside the source.
    """

    address: str = ""
    captured: dt.datetime | None = None
    captured_raw: str = ""
    place: str = ""
    title: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    pictures: bool = False


class Pages:
    """Makes records of pages.

    Parameters
    ----------
    items
        Takes the records.

    Attributes
    ----------
    parts
        What was understood: name -> how many.
    """

    def __init__(self, items: Items) -> None:
        self._items = items
        self.parts: Counter[str] = Counter()
        self._zoneless = 0
        self._long = 0
        self._broken = 0

    @property
    def warnings(self) -> list[str]:
        """What people should know of the pages."""
        said = [
            (self._zoneless, "dates of pages give no time zone and were taken as UTC"),
            (self._long, f"pages were longer than {LARGEST:,} characters; the rest of each was not read"),
            (self._broken, "pages hold JSON-LD that is no JSON; it was not read"),
        ]
        return [f"{n:,} {text}" for n, text in said if n] + self._items.warnings

    def add(self, html: str, capture: Capture) -> Iterator[Batch]:
        """Add the records of a page, and yield batches that are full; a page without any text is a reject."""
        self._long += len(html) > LARGEST
        page = _Page(html[:LARGEST], capture)
        self._broken += page.broken > 0
        if page.spans:
            yield from self._listing(page)
            return
        shown = page.shape.letters_of(0, len(page.tree))
        listed = entries(page.things)
        if shown < _SHELL and len(listed) >= 3:
            yield from self._entries(page, listed[:_ITEMS])
            return
        self._whole(page)
        yield from self._items.ready()

    def add_text(self, text: str, capture: Capture) -> Iterator[Batch]:
        """Add the record of a page of which only the text was kept."""
        if text.strip():
            self.parts["pages"] += 1
            self._record(capture, "page", Parts(title=capture.title), Meaning(), text=text)
        else:
            self._items.reject(capture.place or "page", "a page without text", "")
        yield from self._items.ready()

    def add_data(self, data: str, capture: Capture) -> Iterator[Batch]:
        """Add the records of a JSON-LD document."""
        things = from_json(data)
        if things is None:
            self._items.reject(capture.place or "data", "no valid JSON", data[:1_000])
            yield from self._items.ready()
            return
        page = _Page("", capture, things)
        listed = entries(things)
        if len(listed) > 1:
            yield from self._entries(page, listed[:_ITEMS])
            return
        self._whole(page)
        yield from self._items.ready()

    def _whole(self, page: _Page, shell: bool = False) -> None:
        """Add a page as one record; of a listing, what is left of it without its items."""
        end = len(page.tree)
        without = frozenset(place for span in page.spans for place in range(*span)) if shell else frozenset()
        meaning = page.meaning(shell)
        text = page.writer.text(0, end, Zone.MAIN, without)
        contacts = [c for c in _unique(page.contacts(0, end)) if not shell or c.raw not in page.listed]
        more = page.more(0, end, without)
        if shell and not (contacts or more or meaning.declared or MAY_CONTACT.search(text)):
            return
        if not shell and not (text or contacts or more or meaning.declared or meaning.fields.get("text")):
            why = "a page without text" if not page.head.title else "a page of nothing but a title"
            self._items.reject(page.capture.place or "page", why, page.head.title)
            return
        name = "listing page without its items" if shell else "page"
        self.parts[name if shell else "pages"] += 1
        parts = parts_of(page.tree, page.zones, 0, end, page.base) if not shell else Parts()
        parts.title = parts.title if page.one_heading else ""
        parts.title = parts.title or page.head.shown_title or page.head.title or page.capture.title
        parts.author = parts.author or page.head.author
        parts.date = parts.date or page.head.date
        parts.url = ""
        self._record(
            page.capture, name, parts, meaning, page=page, text=text or meaning.fields.get("text", ""), more=more,
            role=Role.MENTIONED if shell else None,
        )  # fmt: skip
        self._declare(contacts, Role.MENTIONED if shell else Role.SELF)
        if not shell:
            for kind, raw, field_name in page.head.contacts:
                self._items.declare(kind, raw, field_name)
            self._pictures(page, 0, end)

    def _listing(self, page: _Page) -> Iterator[Batch]:
        spans = page.spans[:_ITEMS]
        self.parts["listings"] += 1
        matched = page.match(spans)
        for number, (start, end) in enumerate(spans, 1):
            self.parts["listing items"] += 1
            parts = parts_of(page.tree, page.zones, start, end, page.base)
            meaning = Meaning()
            if (thing := matched.get((start, end))) is not None:
                describe(thing, meaning, page.base)
            name = f"listing item {number} of {len(spans)}"
            text = page.writer.text(start, end)
            if parts.is_post:
                meaning.kind = meaning.kind or RecordKind.MESSAGE
            meaning.kind = meaning.kind or RecordKind.AD
            more = page.more(start, end)
            self._record(page.capture, name, parts, meaning, page=page, text=text, more=more)
            self._declare(_unique(page.contacts(start, end)), Role.SELF)
            self._pictures(page, start, end)
            yield from self._items.ready()
        self._whole(page, shell=True)
        yield from self._items.ready()

    def _entries(self, page: _Page, listed: list[Thing]) -> Iterator[Batch]:
        """Add a record for each offer in the data of a page that shows no more than them."""
        self.parts["pages of data"] += 1
        for number, thing in enumerate(listed, 1):
            self.parts["entries of data"] += 1
            meaning = Meaning()
            describe(thing, meaning, page.base)
            name = f"entry {number} of {len(listed)} in the page's data"
            self._record(page.capture, name, Parts(), meaning, page=page, text=meaning.fields.get("text", ""))
            yield from self._items.ready()

    def _record(
        self, capture: Capture, name: str, parts: Parts, meaning: Meaning, *, page: _Page | None = None, text: str = "",
        more: dict[str, str] | None = None, role: Role | None = None,
    ) -> None:  # fmt: skip
        """Add one record with what the page shows, what its data say and how it was captured, in this order."""
        said = meaning.fields
        date = said.get("date") or parts.date
        posted, zoned = moment(date) if date else (None, True)
        self._zoneless += not zoned
        whole = page.address if page is not None else unwrap(capture.address)[0]
        captured = page.captured if page is not None else capture.captured
        extra = {
            "part": name or "page",
            "captured": captured.isoformat() if captured else capture.captured_raw,
            **capture.extra,
            **meaning.extra,
            **parts.extra,
        }
        if page is not None:
            extra |= {k: v for k, v in page.extra.items() if k not in extra}
        title = said.get("title") or parts.title
        kind = meaning.kind or (RecordKind.PROFILE if page and page.head.kind == "profile" else RecordKind.PAGE)
        place = ", ".join(p for p in (capture.place, name if name != "page" or not capture.place else "") if p)
        more = more or {}
        self._items.record(
            place or "page",
            posted_at=posted or captured,
            posted_at_raw=date or capture.captured_raw,
            kind=kind,
            platform=platform_of(whole) or UNKNOWN,
            native_id=parts.native_id or said.get("native_id"),
            author=said.get("author") or parts.author,
            location=said.get("location"),
            country=said.get("country"),
            url=parts.url or (said.get("url") if name.startswith("entry") else "") or whole,
            title=title,
            text=text,
            more_text=more,
            extra=extra,
            text_role=role,
            text_roles={zone.name.lower(): ROLES[zone] for zone in ROLES if zone.name.lower() in more},
        )
        for kind_, raw, field_name, of in meaning.declared[:_DECLARED]:
            self._items.declare(kind_, raw, field_name, of)

    def _declare(self, contacts: Iterable[Contact], own: Role) -> None:
        for contact in contacts:
            if contact.zone is Zone.MAIN:
                role = own if contact.own else Role.MENTIONED
            else:
                role = ROLES[contact.zone]
            named = contact.field if role is own else f"{contact.field} ({contact.zone.name.lower()})"
            named = named if contact.own or contact.zone is not Zone.MAIN else "other links"
            self._items.declare(contact.kind, contact.raw, named, role)

    def _pictures(self, page: _Page, start: int, end: int) -> None:
        if page.capture.pictures:
            for name in pictures_of(page.tree, page.zones, start, end):
                self._items.declare("image", name, "images")


class _Page:
    """One page, taken apart."""

    def __init__(self, html: str, capture: Capture, things: list[Thing] | None = None) -> None:
        self.capture = capture
        self.tree: Tree = parse(html)
        show_emails(self.tree)
        self.zones = Zones(self.tree).of
        self.head: Head = head_of(self.tree)
        self.writer = Writer(self.tree, self.zones)
        self.shape = Shape(self.tree, self.zones)
        self.things, self.broken = (things, 0) if things is not None else things_of(self.tree, self.zones)
        said, archived = unwrap(capture.address)
        self.address = said or self.head.address
        self.captured = archived or capture.captured
        self.base = absolute(self.address, self.head.base) if self.head.base else self.address
        self.spans = find_items(self.shape)
        self.listed: set[str] = set()
        headings = [n for n, tag in enumerate(self.tree.tags) if tag == "h1" and self.zones[n] is Zone.MAIN]
        self.one_heading = len(headings) == 1
        self.extra = {"page_title": self.head.title, **self.head.extra}
        if self.head.address and self.head.address != self.address:
            self.extra["canonical"] = self.head.address

    def contacts(self, start: int, end: int) -> list[Contact]:
        """Return the contacts in the links of a range."""
        found = list(contacts_of(self.tree, self.zones, start, end, self.base))
        if self.spans and end - start < len(self.tree):
            self.listed.update(c.raw for c in found)
        return found

    def more(self, start: int, end: int, without: Container[int] = ()) -> dict[str, str]:
        """Return those lines outside of the main part that may hold contacts, by zone."""
        found = {zone.name.lower(): self.writer.contacts(start, end, zone, without) for zone in ROLES}
        return {name: lines for name, lines in found.items() if lines}

    def meaning(self, shell: bool) -> Meaning:
        """Return what the page's data say of the page as a whole."""
        if not shell:
            return meaning_of(self.things, self.base, self.head.shown_title or self.head.title)
        rest = [t for t in self.things if not any(s <= t.node < e for s, e in self.spans)]
        meaning = meaning_of(rest, self.base, "")
        found = Meaning(extra={}, fields={})
        for kind, raw, name, role in meaning.declared:
            found.declared.append((kind, raw, name, Role.INFRASTRUCTURE if role is Role.INFRASTRUCTURE else Role.MENTIONED))
        return found

    def match(self, spans: list[tuple[int, int]]) -> dict[tuple[int, int], Thing]:
        """Return for the items of a listing the offers that the page's data describe: in them, or by link or name."""
        matched: dict[tuple[int, int], Thing] = {}
        listed = entries(self.things)
        marked = sorted((t.node, i) for i, t in enumerate(listed) if self.tree.tags and self._is_marked(t))
        at = 0
        for span in spans:
            while at < len(marked) and marked[at][0] < span[0]:
                at += 1
            if at < len(marked) and marked[at][0] < span[1]:
                matched[span] = listed[marked[at][1]]
        by_link = {absolute(self.base, t.text("url", "@id")): t for t in listed if t.text("url", "@id")}
        by_name = {t.text("title", "name", "headline").casefold(): t for t in listed}
        by_name.pop("", None)
        for span in spans:
            if span in matched or not (by_link or by_name):
                continue
            links = (absolute(self.base, link) for link in self.shape.links_of(*span)) if by_link else ()
            thing = next((by_link[link] for link in links if link in by_link), None)
            if thing is None and by_name:
                title = parts_of(self.tree, self.zones, *span, self.base).title
                thing = by_name.get(title.casefold())
            if thing is not None:
                matched[span] = thing
        return matched

    def _is_marked(self, thing: Thing) -> bool:
        return self.tree.tags[thing.node] != "script"


def _unique(contacts: Iterable[Contact]) -> list[Contact]:
    """Return each contact once, where it counts most."""
    best: dict[tuple[str, str], Contact] = {}
    for contact in contacts:
        key = (contact.kind, contact.raw)
        if key not in best or contact.zone < best[key].zone:
            best[key] = contact
    return list(best.values())[:_DECLARED]
