"""Runs one reader over one text the way the scan does: propose, place in order, judge."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from graphkit.identifiers.base import Context, Found, Reader
from graphkit.identifiers.explain import steps_of
from graphkit.identifiers.handle import HANDLE
from graphkit.identifiers.handle_signed import SIGNED
from graphkit.settings import Settings


class Hit(NamedTuple):
    """What was found, with the characters it was found in."""

    kind: str
    value: str
    raw: str
    confidence: float
    found: Found
    start: int = 0


def beside(char: str) -> str:
    """Return a neighbour as a reader sees it: letters are ``a``, digits ``0``."""
    return "a" if char.isalpha() else "0" if char.isdigit() else char


def hits(reader: Reader, text: str, regions: tuple[str, ...] = (), platform: str = "") -> list[Hit]:
    """Return what the reader finds in the text, in order."""
    out, end = [], 0
    for candidate in pl.Series([text]).str.extract_all(reader.pattern)[0]:
        start = text.find(candidate, end)
        assert start >= 0, candidate
        end = start + len(candidate)
        around = Context(
            beside(text[start - 1 : start]), beside(text[end : end + 1]), regions, platform=platform
        )
        for f in reader.judge(candidate, around):
            assert 0 <= f.start < f.end <= len(candidate), (candidate, f)
            out.append(Hit(f.kind, f.value, candidate[f.start : f.end], f.confidence, f, start + f.start))
    return out


def reasons(reader: Reader | str, text: str) -> str:
    """Return what a reader, or one of a name, says of its candidates while a text is explained, a reason a line."""
    name = reader if isinstance(reader, str) else reader.name
    steps = [step for step in steps_of(text, Settings(fictional_numbers=True)) if step.reader == name]
    return "\n".join(note for step in steps for note in step.notes)


def account_hits(text: str, platform: str = "") -> list[Hit]:
    """Return what the two readers of accounts find in the text, in order; what one has claimed the other has not."""
    first = hits(HANDLE, text, platform=platform)
    second = [
        h
        for h in hits(SIGNED, text, platform=platform)
        if not any(h.start < f.start + len(f.raw) and f.start < h.start + len(h.raw) for f in first)
    ]
    return sorted([*first, *second], key=lambda h: h.start)


def declared(reader: Reader, raw: str, kind: str, regions: tuple[str, ...] = ()) -> list[Hit]:
    """Return what the reader finds in the value of a column declared to hold ``kind``."""
    found: Sequence[Found] = reader.declared(raw, kind, Context(regions=regions))
    assert all(0 <= f.start < f.end <= len(raw) for f in found)
    return [Hit(f.kind, f.value, raw[f.start : f.end], f.confidence, f) for f in found]


def pairs(found: list[Hit], least: float = 0.0) -> list[tuple[str, str]]:
    """Return (kind, value) of the hits at or above a confidence."""
    return [(h.kind, h.value) for h in found if h.confidence >= least]


def read_worst(reader: Reader, kind: str) -> Callable[[str], None]:
    """Return a run of the whole reader over one text: propose, judge each distinct candidate, declared."""

    def run(text: str) -> None:
        for candidate in dict.fromkeys(pl.Series([text]).str.extract_all(reader.pattern)[0]):
            reader.judge(candidate, Context())
        reader.declared(text, kind, Context())

    return run


def takes_linear_time(run: Callable[[str], object], unit: str) -> bool:
    """Tell whether a megabyte of ``unit`` takes about four times what a quarter of it does, not sixteen."""

    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        start = time.process_time()
        run(text)
        return time.process_time() - start

    quarter = seconds(250_000)
    return seconds(1_000_000) < 10 * quarter + 0.5
