"""One page, taken apart, and how it came to be in a source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass, field

from graphkit.model import Role
from ingest.html_contacts import Contact, contacts_of, show_emails
from ingest.html_head import Head, head_of
from ingest.html_listing import find_items, find_neighbours
from ingest.html_meaning import Meaning, entries, meaning_of
from ingest.html_parts import parts_of
from ingest.html_shape import Shape
from ingest.html_text import Writer
from ingest.html_things import Thing, things_of
from ingest.html_tree import Tree, parse
from ingest.html_zones import ROLES, Zone, Zones
from ingest.web_address import absolute, unwrap


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


class Page:
    """One page, taken apart.

    Parameters
    ----------
    html
        Its source.
    capture
        How it came here.
    things
        What it says for machines, where that is all there is; else it is read from the source.

    Attributes
    ----------
    tree, zones
        Its nodes, and the zone of each.
    address, base
        Where it was, and what its links start from; may be empty.
    captured
        When.
    spans
        The items of a listing, as ranges of nodes; none for a page of one.
    listed
        The contacts that stand in them, once they were asked for.
    """

    def __init__(self, html: str, capture: Capture, things: list[Thing] | None = None) -> None:
        self.capture = capture
        self.tree: Tree = parse(html)
        show_emails(self.tree)
        self.zones = Zones(self.tree).of
        self.head: Head = head_of(self.tree)
        self.shape = Shape(self.tree, self.zones)
        self.spans = find_items(self.shape)
        for start, end in [] if self.spans else find_neighbours(self.shape):
            for node in range(start, end):
                if self.zones[node] is Zone.MAIN:
                    self.zones[node] = Zone.RELATED
        self.writer = Writer(self.tree, self.zones)
        self.things, self.broken = (things, 0) if things is not None else things_of(self.tree, self.zones)
        said, archived = unwrap(capture.address)
        self.address = said or self.head.address
        self.captured = archived or capture.captured
        self.base = absolute(self.address, self.head.base) if self.head.base else self.address
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
            found.declared.append(
                (kind, raw, name, Role.INFRASTRUCTURE if role is Role.INFRASTRUCTURE else Role.MENTIONED)
            )
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
