"""Who is who in Telegram's exports: ids of people, groups and channels, and the chats they are in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PEER = re.compile(r"(?:user|chat|channel)[0-9]{1,20}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_SHIFT = 32
_OWNERS = {"personal_chat", "bot_chat", "saved_messages", "replies", "verify_codes"}
_GROUPS = {"private_supergroup": "channel", "public_supergroup": "channel", "private_group": "chat"}
_CHANNELS = {"private_channel", "public_channel"}
TYPES = (*sorted(_OWNERS), *_GROUPS, *sorted(_CHANNELS))
_NAMELESS = {"saved_messages": "Saved messages", "replies": "Replies", "verify_codes": "Verification codes"}


def account(peer: str) -> str:
    """Return the value of an account.

    Examples
    --------
    >>> account("user123")
    'telegram:user123'
    """
    return f"telegram:{peer}"


def number(value: object) -> int | None:
    """Return an id that is written in figures, as a number or as text; none for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 < value < 1 << 63 else None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value) or None
    return None


def peer_of(value: object, old: bool = False) -> str | None:
    """Return who an id means: ``user123``, ``chat123`` (a small group) or ``channel123``; none where it is no id.

    Parameters
    ----------
    value
        As the export gives it.
    old
        Whether a number is one of exports before 2021: the kind in the upper half, 1 for users and 2 for groups and
        channels (of which only channels write in their own name), and the id in the lower. Else it is a user's id.

    Examples
    --------
    >>> peer_of("channel1292077344"), peer_of(4319482343, old=True), peer_of(24515047, old=True), peer_of(None)
    ('channel1292077344', 'user24515047', 'user24515047', None)
    """
    if type(value) is str and _PEER.fullmatch(value):
        return value
    found = number(value)
    if found is None:
        return None
    if old and found >> _SHIFT:
        kind = {1: "user", 2: "channel"}.get(found >> _SHIFT)
        return f"{kind}{found & 0xFFFFFFFF}" if kind else None
    return f"user{found}"


@dataclass(slots=True)
class Chat:
    """One chat of an export.

    Attributes
    ----------
    kind
        As Telegram calls it, ``public_supergroup``; empty where the export does not say.
    name
        Its title, or the other person's name.
    number
        Its id.
    peer
        The id as Telegram gives it to senders, ``channel1292077344``; known once the first message was seen.
    """

    kind: str = ""
    name: str = ""
    number: int | None = None
    peer: str | None = None

    @property
    def is_group(self) -> bool:
        """Whether many write in it."""
        return self.kind in _GROUPS

    @property
    def is_channel(self) -> bool:
        """Whether it writes in its own name."""
        return self.kind in _CHANNELS

    @property
    def is_of_two(self) -> bool:
        """Whether it is a talk between two."""
        return self.kind in {"personal_chat", "bot_chat"}

    @property
    def title(self) -> str:
        """What people call it."""
        return (
            self.name or _NAMELESS.get(self.kind) or (str(self.number) if self.number else "without a name")
        )

    def settle(self, old: bool) -> None:
        """Work out its id; ``old`` tells whether senders are numbers, as in exports before 2021."""
        found = self.number
        if found is None:
            return
        if (old or self.is_group or self.is_channel) and found >> _SHIFT in {1, 2}:
            found &= 0xFFFFFFFF
        prefix = _GROUPS.get(self.kind) or ("channel" if self.is_channel else "user")
        self.peer = f"{prefix}{found}" if self.kind in TYPES else None


class Recent:
    """The authors of a chat's latest messages, as many as fit a bounded memory.

    Parameters
    ----------
    most
        Messages that are remembered: at least so many, at most twice.
    """

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._young: dict[int, str] = {}
        self._old: dict[int, str] = {}

    def add(self, message: int, peer: str) -> None:
        """Remember who wrote a message."""
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[message] = peer

    def get(self, message: int) -> str | None:
        """Return who wrote a message, if that is remembered."""
        return self._young.get(message) or self._old.get(message)
