"""Numbers that begin at the end of a title and end at the beginning of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.number_words import pattern
from graphkit.identifiers.phone_disguised import DISGUISED

_HARD = pattern()
_SIGN = r"[^\p{L}0-9]"
# Beyond a word or two the end of the title and the beginning of the text speak of different things.
_ENDS = rf"(?:[0-9]|{_HARD}){_SIGN}*(?:\p{{L}}+{_SIGN}*)?(?:\p{{L}}+{_SIGN}*)?$"
_BEGINS = rf"^{_SIGN}*(?:\p{{L}}+{_SIGN}+)?(?:\p{{L}}+{_SIGN}+)?(?:[0-9]|{_HARD})"
_LOOKED_AT = 60  # characters on either side
_MOST = 0.8  # two fields may end and begin with numbers by chance


@dataclass(frozen=True, slots=True)
class Half:
    """One part of a split number: the row of its text, where it stands there, and the identifier."""

    row: int
    start: int
    end: int
    found: Found


def halved(texts: pl.DataFrame, column: pl.Series) -> list[int]:
    """Return the rows of titles that end, and whose texts in the next row begin, with part of a number.

    Parameters
    ----------
    texts
        As :func:`texts_of` gives them: the text of a record comes right after its title.
    column
        The folded texts.
    """
    if not (texts["field"] == "title").any():
        return []
    pairs = (
        (texts["field"] == "title")
        & (texts["field"].shift(-1) == "text")
        & (texts["record_id"] == texts["record_id"].shift(-1))
    )
    rows = pairs.fill_null(False).arg_true()
    ends = column.gather(rows).str.tail(_LOOKED_AT).str.contains(_ENDS)
    rows = rows.filter(ends)
    begins = column.gather(rows + 1).str.head(_LOOKED_AT).str.contains(_BEGINS)
    return rows.filter(begins).to_list()


def split_numbers(title: str, text: str, row: int, context: Context) -> Iterator[Half]:
    """Yield both halves of every number that goes over from a title (folded, in ``row``) to its text.

    Examples
    --------
    >>> where = Context(regions=("US",), fictional=True)
    >>> [(h.row, h.start, h.end) for h in split_numbers("call 202 five55", "0143 now", 7, where)]
    [(7, 5, 15), (8, 0, 4)]
    """
    left, right = title[-_LOOKED_AT:], text[:_LOOKED_AT]
    joint, cut = f"{left}\n{right}", len(left)
    for found in DISGUISED.judge(joint, context):
        first, second = joint[found.start : cut].rstrip(), joint[cut + 1 : found.end]
        if not found.start < cut < found.end or not _has_digits(first, second):
            continue
        sure = replace(found, method="disguised.split", confidence=min(found.confidence, _MOST))
        start = len(title) - len(left) + found.start
        yield Half(row, start, start + len(first), replace(sure, hint="goes on in the text"))
        begin = len(second) - len(second.lstrip())
        yield Half(row + 1, begin, len(second), replace(sure, hint="begins in the title"))


def _has_digits(first: str, second: str) -> bool:
    """Tell whether both halves are more than a stray sign."""
    return all(sum(c.isalnum() for c in half) >= 2 for half in (first, second))


def overlaps(half: Half, claimed: Sequence[tuple[int, int]]) -> bool:
    """Tell whether something else was read in the characters of a half."""
    return any(start < half.end and half.start < end for start, end in claimed)
