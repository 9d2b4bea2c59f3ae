"""What is nearly JSON, read all the same: what applications write by mistake, and text that was damaged on its way."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from typing import Any

# A backslash and what it escapes; of ``\x0B``, which Telegram Desktop writes for control characters, the figures.
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
# Telegram Desktop 4.1 wrote the files of custom emoji without quotes.
_BARE = re.compile(r'("document_id"[ \t]*:[ \t]*)([^"\r\n{}\[\]]+)')
_SURROGATE = re.compile("[\ud800-\udfff]")
_SENTENCES = {
    "escapes": "control characters written as \\x.., which is no JSON, were read as what they mean",
    "bare": "file names without quotes, which are no JSON, were read as texts",
    "halves": "half a surrogate pair (a character cut in two) was read as U+FFFD",
    "undecoded": "bytes that are no UTF-8 were read as U+FFFD",
    "constants": "NaN or Infinity, which are no JSON, were read as nothing",
}


def exact(written: str) -> Decimal | str:
    """Return a number as it is written; as text where it is beyond all that can be computed with.

    Examples
    --------
    >>> exact("55.750"), exact("1e99999999999999999999")
    (Decimal('55.750'), '1e99999999999999999999')
    """
    try:
        return Decimal(written)
    except ArithmeticError:
        return written


class NearlyJson:
    """Counts what was mended, for people."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def sentences(self) -> list[str]:
        """Return what people should know.

        Examples
        --------
        >>> nearly = NearlyJson()
        >>> mend(b'{"text": "one\\\\x0Btwo"}', nearly)
        {'text': 'one\\x0btwo'}
        >>> nearly.sentences()
        ['control characters written as \\\\x.., which is no JSON, were read as what they mean']
        """
        return [sentence for name, sentence in _SENTENCES.items() if self.counts[name]]


def mend(data: bytes, nearly: NearlyJson) -> Any:
    """Decode one value that is nearly JSON.

    Control characters may stand in strings or be escaped as ``\\x0B``, characters may be half, bytes may be no UTF-8.

    Parameters
    ----------
    data
        The value as it stands.
    nearly
        Told what was mended.

    Raises
    ------
    ValueError
        If it cannot be read, or is nested too deeply.
    """
    found: Counter[str] = Counter()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        found["undecoded"] += 1

    def unescaped(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        found["escapes"] += 1
        return f"\\u00{match[1]}"

    def quoted(match: re.Match[str]) -> str:
        value = match[2].rstrip(" \t,")
        found["bare"] += 1
        return match[1] + json.dumps(value, ensure_ascii=False) + match[2][len(value) :]

    def constant(_name: str) -> None:
        found["constants"] += 1

    text = _ESCAPE.sub(unescaped, text)
    if '"document_id"' in text:
        text = _BARE.sub(quoted, text)
    try:
        decoder = json.JSONDecoder(strict=False, parse_constant=constant, parse_float=exact)
        value = _whole(decoder.decode(text), found)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    nearly.counts += found
    return value


def _whole(value: Any, found: Counter[str]) -> Any:
    """Put U+FFFD in place of halves of surrogate pairs."""
    if isinstance(value, str):
        if value.isascii() or not _SURROGATE.search(value):
            return value
        found["halves"] += 1
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(v, found) for v in value]
    if isinstance(value, dict):
        return {_whole(k, found): _whole(v, found) for k, v in value.items()}
    return value
