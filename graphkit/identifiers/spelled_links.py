"""Links that are spelled: ``t (dot) me / name``, ``hxxps[:]//site[.]com``, ``www . site . com``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import load_rules
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.domains import is_onion
from graphkit.identifiers.payment import PAYMENT
from graphkit.identifiers.spelled_hosts import SAID, Host, host_at
from graphkit.identifiers.spelled_items import Item, plain
from graphkit.identifiers.spelled_paths import SLASH_SURE, Path, Piece, known_host, path_at
from graphkit.identifiers.spelled_words import latin_form, load_words
from graphkit.identifiers.web import WEB

_METHOD = "spelled.link"
_WWW = frozenset({"www", "ввв"})
_SCHEME = re.compile(r"h[tx*]{2}ps?", re.IGNORECASE)
_LEAD = re.compile(r"(?:h[tx]{2}ps?://)?(?:www\.)?", re.IGNORECASE)


def links(items: Sequence[Item], context: Context) -> Iterator[Found]:
    """Yield what the spelled links among the items name."""
    at = 0
    while at < len(items):
        if items[at].kind != "name" or _goes_before(items, at):
            at += 1
            continue
        first = at
        at, scheme = _scheme(items, first)
        at, www = _www(items, at)
        begun = scheme or www
        alike = _alike(items, at) if at < len(items) else None
        host = alike or (host_at(items, at, known_host, begun, begun) if at < len(items) else None)
        if host is None:
            at = first + 1
            continue
        path = path_at(items, host, begun)
        if alike is None and _is_plain(items[first:at], host, path):
            at = path.end
            continue
        found = _read(items[first].start, host, path, (scheme, www, alike is not None), context)
        yield from found
        at = path.end if found else host.end


def _goes_before(items: Sequence[Item], at: int) -> bool:
    """Tell whether a sign before a name makes it the rest of something: "form is at site dot com" has none."""
    sign = items[at - 1] if at else None
    if sign is None or sign.kind != "sign" or sign.text not in "@.,":
        return False
    before = items[at - 2].text.lower() if at > 1 else ""
    return sign.how not in ("word", "capital") or sign.text != "@" or before not in load_words().sets["prose"]


def _is_plain(lead: Sequence[Item], host: Host, path: Path) -> bool:
    """Tell whether nothing is spelled: the reader of links reads such a link, and one with "hxxp" alone."""
    writing = {*host.hows, path.slash or "tight", *(i.how for i in lead if i.kind != "name")}
    if any(len(i.text) < i.end - i.start and i.kind == "name" for i in lead):
        return False  # "w w w"
    text = "".join(i.text for i in lead)
    return writing == {"tight"} and not path.far and _LEAD.fullmatch(text) is not None


def _scheme(items: Sequence[Item], at: int) -> tuple[int, bool]:
    """Return the item behind ``hxxps :// ``, and whether there is one."""
    if not _SCHEME.fullmatch(latin_form(items[at].text)):
        return at, False
    k, slashes, colon = at + 1, 0, ""
    while k < len(items) and items[k].kind == "sign" and items[k].text in ":/" and slashes < 2:
        if items[k].text == "/":
            slashes += 1
        else:
            colon = items[k].how
        k += 1
    good = k < len(items) and items[k].kind == "name" and (slashes == 2 or colon == "bracket")
    return (k, True) if good else (at, False)


def _www(items: Sequence[Item], at: int) -> tuple[int, bool]:
    """Return the item behind ``www .``, and whether there is one."""
    if at + 2 >= len(items) or latin_form(items[at].text) not in _WWW:
        return at, False
    sign = items[at + 1]
    good = sign.kind == "gap" or (sign.kind == "sign" and sign.text in ".,")
    return (at + 2, True) if good and items[at + 2].kind == "name" else (at, False)


def _alike(items: Sequence[Item], at: int) -> Host | None:
    """Return a platform's host that is written with letters of another alphabet."""
    pieces: list[Piece] = []
    hows: list[str] = []
    best: Host | None = None
    for k in range(at, min(at + 5, len(items)), 2):
        if items[k].kind != "name":
            break
        pieces.append((latin_form(items[k].text), items[k].start, items[k].end))
        name = "".join(p[0] for p in pieces)
        raw = "".join(i.text for i in items[at : k + 1])
        if not raw.isascii() and name in load_words().sets["hosts"]:
            best = Host(tuple(pieces), name, k + 1, tuple(hows))
        if k + 1 >= len(items) or items[k + 1].text != "." or items[k + 1].how != "tight":
            break
        pieces.append((".", items[k + 1].start, items[k + 1].end))
        hows.append("tight")
    return best


