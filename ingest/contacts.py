"""Reads address books: vCards (.vcf) of versions 2.1, 3.0 and 4.0, also gzipped.

A card is what the owner of a telephone noted of somebody. Its numbers and addresses are that person's by the owner's
word, so they join.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

from graphkit.errors import WrongFormatError
from graphkit.model import Batch, RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.encodings import TextLines, decode, detect
from ingest.items import Items
from ingest.streams import ByteStream, peek
from ingest.vcards import Card, Cards, Property, fields

_KEPT = 4_000  # characters of a property that are kept
_DECLARED = 300  # identifiers of one card, at most
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-.\u00a0]{5,24}")
_TEXTS = {"FN": None, "NOTE": "note"}
_SERVICE = re.compile(r"^x-|-?(?:username|id|jid|number)$|[\s._]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,30}):(?:/{0,2})(.*)", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NO_SERVICE = frozenset(
    {"home", "work", "pref", "other", "personal", "internet", "x-apple", "im", "business", "mobile", "apple"}
)


@cache
def _services() -> dict[str, str]:
    data = tomllib.loads((files("ingest") / "contact_services.toml").read_text("utf-8"))
    return {name: kind for kind, names in data.items() for name in names}


class ContactIngestor:
    """Reads address books, each card a record."""

    name = "contacts"
    formats: tuple[str, ...] = ("address books (vCard 2.1, 3.0 and 4.0; also gzipped)",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is an address book, 0..1, from its first bytes and its name."""
        data = peek(head)
        text = decode(data[: 8 << 10], detect(data[: 8 << 10], whole=False)).lstrip(b"\xef\xbb\xbf\r\n \t\0")
        if text[:11].lower() == b"begin:vcard":
            return 0.97
        named = any(s.lower() in {".vcf", ".vcard"} for s in path.suffixes)
        if named and b"begin:vcard" in decode(data, detect(data, whole=False)).lower():
            return 0.7
        return 0.2 if named and not data.strip() else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the cards in batches, in order.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``encoding``, ``parts`` (cards, pictures and sounds left out) and
            ``warnings``.

        Raises
        ------
        WrongFormatError
            If it holds no card.
        SourceError
            If it cannot be read at all.
        """
        stream = ByteStream(path, options.source)
        lines = TextLines(stream)
        book = Cards(lines)
        items = Items(options, "contacts", RecordKind.CONTACT)
        parts: Counter[str] = Counter()
        number = 0
        cards = book.cards()
        first = next(cards, None)
        if first is None and (book.outside_count or stream.damage):
            raise WrongFormatError(f"{options.source}: no address book: it holds no vCard.")
        while first is not None:
            number += 1
            _add(items, first, f"card {number}, line {first.line}", parts)
            yield from items.ready()
            first = next(cards, None)
        for line, said in book.outside:
            items.reject(f"line {line}", "stands between the cards", said)
        yield from items.rest()
        options.report("format", "vCard")
        options.report("encoding", lines.encoding.name)
        options.report("parts", {name: count for name, count in sorted(parts.items()) if count})
        warnings = list(items.warnings)
        if number == 0:
            warnings.append("the file is empty")
        if book.outside_count > len(book.outside):
            more = book.outside_count - len(book.outside)
            warnings.append(f"{more:,} further lines between the cards were passed over")
        options.report("warnings", warnings)


def _add(items: Items, card: Card, locator: str, parts: Counter[str]) -> None:
    parts["pictures, sounds and keys left out"] += card.dropped
    if card.fault and not card.properties:
        items.reject(locator, card.fault, card.raw)
        return
    if not card.properties:
        items.reject(locator, "the card is empty", "")
        return
    parts["cards"] += 1
    name = card.first("FN") or " ".join(part for part in _name(card) if part)
    items.record(
        locator,
        native_id=card.first("UID")[:_KEPT],
        author=name[:_KEPT],
        title=name[:_KEPT],
        location=_place(card)[:_KEPT],
        more_text={"note": "\n".join(p.text for p in card.properties if p.name == "NOTE")},
        text_role=Role.MENTIONED,
        extra=_extra(card),
    )
    said: set[tuple[str, str, str]] = set()
    for prop in card.properties:
        for kind, raw, value in _identifiers(prop):
            if (kind, raw, value or "") not in said and len(said) < _DECLARED:
                said.add((kind, raw, value or ""))
                role = Role.MENTIONED if prop.name in {"RELATED", "MEMBER"} else Role.SELF
                items.declare(kind, raw[:2_000], prop.name.lower(), role, value)
    if card.fault:
        items.reject(locator, card.fault, card.raw)


def _name(card: Card) -> list[str]:
    """Return a structured name as it is spoken: given names before the family's."""
    for prop in card.properties:
        if prop.name == "N":
            family, given, more, before, after = (*fields(prop.value), "", "", "", "", "")[:5]
            return [before, given, more, family, after]
    return []


