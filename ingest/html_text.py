"""Text of a page's parts, with line breaks where its blocks begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container

from ingest.html_tree import TEXT, Tree
from ingest.html_zones import Zone

_CELL, _LINE, _PARAGRAPH = 1, 2, 3
_BREAKS = {
    **dict.fromkeys(("td", "th"), _CELL),
    **dict.fromkeys(
        [
            "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl",
            "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "legend", "li", "main",
            "menu", "nav", "ol", "option", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
            "ul", "br", "button", "caption", "label",
        ],
        _LINE,
    ),
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6"), _PARAGRAPH),
}  # fmt: skip
_PRE = frozenset({"pre", "listing", "plaintext", "xmp"})
_MARKS = ("", "\t", "\n", "\n\n")
MAY_CONTACT = re.compile(
    r"@|[0-9](?:[^\n0-9]{0,3}[0-9]){5}|://|www\.|\[at\]|(?i:telegram|whats|viber|signal|skype|wechat|instagram|snapchat)"
    r"|(?i:телегр|ватсап|вайбер)"
)


class Writer:
    """Writes the texts of one page.

    Parameters
    ----------
    tree, zones
        The page, and the zone of each of its nodes.
    """

    def __init__(self, tree: Tree, zones: list[Zone]) -> None:
        self._tree = tree
        self._zones = zones
        self._places: dict[Zone, list[int]] = defaultdict(list)  # of texts outside of the main part
        for node, words in enumerate(tree.texts):
            if words and zones[node] is not Zone.MAIN:
                self._places[zones[node]].append(node)
        self._breaks = [0] * (len(tree) + 1)
        self._pre = [False] * len(tree)
        breaks, ends = self._breaks, tree.ends
        for node, tag in enumerate(tree.tags):
            parent = tree.parents[node]
            self._pre[node] = tag in _PRE or (parent >= 0 and self._pre[parent])
            mark = _BREAKS.get(tag)
            if mark:
                if mark > breaks[node]:
                    breaks[node] = mark
                if mark > breaks[ends[node]]:
                    breaks[ends[node]] = mark

    def text(self, start: int, end: int, zone: Zone = Zone.MAIN, without: Container[int] = ()) -> str:
        """Return the text of the nodes from ``start`` to ``end`` that are of a zone.

        Parameters
        ----------
        start, end
            Numbers of nodes, half-open.
        zone
            Which texts.
        without
            Elements that are left out with all that is in them.
        """
        tree, zones, breaks = self._tree, self._zones, self._breaks
        out: list[str] = []
        pending, spaced = 0, False
        node = start
        while node < end:
            pending = max(pending, breaks[node])
            if without and node in without:
                node = tree.ends[node]
                continue
            words = tree.texts[node]
            if words and zones[node] is zone:
                if self._pre[node] and tree.tags[node] == TEXT:
                    body, leads, trails = words.strip("\n").rstrip(), False, False
                else:
                    body, leads, trails = " ".join(words.split()), words[0].isspace(), words[-1].isspace()
                if body:
                    if pending:
                        out.append(_MARKS[pending] if out else "")
                    elif spaced or leads:
                        out.append(" ")
                    out.append(body)
                    pending, spaced = 0, trails
                else:
                    spaced = True
            node += 1
        return "".join(out).strip()

    def contacts(self, start: int, end: int, zone: Zone, without: Container[int] = ()) -> str:
        """Return those lines of a zone's text that may hold a contact, each once."""
        places = self._places.get(zone)
        if not places:
            return ""
        first, last = bisect_left(places, start), bisect_left(places, end)
        if first == last:
            return ""
        lines = self.text(start, min(end, places[last - 1] + 1), zone, without).split("\n")
        return "\n".join(dict.fromkeys(line for line in lines if MAY_CONTACT.search(line)))
