"""What is counted of a page's main part, so that any range of its nodes can be judged at once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from ingest.html_tree import TEXT, Attributes, Tree
from ingest.html_zones import Zone, words_of

_PHONE = re.compile(r"(?<![0-9])\+?[0-9](?:[ ().\-\u00a0]{0,2}[0-9]){6,14}(?![0-9])")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]{1,64}\.[^\s@]{1,64}")
_DIRECT = (
    "tel:", "mailto:", "sms:", "whatsapp:", "viber:", "tg:", "skype:", "https://wa.me/", "https://t.me/",
)  # fmt: skip
_DIGITS = re.compile(r"[0-9]+")
_STATES = frozenset(
    [
        "odd", "even", "first", "last", "active", "selected", "featured", "premium", "vip", "top", "new", "hot",
        "urgent", "highlighted", "highlight", "promoted", "sticky", "alt", "bold", "pinned", "clearfix", "row",
        "col",
    ]
)  # fmt: skip
ITEM_WORDS = frozenset(
    [
        "ad", "ads", "post", "posts", "item", "card", "listing", "result", "topic", "message", "msg", "entry",
        "offer", "vacancy", "job", "product", "thread", "classified", "lot", "bulletin", "notice", "posting",
        "reply", "resume", "profile", "row",
    ]
)  # fmt: skip
_IDS = ("id", "data-id", "data-ad-id", "data-listing-id", "data-item-id", "data-post-id", "data-pid", "data-job-id",
        "data-vacancy-id", "data-post", "data-jk", "data-key")  # fmt: skip


class Signature(NamedTuple):
    """By what elements are told to be of one make: name, and first class that says more than a state."""

    tag: str
    name: str


@lru_cache(maxsize=20_000)
def _first_class(classes: str) -> str:
    for token in classes.split():
        plain = _DIGITS.sub("#", token)
        words = words_of(plain)
        if words and _STATES.isdisjoint(words[-1:]):
            return plain.rstrip("#-_")
        if words and "#" in plain and words != ["col"]:  # row1, row2
            return plain.rstrip("#-_")
    return ""


def signature(tag: str, attributes: Attributes) -> Signature:
    """Return the signature of an element; digits count as one, so that ``post-17`` and ``post-18`` are alike.

    Examples
    --------
    >>> signature("div", {"class": "featured card-17 wide"})
    Signature(tag='div', name='card')
    """
    return Signature(tag, _first_class((attributes.get("class") or "")[:400]))


class Shape:
    """The counts of one page.

    Parameters
    ----------
    tree, zones
        The page, and the zone of each node; only the main part is counted.
    """

    def __init__(self, tree: Tree, zones: list[Zone]) -> None:
        self.tree = tree
        self.zones = zones
        n = len(tree)
        letters, linked, texts, contacts = ([0] * n for _ in range(4))
        self._links: list[tuple[int, str]] = []
        self._reached: list[tuple[int, str]] = []
        inside_link = 0
        for node in range(n):
            if zones[node] is not Zone.MAIN:
                continue
            if tree.tags[node] == TEXT:
                words = tree.texts[node]
                size = len("".join(words.split()))
                if size:
                    letters[node], texts[node] = size, 1
                    linked[node] = size if node < inside_link else 0
                    if contact := _contact(words):
                        contacts[node] = 1
                        self._reached.append((node, contact))
            elif attributes := tree.attributes[node]:
                if tree.tags[node] == "a":
                    inside_link = max(inside_link, tree.ends[node])
                contacts[node] = self._count(node, attributes)
        self._letters, self._linked, self._texts, self._contacts = (
            [0, *accumulate(counts)] for counts in (letters, linked, texts, contacts)
        )
        self._link_places = [place for place, _ in self._links]
        self._reached_places = [place for place, _ in self._reached]
        self._by_signature: dict[Signature, list[int]] | None = None

    def _count(self, node: int, attributes: Attributes) -> int:
        """Note the links of an element and the numbers that name it; return whether it is a contact."""
        href = attributes.get("href") if self.tree.tags[node] == "a" else None
        if href:
            start = href[:20].strip().lower()
            if start.startswith(_DIRECT):
                self._reached.append((node, "".join(filter(str.isdigit, href[:80])) or href[:200]))
                return 1
            if len(href) > 1 and not start.startswith("javascript:"):
                self._links.append((node, href[:500]))
        if code := attributes.get("data-cfemail"):
            self._reached.append((node, code[:200]))
            return 1
        for name in _IDS:
            value = attributes.get(name)
            if value and any(c.isdigit() for c in value[:80]):
                called = words_of(f"{value[:80]} {(attributes.get('class') or '')[:200]}")
                if name != "id" or not ITEM_WORDS.isdisjoint(called):
                    self._links.append((node, f"{name} {value[:80]}"))
                    break
        return 0

    def letters_of(self, start: int, end: int) -> int:
        """Return the characters of the texts in a range, spaces not counted."""
        return self._letters[end] - self._letters[start]

    def linked_of(self, start: int, end: int) -> int:
        """Return those of them that are links."""
        return self._linked[end] - self._linked[start]

    def texts_of(self, start: int, end: int) -> int:
        """Return how many pieces of text there are."""
        return self._texts[end] - self._texts[start]

    def begins_linked(self, start: int, end: int) -> bool:
        """Tell whether the first text in a range is a link."""
        first = bisect_right(self._texts, self._texts[start])
        return first <= end and self.linked_of(start, first) > 0

    def contacts_of(self, start: int, end: int) -> int:
        """Return how many things look like phones, e-mails or links to messengers."""
        return self._contacts[end] - self._contacts[start]

    def reached_of(self, start: int, end: int) -> list[str]:
        """Return these things themselves: digits of phones, and e-mails."""
        first, last = bisect_left(self._reached_places, start), bisect_left(self._reached_places, end)
        return [contact for _, contact in self._reached[first:last]]

    def links_of(self, start: int, end: int) -> list[str]:
        """Return where the links lead, and the numbers that name elements."""
        first, last = bisect_left(self._link_places, start), bisect_left(self._link_places, end)
        return [link for _, link in self._links[first:last]]

    def nodes_of(self, wanted: Signature) -> list[int]:
        """Return the elements of a signature."""
        if self._by_signature is None:
            self._by_signature = defaultdict(list)
            for node, tag in enumerate(self.tree.tags):
                if tag != TEXT and self.zones[node] is Zone.MAIN:
                    self._by_signature[signature(tag, self.tree.attributes[node])].append(node)
        return self._by_signature.get(wanted, [])


def _contact(words: str) -> str:
    """Return the first phone's digits or the first e-mail in a text; nothing if there is none."""
    words = words[:20_000]
    if "@" in words and (mail := _EMAIL.search(words)):
        return mail[0]
    if sum(map(str.isdigit, words)) > 6 and (phone := _PHONE.search(words)):
        return "".join(filter(str.isdigit, phone[0]))
    return ""
