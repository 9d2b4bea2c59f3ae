"""A simulated case is true to its truth."""

from __future__ import annotations

import re
from collections import Counter

import phonenumbers
from simulated_case import Case, country

from graphkit.identifiers.checksums import base58check, bech32, keccak256
from graphkit.identifiers.fictional import is_fictional
from graphkit.settings import ReadOptions
from graphkit.simulate.platforms import PLATFORMS
from ingest import INGESTORS


def test_every_ad_is_there_once(standard: Case) -> None:
    assert len(standard.truth) == len(standard.person) == 15_000
    assert set(standard.cells) == set(standard.person)
    assert {r["source"] for r in standard.truth} == {p.file for p in PLATFORMS}
    assert all(r["record"] == f"{r['source']}:{r['native_id']}" for r in standard.truth)


def test_every_identifier_is_written_in_its_ad(standard: Case) -> None:
    for row in standard.mentions:
        assert any(row["written"] in cell for cell in standard.cells[row["native_id"]]), row


def test_identifiers_and_mentions_agree(standard: Case) -> None:
    mentioned = Counter((r["kind"], r["value"]) for r in standard.mentions)
    listed: Counter[tuple[str, str]] = Counter()
    for row in standard.identifiers:
        listed[row["kind"], row["value"]] += int(row["ads"])
    # An ad that shows two owners of one value counts for both.
    assert mentioned.keys() == listed.keys()
    assert all(0 <= listed[key] - mentioned[key] <= 0 for key in mentioned)


def test_phones_can_be_read_by_the_country_that_the_record_states(small: Case) -> None:
    national = 0
    for row in small.mentions:
        if row["kind"] == "phone":
            number = phonenumbers.parse(row["written"], country(small, row["native_id"]))
            found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            assert found == row["value"], row
            national += "+" not in row["written"]
    assert national > 50


def test_only_numbers_for_fiction(small: Case, standard: Case) -> None:
    for case in (small, standard):
        values = [r["value"] for r in case.identifiers if r["kind"] in ("phone", "kaspi", "qiwi")]
        assert len(values) > 50
        assert all(map(is_fictional, values))
        for platform in PLATFORMS:
            for found in re.findall(r"\+\d[\d ().-]{7,20}\d", case.text_of(platform.file)):
                assert is_fictional("+" + re.sub(r"\D", "", found)), found
    for native_id, cells in small.cells.items():
        for cell in cells:
            # Dates with dots and times pass for German numbers.
            if re.fullmatch(r"[\d./: -]{10,}", cell):
                continue
            for match in phonenumbers.PhoneNumberMatcher(cell, country(small, native_id) or "US"):
                e164 = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                assert is_fictional(e164), cell


def test_mail_and_sites_are_examples(standard: Case) -> None:
    ours = [r["value"] for r in standard.identifiers if r["kind"] in ("email", "domain")]
    assert len(ours) > 300
    assert all(v.endswith(".example") for v in ours)
    for native_id, cells in standard.cells.items():
        for host in re.findall(r"https://([^/\s]+)", " ".join(cells)):
            known = host in {
                "t.me", "www.instagram.com", "vk.com", "www.facebook.com", "www.tiktok.com", "cash.app",
                "paypal.me", "venmo.com", "revolut.me",
            }  # fmt: skip
            assert known or host.endswith(".example"), (native_id, host)


def test_wallets_have_their_checksums(standard: Case) -> None:
    wallets = [r for r in standard.mentions if r["kind"] in ("bitcoin", "ethereum", "tron")]
    forms: Counter[str] = Counter()
    for row in wallets:
        written, value = row["written"], row["value"]
        if row["kind"] == "ethereum":
            assert value == written.lower()
            marks = keccak256(value[2:].encode()).hex()
            body = [c.upper() if m > "7" else c for c, m in zip(value[2:], marks, strict=False)]
            assert written == "0x" + "".join(body)
        elif value.startswith("bc1"):
            assert bech32(value) is not None
        else:
            payload = base58check(value)
            assert payload is not None
            assert len(payload) == 21
        forms[value[:3] if value.startswith("bc1") else value[0]] += 1
    assert {"bc1", "1", "3", "0", "T"} <= set(forms)


def test_broken_rows_are_where_the_truth_says(small: Case, standard: Case) -> None:
    assert [r["source"] for r in small.rejects] == ["jobnest.jsonl", "nightboard.tsv", "channel_posts.json"]
    assert len(standard.rejects) == 6
    assert {r["source"] for r in standard.rejects} == {p.file for p in PLATFORMS}


def test_the_files_are_read_as_meant(standard: Case) -> None:
    """Every platform's format and columns are recognised, every ad found, every broken row a reject."""
    for platform in PLATFORMS:
        path = standard.folder / "ads" / platform.file
        options = ReadOptions(source_id="ab" * 32, source=platform.file)
        batches = list(INGESTORS["tables"].read(path, options))
        ids = [value for b in batches for value in b.records["native_id"].to_pylist()]
        assert ids == sorted(ids)
        assert set(ids) == {r["native_id"] for r in standard.truth if r["source"] == platform.file}
        assert all(b.records["posted_at"].null_count == 0 for b in batches)
        assert all(b.records["text"].null_count == 0 for b in batches)
        assert sum(b.rejects.num_rows for b in batches) == 1
        stated = [value for b in batches for value in b.records["country"].to_pylist()]
        assert not platform.states_country or all(stated)
