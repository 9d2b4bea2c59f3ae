"""Names of accounts as they stand in text: which characters are the name, what it is worth, and what is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import Platform, account_name, load_rules, platform_named
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.checksums import tox_id
from graphkit.identifiers.domains import host_ascii, registrable
from graphkit.identifiers.handle_labels import label_of
from graphkit.identifiers.handle_words import is_spoken_number, words
from graphkit.identifiers.look_alikes import latin

_CLOCK = re.compile(
    r"[0-9._]+(?:[ap]m|h|hrs?|hours?|k|x|g|st|nd|rd|th|mins?|minutes?|yo|yrs?|days?|kg|cm|km|m|mm|ml|mb|gb|lbs?|usd|eur"
    r"|euros?|gbp|rub|uah|kzt|uzs|tmt|try|tl|brl|reais|dollars?|pounds?|plus|percent|pics?|vids?|pcs|xp?|a|b)?",
    re.IGNORECASE,
)
_OF_SIGNAL = re.compile(r"[A-Za-z_][0-9A-Za-z_]{2,31}\.[0-9]{2,9}")
_NO_END = ".-#"
_FIGURE = re.compile(r"[0-9_]")
_LEAST_STRICT = 4


def one(kind: str, name: str | None, start: int, size: int, method: str, sure: float) -> Sequence[Found]:
    """Return a mention of a name, or nothing for none."""
    return (Found(kind, name, start, start + size, method, sure),) if name else ()


def account(platform: Platform, raw: str, start: int, method: str, sure: float) -> Sequence[Found]:
    """Return a mention of what stands at ``start``, if the platform can give such a name."""
    plain = latin(raw)
    if plain is None:
        tracing.note("letters of another alphabet in it")
    name = named(platform, plain) if plain else None
    if name and plain != raw:
        method, sure = "handle.homoglyph", min(sure, 0.85)
    return one(platform.kind, name, start, len(raw), method, sure)


def named(platform: Platform, raw: str) -> str | None:
    """Return the name if the platform can give it; digits alone are a phone, unless it gives such names."""
    if platform.kind == "tox":
        return raw.upper() if tox_id(raw) else None
    if raw.replace(".", "").replace("-", "").replace("_", "").isdigit():
        if platform.digits and raw.isdigit() and len(raw) > 4:
            return raw
        tracing.note("figures alone are a phone or a number, and no name of this platform")
        return None
    return account_name(platform, raw)


def trimmed(text: str, signed: bool = False) -> str:
    """Return a name without what ends a sentence, or closes italics around one without ``@``: ``_name_.``."""
    raw = text.rstrip(_NO_END)
    if signed:
        return raw
    return raw.rstrip("_.-#") if raw.startswith("_") and raw.endswith("_") else raw


def is_word(raw: str) -> bool:
    """Tell whether this stands where a name would and is a word, a number or a platform."""
    low = raw.lower()
    return (
        low in load_rules().words
        or low in ("http", "https", "t.me", "www")
        or (not _FIGURE.search(raw) and label_of(raw) is not None)
    )


def is_no_name(raw: str, hosts: bool = False) -> bool:
    """Tell whether this is a word, a platform, a time or an amount, or (``hosts``) a host, and note which of them.

    Examples
    --------
    >>> is_no_name("5pm"), is_no_name("honey.com", hosts=True), is_no_name("honey.com")
    (True, True, False)
    """
    if is_word(raw):
        tracing.note("a common word, or the name of a platform")
    elif is_clock(raw):
        tracing.note("a time, an age, a price or an amount")
    elif hosts and is_domain(raw):
        tracing.note("a host, and no name with a dot")
    else:
        return False
    return True


def is_given_name(raw: str) -> bool:
    """Tell whether this is what people are called, such as ``Maria``: behind a label more often that than an account."""
    return raw.lower() in words("given")


def is_domain(raw: str) -> bool:
    """Tell whether a name with a dot is a host: its end is a public suffix."""
    host = host_ascii(raw) if "." in raw.strip(".") else None
    return host is not None and registrable(host) is not None


def is_clock(raw: str) -> bool:
    """Tell whether this is a time, an age, an amount: ``5pm``, ``24h``, ``18yo``."""
    return _CLOCK.fullmatch(raw) is not None


def is_own_shape(platform: Platform, raw: str) -> bool:
    """Tell whether a name has a shape that this platform deals out and words have not: ``lena.42`` of Signal."""
    return (platform.kind == "signal" and _OF_SIGNAL.fullmatch(raw) is not None) or (
        platform.suffix != "" and raw.lower().endswith(platform.suffix)
    )


def looks_like_name(raw: str) -> bool:
    """Tell whether a word that only a space parts from a platform's name looks like a name of its own accord.

    It has at least two letters, and an underscore, a figure or a dot among them; no time, no host.
    """
    letters = sum(c.isalpha() for c in raw)
    if letters < 2 or len(raw) < _LEAST_STRICT or is_clock(raw) or is_domain(raw):
        return False
    return not is_spoken_number(raw)


def bare(raw: str, start: int, context: Context) -> Sequence[Found]:
    """Return the account of an ``@name`` beside no label: of the record's platform, else of one not known."""
    if not 2 <= len(raw) <= 40:
        tracing.note("too short or too long for a name")
        return ()
    if is_no_name(raw, hosts=True):
        return ()
    here = platform_named(context.platform) if context.platform else None
    found = account(here, raw, start, "handle.platform", 0.85) if here else ()
    plain = latin(raw)
    if found or plain is None:
        return found
    tracing.note("nothing beside it says of which platform it is")
    size = len(re.match(r"[0-9A-Za-z_.]+", plain)[0].rstrip("."))  # type: ignore[index]
    if size < 2:
        return ()
    return one("username", plain[:size].lower(), start, size, "handle.bare", 0.5)
