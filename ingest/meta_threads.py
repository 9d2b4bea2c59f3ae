"""Chats of Instagram and Facebook, whose people are known by their shown names only."""

from __future__ import annotations

from typing import Any

from graphkit.model import RecordKind, Role
from ingest.chat import addressed, apart, joined, listing, mapping, seconds, text
from ingest.meta_items import MetaItems

# What deleted accounts are called: one name for many people.
_NOBODY = {
    "instagram user", "instagrammer", "facebook user", "messenger user", "пользователь instagram",
    "пользователь facebook", "usuario de instagram", "usuario de facebook", "utilisateur instagram",
    "utilisateur facebook", "instagram-nutzer", "facebook-nutzer", "usuário do instagram", "usuário do facebook",
    "użytkownik instagrama", "użytkownik facebooka", "utente di instagram", "utente di facebook",
}  # fmt: skip
_FILES = ("videos", "gifs", "audio_files", "files", "audio")
_EVENTS = {"Subscribe", "Unsubscribe", "Plan"}


class Thread:
    """A chat: its title and people, who mean somebody only in it.

    Parameters
    ----------
    items
        Where its messages go.
    header
        What the file says beside the messages.
    """

    def __init__(self, items: MetaItems, header: dict[str, Any]) -> None:
        self._items = items
        self.title = text(header.get("title"))
        self._people = [text(mapping(p).get("name")).strip() for p in listing(header.get("participants"))]
        self._people = [p for p in dict.fromkeys(self._people) if p]
        kind = text(header.get("thread_type"))
        self._group = len(self._people) > 2 or kind == "RegularGroup"
        self._path = text(header.get("thread_path")).strip()
        # The parts of a long chat (message_1.json, message_2.json, ...) share its path; one cut short may lack it.
        self._within = self._path or items.short
        self._extra = {
            "chat": self.title, "thread": self._path, "people": joined(self._people),
            "thread_type": kind or ("group" if self._group else "two"),
        }  # fmt: skip

    def message(self, held: object, place: int, raw: str) -> None:
        """Make a record of a message."""
        locator = f'chat "{self.title}", message {place}' if self.title else f"message {place}"
        if not isinstance(held, dict) or not ({"sender_name", "timestamp_ms"} & held.keys()):
            self._items.reject(locator, "not a message", raw)
            return
        sender, said = text(held.get("sender_name")).strip(), text(held.get("content"))
        share = mapping(held.get("share"))
        kind = text(held.get("type"))
        call = kind == "Call" or held.get("call_duration") is not None
        others = not self._group or call or kind in _EVENTS or addressed(said)
        photos, files = self._files(held)
        when = held.get("timestamp_ms")
        self._items.record(
            locator, author=sender, posted_at=seconds(when), posted_at_raw=text(when), text=said,
            kind=RecordKind.CALL if call else None, more_text={"shared": text(share.get("share_text"))},
            extra=self._extra | _extra(held, share) | {"file": files},
            text_role=Role.MENTIONED if others else None, text_roles={"shared": Role.MENTIONED},
        )  # fmt: skip
        self._items.parts["calls" if call else "messages"] += 1
        self._person(sender, "sender", Role.SELF)
        if self._group:
            name = self._path or self.title
            whose = name if self._path else f"{name}@{self._items.short}"
            self._items.declare("account", name, "group", Role.CONTAINER, f"{self._items.service}:{whose}")
        else:
            for other in self._people:
                if other != sender:
                    self._person(other, "other", Role.COUNTERPARTY)
        for one in listing(held.get("users")):
            self._person(text(mapping(one).get("name")).strip(), "invited", Role.MENTIONED)
        self._items.mentioned("link", text(share.get("link")), "shared_link")
        for field in ("original_content_owner", "profile_share_username"):
            self._items.mentioned("instagram", text(share.get(field)), field)
        self._items.pictures(photos, Role.MENTIONED if others else Role.SELF)

    def _person(self, name: str, field: str, role: Role) -> None:
        if name and name.casefold() not in _NOBODY:
            value = f"{self._items.service}:{name}@{self._within}"
            self._items.declare("account", name, field, role, value)

    def _files(self, held: dict[str, Any]) -> tuple[list[str], str]:
        """Return the photos, by their place beside the chat's file, and the other files."""
        photos = [self._beside(text(mapping(p).get("uri"))) for p in listing(held.get("photos"))]
        others = [text(mapping(f).get("uri")) for name in _FILES for f in listing(held.get(name))]
        others.append(text(mapping(held.get("sticker")).get("uri")))
        pictures, rest = apart(photos)
        return pictures, joined([rest, *others])

    def _beside(self, uri: str) -> str:
        before, found, after = uri.partition(f"{self._path}/") if self._path else (uri, "", "")
        return after if found else before


def _extra(held: dict[str, Any], share: dict[str, Any]) -> dict[str, str | None]:
    reactions = (
        f"{text(mapping(r).get('reaction'))} {text(mapping(r).get('actor'))}"
        for r in listing(held.get("reactions"))
    )
    flags = (
        "is_unsent",
        "is_taken_down",
        "is_geoblocked_for_viewer",
        "missed",
        "is_unsent_image_by_messenger_kid_parent",
    )
    return {
        "type": text(held.get("type")), "call_seconds": text(held.get("call_duration")),
        "reactions": joined(reactions), "flags": joined(f for f in flags if held.get(f) is True),
        "profile_shared": text(share.get("profile_share_name")),
    }  # fmt: skip


def old_conversation(items: MetaItems, held: dict[str, Any], place: int) -> None:
    """Make records of a conversation of Instagram before 2020, which names its people by their usernames."""
    people = [text(p).strip() for p in listing(held.get("participants"))]
    group = len(people) > 2
    title = joined(people)
    for n, one in enumerate(map(mapping, listing(held.get("conversation"))), 1):
        sender, said = text(one.get("sender")).strip(), text(one.get("text"))
        raw = text(one.get("created_at"))
        others = not group or addressed(said)
        items.record(
            f"conversation {place}, message {n}", author=sender, posted_at=items.iso(raw), posted_at_raw=raw, text=said,
            text_role=Role.MENTIONED if others else None,
            extra={"people": title, "media": joined(text(one.get(k)) for k in ("media", "media_url", "media_share_url"))},
        )  # fmt: skip
        items.parts["messages"] += 1
        items.declare("instagram", sender, "sender")
        if not group:
            for other in people:
                if other != sender:
                    items.declare("instagram", other, "other", Role.COUNTERPARTY)
        else:
            items.declare("account", title, "group", Role.CONTAINER, f"instagram:{title}")
        items.mentioned("link", text(one.get("link")), "shared_link")
