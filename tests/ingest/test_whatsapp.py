"""Exported WhatsApp chats in the shapes of many languages, small enough to be checked by eye."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from whatsapp_files import READER, SCOPE, SOURCE_ID, Chat, declared, read_chat, roles, said
from whole_way import SHARED

from graphkit.settings import ReadOptions
from ingest.whatsapp_shapes import shape_of_line

# How one and the same moment, 14:22 (and 56 seconds) on 15 January 2020, begins a line.
MINUTES = {
    "English, United States": "1/15/20, 2:22 PM - ",
    "English, since 2023": "1/15/20, 2:22\u202fPM - ",
    "English, United Kingdom": "15/01/2020, 14:22 - ",
    "English, Canada": "2020-01-15, 2:22 p.m. - ",
    "English, South Africa": "2020/01/15, 2:22 pm - ",
    "German": "15.01.20, 14:22 - ",
    "German, older": "15.01.20 um 14:22 - ",
    "Spanish": "15/1/20 14:22 - ",
    "Spanish, Colombia": "15/1/2020, 2:22 p. m. - ",
    "Spanish, Colombia, no-break space": "15/1/2020 2:22 p.\u00a0m. - ",
    "Portuguese": "15/01/2020 14:22 - ",
    "French": "15/01/2020 à 14:22 - ",
    "French, newer": "15/01/2020, 14:22 - ",
    "French, Canada": "2020-01-15 14 h 22 - ",
    "Italian": "15/01/20, 14:22 - ",
    "Dutch": "15-01-20 14:22 - ",
    "Turkish": "15.01.2020 14:22 - ",
    "Turkish, twelve hours": "15.01.2020 ÖS 2:22 - ",
    "Russian": "15.01.2020, 14:22 - ",
    "Kazakh": "15.01.20, 14:22 - ",
    "Bulgarian": "15.01.20 г., 14:22 - ",
    "Croatian": "15.01.2020. 14:22 - ",
    "Hungarian": "2020. 01. 15. 14:22 - ",
    "Finnish": "15.1.2020 klo 14.22 - ",
    "Indonesian": "15/01/20 14.22 - ",
    "Arabic": "١٥\u200f/١\u200f/٢٠٢٠، ٢:٢٢ م - ",
    "Arabic, Latin digits": "15\u200f/1\u200f/2020، 2:22 م - ",
    "Persian": "۱۳۹۸/۱۰/۲۵،\u200f ۱۴:۲۲ - ",
    "Hindi": "15/1/20, 2:22 pm - ",
    "Bengali digits": "১৫/১/২০, ২:২২ PM - ",
    "Chinese": "2020/1/15 下午2:22 - ",
    "Japanese": "2020/01/15 14:22 - ",
    "Korean": "2020년 1월 15일 오후 2:22 - ",
    "Vietnamese": "14:22, 15/01/2020 - ",
    "Thai, Buddhist years": "15/1/2563 14:22 - ",
    "Thai, Buddhist years of two digits": "15/1/63 14:22 - ",
}
SECONDS = {
    "English, United States": "[1/15/20, 2:22:56 PM] ",
    "English, since 2023": "[1/15/20, 2:22:56\u202fPM] ",
    "German": "[15.01.20, 14:22:56] ",
    "Dutch": "[15-01-20 14:22:56] ",
    "Spanish": "[15/1/20 14:22:56] ",
    "Spanish, Mexico": "[15/01/20, 2:22:56 p.m.] ",
    "Russian": "[15.01.2020, 14:22:56] ",
    "Turkish": "[15.01.2020 14:22:56] ",
    "Finnish": "[15.1.2020 klo 14.22.56] ",
    "Swedish": "[2020-01-15, 14:22:56] ",
    "Arabic": "\u200f[١٥\u200f/١\u200f/٢٠٢٠، ٢:٢٢:٥٦ م] ",
    "Korean": "[2020. 1. 15. 오후 2:22:56] ",
    "Chinese": "[2020/1/15 下午2:22:56] ",
    "Vietnamese": "[14:22:56, 15/1/20] ",
    "Japanese years": "[1/15/R2, 14:22:56] ",
    "Buddhist years": "[1/15/2563 BE, 14:22:56] ",
    "before 2017": "1/15/20, 2:22:56 PM: ",
}


@pytest.mark.parametrize(
    "begin", [*MINUTES.values(), *SECONDS.values()], ids=[*MINUTES, *(f"iOS {k}" for k in SECONDS)]
)
def test_every_shape_is_read(begin: str, chat: Chat) -> None:
    seconds = begin in SECONDS.values()
    content = f"{begin}Anna: one\n{begin}Ben: two: three\n\nfour\n\n{begin}\u202a+1\u00a0202\u00a0555\u20110123\u202c: five\n"
    got = chat(content)
    time = "2020-01-15 14:22:" + ("56" if seconds else "00")
    assert said(got) == [
        (time, "Anna", "one", None),
        (time, "Ben", "two: three\n\nfour", None),
        (time, "+1 202 555\u20110123", "five", None),
    ]
    assert not got.rejects
    assert READER.sniff(Path("export.txt"), content.encode()) >= 0.9
    assert READER.sniff(Path("_chat.txt"), content.encode()) >= 0.9
    assert declared(got, 1) == {("account", "self", f"whatsapp:Anna{SCOPE}")}
    assert declared(got, 6) == {("phone", "self", "+1 202 555\u20110123")}


def test_the_hours_of_twelve() -> None:
    def at(text: str) -> int:
        shape = shape_of_line(text)
        assert shape
        stamp = shape.stamp(text)
        assert stamp
        assert stamp.seconds is not None
        return stamp.seconds // 60

    assert at("15/1/20, 12:05 AM - A: b") == 5
    assert at("15/1/20, 12:05 PM - A: b") == 725
    assert at("15/1/20, 1:05 PM - A: b") == 785
    assert at("2020/1/15 中午12:05 - A: b") == 725
    assert at("2020/1/15 凌晨12:05 - A: b") == 5
    assert at("15/1/20, 13:05 PM - A: b") == 785
    assert at("15/1/20 2:05 de la tarde - A: b") == 845
    assert shape_of_line("15/1/20, 25:05 - A: b") is None
    assert shape_of_line("15/1/20, 12:65 - A: b") is None


GROUP = """\
15/1/20, 14:22 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.
15/1/20, 14:22 - Anna created group "Jobs: Dubai"
15/1/20, 14:22 - Anna added +1 202-555-0123 and ~ Ben
15/1/20, 14:23 - Anna: write to +1 202 555 0144
15/1/20, 14:24 - +1 202 555 0123: yes
15/1/20, 14:25 - Anna changed the subject from "Jobs: Dubai" to "Work: here"
15/1/20, 14:26 - ~ Ben left
15/1/20, 14:27 - +1 202 555 0123 changed to +1 202 555 0145
"""


def test_a_group_is_the_container_and_its_service_messages_name_others(chat: Chat) -> None:
    got = chat(GROUP, "WhatsApp Chat with Work_ here.txt")
    assert [s for *_, s in said(got)] == [
        "encryption", "created", "added", None, None, "subject", "left", "number",
    ]  # fmt: skip
    group = ("account", "container", f"whatsapp:Work_ here{SCOPE}")
    assert declared(got, 4) == {("account", "self", f"whatsapp:Anna{SCOPE}"), group}
    assert declared(got, 5) == {("phone", "self", "+1 202 555 0123"), group}
    assert declared(got, 3) == {
        ("account", "mentioned", f"whatsapp:Anna{SCOPE}"),
        ("phone", "mentioned", "+1 202-555-0123"),
        ("account", "mentioned", f"whatsapp:~ Ben{SCOPE}"),
        group,
    }
    assert declared(got, 8) == {("phone", "mentioned", n) for n in ("+1 202 555 0123", "+1 202 555 0145")} | {
        group
    }
    assert roles(got) == ["mentioned"] * 3 + ["self"] * 2 + ["mentioned"] * 3
    assert got.report["chat"] == 'group "Work_ here", 2 persons writing'
    assert got.report["parts"] == {"messages": 2, "service messages": 6}
    assert got.column("author")[5] is None


def test_a_groups_name_is_the_last_it_was_given_where_the_file_has_none(chat: Chat) -> None:
    got = chat(GROUP)
    assert ("account", "container", f"whatsapp:Work: here{SCOPE}") in declared(got, 4)


def test_one_to_one_has_other_ends_and_words_that_join_nobody(chat: Chat) -> None:
    lines = "15/1/20, 14:22 - Anna: call +1 202 555 0144\n15/1/20, 14:23 - Me: ok\n15/1/20, 14:24 - Missed voice call\n"
    got = chat(lines, "WhatsApp Chat with Anna.txt")
    anna, me = f"whatsapp:Anna{SCOPE}", f"whatsapp:Me{SCOPE}"
    assert declared(got, 1) == {("account", "self", anna), ("account", "counterparty", me)}
    assert declared(got, 2) == {("account", "self", me), ("account", "counterparty", anna)}
    assert declared(got, 3) == {("account", "counterparty", anna)}
    assert roles(got) == ["mentioned"] * 3
    assert got.column("kind") == ["message", "message", "call"]
    assert got.report["chat"] == 'one-to-one "Anna"'
    only_me = chat("15/1/20, 14:22 - Me: hello\n", "WhatsApp Chat with +1 202 555 0123.txt")
    assert declared(only_me, 1) == {("account", "self", me), ("phone", "counterparty", "+1 202 555 0123")}
    only_anna = chat("15/1/20, 14:22 - Anna: hello\n", "WhatsApp Chat with Anna.txt")
    assert declared(only_anna, 1) == {("account", "self", anna)}


IOS = """\
[15.01.20, 14:22:50] Jobs: \u200eMessages and calls are end-to-end encrypted. No one outside of this chat can read them.
[15.01.20, 14:22:51] Jobs: \u200eAnna created this group
[15.01.20, 14:22:52] Ben: \u200eAnna added Ben
\u200e[15.01.20, 14:22:53] Ben: \u200e<attached: 00000012-PHOTO-2020-01-15-14-22-53.jpg>
[15.01.20, 14:22:54] ~\u00a0Cleo: \u200eimage omitted
[15.01.20, 14:22:55] Ben: \u200eThis message was deleted.
[15.01.20, 14:22:56] Anna: see you @\u2068~Cleo\u2069
[15.01.20, 14:22:57] Anna: \u200eAnna changed their phone number to a new number. \u200eTap to message or add the new number.
[15.01.20, 14:22:58] Ben: \u200eMissed voice call
[15.01.20, 14:22:59] Anna: ok \u200e<This message was edited>
[15.01.20, 14:23:00] Anna: Terms.pdf • \u200e2 pages \u200e<attached: 00000013-Terms.pdf>
[15.01.20, 14:23:01] Anna: \u200esomething that no list knows +1 202 555 0144
"""


def test_an_export_of_ios(chat: Chat) -> None:
    got = chat(IOS)
    assert said(got)[:3] == [
        ("2020-01-15 14:22:50", None, IOS.splitlines()[0].partition("Jobs: ")[2], "encryption"),
        ("2020-01-15 14:22:51", None, "\u200eAnna created this group", "created"),
        ("2020-01-15 14:22:52", None, "\u200eAnna added Ben", "added"),
    ]
    assert got.column("text")[3:7] == [None, None, None, "see you @\u2068~Cleo\u2069"]
    assert got.extra("photo")[3] == "00000012-PHOTO-2020-01-15-14-22-53.jpg"
    assert ("image", "self", "00000012-PHOTO-2020-01-15-14-22-53.jpg") in declared(got, 4)
    assert got.extra("media")[3:5] == ["image", "image"]
    assert got.column("author")[4] == "~ Cleo"
    assert got.extra("deleted")[5] == "This message was deleted."
    assert ("account", "mentioned", f"whatsapp:~Cleo{SCOPE}") in declared(got, 7)
    assert got.extra("service")[7] == "number"
    assert got.column("kind")[8] == "call"
    assert (got.column("text")[9], got.extra("edited")[9]) == ("ok", "yes")
    assert (got.extra("file")[10], got.extra("media")[10]) == ("00000013-Terms.pdf", "document")
    assert roles(got)[11] == "mentioned"
    assert got.report["chat"] == 'group "Jobs", 3 persons writing'


def test_what_messages_hold(chat: Chat) -> None:
    begin = "15/1/20, 14:22 - "
    lines = [
        "Anna: \u200eIMG-20200115-WA0001.jpg (file attached)\nnew in town",
        "Anna: STK-20200115-WA0002.webp (файл добавлен)",
        "Anna: PTT-20200115-WA0003.opus (archivo adjunto)",
        "Anna: Ben Carter.vcf (Datei angehängt)",
        "Anna: VID-20200115-WA0004.mp4 (words that no list knows)",
        "Anna: notes.txt (see below)",
        "Anna: <Без медиафайлов>",
        "Anna: location: https://maps.google.com/?q=51.5021456,-0.127397",
        "Anna: Café Nord (London): https://foursquare.com/v/4e89af95e5fa82ad4c0aa03b",
        "Anna: POLL:\nWhen?\nOPTION: now (2 votes)\nOPTION: later (0 votes)",
        "Anna: call @12025550123",
        "Anna: Сообщение удалено",
        "Anna: hi <Diese Nachricht wurde bearbeitet>",
        "Anna: null",
        "Anna: ",
        "Anna:",
        "Ben: x",
        "Cleo: y",
    ]
    got = chat("\n".join(begin + line for line in lines))
    assert not got.rejects
    extra = [dict(r["extra"]) for r in got.records]
    text = got.column("text")
    assert (text[0], extra[0]["photo"], extra[0]["media"]) == (
        "new in town",
        "IMG-20200115-WA0001.jpg",
        "image",
    )
    assert (extra[1]["file"], extra[1]["media"], extra[1].get("photo")) == (
        "STK-20200115-WA0002.webp",
        "sticker",
        None,
    )
    assert extra[2]["media"] == "audio"
    assert (extra[3]["contact"], extra[3]["file"]) == ("Ben Carter", "Ben Carter.vcf")
    assert (text[4], extra[4]["file"]) == (None, "VID-20200115-WA0004.mp4")
    assert text[5] == "notes.txt (see below)"
    assert extra[6] == {"media": "file", "left_out": "<Без медиафайлов>", "sender": "Anna"}
    assert (text[7], got.column("location")[7]) == (None, "51.5021456, -0.127397")
    assert (text[8], extra[8]["place"]) == (None, "Café Nord (London)")
    assert extra[9]["poll"] == "When?"
    assert text[9].count("\n") == 3
    assert (roles(got)[10], extra[10]["mentions"]) == ("mentioned", "12025550123")
    assert (text[11], extra[11]["deleted"]) == (None, "Сообщение удалено")
    assert text[12:16] == ["hi", None, None, None]
    assert all(author == "Anna" for author in got.column("author")[:16])


def test_copied_words_are_not_the_senders(chat: Chat) -> None:
    got = chat(
        "[15.01.20, 14:22:50] Anna: one\n"
        "[16.01.20, 14:22:50] Ben: [12.01.20, 10:00:00] Zoe: my number is +1 202 555 0144\n"
        "[12.01.20, 10:01:00] Zoe: and this one\nis longer\n"
        "[16.01.20, 14:22:51] Anna: two\n"
        "[16.01.20, 14:22:52] Cleo: [12.1., 10:01] Zoe: three\n"
        "[16.01.20, 14:22:53] Cleo: [12/1, 10:01 AM] Zoe: four\n"
    )
    assert got.column("author") == ["Anna", "Ben", "Anna", "Cleo", "Cleo"]
    assert got.column("text")[1].splitlines()[1:] == ["[12.01.20, 10:01:00] Zoe: and this one", "is longer"]
    assert roles(got) == ["self", "mentioned", "self", "self", "mentioned"]


def test_copied_words_make_no_group_of_a_private_chat(chat: Chat) -> None:
    lines = (
        "[15.01.20, 14:22:50] Anna: one\n"
        "[16.01.20, 14:22:50] Me: [12.01.20, 10:00:00] Zoe: my number is +1 202 555 0144\n"
        "[12.01.20, 10:01:00] Yan: mine is +1 202 555 0145\n"
        "[16.01.20, 14:22:51] Anna: two\n"
    )
    got = chat(lines)
    assert got.report["chat"] == "one-to-one"
    assert roles(got) == ["mentioned"] * 3
    # Without a sign in the text, the chat's name tells.
    got = chat(lines.replace("[12.01.20, 10:00:00] Zoe: ", ""), "WhatsApp Chat - Anna.txt")
    assert got.report["chat"] == 'one-to-one "Anna"'
    assert set(roles(got)) == {"mentioned"}


def test_a_dated_line_without_sender_may_be_of_the_message_above(chat: Chat) -> None:
    got = chat(
        "15.01.20, 14:22 - Anna: free days:\n"
        "03.02.20, 10:00 - hotel\n"
        "15.01.20, 14:23 - Ben: ok\n"
        "15.01.20, 14:24 - words of the app that no list knows\n"
        "15.01.20, 14:25 - Cleo: yes\n"
    )
    assert got.column("text") == [
        "free days:\n03.02.20, 10:00 - hotel", "ok", "words of the app that no list knows", "yes",
    ]  # fmt: skip
    assert got.extra("service") == [None, None, "unknown", None]


def test_a_name_may_hold_a_colon_where_the_chat_says_so(chat: Chat) -> None:
    lines = "15/1/20, 14:22 - Work: Anna: hi\n15/1/20, 14:23 - Work: Anna: ho\n15/1/20, 14:24 - Me: ok\n"
    assert chat(lines, "WhatsApp Chat with Work_ Anna.txt").column("author") == [
        "Work: Anna",
        "Work: Anna",
        "Me",
    ]
    assert chat(lines).column("author") == ["Work", "Work", "Me"]
    added = lines + '15/1/20, 14:25 - Me added Work: Anna\n15/1/20, 14:26 - Me created group "x"\n'
    assert chat(added).column("author")[:2] == ["Work: Anna", "Work: Anna"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("WhatsApp Chat with Anna.txt", "Anna"),
        ("WhatsApp Chat with Anna (2).txt", "Anna"),
        ("WhatsApp Chat - Jobs Dubai.zip", "Jobs Dubai"),
        ("WhatsApp-Chat mit Anna Ö.txt", "Anna Ö"),
        ("Chat de WhatsApp con Anna.txt", "Anna"),
        ("Conversa do WhatsApp com Anna.txt", "Anna"),
        ("Discussion WhatsApp avec Anna.txt", "Anna"),
        ("Anna ile WhatsApp Sohbeti.txt", "Anna"),
        ("Чат WhatsApp с Анной.txt", "Анной"),
        ("Чат WhatsApp с контактом Анна.txt", "Анна"),
        ("WhatsApp чат: Анна.txt", "Анна"),
        ("دردشة واتساب مع آنا.txt", "آنا"),
        ("WhatsApp_Chat_with_Anna.txt", "Anna"),
        ("WhatsApp%20Chat%20with%20%2B1%20202.txt", "+1 202"),
        ("_chat.txt", ""),
        ("notes.txt", ""),
        ("WhatsApp Chat with .txt", ""),
    ],
)
def test_the_files_name_says_whose_chat_it_is(name: str, expected: str, chat: Chat) -> None:
    got = chat("15/1/20, 14:22 - Me: a\n", "x.txt", source=name)
    assert got.report["chat"].partition('"')[2].rstrip('"') == expected


def test_the_name_of_the_archive_counts_where_the_file_has_none(chat: Chat) -> None:
    got = chat("15/1/20, 14:22 - Me: a\n", source="case/WhatsApp Chat - Jobs.zip/_chat.txt")
    assert got.report["chat"] == 'one-to-one "Jobs"'


class Member:
    """What an archive gives of a file in it."""

    name, stem, suffix, suffixes = "_chat.txt", "_chat", ".txt", [".txt"]

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open(self, mode: str) -> io.BytesIO:
        assert mode == "rb"
        return io.BytesIO(self._data)


def test_a_member_of_an_archive_is_read() -> None:
    member = Member(GROUP.encode())
    batches = list(READER.read(member, ReadOptions(SOURCE_ID, "x.zip/_chat.txt")))  # type: ignore[arg-type]
    assert sum(b.records.num_rows for b in batches) == 8
    assert READER.sniff(member, GROUP.encode()) > 0.9  # type: ignore[arg-type]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the public evaluation data are not here")
@pytest.mark.parametrize(
    ("name", "parts"), [("pokemon", {"messages": 18, "service messages": 2}), ("lorem", {"messages": 500})]
)
def test_public_chats_are_read_line_by_line(name: str, parts: dict[str, int]) -> None:
    path = SHARED / "chats" / f"whatsapp_{name}.txt"
    content = path.read_text("utf-8")
    got = read_chat(path)
    assert got.report["parts"] == parts
    assert not got.rejects
    assert sum(parts.values()) == len([line for line in content.splitlines() if line.strip()])
    shown = [r["text"] for r in got.records]
    assert all(text in content for text in shown)
    assert READER.sniff(path, content.encode()[:65536]) >= 0.9
