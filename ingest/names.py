"""What the name of a column says: a field of a record, a kind of identifier, whose it is."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graphkit.model import Role

_WORDS = re.compile(r"[^\W\d_]+|\d+")
PICTURE = "image"  # the kind of columns that name files of pictures
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")


@dataclass(frozen=True, slots=True)
class Said:
    """What a name says.

    Attributes
    ----------
    field
        The field of a record that it names; empty for none.
    rank
        How surely, 0 the surest.
    kind
        The kind or family of identifier that it names; empty for none.
    role
        Whose it is.
    prose
        Whether it names free text beside the main text.
    guarded
        Whether the values must look like addresses, or files of pictures, for ``kind`` to hold.
    bare_role
        Whether the name is nothing but a role (``to``, ``mentions``).
    undated
        Whether it names another time than that of posting.
    """

    field: str = ""
    rank: int = 0
    kind: str = ""
    role: Role = Role.SELF
    prose: bool = False
    guarded: bool = False
    bare_role: bool = False
    undated: bool = False


def words(name: str) -> list[str]:
    """Split a name into words: at anything but letters and digits, and in camelCase.

    Examples
    --------
    >>> words("Seller_phoneNumber2")
    ['seller', 'phone', 'number', '2']
    """
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return _WORDS.findall(text.casefold().replace("ё", "е"))


@cache
def data() -> dict[str, Any]:
    """Return ``synonyms.toml``."""
    return tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text("utf-8"))


@cache
def _table(section: str) -> dict[str, tuple[str, int]]:
    """Return joined name -> (target, rank) of a section."""
    table: dict[str, tuple[str, int]] = {}
    for target, names in data()[section].items():
        for rank, name in enumerate(names):
            table.setdefault("".join(words(name)), (target, rank))
    return table


@cache
def word_set(section: str, key: str) -> frozenset[str]:
    """Return the words of a list in ``synonyms.toml``, joined as :func:`words` joins them."""
    return frozenset("".join(words(name)) for name in data()[section][key])


def kinds() -> tuple[str, ...]:
    """Return the kinds and families of identifier that a column may be declared to hold.

    Examples
    --------
    >>> "phone" in kinds() and "wallet" in kinds()
    True
    """
    return tuple(data()["kinds"])


def fields() -> tuple[str, ...]:
    """Return the fields of a record that a column may fill."""
    return tuple(data()["fields"])


def _look(section: str, parts: list[str]) -> tuple[str, int] | None:
    table = _table(section)
    joined = "".join(parts)
    bare = "".join(parts[:-1]) if len(parts) > 1 and parts[-1].isdigit() else joined
    for key in (joined, bare, bare.removesuffix("s"), bare.removesuffix("es")):
        if key in table:
            return table[key]
    return None


def _role(parts: list[str]) -> tuple[Role, list[str]]:
    """Return whose a column is by the words of its name, and the words that remain."""
    for role in (Role.COUNTERPARTY, Role.MENTIONED, Role.SELF):
        marks = word_set("roles", role.value)
        rest = [word for word in parts if word not in marks]
        if len(rest) < len(parts):
            return role, rest
    return Role.SELF, parts


def _kind(parts: list[str]) -> str:
    """Return the kind that a name names, also among words that change nothing; empty for none."""
    if found := _look("kinds", parts):
        return found[0]
    fillers = word_set("parts", "fillers")
    rest = [word for word in parts if word not in fillers and not word.isdigit()]
    found = _look("kinds", rest) if rest and len(rest) < len(parts) else None
    return found[0] if found else ""


def _ticker(parts: list[str], parents: list[list[str]]) -> Said | None:
    """Read a name that is a ticker; under a parent of wallets it surely names a chain."""
    under = _under_wallets(parents)
    ticker = _look("tickers", parts)
    if ticker is None:
        fillers = word_set("parts", "fillers")
        rest = [word for word in parts if word not in fillers]
        ticker = _look("tickers", rest) if rest else None
    return Said(kind=ticker[0], guarded=not under) if ticker else None


def _under_wallets(parents: list[list[str]]) -> bool:
    return any("".join(parent) in word_set("parts", "wallets") for parent in parents)


@lru_cache(maxsize=10_000)
def match(name: str) -> Said:
    """Read the name of a column; nested ones have dots.

    Examples
    --------
    >>> match("Дата публикации").field, match("sellerPhone").kind, match("addresses.BTC").kind
    ('posted_at', 'phone', 'bitcoin')
    >>> match("recipient_email").role.value
    'counterparty'
    """
    *above, last = [words(part) for part in name.split(".")] if "." in name.strip(".") else [words(name)]
    full = [word for part in (*above, last) for word in part]
    undated = not word_set("dates", "never").isdisjoint(full)
    if found := _look("fields", full):
        return Said(field=found[0], rank=found[1], kind=_both(full), undated=undated)
    role, rest = _role(full)
    if kind := _kind(full):
        return Said(kind=kind, role=role)
    if _look_prose(full):
        return Said(prose=True)
    if "".join(word for word in full if not word.isdigit()) in word_set("pictures", "maybe"):
        return Said(kind=PICTURE, guarded=True)
    if role is not Role.SELF and not rest:
        return Said(role=role, bare_role=True)
    if kind := _kind(rest) if rest else "":
        return Said(kind=kind, role=role)
    if ticker := _ticker(last, above):
        return Said(kind=ticker.kind, role=role, guarded=ticker.guarded)
    if above:
        return _nested(above, last, role, undated)
    return Said(role=role, undated=undated)


def _both(full: list[str]) -> str:
    """Return the kind of a name that is also a field's."""
    found = _look("kinds", full)
    return found[0] if found else ""


def _look_prose(full: list[str]) -> bool:
    return "".join(word for word in full if not word.isdigit()) in word_set("prose", "names")


def _nested(above: list[list[str]], last: list[str], role: Role, undated: bool) -> Said:
    """Read a nested name by its last part: a field only where the parents merely wrap."""
    own_role, rest = _role(last)
    if kind := _kind(last) or (_kind(rest) if rest else ""):
        return Said(kind=kind, role=own_role if own_role is not Role.SELF else role)
    found = _look("fields", last)
    wraps = all("".join(part) in word_set("parts", "wrappers") for part in above)
    place = "".join(above[-1]) in {"location", "address"} and found and found[0] in {"country", "location"}
    if found and (wraps or place):
        return Said(field=found[0], rank=found[1] + 50, undated=undated)
    if _under_wallets(above):
        return Said(kind="wallet", role=role, guarded=True)
    return Said(role=role, undated=undated)
