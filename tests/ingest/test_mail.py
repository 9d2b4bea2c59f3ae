from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import pytest
from item_reading import Reading, clusters, read_data

from graphkit.errors import SourceError, WrongFormatError
from ingest import INGESTORS, mbox
from ingest.mail import MailIngestor

MAIL = MailIngestor()
PLAIN = b"""\
From: Anna <anna@lilac.example>
To: Bob <bob@oak.example>
Subject: flat
Date: Tue, 3 Jun 2025 10:00:00 +0300
Message-ID: <1@lilac.example>

Hello, the owner's number is +1 202 555 0144.

Best regards,
Anna, +1 202 555 0143
"""


def eml(body: str = "hello\n", **headers: str) -> bytes:
    """Return a mail; ``_`` in a header's name stands for a hyphen, ``From_`` is From."""
    base = {"From": "Anna <anna@lilac.example>", "To": "bob@oak.example", "Subject": "flat"}
    said = {k.rstrip("_").replace("_", "-"): v for k, v in (base | headers).items() if v}
    return ("".join(f"{k}: {v}\n" for k, v in said.items()) + "\n" + body).encode()


def read(data: bytes, name: str = "mail.eml", **options: Any) -> Reading:
    return read_data(MAIL, name, data, **options)


def test_a_mail_is_a_record() -> None:
    got = read(PLAIN)
    [record] = got.records
    assert (record["locator"], record["platform"], record["kind"]) == ("message", "email", "email")
    assert (record["native_id"], record["author"], record["title"]) == ("1@lilac.example", "Anna", "flat")
    assert record["posted_at"] == dt.datetime(2025, 6, 3, 7, 0, tzinfo=dt.UTC)
    assert record["posted_at_raw"] == "Tue, 3 Jun 2025 10:00:00 +0300"
    assert record["text"] == "Hello, the owner's number is +1 202 555 0144."
    assert dict(record["more_text"]) == {"signature": "Best regards,\nAnna, +1 202 555 0143"}
    assert got.report["format"] == "mail"
    assert got.report["parts"] == {"mails": 1}


def test_the_sender_signs_and_names_others() -> None:
    assert read(PLAIN).found() == {
        ("email", "anna@lilac.example", "self"),
        ("email", "bob@oak.example", "counterparty"),
        ("phone", "+12025550143", "self"),
        ("phone", "+12025550144", "mentioned"),
    }


def test_headers_and_their_roles() -> None:
    got = read(
        eml(
            Sender="pa@lilac.example", Reply_To="anna2@rose.example", Cc="=?utf-8?Q?=C3=89va?= <eva@elm.example>, x@y.example",
            Bcc="carl@pine.example", Delivered_To="bob+ads@oak.example", Return_Path="<bounces+7@mailer.example>",
            X_Originating_IP="[192.0.2.1]", In_Reply_To="<0@oak.example>", References="<0@oak.example>",
            Received="from a by b; Tue, 3 Jun 2025 10:00:01 +0300", Resent_From="dan@fir.example",
        )
    )  # fmt: skip
    assert got.found() == {
        ("email", "anna@lilac.example", "self"),
        ("email", "pa@lilac.example", "self"),
        ("email", "anna2@rose.example", "self"),
        ("email", "bob@oak.example", "counterparty"),
        ("email", "eva@elm.example", "counterparty"),
        ("email", "x@y.example", "counterparty"),
        ("email", "carl@pine.example", "counterparty"),
        ("email", "bob+ads@oak.example", "counterparty"),
        ("email", "bounces+7@mailer.example", "infrastructure"),
        ("email", "dan@fir.example", "mentioned"),
    }
    extra = dict(got.records[0]["extra"])
    assert extra["x-originating-ip"] == "[192.0.2.1]"
    assert extra["in-reply-to"] == extra["references"] == "<0@oak.example>"
    assert extra["received"].startswith("from a by b")
    assert extra["cc"] == "Éva <eva@elm.example>, x@y.example"
    # No date of its own: that of the server that took it over.
    assert got.records[0]["posted_at"] == dt.datetime(2025, 6, 3, 7, 0, 1, tzinfo=dt.UTC)
    assert extra["dated by"] == "the server that received it"


