"""The pipeline: read once, extended, read again where settings changed, and nothing left where it failed."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from whole_way import FICTION, SAMPLE, differing, groups, link_into, outputs, rows, sample_settings, write_csv

from graphkit import CaseView, pipeline
from graphkit.errors import SourceError, UsageError
from graphkit.settings import Settings

ADS = [
    {"id": "a1", "title": "One", "body": "call 07700 900123", "note": "tel 07700 900145"},
    {"id": "a2", "title": "Two", "body": "call +44 7700 900123, t.me/honey_agency", "note": ""},
    {"id": "a3", "title": "Three", "body": "t.me/honey_agency, a@mail.example", "note": "tel 07700 900145"},
]
MORE = [
    {"id": "b1", "title": "Four", "body": "a@mail.example", "note": ""},
    {"id": "b2", "title": "Five", "body": "no", "note": ""},
]
BRITISH = Settings(fictional_numbers=True, regions=("GB",), default_regions=())
NOWHERE = Settings(fictional_numbers=True, default_regions=())


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "bazaarly.csv", ADS)


@pytest.fixture
def more(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "roomly.csv", MORE)


def test_the_same_file_again_changes_nothing(ads: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert link_into(out, ads, settings=BRITISH).read == [ads.as_posix()]
    before = outputs(out)
    report = link_into(out, ads, settings=BRITISH)
    assert (report.read, report.known) == ([], [ads.as_posix()])
    assert differing(outputs(out), before) == []


def test_the_whole_sample_again_changes_nothing(sample_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample_out, out)
    report = link_into(out, SAMPLE / "ads", settings=sample_settings())
    assert len(report.known) == 6
    assert differing(outputs(out), outputs(sample_out)) == []


def test_a_second_file_extends_the_case(ads: Path, more: Path, tmp_path: Path) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    link_into(out, ads, settings=BRITISH)
    assert groups(out) == {frozenset({"a1", "a2", "a3"})}
    (kept,) = {r["cluster_id"] for r in rows(out, "clusters")}
    link_into(out, more, settings=BRITISH)
    assert groups(out) == {frozenset({"a1", "a2", "a3", "b1"})}
    assert [r["cluster_id"] for r in rows(out, "clusters")] == [kept]
    link_into(fresh, ads, more, settings=BRITISH)
    assert groups(fresh) == groups(out)
    assert differing(outputs(out), outputs(fresh)) == []


def test_the_same_bytes_under_another_name_are_read_once(ads: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.csv"
    twin.write_bytes(ads.read_bytes())
    report = link_into(tmp_path / "out", twin, ads)
    assert report.same == [(twin.as_posix(), ads.as_posix())]
    assert len(rows(tmp_path / "out", "records")) == 3
    assert link_into(tmp_path / "out", twin).known == [twin.as_posix()]


def test_records_without_a_platform_are_of_their_file_s_name(ads: Path, tmp_path: Path) -> None:
    packed = tmp_path / "nightboard.csv.gz"
    packed.write_bytes(gzip.compress(b"id,body,platform\nc1,x,\nc2,y,JobNest\n", mtime=0))
    link_into(tmp_path / "out", ads, packed)
    platforms = {r["native_id"]: r["platform"] for r in rows(tmp_path / "out", "records")}
    assert platforms == {
        "a1": "bazaarly",
        "a2": "bazaarly",
        "a3": "bazaarly",
        "c1": "nightboard",
        "c2": "jobnest",
    }


def test_another_mapping_reads_the_file_anew(ads: Path, tmp_path: Path) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    mapping = {"note": "prose"}
    link_into(out, ads, settings=BRITISH, mapping={"note": "extra"})
    assert groups(out) == {frozenset({"a1", "a2", "a3"})}
    assert not [m for m in rows(out, "mentions") if m["field"] == "note"]
    assert link_into(out, ads, settings=BRITISH, mapping=mapping).read == [ads.as_posix()]
    assert len([m for m in rows(out, "mentions") if m["field"] == "note"]) == 2
    link_into(fresh, ads, settings=BRITISH, mapping=mapping)
    assert differing(outputs(out), outputs(fresh)) == []


def test_another_region_reads_identifiers_anew_but_no_file(
    ads: Path, more: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    link_into(out, ads, more, settings=NOWHERE)
    assert "+447700900145" not in {m["value"] for m in rows(out, "mentions")}
    from ingest.tables import TableIngestor

    def refuse(*_: object) -> None:
        raise AssertionError("the file was read again")

    with monkeypatch.context() as patch:
        patch.setattr(TableIngestor, "read", refuse)
        link_into(out, ads, settings=BRITISH)
    link_into(fresh, ads, more, settings=BRITISH)
    assert differing(outputs(out), outputs(fresh)) == []


@pytest.mark.parametrize("kinds", [("phone",), ("bank", "email"), ()])
def test_other_kinds_give_what_a_fresh_run_gives(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    ads = write_csv(
        tmp_path / "x.csv", [{"id": "1", "body": "4111 1111 1111 1111 a@mail.example +1 202 555 0123"}]
    )
    first = FICTION if kinds else Settings(fictional_numbers=True, kinds=("phone",))
    link_into(tmp_path / "out", ads, settings=first)
    second = FICTION.model_copy(update={"kinds": kinds})
    link_into(tmp_path / "out", ads, settings=second)
    link_into(tmp_path / "fresh", ads, settings=second)
    for table in ("mentions", "ties", "identifiers"):
        # Ids remember the earlier run, where other identifiers named the cluster.
        one, other = (
            [
                {k: v for k, v in r.items() if not k.startswith("cluster_id")}
                for r in rows(tmp_path / n, table)
            ]
            for n in ("out", "fresh")
        )
        assert one == other


def test_a_card_key_given_later_takes_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ads = write_csv(tmp_path / "x.csv", [{"id": str(i), "body": "pay 4111 1111 1111 1111"} for i in (1, 2)])
    link_into(tmp_path / "out", ads)
    assert groups(tmp_path / "out") == set()
    monkeypatch.setenv("GRAPHKIT_CARD_KEY", "secret")
    link_into(tmp_path / "out", ads)
    assert groups(tmp_path / "out") == {frozenset({"1", "2"})}


def test_a_named_file_that_nothing_reads_stops_the_run_and_leaves_no_folder(
    tmp_path: Path, ads: Path
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(SourceError, match=r"picture\.png: .*(knows|read)"):
        link_into(tmp_path / "deep" / "er" / "out", ads, picture)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bazaarly.csv", "picture.png"]


def test_a_file_in_a_folder_that_nothing_reads_is_only_reported(tmp_path: Path) -> None:
    folder = tmp_path / "ads"
    folder.mkdir()
    write_csv(folder / "a.csv", ADS)
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "voice.ogg").write_bytes(b"OggS\x00" + bytes(200))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    report = link_into(tmp_path / "out", folder)
    assert [Path(s).name for s, _ in report.unread] == ["broken.xlsx", "voice.ogg"]
    assert report.pictures == 1
    assert len(rows(tmp_path / "out", "records")) == 3
    assert len(rows(tmp_path / "out", "rejects")) == 0


def test_a_bad_file_leaves_an_existing_case_as_it_was(tmp_path: Path, ads: Path, more: Path) -> None:
    out = tmp_path / "out"
    link_into(out, ads)
    before = outputs(out, ())
    bad = tmp_path / "zzz.parquet"
    bad.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(SourceError, match=r"zzz\.parquet"):
        link_into(out, more, bad)
    assert differing(outputs(out, ()), before) in ([], ["case.duckdb"])
    with CaseView(out) as view:
        assert view.records()["native_id"].tolist() == ["a1", "a2", "a3"]
        assert len(view.sources()) == 1


def test_a_wrong_kind_is_said_before_anything_is_read(tmp_path: Path, ads: Path) -> None:
    with pytest.raises(UsageError, match="no such kind of identifier: fone"):
        link_into(tmp_path / "out", ads, settings=Settings(kinds=("fone",)))
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_is_a_file_is_refused(ads: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a file; --out takes a folder"):
        link_into(ads, ads)


def test_outputs_inside_a_source_folder_are_no_sources(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ADS)
    link_into(tmp_path / "out", tmp_path)
    report = link_into(tmp_path / "out", tmp_path)
    assert (len(report.known), report.read, report.unread) == (1, [], [])


def test_a_case_file_elsewhere(tmp_path: Path, ads: Path) -> None:
    link_into(tmp_path / "out", ads, case=tmp_path / "cases" / "one.duckdb")
    assert (tmp_path / "cases" / "one.duckdb").is_file()
    assert "case.duckdb" not in {p.name for p in (tmp_path / "out").iterdir()}


def test_an_empty_table_has_no_records_and_links_to_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    link_into(tmp_path / "out", empty)
    assert rows(tmp_path / "out", "records") == rows(tmp_path / "out", "clusters") == []


def test_progress_is_told_and_ends_at_the_outputs(ads: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    link_into(tmp_path / "out", ads, progress=lambda *step: told.append(step))
    assert told[0][0] == "reading"
    assert told[-1][0] == "writing tables and map"
    assert all(done <= total or not total for _, done, total in told)


def test_the_run_says_what_it_read_and_by_what(ads: Path, tmp_path: Path) -> None:
    link_into(tmp_path / "out", ads)
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    (source,) = run["sources"]
    assert source["ingestor"] == "tables"
    assert source["details"]["columns"]["body"] == "text"
    assert run["settings"]["fictional_numbers"] is True
    assert pipeline.reading_key(FICTION) == source["details"]["reading"]
