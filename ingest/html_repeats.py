"""Parts of a page that repeat: brothers and cousins of one make, and runs of brothers that begin alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from ingest.html_shape import Shape, Signature, signature
from ingest.html_tree import TEXT
from ingest.html_zones import Zone

DEEPEST = 60  # levels of a page in which repeats are looked for
Span = tuple[int, int]
_HEADINGS = ("hr", "dt", "h2", "h3", "h4", "h5")
_PASSED = frozenset({"br", "script", "style", "input", "link", "meta"})
Families = dict[int, list[tuple[int, Signature]]]


def repeats(shape: Shape) -> Iterator[tuple[Signature, list[Span]]]:
    """Yield sets of ranges of nodes that may be the items of a listing, and what they are told by."""
    families = _families(shape)
    yield from _brothers(shape, families)
    yield from _cousins(shape, families)
    for parent, children in families.items():
        if len(children) >= 6:
            yield from _periods(shape, children)
        if len(children) >= 3:
            yield from _headed(shape, parent, children)


def _families(shape: Shape) -> Families:
    """Return the elements of the main part by parent, down to a depth."""
    tree = shape.tree
    depths = [0] * len(tree)
    families: Families = defaultdict(list)
    for node in range(1, len(tree)):
        parent = tree.parents[node]
        depths[node] = depths[parent] + 1
        tag = tree.tags[node]
        if tag == TEXT or tag in _PASSED or depths[node] > DEEPEST or shape.zones[node] is not Zone.MAIN:
            continue
        families[parent].append((node, signature(tag, tree.attributes[node])))
    return families


def _brothers(shape: Shape, families: Families) -> Iterator[tuple[Signature, list[Span]]]:
    for children in families.values():
        if len(children) < 2:
            continue
        groups: dict[Signature, list[Span]] = defaultdict(list)
        for node, made in children:
            groups[made].append((node, shape.tree.ends[node]))
        yield from groups.items()


def _cousins(shape: Shape, families: Families) -> Iterator[tuple[Signature, list[Span]]]:
    """Yield children of brothers: cards in rows, ads in the sections of a page."""
    tree = shape.tree
    groups: dict[tuple[int, Signature, Signature], list[Span]] = defaultdict(list)
    parents: dict[tuple[int, Signature, Signature], set[int]] = defaultdict(set)
    for parent, children in families.items():
        made = signature(tree.tags[parent], tree.attributes[parent])
        for node, own in children:
            key = (tree.parents[parent], made, own)
            groups[key].append((node, tree.ends[node]))
            parents[key].add(parent)
    for key, spans in groups.items():
        if len(parents[key]) > 1 and len(spans) > len(parents[key]):
            yield key[2], spans


def _periods(shape: Shape, children: list[tuple[int, Signature]]) -> Iterator[tuple[Signature, list[Span]]]:
    """Yield runs of brothers whose makes come again in the same order, such as rows of a title and of a text."""
    places: dict[Signature, list[int]] = defaultdict(list)
    for place, (_, made) in enumerate(children):
        places[made].append(place)
    tried = 0
    for made, at in places.items():
        if len(at) < 3 or tried == 3:
            continue
        gap = at[1] - at[0]
        if not 2 <= gap <= 4 or any(b - a != gap for a, b in pairwise(at)):
            continue
        tried += 1
        last = min(at[-1] + gap, len(children)) - 1
        ends = [children[p][0] for p in at[1:]] + [shape.tree.ends[children[last][0]]]
        yield made, list(zip((children[p][0] for p in at), ends, strict=True))


def _headed(
    shape: Shape, parent: int, children: list[tuple[int, Signature]]
) -> Iterator[tuple[Signature, list[Span]]]:
    """Yield what stands from heading to heading, or between lines; after the last, no more than after the others."""
    tree = shape.tree
    for tag in _HEADINGS:
        heads = [place for place, (_, made) in enumerate(children) if made.tag == tag]
        if len(heads) < (2 if tag == "hr" else 3):
            continue
        longest = max(b - a for a, b in pairwise(heads))
        starts = [children[p][0] for p in heads]
        after = heads[-1] + longest
        end = children[after][0] if after < len(children) else tree.ends[parent]
        spans = list(zip(starts, [*starts[1:], end], strict=True))
        if tag == "hr":
            first = max(0, heads[0] - longest + 1)
            if heads[0]:
                spans.insert(0, (children[first][0], starts[0]))
            spans = [span for span in spans if shape.letters_of(*span) >= 15]
        # Sections of one text stand under headings too: those count by their contacts, unless the headings are links.
        linked = tag != "hr" and sum(shape.linked_of(s, tree.ends[s]) > 0 for s in starts) >= 0.8 * len(
            starts
        )
        yield Signature("dt" if linked or tag == "dt" else "hr", ""), spans
