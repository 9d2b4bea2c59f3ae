"""The values of an SQLite database as text."""

from __future__ import annotations

import re

from ingest.encodings import detect
from ingest.flatten import scalar_text

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


class Odd(bytes):
    """Text that is no UTF-8."""


Value = int | float | str | bytes | Odd | None


def decoded(value: bytes) -> str | Odd:
    """Return text as SQLite gives it, or its bytes."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return Odd(value)


def name_of(value: object) -> str:
    """Return a name of a table or column."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def texts(values: list[Value]) -> tuple[list[str | None], str]:
    """Return values of a column as text, and the code page of texts that were no UTF-8; empty for none.

    Examples
    --------
    >>> texts([1, 2.5, Odd("день".encode("cp1251")), None, b"text", b"\\xff\\xd8\\xff", b"\\x00\\xff"])[0]
    ['1', '2.5', 'день', None, 'text', 'ffd8ff', '[blob, 2 bytes]']
    """
    odd = [value for value in values if isinstance(value, Odd)]
    page = detect(b"\n".join(odd)[: 1 << 20]).codec if odd else ""
    return [
        value.decode(page, "replace")
        if isinstance(value, Odd)
        else _blob(value)
        if isinstance(value, bytes)
        else scalar_text(value)
        for value in values
    ], page


def _blob(value: bytes) -> str | None:
    """Return bytes as text where they are text, pictures in hex, and of all else only how much it is."""
    if not _CONTROL.search(value):
        try:
            return value.decode() or None
        except UnicodeDecodeError:
            pass
    return value.hex() if value.startswith(_PICTURES) else f"[blob, {len(value)} bytes]"
