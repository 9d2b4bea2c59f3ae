"""Candidates of patterns that are slow as a whole: proposed in steps, each of them quick, with the same outcome.

Rust's engine looks for the start of a match backwards from its end. Where any words may stand between two parts of a
pattern, so many ways lead back that the search takes ten times as long as all others together. Here it is spared: the
places where a match may start are found by a pattern of their own, and from each the whole is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

import polars as pl

Proposals = tuple[list[int], list[list[str]]]  # rows with candidates, and the candidates of each
_Place = tuple[int, int, int]  # a text, and where a head starts and ends in it

# So many characters are looked at from a head on; where a match is longer than that, all that follow.
_NEAR = 1000
_PLACES_AT_ONCE = 50_000


def by_pattern(column: pl.Series, pattern: str) -> Proposals:
    """Return the matches of a pattern, by row.

    Examples
    --------
    >>> by_pattern(pl.Series(["ab", "c", None, "aab"]), "a+b")
    ([0, 3], [['ab'], ['aab']])
    """
    proposals = column.str.extract_all(pattern)
    rows = (proposals.list.len().fill_null(0) > 0).arg_true()
    return rows.to_list(), proposals.gather(rows).to_list()


class Part(Protocol):
    """A pattern, or one alternative of a pattern."""

    pattern: str

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        ...


class Plain:
    """A pattern that is quick as it is."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        return by_pattern(column, self.pattern)


class Gated:
    """A pattern that is searched for only in texts in which another one, which is quicker, occurs.

    Parameters
    ----------
    pattern
        What is looked for.
    gate
        What occurs in every text with a match.

    Examples
    --------
    >>> Gated("[a-z ]*[$][a-z]+", gate="[$]").propose(pl.Series(["no", "pay $honey", None]))
    ([1], [['pay $honey']])
    """

    def __init__(self, pattern: str, gate: str) -> None:
        self.pattern = pattern
        self._gate = gate

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        rows = column.str.contains(self._gate).fill_null(False).arg_true()
        inside, found = by_pattern(column.gather(rows), self.pattern)
        return rows.gather(inside).to_list(), found


class Parts:
    """A pattern of several alternatives, each of which is searched for by itself.

    Where matches of two of them overlap, the one that begins first is kept.

    Examples
    --------
    >>> Parts(Plain("ab"), Plain("bc|c")).propose(pl.Series(["ab", "c", "cab", "abc"]))
    ([0, 1, 2, 3], [['ab'], ['c'], ['c', 'ab'], ['ab']])
    """

    def __init__(self, *parts: Part) -> None:
        self.pattern = "|".join(part.pattern for part in parts)
        self._parts = parts

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        found: dict[int, list[list[str]]] = {}
        for part in self._parts:
            for row, candidates in zip(*part.propose(column), strict=True):
                found.setdefault(row, []).append(candidates)
        rows = sorted(found)
        several = [row for row in rows if len(found[row]) > 1]
        texts = dict(zip(several, column.gather(several).to_list(), strict=True))
        return rows, [_merged(texts[row], found[row]) if row in texts else found[row][0] for row in rows]


def _merged(text: str, parts: Sequence[Sequence[str]]) -> list[str]:
    """Return the candidates of several parts in one text, in order, without those that overlap one before."""
    places = sorted(
        (start, order, candidate)
        for order, candidates in enumerate(parts)
        for (_, start, _), candidate in zip(_places(0, text, candidates), candidates, strict=True)
    )
    kept, end = [], 0
    for start, _, candidate in places:
        if start >= end:
            kept.append(candidate)
            end = start + len(candidate)
    return kept


class Finder:
    """Finds the heads of a column; several readers that have the same ones look for them once.

    Parameters
    ----------
    before
        The class of characters that may stand before a head, which is also found at the start of a text.
    head
        The pattern of a head, with all that may stand before a platform's name.
    """

    def __init__(self, before: str, head: str) -> None:
        self.before = before
        self.sign = re.compile(before)
        self._pattern = f"(?:^|{before})(?:{head})"
        self._last: tuple[pl.Series, Proposals] | None = None

    def propose(self, column: pl.Series) -> Proposals:
        """Return the heads, by row."""
        last = self._last
        if last is None or last[0] is not column:
            last = self._last = column, by_pattern(column, self._pattern)
        return last[1]


