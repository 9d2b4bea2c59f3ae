from __future__ import annotations

import gzip
import html
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram_files import declared, read, records, rejects

from graphkit.errors import SourceError, WrongFormatError
from ingest import telegram_html as module
from ingest.telegram_html import TelegramHtmlIngestor

HTML = TelegramHtmlIngestor()
DATE = "12.11.2020 12:53:52 UTC+03:00"


def div(marks: str, *inner: str, **attributes: str) -> str:
    """Write an element as Telegram Desktop does: on lines of its own."""
    more = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f'\n     <div class="{marks}"{more}>\n{"".join(inner)}\n     </div>\n'


def message(
    number: int, *inner: str, name: str = "Mia", joined: bool = False, colour: int = 3, date: str = DATE
) -> str:
    """Write a message; ``inner`` stands behind the name."""
    pic = div("pull_left userpic_wrap", div(f"userpic userpic{colour}", div("initials", name[:1])))
    parts = [div("pull_right date details", "12:53", title=date)]
    if not joined:
        parts.append(div("from_name", html.escape(name)))
    marks = "message default clearfix" + (" joined" if joined else "")
    return div(marks, "" if joined else pic, div("body", *parts, *inner), id=f"message{number}")


def text(words: str) -> str:
    return div("text", words)


def service(number: int, words: str) -> str:
    return div("message service", div("body details", words), id=f"message{number}")


def page(
    *messages: str, title: str = "Velvet Ads", links: str = "", end: str = " </body>\n\n</html>\n"
) -> bytes:
    """Write a page of messages."""
    head = (
        '<!DOCTYPE html>\n<html>\n\n <head>\n\n  <meta charset="utf-8"/>\n<title>Exported Data</title>\n </head>\n'
        '\n <body onload="CheckLocation();">\n\n  <div class="page_wrap">\n'
    )
    header = div("page_header", div("content", div("text bold", html.escape(title))))
    body = div("page_body chat_page", div("history", links, service(-1, "12 November 2020"), *messages))
    return (head + header + body + "\n  </div>\n" + end).encode()


GROUP = [message(90 + n, text("hi"), name=f"P{n}") for n in range(3)]  # three people make a group


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "messages.html"


def of(file: Path, data: bytes, **options: Any) -> tuple[list[Any], dict[str, Any]]:
    file.write_bytes(data)
    return read(HTML, file, **options)


def test_messages_have_places_times_and_texts_as_shown(file: Path) -> None:
    words = "Call  me<br><br>now &amp; <strong>here</strong><pre>\ncode</pre>"
    batches, told = of(
        file, page(message(7, text(words)), message(8, text("two"), joined=True, date="12.11.2020 12:54:00"))
    )
    first, second = records(batches)
    assert (first["locator"], first["native_id"], first["author"]) == ("message 7", "7", "Mia")
    assert first["text"] == "Call  me\n\nnow & herecode"
    assert first["posted_at"].isoformat() == "2020-11-12T09:53:52+00:00"
    assert first["posted_at_raw"] == DATE
    assert (second["author"], second["extra"]["chat"]) == ("Mia", "Velvet Ads")
    assert second["posted_at"].isoformat() == "2020-11-12T12:54:00+00:00"
    assert told["parts"] == {"messages": 2}
    assert told["warnings"] == ["date: 1 of the times give no time zone and were taken as UTC"]
    assert rejects(batches) == []


def test_names_name_somebody_in_this_chat_only(file: Path) -> None:
    batches, _ = of(
        file, page(*GROUP, message(1, text("x"), name="P0", colour=5), message(2, name="Deleted Account"))
    )
    assert declared(batches) == [
        ("account", "telegram:P0@Velvet Ads@abababab#3", "self", "from"),
        ("account", "telegram:Velvet Ads@abababab", "container", "chat"),
        ("account", "telegram:P1@Velvet Ads@abababab#3", "self", "from"),
        ("account", "telegram:Velvet Ads@abababab", "container", "chat"),
        ("account", "telegram:P2@Velvet Ads@abababab#3", "self", "from"),
        ("account", "telegram:Velvet Ads@abababab", "container", "chat"),
        # Another colour is another person of the same name.
        ("account", "telegram:P0@Velvet Ads@abababab#5", "self", "from"),
        ("account", "telegram:Velvet Ads@abababab", "container", "chat"),
        ("account", "telegram:Velvet Ads@abababab", "container", "chat"),
    ]


def test_pages_of_one_folder_are_one_chat(file: Path) -> None:
    links = '<a class="pagination block_link" href="messages2.html">Next messages</a>'
    found = [
        declared(of(file, page(*GROUP, links=links), source=source)[0])[0][1]
        for source in ("export/messages.html", "export/messages2.html", "other/messages.html")
    ]
    assert found[0] == found[1] != found[2]


