"""The parts of a MIME message, one after another, in memory that does not grow with those that nobody wants."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header

_HEADERS = 64 << 10  # bytes of a part's headers that are read
_LINE = 1 << 20  # bytes of a line that are handed on at once
_BOUNDARY = re.compile(r"boundary\s{0,5}=\s{0,5}(?:\"([^\"]{1,200})\"|([^\s;]{1,200}))", re.IGNORECASE)
_PARTS = 100_000


@dataclass(slots=True)
class Part:
    """One part; the first is the message itself.

    Attributes
    ----------
    number
        Of the part, from 1; 0 for the message.
    headers
        Name in lower case -> value, unfolded; of several of one name the first.
    body
        As it stands, still encoded, if it was wanted.
    too_long
        Whether it was wanted and is too long to be kept.
    ended
        Whether a boundary stands behind it.
    """

    number: int
    headers: dict[str, str] = field(default_factory=dict)
    body: list[bytes] = field(default_factory=list)
    too_long: bool = False
    ended: bool = False

    def content(self) -> bytes:
        """Return the body decoded; what is no base64 or quoted-printable is taken as it stands."""
        raw = b"".join(self.body)
        how = self.headers.get("content-transfer-encoding", "").strip().lower()
        if how == "quoted-printable":
            return quopri.decodestring(raw)
        if how == "base64":
            try:
                return binascii.a2b_base64(raw)
            except binascii.Error:
                whole = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
                return binascii.a2b_base64(whole[: len(whole) & ~3])
        return raw


def words(value: str) -> str:
    """Return a header's text, its encoded words read.

    Examples
    --------
    >>> words("=?utf-8?Q?Zimmer_in_K=C3=B6ln?=")
    'Zimmer in Köln'
    """
    if "=?" not in value:
        return value.strip()
    try:
        return str(make_header(decode_header(value[:8_000]))).strip()
    except (LookupError, ValueError, HeaderParseError, binascii.Error):
        return value.strip()


def _lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines with their ends; of very long ones, pieces."""
    carry = b""
    for block in blocks:
        at = 0
        if carry:
            end = block.find(b"\n") + 1
            carry += block[:end] if end else block
            if not end:
                if len(carry) > _LINE:
                    yield carry
                    carry = b""
                continue
            yield carry
            carry, at = b"", end
        while (end := block.find(b"\n", at) + 1) > 0:
            yield block[at:end]
            at = end
        carry = block[at:]
    if carry:
        yield carry


def parts_of(blocks: Iterator[bytes], wanted: Callable[[Part], int]) -> Iterator[Part]:
    """Yield the message, then each part of it and of the multiparts in it.

    Parameters
    ----------
    blocks
        The bytes.
    wanted
        Tells from a part's headers how many bytes of its body are to be kept; 0 for none.
    """
    part = Part(0)
    boundaries: list[bytes] = []
    lines = _lines(blocks)
    while part.number < _PARTS:
        _read_headers(lines, part)
        if not part.headers and part.number == 0:
            return
        match = _BOUNDARY.search(part.headers.get("content-type", "")[:2_000])
        if match and part.headers["content-type"].lower().startswith("multipart/") and len(boundaries) < 10:
            boundaries.append(b"--" + (match[1] or match[2]).encode("utf-8", "replace"))
        _read_body(lines, part, boundaries, wanted(part))
        yield part
        if not part.ended or not boundaries:
            return
        part = Part(part.number + 1)


def _read_headers(lines: Iterator[bytes], part: Part) -> None:
    size = 0
    name = ""
    folded: dict[str, list[str]] = {}
    for line in lines:
        size += len(line)
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            if size > 2 or folded:
                break
            continue
        if size > _HEADERS:
            continue
        if text[0] in " \t" and name:
            folded[name].append(text.strip())
        elif ":" in text:
            key, _, value = text.partition(":")
            key = key.strip().lower()
            name = key if key not in folded else ""
            folded.setdefault(key, [value.strip()])
        else:
            break
    part.headers = {key: " ".join(values) for key, values in folded.items()}


def _read_body(lines: Iterator[bytes], part: Part, boundaries: list[bytes], most: int) -> None:
    """Read to the next boundary; those of an outer part end the inner ones."""
    size = 0
    for line in lines:
        if line.startswith(b"--") and boundaries:
            bare = line.rstrip()
            for depth in range(len(boundaries) - 1, -1, -1):
                if bare == boundaries[depth]:
                    del boundaries[depth + 1 :]
                    part.ended = True
                    return
                if bare == boundaries[depth] + b"--":
                    del boundaries[depth:]
                    part.ended = True
                    break
            if part.ended and not boundaries:
                _drain(lines)
                return
            if part.ended:
                continue
        if part.ended:
            continue  # what stands between an end and the next boundary is no part
        size += len(line)
        if size <= most:
            part.body.append(line)
        elif most:
            part.too_long = True
            part.body.clear()
    part.ended = part.ended or not boundaries


def _drain(lines: Iterator[bytes]) -> None:
    for _ in lines:
        pass
