"""Numbering plans: what a run of digits is in a region, by the tables of libphonenumber.

``phonenumbers`` takes some hundred microseconds to parse and check one number. Text holds many runs of digits
and each may have to be tried in several regions, so the tables are compiled here once a country and asked
directly; the tests hold the answers against ``phonenumbers`` itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from graphkit.identifiers.fictional import is_fictional
from graphkit.identifiers.phone_depths import depth_of

Form = Literal["plus", "code", "trunk", "bare"]
_TYPES = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)
_LONGEST = 16  # a plus sign and fifteen digits, by E.164
_CACHE_LIMIT = 500_000
_cache: dict[tuple[str, str], Reading | None] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What readings that are judged alike have in common: all but their digits. There is one object of each.

    Attributes
    ----------
    code
        The country code.
    length
        Digits of the national number.
    form, splits, needs_trunk
        As a reading has them.
    """

    code: str
    length: int
    form: Form
    splits: tuple[int, ...]
    needs_trunk: bool


_look = cache(Look)


@dataclass(slots=True)
class Reading:
    """One way to read digits.

    Attributes
    ----------
    e164
        The number, ``+`` and up to 15 digits.
    national
        The national significant number: E.164 without the country code.
    form
        ``plus`` for an international number, ``code`` for one with the country code but no plus sign,
        ``trunk`` for one with the national prefix, ``bare`` for the national number alone.
    fictional
        Whether it lies in a range reserved for fiction.
    splits
        Where the country sets the national number apart when it writes it, in digits from its start.
    needs_trunk
        Whether the country writes such a number with a trunk prefix, so that ``bare`` lacks something.
    look
        All of that but the digits.
    """

    e164: str
    national: str
    form: Form
    fictional: bool
    splits: tuple[int, ...]
    needs_trunk: bool
    look: Look


class _Region:
    """One region's tables, compiled."""

    def __init__(self, meta: Any) -> None:
        self.leading = re.compile(meta.leading_digits) if meta.leading_digits else None
        self.general = re.compile(meta.general_desc.national_number_pattern or "")
        self.lengths = frozenset(meta.general_desc.possible_length or ())
        self.longest = max(self.lengths, default=15)
        self.shortest = min(self.lengths, default=0)
        self.local = frozenset(meta.general_desc.possible_length_local_only or ())
        self.trunk: str = meta.national_prefix or ""
        parsing = meta.national_prefix_for_parsing
        self.prefix = re.compile(parsing) if parsing else None
        self.transform: str | None = meta.national_prefix_transform_rule
        self.kinds: dict[int, re.Pattern[str]] = {}
        patterns: dict[int, list[str]] = {}
        for name in _TYPES:
            desc = getattr(meta, name)
            if desc is None or not desc.national_number_pattern:
                continue
            for length in desc.possible_length or self.lengths:
                patterns.setdefault(length, []).append(f"(?:{desc.national_number_pattern})")
        for length, some in patterns.items():
            if length in self.lengths:
                self.kinds[length] = re.compile("|".join(some))
        # Where each format sets a number of some length apart: worked out once a length.
        self.splits: dict[tuple[int, int], tuple[int, ...] | None] = {}
        # How many leading digits of a number the tables look at: to tell whether it is assigned, by its length, and to
        # set it apart.
        general = meta.general_desc.national_number_pattern or ""
        every = max(depth_of(general), depth_of(meta.leading_digits or ""))
        self.depths = {n: max(every, *map(depth_of, some)) for n, some in patterns.items()}
        self.leads = max(
            [depth_of(f.leading_digits_pattern[-1]) for f in meta.number_format if f.leading_digits_pattern],
            default=0,
        )
        self.formats = [
            (
                re.compile(f.leading_digits_pattern[-1]) if f.leading_digits_pattern else None,
                re.compile(f.pattern),
                bool(
                    self.trunk
                    and f.national_prefix_formatting_rule
                    and self.trunk in f.national_prefix_formatting_rule
                    and not f.national_prefix_optional_when_formatting
                ),
            )
            for f in meta.number_format
        ]

    def assigned(self, national: str) -> bool:
        kind = self.kinds.get(len(national))
        return bool(kind and self.general.fullmatch(national) and kind.fullmatch(national))

    def strip(self, digits: str) -> str:
        """Take the trunk prefix off as libphonenumber does: not where that makes a good number a bad one."""
        if self.prefix is None:
            return digits
        match = self.prefix.match(digits)
        if match is None or not digits:
            return digits
        last = match.lastindex is not None and match.group(match.lastindex) is not None
        if self.transform and last:
            rest = match.expand(self.transform) + digits[match.end() :]
        else:
            rest = digits[match.end() :]
        if self.general.fullmatch(digits) and not self.general.fullmatch(rest):
            return digits
        return rest


