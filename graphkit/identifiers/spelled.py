"""Addresses whose signs are spelled: e-mails and links with words, brackets or spaces where a sign belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.email import EMAIL
from graphkit.identifiers.spelled_items import items_of, plain
from graphkit.identifiers.spelled_links import links
from graphkit.identifiers.spelled_mails import METHOD, mails, run_on
from graphkit.identifiers.spelled_names import wallet_names
from graphkit.identifiers.spelled_pattern import PATTERN
from graphkit.identifiers.spelled_words import load_words
from graphkit.identifiers.web import WEB

_APART = re.compile(r"(?<!\S)(?:\S ){5,}\S(?=[\s.,;!?)]|\Z)")
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_BRACKETS = re.compile(r"[\[\](){}<>«»【】]")


class SpelledReader:
    """Reads e-mail addresses and links that hide their signs, and hands them on in the plain form.

    Each spelling is undone into a plain text whose characters know what they stand for; the readers of e-mails, links
    and payment handles judge that text, and what they find is led back: a span covers the whole address as posted.
    """

    name = "spelled"
    kinds: Sequence[Kind] = ()  # they belong to the readers of the plain forms
    pattern = PATTERN
    regional = False
    placed = False
    priority = 4

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the e-mails, accounts, phones and links that the candidate spells."""
        if _is_plain(candidate):
            return ()
        apart = list(_apart(candidate, context))
        if apart:
            return apart
        items = items_of(candidate)
        found: list[Found] = []
        at = 0
        for mail, first, end in mails(items):
            if first == 0 and context.before == "@":
                continue
            found += links(items[at:first], context)
            found.append(mail)
            at = end
        found += links(items[at:], context)
        found += wallet_names(items, candidate)
        return found or list(run_on(candidate))

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the spelled addresses of a column that holds e-mails, links or accounts."""
        found: list[Found] = []
        at = 0
        for candidate in pl.Series([raw]).str.extract_all(self.pattern).to_list()[0]:
            at = raw.index(candidate, at)
            for f in self.judge(candidate, replace(context, before="", after="")):
                if kind == "email" and f.kind != "email":
                    continue
                found.append(replace(f, start=at + f.start, end=at + f.end))
            at += len(candidate)
        return found


def _is_plain(candidate: str) -> bool:
    """Tell quickly whether a candidate is a plain e-mail address with a clause before it: by far the most are."""
    if candidate.count("@") != 1 or _BRACKETS.search(candidate):
        return False
    head, _, last = candidate.rpartition(" ")
    if "@" not in last or not _ADDRESS.fullmatch(last.lstrip(":=>-\"'/|*")):
        return False
    before = head[-30:].split()
    return not before or not (
        before[-1].lower() in load_words().signs
        or before[-1] in (".", "_")
        or " ".join(before[-2:]).lower() in load_words().signs
    )


def _apart(candidate: str, context: Context) -> Iterator[Found]:
    """Yield addresses whose every character stands alone: ``h o n e y @ g m a i l . c o m``."""
    for match in _APART.finditer(candidate):
        text = match[0]
        if "@" not in text and "." not in text and ":" not in text:
            continue
        whole = plain([(c, match.start() + i, match.start() + i + 1) for i, c in enumerate(text) if c != " "])
        if "@" in whole.text:
            for address in _ADDRESS.finditer(whole.text):
                for f in EMAIL.judge(address[0], Context()):
                    moved = replace(f, start=address.start() + f.start, end=address.start() + f.end)
                    yield whole.back(moved, min(f.confidence, 0.9), METHOD)
            continue
        for f in WEB.judge(whole.text, Context(fictional=context.fictional)):
            yield whole.back(f, min(f.confidence, 0.9), "spelled.link")


SPELLED = SpelledReader()
