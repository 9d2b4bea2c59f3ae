"""Patterns that are compiled when they are first used: many commands read no text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cached_property


class Lazy:
    """A regular expression of Python's that takes no time until it is used; it has the methods that readers need.

    Examples
    --------
    >>> Lazy("a+").search("baa")[0]
    'aa'
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Match at ``start``."""
        return self._compiled.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match the whole text."""
        return self._compiled.fullmatch(text)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match."""
        return self._compiled.search(text, start, end)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Yield all matches."""
        return self._compiled.finditer(text, start)

    def findall(self, text: str) -> list[str]:
        """Return the texts of all matches."""
        return self._compiled.findall(text)

    def sub(self, new: str, text: str) -> str:
        """Replace all matches."""
        return self._compiled.sub(new, text)
