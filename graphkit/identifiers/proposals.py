"""Candidates over a column of texts: cheap traces first, the readers' own patterns only where these stand.

A reader may say in ``needs`` which patterns a text must match (any of them) for its own to match at all: each is looked
for once a column, however many readers name it. They are few, for Polars keeps 32 patterns compiled.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Reader
from graphkit.identifiers.proposing import Proposals, by_pattern


class Column:
    """Proposes the candidates of one column for each reader.

    Parameters
    ----------
    texts
        Folded.
    """

    def __init__(self, texts: pl.Series) -> None:
        self.texts = texts
        self._known: dict[str, pl.Series] = {}

    def proposals(self, reader: Reader) -> Proposals:
        """Return the rows in which the reader has candidates, in order, and these."""
        needs: Sequence[str] = getattr(reader, "needs", ())
        if (
            not needs or tracing.on()
        ):  # an explanation tells of every candidate, though nothing can come of it
            return by_pattern(self.texts, reader.pattern)
        rows = self._with_any(needs)
        if not len(rows):
            return [], []
        inside, found = by_pattern(self.texts.gather(rows), reader.pattern)
        return rows.gather(inside).to_list(), found

    def _with_any(self, traces: Sequence[str]) -> pl.Series:
        """Return the rows in which one of the traces stands."""
        for trace in traces:
            if trace not in self._known:
                self._known[trace] = self.texts.str.contains(trace).fill_null(value=False)
        mask = self._known[traces[0]]
        for trace in traces[1:]:
            mask = mask | self._known[trace]
        return mask.arg_true()
