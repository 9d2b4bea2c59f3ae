"""Candidates of patterns that are slow as a whole: proposed in steps, each of them quick, with the same outcome.

Rust's engine looks for the start of a match backwards from its end. Where any words may stand between two parts of a
pattern, so many ways lead back that the search takes ten times as long as all others together. Here it is spared: the
places where a match may start are found by a pattern of their own, or the alternatives are tried one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

import polars as pl

Proposals = tuple[list[int], list[list[str]]]  # rows with candidates, and the candidates of each
_Place = tuple[int, int, int]  # a text, and where a head starts and ends in it

# Texts beyond these are searched as a whole: copies of what follows each start would take too much room.
_LONGEST, _MOST_STARTS = 3000, 32
_PLACES_AT_ONCE = 20_000


def by_pattern(column: pl.Series, pattern: str) -> Proposals:
    """Return the matches of a pattern, by row."""
    proposals = column.str.extract_all(pattern)
    rows = (proposals.list.len().fill_null(0) > 0).arg_true()
    return rows.to_list(), proposals.gather(rows).to_list()


class Part(Protocol):
    """One alternative of a pattern."""

    pattern: str

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        ...


class Gated:
    """A pattern that is searched for only in texts in which another one, which is quicker, occurs.

    Parameters
    ----------
    pattern
        What is looked for.
    gate
        What occurs in every text with a match; without it all texts are searched.

    Examples
    --------
    >>> Gated("a+b*", gate="a").propose(pl.Series(["ab", "b", None]))
    ([0], [['ab']])
    """

    def __init__(self, pattern: str, gate: str = "") -> None:
        self.pattern = pattern
        self._gate = gate

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        if not self._gate:
            return by_pattern(column, self.pattern)
        rows = column.str.contains(self._gate).fill_null(False).arg_true()
        inside, found = by_pattern(column.gather(rows), self.pattern)
        return rows.gather(inside).to_list(), found


class Parts:
    """A pattern of several alternatives, each of which is searched for by itself.

    Rows in which more than one of them occurs are searched with the whole, so that the first one in the text wins.

    Examples
    --------
    >>> Parts(Gated("b"), Gated("c")).propose(pl.Series(["ab", "c", "cab", ""]))
    ([0, 1, 2], [['b'], ['c'], ['c', 'b']])
    """

    def __init__(self, *parts: Part) -> None:
        self.pattern = "|".join(part.pattern for part in parts)
        self._parts = parts

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        found: dict[int, list[str]] = {}
        several: set[int] = set()
        for part in self._parts:
            for row, candidates in zip(*part.propose(column), strict=True):
                if row in found:
                    several.add(row)
                found[row] = candidates
        if several:
            rows = sorted(several)
            whole = column.gather(rows).str.extract_all(self.pattern).to_list()
            found.update(zip(rows, whole, strict=True))
        in_order = sorted(found.items())
        return [row for row, _ in in_order], [candidates for _, candidates in in_order]


class Heads:
    """A pattern that begins at the start of a text or behind a sign, with a head that is found quickly.

    Parameters
    ----------
    before
        The class of characters that may stand before a head; a match begins with one, or at the start of the text.
    head
        What every match begins with behind that, for finding the places.
    body
        The whole pattern behind ``before``.

    Examples
    --------
    >>> Heads("[^a-z]", "tg", "tg ?: ?[a-z]+").propose(pl.Series(["tg: ab, tg :c", "atg: a tg", None]))
    ([0], [['tg: ab', ' tg :c']])
    """

    def __init__(self, before: str, head: str, body: str) -> None:
        self.pattern = f"(?:^|{before}){body}"
        self._heads = f"(?:^|{before})(?:{head})"
        self._first = f"^(?:{self.pattern})"
        self._later = f"^{before}{body}"
        self._before = re.compile(before)

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        rows, heads = by_pattern(column, self._heads)
        if not rows:
            return [], []
        found = self._matches(column.gather(rows), heads)
        kept = [n for n, candidates in enumerate(found) if candidates]
        return [rows[n] for n in kept], [found[n] for n in kept]

    def _matches(self, column: pl.Series, heads: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return the matches in texts with heads."""
        texts = column.to_list()
        long = [n for n, t in enumerate(texts) if len(t) > _LONGEST or len(heads[n]) > _MOST_STARTS]
        found: list[list[str]] = [[] for _ in texts]
        places: list[_Place] = []
        for n in set(range(len(texts))).difference(long):
            places += self._places(n, texts[n], heads[n])
        matched = list(self._tried(texts, places))
        # A match may also start at a sign within a head at which there is none: in "tg ok x_1" at the second blank.
        tried = {(n, at) for n, at, _ in matched}
        within = [
            (n, m.start(), 0)
            for n, start, end in places
            if (n, start) not in tried
            for m in self._before.finditer(texts[n], start + 1, end)
        ]
        matched = sorted([*matched, *self._tried(texts, within)])
        row = end = -1
        for n, at, match in matched:
            if n != row:
                row, end = n, 0
            if at >= end:
                found[n].append(match)
                end = at + len(match)
        if long:
            whole = column.gather(long).str.extract_all(self.pattern).to_list()
            for n, candidates in zip(long, whole, strict=True):
                found[n] = candidates
        return found

    def _places(self, n: int, text: str, heads: Sequence[str]) -> Iterator[_Place]:
        """Yield where the heads of a text stand."""
        end = 0
        for head in heads:
            start = text.find(head, end)
            end = start + len(head)
            yield n, start, end

    def _tried(self, texts: Sequence[str], places: Sequence[_Place]) -> Iterator[tuple[int, int, str]]:
        """Yield the texts and places where there is a match, and the match."""
        first = [n for n, at, _ in places if at == 0]
        for n, match in zip(first, _matches_of(self._first, [texts[n] for n in first]), strict=True):
            if match:
                yield n, 0, match
        later = [(n, at) for n, at, _ in places if at]
        for some in range(0, len(later), _PLACES_AT_ONCE):
            part = later[some : some + _PLACES_AT_ONCE]
            rest = [texts[n][at:] for n, at in part]
            for (n, at), match in zip(part, _matches_of(self._later, rest), strict=True):
                if match:
                    yield n, at, match


def _matches_of(pattern: str, texts: Sequence[str]) -> list[str | None]:
    """Return the first match of a pattern in each text, if any."""
    if not texts:
        return []
    found: list[str | None] = pl.Series(texts, dtype=pl.String).str.extract_all(pattern).list.first().to_list()
    return found
