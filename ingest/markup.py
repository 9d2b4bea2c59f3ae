"""Tags and words of machine-written HTML as a stream: no tree, so neither nesting nor size needs memory."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

_TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9]{0,20})(?![A-Za-z0-9])([^<>]*+)|![^<>]*+)>")
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])([A-Za-z][\w-]{0,40}+)\s{0,9}=\s{0,9}(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))"""
)
_LONGEST_TAG = 64 << 10  # characters; what is longer is no tag
_ATTRIBUTES = 8 << 10  # characters of a tag's attributes that are looked at
_UNSEEN = ("script", "style")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in small letters, whether it closes, its attributes as written."""

    name: str
    closes: bool
    written: str = ""

    def attributes(self) -> dict[str, str]:
        """Return the attributes, names in small letters, the first of equal ones.

        Examples
        --------
        >>> Tag("a", False, ' class="x y" HREF=\\'/a?b=1&amp;c\\' data-id=7').attributes()
        {'class': 'x y', 'href': '/a?b=1&c', 'data-id': '7'}
        """
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.written[:_ATTRIBUTES]):
            value = next((v for v in match.groups()[1:] if v is not None), "")
            found.setdefault(match[1].lower(), html.unescape(value))
        return found


def markup(blocks: Iterator[bytes]) -> Iterator[Tag | str]:
    """Yield tags, and the texts between them with their entities as written, in pieces of any size.

    Parameters
    ----------
    blocks
        The page as UTF-8.

    Examples
    --------
    >>> list(markup(iter([b"<p>a<", b"br>b &lt; 3</p>"])))[1:4]
    ['a', Tag(name='br', closes=False, written=''), 'b &lt; 3']
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    held = ""
    unseen = ""
    for block in chain(blocks, [b""]):
        held += decoder.decode(block, final=not block)
        cut = held.rfind("<")
        if not block or cut < 0 or held.find(">", cut) >= 0 or len(held) - cut > _LONGEST_TAG:
            cut = len(held)
        ready, held = held[:cut], held[cut:]
        at = 0
        for found in _TAG.finditer(ready):
            if found.start() > at and not unseen:
                yield ready[at : found.start()]
            at = found.end()
            name = (found[2] or "").lower()
            if unseen and not (found[1] and name == unseen):
                continue
            unseen = name if name in _UNSEEN and not found[1] else ""
            if name:
                yield Tag(name, bool(found[1]), found[3])
        if at < len(ready) and not unseen:
            yield ready[at:]


def words(pieces: list[str]) -> str:
    """Return pieces of text as one, entities read, blanks at both ends off.

    Examples
    --------
    >>> words(["a &am", "p; b&nbsp; "])
    'a & b'
    """
    return html.unescape("".join(pieces)).strip()
