"""What stands before the name of a payment service: ``202-555-0143 (zelle)``, ``$name on chime``, a purse number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphkit.identifiers import payment_places as places
from graphkit.identifiers import payment_values as values
from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context
from graphkit.identifiers.lazy_pattern import Lazy
from graphkit.identifiers.payment_values import SERVICES, Service, Value

_JOIN = r"(?: ?[(\[] ?| ?[–—-] | (?:(?:is my|is for|for|on|via|by|in|на|для|по|это|мой|на мой) )?)"
# Before a name in a text: the pattern that proposes, without look-around.
_KEY = SERVICES["pix"].shape.pattern
PROPOSED = (
    rf"(?:{_KEY}|\+?[0-9(][0-9 ().-]+[0-9]|[0-9A-Za-z][0-9A-Za-z._%+-]*@[0-9A-Za-z-]+\.[0-9A-Za-z.-]+){_JOIN}"
)
_VALUE = re.compile(
    rf"(?:(?P<key>(?<![\w-]){_KEY})|(?P<mail>(?<![\w.%+-]){places.MAIL.pattern})"
    rf"|(?P<number>(?<![\w+-]){places.NUMBER.pattern}))(?P<join>{_JOIN})\Z"
)
_FAR = 110  # characters before a name that are looked at
_ENDS = frozenset(["", "\n", ".", ",", ")", "]", "!", ";", "|"])
_FIRM, _LOOSE = 0.85, 0.75
_TAGGED = "|".join(f"(?P<{kind}>{SERVICES[kind].names})" for kind in ("cashapp", "chime"))
_TAG_SUFFIX = Lazy(rf"(?: [a-z]+){{0,3}}[ (\[-]{{1,3}}(?:{_TAGGED})(?!\w)")
_TAG = re.compile(f"[{values.HANDLE_CHARS}]+")
_SIGNED = "|".join(f"(?P<{kind}>{SERVICES[kind].names})" for kind in ("venmo", "revolut", "paypal", "wise"))
_SIGNED_SUFFIX = Lazy(rf"(?:(?P<firm> (?:on|via|for|is my)(?: my)? | ?\()| (?:- )?)(?:{_SIGNED})(?!\w)")
_PURSE_SAID = re.compile(r"(?:кошел[её]к\w*|purse|wallet|wm)[ :№#-]{1,4}\Z")
_PURSE_NAMED = Lazy(rf"(?: on)?[ (–-]{{1,3}}(?:{SERVICES['webmoney'].names})(?!\w)")


def value_before(
    text: str, name: re.Match[str], taken: int, services: Sequence[Service], context: Context
) -> tuple[str, Value, int, int] | None:
    """Return the kind, value and place of the phone or mail address before a service's name that is given for it.

    Parameters
    ----------
    text
        The candidate.
    name
        The service's name.
    taken
        Where what was read before ends.
    services
        What the name means.
    context
        Of the candidate.
    """
    first = max(taken, name.start() - _FAR)
    match = _VALUE.search(text[first : name.start()])
    if match is None:
        return None
    after = text[name.end() : name.end() + 1] or context.after
    firm = match["join"].strip() != ""
    if after.isalnum() or (not firm and after not in _ENDS):
        tracing.note("the service's name behind it speaks of what follows")
        return None
    sure = _FIRM if firm else _LOOSE
    raw = match["key"] or match["mail"] or match["number"]
    for service in services:
        if match["key"] and "key" in service.takes:
            return (
                service.kind,
                Value(raw.lower(), sure),
                first + match.start(),
                first + match.start() + len(raw),
            )
        if match["mail"] and "email" in service.takes:
            value = Value(values.mail(raw).value, sure, shared=True)
            return service.kind, value, first + match.start(), first + match.start() + len(raw.rstrip(".-"))
        if match["number"] and "phone" in service.takes:
            read = None if values.may_be_tax_number(raw) else values.phone(raw, service, context.regions)
            if read and read[1] == len(raw):
                value = Value(read[0].value, min(sure, read[0].confidence), shared=True)
                return service.kind, value, first + match.start(), first + match.start() + len(raw)
    return None


def tag_suffix(lower: str, end: int) -> str:
    """Return the service named behind a cashtag, or nothing: ``$name on chime``.

    Examples
    --------
    >>> tag_suffix("$honey on chime", 6), tag_suffix("$honey is nice", 6)
    ('chime', '')
    """
    match = _TAG_SUFFIX.match(lower, end)
    return (match.lastgroup or "") if match else ""


def has_tag_suffix(lower: str, start: int) -> bool:
    """Tell whether a word starts here behind which a service of tags is named."""
    word = _TAG.match(lower, start)
    return word is not None and tag_suffix(lower, word.end()) != ""


def signed_suffix(lower: str, end: int) -> tuple[str, bool, int] | None:
    """Return the service named behind ``@name``, whether the words between join them, and where it ends."""
    match = _SIGNED_SUFFIX.match(lower, end)
    if match is None:
        return None
    kind = next(k for k in ("venmo", "revolut", "paypal", "wise") if match[k])
    return kind, match["firm"] is not None, match.end()


def is_said_purse(lower: str, start: int, end: int) -> bool:
    """Tell whether a letter and twelve figures stand beside words that make them a WebMoney purse."""
    said = _PURSE_SAID.search(lower[max(0, start - 20) : start])
    return said is not None or _PURSE_NAMED.match(lower, end) is not None