def test_a_service_that_sends_for_many_is_nobodys_own() -> None:
    got = read(eml(Sender="mailer@service.example"))
    assert ("email", "mailer@service.example", "infrastructure") in got.found()


@pytest.mark.parametrize(
    "address", ["no-reply@shop.example", "MAILER-DAEMON@oak.example", "notifications@net.example"]
)
def test_programs_are_nobody_and_so_is_what_they_write(address: str) -> None:
    got = read(eml("Ben wrote to you: +1 202 555 0143\n", From_=f"Shop <{address}>", Precedence="bulk"))
    assert ("email", address.lower(), "infrastructure") in got.found()
    assert ("phone", "+12025550143", "mentioned") in got.found()


def test_phones_in_names() -> None:
    got = read(
        eml(From_="Anna +1 (202) 555-0143 <anna@lilac.example>", To='"Bob 12025550144" <bob@oak.example>')
    )
    assert ("phone", "+12025550143", "self") in got.found()
    assert ("phone", "+12025550144", "counterparty") in got.found()


def test_an_address_in_a_name_is_not_the_senders() -> None:
    got = read(eml(From_='"boss@bank.example" <anna@lilac.example>'))
    assert [m["value"] for m in got.mentions if m["role"] == "self"] == ["anna@lilac.example"]


def test_a_post_on_a_mailing_list_is_its_authors_own() -> None:
    got = read(
        eml(
            "write to me: +1 202 555 0143\n", To="flats@lists.example", List_Id="Flats <flats.lists.example>",
            List_Post="<mailto:flats@lists.example>", Sender="flats-bounces@lists.example", Reply_To="flats@lists.example",
        )
    )  # fmt: skip
    assert got.found() == {
        ("email", "anna@lilac.example", "self"),
        ("phone", "+12025550143", "self"),
        ("email", "flats@lists.example", "container"),
        ("email", "flats-bounces@lists.example", "infrastructure"),
        ("account", "email:flats.lists.example", "container"),
    }
    answer = read(eml("write to me: +1 202 555 0143\n", Subject="Re: flat", List_Id="<flats.lists.example>"))
    assert ("phone", "+12025550143", "mentioned") in answer.found()


def test_mails_merge_nobody(tmp_path: Path) -> None:
    posts = b"".join(
        b"From x@y.example Tue Jun  3 10:00:00 2025\n"
        + eml(
            f"I am number {n}\n", From_=f"Person {n} <p{n}@host{n}.example>", To="flats@lists.example",
            List_Id="<flats.lists.example>", List_Post="<mailto:flats@lists.example>", Reply_To="flats@lists.example",
            Sender="flats-bounces@lists.example", Return_Path="<flats-bounces@lists.example>",
        )
        + b"\n"
        for n in range(50)
    )  # fmt: skip
    munged = b"".join(
        b"From x@y.example Tue Jun  3 10:00:00 2025\n"
        + eml(
            f"I am number {n}\n", From_=f"Person {n} via Flats <flats@lists.example>", List_Id="<flats.lists.example>",
            List_Post="<mailto:flats@lists.example>",
        ) + b"\n"
        for n in range(5)
    )  # fmt: skip
    answers = b"".join(
        b"From x@y.example Tue Jun  3 10:00:00 2025\n"
        + eml(
            f"Call him: +1 202 555 0144\n\nOn 3.06.2025 b{n} <c{n}@oak.example> wrote:\n> I am on +1 202 555 0145\n> "
            f"p1@host1.example\n",
            From_=f"q{n}@host.example", To=f"p{n + 3}@host{n + 3}.example, c{n}@oak.example",
        )
        + b"\n"
        for n in range(5)
    )  # fmt: skip
    assert clusters(tmp_path, a__mbox=posts, b__mbox=munged, c__mbox=answers) == []


def test_mails_of_one_sender_are_one_hand(tmp_path: Path) -> None:
    other = eml("hi\n", From_="anna@lilac.example", To="eva@elm.example")
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nTEL:+12025550143\r\nEND:VCARD\r\n"
    assert clusters(tmp_path, a__eml=PLAIN, b__eml=other, c__vcf=card) == [
        ["card 1, line 1", "message", "message"]
    ]


