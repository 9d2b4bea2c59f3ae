from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_files import page, sniff, surest
from web_layouts import frame, listings

from graphkit.errors import SourceError, WrongFormatError
from graphkit.identifiers.reading import read_batch
from graphkit.settings import ReadOptions, Settings
from ingest.web import WebIngestor

FICTION = Settings(fictional_numbers=True)
AD = """<!DOCTYPE html>
<!-- saved from url=(0042)https://dubai.bazaarly.example/ad/17?x=1 -->
<html lang="en"><head><meta charset="utf-8"><title>Room - Bazaarly</title></head><body>
<header><a href="/">Bazaarly</a> Help: <a href="mailto:help@bazaarly.example">help@bazaarly.example</a></header>
<main><h1>Room near the park</h1><time datetime="2026-02-03T10:00:00+04:00">3 Feb</time> <span class="username">mia_22</span>
<p>Quiet.<br>Call +1 202 555 0123</p><p hidden>not shown +1 202 555 0177</p><img src="Room_files/p%201.jpg"></main>
<aside>Partner: +1 202 555 0166</aside>
<footer>Call us +1 202 555 0199 <a href="https://t.me/bazaarly">Telegram</a></footer></body></html>"""


def roles(html: str) -> dict[str, str]:
    """Return phone and account -> role, as the readers of identifiers see a page."""
    found: dict[str, str] = {}
    for batch in WebIngestor().read(_Text(html), ReadOptions("ab" * 32, "p.html")):  # type: ignore[arg-type]
        for m in read_batch(batch, FICTION)[1].to_pylist():
            if m["kind"] in ("phone", "telegram", "email", "whatsapp"):
                before = found.setdefault(m["value"], m["role"])
                assert m["value"] not in found or before == m["role"] or "self" in (before, m["role"])
                found[m["value"]] = "self" if "self" in (before, m["role"]) else before
    return found


class _Text:
    def __init__(self, html: str) -> None:
        from web_files import Member

        self.open = Member("p.html", html.encode()).open


def test_a_saved_ad() -> None:
    got = page(AD)
    (record,) = got.records
    assert {k: record[k] for k in ("locator", "platform", "kind", "author", "url", "title")} == {
        "locator": "page", "platform": "bazaarly.example", "kind": "page", "author": "mia_22",
        "url": "https://dubai.bazaarly.example/ad/17?x=1", "title": "Room near the park",
    }  # fmt: skip
    assert record["posted_at"].isoformat() == "2026-02-03T06:00:00+00:00"
    assert record["posted_at_raw"] == "2026-02-03T10:00:00+04:00"
    assert record["text"] == "Room near the park\n\n3 Feb mia_22\n\nQuiet.\nCall +1 202 555 0123"
    assert dict(record["extra"])["part"] == "page"
    assert ("image", "self", "Room_files/p 1.jpg") in got.identifiers()
    assert got.report["parts"] == {"pages": 1}
    assert got.report["encoding"] == "utf-8"


def test_whose_a_contact_is_depends_on_where_it_stands() -> None:
    assert roles(AD) == {
        "+12025550123": "self",
        "+12025550177": "mentioned",
        "+12025550166": "mentioned",
        "+12025550199": "infrastructure",
        "bazaarly": "infrastructure",
        "help@bazaarly.example": "infrastructure",
    }


@pytest.mark.parametrize(
    ("link", "kind", "raw"),
    [
        ("tel:%2B1-202-555-0123", "phone", "+1-202-555-0123"),
        ("sms:+12025550123?body=hi", "phone", "+12025550123"),
        ("mailto:mia@snowleaf.example?subject=Room", "email", "mia@snowleaf.example"),
        ("whatsapp://send?phone=12025550123", "link", "whatsapp://send?phone=12025550123"),
        ("viber://chat?number=%2B12025550123", "link", "viber://chat?number=%2B12025550123"),
        ("tg://resolve?domain=honey_agency", "link", "tg://resolve?domain=honey_agency"),
        ("https://wa.me/12025550123", "link", "https://wa.me/12025550123"),
        ("//t.me/honey_agency", "link", "https://t.me/honey_agency"),
        ("https://www.instagram.com/honey.agency/", "link", "https://www.instagram.com/honey.agency/"),
        (
            "/cdn-cgi/l/email-protection#422f2b2302312c2d352e2723246c273a232f322e27",
            "email",
            "mia@snowleaf.example",
        ),
    ],
)
def test_links_that_declare_a_contact(link: str, kind: str, raw: str) -> None:
    got = page(f'<html><body><h1>Room</h1><p>Nice <a href="{link}">here</a></p></body></html>')
    assert got.identifiers() == [(kind, "self", raw)]


