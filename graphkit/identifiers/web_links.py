"""Links taken apart: where each begins and ends, its host as a name that can exist, its path and parameters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from graphkit.identifiers import tracing
from graphkit.identifiers.domains import host_ascii, why_no_host
from graphkit.identifiers.look_alikes import undo_mixed
from graphkit.identifiers.plain_hosts import plain_host

# The schemes of messengers' own.
OWN = "tg|viber|whatsapp|sgnl|weixin|instagram|snapchat|line|kik|fb-messenger"
_SCHEME = re.compile(rf"(?i:(?P<web>https?|hxxps?|ftp)://|(?P<own>{OWN})://|(?P<skype>skype):)")
# What ends a link within a candidate: a comma before the next one, pictures and arrows, and the label of what comes
# next, stuck to it: "/usTel:206-555-0109", "/pricesТелефон".
_LABELS = (
    "Tel|Telephone|Phone|Ph|Call|Text|Sms|SMS|Mob|Mobile|Cell|Contact|E-?mail|Mail|Whats[Aa]pp|WA|Viber|Telegramm?|TG|Signal"
    "|Skype|Insta|Instagram|Snap|Snapchat|Тел|Телефон|Моб|Почта"
)
_CUT = re.compile(
    r"(?P<next>(?i:[,;](?=(?:https?://|www\.|[a-z0-9-]+\.[a-z]{2,}/))))"
    r"|(?P<picture>[\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff]+)"
    rf"|(?<=[0-9a-zа-яё/])(?:{_LABELS})(?=[:=]|\+?[0-9(][0-9().+-]{{6}})|(?<=[0-9a-z])(?=[А-ЯЁ][а-яё]{{2}})"
)
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r":([0-9]*)\Z")
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link taken apart; the offsets place it and its host in the candidate."""

    start: int
    end: int
    host_start: int
    host_end: int
    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str
    alike: bool = False  # whether look-alike letters were undone in the host or the path


def parts(candidate: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the links in one candidate, which commas or pictures may part, without what trails them."""
    start = 0
    for cut in _CUT.finditer(candidate):
        yield start, _trimmed(candidate, start, cut.start())
        start = cut.end()
        if cut.lastgroup is None:
            return  # what the label is of is for other readers
    yield start, _trimmed(candidate, start, len(candidate))


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where a link ends that runs up to ``end``: before closing signs that nothing in it opens."""
    counts = Counter(c for c in text[start:end] if c in "()[]{}")
    while end > start:
        last = text[end - 1]
        if last in _CLOSING:
            if counts[last] <= counts[_CLOSING[last]]:
                break
            counts[last] -= 1
        elif last not in ".,;:!?'\"»*…’‘([{":
            break
        elif last in "([{":
            counts[last] -= 1
        end -= 1
    return end


def take_apart(text: str, start: int, end: int) -> Link | None:
    """Return the parts of a link, or None if it has no host."""
    scheme = _SCHEME.match(text, start, end)
    name = (scheme["web"] or scheme["own"] or scheme["skype"]).lower() if scheme else ""
    if not scheme:
        while start < end and text[start] in "-_":
            start += 1
    at = scheme.end() if scheme else start
    tail, _, fragment = text[at:end].partition("#")
    tail, _, query = tail.partition("?")
    if scheme and not scheme["web"]:
        return Link(start, end, start, at, name, f"{name}:", "", "/" + tail, query, fragment)
    authority = _AUTHORITY.match(tail)[0]  # type: ignore[index]
    user = authority.rfind("@") + 1
    port = _PORT.search(authority, user)
    host_end = port.start() if port else len(authority)
    name_as_posted = authority[user:host_end]
    host = host_ascii(plain_host(name_as_posted))
    if host is None or "." not in host:
        if tracing.on():
            tracing.note(why_no_host(name_as_posted))
        return None
    number = port[1] if port else ""
    path, as_posted = undo_mixed(tail[len(authority) :]), tail[len(authority) :]
    alike = path != as_posted or host != host_ascii(name_as_posted)
    return Link(start, end, at + user, at + host_end, name, host, number, path, query, fragment, alike)


def parameters(query: str) -> Mapping[str, str]:
    """Return the first value of each parameter, decoded; ``+`` stays one, for it begins phone numbers."""
    found: dict[str, str] = {}
    for part in query.split("&") if query else ():
        key, _, value = part.partition("=")
        found.setdefault(unquote(key).lower(), unquote(value))
        if not value:
            found.setdefault("", unquote(key))
    return found
