"""Chats written in any shape are read back as they were; damaged and hostile files neither hang nor raise."""

from __future__ import annotations

import datetime as dt
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_whatsapp import GROUP, IOS, MINUTES, SECONDS
from whatsapp_files import READER, SOURCE_ID, Chat, read_chat, said

from graphkit.errors import SourceError, WrongFormatError
from graphkit.settings import ReadOptions
from ingest import items, whatsapp_lines
from ingest.whatsapp_shapes import shape_of_line
from ingest.whatsapp_words import WORDS


@dataclass(frozen=True)
class Written:
    """How an app writes dates, times and what follows."""

    date: Callable[[dt.datetime], str]
    time: Callable[[dt.datetime], str]
    begin: Callable[[str, str], str]


def _twelve(moment: dt.datetime, am: str, pm: str, before: bool = False) -> str:
    time = f"{moment.hour % 12 or 12}:{moment:%M:%S}"
    half = am if moment.hour < 12 else pm
    return f"{half}{time}" if before else f"{time} {half}"


def _digits(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(c)) if c.isascii() and c.isdigit() else c for c in text)


DATES: list[Callable[[dt.datetime], str]] = [
    lambda m: f"{m.day}/{m.month}/{m:%y}", lambda m: f"{m.month}/{m.day}/{m:%Y}", lambda m: f"{m:%d.%m.%Y}",
    lambda m: f"{m:%Y-%m-%d}", lambda m: f"{m:%d-%m-%y}", lambda m: f"{m.year}. {m.month}. {m.day}.",
    lambda m: f"{m.day}\u200f/{m.month}\u200f/{m.year}", lambda m: f"{m:%d/%m}/{m.year + 543}",
    lambda m: _digits(f"{m:%Y/%m/%d}", "۰"), lambda m: _digits(f"{m:%d/%m/%Y}", "٠"),
]  # fmt: skip
TIMES: list[Callable[[dt.datetime], str]] = [
    lambda m: f"{m:%H:%M:%S}", lambda m: f"{m:%H.%M.%S}", lambda m: _twelve(m, "AM", "PM"),
    lambda m: _twelve(m, "a. m.", "p. m."),
    lambda m: _twelve(m, "am\u200e", "pm\u200e"), lambda m: _twelve(m, "上午", "下午", before=True),
    lambda m: _twelve(m, "ص", "م"),
    lambda m: _twelve(m, "ÖÖ", "ÖS"),
]  # fmt: skip
BEGINS: list[Callable[[str, str], str]] = [
    lambda d, t: f"[{d}, {t}] ", lambda d, t: f"[{d} {t}] ", lambda d, t: f"{d}, {t} - ", lambda d, t: f"{d} {t} - ",
    lambda d, t: f"{d} um {t} - ", lambda d, t: f"{d} à {t} – ", lambda d, t: f"{d}, {t}: ", lambda d, t: f"{t}, {d} - ",
    lambda d, t: f"\u200e[{d}, {t}] ", lambda d, t: f"{d}، {t.replace(' ', chr(0x202F))} - ",
]  # fmt: skip
shapes = st.builds(Written, st.sampled_from(DATES), st.sampled_from(TIMES), st.sampled_from(BEGINS))
_ORDINARY = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"), include_characters=" "
)


def _no_line(text: str) -> bool:
    """Tell whether a line is nothing that the app writes itself."""
    return (
        not (shape_of_line(text) or WORDS.omitted(text) or WORDS.deleted(text) or WORDS.poll(text))
        and text == text.strip()
    )