@pytest.mark.parametrize(
    "link",
    ["#top", "/ad/7", "javascript:void(0)", "mailto:?subject=x", "https://t.me/share/url?url=x", "https://wa.me/?text=hi",
     "https://www.facebook.com/sharer/sharer.php?u=x", "https://www.instagram.com/", "tel:", "viber://forward?text=x",
     "https://[bad", "data:text/html,x"],
)  # fmt: skip
def test_links_that_declare_none(link: str) -> None:
    assert (
        page(f'<html><body><h1>Room</h1><p>Nice <a href="{link}">here</a></p></body></html>').identifiers()
        == []
    )


def test_a_link_that_leads_to_any_other_place_is_only_mentioned() -> None:
    html = '<html><head><base href="https://a.bazaarly.example/x/"></head><body><p>Room <a href="https://map.example/q">map</a> <a href="https://b.bazaarly.example/">b</a></p>'
    assert page(html).identifiers() == [("link", "mentioned", "https://map.example/q")]


def test_phones_behind_a_button_and_hidden_emails() -> None:
    html = (
        '<html><body><h1>Room</h1><button data-phone="+1 202 555 0123">Show</button>'
        '<a class="__cf_email__" data-cfemail="422f2b2302312c2d352e2723246c273a232f322e27">[email&#160;protected]</a></body></html>'
    )
    got = page(html)
    assert got.identifiers() == [
        ("phone", "self", "+1 202 555 0123"),
        ("email", "self", "mia@snowleaf.example"),
    ]
    assert got.records[0]["text"] == "Room\n\nShow\nmia@snowleaf.example"


def test_a_listing_is_a_record_each() -> None:
    layout = next(x for x in listings() if x.name == "bootstrap cards")
    got = page(f"<!-- saved from url=(0029)https://www.bazaarly.example/c -->{layout.html}")
    items, shell = got.records[:8], got.records[8:]
    assert [r["locator"] for r in items] == [f"listing item {i} of 8" for i in range(1, 9)]
    assert items[2]["title"] == "Room on Cedar Lane"
    assert items[2]["url"] == "https://www.bazaarly.example/ad/902"
    assert items[2]["native_id"] == "902"
    assert items[2]["author"] == "lena"
    assert items[2]["kind"] == "ad"
    assert items[2]["posted_at"].isoformat() == "2026-03-03T00:00:00+00:00"
    assert all("help@" not in str(r) for r in items)
    assert [r["locator"] for r in shell] == ["listing page without its items"]
    assert {role for _, role, _ in got.identifiers()} == {"infrastructure"}
    assert got.report["parts"] == {"listings": 1, "listing items": 8, "listing page without its items": 1}
    assert any("time zone" in w for w in got.warnings)


def test_batches_are_no_larger_than_asked_for() -> None:
    layout = next(x for x in listings() if x.name == "bootstrap cards")
    assert page(layout.html, batch_size=3).sizes == [3, 3, 3]


def test_the_words_of_others_join_nobody() -> None:
    reply = '<li class="comment"><p>Call me +1 202 555 0144, I have one too</p></li>'
    html = f"<html><body><main><h1>Room</h1><p>Call +1 202 555 0123</p></main><ol class=comments>{reply * 3}</ol><div class='similar-ads'>Other: +1 202 555 0155</div></body></html>"
    assert roles(html) == {"+12025550123": "self", "+12025550144": "mentioned", "+12025550155": "mentioned"}


def test_neighbours_and_questions_that_nothing_marks_join_nobody() -> None:
    cards = "".join(
        f"<div><a href='/ad/{i}'>Flat number {i} in a quiet street</a> call +1 202 555 014{i}</div>"
        for i in range(4)
    )
    text = "<p>Room with a long text, quiet, bright, and near the park. " * 12
    html = f"<html><body><h1>Room</h1>{text}Call +1 202 555 0123</p><div>{cards}</div><h3>Questions (2)</h3><p>Free? +1 202 555 0155</p></body></html>"
    found = roles(html)
    assert found.pop("+12025550123") == "self"
    assert set(found.values()) == {"mentioned"}
    assert len(found) == 5


def test_a_post_is_its_authors_and_has_its_own_address() -> None:
    post = "<div class='post' id='p{0}7'><div class=poster><h4><a href='/u/{0}'>mia_{0}</a></h4></div><h5><a href='/m{0}'>Re: Rooms</a></h5><p>Quiet street near the park, bright</p></div>"
    got = page("<html><body>" + "".join(post.format(i) for i in range(3)) + "</body></html>")
    first = got.records[0]
    assert (first["author"], first["title"], first["url"], first["kind"]) == (
        "mia_0",
        "Re: Rooms",
        "/m0",
        "message",
    )


