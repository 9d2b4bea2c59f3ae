"""Names that stand for wallets: ENS (``lena.eth``), TON DNS, and those of Solana, BNB Chain and Unstoppable Domains.

Nothing in a name proves that it exists. ``.eth`` is no word of any language; the other ends are, or are file names,
so they join only beside a word about wallets, or beside the name of their chain. ``wallet_names.toml`` has the words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import resources
from typing import Final

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.spelled_words import load_words

_DATA = tomllib.loads((resources.files("graphkit.identifiers") / "wallet_names.toml").read_text("utf-8"))
_WORDS: dict[str, list[str]] = _DATA["words"]
_LEAST: dict[str, int] = _DATA["least"]
KIND_OF: Final[dict[str, str]] = {end: kind for kind, ends in _DATA["ends"].items() for end in ends}
_NO_NAMES = frozenset(_WORDS["no_name"])
_SHORT_ENDS = frozenset({"x", "888"})  # also measures and versions
_LABELLED, _BARE_ENS, _BARE, _HARDLY = 0.85, 0.75, 0.55, 0.3

_LABEL = "[0-9A-Za-z_-]+"
_ENDS = "|".join(sorted(KIND_OF, key=lambda end: (-len(end), end)))
# What goes on behind a dot is taken too: "web3.eth.accounts" is a program.
ANY_END = f"{_ENDS}|ETH|TON|SOL|BNB"
PATTERN = rf"{_LABEL}(?:\.{_LABEL})*\.(?:{ANY_END})(?:[.(/@:][0-9A-Za-z]+)?"
_PIECES = re.compile(rf"(?P<name>{_LABEL}(?:\.{_LABEL})*)\.(?P<end>{ANY_END})\Z")


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


# Texts without one of these leave every name as it is.
WORDS_AROUND = "(?i)" + _either({w for key in ("wallet", "pay", "code", *_LEAST) for w in _WORDS[key]})
_GAP = r"[\s:=>(\[«\"'»)\]→➡👉*—–-]"
_WALLET_BEFORE = re.compile(
    rf"(?<![^\W_])(?:{_either(_WORDS['wallet'])})[\w'’]{{0,8}}(?:{_GAP}+[^\s.,!?;]+){{0,3}}{_GAP}+\Z"
)
_PAY_BEFORE = re.compile(
    rf"(?<![^\W_])(?:{_either(_WORDS['pay'])})(?:{_GAP}+(?:{_either(_WORDS['between'])})){{0,2}}{_GAP}+\Z"
)
_CODE_BESIDE = re.compile(rf"(?<![^\W_])(?:{_either(_WORDS['code'])})(?![^\W_])")
_IS = r"(?:(?:is|my|our|это|мой|наш|for|in|on|на|в|mi|mein|mon|meu)\s+){0,2}"
_CHAIN_BEFORE = {
    kind: re.compile(
        rf"(?<![^\W_])(?:{_either(_WORDS[kind])})(?:{_GAP}+(?:{_either(_WORDS['between'])})){{0,2}}{_GAP}+\Z"
    )
    for kind in _LEAST
}
_CHAIN_AFTER = {
    kind: re.compile(
        rf"{_GAP}{{1,4}}{_IS}(?:{_either(_WORDS[kind])}|(?:{_either(_WORDS['wallet'])})\w{{0,8}})(?![^\W_])"
    )
    for kind in _LEAST
}


def wallet_name(candidate: str, context: Context) -> Sequence[Found]:
    """Return the name of a wallet that a candidate of :data:`PATTERN` holds, as sure as it is without words beside it.

    Examples
    --------
    >>> [(f.kind, f.value, f.confidence) for f in wallet_name("lena.eth", Context())]
    [('ens', 'lena.eth', 0.75)]
    >>> wallet_name("web3.eth", Context())
    ()
    """
    piece = _PIECES.match(candidate)
    if piece is None or context.after in ("a", "0", "_", "-", "(", "@", "/"):
        tracing.note("it goes on as no name of a wallet does: a program, a path, a mailbox")
        return ()
    if context.before in ("a", "0", ".", "_", "@", "/", "$", "#"):
        tracing.note("the end of something longer: a path, a host, a mailbox, a coin")
        return ()
    end, capitals = piece["end"].lower(), piece["end"].isupper() and piece["end"].isalpha()
    kind, labels = KIND_OF[end], piece["name"].split(".")
    if not all(_may_be(label, capitals or end == "eth") for label in labels):
        tracing.note("a name of this kind has no such part: it is a program's, a coin's, or a common word")
        return ()
    name = piece["name"].lower()
    if len(labels[-1]) < _LEAST[kind] or not any(c.isalpha() for c in labels[-1]):
        tracing.note(f"{labels[-1]}: too short for a name of this kind, or an amount")
        return ()
    sure = _HARDLY if end in _SHORT_ENDS else _BARE_ENS if kind == "ens" else _BARE
    if capitals and not any(_is_camel(label) for label in labels):
        sure = min(sure, _BARE)  # "we take CASH.ETH": a space was lost as likely
        tracing.note(
            "an end in capitals: a coin behind a full stop as likely, without a word about wallets beside it"
        )
    if len(labels) > 1 and (kind != "ens" or labels[0].lower() in load_words().sets["prose"]):
        sure = min(sure, _BARE)  # "call me.lena.eth": a space was lost as likely
        tracing.note("words before the name's last part: a space was lost as likely")
    if sure == _BARE:
        tracing.note(
            "its end is also a word, or a file's: at most 0.55 without a word about wallets beside it"
        )
    return (Found(kind, f"{name}.{end}", 0, len(candidate), "crypto.name", sure, claims=sure >= 0.7),)


def _is_camel(label: str) -> bool:
    """Tell whether every word of a label begins with a capital, as people write a name: "HazelMoth"."""
    return label.isalnum() and label[0].isupper() and label[1:] != label[1:].lower() and not label.isupper()


def _may_be(label: str, camel: bool) -> bool:
    """Tell whether a name may have this label.

    A capital may begin a sentence; within a word it is a program's ("userVault.sol"), unless every word has one and the
    end is no file's (``camel``).
    """
    low = label.lower()
    in_order = label[1:] == low[1:] or label.isupper() or (camel and _is_camel(label))
    return in_order and low not in _NO_NAMES and label[0] not in "-_" and label[-1] not in "-_"


def named(found: Found, left: str, right: str) -> Found:
    """Return a wallet's name as the words on either side leave it.

    Parameters
    ----------
    found
        As :func:`wallet_name` gives it.
    left, right
        Some characters before and behind it.

    Examples
    --------
    >>> (name,) = wallet_name("lena.ton", Context())
    >>> [named(name, left, "").confidence for left in ("", "TON wallet: ", "import ")]
    [0.55, 0.85, 0.3]
    """
    left, right = left.lower(), right.lower()
    sure = replace(found, confidence=_LABELLED, claims=True)
    if _WALLET_BEFORE.search(left):
        return sure
    if found.kind != "ens" and _CODE_BESIDE.search(f"{left} . {right}"):
        tracing.note("a word about programs beside it: a file as likely")
        return replace(found, confidence=_HARDLY, claims=False)
    if _PAY_BEFORE.search(left):
        return sure
    short = found.value.rpartition(".")[2] in _SHORT_ENDS
    beside = _CHAIN_BEFORE[found.kind].search(left) or _CHAIN_AFTER[found.kind].match(right)
    return sure if beside and not short else found
