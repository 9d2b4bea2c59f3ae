"""International bank account numbers (ISO 13616)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.checksums import mod97
from graphkit.identifiers.code_traces import OF_IBAN

_DATA = tomllib.loads((resources.files("graphkit.identifiers") / "iban.toml").read_text("utf-8"))
_CLASS = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}


def _structure(written: str) -> tuple[int, re.Pattern[str]]:
    """Return the length of a country's numbers and the pattern of what follows the check digits."""
    parts = re.findall(r"(\d+)([nac])", written)
    pattern = "".join(f"{_CLASS[kind]}{{{count}}}" for count, kind in parts)
    return 4 + sum(int(count) for count, _ in parts), re.compile(pattern)


_COUNTRIES = {country: _structure(written) for country, written in _DATA["structure"].items()}
_LONGEST = max(length for length, _ in _COUNTRIES.values())

# After the word any grouping is read; without it the number stands whole or in groups of four. Runs are taken
# to their end, so that a number behind a false start is not cut off: judging looks for every start inside.
_CODES = "|".join(_COUNTRIES)
_LABEL = r"[ \n:.#=№-]{0,3}"
_SEP = "[ \n\u00a0._/·-]"
_GROUPED = f"(?:{_SEP}[0-9A-Za-z]{{4}}){{2,}}(?:{_SEP}[0-9A-Za-z]{{1,3}})?"
_PATTERN = (
    rf"(?i-u:iban){_LABEL}(?i-u:{_CODES}) ?[0-9]{{2}}(?:{_SEP}?[0-9A-Za-z])*"
    # In capitals also in groups of any size, with a gap behind the country, and in single signs.
    rf"|(?:{_CODES}){_SEP}?[0-9]{{2}}[0-9A-Z]*(?:{_SEP}(?:[A-Z]*[0-9][0-9A-Z]*|[A-Z]{{4}}))+(?:{_SEP}[A-Z]{{1,3}})?"
    rf"|(?i-u:{_CODES})[0-9]{{2}}(?:{_GROUPED}|[0-9A-Za-z]{{11,}})"
    rf"|(?:{'|'.join(f'{code[0]} {code[1]}' for code in _COUNTRIES)})(?: [0-9A-Z]){{12,}}"
)
_IN_PYTHON = re.compile(_PATTERN.replace("(?i-u:", "(?i:"))
_START = re.compile(
    rf"(?i:{_CODES}) ?[0-9]{{2}}|(?:{_CODES}){_SEP}[0-9]{{2}}"
    rf"|(?:{'|'.join(f'{code[0]} {code[1]}' for code in _COUNTRIES)}) [0-9] [0-9]"
)
_GAPS = re.compile(r"[^0-9A-Za-z]+")
_WORD = re.compile(rf"(?i:iban){_LABEL}$")


class IbanReader:
    """Reads IBANs: the country's length and structure, and check digits modulo 97."""

    name = "iban"
    kinds: Sequence[Kind] = (Kind("iban", "bank", reliability=0.85, owned=True),)
    pattern = _PATTERN
    needs = OF_IBAN
    regional = False
    placed = False
    priority = 10

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the account numbers that the candidate holds."""
        found, end = [], 0
        for start in _START.finditer(candidate):
            at = start.start()
            if at < end:
                continue
            before = candidate[at - 1] if at else context.before
            labelled = _WORD.search(candidate, max(0, at - 8), at) is not None
            if before.isalnum() and not labelled:
                tracing.note("letters or digits before its country: a part of something longer")
                continue
            read = _read(candidate, at, context.after)
            if read:
                value, end = read
                sure = _sureness(candidate[at:end], labelled)
                found.append(Found("iban", value, at, end, "iban.checksum", sure))
        return found

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the account numbers of a column that holds them."""
        del kind, context
        return [Found("iban", v, start, end, "iban.declared", 0.99) for start, end, v in find_ibans(raw)]


def _sureness(written: str, labelled: bool) -> float:
    """Return how sure a number is that is right by its check digits, by how it is written."""
    if labelled:
        return 0.99
    groups = _GAPS.split(written)
    sizes = {len(group) for group in groups}
    if len(groups) == 1:
        return 0.97
    # As banks print it, the country set apart perhaps; or every sign alone.
    usual = {len(group) for group in groups[1:-1]} == {4} or (
        len(groups[1]) == 2 and {len(g) for g in groups[2:-1]} == {4}
    )
    if usual or sizes == {1}:
        return 0.99 if len(groups[0]) == 4 else 0.95
    tracing.note("grouped as no bank prints an IBAN: at most 0.85")
    return 0.85


def _read(text: str, at: int, after: str) -> tuple[str, int] | None:
    """Read the account number that starts here: its normal form and its end, if all of it is right."""
    begin = text[at] + text[at + 1 if text[at + 1].isalnum() else at + 2]
    length, structure = _COUNTRIES[begin.upper()]
    taken, place = "", at
    while len(taken) < length and place < len(text):
        char = text[place]
        if char.isalnum():
            taken += char
        elif not text[place - 1].isalnum():
            tracing.note("two signs side by side between its groups")
            return None
        place += 1
    follows = text[place] if place < len(text) else after
    value = taken.upper()
    fits = len(taken) == length and not follows.isalnum() and taken.isascii()
    if not fits or not structure.fullmatch(value, 4):
        tracing.note(
            f"{begin.upper()}: an account number there has {length} signs, or figures and letters at other places"
        )
        return None
    if not "02" <= value[2:4] <= "98" or mod97(value) != 1:
        tracing.note(f"{begin.upper()}: wrong check digits")
        return None
    return value, place


def find_ibans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and normal form of every account number in a text, in order.

    Examples
    --------
    >>> list(find_ibans("to BE68 5390 0754 7034, please"))
    [(3, 22, 'BE68539007547034')]
    """
    for match in _IN_PYTHON.finditer(text):
        around = Context(text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1])
        for found in IBAN.judge(match[0], around):
            yield match.start() + found.start, match.start() + found.end, found.value


IBAN = IbanReader()
