"""Tokens that a publisher put in place of identifiers."""

from __future__ import annotations

import pytest
from judging import hits, pairs

from graphkit.identifiers.masked import MASKED

HASH = "9f2c" * 16


def test_the_same_hash_is_the_same_identifier_whatever_its_case() -> None:
    assert (
        pairs(hits(MASKED, f"#EMAIL_{HASH}# or #email_{HASH.upper()}#")) == [("email", f"masked:{HASH}")] * 2
    )


@pytest.mark.parametrize("kind", ["EMAIL", "PHONE", "URL"])
def test_each_kind_is_told(kind: str) -> None:
    (hit,) = hits(MASKED, f"at #{kind}_{HASH}#, please")
    assert (hit.kind, hit.raw, hit.found.claims) == (kind.lower(), f"#{kind}_{HASH}#", True)


def test_tokens_that_touch_are_two() -> None:
    assert len(hits(MASKED, f"#URL_{HASH}##URL_{'0' * 64}#")) == 2


@pytest.mark.parametrize(
    "text", ["#EMAIL_xyz#", "#EMAIL_1234567#", f"#NAME_{HASH}#", f"EMAIL_{HASH}", f"#PHONE_{HASH}"]
)
def test_other_hash_signs_are_no_tokens(text: str) -> None:
    assert hits(MASKED, text) == []


def test_tokens_may_share_the_sign_between_them() -> None:
    assert [h.kind for h in hits(MASKED, f"#EMAIL_{HASH}#PHONE_{HASH}##")] == ["email", "phone"]
    assert hits(MASKED, f"myEMAIL_{HASH}#") == []
