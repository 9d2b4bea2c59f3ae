"""Phone numbers from ranges reserved for fiction; ``fictional_ranges.toml`` lists them with their sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_DATA = Path(__file__).with_name("fictional_ranges.toml")


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of one regulator that are kept for fiction.

    Attributes
    ----------
    prefix
        How they begin in E.164, with ``?`` for any digit.
    digits
        How many digits the whole number has.
    region
        ISO 3166-1 alpha-2; ``US`` stands for the whole North American plan.
    place
        Which network, town or block, in words.
    source
        The document that reserves them.
    """

    prefix: str
    digits: int
    region: str
    place: str
    source: str


def load_ranges(path: Path = _DATA) -> tuple[Range, ...]:
    """Return the ranges of a table, one a prefix.

    Raises
    ------
    ValueError
        If a prefix is not a plus sign, digits and ``?``, or is longer than the number.

    Examples
    --------
    >>> sorted({r.region for r in load_ranges()})
    ['AU', 'DE', 'FR', 'GB', 'IE', 'SE', 'US']
    """
    ranges = []
    for row in tomllib.loads(path.read_text("utf-8"))["range"]:
        for prefix in row["prefixes"]:
            body = prefix[1:].replace("?", "0")
            if (
                not (prefix.startswith("+") and body.isascii() and body.isdigit())
                or len(body) > row["digits"]
            ):
                raise ValueError(f"{path}: {prefix!r} cannot begin a number of {row['digits']} digits")
            ranges.append(Range(prefix, row["digits"], row["region"], row["place"], row["source"]))
    return tuple(ranges)


_Slices = tuple[tuple[int, int], ...]


def _compile(
    ranges: tuple[Range, ...],
) -> Mapping[tuple[int, str], tuple[tuple[_Slices, frozenset[str]], ...]]:
    """Group prefixes by the length of the number, its first digit, and which of its characters they fix.

    One set look-up a group then answers for all its prefixes: some five groups for numbers of one length.
    """
    groups: dict[tuple[int, str], dict[_Slices, set[str]]] = {}
    for r in ranges:
        fixed = [i for i, c in enumerate(r.prefix) if c != "?"]
        starts = [i for i in fixed if i - 1 not in fixed]
        ends = [i + 1 for i in fixed if i + 1 not in fixed]
        slices = tuple(zip(starts, ends, strict=True))
        literal = "".join(r.prefix[a:b] for a, b in slices)
        groups.setdefault((r.digits + 1, r.prefix[:2]), {}).setdefault(slices, set()).add(literal)
    return {n: tuple((s, frozenset(v)) for s, v in sorted(g.items())) for n, g in groups.items()}


_GROUPS = _compile(load_ranges())


def is_fictional(e164: str) -> bool:
    """Tell whether a number in E.164 lies in a range reserved for fiction.

    Takes about half a microsecond: it may be asked for every number of a run.

    Examples
    --------
    >>> is_fictional("+12025550143"), is_fictional("+447700900123"), is_fictional("+12025551243")
    (True, True, False)
    """
    for slices, literals in _GROUPS.get((len(e164), e164[:2]), ()):
        key = e164[: slices[0][1]] if len(slices) == 1 else "".join([e164[a:b] for a, b in slices])
        if key in literals:
            return e164.isascii() and e164[1:].isdigit()
    return False
