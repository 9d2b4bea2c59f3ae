"""Files that are damaged or refused: what came before is kept, or one clear error."""

from __future__ import annotations

import gzip
import io
import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from table_files import (
    ROWS,
    Read,
    as_delimited,
    as_parquet,
    as_xlsx,
    read_file,
)

from graphkit.errors import SourceError, WrongFormatError


def test_gzip_cut_short_keeps_what_came(read: Read) -> None:
    rng = random.Random(5)
    rows = [{"id": str(i), "text": "".join(rng.choices("abcdefgh ", k=60))} for i in range(20_000)]
    for name, data in (
        ("a.csv.gz", as_delimited(rows)),
        ("a.jsonl.gz", b"\n".join(json.dumps(r).encode() for r in rows)),
        ("a.json.gz", json.dumps(rows).encode()),
    ):
        packed = gzip.compress(data)
        got = read(name, packed[: len(packed) // 2])
        assert 5_000 < len(got.records) < 15_000
        assert [r["id"] for r in rows[: len(got.records)]] == got.column("native_id")
        assert got.column("text") == [r["text"] for r in rows[: len(got.records)]]
        assert len(got.rejects) == 1
        assert "cut short" in got.rejects[0]["reason"]
        damaged = bytearray(packed)
        damaged[len(packed) // 2] ^= 0xFF
        again = read(name, bytes(damaged))
        assert len(again.records) > 5_000
        assert len(again.rejects) >= 1
    wrong_sum = bytearray(gzip.compress(as_delimited(ROWS)))
    wrong_sum[-6] ^= 1
    got = read("b.csv.gz", bytes(wrong_sum))
    assert len(got.records) == 3
    assert "damaged" in got.rejects[0]["reason"]


def test_gzip_of_several_members_is_one_text(read: Read) -> None:
    data = as_delimited(ROWS)
    got = read("a.csv.gz", gzip.compress(data[:50]) + gzip.compress(data[50:]) + b"\0" * 100)
    assert len(got.records) == 3
    assert not got.rejects


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv.gz", b"\x1f\x8b\x08\x00"),
        ("a.jsonl.gz", gzip.compress(b"x")[:11]),
        ("a.json", b"[nothing"),
        ("a.json.gz", b"\x1f\x8b\x08\x00\x00"),
        ("a.parquet", b"PAR1 this is not parquet at all PAR1"),
        ("a.parquet", as_parquet(ROWS)[:-40]),
        ("a.parquet.gz", gzip.compress(as_parquet(ROWS))[:60]),
        ("a.xlsx", b"PK\x03\x04 no zip at all"),
        ("a.xlsx", as_xlsx(ROWS)[:2000]),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_is_one_clear_error(read: Read, name: str, data: bytes) -> None:
    with pytest.raises((SourceError, WrongFormatError), match=name) as caught:
        read(name, data)
    assert caught.value.exit_code == 2
    if data.startswith(b"\xd0\xcf"):
        assert "password" in str(caught.value)


def test_files_that_the_system_refuses(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nothing\.csv"):
        read_file(tmp_path / "nothing.csv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(SourceError, match="folder"):
        read_file(tmp_path / "folder")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("id\n1\n")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)  # a mode would not keep root out
    with pytest.raises(SourceError, match=r"secret\.csv.*[Pp]ermission"):
        read_file(path)


def test_a_parquet_that_breaks_in_the_middle_keeps_what_came(read: Read) -> None:
    out = io.BytesIO()
    rng = random.Random(1)
    table = pa.table(
        {"id": [str(i) for i in range(40_000)], "text": [str(rng.random()) for _ in range(40_000)]}
    )
    pq.write_table(table, out, row_group_size=10_000, compression="snappy", use_dictionary=False)
    data = bytearray(out.getvalue())
    middle = int(len(data) * 0.6)
    data[middle : middle + 2000] = random.Random(4).randbytes(2000)
    got = read("a.parquet", bytes(data))
    assert 10_000 <= len(got.records) < 40_000
    assert len(got.rejects) == 1
    assert "damaged" in got.rejects[0]["reason"]
