"""A window on a JSON text that is read once, and how to get to the end of a value without decoding it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAX_VALUE = 32 << 20  # bytes of one value; a larger one is passed over
MAX_DEPTH = 200  # levels in one value; deeper ones are no message of any kind
HELD = 4_000  # bytes of a passed-over value that are kept to show it

_GAP = re.compile(rb"[\s,:]*+")
# Possessive, so that a long string needs no stack; the bare quote at the end is a string that is not whole.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]|"', re.DOTALL)
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_LITERAL = re.compile(rb'[^\s,:{}\[\]"]++')


def too_large() -> str:
    """Return the reason why a value was passed over."""
    return f"larger than {MAX_VALUE >> 20} MiB"


class Window:
    """A window on a text that is read once.

    Parameters
    ----------
    blocks
        The text as UTF-8.
    skip
        Bytes before the document.
    """

    def __init__(self, blocks: Iterator[bytes], skip: int) -> None:
        self._blocks = blocks
        self.held = b""
        self.at = 0
        self.base = 0  # where ``held`` begins
        self.ended = False
        while self.base + len(self.held) < skip and self.more():
            pass
        self.at = min(skip, len(self.held))

    @property
    def place(self) -> int:
        """Where in the text the window stands, in bytes."""
        return self.base + self.at

    def more(self) -> bool:
        """Read on, at least as much as is held: what is looked at again and again stays linear."""
        parts, size, wanted = [self.held[self.at :]], 0, max(len(self.held) - self.at, 1)
        while size < wanted and not self.ended:
            block = next(self._blocks, None)
            if block is None:
                self.ended = True
            else:
                parts.append(block)
                size += len(block)
        self.base += self.at
        self.held, self.at = b"".join(parts), 0
        return size > 0

    def sign(self) -> int:
        """Go to the next sign that is no gap; return it, or -1 at the end."""
        while True:
            gap = _GAP.match(self.held, self.at)
            self.at = gap.end() if gap else self.at
            if self.at < len(self.held):
                return self.held[self.at]
            if not self.more():
                return -1

    def rest(self) -> bytes:
        """Return the beginning of what follows."""
        while len(self.held) - self.at < HELD and self.more():
            pass
        return self.held[self.at : self.at + HELD]

    def string(self) -> tuple[bytes, str]:
        """Take the string that begins here: it, or its beginning and what is wrong with it."""
        return self._taken(self._end_of_string)

    def literal(self) -> tuple[bytes, str]:
        """Take the number or word that begins here, likewise."""
        return self._taken(self._end_of_literal)

    def _taken(self, end_of: Callable[[], int]) -> tuple[bytes, str]:
        while True:
            end = end_of()
            if end >= 0:
                data = self.held[self.at : end]
                self.at = end
                return data, ""
            if len(self.held) - self.at > MAX_VALUE:
                return self._passed_over()
            if not self.more() and end_of() < 0:
                data, self.at = self.held[self.at : self.at + HELD], len(self.held)
                return data, "the file ends in the middle of it"

    def _end_of_string(self) -> int:
        found = _TOKEN.match(self.held, self.at)
        return found.end() if found and found.end() > self.at + 1 else -1

    def _end_of_literal(self) -> int:
        found = _LITERAL.match(self.held, self.at)
        end = found.end() if found else self.at + 1
        return end if end < len(self.held) or self.ended else -1

    def nested(self) -> tuple[bytes, str]:
        """Take the object or array that begins here, likewise."""
        depth, seen, deepest = 0, self.at, 0
        while True:
            for token in _TOKEN.finditer(self.held, seen):
                sign = self.held[token.start()]
                if sign == 0x22:  # "
                    if token.end() == token.start() + 1:
                        seen = token.start()
                        break
                elif sign in b"{[":
                    depth += 1
                    deepest = max(depth, deepest)
                else:
                    depth -= 1
                    if not depth:
                        data, self.at = self.held[self.at : token.end()], token.end()
                        return (data, "") if deepest <= MAX_DEPTH else (data[:HELD], "nested too deeply")
                seen = token.end()
            else:
                seen = len(self.held)
            if len(self.held) - self.at > MAX_VALUE:
                first, self.at = self.held[self.at : self.at + HELD], seen
                return first, self._leave(depth)
            rest = seen - self.at
            if not self.more():
                data, self.at = self.held[self.at : self.at + HELD], len(self.held)
                return data, "the file ends in the middle of it"
            seen = self.at + rest

    def _leave(self, depth: int) -> str:
        """Go to the end of a value that is too large to be kept."""
        while depth and self.sign() >= 0:
            sign = self.held[self.at]
            if sign == 0x22:
                self._leave_string()
                continue
            depth += (sign in b"{[") - (sign in b"}]")
            self.at += 1
            token = _TOKEN.search(self.held, self.at)
            self.at = token.start() if token else len(self.held)
        return too_large()

    def _leave_string(self) -> None:
        self.at += 1
        while True:
            found = _IN_STRING.match(self.held, self.at)
            self.at = found.end() if found else self.at
            if self.held[self.at : self.at + 1] == b'"':
                self.at += 1
                return
            if not self.more():
                self.at = len(self.held)
                return

    def _leave_literal(self) -> None:
        while True:
            found = _LITERAL.match(self.held, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.held) or not self.more():
                return

    def _passed_over(self) -> tuple[bytes, str]:
        first = self.held[self.at : self.at + HELD]
        if first[:1] == b'"':
            self._leave_string()
        else:
            self._leave_literal()
        return first, too_large()
