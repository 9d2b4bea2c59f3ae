"""A number's plan looks at no more digits than its depth says."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.identifiers.phone_depths import depth_of
from graphkit.identifiers.phone_numbers import national

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("pattern", "depth"),
    [
        (r"\d{7}", 0),
        (r"[2-9]\d{9}", 1),
        (r"9(?:0[1-9]|1\d)\d{7}", 3),
        (r"8(?:0{2})?5", 4),
        (r"(?:12|345)\d{4}|6\d{5}7", 7),
        (r"1\d{2,4}9", 6),
        ("", 0),
        (r"\d*", 99),
        (r"(?:12", 99),
        (r"1(?=2)", 99),
    ],
)
def test_depth_is_the_last_digit_that_is_asked_for(pattern: str, depth: int) -> None:
    assert depth_of(pattern) == depth


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(REGIONS), st.data())
def test_numbers_that_share_the_digits_that_decide_match_alike(region: str, data: st.DataObject) -> None:
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region).general_desc
    pattern, length = (
        re.compile(plan.national_number_pattern),
        data.draw(st.sampled_from(plan.possible_length)),
    )
    depth = min(length, depth_of(pattern.pattern))
    one = data.draw(st.text("0123456789", min_size=length, max_size=length))
    other = one[:depth] + data.draw(st.text("0123456789", min_size=length - depth, max_size=length - depth))
    assert bool(pattern.fullmatch(one)) == bool(pattern.fullmatch(other))


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    """Those that share the digits that decide are kept together, and each still has its own digits."""
    one, other = national("2028675309", "US"), national("2028675310", "US")
    assert one is not None
    assert other is not None
    assert (one.e164, other.e164) == ("+12028675309", "+12028675310")
    assert one.look is other.look
