"""MIME: the headers and parts of one mail.

The standard library's parser meets every line with the marks of all open parts and nests a generator for each, so a
mail of many nested parts stops it for hours or by a RecursionError. Here a part is a stretch of the mail's bytes, found
by searching for its marks: attachments are passed over without being split into lines, and the cost is the mail's size
times its depth, which is bounded.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from ingest.mail_text import charset_text, header_text

HEADER_BYTES = 1 << 20  # of one block of headers that are read
HEADER_LINES = 20_000  # headers of one block, at most
DEPTH = 30  # parts in parts, at most
PARTS = 1_000  # parts of one mail, at most
_PIECES = 1_000  # of base64 in one part, at most
_PARAMETERS = 8_000  # characters of a header with parameters
_NAME = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_PARAMETER = re.compile(r";\s*([^\s=;\"*]+)(\*[0-9]{0,3}\*?)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;]*)")
_ESCAPED = re.compile(r"\\(.)")
_NOT_BASE64 = bytes(
    sorted(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
)

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Part:
    """A part of a mail, or the mail as a whole.

    Attributes
    ----------
    headers
        Lower-case names and unfolded values, in order, not yet decoded.
    data, start, end
        The mail, and where in it the part's body is.
    kind
        Its content type, such as ``text/plain``.
    parameters
        Of the content type, such as ``charset``.
    parts
        What it holds, where it is a multipart.
    """

    headers: Headers
    data: bytes
    start: int
    end: int
    kind: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def header(self, name: str) -> str:
        """Return the first header of a name; empty where there is none."""
        return next((value for held, value in self.headers if held == name), "")

    @property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """How it is to be shown (``attachment``, ``inline`` or empty), and the parameters of that."""
        return parameters(self.header("content-disposition"))

    @property
    def filename(self) -> str:
        """What its sender called it; empty where nothing is said."""
        return self.disposition[1].get("filename") or self.parameters.get("name", "")

    def body(self) -> bytes:
        """Return its body, decoded from base64, quoted-printable or uuencode."""
        raw = self.data[self.start : self.end]
        how = self.header("content-transfer-encoding").strip().lower()
        if how == "base64":
            return from_base64(raw)
        if how == "quoted-printable":
            return binascii.a2b_qp(raw)
        if how in {"x-uuencode", "uuencode", "x-uue"}:
            return from_uuencode(raw)
        return raw

    def text(self) -> str:
        """Return its body as text."""
        return charset_text(self.body(), self.parameters.get("charset", ""))


def from_base64(raw: bytes) -> bytes:
    """Decode base64, whatever stands between its characters; what is cut off at the end is left out.

    Examples
    --------
    >>> from_base64(b"aGVs\\r\\n bG8")
    b'hello'
    """
    # A mark of the end may stand in the middle, where a mailer joined two pieces.
    pieces = [piece.translate(None, _NOT_BASE64) for piece in raw.split(b"=", _PIECES)]
    return b"".join(_quartets(piece) for piece in pieces if piece)


def _quartets(packed: bytes) -> bytes:
    over = len(packed) % 4
    if over == 1:
        packed, over = packed[:-1], 0
    return binascii.a2b_base64(packed + b"=" * (-over % 4))


def from_uuencode(raw: bytes) -> bytes:
    """Decode uuencode; lines that are none are passed over."""
    out = []
    for line in raw.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad the line wrongly; its first byte says how much counts.
            size = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                out.append(binascii.a2b_uu(line[:size]))
            except binascii.Error:
                continue
    return b"".join(out)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return what a header such as ``Content-Type`` says, in lower case, and its parameters.

    Parts of one parameter (``name*0``, ``name*1``) are put together, and percent signs decoded (RFC 2231).

    Examples
    --------
    >>> parameters('Text/Plain; charset="utf-8"; name*0*=UTF-8\\'\\'%D1%84; name*1=.txt')
    ('text/plain', {'charset': 'utf-8', 'name': 'ф.txt'})
    """
    value = value[:_PARAMETERS]
    head = value.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(value):
        name, star, raw = match[1].lower(), match[2], match[3].strip()
        if raw.startswith('"') and raw.endswith('"') and len(raw) > 1:
            raw = _ESCAPED.sub(r"\1", raw[1:-1])
        if star is None:
            plain.setdefault(name, header_text(raw))
        else:
            number = star.strip("*")
            pieces.setdefault(name, []).append((int(number or 0), star.endswith("*"), raw))
    return head, plain | {name: _joined(held) for name, held in pieces.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """Put the parts of a parameter together; the first says the charset of those with percent signs."""
    ordered = sorted(pieces, key=lambda piece: piece[0])
    charset = ""
    out = b""
    for number, (_, encoded, raw) in enumerate(ordered):
        if encoded and number == 0 and raw.count("'") >= 2:
            charset, _, raw = raw.split("'", 2)
        packed = raw.encode("utf-8", "surrogatepass")
        out += unquote_to_bytes(packed) if encoded else packed
    return charset_text(out, charset)


def headers_of(data: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Read a block of headers.

    Returns
    -------
    headers
        Names in lower case, and values.
    body
        Where the body begins: behind the first blank line, or at the first line that is no header.
    """
    lines: list[tuple[bytes, list[bytes]]] = []
    at = start
    while at < end:
        stop = data.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        line = data[at : min(stop, at + HEADER_BYTES)].rstrip(b"\r")
        if not line:
            return _unfolded(lines), min(stop + 1, end)
        keep = at - start < HEADER_BYTES and len(lines) < HEADER_LINES
        if line[:1] in b" \t":
            if lines and keep:
                lines[-1][1].append(line)
        elif _NAME.match(line):
            name, _, value = line.partition(b":")
            if keep:
                lines.append((name, [value]))
        elif not line.startswith((b"From ", b">From ")) or lines:
            return _unfolded(lines), at
        at = stop + 1
    return _unfolded(lines), end


def _unfolded(lines: list[tuple[bytes, list[bytes]]]) -> Headers:
    return [
        (name.strip().lower().decode("ascii", "replace"), charset_text(b"".join(values).strip(), ""))
        for name, values in lines
    ]


def sections(data: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    """Return where the parts of a multipart are; none where its mark does not stand anywhere."""
    mark = b"--" + boundary
    found: list[tuple[int, int]] = []
    opened: int | None = None
    at = start if data.startswith(mark, start) else data.find(b"\n" + mark, start, end) + 1
    while at >= start + 1 or (at == start and data.startswith(mark, at)):
        stop = data.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        behind = data[at + len(mark) : min(stop, at + len(mark) + 80)].strip()
        if not behind or behind.startswith(b"--"):
            if opened is not None and opened < at:  # two marks in a row hold no part between them
                before = at - 1 - (data[at - 2 : at - 1] == b"\r")
                found.append((opened, max(opened, before)))
            opened = None if behind else min(stop + 1, end)
            if behind or len(found) >= PARTS:
                break
        at = data.find(b"\n" + mark, stop, end) + 1
        if at == 0:
            break
    if opened is not None:
        found.append((opened, end))
    return found


def parse(data: bytes, start: int = 0, end: int | None = None) -> Part:
    """Return a mail's parts.

    Examples
    --------
    >>> parse(b"Subject: hi\\n\\nhello").text()
    'hello'
    """
    return _parse(data, start, len(data) if end is None else end, 0, [PARTS])


def _parse(
    data: bytes, start: int, end: int, depth: int, left: list[int], kind_of: str = "text/plain"
) -> Part:
    headers, body = headers_of(data, start, end)
    part = Part(headers, data, body, end, kind_of)
    kind, said = parameters(part.header("content-type"))
    if "/" in kind:
        part.kind, part.parameters = kind, said
    if part.kind.startswith("multipart/") and depth < DEPTH and (boundary := said.get("boundary", "")):
        inner = (
            "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        )  # where a part says nothing
        for first, last in sections(data, body, end, boundary.rstrip().encode("utf-8", "surrogatepass")):
            if left[0] <= 0:
                break
            left[0] -= 1
            part.parts.append(_parse(data, first, last, depth + 1, left, inner))
    if part.kind.startswith("multipart/") and not part.parts:
        part.kind = "text/plain"  # its mark is missing: the body is all there is
    return part
