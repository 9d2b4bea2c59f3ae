"""PGP fingerprints and long key ids.

Forty hex digits alone are any SHA-1 digest, so a fingerprint must be written in groups of four, as PGP itself
prints it, or stand behind a word that says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.code_traces import OF_KEYS

_HEX = "[0-9A-Fa-f]"
_GROUPS = rf"{_HEX}{{4}}(?:\s{{1,2}}{_HEX}{{4}}){{9,}}"
# Words before the name of another sort of key or digest: then it is not PGP's.
_OTHER = (
    r"(?i-u:sha-?1|sha-?256|md5|ssl|tls|ssh|x509|cert|certificate|git|commit|api|secret|license|access|host)"
)
_LATIN = "openpgp4fpr|open ?pgp|pgp|gpg|gnupg|fingerprint|fpr|key"
_NAME = rf"(?:(?i-u:{_LATIN})|(?i:отпечаток|ключ))"
_FILLER = (
    r"(?:[ \t:=#(\[\]|-]|(?i-u:keys?|id|fingerprint|public|fpr|pgp|gpg|is|my|recv)"
    r"|(?i:ключа?|отпечаток|мой|публичный))"
)
_PATTERN = rf"(?:{_OTHER}[ _-])?{_NAME}{_FILLER}*(?:0[xX])?(?:{_GROUPS}|{_HEX}{{16,}})|{_GROUPS}"
_PIECES = re.compile(
    rf"(?:(?P<other>{_OTHER})[ _-])?(?:(?P<words>{_NAME}{_FILLER}*))?(?P<prefix>0[xX])?"
    rf"(?P<digits>{_GROUPS}|{_HEX}{{16,}})".replace("(?i-u:", "(?i:")
)
_IN_COLUMN = re.compile(
    rf"(?<![0-9A-Za-z])(?:0[xX]|(?i:openpgp4fpr):)?(?P<digits>{_GROUPS}|{_HEX}{{16,}})(?!\w)"
)
_PGP = re.compile(r"(?i:pgp|gpg|gnupg|openpgp)")


class KeyReader:
    """Reads PGP fingerprints (40 hex digits, 64 in an OpenPGP link) and key ids of 16."""

    name = "key"
    kinds: Sequence[Kind] = (Kind("pgp", "key", reliability=0.95, owned=True),)
    pattern = _PATTERN
    needs = OF_KEYS
    regional = False
    placed = False
    priority = 12

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the fingerprint in the candidate, if its form or a word beside it says that it is one."""
        piece = _PIECES.fullmatch(candidate)
        if piece is None or context.after.isalnum() or context.after == "_":
            tracing.note("it goes on behind its hex digits: a part of something longer")
            return ()
        inside = context.before.isalnum()  # "monkey ..." names no key
        words = "" if inside or piece["words"] is None else piece["words"].lower()
        offset = piece.start("digits")
        if any(char.isspace() for char in piece["digits"]):
            found = () if inside and not piece["words"] else _grouped(piece["digits"], offset, bool(words))
        else:
            sure = _sureness(words, len(piece["digits"]), piece["other"], piece["prefix"])
            found = _compact(piece["digits"], offset, "labelled", sure)
        return found

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the fingerprints of a column that holds them."""
        del kind, context
        found: list[Found] = []
        for match in _IN_COLUMN.finditer(raw):
            digits, offset = match["digits"], match.start("digits")
            if any(char.isspace() for char in digits):
                found += _grouped(digits, offset, named=True)
            else:
                sure = {40: 0.97, 64: 0.95, 16: 0.85}.get(len(digits), 0.0)
                found += _compact(digits, offset, "declared", sure)
        return found


def _sureness(words: str, size: int, other: str | None, prefix: str | None) -> float:
    """Return how sure the words before a run of hex digits make it; 0 for no PGP key at all."""
    pgp = _PGP.search(words) is not None
    if size == 64 and words.startswith("openpgp4fpr"):
        return 0.95
    if size not in (16, 40):
        tracing.note(f"{size} hex digits: a fingerprint has 40, a key's id 16")
        return 0.0
    if not words or (other and not pgp):
        tracing.note("no word before it says that it is PGP's, or one says that it is another key or digest")
        return 0.0
    if size == 16:
        if not pgp:
            tracing.note("16 hex digits, and no word before them names PGP")
        return (0.8 if prefix else 0.72) if pgp else 0.0
    if pgp:
        return 0.97
    if re.search("fingerprint|fpr|отпечаток", words):
        return 0.85
    tracing.note("40 hex digits behind a word for any key: at most 0.6")
    return 0.6


def _compact(digits: str, offset: int, rule: str, sure: float) -> Sequence[Found]:
    """Return a run of hex digits of one case, with both letters and figures in it."""
    one_case = digits in (digits.upper(), digits.lower())
    if not sure:
        return ()
    if not one_case or digits.isdigit() or digits.isalpha():
        tracing.note("hex digits of both cases, or only figures, or only letters: no key is written so")
        return ()
    return (Found("pgp", digits.upper(), offset, offset + len(digits), f"key.{rule}", sure),)


def _grouped(text: str, offset: int, named: bool) -> Sequence[Found]:
    """Return ten groups of four; of more, the ten that have the wider gap in their middle."""
    groups = list(re.finditer(r"\S{4}", text))
    wide = [i for i in range(1, len(groups)) if groups[i].start() - groups[i - 1].end() > 1]
    if len(groups) > 10:
        starts = [i - 5 for i in wide if i >= 5 and i + 5 <= len(groups)]
        if len(starts) != 1:
            tracing.note("more than ten groups, and no wider gap shows which ten are the fingerprint")
            return ()
        groups, wide = groups[starts[0] : starts[0] + 10], [5]
    digits = "".join(group[0] for group in groups)
    found = _compact(digits, 0, "grouped", 0.97 if named or wide == [5] else 0.93)
    return [
        Found(f.kind, f.value, offset + groups[0].start(), offset + groups[-1].end(), f.method, f.confidence)
        for f in found
    ]


KEY = KeyReader()
