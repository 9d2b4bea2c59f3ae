"""The encoding of a page: its byte order mark, the server's word, the page's own, or its bytes."""

from __future__ import annotations

import codecs
import re

from ingest.encodings import LOOK, detect

_META = re.compile(
    rb"<meta[^>]{0,400}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([0-9A-Za-z_:.+-]{1,40})", re.IGNORECASE
)
_XML = re.compile(rb"\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([0-9A-Za-z_:.-]{1,40})")
_HEAD = 4_096  # bytes in which a page says its encoding; browsers look at 1,024
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers take names for (the WHATWG's Encoding standard); the rest are Python's names.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
    "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",  # a page that can be read so far is not UTF-16
}  # fmt: skip
_KNOWN = frozenset(
    [
        "utf-8", "utf-8-sig", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
        "cp1258", "cp866", "cp874", "cp932", "cp949", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "koi8-r",
        "koi8-u", "mac-roman", "mac-cyrillic", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
        "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
    ]
)  # fmt: skip


def codec_of(label: str | None) -> str | None:
    """Return Python's codec for a name of an encoding that pages may have; none for any other.

    Examples
    --------
    >>> codec_of("ISO-8859-1"), codec_of("windows-1251"), codec_of("zip")
    ('cp1252', 'cp1251', None)
    """
    if not label or len(label) > 40 or not label.isascii():
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _KNOWN else None


def decode_page(data: bytes, charset: str | None = None) -> tuple[str, str]:
    """Return a page's text, and the encoding that it was read in.

    Parameters
    ----------
    data
        Its bytes.
    charset
        What the server, or the archive, says.

    Examples
    --------
    >>> decode_page("<meta charset=windows-1251>привет".encode("cp1251"))
    ('<meta charset=windows-1251>привет', 'cp1251')
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), codec
    said = _XML.match(data[:_HEAD]) or _META.search(data[:_HEAD])
    for label in (charset, said[1].decode("ascii") if said else None):
        codec_said = codec_of(label)
        if codec_said is None:
            continue
        try:
            return data.decode(codec_said), codec_said
        except UnicodeDecodeError:
            seen = detect(data[:LOOK], len(data) <= LOOK)
            if codec_said != "utf-8" or seen.codec == "utf-8":
                return data.decode(codec_said, "replace"), codec_said
            break  # not the UTF-8 that it says it is
    seen = detect(data[:LOOK], len(data) <= LOOK)
    errors = "graphkit.c1" if seen.codec.startswith("cp") else "replace"
    return data[seen.bom :].decode(seen.codec, errors), seen.name
