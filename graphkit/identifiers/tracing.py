"""Why a text is read as it is: what readers say of their candidates while one text is explained.

Readers call :func:`note` wherever they drop a candidate or trust it less. It costs nothing unless a trace is on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from graphkit.identifiers.base import Found


@dataclass(slots=True)
class Step:
    """One candidate of one reader, and what came of it.

    Attributes
    ----------
    reader
        Its name.
    start, end, raw
        Where the candidate stands in the folded text, and its characters.
    notes
        What the reader said of it, in order.
    found
        What was read in it, with offsets into the folded text.
    kept
        Of each find, whether it is in the result; a find is dropped where another reader has claimed its characters.
    """

    reader: str
    start: int
    end: int
    raw: str
    notes: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    kept: list[bool] = field(default_factory=list)


_steps: list[Step] | None = None


@contextmanager
def traced() -> Iterator[list[Step]]:
    """Collect the steps of what is read inside, in order. One text at a time."""
    global _steps
    before, _steps = _steps, []
    try:
        yield _steps
    finally:
        _steps = before


def on() -> bool:
    """Tell whether a trace is collected."""
    return _steps is not None


def candidate(reader: str, start: int, raw: str) -> None:
    """Begin the step of a candidate; what is noted from here on is of it."""
    if _steps is not None:
        _steps.append(Step(reader, start, start + len(raw), raw))


def resume(reader: str, start: int) -> None:
    """Go back to the candidate of a reader at a place: what is noted from here on is of it."""
    if _steps is not None:
        at = next(k for k, s in enumerate(_steps) if s.reader == reader and s.start == start)
        _steps.append(_steps.pop(at))


def note(reason: str) -> None:
    """Say why the candidate at hand is dropped, or trusted less. Anything said twice of one candidate counts once."""
    if _steps and reason not in _steps[-1].notes:
        _steps[-1].notes.append(reason)


def outcome(reader: str, found: Found, start: int, end: int, *, kept: bool) -> None:
    """Say what came of a find at ``start`` to ``end``: kept, or dropped because its characters were read already."""
    step = next((s for s in _steps or () if s.reader == reader and s.start <= start and end <= s.end), None)
    if step is None:
        return
    step.found.append(replace(found, start=start, end=end))
    step.kept.append(kept)
    if not kept:
        owner = next((s.reader for s in _steps or () for f, k in zip(s.found, s.kept, strict=True)
                      if k and f.claims and f.start < end and start < f.end), "")  # fmt: skip
        step.notes.append(
            f"{found.kind} {found.value}: its characters were read already, by the reader {owner}"
        )


def say(reasons: Sequence[tuple[str, float]], what: str) -> None:
    """Note what limits the confidence in ``what``, the tightest limit first."""
    if _steps is not None:
        for reason, limit in sorted(reasons, key=lambda r: r[1]):
            note(f"{what}: at most {limit:g}, by {reason}")
