from __future__ import annotations

import gzip
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_reading import Reading, clusters, read_data, read_or_refused

from graphkit.errors import WrongFormatError
from ingest import INGESTORS
from ingest.contacts import ContactIngestor
from ingest.vcards import fields, property_of

BOOK = ContactIngestor()
# In the form of Android: 2.1, quoted-printable with soft breaks, a picture whose base64 ends with a blank line.
ANDROID = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9B=D0=B8=D0=BB=D0=BE=D0=B2=D0=B0;=\r\n"
    b"=D0=90=D0=BD=D0=BD=D0=B0;;;\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90=D0=BD=D0=BD=D0=B0=20=D0=9B=\r\n"
    b"=D0=B8=D0=BB=D0=BE=D0=B2=D0=B0\r\nTEL;CELL;PREF:+12025550143\r\nTEL;X-WhatsApp:+1 202-555-0144\r\nEMAIL;"
    b"HOME:anna@lilac.example\r\n"
    b"X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Anya;1;;;;;;;;;;;;;\r\nX-SKYPE-USERNAME:anna.lilac\r\nX-QQ:123456789\r\n"
    b"PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgG\r\n "
    b"BgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcp\r\n\r\nEND:VCARD\r\n"
)
# In the form of Apple: 3.0, groups with labels, IMPP with its service, folded lines.
APPLE = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.5.1//EN\r\nN:Oak;Bob;;Dr.;\r\nFN:Dr. Bob "
    b"Oak\r\nORG:Oak\\, Elm & Co;Sales\r\n"
    b"item1.TEL;type=CELL;type=pref:+44 7700 900123\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\nTEL;"
    b"type=WORK:tel:+1-202-555-0146;ext=7\r\n"
    b"IMPP;X-SERVICE-TYPE=Skype;type=HOME;type=pref:skype:bob.oak\r\nIMPP;X-SERVICE-TYPE=Telegram;"
    b"type=HOME:x-apple:bob_oak_77\r\n"
    b"X-SOCIALPROFILE;type=twitter;x-user=boboak77:http://twitter.com/boboak77\r\nX-SOCIALPROFILE;"
    b"type=instagram:x-apple:bob.oak.77\r\n"
    b"URL;type=pref:https\\://oak77.example/bob\r\nADR;type=HOME;type=pref:;;1 Mill Way;Oakville;CA;94000;USA\r\n"
    b"NOTE:friend of Eva\\, her number\\n\r\n"
    b"  is +1 202 555 0147\r\nBDAY:1990-01-01\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg==\r\nEND:VCARD\r\n"
)
NEW = (
    b"BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\nFN:Eva Elm\nTEL;VALUE=uri;PREF=1;"
    b'TYPE="voice,home":tel:+1-202-555-0148\n'
    b"EMAIL;TYPE=work:eva@elm.example\nIMPP:xmpp:eva@chat.example\nIMPP:tg:eva_elm_77\nIMPP;TYPE=home:sip:eva@voice.example\n"
    b"SOCIALPROFILE;SERVICE-TYPE=VK:https://vk.com/eva_elm_77\nRELATED;TYPE=friend:mailto:dan@fir.example\n"
    b"RELATED:urn:uuid:1\nPHOTO:data:image/png;base64,iVBORw0K\nEND:VCARD\n"
)


def read(data: bytes, name: str = "book.vcf", **options: Any) -> Reading:
    return read_data(BOOK, name, data, **options)


def test_a_card_of_android() -> None:
    got = read(ANDROID)
    [record] = got.records
    assert (record["locator"], record["platform"], record["kind"]) == (
        "card 1, line 1",
        "contacts",
        "contact",
    )
    assert (record["author"], record["title"]) == ("Анна Лилова", "Анна Лилова")
    assert got.found() == {
        ("phone", "+12025550143", "self"),
        ("phone", "+12025550144", "self"),
        ("email", "anna@lilac.example", "self"),
        ("skype", "anna.lilac", "self"),
        ("account", "qq:123456789", "self"),
    }
    extra = dict(record["extra"])
    assert extra["n"] == "Лилова, Анна"
    assert (
        extra["x-android-custom"].startswith("vnd.android.cursor.item/nickname, Anya")
        or "Anya" in extra["x-android-custom"]
    )
    assert got.report["parts"] == {"cards": 1, "pictures, sounds and keys left out": 1}


