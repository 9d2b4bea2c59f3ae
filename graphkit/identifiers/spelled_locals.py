"""The part before the at sign of a spelled e-mail address, and what announces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphkit.identifiers.spelled_items import Item
from graphkit.identifiers.spelled_words import load_words

MARKS = "0123456789._-+"  # what names of mailboxes have and words have not
_MOST_JOINS = 6
_BETWEEN = frozenset([*":-=>(", "is", "es", "est", "é", "ist", "это", "на", "me", "us", "мой", "моя"])


@dataclass(frozen=True, slots=True)
class Local:
    """A local part: its pieces, the item it begins at, how its signs are written, and a limit of confidence."""

    pieces: tuple[tuple[str, int, int], ...]
    first: int
    hows: tuple[str, ...]
    limit: float = 1.0

    @property
    def text(self) -> str:
        """The local part as it is compared, signs undone."""
        return "".join(p[0] for p in self.pieces)


def local_before(items: Sequence[Item], at: int, done: int, how: str) -> Local:
    """Return the local part that ends before the item of the at sign."""
    words = load_words()
    first = at - 1
    pieces = [_piece(items[first])]
    hows: list[str] = []
    while first - 2 >= done and len(hows) < _MOST_JOINS and items[first - 2].kind == "name":
        sign, name = items[first - 1], items[first - 2]
        if sign.kind != "sign" or sign.text not in "._-+" or not _joins(items, first, how):
            break
        pieces = [_piece(name), (sign.text, sign.start, sign.end), *pieces]
        hows.append(sign.how)
        first -= 2
    last = items[at - 1].text.lower()
    limit = 0.6 if _is_torn(items, first, done, how) else 1.0
    before = items[first - 2] if first - 2 >= done and items[first - 1].kind == "gap" else None
    if last in words.sets["numbers"]:
        limit = 0.5
    elif last.isdigit() and first == at - 1 and before is not None and before.kind == "name":
        low = before.text.lower()
        if (
            len(last) <= 4
            and low.isascii()
            and low.isalpha()
            and low not in words.sets["prose"] | words.sets["labels"]
        ):
            pieces, first, limit = [_piece(before), *pieces], first - 2, 0.75
        else:
            limit = 0.6 if how in ("word", "capital") else 0.85
    return Local(tuple(pieces), first, tuple(hows), limit)


def _is_torn(items: Sequence[Item], first: int, done: int, how: str) -> bool:
    """Tell whether a full stop with spaces around it stands before a name, which may as well belong to the name."""
    if how != "spaced" or first - 2 < done:
        return False
    sign = items[first - 1]
    return (sign.kind, sign.text, sign.how) == ("sign", ".", "spaced") and items[first - 2].kind == "name"


def _piece(item: Item) -> tuple[str, int, int]:
    return item.text, item.start, item.end


def _joins(items: Sequence[Item], first: int, how: str) -> bool:
    """Tell whether a sign before a name belongs to the name: a full stop may as well end a sentence."""
    sign, name = items[first - 1], items[first - 2]
    if sign.how in ("tight", "bracket", "sure", "capital"):
        return True
    if sign.how in ("word", "inside"):
        return how != "tight" and name.text.isascii()
    if sign.how == "before" and sign.text == "." and name.text.islower():
        return name.text not in load_words().sets["prose"]  # "lena .sun@..."
    if sign.how != "spaced":
        return sign.text == "_"
    if name.text.lower() in load_words().sets["prose"]:
        return False
    if sign.text == "_" or first - 3 < 0:
        return True
    before = items[first - 3]
    if before.kind == "gap":
        opener = items[first - 4] if first >= 4 else None
        # "write to lena . sun @ ...", "mail - lena . sun @ ..."
        spaced = how == "spaced" and name.text.islower()
        word = opener.text.lower() if opener is not None else ":"
        if opener is None or opener.kind != "name":
            return word == ":" or spaced
        sets = load_words().sets
        return word in sets["labels"] or (spaced and word in sets["prose"])
    chain = before.text == "." and before.how == "spaced" and how == "spaced"
    return before.kind == "other" or before.text == ":" or chain


def is_marked(items: Sequence[Item], local: Local) -> bool:
    """Tell whether a name has signs or figures as mailboxes have, or a label before it."""
    return any(c in MARKS for c in local.text) or is_labelled(items, local.first)


def is_labelled(items: Sequence[Item], first: int) -> bool:
    """Tell whether something before a name announces a mailbox: "e-mail: lena", "почта lena"."""
    k = first - 1
    while k >= 0 and first - k < 7 and (items[k].kind == "gap" or items[k].text.lower() in _BETWEEN):
        k -= 1
    low = items[k].text.lower() if k >= 0 else ""
    return low in load_words().sets["labels"] or low.rpartition("-")[2] in ("mail", "posta")
