"""Where a text holds bank-card numbers: by Luhn, issuer range, and how people write them.

Phones, account numbers (IBAN), wallet numbers with check digits, hashes and decimal fractions are none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import cast

from graphkit.identifiers import tracing
from graphkit.identifiers.checksums import luhn, yoomoney_purse
from graphkit.identifiers.iban import find_ibans

# Digits of every script and those drawn as digits; what may hide between two; what may part them.
_DIGIT = r"\d\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u24ea"
_HIDDEN = (
    r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\u20e3"
)
_BETWEEN = rf"\s._\u00b7\u2010-\u2015\u2022\u2212\-{_HIDDEN}"
_GROUP = re.compile(rf"[{_DIGIT}]+(?:[{_HIDDEN}]{{1,6}}[{_DIGIT}]+)*")
_HIDE = re.compile(f"[{_HIDDEN}]")
# A row of at least thirteen digits.
_ROW = re.compile(rf"[{_DIGIT}](?:[{_BETWEEN}]{{0,6}}[{_DIGIT}]){{12,}}")
_ROW_IN_ASCII = re.compile(r"[0-9](?:[\s._\-]{0,6}[0-9]){12,}", re.ASCII)  # the same, five times faster
# The same for polars: what a text without card numbers does not match.
MAY_HOLD_CARDS = re.sub(r"\\u([0-9a-f]{4})", r"\\u{\1}", _ROW.pattern.replace("{12,}", "{12}"))

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_PHONE_13 = re.compile(r"49(?:1[5-7])|436")  # German and Austrian mobiles, often written without their plus
_PLUS = re.compile(r"[+\uff0b]\s?$")
_INTEGER_PART = re.compile(r"(?:^|[^\d.])(?P<minus>-?)(?P<whole>\d{1,3})\.$")
_WRITTEN = {
    (4, 6, 5),
    (4, 6, 4),
    (5, 5, 5),
    (4, 3, 3, 3),
    (8, 8),
    (8, 10),
    (4, 8, 4),
    (4, 12),
    (6, 10),
    (6, 13),
}
_PREFERRED = {n: i for i, n in enumerate((16, 15, 14, 19, 18, 17, 13))}


@dataclass(frozen=True, slots=True)
class _Group:
    """A run of digits with nothing visible between them."""

    start: int
    end: int
    digits: str


@lru_cache(maxsize=1)
def _issuers() -> dict[str, list[tuple[str, frozenset[int], frozenset[int]]]]:
    """Return for every prefix whose it is: name, lengths, lengths in groups."""
    data = tomllib.loads((resources.files("graphkit.identifiers") / "cards.toml").read_text("utf-8"))
    table: dict[str, list[tuple[str, frozenset[int], frozenset[int]]]] = {}
    for issuer in data["issuer"]:
        lengths = frozenset(issuer["lengths"])
        row = (issuer["name"], lengths, lengths | frozenset(issuer.get("grouped", ())))
        for prefix in issuer["prefixes"]:
            first, _, last = prefix.partition("-")
            for number in range(int(first), int(last or first) + 1):
                table.setdefault(str(number), []).append(row)
    return table


def _issuer(digits: str, in_groups: bool) -> str | None:
    """Return whose range and length a number is of; the longest prefix decides."""
    table = _issuers()
    for size in range(6, 0, -1):
        for name, lengths, grouped in table.get(digits[:size], ()):
            if len(digits) in (grouped if in_groups else lengths):
                return name
    return None


def _ascii(text: str) -> str:
    """Return the digits of a text in ASCII, all else left out."""
    if text.isascii() and text.isdigit():
        return text
    return "".join(str(unicodedata.digit(char)) for char in text if unicodedata.digit(char, -1) >= 0)


def _written_like_a_card(sizes: tuple[int, ...]) -> bool:
    """Tell whether groups of these sizes are how people write card numbers."""
    return len(sizes) == 1 or sizes in _WRITTEN or (set(sizes[:-1]) == {4} and sizes[-1] <= 4)


def _windows(text: str, groups: list[_Group], first: int) -> Iterator[tuple[int, str]]:
    """Yield the numbers of 13 to 19 digits that start with this group: index after the last group, digits."""
    found: list[tuple[int, str]] = []
    digits, sizes = "", cast("tuple[int, ...]", ())
    if len(groups[first].digits) < 4:
        return
    for last in range(first, min(first + 5, len(groups))):
        digits += groups[last].digits
        sizes += (len(groups[last].digits),)
        if len(digits) > 19:
            break
        # Two groups with a dot between are a decimal number.
        decimal = len(sizes) == 2 and "." in text[groups[first].end : groups[last].start]
        if len(digits) >= 13 and _written_like_a_card(sizes) and not decimal:
            found.append((last + 1, digits))
    yield from sorted(found, key=lambda window: _PREFERRED[len(window[1])])


def _whole_row(text: str, groups: list[_Group]) -> str | None:
    """Return the digits of a row that as a whole is a card in odd groups: ``4 1 1 1 ...``, ``41-11-...``."""
    if not 3 <= len(groups) <= 16 or max(len(g.digits) for g in groups) > 8:
        return None
    digits = "".join(g.digits for g in groups)
    if _PLUS.search(text[max(0, groups[0].start - 2) : groups[0].start]):
        return None
    parts = {_HIDE.sub("", text[a.end : b.start]) for a, b in pairwise(groups)}
    return digits if len(digits) in (15, 16) and len(parts) == 1 else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether the letters that touch a number are plain words and not the rest of a hash."""
    left, right = start, end
    while left > 0 and start - left < 64 and text[left - 1].isalnum():
        left -= 1
    while right < len(text) and right - end < 64 and text[right].isalnum():
        right += 1
    glued = text[left:start] + text[end:right]
    return all(char.isalpha() for char in glued)


