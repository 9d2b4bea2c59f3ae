"""Moments that pages and their captures tell, one at a time."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime
from functools import lru_cache

import pyarrow as pa

from ingest.dates import Dates

_LONGEST = 80  # characters of what may be a date


@lru_cache(maxsize=50_000)
def moment(raw: str) -> tuple[dt.datetime | None, bool]:
    """Return the moment that a text names, and whether it names its time zone; UTC where it does not.

    03/04/2025 may be March or April, and stays unread.

    Examples
    --------
    >>> moment("2026-03-04T10:00:00+04:00")[0].isoformat()
    '2026-03-04T06:00:00+00:00'
    >>> moment("4 March 2026")[1], moment("03/04/2026")[0], moment("yesterday")[0]
    (False, None, None)
    """
    raw = raw.strip()
    if not raw or len(raw) > _LONGEST:
        return None, True
    values = pa.array([raw.encode("utf-8", "replace").decode()], pa.string())
    dates = Dates(lambda: [values])
    try:
        found = dates.parse(values)[0].as_py()
    except (ValueError, OverflowError, pa.ArrowInvalid):
        return None, True
    return found, not dates.tally.zoneless


def mail_date(raw: str) -> dt.datetime | None:
    """Return the moment of a header such as ``Date: Sat, 24 Sep 2022 00:34:32 -0000``; none where it is none."""
    try:
        found = parsedate_to_datetime(raw.strip()[:_LONGEST])
        return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
