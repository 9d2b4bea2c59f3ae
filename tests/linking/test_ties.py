"""What each record carries, and which of it may join."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from small_ties import Word, groups, linked, together

from graphkit.linking.ties import exclusive_kind, gather
from graphkit.settings import Settings

_MENTIONS = dict.fromkeys(("record_id", "kind", "value", "role"), pl.String) | {"confidence": pl.Float32}
_TEXTS = {"record_id": pl.String, "value": pl.String, "words": pl.Int32, "similarity": pl.Float32}


def gathered(mentions: list[tuple[Any, ...]] = [], texts: list[Word] = [], **said: Any) -> dict[str, Any]:  # noqa: B006
    """Return the one tie of each record, by record."""
    frame = pl.DataFrame(mentions, schema=_MENTIONS, orient="row")
    near = pl.DataFrame(texts, schema=_TEXTS, orient="row")
    found = gather(frame, near, Settings(**said)).to_dicts()
    assert len({tie["record_id"] for tie in found}) == len(found)
    return {tie["record_id"]: tie for tie in found}


def pair(words: int, similarity: float) -> list[Word]:
    return [("a", "t", words, 1.0), ("b", "t", words, similarity)]


@pytest.mark.parametrize(
    ("words", "similarity", "joins"),
    [(20, 0.8, True), (19, 0.8, False), (10, 1.0, True), (9, 1.0, False), (19, 1.0, True)],
)
def test_a_text_must_have_so_many_words_to_join_and_half_where_all_are_the_same(
    words: int, similarity: float, joins: bool
) -> None:
    found = gathered(texts=pair(words, similarity), text_words=20)
    assert {tie["may_join"] for tie in found.values()} == {joins}
    made = linked([], pair(words, similarity))
    assert groups(made) == (together("a+b") if joins else together("a", "b"))
    assert set(made.ties["effect"]) == {"joins" if joins else "corroborates"}


def test_the_shortest_text_of_a_group_counts() -> None:
    found = gathered(texts=[("a", "t", 60, 1.0), ("b", "t", 60, 0.9), ("c", "t", 12, 0.6)])
    assert {tie["may_join"] for tie in found.values()} == {False}


def test_texts_that_must_not_join_corroborate_and_say_so() -> None:
    assert {tie["may_join"] for tie in gathered(texts=pair(60, 0.9), text_joins=False).values()} == {False}
    made = linked([], pair(60, 0.9), settings=Settings(text_joins=False))
    assert groups(made) == together("a", "b")
    assert set(made.ties["effect"]) == {"corroborates"}
    assert all("corroborates, never joins by itself" in reason for reason in made.ties["reason"])


def test_a_join_by_text_says_that_it_rests_on_text() -> None:
    made = linked([], pair(60, 0.9))
    assert all(reason.endswith("this join rests on text") for reason in made.ties["reason"])
    assert all("near-duplicate text of 60 words" in reason for reason in made.ties["reason"])


def test_a_text_is_as_sure_as_it_is_near() -> None:
    found = gathered(texts=pair(60, 0.5))
    assert (found["a"]["confidence"], found["b"]["confidence"]) == (1.0, 0.75)


def test_mentions_of_one_identifier_are_one_tie_of_the_strongest_role() -> None:
    said = [
        ("a", "phone", "+1", "mentioned", 0.99),
        ("a", "phone", "+1", "self", 0.8),
        ("a", "phone", "+1", "self", 0.75),
    ]
    tie = gathered(said)["a"]
    assert (tie["role"], tie["mentions"], tie["may_join"]) == ("self", 3, True)
    assert tie["confidence"] == pytest.approx(0.8)


@pytest.mark.parametrize(("confidence", "joins"), [(0.69, False), (0.7, True)])
def test_confidence_is_compared_in_steps_of_a_hundredth(confidence: float, joins: bool) -> None:
    """0.7 in single precision lies below 0.7."""
    assert gathered([("a", "phone", "+1", "self", confidence)])["a"]["may_join"] is joins


def test_a_kind_that_nobody_knows_joins_nobody() -> None:
    tie = gathered([("a", "zodiac", "leo", "self", 1.0)])["a"]
    assert (tie["kind_joins"], tie["may_join"]) == (False, False)


def test_near_pictures_are_one_identifier_and_plain_ones_stay() -> None:
    """Two bits apart; the third, of a confidence below the joining one, is too plain to be compared."""
    shown = [
        ("a", "image", "8e3d8e3d8e3d8e3d"),
        ("b", "image", "8e3d8e3d8e3d8e3e"),
        ("c", "image", "8e3d8e3d8e3d8e3c"),
    ]
    sure = {"a": 0.9, "b": 0.9, "c": 0.3}
    found = gathered([(*row, "self", sure[row[0]]) for row in shown])
    assert found["a"]["value"] == found["b"]["value"]
    assert found["c"]["value"] == "8e3d8e3d8e3d8e3c"
    assert {tie["may_join"] for tie in found.values()} == {False}
    apart = gathered([(*row, "self", sure[row[0]]) for row in shown], picture_bits=0)
    assert apart["a"]["value"] != apart["b"]["value"]


def test_accounts_are_rivals_on_one_platform_only() -> None:
    rows = [
        ("account", "bazaarly:ann"),
        ("account", "roomly:ann"),
        ("profile", "roomly:ann"),
        ("phone", "a:b"),
        ("account", ""),
    ]
    kinds = (
        pl.DataFrame(rows, schema=["kind", "value"], orient="row").select(exclusive_kind())["kind"].to_list()
    )
    assert kinds == ["account bazaarly", "account roomly", "profile roomly", "phone", "account "]


def test_nothing_gathers_to_nothing_with_all_columns() -> None:
    none = gather(pl.DataFrame(schema=_MENTIONS), pl.DataFrame(schema=_TEXTS), Settings())
    assert none.height == 0
    assert {"record_id", "kind", "value", "role", "may_join", "words", "confidence"} <= set(none.columns)
