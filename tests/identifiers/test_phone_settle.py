"""The words around a plain number: what names something else ends it, what says to dial lifts it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graphkit import extract
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.phone import PHONE
from graphkit.identifiers.phone_context import is_labelled, is_something_else, last_words, words
from graphkit.settings import Settings

JOINS = 0.7


def joining(text: str, regions: str = "US") -> list[str]:
    frame = extract(text, settings=Settings(fictional_numbers=True, regions=regions))
    sure = frame[(frame["kind"] == "phone") & (frame["confidence"] >= JOINS)]
    for row in sure.to_dict("records"):
        assert text[row["start"] : row["end"]] == row["raw"]
    return sure["value"].tolist()


@pytest.mark.parametrize(
    "left",
    [
        "order no. ", "order number: ", "Order #", "tracking ", "invoice ", "ref: ", "case ", "passport ", "booking ", "SSN ",
        "EIN ", "VAT ", "ISBN ", "item ", "serial ", "license ", "permit ", "voucher ", "PIN ", "zip ",
        "ИНН ", "ИНН: ", "КПП ", "ОГРН ", "БИК ", "СНИЛС ", "заказ ", "заказ № ", "артикул ", "паспорт ", "трек ", "счёт ",
        "р/с ", "полис ", "ІПН ", "ЄДРПОУ ", "БИН ", "ИИН ",
        "NIF ", "DNI ", "CIF ", "SIREN ", "SIRET ", "CPF ", "Steuernummer ", "TCKN ", "VKN ", "STIR ", "commande ",
        "pedido ", "sipariş ", "buyurtma ", "Bestellnummer ",
    ],
)  # fmt: skip
def test_the_name_of_something_else_ends_it(left: str) -> None:
    assert is_something_else(left)
    assert joining(f"{left}2025550143") == []
    assert joining(f"{left}202-555-0143") == []


@pytest.mark.parametrize(
    "left",
    [
        "call ", "tel: ", "Tel. ", "WhatsApp ", "phone - ", "text me at ", "my number is ", "тел ", "телефон: ", "звони ",
        "номер ", "вайбер ", "llámame al ", "teléfono: ", "appelle ", "ligue ", "ruf an ", "ara ", "telefon ", "хабарласыңыз ",
        "дзвони ", "qo'ng'iroq ", "",
    ],
)  # fmt: skip
def test_what_says_to_dial_does_not(left: str) -> None:
    assert not is_something_else(left)
    assert joining(f"{left}202-555-0143") == ["+12025550143"]


@pytest.mark.parametrize("left", ["call ", "tel: ", "звони ", "телефон: ", "llámame ", "WhatsApp "])
def test_a_label_is_one(left: str) -> None:
    assert is_labelled(left)


@pytest.mark.parametrize("left", ["", "the ", "order ", "ИНН ", "call me\n", "$"])
def test_other_words_and_other_lines_are_none(left: str) -> None:
    assert not is_labelled(left)


@pytest.mark.parametrize(
    "text",
    [
        "Your order shipped. Call 202-555-0143",
        "Order number 55, call 202-555-0143",
        "passport ready! 202-555-0143",
        "order 7 202-555-0143",
        "invoice\n202-555-0143",
        "ИНН нет, звоните 202-555-0143",
        "booking by phone 202-555-0143",
        "order by phone: 202-555-0143",
    ],
)
def test_the_name_of_another_thing_in_another_sentence_line_or_with_its_own_number_does_not(
    text: str,
) -> None:
    assert joining(text) == ["+12025550143"]


def test_a_plus_sign_goes_before_the_name_of_something_else() -> None:
    assert joining("ref +1 202 555 0143") == ["+12025550143"]


@pytest.mark.parametrize(
    "text",
    [
        "IMG_2025550143.jpg", "2025550143_AB", "report-2025550143.pdf",
        "2025550143abc1f", "a2025550143b", "9f2c2025550143ab", "d41d82025550143b204e",
    ],
)  # fmt: skip
def test_names_of_files_and_hashes_give_none(text: str) -> None:
    assert joining(text) == []


@pytest.mark.parametrize(
    ("text", "regions", "value"),
    [
        ("call 7700 900123", "GB", "+447700900123"),  # its nought left out
        ("WhatsApp 7700900123", "GB", "+447700900123"),
        ("tel 202 55 501 43", "US", "+12025550143"),  # grouped as nobody groups it
    ],
)
def test_a_label_lifts_a_doubt(text: str, regions: str, value: str) -> None:
    bare = text.split(" ", 1)[1]
    assert joining(bare, regions) == []
    assert joining(text, regions) == [value]


def test_a_label_of_another_line_lifts_nothing() -> None:
    assert joining("please call\n7700 900123", "GB") == []


@pytest.mark.parametrize("text", ["202-555-0143 100 roses", "202 555 0143 100$", "202-555-0143 24 yo"])
def test_a_quantity_behind_a_number_is_no_part_of_it(text: str) -> None:
    assert joining(text) == ["+12025550143"]


def test_words_are_those_of_the_line_the_nearest_first() -> None:
    assert last_words("one two\nthree Four ", 4) == ["four", "three"]
    assert last_words("", 4) == []
    for group in ("between", "apart", "units", "labels", "behind", "other"):
        assert words(group)
        assert all(w == w.lower() for w in words(group))


NUMBERS = st.sampled_from(["2025550143", "202-555-0143", "+1 202 555 0143", "7700 900123", "20 25 55 01 43"])


@hypothesis_settings(max_examples=200, deadline=None)
@given(NUMBERS, st.text(max_size=40), st.text(max_size=24))
def test_settling_leaves_the_same_numbers_in_the_same_places(candidate: str, left: str, right: str) -> None:
    context = Context(given=("US", "GB"), fictional=True)
    found: Sequence[Found] = PHONE.judge(candidate, context)
    before = [(f.value, f.start, f.end, f.confidence) for f in found]
    settled = PHONE.settle(candidate, found, context, left, right)
    assert [
        (f.value, f.start, f.end, f.confidence) for f in found
    ] == before  # judgements are remembered: not changed
    assert all(0 <= f.start < f.end <= len(candidate) and 0 < f.confidence < 1 for f in settled)
    assert {f.value for f in settled} <= {v for v, *_ in before}
