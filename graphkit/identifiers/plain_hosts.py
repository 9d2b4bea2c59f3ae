"""Host names with look-alike letters: undone where no genuine name can be meant."""

from __future__ import annotations

from functools import lru_cache

from graphkit.identifiers.accounts import load_rules
from graphkit.identifiers.domains import host_ascii, registrable
from graphkit.identifiers.look_alikes import as_latin, has_other_script, undo_mixed
from graphkit.identifiers.profiles import is_profile_site


@lru_cache(maxsize=50_000)
def plain_host(host: str) -> str:
    """Return a host name with its look-alike letters undone where a genuine name cannot be meant; offsets hold.

    A label that mixes two alphabets is none that a registry gives. A name all of whose letters are of another alphabet
    stays what it is, unless it could not exist, or stands beside a label that is surely disguised. What imitates a
    well-known site stays too: that is what frauds do, and their links lead to nobody's account there.

    Examples
    --------
    >>> plain_host("velvetr\u043e\u043em.example"), plain_host("\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444")
    ('velvetroom.example', 'пример.рф')
    >>> plain_host("velvet.\u0441\u043e\u043c"), plain_host("p\u0430ypal.com") == "paypal.com"
    ('velvet.com', False)
    """
    if not has_other_script(host):
        return host
    undone = ".".join(undo_mixed(label) for label in host.split("."))
    if undone == host and _exists(host):
        return host
    latin = ".".join(as_latin(label) or label for label in undone.split("."))
    undone = latin if _exists(latin) else undone
    return host if _is_well_known(undone.lower()) else undone


def _exists(host: str) -> bool:
    """Tell whether there can be a host of this name."""
    ascii_host = host_ascii(host)
    return ascii_host is not None and registrable(ascii_host) is not None


def _is_well_known(host: str) -> bool:
    """Tell whether a host is a platform's, a payment service's or a known site's."""
    rules = load_rules()
    domain = registrable(host) or host
    return (
        domain in rules.forms
        or any(domain in rules.web[key] for key in ("payment", "shared", "shorteners"))
        or is_profile_site(host)
    )
