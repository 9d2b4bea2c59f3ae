"""The mails of an mbox file, one at a time.

The dialects differ in how they keep a line of a mail that begins with ``From `` from looking like the beginning of the
next one: mboxo and mboxrd write ``>`` before it, mboxcl says each mail's length in ``Content-Length``, mboxcl2 does so
and quotes nothing. Lengths are believed while they lead to where a mail begins; the first that does not ends that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 32 << 20  # bytes of one mail that are read; what is longer is nearly all attachments
_MARK = b"\nFrom "
_LOOK = 4_096  # bytes behind a mark that are needed to judge it
_CLOCK = re.compile(rb"[0-9]{1,2}:[0-9]{2}")
_YEAR = re.compile(rb"\b(?:19|20)[0-9]{2}\b")
_HEADER = re.compile(rb"[!-9;-~]{1,76}:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|date|subject|received|return-path|delivered-to|message-id|mime-version|content-[a-z-]{2,30}|reply-to|sender"
    rb"|x-[a-z0-9-]{2,60}|status|dkim-signature|arc-[a-z-]{2,40}|authentication-results)[ \t]*:",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"(?:^|\n)content-length:[ \t]{0,20}([0-9]{1,12})[ \t]{0,20}\r?\n", re.IGNORECASE)
_END_OF_HEADERS = re.compile(rb"\n\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADERS = 256 << 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """One mail of an mbox.

    Attributes
    ----------
    at
        Bytes before it in the file (unpacked).
    envelope
        The line that began it, without ``From ``.
    data
        The mail, without that line and with the quotation of such lines undone.
    cut
        Whether it is longer than what is read.
    """

    at: int
    envelope: str
    data: bytes
    cut: bool


def begins_mail(data: bytes, at: int, blank: bool) -> bool:
    """Tell whether a line ``From ...`` begins a mail.

    Parameters
    ----------
    data, at
        The file, and where in it the line begins.
    blank
        Whether a blank line, or nothing, stands before it.
    """
    stop = data.find(b"\n", at, at + _LOOK)
    if stop < 0:
        return False
    line = data[at:stop]
    following = data[stop + 1 : stop + 1 + 256]
    dated = _CLOCK.search(line) is not None and _YEAR.search(line) is not None
    if dated and (_HEADER.match(following) or following.startswith(b">From ")):
        return True
    if dated and blank:
        return not following.strip(b"\r\n") or following[:1] in b"\r\n"
    return blank and _KNOWN.match(following) is not None


class Mbox:
    """Cuts the blocks of an mbox into mails.

    Parameters
    ----------
    blocks
        The file's bytes.

    Attributes
    ----------
    lengths
        Whether a ``Content-Length`` was believed.
    distrusted
        Number of the mail whose ``Content-Length`` did not lead to a mail's beginning; none so far if 0.
    before
        What stands before the first mail and is none.
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._held = bytearray()
        self._base = 0  # bytes of the file before _held
        self._over = False
        self._dropped = 0  # bytes of the mail in hand that are not kept, behind those in _held
        self.lengths = False
        self.distrusted = 0
        self.before = b""

    def _more(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            self._over = True
            return False
        self._held += block
        return True

    def mails(self) -> Iterator[Stretch]:
        """Yield the mails in order."""
        start = self._first()
        if start is None:
            return
        self._drop(start)
        number = 0
        while self._held:
            number += 1
            end, size = self._end(number)
            yield self._stretch(end, size)
            self._drop(end)
            self._base += self._dropped

    def _drop(self, size: int) -> None:
        del self._held[:size]
        self._base += size

    def _first(self) -> int | None:
        """Return where the first mail begins; what stands before it is set aside."""
        while len(self._held) < 1 << 16 and self._more():
            pass
        lead = len(self._held) - len(self._held.lstrip(b"\xef\xbb\xbf\r\n \t"))
        if self._held.startswith(b"From ", lead):
            return lead
        at = self._next(0)
        self.before = bytes(self._held[: 4_000 if at is None else at])
        return at

    def _next(self, at: int) -> int | None:
        """Return where the next mail begins behind ``at``, reading on as needed; none if it is the last."""
        while True:
            found = self._held.find(_MARK, at)
            while found >= 0:
                if found + _LOOK > len(self._held) and not self._over and self._more():
                    continue
                before = bytes(self._held[max(0, found - 2) : found])
                blank = found == 0 or before.endswith(b"\n") or before.endswith(b"\n\r")
                line = bytes(self._held[found + 1 : found + 1 + _LOOK])
                if begins_mail(line if b"\n" in line else line + b"\n", 0, blank):
                    return found + 1
                at = found + 1
                found = self._held.find(_MARK, at)
            at = max(at, len(self._held) - len(_MARK))
            if self._over or not self._more():
                return None
            at = self._shorten(at)

    def _shorten(self, at: int) -> int:
        """Forget the middle of a mail that is longer than what is read; return ``at`` where it is now."""
        over = at - 2 - LONGEST  # two bytes before it tell whether a blank line stands there
        if over <= 0:
            return at
        del self._held[LONGEST : LONGEST + over]
        self._dropped += over
        return LONGEST + 2

    def _end(self, number: int) -> tuple[int, int]:
        """Return where the mail at the front ends in what is held, and how long it is."""
        self._dropped = 0
        sized = self._by_length(number)
        if sized is not None:
            return sized, sized
        found = self._next(1)
        end = len(self._held) if found is None else found
        return end, end + self._dropped

    def _by_length(self, number: int) -> int | None:
        """Return where the mail at the front ends by its ``Content-Length``; none if that is not to be believed."""
        if self.distrusted:
            return None
        while len(self._held) < _HEADERS and self._more():
            pass
        behind = _END_OF_HEADERS.search(self._held, 0, _HEADERS)
        found = _LENGTH.search(self._held, 0, behind.start() + 1) if behind else None
        if found is None or behind is None or int(found[1]) > LONGEST:
            return None
        end = behind.end() + int(found[1])
        while len(self._held) < end + _LOOK and self._more():
            pass
        rest = bytes(self._held[end : end + _LOOK])
        blank = len(rest) - len(rest.lstrip(b"\r\n"))
        if end <= len(self._held) and blank <= 4:
            last = self._over and not rest[blank:]
            if last or (rest.startswith(b"From ", blank) and begins_mail(rest + b"\n", blank, True)):
                self.lengths = True
                return end + blank
        self.distrusted = number
        return None

    def _stretch(self, end: int, size: int) -> Stretch:
        line, _, rest = bytes(self._held[: min(end, LONGEST)]).partition(b"\n")
        envelope = line[5:400].decode("utf-8", "replace").strip()
        return Stretch(self._base, envelope, unquoted(rest), size > LONGEST)


def unquoted(data: bytes) -> bytes:
    """Undo the quotation of lines that begin with ``From ``: one ``>`` less (mboxrd; of mboxo the same but for ``>>From``).

    Examples
    --------
    >>> unquoted(b">From here\\n>>From there\\n")
    b'From here\\n>From there\\n'
    """
    return _QUOTED.sub(rb"\1", data) if b">From " in data else data
