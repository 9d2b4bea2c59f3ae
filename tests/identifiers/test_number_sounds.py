"""Number words by ear or with a slip are known; other words are not taken for them."""

from __future__ import annotations

import pytest

from graphkit.identifiers.number_sounds import misspelt, sound
from graphkit.identifiers.number_words import skeleton


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("fiv", 5), ("nin", 9), ("sevne", 7), ("fuor", 4), ("oen", 1), ("zreo", 0), ("ziete", 7), ("zeis", 6),
        ("drai", 3), ("noin", 9), ("zwei", 2), ("trante", 30), ("soisante", 60), ("novi", 9), ("дивяцот", 900),
        ("четыриста", 400), ("одинацать", 11), ("двацать", 20), ("читыре", 4), ("восим", 8), ("сегыз", 8), ("тогыз", 9),
    ],
)  # fmt: skip
def test_a_slip_is_undone(written: str, value: int) -> None:
    word = misspelt(skeleton(written))
    assert word is not None
    assert word.value == value


@pytest.mark.parametrize(
    "written", ["massage", "phone", "hotel", "love", "вечер", "время", "x", "ab", "", "kisses"]
)
def test_other_words_stay_words(written: str) -> None:
    assert misspelt(skeleton(written)) is None


def test_what_people_mix_up_sounds_alike() -> None:
    assert sound("katre") == sound("quatre")
    assert sound("six") != sound("sept")
