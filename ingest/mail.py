"""Reads mails: mailboxes (mbox), single mails (.eml, .emlx) and Outlook's .msg, each also gzipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from graphkit.errors import WrongFormatError
from graphkit.model import Batch, RecordKind
from graphkit.settings import ReadOptions
from ingest.items import Items
from ingest.mail_content import Mail, read_mail
from ingest.mail_records import Tally, add_mail
from ingest.mbox import LONGEST, Mbox, begins_mail
from ingest.streams import ByteStream, cannot, peek, seekable
from ingest.workbooks import OLE

DEEP = 5  # mails within mails that are opened
_OUTLOOK = "__substg1.0_".encode("utf-16-le")
_HEADER = re.compile(rb"([!-9;-~]{1,76})[ \t]{0,5}:")
_TELLING = frozenset(
    {
        b"from", b"to", b"cc", b"subject", b"date", b"received", b"return-path", b"delivered-to", b"message-id", b"mime-version",
        b"content-type", b"reply-to", b"in-reply-to", b"references", b"x-mailer", b"list-id", b"dkim-signature",
    }
)  # fmt: skip
_SUFFIXES = {".eml": 0.3, ".mbox": 0.3, ".mbx": 0.3, ".emlx": 0.3, ".msg": 0.6}
# Browsers save pages as MIME, too; their own reader is surer.
_SAVED = (b"snapshot-content-location:", b"<saved by ", b"x-maf-information:")
_COUNTED = re.compile(rb"([0-9]{1,10})[ \t]*\r?\n")
_NO_MAIL = (b"HTTP/", b"WARC/", b"BEGIN:", b"%PDF", b"PK\x03\x04", b"SQLite", b"{", b"[", b"<")


def _headers(data: bytes) -> list[bytes]:
    """Return the names of the headers that data begins with, lower case; none where it begins otherwise."""
    names: list[bytes] = []
    for line in data[: 32 << 10].split(b"\n"):
        line = line.rstrip(b"\r")
        if not line:
            break
        if line[:1] in b" \t" or (not names and line.startswith((b"From ", b">From "))):
            continue
        match = _HEADER.match(line)
        if match is None:
            return [] if len(line) < 2_000 else names
        names.append(match[1].lower())
    return names


def _suffix(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes if s.lower() not in {".gz", ".gzip"}]
    return suffixes[-1] if suffixes else ""


def _looks(data: bytes) -> tuple[str, float]:
    """Tell ``mbox``, ``emlx``, ``eml`` or ``msg`` from a file's first bytes, and how sure that is."""
    if data.startswith(OLE):
        return ("msg", 0.95) if _OUTLOOK in data else ("", 0.0)
    start = data[:16].lstrip(b"\xef\xbb\xbf\r\n \t")
    data = data[data.find(start) :] if start else b""
    if not start or data.startswith(_NO_MAIL):
        return "", 0.0
    if data.startswith(b"From ") and begins_mail(data[:8_192] + b"\n", 0, True):
        return "mbox", 0.97
    counted = _COUNTED.match(data)
    names = _headers(data[counted.end() :] if counted else data)
    telling = len(set(names) & _TELLING)
    head = data[:8_192].lower()
    if telling < 2 or any(mark in head for mark in _SAVED):
        return "", 0.0
    sure = 0.95 if telling > 3 else 0.5 + 0.1 * telling
    return ("emlx" if counted else "eml"), sure


