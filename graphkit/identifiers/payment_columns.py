"""Columns that hold handles of one payment service."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphkit.identifiers import payment_places as places
from graphkit.identifiers import payment_values as values
from graphkit.identifiers.base import Context
from graphkit.identifiers.payment_values import Service, Value


def of_column(service: Service, raw: str, context: Context) -> Iterator[tuple[Value, int, int]]:
    """Yield the handles of a column of one service, and their places: one, or several parted by commas."""
    for part in re.finditer(r"[^,;|\n]+", raw):
        whole = part[0].strip()
        value = _of_cell(service, whole, context) if 0 < len(whole) <= 100 else None
        if value:
            start = part.start() + part[0].index(whole)
            yield value, start, start + len(whole)


def _of_cell(service: Service, whole: str, context: Context) -> Value | None:
    """Read a value that is said to be a handle of the service."""
    bare, digits = whole.lstrip("$@"), whole.replace(" ", "")
    if "email" in service.takes and places.MAIL.fullmatch(whole):
        return values.mail(whole)
    if "phone" in service.takes and places.NUMBER.fullmatch(whole):
        read = values.phone(whole, service, context.regions)
        return read[0] if read and read[1] == len(whole) else None
    if service.kind == "yoomoney":
        return values.purse(digits, named=True)
    if service.kind == "webmoney":
        purse = places.PURSE.fullmatch(digits.lower())
        return Value(f"WMID{digits}" if digits.isdigit() else digits.upper(), 0.95) if purse else None
    if service.kind == "cashapp" and (whole[0] == "$" or values.is_handle(bare)):
        return values.cashtag(bare, labelled=True)
    if "code" in service.takes:
        return Value(bare.upper(), 0.9) if service.shape.fullmatch(bare) else None
    if service.shape.fullmatch(bare) and values.is_handle(bare):
        return Value(bare.lower(), 0.9)
    return None
