"""What a page says for machines: things of schema.org in JSON-LD, microdata and RDFa, all in one form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ingest.html_tree import TEXT, Attributes, Tree
from ingest.html_zones import Zone

_DATA = 4 << 20  # characters of data in one script that are read
_MOST = 50_000  # things of a page
_NODES = 400  # of an element whose text is a value
_ACTORS = ("Organization", "Person", "Business", "Corporation", "ContactPoint", "Brand", "Agency", "Store")
_ENDS = re.compile(r"[/#:]")
_JUNK = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)


@dataclass(slots=True)
class Thing:
    """Something that a page describes.

    Attributes
    ----------
    types
        Names of schema.org, without address: ``JobPosting``.
    values
        Property -> values, texts or things.
    node
        Where it stands.
    zone
        The zone of the page that it stands in; data for machines only count as the main part.
    name
        By what other things of the page refer to it; may be empty.
    """

    types: tuple[str, ...]
    values: dict[str, list[str | Thing]] = field(default_factory=dict)
    node: int = 0
    zone: Zone = Zone.MAIN
    name: str = ""

    def add(self, key: str, value: str | Thing) -> None:
        """Add a value of a property; blank texts are passed over."""
        if isinstance(value, Thing) or value.strip():
            self.values.setdefault(key, []).append(value)

    def texts(self, *keys: str) -> list[str]:
        """Return the texts among the values of the properties, in their order."""
        return [v.strip() for key in keys for v in self.values.get(key, ()) if isinstance(v, str)]

    def text(self, *keys: str) -> str:
        """Return the first of them, or nothing."""
        return next(iter(self.texts(*keys)), "")

    def things(self, *keys: str) -> list[Thing]:
        """Return the things among the values of the properties."""
        return [v for key in keys for v in self.values.get(key, ()) if isinstance(v, Thing)]


def short_type(name: str) -> str:
    """Return a type's own name.

    Examples
    --------
    >>> short_type("https://schema.org/JobPosting"), short_type("schema:Person")
    ('JobPosting', 'Person')
    """
    return _ENDS.split(name.strip().rstrip("/"))[-1][:80]


def things_of(tree: Tree, zones: list[Zone]) -> tuple[list[Thing], int]:
    """Return the things of a page that stand in no other, in its order, and how many scripts could not be read."""
    found: list[Thing] = []
    broken = 0
    for node, tag in enumerate(tree.tags):
        if tag != "script" or "ld+json" not in (tree.attributes[node].get("type") or "").lower():
            continue
        things = from_json("".join(tree.texts[node : tree.ends[node]]), node)
        broken += things is None
        found += things or []
    found += _marked(tree, zones)
    found.sort(key=lambda thing: thing.node)
    return found[:_MOST], broken


def from_json(text: str, node: int = 0) -> list[Thing] | None:
    """Return the things of a JSON-LD text; none if it is no JSON.

    Examples
    --------
    >>> thing = from_json('{"@type": "Person", "name": "Mia", "telephone": ["1", "2"]}')[0]
    >>> thing.types, thing.texts("telephone")
    (('Person',), ['1', '2'])
    """
    text = _JUNK.sub("", text[:_DATA])
    try:
        value = msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError, ValueError):
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return None
    return _Json(node).roots(value)


class _Json:
    """Turns one JSON-LD document into things; those that others refer to are put in their places."""

    def __init__(self, node: int) -> None:
        self._node = node
        self._left = _MOST
        self._named: dict[str, Thing] = {}
        self._references: list[tuple[Thing, str, int]] = []

    def roots(self, value: Any) -> list[Thing]:
        found = list(self._roots(value))
        held = set()
        for owner, key, place in self._references:
            reference = owner.values[key][place]
            assert isinstance(reference, Thing)
            meant = self._named.get(reference.name)
            if meant is not None and meant is not owner:
                owner.values[key][place] = meant
                held.add(id(meant))
        # Somebody whom another thing names by reference is described there.
        return [t for t in found if id(t) not in held or not any(n.endswith(_ACTORS) for n in t.types)]

    def _roots(self, value: Any) -> Iterator[Thing]:
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, dict):
                continue
            graph = item.get("@graph")
            if isinstance(graph, list):
                yield from (t for t in (self._thing(v, 0) for v in graph) if t is not None)
            elif (thing := self._thing(item, 0)) is not None:
                yield thing

    def _thing(self, value: Any, depth: int) -> Thing | None:
        if not isinstance(value, dict) or depth > 20 or self._left <= 0:
            return None
        self._left -= 1
        types = value.get("@type")
        names = types if isinstance(types, list) else [types]
        thing = Thing(tuple(short_type(t) for t in names if isinstance(t, str)), node=self._node)
        name = value.get("@id")
        thing.name = name if isinstance(name, str) else ""
        for key, held in value.items():
            if key[:1] == "@" and key != "@id":
                continue
            for one in held if isinstance(held, list) else [held]:
                self._value(thing, short_type(key) if "/" in key else key, one, depth)
        if thing.name and len(value) > 1:
            self._named.setdefault(thing.name, thing)
        return thing

    def _value(self, thing: Thing, key: str, value: Any, depth: int) -> None:
        if isinstance(value, str):
            thing.add(key, value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            thing.add(key, str(value))
        elif isinstance(value, dict):
            if isinstance(value.get("@value"), str):
                thing.add(key, value["@value"])
            elif (inner := self._thing(value, depth + 1)) is not None:
                thing.add(key, inner)
                if set(value) == {"@id"}:
                    self._references.append((thing, key, len(thing.values[key]) - 1))


def _marked(tree: Tree, zones: list[Zone]) -> list[Thing]:
    """Return the things of microdata and RDFa, which stand in the attributes of what people see."""
    roots: list[Thing] = []
    open_things: list[tuple[int, Thing]] = []
    for node, attributes in enumerate(tree.attributes):
        while open_things and node >= open_things[-1][0]:
            open_things.pop()
        if not attributes or tree.tags[node] == TEXT:
            continue
        kind = attributes.get("itemtype") if "itemscope" in attributes else attributes.get("typeof")
        prop = attributes.get("itemprop") or (attributes.get("property") if open_things else None)
        starts = "itemscope" in attributes or bool(kind)
        if not starts and not prop:
            continue
        value: str | Thing
        if starts:
            value = Thing(tuple(short_type(k) for k in (kind or "").split()[:5]), node=node, zone=zones[node])
        else:
            value = _value_of(tree, node, attributes)
        if open_things and prop:
            for key in prop.split()[:5]:
                open_things[-1][1].add(short_type(key), value)
        elif isinstance(value, Thing) and not open_things:
            roots.append(value)
        if isinstance(value, Thing) and len(open_things) < 20:
            if attributes.get("href"):
                value.add("url", attributes["href"] or "")
            open_things.append((tree.ends[node], value))
    return roots


def _value_of(tree: Tree, node: int, attributes: Attributes) -> str:
    for name in ("content", "href", "src", "datetime", "resource", "data"):
        value = attributes.get(name)
        if value and (name != "href" or tree.tags[node] in ("a", "link", "area")):
            # Of a link to call, what is to be called.
            return value[:20_000]
    end = min(tree.ends[node], node + _NODES)
    return " ".join("".join(tree.texts[node:end]).split())[:20_000]
