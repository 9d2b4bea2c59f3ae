"""Accounts whose name stands apart from its platform's."""

from __future__ import annotations

import pytest
from judging import hits, pairs

from graphkit.identifiers.handle_told import TOLD

READ = [
    ("insta gram : l e n a _ s u n _ 9 1 lol", "instagram lena_sun_91"),
    ("T e l e g r a m : l e n a s u n", "telegram lenasun"),
    ("lena_1 on telegram, ig and snap", "telegram lena_1, instagram lena_1, snapchat lena_1"),
    ("insta ❌ tg ✅ @lena_sun", "telegram lena_sun"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_names_apart_are_read(text: str, expected: str) -> None:
    assert ", ".join(f"{kind} {value}" for kind, value in pairs(hits(TOLD, text), 0.7)) == expected


@pytest.mark.parametrize("text", ["insta : I a m lol", "insta : a b c"])
def test_few_letters_apart_are_none(text: str) -> None:
    assert pairs(hits(TOLD, text), 0.7) == []
