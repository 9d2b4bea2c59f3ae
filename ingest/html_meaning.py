"""What things of schema.org say of a record: whose contacts they name, who wrote it, where, when.

Only what belongs to the thing that the page is about is its author's; the platform describes itself in the same way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graphkit.model import RecordKind, Role
from ingest.html_things import Thing
from ingest.html_zones import ROLES, Zone
from ingest.web_address import absolute, platform_of

OFFERS = frozenset(
    [
        "JobPosting", "Product", "Offer", "AggregateOffer", "Service", "Vehicle", "Car", "Motorcycle", "Apartment",
        "House", "Room", "Accommodation", "Residence", "SingleFamilyResidence", "RealEstateListing", "Event",
        "Demand", "IndividualProduct", "ProductModel", "Occupation", "EmployeeRole", "LodgingReservation", "Course",
    ]
)  # fmt: skip
PERSONS = frozenset({"Person", "ProfilePage"})
_PLAIN = frozenset(
    {"Organization", "Corporation", "WebSite", "OnlineBusiness", "OnlineStore", "NewsMediaOrganization"}
)
WRITTEN = frozenset(
    [
        "Article", "NewsArticle", "BlogPosting", "DiscussionForumPosting", "SocialMediaPosting", "Question",
        "CreativeWork", "AdvertiserContentArticle", "Message",
    ]
)  # fmt: skip
LISTS = frozenset({"ItemList", "OfferCatalog", "CollectionPage", "SearchResultsPage"})
_SAID = frozenset({"Review", "Comment", "Answer", "UserReview"})
_PAGES = frozenset({"WebPage", "ItemPage", "AboutPage", "ContactPage", "QAPage", "WebSite"})
# By which property somebody is named who offers, hires or writes; anybody else who is named is only mentioned.
_OWN = (
    "hiringOrganization", "seller", "offeredBy", "provider", "applicationContact", "contactPoint", "author", "creator",
    "organizer", "agent", "broker", "landlord", "owner", "employmentUnit", "offers", "itemOffered", "mainEntity", "member",
)  # fmt: skip
_PLATFORMS = frozenset({"publisher", "isPartOf", "sourceOrganization", "copyrightHolder"})
_AUTHORS = (
    "hiringOrganization", "seller", "offeredBy", "provider", "author", "creator", "organizer", "offers",
    "mainEntity",
)  # fmt: skip
_DATES = ("datePosted", "datePublished", "uploadDate", "dateCreated", "validFrom", "startDate")
_PLACES = ("jobLocation", "location", "address", "areaServed", "availableAtOrFrom", "contentLocation")
_KEPT = (
    "price", "priceCurrency", "employmentType", "baseSalary", "identifier", "category", "jobBenefits", "validThrough",
    "availability",
)  # fmt: skip
_FIRST = 10  # things of one property that are asked for author and place
_MOST = 5_000  # things that are looked at for one record: references may lead in circles


@dataclass(slots=True)
class Meaning:
    """What is known of a record from the page's own data.

    Attributes
    ----------
    declared
        Kind, raw, field, role.
    fields
        ``author``, ``title``, ``text``, ``location``, ``country``, ``url``, ``native_id``, ``date``; those that are said.
    extra
        The rest that is worth keeping.
    kind
        What the record is; none where the data do not say.
    """

    declared: list[tuple[str, str, str, Role]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    kind: RecordKind | None = None

    def say(self, name: str, value: str) -> None:
        """Keep a field unless something said it before."""
        if value:
            self.fields.setdefault(name, value)


def flat(things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield the things themselves, and those that lists and pages only hold, in order."""
    for thing in things:
        kinds = set(thing.types)
        if kinds & LISTS and thing.things("itemListElement"):
            for entry in thing.things("itemListElement"):
                inner = entry.things("item") or entry.things("itemOffered")
                yield from inner or ([entry] if "ListItem" not in entry.types else [])
        elif "BreadcrumbList" in kinds or "SearchAction" in kinds:
            continue
        elif kinds & (_PAGES | LISTS) and (held := thing.things("mainEntity")):
            yield from flat(held) if not any(set(h.types) & (_PAGES | LISTS) for h in held) else held
        else:
            yield thing


def entries(things: Iterable[Thing]) -> list[Thing]:
    """Return the offers and posts among the things."""
    return [t for t in flat(things) if set(t.types) & (OFFERS | WRITTEN)]


def meaning_of(things: list[Thing], base: str, title: str) -> Meaning:
    """Return what the things of a page of one say.

    Parameters
    ----------
    things
        All of the page.
    base
        The page's address; may be empty.
    title
        Tells which of several offers the page is about.
    """
    meaning = Meaning()
    ordered = list(flat(things))
    main = _main(ordered, base, title)
    if main is not None:
        describe(main, meaning, base)
    for thing in ordered:
        if thing is not main:
            _contacts(thing, meaning, base, _role(thing, main, base))
    return meaning


def _main(things: list[Thing], base: str, title: str) -> Thing | None:
    """Return the thing that the page is about."""
    for kinds in (OFFERS, WRITTEN, PERSONS):
        some = [t for t in things if set(t.types) & kinds and t.zone is Zone.MAIN]
        if some:
            same = [t for t in some if _is_at(t, base)]
            alike = [
                t
                for t in some
                if title and t.text("title", "name", "headline").casefold() == title.casefold()
            ]
            return (same or alike or some)[0]
    return None


