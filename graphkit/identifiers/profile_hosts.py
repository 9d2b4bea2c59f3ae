"""Sites of which nothing is known but their name: on which of them people have pages of their own."""

from __future__ import annotations

import re
from functools import cache

from graphkit.identifiers.domains import registrable
from graphkit.identifiers.handle_words import is_common, made_of_words
from graphkit.identifiers.profile_parts import plain
from graphkit.identifiers.profile_sites import words

_LEAST = 3  # letters of a name in a link that says of nobody that it is one
# A word with an underscore or a few figures behind it; codes of short links have them anywhere.
_USER_NAME = re.compile(r"[A-Za-z]{4,}(?:_[A-Za-z]+)*_?[0-9]{0,4}")


@cache
def _ends() -> tuple[str, ...]:
    return tuple(words("path", "social"))


def looks_social(site: str) -> bool:
    """Tell whether a site's name is that of one where people have pages: ``honeytube.example``.

    Its own host only, for what is under ``forum.`` or ``shop.`` are mostly pages of the site.

    Examples
    --------
    >>> looks_social("honeytube.example"), looks_social("velvetroom.example"), looks_social("honey.social")
    (True, False, True)
    """
    domain = registrable(site)
    if domain is None or domain != site:
        return False
    label, _, suffix = domain.partition(".")
    return suffix in words("path", "endings") or label.startswith(_ends()) or label.endswith(_ends())


def may_be_page(name: str) -> bool:
    """Tell whether a name may as well be that of a page: a word of the language, a headline, a short sign.

    Examples
    --------
    >>> may_be_page("massage"), may_be_page("honey-of-the-day"), may_be_page("lena_77")
    (True, True, False)
    """
    return (
        len(name) < _LEAST
        or name.isdigit()
        or name.count("-") > 1
        or is_common(name)
        or any(plain(name) in words("path", table) for table in ("strong", "weak", "suffixes", "services"))
        or any(name in words("names", table) for table in ("front", "content", "doubted"))
    )


def tells_of_person(segment: str) -> bool:
    """Tell whether a path segment says that a person's page follows: ``artist``, ``escort``."""
    return plain(segment) in words("path", "persons")


def looks_like_user(raw: str) -> bool:
    """Tell whether a path segment is written as people call themselves, and no page is called.

    Examples
    --------
    >>> looks_like_user("lena_77"), looks_like_user("lena"), looks_like_user("page_2"), looks_like_user("3xHoneyLn")
    (True, False, False, False)
    """
    marked = "_" in raw or raw[-1].isdigit()
    return marked and len(raw) > 4 and _USER_NAME.fullmatch(raw) is not None and not made_of_words(raw)
