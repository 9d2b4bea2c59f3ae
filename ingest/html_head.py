"""What a page says of itself: title, address, time, encoding of its facts for other sites (Open Graph)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.html_tree import Tree
from ingest.web_address import LONGEST, absolute, host_of, unwrap

_KEPT = {
    "og:site_name": "site_name", "og:type": "page_type", "description": "description", "og:description": "description",
    "keywords": "keywords", "generator": "generator", "product:price:amount": "price",
    "product:price:currency": "priceCurrency", "og:locale": "language", "geo.placename": "place",
}  # fmt: skip
_DATES = ("article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dcterms.created",
          "article:modified_time")  # fmt: skip
_CONTACTS = {
    "og:phone_number": "phone", "og:email": "email", "business:contact_data:phone_number": "phone",
    "business:contact_data:email": "email", "contact": "email", "reply-to": "email",
}  # fmt: skip


@dataclass(slots=True)
class Head:
    """The head of a page; what it does not say is empty."""

    title: str = ""
    shown_title: str = ""  # for other sites
    address: str = ""  # canonical, or as other sites shall call it
    base: str = ""
    author: str = ""
    date: str = ""
    kind: str = ""
    contacts: list[tuple[str, str, str]] = field(default_factory=list)  # kind, raw, name
    extra: dict[str, str] = field(default_factory=dict)


def head_of(tree: Tree) -> Head:
    """Return what the head of a page says."""
    head = Head()
    canonical = shown = ""
    for node, tag in enumerate(tree.tags):
        attributes = tree.attributes[node]
        if tag == "title" and not head.title:
            head.title = tree.inside(node)[:2_000] if tree.ends[node] - node < 50 else ""
        elif tag == "meta":
            name = (
                attributes.get("property") or attributes.get("name") or attributes.get("http-equiv") or ""
            ).lower()
            value = " ".join((attributes.get("content") or "")[:20_000].split())
            if name and value:
                shown = shown or (value if name in ("og:url", "savepage-url") else "")
                _meta(head, name, value)
        elif tag == "link" and (attributes.get("rel") or "").lower() == "canonical":
            canonical = canonical or (attributes.get("href") or "").strip()
        elif tag == "base" and not head.base:
            head.base = (attributes.get("href") or "").strip()[:LONGEST]
        elif tag == "html" and attributes.get("lang"):
            head.extra.setdefault("language", (attributes["lang"] or "")[:20])
    for said in (canonical, shown, head.base):
        whole = unwrap(absolute(head.base, said))[0] if said else ""
        if host_of(whole):
            head.address = whole
            break
    return head


def _meta(head: Head, name: str, value: str) -> None:
    if name in ("og:title", "twitter:title"):
        head.shown_title = head.shown_title or value[:2_000]
    elif name in ("author", "article:author", "profile:username") and "://" not in value:
        head.author = head.author or value[:300]
    elif name in _DATES:
        head.date = head.date or value[:100]
    elif name in _CONTACTS and (_CONTACTS[name] == "email") == ("@" in value):
        head.contacts.append((_CONTACTS[name], value[:300], name))
    if name == "og:type":
        head.kind = value.lower()
    if name in _KEPT:
        head.extra.setdefault(_KEPT[name], value[:2_000])