class Headed:
    """A pattern that begins with a head, searched for in the texts that hold one; parameters as of :class:`Heads`."""

    def __init__(self, finder: Finder, body: str) -> None:
        self.pattern = f"(?:^|{finder.before})(?:{body})"
        self._finder = finder

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        rows, _ = self._finder.propose(column)
        inside, found = by_pattern(column.gather(rows), self.pattern)
        return [rows[n] for n in inside], found


class Heads:
    """A pattern that begins with a head, at the start of a text or behind a sign, tried from each head on.

    Parameters
    ----------
    finder
        Finds what every match begins with; it may find more.
    body
        The whole pattern, without the sign before it.

    Examples
    --------
    >>> heads = Heads(Finder("[^a-z]", "tg[^a-z]"), "tg ?: ?[a-z]+")
    >>> heads.propose(pl.Series(["tg: ab, tg :c", "atg: a tg", None]))
    ([0], [['tg: ab', ' tg :c']])
    """

    def __init__(self, finder: Finder, body: str) -> None:
        self.pattern = f"(?:^|{finder.before})(?:{body})"
        self._finder = finder
        self._from_sign = f"^{finder.before}(?:{body})"

    def propose(self, column: pl.Series) -> Proposals:
        """Return the matches of the pattern, by row."""
        rows, heads = self._finder.propose(column)
        texts = column.gather(rows).to_list()
        places = [p for n, text in enumerate(texts) for p in _places(n, text, heads[n])]
        matched = list(self._tried(texts, places))
        kept = self._kept(texts, matched)
        # Within a head that is none one may start at a sign: in "tg ok x_1" at the second blank.
        while within := [place for place in places if kept.get(place[:2], 0) < place[2]]:
            places = [place for place in places if kept.get(place[:2], 0) >= place[2]]
            signs = [
                (n, sign.start(), 0)
                for n, start, end in within
                for sign in self._finder.sign.finditer(texts[n], start + 1, end)
            ]
            matched += self._tried(texts, signs)
            kept = self._kept(texts, matched)
        found: dict[int, list[str]] = {}
        for (n, at), end in sorted(kept.items()):
            found.setdefault(rows[n], []).append(texts[n][at:end])
        return list(found), list(found.values())

    def _tried(self, texts: Sequence[str], places: Sequence[_Place]) -> Iterator[_Place]:
        """Yield the texts and places where there is a match, and where it ends in what is looked at."""
        # At the start of a text no sign need stand before a head: one is put there, and taken off again.
        first = [n for n, at, _ in places if not at]
        alone: set[int] = set()
        for n, match in zip(first, self._matches(["\n" + texts[n][:_NEAR] for n in first]), strict=True):
            if match:
                alone.add(n)
                yield n, 0, len(match) - 1
        later = [(n, at) for n, at, _ in places if at or n not in alone]
        for some in range(0, len(later), _PLACES_AT_ONCE):
            part = later[some : some + _PLACES_AT_ONCE]
            matches = self._matches([texts[n][at : at + _NEAR] for n, at in part])
            yield from ((n, at, at + len(m)) for (n, at), m in zip(part, matches, strict=True) if m)

    def _kept(self, texts: Sequence[str], matched: Sequence[_Place]) -> dict[tuple[int, int], int]:
        """Return the matches that overlap none before them: where they start, and where they end."""
        kept: dict[tuple[int, int], int] = {}
        row = last = -1
        for n, at, end in sorted(matched):
            if n != row:
                row, last = n, 0
            if at >= last:
                kept[n, at] = last = end if end - at < _NEAR else self._end(texts[n], at)
        return kept

    def _end(self, text: str, at: int) -> int:
        """Return where a match ends that goes on beyond what was looked at."""
        if at == 0 and (alone := self._matches(["\n" + text])[0]):
            return len(alone) - 1
        return at + len(self._matches([text[at:]])[0] or "")

    def _matches(self, texts: Sequence[str]) -> list[str | None]:
        """Return the match at the start of each text, if any."""
        if not texts:
            return []
        first = pl.Series(texts, dtype=pl.String).str.extract_all(self._from_sign).list.first()
        found: list[str | None] = first.to_list()
        return found


def _places(n: int, text: str, candidates: Sequence[str]) -> Iterator[_Place]:
    """Yield where the candidates of a text stand in it."""
    end = 0
    for candidate in candidates:
        start = text.find(candidate, end)
        end = start + len(candidate)
        yield n, start, end