class _Country:
    """All regions that share one country code."""

    def __init__(self, code: int, regions: Sequence[str]) -> None:
        self.code = str(code)
        self.regions: dict[str, _Region] = {}
        for name in regions:
            meta = (
                PhoneMetadata.metadata_for_nongeo_region(code)
                if name == "001"
                else PhoneMetadata.metadata_for_region(name)
            )
            if meta is not None:
                self.regions[name] = _Region(meta)
        self.main = next(iter(self.regions.values()))
        self.depths: dict[int, int] = {}
        # What is known of numbers by their length and the digits that decide.
        self.known: dict[tuple[int, str], tuple[bool, tuple[int, ...], bool, dict[Form, Look]]] = {}

    def assigned(self, national: str) -> bool:
        if len(self.regions) == 1:
            return self.main.assigned(national)
        for region in self.regions.values():
            if region.leading is not None:
                if region.leading.match(national):
                    return region.assigned(national)
            elif region.assigned(national):
                return True
        return False

    def depth(self, length: int) -> int:
        """Return how many leading digits decide what a number of a length is; more than it has where all do."""
        if length not in self.depths:
            plans = [region.depths.get(length, 0) for region in self.regions.values()]
            self.depths[length] = max(self.main.leads, *plans)
        return self.depths[length]

    def reading(self, national: str, form: Form) -> Reading | None:
        """Return the reading if the number is assigned or reserved for fiction."""
        e164 = f"+{self.code}{national}"
        if len(e164) > _LONGEST:
            return None  # some plans have numbers of their own that are longer, and cannot be dialled from abroad
        length = len(national)
        key = (length, national[: self.depth(length)])
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = (self.assigned(national), *self.written(national), {})
        assigned, splits, needs, looks = known
        fictional = is_fictional(e164)
        if not fictional and not assigned:
            return None
        if (look := looks.get(form)) is None:
            look = looks[form] = _look(self.code, length, form, splits, needs)
        return Reading(e164, national, form, fictional, splits, needs, look)

    def written(self, national: str) -> tuple[tuple[int, ...], bool]:
        """Return where the country sets a number apart, and whether it writes it with its trunk prefix."""
        known = self.main.splits
        for k, (leading, pattern, needs) in enumerate(self.main.formats):
            if leading is not None and not leading.match(national):
                continue
            key = (k, len(national))
            if key not in known:
                match = pattern.fullmatch(national)
                known[key] = tuple(match.start(g) for g in range(2, pattern.groups + 1)) if match else None
            splits = known[key]
            if splits is not None:
                return splits, needs
        return (), False


@cache
def _country(code: int) -> _Country | None:
    regions = COUNTRY_CODE_TO_REGION_CODE.get(code)
    return _Country(code, regions) if regions else None


@cache
def _region(name: str) -> tuple[_Country, _Region] | None:
    meta = PhoneMetadata.metadata_for_region(name.upper(), None)
    country = _country(meta.country_code) if meta is not None else None
    return (country, country.regions[name.upper()]) if country else None


def _split_code(digits: str) -> tuple[_Country, str] | None:
    for size in (1, 2, 3):
        head = digits[:size]
        if head and head[0] != "0" and (country := _country(int(head))):
            return country, digits[size:]
    return None


def international(digits: str) -> Reading | None:
    """Return the number that ``+`` and these digits are, or None if none is assigned so.

    Examples
    --------
    >>> international("442079460018").e164, international("440207946001800")
    ('+442079460018', None)
    """
    return _remember(digits, "+")


def national(digits: str, region: str) -> Reading | None:
    """Return the number that these digits are when dialled in a region (ISO 3166-1 alpha-2), or None.

    Examples
    --------
    >>> national("02079460018", "GB").e164, national("89161234567", "RU").form, national("123", "US")
    ('+442079460018', 'trunk', None)
    """
    return _remember(digits, region)


def dialling(region: str) -> tuple[object, ...] | None:
    """Return what tells how numbers are dialled in a region: equal for regions that read any digits the same.

    Examples
    --------
    >>> dialling("RU") == dialling("KZ"), dialling("US") == dialling("GB")
    (True, False)
    """
    known = _region(region)
    if known is None:
        return None
    country, plan = known
    prefix = plan.prefix.pattern if plan.prefix else None
    return country.code, prefix, plan.transform, plan.trunk, plan.longest


def possible(digits: str) -> bool:
    """Tell whether ``+`` and these digits have a length that their country uses."""
    split = _split_code(digits)
    return split is not None and len(split[1]) in split[0].main.lengths


def _remember(digits: str, region: str) -> Reading | None:
    if not 4 <= len(digits) <= 19:
        return None
    key = (digits, region)
    try:
        return _cache[key]
    except KeyError:
        pass
    if len(_cache) >= _CACHE_LIMIT:
        _cache.clear()
    answer = _international(digits) if region == "+" else _national(digits, region)
    _cache[key] = answer
    return answer


def _international(digits: str) -> Reading | None:
    split = _split_code(digits)
    if split is None:
        return None
    country, rest = split
    # "+44 (0)20 ...": the trunk prefix is written although it is not dialled.
    shorter = country.main.strip(rest)
    if len(shorter) in country.main.lengths and (answer := country.reading(shorter, "plus")):
        return answer
    return country.reading(rest, "plus") if len(rest) in country.main.lengths else None


def _national(digits: str, name: str) -> Reading | None:
    known = _region(name)
    if known is None:
        return None
    country, region = known
    if len(digits) > region.longest + 5 or (len(digits) < region.shortest and not region.transform):
        return None
    stripped = region.strip(digits)
    if digits.startswith(country.code):
        rest = region.strip(digits[len(country.code) :])
        longer = len(digits) > region.longest
        if longer or (not region.general.fullmatch(digits) and region.general.fullmatch(rest)):
            form: Form = "trunk" if country.code == region.trunk else "code"  # in North America both are 1
            return country.reading(rest, form) if len(rest) in region.lengths else None
    if len(stripped) in region.lengths and (
        answer := country.reading(stripped, "trunk" if stripped != digits else "bare")
    ):
        return answer
    if stripped != digits and len(digits) in region.lengths:
        return country.reading(digits, "bare")
    return None
