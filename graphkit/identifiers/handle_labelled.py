"""Names behind a platform's name: ``tg: name``, ``telegram for quick reply @name``, ``tg: @a / @b``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import load_rules
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.handle_labels import ONE_LABEL, Label, label_of
from graphkit.identifiers.handle_names import (
    account,
    bare,
    is_no_name,
    is_own_shape,
    is_word,
    looks_like_name,
    trimmed,
)
from graphkit.identifiers.handle_sureness import (
    DOUBTED,
    LEANING,
    LIKELY,
    SURE,
    sureness_of,
    sureness_of_given,
    sureness_of_word,
)
from graphkit.identifiers.handle_words import is_between

# Of the groups of handle_grammar.REST: each form of a name, and the words before it.
_FORMS = {"3": "2", "2": "2", "5": "2", "6": "2", "": "", "7": "4", "4": "4"}
_WORDY = frozenset({"4", "5"})
_LEAST_LISTED = 5
_MASKED = re.compile(r"@\s*\*{2,}\Z")
_STATES = frozenset({"SC"})
_DENIED = re.compile("[\u274c\u2716\u26d4\U0001f6ab]")
_MANY = re.compile(r"(?i)\bare\b")
_MAIL = re.compile(r"(?i:mail|почт|мейл|мыло|correo)")
_SERVER = re.compile(r"(?:[0-9a-z-]+\.)+[a-z]{2,}", re.IGNORECASE)


def heads(text: str, at: int) -> tuple[list[str], list[str], int]:
    """Return the platforms' names at the head of a candidate, what stands between them, and where they end.

    As many are taken as leave something behind them to be the account.
    """
    labels: list[str] = []
    joins: list[str] = []
    while (label := ONE_LABEL.match(text, at)) and label.end() < len(text):
        if labels and text[label.end()] in "._":
            break  # the name only begins like a platform's: "telegram: line.dancer"
        labels.append(label[0])
        at = label.end()
        join = grammar.BETWEEN.match(text, at)
        following = ONE_LABEL.match(text, join.end()) if join else None
        if join is None or following is None or following.end() == len(text):
            break
        if text[following.end()] in "._":
            break
        joins.append(join[0])
        at = join.end()
    return labels, joins[: max(len(labels) - 1, 0)], at


def labelled(text: str, context: Context, at: int, led: bool = False) -> Sequence[Found]:
    """Return the accounts of ``label: name``; of several labels before one name, one each.

    Parameters
    ----------
    text
        A candidate.
    context
        What stands around it.
    at
        Where the first label begins.
    led
        Whether words before the label announce a name, such as "add me on".
    """
    written, joins, end = heads(text, at)
    labels = [label for word in written if (label := label_of(word))]
    rest = _behind(text, end)
    if rest is None or not labels:
        return ()
    given = _meant(written, labels, joins, rest.words)
    joined = grammar.CONJUNCTION.match(rest.words) is not None
    if rest.form == "" and "@" in rest.gap and ("," in rest.gap or joined):
        own = _own_label(text, rest.stop)
        if own is None and (joined or (at and context.before in ("-", "–", "—"))):
            tracing.note("the platform's name belongs to the name before it")
            return ()  # "@a - insta, @b - tg": the label was the first name's
        given = [own] if own else given
    whole = _as_it_stands(rest, given, context)
    if whole is not None:
        return whole
    end, last = rest.start + len(rest.raw), rest.stop == len(text)
    # What ends a sentence is matched as a part of the name first.
    after = text[end] if end < rest.stop else context.after if last else text[rest.stop]
    is_name = bool(rest.raw) and not (last and context.after == "@") and not _is_word(rest.raw)
    found = list(_first(rest, given, written[-1], len(labels) == 1, after, led)) if is_name else []
    found += _more(text, rest.stop, given, context, bool(found))
    if not found and is_name and "@" in rest.gap:  # the label was a word of the sentence: "ok write @name"
        return bare(rest.raw, rest.start, context)
    return found


def _meant(written: Sequence[str], labels: list[Label], joins: Sequence[str], words: str) -> list[Label]:
    """Return the labels that a name is given for: of several, all that signs join; or one among the words between."""
    nearer, _ = _among(words)
    if nearer:
        return [nearer]
    # Names side by side with only a space between are a list of ways to write; the last one has the name.
    given = labels if all(j.strip() for j in joins) and len(labels) == len(written) else labels[-1:]
    if any("," in j for j in joins) and not given[-1].doubtful:  # "all is ok, insta: name"
        given = [g for g in given if not g.doubtful]
    elif len(given) > 1 and not all(g.doubtful for g in given):
        # "IG + TikTok + Threads: @name": beside others the word means the platform, unless it is a short one.
        given = [
            g._replace(doubtful=g.doubtful and len(w) < _LEAST_LISTED)
            for w, g in zip(written, given, strict=True)
        ]
    return given


def _as_it_stands(rest: _Rest, given: Sequence[Label], context: Context) -> Sequence[Found] | None:
    """Return the accounts of a name whose form decides: crossed out, in words, or on a server; None for others."""
    if _DENIED.search(rest.gap):
        tracing.note("the platform is crossed out")
        return bare(rest.raw, rest.start, context) if "@" in rest.gap else ()
    if _MASKED.search(rest.gap):
        tracing.note("the name is masked")
        return ()
    if rest.more:
        return _spelt(rest, given)
    if rest.server:
        return _on_server(rest.raw + rest.server, rest.start, given)
    if not rest.local:
        return None
    jabber = [g for g in given if g.platform.kind == "jabber"]
    if _MAIL.search(rest.words) or not jabber:
        tracing.note("a mail address")
        return ()
    return _on_server(rest.local, rest.start + len(rest.raw.rstrip(".")) - len(rest.local), jabber)


def _is_word(raw: str) -> bool:
    """Tell whether a word of the language or a platform stands where a name would, and note it."""
    if is_word(raw):
        tracing.note("a common word, or the name of a platform")
        return True
    return False


def _first(
    rest: _Rest, given: Sequence[Label], word: str, alone: bool, after: str, led: bool
) -> Iterator[Found]:
    """Yield the accounts of the first name behind labels.

    Parameters
    ----------
    rest
        What stands behind the labels.
    given
        The labels that the name is given for.
    word
        The last label as it is written.
    alone
        Whether it is the only one.
    after, led
        As in :func:`sureness_of_word`.
    """
    # A picture stands in any sentence: behind it a word may be one of more.
    foreign = not word.isascii() and (after != " " or any(c.isalpha() for c in word))
    if word.lower() in load_rules().figured:
        if not (
            grammar.FIGURED_SIGN.search(rest.gap)
            and grammar.IS_MARKED.match(rest.raw)
            and looks_like_name(rest.raw)
        ):
            tracing.note("the platform's name is a common word, too, and no sign and name follow it")
            return
        given = [label._replace(doubtful=False) for label in given]
    if rest.form not in _WORDY:
        sure = sureness_of(rest.raw, rest.gap, _among(rest.words)[1], after)
        if (
            word in _STATES
            and rest.raw.istitle()
            and rest.raw.isalpha()
            and after in (" ", ",")
            and "@" not in rest.gap
        ):
            tracing.note("a town behind the name of its state")
            sure = min(sure, DOUBTED)
        for label in given if sure else ():
            yield from _of(label, rest, sure, foreign, after)
        return
    if alone and _MANY.search(rest.words):
        tracing.note("more than one is spoken of: no name")
        return
    said = f"{word} {rest.words}" if " " in word else rest.words  # "kik username" is a label by itself
    quoted = rest.form == "5"
    sure = sureness_of_word(rest.raw, said, "" if quoted else after, led or quoted, foreign)
    for label in given if sure else ():
        if label.doubtful and not led:
            tracing.note("the platform's name is a common word, too")
        else:
            yield from account(label.platform, rest.raw, rest.start, "handle.announced", sure)


def _own_label(text: str, stop: int) -> Label | None:
    """Return the label behind a name that is its own: ``@name on telegram``, ``@name - tg``."""
    tail = grammar.FIRM_TAIL.match(text, stop) or grammar.LOOSE_TAIL.match(text, stop)
    return label_of(tail["tail"]) if tail else None


class _Rest(NamedTuple):
    """What stands behind labels: in which form, words, signs, and a name with its server, if any."""

    form: str
    words: str
    gap: str
    raw: str
    start: int
    stop: int
    server: str
    more: str
    local: str = ""


def _behind(text: str, end: int) -> _Rest | None:
    """Take apart what stands behind labels that end at ``end``."""
    match = grammar.AFTER_HEAD.match(text, end)
    if match is None:
        return None
    form = next(f for f in _FORMS if match["name" + f] is not None)
    start, stop = match.span("name" + form)
    words, gap, raw = match["words" + _FORMS[form]], match["gap" + form], match["name" + form]
    if form == "" and gap == "@" and (local := grammar.LOCAL_PART.search(text, end, start - 1)):
        # "jabber - lena@server.org": what looked like words before a sign is the name, and no account of others.
        return _Rest(form, words, gap, raw, start, stop, "", "", local[0] + "@" + raw.rstrip("."))
    gap = "@" if grammar.SPELT_AT.search(gap) else gap
    raw = trimmed(raw, signed=gap.endswith("@"))
    if words.strip().lower() == "live" and gap == ":":  # Skype's own prefix of a name
        gap, start, words = text[end : start - 5], start - 5, ""
        raw = text[start : start + 5] + raw
    groups = match.groupdict()
    server, more = groups.get("server" + form) or "", groups.get("more" + form) or ""
    return _Rest(form, words, gap, raw, start, stop, server, more)


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
        for found in account(label.platform, raw, rest.start, "handle.labelled", LIKELY)
    ]


def _on_server(raw: str, start: int, labels: Sequence[Label]) -> Sequence[Found]:
    """Return the account of ``name:server.org`` or ``name@server.org``, which two networks have."""
    raw = raw.rstrip("-")
    return [
        # A Jabber name may be the mail address of the same person: it is read as both.
        replace(found, claims=label.platform.kind != "jabber")
        for label in labels
        if _SERVER.fullmatch(re.split("[:@]", raw)[1])
        for found in account(label.platform, raw, start, "handle.labelled", SURE)
    ]


def _among(words: str) -> tuple[Label | None, bool]:
    """Return the last platform named among the words before a name, and whether all words announce one."""
    label, plain = None, True
    for word in grammar.WORDS.findall(words):
        meant = label_of(word)
        if meant and not meant.doubtful:
            label, plain = meant, True
        elif not is_between(word):
            plain = False
    return label, plain


def _of(label: Label, rest: _Rest, sure: float, foreign: bool, after: str = "") -> Sequence[Found]:
    """Return the account of a name behind one label, doubted as the label asks for it.

    A name that only this platform deals out, or one in another alphabet than its label, lifts the label's doubt.
    """
    raw, gap = rest.raw, rest.gap
    if raw.isdigit() and label.platform.kind != "icq":
        tracing.note("figures alone are a phone or a number, and no name of this platform")
        return ()
    strong = grammar.STRONG_SIGN.search(gap) is not None
    lifted = is_own_shape(label.platform, rest.raw) or (
        foreign and grammar.IS_MARKED.match(rest.raw) is not None
    )
    label = label._replace(doubtful=label.doubtful and not lifted)
    if label.strict and not strong:
        # A common word and a space: only a name of some length that no word looks like.
        if (label.doubtful and not rest.words) or len(raw) < 5 or raw[0].isdigit():
            tracing.note("the platform's name is a common word, too, and no sign stands before the name")
            return ()
        sure = min(sure, LEANING)
    if label.doubtful and "@" not in gap and (raw.isalpha() or (raw[0].isdigit() and len(raw) < 20)):
        tracing.note("the platform's name is a common word, too, and so may be what follows")
        sure = min(sure, DOUBTED)
    if rest.form == "6":
        sure = min(sure, LEANING)
    if label.doubtful and sure < SURE and "@" in gap:  # words between: "ok call me @name"
        tracing.note("the platform's name is a common word, too, and other words follow it")
        return ()
    if label.platform.suffix and "." not in raw and "@" not in gap and not any(c.isdigit() for c in raw):
        tracing.note("a word, and no name of a host")
        return ()
    sure = sureness_of_given(label.platform, raw, gap, sure, after == " ")
    return account(label.platform, raw, rest.start, "handle.labelled", sure) if sure else ()


def _more(text: str, at: int, labels: Sequence[Label], context: Context, named: bool) -> Iterator[Found]:
    """Yield the further names of a list behind a label: ``tg: @a / @b``, over lines too."""
    for item in grammar.ITEM.finditer(text, at):
        raw = trimmed(item["at"] or item["marked"], signed=bool(item["at"]))
        last = item.end() == len(text)
        if not raw or is_no_name(raw) or (last and context.after in ("@", "a")):
            continue
        start = item.start("at" if item["at"] else "marked")
        own = label_of(item["tail"]) if item["tail"] and not (last and context.after == "a") else None
        if own:
            yield from account(own.platform, raw, start, "handle.labelled", SURE)
        elif item["at"]:
            for label in labels:
                yield from account(label.platform, raw, start, "handle.labelled", LIKELY)
        elif named and looks_like_name(raw) and len(raw) > 4 and not item["marked"][0].isdigit():
            for label in labels:
                yield from account(label.platform, raw, start, "handle.labelled", LEANING)
