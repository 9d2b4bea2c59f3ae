"""Text of a source as UTF-8 in blocks of whole lines, whatever it is encoded in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from ingest.streams import ByteStream

LOOK = 1 << 20  # bytes that an encoding is read off
LOOK_AHEAD = 16 << 20  # how far to look for the first byte that is not ASCII
MAX_LINE = 64 << 20  # bytes; a longer line is passed over

_NOT_ASCII = re.compile(rb"[\x00\x80-\xff]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text is encoded.

    Attributes
    ----------
    name
        What people are told: ``utf-8``, ``utf-8-sig`` (with byte order mark), ``utf-16-le``, ``cp1251``,
        ``cp1252`` ...
    codec
        Python's name for it.
    bom
        Bytes of the byte order mark.
    """

    name: str
    codec: str
    bom: int = 0


UTF8 = Encoding("utf-8", "utf-8")


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Some whole lines of a text.

    Attributes
    ----------
    first
        Number of the first line, from 1.
    data
        The lines in UTF-8, parted by ``\\n``. Bytes that are no UTF-8 mark what could not be decoded.
    too_long
        Whether this is the beginning of a single line that is too long to be read.
    """

    first: int
    data: bytes
    too_long: bool = False


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Put a lone surrogate where a code unit could not be decoded; it becomes a byte that is no UTF-8."""
    assert isinstance(error, UnicodeDecodeError)
    return "\udc80", error.end


