"""The scan: which texts are searched, where identifiers stand in them, who may claim which characters."""

from __future__ import annotations

import pytest
from batch_makers import brief, declared, records

import graphkit
from graphkit.errors import UsageError
from graphkit.identifiers import KINDS
from graphkit.identifiers.declared import read_declared
from graphkit.identifiers.scan import chosen_kinds, read_texts
from graphkit.identifiers.texts import texts_of
from graphkit.model import DECLARED, MENTIONS, RECORDS, table
from graphkit.settings import Settings

FICTION = Settings(fictional_numbers=True, regions=("US",))


def scan(text: str, settings: Settings = FICTION, **more: str) -> list[dict[str, object]]:
    found = read_texts(texts_of(records({"text": text, **more})), settings)
    assert found.schema == MENTIONS
    return found.to_pylist()


def test_title_text_and_further_prose_are_searched_in_this_order() -> None:
    frame = records(
        {"title": "T1", "text": "B1", "more_text": [("about", "M1"), ("empty", "")]},
        {"title": "", "text": "B2"},
    )
    texts = texts_of(frame)
    got = list(zip(texts["record_id"], texts["field"], texts["text"], strict=True))
    assert got == [
        ("r-1", "title", "T1"),
        ("r-1", "text", "B1"),
        ("r-1", "about", "M1"),
        ("r-2", "text", "B2"),
    ]


def test_an_identifier_seen_twice_is_two_mentions_at_two_places() -> None:
    text = "a@mail.example, again a@mail.example"
    found = [m for m in scan(text) if m["kind"] == "email"]
    assert [(m["start"], m["end"]) for m in found] == [(0, 14), (22, 36)]
    assert {m["raw"] for m in found} == {"a@mail.example"}
    assert [m["spans"] for m in found] == [[{"start": 0, "end": 14}], [{"start": 22, "end": 36}]]


def test_offsets_count_code_points_of_the_text_as_posted() -> None:
    text = "👋🏽 ½ call\u200b ＋１ ２０２\u200b ５５５ ０１２３!"
    (phone,) = [m for m in scan(text) if m["kind"] == "phone"]
    assert phone["value"] == "+12025550123"
    assert text[phone["start"] : phone["end"]] == phone["raw"] == "＋１ ２０２\u200b ５５５ ０１２３"


def test_two_numbers_side_by_side_are_two() -> None:
    values = [m["value"] for m in scan("202-555-0123 202-555-0145") if m["kind"] == "phone"]
    assert values == ["+12025550123", "+12025550145"]


def test_a_claim_keeps_other_readers_away() -> None:
    kinds = {m["kind"] for m in scan("https://t.me/honey_agency and honey@mail.example")}
    assert {"telegram", "email"} <= kinds
    assert [m["value"] for m in scan("write honey@mail.example") if m["kind"] != "email"] == []


def test_only_the_kinds_asked_for_are_read_and_others_still_claim() -> None:
    only = FICTION.model_copy(update={"kinds": ("phone",)})
    text = "wa.me/12025550123, a@mail.example, 4111 1111 1111 1111"
    assert [(m["kind"], m["value"]) for m in scan(text, only)] == [("phone", "+12025550123")]


def test_a_family_stands_for_its_kinds() -> None:
    crypto = chosen_kinds(Settings(kinds=("crypto",)))
    assert {"bitcoin", "ethereum", "tron"} <= crypto
    assert "phone" not in crypto
    assert chosen_kinds(Settings()) == frozenset(KINDS)


def test_an_unknown_kind_is_named_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match=r"no such kind of identifier: fone; .*phone"):
        chosen_kinds(Settings(kinds=("fone",)))


def test_the_record_s_own_country_goes_before_the_run_s_region() -> None:
    british = scan("07700 900123", country="GB")
    assert [m["value"] for m in british if m["kind"] == "phone"] == ["+447700900123"]


def test_no_texts_give_an_empty_table_of_the_right_columns() -> None:
    assert read_texts(texts_of(records({"text": ""})), FICTION).schema == MENTIONS
    assert read_declared(declared(), records({}), FICTION).schema == MENTIONS


def test_declared_values_are_placed_in_their_column() -> None:
    frame = records({"extra": [("tel", "t: 202 555 0123")], "platform": "bazaarly"})
    column = declared(("r-1", "phone", "tel", "202 555 0123")).set_column(5, "start", [[3]])
    (found,) = read_declared(column.cast(declared().schema), frame, FICTION).to_pylist()
    assert (found["value"], found["field"], found["start"], found["end"]) == ("+12025550123", "tel", 3, 15)
    assert found["raw"] == "202 555 0123"


def test_a_username_is_an_account_of_the_record_s_platform() -> None:
    frame = records({"platform": "bazaarly"}, {"platform": "roomly"}, {})
    names = declared(*((f"r-{i}", "username", "login", "Honey_1") for i in (1, 2, 3)))
    got = [(r, k, v) for r, k, v, _ in brief(read_declared(names, frame, FICTION))]
    assert got[:2] == [("r-1", "account", "bazaarly:honey_1"), ("r-2", "account", "roomly:honey_1")]
    assert "account" not in {k for r, k, _ in got if r == "r-3"}


def test_masked_tokens_in_a_declared_column_are_read() -> None:
    token = "#PHONE_" + "ab12" * 16 + "#"
    found = read_declared(declared(("r-1", "phone", "tel", f" {token}")), records({}), FICTION)
    assert brief(found) == [("r-1", "phone", "masked:" + "ab12" * 16, token)]
    assert found["start"].to_pylist() == [1]


def test_what_was_judged_before_changes_nothing() -> None:
    text = "call 202-555-0123 or a@mail.example"
    first = scan(text)
    scan("07700 900123 202-555-0123", Settings(fictional_numbers=True, regions=("GB",)))
    assert scan(text) == first
    assert [
        m for m in scan(text, Settings(regions=("US",))) if m["kind"] == "phone" and m["confidence"] >= 0.7
    ] == []
    assert scan(text) == first


@pytest.mark.parametrize(
    "unit", ["1 ", "+", "a@", "@a", "http://", "#PHONE_", "$a ", "９", "\u200b", "(1) ", "t.me/"]
)
def test_long_hostile_text_is_read_in_linear_time(unit: str) -> None:
    from judging import takes_linear_time

    assert takes_linear_time(lambda text: scan(text[: len(text) // 10]), unit)


def test_an_address_that_names_a_payment_account_is_read_as_both() -> None:
    found = graphkit.extract("zelle rosa@mail.example")
    assert set(found["kind"]) == {"email", "zelle"}


def test_outside_the_given_regions_a_bare_number_does_not_join() -> None:
    settings = graphkit.Settings(regions=("RU",), fictional_numbers=True)
    found = graphkit.extract("ad 2025550143", settings=settings)
    assert list(found[found["kind"] == "phone"]["confidence"]) in ([], [0.6])


def test_declared_values_are_folded_and_keep_their_place() -> None:
    ads = table(RECORDS, {"record_id": ["s-1"], "kind": ["ad"]})
    raw = "+44 7700 ９００123"
    columns = table(
        DECLARED,
        {
            "record_id": ["s-1"],
            "kind": ["phone"],
            "role": ["self"],
            "field": ["tel"],
            "raw": [raw],
            "start": [3],
        },
    )
    rows = read_declared(columns, ads, graphkit.Settings(fictional_numbers=True)).to_pylist()
    assert [(r["value"], r["raw"], r["start"], r["end"]) for r in rows] == [
        ("+447700900123", raw, 3, 3 + len(raw))
    ]