def _is_at(thing: Thing, base: str) -> bool:
    said = thing.text("url", "@id")
    return bool(said and base) and absolute(base, said).split("#")[0] == base.split("#")[0]


def _role(thing: Thing, main: Thing | None, base: str) -> Role:
    """Tell whose the contacts of a thing are that is not what the page is about."""
    kinds = set(thing.types)
    if thing.zone is not Zone.MAIN:
        return ROLES.get(thing.zone, Role.MENTIONED)
    if kinds & _SAID or kinds & (OFFERS | WRITTEN):
        return Role.MENTIONED
    if kinds & PERSONS:
        return Role.MENTIONED if main is not None else Role.SELF
    if kinds & _PAGES:
        return Role.INFRASTRUCTURE
    said = thing.text("url", "@id")
    here = not said or not base or platform_of(absolute(base, said)) == platform_of(base)
    if here and (main is not None or kinds & _PLAIN):
        return Role.INFRASTRUCTURE
    return Role.MENTIONED if main is not None else Role.SELF


def describe(thing: Thing, meaning: Meaning, base: str) -> None:
    """Take a record's fields and contacts from the thing that it is."""
    kinds = set(thing.types)
    meaning.kind = RecordKind.AD if kinds & OFFERS else RecordKind.PROFILE if kinds & PERSONS else None
    meaning.say("title", thing.text("title", "name", "headline"))
    meaning.say("text", thing.text("description", "articleBody", "text"))
    meaning.say("date", thing.text(*_DATES))
    meaning.say("url", absolute(base, thing.text("url", "@id")) if thing.text("url", "@id") else "")
    meaning.say("author", next(_authors(thing, kinds, 0), ""))
    _place(thing, meaning, 0)
    for inner in thing.things("offers", "mainEntity"):
        meaning.say("date", inner.text(*_DATES))
        _place(inner, meaning, 1)
    for held in (thing, *thing.things("offers")):
        for name in _KEPT:
            value = held.text(name) or next((t.text("value", "name", "price") for t in held.things(name)), "")
            if value:
                meaning.extra.setdefault(name, value[:2_000])
    meaning.say("native_id", meaning.extra.pop("identifier", ""))
    _contacts(thing, meaning, base, Role.SELF)


def _authors(thing: Thing, kinds: set[str], depth: int) -> Iterator[str]:
    if kinds & PERSONS and thing.text("name"):
        yield thing.text("name")
    for name in _AUTHORS:
        yield from (t for t in thing.texts(name) if "://" not in t)
        for inner in thing.things(name)[:_FIRST]:
            if name in ("offers", "mainEntity"):
                if depth < 2:
                    yield from _authors(inner, set(inner.types), depth + 1)
            elif inner.text("name"):
                yield inner.text("name")


def _place(thing: Thing, meaning: Meaning, depth: int) -> None:
    for name in _PLACES:
        meaning.say("location", thing.text(name))
        for place in thing.things(name)[:_FIRST]:
            parts = place.texts("streetAddress", "addressLocality", "addressRegion", "postalCode")
            country = place.text("addressCountry") or next(
                (t.text("name") for t in place.things("addressCountry")), ""
            )
            if parts or country:
                meaning.say("location", ", ".join(dict.fromkeys([*parts, country] if country else parts)))
                if len(country) == 2 and country.isascii() and country.isalpha():
                    meaning.say("country", country.upper())
            elif depth < 2:
                _place(place, meaning, depth + 1)
                meaning.say("location", place.text("name"))


def _contacts(thing: Thing, meaning: Meaning, base: str, role: Role) -> None:
    """Declare the contacts of a thing, and those of the things in it, each thing once and by the shortest way."""
    held = deque([(thing, role, "")])
    seen = {id(thing)}
    while held:
        one, whose, path = held.popleft()
        _own_contacts(one, meaning, base, whose, path)
        for name, values in one.values.items():
            for inner in values:
                if isinstance(inner, Thing) and id(inner) not in seen and len(seen) < _MOST:
                    seen.add(id(inner))
                    held.append((inner, _inner_role(name, whose), f"{path}{name}."[:200]))


def _own_contacts(thing: Thing, meaning: Meaning, base: str, role: Role, path: str) -> None:
    for value in thing.texts("telephone", "phone", "faxNumber"):
        number = value.removeprefix("tel:")
        if sum(map(str.isdigit, number)) >= 5 and len(number) <= 100:
            meaning.declared.append(("phone", number, path + "telephone", role))
    for value in thing.texts("email"):
        if "@" in value and len(value) <= 300:
            meaning.declared.append(("email", value.removeprefix("mailto:"), path + "email", role))
    for name in ("sameAs", "url") if path or role is not Role.SELF else ("sameAs",):
        for value in thing.texts(name):
            if len(value) <= 1_000 and _leads_away(value, base, name):
                meaning.declared.append(("link", value, path + name, role))


def _inner_role(name: str, role: Role) -> Role:
    if name in _PLATFORMS:
        return Role.INFRASTRUCTURE
    if role is not Role.SELF or name in _OWN:
        return role
    return Role.MENTIONED


def _leads_away(value: str, base: str, name: str) -> bool:
    """Tell whether an address is somebody's own page: any that is called the same, or one off the platform."""
    if "://" not in value:
        return False
    return name == "sameAs" or not base or platform_of(value) != platform_of(base)
