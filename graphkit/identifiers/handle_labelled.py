"""Names behind a platform's name: ``tg: name``, ``telegram for quick reply @name``, ``tg: @a / @b``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.handle_labels import Label, label_of
from graphkit.identifiers.handle_names import (
    account,
    bare,
    is_clock,
    is_domain,
    is_given_name,
    is_word,
    looks_like_name,
    one,
    trimmed,
)

# Messengers that know people by number: a plain word behind their name is what to call somebody.
_BY_PHONE = frozenset({"whatsapp", "viber", "signal"})
_ID = re.compile(r"(?i:\b(?:id|айди|ид)\b)")
_DASH = re.compile(r"\s[-~|–—]")
_SURE, _LIKELY, _LEANING, _DOUBTED = 0.93, 0.85, 0.75, 0.45


def heads(text: str, at: int) -> tuple[list[str], list[str], int]:
    """Return the platforms' names at the head of a candidate, what stands between them, and where they end.

    As many are taken as leave something behind them to be the account.
    """
    labels: list[str] = []
    joins: list[str] = []
    while (label := grammar.ONE_LABEL.match(text, at)) and label.end() < len(text):
        if labels and text[label.end()] in "._":
            break  # the name only begins like a platform's: "telegram: line.dancer"
        labels.append(label[0])
        at = label.end()
        join = grammar.BETWEEN.match(text, at)
        following = grammar.ONE_LABEL.match(text, join.end()) if join else None
        if join is None or following is None or following.end() == len(text):
            break
        if text[following.end()] in "._":
            break
        joins.append(join[0])
        at = join.end()
    return labels, joins[: max(len(labels) - 1, 0)], at


def labelled(text: str, context: Context, at: int) -> Sequence[Found]:
    """Return the accounts of ``label: name``; of several labels before one name, one each.

    Parameters
    ----------
    text
        A candidate.
    context
        What stands around it.
    at
        Where the first label begins.
    """
    written, joins, end = heads(text, at)
    labels = [label for word in written if (label := label_of(word))]
    rest = _behind(text, end)
    if rest is None or not labels:
        return ()
    # Names side by side with only a space between are a list of ways to write; the last one has the name.
    given = labels if all(j.strip() for j in joins) and len(labels) == len(written) else labels[-1:]
    nearer, plain_words = _among(rest.words)
    given = [nearer] if nearer else given
    if rest.more:
        return _spelt(rest, given)
    if rest.server:
        return _on_server(rest.raw + rest.server, rest.start, given)
    last = rest.stop == len(text)
    found: list[Found] = []
    is_name = bool(rest.raw) and not (last and context.after == "@") and not is_word(rest.raw)
    if (
        _ID.search(rest.words)
        and rest.raw.isdigit()
        and len(rest.raw) > 7
        and given[-1].platform.kind == "telegram"
    ):
        found += one("telegram_id", rest.raw, rest.start, len(rest.raw), "handle.labelled", 0.85)
    if is_name:
        sure = _sureness(rest.raw, rest.gap, plain_words, context.after if last else text[rest.stop])
        found += [
            f for label in given for f in _of(label, rest.raw, rest.start, rest.gap, sure, bool(rest.words))
        ]
    found += _more(text, rest.stop, given, context, bool(found))
    if not found and is_name and "@" in rest.gap:  # the label was a word of the sentence: "ok write @name"
        return bare(rest.raw, rest.start, context)
    return found


class _Rest(NamedTuple):
    """What stands behind labels: words, signs, and a name with its server, if any."""

    words: str
    gap: str
    raw: str
    start: int
    stop: int
    server: str
    more: str


def _behind(text: str, end: int) -> _Rest | None:
    """Take apart what stands behind labels that end at ``end``."""
    match = grammar.AFTER_HEAD.match(text, end)
    if match is None:
        return None
    group = "" if match["name"] else "3" if match["name3"] else "2"
    start, stop = match.span("name" + group)
    words, gap, raw = match["words" + group], match["gap" + group], match["name" + group]
    gap = "@" if grammar.SPELT_AT.search(gap) else gap
    raw = trimmed(raw, signed=gap.endswith("@"))
    if words.strip().lower() == "live" and gap == ":":  # Skype's own prefix of a name
        gap, start, words = text[end : start - 5], start - 5, ""
        raw = text[start : start + 5] + raw
    return _Rest(
        words,
        gap,
        raw,
        start,
        stop,
        (group != "3" and match["server" + group]) or "",
        (group != "2" and match["more" + group]) or "",
    )


def _spelt(rest: _Rest, labels: Sequence[Label]) -> Sequence[Found]:
    """Return the account of a name with its signs in words: ``honey underscore agency``."""
    raw = rest.raw + rest.more
    for sign, words in grammar.SPELT:
        raw = words.sub(sign, raw)
    end = rest.start + len(rest.raw) + len(rest.more)
    return [
        replace(found, end=end, method="handle.spelt")
        for label in labels
        if not label.doubtful or ":" in rest.gap
        for found in account(label.platform, raw, rest.start, "handle.labelled", _LIKELY)
    ]


def _on_server(raw: str, start: int, labels: Sequence[Label]) -> Sequence[Found]:
    """Return the account of ``name:server.org`` or ``name@server.org``, which two networks have."""
    raw = raw.rstrip("-")
    return [
        # A Jabber name may be the mail address of the same person: it is read as both.
        replace(found, claims=label.platform.kind != "jabber")
        for label in labels
        if is_domain(re.split("[:@]", raw)[1])
        for found in account(label.platform, raw, start, "handle.labelled", _SURE)
    ]


def _among(words: str) -> tuple[Label | None, bool]:
    """Return the last platform named among the words before a name, and whether all words announce one."""
    label, plain = None, True
    for word in grammar.WORDS.findall(words):
        meant = label_of(word)
        if meant and not meant.doubtful:
            label, plain = meant, True
        elif word.lower() not in grammar.KNOWN_WORDS:
            plain = False
    return label, plain


def _sureness(raw: str, gap: str, plain_words: bool, after: str) -> float:
    """Return how sure the signs between a platform's name and a name make it; 0 for no name."""
    marked = grammar.IS_MARKED.match(raw) is not None and looks_like_name(raw)
    strong = grammar.STRONG_SIGN.search(gap) is not None
    if after in ("a",) or (not raw.isascii() and after == "a"):
        return 0.0
    if "@" in gap:
        # A full stop may part what the label is said of from the name.
        return _LEANING if "." in gap or "!" in gap else _SURE if plain_words else 0.88
    if is_clock(raw) or len(raw) < 3:  # "n/a", "I"
        return 0.0
    if not plain_words:
        return 0.8 if marked and strong else 0.0
    if strong and ("\n" not in gap or ":" in gap or marked):
        # A plain word with more words behind it may be the sentence's.
        return _SURE if marked or after != " " else 0.88
    if after in ("/", "0"):
        return 0.0
    if "\n" in gap:
        return _LEANING if marked else 0.0
    if marked:
        return 0.8
    return _LEANING if _DASH.search(gap) and after in ("", "\n") else 0.0