def _c1(error: UnicodeError) -> tuple[str, int]:
    """Take the few bytes that a Windows code page leaves open for C1 controls, as browsers do."""
    assert isinstance(error, UnicodeDecodeError)
    return "".join(chr(byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("graphkit.mark", _mark)
codecs.register_error("graphkit.c1", _c1)


def _is_utf8(data: bytes, whole: bool = False) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _has_stray_zeros(data: bytes, zeros: int) -> bool:
    """Tell whether text is UTF-8 but for a few zero bytes; UTF-16 would hold other control bytes too."""
    rest = data.replace(b"\0", b"")
    return zeros * 5 < len(data) and _is_utf8(rest) and len(_CONTROL.findall(rest)) * 50 < len(rest)


def _utf16(data: bytes) -> str | None:
    """Return the codec of UTF-16 without byte order mark, told by where its zero bytes stand."""
    data = data[: len(data) & ~1]
    zeros = data.count(0)
    if not zeros or _has_stray_zeros(data, zeros):
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    codec, high, low = ("utf-16-le", odd, even) if odd > even else ("utf-16-be", even, odd)
    if high * 100 < len(data) // 2 or low * 10 > high:
        return None
    text = data.decode(codec, "replace")
    odd_ones = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\r\n"))
    return codec if odd_ones * 50 <= len(text) else None


def _utf8_despite_faults(data: bytes) -> bool:
    """Tell whether text has many more good UTF-8 characters above ASCII than bad bytes."""
    points = np.frombuffer(
        data.decode("utf-8", "surrogateescape").encode("utf-32-le", "surrogatepass"), "<u4"
    )
    bad = int(np.count_nonzero((points >= 0xDC80) & (points <= 0xDCFF)))
    return int(np.count_nonzero(points > 0x7F)) - bad >= 2 * bad


def _code_page(data: bytes) -> str:
    """Tell Cyrillic from western European: in Cyrillic words, letters above ASCII stand side by side."""
    byte = np.frombuffer(data, np.uint8)
    letter = (byte >= 0xC0) | (byte == 0xA8) | (byte == 0xB8)
    ascii_letter = ((byte | 0x20) >= 0x61) & ((byte | 0x20) <= 0x7A)
    beside = np.zeros(len(byte) + 2, bool)
    beside[1:-1] = letter
    alone = letter & ~beside[:-2] & ~beside[2:]
    near = np.zeros(len(byte) + 2, bool)
    near[1:-1] = ascii_letter
    western = int(np.count_nonzero(alone & (near[:-2] | near[2:])))
    cyrillic = int(np.count_nonzero(letter[1:] & letter[:-1]))
    return "cp1251" if cyrillic > western else "cp1252"


def detect(data: bytes, whole: bool = True) -> Encoding:
    """Tell the encoding of a text from its first bytes; unless they are the ``whole``, its end may be cut.

    A byte order mark decides; then where zero bytes stand (UTF-16); then whether it is UTF-8, clean or with a
    few broken bytes; then whether letters above ASCII stand side by side (cp1251) or alone (cp1252, which
    holds latin-1).

    Examples
    --------
    >>> detect("тел;текст".encode("cp1251")).name, detect("café".encode("latin-1")).name
    ('cp1251', 'cp1252')
    >>> detect("id,текст".encode("utf-16")).name
    'utf-16-le'
    """
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return Encoding(name, codec, len(mark))
    codec16 = _utf16(data)
    if codec16:
        return Encoding(codec16, codec16)
    if _is_utf8(data, whole) or _utf8_despite_faults(data):
        return UTF8
    page = _code_page(data)
    return Encoding(page, page)


def decode(data: bytes, encoding: Encoding) -> bytes:
    """Return a whole text as UTF-8 without mark; what cannot be decoded becomes bytes that are no UTF-8."""
    return b"".join(transcode(iter([data]), encoding))


def transcode(blocks: Iterator[bytes], encoding: Encoding) -> Iterator[bytes]:
    """Yield blocks of a text as UTF-8 without mark; what cannot be decoded becomes bytes that are no UTF-8."""
    skip = encoding.bom
    if encoding.codec == "utf-8":
        for block in blocks:
            yield block[skip:]
            skip = 0
        return
    errors = "graphkit.c1" if encoding.codec.startswith("cp") else "graphkit.mark"
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors)
    for block in chain(blocks, [b""]):
        yield decoder.decode(block[skip:], final=not block).encode("utf-8", "surrogateescape")
        skip = 0


def utf8_blocks(stream: ByteStream, page: str = "") -> tuple[Encoding, Iterator[bytes]]:
    """Return how a text is encoded, and its blocks as UTF-8 without mark.

    What could not be decoded becomes bytes that are no UTF-8. ``page`` is the Windows code page that the source is known
    to be in where it is in none of Unicode's forms.

    Raises
    ------
    SourceError
        If the source cannot be read; also while the blocks are asked for.
    """
    raw = stream.blocks()
    ahead: list[bytes] = []
    size = 0
    whole = False
    for block in raw:
        ahead.append(block)
        size += len(block)
        if size >= LOOK and (size >= LOOK_AHEAD or not block.isascii() or b"\0" in block):
            break
    else:
        whole = True
    encoding = _detect_far(b"".join(ahead), whole)
    if page and encoding.codec.startswith("cp"):
        encoding = Encoding(page, page)
    return encoding, transcode(chain(ahead, raw), encoding)


def _detect_far(start: bytes, whole: bool) -> Encoding:
    telling = None if start.isascii() and b"\0" not in start else _NOT_ASCII.search(start)
    place = telling.start() if telling else 0
    seen = start[max(0, place - 1000) & ~1 :] if place > LOOK else start
    return detect(seen[:LOOK], whole and len(seen) <= LOOK)


def _and_last(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each block and whether it is the last."""
    held = next(blocks, None)
    while held is not None:
        following = next(blocks, None)
        yield held, following is None
        held = following


class TextLines:
    """The lines of a source.

    Parameters
    ----------
    stream
        Its bytes.
    page
        The Windows code page that the source is known to be in where it is in none of Unicode's forms; without it,
        its letters tell.

    Attributes
    ----------
    encoding
        Known once the first block was asked for.
    tail
        Where the stream is damaged: the beginning of the line that it broke off in.
    next_line
        Number of the line after the last that was yielded.
    """

    def __init__(self, stream: ByteStream, page: str = "") -> None:
        self.stream = stream
        self.page = page
        self.encoding = UTF8
        self.tail = b""
        self.next_line = 1

    def blocks(self) -> Generator[LineBlock, None, None]:
        """Yield the lines in blocks; the last line may lack its end.

        Raises
        ------
        SourceError
            If the source cannot be read.
        """
        yield from self._whole_lines(self.text())

    def text(self) -> Generator[bytes, None, None]:
        """Yield the text as UTF-8 without its byte order mark, in blocks that may end anywhere.

        Bytes that are no UTF-8 mark what could not be decoded.

        Raises
        ------
        SourceError
            If the source cannot be read.
        """
        self.encoding, blocks = utf8_blocks(self.stream, self.page)
        yield from blocks

    def _whole_lines(self, text: Iterator[bytes]) -> Iterator[LineBlock]:
        carry: list[bytes] = []
        held = 0
        skipping = False
        old_mac: bool | None = None
        for block, last in _and_last(text):
            if old_mac is None and block:
                old_mac = b"\n" not in block and b"\r" in block
            data = block.replace(b"\r", b"\n") if old_mac else block
            end = data.rfind(b"\n") + 1
            if skipping and end:
                start = data.index(b"\n") + 1
                self.next_line += 1
                data, end, skipping = data[start:], end - start, False
            if skipping:
                continue
            if last and not self.stream.damage:
                end = len(data)
            if end or (last and not self.stream.damage):
                yield from self._emit(b"".join([*carry, data[:end]]))
                carry, held = [], 0
            carry.append(data[end:])
            held += len(data) - end
            if held > MAX_LINE:
                yield LineBlock(self.next_line, b"".join(carry)[:4000], too_long=True)
                carry, held, skipping = [], 0, True
        self.tail = b"".join(carry)

    def _emit(self, data: bytes) -> Iterator[LineBlock]:
        if data:
            first = self.next_line
            self.next_line += data.count(b"\n") + (not data.endswith(b"\n"))
            yield LineBlock(first, data)
