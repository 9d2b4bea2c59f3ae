"""Simulated pictures: the ads stay the same, the truth tells each file, and grouping finds the drawings again."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from whole_way import link_into, rows, sample_settings

from graphkit.cli import main
from graphkit.errors import UsageError
from graphkit.identifiers.image import hash_picture
from graphkit.linking.near_image import groups
from graphkit.simulate import simulate

ADS, SEED = 900, 11


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictured")
    counts = simulate(folder, ADS, SEED, pictured=0.6)
    assert counts["pictures"] == len(truth(folder)) > 100
    return folder


def truth(folder: Path) -> list[dict[str, str]]:
    with (folder / "_truth" / "truth_pictures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_the_same_seed_gives_the_same_files_and_the_ads_are_else_the_same(case: Path, tmp_path: Path) -> None:
    simulate(tmp_path, ADS, SEED, pictured=0.6)
    assert files(tmp_path) == files(case)
    assert "pictures" not in simulate(tmp_path, ADS, SEED)
    plain, pictured = files(tmp_path), files(case)
    assert not any("pictures" in name for name in plain)
    photos = {"ads/bazaarly.csv", "ads/nightboard.tsv", "ads/jobnest.jsonl"}
    assert {name for name in plain if plain[name] != pictured[name]} == photos
    table = list(csv.reader(io.StringIO(pictured["ads/bazaarly.csv"].decode())))
    assert table[0][-1] == "photo"
    bare = list(csv.reader(io.StringIO(plain["ads/bazaarly.csv"].decode())))
    assert [row[:-1] for row in table if len(row) == len(table[0])] == [
        r for r in bare if len(r) == len(bare[0])
    ]


def test_the_truth_tells_every_file_and_every_plant_is_there(case: Path) -> None:
    told = truth(case)
    assert {f"ads/{row['file']}" for row in told} == {name for name in files(case) if name.endswith(".jpg")}
    with (case / "_truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        person = {row["native_id"]: row["person"] for row in csv.DictReader(file)}
    assert {row["role"] for row in told} == {"own", "copied", "stock"}
    assert {row["how"] for row in told} == {"as it was", "re-encoded", "resized", "cropped", "captioned"}
    for row in told:
        assert (row["owner"] == person[row["native_id"]]) == (row["role"] == "own")
    users = defaultdict(set)
    for row in told:
        users[row["picture"]].add(person[row["native_id"]])
    assert max(len(who) for picture, who in users.items() if picture.startswith("stock")) > 10
    assert any(len(who) > 1 for picture, who in users.items() if picture.startswith("P-"))


def test_pictures_of_one_drawing_fall_into_one_group_and_others_into_none_of_it(case: Path) -> None:
    told = truth(case)
    hashed = {row["native_id"]: hash_picture((case / "ads" / row["file"]).read_bytes()) for row in told}
    good = {key: h.value for key, h in hashed.items() if not h.reason}
    found = groups(pl.DataFrame({"record_id": list(good), "value": list(good.values())}))
    group = dict(found.select("record_id", "value").iter_rows())
    mine = [row for row in told if row["native_id"] in group]
    drawings = defaultdict(set)
    for row in mine:
        drawings[group[row["native_id"]]].add(row["picture"])
    assert all(len(pictures) == 1 for pictures in drawings.values())
    best = {
        p: Counter(group[r["native_id"]] for r in mine if r["picture"] == p).most_common(1)[0][0]
        for p in {r["picture"] for r in mine}
    }
    plain = [row for row in mine if row["how"] in ("as it was", "re-encoded", "resized")]
    assert sum(group[r["native_id"]] == best[r["picture"]] for r in plain) >= 0.98 * len(plain)


def test_linking_reads_them_and_they_put_no_two_persons_together(case: Path, tmp_path: Path) -> None:
    with_pictures, without = tmp_path / "with", tmp_path / "without"
    report = link_into(with_pictures, case / "ads")
    link_into(without, case / "ads", settings=sample_settings(picture_joins=False))
    assert report.pictures == len(truth(case))
    mentions = [r for r in rows(with_pictures, "mentions") if r["kind"] == "image"]
    assert len(mentions) >= 0.97 * len(truth(case))
    # What a picture attaches shares nothing else: the clusters of several records stay as many, and none is merged.
    of = {r["record_id"]: r["cluster_id"] for r in rows(with_pictures, "records")}
    before: dict[str, set[str]] = {}
    for r in rows(without, "records"):
        before.setdefault(r["cluster_id"], set()).add(r["record_id"])
    firm = [ids for ids in before.values() if len(ids) > 1]
    joined = [{of[i] for i in ids} for ids in firm]
    assert all(len(now) == 1 for now in joined)
    assert len({next(iter(now)) for now in joined}) == len(firm)
    effects = {r["effect"] for r in rows(without, "ties") if r["kind"] == "image"}
    assert effects <= {"corroborates", "shows"}


def test_a_share_that_makes_no_sense_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--pictured 2"):
        simulate(tmp_path, 10, 1, pictured=2)
    ran = CliRunner().invoke(main, ["simulate", "--out", str(tmp_path), "--ads", "60", "--pictured", "1"])
    assert ran.exit_code == 0
    assert " pictures" in ran.output
