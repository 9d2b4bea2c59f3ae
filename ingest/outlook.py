"""Outlook's .msg: a mail as properties in a compound file ([MS-OXMSG], [MS-OXPROPS])."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import format_datetime
from typing import IO, TYPE_CHECKING

from graphkit.errors import SourceError
from ingest.mail_content import Mail
from ingest.mail_html import plain
from ingest.mail_text import charset_text
from ingest.mime import headers_of

if TYPE_CHECKING:
    from olefile import OleFileIO

LARGEST = 64 << 20  # bytes of one property that is read
ENTRIES = 2_000  # recipients, attachments: of each, at most
_BEGINNING = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_PROPERTIES = "__properties_version1.0"
_HEADERS, _SUBJECT, _BODY, _HTML, _RTF = 0x007D, 0x0037, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_SMTP, _SENDER_ADDRESS = 0x0C1A, 0x5D01, 0x0C1F
_AUTHOR, _AUTHOR_SMTP, _AUTHOR_ADDRESS = 0x0042, 0x5D02, 0x0065
_MESSAGE_ID, _ANSWERED, _REFERENCES = 0x1035, 0x1042, 0x1039
_SENT, _DELIVERED = 0x0039, 0x0E06
_NAME, _SMTP, _ADDRESS, _KIND = 0x3001, 0x39FE, 0x3003, 0x0C15
_LONG_FILE, _FILE, _MIME, _DATA = 0x3707, 0x3704, 0x370E, 0x3701
_BODY_PAGE, _PAGE = 0x3FDE, 0x3FFD
_ADDRESSED = {1: "to", 2: "cc", 3: "bcc"}


class _Store:
    """The properties of one storage: the mail, a recipient or an attachment."""

    def __init__(self, ole: OleFileIO, path: list[str], header: int) -> None:
        self._ole = ole
        self.path = path
        self._fixed: dict[int, bytes] = {}
        data = self._stream(_PROPERTIES)[header:]
        for at in range(0, min(len(data), 16 * 10_000) - 15, 16):
            self._fixed.setdefault(int.from_bytes(data[at + 2 : at + 4], "little"), data[at + 8 : at + 16])
        page = self.number(_PAGE)
        self.charset = f"cp{page}" if page else ""

    def _stream(self, name: str) -> bytes:
        path = [*self.path, name]
        if not self._ole.exists(path) or self._ole.get_size(path) > LARGEST:
            return b""
        return bytes(self._ole.openstream(path).read())

    def number(self, of: int) -> int:
        """Return a property that is a number; 0 where it is not there."""
        return int.from_bytes(self._fixed.get(of, b"")[:4], "little")

    def moment(self, of: int) -> dt.datetime | None:
        """Return a property that is a time."""
        ticks = int.from_bytes(self._fixed.get(of, b""), "little")
        try:
            return _BEGINNING + dt.timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def data(self, of: int) -> bytes:
        """Return a property that is bytes."""
        return self._stream(f"__substg1.0_{of:04X}0102")

    def text(self, of: int) -> str:
        """Return a property that is text; empty where it is not there."""
        wide = self._stream(f"__substg1.0_{of:04X}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return charset_text(self._stream(f"__substg1.0_{of:04X}001E"), self.charset).rstrip("\0")

    def inside(self, start: str) -> Iterator[list[str]]:
        """Yield the paths of the storages in it that are called so, in order."""
        deep = len(self.path)
        found = {
            entry[deep] for entry in self._ole.listdir(streams=True, storages=True)
            if len(entry) > deep and entry[:deep] == self.path and entry[deep].startswith(start)
        }  # fmt: skip
        for name in sorted(found)[:ENTRIES]:
            yield [*self.path, name]


def read_msg(file: IO[bytes], source: str, deep: int) -> tuple[Mail, bool]:
    """Return the mail of a .msg file, and whether its text is only there in a form that is not read (RTF).

    Parameters
    ----------
    file
        Seekable.
    source
        What messages call it.
    deep
        How many mails within mails are opened.

    Raises
    ------
    SourceError
        If it is no .msg, or damaged.
    """
    from olefile import OleFileIO

    try:
        with OleFileIO(file) as ole:
            if not ole.exists(_PROPERTIES):
                raise SourceError(
                    f"{source}: a compound file, but no Outlook mail. Save it in another format."
                )
            return _mail(ole, [], 32, deep)
    except SourceError:
        raise
    # The library meets damaged files with whatever its steps raise: OSError, struct.error, IndexError, RecursionError ...
    except Exception as error:
        raise SourceError(
            f"{source}: the Outlook mail is damaged ({error}). Save it anew, or as .eml."
        ) from error


def _mail(ole: OleFileIO, path: list[str], header: int, deep: int) -> tuple[Mail, bool]:
    store = _Store(ole, path, header)
    mail = Mail()
    said = store.text(_HEADERS).lstrip("\r\n").encode("utf-8", "replace")
    mail.headers = headers_of(said, 0, len(said))[0] if said else []
    if not said:
        mail.headers = list(_written(store))
    seen = {value for name, value in mail.headers if name in _ADDRESSED.values()}
    for path_of in store.inside("__recip_version1.0_#"):
        name, box = _recipient(_Store(ole, path_of, 8))
        address = box.rpartition("<")[2].strip(">").lower()
        if box and not any(address in value.lower() for value in seen):
            mail.headers.append((name, box))
            seen.add(box)
    rtf = _texts(store, mail)
    for path_of in store.inside("__attach_version1.0_#"):
        _attachment(ole, path_of, mail, deep)
    return mail, rtf


def _written(store: _Store) -> Iterator[tuple[str, str]]:
    """Yield as headers what the properties say of a mail that came through no server."""
    author = _box(store.text(_AUTHOR), store.text(_AUTHOR_SMTP) or store.text(_AUTHOR_ADDRESS))
    sender = _box(store.text(_SENDER), store.text(_SENDER_SMTP) or store.text(_SENDER_ADDRESS))
    yield "from", author or sender
    if author and sender and sender != author:
        yield "sender", sender
    yield "subject", store.text(_SUBJECT)
    sent = store.moment(_SENT) or store.moment(_DELIVERED)
    if sent:
        yield "date", format_datetime(sent)
    for name, of in (("message-id", _MESSAGE_ID), ("in-reply-to", _ANSWERED), ("references", _REFERENCES)):
        yield name, store.text(of)


def _box(name: str, address: str) -> str:
    """Return name and address as a header has them; an address of Exchange's own directory is none."""
    address = address.strip() if "@" in address else ""
    name = name.strip().replace("\\", "").replace('"', "'")
    if not address:
        return f'"{name}"' if name else ""
    return f'"{name}" <{address}>' if name and name.lower() != address.lower() else f"<{address}>"