def test_attachments_are_named_and_attached_mails_are_records() -> None:
    inner = eml("inside +1 202 555 0144\n", From_="carl@pine.example", Subject="inner").decode()
    deepest = inner.replace("inner", "deepest")
    body = (
        "--b\nContent-Type: text/plain; charset=utf-8\n\nsee these\n"
        "--b\nContent-Type: message/rfc822\n\n"
        f"Content-Type: multipart/mixed; boundary=c\n{inner.replace(chr(10) * 2, chr(10) * 2 + '--c' + chr(10) * 2, 1)}"
        f"--c\nContent-Type: message/rfc822\n\n{deepest}--c--\n"
        "--b\nContent-Type: image/png; name=x.png\nContent-Transfer-Encoding: base64\n\niVBORw0K\n"
        "--b\nContent-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=utf-8''%D1%81%D1%87;\n "
        "filename*1=et.pdf\n\nx\n"
        "--b--\n"
    )
    got = read(eml(body, Content_Type='multipart/mixed; boundary="b"'))
    assert got.column("locator") == [
        "message",
        "message, attached mail 1",
        "message, attached mail 1, attached mail 1",
    ]
    assert got.column("title") == ["flat", "inner", "deepest"]
    assert got.column("text") == ["see these", "inside +1 202 555 0144", "inside +1 202 555 0144"]
    assert got.extra("attachments")[0] == "x.png (image/png, 8 bytes); счet.pdf (application/pdf, 1 bytes)"
    assert got.report["parts"] == {"attached mails": 2, "attachments": 2, "mails": 1}
    assert ("email", "carl@pine.example", "self") in got.found("2")


def test_plain_text_is_preferred_to_html_and_html_is_read_where_there_is_no_other() -> None:
    both = "--b\nContent-Type: text/plain\n\nplain words\n--b\nContent-Type: text/html\n\n<p>rich <b>words</b></p>\n--b--\n"
    assert read(eml(both, Content_Type="multipart/alternative; boundary=b")).column("text") == ["plain words"]
    rich = (
        "<html><head><style>p{}</style></head><body><p>rich <b>words</b><br>two</p><a "
        "href='https://t.me/anna_lilac'>x</a></body>"
    )
    got = read(eml(rich, Content_Type="text/html; charset=utf-8", Precedence="bulk"))
    assert got.column("text") == ["rich words\ntwo\nx"]
    assert ("telegram", "anna_lilac", "self") in got.found()
    hint = (
        "--b\nContent-Type: text/plain\n\nSee HTML\n--b\nContent-Type: text/html\n\n<p>"
        + "word " * 50
        + "</p>\n--b--\n"
    )
    assert str(
        read(eml(hint, Content_Type="multipart/alternative; boundary=b")).column("text")[0]
    ).startswith("word word")


@pytest.mark.parametrize(
    ("said", "codec"),
    [("koi8-r", "koi8-r"), ("windows-1251", "cp1251"), ("", "cp1251"), ("us-ascii", "utf-8"), ("iso-8859-1", "utf-8"),
     ("no-such", "utf-8"), ("punycode", "utf-8"), ("utf-8", "cp1251"), ("utf-7", "utf-7"), ("gb2312", "gb18030")],
)  # fmt: skip
def test_charsets_are_mended(said: str, codec: str) -> None:
    text = "Привет, это Анна из города" if codec != "gb18030" else "你好镕"
    head = f"Subject: x\nFrom: a@b.example\nContent-Type: text/plain{'; charset=' + said if said else ''}\n\n"
    assert read(head.encode() + text.encode(codec)).column("text") == [text]


def test_dates_that_no_clock_shows_are_kept_as_written() -> None:
    for raw in (
        "Mon, 1 Jan 0001 00:00:00 +0000",
        "Fri, 31 Dec 9999 23:59:59 +0000",
        "yesterday",
        "Thu, 99 Foo 2025 1:2:3",
        "1" * 5000,
    ):
        got = read(eml(Date=raw))
        assert got.column("posted_at") == [None]
        assert got.column("posted_at_raw") == [raw[:4000]]
        assert got.warnings == ["1 mail has no likely date: it has no time"]
    got = read(eml(Date="Tue, 3 Jun 2025 10:00:00"))
    assert got.column("posted_at") == [dt.datetime(2025, 6, 3, 10, 0, tzinfo=dt.UTC)]
    assert got.warnings == ["1 date gives no time zone and was taken as UTC"]


