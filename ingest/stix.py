"""Reads STIX 2.0 and 2.1 bundles: observables, identities, actors, what is said of them, and how they are related."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphkit.model import Batch, RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.ends import account_value
from ingest.entities import (
    Object,
    Objects,
    Reading,
    declare_account,
    first,
    joined,
    kind_named,
    moment,
    service_kind,
    texts,
)
from ingest.items import Items
from ingest.json_items import Path as JsonPath
from ingest.json_items import What
from ingest.streams import peek

_BUNDLE = re.compile(rb'"(?:type"\s{0,9}:\s{0,9}"bundle"|id"\s{0,9}:\s{0,9}"bundle--)')
_OBJECT = re.compile(rb'"id"\s{0,9}:\s{0,9}"[a-z0-9-]{3,60}--[0-9a-f]{8}-[0-9a-f]{4}-')
_MOST = 500_000  # observables that others may refer to
_PLATFORM = "stix"
# Accounts of machines: "root" on one and "root" on another are two.
_SYSTEMS = frozenset({"unix", "windows-local", "windows-domain", "ldap", "tacacs", "radius", "nis", ""})
_WITHHELD = frozenset({"credential", "credentials", "password", "payload_bin"})
_ACTORS = {"identity": "identities", "threat-actor": "threat actors", "intrusion-set": "intrusion sets",
           "x-persona": "personas", "persona": "personas"}  # fmt: skip
_SAYINGS = {"report": "reports", "note": "notes", "opinion": "opinions", "grouping": "groupings",
            "observed-data": "observations", "indicator": "indicators", "incident": "incidents",
            "campaign": "campaigns", "sighting": "sightings"}  # fmt: skip
_WALLETS = frozenset({"cryptocurrency-wallet", "x-cryptocurrency-wallet", "x-crypto-wallet"})
_PHONES = frozenset(
    {"phone-number", "x-phone-number", "x-phone", "phone", "x-telephone-number", "telephone-number"}
)
_BANKS = frozenset({"bank-account", "x-bank-account"})
_REFS = ("object_refs", "sighting_of_ref", "observed_data_refs", "where_sighted_refs")
_PLAIN = frozenset({"type", "id", "spec_version", "created", "modified", "value"})


def _choose(path: JsonPath, is_array: bool) -> What:
    if not path:
        return What.ITEMS if is_array else What.ENTER
    return What.ITEMS if is_array and path == ("objects",) else What.SKIP


class StixIngestor:
    """Reads STIX bundles."""

    name = "stix"
    formats: tuple[str, ...] = ("STIX 2.0 and 2.1 bundles (JSON)",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file is a bundle, 0..1, from its first bytes (gzip or not)."""
        del path
        data = peek(head).lstrip(b"\xef\xbb\xbf \t\r\n")
        if data.startswith(b"{"):
            return 0.95 if _BUNDLE.search(data) and (b'"objects"' in data or _OBJECT.search(data)) else 0.0
        return 0.9 if data.startswith(b"[") and b'"spec_version"' in data and _OBJECT.search(data) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the bundle's objects as records.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``parts``, ``encoding`` and ``warnings``.

        Raises
        ------
        WrongFormatError
            If it holds no object of STIX.
        SourceError
            If it cannot be read at all.
        """
        index = _index(path, options)
        objects = Objects(path, options.source, _choose)
        reader = _Stix(Items(options, _PLATFORM, RecordKind.PAGE), index, objects)
        options.report("format", "STIX")
        yield from Reading("object", objects, reader.items, _is_object, reader.record).batches(options)


def _is_object(held: Object) -> bool:
    return isinstance(held.get("type"), str) and isinstance(held.get("id"), str)


Index = dict[str, tuple[str, str]]  # id of an observable -> kind, raw


def _index(path: Path, options: ReadOptions) -> Index:
    """Return the observables that others refer to."""
    found: Index = {}
    for _, held, _ in Objects(path, options.source, _choose).read():
        if isinstance(held, str) or not _is_object(held) or len(found) >= _MOST:
            continue
        if (known := _identifier(held)) is not None:
            found[held["id"]] = known
    return found


def _identifier(held: Object) -> tuple[str, str] | None:
    """Return the identifier that an observable is: kind, raw; none where it is none, or is an account's."""
    kind = held["type"]
    if kind in ("email-addr", "url", "domain-name"):
        raw = first(held, "value")
        return ({"email-addr": "email", "url": "link", "domain-name": "domain"}[kind], raw) if raw else None
    if kind in _WALLETS:
        raw = first(held, "address", "value", "hash")
        return ("wallet", raw) if raw else None
    if kind in _PHONES:
        raw = first(held, "value", "number", "phone_number", "e164")
        return ("phone", raw) if raw else None
    if kind == "user-account":
        login, service = first(held, "account_login", "user_id"), first(held, "account_type") or ""
        return (service_kind(service), login) if login and service_kind(service) else None
    return None


