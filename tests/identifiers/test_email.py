"""E-mail addresses: what is one, where it stands, what only looks like one."""

from __future__ import annotations

import pytest
from judging import declared, hits, pairs, read_worst, takes_linear_time

from graphkit.identifiers.email import EMAIL


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("write to honey@mail.example now", "honey@mail.example"),
        ("First.Last+ads@Sub.Mail.CO.UK.", "first.last+ads@sub.mail.co.uk"),
        ("<honey_1@mail.example>", "honey_1@mail.example"),
        ("mail:honey@почта.рф", "honey@xn--80a1acny.xn--p1ai"),
        ("'honey@mail.example'", "honey@mail.example"),
        ("o'neill@mail.example", "o'neill@mail.example"),
        ("мёд@mail.example", "мёд@mail.example"),
    ],
)
def test_addresses_are_read(text: str, value: str) -> None:
    assert pairs(hits(EMAIL, text)) == [("email", value)]


@pytest.mark.parametrize(
    "text",
    ["meet@home.now5", "@honey", "honey@", "a@b@mail.example", "user@localhost", "x..y@mail.example",
     "https://user/honey@mail", "a" * 65 + "@mail.example", "honey@-.-"],
)  # fmt: skip
def test_what_only_looks_like_an_address_is_not_read(text: str) -> None:
    assert hits(EMAIL, text) == []


def test_the_characters_found_are_the_address_alone() -> None:
    assert [h.raw for h in hits(EMAIL, "(honey@mail.example), bee@mail.example!")] == [
        "honey@mail.example",
        "bee@mail.example",
    ]


def test_a_column_gives_all_its_addresses_with_their_places() -> None:
    raw = "Honey <honey@mail.example>; mailto:bee@mail.example, nonsense"
    found = declared(EMAIL, raw, "email")
    assert [h.raw for h in found] == ["honey@mail.example", "bee@mail.example"]
    assert [h.value for h in found] == ["honey@mail.example", "bee@mail.example"]
    assert [raw[h.found.start : h.found.end] for h in found] == [h.raw for h in found]


@pytest.mark.parametrize("unit", ["a", "a.", "a@", "@", "a@b.", "a-", "'", "honey@mail.example "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert takes_linear_time(read_worst(EMAIL, "email"), unit)