def test_a_card_of_apple() -> None:
    got = read(APPLE)
    [record] = got.records
    assert (record["author"], record["location"]) == ("Dr. Bob Oak", "Oakville, CA, USA")
    assert dict(record["more_text"]) == {"note": "friend of Eva, her number\n is +1 202 555 0147"}
    assert got.found() == {
        ("phone", "+447700900123", "self"),
        ("phone", "+12025550146", "self"),
        ("phone", "+12025550147", "mentioned"),
        ("skype", "bob.oak", "self"),
        ("telegram", "bob_oak_77", "self"),
        ("twitter", "boboak77", "self"),
        ("instagram", "bob.oak.77", "self"),
        ("url", "https://oak77.example/bob", "self"),
        ("profile", "oak77.example:bob", "self"),
    }
    extra = dict(record["extra"])
    assert extra["org"] == "Oak, Elm & Co, Sales"
    assert extra["adr"] == "1 Mill Way, Oakville, CA, 94000, USA"
    assert extra["bday"] == "1990-01-01"
    assert "/9j/" not in str(record)


def test_a_card_of_version_4() -> None:
    got = read(NEW)
    assert got.column("native_id") == ["urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"]
    assert got.found() == {
        ("phone", "+12025550148", "self"),
        ("email", "eva@elm.example", "self"),
        ("jabber", "eva@chat.example", "self"),
        ("telegram", "eva_elm_77", "self"),
        ("email", "eva@voice.example", "self"),
        ("vk", "eva_elm_77", "self"),
        ("email", "dan@fir.example", "mentioned"),
    }


def test_cards_of_one_person_are_one_hand_by_the_owners_word(tmp_path: Path) -> None:
    other = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:My landlady\r\nTEL:+12025550143\r\nTEL:+12025550149\r\nEND:VCARD\r\n"
    found = clusters(tmp_path, a__vcf=ANDROID + APPLE + NEW, b__vcf=other)
    assert found == [["card 1, line 1", "card 1, line 1"]]


def test_notes_and_friends_merge_nobody(tmp_path: Path) -> None:
    book = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Mary\nTEL:+1202555{n:04}\nNOTE:friend of Eva +1 202 555 0147\n"
        f"RELATED:mailto:eva@elm.example\nEND:VCARD\n"
        for n in range(100, 110)
    )
    assert clusters(tmp_path, a__vcf=book.encode()) == []


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings_of_the_whole_file(codec: str) -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Анна Лилова из города\r\nTEL:+12025550143\r\nEND:VCARD\r\n"
    got = read(card.encode(codec))
    assert got.column("author") == ["Анна Лилова из города"]
    assert got.report["encoding"].startswith(codec.split("-sig")[0])


def test_quoted_printable_in_another_charset() -> None:
    card = (
        b"BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:=C0=ED=ED=E0\n"
        b"TEL:+12025550143\nEND:VCARD\n"
    )
    assert read(card).column("author") == ["Анна"]


def test_properties() -> None:
    found = property_of('a.TEL;type="x:y;z",b;CELL;ENCODING=8BIT: 1:2')
    assert found is not None
    assert (found.group, found.name, found.value) == ("a", "TEL", " 1:2")
    assert found.parameters == {"TYPE": ["x:y;z", "b", "CELL"], "ENCODING": ["8BIT"]} or found.parameters[
        "ENCODING"
    ] == ["8BIT"]
    assert property_of("no property") is None
    assert property_of("TEL;x") is None
    assert property_of(":x") is None
    assert fields(r"a\;b;c\\;d") == ["a;b", "c\\", "d"]


def test_what_is_broken_is_a_reject_and_the_rest_is_read() -> None:
    cut = b"BEGIN:VCARD\nVERSION:3.0\nFN:Cut\nTEL:+12025550199\n"
    got = read(cut + APPLE + b"stray words\n" + b"BEGIN:VCARD\nEND:VCARD\n" + ANDROID + cut)
    assert got.column("author") == ["Dr. Bob Oak", "Анна Лилова"]
    assert sorted((r["locator"], r["reason"]) for r in got.rejects) == [
        ("card 1, line 1", "it does not end before the next begins"),
        ("card 3, line 27", "the card is empty"),
        ("card 5, line 45", "it does not end: the file is cut short"),
        ("line 26", "stands between the cards"),
    ]
    assert "+12025550199" in got.rejects[0]["raw"]


def test_an_agent_is_a_card_of_its_own() -> None:
    agent = (
        b"BEGIN:VCARD\nVERSION:2.1\nFN:Boss\nTEL:+12025550143\nAGENT:\nBEGIN:VCARD\nVERSION:2.1\nFN:Agent\n"
        b"TEL:+12025550144\nEND:VCARD\nEND:VCARD\n"
    )
    got = read(agent)
    assert got.column("author") == ["Agent", "Boss"]
    assert not got.rejects