def test_the_address_is_found_wherever_the_page_says_it() -> None:
    body = "<body><p>Quiet room</p></body>"
    assert (
        page(f'<link rel=canonical href="https://x.jobs.example/7">{body}').records[0]["url"]
        == "https://x.jobs.example/7"
    )
    assert (
        page(f'<meta property="og:url" content="https://x.jobs.example/8">{body}').records[0]["platform"]
        == "jobs.example"
    )
    single = f"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: http://abcdefghij234567.onion/9 \n saved date: Wed Mar 04 2026 09:06:07 GMT+0400 (Gulf Standard Time)\n-->{body}"
    (record,) = page(single).records
    assert record["platform"] == "abcdefghij234567.onion"
    assert record["posted_at"].isoformat() == "2026-03-04T05:06:07+00:00"
    archived = (
        "<!-- saved from url=(0062)https://web.archive.org/web/20240102030405/http://jobs.example/7 -->"
    )
    (record,) = page(archived + body).records
    assert (record["url"], record["posted_at"].year) == ("http://jobs.example/7", 2024)
    assert page(body).records[0]["platform"] == "web"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_encodings(codec: str) -> None:
    said = f"<meta charset={codec}>" if codec not in ("utf-16", "utf-8-sig") else ""
    got = page(
        f"<html><head>{said}</head><body><p>Тихая комната рядом с парком</p></body></html>".encode(codec)
    )
    assert got.records[0]["text"] == "Тихая комната рядом с парком"
    wrong = "<html><meta charset=utf-8><body><p>Тихая комната у парка, звоните</p></body></html>".encode(
        "cp1251"
    )
    assert page(wrong).records[0]["text"] == "Тихая комната у парка, звоните"


def test_pages_of_nothing_are_rejects() -> None:
    got = page("<html><head><title>Gone</title></head><body></body></html>")
    assert (got.records, got.rejects[0]["reason"]) == ([], "a page of nothing but a title")


def test_a_gzip_cut_short_keeps_what_came() -> None:
    whole = gzip.compress(
        ("<html><body>" + "".join(f"<p>Room number {i}</p>" for i in range(5_000))).encode()
    )
    got = page(whole[: len(whole) // 2], "page.html.gz")
    assert "Room number 9" in got.records[0]["text"]
    assert "cut short" in got.rejects[0]["reason"]
    with pytest.raises(SourceError, match="cut short"):
        page(whole[:12], "page.html.gz")


def test_what_is_no_page_is_said_to_be_another_format() -> None:
    with pytest.raises(WrongFormatError, match=r"page\.html"):
        page("just words")
    with pytest.raises(SourceError, match=r"nothing\.html"):
        list(WebIngestor().read(Path("/nonexistent/nothing.html"), ReadOptions("ab" * 32, "nothing.html")))


@pytest.mark.parametrize(
    ("name", "data", "low", "high"),
    [
        ("a.html", AD.encode(), 0.9, 1),
        ("a", AD.encode(), 0.6, 1),
        ("a.htm.gz", gzip.compress(AD.encode()), 0.9, 1),
        ("a.html", "\ufeff".encode() + AD.encode(), 0.9, 1),
        ("a.html", AD.encode("utf-16"), 0.9, 1),
        ("messages.html", b'<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="page_wrap">', 0, 0.3),
        ("messages0.html", b'<!DOCTYPE html><html><body><div class="wrap_page_content"><div class="item"><div class="item__main">', 0, 0.3),
        ("a.csv", b"id,text\n1,<b>x</b>\n", 0, 0),
        ("a.svg", b'<?xml version="1.0"?><svg>', 0, 0),
        ("a.xml", b"<?xml version='1.0'?><feed><html></html></feed>", 0, 0),
        ("a.html", b"", 0.1, 0.4),
    ],
)  # fmt: skip
def test_sniff(name: str, data: bytes, low: float, high: float) -> None:
    assert low <= sniff("web", name, data) <= high


def test_every_layout_is_read_by_this_reader() -> None:
    assert {surest("page.html", layout.html.encode()) for layout in listings()} == {"web"}


def test_the_same_page_gives_the_same_records() -> None:
    html = frame("<main>" + listings()[0].html + "</main>")
    assert page(html).records == page(html).records


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(AD) - 1), st.integers(0, 200))
def test_damaged_pages_are_read_or_refused(noise: bytes, at: int, cut: int) -> None:
    data = AD.encode()
    for damaged in (data[:at] + noise + data[at + cut :], noise, b"<html>" + noise):
        with suppress(SourceError, WrongFormatError):
            page(damaged)
