"""How far to trust a reading of a national number: by whose region it is, and by how it is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from graphkit.identifiers.base import Context
from graphkit.identifiers.phone_groups import Group
from graphkit.identifiers.phone_numbers import Reading, dialling, international, national

# Confidence in a number that is written as its country writes it, by where its region comes from.
_RECORD = 0.93
_GIVEN = 0.92
_DEFAULT = 0.8
# Where a number at home begins with a nought, or with the country's code.
_WITH_NOUGHT = frozenset({"GB", "DE", "FR", "IE", "AU", "SE", "UA", "TR", "NL", "BE", "AT", "CH"})
# Where texts are mostly in Cyrillic letters.
_CYRILLIC = frozenset({"RU", "KZ", "UA", "BY", "KG", "TJ", "BG", "RS", "MK", "MN"})


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
    dialled_abroad, some, method, base, unsure = _tier(
        digits, context.regions, context.given, context.defaults, context.script
    )
    if dialled_abroad is not None:
        return [(dialled_abroad, "phone.declared" if column else "phone.international", 0.97 if column else 0.9)]
    if some:
        best = [(r, *_grade(r, digits, window, method, base, column)) for r in some]
        # Without a prefix and without groups, nothing but the order of the user's regions tells them apart.
        unsure = unsure and best[0][0].form == "bare" and len(window) == 1 and base < _RECORD
        # Where the user said which regions to expect, a number of another one shows and does not join.
        elsewhere = base == _DEFAULT and bool(context.given)
        most = 0.6 if unsure or elsewhere else 1.0
        return [(r, m, min(s, most if k == 0 else 0.35)) for k, (r, m, s) in enumerate(best)]
    if len(digits) >= (10 if column else 11) and (reading := international(digits)):
        if column:
            return [(reading, "phone.declared", 0.85)]
        # A country code without its plus sign: set apart, as people write it, or else any long number.
        code = reading.e164[1 : len(reading.e164) - len(reading.national)]
        apart = window[0].digits == code or (window[0].digits == "38" and code == "380")
        return [(reading, "phone.international", 0.75 if apart and len(window) >= 3 else 0.6)]
    return []


_Tier = tuple[Reading | None, tuple[Reading, ...], str, float, bool]


@lru_cache(maxsize=300_000)
def _tier(
    digits: str, own: tuple[str, ...], given: tuple[str, ...], defaults: tuple[str, ...], script: str
) -> _Tier:
    """Return the readings of digits by the first tier of regions that has any.

    Returns
    -------
    tuple
        The number dialled abroad with its prefix, or None; the readings, best first; their method; the confidence that
        they begin with; and whether several countries would have to be told apart.
    """
    if (
        digits[0] in "08"
        and (prefix := dialled(digits, (*own, *given) or defaults))
        and (reading := international(digits[len(prefix) :]))
    ):
        return reading, (), "", 0.0, False
    for regions, method, base in (
        (own, "phone.record_region", _RECORD),
        (given, "phone.given_region", _GIVEN),
        (defaults, "phone.default_region", _DEFAULT),
    ):
        some: dict[str, tuple[Reading, str]] = {}
        for region in by_script(regions, script) if regions else ():
            if base == _DEFAULT and some and digits[0] != "0" and region in _WITH_NOUGHT:
                continue  # a number of another country already: here it would lack its nought
            if reading := national(digits, region):
                some.setdefault(reading.e164, (reading, region))
        if some:
            proper = [x for x in some.values() if not (x[0].needs_trunk and x[0].form == "bare")] or [*some.values()]
            likely = sum((region in _CYRILLIC) == (script == "Cyrl") for _, region in proper)
            return None, tuple(r for r, _ in proper), method, base, len(proper) > 1 and likely != 1
    return None, (), "", 0.0, False


def dialled(digits: str, regions: Sequence[str]) -> str:
    """Return the prefix with which some region dials abroad, if the digits begin with it, else nothing.

    Examples
    --------
    >>> dialled("00447700900123", ()), dialled("011447700900123", ("US",)), dialled("447700900123", ("US",))
    ('00', '011', '')
    """
    if digits.startswith("00") and len(digits) >= 11:
        return "00"
    if digits.startswith("011") and len(digits) >= 12 and not {"US", "CA"}.isdisjoint(regions):
        return "011"
    if digits.startswith("810") and len(digits) >= 13 and not {"RU", "KZ"}.isdisjoint(regions):
        return "810"
    return ""


@lru_cache(maxsize=1_000)
def by_script(regions: tuple[str, ...], script: str) -> list[str]:
    """Return regions in their order, those first whose people write in the script of the text.

    Of regions that share a country code and dial alike the first is enough: the others read the same number.

    Examples
    --------
    >>> by_script(("US", "RU"), "Cyrl")
    ['RU', 'US']
    """
    seen: dict[object, str] = {}
    for region in sorted(regions, key=lambda region: (region in _CYRILLIC) != (script == "Cyrl")):
        seen.setdefault(dialling(region) or region, region)
    return list(seen.values())


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
            # Eleven digits that begin as a call at home does, all parted by one sign, are no chance.
            even = len(digits) == 11 and r.form == "trunk" and len({g.gap for g in window[1:]}) == 1
            return method, 0.72 if even or _oddly(digits, window) else 0.5
        if _oddly(digits, window):
            return method, 0.78
        return method, base - 0.1 if (r.form == "trunk" and r.needs_trunk) or len(r.national) > 10 else 0.6
    if written == "run" and default:
        whole = len(r.e164) == 12 and r.e164[1] in "17"
        return method, 0.8 if r.form == "trunk" and r.needs_trunk else 0.72 if whole else 0.5
    return method, min(base, 0.75) if window[0].spelt else base


def _oddly(digits: str, window: Sequence[Group]) -> bool:
    """Tell whether groups are cut as nobody writes prices, sizes or years: a nought at the front, or odd signs between."""
    if len(window) < 2:
        return False
    groups, at = [], 0  # the window may be of a shape, without its digits
    for g in window:
        groups.append(digits[at : at + len(g.digits)])
        at += len(g.digits)
    signs = {g.gap for g in window[1:]}
    if signs <= {"_", "*"}:
        return True
    if not signs <= {" ", "-", " - "}:
        return False  # dots part versions and amounts, slashes choices
    if all(a < b for a, b in pairwise(map(int, groups))):
        return False  # the numbers of a draw, a timetable or a price list grow
    noughts = any(group[0] == "0" and len(group) > 1 for group in groups[1:])
    return (noughts and max(map(len, groups)) <= 4) or (len(groups) >= 5 and max(map(len, groups)) <= 2)


def _grade_short(r: Reading, written: str, default: bool) -> float:
    if written != "country":
        return 0.5 if r.form == "trunk" else 0.4
    return 0.5 if default or len(r.national) < 8 else 0.75


def _writing(r: Reading, digits: str, window: Sequence[Group]) -> str:
    """Return ``run`` for no separators, ``country`` for groups as the country sets them, else ``odd``."""
    if len(window) == 1:
        return "run"
    sizes = tuple([len(g.digits) for g in window])
    return _written(sizes, len(digits) - len(r.national), len(r.national), r.splits, r.form)


@lru_cache(maxsize=20_000)
def _written(sizes: tuple[int, ...], lead: int, length: int, set_apart: tuple[int, ...], form: str) -> str:
    """Return how groups of some sizes are written, of a number of ``length`` digits behind ``lead`` others."""
    cuts, at = set(), 0
    for size in sizes[:-1]:
        at += size
        if at > lead:
            cuts.add(at - lead)
    splits = set(set_apart)
    if cuts == {3, 6} and length == 9:
        return "country"  # by threes: what people do with nine digits, whatever the tables set apart
    if not cuts:
        return "country" if form in ("trunk", "code") else "odd"
    last = max(splits, default=0)
    finer = cuts >= splits and all(cut > last for cut in cuts - splits)  # 0143 as 01-43
    return "country" if finer or cuts <= splits else "odd"
