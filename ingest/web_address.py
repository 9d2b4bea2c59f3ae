"""Addresses of pages: the platform behind one, where a link leads, and what saved pages say of where they came from."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import idna
import tldextract

_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
# Reserved for documentation and tests (RFC 2606, RFC 6761) or outside the public root (RFC 7686).
_SPECIAL = frozenset({"example", "test", "invalid", "localhost", "onion", "i2p"})
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/([0-9]{14})(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\([0-9]{1,6}\)([^\s<>]{1,4000})")
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s*\n\s*url:[ \t]*(\S{1,4000})")
_SAVED_DATE = re.compile(
    r"saved date: \w{3} (\w{3}) (\d{1,2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT([+-])(\d\d)(\d\d)", re.ASCII
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LONGEST = 4_000  # characters of an address that is kept


@lru_cache(maxsize=20_000)
def host_of(address: str) -> str:
    """Return the host of a web address in lower-case ASCII; empty where it has none.

    Examples
    --------
    >>> host_of("HTTPS://Ads.Bazaarly.example:8443/x"), host_of("file:///C:/page.html")
    ('ads.bazaarly.example', '')
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").strip(".")
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https", "ftp") or len(host) > 253:
        return ""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


@lru_cache(maxsize=20_000)
def platform_of(address: str) -> str:
    """Return the platform of a page: the registrable domain of its address, or the host where that has none.

    Examples
    --------
    >>> platform_of("https://dubai.bazaarly.co.uk/ad/1"), platform_of("http://abcdefghij234567.onion:81/")
    ('bazaarly.co.uk', 'abcdefghij234567.onion')
    >>> platform_of("http://203.0.113.5:8080/"), platform_of("https://jobs.example/")
    ('203.0.113.5', 'jobs.example')
    """
    host = host_of(address)
    if not host:
        return ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return host
    labels = host.split(".")
    if labels[-1] in _SPECIAL:
        return ".".join(labels[-2:])
    parts = _EXTRACT(host)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else host


def absolute(base: str, link: str) -> str:
    """Return where a link on a page leads, in full; the link itself where that cannot be told.

    Examples
    --------
    >>> absolute("https://jobs.example/list?p=2", "ad/7")
    'https://jobs.example/ad/7'
    """
    link = link.strip()[:LONGEST]
    if not base:
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def unwrap(address: str) -> tuple[str, dt.datetime | None]:
    """Return the page behind an address of the Wayback Machine, and when it was captured.

    Examples
    --------
    >>> unwrap("https://web.archive.org/web/20240102030405/http://jobs.example/7")[0]
    'http://jobs.example/7'
    """
    address = address.strip().removeprefix("view-source:")[:LONGEST]
    match = _WAYBACK.match(address)
    if match is None:
        return address, None
    try:
        moment = dt.datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return address, None
    return match[2], moment


def saved_from(head: str) -> tuple[str, dt.datetime | None]:
    """Return what the browser wrote at the head of a page that it saved: its address, and when.

    Internet Explorer, Chrome and Edge write ``saved from url``; the extension SingleFile writes the time too.

    Examples
    --------
    >>> saved_from("<!-- saved from url=(0022)https://jobs.example/7 -->")
    ('https://jobs.example/7', None)
    """
    match = _SINGLE_FILE.search(head) or _SAVED_FROM.search(head)
    if match is None:
        return "", None
    return match[1], _saved_date(head[match.end() : match.end() + 200])


def _saved_date(text: str) -> dt.datetime | None:
    match = _SAVED_DATE.search(text)
    if match is None or match[1] not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(match[i]) for i in range(2, 7))
    away = dt.timedelta(hours=int(match[8]), minutes=int(match[9]))
    try:
        local = dt.datetime(year, _MONTHS.index(match[1]) + 1, day, hour, minute, second, tzinfo=dt.UTC)
        return local - away if match[7] == "+" else local + away
    except (ValueError, OverflowError):
        return None
