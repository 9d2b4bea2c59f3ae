"""Chains laid out, and what speaks against them: on tables small enough to check by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from graphkit.linking.chains import Chain
from graphkit.linking.doubts import (
    doubtful_readings,
    far_apart,
    shared_resources,
    silences,
    unshared,
    weakest_tie,
)
from graphkit.linking.explain import Piece, Step, excerpt, lay_out, rarity
from graphkit.linking.nearest import almost_in_common, in_common, would_link

PHONE, OTHER = ("phone", "+12025550123"), ("phone", "+12025550145")
FAMILIES = {
    "phone": "phone",
    "telegram": "account",
    "instagram": "account",
    "account": "account",
    "email": "email",
}


def at(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


def ties(*rows: tuple[str, tuple[str, str], str | None], **more: Any) -> pl.DataFrame:
    """Build ties of (record, identifier, day), all alike in everything else."""
    full = [
        {"record_id": r, "kind": k, "value": v, "posted_at": at(day), "role": "self", "mentions": 1, "confidence": 0.97,
         "bits": 19.8, "effect": "joins", "reason": "2 records", "cluster_id": "C-AAAAAAAA", "family": FAMILIES.get(k, "web"),
         "standing": "joins", "on_records": 2, "in_clusters": 1, **more}
        for r, (k, v), day in rows
    ]  # fmt: skip
    return pl.DataFrame(full, schema_overrides={"posted_at": pl.Datetime("us", "UTC")})


TEXT = "New in town. Call +1 202 555 0123 or write."


def tables(
    text: str = TEXT, raw: str = "+1 202 555 0123", **mention: Any
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Build identifiers, records a and b and their mentions, as a case gives them."""
    start = text.index(raw)
    identifiers = pl.DataFrame([
        {"kind": "phone", "value": PHONE[1], "family": "phone", "records": 14, "platforms": 3, "platform_names": "x; y; z",
         "clusters": 1, "first_seen": at("2025-01-01"), "last_seen": at("2025-06-01"), "effect": "joins"},
    ])  # fmt: skip
    records = pl.DataFrame([
        {"record_id": r, "native_id": f"n-{r}", "source": "ads.csv", "source_id": "ab" * 32, "locator": "line 2",
         "platform": "x", "author": None, "title": "An ad", "url": None, "posted_at": at("2025-03-01"), "text": text,
         "more_text": [], "extra": [{"key": "phone", "value": f"tel {raw}"}]}
        for r in "ab"
    ])  # fmt: skip
    mentions = pl.DataFrame([
        {"record_id": r, "kind": "phone", "value": PHONE[1], "role": "self", "field": "text", "start": start,
         "end": start + len(raw), "spans": [{"start": start, "end": start + len(raw)}], "raw": raw,
         "method": "phone.international", "confidence": 0.97, "hint": "", "disguised": False, **mention}
        for r in "ab"
    ])  # fmt: skip
    return identifiers, records, mentions


def laid_out(**mention: Any) -> tuple[Step, ...]:
    chain = Chain(("a", PHONE, "b"), (19.8, 19.8))
    both = ties(("a", PHONE, None), ("b", PHONE, None))
    return lay_out(chain, both, *tables(**mention), of_records=120_334)


def test_a_step_says_what_the_identifier_is_worth_and_where_it_stands() -> None:
    (step,) = laid_out()
    assert step.rarity == "on 14 of 120,334 records, 3 platforms, in no other cluster"
    assert (step.bits, step.first_seen, step.last_seen) == (
        19.8,
        "2025-01-01T00:00:00Z",
        "2025-06-01T00:00:00Z",
    )
    assert [r.record_id for r in step.readings] == ["a", "b"]
    reading = step.readings[0]
    assert (reading.source, reading.locator, reading.field, reading.spans) == (
        "ads.csv",
        "line 2",
        "text",
        ((18, 33),),
    )
    assert reading.excerpt == (
        Piece("New in town. Call ", False),
        Piece("+1 202 555 0123", True),
        Piece(" or write.", False),
    )
    assert (reading.method, reading.confidence, reading.disguised, reading.times) == (
        "phone.international",
        0.97,
        False,
        1,
    )


def test_a_column_is_quoted_by_its_name_in_extra() -> None:
    spans = [{"start": 4, "end": 19}]
    (step,) = laid_out(field="phone", start=4, end=19, spans=spans)
    assert [p.text for p in step.readings[0].excerpt] == ["tel ", "+1 202 555 0123"]


def test_the_surest_of_several_mentions_is_shown_and_all_are_counted() -> None:
    identifiers, records, mentions = tables()
    weaker = mentions.with_columns(pl.lit(0.5).alias("confidence"), pl.lit("phone.possible").alias("method"))
    both = ties(("a", PHONE, None), ("b", PHONE, None), mentions=2)
    chain = Chain(("a", PHONE, "b"), (19.8, 19.8))
    (step,) = lay_out(chain, both, identifiers, records, pl.concat([weaker, mentions]), 10)
    assert (step.readings[0].method, step.readings[0].times) == ("phone.international", 2)


