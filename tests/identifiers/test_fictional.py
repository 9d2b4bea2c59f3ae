"""Which numbers are kept for fiction."""

from __future__ import annotations

import time
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.identifiers.fictional import Range, is_fictional, load_ranges

RANGES = load_ranges()

# Numbers of each regulator, the first and last of a block where it has one.
FICTION = [
    "+12025550100 +12025550199 +14165550143 +19995550100",
    "+447700900000 +447700900999 +441632960123 +442079460000 +442079460999 +441134960123 +441914980001",
    "+442896496999",
    "+442920180000 +448081570123 +449098790123 +443069990123",
    "+493023125000 +493023125999 +496990009001 +494066969123 +492214710999 +498999998123 +491713920012",
    "+4917604069099 +4915228817386 +491749464308",
    "+33639980000 +33639989999 +33199001234 +33261911234 +33353011234 +33465711234 +33536491234",
    "+46701740605 +46701740609 +46701740610 +46701740699 +46313900600 +46406280499 +46846500400 +46980319299",
    "+61255500000 +61270109999 +61355501234 +61770101234 +61855501234 +61491570006",
    "+61491579760 +611800160401 +353209101234",
]

# Their neighbours outside the block, other lengths, and what is no number.
REAL = [
    "+12025550099 +12025550200 +12025551143 +1202555014 +120255501430 +2202555014 +12025560143",
    "+447700899999 +447700901000 +442079461000 +441134961000 +441914960123 +441632961000",
    "+493023124999 +493023126000 +491713920112 +4917604069100 +491749464309 +4915228817387",
    "+33639970000 +33640000000 +33199011234 +46701740604 +46701740700 +46313900599 +46846500500",
    "+61255511234 +61491570007 +611800160402 +79161234567 +77011234567 +353209201234",
    "+1202555014a 12025550143 +٤٤٧٧٠٠٩٠٠١٢٣",
]


@pytest.mark.parametrize("number", " ".join(FICTION).split())
def test_a_reserved_number_is_fictional(number: str) -> None:
    assert is_fictional(number)


@pytest.mark.parametrize("number", [*" ".join(REAL).split(), "", "+", "+1202555014 ", "+1202555014٣"])
def test_any_other_number_is_not(number: str) -> None:
    assert not is_fictional(number)


def matches(r: Range, number: str) -> bool:
    """Tell by the rule itself, a character at a time."""
    same = all(a in ("?", b) for a, b in zip(r.prefix, number, strict=False))
    return len(number) == r.digits + 1 and same


@given(st.sampled_from(RANGES), st.data())
def test_it_agrees_with_the_table(r: Range, data: st.DataObject) -> None:
    free = r.digits + 1 - len(r.prefix) + r.prefix.count("?")
    digits = iter(data.draw(st.text("0123456789", min_size=free, max_size=free)))
    number = "".join(next(digits) if c == "?" else c for c in r.prefix.ljust(r.digits + 1, "?"))
    assert is_fictional(number)
    at = data.draw(st.integers(1, len(number) - 1))
    changed = number[:at] + data.draw(st.sampled_from("0123456789")) + number[at + 1 :]
    assert is_fictional(changed) == any(matches(other, changed) for other in RANGES)


@given(st.text(max_size=15))
def test_it_takes_any_text(text: str) -> None:
    assert is_fictional(text) == (
        text.isascii() and text[1:].isdigit() and any(matches(r, text) for r in RANGES)
    )


def test_the_table_is_sound() -> None:
    assert all(r.source and r.place for r in RANGES)
    assert len({(r.prefix, r.digits) for r in RANGES}) == len(RANGES)
    for r in RANGES:
        number = phonenumbers.parse(r.prefix.replace("?", "2").ljust(r.digits + 1, "0"))
        assert r.region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[number.country_code or 0]
        # The largest block is Ireland's of 100,000: a longer tail is a slip of the pen.
        assert r.digits + 1 - len(r.prefix) <= 5


@pytest.mark.parametrize("prefix", ["1555", "+1x5", "+", "+123456789012"])
def test_a_broken_table_is_refused(tmp_path: Path, prefix: str) -> None:
    path = tmp_path / "ranges.toml"
    row = f'[[range]]\nprefixes = ["{prefix}"]\ndigits = 11\nregion = "US"\nplace = "x"\nsource = "y"\n'
    path.write_text(row, "utf-8")
    with pytest.raises(ValueError, match="cannot begin"):
        load_ranges(path)


def test_it_may_be_asked_a_million_times() -> None:
    asked = [f"+1202555{n:04d}" for n in range(10_000)] + [f"+447700{n:06d}" for n in range(895_000, 905_000)]
    start = time.perf_counter()
    found = sum(map(is_fictional, asked))
    assert found == 100 + 1_000
    assert time.perf_counter() - start < 0.5, "a million would take more than 25 s"
