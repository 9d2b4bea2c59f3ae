"""Accounts whose platform stands behind the name, or is told by its form: ``@name``, ``name_1 on telegram``, ``u/x``.

A reader of its own beside :mod:`.handle`: the automaton of both in one would be many times as slow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import platform_named
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.handle_labelled import labelled
from graphkit.identifiers.handle_labels import ONE_LABEL, Label, label_of
from graphkit.identifiers.handle_names import (
    account,
    bare,
    is_domain,
    is_no_name,
    is_own_shape,
    is_word,
    looks_like_name,
    trimmed,
)
from graphkit.identifiers.handle_numbered import hosted, keyed, number_first, numbered
from graphkit.identifiers.handle_words import made_of_words

_REDDIT = re.compile(r"(?P<slash>/?)[uU]/(?P<name>[0-9A-Za-z_-]+)\Z")


class SignedReader:
    """Reads names of accounts before their platform's name, or beside none, and what is told by form or number."""

    name = "signed"
    kinds: Sequence[Kind] = ()  # those of :mod:`.handle`
    pattern = grammar.SIGNED_PATTERN
    regional = False
    placed = True
    priority = 31

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the accounts that the candidate names."""
        if candidate[0] != "@":
            return _otherwise(candidate, context)
        if context.before in ("a", "0", "_", ".", "@", "/"):
            tracing.note("a mail address, a link or a word goes on in it: no @ of a name")
            return ()
        head = ONE_LABEL.match(candidate, 1)
        # "@telegram: name" has the label; "@line x_1" has an account.
        label = label_of(head[0]) if head else None
        found = labelled(candidate, context, 1) if label and not label.strict else ()
        return found or _signed(candidate, context)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:  # noqa: ARG002
        """Return nothing: columns of accounts are read by :mod:`.handle`."""
        return ()


def _otherwise(candidate: str, context: Context) -> Sequence[Found]:
    """Return the account of a number, a key, ``t me/name``, ``u/name`` or ``name_1 on telegram``."""
    lead = 0 if candidate[0].isalnum() or candidate[0] == "/" else 1
    body = candidate[lead:]
    for form in (numbered, number_first, keyed, hosted):
        if found := form(body, lead, context):
            return found
    if match := _REDDIT.match(body):
        return _reddit(match, lead, candidate[0] if lead else context.before, context.after)
    if match := grammar.NAMED_FIRST.match(candidate):
        return _named_first(match, context)
    return ()


def _reddit(match: re.Match[str], lead: int, before: str, after: str) -> Sequence[Found]:
    """Return the account of ``u/name``, as Reddit writes it; ``/u/name`` cannot be anything else."""
    platform = platform_named("reddit")
    raw = match["name"].rstrip("-")
    if platform is None or before in ("a", "0", "/", ".", ":") or after in ("/", "@", "a"):
        return ()
    if is_no_name(raw) or not any(c.isalpha() for c in raw):
        return ()
    sure = 0.9 if match["slash"] else 0.8 if len(raw) > 4 else 0.5
    return account(platform, raw, lead + match.start("name"), "handle.form", sure)


def _named_first(match: re.Match[str], context: Context) -> Sequence[Found]:
    """Return the account of ``name_1 on telegram``, ``name_1 (insta)``."""
    label, raw = label_of(match["tail"]), trimmed(match["name"])
    if context.before in ("a", "0", "@", "/", ".", "-", "_") or context.after in ("a", "0", "_", ":", "="):
        tracing.note("it goes on on either side, or the platform's name speaks of what follows")
        return ()
    doubtful = label is not None and label.doubtful and not is_own_shape(label.platform, raw)
    if label is None or doubtful:
        tracing.note("the platform's name is a common word, too")
        return ()
    if len(raw) < 5 or not looks_like_name(raw) or raw[0].isdigit() or sum(c.isalpha() for c in raw) < 3:
        tracing.note("a time, an amount, a host, or too few letters for a name before its platform's")
        return ()
    if is_word(raw) or made_of_words(raw):
        tracing.note("common words")
        return ()
    return account(label.platform, raw, match.start("name"), "handle.labelled", 0.82)


def _matrix(candidate: str, context: Context) -> Sequence[Found]:
    """Return the account of ``@name:server.org``, the form of Matrix alone."""
    platform = platform_named("matrix")
    raw = candidate.rstrip("-")
    host = raw.rpartition(":")[2]
    if platform is None or context.after in ("/", "@", "a", "0") or host.startswith("www."):
        return ()
    if not is_domain(host):
        tracing.note("no server of this name can be")
        return ()
    return account(platform, raw, 0, "handle.form", 0.8)


def _signed(candidate: str, context: Context) -> Sequence[Found]:
    """Return the accounts of ``@name``, by what is said behind it or by the platform that it was posted on."""
    if ":" in candidate and grammar.MATRIX.match(candidate):
        return _matrix(candidate, context)
    match = grammar.SIGNED.match(candidate)
    if match is None:
        return ()
    at, raw = match.start("name"), trimmed(match["name"], signed=True)
    whole = match.end() == len(candidate)
    if not raw or (whole and context.after == "@"):
        tracing.note("another @ follows: no name")
        return ()
    label, rest = _tail(candidate, match.end(), context)
    name: Sequence[Found] = ()
    if label is not None and not is_no_name(raw):
        firm = grammar.FIRM_TAIL.match(candidate, match.end())
        name = account(label.platform, raw, at, "handle.labelled", 0.93 if firm else 0.85)
    if not name and not match["lead"]:
        name = () if whole and context.after == "a" and not raw.isascii() else bare(raw, at, context)
    return [*name, *rest]


def _tail(candidate: str, at: int, context: Context) -> tuple[Label | None, Sequence[Found]]:
    """Return the label behind a name that belongs to it, and what a label that does not belongs to."""
    firm = grammar.FIRM_TAIL.match(candidate, at)
    if firm:
        label = label_of(firm["tail"]) if context.after != "a" else None
        return label, ()
    loose = grammar.LOOSE_TAIL.match(candidate, at)
    label = label_of(loose["tail"]) if loose else None
    if loose is None or label is None:
        return None, ()
    if loose.end() == len(candidate):
        apart = context.after in ("", "\n", ",", ".", ")", ";", "!", "|")
        mine = apart or (not label.strict and context.after == " " and "," not in loose["sep"])
        return (label if mine else None), ()
    found = labelled(candidate, context, loose.start("tail"))
    # "@name, telegram: none": the sign says that the label speaks of what follows.
    onward = label.strict or candidate[loose.end()] in ":=@>" or "," in loose["sep"]
    return (None, found) if found or onward else (label, ())


SIGNED = SignedReader()