class MailIngestor:
    """Reads mails, each a record; those attached to others too."""

    name = "mail"
    formats: tuple[str, ...] = ("mbox", "mails (.eml, .emlx)", "Outlook mails (.msg)", "each also gzipped")

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how sure it is that the file holds mails, 0..1, from its first bytes and its name."""
        data = peek(head)
        suffix = _suffix(path)
        if suffix in {".mht", ".mhtml"}:
            return 0.0
        kind, sure = _looks(data)
        if kind or suffix not in _SUFFIXES:
            return sure
        return _SUFFIXES[suffix] if (suffix == ".msg") == data.startswith(OLE) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Iterator[Batch]:
        """Yield the mails in batches, in order.

        Parameters
        ----------
        path
            The file.
        options
            ``report`` is told ``format``, ``parts`` (mails, attached mails, attachments, encrypted mails) and
            ``warnings``.

        Raises
        ------
        WrongFormatError
            If it holds no mail.
        SourceError
            If it cannot be read at all.
        """
        try:
            with path.open("rb") as file:
                head = file.read(64 << 10)
        except OSError as error:
            raise cannot(options.source, error) from error
        data = peek(head)
        kind = _looks(data)[0]
        reading = _Reading(options)
        if data.startswith(OLE):
            kind = "msg"
            batches = reading.outlook(path)
        elif kind == "mbox" or (not kind and _suffix(path) in {".mbox", ".mbx"} and data.strip()):
            kind = "mbox"
            batches = reading.mbox(path)
        elif kind or not data.strip() or (_suffix(path) in {".eml", ".emlx"} and _headers(data)):
            batches = reading.single(path, kind == "emlx")
        else:
            raise WrongFormatError(f"{options.source}: no mail: it begins with no header.")
        options.report(
            "format",
            {"msg": "Outlook mail", "eml": "mail", "emlx": "mail of Apple Mail"}.get(kind, kind or "empty"),
        )
        yield from batches
        reading.report()


class _Reading:
    """One source being read."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._items = Items(options, "email", RecordKind.EMAIL)
        self._tally = Tally()
        self._warnings: list[str] = []

    def mbox(self, path: Path) -> Iterator[Batch]:
        """Yield the mails of an mbox."""
        stream = ByteStream(path, self._options.source)
        box = Mbox(stream.blocks())
        number, mails = 0, box.mails()
        held = next(mails, None)
        if held is None:
            raise WrongFormatError(f"{self._options.source}: no mailbox: no line of it begins a mail.")
        if box.before.strip():
            self._items.reject(
                "byte 0", "stands before the first mail", box.before.decode("utf-8", "replace")
            )
        while held is not None:
            following = next(mails, None)
            number += 1
            place = f"message {number} (byte {held.at})"
            mail = read_mail(held.data, DEEP)
            mail.headers.append(("envelope", held.envelope))
            if held.cut:
                mail.cut = f"longer than {LONGEST >> 20} MiB: its end was not read"
            elif following is None and stream.damage:
                mail.cut = stream.damage
            if not _says_anything(mail):
                self._items.reject(
                    place, "a mail without headers and text", held.data[:2_000].decode("utf-8", "replace")
                )
            else:
                add_mail(self._items, mail, place, self._tally)
            yield from self._items.ready()
            held = following
        if stream.damage:
            self._items.reject(f"behind message {number}", stream.damage, "")
        if box.distrusted:
            self._warnings.append(
                f"the Content-Length of message {box.distrusted} leads to no mail's beginning: none was believed from there on"
            )
        yield from self._items.rest()

    def single(self, path: Path, counted: bool) -> Iterator[Batch]:
        """Yield the one mail of a file."""
        stream = ByteStream(path, self._options.source)
        parts: list[bytes] = []
        size, cut = 0, ""
        for block in stream.blocks():
            parts.append(block[: LONGEST - size])
            size += len(parts[-1])
            if size >= LONGEST:
                cut = f"longer than {LONGEST >> 20} MiB: its end was not read"
                break
        data = b"".join(parts)
        number = _COUNTED.match(data) if counted else None
        if number:
            data = data[number.end() : number.end() + int(number[1])]  # a property list follows
        if not data.strip():
            self._warnings.append(stream.damage or "the file is empty")
            if stream.damage:
                self._items.reject("message", stream.damage, "")
        else:
            mail = read_mail(data.lstrip(b"\xef\xbb\xbf\r\n"), DEEP)
            mail.cut = cut or stream.damage or ""
            add_mail(self._items, mail, "message", self._tally)
            if stream.damage:
                self._items.reject("end of the message", stream.damage, "")
        yield from self._items.rest()

    def outlook(self, path: Path) -> Iterator[Batch]:
        """Yield the mail of a .msg."""
        from ingest.outlook import read_msg

        with ExitStack() as stack:
            mail, rtf = read_msg(seekable(path, self._options.source, stack), self._options.source, DEEP)
        if rtf:
            self._warnings.append(
                "its text is only there as RTF, which is not read: save it as .eml, or as HTML"
            )
        add_mail(self._items, mail, "message", self._tally)
        yield from self._items.rest()

    def report(self) -> None:
        """Tell what was read."""
        self._options.report(
            "parts", {name: count for name, count in sorted(self._tally.parts.items()) if count}
        )
        self._options.report("warnings", [*self._warnings, *self._tally.warnings(), *self._items.warnings])


def _says_anything(mail: Mail) -> bool:
    known = any(
        name in {"from", "to", "subject", "date", "message-id", "received"} for name, _ in mail.headers
    )
    return known or bool(mail.text.strip())
