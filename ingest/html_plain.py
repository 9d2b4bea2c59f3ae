"""Builds a page's tree in linear time, nearly as browsers do; for pages that would stall a browser's parser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from ingest.html_guard import ATTRIBUTE

DEEPEST = 500  # elements within each other; deeper ones stand beside each other, as in browsers
LOOK_UP = 60  # how far up an end tag looks for its start
Add = Callable[[str, int, dict[str, str | None], str], int]

_TOKEN = re.compile(
    r"<!--(?:>|->|.*?(?:-->|--!>|\Z))|<(?:[!?]|/(?![a-zA-Z]))[^>]*+>?"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:{ATTRIBUTE})*+[\s/]*+)(?:>|\Z)"
    r"|(?:[^<]|<(?![a-zA-Z/!?]))++|<",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"[\s/]*+(=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|((?![\"'])[^\s>]*+)))?+"
)
_RAW = frozenset(
    {"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title", "plaintext"}
)
_TEXTUAL = frozenset({"textarea", "title"})  # their character references are read
VOID = frozenset(
    {
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
        "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
_ROWS = frozenset({"tr", "thead", "tbody", "tfoot"})
# What a start tag ends, and what it does not look beyond.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "table"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "a": (frozenset({"a"}), frozenset({"td", "th", "div", "li", "table"})),
    **dict.fromkeys(_ROWS, (_ROWS | {"td", "th"}, frozenset({"table"}))),
}
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "menu", "nav", "ol", "p",
        "pre", "section", "table", "ul", "li", "dt", "dd",
    }
)  # fmt: skip
_WALLS = frozenset(
    {"table", "td", "th", "template"}
)  # beyond which an end tag does not look, unless it is of these


def build(page: str, add: Add) -> None:
    """Add the nodes of a page, its root ``html`` first.

    Parameters
    ----------
    page
        The source.
    add
        Takes tag, parent, attributes and text, and returns the node's number.
    """
    root = add("html", -1, {}, "")
    stack: list[tuple[str, int]] = [("html", root)]
    at = 0
    while at < len(page):
        token = _TOKEN.match(page, at)
        if token is None:  # a quote that never ends: nothing more can be read, as in browsers
            break
        at = token.end()
        name = token["name"]
        if name is None:
            if token[0][:2] not in ("<!", "<?", "</"):
                add("-text", stack[-1][1], {}, _unescape(token[0]))
            continue
        name = name.lower()
        if token["end"]:
            _end(stack, name)
        elif name in _RAW:
            at = _raw(page, at, name, add, _start(stack, name, token["rest"], add))
        elif name not in ("html", "head", "body"):
            node = _start(stack, name, token["rest"], add)
            if name not in VOID and len(stack) < DEEPEST:
                stack.append((name, node))


def _unescape(text: str) -> str:
    return html.unescape(text).replace("\0", "") if "&" in text or "\0" in text else text


def _start(stack: list[tuple[str, int]], name: str, rest: str, add: Add) -> int:
    if name in _BLOCKS and stack[-1][0] == "p":
        stack.pop()
    ended, walls = _ENDS.get(name, (frozenset(), frozenset()))
    if ended:
        lowest = max(1, len(stack) - LOOK_UP)
        found = 0
        for place in range(len(stack) - 1, lowest - 1, -1):
            if stack[place][0] in walls:
                break
            if stack[place][0] in ended:
                found = place
        if found:
            del stack[found:]
    attributes: dict[str, str | None] = {}
    for match in _ATTRIBUTE.finditer(rest):
        key, *values = match.groups()
        value = next((v for v in values if v is not None), None)
        attributes.setdefault(key.lower(), None if value is None else _unescape(value))
    return add(name, stack[-1][1], attributes, "")


def _end(stack: list[tuple[str, int]], name: str) -> None:
    """Take the elements that an end tag ends from the stack; one that ends nothing near is passed over."""
    for place in range(len(stack) - 1, max(0, len(stack) - 1 - LOOK_UP), -1):
        if stack[place][0] == name:
            del stack[place:]
            return
        if stack[place][0] in _WALLS and name not in _WALLS | _ROWS:
            return


def _raw(page: str, at: int, name: str, add: Add, node: int) -> int:
    """Add the text of an element in which tags are no tags; return where it ends."""
    closing = None if name == "plaintext" else re.compile(rf"</{name}(?=[\s/>])", re.I).search(page, at)
    end = closing.start() if closing else len(page)
    text = page[at:end]
    if text:
        add("-text", node, {}, _unescape(text) if name in _TEXTUAL else text)
    if closing is None:
        return end
    after = page.find(">", end)
    return after + 1 if after >= 0 else len(page)
