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
    assert reason in " | ".join(reasons("iban", text))
