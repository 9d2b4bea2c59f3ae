"""Makes records of a page: one of a page of one, one for each item of a listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from graphkit.model import Batch, RecordKind, Role
from ingest.html_contacts import Contact
from ingest.html_meaning import Meaning, describe, entries
from ingest.html_parts import Parts, parts_of, pictures_of
from ingest.html_text import MAY_CONTACT
from ingest.html_things import Thing, from_json
from ingest.html_zones import ROLES, Zone
from ingest.items import Items
from ingest.web_address import platform_of, unwrap
from ingest.web_dates import moment
from ingest.web_page import Capture, Page

LARGEST = 16 << 20  # characters of a page that are read
UNKNOWN = "web"  # the platform of a page that does not say where it is from
_SHELL = 500  # characters of main text below which a page only shows what its data say
_ITEMS = 20_000  # of a page
_DECLARED = 500  # contacts of a record


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
        self._many = 0

    @property
    def warnings(self) -> list[str]:
        """What people should know of the pages."""
        said = [
            (self._zoneless, "dates of pages give no time zone and were taken as UTC"),
            (self._long, f"pages were longer than {LARGEST:,} characters; the rest of each was not read"),
            (self._broken, "pages hold JSON-LD that is no JSON; it was not read"),
            (
                self._many,
                f"records name more than {_DECLARED} contacts in links or data; the rest were not declared",
            ),
        ]
        return [f"{n:,} {text}" for n, text in said if n] + self._items.warnings

    def add(self, html: str, capture: Capture) -> Iterator[Batch]:
        """Add the records of a page, and yield batches that are full; a page without any text is a reject."""
        self._long += len(html) > LARGEST
        page = Page(html[:LARGEST], capture)
        self._broken += page.broken > 0
        if page.spans:
            yield from self._listing(page)
            return
        shown = page.shape.letters_of(0, len(page.tree))
        listed = entries(page.things)
        if shown < _SHELL and len(listed) >= 3:
            yield from self._entries(page, listed)
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
        page = Page("", capture, things)
        listed = entries(things)
        if len(listed) > 1:
            yield from self._entries(page, listed)
            return
        self._whole(page)
        yield from self._items.ready()

    def _whole(self, page: Page, shell: bool = False) -> None:
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

    def _listing(self, page: Page) -> Iterator[Batch]:
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
        if len(page.spans) > _ITEMS:
            first = page.writer.text(*page.spans[_ITEMS])
            self._too_many(page, f"listing items {_ITEMS + 1:,} to {len(page.spans):,}", first)
        self._whole(page, shell=True)
        yield from self._items.ready()

    def _entries(self, page: Page, listed: list[Thing]) -> Iterator[Batch]:
        """Add a record for each offer in the data of a page that shows no more than them."""
        self.parts["pages of data"] += 1
        if len(listed) > _ITEMS:
            self._too_many(page, f"entries {_ITEMS + 1:,} to {len(listed):,} in the page's data", "")
        for number, thing in enumerate(listed[:_ITEMS], 1):
            self.parts["entries of data"] += 1
            meaning = Meaning()
            describe(thing, meaning, page.base)
            name = f"entry {number} of {len(listed)} in the page's data"
            self._record(page.capture, name, Parts(), meaning, page=page, text=meaning.fields.get("text", ""))
            yield from self._items.ready()

    def _too_many(self, page: Page, place: str, raw: str) -> None:
        where = ", ".join(p for p in (page.capture.place, place) if p)
        self._items.reject(where, f"a page of more than {_ITEMS:,} items; the rest was not read", raw)

    def _record(
        self, capture: Capture, name: str, parts: Parts, meaning: Meaning, *, page: Page | None = None, text: str = "",
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
        kind = meaning.kind or (
            RecordKind.PROFILE if page and page.head.kind == "profile" else RecordKind.PAGE
        )
        place = ", ".join(
            p for p in (capture.place, name if name != "page" or not capture.place else "") if p
        )
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
        self._many += len(meaning.declared) > _DECLARED
        for kind_, raw, field_name, of in meaning.declared[:_DECLARED]:
            self._items.declare(kind_, raw, field_name, of)

    def _declare(self, contacts: list[Contact], own: Role) -> None:
        self._many += len(contacts) > _DECLARED
        for contact in contacts[:_DECLARED]:
            if contact.zone is Zone.MAIN:
                role = own if contact.own else Role.MENTIONED
            else:
                role = ROLES[contact.zone]
            named = contact.field if role is own else f"{contact.field} ({contact.zone.name.lower()})"
            named = named if contact.own or contact.zone is not Zone.MAIN else "other links"
            self._items.declare(contact.kind, contact.raw, named, role)

    def _pictures(self, page: Page, start: int, end: int) -> None:
        if page.capture.pictures:
            for name in pictures_of(page.tree, page.zones, start, end):
                self._items.declare("image", name, "images")


def _unique(contacts: Iterable[Contact]) -> list[Contact]:
    """Return each contact once, where it counts most."""
    best: dict[tuple[str, str], Contact] = {}
    for contact in contacts:
        key = (contact.kind, contact.raw)
        if key not in best or contact.zone < best[key].zone:
            best[key] = contact
    return list(best.values())