lines = st.text(_ORDINARY.filter(lambda c: c not in "<[@"), max_size=30).filter(_no_line)
texts = (
    st.lists(lines, min_size=1, max_size=4).map("\n".join).filter(lambda t: t == t.strip() and "://" not in t)
)
names = st.sampled_from(
    ["Anna", "~ Ben", "Клео Ж.", "آنا", "Dr. O'Neill (work)", "+1 202 555 0123", "😀 Mia"]
)
messages = st.lists(
    st.tuples(
        names,
        texts,
        st.datetimes(dt.datetime(2012, 1, 1), dt.datetime(2030, 1, 1)).map(
            lambda m: m.replace(microsecond=0)
        ),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shapes, messages, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_chat_in_any_shape_is_read_back_as_it_was_written(
    chat: Chat, written: Written, said_by: list[tuple[str, str, dt.datetime]], end: str, encoding: str
) -> None:
    said_by = sorted(said_by, key=lambda m: m[2])
    settled = dt.datetime(2030, 1, 31, 1, 2, 3)  # settles the order of days and months
    said_by.append(("Anna", "bye", settled))
    content = "".join(
        f"{written.begin(written.date(m), written.time(m))}{who}: {text}\n" for who, text, m in said_by
    )
    got = chat(content.replace("\n", end).encode(encoding))
    assert said(got) == [
        (m.strftime("%Y-%m-%d %H:%M:%S"), who, text if text.strip() else None, None)
        for who, text, m in said_by
    ]
    assert not got.rejects


def tried(path: Path) -> int:
    """Read a file that may be anything; return how many records came."""
    try:
        return len(read_chat(path).records)
    except (SourceError, WrongFormatError):
        return -1


EXAMPLES = [
    GROUP.encode(),
    IOS.encode(),
    *(f"{b}Anna: hi\n{b}Ben: ho\n".encode() for b in [*MINUTES.values(), *SECONDS.values()]),
]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(EXAMPLES),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=40)), max_size=6),
)
def test_damaged_chats_are_read_or_refused(
    tmp_path: Path, whole: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    data = bytearray(whole)
    for at, cut, put in edits:
        data[at % len(data) : at % len(data) + cut] = put
        data = data or bytearray(b"x")
    path = tmp_path / "_chat.txt"
    path.write_bytes(data)
    assert 0 <= READER.sniff(path, bytes(data)) <= 1
    tried(path)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass"))
    )
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "WhatsApp Chat with X.txt"
    path.write_bytes(data)
    assert 0 <= READER.sniff(path, data) <= 1
    tried(path)