def test_which_reader_takes_an_address_book() -> None:
    for name, data in (
        ("a.vcf", APPLE),
        ("a.txt", ANDROID),
        ("a", b"\xef\xbb\xbf\r\n" + NEW),
        ("a.vcf.gz", gzip.compress(NEW)),
        ("a.vcf", APPLE.decode().encode("utf-16")),
    ):
        sure = {key: one.sniff(Path(name), data) for key, one in INGESTORS.items()}
        assert sure["contacts"] == max(sure.values()) > 0.6, name
        assert sorted(sure.values())[-2] < sure["contacts"]
    assert BOOK.sniff(Path("a.csv"), b"name,tel\n") == 0
    with pytest.raises(WrongFormatError, match=r"a\.vcf"):
        read(b"name,tel\n", "a.vcf")
    assert read(b"", "a.vcf").warnings == ["the file is empty"]


def test_gzip_that_is_cut_short_keeps_what_came() -> None:
    import random

    rng = random.Random(3)
    many = b"".join(
        b"BEGIN:VCARD\nFN:%x\nTEL:+1202555%04d\nEND:VCARD\n" % (rng.getrandbits(200), n) for n in range(3_000)
    )
    packed = gzip.compress(many)
    got = read(packed[: len(packed) // 2], "a.vcf.gz")
    assert 1_000 < len(got.records) < 2_000
    assert "cut short" in got.rejects[-1]["reason"] or not got.rejects


HOSTILE = {
    "begins": b"BEGIN:VCARD\n" * 200_000,
    "agents": b"BEGIN:VCARD\nAGENT:\n" * 100_000,
    "one card": b"BEGIN:VCARD\n" + b"TEL:+12025550143\n" * 300_000 + b"END:VCARD\n",
    "one line": b"BEGIN:VCARD\nNOTE:" + b"x" * (20 << 20) + b"\nEND:VCARD\n",
    "folds": b"BEGIN:VCARD\nNOTE:x\n" + b" y\n" * 3_000_000 + b"END:VCARD\n",
    "soft breaks": b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:=\n" + b"=\n" * 2_000_000 + b"END:VCARD\n",
    "parameters": b"BEGIN:VCARD\nTEL" + b";a=b" * 300_000 + b":1\nEND:VCARD\n",
    "quotes": b"BEGIN:VCARD\nTEL" + b';"' * 300_000 + b":1\nEND:VCARD\n",
    "semicolons": b"BEGIN:VCARD\nN:" + b";\\" * 500_000 + b"\nEND:VCARD\n",
    "names": b"BEGIN:VCARD\n" + b"a" * 2_000_000 + b":x\nEND:VCARD\n",
    "zeros": b"BEGIN:VCARD\nFN:a\n" + b"\0" * 5_000_000 + b"\nEND:VCARD\n",
    "pictures": b"BEGIN:VCARD\nFN:a\n" + (b"PHOTO:" + b"A" * 1000 + b"\n") * 20_000 + b"END:VCARD\n",
    "escapes": b"BEGIN:VCARD\nNOTE:" + b"\\" * 2_000_001 + b"\nEND:VCARD\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_harm_is_read_in_linear_time(name: str) -> None:
    began = time.monotonic()
    got = read_only(HOSTILE[name])
    assert got >= 1
    assert time.monotonic() - began < 30


def read_only(data: bytes) -> int:
    """Return how many records and rejects a file gives, without looking at them."""
    from item_reading import Member

    from graphkit.settings import ReadOptions

    member: Any = Member("a.vcf", data)
    return sum(
        b.records.num_rows + b.rejects.num_rows for b in BOOK.read(member, ReadOptions("ab" * 32, "a.vcf"))
    )


def test_memory_does_not_grow_with_the_file() -> None:
    card = b"BEGIN:VCARD\nVERSION:3.0\nFN:A\nTEL:+12025550143\nPHOTO:" + b"A" * 4_000 + b"\nEND:VCARD\n"
    read_only(card)
    data = card * 10_000
    tracemalloc.start()
    assert read_only(data) == 10_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 << 20  # blocks of 4 MiB, some copies of them, one batch


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_cards_that_are_spoilt_are_read_or_refused(data: st.DataObject) -> None:
    spoilt = bytearray(data.draw(st.sampled_from([ANDROID, APPLE, NEW])))
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(spoilt)))
        spoilt[at : at + data.draw(st.integers(0, 40))] = data.draw(
            st.one_of(
                st.binary(max_size=12),
                st.sampled_from(
                    [b"\n ", b"=\n", b"BEGIN:VCARD\n", b"END:VCARD\n", b";", b":", b'"', b"\\", b"\xff\xfe"]
                ),
            )
        )
    read_or_refused(BOOK, "book.vcf", bytes(spoilt))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for given_data in (data, b"BEGIN:VCARD\n" + data):
        read_or_refused(BOOK, "book.vcf", given_data)
