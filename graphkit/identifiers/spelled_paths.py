"""Paths of spelled links: what the slashes behind a host lead to, however they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import load_rules, platform_host, platform_named
from graphkit.identifiers.spelled_hosts import SAID, Host
from graphkit.identifiers.spelled_items import Item
from graphkit.identifiers.spelled_words import load_words

# How sure the first slash makes a link, by how it is written.
SLASH_SURE = {"tight": 0.97, "bracket": 0.95, "sure": 0.93, "word": 0.9, "capital": 0.9}
_IN_PATH = frozenset("$?=&#~!%+")
_PHONE_HOSTS = frozenset({"wa.me", "api.whatsapp.com", "whatsapp.me", "t.me", "viber.click"})
Piece = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Path:
    """A path: its text piece by piece, and the item that it ends at (not included)."""

    pieces: tuple[Piece, ...]
    end: int
    slash: str  # how the first slash is written; empty for no path
    far: bool  # whether a slash has spaces beside it
    slack: bool = False  # whether such a slash may as well part two things

    @property
    def text(self) -> str:
        """The path as it is compared."""
        return "".join(p[0] for p in self.pieces)


def known_host(host: str) -> bool:
    """Tell whether a host is believed in any writing: a platform's, a payment service's, a shortener's."""
    rules = load_rules()
    return (
        platform_host(host) in rules.forms or host in rules.web["payment"] or host in rules.web["shorteners"]
    )


def path_at(items: Sequence[Item], host: Host, begun: bool = False) -> Path:
    """Return the path behind a host: the segments that its slashes lead to."""
    pieces: list[Piece] = []
    at, slash, far, slack = host.end, "", False, False
    while at + 1 < len(items) and items[at].kind == "sign" and items[at].text == "/":
        sign = items[at]
        loose = sign.how not in SLASH_SURE
        segment, end = _segment(items, at + 1, host.name)
        if not segment:
            break
        text = "".join(p[0] for p in segment)
        # Behind a slash with spaces another platform may be named, or the sentence go on.
        steps = load_words().sets["steps"]
        step = text in steps and at == host.end
        named = _is_name(text) and (not pieces or pieces[-1][0].lower() in steps)
        if loose and not step and not named and not (begun and _as_spaced(sign, host, text)):
            if not _ends(items, sign, end, host, text):
                tracing.note(f"{host.name} / {text}: behind a slash with spaces another thing may be named")
                break
            slack = True
        if sign.how == "after" and set(host.hows) == {"tight"} and not known_host(host.name):
            break  # the end of a plain link, and the next word
        pieces += [("/", sign.start, sign.end), *segment]
        slash, far, at = slash or sign.how, far or loose, end
    return Path(tuple(pieces), at, slash, far, slack)


def _as_spaced(sign: Item, host: Host, text: str) -> bool:
    """Tell whether a slash with spaces is written as all signs of a link are, and no other link follows it."""
    apart = {"spaced", "before", "after"}
    return (
        sign.how in ("spaced", "before")
        and set(host.hows) <= apart
        and platform_named(text.lower()) is None
        and sum(c.isdigit() for c in text) < 7
    )


def _ends(items: Sequence[Item], sign: Item, end: int, host: Host, text: str) -> bool:
    """Tell whether one word behind a spaced slash is the path of a spelled host: no sentence goes on behind it."""
    if sign.how != "spaced" or set(host.hows) == {"tight"} or not (text.isascii() and text.islower()):
        return False
    following = [item.kind for item in items[end : end + 2]]
    goes_on = following == ["gap", "name"] or following[:1] == ["name"]
    return not goes_on and platform_named(text) is None and not any(c.isdigit() for c in text)


def _segment(items: Sequence[Item], at: int, host: str) -> tuple[list[Piece], int]:
    """Return one segment of a path, its signs undone, and the item behind it."""
    pieces: list[Piece] = []
    while at < len(items):
        item = items[at]
        following = items[at + 1].kind if at + 1 < len(items) else ""
        digits = pieces and pieces[-1][0].lstrip("+").isdigit() and host in _PHONE_HOSTS
        if item.kind == "name" or (
            item.kind == "sign"
            and item.text in "._-+:"
            and following == "name"
            and (item.how in ("tight", *SAID) or item.text == "_")
        ):
            text = item.text
        elif item.kind == "sign" and item.text == "@" and item.how == "tight" and not pieces:
            text = "@"
        elif item.kind == "other" and item.text in _IN_PATH:
            text = item.text
        elif digits and (item.kind == "gap" or item.text in "()-.") and _goes_on(items, at):
            at += 1
            continue
        else:
            break
        pieces.append((text, item.start, item.end))
        at += 1
    while pieces and pieces[-1][0] in ".:!?":
        pieces.pop()
        at -= 1
    return pieces, at


def _goes_on(items: Sequence[Item], at: int) -> bool:
    """Tell whether a number goes on behind a gap in it."""
    return any(i.kind == "name" and i.text.replace("-", "").isdigit() for i in items[at + 1 : at + 3])


def _is_name(text: str) -> bool:
    """Tell whether what stands behind a loose slash may be an account's name."""
    low = text.lower().lstrip("@$")
    sets = load_words().sets
    if not low or low in sets["prose"] or low in load_rules().words or platform_named(low):
        return False
    return low.rpartition(".")[2] not in sets["after_space"] or "." not in low
