"""Reads entities of FollowTheMoney (JSON lines, as Aleph, OpenSanctions and ``ftm`` write them), without the library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphkit.model import Batch, RecordKind, Role
from graphkit.settings import ReadOptions
from ingest.ends import account_value, is_card
from ingest.entities import Object, Objects, Reading, declare_account, first, joined, moment, texts
from ingest.items import Items
from ingest.json_items import Path as JsonPath
from ingest.json_items import What
from ingest.streams import peek

_SCHEMA = re.compile(rb'"schema"\s{0,9}:\s{0,9}"[A-Z][A-Za-z]{2,40}"')
_PROPERTIES = re.compile(rb'"properties"\s{0,9}:\s{0,9}\{')
_PLATFORM = "ftm"
_ACTORS = frozenset({"Person", "Organization", "Company", "LegalEntity", "PublicBody", "Agency"})
_DOCUMENTS = frozenset({"Document", "PlainText", "HyperText", "Pages", "Page", "Article", "Note", "Image", "Folder",
                        "Package", "Workbook", "Table", "Audio", "Video"})  # fmt: skip
# Links between entities: the properties that name their ends.
_LINKS = {
    "Ownership": ("owner", "asset"), "Directorship": ("director", "organization"), "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"), "Family": ("person", "relative"), "Associate": ("person", "associate"),
    "Representation": ("agent", "client"), "UnknownLink": ("subject", "object"), "Similar": ("candidate", "match"),
    "Debt": ("debtor", "creditor"), "Succession": ("predecessor", "successor"), "Occupancy": ("holder", "post"),
    "ProjectParticipant": ("participant", "project"), "Documentation": ("document", "entity"),
    "Identification": ("holder",), "Passport": ("holder",), "Sanction": ("entity",), "CourtCaseParty": ("party", "case"),
}  # fmt: skip
_TEXTS = ("notes", "summary", "description", "bodyText", "bodyHtml", "purpose", "indexText", "rawText")
_NAMED = ("emailMentioned", "phoneMentioned", "ibanMentioned")
_WITHHELD = frozenset({"password", "privateKey"})
_DATES = (
    "date",
    "publishedAt",
    "authoredAt",
    "startDate",
    "createdAt",
    "creationDate",
    "modifiedAt",
    "retrievedAt",
)


def _choose(path: JsonPath, is_array: bool) -> What:
    return What.SKIP if path else What.ITEMS if is_array else What.WHOLE


class FollowTheMoneyIngestor:
    """Reads files of FollowTheMoney entities."""

    name = "followthemoney"
    formats: tuple[str, ...] = ("FollowTheMoney entities (JSON lines)",)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file holds entities, 0..1, from its first bytes (gzip or not)."""
        del path
        data = peek(head).lstrip(b"\xef\xbb\xbf \t\r\n")
        if not data.startswith((b"{", b"[")):
            return 0.0
        return 0.95 if _SCHEMA.search(data) and _PROPERTIES.search(data) and b'"id"' in data else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the entities as records.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``parts``, ``encoding`` and ``warnings``.

        Raises
        ------
        WrongFormatError
            If it holds no entity.
        SourceError
            If it cannot be read at all.
        """
        objects = Objects(path, options.source, _choose)
        reader = _Entities(Items(options, _PLATFORM, RecordKind.PAGE), objects)
        options.report("format", "FollowTheMoney")
        yield from Reading("entity", objects, reader.items, _is_entity, reader.record).batches(options)


def _is_entity(held: Object) -> bool:
    return (
        isinstance(held.get("schema"), str)
        and isinstance(held.get("id"), str)
        and isinstance(held.get("properties", {}), dict)
    )


def _ref(value: object) -> list[str]:
    """Return the ids of entities that a property refers to, also where they stand there themselves."""
    listed = value if isinstance(value, list) else [value]
    ids = [one.get("id") if isinstance(one, dict) else one for one in listed[:1000]]
    return [one for one in ids if isinstance(one, str) and one.strip()]


class _Entities:
    """Makes records of entities."""

    def __init__(self, items: Items, objects: Objects) -> None:
        self.items = items
        self._warn = objects.notes.warn

    def record(self, held: Object, locator: str) -> str:
        """Make a record of an entity; return what it was."""
        schema, properties = held["schema"], dict(held.get("properties") or {})
        if schema in _ACTORS:
            return self._actor(held, properties, locator)
        one = {"UserAccount": self._account, "CryptoWallet": self._wallet, "BankAccount": self._bank,
               "Payment": self._payment, "Call": self._call, "Message": self._message, "Email": self._email,
               "Mention": self._mention}.get(schema)  # fmt: skip
        if one is not None:
            return one(held, properties, locator)
        if schema in _LINKS:
            return self._link(held, properties, locator)
        if schema in _DOCUMENTS:
            self._start(
                held,
                properties,
                locator,
                RecordKind.PAGE,
                _NAMED,
                title=first(properties, "title", "name", "fileName"),
            )
            self._declare(properties, _NAMED, Role.MENTIONED)
            return "documents"
        return f"left: {schema[:60]}"

    def _start(
        self,
        held: Object,
        properties: Mapping[str, Any],
        locator: str,
        kind: RecordKind,
        apart: tuple[str, ...] = (),
        **fields: Any,
    ) -> None:
        """Begin the record of an entity; properties that stand ``apart`` are declared by and by."""
        raw = first(properties, *_DATES)
        prose = {key: value for key in _TEXTS if (value := "\n".join(texts(properties.get(key))))}
        text = prose.pop(
            next((key for key in ("bodyText", "purpose", "description", "notes") if key in prose), ""), None
        )
        kept = {
            key: joined(properties, key) for key in properties if key not in {*_TEXTS, *_WITHHELD, *apart}
        } | {
            "schema": held["schema"],
            "caption": first(held, "caption"),
            "datasets": joined(held, "datasets"),
        }
        if properties.keys() & _WITHHELD:
            self._warn("passwords and private keys were not kept")
        country = (first(properties, "country") or "").strip().upper()
        fields.setdefault("author", None)
        self.items.record(
            locator, kind=kind, native_id=held["id"], posted_at=moment(raw, self._warn), posted_at_raw=raw,
            country=country if len(country) == 2 and country.isalpha() else None, location=first(properties, "address"),
            url=first(properties, "sourceUrl"), text=text, more_text=prose, text_role=Role.MENTIONED, extra=kept, **fields,
        )  # fmt: skip

    def _own(self, held: Object) -> None:
        """Declare the entity's own id, by which others refer to it."""
        self.items.declare("account", held["id"], "id", value=_value(held["id"]))

    def _refer(self, properties: Mapping[str, Any], keys: tuple[str, ...], role: Role) -> None:
        """Declare the entities that properties refer to."""
        for key in keys:
            for ref in _ref(properties.get(key)):
                self.items.declare("account", ref, key, role, value=_value(ref))

    def _declare(self, properties: Mapping[str, Any], keys: tuple[str, ...], role: Role = Role.SELF) -> None:
        """Declare the contacts that properties hold."""
        for key in keys:
            for raw in texts(properties.get(key)):
                self.items.declare(_KINDS[key], raw, key, role)

    def _actor(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        self._start(held, properties, locator, RecordKind.PROFILE, ("phone", "email", "website"),
                    author=first(properties, "name") or first(held, "caption"))  # fmt: skip
        self._own(held)
        self._declare(properties, ("phone", "email", "website"))
        return "persons and organisations"

    def _account(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        service = (first(properties, "service") or "").strip()
        self._start(
            held, properties, locator, RecordKind.PROFILE, ("username", "email", "number", "phone", "owner"),
            author=first(properties, "name"),
            platform=service.lower()[:60] or None,
        )  # fmt: skip
        self._own(held)
        for login in texts(properties.get("username")):
            # A name on nobody knows which service is no contact.
            declare_account(self.items, service, login, "username", Role.SELF if service else Role.MENTIONED)
        self._declare(properties, ("email", "number", "phone"))
        self._refer(properties, ("owner",), Role.MENTIONED)
        return "user accounts"

    def _wallet(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        self._start(held, properties, locator, RecordKind.CONTACT, ("publicKey", "holder"))
        self._own(held)
        self._declare(properties, ("publicKey",))
        self._refer(properties, ("holder",), Role.MENTIONED)
        return "wallets"

    def _bank(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        self._start(held, properties, locator, RecordKind.CONTACT, ("iban", "holder", "owner"))
        self._own(held)
        self._declare(properties, ("iban",))
        bank = first(properties, "bic", "bankName")
        for number in texts(properties.get("accountNumber")):
            if is_card(number):
                self.items.declare("card", number, "accountNumber")
            elif bank:
                self.items.declare(
                    "account", number, "accountNumber", value=account_value(number, bank.lower())
                )
        self._refer(properties, ("holder", "owner"), Role.MENTIONED)
        return "bank accounts"

    def _payment(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        ends = ("payer", "payerAccount", "beneficiary", "beneficiaryAccount")
        self._start(held, properties, locator, RecordKind.PAYMENT, ends)
        self._refer(properties, ("payer", "payerAccount"), Role.SELF)
        self._refer(properties, ("beneficiary", "beneficiaryAccount"), Role.COUNTERPARTY)
        return "payments"

    def _call(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        ends = ("caller", "callerNumber", "receiver", "receiverNumber")
        self._start(held, properties, locator, RecordKind.CALL, ends)
        self._refer(properties, ("caller",), Role.SELF)
        self._declare(properties, ("callerNumber",))
        self._refer(properties, ("receiver",), Role.COUNTERPARTY)
        self._declare(properties, ("receiverNumber",), Role.COUNTERPARTY)
        return "calls"

    def _message(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        ends = ("sender", "senderAccount", "recipients", "recipientAccount")
        self._start(
            held, properties, locator, RecordKind.MESSAGE, ends, title=first(properties, "subject", "title")
        )
        self._refer(properties, ("sender", "senderAccount"), Role.SELF)
        self._refer(properties, ("recipients", "recipientAccount"), Role.COUNTERPARTY)
        return "messages"

    def _email(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        self._start(
            held, properties, locator, RecordKind.EMAIL,
            ("emitters", "from", "sender", "recipients", "to", "cc", "bcc"),
            platform="email", title=first(properties, "subject", "title"),
            author=first(properties, "from", "sender"),
        )  # fmt: skip
        self._refer(properties, ("emitters",), Role.SELF)
        self._mails(properties, ("from", "sender"), Role.SELF)
        self._refer(properties, ("recipients",), Role.COUNTERPARTY)
        self._mails(properties, ("to", "cc", "bcc"), Role.COUNTERPARTY)
        return "e-mails"

    def _mails(self, properties: Mapping[str, Any], keys: tuple[str, ...], role: Role) -> None:
        """Declare addresses as mails write them: ``Ann <ann@mail.example>``."""
        for key in keys:
            for raw in texts(properties.get(key)):
                inside = (
                    raw[raw.rfind("<") + 1 : raw.rfind(">")]
                    if "<" in raw and raw.rfind(">") > raw.rfind("<")
                    else raw
                )
                self.items.declare("email", inside, key, role)

    def _mention(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        self._start(held, properties, locator, RecordKind.PAGE, ("contextPhone", "contextEmail", "resolved", "document"),
                    title=first(properties, "name"))  # fmt: skip
        self._declare(properties, ("contextPhone", "contextEmail"), Role.MENTIONED)
        self._refer(properties, ("resolved", "document"), Role.MENTIONED)
        return "mentions"

    def _link(self, held: Object, properties: Mapping[str, Any], locator: str) -> str:
        self._start(held, properties, locator, RecordKind.PAGE, _LINKS[held["schema"]], title=held["schema"])
        self._refer(properties, _LINKS[held["schema"]], Role.MENTIONED)
        return "links between entities"


_KINDS = {
    "phone": "phone", "email": "email", "website": "link", "number": "phone", "publicKey": "wallet", "iban": "iban",
    "callerNumber": "phone", "receiverNumber": "phone", "contextPhone": "phone", "contextEmail": "email",
    "phoneMentioned": "phone", "emailMentioned": "email", "ibanMentioned": "iban",
}  # fmt: skip


def _value(entity: str) -> str:
    return f"{_PLATFORM}:{entity.strip()[:200]}"