def _read(
    start: int, host: Host, path: Path, begun: tuple[bool, bool, bool], context: Context
) -> list[Found]:
    """Return what a link names, with how sure its spelling makes it."""
    scheme, www, alike = begun
    sure = _sure(host, path, begun)
    if sure <= 0:
        return []
    front = host.pieces[0][1]
    lead: list[Piece] = [("https://", start, front)] if front > start else []
    # A scheme is put before what is surely a link, so that no word with a full stop in it is feared.
    whole = plain([*lead, *host.pieces, *path.pieces])
    text = whole.text if front > start or sure < 0.7 else "https://" + whole.text
    shift = len(text) - len(whole.text)
    method = "spelled.homoglyph" if alike else _METHOD
    only_names = set(host.hows) == {"tight"} and not scheme and not www
    found = []
    around = Context(fictional=context.fictional)
    for f in WEB.judge(text, around):
        if only_names and f.kind == "url":
            tracing.note(f"{host.name}: nothing but the slash is spelled, and it names no account")
            return []
        back = _shifted(f, shift)
        found.append(whole.back(back, min(sure, f.confidence), method))
    if host.name in load_rules().web["payment"]:
        found += [
            whole.back(_shifted(f, shift), min(sure, f.confidence), _METHOD)
            for f in PAYMENT.judge(text, around)
        ]
    return found


def _shifted(found: Found, by: int) -> Found:
    return Found(
        found.kind, found.value, max(found.start - by, 0), found.end - by, found.method, found.confidence,
        found.hint, found.claims, found.role,
    )  # fmt: skip


def _sure(host: Host, path: Path, begun: tuple[bool, bool, bool]) -> float:
    """Return how sure it is that the pieces are a link; zero for none."""
    scheme, www, alike = begun
    sets = load_words().sets
    sure = min(
        host.sure(), SLASH_SURE.get(path.slash, 0.92) if path.slash else 1.0, 0.8 if path.slack else 1.0
    )
    if alike:
        return 0.9 if path.slash else 0.0
    if path.text.startswith("/.") and not {"tight", *SAID} >= set(host.hows):
        return _none(f"{host.name}{path.text}: a list of endings")
    first, weak = host.pieces[0][0].lower(), host.suffix in sets["also_words"]
    if (
        weak
        and not path.slash
        and not scheme
        and (first in sets["prose"] or (www and "missing" in host.hows and host.suffix != "example"))
    ):
        return _none(f"{host.name}: words of a sentence as likely, for .{host.suffix} is a word as well")
    if scheme or www or is_onion(host.name):
        return min(sure, 0.93 if www else 0.95)
    known = known_host(host.name)
    named = known and bool(path.slash)
    if "bracket" in host.hows:
        return min(sure, 0.95)
    if named:
        return min(sure, 0.92)
    if set(host.hows) <= {"tight"}:
        return _none(f"{host.name}: only its slash is spelled, and it is no platform's")
    return _unknown(host, path, sure)


def _unknown(host: Host, path: Path, sure: float) -> float:
    """Return how sure a link is that has neither a scheme nor a platform's host, and spelled dots."""
    sets = load_words().sets
    first, weak = host.pieces[0][0].lower(), host.suffix in sets["also_words"]
    if "after" in host.hows or (first in sets["prose"] and not path.slash):
        return _none(f"{host.name}: the end of a sentence and a word as likely")
    if all(how in SAID or how == "tight" for how in host.hows):
        if path.slash and not path.far:
            return min(sure, 0.9)
        if first in sets["prose"]:
            tracing.note(f"{first}: a word of sentences: at most 0.5")
            return 0.5
        if weak and "word" in host.hows:
            return _none(f"{host.name}: words of a sentence as likely, for .{host.suffix} is a word as well")
        tracing.note("neither a scheme nor a path: at most 0.6")
        return 0.6
    if path.slash and not path.far:
        return 0.5 if weak else 0.75
    if weak:
        return _none(f"{host.name}: words of a sentence as likely, for .{host.suffix} is a word as well")
    tracing.note("its dots have spaces beside them, and it has neither a scheme nor a path: at most 0.5")
    return 0.5


def _none(reason: str) -> float:
    tracing.note(reason)
    return 0.0
