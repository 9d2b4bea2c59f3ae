"""HTML of mails as plain text, with quotations marked as in plain mails.

A tree is not needed for that, and building one takes quadratic time on elements nested by the ten thousand; this goes
through the tags once.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

LINKS = 200  # of one mail, at most
_MARK = re.compile(r"<(?:!--|[!?/a-zA-Z])")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:]{0,30})")
# What follows a tag's name: everything to the next quote or its end. A quote that is not closed swallows the rest, as
# in browsers, so that nothing is read twice.
_INSIDE = re.compile(r"[^>\"']*")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset(
    {
        "p", "div", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "address", "article",
        "section", "header", "footer", "center", "dl", "dt", "dd", "form", "blockquote", "body",
    }
)  # fmt: skip
_DROPPED = frozenset({"script", "style", "title", "textarea", "noscript", "template", "svg"})
_CELLS = frozenset({"td", "th"})
_SCHEMES = ("http:", "https:", "mailto:", "tel:", "tg:", "whatsapp:", "viber:", "skype:", "sms:")
_NUMBER = re.compile(r"&#[0-9]{9,};?")
_ATTRIBUTES = 20_000  # characters of a tag that are looked at


@dataclass(slots=True)
class Plain:
    """The text of a page, and where it links to.

    Attributes
    ----------
    text
        With a line for each block; quoted lines begin with ``>``.
    links
        Address, and whether it stands in a quotation; each once.
    """

    text: str = ""
    links: list[tuple[str, bool]] = field(default_factory=list)


class _Writer:
    """Puts lines together."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0

    def words(self, text: str) -> None:
        if text:
            self.line.append(text)

    def end(self, blank: bool = False) -> None:
        """End the line; one that is empty stays where that is meant."""
        text = _SPACE.sub(" ", "".join(self.line)).strip()
        self.line = []
        if text or (blank and self.lines and self.lines[-1]):
            self.lines.append(("> " + text if self.quotes else text).rstrip() if text else "")


def plain(markup: str) -> Plain:
    """Return the text of HTML.

    Examples
    --------
    >>> plain("<p>Hi &amp; bye<blockquote>your <b>words</b></blockquote><a href='https://x.example/a'>here</a>")
    Plain(text='Hi & bye\\n> your words\\nhere', links=[('https://x.example/a', False)])
    """
    out = _Writer()
    links: dict[str, bool] = {}
    at, size = 0, len(markup)
    while at < size:
        mark = _MARK.search(markup, at)
        if mark is None:
            out.words(_unescaped(markup[at:]))
            break
        out.words(_unescaped(markup[at : mark.start()]))
        if mark[0] == "<!--":
            end = markup.find("-->", mark.end())
            at = size if end < 0 else end + 3
            continue
        start, at = mark.start() + 1, _tag_end(markup, mark.start() + 1)
        named = _NAME.match(markup, start)
        if named is None:
            continue
        name, closing = named[1].lower(), markup[start] == "/"
        if name in _DROPPED and not closing:
            at = _behind(markup, name, at)
        _tag(out, name, closing)
        if name == "a" and not closing and len(links) < LINKS and (target := _href(markup[start:at])):
            links.setdefault(target, out.quotes > 0)
    out.end()
    return Plain("\n".join(out.lines).strip(), list(links.items()))


def _tag(out: _Writer, name: str, closing: bool) -> None:
    if name in _BLOCKS:
        out.end(blank=name == "br")
    elif name in _CELLS and not closing:
        out.words(" ")
    if name == "blockquote":
        out.quotes = max(0, out.quotes - 1) if closing else out.quotes + 1


def _tag_end(markup: str, at: int) -> int:
    """Return where a tag ends: behind the first ``>`` outside of quotes."""
    size = len(markup)
    while at < size:
        at = _INSIDE.match(markup, at).end()  # type: ignore[union-attr]  # matches everywhere
        if at >= size or markup[at] == ">":
            return min(at + 1, size)
        close = markup.find(markup[at], at + 1)
        if close < 0:
            return size
        at = close + 1
    return size


def _behind(markup: str, name: str, at: int) -> int:
    """Return where an element ends whose content is no text of the page."""
    end = re.compile(rf"</{name}\b", re.IGNORECASE).search(markup, at)
    return len(markup) if end is None else end.start()


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return html.unescape(_NUMBER.sub("\ufffd", text))


def _href(tag: str) -> str:
    for name, double, single, bare in _ATTRIBUTE.findall(tag[:_ATTRIBUTES]):
        if name.lower() == "href":
            target = _unescaped(double or single or bare).strip()
            return target if target.lower().startswith(_SCHEMES) else ""
    return ""
