"""The whole way on the sample case, on cards, and on real public data."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from whole_way import (
    FICTION,
    SAMPLE,
    SHARED,
    differing,
    graphkit,
    groups,
    link_into,
    outputs,
    rows,
    sample_settings,
    union_find,
    write_jsonl,
)  # fmt: skip

from graphkit import CaseView, ingesting
from graphkit.settings import Settings

shared = pytest.mark.shared


def test_what_was_planted_is_found(sample_out: Path) -> None:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for m in rows(sample_out, "mentions"):
        found[m["native_id"]].add((m["kind"], m["value"]))
    with (SAMPLE / "_truth" / "truth_mentions.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    planted, hit = Counter(t["kind"] for t in truth), Counter[str]()
    missed = []
    for t in truth:
        if (t["kind"], t["value"]) in found[t["native_id"]]:
            hit[t["kind"]] += 1
        else:
            missed.append((t["native_id"], t["kind"], t["value"], t["written"]))
    recall = {kind: hit[kind] / n for kind, n in planted.items()}
    print(recall, missed)
    assert len(planted) >= 10
    assert {k: r for k, r in recall.items() if r < 1} == {}, missed


def test_no_phone_is_found_that_was_not_planted(sample_out: Path) -> None:
    with (SAMPLE / "_truth" / "truth_mentions.csv").open(encoding="utf-8", newline="") as file:
        planted = {(t["native_id"], t["value"]) for t in csv.DictReader(file) if t["kind"] == "phone"}
    joining = [
        m for m in rows(sample_out, "mentions") if m["kind"] == "phone" and float(m["confidence"]) >= 0.7
    ]
    wrong = [m for m in joining if (m["native_id"], m["value"]) not in planted]
    assert len(wrong) <= 0.01 * len(joining), wrong


def test_what_was_broken_is_rejected_with_its_place(sample_out: Path) -> None:
    with (SAMPLE / "_truth" / "truth_rejects.csv").open(encoding="utf-8", newline="") as file:
        planted = Counter(t["source"] for t in csv.DictReader(file))
    rejects = rows(sample_out, "rejects")
    assert Counter(Path(r["source"]).name for r in rejects) == planted
    assert all(r["locator"] and r["reason"] and r["raw"] for r in rejects)


def test_every_mention_is_the_text_at_its_place(sample_out: Path) -> None:
    with CaseView(sample_out) as view:
        records = {r["record_id"]: r for r in view.records().to_dict("records")}
        mentions = view.mentions()
    fields = Counter[str]()
    for m in mentions.to_dict("records"):
        record = records[m["record_id"]]
        if m["field"] in ("title", "text"):
            text = record[m["field"]]
        else:
            text = {**(record["extra"] or {}), **(record["more_text"] or {})}[m["field"]]
        assert text[m["start"] : m["end"]] == m["raw"], m
        fields[m["field"]] += 1
    assert fields["text"] > 400
    assert fields["phone"] > 30


def test_ads_of_one_person_come_together(sample_out: Path) -> None:
    with (SAMPLE / "_truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        person = {t["native_id"]: t["person"] for t in csv.DictReader(file)}
    cluster = {r["native_id"]: r["cluster_id"] for r in rows(sample_out, "records")}
    by_person: dict[str, Counter[str]] = defaultdict(Counter)
    for native_id, who in person.items():
        if who:
            by_person[who][cluster[native_id]] += 1
    together = sum(c.most_common(1)[0][1] for c in by_person.values())
    print(
        "in their person's largest cluster:", together, "of", sum(sum(c.values()) for c in by_person.values())
    )
    assert together >= 0.9 * sum(sum(c.values()) for c in by_person.values())


@pytest.mark.parametrize("change", ["another folder", "other order", "small batches", "two processes"])
def test_outputs_are_the_same_bytes_however_they_are_made(
    change: str, sample_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [SAMPLE / "ads"]
    settings = sample_settings()
    if change == "other order":
        sources = sorted((SAMPLE / "ads").iterdir(), reverse=True)
    if change == "small batches":
        settings = sample_settings(batch_size=7)
    if change == "two processes":
        monkeypatch.setattr(ingesting, "_WORTH_A_POOL", 0)
        settings = sample_settings(batch_size=50, workers=2)
        # The pool's processes start from the command line of this one, and then take the functions they are sent.
    link_into(tmp_path / "out", *sources, settings=settings)
    assert differing(outputs(tmp_path / "out"), outputs(sample_out)) == []


def test_outputs_are_the_same_bytes_under_another_hash_seed_and_locale(
    sample_out: Path, tmp_path: Path
) -> None:
    env = {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "TZ": "Asia/Almaty", "GRAPHKIT_CARD_KEY": ""}
    done = graphkit(
        "link", SAMPLE / "ads", "--settings", SAMPLE / "graphkit.toml", "--out", tmp_path / "o", env=env
    )
    assert done.returncode == 0, done.stderr
    assert differing(outputs(tmp_path / "o"), outputs(sample_out)) == []


# Test numbers of the issuers; none is anybody's card.
CARDS = {"visa": "4111111111111111", "mastercard": "5555555555554444", "amex": "378282246310005"}
SPACED = {"visa": "4111 1111 1111 1111", "mastercard": "5555 5555 5555 4444", "amex": "3782 822463 10005"}
WIDE = CARDS["visa"].translate({ord(str(i)): 0xFF10 + i for i in range(10)})
DASHED = SPACED["visa"].replace(" ", "-")


def card_rows() -> list[dict[str, str]]:
    """Return ads with a card in every column that there may be."""
    visa, spaced = CARDS["visa"], SPACED["visa"]
    row = {"id": visa, "title": f"Flat {spaced}", "body": f"pay to {spaced} or {WIDE} or {DASHED}", "author": SPACED["mastercard"],  # noqa: E501
           "whatever": f"ref {CARDS['mastercard']}", "phone": visa, "email": f"{visa}@mail.example", "city": CARDS["amex"],
           "platform": visa, "url": f"https://honey.example/{visa}?c={CARDS['amex']}", "posted_at": visa, "card": spaced,
           visa: "a column called like a card", "notes": f"a longer prose note, pay with {SPACED['amex']} please, thank you"}  # fmt: skip  # noqa: E501
    return [
        row,
        row | {"id": "2", "body": f"the same card {visa}"},
        row | {"id": "3", "title": WIDE, "body": "no card here"},
    ]


def write_card_files(folder: Path) -> list[Path]:
    """Write ads with cards in four formats, broken rows among them."""
    folder.mkdir(exist_ok=True)
    table = card_rows()
    names = list(table[0])
    lines = [",".join(names), *(",".join(f'"{row[n]}"' for n in names) for row in table)]
    lines.insert(2, f"{SPACED['visa']},too,many,cells," + ",".join([CARDS["mastercard"]] * 30))
    paths = [
        folder / f"ads-{CARDS['visa']}.csv",
        folder / "ads.jsonl",
        folder / "ads.parquet",
        folder / "ads.xlsx",
    ]
    paths[0].write_text("\n".join(lines) + "\n", "utf-8")
    nested = [
        row
        | {
            "contacts": {"pay": {"cards": [SPACED["visa"], int(CARDS["mastercard"])]}, CARDS["visa"]: 1},
            "n": int(CARDS["visa"]),
        }
        for row in table
    ]
    broken = f'{{"id": "{CARDS["visa"]}", "body": "{SPACED["visa"]}\n'
    paths[1].write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in nested) + broken, "utf-8")
    pq.write_table(pa.Table.from_pylist([row | {"n": int(CARDS["visa"])} for row in table]), paths[2])
    with xlsxwriter.Workbook(str(paths[3])) as book:
        sheet = book.add_worksheet("Ads")
        for i, cells in enumerate([names, *([row[n] for n in names] for row in table)]):
            for j, cell in enumerate(cells):
                sheet.write_string(i, j, cell)
    return paths


def whole_numbers() -> dict[str, bytes]:
    """Return every form in which a whole number could stand in a file's bytes."""
    forms = {}
    for text in {*CARDS.values(), *SPACED.values(), WIDE, DASHED}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            forms[f"{text} in {encoding}"] = text.encode(encoding)
        forms[f"{text} escaped"] = text.encode("ascii", "backslashreplace")
    for name, digits in CARDS.items():
        forms[f"{name} as an integer"] = int(digits).to_bytes(8, "little")
    return forms


