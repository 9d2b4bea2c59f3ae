"""The groups of a candidate by its shape alone: most phones are written in a few hundred ways, and each is cut once."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from graphkit.identifiers.phone_groups import MAX_GROUPS, Group, is_quantity, split

_ZERO = str.maketrans("123456789", "000000000")
_NO_SIGNS = {ord(c): None for c in "+ ().*_/-"}


def digits_of(candidate: str) -> str:
    """Return the digits of a candidate."""
    return candidate.translate(_NO_SIGNS)


def shape_of(candidate: str) -> str:
    """Return a candidate with every digit as ``0``."""
    return candidate.translate(_ZERO)


@lru_cache(maxsize=50_000)
def plain_groups(shape: str) -> tuple[Group, ...] | None:
    """Return the groups of a shape that may be one number and nothing else, whatever its digits; None for others.

    None of these is a date, a decimal, an amount or an internet address, or has a sign of its own before it. The
    digits of the groups are all ``0``.

    Examples
    --------
    >>> [(g.start, g.end) for g in plain_groups("(000) 000-0000")]
    [(1, 4), (6, 9), (10, 14)]
    >>> plain_groups("00.00.0000") is None, plain_groups("0.000.000") is None
    (True, True)
    """
    if "+" in shape:
        return None
    groups = split(shape)
    sizes = [len(g.digits) for g in groups]
    if len(groups) > MAX_GROUPS or not 7 <= sum(sizes) <= 15:
        return None
    if any(g.gap.startswith(" -") and not g.gap.endswith(" ") for g in groups):
        return None
    if len(groups) == 1:
        return None if sizes[0] == 8 and not groups[0].spelt else tuple(groups)
    if any(b.gap == "." and (len(b.digits) > 4 or len(groups) == 2) for _, b in pairwise(groups)):
        return None
    if all(size <= 4 for size in sizes) and not any(size == 3 for size in sizes):
        return None  # days, months and years
    if is_quantity(groups) or any(size == 8 for size in sizes) or _may_be_date(groups):
        return None
    return tuple(groups)


def _may_be_date(groups: list[Group]) -> bool:
    """Tell whether three groups in a row have the sizes and the signs of a date."""
    for a, b, c in zip(groups, groups[1:], groups[2:], strict=False):
        if (
            b.gap == c.gap
            and b.gap in (".", "/", "-", "_")
            and all(len(g.digits) in (1, 2, 4) for g in (a, b, c))
        ):
            return True
    return False
