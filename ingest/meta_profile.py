"""Who owns an account of Instagram or Facebook."""

from __future__ import annotations

import re
from typing import Any

from graphkit.model import RecordKind
from ingest.chat import joined, listing, mapping, seconds, text
from ingest.meta_items import MetaItems

# Labels in the account's language; what is not among them is kept, and only mails and numbers in it are read.
_LABELS = {
    "username": ("username", "имя пользователя", "benutzername", "nombre de usuario", "nom d’utilisateur", "nome utente"),
    "author": ("name", "имя", "nombre", "nom", "nome"),
    "text": ("bio", "biography", "биография", "о себе", "steckbrief", "biografía", "biographie"),
    "link": ("website", "веб-сайт", "сайт", "webseite", "sitio web", "site web"),
}  # fmt: skip
_NUMBER = re.compile(r"\+[0-9][0-9 ()\-]{5,25}")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,24}")


def instagram_profile(
    items: MetaItems, rows: list[tuple[str, str, str, float | None]], place: object
) -> bool:
    """Make a record of ``personal_information.json``: label, value, address and time of each row."""
    named: dict[str, str] = {}
    rest: dict[str, str | None] = {}
    points: list[tuple[str, str]] = []
    for label, value, _, _ in rows:
        known = next((k for k, names in _LABELS.items() if label.strip().casefold() in names), "")
        if known:
            named.setdefault(known, value)
        elif _MAIL.fullmatch(value.strip()):
            points.append(("email", value))
        elif _NUMBER.fullmatch(value.strip()):
            points.append(("phone", value))
        else:
            rest[label or "note"] = value
    return _instagram(items, named, rest, points, f"profile {place}")


def old_instagram_profile(items: MetaItems, held: dict[str, Any]) -> None:
    """Make a record of ``profile.json`` of 2019."""
    named = {"username": text(held.get("username")), "author": text(held.get("name")), "text": text(held.get("biography")),
             "link": text(held.get("website"))}  # fmt: skip
    points = [("email", text(held.get("email"))), ("phone", text(held.get("phone_number")))]
    rest = {k: text(held.get(k)) for k in ("date_joined", "gender", "date_of_birth")}
    _instagram(items, named, dict(rest), points, "profile")


def _instagram(
    items: MetaItems,
    named: dict[str, str],
    rest: dict[str, str | None],
    points: list[tuple[str, str]],
    locator: str,
) -> bool:
    items.record(
        locator, kind=RecordKind.PROFILE, author=named.get("author"), text=named.get("text"), extra=rest
    )
    items.parts["profiles"] += 1
    items.owned()
    items.declare("instagram", named.get("username", ""), "username")
    items.declare("link", named.get("link", ""), "website")
    for kind, value in points:
        items.declare(kind, value, kind)
    return True


def facebook_profile(items: MetaItems, held: dict[str, Any]) -> None:
    """Make a record of ``profile_information.json``."""
    name = mapping(held.get("name"))
    when = held.get("registration_timestamp")
    items.record(
        "profile", kind=RecordKind.PROFILE, author=text(name.get("full_name")), posted_at=seconds(when),
        posted_at_raw=text(when), text=text(held.get("about_me")) or text(held.get("intro_bio")),
        location=text(mapping(held.get("current_city")).get("name")),
        extra={
            "birthday": joined((text(mapping(held.get("birthday")).get(k)) for k in ("year", "month", "day")), "-"),
            "gender": text(mapping(held.get("gender")).get("gender_option")),
            "hometown": text(mapping(held.get("hometown")).get("name")),
            "other_names": joined(_names(held, "previous_names") + _names(held, "other_names")),
            "family": joined(_names(held, "family_members")),
            "work": joined(text(mapping(w).get("employer")) for w in listing(held.get("work_experiences"))),
            "screen_names": joined(_screen_names(held), "; "),
        },
    )  # fmt: skip
    items.parts["profiles"] += 1
    items.owned()
    items.declare("facebook", text(held.get("username")), "username")
    items.declare("link", text(held.get("profile_uri")), "profile_uri")
    mails = mapping(held.get("emails"))
    for field in ("emails", "previous_emails", "ad_account_emails"):
        for mail in map(text, listing(mails.get(field))):
            items.declare("email", mail, field)
    for one in map(mapping, listing(held.get("phone_numbers"))):
        items.declare("phone", text(one.get("phone_number")), "phone_numbers")
    for one in map(mapping, listing(held.get("websites"))):
        items.declare("link", text(one.get("address")), "websites")


def _names(held: dict[str, Any], field: str) -> list[str]:
    return [text(mapping(n).get("name")) for n in listing(held.get(field))]


def _screen_names(held: dict[str, Any]) -> list[str]:
    """Return names on other services with the service before them; they are shown, for what they are is not sure."""
    return [
        f"{text(service.get('service_name'))}: {text(mapping(one).get('name'))}"
        for service in map(mapping, listing(held.get("screen_names")))
        for one in listing(service.get("names"))
    ]
