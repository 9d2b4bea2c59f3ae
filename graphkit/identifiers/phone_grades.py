"""How far to trust a reading of a national number: by whose region it is, and by how it is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from graphkit.identifiers.base import Context
from graphkit.identifiers.phone_groups import Group
from graphkit.identifiers.phone_numbers import Look, Reading, dialling, international, national

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
    tier = tier_of(digits, context.regions, context.given, context.defaults, context.script)
    if tier.abroad is not None:
        return [(tier.abroad, "phone.declared" if column else "phone.international", 0.97 if column else 0.9)]
    if tier.some:
        best = [grade(r.look, digits, window, tier, column) for r in tier.some]
        most = at_most(tier, tier.some[0].look, window, bool(context.given))
        return [
            (r, m, min(s, most if k == 0 else 0.35))
            for k, (r, (m, s)) in enumerate(zip(tier.some, best, strict=True))
        ]
    if len(digits) >= (10 if column else 11) and (reading := international(digits)):
        if column:
            return [(reading, "phone.declared", 0.85)]
        # A country code without its plus sign: set apart, as people write it, or else any long number.
        code = reading.e164[1 : len(reading.e164) - len(reading.national)]
        apart = window[0].digits == code or (window[0].digits == "38" and code == "380")
        return [(reading, "phone.international", 0.75 if apart and len(window) >= 3 else 0.6)]
    return []


class Tier(NamedTuple):
    """The readings of digits by the first tier of regions that has any.

    Attributes
    ----------
    abroad
        The number dialled abroad with its prefix, or None; if there is one, no region is asked.
    some
        The readings, best first.
    method, base
        How they came about, and the confidence that they begin with.
    unsure
        Whether several countries would have to be told apart.
    """

    abroad: Reading | None
    some: tuple[Reading, ...]
    method: str = ""
    base: float = 0.0
    unsure: bool = False


_NOTHING = Tier(None, ())


@lru_cache(maxsize=300_000)
def tier_of(
    digits: str, own: tuple[str, ...], given: tuple[str, ...], defaults: tuple[str, ...], script: str
) -> Tier:
    """Return the readings of digits by the first tier of regions that has any: the record's, the user's, the defaults."""
    if (
        digits[0] in "08"
        and (prefix := dialled(digits, (*own, *given) or defaults))
        and (reading := international(digits[len(prefix) :]))
    ):
        return Tier(reading, ())
    for regions, method, base in (
        (own, "phone.record_region", _RECORD),
        (given, "phone.given_region", _GIVEN),
        (defaults, "phone.default_region", _DEFAULT),
    ):
        some: list[tuple[Reading, str]] = []
        for region in by_script(regions, script) if regions else ():
            if base == _DEFAULT and some and digits[0] != "0" and region in _WITH_NOUGHT:
                continue  # a number of another country already: here it would lack its nought
            reading = national(digits, region)
            if reading and not any(reading.e164 == r.e164 for r, _ in some):
                some.append((reading, region))
        if len(some) == 1:
            return Tier(None, (some[0][0],), method, base)
        if some:
            proper = [x for x in some if not (x[0].needs_trunk and x[0].form == "bare")] or some
            likely = sum([(region in _CYRILLIC) == (script == "Cyrl") for _, region in proper])
            return Tier(None, tuple([r for r, _ in proper]), method, base, len(proper) > 1 and likely != 1)
    return _NOTHING


def at_most(tier: Tier, first: Look, window: Sequence[Group], given: bool) -> float:
    """Return the most that the ``first`` reading of a tier can be worth, whatever stands around it."""
    # Without a prefix and without groups, nothing but the order of the user's regions tells them apart.
    unsure = tier.unsure and first.form == "bare" and len(window) == 1 and tier.base < _RECORD
    # Where the user said which regions to expect, a number of another one shows and does not join.
    return 0.6 if unsure or (tier.base == _DEFAULT and given) else 1.0


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


def grade(look: Look, digits: str, window: Sequence[Group], tier: Tier, column: bool) -> tuple[str, float]:
    """Return method and confidence of a reading by how the number is written."""
    method, base = tier.method, tier.base
    default = base == _DEFAULT
    missing = look.needs_trunk and look.form == "bare"
    if column:
        return "phone.declared", 0.85 if default or missing else 0.97
    written = writing(look, len(digits), window)
    if missing:
        return method, 0.5 if default or written == "odd" else 0.6
    if look.length < 9:
        return method, _grade_short(look, written, default)
    if written == "odd":
        if default:
            # Eleven digits that begin as a call at home does, all parted by one sign, are no chance.
            even = len(digits) == 11 and look.form == "trunk" and len({g.gap for g in window[1:]}) == 1
            trunk = look.form == "trunk" and len(digits) == 11 and _after_trunk(window)
            return method, 0.72 if even or trunk or _oddly(digits, window) else 0.5
        if _oddly(digits, window):
            return method, 0.78
        return method, base - 0.1 if (look.form == "trunk" and look.needs_trunk) or look.length > 10 else 0.6
    if written == "run" and default:
        whole = len(look.code) + look.length == 11 and look.code[0] in "17"
        return method, 0.8 if look.form == "trunk" and look.needs_trunk else 0.72 if whole else 0.5
    return method, min(base, 0.75) if window[0].spelt else base


def _after_trunk(window: Sequence[Group]) -> bool:
    """Tell whether a trunk digit and an area stand apart, and the rest in groups that nothing but blanks and dashes part."""
    sizes = [len(g.digits) for g in window]
    return sizes[:2] == [1, 3] and len(sizes) > 3 and {g.gap for g in window[2:]} <= {" ", "-"}


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
    return (noughts and max(map(len, groups)) <= 4) or (
        len(groups) >= 5 and max(map(len, groups[signs != {" "} :])) <= 2
    )


def _grade_short(look: Look, written: str, default: bool) -> float:
    if written != "country":
        return 0.5 if look.form == "trunk" else 0.4
    return 0.5 if default or look.length < 8 else 0.75


def writing(look: Look, length: int, window: Sequence[Group]) -> str:
    """Return ``run`` for no separators, ``country`` for groups as the country sets them, else ``odd``.

    ``length`` is of all digits, with a trunk prefix or a country code.
    """
    if len(window) == 1:
        return "run"
    sizes = tuple([len(g.digits) for g in window])
    return _written(sizes, length - look.length, look.length, look.splits, look.form)


@lru_cache(maxsize=20_000)
def _written(sizes: tuple[int, ...], lead: int, length: int, set_apart: tuple[int, ...], form: str) -> str:
    """Return how groups of some sizes are written, of a number of ``length`` digits behind ``lead`` others."""
    cuts, at = set(), 0
    for size in sizes[:-1]:
        at += size
        if at > lead:
            cuts.add(at - lead)
    if form == "trunk" and sizes == (3, 3, 3):
        return "country"  # as people write nine digits with a nought before them
    splits = set(set_apart)
    if cuts == {3, 6} and length == 9:
        return "country"  # by threes: what people do with nine digits, whatever the tables set apart
    if not cuts:
        return "country" if form in ("trunk", "code") else "odd"
    last = max(splits, default=0)
    finer = cuts >= splits and all(cut > last for cut in cuts - splits)  # 0143 as 01-43
    return "country" if finer or cuts <= splits else "odd"