def _of(label: Label, raw: str, start: int, gap: str, sure: float, worded: bool) -> Sequence[Found]:
    strong = grammar.STRONG_SIGN.search(gap) is not None
    if label.strict and not strong:
        # A common word and a space: only a name of some length that no word looks like.
        if (label.doubtful and not worded) or len(raw) < 5 or raw[0].isdigit():
            return ()
        sure = min(sure, _LEANING)
    if label.doubtful and "@" not in gap and (raw.isalpha() or (raw[0].isdigit() and len(raw) < 20)):
        sure = min(sure, _DOUBTED)
    if (
        "@" not in gap
        and raw.isalpha()
        and (is_given_name(raw) or (label.platform.kind in _BY_PHONE and not raw.islower()))
    ):
        sure = min(sure, _DOUBTED)
    if label.doubtful and sure < _SURE and "@" in gap:  # words between: "ok call me @name"
        return ()
    return account(label.platform, raw, start, "handle.labelled", sure) if sure else ()


def _more(text: str, at: int, labels: Sequence[Label], context: Context, named: bool) -> Iterator[Found]:
    """Yield the further names of a list behind a label: ``tg: @a / @b``, over lines too."""
    for item in grammar.ITEM.finditer(text, at):
        raw = trimmed(item["at"] or item["marked"], signed=bool(item["at"]))
        last = item.end() == len(text)
        if not raw or is_word(raw) or is_clock(raw) or (last and context.after in ("@", "a")):
            continue
        start = item.start("at" if item["at"] else "marked")
        own = label_of(item["tail"]) if item["tail"] and not (last and context.after == "a") else None
        if own:
            yield from account(own.platform, raw, start, "handle.labelled", _SURE)
        elif item["at"]:
            for label in labels:
                yield from account(label.platform, raw, start, "handle.labelled", _LIKELY)
        elif named and looks_like_name(raw) and len(raw) > 4 and not item["marked"][0].isdigit():
            for label in labels:
                yield from account(label.platform, raw, start, "handle.labelled", _LEANING)
