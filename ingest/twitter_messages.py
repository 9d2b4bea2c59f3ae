"""Direct messages of an X archive, and what happens in conversations."""

from __future__ import annotations

from typing import Any

from graphkit.model import Role
from ingest.chat import ChatItems, addressed, joined, listing, mapping, text
from ingest.twitter_tweets import account, moment

_SAID = ("messageCreate", "welcomeMessageCreate")
_HAPPENED = {
    "joinConversation": "was added to the conversation",
    "participantsJoin": "joined the conversation",
    "participantsLeave": "left the conversation",
    "conversationNameUpdate": "renamed the conversation",
    "reactionCreate": "reacted",
}


def conversation_event(
    items: ChatItems, item: dict[str, Any], locator: str, conversation: str, group: bool
) -> None:
    """Make a record of a message or of an event in a conversation.

    Raises
    ------
    ValueError
        If it is neither.
    """
    for name in _SAID:
        if isinstance(item.get(name), dict):
            _message(items, item[name], locator, conversation, group)
            return
    for name, words in _HAPPENED.items():
        if isinstance(item.get(name), dict):
            _event(items, item[name], name, words, locator, conversation)
            return
    raise ValueError("neither a message nor a known event of a conversation")


def _message(items: ChatItems, held: dict[str, Any], locator: str, conversation: str, group: bool) -> None:
    words, raw, key = text(held.get("text")), text(held.get("createdAt")), text(held.get("id"))
    others = not group or addressed(words)
    items.record(
        locator, native_id=key, posted_at=moment(items, raw), posted_at_raw=raw, text=words,
        text_role=Role.MENTIONED if others else None,
        extra={
            "media": joined(map(text, listing(held.get("mediaUrls")))),
            "reactions": joined(map(_reaction, listing(held.get("reactions"))), "; "),
        },
    )  # fmt: skip
    items.parts["group messages" if group else "direct messages"] += 1
    sender, recipient = account(held.get("senderId")), account(held.get("recipientId"))
    items.declare("account", sender, "sender_id", value=f"twitter:{sender}")
    if group:
        _place(items, conversation)
    else:
        ends = [recipient] if recipient else [e for e in map(account, conversation.split("-")) if e != sender]
        for end in ends:
            items.declare("account", end, "recipient_id", Role.COUNTERPARTY, f"twitter:{end}")
    for one in map(mapping, listing(held.get("urls"))):
        role = Role.MENTIONED if others else Role.SELF
        items.declare("link", text(one.get("expanded")), "links", role)
    folder = "direct_messages_group_media" if group else "direct_messages_media"
    photos = [text(m) for m in listing(held.get("mediaUrls"))]
    names = [p.rsplit("/", 1)[-1] for p in photos if "/dm_video/" not in p and "/dm_gif/" not in p]
    items.pictures((f"{folder}/{key}-{n}" for n in names if n), Role.MENTIONED if others else Role.SELF)


def _event(
    items: ChatItems, held: dict[str, Any], name: str, words: str, locator: str, conversation: str
) -> None:
    """Make a record of somebody's coming, going, naming or reacting."""
    raw = text(held.get("createdAt"))
    items.record(
        locator, posted_at=moment(items, raw), posted_at_raw=raw, text_role=Role.MENTIONED, title=words,
        extra={"event": name, "name": text(held.get("name")), "reaction": text(held.get("reactionKey")),
               "reacts_to": text(held.get("eventId"))},
    )  # fmt: skip
    items.parts["events in conversations"] += 1
    actor = account(held.get("initiatingUserId")) or account(held.get("senderId"))
    if actor:
        items.declare("account", actor, "by_id", value=f"twitter:{actor}")
    for field in ("userIds", "participantsSnapshot"):
        for key in filter(None, map(account, listing(held.get(field)))):
            items.mentioned("account", key, "people_ids", f"twitter:{key}")
    if conversation and "-" not in conversation:
        _place(items, conversation)


def _place(items: ChatItems, conversation: str) -> None:
    if conversation:
        items.declare("account", conversation, "conversation_id", Role.CONTAINER, f"twitter:{conversation}")


def _reaction(reaction: object) -> str:
    held = mapping(reaction)
    return f"{text(held.get('reactionKey'))} from {text(held.get('senderId'))}" if held else ""
