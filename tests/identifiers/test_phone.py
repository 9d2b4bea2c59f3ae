"""Phone numbers: small cases, agreement with libphonenumber, hostile text, public data."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import phonenumbers
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.phone import PHONE
from graphkit.identifiers.phone_numbers import international, national

SHARED = Path(__file__).parents[2] / ".." / "shared" / "eval"


def beside(char: str) -> str:
    return "a" if char.isalpha() else "0" if char.isdigit() else char


def read(
    text: str,
    given_: tuple[str, ...] = (),
    record: tuple[str, ...] = (),
    defaults: tuple[str, ...] = (),
    fictional: bool = True,
) -> list[tuple[str, str, Found]]:
    """Return (value, characters, found) as the scan would have them."""
    out, end = [], 0
    for candidate in pl.Series([text]).str.extract_all(PHONE.pattern)[0]:
        start = text.find(candidate, end)
        end = start + len(candidate)
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        context = Context(beside(before), beside(after), record, given_, defaults, "", fictional)
        for f in PHONE.judge(candidate, context):
            assert 0 <= f.start < f.end <= len(candidate)
            out.append((f.value, candidate[f.start : f.end], f))
    return out


def joining(text: str, *regions: str) -> list[str]:
    return [v for v, _, f in read(text, regions) if f.confidence >= 0.7]


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("tel:+12025550143", "+12025550143", "+12025550143"),
        ("call +44 7700 900123.", "+44 7700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+44 (0)7700 900123", "+447700900123"),
        ("(+44) 7700-900-123", "(+44) 7700-900-123", "+447700900123"),
        ("x +33 6 39 98 00 11 x", "+33 6 39 98 00 11", "+33639980011"),
        ("0044 7700 900123", "0044 7700 900123", "+447700900123"),
    ],
)
def test_international(text: str, raw: str, value: str) -> None:
    ((got, span, found),) = read(text)
    assert (got, span, found.method) == (value, raw, "phone.international")
    assert found.confidence >= 0.9


@pytest.mark.parametrize(
    ("text", "region", "raw", "value"),
    [
        ("(202) 555-0143", "US", "(202) 555-0143", "+12025550143"),
        ("(call 202-555-0143)", "US", "202-555-0143", "+12025550143"),
        ("1 202 555 0143", "CA", "1 202 555 0143", "+12025550143"),
        ("2025550143", "US", "2025550143", "+12025550143"),
        ("07700 900123", "GB", "07700 900123", "+447700900123"),
        ("age 25 07700 900 123", "GB", "07700 900 123", "+447700900123"),
        ("06.39.98.00.11", "FR", "06.39.98.00.11", "+33639980011"),
        ("447700900123", "GB", "447700900123", "+447700900123"),
    ],
)
def test_national(text: str, region: str, raw: str, value: str) -> None:
    ((got, span, found),) = read(text, (region,))
    assert (got, span, found.method) == (value, raw, "phone.given_region")
    assert found.confidence >= 0.7


def test_regions_are_asked_in_order() -> None:
    # 020 555 0143 style digits can be read in many plans; the record's own region decides.
    ((value, _, found),) = read("07700 900123", given_=("FR",), record=("GB",), defaults=("US",))
    assert (value, found.method, found.confidence) == ("+447700900123", "phone.record_region", 0.93)
    ((_, _, found),) = read("202-555-0143", defaults=("US",))
    assert (found.method, found.confidence) == ("phone.default_region", 0.8)
    ((_, _, found),) = read("2025550143", defaults=("US",))
    assert found.confidence == 0.72
    assert read("2025550143") == []


def test_several_regions_keep_their_readings_but_one_joins_at_most() -> None:
    found = PHONE.judge("01632 960123", Context(given=("GB", "FR", "DE"), fictional=True))
    assert found[0].value == "+441632960123"
    assert all(f.confidence <= 0.35 for f in found[1:])
    assert len({f.value for f in found}) == len(found) > 1


def test_a_missing_trunk_prefix_shows_but_does_not_join() -> None:
    ((value, _, found),) = read("7700 900123", ("GB",))
    assert value == "+447700900123"
    assert found.confidence < 0.7


def test_two_numbers_side_by_side_are_two() -> None:
    assert joining("+44 7700 900123 07700 900124", "GB") == ["+447700900123", "+447700900124"]
    assert joining("+447700900123+447700900124") == ["+447700900123", "+447700900124"]
    assert joining("06 39 98 00 11 / 06 39 98 00 12", "FR") == ["+33639980011", "+33639980012"]
    assert joining("202-555-0143 202-555-0144", "US") == ["+12025550143", "+12025550144"]


@pytest.mark.parametrize(
    "text",
    [
        "12.05.2025", "2012-01-02 08", "3/10/1984", "2012-01-02 08:00", "20120102 08:00",
        "192.168.100.200", "51.507400", "51.507400 -0.127800", "1.000.000", "1.000.000.000",
        "100 200 300 400", "600 700 800", "150 250 350 450 550", "0000000000", "1111111111",
        "978-3-16-148410-0", "550e8400-2950-4123-8716-446655440000", "a2025550143f",
        "$2025550143", "#2025550143", "id=2025550143", "2025550143%", "123456789", "0123456789",
        "202 55 501 43", "5 202 555 0143 7 8 202", "ID-2025550143",
    ],
)  # fmt: skip
def test_not_numbers_that_join(text: str) -> None:
    assert joining(text, "US", "GB", "FR", "ES", "DE") == []


@pytest.mark.parametrize("text", ["20 25 55 01 43", "202_55_501_43", "20 2 55 50 14 3"])
def test_groups_that_nobody_makes_of_prices_or_years_are_a_number(text: str) -> None:
    assert joining(text, "US") == ["+12025550143"]


def test_numbers_that_grow_are_a_draw_or_a_timetable() -> None:
    assert joining("20 25 55 61 83", "US") == []


def test_what_is_tied_to_a_date_is_a_time() -> None:
    assert joining("IMG_20250614_202555_0143.jpg", "US") == []


def test_a_year_in_brackets_ends_no_number() -> None:
    assert joining("1.787.408 (2005) 1.805.681 (2015)", "US", "DE") == []


def test_a_letter_beside_it_lowers_the_confidence() -> None:
    ((_, raw, found),) = read("call07700900123", ("GB",))
    assert (raw, found.confidence) == ("07700900123", 0.75)
    ((_, _, found),) = read("2025550143over18", ("US",))
    assert found.confidence == 0.5


def test_fictional_numbers_join_only_where_settings_say_so() -> None:
    for text, value in (("+44 7700 900123", "+447700900123"), ("+1 202 555 0143", "+12025550143")):
        ((got, _, found),) = read(text, fictional=False)
        assert (got, found.method, found.confidence) == (value, "phone.international.fictional", 0.4)
        ((_, _, found),) = read(text)
        assert found.confidence == 0.97


def test_unassigned_but_possible_shows() -> None:
    ((value, _, found),) = read("+1 202 055 0143")
    assert (value, found.method, found.confidence) == ("+12020550143", "phone.possible", 0.4)


@pytest.mark.parametrize(
    ("raw", "regions", "values"),
    [
        ("Tel: 07700 900123, 07700 900124", ("GB",), ["+447700900123", "+447700900124"]),
        ("12025550143", (), ["+12025550143"]),
        ("12025550143.0", (), ["+12025550143"]),
        ("1.2025550143E+10", (), ["+12025550143"]),
        ("7700900123", ("GB",), ["+447700900123"]),
        ("none", ("GB",), []),
        ("", (), []),
    ],
)
def test_declared(raw: str, regions: tuple[str, ...], values: list[str]) -> None:
    found = PHONE.declared(raw, "phone", Context(given=regions, fictional=True))
    assert [f.value for f in found] == values
    for f in found:
        assert f.method == "phone.declared"
        assert f.confidence >= 0.85
        assert raw[f.start : f.end].strip() == raw[f.start : f.end] != ""


@pytest.mark.parametrize(
    ("left", "right", "hint"),
    [
        ("my WhatsApp ", "", "whatsapp"), ("ватсап: ", "", "whatsapp"), ("вайбер ", "", "viber"),
        ("", " (телеграм)", "telegram"), ("signal ", "", "signal"), ("sms ", "", "sms"),
        ("viber or whatsapp ", "", "whatsapp"), ("call ", " ext. 12", "ext=12"), ("call ", " x12", "ext=12"),
        ("call ", " now", ""), ("context ", "", ""),
    ],
)  # fmt: skip
def test_hint(left: str, right: str, hint: str) -> None:
    assert PHONE.hint(left, right) == hint


REGIONS = ("US", "GB", "RU", "KZ", "FR", "DE", "IT", "IN", "AU", "BR", "MX", "AR", "UA", "ES", "CI")


def by_library(digits: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, 0)
    # It takes a few German numbers of sixteen digits, which E.164 does not.
    return e164 if phonenumbers.is_valid_number(number) and len(e164) <= 16 else None


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(REGIONS),
    st.sampled_from(("", "0", "1", "8", "+")),
    st.text("0123456789", max_size=4),
    st.data(),
)
def test_agrees_with_libphonenumber(region: str, lead: str, tail: str, data: st.DataObject) -> None:
    example = phonenumbers.example_number_for_type(region, data.draw(st.sampled_from((0, 1, 2, 3))))
    nsn = phonenumbers.national_significant_number(example) if example else ""
    digits = nsn[: len(nsn) - len(tail)] + tail
    if data.draw(st.booleans()):
        digits = data.draw(st.text("0123456789", min_size=5, max_size=11))
    code = str(phonenumbers.country_code_for_region(region))
    if lead == "+":
        ours, theirs = international(code + digits), by_library("+" + code + digits, None)
    else:
        # "00" and "011" are international prefixes, which the reader takes off itself.
        if (lead + digits).startswith(("00", "011", "810")):
            return
        ours, theirs = national(lead + digits, region), by_library(lead + digits, region)
        if theirs is not None and not theirs.startswith("+" + code):
            return  # some other international prefix of the country, such as 09 in Mexico
    if ours is not None and ours.fictional:
        return
    assert (ours.e164 if ours else None) == theirs


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789 ().*_/-+", max_size=120), st.sampled_from((("US",), ("GB", "RU"), ())))
def test_whatever_comes_spans_are_good(text: str, regions: tuple[str, ...]) -> None:
    for value, raw, found in read(text, regions):
        assert raw[-1].isdigit()
        assert raw[0].isdigit() or raw[0] in "(+"
        assert 5 <= len(value) <= 16
        assert 0 < found.confidence < 1
    PHONE.declared(text, "phone", Context(given=regions))


@pytest.mark.parametrize(
    "unit", ["1.", "1 ", "12 ", "(", "+1", "07700 900123 ", "12-345-", "0", "00 ", "+1 (", "123 4"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit)))[:1_000_000]
    began = time.perf_counter()
    for candidate in dict.fromkeys(pl.Series([text]).str.extract_all(PHONE.pattern)[0]):
        PHONE.judge(candidate, Context(given=("US", "GB", "RU")))
    PHONE.declared(text[:100_000], "phone", Context(given=("US",)))
    assert time.perf_counter() - began < 8


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="public evaluation data absent")
def test_matcher_cases() -> None:
    cases = json.loads((SHARED / "phone_matcher_cases.json").read_text("utf-8"))
    wrong, found = [], 0
    for case in cases:
        some = joining(unicodedata.normalize("NFKC", case["text"]), case["region"])
        wrong += [case["text"]] if some and case["max_leniency"] in ("none", "possible") else []
        found += bool(some) and case["max_leniency"] in ("strict_grouping", "exact_grouping")
    assert wrong == []
    assert found >= 24


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="public evaluation data absent")
def test_text_messages() -> None:
    lines = (SHARED / "sms_spam.tsv").read_text("utf-8").splitlines()
    counts = {"ham": 0, "spam": 0}
    for label, _, text in (line.partition("\t") for line in lines):
        counts[label] += len(joining(text, "GB"))
    # Numbers to call are what the unwanted ones carry.
    assert counts["spam"] > 400
    assert counts["ham"] < 10


@pytest.mark.parametrize(
    ("text", "regions", "raw", "value"),
    [
        ("00447700900123", ("US",), "00447700900123", "+447700900123"),
        ("011 44 7700 900123", ("US",), "011 44 7700 900123", "+447700900123"),
        ("810 44 7700 900123", ("RU",), "810 44 7700 900123", "+447700900123"),
        ("600 000 248", ("ES",), "600 000 248", "+34600000248"),
        ("910 000 564", ("PT",), "910 000 564", "+351910000564"),
        ("(11) 90000-8362", ("BR",), "(11) 90000-8362", "+5511900008362"),
        ("8 (972) 583-61-04", ("RU",), "8 (972) 583-61-04", "+79725836104"),
        ("8-972-583-61-04", ("KZ", "RU"), "8-972-583-61-04", "+79725836104"),
        ("2 0 2 5 5 5 0 1 4 3", ("US",), "2 0 2 5 5 5 0 1 4 3", "+12025550143"),
        ("2*0*2*5*5*5*0*1*4*3", ("US",), "2*0*2*5*5*5*0*1*4*3", "+12025550143"),
        ("call 08717890890£1.50 a minute", ("GB",), "08717890890", "+448717890890"),
    ],
)
def test_more_ways_of_writing(text: str, regions: tuple[str, ...], raw: str, value: str) -> None:
    sure = [(v, span) for v, span, f in read(text, regions) if f.confidence >= 0.7]
    assert sure == [(value, raw)]


def test_dialling_abroad_is_for_the_regions_that_dial_so() -> None:
    assert joining("011 44 7700 900123", "FR") == []
    assert "+447700900123" not in joining("810 44 7700 900123", "US")


def test_the_script_of_a_text_puts_its_regions_first() -> None:
    context = Context(defaults=("US", "RU"), fictional=True, script="Cyrl")
    assert PHONE.judge("972 583 61 04", context)[0].value == "+79725836104"
    plain = Context(defaults=("US", "RU"), fictional=True)
    assert PHONE.judge("(202) 555-0143", plain)[0].value == "+12025550143"


def test_a_region_beyond_those_given_shows_and_does_not_join() -> None:
    ((value, _, found),) = read("8 972 583-61-04", given_=("FR",), defaults=("RU",))
    assert value == "+79725836104"
    assert found.confidence < 0.7


@pytest.mark.parametrize(
    ("text", "hint"),
    [("", ""), (" ext 5", "ext=5"), ("; доб. 12", "ext=12"), (" (viber)", "viber"), (" смс", "sms")],
)
def test_hints_behind_a_number(text: str, hint: str) -> None:
    assert PHONE.hint("", text) == hint


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["US", "GB", "RU"]), st.text("0123456789 -()", max_size=30), st.booleans())
def test_a_plain_number_in_any_company_is_judged_the_same_each_time(
    region: str, text: str, fictional: bool
) -> None:
    first = read(f"{text} x 202-555-0143", (region,), fictional=fictional)
    assert [(v, s, f.confidence) for v, s, f in first] == [
        (v, s, f.confidence) for v, s, f in read(f"{text} x 202-555-0143", (region,), fictional=fictional)
    ]
