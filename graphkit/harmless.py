"""Foreign text made harmless, and numbers with their nouns: for whatever is read on a terminal."""

from __future__ import annotations

import json
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


def many(n: int, word: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> many(1, "record"), many(2000, "record")
    ('1 record', '2,000 records')
    """
    return f"{n:,} {word}" + ("" if n == 1 else "s")


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
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent)
    return "".join(c if c == "\n" or safe(c) == c else f"\\u{ord(c):04x}" for c in text)