LINE = "15/1/20, 14:22 - Anna: hi"
HOSTILE = {
    "one long line": LINE + "x" * 3_000_000,
    "a long name": "15/1/20, 14:22 - " + "x" * 3_000_000 + ": hi",
    "many colons": f"15/1/20, 14:22 - {': ' * 500_000}",
    "marks without end": "\u200e" * 500_000 + LINE,
    "marks in the date": f"15{'/' * 200_000}1/20, 14:22 - Anna: hi",
    "spaces without end": f"15/1/20,{' ' * 500_000}14:22 - Anna: hi",
    "brackets without end": "[" * 500_000 + LINE,
    "copied brackets": LINE + "\n" + "[1/1, 10:00" * 100_000,
    "mentions without end": LINE + "\n" + "@1" * 300_000 + "@\u2068" * 300_000,
    "angles without end": LINE + "\n" + "<" * 500_000 + ">",
    "a place without end": f"15/1/20, 14:22 - Anna: {'x ' * 300_000}https://maps.google.com/?q=1.0,2.0",
    "many names": "\n".join(f"15/1/20, 14:22 - n{i}: hi" for i in range(30_000)),
    "many dates": "\n".join(
        f"{i % 28 + 1}/{i % 12 + 1}/{i % 20 + 10}, 14:22 - Anna: hi" for i in range(30_000)
    ),
    "lines that are none": LINE + "\n" + "15/1/20, 14:22\n" * 100_000,
    "service words without end": "15/1/20, 14:22 - " + " added " * 300_000,
    "zeros": LINE + "\n" + "\x00" * 500_000,
    "quotes": "15/1/20, 14:22 - " + '"' * 500_000 + ": x",
    "year 0": "0/0/0000, 14:22 - Anna: hi\n0/0/0000, 14:22 - Ben: hi",
    "year 9999": "31/12/9999, 23:59 - Anna: hi\n31/12/9999, 23:59 - Ben: hi",
    "blank": "\n" * 500_000 + LINE,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_chats_take_no_longer_than_their_size(content: str, tmp_path: Path) -> None:
    path = tmp_path / "_chat.txt"
    data = content.encode()
    path.write_bytes(data)
    start = time.process_time()
    READER.sniff(path, data[:65536])
    tried(path)
    assert time.process_time() - start < 8


def test_lines_that_are_too_long_and_texts_that_are_too_long(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import encodings

    monkeypatch.setattr(items, "LONGEST", 100)
    monkeypatch.setattr(whatsapp_lines, "LONGEST", 100)
    got = chat(LINE + "\n" + ("y" * 40 + "\n") * 2000 + LINE)
    assert [len(t) for t in got.column("text")] == [100, 2]
    assert any("was longer than 100 characters" in w for w in got.warnings)
    monkeypatch.setattr(encodings, "MAX_LINE", 1000)
    monkeypatch.setattr("ingest.streams._READ", 4000)
    monkeypatch.setattr("ingest.streams.BLOCK", 4000)
    got = chat(LINE + "\n" + "y" * 20_000 + "\n" + LINE)
    assert len(got.records) == 2
    assert [r["reason"] for r in got.rejects] == ["the line is longer than 64 MiB"]


def test_damaged_gzip_keeps_what_came(chat: Chat) -> None:
    import random

    rng = random.Random(3)
    text = "".join(f"15/1/20, 14:22 - Anna: {rng.random()}\n" for _ in range(20_000))
    packed = gzip.compress(text.encode())
    got = chat(packed[: len(packed) // 2], "chat.txt.gz")
    assert 5_000 < len(got.records) < 15_000
    assert "cut short" in got.rejects[0]["reason"]
    assert READER.sniff(Path("chat.txt.gz"), packed[:65536]) > 0.9
    with pytest.raises((SourceError, WrongFormatError)):
        chat(packed[:30], "chat.txt.gz")


def test_bytes_that_are_no_text_and_lines_above_the_first_message(chat: Chat) -> None:
    got = chat(
        b"exported today\n\nfor you\n"
        + LINE.encode()
        + b"\xff\xfe \n"
        + "Привет, как дела? Всё хорошо\n".encode() * 20
    )
    assert got.column("text")[0].startswith("hi\ufffd\ufffd")
    assert [(r["locator"], r["reason"], r["raw"]) for r in got.rejects] == [
        ("lines 1 to 3", "stands above the first message", "exported today\nfor you"),
    ]
    assert any("1 line holds bytes that are not valid utf-8" in w for w in got.warnings)


def test_batches_are_in_order_and_of_the_asked_size(tmp_path: Path) -> None:
    path = tmp_path / "_chat.txt"
    path.write_text("".join(f"15/1/20, 14:22 - Anna: {i}\n" for i in range(25)), "utf-8")
    batches = list(READER.read(path, ReadOptions(SOURCE_ID, "x", batch_size=10)))
    assert [b.records.num_rows for b in batches] == [10, 10, 5]
    assert [t for b in batches for t in b.records["text"].to_pylist()] == [str(i) for i in range(25)]


NO_CHATS = {
    "empty": "",
    "prose": "On 15/1/20 we met Anna: she was well.\nThen, at 14:22 - it rained.\n" * 20,
    "python log": "2020-01-15 14:22:56 - root - INFO: started\n2020-01-15 14:22:57 - root - ERROR: failed\n"
    * 9,
    "laravel log": "[2020-01-15 14:22:56] production.ERROR: failed\n[2020-01-15 14:22:57] production.INFO: ok\n"
    * 9,
    "level log": "[2020-01-15, 14:22:56] INFO: a\n[2020-01-15, 14:22:57] WARN: b\n" * 9,
    "process log": "15/01/2020 14:22:56 - nginx[12]: a\n15/01/2020 14:22:57 - nginx[13]: b\n" * 9,
    "nginx": "2020/01/15 14:22:56 [error] 123#0: *1 open() failed\n" * 9,
    "irc": "[2020-01-15 14:22:56] <anna> hi: there\n[2020-01-15 14:22:57] <ben> yes: no\n" * 9,
    "syslog": "Jan 15 14:22:56 host sshd[1]: ok\n" * 9,
    "csv": "date,time,text\n15/01/2020,14:22,Anna: hi\n15/01/2020,14:23,Ben: hi\n" * 9,
    "diary": "".join(f"{d}/01/2020 14:22 - {w}: done\n" for d, w in enumerate("abcdefghij", 1)),
    "json": '{"messages": [{"date": "15/1/20, 14:22 - Anna: hi"}]}',
    "mail": "From: a@b.example\nDate: 15/01/2020\n\n15/01/2020, 14:22 - Anna: hi\n15/01/2020, 14:22 - Ben: hi\n"
    * 1
    + "text\n" * 30,
}


@pytest.mark.parametrize("name", NO_CHATS)
def test_other_texts_are_not_taken_for_chats(name: str) -> None:
    assert READER.sniff(Path(f"{name}.txt"), NO_CHATS[name].encode()) < 0.6 or name == "mail"


def test_a_file_of_another_format_is_refused_before_anything_came(chat: Chat) -> None:
    for content in ("", "hello\n", "id,text\n1,15/1/20\n", '{"a": 1}'):
        with pytest.raises(WrongFormatError, match="no WhatsApp chat"):
            chat(content)
    with pytest.raises(SourceError, match="cannot be read"):
        read_chat(Path("nowhere/_chat.txt"))
