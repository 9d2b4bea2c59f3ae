"""Tells pages that a browser's parser reads in reasonable time from those that may be built to stall it.

Measured on lexbor: 100,000 nested ``div`` take 9 s, 20,000 pairs of ``ul`` and ``li`` 7 s, 20,000 attributes of one tag
0.5 s, each growing with the square; 1,000 paragraphs in which formatting is left open make half a million nodes.
"""

from __future__ import annotations

import re

TAGS = 30_000  # of either sort; at the worst nesting they take 4 s
ATTRIBUTES = 1_000  # of one tag
NODES = 500_000  # that formatting left open may make

# As the HTML standard reads attributes; possessive throughout, so that no part is ever read twice.
ATTRIBUTE = r"[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\s>]*+))?+"
_MANY_ATTRIBUTES = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{ATTRIBUTE}){{{ATTRIBUTES}}}")
_NAMES = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_OPENED = re.compile(rf"<(?:{_NAMES})(?=[\s/>])", re.IGNORECASE)
_CLOSED = re.compile(  # at once: nothing but text and harmless elements between
    rf"<({_NAMES})(?:\s+[a-z-]+(?:=(?:\"[^\"<>]*+\"|[\w#%.-]++))?+)*+\s*+>"
    r"(?:[^<]++|</?(?:a|br|span|img|label|wbr)(?:\s+[^<>\"]*+(?:\"[^\"<>]*+\"[^<>\"]*+)*+)?+>)*+</\1>",
    re.IGNORECASE,
)


def is_tame(html: str) -> bool:
    """Tell whether a page can take a parser no longer than some seconds, however it is built.

    Examples
    --------
    >>> is_tame("<p>Quiet <b>room</b>"), is_tame("<div>" * 100_000)
    (True, False)
    """
    tags = html.count("<")
    if tags > TAGS:
        return False
    if len(html) > 2 * ATTRIBUTES and _MANY_ATTRIBUTES.search(html):
        return False
    opened = len(_OPENED.findall(html))
    if opened * tags <= NODES:
        return True
    return (opened - len(_CLOSED.findall(html))) * tags <= NODES
