"""What the rules of :mod:`.profiles` are made of: a link taken apart, names as they are compared, a profile."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from graphkit.identifiers import tracing
from graphkit.identifiers.profile_sites import load_sites, words

KNOWN, SHAPED, NAMED_HOST, LOOSE = 0.92, 0.85, 0.75, 0.6
PERSON, SOCIAL = 0.75, 0.72  # "/artist/name" anywhere; "/name" on a site whose name is that of a network
WEAK, GUESS, DEEP = 0.5, 0.4, 0.3

# One space may part the words of a name; what is no part of one is no part of a path segment either.
_CHAR = r"[^\x00-\x20/\\?#&=%<>\x22{}|^`\[\],;:()@\ufffd\s]"
_NAME = re.compile(rf"{_CHAR}+(?: {_CHAR}+)*")
PAGE = re.compile(r"\.(?:html?|php[0-9]?|aspx?|jsp|shtml)\Z", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|css|m?js|json|xml|txt|rss|pdf|docx?|xlsx?|csv|zip|rar|7z|gz|apk|exe|dmg"
    r"|mp[34]|avi|mov|mkv|webm|wav|ogg|woff2?|ttf|eot)\Z",
    re.IGNORECASE,
)
HASH = re.compile(r"(?:0x)?[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)
LIKE_A_NAME = re.compile(r"[0-9_.]")


@dataclass(frozen=True, slots=True)
class Profile:
    """A user of a site, as a link shows it.

    Attributes
    ----------
    site, name
        The host without what tells no services apart; the name in lower case, ``id:`` before a number.
    method
        The rule, such as ``web.profile_path``.
    sure
        0..1; at 0.7 and above the form says "profile" or the site is known.
    whole
        Whether the link shows the profile and nothing beyond it.
    """

    site: str
    name: str
    method: str
    sure: float
    whole: bool

    @property
    def value(self) -> str:
        """The identifier's value: ``site:name``."""
        return f"{self.site}:{self.name}"


@dataclass(frozen=True, slots=True)
class Link:
    """What the rules look at."""

    site: str
    segments: tuple[str, ...]
    query: Mapping[str, str]


def clear(segment: str) -> str:
    """Return a path segment decoded, in one normal form, without characters that do not show."""
    text = unquote(segment)
    if text.isascii():
        return text.strip()
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def parameters(query: str) -> Mapping[str, str]:
    """Return the first value of each parameter; old forums part them by ";"."""
    found: dict[str, str] = {}
    for part in query.replace(";", "&").split("&", 40) if query else ():
        key, _, value = part.partition("=")
        found.setdefault(clear(key).lower(), clear(value))
    return found


def plain(word: str) -> str:
    """Return a word as the lists of ``profiles.toml`` have it."""
    return word.lower().replace("-", "").replace("_", "")


def named(raw: str, least: int = 2) -> str | None:
    """Return a name as it is compared, or None where it can be none."""
    if _FILE.search(raw):
        tracing.note("a file, and nobody's profile")
        return None
    name = PAGE.sub("", raw).lower()
    if not least <= len(name) <= 64 or not _NAME.fullmatch(name) or not any(c.isalnum() for c in name):
        tracing.note("too short, too long, or with signs that no name of a user has")
        return None
    if name in words("names", "reserved"):
        tracing.note("a page of the site, and nobody's name")
        return None
    return name


def profile_of(
    link: Link, raw: str, method: str, sure: float, rest: Sequence[str] = (), owns: bool = False
) -> Profile | None:
    """Return the profile of a name, doubted where the name or what follows it asks for it."""
    site, name = link.site, named(raw)
    if name is None:
        return None
    if name.isdigit():
        # On a site of which nothing is known it may as well be the number of a page: the link joins, not the number.
        known = site in load_sites().forms and sure == SHAPED
        sure = GUESS if len(name) < 3 else sure if sure == KNOWN or known else min(sure, LOOSE)
        tracing.note("a number may be a page's, not a user's")
        name = f"id:{name}"
    whole = all(plain(s) in words("path", "suffixes") for s in rest)
    if name.startswith("id:") and len(rest) == 1:
        whole = owns = True  # /users/12345/lena: the name stands behind the number
    if rest and not owns and plain(rest[0]) not in words("path", "suffixes"):
        tracing.note("what follows in the link may be the page, and this a part of the site")
        sure = min(sure, LOOSE)
    if name in words("names", "doubted"):
        tracing.note("a page of many sites, and hardly anybody's name")
        sure = min(sure, GUESS)
    elif name.count("-") > 3:
        sure = min(sure, LOOSE)
    return Profile(site, name, f"web.profile_{method}", sure, whole)
