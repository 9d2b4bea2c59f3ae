"""A page's elements and texts as flat lists, which hostile nesting cannot hurt.

Nearly every page is parsed by lexbor, as browsers do it. Its time grows with the square of nesting and of attributes, so
a page that may be built to stall it (``html_guard``) is read by a plain builder, whose time is linear (``html_plain``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from ingest.html_guard import is_tame
from ingest.html_plain import build

Attributes = dict[str, str | None]
NONE: Attributes = {}
TEXT = "-text"


@dataclass(slots=True)
class Tree:
    """The nodes of a page in the order of the source; the subtree of node ``i`` is ``i`` to ``ends[i]``.

    Attributes
    ----------
    tags
        Names in lower case; ``-text`` for texts.
    parents, ends
        Number of the parent (-1 for the root), and of the first node behind the subtree.
    attributes
        Of each node; empty for texts.
    texts
        Of each text; empty for elements.
    """

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    attributes: list[Attributes] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.tags)

    def add(self, tag: str, parent: int, attributes: Attributes, text: str = "") -> int:
        """Add a node behind all others and return its number."""
        self.tags.append(tag)
        self.parents.append(parent)
        self.attributes.append(attributes)
        self.texts.append(text)
        return len(self.tags) - 1

    def close(self) -> Tree:
        """Compute where the subtrees end, once all nodes are there."""
        self.ends = list(range(1, len(self.tags) + 1))
        ends, parents = self.ends, self.parents
        for node in range(len(parents) - 1, 0, -1):
            parent = parents[node]
            if ends[node] > ends[parent]:
                ends[parent] = ends[node]
        return self

    def inside(self, node: int, start: int = 0) -> str:
        """Return all text in a node, its spaces collapsed."""
        return " ".join("".join(self.texts[max(node, start) : self.ends[node]]).split())

    def first(self, tag: str) -> int | None:
        """Return the first element of a name."""
        try:
            return self.tags.index(tag)
        except ValueError:
            return None


def parse(html: str) -> Tree:
    """Parse a page.

    Examples
    --------
    >>> tree = parse("<p>Quiet <b>room</b>")
    >>> tree.tags
    ['html', 'head', 'body', 'p', '-text', 'b', '-text']
    >>> tree.inside(3)
    'Quiet room'
    """
    if not is_tame(html):
        tree = Tree()
        build(html, tree.add)
        return tree.close()
    return _from_lexbor(LexborHTMLParser(html))


def _from_lexbor(page: LexborHTMLParser) -> Tree:
    tree = Tree()
    root = page.root
    if root is None:
        tree.add("html", -1, NONE)
        return tree.close()
    numbers: dict[int, int] = {}
    tags, parents, attributes, texts = tree.tags, tree.parents, tree.attributes, tree.texts
    for node in root.traverse(include_text=True):
        tag = node.tag
        above = node.parent
        parents.append(numbers.get(above.mem_id, 0) if above is not None and tags else -1)
        if tag == TEXT:
            attributes.append(NONE)
            texts.append(node.text_content or "")
        else:
            numbers[node.mem_id] = len(tags)
            attributes.append(node.attributes)
            texts.append("")
        tags.append(tag or "")
    return tree.close()
