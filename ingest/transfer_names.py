"""What the names of columns say in a list of payments or calls: which end, what of it, or what was measured."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ingest import names

CALL, PAYMENT = "call", "payment"
ACTS, GETS, HOLDER, OTHER = "acts", "gets", "holder", "other"
KEPT = "kept"  # of an end, but no name of it: its bank, its country
_LONGEST = 4  # words of a phrase for an end
_MOST = 10  # words of a name that are looked at
_WHAT = ("email", "phone", "iban", "card", "wallet", "name", "account", "id")
_CELL = {"cell", "id"}  # a cell of the network, not a mobile phone


@dataclass(frozen=True, slots=True)
class End:
    """What a name says of an end.

    Attributes
    ----------
    end
        ``acts`` (who pays, calls), ``gets`` (who is paid, called), ``holder`` (whose list it is) or ``other`` (who is on
        the other side of it); empty where the name is no end's.
    what
        ``phone``, ``email``, ``iban``, ``card``, ``wallet``, ``account``, ``name``, ``id``, ``kept``; empty where the name
        does not say.
    sure
        Whether its word is used for payments only, or for calls only.
    """

    end: str = ""
    what: str = ""
    sure: bool = False


@cache
def data() -> dict[str, Any]:
    """Return ``transfers.toml``."""
    return tomllib.loads((Path(__file__).parent / "transfers.toml").read_text("utf-8"))


def plain(text: str) -> str:
    """Return a word without letter case and accents.

    Examples
    --------
    >>> plain("Gönderen"), plain("ALICI"), plain("Währung")
    ('gonderen', 'alici', 'wahrung')
    """
    apart = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("I", "i").casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("ı", "i")


def words(name: str) -> list[str]:
    """Return the words of a name, plain."""
    return [plain(word) for word in names.words(name)][:_MOST]


@cache
def word_set(section: str, key: str) -> frozenset[str]:
    """Return the entries of a list in ``transfers.toml``, their words put together."""
    return frozenset("".join(words(name)) for name in data()[section][key])


@cache
def _phrases(setting: str) -> dict[str, tuple[str, bool]]:
    """Return phrase -> (end, whether it is sure)."""
    found: dict[str, tuple[str, bool]] = {}
    for key, phrases in data()["ends"].items():
        end, _, of = key.partition("_")
        if of in (setting, "either"):
            for phrase in phrases:
                found.setdefault("".join(words(phrase)), (end, of == setting))
    return found


def _phrase(parts: Sequence[str], setting: str) -> tuple[int, int, str, bool] | None:
    """Return the longest phrase for an end among words: start, end, which end, sure."""
    known = _phrases(setting)
    for length in range(min(_LONGEST, len(parts)), 0, -1):
        for start in range(len(parts) - length + 1):
            if hit := known.get("".join(parts[start : start + length])):
                return start, start + length, *hit
    return None


@lru_cache(maxsize=10_000)
def end_of(name: str, setting: str) -> End:
    """Read the name of a column as one of an end of payments or calls.

    Parameters
    ----------
    name
        Of the column.
    setting
        ``payment`` or ``call``.

    Examples
    --------
    >>> end_of("From Email Address", "payment")
    End(end='acts', what='email', sure=False)
    >>> end_of("Телефон получателя", "payment").what, end_of("Beguenstigter/Zahlungspflichtiger", "payment").end
    ('phone', 'other')
    >>> end_of("salary_from", "payment").end
    ''
    """
    parts = words(name)
    first = _phrase(parts, setting)
    if first is None or measure_of(name) & {"amount", "balance", "fee", "currency", "duration"}:
        return End()
    start, stop, end, sure = first
    rest = [*parts[:start], *parts[stop:]]
    second = _phrase(rest, setting)
    if second is not None and {second[2], end} == {ACTS, GETS}:  # "payer/payee": whoever is on the other side
        rest, end, sure = [*rest[: second[0]], *rest[second[1] :]], OTHER, sure or second[3]
    what = _what(rest)
    return End() if what is None else End(end, what, sure)


def _what(rest: Sequence[str]) -> str | None:
    """Return what the words beside that for an end say; none where one of them says something else."""
    left = {word for word in rest if not word.isdigit() and word not in word_set("what", "fillers")}
    if left >= _CELL:
        return KEPT
    known = {key: left & word_set("what", key) for key in (*_WHAT, KEPT)}
    if left - set().union(*known.values()):
        return KEPT if known[KEPT] else None
    if known[KEPT]:
        return KEPT
    return next((key for key in _WHAT if known[key]), "")


def is_account(name: str) -> bool:
    """Tell whether a name is that of an account, and does not say whose.

    Examples
    --------
    >>> is_account("Kontonummer/IBAN"), is_account("Account holder")
    (True, False)
    """
    left = {word for word in words(name) if word not in word_set("what", "fillers")}
    return bool(left) and left <= word_set("what", "account") | word_set("what", "iban")


@lru_cache(maxsize=10_000)
def measure_of(name: str) -> frozenset[str]:
    """Return what else the name of a column may say: ``amount``, ``currency``, ``duration``, ``posted_at``, ...

    Examples
    --------
    >>> sorted(measure_of("Betrag (EUR)")), sorted(measure_of("Call duration (sec)"))
    (['amount'], ['duration'])
    """
    parts = words(name)
    beside = word_set("values", "currencies") | word_set("values", "units")
    joined = {"".join(parts), "".join(word for word in parts if word not in beside)} - {""}
    return frozenset(key for key in data()["measures"] if joined & word_set("measures", key))


@cache
def _ranks(measure: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for rank, name in enumerate(data()["measures"][measure]):
        found.setdefault("".join(words(name)), rank)
    return found


def rank_of(name: str, measure: str) -> int:
    """Return how surely a name is that of a measure, 0 the surest; the largest number for one that is not."""
    ranks = _ranks(measure)
    return ranks.get("".join(words(name)), len(ranks))
