"""How far to trust a reading of a national number: by whose region it is, and by how it is written."""

from __future__ import annotations

from collections.abc import Sequence

from graphkit.identifiers.base import Context
from graphkit.identifiers.phone_groups import Group
from graphkit.identifiers.phone_numbers import Reading, international, national

# Confidence in a number that is written as its country writes it, by where its region comes from.
_RECORD = 0.93
_GIVEN = 0.92
_DEFAULT = 0.8


def readings_of(
    digits: str, window: Sequence[Group], context: Context, column: bool = False
) -> list[tuple[Reading, str, float]]:
    """Return the readings of the first tier of regions that has any, best first, with method and confidence.

    The record's own regions come before those the user gave, and these before the defaults.

    Examples
    --------
    >>> from graphkit.identifiers.phone_groups import split
    >>> some = readings_of("07700900123", split("07700900123"), Context(given=("GB",)))
    >>> [(reading.e164, method, sure) for reading, method, sure in some]
    [('+447700900123', 'phone.given_region', 0.92)]
    """
    if digits.startswith("00") and len(digits) >= 11 and (reading := international(digits[2:])):
        return [(reading, "phone.declared" if column else "phone.international", 0.97 if column else 0.9)]
    for regions, method, base in (
        (context.regions, "phone.record_region", _RECORD),
        (context.given, "phone.given_region", _GIVEN),
        (context.defaults, "phone.default_region", _DEFAULT),
    ):
        some: dict[str, Reading] = {}
        for region in regions:
            if reading := national(digits, region):
                some.setdefault(reading.e164, reading)
        if not some:
            continue
        proper = [r for r in some.values() if not (r.needs_trunk and r.form == "bare")]
        best = [(r, *_grade(r, digits, window, method, base, column)) for r in proper or some.values()]
        # Without a prefix and without groups, nothing but the order of the user's regions tells them apart.
        unsure = len(best) > 1 and best[0][0].form == "bare" and len(window) == 1 and base < _RECORD
        # Where the user said which regions to expect, a number of another one shows and does not join.
        elsewhere = base == _DEFAULT and bool(context.given)
        most = 0.6 if unsure or elsewhere else 1.0
        return [(r, m, min(s, most if k == 0 else 0.35)) for k, (r, m, s) in enumerate(best)]
    if column and len(digits) >= 10 and (reading := international(digits)):
        return [(reading, "phone.declared", 0.85)]
    return []


def _grade(
    r: Reading, digits: str, window: Sequence[Group], method: str, base: float, column: bool
) -> tuple[str, float]:
    """Return method and confidence of a reading by how the number is written."""
    default = base == _DEFAULT
    missing = r.needs_trunk and r.form == "bare"
    if column:
        return "phone.declared", 0.85 if default or missing else 0.97
    written = _writing(r, digits, window)
    if missing:
        return method, 0.5 if default or written == "odd" else 0.6
    if len(r.national) < 9:
        return method, _grade_short(r, written, default)
    if written == "odd":
        if default:
            return method, 0.5
        return method, base - 0.1 if r.form == "trunk" and r.needs_trunk else 0.6
    if written == "run" and default:
        whole = len(r.e164) == 12 and r.e164[1] in "17"
        return method, 0.8 if r.form == "trunk" and r.needs_trunk else 0.72 if whole else 0.5
    return method, min(base, 0.75) if window[0].spelt else base


def _grade_short(r: Reading, written: str, default: bool) -> float:
    if written != "country":
        return 0.5 if r.form == "trunk" else 0.4
    return 0.5 if default or len(r.national) < 8 else 0.75


def _writing(r: Reading, digits: str, window: Sequence[Group]) -> str:
    """Return ``run`` for no separators, ``country`` for groups as the country sets them, else ``odd``."""
    lead = len(digits) - len(r.national)
    cuts, at = set(), 0
    for g in window[:-1]:
        at += len(g.digits)
        if at > lead:
            cuts.add(at - lead)
    if len(window) == 1:
        return "run"
    splits = set(r.splits)
    if cuts == {3, 6} and len(r.national) == 9:
        return "country"  # by threes: what people do with nine digits, whatever the tables set apart
    if not cuts:
        return "country" if r.form in ("trunk", "code") else "odd"
    return "country" if cuts >= splits or cuts <= splits else "odd"
