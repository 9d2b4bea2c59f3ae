"""Tells a page that lists many ads from a page of one.

A listing has parts that repeat in structure, each with a text and with links or contacts of its own, and that make up
most of the page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.html_repeats import Span, repeats
from ingest.html_shape import ITEM_WORDS, Shape, Signature
from ingest.html_zones import words_of

LEAST = 3  # repeats; two are enough that are called items and have links or numbers of their own
_GOOD_SHARE = 0.6  # of the repeats that must be items
_COVERS = 0.5  # of the page's main text that the items must make up
_NEAR = 0.9  # of the widest coverage: candidates that cover as much are the same items, cut otherwise
_SHORTEST = 15  # characters of an item that stands among good ones
_LONG = 40  # characters of an item that has links and no contact
_TERSE = frozenset({"tr", "li", "dt"})
_LOOSE = frozenset(
    {"p", "span", "b", "font", "h1", "h2", "h3", "h4", "h5", "hr", "br", "label", "button", "dd"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Repeats that may be the items of a listing."""

    items: tuple[Span, ...]
    signature: Signature
    letters: int


def find_items(shape: Shape) -> list[Span]:
    """Return the items of a listing, as half-open ranges of nodes in order; none for a page of one.

    Parameters
    ----------
    shape
        What is counted of the page.
    """
    whole = shape.letters_of(0, len(shape.tree))
    candidates = [c for c in _candidates(shape) if c.letters >= 0.1 * whole]
    if not candidates:
        return []
    chosen = _best(candidates)
    items = list(chosen.items)
    for other in sorted(candidates, key=lambda c: (-c.letters, c.items[0])):
        if other is not chosen and not _overlap(items, other.items):
            items += other.items
    items += _strays(shape, chosen.signature, items)
    items.sort()
    return items if _cover(shape, items, whole, chosen.signature) else []


def _cover(shape: Shape, items: list[Span], whole: int, signature: Signature) -> bool:
    """Tell whether the items make up most of the page; a text behind them may be longer if no heading says otherwise.

    Sites put texts for search engines below their listings; what stands above is what the page is about.
    """
    covered = sum(shape.letters_of(*span) for span in items)
    if covered >= _COVERS * whole:
        return True
    end = items[-1][1]
    called = not ITEM_WORDS.isdisjoint(words_of(signature.name))
    above = covered >= 2 * _COVERS * 0.8 * shape.letters_of(0, end)
    return called and above and covered >= 0.2 * whole and "h1" not in shape.tree.tags[items[0][0] :]


def find_neighbours(shape: Shape) -> list[Span]:
    """Return repeats on a page of one that have links and contacts of their own: ads of others, shown beside it."""
    spans: set[Span] = set()
    tags = shape.tree.tags
    for signature, repeated in repeats(shape):
        if len(repeated) < LEAST or signature.tag in _LOOSE or signature.tag == "dt":
            continue
        linked = _own(shape, repeated)
        reached = {s for s in _reached(shape, repeated) if s in linked}
        if len(reached) >= LEAST and len(linked) >= 0.8 * len(repeated) and _differ(shape, reached):
            spans.update(s for s in repeated if "h1" not in tags[s[0] : s[1]])
    return sorted(spans)


def _differ(shape: Shape, spans: set[Span]) -> bool:
    """Tell whether contacts are of many: at least one for each two spans."""
    return len({c for s in spans for c in shape.reached_of(*s)}) >= len(spans) / 2


def _candidates(shape: Shape) -> Iterator[Candidate]:
    for signature, spans in repeats(shape):
        least = 2 if len(spans) == 2 and _called_items(shape, signature, spans) else LEAST
        if len(spans) < least:
            continue
        good = _good(shape, signature, spans)
        if len(good) >= least and len(good) >= _GOOD_SHARE * len(spans):
            kept = tuple(s for s in spans if s in good or shape.letters_of(*s) >= _SHORTEST)
            yield Candidate(kept, signature, sum(shape.letters_of(*s) for s in kept))


def _called_items(shape: Shape, signature: Signature, spans: list[Span]) -> bool:
    named = not ITEM_WORDS.isdisjoint(words_of(signature.name))
    return named and len(_own(shape, spans)) == 2 and all(shape.letters_of(*s) >= _LONG for s in spans)