def test_forwards_answers_and_private_talk_name_others(file: Path) -> None:
    origin = div(
        "from_name", 'Zoe <span class="date details" title="01.11.2020 10:00:00 UTC+03:00"> 01.11.2020</span>'
    )
    forward = div("forwarded body", origin, text("theirs"))
    again = div("forwarded body", text("theirs too"))
    reply = div(
        "reply_to details",
        'In reply to <a href="#go_to_message90" onclick="return GoToMessage(90)">this message</a>',
    )
    own = div("reply_to details", 'In reply to <a href="messages.html#go_to_message5">this message</a>')
    elsewhere = div("reply_to details", "In reply to a message in another chat")
    batches, _ = of(
        file,
        page(
            *GROUP, message(1, forward), message(2, again, joined=True), message(4, reply, text("x")),
            message(5, text("own")), message(6, own, text("mine"), joined=True), message(7, elsewhere, text("x")),
        ),
    )  # fmt: skip
    rows = records(batches)[3:]
    assert [row["text_roles"].get("text", "self") for row in rows] == [
        "mentioned", "mentioned", "mentioned", "self", "self", "mentioned",
    ]  # fmt: skip
    assert [row["extra"].get("forwarded_from") for row in rows[:2]] == ["Zoe", "Zoe"]
    assert rows[0]["extra"]["forwarded_date"] == "01.11.2020 10:00:00 UTC+03:00"
    assert rows[2]["extra"]["reply_to"] == "90"
    assert [one for one in declared(batches) if one[2] == "counterparty"] == [
        ("account", "telegram:P0@Velvet Ads@abababab#3", "counterparty", "reply_to_author")
    ]


def test_a_talk_between_two_and_a_channel_are_told_apart(file: Path) -> None:
    two = page(message(1, text("a"), name="Olga"), message(2, text("b"), name="Vera"), title="Olga")
    batches, _ = of(file, two)
    assert [row["text_roles"]["text"] for row in records(batches)] == ["mentioned", "mentioned"]
    assert [one[1:3] for one in declared(batches)] == [
        ("telegram:Olga@Olga@abababab#3", "self"), ("telegram:Vera@Olga@abababab#3", "counterparty"),
        ("telegram:Vera@Olga@abababab#3", "self"), ("telegram:Olga@Olga@abababab#3", "counterparty"),
    ]  # fmt: skip
    channel = page(
        service(1, "Channel &laquo;Velvet&raquo; created"),
        message(2, text("a"), name="Velvet"),
        title="Velvet",
    )
    batches, _ = of(file, channel)
    assert [row["text_roles"].get("text", "self") for row in records(batches)] == ["mentioned", "self"]
    assert [one[2] for one in declared(batches)] == ["self"]


def test_links_media_cards_and_calls(file: Path) -> None:
    links = (
        '<a href="https://honey.example/a">here</a> <a href="https://honey.example/b">https://honey.example/b</a> '
        '<a href="https://t.me/lena_77">@lena_77</a> <a href="mailto:x@honey.example">x@honey.example</a>'
    )
    photo = div(
        "media_wrap clearfix",
        '<a class="photo_wrap clearfix pull_left" href="photos/a.jpg"><img class="photo" src="photos/a_thumb.jpg"/></a>',
    )
    up = photo.replace("photos/a.jpg", "../../chats/chat_001/photos/b.jpg")
    sticker = div(
        "media_wrap clearfix", '<a class="sticker_wrap clearfix pull_left" href="stickers/s.webp"></a>'
    )

    def media(mark: str, title: str, status: str, href: str = "") -> str:
        inner = div("fill pull_left") + div("body", div("title bold", title), div("status details", status))
        marks = f"media clearfix pull_left block_link {mark}"
        if href:
            return div("media_wrap clearfix", f'<a class="{marks}" href="{href}">{inner}</a>')
        return div("media_wrap clearfix", div(marks, inner))

    poll = div(
        "media_wrap clearfix",
        div("media_poll", div("question bold", "Who?"), div("answer", "- Me"), div("total details", "1")),
    )
    batches, _ = of(
        file,
        page(
            *GROUP, message(1, text(links)), message(2, photo), message(3, up), message(4, sticker),
            message(5, media("media_contact", "Olga", "+44 7700 900333 - vCard", "contacts/c.vcard")),
            message(6, media("media_call success", "Olga", "Outgoing (12 seconds)")),
            message(7, media("media_location", "Location", "25.2, 55.3", "https://maps.example/?q=1")),
            message(8, media("media_file", "x.pdf", "1 KB", "files/x.pdf")), message(9, poll),
        ),
        source="out/chats/chat_001/messages.html",
    )  # fmt: skip
    rows = {row["native_id"]: row for row in records(batches)}
    found = [one for one in declared(batches) if one[0] != "account"]
    assert found == [
        ("link", "https://honey.example/a", "self", "text_links"),
        ("image", "photos/a.jpg", "self", "photo"),
        ("image", "photos/b.jpg", "self", "photo"),
        ("phone", "+44 7700 900333", "mentioned", "contact_phone_number"),
    ]
    assert rows["4"]["extra"]["file"] == "stickers/s.webp"
    assert rows["6"]["kind"] == "call"
    assert rows["6"]["extra"]["media_status"] == "Outgoing (12 seconds)"
    assert rows["7"]["location"] == "25.2, 55.3"
    assert rows["8"]["extra"]["file"] == "files/x.pdf"
    assert rows["9"]["more_text"] == {"poll": "Who?\n- Me"}