def _is_something_else(text: str, start: int, end: int, digits: str, in_groups: bool) -> bool:
    """Tell whether the digits are a phone, a fraction, a hash or a wallet number."""
    before = text[max(0, start - 8) : start]
    if _PLUS.search(before) and len(digits) <= 15:
        return _said("no card: a plus makes it a phone")
    if not in_groups:
        if len(digits) == 13 and _PHONE_13.match(digits):
            return _said("no card: a German or Austrian mobile")
        fraction = _INTEGER_PART.search(before)
        if fraction and (fraction["minus"] or fraction["whole"] == "0" or len(fraction["whole"]) > 1):
            return _said("no card: the fraction of a decimal number")
    if digits.startswith("41001") and yoomoney_purse(digits):
        return _said("no card: a YooMoney wallet, by its check digits")
    return not _stands_alone(text, start, end) and _said(
        "no card: letters and figures stick to it, as in a hash"
    )


def _said(reason: str) -> bool:
    tracing.note(reason)
    return True


def _in_row(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield the cards in a row of groups of digits: start, end, digits, issuer."""
    groups = [_Group(m.start(), m.end(), _ascii(m[0])) for m in _GROUP.finditer(text, start, end)]
    odd = _whole_row(text, groups)
    at = 0
    while at < len(groups):
        after = at + 1
        windows = [*_windows(text, groups, at), *([(len(groups), odd)] if odd and not at else [])]
        for stop, digits in windows:
            first, last, in_groups = groups[at].start, groups[stop - 1].end, stop > at + 1
            issuer = _issuer(digits, in_groups)
            if issuer and luhn(digits) and not _is_something_else(text, first, last, digits, in_groups):
                yield first, last, digits, issuer
                after = stop
                break
        at = after


def _row_traced(text: str, start: int, end: int) -> None:
    """Begin the explanation of a row of digits: what speaks against a card in it at all."""
    tracing.candidate("card", start, text[start:end])
    groups = [_Group(m.start(), m.end(), _ascii(m[0])) for m in _GROUP.finditer(text, start, end)]
    windows = [digits for at in range(len(groups)) for _, digits in _windows(text, groups, at)]
    odd = _whole_row(text, groups)
    digits = [*windows, *([odd] if odd else [])]
    if not digits:
        tracing.note("no card: in groups as no card is written, or too many digits")
    elif not any(luhn(d) for d in digits):
        tracing.note("no card: wrong check digit (Luhn)")
    elif not any(luhn(d) and (_issuer(d, True) or _issuer(d, False)) for d in digits):
        tracing.note("no card: no issuer has numbers that begin so, of this length")


def find_cards(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, digits in ASCII and issuer of every card number in a text, in order.

    Examples
    --------
    >>> list(find_cards("card 4111 1111 1111 1111"))
    [(5, 24, '4111111111111111', 'visa')]
    """
    whole: list[tuple[int, int]] | None = None
    for row in (_ROW_IN_ASCII if text.isascii() else _ROW).finditer(text):
        if tracing.on():
            _row_traced(text, *row.span())
        for card in _in_row(text, *row.span()):
            if whole is None:
                whole = sorted(
                    [(s, e) for s, e, _ in find_ibans(text)] + [m.span() for m in _UUID.finditer(text)]
                )
            near = bisect_right(whole, (card[0], len(text)))
            if not any(s < card[1] and card[0] < e for s, e in whole[max(0, near - 1) : near + 1]):
                yield card
            else:
                tracing.note("no card: a part of an account number or of a UUID")
