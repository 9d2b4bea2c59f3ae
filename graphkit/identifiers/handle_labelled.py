"""Names behind a platform's name: ``tg: name``, ``telegram for quick reply @name``, ``tg: @a / @b``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.handle_labels import Label, label_of
from graphkit.identifiers.handle_names import account, is_clock, is_domain, is_word, looks_like_name, trimmed

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
    rest = grammar.AFTER_HEAD.match(text, end)
    labels = [label for word in written if (label := label_of(word))]
    if rest is None or not labels:
        return ()
    # Names side by side with only a space between are a list of ways to write; the last one has the name.
    given = labels if all(j.strip() for j in joins) and len(labels) == len(written) else labels[-1:]
    group = "" if rest["name"] else "2"
    gap, words = rest["gap" + group], rest["words" + group]
    nearer, plain_words = _among(words)
    if nearer:
        given = [nearer]
    start, stop = rest.span("name" + group)
    raw = trimmed(rest["name" + group])
    if words.strip().lower() == "live" and gap == ":":  # Skype's own prefix of a name
        start, words, plain_words, raw = start - 5, "", True, text[start - 5 : start] + raw
        gap = text[end:start]
    if rest["server" + group]:
        return _on_server(raw + rest["server" + group], start, given)
    last = stop == len(text)
    found: list[Found] = []
    sure = 0.0
    if raw and not (last and context.after == "@") and not is_word(raw):
        after = context.after if last else text[stop]
        sure = _sureness(raw, gap, plain_words, after)
        for label in given:
            found += _of(label, raw, start, gap, sure)
    found += _more(text, stop, given, context, bool(found))
    if not found and "@" in gap and raw and not is_word(raw) and not is_clock(raw):
        # The label was a word of the sentence: "ok write @name".
        found += _unlabelled(raw, start)
    return found


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
    if is_clock(raw):
        return 0.0
    if not plain_words:
        return 0.8 if marked and strong else 0.0
    if strong and ("\n" not in gap or ":" in gap or marked):
        # A plain word with more words behind it may be the sentence's.
        return _SURE if marked or after != " " else 0.88
    if "\n" in gap or after in ("/", "0"):
        return 0.0
    if marked:
        return 0.8
    return _LEANING if _DASH.search(gap) and after in ("", "\n") else 0.0


def _of(label: Label, raw: str, start: int, gap: str, sure: float) -> Sequence[Found]:
    strong = grammar.STRONG_SIGN.search(gap) is not None
    if label.strict and not strong:
        # A common word and a space: only a name of some length that no word looks like.
        if label.doubtful or len(raw) < 5 or raw[0].isdigit():
            return ()
        sure = min(sure, _LEANING)
    if label.doubtful and "@" not in gap and (raw.isalpha() or (raw[0].isdigit() and len(raw) < 20)):
        sure = min(sure, _DOUBTED)
    if label.doubtful and sure < _SURE and "@" in gap:  # words between: "ok call me @name"
        return ()
    return account(label.platform, raw, start, "handle.labelled", sure) if sure else ()


def _more(text: str, at: int, labels: Sequence[Label], context: Context, named: bool) -> Iterator[Found]:
    """Yield the further names of a list behind a label: ``tg: @a / @b``, over lines too."""
    for item in grammar.ITEM.finditer(text, at):
        raw = trimmed(item["at"] or item["marked"])
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


def _unlabelled(raw: str, start: int) -> Sequence[Found]:
    plain = raw.lower() if raw.isascii() and 2 <= len(raw) <= 40 else None
    return (
        (Found("username", plain, start, start + len(raw), "handle.bare", 0.5),)
        if plain and any(c.isalpha() for c in plain)
        else ()
    )
