"""From what a Telegram export says of the account itself to records: its owner, contacts, pictures, devices."""

from __future__ import annotations

from collections import Counter
from typing import Any

from graphkit.model import RecordKind, Role
from ingest.items import Items
from ingest.telegram_peers import account, peer_of
from ingest.telegram_values import is_picture, moment_of, plain, text_of

# Lists in the export of an account: key -> what one entry is called.
LISTS = {
    "contacts": "contact",
    "frequent_contacts": "frequent contact",
    "profile_pictures": "profile picture",
    "stories": "story",
    "sessions": "session",
    "web_sessions": "web session",
}
_OF_PEER = {
    "user": "user", "private_group": "chat", "private_supergroup": "channel", "public_supergroup": "channel",
    "private_channel": "channel", "public_channel": "channel",
}  # fmt: skip
_DATES = frozenset({"date", "date_unixtime"})


def _name(entry: dict[str, Any]) -> str:
    parts = (plain(entry.get(key)) for key in ("first_name", "last_name", "name"))
    return " ".join(part.strip() for part in parts if part.strip())


class Account:
    """Turns what stands in an account's export beside the chats into records.

    Parameters
    ----------
    items
        Gathers them.

    Attributes
    ----------
    owner
        Whose export it is, ``user123``; none until the export has said it.
    counts
        What was read: name -> how many.
    """

    def __init__(self, items: Items) -> None:
        self._items = items
        self.owner: str | None = None
        self.counts: Counter[str] = Counter()

    def profile(self, person: dict[str, Any]) -> None:
        """Add the owner: ``personal_information``."""
        self.owner = peer_of(person.get("user_id"))
        self._items.record(
            "personal information",
            kind=RecordKind.PROFILE,
            native_id=plain(person.get("user_id")),
            author=_name(person),
            text=text_of(person.get("bio")),
            extra=_rest(person, {"user_id", "first_name", "last_name", "bio", "phone_number", "username"}),
        )
        self._declare_owner(Role.SELF)
        self._items.declare("phone", plain(person.get("phone_number")), "phone_number")
        self._items.declare("telegram", plain(person.get("username")), "username")
        self.counts["profiles"] += 1

    def entry(self, key: str, place: int, entry: dict[str, Any]) -> None:
        """Add an entry of one of ``LISTS``, the ``place``th from 1."""
        called = LISTS[key]
        extra = _rest(entry, _DATES)
        is_contact = key in ("contacts", "frequent_contacts")
        own = {"first_name", "last_name", "name", "phone_number", "user_id"} if is_contact else set()
        if key == "stories":
            own |= {"caption"}
        self._items.record(
            f"{called} {place}",
            kind=RecordKind.CONTACT
            if is_contact
            else RecordKind.MESSAGE
            if key == "stories"
            else RecordKind.PROFILE,
            native_id=plain(entry.get("user_id") or entry.get("id")),
            author=_name(entry) if is_contact else None,
            posted_at=moment_of(entry, extra, self.counts),
            posted_at_raw=plain(entry.get("date")),
            text=text_of(entry.get("caption")) if key == "stories" else None,
            extra={name: value for name, value in extra.items() if name not in own},
        )
        if is_contact:
            self._declare_contact(entry)
        self._declare_owner(Role.COUNTERPARTY if is_contact else Role.SELF)
        if type(bot := entry.get("bot_username")) is str:
            self._items.declare("telegram", bot, "bot_username", Role.MENTIONED)
        for field in ("photo", "media"):
            if is_picture(path := entry.get(field)):
                self._items.declare("image", plain(path), field)
        self.counts[called[:-1] + "ies" if called.endswith("y") else called + "s"] += 1

    def other(self, key: str, value: str) -> None:
        """Add one of the things below ``other_data``, as JSON."""
        self._items.record(f'other data "{key}"', kind=RecordKind.PROFILE, extra={key: value})
        self._declare_owner(Role.SELF)
        self.counts["other data"] += 1

    def _declare_contact(self, entry: dict[str, Any]) -> None:
        """Declare who a contact is: the phone and the account are one person's, as Telegram matched them."""
        person = peer_of(entry.get("user_id"))
        kind = _OF_PEER.get(plain(entry.get("type")))
        if person is None and kind is not None and (found := peer_of(entry.get("id"))):
            person = kind + found.lstrip("abcdefghijklmnopqrstuvwxyz")
        if person is not None:
            self._items.declare("account", person, "account", Role.SELF, account(person))
        self._items.declare("phone", plain(entry.get("phone_number")), "phone_number")

    def _declare_owner(self, role: Role) -> None:
        if self.owner is not None:
            self._items.declare("account", self.owner, "owner", role, account(self.owner))


def _rest(entry: dict[str, Any], taken: set[str] | frozenset[str]) -> dict[str, str]:
    return {key: plain(value) for key, value in entry.items() if key not in taken}
