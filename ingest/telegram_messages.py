"""From a message of a Telegram export to a record, with whose its identifiers are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from graphkit.model import RecordKind, Role
from ingest.items import Items
from ingest.telegram_peers import Chat, Recent, account, number, peer_of
from ingest.telegram_values import is_picture, moment_of, plain, text_of

_TAKEN = frozenset(
    {"id", "type", "date", "date_unixtime", "from", "from_id", "actor", "actor_id", "text", "text_entities"}
)
_RENAMED = {"author": "signature", "reply_to_message_id": "reply_to"}
_FORWARDED = frozenset({"forwarded_from", "forwarded_from_id", "forwarded_date", "saved_from"})
# What needs more than being kept.
_SPECIAL = frozenset(
    {
        "forwarded_from_id", "via_bot", "contact_information", "location_information", "place_name", "address", "poll",
        "members", "inviter", "inline_bot_buttons", "reply_to_message_id", "reply_to_peer_id", "to_id", "title", "action",
        "information_text", "photo", "file",
    }
)  # fmt: skip
_KINDS = {"phone_call": RecordKind.CALL, "send_payment": RecordKind.PAYMENT}
_SHARED_MEDIA = {"sticker", "animation"}  # everybody sends the same ones
_LINK = re.compile(r"(?:https?|tg|mailto|tel):", re.IGNORECASE)
_SENDERS = 100_000  # ids that are remembered
_TOPICS = 100_000  # topics of a forum that are remembered


class Messages:
    """Turns the messages of a chat into records.

    Parameters
    ----------
    items
        Gathers them.
    chat
        The chat that they stand in.
    owner
        Whose export it is, where that is known.
    prefix
        What stands before ``message 7`` in locators.
    """

    def __init__(self, items: Items, chat: Chat, owner: str | None, prefix: str) -> None:
        self._items = items
        self._chat = chat
        self._owner = owner
        self._prefix = prefix
        self._recent = Recent()
        self._topics: dict[int, str] = {}
        self._senders: dict[str, str] = {}
        self._settled = False
        self.counts: Counter[str] = Counter()

    def add(self, message: dict[str, Any]) -> None:
        """Add a message as a record."""
        get = message.get
        chat = self._chat
        service = get("type") == "service"
        raw_id = get("from_id")
        if raw_id is None:
            raw_id = get("actor_id")
        old = "date_unixtime" not in message and type(raw_id) is int
        sender = self._sender(raw_id, old)
        extra = {
            _RENAMED.get(key, key): value if type(value) is str else plain(value)
            for key, value in message.items()
            if key not in _TAKEN
        }
        whose = "actor_id" if get("from_id") is None else "from_id"
        if sender is None and raw_id is not None:
            extra[whose] = plain(raw_id)
        if chat.name:
            extra["chat"] = chat.name
        role = self._role(message, service, sender, extra)
        text = get("text")
        if text is None:
            text = get("text_entities")
        special = not _SPECIAL.isdisjoint(message)
        fields: dict[str, str | None] = {"location": None, "title": None, "poll": None}
        if special:
            self._take_apart(message, service, extra, fields)
        shown = text_of(text)
        if service and not shown:
            shown = extra.get("information_text", "")
        moment = moment_of(message, extra, self.counts)
        native = plain(get("id"))
        self._items.record(
            f"{self._prefix}message {native}" if native else f"{self._prefix}a message without an id",
            native_id=native,
            kind=_KINDS.get(extra.get("action", "")) if service else None,
            author=plain(get("from") or get("actor")),
            posted_at=moment,
            posted_at_raw=plain(get("date")),
            location=fields["location"],
            title=fields["title"],
            text=shown,
            more_text={"poll": fields["poll"]} if fields["poll"] else None,
            extra=extra,
            text_role=role,
        )
        self._declare_people(sender, plain(raw_id), whose)
        if type(text) is list:
            self._declare_parts(text, role or Role.SELF)
        if special:
            self._declare_more(message, sender, role or Role.SELF)
        self._remember(message, sender, extra)
        self.counts["service messages" if service else "messages"] += 1

    def _sender(self, written: object, old: bool) -> str | None:
        """Return who a sender's id means; a chat's senders come again and again."""
        if not self._settled:
            self._settled = True
            self._chat.settle(old)
        if type(written) is not str:
            return peer_of(written, old)
        known = self._senders.get(written)
        if known is None:
            if len(self._senders) >= _SENDERS:
                self._senders.clear()
            known = self._senders[written] = peer_of(written) or ""
        return known or None

    def _role(
        self, message: dict[str, Any], service: bool, sender: str | None, extra: dict[str, str]
    ) -> Role | None:
        """Return whose the identifiers in a message's texts are; none for the sender's own."""
        chat = self._chat
        if service or not (chat.is_group or chat.is_channel) or "via_bot" in message:
            return Role.MENTIONED
        if not _FORWARDED.isdisjoint(message):
            return Role.MENTIONED
        to = number(message.get("reply_to_message_id"))
        if to is None:
            return None
        if "reply_to_peer_id" in message:
            return Role.MENTIONED
        if (topic := self._topics.get(to)) is not None:
            # Whatever is written in a topic of a forum is said to answer the message that opened it.
            extra["topic"] = topic
            del extra["reply_to"]
            return None
        if sender is not None and self._recent.get(to) == sender:
            return None
        return None if chat.is_channel and sender in (None, chat.peer) else Role.MENTIONED

    def _take_apart(
        self, message: dict[str, Any], service: bool, extra: dict[str, str], fields: dict[str, str | None]
    ) -> None:
        """Give what is structured plain names, and find the fields of the record in it."""
        place = message.get("location_information")
        if type(place) is dict:
            del extra["location_information"]
            extra |= {name: plain(value) for name, value in place.items()}
        where = [extra.get("place_name", ""), extra.get("address", "")]
        if not any(where):
            where = [extra.get("latitude", ""), extra.get("longitude", "")]
        fields["location"] = ", ".join(filter(None, where))
        if service and "title" in extra:
            fields["title"] = extra.pop("title")
        poll = message.get("poll")
        if type(poll) is dict:
            answers = poll.get("answers")
            lines = [poll.get("question"), *(answers if type(answers) is list else ())]
            fields["poll"] = "\n".join(
                text_of(line.get("text") if type(line) is dict else line) for line in lines
            )
        card = message.get("contact_information")
        if type(card) is dict:
            del extra["contact_information"]
            extra |= {f"contact_{name}": plain(value) for name, value in card.items()}
        if type(message.get("members")) is list:
            del extra["members"]  # stand there as they are declared

    def _declare_people(self, sender: str | None, written: str, field: str) -> None:
        """Declare the sender and the chat, or the other end of a talk between two."""
        declare, chat = self._items.declare, self._chat
        peer = chat.peer
        if sender is not None and not (sender == peer and chat.is_group):
            # Who writes in a group's name is one of those who run it, and nobody can tell which.
            declare("account", written, field, Role.SELF, account(sender))
        if peer is None:
            return
        if chat.is_group or (chat.is_channel and sender not in (None, peer)):
            declare("account", peer, "chat_id", Role.CONTAINER, account(peer))
        elif chat.is_channel and sender is None:
            declare("account", peer, "chat_id", Role.SELF, account(peer))
        elif chat.is_of_two:
            if self._owner is None and sender not in (None, peer):
                self._owner = sender
            other = self._owner if sender == peer else peer
            if other is not None:
                declare("account", other, "other_end", Role.COUNTERPARTY, account(other))

    def _declare_parts(self, parts: list[Any], role: Role) -> None:
        """Declare what stands behind words of a text."""
        for part in parts:
            if type(part) is not dict:
                continue
            kind = part.get("type")
            if kind == "text_link":
                self._items.declare("link", plain(part.get("href")), "text_links", role)
            elif kind == "mention_name" and (person := peer_of(part.get("user_id"))):
                self._items.declare("account", person, "mentions", Role.MENTIONED, account(person))

    def _declare_more(self, message: dict[str, Any], sender: str | None, role: Role) -> None:
        """Declare who and what else stands in a message."""
        declare, get = self._items.declare, message.get
        for field in ("forwarded_from_id", "reply_to_peer_id", "to_id"):
            if peer := peer_of(get(field)):
                declare("account", peer, field, Role.MENTIONED, account(peer))
        if type(bot := get("via_bot")) is str:
            declare("telegram", bot, "via_bot", Role.MENTIONED)
        self._declare_answered(message, sender)
        card = get("contact_information")
        if type(card) is dict:
            declare("phone", plain(card.get("phone_number")), "contact_phone_number", Role.MENTIONED)
        for field in ("members", "inviter"):
            named = get(field)
            for name in named if type(named) is list else [named]:
                self._declare_named(name, field)
        for link in _button_links(get("inline_bot_buttons")):
            declare("link", link, "button_links", role)
        if plain(get("media_type")) not in _SHARED_MEDIA:
            pictures = (field for field in ("photo", "file", "thumbnail") if is_picture(get(field)))
            if field := next(pictures, ""):
                declare("image", plain(get(field)), field, role)

    def _declare_answered(self, message: dict[str, Any], sender: str | None) -> None:
        """Declare whom a message answers, where that is remembered."""
        to = number(message.get("reply_to_message_id"))
        if to is None or "reply_to_peer_id" in message or self._chat.is_of_two:
            return
        author = self._recent.get(to)
        if author is not None and author not in (sender, self._chat.peer):
            self._items.declare("account", author, "reply_to_author", Role.COUNTERPARTY, account(author))

    def _declare_named(self, name: object, field: str) -> None:
        """Declare a person of whom only the name is known, which means somebody in this chat alone."""
        if type(name) is str and self._chat.peer:
            self._items.declare("account", name, field, Role.MENTIONED, f"{account(name)}@{self._chat.peer}")

    def _remember(self, message: dict[str, Any], sender: str | None, extra: dict[str, str]) -> None:
        native = message.get("id")
        if type(native) is not int:
            return
        if sender is not None:
            self._recent.add(native, sender)
        if extra.get("action") == "topic_created" and len(self._topics) < _TOPICS:
            self._topics[native] = plain(message.get("title"))


def _button_links(rows: object) -> Iterator[str]:
    """Yield the links behind the buttons below a message."""
    for row in rows if type(rows) is list else ():
        for button in row if type(row) is list else ():
            link = button.get("data") if type(button) is dict else None
            if type(link) is str and _LINK.match(link):
                yield link