def test_apple_mail_and_encrypted_mail() -> None:
    message = PLAIN + b""
    data = b"%d      \n" % len(message) + message + b'<?xml version="1.0"?><plist><dict/></plist>'
    got = read(data, "1.emlx")
    assert got.report["format"] == "mail of Apple Mail"
    assert dict(got.records[0]["more_text"]) == {"signature": "Best regards,\nAnna, +1 202 555 0143"}
    got = read(
        eml("AAAA\n", Content_Type="application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")
    )
    assert got.warnings[-1] == "1 mail is encrypted: its headers were read, its text was not"


def test_what_is_mail_is_known_by_its_beginning() -> None:
    def sure(name: str, head: bytes) -> dict[str, float]:
        return {key: one.sniff(Path(name), head) for key, one in INGESTORS.items()}

    for name, head in (
        ("a.eml", PLAIN),
        ("a", PLAIN),
        ("a.txt", PLAIN),
        ("a.csv", b"From a@b.example Tue Jun  3 10:00:00 2025\n" + PLAIN),
    ):
        found = sure(name, head)
        assert max(found, key=lambda key: found[key]) == "mail", name
        assert found["mail"] == max(found.values())
    assert MAIL.sniff(Path("a.eml.gz"), gzip.compress(PLAIN)) > 0.9
    saved = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://x.example/\nSubject: x\nDate: Tue, 3 Jun "
        b"2025 10:00:00 -0000\nMIME-Version: 1.0\n\n"
    )
    for name, head in (
        ("a.mhtml", PLAIN), ("a", saved), ("a.csv", b"from,to,subject\n1,2,3\n"), ("a.txt", b"Hello: there\nDear: all\n"),
        ("a.vcf", b"BEGIN:VCARD\n"), ("a", b"HTTP/1.1 200 OK\nDate: x\nContent-Type: text/html\n\n"), ("a.msg", b"no mail"),
    ):  # fmt: skip
        assert MAIL.sniff(Path(name), head) == 0, name


def test_what_is_no_mail_is_said() -> None:
    for name, data in (("a.txt", b"just words\n" * 50), ("a.mbox", b"no mark\n\nanywhere\n")):
        with pytest.raises(WrongFormatError, match=name):
            read(data, name)
    assert read(b"", "a.eml").warnings == ["the file is empty"]
    with pytest.raises(SourceError, match="damaged"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "a.msg")


def test_many_people_are_kept_and_the_first_thousand_read() -> None:
    many = ", ".join(f"p{n}@oak.example" for n in range(1_500))
    got = read(eml(To=many))
    assert len(got.declared) == 1_001
    assert str(got.extra("to, further")[0]).endswith("p1499@oak.example")
    assert "1 header names more than 1,000 people: the further ones are kept as text" in got.warnings


def test_a_mail_that_is_longer_than_what_is_read_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.mail.LONGEST", 200)
    got = read(PLAIN)
    assert got.extra("not whole") == ["longer than 0 MiB: its end was not read"]
    assert got.column("author") == ["Anna"]
    assert got.warnings[-1] == "1 mail is not whole: its end was not read"


def test_gzip_that_is_cut_short_keeps_what_came() -> None:
    packed = gzip.compress(PLAIN * 1 + b"x y z " * 10)
    got = read(packed[:-20], "a.eml.gz")
    assert got.column("author") == ["Anna"]
    assert "cut short" in got.rejects[0]["reason"]


@pytest.mark.parametrize("size", [1, 7, 100, 5_000])
def test_the_same_whatever_the_blocks(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    box = b"".join(
        b"From a Tue Jun  3 10:00:00 2025\n" + eml(f"text {n}\n>From x\n\nFrom here\n") + b"\n"
        for n in range(20)
    )
    blocks = (box[i : i + size] for i in range(0, len(box), size))
    mails = list(mbox.Mbox(blocks).mails())
    whole = list(mbox.Mbox(iter([box])).mails())
    assert mails == whole
    assert len(mails) == 20
