"""Foreign text made harmless, and numbers with their nouns: for whatever is read on a terminal."""

from __future__ import annotations

import json
import re
from typing import Any


def safe(text: object) -> str:
    """Return text without anything that moves a cursor, changes a title or turns the direction of writing.

    Examples
    --------
    >>> safe("a\x1b]0;title\x07b\u202ec")
    'a�]0;title�b�c'
    """
    out = []
    for char in str(text):
        code = ord(char)
        control = code < 0x20 or 0x7F <= code < 0xA0
        bidi = code in (0x200E, 0x200F, 0x061C) or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
        out.append(" " if char in "\n\r\t" else "�" if control or bidi or 0xD800 <= code <= 0xDFFF else char)
    return "".join(out)


_PLURAL = re.compile(r"(?<=[a-z])s\b")


def many(n: int, word: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> many(1, "record"), many(2000, "record")
    ('1 record', '2,000 records')
    """
    return f"{n:,} {word}" + ("" if n == 1 else "s")


def counted(n: int, words: str) -> str:
    """Return a number with words in the plural, in the singular for one.

    Examples
    --------
    >>> counted(1, "service messages"), counted(1, "records about the archive"), counted(2, "chats")
    ('1 service message', '1 record about the archive', '2 chats')
    """
    return f"{n:,} {_PLURAL.sub('', words, count=1) if n == 1 else words}"


def safe_json(value: Any, indent: int | None = 2) -> str:
    r"""Return JSON with sorted keys, indented, or on one line; what :func:`safe` would take out is escaped, not lost.

    Examples
    --------
    >>> print(safe_json({"b": "x\u202ey", "a": 1}))
    {
      "a": 1,
      "b": "x\u202ey"
    }
    """
    return escaped(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent))


def safe_line(value: Any) -> str:
    r"""Return JSON on one line, keys in their order; what :func:`safe` would take out is escaped, and so not lost.

    Examples
    --------
    >>> print(safe_line({"b": "x\u202ey", "a": 1}))
    {"b": "x\u202ey", "a": 1}
    """
    return escaped(json.dumps(value, ensure_ascii=False))


def escaped(text: str) -> str:
    r"""Return JSON text with what :func:`safe` would take out as escapes; line ends stay.

    Examples
    --------
    >>> escaped('"x\u202ey"')
    '"x\\u202ey"'
    """
    return text.translate(_ESCAPES)


_ESCAPES = {
    code: f"\\u{code:04x}"
    for code in [*range(0xA0), *range(0x200E, 0x2070), 0x061C, *range(0xD800, 0xE000)]
    if chr(code) != "\n" and safe(chr(code)) != chr(code)
}
