"""What a page or an item shows of itself: its title, author, time, number, link and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from ingest.content import PICTURE_FILE
from ingest.html_shape import ITEM_WORDS
from ingest.html_tree import TEXT, Attributes, Tree
from ingest.html_zones import Zone, called, words_of
from ingest.web_address import absolute

_AUTHORS = frozenset(
    [
        "author", "username", "seller", "nickname", "nick", "poster", "postauthor", "byline", "usertitle",
        "company", "employer",
    ]
)  # fmt: skip
_TIMES = frozenset(
    ["date", "time", "posted", "datetime", "timestamp", "published", "postdate", "age", "created", "updated"]
)
_POSTS = frozenset({"post", "posts", "message", "msg", "reply", "comment"})
_ADS = frozenset({"ad", "ads", "listing", "card", "offer", "job", "vacancy", "product", "classified"})
_IDS = ("data-id", "data-ad-id", "data-listing-id", "data-item-id", "data-post-id", "data-pid", "data-job-id",
        "data-vacancy-id", "data-post", "data-jk", "data-key")  # fmt: skip
_PICTURE = re.compile(PICTURE_FILE)
_SHORT = 12  # nodes of an element that names an author or a time
_PICTURES = 30


@dataclass(slots=True)
class Parts:
    """What was found; what was not is empty."""

    title: str = ""
    author: str = ""
    date: str = ""
    native_id: str = ""
    url: str = ""
    is_post: bool = False
    extra: dict[str, str] = field(default_factory=dict)


def parts_of(tree: Tree, zones: list[Zone], start: int, end: int, base: str) -> Parts:
    """Return what the main part of a range of nodes shows of itself.

    Parameters
    ----------
    tree, zones
        The page, and the zone of each node.
    start, end
        Numbers of nodes, half-open: an item, or all.
    base
        The address that links start from; may be empty.
    """
    parts = Parts()
    first_link = heading_link = link_text = ""
    words = set(words_of(called(tree.attributes[start]))) if tree.tags[start] != TEXT else set()
    parts.is_post = not _POSTS.isdisjoint(words) and _ADS.isdisjoint(words)
    parts.native_id = _number(tree.attributes[start])
    heading_end = author_end = 0
    for node in range(start, end):
        tag, attributes = tree.tags[node], tree.attributes[node]
        if zones[node] is not Zone.MAIN or tag == TEXT:
            continue
        short = tree.ends[node] - node <= _SHORT
        if attributes and short and _author_and_time(tree, node, tag, attributes, parts):
            author_end = tree.ends[node]
        if node < author_end:
            continue  # a link there leads to the author, and a heading names them
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6") and not parts.title and tree.ends[node] - node < 40:
            parts.title = tree.inside(node)[:500]
            heading_end = tree.ends[node]
        if (
            tag == "a"
            and (href := attributes.get("href"))
            and href[0] != "#"
            and ":" not in href[:11].replace("://", "")
        ):
            if not first_link and (text := tree.inside(node)[:500] if short else ""):
                first_link, link_text = href, text
            if node < heading_end and not heading_link:
                heading_link = href
            first_link = first_link or ("" if short else href)
    around = _link_around(tree, start)
    parts.title = parts.title or link_text
    link = around or heading_link or first_link
    parts.url = absolute(base, link) if link else ""
    return parts


def _link_around(tree: Tree, start: int) -> str:
    attributes = tree.attributes[start]
    return (attributes.get("href") or "") if tree.tags[start] == "a" else ""


def _number(attributes: Attributes) -> str:
    """Return the number by which a platform knows an item."""
    for name in _IDS:
        if value := (attributes.get(name) or "").strip():
            return value[:100]
    name = (attributes.get("id") or "").strip()
    if any(c.isdigit() for c in name[:80]) and not ITEM_WORDS.isdisjoint(words_of(name[:80])):
        return name[:80]
    return ""


def _author_and_time(tree: Tree, node: int, tag: str, attributes: Attributes, parts: Parts) -> bool:
    """Note the author or the time that an element names; return whether it names the author."""
    if not parts.date and tag == "time":
        parts.date = (attributes.get("datetime") or tree.inside(node)).strip()[:100]
    words = set(words_of(called(attributes)))
    prop = attributes.get("itemprop") or ""
    names = not _AUTHORS.isdisjoint(words) or "author" in (attributes.get("rel") or "") or prop == "author"
    if names and not parts.author:
        name = tree.inside(node)
        if 1 < len(name) <= 60 and sum(map(str.isdigit, name)) < 7 and "@" not in name:
            parts.author = name
    if not parts.date and not _TIMES.isdisjoint(words):
        said = tree.inside(node)
        if 3 < len(said) <= 60 and any(map(str.isdigit, said)):
            parts.date = said
    return names


def pictures_of(tree: Tree, zones: list[Zone], start: int, end: int) -> Iterator[str]:
    """Yield the files of pictures that a saved page shows in its main part, as they lie beside it."""
    seen: set[str] = set()
    for node in range(start, end):
        if tree.tags[node] != "img" or zones[node] is not Zone.MAIN:
            continue
        source = (tree.attributes[node].get("src") or "").strip()
        if not source or len(source) > 500 or ":" in source or source[0] == "/":
            continue
        name = unquote(source.partition("?")[0]).removeprefix("./")
        if name not in seen and _PICTURE.match(name) and "\0" not in name and "\n" not in name:
            seen.add(name)
            yield name
        if len(seen) >= _PICTURES:
            return
