"""Bytes of mails as text: charsets that are wrong or not said, and encoded words in headers."""

from __future__ import annotations

import binascii
import codecs
import re

from ingest.encodings import LOOK, decode, detect

# Codecs of text. Others that Python knows compress, quote or (punycode) take quadratic time.
_TEXTUAL = re.compile(
    r"(?:utf|ascii|iso|cp|koi8|gb|big5|euc|shift|mac|kz1048|ptcp154|johab|hz|tis|hp)[-_a-z0-9]*"
)
# What mailers write where they do not know, or where browsers read the larger set.
_ALIASES = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252", "us-ascii": "", "ascii": "",
    "unknown-8bit": "", "x-unknown": "", "8bit": "", "binary": "", "default": "", "none": "", "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "shift_jis", "ks_c_5601-1987": "cp949", "gb2312": "gb18030", "x-gbk": "gb18030", "gbk": "gb18030",
    "x-mac-cyrillic": "mac_cyrillic", "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8", "windows-874": "cp874",
    "x-cp1251": "cp1251", "win-1251": "cp1251", "cp-1251": "cp1251", "iso-8859-9": "cp1254",
}  # fmt: skip
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"\s*")


def codec_of(charset: str) -> str | None:
    """Return Python's codec for a charset; none for one that is not known, or that is none of text.

    Examples
    --------
    >>> codec_of("KOI8-R"), codec_of("punycode"), codec_of("us-ascii")
    ('koi8-r', None, None)
    """
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name if name.isascii() and 0 < len(name) < 60 and "\0" not in name else ""
    except LookupError:
        return None
    return found if _TEXTUAL.fullmatch(found) else None


def _guessed(data: bytes) -> str:
    encoding = detect(data[:LOOK], len(data) <= LOOK)
    return decode(data, encoding).decode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def charset_text(data: bytes, charset: str) -> str:
    """Decode a text by its charset; by its bytes where the charset is missing, unknown or plainly wrong.

    Examples
    --------
    >>> charset_text("привет".encode("koi8-r"), "koi8-r"), charset_text("привет, мир".encode("cp1251"), "x-unknown")
    ('привет', 'привет, мир')
    """
    if data.isascii() and b"\x1b" not in data and b"+" not in data and b"~" not in data and b"\0" not in data:
        return data.decode("ascii")
    codec = codec_of(charset)
    if codec is None or (codec == "cp1252" and _is_utf8(data)):
        return _guessed(data)
    try:
        return data.decode(codec)
    except UnicodeError:
        pass
    if codec.startswith("cp125") and not _is_utf8(data):
        return data.decode(codec, "graphkit.c1")
    return data.decode(codec, "replace") if codec.startswith(("iso2022", "utf-7")) else _better(data, codec)


def _better(data: bytes, codec: str) -> str:
    """Decode what its charset does not fit: by that charset if it fails in few places, else by its bytes."""
    said = data.decode(codec, "replace")
    guessed = _guessed(data)
    return said if said.count("\ufffd") * 20 < len(said) and codec != "utf-8" else guessed


def header_text(value: str) -> str:
    """Decode the encoded words of a header (RFC 2047), also where one character is cut over two of them.

    Examples
    --------
    >>> header_text("=?utf-8?B?0J/RgNC40LLQ?= =?utf-8?Q?=B5=D1=82?= you")
    'Привет you'
    """
    if "=?" not in value:
        return value
    out: list[str] = []
    held: tuple[str, bytearray] | None = None
    at = 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        charset, data = word[1].partition("*")[0], _word_bytes(word[2], word[3])
        blank = between.isspace() or not between
        if held is not None and blank and held[0].lower() == charset.lower():
            held[1].extend(data)
        else:
            if held is not None:
                out.append(charset_text(bytes(held[1]), held[0]))
            if held is None or not blank:
                out.append(between)
            held = (charset, bytearray(data))
        at = word.end()
    if held is None:
        return value
    return "".join([*out, charset_text(bytes(held[1]), held[0]), value[at:]])


def _word_bytes(how: str, packed: str) -> bytes:
    if how in "bB":
        kept = re.sub(r"[^A-Za-z0-9+/]", "", packed)
        kept = kept[:-1] if len(kept) % 4 == 1 else kept
        return binascii.a2b_base64(kept + "=" * (-len(kept) % 4))
    return binascii.a2b_qp(packed.replace("_", " ").encode("utf-8", "surrogatepass"), header=True)