def test_bots_by_which_it_was_sent_and_signatures(file: Path) -> None:
    batches, _ = of(
        file, page(*GROUP, message(1, text("x"), div("signature details", "Olga"), name="P0 via @pic_bot"))
    )
    row = records(batches)[3]
    assert (row["author"], row["extra"]["signature"]) == ("P0", "Olga")
    assert row["text_roles"]["text"] == "mentioned"
    assert ("telegram", "@pic_bot", "mentioned", "via_bot") in declared(batches)


def test_a_joined_message_without_one_before_has_no_author(file: Path) -> None:
    batches, told = of(
        file, page(message(1, text("x"), joined=True), service(2, "Mia pinned this"), message(3, joined=True))
    )
    assert [row["author"] for row in records(batches)] == [None, None, None]
    assert "2 messages stand without the name of who wrote them" in told["warnings"]


def test_a_page_cut_short_keeps_what_came_before(file: Path) -> None:
    whole = page(*(message(n, text("x" * 50)) for n in range(1, 9)))
    batches, _ = of(file, whole[: len(whole) // 2])
    assert len(records(batches)) > 2
    assert "cut short" in rejects(batches)[0]["reason"]
    batches, _ = of(file, gzip.compress(whole))
    assert len(records(batches)) == 8
    assert rejects(batches) == []


def test_it_claims_its_pages_and_no_others(file: Path) -> None:
    data = page(message(1, text("x")))
    assert HTML.sniff(file, data) == HTML.sniff(file, gzip.compress(data)) == 0.97
    for other in (
        b"",
        b"\0" * 50,
        b"<html><div class='x'>",
        b'{"messages": []}',
        b'<p>class="page_body chat_page"</p>',
    ):
        assert HTML.sniff(file, other) == 0
        with pytest.raises(WrongFormatError):
            of(file, other)


def test_a_page_larger_than_any_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 1000)
    with pytest.raises(SourceError, match=r"larger than any page.*as JSON"):
        of(file, page(message(1, text("x" * 2000))))


@pytest.mark.parametrize("kind", ["nested divs", "nested messages", "many links", "odd dates", "attributes"])
def test_hostile_pages_take_no_time(file: Path, kind: str) -> None:
    inner = {
        "nested divs": text("<div>" * 500_000),
        "nested messages": '<div class="message default"><div class="body">' * 5_000,
        "many links": text("<a href='https://honey.example/'>x</a>" * 20_000),
        "odd dates": "".join(message(n, date=f"{n}.99.0000 99:99:99 UTC+99:99") for n in range(300)),
        "attributes": '<div class="' + "message " * 50_000 + '" id="message' + "9" * 50_000 + '">',
    }[kind]
    data = page(message(1, text("first")), message(2, text("second")), inner)
    before = time.perf_counter()
    batches, _ = of(file, data)
    assert records(batches)[0]["text"] == "first"
    assert time.perf_counter() - before < 10


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_damage_is_read_or_refused(file: Path, data: st.DataObject) -> None:
    whole = bytearray(page(*GROUP, message(1, text("a<br>b")), service(2, "x"), message(3, joined=True)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        piece = data.draw(st.sampled_from([b"", b"<", b">", b'"', b"\0", b"\xff", b"</div>", b"<!--", b"&"]))
        whole[at : at + data.draw(st.integers(0, 60))] = piece
    with suppress(SourceError, WrongFormatError):
        of(file, bytes(whole))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(file: Path, data: bytes) -> None:
    assert 0 <= HTML.sniff(file, data) <= 1
    with suppress(SourceError, WrongFormatError):
        of(file, data)