def leaks(folder: Path) -> list[str]:
    forms = whole_numbers()
    content = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert len(content) > 8
    return sorted(
        f"{p.name}: {form}" for p, held in content.items() for form, raw in forms.items() if raw in held
    )


def test_the_search_for_leaks_finds_one(tmp_path: Path) -> None:
    for i in range(9):
        (tmp_path / f"{i}.csv").write_text("nothing", "utf-8")
    (tmp_path / "x.html").write_text(f"<p>{SPACED['visa']}", "utf-16")
    assert f"x.html: {SPACED['visa']} in utf-16-le" in leaks(tmp_path)


@pytest.mark.parametrize("key", ["", "a secret of the service"])
@pytest.mark.parametrize("which", range(4))
def test_no_byte_of_any_output_tells_a_whole_card(
    which: int, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHKIT_CARD_KEY", key)
    path = write_card_files(tmp_path / "in")[which]
    out = tmp_path / "out"
    link_into(out, path)
    link_into(out, path, settings=FICTION.model_copy(update={"regions": ("GB",)}))
    assert leaks(out) == []
    assert rows(out, "records")
    assert "card" in {m["kind"] for m in rows(out, "mentions")}
    assert which > 1 or rows(out, "rejects")


def test_a_mapping_that_names_a_card_does_not_tell_it(tmp_path: Path) -> None:
    path = write_card_files(tmp_path / "in")[0]
    mapping = {CARDS["visa"]: "prose"}
    link_into(tmp_path / "out", path, mapping=mapping)
    assert leaks(tmp_path / "out") == []
    assert link_into(tmp_path / "out", path, mapping=mapping).read == []


def test_nothing_printed_tells_a_whole_card(tmp_path: Path) -> None:
    done = graphkit("link", *write_card_files(tmp_path / "in"), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert [n for n in (*CARDS.values(), *SPACED.values(), WIDE) if n in said] == []


def test_cards_join_by_a_key_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ads.jsonl"
    path.write_text(
        f'{{"id": "1", "body": "pay {CARDS["visa"]}"}}\n{{"id": "2", "body": "card {WIDE}"}}\n', "utf-8"
    )
    link_into(tmp_path / "without", path)
    assert groups(tmp_path / "without") == set()
    monkeypatch.setenv("GRAPHKIT_CARD_KEY", "a secret of the service")
    link_into(tmp_path / "with", path)
    assert groups(tmp_path / "with") == {frozenset({"1", "2"})}
    (card,) = rows(tmp_path / "with", "clusters")
    assert card["label"].startswith("hmac:")
    assert b"a secret of the service" not in b"".join(outputs(tmp_path / "with", ()).values())


def eval_file(name: str) -> Path:
    path = SHARED / name
    if not path.is_file():
        pytest.skip("the public evaluation data is not beside the checkout")
    return path


@shared
def test_scam_sites_that_share_an_address_are_the_plain_groups(tmp_path: Path) -> None:
    path = eval_file("cryptoscam_dev.jsonl")
    sites = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    bare = write_jsonl(
        tmp_path / "sites.jsonl", [{"id": s["id"], "addresses": s["addresses"]} for s in sites]
    )
    link_into(
        tmp_path / "out",
        bare,
        settings=Settings(kinds=("crypto",), set_aside_records=None),
    )
    known = {m["value"].lower() for m in rows(tmp_path / "out", "mentions")}
    # All addresses, also those that graphkit refuses: a refused one that two sites share would show here.
    lower = {str(s["id"]): {a.lower() for found in s["addresses"].values() for a in found} for s in sites}
    written = {a.lower() for s in sites for found in s["addresses"].values() for a in found}
    print(
        f"addresses read: {len(written & known)} of {len(written)}; groups: {len(groups(tmp_path / 'out'))}"
    )
    assert groups(tmp_path / "out") == union_find(lower)
    assert len(written & known) >= 0.95 * len(written)


@shared
def test_job_ads_that_share_a_masked_token_are_the_plain_groups(tmp_path: Path) -> None:
    path = eval_file("emscad_dev.csv")
    kinds = ("email", "phone", "url")
    link_into(tmp_path / "out", path, settings=Settings(kinds=kinds, set_aside_records=None))
    carried: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = " ".join(row.values()).replace("#", " # ").split()
            carried[row["job_id"]] = {w.lower() for w in words if w.startswith(("EMAIL_", "PHONE_", "URL_"))}
    masked = [m for m in rows(tmp_path / "out", "mentions") if m["method"] == "masked.token"]
    got: dict[str, set[str]] = {r["native_id"]: set() for r in rows(tmp_path / "out", "records")}
    for m in masked:
        got[m["native_id"]].add(f"{m['kind']}_{m['value'].removeprefix('masked:')}")
    assert got == carried
    others = {m["value"] for m in rows(tmp_path / "out", "mentions") if m["method"] != "masked.token"}
    print(
        f"masked mentions: {len(masked)}, open ones: {len(others)}, groups: {len(groups(tmp_path / 'out'))}"
    )
    expected = union_find(carried)
    assert len(expected) > 3
    # Open forms may join more than the tokens do, never less.
    assert all(any(plain <= group for group in groups(tmp_path / "out")) for plain in expected)
    if not others:
        assert groups(tmp_path / "out") == expected


@shared
def test_messages_that_share_a_british_number_are_listed(tmp_path: Path) -> None:
    path = eval_file("sms_spam.tsv")
    link_into(tmp_path / "out", path, settings=Settings(regions=("GB",), kinds=("phone",)))
    mentions = [m for m in rows(tmp_path / "out", "mentions") if m["kind"] == "phone"]
    british = [m for m in mentions if m["value"].startswith("+44")]
    clusters = rows(tmp_path / "out", "clusters")
    print(f"phones: {len(mentions)}, British: {len(british)}, clusters: {len(clusters)}")
    assert len(british) >= 200
    assert len(clusters) >= 30
    assert all(int(c["records"]) >= 2 for c in clusters)


def test_a_compressed_source_reads_as_the_plain_one(tmp_path: Path) -> None:
    plain = tmp_path / "roomly.csv"
    packed = tmp_path / "packed" / "roomly.csv.gz"
    packed.parent.mkdir()
    packed.write_bytes((SAMPLE / "ads" / "roomly.csv.gz").read_bytes())
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    link_into(tmp_path / "a", plain, settings=sample_settings())
    link_into(tmp_path / "b", packed, settings=sample_settings())
    assert groups(tmp_path / "a") == groups(tmp_path / "b")
    assert os.stat(packed).st_size < os.stat(plain).st_size
