"""One batch: cards are masked before anything else, then texts and columns are read."""

from __future__ import annotations

from batch_makers import batch, brief, declared, records, rejects

from graphkit.identifiers.reading import mask_batch, read_again, read_batch
from graphkit.settings import Settings

FICTION = Settings(fictional_numbers=True, regions=("US",))
CARD = "4111 1111 1111 1111"
MASKED = "4111 11** **** 1111"
PLAIN = "4111111111111111"


def test_cards_are_masked_in_every_column_and_beside_the_records() -> None:
    whole = batch(
        {
            "native_id": PLAIN, "author": PLAIN, "title": CARD, "text": f"pay {CARD} now", "url": f"https://x.example/{PLAIN}",
            "location": CARD, "platform": PLAIN, "locator": f"sheet {PLAIN} row 1", "posted_at_raw": PLAIN, "country": None,
            "more_text": [("about", f"or {CARD}")], "extra": [("note", PLAIN), (PLAIN, "a column called like a card")],
        },
        declares=declared(("r-1", "card", "note", PLAIN)),
        refused=rejects(f"broken;{PLAIN};row"),
    )  # fmt: skip
    masked, _ = mask_batch(whole, None)
    for table in (masked.records, masked.declared, masked.rejects):
        text = str(table.to_pylist())
        assert PLAIN not in text
        assert CARD not in text
    assert masked.records["text"].to_pylist() == [f"pay {MASKED} now"]


def test_masked_cards_stand_where_they_stood_and_do_not_join() -> None:
    text = f"👋🏽 pay {CARD} now"
    masked, mentions = read_batch(batch({"text": text}), FICTION)
    (card,) = [m for m in mentions.to_pylist() if m["kind"] == "card"]
    assert masked.records["text"].to_pylist()[0][card["start"] : card["end"]] == card["raw"] == MASKED
    assert card["value"] == "411111******1111"
    assert card["confidence"] < FICTION.join_confidence


def test_with_a_key_equal_cards_have_equal_values_and_join() -> None:
    _, mentions = read_batch(batch({"text": CARD}, {"text": PLAIN}), FICTION, key=b"secret")
    one, other = [m for m in mentions.to_pylist() if m["kind"] == "card"]
    assert one["value"] == other["value"]
    assert one["value"].startswith("hmac:")
    assert one["confidence"] >= FICTION.join_confidence
    _, again = read_batch(batch({"text": CARD}), FICTION, key=b"another")
    assert again["value"].to_pylist()[0] != one["value"]


def test_no_part_of_a_card_is_read_as_a_phone() -> None:
    _, mentions = read_batch(batch({"text": f"{CARD}, {PLAIN}"}), FICTION)
    assert {m["kind"] for m in mentions.to_pylist()} == {"card"}


def test_a_declared_card_has_the_role_of_its_column() -> None:
    column = declared(("r-1", "card", "payer", PLAIN))
    column = column.set_column(2, "role", [["counterparty"]]).cast(column.schema)
    _, mentions = read_batch(batch({"extra": [("payer", PLAIN)]}, declares=column), FICTION)
    (card,) = mentions.to_pylist()
    assert (card["kind"], card["role"], card["field"]) == ("card", "counterparty", "payer")


def test_a_platform_is_filled_in_where_there_is_none() -> None:
    names = declared(("r-1", "username", "login", "honey"), ("r-2", "username", "login", "honey"))
    whole = batch({"platform": "roomly"}, {}, declares=names)
    masked, mentions = read_batch(whole, FICTION, platform="bazaarly")
    assert masked.records["platform"].to_pylist() == ["roomly", "bazaarly"]
    assert [v for _, k, v, _ in brief(mentions) if k == "account"] == ["roomly:honey", "bazaarly:honey"]


def test_kinds_left_out_are_masked_all_the_same() -> None:
    masked, mentions = read_batch(batch({"text": f"{CARD} 202-555-0123"}), Settings(kinds=("email",)))
    assert mentions.num_rows == 0
    assert CARD not in masked.records["text"].to_pylist()[0]


def test_reading_again_gives_all_but_the_cards() -> None:
    names = declared(("r-1", "username", "login", "honey"), ("r-1", "card", "c", PLAIN))
    whole = batch(
        {"text": f"{CARD}, +1 202 555 0123", "platform": "x", "extra": [("login", "honey"), ("c", PLAIN)]},
        declares=names,
    )
    masked, mentions = read_batch(whole, FICTION)
    again = read_again(masked.records, masked.declared, FICTION)
    assert brief(again) == [m for m in brief(mentions) if m[1] != "card"]


def test_a_batch_of_rejects_alone_is_read() -> None:
    masked, mentions = read_batch(batch(refused=rejects(PLAIN)), FICTION, platform="x")
    assert mentions.num_rows == 0
    assert masked.rejects["raw"].to_pylist() == ["411111******1111"]


def test_batches_of_one_give_what_one_batch_gives() -> None:
    rows = [{"text": f"ad {i}: +1 202 555 01{i:02}, {CARD}", "title": "x"} for i in range(5)]
    _, whole = read_batch(batch(*rows), FICTION)
    apart = [brief(read_batch(batch(row), FICTION)[1]) for row in rows]
    assert sorted(m[1:] for m in brief(whole)) == sorted(m[1:] for part in apart for m in part)
    assert records(*rows).num_rows == 5
