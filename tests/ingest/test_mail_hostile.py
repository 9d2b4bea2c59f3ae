from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_reading import Member, Reading, read_data, read_or_refused
from test_mail import PLAIN

from graphkit.settings import ReadOptions
from ingest.mail import MailIngestor

MAIL = MailIngestor()


def read(data: bytes, name: str = "mail.eml") -> Reading:
    return read_data(MAIL, name, data)


def nested(depth: int) -> bytes:
    head = b"From: a@b.example\nTo: c@d.example\nSubject: deep\n"
    return (
        head
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(depth))
        + b"\nend\n"
    )


HOSTILE = {
    "parts in parts": nested(100_000),
    "mails in mails": b"From: a@b.example\nTo: c@d.example\n" + b"Content-Type: message/rfc822\n\n" * 100_000,
    "boundaries": b"From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 400_000,
    "headers": b"From: a@b.example\n" + b"To: c@d.example\n" * 300_000,
    "people": b"From: a@b.example\nSubject: x\nTo: " + b"a@b.example, " * 70_000 + b"\n\nx",
    "commas": b"From: a@b.example\nTo: " + b"," * 900_000 + b"\n\nx",
    "brackets": b"From: " + b"(" * 300_000 + b"<" * 300_000 + b'"' * 300_001 + b"\nTo: x@y.example\n\nx",
    "words": b"From: a@b.example\nTo: b@c.example\nSubject: " + b"=?a?q?" * 150_000 + b"\n\nx",
    "parameters": b"From: a@b.example\nTo: b@c.example\nContent-Type: text/plain" + b';a="' * 200_000 + b"\n\nx",
    "one line": b"From: a@b.example\nTo: b@c.example\n\n" + b"x" * (20 << 20),
    "one header": b"From: a@b.example\nTo: b@c.example\nSubject: " + b"x" * (20 << 20),
    "folded": b"From: a@b.example\nTo: b@c.example\nSubject: x\n" + b" y\n" * 2_000_000,
    "zeros": b"From: a@b.example\nTo: b@c.example\n\n" + b"\0" * 5_000_000,
    "colons": b"From: a@b.example\nTo: b@c.example\n\n" + b"a wrote:\n" * 300_000,
    "quotes": b"From: a@b.example\nTo: b@c.example\n\n" + b"> x\nFrom:\n" * 200_000,
    "closings": b"From: a@b.example\nTo: b@c.example\n\n" + b"-- \nregards\n" * 200_000,
    "tags": b"From: a@b.example\nTo: b@c.example\nContent-Type: text/html\n\n" + b"<div><a href='" * 300_000,
    "open tags": b"From: a@b.example\nTo: b@c.example\nContent-Type: text/html\n\n" + b"<b><script><!--<title>" * 200_000,
    "entities": b"From: a@b.example\nTo: b@c.example\nContent-Type: text/html\n\n&#" + b"9" * 100_000 + b";&#x" + b"f" * 100_000,
    "base64": b"From: a@b.example\nTo: b@c.example\nContent-Transfer-Encoding: base64\n\n" + b"A=" * 2_000_000,
    "uuencode": b"From: a@b.example\nTo: b@c.example\nContent-Transfer-Encoding: uuencode\n\n" + b"M\n~\n" * 500_000,
    "punycode": b"From: a@b.example\nTo: b@c.example\nContent-Type: text/plain; charset=punycode\n\n" + b"a-" * 500_000,
    "numbers": b"From: " + b"1 " * 400_000 + b"<a@b.example>\nTo: b@c.example\n\nx",
    "half": "From: a@b.example\nTo: b@c.example\nSubject: \ud83d x\n\n\ud83d".encode("utf-8", "surrogatepass"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_harm_is_read_in_linear_time(name: str, deadline: None) -> None:
    member: Any = Member("mail.eml", HOSTILE[name])
    got = MAIL.read(member, ReadOptions("ab" * 32, "mail.eml"))
    assert sum(batch.records.num_rows for batch in got) >= 1


@pytest.fixture
def deadline() -> Any:
    """Fail, rather than hang, where reading takes longer than anybody would wait."""
    import signal

    def ring(*_: object) -> None:
        raise TimeoutError("takes too long")

    held = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield None
    signal.alarm(0)
    signal.signal(signal.SIGALRM, held)


def test_nested_parts_keep_the_text_that_is_reached() -> None:
    assert read(nested(25)).column("text") == ["end"]
    assert read(nested(100)).records[0]["title"] == "deep"


SEED = PLAIN.replace(b"\n", b"\r\n") + nested(3) + b"\n--b0--\nContent-Type: text/html; charset=utf-8\n\n<p>x"
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def survives(data: bytes, name: str) -> None:
    read_or_refused(MAIL, name, data)


@FUZZ
@given(st.binary(max_size=400), st.sampled_from(["a.eml", "a.mbox", "a.msg", "a", "a.eml.gz"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    survives(data, name)


@FUZZ
@given(st.data())
def test_mails_that_are_spoilt_are_read_or_refused(data: st.DataObject) -> None:
    spoilt = bytearray(
        data.draw(
            st.sampled_from(
                [
                    SEED,
                    b"From a Tue Jun  3 10:00:00 2025\n"
                    + SEED
                    + b"\nFrom b Tue Jun  3 10:00:00 2025\n"
                    + PLAIN,
                ]
            )
        )
    )
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(spoilt)))
        size = data.draw(st.integers(0, 30))
        spoilt[at : at + size] = data.draw(
            st.one_of(
                st.binary(max_size=12),
                st.sampled_from([b"\n\n", b"=?utf-8?b?", b"--b0", b"Content-Type: multipart/mixed; boundary=b1\n", b"\nFrom ",
                                 b"\xff\xfe",
                                 b"Content-Transfer-Encoding: base64\n",
                                 b"Content-Length: 40\n", b"charset=utf-16", b"Date: ", b"<", b'"']),
            )
        )  # fmt: skip
    survives(bytes(spoilt), data.draw(st.sampled_from(["a.eml", "a.mbox"])))
