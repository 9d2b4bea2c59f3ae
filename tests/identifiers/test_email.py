"""E-mail addresses: what is one, where it stands, what only looks like one."""

from __future__ import annotations

import pytest
from batch_makers import records
from judging import declared, hits, pairs, read_worst, reasons, takes_linear_time

from graphkit.identifiers.email import EMAIL
from graphkit.identifiers.scan import read_texts
from graphkit.identifiers.texts import texts_of
from graphkit.settings import Settings


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


@pytest.mark.parametrize(
    ("text", "value", "raw", "least"),
    [
        ("honey@mail.ruпишите", "honey@mail.ru", "honey@mail.ru", 0.9),
        ("пишитеhoney@mail.ru", "honey@mail.ru", "honey@mail.ru", 0.9),
        ("honey@mail.ru-пишите", "honey@mail.ru", "honey@mail.ru", 0.9),
        ("honey@mail.ru79723104567", "honey@mail.ru", "honey@mail.ru", 0.9),
        ("honey@gmail.comCall me", "honey@gmail.com", "honey@gmail.com", 0.9),
        ("honey@gmail.com.Call me", "honey@gmail.com", "honey@gmail.com", 0.9),
        ("honey@gmail.comcall me", "honey@gmail.com", "honey@gmail.com", 0.7),
        ("honey@site.com.Call me", "honey@site.com", "honey@site.com", 0.9),
        ("me...honey@mail.example", "honey@mail.example", "honey@mail.example", 0.9),
        ("e-mail/honey@mail.example", "honey@mail.example", "honey@mail.example", 0.9),
        ("honey@mail。example", "honey@mail.example", "honey@mail。example", 0.9),
        ("honey@mail.example.", "honey@mail.example", "honey@mail.example", 0.9),
        ("mailto:first.last+tag@mail.example?subject=x", "first.last+tag@mail.example", "first.last+tag@mail.example", 0.9),
        ("Honey.X.77@GMail.com", "honey.x.77@gmail.com", "Honey.X.77@GMail.com", 0.9),
        ("honey@yahoo.com.br", "honey@yahoo.com.br", "honey@yahoo.com.br", 0.9),
        ("почта@пример.рф", "почта@xn--e1afmkfd.xn--p1ai", "почта@пример.рф", 0.9),
    ],
)  # fmt: skip
def test_what_is_glued_to_an_address_is_left_out(text: str, value: str, raw: str, least: float) -> None:
    (found,) = hits(EMAIL, text)
    assert (found.value, found.raw) == (value, raw)
    assert found.confidence >= least


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("h\u043eney@gm\u0430il.com", "honey@gmail.com"),
        ("honey@m\u0430il.ru", "honey@mail.ru"),
        ("h\u043eney@gmail.com", "honey@gmail.com"),
        ("\u0441\u043e\u0441\u043e77@gmail.com", "coco77@gmail.com"),
    ],
)
def test_letters_that_look_latin_are_undone_at_a_provider(text: str, value: str) -> None:
    (found,) = hits(EMAIL, text)
    assert (found.value, found.raw, found.found.method) == (value, text, "email.homoglyph")
    assert 0.85 <= found.confidence <= 0.9


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("h\u043eney@velvetr\u043e\u043em.example", "honey@velvetroom.example"),
        ("ruby@l\u0430rkspur.ex\u0430mple", "ruby@larkspur.example"),
        ("ruby@larkspur.\u0441\u043em", "ruby@larkspur.com"),
        ("r\u03bfse.m\u0430y@s\u0430lon.example", "rose.may@salon.example"),
        ("honey@\u0441\u043e\u0441\u043e.s\u0430lon.example", "honey@coco.salon.example"),
    ],
)
def test_two_alphabets_in_one_word_are_a_disguise(text: str, value: str) -> None:
    (found,) = hits(EMAIL, f"write to {text}, thanks")
    assert (found.value, found.raw, found.found.method) == (value, text, "email.homoglyph")
    assert 0.85 <= found.confidence <= 0.9


@pytest.mark.parametrize(
    ("host", "ascii_host"),
    [
        ("\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "xn--e1afmkfd.xn--p1ai"),
        (
            "\u0441\u043e\u0441\u043e.com",
            "xn--n1aahb.com",
        ),  # all of one alphabet: such a name may be registered
        ("\u0131s\u0131tma.example", "xn--stma-kzab.example"),  # the dotless i is a letter of Turkish
        ("m\u00fcller.example", "xn--mller-kva.example"),
    ],
)
def test_a_genuine_international_host_stays_one(host: str, ascii_host: str) -> None:
    assert [h.value for h in hits(EMAIL, f"honey@{host}")] == [f"honey@{ascii_host}"]


def test_a_host_that_imitates_a_known_site_stays_what_it_is() -> None:
    (found,) = hits(EMAIL, "honey@\u0440\u0430ypal.com")
    assert found.value.startswith("honey@xn--")


def test_several_addresses_with_slashes_between() -> None:
    found = hits(EMAIL, "honey@mail.example/bee@mail.example/x")
    assert [h.raw for h in found] == ["honey@mail.example", "bee@mail.example"]


@pytest.mark.parametrize(
    "text", ["icon@2x.zip", "git@/x", "honey.@mail.example", "@mail.example", "a@b", "5@6.7", "x@y..com"]
)
def test_other_signs_give_nothing(text: str) -> None:
    assert hits(EMAIL, text) == []


def test_a_column_with_commas_and_slashes() -> None:
    raw = "a1@mail.example,b1@mail.example;c1@mail.example/d1@mail.example, no@where"
    assert [h.value[:2] for h in declared(EMAIL, raw, "email")] == ["a1", "b1", "c1", "d1"]


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


@pytest.mark.parametrize(
    "unit", ["a", "a.", "a@", "@", "a@b.", "a-", "'", "honey@mail.example ", "a@a.a/", "о@", "...@"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert takes_linear_time(read_worst(EMAIL, "email"), unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("honey@home.now5", "no such top-level domain: .now5"),
        ("honey@-bad-.com", "no host can have such a name"),
        ("@lena@mail.ru", "a part of something longer"),
        ("git@code.example:repo", "names a repository"),
        ("a..b@mail.ru", "no mailbox is named so"),
        ("icon@2x.png", "a picture's file name"),
        ("пишитеhoney@mail.ru", "glued before it"),
        ("хани@gmail.com", "no names in other alphabets"),
        ("honey@gmail.comcall", "glued behind the host"),
        ("honey@site.com.Call", "glued behind the host is left out"),
        ("lena@co.uk", "a public suffix, with no name before it"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons("email", text)


@pytest.mark.parametrize(
    ("text", "joins"),
    [
        ("jabber: lena@chat.example", False),
        ("xmpp:lena@chat.example", False),
        ("жаба - lena@chat.example", False),
        ("lena@chat.example (jabber)", False),
        ("email / jabber: lena@chat.example", True),
        ("jabber, mail: lena@chat.example", True),
        ("lena@chat.example, jabber: honey@chat.example", True),
        ("no jabber please, lena@chat.example", True),
    ],
)
def test_an_account_of_jabber_is_no_mailbox(text: str, joins: bool) -> None:
    table = read_texts(texts_of(records({"text": text})), Settings()).to_pylist()
    sure = {m["value"]: m["confidence"] for m in table if m["kind"] == "email"}
    assert (sure["lena@chat.example"] >= 0.7) is joins
