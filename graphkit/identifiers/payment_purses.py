"""Purses of WebMoney and wallets of YooMoney, with or without the service's name before them."""

from __future__ import annotations

import re

from graphkit.identifiers import payment_before as before
from graphkit.identifiers import payment_places as places
from graphkit.identifiers import payment_values as values
from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.payment_values import Value

_NEXT_PURSE = re.compile(r"[ ,;/|]{1,3}(?:wm[a-z][ :]{1,3})?(?P<purse>[a-z][0-9]{12})(?![0-9a-z])")


def found_of(kind: str, value: Value, start: int, end: int, method: str) -> Found:
    """Return a handle found at a place of the candidate; ``method`` tells by what."""
    hint = "phone" if value.shared and value.value.startswith("+") else ""
    return Found(kind, value.value, start, end, f"payment.{method}", value.confidence, hint, not value.shared)


def bare_purse(text: str, hook: re.Match[str], context: Context) -> Found | None:
    """Read a wallet number that no name announces."""
    start, end = hook.span()
    follows = text[end : end + 1] or context.after
    if follows.isalnum() or follows == "_":
        tracing.note("letters or figures go on behind it: no wallet's number")
        return None
    if hook[0][0].isdigit():
        value = values.purse(hook[0].replace(" ", ""), named=False)
        return found_of("yoomoney", value, start, end, "checksum") if value else None
    sure = 0.85 if before.is_said_purse(text.lower(), start, end) else 0.65
    if sure < 0.7:
        tracing.note("nothing beside it says that it is a WebMoney purse")
    return found_of("webmoney", Value(hook[0].upper(), sure), start, end, "format")


def webmoney_behind(lower: str, name: re.Match[str], place: places.Place) -> list[Found]:
    """Read purses behind WebMoney's name; digits alone are a WMID, or of the purse that the name says."""
    if place.form != "purse":
        tracing.note("a purse of WebMoney has a letter and twelve figures")
        return []
    letter = name[0][2:].upper() if name[0].startswith("wm") else "ID"
    unnamed = "WMID" if letter == "ID" else letter
    found: list[Found] = []
    match: re.Match[str] | None = place.match
    while match:
        value = re.sub("[ -]", "", match["purse"]).upper()
        value = unnamed + value if value[0].isdigit() else value
        found.append(found_of("webmoney", Value(value, 0.95), *match.span("purse"), "labelled"))
        match = _NEXT_PURSE.match(lower, match.end())
    return found