def _good(shape: Shape, signature: Signature, spans: list[Span]) -> set[Span]:
    """Return those repeats that have a text and something of their own, or none if they are no items as a whole."""
    own = _own(shape, spans)
    contacts = _reached(shape, spans)
    if len(contacts) >= _GOOD_SHARE * len(spans):
        return contacts | {s for s in own if shape.letters_of(*s) >= _LONG}
    if signature.tag in _LOOSE and not (signature.tag == "p" and _begin_linked(shape, spans)):
        return set()
    least = _LONG // 2 if signature.tag in _TERSE else _LONG * 3 // 4
    good = {s for s in own | contacts if shape.letters_of(*s) >= least}
    if not good:
        return good
    free = sum(shape.letters_of(*s) - shape.linked_of(*s) for s in good) / len(good)
    texts = sum(shape.texts_of(*s) for s in good) / len(good)
    letters = sum(shape.letters_of(*s) for s in good) / len(good)
    if signature.tag == "td" and letters < 60:
        return set()
    # A menu: lines that are links, and little else.
    wordy = texts >= 3 or (texts >= 2 and (free >= 15 or letters >= _LONG))
    if free < 0.1 * letters and sum(len(set(shape.links_of(*s))) for s in good) >= 3 * len(good):
        return set()
    return good if wordy and letters >= least else set()


def _reached(shape: Shape, spans: list[Span]) -> set[Span]:
    """Return the repeats that have a text and a contact; none if it is one contact in all, that of one advertiser."""
    found = {
        s: set(shape.reached_of(*s)) for s in spans if shape.contacts_of(*s) and shape.letters_of(*s) >= 25
    }
    return set(found) if len({c for some in found.values() for c in some}) > 1 else set()


def _begin_linked(shape: Shape, spans: list[Span]) -> bool:
    """Tell whether paragraphs begin with a link that is not all of them, as old lists of ads do and articles do not."""
    begin = sum(shape.begins_linked(*s) and shape.texts_of(*s) > 1 for s in spans)
    return begin >= 0.8 * len(spans)


def _own(shape: Shape, spans: list[Span]) -> set[Span]:
    """Return the repeats that have a link, or a number, that no other has."""
    links = {span: set(shape.links_of(*span)) for span in spans}
    times = Counter(link for found in links.values() for link in found)
    return {span for span, found in links.items() if any(times[link] == 1 for link in found)}


def _best(candidates: list[Candidate]) -> Candidate:
    """Return the widest; of those about as wide, the outermost, unless it only groups others into sections or rows."""
    most = max(c.letters for c in candidates)
    near = [c for c in candidates if c.letters >= _NEAR * most]
    near.sort(key=lambda c: (c.items[0][0], -c.items[-1][1], -c.letters, len(c.items)))
    chosen = near[0]
    for other in near[1:]:
        inside = other.items[0][0] >= chosen.items[0][0] and other.items[-1][1] <= chosen.items[-1][1]
        if inside and len(other.items) >= 2 * len(chosen.items) and _fill(chosen, other):
            chosen = other
    return chosen


def _fill(outer: Candidate, inner: Candidate) -> bool:
    """Tell whether the inner items stand two and more in nearly every outer one."""
    counts: dict[Span, int] = defaultdict(int)
    at = 0
    for span in outer.items:
        while at < len(inner.items) and inner.items[at][0] < span[1]:
            counts[span] += inner.items[at][0] >= span[0]
            at += 1
    return sum(n >= 2 for n in counts.values()) >= 0.7 * len(outer.items)


def _overlap(items: list[Span], others: tuple[Span, ...]) -> bool:
    held = sorted(items)
    at = 0
    for start, end in sorted(others):
        while at < len(held) and held[at][1] <= start:
            at += 1
        if at < len(held) and held[at][0] < end:
            return True
    return False


def _strays(shape: Shape, signature: Signature, items: list[Span]) -> list[Span]:
    """Return single items of the same make elsewhere on the page, such as one that is shown on top."""
    if not signature.name:
        return []
    held = sorted(items)
    out: list[Span] = []
    at = 0
    end = 0
    for node in shape.nodes_of(signature):
        span = (node, shape.tree.ends[node])
        while at < len(held) and held[at][1] <= node:
            at += 1
        free = (at == len(held) or held[at][0] >= span[1]) and node >= end
        if (
            free
            and shape.letters_of(*span) >= _LONG // 2
            and (shape.contacts_of(*span) or shape.links_of(*span))
        ):
            out.append(span)
            end = span[1]
    return out
