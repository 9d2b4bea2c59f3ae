from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator

import pytest
from item_reading import Reading, read_data

from ingest import mbox
from ingest.mail import MailIngestor
from ingest.mbox import Mbox, unquoted

MARK = b"From anna@lilac.example Tue Jun  3 10:00:00 2025\n"


def mail(n: int, body: bytes, head: bytes = b"") -> bytes:
    return b"From: p%d@oak.example\nSubject: s%d\n" % (n, n) + head + b"\n" + body


def cut(data: bytes) -> list[bytes]:
    return [one.data for one in Mbox(iter([data])).mails()]


def read(data: bytes, **options: object) -> Reading:
    return read_data(MailIngestor(), "box.mbox", data, **options)


def test_mails_and_their_places() -> None:
    data = MARK + mail(1, b"one\n") + b"\n" + MARK + mail(2, b"two\n")
    got = read(data)
    assert got.column("locator") == ["message 1 (byte 0)", f"message 2 (byte {data.rindex(MARK)})"]
    assert got.column("text") == ["one", "two"]
    assert got.extra("envelope") == ["anna@lilac.example Tue Jun  3 10:00:00 2025"] * 2
    assert [str(at)[:16] for at in got.column("posted_at")] == ["2025-06-03 10:00"] * 2
    assert got.report["format"] == "mbox"
    assert got.report["parts"] == {"mails": 2}


@pytest.mark.parametrize(
    "mark",
    [
        b"From - Tue Jun 03 10:00:00 2025\n",  # Thunderbird
        b"From 1834000000000000001@xxx Tue Jun 03 10:00:00 +0000 2025\n",  # Gmail, by Google Takeout
        b"From MAILER-DAEMON Tue Jun  3 10:00:00 2025\r\n",
        b"From anna@lilac.example  Tue Jun  3 10:00:00 GMT 2025\n",
        b"From ???@??? Tue Jun 03 10:00:00 2025\n",  # Eudora
        b"From anna\n",  # no date, but headers follow
    ],
)
def test_marks_of_many_programs(mark: bytes) -> None:
    assert len(cut(mark + mail(1, b"one\n\n") + mark + mail(2, b"two\n\n") + mark + mail(3, b"x"))) == 3


def test_lines_that_only_look_like_marks_stay_in_their_mail() -> None:
    body = (
        b"From here it is not far\n\nFrom there: neither\nNote: this\n\nFrom Tue to Wed at 10:00 in 2025 we go\n"
        b"without you\n\n>From x\n"
    )
    [only] = cut(MARK + mail(1, body))
    assert only.endswith(body.replace(b">From x", b"From x"))


def test_quoted_lines() -> None:
    assert (
        unquoted(b"a\n>From b\n>>From c\n> From d\n>Fromage\n") == b"a\nFrom b\n>From c\n> From d\n>Fromage\n"
    )


def test_lengths_are_believed_while_they_are_right() -> None:
    body = b"a mail in a mail:\n\n" + MARK + b"Subject: inner\n\nx\n"
    sized = MARK + mail(1, body, b"Content-Length: %d\n" % len(body)) + b"\n" + MARK + mail(2, b"two\n")
    box = Mbox(iter([sized]))
    assert len(list(box.mails())) == 2
    assert box.lengths
    assert not box.distrusted
    wrong = MARK + mail(1, b"one\n", b"Content-Length: 9\n") + b"\n" + sized
    box = Mbox(iter([wrong]))
    assert len(list(box.mails())) == 4
    assert box.distrusted == 1
    assert read(wrong).warnings == [
        "the Content-Length of message 1 leads to no mail's beginning: none was believed from there on"
    ]


def test_a_length_that_is_too_long_costs_nothing() -> None:
    data = b"".join(MARK + mail(n, b"x\n", b"Content-Length: 30000000\n") + b"\n" for n in range(20_000))
    began = time.monotonic()
    assert (
        sum(1 for _ in Mbox(iter([data[i : i + 65536] for i in range(0, len(data), 65536)])).mails())
        == 20_000
    )
    assert time.monotonic() - began < 20


def test_what_stands_before_the_first_mail_and_empty_mails_are_rejects() -> None:
    got = read(b"some junk\n\n" + MARK + b"\n\n" + MARK + mail(2, b"two\n"))
    assert [(r["locator"], r["reason"]) for r in got.rejects] == [
        ("byte 0", "stands before the first mail"),
        ("message 1 (byte 11)", "a mail without headers and text"),
    ]
    assert got.column("native_id") == [None]


def test_a_mail_that_is_too_long_is_cut_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "LONGEST", 10_000)
    data = MARK + mail(1, b"x" * 50_000 + b"\n") + b"\n" + MARK + mail(2, b"two\n")
    found = list(Mbox(iter([data[i : i + 700] for i in range(0, len(data), 700)])).mails())
    assert [(one.at, one.cut, len(one.data)) for one in found] == [
        (0, True, 10_000 - len(MARK)),
        (data.rindex(MARK), False, len(mail(2, b"two\n"))),
    ]


def test_memory_does_not_grow_with_the_file() -> None:
    one = MARK + mail(1, b"word word\n" * 2_000) + b"\n"

    def blocks() -> Iterator[bytes]:
        for _ in range(400):
            yield one * 10

    tracemalloc.start()
    count = sum(1 for _ in Mbox(blocks()).mails())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 4_000
    assert peak < 20 << 20  # of 80 MB
