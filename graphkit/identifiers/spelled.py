"""Addresses whose signs are spelled: e-mails and links with words, brackets or spaces where a sign belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.email import EMAIL
from graphkit.identifiers.spelled_items import Item, items_of, plain
from graphkit.identifiers.spelled_links import links
from graphkit.identifiers.spelled_mails import METHOD, mails, run_on
from graphkit.identifiers.spelled_names import wallet_names
from graphkit.identifiers.spelled_pattern import LINKS, MAILS
from graphkit.identifiers.web import WEB

_APART = re.compile(r"(?<!\S)(?:\S ){5,}\S(?=[\s.,;!?)]|\Z)")
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")


class SpelledReader:
    """Reads e-mail addresses that hide their signs, and hands them on in the plain form.

    Each spelling is undone into a plain text whose characters know what they stand for; the reader of e-mails judges
    that text, and what it finds is led back: a span covers the whole address as posted.
    """

    name = "spelled"
    kinds: Sequence[Kind] = ()  # they belong to the readers of the plain forms
    pattern = MAILS
    regional = False
    placed = False
    priority = 4

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the e-mails that the candidate spells."""
        apart = [f for f in _apart(candidate, context) if f.kind == "email"]
        found = apart or [f for f, _, _ in _mails(items_of(candidate), context)]
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


class SpelledLinkReader(SpelledReader):
    """Reads links and names of wallets that hide their signs, in the same way.

    The readers of links, payment handles and wallets judge the plain form.
    """

    name = "spelled_links"
    pattern = LINKS

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the accounts, phones, links and names of wallets that the candidate spells, outside its e-mails."""
        apart = [f for f in _apart(candidate, context) if f.kind != "email"]
        if apart:
            return apart
        items = items_of(candidate)
        found: list[Found] = []
        at = 0
        for _, first, end in _mails(items, context):
            found += links(items[at:first], context)
            at = end
        found += links(items[at:], context)
        found += wallet_names(items, candidate)
        if context.after != "@":
            return found
        tracing.note("an at sign behind it: the name of a mailbox")
        return [f for f in found if f.end < len(candidate)]


def _mails(items: Sequence[Item], context: Context) -> Iterator[tuple[Found, int, int]]:
    """Yield the spelled e-mails, but for one whose name is the end of another's host."""
    for mail, first, end in mails(items):
        if first or context.before != "@":
            yield mail, first, end
        else:
            tracing.note("its name is the end of another address")


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
SPELLED_LINKS = SpelledLinkReader()
