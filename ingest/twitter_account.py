"""The account of an X archive: who owns it, what it was called, whom it follows and knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphkit.model import RecordKind, Role
from ingest.chat import ChatItems, joined, listing, mapping, text
from ingest.twitter_tweets import account, moment


def _account(items: ChatItems, item: dict[str, Any], place: int) -> None:
    held = mapping(item.get("account"))
    raw, key = text(held.get("createdAt")), account(held.get("accountId"))
    items.record(
        f"account {place}", kind=RecordKind.PROFILE, native_id=key, author=text(held.get("accountDisplayName")),
        posted_at=moment(items, raw), posted_at_raw=raw, extra={"created_via": text(held.get("createdVia"))},
    )  # fmt: skip
    items.parts["accounts"] += 1
    if key:
        items.declare("account", key, "account_id", value=f"twitter:{key}")
    items.declare("twitter", text(held.get("username")), "username")
    items.declare("email", text(held.get("email")), "email")
    items.declare("phone", text(held.get("phoneNumber")), "phone")


def _profile(items: ChatItems, item: dict[str, Any], place: int) -> None:
    held = mapping(item.get("profile"))
    told = mapping(held.get("description"))
    items.record(
        f"profile {place}", kind=RecordKind.PROFILE, text=text(told.get("bio")), location=text(told.get("location")),
        extra={"avatar": text(held.get("avatarMediaUrl")), "header": text(held.get("headerMediaUrl"))},
    )  # fmt: skip
    items.parts["profiles"] += 1
    items.owner("twitter")
    items.declare("link", text(told.get("website")), "website")


def _phone(items: ChatItems, item: dict[str, Any], place: int) -> None:
    items.record(f"phone {place}", kind=RecordKind.PROFILE)
    items.parts["phone numbers of the account"] += 1
    items.owner("twitter")
    items.declare("phone", text(mapping(item.get("device")).get("phoneNumber")), "phone")


def _renamed(items: ChatItems, item: dict[str, Any], place: int) -> None:
    held = mapping(item.get("screenNameChange"))
    change = mapping(held.get("screenNameChange"))
    _change(items, change, account(held.get("accountId")), "twitter", f"change of name {place}")


def _new_mail(items: ChatItems, item: dict[str, Any], place: int) -> None:
    held = mapping(item.get("emailAddressChange"))
    change = mapping(held.get("emailChange"))
    _change(items, change, account(held.get("accountId")), "email", f"change of e-mail {place}")


def _change(items: ChatItems, change: dict[str, Any], key: str, kind: str, locator: str) -> None:
    """Make a record of a change: both the old and the new are of this account."""
    raw = text(change.get("changedAt"))
    items.record(locator, kind=RecordKind.PROFILE, posted_at=moment(items, raw), posted_at_raw=raw)
    items.parts["changes of the account"] += 1
    if key:
        items.declare("account", key, "account_id", value=f"twitter:{key}")
    else:
        items.owner("twitter")
    for field, name in (("changedFrom", "changed_from"), ("changedTo", "changed_to")):
        items.declare(kind, text(change.get(field)), name)


def _follow(name: str) -> Callable[[ChatItems, dict[str, Any], int], None]:
    def make(items: ChatItems, item: dict[str, Any], place: int) -> None:
        key = account(mapping(item.get(name)).get("accountId"))
        items.record(f"{name} {place}", kind=RecordKind.CONTACT, native_id=key, extra={"relation": name})
        items.parts["followers" if name == "follower" else "followed accounts"] += 1
        items.owner("twitter")
        items.declare("account", key, "account_id", Role.COUNTERPARTY, f"twitter:{key}")

    return make


def _contact(items: ChatItems, item: dict[str, Any], place: int) -> None:
    held = mapping(item.get("contact"))
    items.record(
        f"contact {place}",
        kind=RecordKind.CONTACT,
        extra={"name": joined([text(held.get("name"))]), "relation": "contact"},
    )
    items.parts["contacts"] += 1
    items.owner("twitter")
    for field, kind in (("emails", "email"), ("phoneNumbers", "phone")):
        for one in map(text, listing(held.get(field))):
            items.declare(kind, one, kind, Role.COUNTERPARTY)


ACCOUNT_PARTS: dict[str, Callable[[ChatItems, dict[str, Any], int], None]] = {
    "account": _account,
    "profile": _profile,
    "phone_number": _phone,
    "screen_name_change": _renamed,
    "email_address_change": _new_mail,
    "follower": _follow("follower"),
    "following": _follow("following"),
    "contact": _contact,
}
