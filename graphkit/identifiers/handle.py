"""Accounts named without a link: ``@name``, and names beside a platform's name, in its disguises too.

``handle_labels`` knows what people call the platforms, ``handle_grammar`` in which forms names stand beside them,
``handle_names`` what may be a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import polars as pl

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers.accounts import Platform, load_rules, platform_named
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.handle_labelled import labelled
from graphkit.identifiers.handle_labels import ONE_LABEL
from graphkit.identifiers.handle_names import account, named, one
from graphkit.identifiers.proposing import Proposals
from graphkit.identifiers.web import WEB

_MOST_FURTHER = 3
_IN_COLUMN = re.compile(r"[^,;\n]+")
_COLUMN_NAME = re.compile(r"@?(?P<name>[\w.#:-]{2,100})")


def _kinds() -> tuple[Kind, ...]:
    joins = {p.kind: p.joins for p in load_rules().platforms}
    return (
        *(Kind(kind, "account", joins=j, reliability=0.9) for kind, j in joins.items()),
        Kind("username", "account", joins=False, reliability=0.5),
    )


class HandleReader:
    """Reads names of accounts; ``accounts.toml`` tells what each platform calls a name."""

    name = "handle"
    kinds: Sequence[Kind] = _kinds()
    pattern = grammar.LABELLED.pattern
    regional = False
    placed = True
    priority = 30

    def propose(self, column: pl.Series) -> Proposals:
        """Return the candidates of a column, by row."""
        return grammar.LABELLED.propose(column)

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the accounts that the candidate names."""
        start = 0 if grammar.IN_WORD.match(candidate) else 1
        lead = grammar.LEAD.match(candidate, start)
        if lead and (found := labelled(candidate, context, lead.end(), led=True)):
            return found
        for at in dict.fromkeys((start, 0)):  # the first sign may be a part of the label: "$nap"
            if ONE_LABEL.match(candidate, at) and (found := labelled(candidate, context, at)):
                return found
        # Any word passes for a further label where candidates are proposed: "vk.com/name / snap: name_1".
        for label in islice(grammar.FURTHER_LABEL.finditer(candidate, start + 1), _MOST_FURTHER):
            if found := labelled(candidate, context, label.start()):
                return found
        return ()

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the accounts of a column that holds them: ``@x``, ``x``, a link, or several."""
        platform = platform_named(kind) or platform_named(context.platform)
        found: list[Found] = []
        for start, text in _pieces(raw):
            if "://" in text or WEB.declared(text, kind, context):
                found += [
                    replace(f, start=start + f.start, end=start + f.end)
                    for f in WEB.declared(text, kind, context)
                ]
                continue
            of_label = labelled(text, Context(), 0) if ONE_LABEL.match(text) else ()
            if of_label:
                found += [
                    replace(
                        f, start=start + f.start, end=start + f.end, method="handle.declared", confidence=0.97
                    )
                    for f in of_label
                ]
            else:
                found += _in_column(text, start, platform)
        return found


def _pieces(raw: str) -> Iterator[tuple[int, str]]:
    """Yield the values of a cell that stand between commas, semicolons, lines, and slashes outside links."""
    for piece in _IN_COLUMN.finditer(raw):
        parts = [piece] if re.search(r"://|\.[A-Za-z]{2,}/", piece[0]) else re.finditer(r"[^/]+", piece[0])
        for part in parts:
            text = part[0].strip()
            base = 0 if part is piece else piece.start()
            if text:
                yield base + part.start() + part[0].index(text), text


def _in_column(text: str, start: int, platform: Platform | None) -> Sequence[Found]:
    match = _COLUMN_NAME.fullmatch(text)
    if match is None or match["name"].lower() in load_rules().words:
        return ()
    at = start + match.start("name")
    raw = match["name"].rstrip(".")
    if platform is not None:
        # A column may hold names in any alphabet; only where none is read are look-alikes undone.
        name = named(platform, raw)
        if name is None:
            return account(platform, raw, at, "handle.declared", 0.97)
        return one(platform.kind, name, at, len(raw), "handle.declared", 0.97)
    return one(
        "username",
        raw.lower() if any(c.isalpha() for c in raw) else None,
        at,
        len(raw),
        "handle.declared",
        0.6,
    )


HANDLE = HandleReader()
