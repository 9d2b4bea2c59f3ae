"""Whether a reading had to undo a disguise."""

from __future__ import annotations

import pytest

from graphkit.identifiers.disguise import was_disguised


@pytest.mark.parametrize(
    ("method", "raw", "disguised"),
    [
        ("phone.international", "+1 202 555 0123", False),
        ("phone.international", "+1\u00a0202–555–0123", False),  # a typographer's space and dashes
        ("phone.international", "+1 ２０２ 555 0123", True),
        ("phone.international", "+1 20\u200b2 555 0123", True),
        ("disguised.words", "two-zero-two", True),
        ("spelled.email", "lena [at] mail [dot] example", True),
        ("email.homoglyph", "lenа@mail.example", True),
        ("handle.mistyped", "discrod: name_1", True),
        ("handle.labelled", "лена_мир", False),
        ("crypto.checksum", "bc1q", False),
    ],
)
def test_what_counts_as_a_disguise(method: str, raw: str, disguised: bool) -> None:
    assert was_disguised(method, raw) is disguised
