"""Values that are almost the same: user names in another form, phones one digit apart. Corroboration at most."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

Identifier = tuple[str, str]  # kind and value
_MARKS = re.compile(r"[\s._\-]+")
_SHORTEST = 6  # shorter names are alike by chance
_ADDED = 3  # what an advertiser adds to a name that is taken: a country, a town, a year's end


@dataclass(frozen=True, slots=True, order=True)
class Near:
    """Two identifiers that are almost the same.

    Attributes
    ----------
    a, b
        Kind and value of each.
    how
        ``same name``, ``other signs``, ``added ending``, ``one letter apart`` or ``one digit apart``.
    """

    a: Identifier
    b: Identifier
    how: str


def bare(name: str) -> str:
    """Return a user name in lower case, without its platform and the signs between its parts.

    Examples
    --------
    >>> bare("Honey.Agency_kz"), bare("bazaarly:honey-agency")
    ('honeyagencykz', 'honeyagency')
    """
    return _MARKS.sub("", name.rpartition(":")[2].casefold())


def near_names(one: Iterable[Identifier], other: Iterable[Identifier]) -> list[Near]:
    """Return the user names of one side that are almost those of the other, in alphabetical order.

    Parameters
    ----------
    one, other
        Accounts: kind and value; a value may begin with its platform and a colon.

    Examples
    --------
    >>> [n.how for n in near_names([("telegram", "honey_agency")], [("telegram", "honeyagency_kz")])]
    ['added ending']
    """
    return _near(one, other, bare, _name_keys, _how_names)


def near_phones(one: Iterable[Identifier], other: Iterable[Identifier]) -> list[Near]:
    """Return the phones of one side that are one wrong or two swapped digits away from the other's.

    Examples
    --------
    >>> [n.how for n in near_phones([("phone", "+12025550123")], [("phone", "+12025550132")])]
    ['one digit apart']
    """
    return _near(one, other, str, _without_one, _how_phones)


def _near(
    one: Iterable[Identifier], other: Iterable[Identifier], form: Callable[[str], str],
    keys: Callable[[str], Iterator[str]], how: Callable[[Identifier, Identifier], str],
) -> list[Near]:  # fmt: skip
    """Compare only those that share a key: as many steps as there are letters, not pairs."""
    found: dict[str, set[Identifier]] = {}
    for identifier in other:
        for key in keys(form(identifier[1])):
            found.setdefault(key, set()).add(identifier)
    pairs = {(a, b) for a in one for key in keys(form(a[1])) for b in found.get(key, ())}
    return sorted(Near(a, b, why) for a, b in pairs if a != b and (why := how(a, b)))


def _without_one(text: str) -> Iterator[str]:
    """Yield the text, and the text without each of its characters."""
    yield text
    for i in range(len(text)):
        yield text[:i] + text[i + 1 :]


def _name_keys(name: str) -> Iterator[str]:
    """Yield what two names have in common if one letter or the ending differs."""
    if len(name) >= _SHORTEST:
        yield from _without_one(name)
        for cut in range(1, _ADDED + 1):
            if len(name) - cut >= _SHORTEST:
                yield name[:-cut]


def _how_names(a: Identifier, b: Identifier) -> str:
    """Say how two names are alike, or nothing."""
    one, other = bare(a[1]), bare(b[1])
    if one == other:
        same = a[1].rpartition(":")[2].casefold() == b[1].rpartition(":")[2].casefold()
        return "same name" if same else "other signs"
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(long) - len(short) <= _ADDED:
        return "added ending"
    return "one letter apart" if OSA.distance(one, other, score_cutoff=1) == 1 else ""


def _how_phones(a: Identifier, b: Identifier) -> str:
    same_length = len(a[1]) == len(b[1])
    return "one digit apart" if same_length and OSA.distance(a[1], b[1], score_cutoff=1) == 1 else ""
