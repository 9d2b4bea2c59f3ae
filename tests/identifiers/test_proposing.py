"""Candidates proposed in steps are those of the whole pattern, and a batch needs few patterns."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.identifiers import READERS
from graphkit.identifiers.base import ProposingReader
from graphkit.identifiers.proposing import Finder, Headed, Heads, Parts, Plain, by_pattern
from graphkit.identifiers.scan import read_texts
from graphkit.settings import Settings

KEPT = 32  # patterns that Polars keeps compiled for each thread
PIECES = st.lists(
    st.sampled_from(
        ["tg", "telegram", "insta", "snap", "ok", " ", ": ", "\n", "@", "honey_1", "velvetlane", "my", "add me on ", " on ",
         "and ", ", ", "/", "(", ")", "т г", "тг", "_", "x", "✈", "is", "-", "[", "arroba ", "собака", "'", "!", "…", "#",
         "t e l e g r a m", "l i s a _ r", "#PHONE_0123abcd#"]
    ),
    max_size=14,
)  # fmt: skip


def test_alternatives_are_found_each_by_itself() -> None:
    parts = Parts(Plain("b+"), Plain("ca"))
    assert parts.pattern == "b+|ca"
    column = pl.Series(["abb", "ca", "bca", "cab", "x", None, "caca"])
    assert parts.propose(column) == by_pattern(column, parts.pattern)


def test_of_overlapping_matches_the_first_is_kept() -> None:
    assert Parts(Plain("bc"), Plain("ab")).propose(pl.Series(["abc", "bcab"])) == (
        [0, 1],
        [["ab"], ["bc", "ab"]],
    )


HEADS = Finder("[^a-z$]", "(?:my )?[$]?tg[^a-z$]")


@pytest.mark.parametrize("kind", [Heads, Headed])
@pytest.mark.parametrize(
    "text",
    [
        "tg: ab",
        "$tg: ab",
        " tg: ab",
        "xtg: ab",
        "tg tg: ab",
        "my tg: ab, tg:c",
        "my tg my tg: ab",
        "tg: ab tg: cd",
        "tg",
        "",
        "tg: " + "a" * 3000 + " tg: b",
        "tg:" * 200,
    ],
)
def test_matches_from_heads_are_those_of_the_pattern(kind: Callable[..., Heads | Headed], text: str) -> None:
    heads = kind(HEADS, "(?:my )?[$]?tg ?: ?[a-z]+")
    column = pl.Series([text, "-" + text, None], dtype=pl.String)
    assert heads.propose(column) == by_pattern(column, heads.pattern)


@pytest.mark.parametrize("name", [n for n, r in READERS.items() if isinstance(r, ProposingReader)])
@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES.map("".join), min_size=1, max_size=8))
def test_readers_propose_what_their_pattern_matches(name: str, texts: list[str]) -> None:
    reader = READERS[name]
    assert isinstance(reader, ProposingReader)
    column = pl.Series(texts, dtype=pl.String)
    assert reader.propose(column) == by_pattern(column, reader.pattern)


def test_many_heads_take_linear_time() -> None:
    reader = READERS["handle"]
    assert isinstance(reader, ProposingReader)
    start = time.perf_counter()
    reader.propose(pl.Series(["tg " * 30_000, "tg: " + "@honey_1, " * 10_000]))
    assert time.perf_counter() - start < 10


def test_a_batch_has_no_more_patterns_in_a_thread_than_polars_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    used: dict[str, set[str]] = {}
    for namespace in (type(pl.Series([""]).str), type(pl.col("a").str)):
        for name in ("contains", "extract_all", "extract", "count_matches", "replace", "replace_all", "find"):
            monkeypatch.setattr(namespace, name, _noting(getattr(namespace, name), used))
    text = (
        "тг: @honey_1 ✈ tel 2 0 2 five 5 5 0143, venmo $honey, a [at] mail dot example, https://a.example/u/b"
    )
    texts = {"row": [0, 1], "record_id": ["1", "2"], "field": ["text"] * 2, "text": [text, "call (202) 555-0143"],
             "regions": ["", "US"], "platform": [""] * 2}  # fmt: skip
    read_texts(pl.DataFrame(texts, schema_overrides={"row": pl.UInt32}), Settings())
    assert len(used) > 10
    assert {name: len(some) for name, some in used.items() if len(some) > KEPT} == {}


def _noting(method: Callable[..., Any], used: dict[str, set[str]]) -> Callable[..., Any]:
    def noted(self: object, pattern: object, *args: object, **named: object) -> object:
        if isinstance(pattern, str) and not named.get("literal"):
            used.setdefault(threading.current_thread().name, set()).add(pattern)
        return method(self, pattern, *args, **named)

    return noted
