"""How sure it is that a text is an exported WhatsApp chat: other chats, logs and diaries have lines like it."""

from __future__ import annotations

import re

from ingest.whatsapp_shapes import Shape, find_shape
from ingest.whatsapp_words import WORDS

HEAD = 64 << 10  # bytes that are looked at
_LINES = 400
_LOG = re.compile(
    r"(?:.{0,60}[ .\[(-])?(?:INFO|ERROR|WARN|WARNING|DEBUG|TRACE|FATAL|NOTICE|CRITICAL|LOG|SEVERE|FINE|EMERGENCY|ALERT)"
    r"[\])]?|[\w.-]{1,60}\[\d+\]|\[.*\]|<.*>",
    re.IGNORECASE,
)


def sureness(name: str, text: str) -> float:
    """Return how sure it is, 0..1.

    Parameters
    ----------
    name, text
        The file's name, and its beginning in whole lines.

    Examples
    --------
    >>> sureness("a.txt", "15/1/20, 2:22 PM - Anna: hi\\n15/1/20, 2:23 PM - Ben: yes\\n")
    0.93
    >>> sureness("a.txt", "2020-01-15 14:22:56 - root - INFO: started\\n" * 3)
    0.0
    """
    lines = [line[:500] for line in text.split("\n")[:_LINES]]
    while lines and not lines[-1].strip():
        lines.pop()
    shape, begun = find_shape(lines)
    if shape is None or not begun:
        return 0.0
    first = next((i for i, line in enumerate(lines) if shape.stamp(line)), len(lines))
    told = _told_by_name(name)
    if first > 5 and not told:
        return 0.0
    senders, logged, marked = _looked_at(lines, shape)
    if logged * 2 > begun:
        return 0.0
    if told or marked:
        return 0.97 if senders or marked else 0.6
    if len(senders) < 2 or (len(senders) > 4 and len(set(senders)) > 0.7 * len(senders)):
        return 0.3 if senders else 0.0
    return _by_shape(shape, lines)


def _told_by_name(name: str) -> bool:
    low = name.lower()
    return "whatsapp" in low or "واتساب" in low or low.startswith("_chat")


def _looked_at(lines: list[str], shape: Shape) -> tuple[list[str], int, bool]:
    """Return who the lines say is writing, how many lines look like a log, and whether any holds the app's own words."""
    senders: list[str] = []
    logged, marked = 0, False
    for line in lines:
        stamp = shape.stamp(line)
        if stamp is None:
            continue
        rest = line[stamp.end :]
        sender, colon, words = rest.partition(": ")
        if not colon or len(sender) > 100:
            marked = marked or WORDS.event(rest) is not None
            logged += rest.startswith(("[", "<", "{"))
            continue
        senders.append(sender)
        logged += _LOG.fullmatch(sender) is not None
        marked = marked or "\u200e" in line or WORDS.omitted(words) != "" or WORDS.deleted(words)
        marked = marked or ("WhatsApp" in words and WORDS.event(words) is not None)
    return senders, logged, marked


def _by_shape(shape: Shape, lines: list[str]) -> float:
    """Return how sure a shape alone makes it, where persons write in turn.

    Programs write dates with the year first and with seconds; nobody else writes a comma and no seconds, or brackets
    around a short date.
    """
    if shape.sign == "-" and shape.exact and not shape.comma and _year_first(shape, lines):
        return 0.5
    if shape.colon and not shape.comma:
        return 0.5
    return 0.93


def _year_first(shape: Shape, lines: list[str]) -> bool:
    return any(len(stamp.date[0]) == 4 for line in lines if (stamp := shape.stamp(line)))


__all__ = ["HEAD", "sureness"]
