"""IBAN through the whole reading of a text; the reader's own cases stand in test_bank.py."""

from __future__ import annotations

import pytest
from judging import hits, reasons

import graphkit
from graphkit.identifiers.iban import IBAN


def test_an_iban_in_a_sentence_is_read_with_its_place() -> None:
    text = "Оплата на GB82 WEST 1234 5698 7654 32, спасибо"
    found = graphkit.extract(text)
    iban = found[found["kind"] == "iban"].iloc[0]
    assert iban["value"] == "GB82WEST12345698765432"
    assert text[iban["start"] : iban["end"]] == iban["raw"] == "GB82 WEST 1234 5698 7654 32"


def test_a_wrong_check_digit_is_no_iban_and_no_phone() -> None:
    found = graphkit.extract("pay to GB83 WEST 1234 5698 7654 32")
    assert not len(found[found["kind"] == "iban"])
    assert not len(found[(found["kind"] == "phone") & (found["confidence"] >= 0.7)])


@pytest.mark.parametrize("sign", [" ", ".", "-", "_", "/", "\u00b7", "\u00a0"])
def test_groups_may_be_parted_by_any_sign(sign: str) -> None:
    text = sign.join(["DE89", "3704", "0044", "0532", "0130", "00"])
    (hit,) = hits(IBAN, f"an {text}, danke")
    assert (hit.value, hit.raw) == ("DE89370400440532013000", text)


@pytest.mark.parametrize(
    "text", ["DE88.3704.0044.0532.0130.00", "DE89-3704-0044-0532-0130-0", "XX89 3704 0044 0532"]
)
def test_other_groups_are_no_iban(text: str) -> None:
    assert hits(IBAN, text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("DE88 3704 0044 0532 0130 00", "DE: wrong check digits"),
        ("DE89 3704 0044 0532 0130 0", "an account number there has 22 signs"),
        ("XDE89370400440532013000", "a part of something longer"),
        ("DE893 704004405 32013000", "at most 0.85"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons("iban", text)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("DE89370400440532013000", 0.97),
        ("DE89 3704 0044 0532 0130 00", 0.99),
        ("DE89\n3704\n0044\n0532\n0130\n00", 0.99),
        ("DE 89 3704 0044 0532 0130 00", 0.95),
        ("D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0", 0.95),
        ("DE89 370400440532013000", 0.85),
        ("DE893 704004405 32013000", 0.85),
    ],
)
def test_the_grouping_says_how_sure_a_number_is(text: str, sure: float) -> None:
    (hit,) = hits(IBAN, f"an {text}, danke")
    assert (hit.value, hit.raw, hit.confidence) == ("DE89370400440532013000", text, sure)


@pytest.mark.parametrize("label", ["IBAN ", "IBAN\n", "iban: ", "IBAN:\n"])
def test_the_word_makes_any_grouping_sure(label: str) -> None:
    (hit,) = hits(IBAN, f"{label}DE893 704004405 32013000")
    assert (hit.raw, hit.confidence) == ("DE893 704004405 32013000", 0.99)


def test_letters_of_a_bank_may_stand_in_groups_of_their_own() -> None:
    (hit,) = hits(IBAN, "to GB82 WEST 123456 98765432 today")
    assert (hit.value, hit.confidence) == ("GB82WEST12345698765432", 0.85)
