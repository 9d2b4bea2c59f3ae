"""What a number in plain digits can be worth at the most, by what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.phone_groups import Group, is_price_list
from graphkit.identifiers.phone_numbers import Look

_SUSPICIOUS = frozenset("#$€£%_=/@&?")


def limit_of(length: int, window: Sequence[Group], look: Look, before: str, after: str) -> float:
    """Return the most that a national number can be worth by what stands around it.

    Parameters
    ----------
    length
        Of the candidate, in code points.
    window, look
        The groups that are the number, and what its reading is.
    before, after
        The character on either side of the candidate, as a context has it.
    """
    limit = 1.0
    if look.form == "bare" and is_price_list(window):
        tracing.note("at most 0.6, it looks like prices side by side")
        limit = 0.6
    lone = look.form == "bare" and (len(window) < 3 or not look.splits)
    if window[0].start - len(window[0].gap) == 0:
        limit = min(limit, _beside(before, lone, first=True))
    if window[-1].end == length:
        # "Call 08717890890£1.50 a minute": a price may follow at once a number that is plainly whole.
        whole = look.form == "trunk" or (len(window) > 1 and len(look.code) + look.length == 11)
        priced = after in ("£", "$", "€") and whole
        limit = min(limit, 0.75 if priced else _beside(after, lone, first=False))
    if limit < 1:
        tracing.note(f"at most {limit:g} by the characters around it")
    return limit


def _beside(char: str, lone: bool, *, first: bool) -> float:
    if char == "a":
        return 0.5 if lone else 0.75
    if char in _SUSPICIOUS:
        return 0.6
    if char in ("-", ":") and lone:
        # "ID-2025551243" before it; "20120102 08:00" after it.
        return 0.6 if char == "-" and first else 0.6 if char == ":" and not first else 1.0
    return 1.0


def span_of(candidate: str, window: Sequence[Group]) -> tuple[int, int]:
    """Return where a number stands, with its ``+`` and with a bracket that closes inside it."""
    start, end = window[0].start, window[-1].end
    gap = window[0].gap
    while gap and (gap[-1] == "+" or (gap[-1] == "(" and ")" in candidate[start:end])):
        gap = gap[:-1]
        start -= 1
    return start, end
