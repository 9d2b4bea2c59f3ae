"""SQLite databases: which tables are read, what hostile and damaged ones do."""

from __future__ import annotations

import contextlib
import gzip
import random
import sqlite3
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_files import SOURCE_ID, Got, Member, read_file

import graphkit
from graphkit.errors import SourceError, WrongFormatError
from graphkit.settings import Settings
from ingest.sqlite import SqliteIngestor
from ingest.sqlite_texts import Odd, texts

TEXT = "a quiet flat near the park, ask for Ann"
TWO = f"""
CREATE TABLE messages (_id INTEGER PRIMARY KEY, sender TEXT, body TEXT, sent_at INTEGER);
INSERT INTO messages VALUES (17, 'anna_1', '{TEXT}', 1700000000), (40, 'bob_2', 'call +12025550101', 1700000100);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, phone TEXT);
INSERT INTO users VALUES (1, 'Ann', '+12025550102');
CREATE TABLE rooms (id INTEGER PRIMARY KEY, label TEXT);
INSERT INTO rooms VALUES (1, 'big'), (2, 'small');
"""


def made(folder: Path, script: str, name: str = "a.db") -> Path:
    path = folder / name
    with sqlite3.connect(path) as con:
        con.executescript(script)
    con.close()
    return path


def got(path: Path | Member, **options: object) -> Got:
    return read_file(path, SqliteIngestor(), **options)


def test_tables_that_look_like_records_are_read(tmp_path: Path) -> None:
    found = got(made(tmp_path, TWO))
    assert found.column("locator") == [
        "table messages, row 17",
        "table messages, row 40",
        "table users, row 1",
    ]
    assert found.column("kind") == ["message", "message", "profile"]
    assert found.column("text") == [TEXT, "call +12025550101", None]
    assert [r["record_id"] for r in found.records] == [f"{SOURCE_ID[:12]}-{n}" for n in (1, 2, 3)]
    assert found.identifiers()[-1] == ("phone", "self", "+12025550102")
    assert found.report["parts"] == {"messages": 2, "users": 1}
    assert found.report["columns"]["users!phone"] == "phone"
    assert found.warnings[0] == (
        "read as records: messages (2 rows), users (1 row); left: rooms (2 rows). To read another, name it by --records"
    )


def test_a_table_that_is_named_is_read(tmp_path: Path) -> None:
    path = made(tmp_path, TWO)
    found = got(path, records="rooms")
    assert found.column("locator") == ["table rooms, row 1", "table rooms, row 2"]
    assert got(path, records="MESSAGES").report["parts"] == {"messages": 2}
    with pytest.raises(
        SourceError, match=r"a\.db: nothing is none of its tables\. Tables: messages, rooms, users"
    ):
        got(path, records="nothing")


def test_no_table_of_records(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        "CREATE TABLE a (x); CREATE TABLE b (y); INSERT INTO a VALUES (1); INSERT INTO b VALUES (2);",
    )
    with pytest.raises(SourceError, match=r"none of its tables looks like records: a \(1 row\), b \(1 row\)"):
        got(path)
    assert len(got(made(tmp_path, "CREATE TABLE a (x); INSERT INTO a VALUES (1);", "b.db")).records) == 1
    assert got(made(tmp_path, "CREATE TABLE a (x);", "c.db")).warnings == ["the database holds no rows"]


def test_payments_and_calls_in_a_database(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        "CREATE TABLE calls (id INTEGER PRIMARY KEY, caller TEXT, callee TEXT, start_time TEXT, duration INTEGER);"
        "INSERT INTO calls VALUES (1, '+12025550101', '+12025550102', '2024-01-13 10:00:00', 5);",
    )
    found = got(path)
    assert found.column("kind") == ["call"]
    assert found.identifiers() == [
        ("phone", "self", "+12025550101"),
        ("phone", "counterparty", "+12025550102"),
    ]


