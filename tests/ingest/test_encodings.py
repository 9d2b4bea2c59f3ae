"""Encodings told from bytes, and lines that survive what cannot be decoded."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_files import Got

from ingest.encodings import TextLines, decode, detect
from ingest.streams import ByteStream, peek

Read = Callable[..., Got]

ENGLISH = "id,text\n1,plain words\n2,more words\n"
RUSSIAN = "id,текст\n1,Сдам комнату у метро\n2,Звоните после шести\n3,Ёлка и ёжик\n"
FRENCH = "id,texte\n1,Chambre à louer près du café\n2,Très agréable avec vue sur la forêt\n"
GERMAN = "id,text\n1,Große Wohnung für süße Katzen\n2,Schöne Grüße\n"

CASES = [
    (ENGLISH, "utf-8", "utf-8"),
    (RUSSIAN, "utf-8", "utf-8"),
    (RUSSIAN, "utf-8-sig", "utf-8-sig"),
    (ENGLISH, "utf-16", "utf-16-le"),
    (RUSSIAN, "utf-16", "utf-16-le"),
    (ENGLISH, "utf-16-le", "utf-16-le"),
    (RUSSIAN, "utf-16-le", "utf-16-le"),
    (ENGLISH, "utf-16-be", "utf-16-be"),
    (RUSSIAN, "utf-16-be", "utf-16-be"),
    (RUSSIAN, "utf-32", "utf-32-le"),
    (RUSSIAN, "cp1251", "cp1251"),
    ("id,text\n1,Да\n", "cp1251", "cp1251"),
    (FRENCH, "latin-1", "cp1252"),
    (GERMAN, "latin-1", "cp1252"),
    (FRENCH.replace("à", "€"), "cp1252", "cp1252"),
]


@pytest.mark.parametrize(("text", "codec", "name"), CASES, ids=[f"{c}-{t[8:20]}" for t, c, _ in CASES])
def test_encodings_are_told_apart(read: Read, text: str, codec: str, name: str) -> None:
    assert detect(text.encode(codec)).name == name
    data = text.encode(codec)
    wanted = [line.split(",", 1)[1] for line in text.splitlines()[1:]]
    for file, held in (("a.csv", data), ("a.csv.gz", gzip.compress(data))):
        got = read(file, held, mapping={"текст": "text", "texte": "text"})
        assert got.column("text") == wanted
        assert got.report["encoding"] == name
        assert got.column("locator") == [f"line {n + 2}" for n in range(len(wanted))]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_json_in_any_encoding(read: Read, codec: str) -> None:
    lines = '{"id":1,"text":"Сдам комнату"}\n{"id":2,"text":"Ищу комнату"}\n'
    assert read("a.jsonl", lines.encode(codec)).column("text") == ["Сдам комнату", "Ищу комнату"]
    whole = '[{"id":1,"text":"Сдам комнату"}]'
    assert read("a.json", whole.encode(codec)).column("text") == ["Сдам комнату"]


def test_undecodable_bytes_far_into_utf8_cost_only_their_rows(read: Read) -> None:
    lines = [f"{i},строка {i}".encode() for i in range(60_000)]
    lines[50_000] = b"50000,\xf1\xf2\xf0\xee\xea\xe0"
    got = read("a.csv", b"id,text\n" + b"\n".join(lines))
    assert got.report["encoding"] == "utf-8"
    assert len(got.records) == 59_999
    assert [(r["locator"], r["reason"]) for r in got.rejects] == [("line 50002", "not valid utf-8")]
    assert got.rejects[0]["raw"] == "50000,\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"
    assert got.records[50_000]["native_id"] == "50001"


def test_the_first_other_letter_may_come_late(read: Read) -> None:
    ascii_lines = "".join(f"{i},plain words that say nothing\n" for i in range(60_000))
    for codec, name in (("utf-8", "utf-8"), ("cp1251", "cp1251")):
        got = read("a.csv", f"id,text\n{ascii_lines}last,Сдам комнату у метро\n".encode(codec))
        assert got.report["encoding"] == name
        assert got.records[-1]["text"] == "Сдам комнату у метро"
        assert not got.rejects


def test_lone_surrogates_in_utf16_cost_only_their_rows(read: Read) -> None:
    data = (
        "id,text\n1,one\n".encode("utf-16")
        + "2,b".encode("utf-16-le")
        + b"\x00\xd8"
        + "\n3,fine\n".encode("utf-16-le")
    )
    got = read("a.csv", data)
    assert got.column("text") == ["one", "fine"]
    assert [r["locator"] for r in got.rejects] == ["line 3"]


def test_windows_bytes_without_a_letter_are_kept(read: Read) -> None:
    assert decode(b"\x81\x98", detect("caf\xe9 ol\xe9".encode("latin-1"))).decode() == "\x81\u02dc"
    got = read("a.csv", "id,text\n1,Сдам ".encode("cp1251") + b"\x98" + " комнату\n".encode("cp1251"))
    assert got.column("text") == ["Сдам \x98 комнату"]


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    data = ("Сдам комнату у метро, " * 20).encode() + b"\xff" + "ещё слова".encode()
    assert detect(data).name == "utf-8"
    assert detect(data[1:]).name == "utf-8"
    assert detect("день".encode()[:-1], whole=False).name == "utf-8"


def test_stray_nul_bytes_do_not_make_utf16() -> None:
    assert detect(b"id,text\n1,a\0b\n").name == "utf-8"
    assert detect("id,текст\n1,сл\0ово\n".encode()).name == "utf-8"


def blocks_of(path: Path, data: bytes) -> tuple[list[tuple[int, bytes]], TextLines]:
    path.write_bytes(data)
    lines = TextLines(ByteStream(path, path.name))
    return [(b.first, b.data) for b in lines.blocks()], lines


def test_blocks_hold_whole_lines_and_count_them(tmp_path: Path) -> None:
    rng = random.Random(3)
    data = b"\n".join(b"x" * rng.randrange(0, 3000) for _ in range(8000))
    blocks, lines = blocks_of(tmp_path / "a", data)
    assert b"".join(d for _, d in blocks) == data
    assert len(blocks) > 2
    at = 1
    for first, part in blocks:
        assert first == at
        at += part.count(b"\n")
        assert part.endswith(b"\n") or part == blocks[-1][1]
    assert lines.next_line == 8001


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\r"), max_size=200))
def test_utf8_and_marked_utf16_come_through_whole(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("t") / "a"
    for codec in ("utf-8-sig", "utf-16", "utf-32"):
        blocks, _ = blocks_of(path, text.encode(codec))
        assert b"".join(d for _, d in blocks).decode() == text


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_have_an_encoding(data: bytes) -> None:
    assert isinstance(decode(data, detect(data)), bytes)


@given(data=st.binary(max_size=2000), size=st.integers(2, 3000))
def test_gzip_is_looked_into(data: bytes, size: int) -> None:
    assert peek(gzip.compress(data)) == data
    assert data.startswith(peek(gzip.compress(data)[:size]))


def test_streams_of_gzip_in_pieces(tmp_path: Path) -> None:
    rng = random.Random(1)
    data = bytes(rng.choices(b"abcdef\n", k=9_000_000))
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(data, 1))
    stream = ByteStream(path, "a.gz")
    assert b"".join(stream.blocks()) == data
    assert stream.damage is None
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b"\0" * 200_000_000, 9))
    assert max(len(block) for block in ByteStream(bomb, "bomb").blocks()) <= 4 << 20
