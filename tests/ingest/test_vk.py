"""Pages of a VK archive: messages, wall, profile, in both languages; and damage."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from chat_files import EDITS, HOSTILE, SHORT, Got, borne, clusters, edited, read, sure
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import WrongFormatError
from ingest.markup import markup
from ingest.vk import VkIngestor

READER = VkIngestor()
NOTE = base64.b64encode(json.dumps({"user_id": 42, "time_current": 1700000000}).encode()).decode().rstrip("=")
FRAME = """<!DOCTYPE html>
<html><head><meta charset="windows-1251"><meta name="jd" content="{note}"><style>.item {{ color: "<div>" }}</style>
<title>VK</title></head><body><div class="wrap"><div class="header"><div class="ui_crumb">Профиль</div>
<div class="ui_crumb" >{title}</div></div><div class="wrap_page_content">{body}</div></div></body></html>"""


def page(body: str, title: str = "Анна", note: str = NOTE) -> bytes:
    return FRAME.format(body=body, title=title, note=note).encode("cp1251", "xmlcharrefreplace")


def message(key: int, head: str, text: str) -> str:
    return (
        f"<div class='item'>\n <div class='item__main'><div class=\"message\" data-id=\"{key}\">\n"
        f'  <div class="message__header">{head}</div>\n  <div>{text}</div>\n</div></div>\n</div>'
    )


def attached(*files: tuple[str, str]) -> str:
    inner = "".join(
        f'<div class="attachment"><div class="attachment__description">{kind}</div>'
        f"<a class='attachment__link' href='{link}'>{link}</a></div>"
        for kind, link in files
    )
    return f'<div class="kludges">{inner}</div>'


ANNA = '<a href="https://vk.com/id303">Анна Пример</a>'
CHAT = [
    message(71, f"{ANNA}, 9 авг 2017 в 11:32:27", "Комната, пиши: +1 202 555 0143<br>и &quot;ещё&quot; &lt;3"),
    message(72, "Вы, 1 сен 2020 в 16:28:26 <span class='message-edited' title='1 сен 2020 в 16:29:01'> (ред.)</span>",
            "у подруги +1 202 555 0144" + attached(("Фотография", "https://sun1.userapi.example/a.jpg"),
                                                    ("2 прикреплённых сообщения", ""))),
    message(73, f"{ANNA}, 5 мая 2021 в 1:34:19", attached(("Ссылка", "https://honey.example/room"))),
]  # fmt: skip
GROUP = [
    message(81, f"{ANNA}, 9 авг 2017 в 11:32:27", "всем: +1 202 555 0143"),
    message(82, '<a href="https://vk.com/id304">Боб</a>, 9 авг 2017 в 11:33:00', "[id303|Анна], чей +1 202 555 0145?"),
    message(83, f"{ANNA}, 9 авг 2017 в 11:34:00",
            '<div class="kludges"><a class="im_srv_lnk" href="https://vk.com/id303">Анна</a> пригласила '
            '<a class="im_srv_lnk" href="https://vk.com/id305">Карла</a></div>'),
    message(84, '<a href="https://vk.com/public77">Клуб</a>, 10 авг 2017 в 11:34:00', "новости"),
    message(85, "Вы, 11 авг 2017 в 11:34:00", "мой +1 202 555 0199"),
]  # fmt: skip


def chat(blocks: list[str], peer: str = "303", **more: str) -> Got:
    return read(
        READER, "messages0.html", page("\n".join(blocks), **more), f"Archive/messages/{peer}/messages0.html"
    )


def test_a_chat_is_read_as_it_stands() -> None:
    got = chat(CHAT)
    assert got.rejects == []
    assert got.column("locator") == ["message 71", "message 72", "message 73"]
    assert got.column("author") == ["Анна Пример", "Вы", "Анна Пример"]
    assert got.column("text") == [
        'Комната, пиши: +1 202 555 0143\nи "ещё" <3',
        "у подруги +1 202 555 0144",
        None,
    ]
    assert [str(t) for t in got.column("posted_at")] == [
        "2017-08-09 11:32:27+00:00", "2020-09-01 16:28:26+00:00", "2021-05-05 01:34:19+00:00",
    ]  # fmt: skip
    assert got.column("posted_at_raw")[0] == "9 авг 2017 в 11:32:27"
    assert got.extra("edited")[1] == "1 сен 2020 в 16:29:01"
    assert got.extra("attachments") == [None, "Фотография; 2 прикреплённых сообщения", "Ссылка"]
    assert {*got.extra("chat")} == {"Анна"}
    assert got.report["parts"] == {"messages": 3}
    assert (got.report["encoding"], got.report["title"]) == ("cp1251", "Анна")
    assert got.warnings == ["date: 3 of the values give no time zone and were taken as UTC"]


def test_whose_the_identifiers_are_in_a_chat_of_two() -> None:
    got = chat(CHAT)
    assert sorted(got.of(1)) == [
        ("phone", "+12025550143", "mentioned"),
        ("vk", "id303", "self"),
        ("vk", "id42", "counterparty"),
    ]
    assert ("vk", "id42", "self") in got.of(2)
    assert ("vk", "id303", "counterparty") in got.of(2)
    assert got.with_role("self") == {("vk", "id303"), ("vk", "id42")}
    assert any(kind == "url" and role == "mentioned" for kind, _, role in got.of(3))


def test_whose_they_are_in_a_group() -> None:
    got = chat(GROUP, "2000000004", title="Работа")
    here = ("account", "vk:2000000004@id42", "container")
    assert sorted(got.of(1)) == [here, ("phone", "+12025550143", "self"), ("vk", "id303", "self")]
    assert sorted(got.of(2)) == [
        here, ("phone", "+12025550145", "mentioned"), ("vk", "id303", "mentioned"), ("vk", "id304", "self"),
    ]  # fmt: skip
    assert sorted(got.of(3)) == [here, ("vk", "id303", "self"), ("vk", "id305", "mentioned")]
    assert got.column("text")[2] == "Анна пригласила Карла"
    assert ("vk", "public77", "self") in got.of(4)
    assert {("vk", "id42", "self"), ("phone", "+12025550199", "self")} <= {*got.of(5)}
    assert got.report["parts"] == {"messages": 4, "service messages": 1}


def test_the_folder_may_not_say_what_chat_it_is() -> None:
    alone = read(READER, "messages0.html", page("\n".join(GROUP), "Работа"))
    assert ("account", "vk:Работа@id42", "container") in alone.of(1)
    two = read(READER, "messages0.html", page("\n".join(CHAT), note="broken"))
    assert ("account", f"vk:owner@{SHORT}", "self") in two.of(2)
    assert two.with_role("container") == set()


def test_english_pages() -> None:
    got = chat([
        message(1, '<a href="https://vk.com/id303">Anna</a>, at 5:54:20 pm on 4 Feb 2020', "hello"),
        message(2, "You, at 0:05:00 am on 5 Feb 2020", "hi"),
        message(3, "DELETED, 29 Nov 2018 at 7:08 pm", "bye"),
    ])  # fmt: skip
    assert [str(t) for t in got.column("posted_at")] == [
        "2020-02-04 17:54:20+00:00",
        "None",
        "2018-11-29 19:08:00+00:00",
    ]
    assert ("vk", "id42", "self") in got.of(2)
    assert ("account", f"vk:DELETED@{SHORT}", "self") in got.of(3)


def post(key: int, head: str, text: str) -> str:
    return (
        f'<div class="item"><div class="item__main"><div>{text}</div></div><div class="item__tertiary"><span>{head}</span>'
        f'<a class="post__link" href="https://vk.com/wall42_{key}">post</a></div></div>'
    )


def test_the_wall() -> None:
    body = post(
        17,
        "You 2 Feb 2021 at 7:08 pm",
        "Rooms +1 202 555 0143" + attached(("Link", "https://honey.example/a")),
    )
    body += post(
        18, '<a href="https://vk.com/id304">Боб</a> 3 Feb 2021 at 7:08 am', "for you, +1 202 555 0145"
    )
    body += post(19, "Вы 4 фев 2021 в 19:08", "спасибо @anna_k, +1 202 555 0146")
    got = read(READER, "wall0.html", page(body))
    assert got.column("locator") == ["post wall42_17", "post wall42_18", "post wall42_19"]
    assert got.column("url")[0] == "https://vk.com/wall42_17"
    assert [str(t) for t in got.column("posted_at")] == [
        "2021-02-02 19:08:00+00:00", "2021-02-03 07:08:00+00:00", "2021-02-04 19:08:00+00:00",
    ]  # fmt: skip
    assert {("vk", "id42", "self"), ("phone", "+12025550143", "self")} <= {*got.of(1)}
    assert {("vk", "id304", "self"), ("phone", "+12025550145", "self")} <= {*got.of(2)}
    assert ("phone", "+12025550146", "mentioned") in got.of(3)
    assert got.report["parts"] == {"posts": 3}


def test_the_profile() -> None:
    rows = [("Полное имя", "Анна  Пример"), ("Город", "Рига"), ("Мобильный телефон", "+1 202 555 0143"),
            ("О себе", "Пишите anna@honey.example"), ("Родственники", '<a href="https://vk.com/id9">Мама</a>')]  # fmt: skip
    body = "".join(
        f'<div class="item"><div class="item__main"><div class="item__tertiary">{a}</div><div>{b}</div></div></div>'
        for a, b in rows
    )
    got = read(READER, "page-info.html", page(body))
    [record] = got.records
    assert (record["kind"], record["author"], record["location"], record["native_id"]) == (
        "profile",
        "Анна Пример",
        "Рига",
        "id42",
    )
    assert {
        ("vk", "id42", "self"), ("phone", "+12025550143", "self"), ("email", "anna@honey.example", "self"),
        ("vk", "id9", "mentioned"),
    } <= {*got.of(1)}  # fmt: skip


def test_a_full_group_merges_nobody(tmp_path: Path) -> None:
    crowd = [message(n, f'<a href="https://vk.com/id{n}">M</a>, 9 авг 2017 в 11:32:{n % 60:02}', f"[id{n + 1}|Имя] да")
             for n in range(500, 550)]  # fmt: skip
    files = {
        "messages/2000000004/messages0.html": page("".join(crowd)),
        "messages/303/messages0.html": page("".join(CHAT)),
    }
    found = clusters(tmp_path, files)
    assert [sorted(g) for g in found] == [["messages0.html message 71", "messages0.html message 73"]]


def test_who_is_sure_of_it() -> None:
    assert sure("messages50.html", page("".join(CHAT))) == {"vk": 0.97}
    assert sure("anything.html", page("".join(CHAT))) == {"vk": 0.97}
    assert sure("wall0.html", page(post(1, "You 2 Feb 2021 at 7:08 pm", "x"))) == {"vk": 0.97}
    for other in (
        b"<html><div class='message default'></div></html>",
        b"",
        b"{}",
        page("").replace(b'name="jd"', b""),
    ):
        assert sure("messages0.html", other) == {}
        with pytest.raises(WrongFormatError):
            read(READER, "messages0.html", other)


def test_a_cut_page_keeps_what_came() -> None:
    data = page("".join(CHAT))
    got = read(READER, "messages0.html", data[: data.index(b'"73"') + 60], "a/303/messages0.html")
    assert got.column("native_id") == ["71", "72"]
    assert [(r["locator"], "breaks off" in r["reason"]) for r in got.rejects] == [("message 73", True)]
    got = read(READER, "messages0.html", data.replace(b"</div>", b""), "a/303/messages0.html")
    assert got.column("native_id") == ["71", "72"]


def test_dates_that_cannot_be_are_kept_as_written() -> None:
    got = chat([message(1, f"{ANNA}, 99 авг 0000 в 99:99:99", "a"), message(2, f"{ANNA}, позже", "b")])
    assert got.column("posted_at") == [None, None]
    assert got.column("posted_at_raw") == ["99 авг 0000 в 99:99:99", "позже"]


@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_files_are_borne(harm: str) -> None:
    borne(READER, "messages0.html", HOSTILE[harm](page("".join(CHAT))))
    borne(READER, "wall0.html", HOSTILE[harm](page(post(1, "You 2 Feb 2021 at 7:08 pm", "x"))))


@settings(max_examples=120, deadline=None)
@given(
    edits=EDITS,
    packed=st.booleans(),
    name=st.sampled_from(["messages0.html", "wall0.html", "page-info.html"]),
)
def test_any_damage_is_borne(edits: list[tuple[int, int, bytes]], packed: bool, name: str) -> None:
    borne(READER, name, edited(page("".join(GROUP)), edits, packed))


PIECES = [
    "<div>", "</div>", '<div class="message" data-id="1">', '<div class="message__header">', '<div class="kludges">',
    '<div class="attachment">', '<div class="attachment__description">', "<a href='https://vk.com/id1'>", "</a>",
    "x, 1 янв 2020 в 1:02:03", "<span class='message-edited' title='y'>", "</span>", "<br>", "<", "&amp;", "<script>",
    '<div class="ui_crumb">', '<div class="item">', '<a class="post__link" href="/wall1_2">',
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=30),
    name=st.sampled_from(["messages0.html", "wall0.html", "page-info.html"]),
)
def test_any_markup_is_borne(pieces: list[str], name: str) -> None:
    assert (
        borne(
            READER, name, page('<div class="message" data-id="0">' + "".join(pieces) + '<div class="item">')
        )
        is not None
    )


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet='<>/a"=! &;', max_size=60), cut=st.integers(1, 7))
def test_markup_does_not_depend_on_blocks(text: str, cut: int) -> None:
    def whole(size: int) -> tuple[str, list[object]]:
        found = list(markup(text.encode()[i : i + size] for i in range(0, len(text.encode()), size)))
        return "".join(f if isinstance(f, str) else "\0" for f in found), [
            f for f in found if not isinstance(f, str)
        ]

    assert whole(cut) == whole(1000)