def test_values_of_any_type(tmp_path: Path) -> None:
    path = made(tmp_path, "CREATE TABLE t (id INTEGER PRIMARY KEY, text, picture, price, cut)")
    with sqlite3.connect(path) as con:
        con.execute("INSERT INTO t VALUES (1, ?, x'ffd8ffe0', 1.5, CAST(x'e4e5edfc' AS TEXT))", (TEXT,))
        con.execute("INSERT INTO t VALUES (2, ?, x'00010203ff', 12025550101, 'a' || char(0) || 'b')", (TEXT,))
        con.execute("INSERT INTO t VALUES (3, ?, zeroblob(9000000), NULL, '')", (TEXT,))
    con.close()
    found = got(path)
    assert found.extra("picture") == ["ffd8ffe0", "[blob, 5 bytes]", "[blob, 9000000 bytes]"]
    assert found.extra("price") == ["1.5", "12025550101", None]
    assert found.extra("cut") == ["день", "a\0b", None]
    assert any("no UTF-8 were read as cp1251" in w for w in found.warnings)


def test_nothing_that_the_file_brings_is_run(tmp_path: Path) -> None:
    script = f"""
    CREATE TABLE ads (id INTEGER PRIMARY KEY, text TEXT, rowid_ INTEGER,
      heavy TEXT GENERATED ALWAYS AS (hex(zeroblob(50))) VIRTUAL, kept TEXT GENERATED ALWAYS AS (text || '!') STORED);
    INSERT INTO ads (id, text) VALUES (5, '{TEXT}');
    CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x AS text FROM n;
    CREATE TRIGGER gone AFTER INSERT ON ads BEGIN DELETE FROM ads; END;
    CREATE VIRTUAL TABLE found USING fts5(text);
    INSERT INTO found VALUES ('{TEXT}');
    """
    path = made(tmp_path, script)
    before = path.read_bytes()
    found = got(path)
    assert found.column("locator") == ["table ads, row 5"]
    assert found.extra("kept") == [f"{TEXT}!"]
    assert found.extra("heavy") == [None]
    assert any("computed" in w for w in found.warnings)
    assert any("endless, found, found_config" in w for w in found.warnings)
    with pytest.raises(SourceError, match="endless is a view"):
        got(path, records="endless")
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.db"]


def test_names_of_tables_and_columns_are_only_names(tmp_path: Path) -> None:
    name = 'x"; DROP TABLE y; --'
    path = tmp_path / "a #1?.db"
    with sqlite3.connect(path) as con:
        quoted = name.replace('"', '""')
        con.execute(f'CREATE TABLE "{quoted}" ("rowid", "_rowid_" TEXT, "te""xt" TEXT, "select" TEXT)')
        con.execute(f"INSERT INTO \"{quoted}\" VALUES (7, 'a', ?, '+12025550101')", (TEXT,))
    con.close()
    found = got(path)
    assert found.column("locator") == [f"table {name}, row 1"]
    assert found.records[0]["text"] == TEXT


def test_tables_without_ids_of_rows(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        "CREATE TABLE ads (k TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;"
        f"INSERT INTO ads VALUES ('b', '{TEXT}'), ('a', '{TEXT}');",
    )
    assert got(path).column("locator") == ["table ads, row 1", "table ads, row 2"]


def test_a_value_too_long_costs_its_row_only(tmp_path: Path) -> None:
    path = made(tmp_path, "CREATE TABLE ads (id INTEGER PRIMARY KEY, text TEXT)")
    with sqlite3.connect(path) as con:
        con.executemany(
            "INSERT INTO ads VALUES (?, ?)", [(n, TEXT if n != 3 else "x" * 17_000_000) for n in range(1, 6)]
        )
    con.close()
    found = got(path)
    assert [r["locator"].split()[-1] for r in found.records] == ["1", "2", "4", "5"]
    assert [(r["locator"], r["reason"]) for r in found.rejects] == [
        ("table ads, row 3", "cannot be read: string or blob too big")
    ]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("db")
    path = made(folder, "CREATE TABLE ads (id INTEGER PRIMARY KEY, text TEXT, phone TEXT)")
    with sqlite3.connect(path) as con:
        rows = [(n, f"{TEXT} {n}", f"+1202555{n % 100 + 100:04d}") for n in range(1, 8001)]
        con.executemany("INSERT INTO ads VALUES (?, ?, ?)", rows)
    con.close()
    return path.read_bytes()