class _Stix:
    """Makes records of objects."""

    def __init__(self, items: Items, index: Index, objects: Objects) -> None:
        self.items = items
        self._index = index
        self._warn = objects.notes.warn

    def record(self, held: Object, locator: str) -> str:
        """Make a record of an object; return what it was."""
        kind = held["type"]
        if kind == "user-account":
            return self._account(held, locator)
        if kind == "email-message":
            return self._mail(held, locator)
        if kind == "relationship":
            return self._relationship(held, locator)
        if kind in _ACTORS:
            return self._actor(held, locator, _ACTORS[kind])
        if kind in _SAYINGS:
            return self._saying(held, locator, _SAYINGS[kind])
        if kind in _BANKS:
            return self._bank(held, locator)
        known = _identifier(held)
        if known is not None:
            return self._observable(held, locator, known)
        return self._other(held, locator)

    def _start(
        self, held: Object, locator: str, kind: RecordKind, used: frozenset[str], **fields: Any
    ) -> Role:
        """Begin the record of an object; return whose the identifiers in it are."""
        kept = {
            key: joined(held, key)
            for key in held
            if key not in used
            and key not in _PLAIN
            and key not in _WITHHELD
            and not _is_declared(key, held[key])
        }
        kept["type"] = held["type"]
        raw = first(held, "published", "first_observed", "valid_from", "created", "date")
        fields.setdefault("posted_at_raw", raw)
        self.items.record(
            locator, kind=kind, native_id=held["id"], posted_at=moment(fields["posted_at_raw"], self._warn), extra=kept,
            text_role=Role.MENTIONED, **fields,
        )  # fmt: skip
        if kept.keys() & _WITHHELD or held.keys() & _WITHHELD:
            self._warn("passwords and files in objects were not kept")
        return Role.MENTIONED if held.get("revoked") is True else Role.SELF

    def _named(self, held: Object, role: Role) -> None:
        """Declare the object's own id, by which others refer to it."""
        self.items.declare("account", held["id"], "id", role, value=f"{_PLATFORM}:{held['id'][:200]}")

    def _extensions(self, held: Object, role: Role) -> None:
        """Declare what properties of one's own are called like identifiers."""
        inside = [e for e in dict(held.get("extensions") or {}).values() if isinstance(e, dict)] if isinstance(
            held.get("extensions"), dict) else []  # fmt: skip
        for owner in (held, *inside):
            for key, value in owner.items():
                if (owner is held and not key.startswith("x_")) or not (kind := kind_named(key)):
                    continue
                for raw in texts(value):
                    if raw[:1] not in "{[":
                        self.items.declare(kind, raw, key, role)

    def _account(self, held: Object, locator: str) -> str:
        service = (first(held, "account_type") or "").strip().lower()
        role = self._start(
            held, locator, RecordKind.PROFILE, frozenset({"display_name", "account_login", "user_id"}),
            author=first(held, "display_name"),
            platform=service[:60] or None, posted_at_raw=first(held, "account_created"),
        )  # fmt: skip
        own = role if service not in _SYSTEMS else Role.MENTIONED
        self._named(held, role)
        if login := first(held, "account_login"):
            declare_account(self.items, service, login, "account_login", own)
        if number := first(held, "user_id"):
            value = f"{service}:{number}" if service not in _SYSTEMS else f"{_PLATFORM}:{held['id'][:200]}"
            self.items.declare("account", number, "user_id", own, value=value)
        self._extensions(held, own)
        return "accounts"

    def _observable(self, held: Object, locator: str, known: tuple[str, str]) -> str:
        kind, raw = known
        page = kind in ("link", "domain")
        role = self._start(
            held, locator, RecordKind.PAGE if page else RecordKind.CONTACT,
            frozenset({"display_name", "belongs_to_ref", "address", "number", "phone_number", "e164", "hash"}),
            author=first(held, "display_name"), url=raw if kind == "link" else None,
        )  # fmt: skip
        self._named(held, role)
        self.items.declare(kind, raw, "value", role)
        self._extensions(held, role)
        for ref in texts(held.get("belongs_to_ref")):
            self._refer(ref, "belongs_to_ref", Role.MENTIONED)
        return {"link": "links", "domain": "domains", "email": "e-mail addresses", "wallet": "wallets",
                "phone": "phones"}.get(kind, "accounts")  # fmt: skip

    def _bank(self, held: Object, locator: str) -> str:
        role = self._start(held, locator, RecordKind.CONTACT, frozenset({"iban", "account_number"}))
        self._named(held, role)
        if iban := first(held, "iban"):
            self.items.declare("iban", iban, "iban", role)
        if number := first(held, "account_number"):
            bank = first(held, "bic", "bank")
            self.items.declare("account", number, "account_number", role if bank else Role.MENTIONED,
                               value=account_value(number, (bank or held["id"]).lower()[:200]))  # fmt: skip
        return "bank accounts"

    def _mail(self, held: Object, locator: str) -> str:
        role = self._start(
            held, locator, RecordKind.EMAIL, frozenset({"subject", "body", "from_ref", "sender_ref", "to_refs", "cc_refs",
                                                        "bcc_refs"}),
            platform="email", title=first(held, "subject"), text=first(held, "body"), posted_at_raw=first(held, "date"),
        )  # fmt: skip
        for key in ("from_ref", "sender_ref"):
            for ref in texts(held.get(key)):
                self._refer(ref, key, role)
        for key in ("to_refs", "cc_refs", "bcc_refs"):
            for ref in texts(held.get(key)):
                self._refer(ref, key, Role.COUNTERPARTY)
        return "e-mails"

    def _actor(self, held: Object, locator: str, what: str) -> str:
        contact = first(held, "contact_information")
        role = self._start(
            held, locator, RecordKind.PROFILE, frozenset({"name", "description", "contact_information"}),
            author=first(held, "name"), text=first(held, "description"),
            more_text={"contact_information": contact}, text_roles={"contact_information": Role.SELF},
        )  # fmt: skip
        if role is not Role.SELF:
            self._warn("identifiers of revoked objects only show")
        self._named(held, role)
        self._extensions(held, role)
        return what

    def _saying(self, held: Object, locator: str, what: str) -> str:
        long = {key: first(held, key) for key in ("content", "explanation", "pattern", "objective")}
        self._start(
            held, locator, RecordKind.PAGE, frozenset({"name", "abstract", "description", *_REFS, *long}),
            title=first(held, "name", "abstract"), text=first(held, "description"),
            author=joined(held, "authors"), more_text=long, text_roles=dict.fromkeys(long, Role.MENTIONED),
        )  # fmt: skip
        for key in _REFS:
            for ref in texts(held.get(key)):
                self._refer(ref, key, Role.MENTIONED)
        embedded = held.get("objects")
        if isinstance(embedded, dict):  # STIX 2.0 keeps what was observed inside
            for one in list(embedded.values())[:1000]:
                if isinstance(one, dict) and isinstance(one.get("type"), str) and (known := _identifier(one)):
                    self.items.declare(*known, "observed", Role.MENTIONED)
        return what

    def _relationship(self, held: Object, locator: str) -> str:
        title = " ".join(first(held, key) or "?" for key in ("source_ref", "relationship_type", "target_ref"))
        self._start(
            held, locator, RecordKind.PAGE, frozenset({"description", "source_ref", "target_ref"}),
            title=title[:300], text=first(held, "description"),
        )  # fmt: skip
        for key in ("source_ref", "target_ref"):
            for ref in texts(held.get(key)):
                self._refer(ref, key, Role.MENTIONED)
        return "relationships"

    def _refer(self, ref: str, field: str, role: Role) -> None:
        """Declare what an object refers to: the identifier where it is one, and the id."""
        known = self._index.get(ref)
        if known is not None:
            self.items.declare(*known, field, role)
        else:
            self.items.declare("account", ref, field, role, value=f"{_PLATFORM}:{ref[:200]}")

    def _other(self, held: Object, locator: str) -> str:
        """Make a record of an object of somebody's own type if it holds identifiers; else leave it."""
        kind = held["type"]
        named = kind_named(kind) if kind.startswith("x-") else ""
        value = first(held, "value")
        if not (named and value) and not any(key.startswith("x_") and kind_named(key) for key in held):
            return f"left: {kind[:60]}"
        role = self._start(held, locator, RecordKind.CONTACT, frozenset({"name", "description"}),
                           author=first(held, "name"), text=first(held, "description"))  # fmt: skip
        self._named(held, role)
        if named and value:
            self.items.declare(named, value, "value", role)
        self._extensions(held, role)
        return "others"


def _is_declared(key: str, value: object) -> bool:
    """Tell whether a property of somebody's own holds identifiers and nothing else."""
    return (
        key.startswith("x_") and bool(kind_named(key)) and all(text[:1] not in "{[" for text in texts(value))
    )
