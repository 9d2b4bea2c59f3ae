from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.identifiers.reading import read_batch
from graphkit.model import DECLARED, RECORDS, REJECTS, Batch, RecordKind, Role
from graphkit.settings import ReadOptions, Settings
from ingest import items as module
from ingest.items import Items, clean, microseconds

OPTIONS = ReadOptions("ab" * 32, "chat.json", batch_size=3)
FICTION = Settings(fictional_numbers=True)


def taken(items: Items) -> Batch:
    batch = items.take()
    assert batch.records.schema == RECORDS
    assert batch.declared.schema == DECLARED
    assert batch.rejects.schema == REJECTS
    return batch


def test_good_and_bad_items_are_numbered_together() -> None:
    items = Items(OPTIONS, "telegram")
    assert items.record("message 1", text="a") == "abababababab-1"
    items.reject("message 2", "no date", "???")
    assert items.record("message 3", text="c", platform="vk", kind=RecordKind.CONTACT) == "abababababab-3"
    records = taken(items).records.to_pylist()
    assert [(r["platform"], r["kind"]) for r in records] == [("telegram", "message"), ("vk", "contact")]


def test_several_values_of_one_field_stand_beside_each_other() -> None:
    items = Items(OPTIONS)
    items.record("1", extra={"empty": "", "kept": "x"})
    for name in ("+1 202 555 0123", "+1 202 555 0124"):
        items.declare("phone", name, "members", Role.COUNTERPARTY)
    items.declare("phone", " ", "members")
    batch = taken(items)
    extra = dict(batch.records["extra"][0].as_py())
    assert extra == {"kept": "x", "members": "+1 202 555 0123, +1 202 555 0124"}
    for row in batch.declared.to_pylist():
        assert extra["members"][row["start"] :].startswith(row["raw"])


def test_a_field_of_very_many_values_takes_time_in_proportion() -> None:
    items = Items(OPTIONS)
    items.record("1", extra={"links": "held"})
    for number in range(100_000):
        items.declare("link", f"https://honey.example/{number}", "links")
    items.record("2")
    items.declare("link", "https://honey.example/x", "links")
    items.declare("link", "https://honey.example/x", "links")
    batch = items.take()
    held = [dict(extra)["links"] for extra in batch.records["extra"].to_pylist()]
    assert held[0].startswith("held, https://honey.example/0, https://honey.example/1, ")
    assert held[1] == "https://honey.example/x"
    rows = batch.declared.to_pylist()
    assert all(held[0].startswith(row["raw"], row["start"]) for row in rows[:100_000])
    assert [row["start"] for row in rows[100_000:]] == [0, 0]


def test_a_batch_is_full_at_its_size_and_by_its_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    items = Items(OPTIONS)
    assert [items.record(str(i)) and items.full for i in range(3)] == [False, False, True]
    assert [b.records.num_rows for b in items.ready()] == [3]
    assert list(items.ready()) == list(items.rest()) == []
    monkeypatch.setattr(module, "BATCH_BYTES", 1000)
    items.record("4", text="x" * 2000)
    assert items.full


def test_a_text_too_long_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 5)
    items = Items(OPTIONS)
    items.record("1", text="1234567")
    assert items.take().records["text"].to_pylist() == ["12345"]
    assert items.warnings == ["1 text was longer than 5 characters; the rest of each was not kept"]


def test_an_unknown_field_is_a_fault_of_the_reader() -> None:
    with pytest.raises(TypeError, match="no such fields of a record: autor"):
        Items(OPTIONS).record("1", autor="Mia")


@given(st.one_of(st.floats(), st.datetimes(timezones=st.just(dt.UTC)), st.integers()))
def test_any_moment_is_stored_or_left_out(moment: float | dt.datetime) -> None:
    found = microseconds(moment)
    items = Items(OPTIONS)
    items.record("1", posted_at=moment)
    stored = items.take().records["posted_at"].cast("int64")[0].as_py()
    assert stored == found
    if isinstance(moment, dt.datetime) and moment.year < 9999:
        assert found is not None


@given(st.text(st.characters()))
def test_clean_text_can_be_written(text: str) -> None:
    assert clean(text).encode().decode() == clean(text)
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert clean(text + "\ud83d") == text + "\ufffd"


def mentions(items: Items) -> list[tuple[str, str, str, str]]:
    rows = read_batch(items.take(), FICTION)[1].to_pylist()
    return [(m["kind"], m["value"], m["role"], m["field"]) for m in rows]


def test_what_the_source_says_is_a_mention_as_it_stands_in_the_order_it_was_declared() -> None:
    items = Items(OPTIONS, "telegram")
    items.record("1")
    items.declare("phone", "+1 (202) 555-0123", "phone")
    items.declare("account", "user77", "from_id", value="telegram:user77")
    items.declare("telegram", "@honey_agency", "via_bot", Role.MENTIONED)
    items.record("2")
    items.declare("account", "channel5", "chat", Role.CONTAINER, value="telegram:channel5")
    batch = items.take()
    found = read_batch(batch, FICTION)[1]
    assert [(m["record_id"][-1], m["kind"], m["value"], m["role"]) for m in found.to_pylist()] == [
        ("1", "phone", "+12025550123", "self"),
        ("1", "account", "telegram:user77", "self"),
        ("1", "telegram", "honey_agency", "mentioned"),
        ("2", "account", "telegram:channel5", "container"),
    ]
    extra = {r["record_id"]: dict(r["extra"]) for r in batch.records.to_pylist()}
    for m in found.to_pylist():
        assert extra[m["record_id"]][m["field"]][m["start"] : m["end"]] == m["raw"]
    only = read_batch(batch, Settings(fictional_numbers=True, kinds=("phone",)))[1]
    assert only["kind"].to_pylist() == ["phone"]


def test_forwarded_and_quoted_words_name_others() -> None:
    items = Items(OPTIONS, "telegram")
    words = "call +1 202 555 0123"
    items.record("1", text=words)
    items.record("2", text=words, more_text={"quoted": words}, text_role=Role.MENTIONED)
    items.record("3", text=words, more_text={"quoted": words}, text_roles={"quoted": Role.COUNTERPARTY})
    assert [(role, field) for _, _, role, field in mentions(items)] == [
        ("self", "text"), ("mentioned", "text"), ("mentioned", "quoted"), ("self", "text"), ("counterparty", "quoted"),
    ]  # fmt: skip


def test_roles_of_texts_go_to_cards_too() -> None:
    items = Items(OPTIONS)
    items.record("1", text="4111 1111 1111 1111", text_role=Role.MENTIONED)
    assert [(kind, role) for kind, _, role, _ in mentions(items)] == [("card", "mentioned")]
