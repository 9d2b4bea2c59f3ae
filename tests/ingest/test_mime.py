from __future__ import annotations

import email
import email.policy
import importlib.util
import time
from email.message import EmailMessage, Message
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.mail_text import charset_text, codec_of, header_text
from ingest.mime import Part, from_base64, from_uuencode, parameters, parse

found = importlib.util.find_spec("test.test_email")
REAL = Path(found.origin or "").parent / "data" if found else Path("nowhere")
FILES = sorted(REAL.glob("msg_*.txt")) if REAL.is_dir() else []
# A mark that is cut or missing, and a body that lies elsewhere: each of the two reads on in another way.
DIFFER = {"msg_41.txt", "msg_15.txt", "msg_36.txt"}


def leaves(part: Part) -> list[tuple[str, bytes]]:
    """Return type and body of the parts that hold no others."""
    if part.parts:
        return [leaf for child in part.parts for leaf in leaves(child)]
    if part.kind == "message/rfc822":
        return leaves(parse(part.body()))
    return [(part.kind, part.body())]


def expected(message: Message) -> list[tuple[str, bytes]]:
    """Return the same by the standard library."""
    if message.is_multipart() and message.get_content_type() != "message/delivery-status":
        return [leaf for child in message.get_payload() for leaf in expected(child)]  # type: ignore[union-attr,arg-type]
    return [(message.get_content_type(), message.get_payload(decode=True) or b"")]  # type: ignore[list-item]


def trimmed(pairs: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [(kind, body.replace(b"\r\n", b"\n").strip()) for kind, body in pairs]


@pytest.mark.skipif(not FILES, reason="this Python has no test data of its own")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_real_mails_are_parted_as_by_the_standard_library(path: Path) -> None:
    data = path.read_bytes()
    theirs = email.message_from_bytes(data)
    ours = parse(data)
    if path.name in DIFFER or any(d for part in theirs.walk() for d in part.defects):
        assert leaves(ours) is not None
        return
    if not any(p.get_content_type() == "message/delivery-status" for p in theirs.walk()):
        assert trimmed(leaves(ours)) == trimmed(expected(theirs))
    for name in ("subject", "from", "to", "message-id"):
        assert "".join(ours.header(name).split()) == "".join(str(theirs.get(name, "")).split())


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@settings(max_examples=80, deadline=None)
@given(
    WORDS,
    st.lists(st.tuples(WORDS, st.binary(max_size=80)), max_size=4),
    st.sampled_from(["utf-8", "koi8-r", "gb18030"]),
    st.booleans(),
)
def test_mails_that_the_standard_library_writes(
    text: str, files: list[tuple[str, bytes]], charset: str, html: bool
) -> None:
    message = EmailMessage(policy=email.policy.SMTP)
    known = text.encode(charset, "replace").decode(charset)
    message["Subject"] = " ".join(known.split())
    message.set_content(known, charset=charset, cte="base64")
    if html:
        message.add_alternative(f"<p>{known}</p>", subtype="html", charset=charset, cte="base64")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name or "x")
    part = parse(message.as_bytes())
    read = leaves(part)
    first = part
    while first.parts:
        first = first.parts[0]
    assert (
        first.text().replace("\r\n", "\n").rstrip("\n") == known.replace("\r\n", "\n").rstrip("\n")
        or "\x85" in known
    )
    assert [body for kind, body in read if kind == "application/octet-stream"] == [data for _, data in files]
    assert header_text(part.header("subject")) == " ".join(known.split())


def test_header_and_body_are_parted_at_the_first_blank_line_or_at_what_is_no_header() -> None:
    for data in (b"A: 1\r\n b\r\n\r\nC: 2", b"A: 1\n b\n\nC: 2"):
        part = parse(data)
        assert (part.headers, part.text()) == ([("a", "1 b")], "C: 2")
    assert parse(b"A: 1\nno header\nB: 2").text() == "no header\nB: 2"
    assert parse(b">From x\nA: 1\n\nb").headers == [("a", "1")]
    assert parse(b"").headers == []
    assert parse(b"\xd0\x90: x\n\n").text() == "А: x\n\n"


def test_marks_of_parts() -> None:
    def texts(body: bytes, boundary: str = "b") -> list[str]:
        return [
            p.text()
            for p in parse(b"Content-Type: multipart/mixed; boundary=%s\n\n" % boundary.encode() + body).parts
        ]

    assert texts(b"before\n--b\n\none\n--b\n\ntwo\n--b--\nbehind\n--b\n\nno") == ["one", "two"]
    assert texts(b"--b\n\none\n--bb\n--b \t\n\ntwo") == ["one\n--bb", "two"]
    assert texts(b"--b\r\n\r\none\r\n--b--\r\n") == ["one"]
    assert parse(b"Content-Type: multipart/mixed; boundary=b\n\nno mark").text() == "no mark"
    assert (
        parse(b"Content-Type: multipart/mixed\n\n--b\n\nno mark is named").text() == "--b\n\nno mark is named"
    )


def test_parameters_in_all_their_forms() -> None:
    assert parameters('a/b; x=1; X=2 ; y="q\\"q;q" ; z') == ("a/b", {"x": "1", "y": 'q"q;q'})
    assert parameters("a/b; n*2=c; n*0=a; n*1=b")[1] == {"n": "abc"}
    assert parameters("a/b; name==?koi8-r?B?0NLJ18XU?=")[1] == {"name": "привет"}
    assert parameters("a/b; n*=koi8-r''%D0%D2%C9%D7%C5%D4")[1] == {"n": "привет"}
    assert parameters("")[0] == ""


def test_encoded_words() -> None:
    assert header_text("=?utf-8?Q?a_b=20c?=") == "a b c"
    assert header_text("x =?koi8-r?B?0NLJ?= =?koi8-r?B?18XU?= y") == "x привет y"
    assert header_text("=?utf-8*ru?Q?=D0=BF?=") == "п"
    assert header_text("=?no-such?Q?a?= =?utf-8?X?a?=") == "a =?utf-8?X?a?="
    assert header_text("=?utf-8?B?0J8?=") == "П"  # without its padding


def test_codecs_that_are_none_of_text_are_not_used() -> None:
    for name in (
        "zlib",
        "rot13",
        "punycode",
        "idna",
        "unicode_escape",
        "base64",
        "hex",
        "undefined",
        "",
        "x" * 100,
        "a\0b",
        "utf-8\0",
    ):
        assert codec_of(name) is None, name
    began = time.monotonic()
    charset_text(b"a-" * 1_000_000, "punycode")
    assert time.monotonic() - began < 5


def test_bodies_in_all_encodings() -> None:
    assert from_base64(b"aGVs*bG8=\nIHdvcmxk") == b"hello world"
    assert from_uuencode(b"begin 644 x\n%:&5L;&\\\n`\nend\n") == b"hello"
    assert parse(b"Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc=ZZ").text() == "a=bc=ZZ"


@given(
    st.binary(max_size=300),
    st.sampled_from(
        ["utf-8", "utf-16", "cp1251", "iso-2022-jp", "gb2312", "hz", "utf-7", "x", "koi8-r", "big5"]
    ),
)
def test_any_bytes_are_some_text(data: bytes, charset: str) -> None:
    assert isinstance(charset_text(data, charset), str)


@given(st.text(st.sampled_from("=?utf-8BbQq_ \t?=aZ9+/=\n"), max_size=80))
def test_any_header_is_some_text(value: str) -> None:
    assert isinstance(header_text(value), str)
    assert isinstance(parameters(value)[0], str)