def test_a_tie_without_words_of_its_own_is_still_laid_out() -> None:
    identifiers, records, mentions = tables()
    both = ties(("a", PHONE, None), ("b", PHONE, None))
    (step,) = lay_out(Chain(("a", PHONE, "b"), (1.0, 1.0)), both, identifiers, records, mentions.clear(), 10)
    assert (step.readings[0].method, step.readings[0].excerpt, step.readings[0].confidence) == (
        None,
        (),
        0.97,
    )


def test_of_a_group_of_texts_the_text_itself_is_quoted() -> None:
    identifiers, records, mentions = tables()
    group = ("text", "9f2c")
    identifiers = identifiers.with_columns(pl.lit("text").alias("kind"), pl.lit("9f2c").alias("value"))
    both = ties(("a", group, None), ("b", group, None))
    (step,) = lay_out(Chain(("a", group, "b"), (8.0, 8.0)), both, identifiers, records, mentions, 10)
    assert (step.readings[0].field, step.readings[0].method) == ("text", None)
    assert step.readings[0].excerpt == (Piece(TEXT, False),)


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("call 202", [(5, 8)], "call »202«"),
        ("one two three four five 202 six seven eight nine", [(24, 27)], "… four five »202« six seven…"),
        ("20 then 2, and so", [(0, 2), (8, 9)], "»20« then »2«, and so"),
        ("20 " + "x " * 40 + "2", [(0, 2), (83, 84)], "»20« x x x x x x… x x x x x x »2«"),
        ("202", [(0, 3)], "»202«"),
        ("y" * 60 + "202" + "z" * 60, [(60, 63)], "… " + "y" * 12 + "»202«" + "z" * 12 + "…"),
    ],
)
def test_excerpts(text: str, spans: list[tuple[int, int]], expected: str) -> None:
    pieces = excerpt(text, spans, 12)
    assert "".join(f"»{p.text}«" if p.marked else p.text for p in pieces) == expected
    assert [p.text for p in pieces if p.marked] == [text[a:b] for a, b in spans]


def test_rarity_in_words() -> None:
    assert rarity(1, 1, 1, 1) == "on 1 of 1 record, 1 platform, in no other cluster"
    assert rarity(39, 400, 6, 21) == "on 39 of 400 records, 6 platforms, in 21 clusters"


def test_the_weakest_tie_and_doubtful_readings_are_named() -> None:
    steps = laid_out(confidence=0.72, disguised=True, method="disguised.words")
    assert weakest_tie(steps).details == {"kind": "phone", "value": PHONE[1], "bits": 19.8}
    points = doubtful_readings(steps, 0.8)
    assert [p.what for p in points] == ["low_confidence", "low_confidence"]
    assert (
        points[0].words
        == f"phone {PHONE[1]} in n-a: the reading is only 0.72 sure and disguised in the text."
    )
    assert doubtful_readings(laid_out(), 0.8) == []
    assert [p.what for p in doubtful_readings(laid_out(disguised=True), 0.8)] == ["disguised", "disguised"]


EMAIL = ("email", "honey@mail.example")
TWO = [
    ("a", PHONE, "2025-01-01"), ("a2", PHONE, "2025-03-31"), ("b", OTHER, "2025-03-22"), ("b2", OTHER, "2025-06-01"),
    ("a", EMAIL, "2025-01-01"), ("b", EMAIL, "2025-03-22"),
]  # fmt: skip


def test_two_phones_in_use_at_the_same_time_speak_against() -> None:
    (point,) = unshared(ties(*TWO), ["a"], ["b"])
    assert point.details["overlap_days"] == 10
    assert point.details["sort"] == "phone"
    assert f"A's side has {PHONE[1]} (2025-01-01 to 2025-03-31)" in point.words
    assert "over 10 days" in point.words


def test_a_phone_in_common_or_one_after_the_other_does_not() -> None:
    assert unshared(ties(*TWO, ("b", PHONE, "2025-03-25")), ["a"], ["b"]) == []
    after = [("a", PHONE, "2025-01-01"), ("b", OTHER, "2025-03-22")]
    assert unshared(ties(*after), ["a"], ["b"]) == []
    undated = unshared(ties(*((r, i, None) for r, i, _ in after)), ["a"], ["b"])
    assert [p.details["overlap_days"] for p in undated] == [None]
    assert unshared(ties(*TWO, effect="shows"), ["a"], ["b"]) == []


def test_user_names_of_two_platforms_are_two_accounts_anyway() -> None:
    day = "2025-01-01"
    names = [("a", ("account", "x:mia"), day), ("b", ("account", "y:mia"), day)]
    assert unshared(ties(*names), ["a"], ["b"]) == []
    names[1] = ("b", ("account", "x:lena"), day)
    assert [p.details["sort"] for p in unshared(ties(*names), ["a"], ["b"])] == ["account on x"]


