"""Single values of a Telegram export: texts, moments, names of pictures."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

from ingest.content import PICTURE_FILE
from ingest.flatten import scalar_text

_PICTURE = re.compile(PICTURE_FILE)


def plain(value: object) -> str:
    """Return a value of JSON as text; empty for nothing."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int else scalar_text(value) or ""


def text_of(value: object) -> str:
    """Return a text as it was shown, from a string or from a list of strings and parts.

    Examples
    --------
    >>> text_of(["call ", {"type": "phone", "text": "+1 202 555 0123"}, "!"])
    'call +1 202 555 0123!'
    """
    if type(value) is str:
        return value
    if type(value) is list:
        return "".join(
            [p if type(p) is str else plain(p.get("text")) if type(p) is dict else plain(p) for p in value]
        )
    return plain(value)


def is_picture(path: object) -> bool:
    """Tell whether something names the file of a picture."""
    return type(path) is str and _PICTURE.match(path) is not None


def moment_of(
    entry: dict[str, Any], extra: dict[str, str], counts: Counter[str]
) -> float | dt.datetime | None:
    """Return when something happened: by the seconds of UTC in it, else by the clock of the exporting computer.

    Parameters
    ----------
    entry
        With ``date_unixtime``, or ``date`` alone as in older exports.
    extra
        Keeps seconds that cannot be read.
    counts
        Told of ``times without zone`` and ``unread dates``.
    """
    since = entry.get("date_unixtime")
    if type(since) is str or type(since) is int:
        try:
            if seconds := int(since):
                return seconds
        except ValueError:
            extra["date_unixtime"] = plain(since)
    written = entry.get("date")
    if type(written) is not str or not written:
        return None
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        counts["unread dates"] += 1
        return None
    if moment.tzinfo is not None:
        return moment
    counts["times without zone"] += 1
    return moment.replace(tzinfo=dt.UTC)
