"""The common case at once: a candidate that is one number and nothing else, written in a common way.

What comes of it depends on its digits only in which numbers they can be: all else is worked out once for a shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.phone_grades import Tier, at_most, grade, tier_of, writing
from graphkit.identifiers.phone_groups import is_filler
from graphkit.identifiers.phone_limits import limit_of, span_of
from graphkit.identifiers.phone_numbers import Look, international
from graphkit.identifiers.phone_shapes import digits_of, plain_groups, shape_of

_LEAST = 0.7


def at_once(candidate: str, context: Context) -> Sequence[Found]:
    """Return the number of a candidate that is nothing but one; nothing where it is not so plain.

    What is returned is what the reader would return of it in its own time.

    Examples
    --------
    >>> [f.value for f in at_once("(202) 867-5309", Context(given=("US",)))], at_once("12.05.2024", Context())
    (['+12028675309'], ())
    """
    before, after = context.before, context.after
    if before == "0" or after == "0":
        return ()
    digits = digits_of(candidate)
    if candidate[0] == "+":
        return _after_plus(candidate, digits, context)
    shape = shape_of(candidate)
    groups = plain_groups(shape)
    if groups is None or digits.endswith("000") or len(set(digits)) == 1:
        return ()
    if digits[-1] == "0" and len(groups) > 2 and all(candidate[g.end - 1] == "0" for g in groups):
        return ()  # perhaps prices
    tier = tier_of(digits, context.regions, context.given, context.defaults, context.script)
    if not tier.some:
        return ()
    looks = tuple([r.look for r in tier.some])
    judged = _judged(shape, looks, tier.method, tier.base, tier.unsure, bool(context.given), before, after)
    if judged is None or is_filler(tier.some[0].national):
        return ()
    start, end, sures = judged
    out = []
    for reading, sure in zip(tier.some, sures, strict=True):
        method = tier.method
        if reading.fictional and not context.fictional:
            method, sure = method + ".fictional", min(sure, 0.4)
        out.append(Found("phone", reading.e164, start, end, method, sure))
    return out


def _after_plus(candidate: str, digits: str, context: Context) -> Sequence[Found]:
    """Return a number of North America, Russia or Kazakhstan after a plus sign: all of theirs have eleven digits."""
    if digits[0] not in "17" or len(digits) != 11 or ". " in candidate:
        return ()
    reading = international(digits)
    if reading is None or is_filler(reading.national):
        return ()
    method, sure = "phone.international", 0.9 if context.after == "a" else 0.97
    if reading.fictional and not context.fictional:
        method, sure = method + ".fictional", 0.4
    return (Found("phone", reading.e164, 0, len(candidate), method, sure),)


@lru_cache(maxsize=100_000)
def _judged(
    shape: str,
    looks: tuple[Look, ...],
    method: str,
    base: float,
    unsure: bool,
    given: bool,
    before: str,
    after: str,
) -> tuple[int, int, tuple[float, ...]] | None:
    """Return where the number of a shape stands and how sure its readings are; None where its digits must be looked at."""
    groups = plain_groups(shape)
    if groups is None or any(
        writing(look, sum(len(g.digits) for g in groups), groups) == "odd" for look in looks
    ):
        return None
    tier = Tier(None, (), method, base, unsure)
    digits = "".join(g.digits for g in groups)
    sures = [grade(look, digits, groups, tier, column=False)[1] for look in looks]
    limit = min(
        at_most(tier, looks[0], groups, given),
        sures[0],
        limit_of(len(shape), groups, looks[0], before, after),
    )
    if limit < _LEAST:
        return None
    start, end = span_of(shape, groups)
    return start, end, tuple(round(min(sure, limit if k == 0 else 0.35), 3) for k, sure in enumerate(sures))
