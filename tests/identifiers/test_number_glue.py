"""Numbers glued into a sentence are cut out of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import takes_linear_time

from graphkit.identifiers.number_glue import glued
from graphkit.identifiers.number_tokens import items_of, tokens_of
from graphkit.identifiers.numerals import Item


def digits(text: str) -> str:
    return "".join(i.digits for i in items_of(tokens_of(text), text) if isinstance(i, Item))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("txt6one5five55zero1zero9anytime", "6155550109"),
        ("CALL714fivefivefive0one31NOW", "7145550131"),
        ("звонимневосемьдевятьсотсемьдесятшестьшестьсотодин37двадцатьвосемьжду", "89766013728"),
        ("пишинуль99нульнульнуль48тридцятьдев'ятьмаша", "0990004839"),
        ("жазсегізжетіжүзнөлнөлнөл84онсегізСауле", "87000008418"),
        ("appellezerosix39quatrevingtdixhuit44dixbb", "0639984410"),
        ("rufnull176nullvier0sechsneunnullsiebzigan", "01760406907" + "0"),
        ("yoz998toqsonnolnolnol94onyetti", "998900009417"),
        ("hh479SSSOl36now", "4795550136"),
    ],
)
def test_numerals_are_cut_out_of_a_run(text: str, expected: str) -> None:
    assert digits(text) == expected


@pytest.mark.parametrize(
    "run",
    [
        "someonephonesoftenweightstone",
        "massage",
        "a" * 500,
        "bestinthecity",
        "квартирапосуточно",
        "hotel24hours",
    ],
)
def test_words_without_seven_digits_are_left_alone(run: str) -> None:
    assert glued(run) is None


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("fivezronw5802OlSпять"), max_size=60))
def test_tokens_cover_the_run(run: str) -> None:
    tokens = glued(run)
    if tokens is not None:
        assert tokens[0].start == 0
        assert tokens[-1].end == len(run)
        assert all(a.end == b.start for a, b in pairwise(tokens))


@pytest.mark.parametrize("unit", ["five5", "seven", "0O", "fiv"])
def test_the_time_grows_with_the_length(unit: str) -> None:
    assert takes_linear_time(
        lambda text: [glued(text[i : i + 190]) for i in range(0, len(text) // 20, 190)], unit
    )