def dated(first: str, second: str) -> tuple[Step, ...]:
    """Lay out a chain whose two records were posted on these days."""
    identifiers, records, mentions = tables()
    records = records.with_columns(pl.Series("posted_at", [at(first), at(second)]))
    both = ties(("a", PHONE, first), ("b", PHONE, second))
    return lay_out(Chain(("a", PHONE, "b"), (1.0, 1.0)), both, identifiers, records, mentions, 10)


def test_a_long_silence_between_the_two_records_is_named_and_a_sighting_ends_it() -> None:
    steps = dated("2025-01-01", "2025-06-01")
    (point,) = silences(steps, ties(("a", PHONE, "2025-01-01"), ("b", PHONE, "2025-06-01")), 90)
    assert point.details == {
        "kind": "phone",
        "value": PHONE[1],
        "days": 151,
        "from": "2025-01-01",
        "to": "2025-06-01",
    }
    assert silences(steps, ties(("c", PHONE, "2025-03-15")), 90) == []
    assert silences(dated("2025-01-01", "2025-03-31"), ties(("c", PHONE, "2024-01-01")), 90) == []
    assert silences(dated("2025-01-01", "2025-01-01"), ties(("c", PHONE, "2024-01-01")), 90) == []


def test_far_apart_counts_the_days_between_the_two_sides() -> None:
    first, last = [at("2024-01-01"), at("2024-02-01"), None], [at("2024-09-01")]
    assert [p.details for p in far_apart(last, first, 180)] == [{"days": 213}]
    assert far_apart(first, [at("2024-03-01")], 180) == []
    assert far_apart(first, [None], 180) == []


def test_shared_resources_that_both_touch() -> None:
    taxi = ties(
        ("a", OTHER, None), ("b", OTHER, None), standing="shared resource", on_records=39, in_clusters=21
    )
    frame = pl.concat([ties(("a", PHONE, None), ("b", PHONE, None)), taxi])
    (point,) = shared_resources(frame, ["a"], ["b"])
    assert "on 39 records in 21 clusters" in point.words
    assert shared_resources(frame, ["a"], ["c"]) == []


ENDS = (["a"], ["b"])


@pytest.mark.parametrize(
    ("one", "other", "what", "words"),
    [
        ({}, {}, "split", "it joins on each side and was cut between them"),
        ({"standing": "shared resource", "effect": "shows"}, {}, "shared_resource", "a shared resource"),
        ({"effect": "shows", "confidence": 0.5}, {}, "low_confidence", "0.50 on A's side and 0.97 on B's"),
        ({"effect": "shows", "role": "counterparty"}, {}, "shows", "as the other end"),
        ({"effect": "corroborates"}, {"effect": "corroborates"}, "corroborates", "makes none alone"),
    ],
)
def test_what_both_carry_and_why_it_does_not_join(
    one: dict[str, Any], other: dict[str, Any], what: str, words: str
) -> None:
    a, b = ties(("a", PHONE, None), **one), ties(("b", PHONE, None), **other)
    (point,) = in_common(a, b, ENDS, 0.7)
    assert point.what == what
    assert words in point.words
    assert point.words.startswith("A and B both carry")
    (elsewhere,) = in_common(a, b, (["a"], ["other"]), 0.7)
    assert elsewhere.words.startswith("The clusters of A and B both carry")
    assert in_common(a, ties(("b", OTHER, None)), ENDS, 0.7) == []


def test_almost_the_same_names_and_phones() -> None:
    a = ties(("a", ("telegram", "honey_agency"), None), ("a", PHONE, None))
    b = ties(("b", ("instagram", "honeyagency_kz"), None), ("b", ("phone", "+12025550124"), None))
    assert [(p.what, p.details["how"]) for p in almost_in_common(a, b)] == [
        ("near_name", "added ending"),
        ("near_phone", "one digit apart"),
    ]
    assert almost_in_common(a, ties(("b", ("instagram", "other_name"), None))) == []


def test_what_would_link_follows_from_what_is_near() -> None:
    points = in_common(
        ties(("a", PHONE, None), effect="shows", confidence=0.5), ties(("b", PHONE, None)), ENDS, 0.7
    )
    said = would_link(points, {"A": [], "B": [PHONE]}, 0.7)
    assert said[0] == "Any contact of A's own: nothing that it carries can join."
    assert said[1] == f"B's phone {PHONE[1]} on a record of A's side."
    assert any("surer reading, from 0.70" in s for s in said)
    assert not any("possible link" in s for s in said)


def test_of_many_alike_the_first_are_listed_and_the_rest_counted() -> None:
    many = [("phone", f"+120255501{i:02}") for i in range(25)]
    points = in_common(
        ties(*(("a", i, None) for i in many)), ties(*(("b", i, None) for i in many)), ENDS, 0.7
    )
    assert len(points) == 21
    assert points[-1].details == {"more": 5}
