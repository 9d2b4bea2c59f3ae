"""Hosts and registrable domains, by the public suffix list that tldextract ships, offline."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

import idna
import tldextract

# Reserved for documentation and tests (RFC 2606, RFC 6761) or outside the public root (RFC 7686).
SPECIAL_SUFFIXES = frozenset({"example", "test", "invalid", "onion", "i2p"})
_ONION = re.compile(r"(?:\A|\.)(?:[a-z2-7]{56}|[a-z2-7]{16})\.onion\Z")
_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=200_000)
def host_ascii(host: str) -> str | None:
    """Return a host name in lower-case ASCII (IDNA 2008 with the UTS 46 mapping), or None if it can be none.

    Examples
    --------
    >>> host_ascii("Пример.Example")
    'xn--e1afmkfd.example'
    >>> host_ascii("-bad-.com") is None
    True
    """
    host = host.strip(".")
    if not host or len(host) > 253:
        return None
    if host.isascii():
        labels = host.lower().split(".")
        # Underscores stand in real host names of profile pages, though no registrar would give one.
        good = all(
            0 < len(x) < 64 and x[0] != "-" and x[-1] != "-" and x.replace("-", "").replace("_", "").isalnum()
            for x in labels
        )
        return ".".join(labels) if good else None
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


@lru_cache(maxsize=200_000)
def registrable(host: str) -> str | None:
    """Return the registrable domain of an ASCII host, or None where its suffix is no public one.

    Examples
    --------
    >>> registrable("www.honey.co.uk")
    'honey.co.uk'
    >>> registrable("end.nextsentence") is None
    True
    """
    labels = host.split(".")
    if labels[-1] in SPECIAL_SUFFIXES:
        return ".".join(labels[-2:]) if len(labels) > 1 else None
    parts = _EXTRACT(host)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else None


def why_no_host(host: str) -> str:
    """Return why a host name is none, in words.

    Examples
    --------
    >>> why_no_host("end.nextsentence"), why_no_host("-bad-.com")
    ('no such top-level domain: .nextsentence', '-bad-.com: no host can have such a name')
    """
    ascii_host = host_ascii(host)
    if ascii_host is None:
        return f"{host}: no host can have such a name"
    if is_ip(ascii_host):
        return "an internet address without https:// before it is a version or a number as likely"
    if "." not in ascii_host:
        return f"{host}: no host, as it has no dot"
    if registrable(f"a.{ascii_host}") is None:
        return f"no such top-level domain: .{host.rstrip('.').rpartition('.')[2]}"
    return f"{host}: a public suffix, with no name before it"


def is_onion(host: str) -> bool:
    """Tell whether a host is an onion service by its whole name: 56 characters of base32 (or 16, of the old ones).

    Examples
    --------
    >>> is_onion("www." + "a2" * 28 + ".onion"), is_onion("honey.onion")
    (True, False)
    """
    return _ONION.search(host) is not None


def is_ip(host: str) -> bool:
    """Tell whether a host is an IP address."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
