"""Accounts told by a number or a key, and links without a dot: ``icq 123-456-789``, ``tg id 612...``, ``t me/name``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import Platform, load_rules, platform_named
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.handle_labels import label_of
from graphkit.identifiers.handle_names import account, is_word, looks_like_name, one, trimmed

_SESSION_LENGTH = 66
# How many figures an account's number has at least where only the platform is named, and where "id" is said.
_LEAST = {"zangi": 10, "icq": 5, "facebook": 13, "ok": 11, "mamba": 99, "badoo": 99, "vk": 99}
_LEAST_WITH_ID = {"zangi": 10, "icq": 5, "facebook": 5, "ok": 5, "mamba": 6, "badoo": 6, "vk": 4}
_MOST = {"icq": 9, "zangi": 10}
_GROUPED = frozenset({"icq", "zangi"})  # whose numbers are written in groups
_TELEGRAM = (8, 12)
_SAYS_ID = re.compile(r"(?i)\b(?:id|айди|ид|профил[ья]|profile|анкета)\b")


def numbered(body: str, lead: int, context: Context) -> Sequence[Found]:
    """Return the account of a number behind a platform's name; a phone is none.

    Parameters
    ----------
    body, lead
        The candidate without its first ``lead`` characters.
    context
        What stands around it.
    """
    match = grammar.NUMBERED.match(body)
    if match is None or context.after in ("a", "0", "-", "_"):
        return ()
    start, size = lead + match.start("digits"), len(match["digits"])
    digits = re.sub("[ -]", "", match["digits"])
    if match["tg"] or match["tg2"]:
        fits = _TELEGRAM[0] <= len(digits) <= _TELEGRAM[1] and size == len(digits)
        if not fits:
            tracing.note("an id of Telegram has eight to twelve figures, and nothing between them")
        return one("telegram_id", digits if fits else None, start, size, "handle.number", 0.85)
    if match["fb"]:
        return one("facebook", digits if size > 4 else None, start, size, "handle.spelled_link", 0.9)
    label = label_of(match["label"])
    if label is None:
        return ()
    kind = label.platform.kind
    said = _SAYS_ID.search(body[: match.start("digits")]) is not None
    if len(digits) < (_LEAST_WITH_ID if said else _LEAST)[kind] or (
        size != len(digits) and kind not in _GROUPED
    ):
        tracing.note(
            "too few figures for an account's number, or signs between them: a phone, a price or an age"
        )
        return ()
    platform = _with_prefix(label.platform) if kind == "vk" else label.platform
    if platform is None or (label.doubtful and not said):
        tracing.note("the platform's name is a common word, too, and none says that the number is an id")
        return ()
    may_be = platform.digits or platform.name.fullmatch(digits)
    name = platform.prefix + digits if may_be and len(digits) <= _MOST.get(kind, 18) else None
    if name is None:
        tracing.note("too many figures for this platform, or it gives no numbers")
    return one(kind, name, start, size, "handle.number", 0.9 if size == len(digits) else 0.85)


def number_first(body: str, lead: int, context: Context) -> Sequence[Found]:
    """Return the account of a number or an address before the name of its network: ``655443210 (icq)``."""
    match = grammar.NUMBER_FIRST.match(body)
    if match is None or context.after in ("a", "0", "_", ":") or context.before in ("+", "-"):
        return ()
    start = lead + match.start("icq" if match["icq"] else "jabber")
    if match["icq"]:
        digits = re.sub("[ -]", "", match["icq"])
        fits = 6 <= len(digits) <= _MOST["icq"]
        if not fits:
            tracing.note("a number of ICQ has six to nine figures")
        return one("icq", digits if fits else None, start, len(match["icq"]), "handle.number", 0.8)
    platform = platform_named("jabber")
    found = account(platform, match["jabber"], start, "handle.labelled", 0.85) if platform else ()
    # It may be the mail address of the same person: it is read as both.
    return [replace(f, claims=False) for f in found]


def _with_prefix(platform: Platform) -> Platform | None:
    """Return the table of a platform whose accounts have a number behind a prefix: ``id123`` of VK."""
    return next((p for p in load_rules().platforms if p.kind == platform.kind and p.prefix), None)


def keyed(body: str, lead: int, context: Context) -> Sequence[Found]:
    """Return the account of a key that tells by its form whose it is."""
    if not grammar.KEY.match(body) or context.after in ("a", "0", "_"):
        return ()
    session = len(body) == _SESSION_LENGTH
    platform = platform_named("session" if session else "tox")
    found = account(platform, body, lead, "handle.form", 0.8 if session else 0.9) if platform else ()
    if not found and not session:
        tracing.note("as long as a Tox id, but its check figures are wrong")
    return found


def hosted(body: str, lead: int, context: Context) -> Sequence[Found]:
    """Return the account of a link whose dot is a comma, a blank or nothing: ``t me/name``."""
    match = grammar.HOST.match(body)
    if match is None or context.after == "@":
        return ()
    host = re.sub(r"[\W_]", "", match[0]).lower()
    platform = platform_named(
        "telegram" if (host[0] in "tт" and "me" in host) or "ме" in host else host.removesuffix("com")
    )
    raw = trimmed(body[match.end() :], signed=True)
    firm = "/" in match[0] or "@" in match[0]
    if platform is None or is_word(raw):
        tracing.note("no link: a common word stands where the name would")
        return ()
    if not (firm or (looks_like_name(raw) and grammar.IS_MARKED.match(raw))):
        tracing.note("no link: there is no slash, and what follows is a plain word")
        return ()
    return account(platform, raw, lead + match.end(), "handle.spelled_link", 0.88 if firm else 0.75)
