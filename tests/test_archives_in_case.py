"""Archives from files to clusters: members are sources of their own, whatever they are packed in."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from drawn_pictures import scene
from whole_way import FICTION, link_into

from graphkit import store
from graphkit.errors import SourceError
from graphkit.settings import Settings

sys.path.insert(0, str(Path(__file__).parent / "ingest"))
from archive_files import tarred, zipped

A = b"id,text\n1,call +1 202 555 0123\n2,hello there\n"
B = b"id,text\n7,now at +1 202 555 0123\n"


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    con = store.connect(folder / "case.duckdb", read_only=True)
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


def test_members_of_nested_archives_link_with_each_other_and_say_where_they_lie(tmp_path: Path) -> None:
    inner = zipped({"deep/two.csv": B, "photo.jpg": b"no source", "notes.bin": b"\x00\x01\x02"})
    outer = tmp_path / "seized.zip"
    outer.write_bytes(zipped({"one.csv": A, "more.zip": inner, "readme.exe": b"MZ\x90\x00"}))
    report = link_into(tmp_path / "out", tmp_path, settings=FICTION)
    base = outer.as_posix()
    assert report.read == [f"{base}/one.csv", f"{base}/more.zip/deep/two.csv"]
    assert report.pictures == 1
    assert {name for name, _ in report.unread} == {f"{base}/more.zip/notes.bin", f"{base}/readme.exe"}
    assert rows(tmp_path / "out", "SELECT count(*), count(DISTINCT cluster_id) FROM members") == [(3, 2)]
    details = dict(rows(tmp_path / "out", "SELECT source, details FROM sources"))
    within = json.loads(str(details[f"{base}/more.zip/deep/two.csv"]))["within"]
    assert [w["source"] for w in within] == [base, f"{base}/more.zip"]
    assert all(len(w["sha256"]) == 64 for w in within)


def test_the_same_file_packed_and_bare_is_read_once_and_a_case_knows_it_again(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(A)
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(tarred({"b.csv": B, "again.csv": A})))
    report = link_into(tmp_path / "out", tmp_path, settings=FICTION)
    assert len(report.read) == 2
    assert [name.rsplit("/", 2)[-2:] for name, _ in report.same] == [["a.tar.gz", "again.csv"]]
    again = link_into(tmp_path / "out", tmp_path / "a.tar.gz", settings=FICTION)
    assert not again.read
    assert len(again.known) == 2


def test_an_archive_too_deep_is_listed_and_nothing_else_is_lost(tmp_path: Path) -> None:
    data = zipped({"bottom.csv": B})
    for _ in range(5):
        data = zipped({"in.zip": data})
    (tmp_path / "deep.zip").write_bytes(zipped({"a.csv": A, "in.zip": data}))
    report = link_into(tmp_path / "out", tmp_path, settings=FICTION)
    assert len(report.read) == 1
    assert "an archive within 4 others" in report.unread[0][1]
    more = FICTION.model_copy(update={"archive_depth": 9})
    assert len(link_into(tmp_path / "more", tmp_path / "deep.zip", settings=more).read) == 2


def test_a_bomb_in_a_folder_is_listed_and_one_that_is_named_is_an_error(tmp_path: Path) -> None:
    tight = Settings(fictional_numbers=True, archive_ratio=1)
    (tmp_path / "a.csv").write_bytes(A)
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped({"bomb.csv": b"id,text\n" + b"1,aaaaaaaa\n" * 7_000_000}))
    report = link_into(tmp_path / "out", tmp_path, settings=tight)
    assert len(report.read) == 1
    assert "files made to harm" in report.unread[0][1]
    with pytest.raises(
        SourceError, match=r"bomb\.zip: nothing in it can be read .*unpacks to more than 1 times"
    ):
        link_into(tmp_path / "out", bomb, settings=tight)


def test_a_member_cut_short_keeps_its_rows_and_the_cut_is_a_reject(tmp_path: Path) -> None:
    text = b"id,text\n" + b"".join(b"%d,call +1 202 555 %04d\n" % (i, 100 + i % 100) for i in range(5000))
    whole = zipped({"a.csv": text}, zipfile.ZIP_STORED)
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    link_into(tmp_path / "out", tmp_path / "cut.zip", settings=FICTION)
    (count,) = rows(tmp_path / "out", "SELECT count(*) FROM records")[0]
    assert 2000 < int(str(count)) < 3000
    reasons = [str(r[0]) for r in rows(tmp_path / "out", "SELECT reason FROM rejects")]
    assert any("cut short" in r and "what came before was read" in r for r in reasons)


def test_pictures_in_a_zip_are_hashed_beside_their_table(tmp_path: Path) -> None:
    drawn = io.BytesIO()
    scene(1).save(drawn, "PNG")
    table = b"id,text,photo\n1,hello,photos/a.png\n2,bye,../../etc/passwd\n3,bye,gone.png\n"
    (tmp_path / "a.zip").write_bytes(zipped({"x/ads.csv": table, "x/photos/a.png": drawn.getvalue()}))
    link_into(tmp_path / "out", tmp_path / "a.zip", settings=FICTION)
    assert rows(tmp_path / "out", "SELECT count(*) FROM mentions WHERE kind = 'image'") == [(1,)]


def test_names_in_archives_are_shown_harmless_and_cards_masked(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../4111 1111 1111 1111\x1b[2J.csv", A)
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    report = link_into(tmp_path / "out", tmp_path / "a.zip", settings=FICTION)
    assert report.read == [f"{tmp_path.as_posix()}/a.zip/4111 11** **** 1111[2J.csv"]
