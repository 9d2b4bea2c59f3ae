from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_reading import Reading, read_data, read_or_refused
from msg_files import Tree, compound, recipient, store

from graphkit.errors import SourceError
from ingest.mail import MailIngestor

SENT = dt.datetime(2025, 6, 3, 7, 0, tzinfo=dt.UTC)
TEXTS = {
    0x0037: "flat", 0x1000: "Hello, the owner is on +1 202 555 0144.\r\n\r\nRegards,\r\nАнна +1 202 555 0143\r\n", 0x0C1A: "Анна",
    0x5D01: "anna@lilac.example", 0x0C1F: "/O=LILAC/OU=X/CN=ANNA", 0x0042: "Анна",
    0x5D02: "anna@lilac.example", 0x1035: "<1@lilac.example>", 0x001A: "IPM.Note",
}  # fmt: skip


def mail(texts: dict[int, str] | None = None, header: int = 32, **more: bytes | Tree) -> Tree:
    people: Tree = {
        "__recip_version1.0_#00000000": recipient("Bob", "bob@oak.example", 1),
        "__recip_version1.0_#00000001": recipient("Eva", "eva@elm.example", 2),
        "__recip_version1.0_#00000002": recipient("Carl", "carl@pine.example", 3),
    }
    return store(TEXTS if texts is None else texts, {0x0039: SENT, 0x3FDE: 65001}, header, **people, **more)


def read(tree: Tree, name: str = "mail.msg") -> Reading:
    return read_data(MailIngestor(), name, compound(tree))


def test_a_mail_of_outlook() -> None:
    got = read(mail())
    [record] = got.records
    assert (record["title"], record["author"], record["native_id"]) == ("flat", "Анна", "1@lilac.example")
    assert record["posted_at"] == SENT
    assert record["text"] == "Hello, the owner is on +1 202 555 0144."
    assert got.found() == {
        ("email", "anna@lilac.example", "self"),
        ("email", "bob@oak.example", "counterparty"),
        ("email", "eva@elm.example", "counterparty"),
        ("email", "carl@pine.example", "counterparty"),
        ("phone", "+12025550143", "self"),
        ("phone", "+12025550144", "mentioned"),
    }
    assert got.extra("bcc") == ['"Carl" <carl@pine.example>']
    assert got.report["format"] == "Outlook mail"


def test_the_headers_of_the_server_are_preferred_and_the_hidden_recipient_is_added() -> None:
    said = (
        "Received: from a by b; Tue, 3 Jun 2025 10:00:01 +0300\r\nFrom: Anna <anna@lilac.example>\r\nTo: Bob "
        "<bob@oak.example>, eva@elm.example\r\nDate: Tue, 3 Jun 2025 10:00:00 +0300\r\nSubject: flat\r\n"
        "X-Originating-IP: [192.0.2.1]\r\n\r\n"
    )
    got = read(mail(TEXTS | {0x007D: said}))
    assert got.extra("x-originating-ip") == ["[192.0.2.1]"]
    assert got.extra("to") == ["Bob <bob@oak.example>, eva@elm.example"]
    assert got.extra("cc") == [None]
    assert got.extra("bcc") == ['"Carl" <carl@pine.example>']


def test_html_attachments_and_mails_inside() -> None:
    inner = store(
        {0x0037: "inner", 0x1000: "see +1 202 555 0145", 0x0C1A: "Dan", 0x5D01: "dan@fir.example"}, {}, 24
    )
    attached = store(
        {0x3707: "фото.jpg", 0x370E: "image/jpeg"}, {0x3705: 1}, 8, **{"__substg1.0_37010102": b"x" * 9_000}
    )
    holder = store({0x3001: "inner"}, {0x3705: 5}, 8, **{"__substg1.0_3701000D": inner})
    rich = "<p>Привет<br><a href='https://t.me/anna_lilac'>x</a></p>".encode()
    texts = {k: v for k, v in TEXTS.items() if k != 0x1000}
    got = read(
        mail(
            texts,
            **{
                "__substg1.0_10130102": rich,
                "__attach_version1.0_#00000000": attached,
                "__attach_version1.0_#00000001": holder,
            },
        )
    )
    assert got.column("locator") == ["message", "message, attached mail 1"]
    assert got.column("text") == ["Привет\nx", "see +1 202 555 0145"]
    assert got.extra("attachments") == ["фото.jpg (image/jpeg, 9,000 bytes)", None]
    assert ("email", "dan@fir.example", "self") in got.found("2")
    assert ("telegram", "anna_lilac", "mentioned") in got.found("1")


def test_texts_in_a_code_page_and_in_rtf_alone() -> None:
    tree = store(
        {0x5D01: "anna@lilac.example"},
        {0x3FFD: 1251},
        32,
        **{"__substg1.0_1000001E": "Привет, мир".encode("cp1251")},
    )
    assert read(tree).column("text") == ["Привет, мир"]
    tree = store({0x0037: "x", 0x5D01: "a@b.example"}, {}, 32, **{"__substg1.0_10090102": b"\x10\0\0\0LZFu"})
    assert "RTF" in read(tree).warnings[0]


def test_what_is_no_mail_is_said() -> None:
    with pytest.raises(SourceError, match=r"mail\.msg: a compound file, but no Outlook mail"):
        read({"Workbook": b"x" * 5000})
    whole = compound(mail())
    for size in (8, 600, 1_500, len(whole) // 2):
        with pytest.raises(SourceError, match=r"mail\.msg"):
            read_data(MailIngestor(), "mail.msg", whole[:size])
    assert MailIngestor().sniff(Path("x"), whole[: 64 << 10]) > 0.9
    assert MailIngestor().sniff(Path("x.msg"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99) > 0.5


def test_a_chain_of_a_thousand_siblings_and_of_storages_in_storages() -> None:
    many: Tree = {
        f"__recip_version1.0_#{n:08X}": recipient(f"P{n}", f"p{n}@oak.example", 1) for n in range(700)
    }
    with_many = store(TEXTS, {}, 32, **many)
    got = read_or_refused(MailIngestor(), "mail.msg", compound(with_many))
    assert got is None or len(got.declared) == 701
    deep: Tree = mail(header=24)
    for _ in range(8):
        deep = mail(
            header=24, **{"__attach_version1.0_#00000000": store({}, {}, 8, **{"__substg1.0_3701000D": deep})}
        )
    assert len(read(store(TEXTS, {}, 32, **deep)).records) >= 5


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 1 << 30), st.integers(1, 40))
def test_files_that_are_spoilt_are_read_or_refused(seed: int, faults: int) -> None:
    rng = random.Random(seed)
    whole = bytearray(WHOLE)
    for _ in range(faults):
        at = rng.randrange(len(whole)) if rng.random() < 0.7 else rng.randrange(600)
        size = rng.choice([1, 2, 4, 64])
        whole[at : at + size] = rng.choice([b"\0", b"\xff", rng.randbytes(1)]) * size
    read_or_refused(MailIngestor(), "mail.msg", bytes(whole))


WHOLE = compound(
    mail(
        **{
            "__attach_version1.0_#00000000": store(
                {0x3707: "a.txt"}, {}, 8, **{"__substg1.0_37010102": b"x" * 5000}
            )
        }
    )
)
