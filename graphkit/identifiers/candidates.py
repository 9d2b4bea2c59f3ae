"""Candidates over a column of texts: cheap traces first, the readers' own patterns only where these stand.

A reader may say in ``needs`` which patterns a text must match (any of them) for its own to match at all. They are small,
or begin at a rare sign that the engine leaps to, and are looked for once a column however many readers name them. It may
also give ``parts``: smaller patterns for the texts that show only some of the traces.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graphkit.identifiers import tracing
from graphkit.identifiers.base import ProposingReader, Reader
from graphkit.identifiers.proposing import Proposals, by_pattern

# Traces (any of them), and a pattern that proposes the same as the reader's own where no trace of a later part stands.
Part = tuple[Sequence[str], str]


class Candidates:
    """Proposes the candidates of one column for each reader.

    Parameters
    ----------
    column
        Folded texts.
    """

    def __init__(self, column: pl.Series) -> None:
        self._column = column
        self._known: dict[str, pl.Series] = {}

    def of(self, reader: Reader) -> Proposals:
        """Return the rows in which the reader has candidates, in order, and these."""
        if isinstance(reader, ProposingReader):
            return reader.propose(self._column)
        needs: Sequence[str] = getattr(reader, "needs", ())
        # An explanation tells of every candidate, though nothing can come of it.
        if not needs or tracing.on():
            return by_pattern(self._column, reader.pattern)
        rows = self._with_any(needs)
        if not len(rows):
            return [], []
        texts = self._column.gather(rows)
        parts: Sequence[Part] = getattr(reader, "parts", ())
        return _by_parts(texts, rows, parts) if parts else _within(texts, rows, reader.pattern)

    def _with_any(self, traces: Sequence[str]) -> pl.Series:
        """Return the rows in which one of the traces stands."""
        for trace in traces:
            if trace not in self._known:
                self._known[trace] = self._column.str.contains(trace).fill_null(value=False)
        mask = self._known[traces[0]]
        for trace in traces[1:]:
            mask = mask | self._known[trace]
        return mask.arg_true()


def _within(texts: pl.Series, rows: pl.Series, pattern: str) -> Proposals:
    """Return the rows with matches of a pattern and the matches; ``rows`` tells which rows the texts are."""
    inside, found = by_pattern(texts, pattern)
    return rows.gather(inside).to_list(), found


def _by_parts(texts: pl.Series, rows: pl.Series, parts: Sequence[Part]) -> Proposals:
    """Propose by the last part whose trace stands in a text."""
    level = pl.zeros(len(texts), dtype=pl.UInt8, eager=True)
    for number, (traces, _) in enumerate(parts, 1):
        for trace in traces:
            level = level.set(texts.str.contains(trace), number)
    found: list[tuple[int, list[str]]] = []
    for number, (_, pattern) in enumerate(parts, 1):
        which = (level == number).arg_true()
        if len(which):
            found += zip(*_within(texts.gather(which), rows.gather(which), pattern), strict=True)
    found.sort(key=lambda pair: pair[0])
    return [row for row, _ in found], [candidates for _, candidates in found]
