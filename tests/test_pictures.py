"""The whole way of pictures: a CSV that names them, hashes in the case, and nothing else of them."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_pictures import jpeg, png, scene
from whole_way import FICTION, link_into, outputs, rows, write_csv, write_jsonl

from graphkit import Case, CaseView, pictures
from graphkit.identifiers import reading
from graphkit.identifiers.image import hash_picture
from graphkit.settings import Settings
from graphkit.store import TABLES

PLAIN = Settings()


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    """Three ads beside a folder with two pictures; the third picture is missing."""
    folder = tmp_path / "given"
    (folder / "pics").mkdir(parents=True)
    (folder / "pics" / "one.jpg").write_bytes(jpeg(scene(1, (640, 480)), comment=b"taken at home by nobody"))
    (folder / "pics" / "two.png").write_bytes(png(scene(2)))
    table = [
        {"id": "a1", "text": "a quiet evening", "photos": "pics/one.jpg; pics/two.png"},
        {"id": "a2", "text": "another evening", "photos": "pics/one.jpg"},
        {"id": "a3", "text": "third", "photos": "pics/three.png"},
    ]
    return write_csv(folder / "bazaarly.csv", table)


def images(out: Path) -> list[tuple[str, str, str]]:
    return [(r["native_id"], r["value"], r["raw"]) for r in rows(out, "mentions") if r["kind"] == "image"]


def told(out: Path) -> tuple[object, list[str]]:
    with CaseView(out) as view:
        details = json.loads(view.sources()["details"][0])
    return details.get("pictures"), details.get("warnings", [])


def test_pictures_become_hashes(ads: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = link_into(out, ads, settings=PLAIN)
    assert report.columns[ads.as_posix()]["photos"] == "image"
    one, two = (hash_picture((ads.parent / "pics" / n).read_bytes()).value for n in ("one.jpg", "two.png"))
    assert images(out) == [
        ("a1", one, "pics/one.jpg"), ("a1", two, "pics/two.png"), ("a2", one, "pics/one.jpg"),
    ]  # fmt: skip
    assert told(out) == (
        {"hashed": 3, "missing": 1},
        ["pictures: 3 hashed; not hashed: 1 not found beside the file"],
    )


def test_nothing_of_a_picture_is_stored_but_its_hash(ads: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    link_into(out, ads, settings=PLAIN)
    written = b"".join(p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file())
    assert hash_picture((ads.parent / "pics" / "one.jpg").read_bytes()).value.encode() in written
    assert b"taken at home" not in written
    for name in ("one.jpg", "two.png"):
        data = (ads.parent / "pics" / name).read_bytes()
        for at in range(0, len(data) - 16, 16):
            assert data[at : at + 16] not in written, (name, at)


def test_a_picture_that_came_later_is_found_when_the_source_is_given_again(ads: Path, tmp_path: Path) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    link_into(out, ads, settings=PLAIN)
    (ads.parent / "pics" / "three.png").write_bytes(png(scene(3)))
    link_into(out, ads, settings=PLAIN)
    assert told(out) == ({"hashed": 4}, [])
    link_into(fresh, ads, settings=PLAIN)
    assert images(out) == images(fresh)
    assert len(images(out)) == 4


@pytest.mark.parametrize("how", ["other settings", "another mapping"])
def test_hashes_stay_where_the_pictures_are_gone(ads: Path, tmp_path: Path, how: str) -> None:
    out = tmp_path / "out"
    link_into(out, ads, settings=PLAIN)
    before = images(out)
    shutil.rmtree(ads.parent / "pics")
    if how == "other settings":
        link_into(out, ads, settings=Settings(regions=("KZ",)))
    else:
        link_into(out, ads, settings=PLAIN, mapping={"text": "title"})
    assert images(out) == before
    assert told(out)[0] == {"hashed": 3, "missing": 1}


def test_pictures_not_asked_for_are_read_when_they_are(ads: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    link_into(out, ads, settings=Settings(kinds=("phone",)))
    assert (images(out), told(out)[0]) == ([], "unread")
    link_into(out, ads, settings=PLAIN)
    assert len(images(out)) == 3


def test_without_pillow_one_line_says_so(ads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr(pictures, "can_hash", lambda: False)
    link_into(out, ads, settings=PLAIN)
    assert images(out) == []
    (warning,) = told(out)[1]
    assert "pip install pillow" in warning
    monkeypatch.undo()
    link_into(out, ads, settings=PLAIN)
    assert len(images(out)) == 3
    assert "pip" not in str(told(out)[1])


def test_worker_processes_change_nothing(ads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link_into(tmp_path / "one", ads, settings=Settings(workers=1))
    monkeypatch.setattr(pictures, "_WORTH_A_POOL", 1)
    monkeypatch.setattr(pictures, "_CHUNK", 1)
    link_into(tmp_path / "two", ads, settings=Settings(workers=2))
    assert images(tmp_path / "two") == images(tmp_path / "one")


def stored(out: Path) -> str:
    """Return every cell of a case."""
    with Case(out) as case:
        return "\n".join(
            json.dumps(case.query(f'SELECT * FROM "{name}"').to_pylist(), default=str, ensure_ascii=False)
            for name in TABLES
        )


DATA = {"png": png(scene(5)), "jpg": jpeg(scene(6))}
CODED = {name: base64.b64encode(data).decode() for name, data in DATA.items()}
INLINE = [
    {"id": "a1", "text": f"one data:image/png;base64,{CODED['png']} +1 202 555 0123", "photo": "", "url": ""},
    {"id": "a2", "text": "two", "photo": f"data:image/jpeg;base64,{CODED['jpg']}", "url": ""},
    {"id": "a3", "text": "three", "photo": CODED["jpg"], "url": f"data:image/png;base64,{CODED['png']}"},
    {"id": "a4", "text": "four", "photo": "data:image/png;base64,iVBORw0KGgo=", "url": "https://x.example/4"},
]


def inline_csv(folder: Path) -> Path:
    return write_csv(folder / "bazaarly.csv", INLINE)


def inline_headless(folder: Path) -> Path:
    path = inline_csv(folder)
    path.write_text(path.read_text("utf-8").split("\n", 1)[1], "utf-8")
    return path


def inline_json(folder: Path) -> Path:
    rows_ = [{**row, "photo": {"full": [row["photo"], "x"]}} for row in INLINE]
    return write_jsonl(folder / "bazaarly.jsonl", rows_)


def inline_broken(folder: Path) -> Path:
    path = inline_json(folder)
    broken = json.dumps(INLINE[0]).replace("/", "\\/")
    path.write_text(path.read_text("utf-8") + broken[: len(broken) // 2] + "\n", "utf-8")
    return path


def inline_parquet(folder: Path) -> Path:
    path = folder / "bazaarly.parquet"
    photos = [DATA["png"], DATA["jpg"], DATA["jpg"], DATA["png"]]
    columns = {
        "id": ["a1", "a2", "a3", "a4"],
        "text": [r["text"] for r in INLINE],
        "photo": pa.array(photos, pa.binary()),
    }
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("make", [inline_csv, inline_headless, inline_json, inline_broken, inline_parquet])
def test_pictures_in_cells_are_hashed_and_nowhere_kept(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    (tmp_path / "given").mkdir()
    out, path = tmp_path / "out", make(tmp_path / "given")
    link_into(out, path)
    found = [r for r in rows(out, "mentions") if r["kind"] == "image"]
    assert {r["value"] for r in found} == {hash_picture(d).value for d in DATA.values()}
    assert len(found) == (5 if make is inline_parquet else 4)
    assert all(
        r["raw"] == f"[picture, {len(d):,} bytes, not kept]"
        for r in found
        for d in DATA.values()
        if r["value"] == hash_picture(d).value
    )
    whole = stored(out) + "".join(
        p.read_text("utf-8", "replace") for p in out.iterdir() if p.suffix != ".duckdb"
    )
    for name, data in DATA.items():
        assert not any(CODED[name][at : at + 48] in whole for at in range(0, len(CODED[name]) - 48, 48))
        assert not any(data[at : at + 24].hex() in whole for at in range(0, len(data) - 24, 24))
    if make is not inline_headless:  # where no name says which column is the text
        assert "+12025550123" in {r["value"] for r in rows(out, "mentions")}
    with CaseView(out) as view:
        records = view.records()
        details = json.loads(view.sources()["details"][0])
        for m in view.mentions().to_dict("records"):
            record = records[records["record_id"] == m["record_id"]].iloc[0]
            cell = record.get(m["field"]) or {**record["extra"], **record["more_text"]}[m["field"]]
            assert cell[m["start"] : m["end"]] == m["raw"]
    if make is not inline_parquet:
        assert details["cell_pictures"] == {"no picture": 1, "hashed": 4}
        assert (
            "pictures in cells: 4 hashed; not hashed: 1 no picture of a known format" in details["warnings"]
        )


def test_a_run_of_other_kinds_leaves_pictures_and_cards_out_and_one_of_all_has_them_back(
    tmp_path: Path,
) -> None:
    """The files are gone by then: what needs them stays in the case, unasked for."""
    folder = tmp_path / "given"
    (folder / "pics").mkdir(parents=True)
    (folder / "pics" / "one.jpg").write_bytes(DATA["jpg"])
    table = [{**row, "file": "pics/one.jpg", "card": "4111 1111 1111 1111"} for row in INLINE]
    ads, out = write_csv(folder / "bazaarly.csv", table), tmp_path / "out"
    link_into(out, ads)
    before = outputs(out)
    kinds = {r["kind"] for r in rows(out, "ties")}
    assert {"image", "card", "phone"} <= kinds
    other = write_csv(tmp_path / "other.csv", [{"id": "b1", "text": "nothing"}])
    shutil.rmtree(folder)
    for chosen in (("phone",), ("image",), ("bank", "email")):
        link_into(out, other, settings=FICTION.model_copy(update={"kinds": chosen}))
        wanted = {"bank": {"card"}, "email": set()}
        names = set().union(*(wanted.get(k, {k}) for k in chosen))
        assert {r["kind"] for r in rows(out, "ties")} == {r["kind"] for r in rows(out, "mentions")} == names
        with CaseView(out) as view:
            assert view.count("mentions") == len(rows(out, "mentions"))
    link_into(out, other)
    after = outputs(out)
    assert rows(out, "mentions") == list(csv.DictReader(io.StringIO(before["mentions.csv"].decode())))
    assert after["identifiers.csv"].count(b"\n") == before["identifiers.csv"].count(b"\n")


def test_pictures_in_cells_not_asked_for_are_read_from_the_file_when_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ads, out = inline_csv(tmp_path), tmp_path / "out"
    link_into(out, ads, settings=Settings(kinds=("phone",)))
    assert CODED["png"][:60] not in stored(out)
    link_into(out, ads)
    assert len(images(out)) == 4
    read = link_into(out, ads)
    assert (read.read, read.known) == ([], [ads.as_posix()])
    monkeypatch.setattr(reading, "can_hash", lambda: False)
    monkeypatch.setattr(pictures, "can_hash", lambda: False)
    link_into(tmp_path / "bare", ads)
    assert CODED["png"][:60] not in stored(tmp_path / "bare")
    assert told(tmp_path / "bare")[1] == [
        "pictures were not read: Pillow is missing (pip install pillow), then link again"
    ]


def test_hashes_of_files_that_are_gone_outlive_another_mapping_under_other_kinds(
    ads: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    link_into(out, ads, settings=PLAIN)
    before = images(out)
    shutil.rmtree(ads.parent / "pics")
    link_into(out, ads, settings=Settings(kinds=("phone",)), mapping={"text": "title"})
    assert images(out) == []
    link_into(out, ads, settings=PLAIN)
    assert images(out) == before
