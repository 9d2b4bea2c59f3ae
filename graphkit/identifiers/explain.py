"""A text explained: how it reads when folded, what each reader tried in it, and why that was kept or dropped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import polars as pl

from graphkit.identifiers.base import Found
from graphkit.identifiers.fold import fold
from graphkit.identifiers.scan import read_texts
from graphkit.identifiers.tracing import Step, traced
from graphkit.settings import Settings

_MOST_UNDONE = 12  # characters that folding changed, listed by name
_MOST_NOTES = 12  # reasons listed of one candidate
_MOST_RUNS = 4  # runs of digits listed of one reason


def steps_of(text: str, settings: Settings, platform: str = "") -> list[Step]:
    """Return what every reader tried in a text whose cards are masked, in the order of the text, then of the readers."""
    columns = {
        "row": [0], "record_id": ["1"], "field": ["text"], "text": [text], "regions": [""], "platform": [platform],
    }  # fmt: skip
    with traced() as steps:
        read_texts(pl.DataFrame(columns, schema_overrides={"row": pl.UInt32}), settings)
    return sorted(steps, key=lambda s: (s.start, s.end))


def explained(text: str, settings: Settings, platform: str = "", cards: Sequence[str] = ()) -> str:
    """Return the explanation of a text whose cards are masked, for people to read."""
    return "\n".join(_lines(text, settings, platform, cards))


def _lines(text: str, settings: Settings, platform: str, cards: Sequence[str]) -> Iterator[str]:
    yield f"text      {shown(text)}"
    folded = fold(text)
    yield "folded    the same" if folded == text else f"folded    {shown(folded)}"
    yield from _undone(text)
    for card in cards:
        yield f"masked    card {card}, before any reader saw the text"
    where = [*settings.regions, *(f"{r} (default)" for r in settings.default_regions)]
    yield f"regions   {', '.join(where) or 'none'}"
    steps = [s for s in steps_of(text, settings, platform) if s.found or s.notes]
    if not steps:
        yield "nothing in it looks like an identifier"
    for step in steps:
        yield ""
        yield f"{step.start}-{step.end}  {step.reader}  {shown(step.raw)}"
        for found, kept in zip(step.found, step.kept, strict=True):
            yield f"    {_verdict(found, kept, settings)}"
        if not step.found:
            yield "    dropped"
        reasons = _gathered(step.notes)
        for reason in reasons[:_MOST_NOTES]:
            yield f"      - {reason}"
        if len(reasons) > _MOST_NOTES:
            yield f"      - and {len(reasons) - _MOST_NOTES} more"


def _verdict(found: Found, kept: bool, settings: Settings) -> str:
    """Return what came of a find, in words."""
    what = f"{found.kind} {shown(found.value)}  confidence {found.confidence:.2f}  {found.method}  at {found.start}-{found.end}"
    if not kept:
        return f"dropped  {what}"
    if found.confidence < settings.join_confidence:
        return f"kept     {what}: shows, does not join (below {settings.join_confidence:g})"
    return f"kept     {what}"


def _gathered(notes: Sequence[str]) -> list[str]:
    """Return reasons with those that are alike in one line, behind all others: every run of digits that is no number.

    Examples
    --------
    >>> _gathered(["20255: no number of US", "555014: no number of US", "a date"])
    ['a date', 'no number of US: 20255, 555014']
    """
    others: list[str] = []
    alike: dict[str, list[str]] = {}
    for note in notes:
        digits, _, reason = note.partition(": ")
        if digits.isdigit() and reason:
            alike.setdefault(reason, []).append(digits)
        else:
            others.append(note)
    for reason, runs in alike.items():
        more = f" and {len(runs) - _MOST_RUNS} more" if len(runs) > _MOST_RUNS else ""
        others.append(f"{reason}: {', '.join(runs[:_MOST_RUNS])}{more}")
    return others


def _undone(text: str) -> Iterator[str]:
    """Yield the characters that folding changed, by name."""
    changed = [(at, char, fold(char)) for at, char in enumerate(text) if fold(char) != char]
    for at, char, plain in changed[:_MOST_UNDONE]:
        name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
        yield f"undone    at {at}: {name} is {plain!r}" if plain else f"undone    at {at}: {name} is left out"
    if len(changed) > _MOST_UNDONE:
        yield f"undone    and {len(changed) - _MOST_UNDONE} characters more"


def shown(text: str) -> str:
    """Return a text on one line, with what cannot be seen, or would move a terminal's cursor, as its number.

    Examples
    --------
    >>> shown("a\\nb\\u200bc\\x1b[1m")
    'a\\\\nb\\\\u200bc\\\\x1b[1m'
    """
    return "".join(
        c if c == " " or not unicodedata.category(c).startswith(("C", "Z")) else c.encode("unicode_escape").decode()
        for c in text
    )
