"""Identifiers that a publisher masked before graphkit saw them: ``#EMAIL_<hash>#`` stands for one e-mail address."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.proposing import Proposals, by_pattern

_MARKS = ["EMAIL_", "PHONE_", "URL_"]


class MaskedReader:
    """Reads tokens such as ``#PHONE_9f2c…#``: the same hash is the same identifier, whatever it was."""

    name = "masked"
    kinds: Sequence[Kind] = ()  # they belong to the readers of the open forms
    pattern = r"#?(?i:EMAIL|PHONE|URL)_[0-9A-Fa-f]{8,128}#"
    regional = False
    placed = False
    priority = 1

    def propose(self, column: pl.Series) -> Proposals:
        """Return the candidates of a column, by row; most sources hold none, and need no pattern."""
        rows = column.str.contains_any(_MARKS, ascii_case_insensitive=True).fill_null(False).arg_true()
        if not len(rows):
            return [], []
        inside, found = by_pattern(column.gather(rows), self.pattern)
        return rows.gather(inside).to_list(), found

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the masked identifier; its value is ``masked:`` and the hash in lower case."""
        # Two tokens may share one sign between them, where one stood inside what the other masked.
        if not candidate.startswith("#") and context.before != "#":
            return ()
        kind, _, digest = candidate.strip("#").partition("_")
        return (Found(kind.lower(), f"masked:{digest.lower()}", 0, len(candidate), "masked.token", 0.95),)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return nothing: a declared column goes to the reader of its kind, which sends masked tokens here."""
        del raw, kind, context
        return ()


MASKED = MaskedReader()
