"""The groups of near-duplicate texts that a case keeps: what they are made of, and when they are made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from whole_way import FICTION, link_into, write_csv

from graphkit import Case, near_texts
from graphkit.settings import Settings

WORDS = (
    "quiet rooms above the bakery every evening from six until late fresh towels tea and good company no hidden"
    " extras just knock twice at the green door and ask for the lady of the house thank you kindly"
)
ADS = [
    {"id": "a1", "title": "One", "body": f"{WORDS} +1 202 555 0123"},
    {"id": "a2", "title": "Two", "body": f"{WORDS} +1 202 555 0145"},
    {"id": "a3", "title": WORDS, "body": ""},
    {
        "id": "a4",
        "title": WORDS,
        "body": "something else altogether that nobody has written before in this town",
    },
]
MORE = [{"id": "b1", "title": "Three", "body": f"{WORDS} now with parking"}]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    link_into(folder, write_csv(tmp_path / "ads.csv", ADS))
    return folder


def kept(out: Path) -> set[frozenset[str]]:
    """Return the kept groups of two records or more by the ids that the source gave them."""
    query = "SELECT value, native_id FROM near_texts JOIN records USING (record_id)"
    with Case(out) as case:
        frame = pl.DataFrame(pl.from_arrow(case.query(query)))
    found = {frozenset(group["native_id"]) for _, group in frame.group_by("value")}
    return {group for group in found if len(group) > 1}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count how often groups are made, and of how many texts."""
    made: list[int] = []
    plain = near_texts.groups

    def count(sketches: pl.DataFrame, **options: Any) -> pl.DataFrame:
        made.append(sketches.height)
        return plain(sketches, **options)

    with monkeypatch.context() as patch:
        patch.setattr(near_texts, "groups", count)
        yield made


def test_texts_with_other_numbers_are_one_and_the_title_stands_in_for_an_empty_text(out: Path) -> None:
    """The title of the fourth is the same too, but it has a text of its own."""
    assert kept(out) == {frozenset({"a1", "a2", "a3"})}


def test_the_groups_are_kept(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept(out)
    with counted(monkeypatch) as made:
        link_into(out, tmp_path / "ads.csv")
        # What does not touch texts makes none again.
        link_into(out, tmp_path / "ads.csv", settings=FICTION.model_copy(update={"cut_contact": 9.0}))
        with Case(out) as case:
            again = near_texts.near_texts(case, FICTION)
    assert made == []
    assert kept(out) == before
    assert again.columns == ["record_id", "value", "words", "similarity"]
    assert again.height == sum(len(group) for group in before)


def test_a_further_source_makes_them_again_of_all(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted(monkeypatch) as made:
        link_into(out, write_csv(tmp_path / "more.csv", MORE))
    assert made == [5]
    assert kept(out) == {frozenset({"a1", "a2", "a3", "b1"})}
    fresh = tmp_path / "fresh"
    link_into(fresh, tmp_path / "ads.csv", tmp_path / "more.csv")
    assert kept(fresh) == kept(out)


def test_another_threshold_makes_them_again(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted(monkeypatch) as made:
        link_into(out, tmp_path / "ads.csv", settings=FICTION.model_copy(update={"text_near": 0.999}))
        link_into(out, tmp_path / "ads.csv")
    assert len(made) == 2
    assert kept(out) == {frozenset({"a1", "a2", "a3"})}


def test_other_readings_make_them_again(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read in a text is masked: where other numbers are read, other texts are compared."""
    with counted(monkeypatch) as made:
        link_into(out, tmp_path / "ads.csv", settings=Settings(fictional_numbers=False))
    assert len(made) == 1
    with counted(monkeypatch) as made:
        link_into(out, tmp_path / "ads.csv")
    assert len(made) == 1
    assert kept(out) == {frozenset({"a1", "a2", "a3"})}


def test_a_source_that_is_all_empty_has_no_groups(tmp_path: Path) -> None:
    nothing = [{"id": "e1", "title": "", "body": ""}, {"id": "e2", "title": "", "body": " "}]
    link_into(tmp_path / "out", write_csv(tmp_path / "empty.csv", nothing))
    assert kept(tmp_path / "out") == set()


def test_texts_read_some_at_a_time_group_the_same(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_texts, "_ROWS", 1)
    link_into(tmp_path / "slow", tmp_path / "ads.csv")
    assert kept(tmp_path / "slow") == kept(out)