def test_damaged_pages_cost_their_own_rows(tmp_path: Path, large: bytes) -> None:
    rng = random.Random(3)
    data = bytearray(large)
    page = 4096 * (len(data) // 8192)
    data[page : page + 4096] = rng.randbytes(4096)
    path = tmp_path / "bad.db"
    path.write_bytes(data)
    found = got(path)
    assert 7_000 < len(found.records) < 8_000
    assert found.rejects
    assert found.column("native_id")[-1] == "8000"
    path.write_bytes(large[: len(large) // 2])
    cut = got(path)
    assert 3_000 < len(cut.records) < 5_000
    assert cut.rejects
    assert any("damaged" in w for w in cut.warnings)


def test_a_tree_that_goes_in_circles_ends(tmp_path: Path, large: bytes) -> None:
    data = bytearray(large)
    root = next(at for at in range(4096, len(data), 4096) if data[at] == 5)  # an inner page of a table
    cells = int.from_bytes(data[root + 3 : root + 5], "big")
    first = int.from_bytes(data[root + 12 : root + 14], "big")
    child = data[root + first : root + first + 4]
    for n in range(cells):
        at = root + int.from_bytes(data[root + 12 + 2 * n : root + 14 + 2 * n], "big")
        data[at : at + 4] = child
    path = tmp_path / "round.db"
    path.write_bytes(data)
    began = time.monotonic()
    found = got(path)
    assert time.monotonic() - began < 30
    ids = [int(r["locator"].split()[-1]) for r in found.records]
    assert ids == sorted(set(ids))
    assert found.rejects


def test_inside_an_archive_and_gzip(tmp_path: Path, large: bytes) -> None:
    assert len(got(Member("x.db", large)).records) == 8_000
    path = tmp_path / "a.db.gz"
    path.write_bytes(gzip.compress(large, 1))
    assert SqliteIngestor().sniff(path, path.read_bytes()[: 1 << 16]) == 0.8
    assert len(got(path).records) == 8_000
    assert [p.name for p in tmp_path.iterdir()] == ["a.db.gz"]


def test_changes_that_lie_in_a_journal_are_told(tmp_path: Path) -> None:
    path = made(tmp_path, f"PRAGMA journal_mode = WAL; {TWO}")
    (tmp_path / "a.db-wal").write_bytes(b"x" * 100)
    assert any("a.db-wal" in w for w in got(path).warnings)


@pytest.mark.parametrize(
    "data", [b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 4096, b"SQLite format 3\0" * 900, b""]
)
def test_no_database(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(data)
    with contextlib.suppress(SourceError, WrongFormatError):
        assert got(path).records == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=200)), max_size=6))
def test_any_damage_ends_in_rows_or_one_error(
    tmp_path: Path, large: bytes, changes: list[tuple[int, bytes]]
) -> None:
    data = bytearray(large[:40_960])
    for at, new in changes:
        data[at : at + len(new)] = new
    path = tmp_path / "fuzz.db"
    path.write_bytes(data)
    with contextlib.suppress(SourceError, WrongFormatError):
        got(path)


def test_texts_of_every_sort() -> None:
    assert texts(["", "a", None, 7, b"\xff\xd8\xff"]) == ([None, "a", None, "7", "ffd8ff"], "")
    assert texts([Odd("тел".encode("cp1251")), b"\0"]) == (["тел", "[blob, 1 bytes]"], "cp1251")


def test_linked_through_the_whole_way(tmp_path: Path) -> None:
    path = made(tmp_path, TWO)
    (tmp_path / "ads.csv").write_text("id,text\nA,call +1 202 555 0101\n", "utf-8")
    view, _ = graphkit.link(
        [path, tmp_path / "ads.csv"], tmp_path / "case", settings=Settings(fictional_numbers=True, workers=1)
    )
    with view:
        records = view.records().set_index("locator")["cluster_id"]
    assert records["table messages, row 40"] == records["line 2"] != records["table messages, row 17"]
    again = graphkit.link(
        [path], tmp_path / "case", records="rooms", settings=Settings(fictional_numbers=True, workers=1)
    )
    with again[0] as view:
        assert again[1].read == [path.as_posix()]
        assert "table rooms, row 2" in set(view.records()["locator"])
    third = graphkit.link([path], tmp_path / "case", settings=Settings(fictional_numbers=True, workers=1))
    third[0].close()
    assert third[1].known == [path.as_posix()]