def _recipient(store: _Store) -> tuple[str, str]:
    box = _box(store.text(_NAME), store.text(_SMTP) or store.text(_ADDRESS))
    return _ADDRESSED.get(store.number(_KIND) & 0xF, "to"), box


def _texts(store: _Store, mail: Mail) -> bool:
    """Read the text; return whether it is there in RTF alone."""
    mail.text = store.text(_BODY)
    page = store.number(_BODY_PAGE)
    markup = store.text(_HTML) or charset_text(
        store.data(_HTML), f"cp{page}" if page and page != 65001 else "utf-8"
    )
    if markup:
        shown = plain(markup)
        mail.text, mail.links = mail.text if mail.text.strip() else shown.text, shown.links
    return not mail.text.strip() and bool(store.data(_RTF))


def _attachment(ole: OleFileIO, path: list[str], mail: Mail, deep: int) -> None:
    store = _Store(ole, path, 8)
    inner = [*path, f"__substg1.0_{_DATA:04X}000D"]
    if ole.exists([*inner, _PROPERTIES]) and deep > 0:
        mail.mails.append(_mail(ole, inner, 24, deep - 1)[0])
        return
    name = store.text(_LONG_FILE) or store.text(_FILE) or store.text(_NAME) or "without a name"
    data = [*path, f"__substg1.0_{_DATA:04X}0102"]
    size = ole.get_size(data) if ole.exists(data) else 0
    mail.attachments.append(f"{name} ({store.text(_MIME) or 'application/octet-stream'}, {size:,} bytes)")
