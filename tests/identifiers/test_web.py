"""Links: accounts, phones, addresses and domains in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import declared, hits, pairs, read_worst, reasons, takes_linear_time

from graphkit.identifiers.base import Context
from graphkit.identifiers.web import WEB

ACCOUNTS = [
    ("t.me/Honey_Agency", "telegram", "honey_agency"),
    ("https://t.me/s/honey_agency?before=5", "telegram", "honey_agency"),
    ("t.me/honey_agency/123", "telegram", "honey_agency"),
    ("tg://resolve?domain=honey_agency", "telegram", "honey_agency"),
    ("honeygirl.t.me", "telegram", "honeygirl"),
    ("https://t.me/c/1234567890/55", "telegram_id", "-1001234567890"),
    ("tg://privatepost?channel=1234567890&post=4", "telegram_id", "-1001234567890"),
    ("https://t.me/addlist/AbCdEfGhIj12345", "telegram_invite", "AbCdEfGhIj12345"),
    ("https://signal.group/#CjQKIAbCdEfGhIjKlMnOpQrStUv", "signal_invite", "CjQKIAbCdEfGhIjKlMnOpQrStUv"),
    ("https://join.skype.com/AbCdEfGhIjKl", "skype_invite", "AbCdEfGhIjKl"),
    ("https://join.skype.com/bot/abc-def", "skype", "abc-def"),
    ("line.me/R/ti/p/%40honeyx", "line", "honeyx"),
    ("https://line.me/ti/g/AbCdEfGhIj", "line_invite", "AbCdEfGhIj"),
    ("https://discord.gg/invite/AbCd", "discord_invite", "AbCd"),
    ("https://matrix.to/#/@honeyx:honey.example", "matrix", "honeyx:honey.example"),
    ("https://t.me/+AbCdEfGhIj12345", "telegram_invite", "AbCdEfGhIj12345"),
    ("t.me/joinchat/AbCdEfGhIj12345", "telegram_invite", "AbCdEfGhIj12345"),
    ("tg://user?id=1234567", "telegram_id", "1234567"),
    ("https://www.instagram.com/honey.x/?hl=en", "instagram", "honey.x"),
    ("https://m.facebook.com/honey.girl", "facebook", "honey.girl"),
    ("facebook.com/profile.php?id=100001", "facebook", "100001"),
    ("vk.com/id12345", "vk", "id12345"),
    ("https://vk.com/write12345", "vk", "id12345"),
    ("https://vk.com/im?sel=12345", "vk", "id12345"),
    ("ok.ru/profile/57000", "ok", "57000"),
    ("tiktok.com/@honey.x/video/1", "tiktok", "honey.x"),
    ("x.com/honeyx", "twitter", "honeyx"),
    ("snapchat.com/add/honeyx", "snapchat", "honeyx"),
    ("kik.me/honeyx", "kik", "honeyx"),
    ("line.me/ti/p/~honeyx", "line", "honeyx"),
    ("discord.gg/AbCd", "discord_invite", "AbCd"),
    ("chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv", "whatsapp_invite", "AbCdEfGhIjKlMnOpQrStUv"),
    ("invite.viber.com/?g2=AQBabcDEF12", "viber_invite", "AQBabcDEF12"),
    ("skype:honey.girl?chat", "skype", "honey.girl"),
    ("onlyfans.com/honeyx", "onlyfans", "honeyx"),
    ("https://fansly.com/HoneyX/posts", "fansly", "honeyx"),
    ("boosty.to/honey.x", "boosty", "honey.x"),
    ("https://bsky.app/profile/honeyx.bsky.social", "bluesky", "honeyx.bsky.social"),
    ("https://bsky.app/profile/lena.honey.example", "bluesky", "lena.honey.example"),
    (
        "https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx",
        "bluesky",
        "did:plc:abcdefghijklmnopqrstuvwx",
    ),
    ("honeyx.bsky.social", "bluesky", "honeyx.bsky.social"),
    ("threads.net/@honeyx", "threads", "honeyx"),
    ("youtube.com/channel/UCabcdefghijklmnopqrstuv", "youtube", "UCabcdefghijklmnopqrstuv"),
    ("ru.linkedin.com/in/honey-girl", "linkedin", "honey-girl"),
    ("reddit.com/u/honeyx", "reddit", "honeyx"),
]
PHONES = [
    ("wa.me/12025550143?text=hi", "whatsapp"),
    ("https://wa.me/+12025550143", "whatsapp"),
    ("https://api.whatsapp.com/send?phone=12025550143&text=a", "whatsapp"),
    ("whatsapp://send?phone=+12025550143", "whatsapp"),
    ("viber://chat?number=%2B12025550143", "viber"),
    ("viber://add?number=12025550143", "viber"),
    ("https://signal.me/#p/+12025550143", "signal"),
    ("sgnl://signal.me/#p/+12025550143", "signal"),
    ("t.me/+12025550143", "telegram"),
]
URLS = [
    ("https://www.Honey.example:443/a/B/?utm_source=x&id=3&fbclid=1#top", "https://honey.example/a/B?id=3"),
    ("hxxp://honey.example/a", "https://honey.example/a"),
    ("www.honey.example", "https://honey.example"),
    ("(see https://honey.example/a_(b))", "https://honey.example/a_(b)"),
    ("[x](https://honey.example/a).", "https://honey.example/a"),
    ("http://192.0.2.1:8080/x", "https://192.0.2.1:8080/x"),
    ("honey.example", "https://honey.example"),
    ("instagram.com/p/Cx1/", "https://instagram.com/p/Cx1"),
    ("https://honey.example?c=x", "https://honey.example/?c=x"),
    ("https://honey.example/?c=x&gclid=1", "https://honey.example/?c=x"),
    ("honey.example?utm_source=a&yclid=2&igshid=3&si=4&mc_cid=5", "https://honey.example"),
    ("honey.example/a?_hsenc=1&mtm_kwd=2&srsltid=3&ttclid=4&id=7", "https://honey.example/a?id=7"),
]
NOTHING = [
    "a@honey.example",
    "first.me@honey.example",
    "@honey.com",
    "end.Next",
    "B.Tech/B.E.Jobs",
    "#-honey.info",
    "$5.99/hour",
    "1.2.3.4",
    "a.m./p.m.",
]


@pytest.mark.parametrize(("text", "kind", "value"), ACCOUNTS)
def test_a_link_to_an_account_is_the_account(text: str, kind: str, value: str) -> None:
    found = hits(WEB, f"see {text}, ok")
    assert (kind, value) in pairs(found, 0.97)
    assert all(h.kind != "url" for h in found)
    assert all(h.found.role == "infrastructure" and not h.found.claims for h in found if h.kind == "domain")
    assert found[0].raw == text
    assert found[0].found.claims


def test_a_private_channel_is_a_container_which_joins_nobody() -> None:
    (channel, _) = hits(WEB, "https://t.me/c/1234567890/55")
    assert channel.found.role == "container"


@pytest.mark.parametrize(("text", "hint"), PHONES)
def test_a_link_to_a_phone_is_the_phone(text: str, hint: str) -> None:
    (phone,) = (f for f in WEB.judge(text, Context(fictional=True)) if f.kind == "phone")
    assert (phone.value, phone.hint, phone.confidence) == ("+12025550143", hint, 0.97)
    (doubted,) = (f for f in WEB.judge(text, Context()) if f.kind == "phone")
    assert doubted.confidence == 0.4


@pytest.mark.parametrize(("text", "value"), URLS)
def test_other_links_are_urls_in_one_form(text: str, value: str) -> None:
    assert ("url", value) in pairs(hits(WEB, text), 0.6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://bit.ly/3xYzAbC", "https://bit.ly/3xYzAbC"),
        ("t.co/AbCd12", "https://t.co/AbCd12"),
        ("tinyurl.com/honey-x", "https://tinyurl.com/honey-x"),
        ("https://goo.gl/AbCd?utm_source=x", "https://goo.gl/AbCd"),
        ("clck.ru/AbCd", "https://clck.ru/AbCd"),
        ("https://vk.cc/AbCd", "https://vk.cc/AbCd"),
        ("https://vm.tiktok.com/ZMabc/", "https://vm.tiktok.com/ZMabc"),
    ],
)
def test_short_links_are_marked_as_such(text: str, value: str) -> None:
    (url,) = (h for h in hits(WEB, text) if h.kind != "domain")
    assert (url.kind, url.value, url.found.method, url.found.hint) == (
        "url",
        value,
        "web.shortener",
        "shortener",
    )
    assert {h.found.role for h in hits(WEB, text) if h.kind == "domain"} == {"infrastructure"}


@pytest.mark.parametrize(
    ("host", "real"),
    [
        ("\u0440\u0430ypal.com", "paypal.com"),
        ("t\u0435legram.org", "telegram.org"),
        ("inst\u0430gram.com", "instagram.com"),
    ],
)
def test_a_look_alike_host_never_becomes_the_real_one(host: str, real: str) -> None:
    found = hits(WEB, f"https://{host}/honeyx")
    assert all(real not in h.value for h in found)
    assert [h.value.startswith("xn--") for h in found if h.kind == "domain"] == [True]
    assert all(h.kind in ("url", "domain", "profile") for h in found)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_link(text: str) -> None:
    assert hits(WEB, text) == []


def test_two_links_with_a_comma_between() -> None:
    found = pairs(hits(WEB, "t.me/a_user,instagram.com/b_user"))
    assert ("telegram", "a_user") in found
    assert ("instagram", "b_user") in found


def test_domains_are_registrable_and_say_whose_they_are() -> None:
    roles = {
        h.value: h.found.role
        for h in hits(WEB, "https://a.honey.co.uk/x https://bit.ly/x https://vk.com/feed")
    }
    assert roles["honey.co.uk"] == "self"
    assert roles["bit.ly"] == roles["vk.com"] == "infrastructure"


@pytest.mark.parametrize("text", ["cash.app/$honey", "paypal.me/honey", f"honey.example/tx/{'ab12' * 10}"])
def test_payment_and_address_links_leave_their_characters(text: str) -> None:
    found = hits(WEB, text)
    assert found
    assert not any(h.found.claims for h in found)


def test_a_column_of_links() -> None:
    assert ("telegram", "honeyx") in pairs(declared(WEB, "https://t.me/honeyx, honey.example/a", "link"))
    assert ("url", "https://honey.example/a") in pairs(
        declared(WEB, "t.me/honeyx honey.example/a", "link"), 0.95
    )
    assert pairs(declared(WEB, "https://honey.example/a", "telegram")) == []


@pytest.mark.parametrize(
    "unit", ["a.", "t.me/", "https://", "((", "a.com,", "x.com/)", "&a=b", "https://a.com/?&"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert takes_linear_time(read_worst(WEB, "link"), unit)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="at.me/:@?#=&+%()[],hps w0-_~é", max_size=60))
def test_any_text_is_read_without_error_and_within_bounds(text: str) -> None:
    hits(WEB, text)
    declared(WEB, text, "link")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("honey.nowhere", "no such top-level domain: .nowhere"),
        ("lena@mail.ru", "beside an at sign"),
        ("wa.me/123", "wa.me: this page of it is nobody's account"),
        ("https://wa.me/999123456789", "the number in this link is none of any country"),
        ("www.facebook.com", "the front page of a site that many use"),
        ("B.Tech/B.E.", "words have them that a full stop joins"),
        ("notes.py", ".py: also the end of a file's name"),
        ("end.info", "a full stop without a space also joins two words"),
        ("1.2.3.4", "a version or a number as likely"),
        ("http://a..b/", "no host can have such a name"),
        ("HONEY.COM", "an end in capitals"),
        ("https://honey.example/anna", "only may be a user's page"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons("web", text)


@pytest.mark.parametrize(
    ("behind", "url"),
    [
        ("\U0001f4de206-555-0109", "https://site.example/us"),  # a telephone receiver
        ("\u27a1 next", "https://site.example/us"),
        ("Tel:206-555-0109", "https://site.example/us"),
        ("Text206-555-0109", "https://site.example/us"),
        ("WhatsApp+12065550109", "https://site.example/us"),
        (
            "\u0422\u0435\u043b\u0435\u0444\u043e\u043d",
            "https://site.example/us",
        ),  # a word in Cyrillic letters
        ("Tell", "https://site.example/usTell"),
        ("Texts/5", "https://site.example/usTexts/5"),
        (",https://home.example/x", "https://site.example/us"),
    ],
)
def test_what_is_stuck_behind_a_link_ends_it(behind: str, url: str) -> None:
    found = [h for h in hits(WEB, f"see https://site.example/us{behind}") if h.kind == "url"]
    assert found[0].value == url