def _place(card: Card) -> str:
    for prop in card.properties:
        if prop.name == "ADR":
            parts = (*fields(prop.value), "", "", "", "", "", "", "")[:7]
            return ", ".join(part for part in (parts[3], parts[4], parts[6]) if part)
    return ""


_DECLARING = frozenset(
    {"TEL", "EMAIL", "URL", "IMPP", "X-SOCIALPROFILE", "SOCIALPROFILE", "RELATED", "MEMBER", "CONTACT-URI"}
)
_ELSEWHERE = frozenset({"NOTE", "VERSION", "UID", "FN"})


def _extra(card: Card) -> dict[str, str]:
    """Return every property that no field takes, under its name; several of one name in lines."""
    extra: dict[str, list[str]] = {}
    for prop in card.properties:
        if prop.name in _ELSEWHERE or _identifiers(prop):
            continue
        shown = (
            ", ".join(p for p in fields(prop.value) if p) if prop.name in {"N", "ADR", "ORG"} else prop.text
        )
        if shown:
            extra.setdefault(prop.name.lower(), []).append(shown[:_KEPT])
    return {name: "\n".join(values)[: 8 * _KEPT] for name, values in extra.items()}


def _identifiers(prop: Property) -> list[tuple[str, str, str | None]]:
    """Return what a property declares: kind, as it stands, and the value where that is known."""
    raw = prop.text
    if not raw:
        return []
    if prop.name == "TEL":
        number = raw[4:] if raw.lower().startswith("tel:") else raw
        return [("phone", unquote(number).replace(";ext=", " ext. "), None)]
    if prop.name == "EMAIL":
        return [("email", raw, None)]
    if prop.name == "URL":
        return [("link", raw, None)]
    if prop.name in {"RELATED", "MEMBER"}:
        return _uri(raw, "") if ":" in raw and not raw.lower().startswith("urn:") else []
    if prop.name in {"IMPP", "X-SOCIALPROFILE", "SOCIALPROFILE"}:
        return _uri(raw, _service(prop))
    kind = _services().get(_SERVICE.sub("", prop.name.lower()))
    return _named(kind, raw) if kind and prop.name.startswith("X-") else _x_named(prop, raw)


def _x_named(prop: Property, raw: str) -> list[tuple[str, str, str | None]]:
    """Return the account of a messenger that has no kind of its own: X-AIM, X-YAHOO, X-QQ."""
    if prop.name in {"X-AIM", "X-YAHOO", "X-QQ", "X-GADUGADU", "X-GROUPWISE"} and not re.search(r"\s", raw):
        return [("account", raw, f"{prop.name[2:].lower()}:{raw.lower()}")]
    return []


def _service(prop: Property) -> str:
    """Return what a property says of the service: ``X-SERVICE-TYPE``, else its type."""
    said = [
        *prop.parameters.get("X-SERVICE-TYPE", []),
        *prop.parameters.get("SERVICE-TYPE", []),
        *prop.types(),
    ]
    named = [_SERVICE.sub("", one.strip().lower()) for one in said]
    return next((one for one in named if one and one not in _NO_SERVICE), "")


def _uri(raw: str, service: str) -> list[tuple[str, str, str | None]]:
    """Read the address of a messenger or network: a link, ``scheme:name``, or a name of a known service."""
    if _LINK.match(raw):
        return [("link", raw, None)]
    match = _SCHEME.fullmatch(raw)
    scheme, rest = (match[1].lower(), unquote(match[2]).strip()) if match else ("", raw)
    if scheme in {"tel", "sms"}:
        return [("phone", rest, None)]
    if scheme == "mailto":
        return [("email", rest, None)]
    named = service or (scheme if scheme not in _NO_SERVICE else "")
    kind = _services().get(_SERVICE.sub("", named))
    if not rest:
        return []
    if kind:
        return _named(kind, rest)
    if named and not re.search(r"\s", rest):
        return [("account", rest, f"{named}:{rest.lower()}")]
    return []


def _named(kind: str, raw: str) -> list[tuple[str, str, str | None]]:
    """Return a name on a service; a number on a messenger is a phone."""
    if _LINK.match(raw):
        return [("link", raw, None)]
    scheme = _SCHEME.fullmatch(raw)
    if scheme and "@" not in scheme[1] and not raw.startswith("@"):
        raw = unquote(scheme[2])
    if kind in {"whatsapp", "viber", "signal", "telegram"} and _PHONE.fullmatch(raw):
        return [("phone", raw, None)]
    if kind in {"email", "jabber"} and "@" not in raw:
        return []
    if kind == "jabber":  # which the reader of identifiers knows by its scheme or a label only
        return [(kind, raw, raw.partition("/")[0].lower())]
    return [(kind, raw, None)] if raw else []
