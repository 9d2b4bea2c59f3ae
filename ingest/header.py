"""Whether a table's first row is a header, and names for columns that are distinct."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import names

_DATA_LIKE = re.compile(
    r"[+(]?\d[\d\s().,:/+\-]*(?:T[\d:.+\-]+)?(?:[AaPp][Mm])?Z?%?"  # a number, phone, date or time
    r"|[^\s@]+@[^\s@]+\.[^\s@]+"  # an e-mail
    r"|(?:https?://|www\.)\S+"  # a link
    r"|@\w+|(?:true|false|yes|no|null)",
    re.IGNORECASE,
)
LONG = 64  # characters of a name, at most: longer is prose


def is_header(
    first: Sequence[str], rest: Sequence[Sequence[str]], known: frozenset[str] = frozenset()
) -> bool:
    """Tell whether ``first`` names the columns of ``rest``.

    Parameters
    ----------
    first
        Cells of the first row.
    rest
        Some rows below it.
    known
        Names that the user gave columns in a mapping; one of them among the cells settles it.

    Examples
    --------
    >>> is_header(["id", "text"], [["1", "hello"]])
    True
    >>> is_header(["ham", "see you there"], [["ham", "fine"], ["spam", "win now"]])
    False
    """
    cells = [cell.strip() for cell in first]
    if known and any(cell in known for cell in cells):
        return True
    if not any(cells):
        return False
    if any(len(cell) > LONG or "\n" in cell for cell in cells):
        return False
    if any(_says(cell) for cell in cells) and not all(_data_like(c) for c in cells if c and not _says(c)):
        return True
    if all(_says(cell) for cell in cells if cell):
        return True
    if any(_data_like(cell) for cell in cells) or len({c.casefold() for c in cells}) < len(cells):
        return False
    return not _repeats(cells, rest)


def _says(cell: str) -> bool:
    said = names.match(cell) if len(cell) <= LONG else names.Said()
    return bool(said.field or said.kind or said.prose)


def _data_like(cell: str) -> bool:
    return len(cell) <= 300 and _DATA_LIKE.fullmatch(cell) is not None


def _repeats(cells: list[str], rest: Sequence[Sequence[str]]) -> bool:
    """Tell whether a cell of the first row stands again below itself, as a label does and a name does not."""
    return any(
        cell and any(i < len(row) and row[i].strip() == cell for row in rest) for i, cell in enumerate(cells)
    )


def distinct(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return names for columns, and those that stood there twice.

    An empty name becomes ``column_3``, a second ``date`` becomes ``date_2``.

    Examples
    --------
    >>> distinct(["date", "", "date"])
    (['date', 'column_2', 'date_2'], ['date'])
    """
    out: list[str] = []
    twice: list[str] = []
    taken = {cell.strip() for cell in cells if cell.strip()}
    seen: set[str] = set()
    for i, cell in enumerate(cells, 1):
        name = cell.strip() or f"column_{i}"
        if name in seen:
            twice.append(name)
        base, n = name, 2
        while name in seen or (name != cell.strip() and name in taken):
            name = f"{base}_{n}"
            n += 1
        seen.add(name)
        out.append(name)
    return out, list(dict.fromkeys(twice))
