"""The simulated ads as people export them from messengers: Telegram Desktop's JSON, WhatsApp's text in its ZIP."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graphkit.simulate.files import DAY_ONE, Post

_ZONE = timedelta(hours=3)  # of the computer that exported the chats
_FIRST_MESSAGE = 1001
_ACCOUNT = 120 * 24 * 60  # minutes after which who throws accounts away has another one


def user_id(sender: str, minute: int) -> int:
    """Return the number of a sender's account: one in four takes a new one every few months."""
    seed = zlib.crc32(sender.encode())
    if seed % 4 == 0:
        seed = zlib.crc32(f"{sender}/{minute // _ACCOUNT}".encode())
    return 100_000_000 + seed


@dataclass(slots=True)
class TelegramExport:
    """``result.json`` of a whole account that has joined boards: supergroups in which anybody posts.

    Parameters
    ----------
    path
        The file.
    board
        The board's name, of an ad.
    """

    path: Path
    board: Callable[[Post], str]
    _boards: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    _known: set[tuple[str, int]] = field(default_factory=set)
    _next: int = _FIRST_MESSAGE

    def write(self, post: Post) -> str:
        """Add a message, after the news that its sender has joined where that is new; return how truth calls it."""
        board = self.board(post)
        messages = self._boards.setdefault(board, [])
        sender = user_id(post.sender, post.minute)
        if (board, sender) not in self._known:
            self._known.add((board, sender))
            who = {"actor": post.sender_name, "actor_id": f"user{sender}"}
            messages.append(
                self._dated("service", post.minute) | who | {"action": "join_group_by_link", "inviter": "Group", "text": "",
                                                             "text_entities": []}
            )  # fmt: skip
        message = self._dated("message", post.minute) | {
            "from": post.sender_name,
            "from_id": f"user{sender}",
            "text": f"{post.title}\n{post.text}",
            "text_entities": [{"type": "plain", "text": f"{post.title}\n{post.text}"}],
        }
        messages.append(message)
        return f"{self.path.name}:{message['id']}"

    def _dated(self, kind: str, minute: int) -> dict[str, object]:
        number, self._next = self._next, self._next + 1
        moment = datetime(DAY_ONE.year, DAY_ONE.month, DAY_ONE.day, tzinfo=UTC) + timedelta(minutes=minute)
        local = (moment + _ZONE).replace(tzinfo=None)
        return {
            "id": number,
            "type": kind,
            "date": local.isoformat(),
            "date_unixtime": str(int(moment.timestamp())),
        }

    def broken(self, post: Post) -> str:
        """Write a string where a message should be."""
        self._boards.setdefault(self.board(post), []).append(f"message of {post.sender_name}")  # type: ignore[arg-type]
        return "a string where a message should be"

    def close(self) -> None:
        """Write the file."""
        chats = [
            {"name": name, "type": "public_supergroup", "id": 1_500_000_000 + zlib.crc32(name.encode()) % 10**8,
             "messages": messages}
            for name, messages in sorted(self._boards.items())
        ]  # fmt: skip
        account = {
            "about": "Here is the data you requested.",
            "personal_information": {"user_id": 99_000_001, "first_name": "Case", "last_name": "Officer",
                                     "phone_number": "+44 7700 900000", "username": "@case_officer_example"},
            "chats": {"about": "This page lists all chats from this export.", "list": chats},
        }  # fmt: skip
        text = json.dumps(account, ensure_ascii=False, indent=1)
        self.path.write_text(text + "\n", "utf-8", newline="\n")


@dataclass(slots=True)
class WhatsAppChat:
    """The text of a Russian group on Android, in the ZIP in which WhatsApp sends it.

    Parameters
    ----------
    path
        The ZIP; the text in it has its name.
    """

    path: Path
    _lines: list[str] = field(default_factory=list)

    @property
    def _inner(self) -> str:
        return f"{self.path.stem}.txt"

    def write(self, post: Post) -> str:
        """Add a message; return how truth calls it."""
        if not self._lines:
            self._say(post.minute, "Сообщения и звонки защищены сквозным шифрованием. Третьи лица, включая WhatsApp, не могут прочитать ваши сообщения или прослушать звонки. Подробнее.")  # fmt: skip # noqa: E501
            self._say(post.minute, f"Админ создал(-а) группу «{self.path.stem.split(' с ')[-1]}»")
        first = len(self._lines) + 1
        sender = post.sender_phone or post.sender_name
        self._say(post.minute, f"{sender}: {post.title}\n{post.text}")
        return f"{self._inner}, line {first}"

    def _say(self, minute: int, words: str) -> None:
        moment = datetime(DAY_ONE.year, DAY_ONE.month, DAY_ONE.day, tzinfo=UTC) + timedelta(minutes=minute)
        self._lines += f"{moment:%d.%m.%Y, %H:%M} - {words}".split("\n")

    def broken(self, post: Post) -> str:
        """Not asked for: every line of a chat can be read."""
        raise NotImplementedError(post.native_id)

    def close(self) -> None:
        """Write the ZIP."""
        out = io.BytesIO()
        text = "".join(line + "\n" for line in self._lines)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(self._inner, (2025, 12, 31, 0, 0, 0)), text.encode())
        self.path.write_bytes(out.getvalue())
