"""What the headers of a mail say: who wrote to whom, and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_tz

from ingest.mail_text import header_text
from ingest.moments import ZONES

FIRST_YEAR, LAST_YEAR = 1980, 2100  # outside of them a date is a clock that was never set, or a jest
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^<>]*>|[,;]|[^",;(<]+|.', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>,;:()\[\]\"]{1,200}@[^\s@<>,;:()\[\]\"]{1,253}")
_PHONE = re.compile(r"[+(]{0,2}[0-9](?:[ ().\-\u00a0]{0,2}[0-9]){7,16}")
_GROUP = re.compile(r"^[^@<\":]{0,200}:\s*")
_AUTOMATIC = re.compile(
    r"(?:no|donot|do-not|do_not|dont|not)[._-]?reply.{0,40}|.{0,40}[._-]no[._-]?reply|mailer[._-]?daemon|postmaster|mdaemon"
    r"|bounces?(?:[+._=-].{0,200})?|.{0,100}-bounces(?:[+=].{0,200})?|notifications?(?:[+._-].{0,100})?|notify"
    r"|alerts?|automailer|mail-?daemon|nobody|noreply.{0,60}|auto-?confirm|auto-?reply"
)
_LONGEST_DATE = 200
_ZONE = re.compile(
    r":[0-9]{2}(?:[.,][0-9]{1,6})?\s{0,3}(?:[AaPp][Mm]\s{0,3})?(?:[+-][0-9]{4}|\(?([A-Za-z]{1,5})\b)"
)
_NO_DATE = re.compile(
    r"[0-9]{6,}|(?<![:+0-9-])0[0-9]{3}(?![:0-9])"
)  # a year such as 0001 would be read as 2001


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One of the people in a header.

    Attributes
    ----------
    raw
        As it stands, with its encoded words decoded.
    name
        What it is called; may be empty.
    address
        Its address as it stands; empty where there is a name only.
    """

    raw: str
    name: str
    address: str

    @property
    def is_automatic(self) -> bool:
        """Whether a program writes from it or reads it: no-reply, mailer-daemon, bounces."""
        return is_automatic(self.address)

    def phones(self) -> list[str]:
        """Return what may be phones in its name."""
        found = (m[0].strip() for m in _PHONE.finditer(self.name))
        return [raw for raw in found if raw.startswith("+") or sum(c.isdigit() for c in raw) >= 10]


def is_automatic(address: str) -> bool:
    """Tell whether nobody writes from an address but a program.

    Examples
    --------
    >>> is_automatic("No-Reply@shop.example"), is_automatic("anna@shop.example")
    (True, False)
    """
    return _AUTOMATIC.fullmatch(address.partition("@")[0].lower()[:300]) is not None


def mailboxes(value: str) -> list[Mailbox]:
    """Return the people that a header names, in order.

    Examples
    --------
    >>> [(m.name, m.address) for m in mailboxes('"Lee, Ann" <ann@x.example>, bob@y.example (Bob); Team: c@z.example;')]
    [('Lee, Ann', 'ann@x.example'), ('Bob', 'bob@y.example'), ('', 'c@z.example')]
    """
    return [found for piece in _pieces(value) if (found := _mailbox(piece)) is not None]


def _pieces(value: str) -> Iterator[list[str]]:
    """Cut a header at the commas and semicolons that stand outside of quotes, brackets and comments."""
    held: list[str] = []
    for token in _TOKEN.finditer(value):
        if token[0] in ",;":
            yield held
            held = []
        else:
            held.append(token[0])
    yield held


def _mailbox(tokens: list[str]) -> Mailbox | None:
    raw = "".join(tokens).strip()
    if not raw:
        return None
    address, names, comments = "", [], []
    bracketed = any(token.startswith("<") and len(token) > 1 for token in tokens)
    for token in tokens:
        if token.startswith("<") and token.endswith(">") and len(token) > 1:
            address = address or token[1:-1].strip()
        elif token.startswith("(") and len(token) > 1 and not bracketed:
            comments.append(_ESCAPED.sub(r"\1", token[1:-1]))
        elif token.startswith('"') and token.endswith('"') and len(token) > 1:
            names.append(_ESCAPED.sub(r"\1", token[1:-1]))
        else:
            names.append(token)  # what is in brackets too: "Anna +1 (202) 555 0143 <...>"
    name = header_text(" ".join(" ".join(names).split()))
    name = _GROUP.sub("", name) if ":" in name[:200] and not address else name
    if not address and (found := _ADDRESS.search(name)):
        # A bare address, or one inside of an encoded word.
        address, name = found[0], (name[: found.start()] + name[found.end() :]).strip(" <>\"'")
    name = name or header_text(" ".join(comments)).strip()
    address = address.removeprefix("mailto:").strip()
    if not address and not name:
        return None
    return Mailbox(header_text(raw), name.strip("'\" "), address)


def moment(value: str) -> tuple[dt.datetime | None, bool]:
    """Return when a date header says, and whether it names a time zone; none where it names no likely moment.

    Examples
    --------
    >>> moment("Tue, 3 Jun 2025 10:00:00 +0300")
    (datetime.datetime(2025, 6, 3, 7, 0, tzinfo=datetime.timezone.utc), True)
    >>> moment("Mon, 1 Jan 0001 00:00:00 +0000")
    (None, False)
    """
    if not value or len(value) > _LONGEST_DATE or _NO_DATE.search(value):
        return None, False
    try:
        parts = parsedate_tz(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, False
    if parts is None or not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        return None, False
    zone, offset = _ZONE.search(value), parts[9] or 0
    zoned = zone is not None and abs(offset) <= 15 * 3600
    if zone and zone[1]:
        # The standard library takes names that it does not know, MSK among them, for UTC.
        zoned = zone[1].upper() in ZONES
        offset = 60 * ZONES.get(zone[1].upper(), 0)
    try:
        read = dt.datetime(*parts[:5], min(parts[5], 59), tzinfo=dt.UTC) - dt.timedelta(
            seconds=offset if zoned else 0
        )
    except (ValueError, OverflowError):
        return None, False
    return read, zoned


def received_at(value: str) -> dt.datetime | None:
    """Return when a server took a mail over, from its ``Received`` header, whose date stands behind the last ``;``."""
    return moment(value.rpartition(";")[2].strip())[0]
