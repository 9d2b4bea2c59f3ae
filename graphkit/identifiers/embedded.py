"""Pictures that stand in a text as data: found, taken out, and a short marker put in their place.

Pictures are hashed and never stored, so a case must not hold them in base64 or in hex either. Found are addresses
with data in them (``data:image/png;base64,...``, RFC 2397), and bare base64 or hex that begins as PNG, JPEG, GIF and
WebP files do. Wrapped lines, escapes of JSON and of addresses, and pluses that a form turned into spaces belong to it.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

# What a text with a picture in it holds, for one linear pass over many; most that hold it have no picture.
MAY_HOLD_PICTURES = (
    r"(?i)data:\s{0,4}image\\?/|iVBORw0KGgo|[/_]9j\\?[/_]|R0lGOD[dl]h|UklGR|89504e470d0a1a0a|ffd8ff|474946383[79]61"
    r"|52494646"
)
_START = re.compile(
    r"""(?P<address>(?i:data:\s{0,4}image\\?/)[^\s,;"'<>]{1,60}(?:\s{0,4};\s{0,4}[^\s,;"'<>]{1,100}){0,6}\s{0,4},\s{0,4})
    |(?<![A-Za-z0-9+/_\-])(?P<bare>(?=iVBORw0KGgo|\\?[/_]9j\\?[/_]|R0lGOD[dl]h|UklGR))
    |(?:(?<![A-Za-z0-9])|(?<=[\\0]x))(?P<hex>(?=(?i:89504e470d0a1a0a|ffd8ff|474946383[79]61|52494646[0-9a-f]{8}57454250)))""",
    re.VERBOSE,
)
_BARE_LEAST = 160  # characters without an address before them, below which they may be anything
_RUN = re.compile(r"[A-Za-z0-9+/_\-%\\]*={0,2}")
_HEX = re.compile(r"[0-9A-Fa-f]*")
_BREAK = r"(?:\r?\n|\r|\\r\\n|\\n)[ \t]{0,8}"
_LINE = re.compile(_BREAK + r"([A-Za-z0-9+/]{60,80})(?![A-Za-z0-9+/])={0,2}")
_LAST_LINE = re.compile(_BREAK + r"""([A-Za-z0-9+/]{1,79}={0,2})(?=[\s"'<>)\],;\\]|$)""")
_ONLY_HEX = re.compile(r"[0-9a-fA-F]+")
_SPACED = re.compile(r"(?: {1,3}[A-Za-z0-9/_\-]+)+={0,2}")
_PIECE = 40  # characters of base64 between two pluses: a word, a phone or a name is shorter
_OTHER = re.compile(r"""[^\s"'<>]*""")  # what an address without base64 in it may hold
# What is read across a marker: the size in it is no part of a number.
ACROSS_MARKERS = r"\[picture, [0-9]|bytes, not kept\]"
_DRAWN = "</svg>"
_WITHOUT = re.compile(r"\\[nrt]|[\s\\]")
_SAFE = str.maketrans("-_ ", "+/+")


@dataclass(frozen=True, slots=True)
class Embedded:
    """One picture that stood in a text.

    Attributes
    ----------
    start, end
        Where it stood, in code points, half-open.
    marker
        What stands in its place.
    data
        Its bytes, as far as they could be decoded; of a drawing in SVG its characters.
    """

    start: int
    end: int
    marker: str
    data: bytes


def take_out(text: str) -> tuple[str, list[Embedded]]:
    """Put a marker in place of every picture in a text.

    Returns
    -------
    tuple
        The text without them, and the pictures in their order; ``start`` and ``end`` count in the old text.

    Examples
    --------
    >>> take_out("me: data:image/png;base64,iVBORw0KGgo= here")[0]
    'me: [picture, 8 bytes, not kept] here'
    >>> take_out("the word data:image/png alone is none")[1]
    []
    """
    pieces, found, done, at = [], [], 0, 0
    last_drawn = text.rfind(_DRAWN)
    while match := _START.search(text, at):
        end = _end(text, match, last_drawn)
        if end is None:
            at = match.end() + (match.lastgroup != "address")
            continue
        data = _decoded(text[match.end() : end], match)
        found.append(Embedded(match.start(), end, f"[picture, {len(data):,} bytes, not kept]", data))
        pieces += [text[done : match.start()], found[-1].marker]
        done = at = end
    return ("".join([*pieces, text[done:]]), found) if found else (text, found)


def without_pictures(value: Any) -> Any:
    """Put markers in place of the pictures in a value of nested dicts, lists and strings."""
    if isinstance(value, str):
        return take_out(value)[0] if re.search(MAY_HOLD_PICTURES, value) else value
    if isinstance(value, dict):
        return {without_pictures(k): without_pictures(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [without_pictures(item) for item in value]
    return value


def _end(text: str, match: re.Match[str], last_drawn: int) -> int | None:
    """Return where the picture ends that begins at a match; none if it is no picture."""
    at = match.end()
    if _is_plain(match):
        return _end_plain(text, at, last_drawn)
    if match.lastgroup == "hex":
        end = _whole(_HEX, text, at)
    else:
        end = _end_base64(text, at)
    return end if match.lastgroup == "address" or end - at >= _BARE_LEAST else None


def _whole(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a pattern ends that matches anywhere, if only nothing."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _is_plain(match: re.Match[str]) -> bool:
    """Tell whether an address has its data in characters, not in base64."""
    return match.lastgroup == "address" and not match[0].rstrip(", \t\r\n").lower().endswith("base64")


def _end_plain(text: str, at: int, last_drawn: int) -> int:
    """Return where the data of an address ends that are not in base64: a drawing with its last tag, or cut short."""
    if text.startswith("<svg", at):
        return text.find(_DRAWN, at) + len(_DRAWN) if at <= last_drawn else len(text)
    return _whole(_OTHER, text, at)


def _end_base64(text: str, at: int) -> int:
    """Return where base64 ends: with its run, the lines that it is wrapped into, or where forms broke it."""
    end = _whole(_RUN, text, at)
    lines = end - at >= _PIECE
    while (
        lines
        and text[end - 1] != "="
        and (line := _LINE.match(text, end))
        and not _ONLY_HEX.fullmatch(line[1])
    ):
        end = line.end()
    if lines and text[end - 1] != "=" and (last := _LAST_LINE.match(text, end)) and _is_base64(last[1]):
        return last.end()
    run = text[at:end]
    if "+" not in run and "=" not in run and (spaced := _SPACED.match(text, end)):
        return end + _kept(spaced[0])
    return end


def _is_base64(line: str) -> bool:
    """Tell whether the last line of a block is of the block, and no word, number or name below it."""
    if line.endswith("="):
        return True
    kinds = (str.isdigit, str.isupper, str.islower)
    return len(line) % 4 == 0 and all(any(is_kind(c) for c in line) for is_kind in kinds)


def _kept(block: str) -> int:
    """Return how much of a block of words is base64 whose pluses became spaces: words of prose are short."""
    words = block.split(" ")[1:]
    if len(block) < 5 * _PIECE or len(block) < 20 * len(words):
        return 0
    last = max((i for i, word in enumerate(words) if len(word) >= _PIECE), default=-1)
    return sum(len(word) + 1 for word in words[: last + 1])


def _decoded(run: str, match: re.Match[str]) -> bytes:
    """Return the bytes of a picture; what cannot be decoded is left out, for it is only hashed."""
    if match.lastgroup == "hex":
        return bytes.fromhex(run[: len(run) & ~1])
    if _is_plain(match):
        return run.encode("utf-8", "replace")
    plain = unquote(run) if "%" in run else run
    # A space in one line was a plus; behind the end of a line it is only an indent.
    plain = _WITHOUT.sub("", plain) if re.search(r"[\r\n\t\\]", plain) else plain
    plain = plain.translate(_SAFE).rstrip("=")
    if len(plain) % 4 == 1:
        plain = plain[:-1]
    try:
        return binascii.a2b_base64(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return b""
