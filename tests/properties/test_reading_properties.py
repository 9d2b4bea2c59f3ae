"""What must hold of any text: every mention's raw text is the field's characters at its place."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.api import extract, extract_many
from graphkit.identifiers.cards import mask_cards
from graphkit.identifiers.scan import read_texts
from graphkit.settings import Settings

FICTION = Settings(fictional_numbers=True, regions=("US", "GB"))
NOISE = st.text(
    st.one_of(
        st.sampled_from(" .,;:()/\n👋🏽👩‍👧\u200b\u200d\u202e\u00ad\ufe0f⑫½éжﬁ①"),
        st.characters(codec="utf-8"),
    ),
    max_size=12,
)
PLANTED = st.sampled_from([
    "+1 202 555 0123", "202-555-0145", "＋１２０２５５５０１２３", "2\u200b02 555 01\u200b45", "honey@mail.example",
    "ｈｏｎｅｙ＠ｍａｉｌ.example", "https://t.me/honey_agency", "@honey_agency", "instagram: honey.agency", "wa.me/12025550123",
    "cash.app/$honeyagency", "4111 1111 1111 1111", "５５５５ ５５５５ ５５５５ ４４４４", "https://honey.example/a?b=c",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "0x52908400098527886E0F7030069857D2E4169EE7", "GB82 WEST 1234 5698 7654 32",
    "#EMAIL_" + "9f2c" * 16 + "#", "07700 900123",
])  # fmt: skip
TEXTS = st.lists(st.one_of(NOISE, PLANTED), max_size=8).map("".join)


def frame(texts: list[str], platform: str = "bazaarly") -> pl.DataFrame:
    n = len(texts)
    return pl.DataFrame(
        {"row": range(n), "record_id": [f"r-{i}" for i in range(n)], "field": ["text"] * n, "text": texts,
         "regions": [""] * n, "platform": [platform] * n},
        schema={"row": pl.UInt32, "record_id": pl.String, "field": pl.String, "text": pl.String, "regions": pl.String,
                "platform": pl.String},
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_raw_is_the_text_at_its_place(texts: list[str]) -> None:
    for m in read_texts(frame(texts), FICTION).to_pylist():
        text = texts[int(m["record_id"][2:])]
        assert 0 <= m["start"] < m["end"] <= len(text)
        assert text[m["start"] : m["end"]] == m["raw"]
        assert m["spans"][0]["start"] == m["start"]
        assert m["spans"][-1]["end"] == m["end"]
        assert 0 < m["confidence"] <= 1
        assert m["value"]


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_a_text_is_read_the_same_alone_and_among_others(texts: list[str]) -> None:
    def brief(found: list[dict[str, object]]) -> list[object]:
        return [(m["kind"], m["value"], m["start"], m["end"], m["method"]) for m in found]

    whole = read_texts(frame(texts), FICTION).to_pylist()
    for i, text in enumerate(texts):
        alone = read_texts(frame([text]), FICTION).to_pylist()
        assert brief(alone) == brief([m for m in whole if m["record_id"] == f"r-{i}"])


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_public_function_agrees_with_the_masked_text(text: str) -> None:
    masked, cards = mask_cards(text, None)
    assert len(masked) == len(text)
    found = extract(text, settings=FICTION)
    assert all(masked[m["start"] : m["end"]] == m["raw"] for m in found.to_dict("records"))
    assert (found["kind"] == "card").sum() == len(cards)
    assert found["start"].is_monotonic_increasing


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["👋🏽", "ж", "⑫ ", "\u200b", "½ ", "１) ", "", "👩‍👧 "]), st.sampled_from([
    ("+1 202 555 0123", "phone", "+12025550123"), ("honey@mail.example", "email", "honey@mail.example"),
    ("https://t.me/honey_agency", "telegram", "honey_agency"),
]))  # fmt: skip
def test_what_stands_before_moves_only_the_offsets(before: str, planted: tuple[str, str, str]) -> None:
    raw, kind, value = planted
    found = extract(f"{before}; {raw}", settings=FICTION)
    hit = found[(found["kind"] == kind) & (found["value"] == value)]
    assert hit["raw"].tolist() == [raw]
    assert hit["start"].tolist() == [len(before) + 2]


def test_lines_are_numbered_from_one_and_empty_ones_count() -> None:
    found = extract_many(["", "a@mail.example", "", "b@mail.example"], settings=FICTION)
    assert found["line"].tolist() == [2, 4]
    assert extract_many([], settings=FICTION).empty
