"""What is proposed where a trace stands is all that a reader finds anything in."""

from __future__ import annotations

import polars as pl
import pytest
from corpus_table import load

from graphkit.identifiers import READERS
from graphkit.identifiers.base import Context
from graphkit.identifiers.candidates import Candidates
from graphkit.identifiers.fold import fold
from graphkit.identifiers.proposing import by_pattern

FOUND = {
    "crypto": [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1q w508 d6qe jxtd g4y5 r3za rvar y0c5 xw7k v8f3 t4",
        "BC1QW 508D6 QEJXT DG4Y5 R3ZAR VARY0 C5XW7 KV8F3 T4", "0x5aAeb605 3F3E94C9b9A09f33 669435E7Ef1BeAed",
        "1A1z P1eP 5QGe fi2D MPTf TL5S Lmv7 Divf Na", "1A1zP 1eP5Q Gefi2 DMPTf TL5SL mv7Di vfNa",
        "1A1zP1eP5QGefi2DMP\nTfTL5SLmv7DivfNa", "lena.eth", "LENA.TON", "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF",
    ],
    "iban": [
        "DE89370400440532013000", "de89 3704 0044 0532 0130 00", "IBAN de 89 370400440532013000", "NO93 8601 1117 947",
        "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0", "DE89-37040044-0532013000",
    ],
    "key": ["pgp 0123456789ABCDEF", "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FOUND.items() for text in texts])
def test_what_a_reader_finds_shows_its_trace(name: str, text: str) -> None:
    reader = READERS[name]
    column = pl.Series(["plain words", f"so: {text} !", None])
    rows, candidates = Candidates(column).of(reader)
    assert (rows, candidates) == by_pattern(column, reader.pattern)
    assert any(reader.judge(candidate, Context(" ", " ")) for candidate in candidates[0])


@pytest.mark.parametrize("name", [n for n, r in READERS.items() if getattr(r, "needs", ())])
def test_nothing_in_the_corpus_is_lost_for_want_of_a_trace(name: str) -> None:
    reader = READERS[name]
    column = pl.Series([fold(row.text) for row in load()], dtype=pl.String)
    few, every = (
        dict(zip(*found, strict=True))
        for found in (Candidates(column).of(reader), by_pattern(column, reader.pattern))
    )
    left_out = [c for row, some in every.items() for c in some if c not in few.get(row, ())]
    assert [c for c in left_out if reader.judge(c, Context(" ", " ", defaults=("US", "GB")))] == []
    assert not [c for row, some in few.items() for c in some if c not in every.get(row, ())]


def test_prose_shows_no_trace_of_codes() -> None:
    text = "every other house there below these great trees stood alone, 20 steps from water"
    for name in ("crypto", "iban", "key"):
        assert Candidates(pl.Series([text])).of(READERS[name]) == ([], [])
