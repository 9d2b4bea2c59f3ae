"""User names in another form, phones one digit apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from graphkit.linking.near_forms import Near, near_names, near_phones


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("honey_agency", "honey.agency", "other signs"),
        ("honey_agency", "Honey_Agency", "same name"),
        ("bazaarly:honey_agency", "honey_agency", "same name"),
        ("honey_agency", "honeyagency_kz", "added ending"),
        ("honey_agency", "hony_agency", "one letter apart"),
        ("honey_agency", "hnoey_agency", "one letter apart"),
        ("honey_agency", "honeyagencykazan", ""),
        ("mia", "mia1", ""),
        ("honey_agency", "money_laundry", ""),
    ],
)
def test_names(one: str, other: str, how: str) -> None:
    a, b = ("telegram", one), ("instagram", other)
    assert near_names([a], [b]) == ([Near(a, b, how)] if how else [])


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("+12025550123", "+12025550124", True),
        ("+12025550123", "+12025550132", True),
        ("+12025550123", "+12025550123", False),
        ("+12025550123", "+1202555012", False),
        ("+12025550123", "+12025550199", False),
    ],
)
def test_phones(one: str, other: str, near: bool) -> None:
    assert bool(near_phones([("phone", one)], [("phone", other)])) == near


@given(
    st.lists(st.text("0123", min_size=3, max_size=5), max_size=8),
    st.lists(st.text("0123", min_size=3, max_size=5), max_size=8),
)
def test_no_near_phone_is_missed(one: list[str], other: list[str]) -> None:
    found = near_phones([("phone", v) for v in one], [("phone", v) for v in other])
    every = {(a, b) for a in one for b in other if len(a) == len(b) and OSA.distance(a, b) == 1}
    assert {(n.a[1], n.b[1]) for n in found} == every
    assert found == sorted(found)
