"""STIX bundles: what becomes of each object, and whose identifiers are whose."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from entity_files import bundle, sid, stix
from hypothesis import given, settings
from hypothesis import strategies as st
from table_files import Got, Member, read_file

import graphkit
from graphkit.errors import SourceError, WrongFormatError
from graphkit.settings import Settings
from ingest import INGESTORS
from ingest.stix import StixIngestor

MAIL = stix(
    "email-addr", 1, value="ann@mail.example", display_name="Ann", belongs_to_ref=sid("user-account", 2)
)
ACCOUNT = stix("user-account", 2, account_type="telegram", account_login="anna_77", user_id="555", display_name="Anna",
               x_misp_phone=["+12025550101", "+12025550102"], credential="secret")  # fmt: skip
ROOT = stix("user-account", 3, account_type="unix", account_login="root", user_id="0")
LINK = stix("url", 4, value="https://bazaarly.example/ad/1")
WALLET = stix("cryptocurrency-wallet", 5, address="1BoatSLRHtKNngkdXEeobR76b53LETtpyT")
PHONE = stix("phone-number", 6, value="+12025550103")
LETTER = stix("email-message", 7, is_multipart=False, date="2024-01-13T10:00:00Z", from_ref=sid("email-addr", 1),
              to_refs=[sid("email-addr", 8)], subject="hello", body="call +12025550109")  # fmt: skip
OTHER = stix("email-addr", 8, value="bob@mail.example")
ACTOR = stix("threat-actor", 9, created="2024-01-13T10:00:00.000Z", name="Velvet", aliases=["V"],
             description="writes from +12025550109")  # fmt: skip
PERSON = stix(
    "identity", 10, name="Cleo", contact_information="cleo@mail.example", description="of +12025550109"
)
TIE = stix(
    "relationship",
    11,
    relationship_type="uses",
    source_ref=sid("threat-actor", 9),
    target_ref=sid("email-addr", 1),
)
REPORT = stix("report", 12, name="On Velvet", description="+12025550103 again", published="2024-01-14T00:00:00Z",
              object_refs=[sid("phone-number", 6), sid("threat-actor", 9)])  # fmt: skip
MALWARE = stix("malware", 13, name="x", is_family=False)
ALL = (MAIL, ACCOUNT, ROOT, LINK, WALLET, PHONE, LETTER, OTHER, ACTOR, PERSON, TIE, REPORT, MALWARE)


def got(content: bytes, name: str = "b.json") -> Got:
    return read_file(Member(name, content), StixIngestor())


def declared(found: Got, n: int) -> list[tuple[str, str, str]]:
    record = next(r["record_id"] for r in found.records if r["locator"] == f"object {n}")
    return [
        (d["kind"], d["role"], d["raw"]) for d in found.declared
        if d["record_id"] == record and not (d["value"] or "").startswith("stix:")
    ]  # fmt: skip


def test_objects_become_records() -> None:
    found = got(bundle(*ALL))
    assert found.column("kind") == [
        "contact", "profile", "profile", "page", "contact", "contact", "email", "contact", "profile", "profile", "page", "page"
    ]  # fmt: skip
    assert found.column("native_id") == [one["id"] for one in ALL[:-1]]
    assert found.column("author")[:2] == ["Ann", "Anna"]
    assert found.column("platform")[1] == "telegram"
    assert found.report["parts"]["relationships"] == 1
    assert found.report["parts"]["left: malware"] == 1
    assert "no records were made of: malware (1)" in found.warnings
    assert "secret" not in str(found.records)


def test_whose_the_identifiers_are() -> None:
    found = got(bundle(*ALL))
    assert declared(found, 1) == [("email", "self", "ann@mail.example"), ("telegram", "mentioned", "anna_77")]
    assert declared(found, 2) == [
        ("telegram", "self", "anna_77"), ("account", "self", "555"), ("phone", "self", "+12025550101"),
        ("phone", "self", "+12025550102"),
    ]  # fmt: skip
    assert declared(found, 3) == [("username", "mentioned", "root")]
    assert declared(found, 4) == [("link", "self", "https://bazaarly.example/ad/1")]
    assert declared(found, 5) == [("wallet", "self", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")]
    assert declared(found, 7) == [
        ("email", "self", "ann@mail.example"),
        ("email", "counterparty", "bob@mail.example"),
    ]
    assert declared(found, 11) == [("email", "mentioned", "ann@mail.example")]
    assert declared(found, 12) == [("phone", "mentioned", "+12025550103")]
    roles = [dict(r["text_roles"]) for r in found.records]
    assert {role["text"] for role in roles} == {"mentioned"}
    assert roles[9]["contact_information"] == "self"


def test_revoked_objects_only_show() -> None:
    found = got(bundle({**PHONE, "revoked": True}))
    assert {d["role"] for d in found.declared} == {"mentioned"}


def test_older_bundles_and_lists() -> None:
    old = {"type": "bundle", "id": sid("bundle", 0), "spec_version": "2.0", "objects": [
        {"type": "observed-data", "id": sid("observed-data", 1), "first_observed": "2024-01-13T10:00:00Z",
         "objects": {"0": {"type": "email-addr", "value": "ann@mail.example"}}}]}  # fmt: skip
    found = got(json.dumps(old).encode())
    assert declared(found, 1) == [("email", "mentioned", "ann@mail.example")]
    assert len(got(json.dumps([MAIL, OTHER]).encode()).records) == 2


@pytest.mark.parametrize("content", [bundle(*ALL), json.dumps([MAIL]).encode(), gzip.compress(bundle(MAIL)),
                                     json.dumps({"objects": [MAIL], "type": "bundle"}, indent=2).encode()])  # fmt: skip
def test_it_is_the_surest_of_bundles(content: bytes) -> None:
    sure = {name: ingestor.sniff(Path("b.json"), content[: 1 << 16]) for name, ingestor in INGESTORS.items()}
    assert max(sure, key=lambda name: sure[name]) == "stix"
    assert StixIngestor().sniff(Path("b.json"), b'{"type": "bundle of joy", "objects": 5}') == 0


@pytest.mark.parametrize("content", [b'{"objects": [{"a": 1}]}', b"[]", b"{}", b""])
def test_no_bundle(content: bytes) -> None:
    with pytest.raises((WrongFormatError, SourceError)):
        got(content)


def test_a_bundle_that_breaks_off_keeps_what_came() -> None:
    whole = bundle(*ALL)
    found = got(whole[: whole.index(b'"hello"')])
    assert len(found.records) == 6
    assert [r["locator"] for r in found.rejects] == ["object 7"]


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud83d"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(which=st.integers(0, len(ALL) - 1), data=st.data())
def test_wrong_types_anywhere(which: int, data: st.DataObject) -> None:
    one: dict[str, Any] = dict(ALL[which])
    for key in data.draw(st.lists(st.sampled_from(sorted(one)), max_size=4)):
        one[key] = data.draw(WRONG)
    with contextlib.suppress(SourceError, WrongFormatError):
        got(bundle(one, MAIL))


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 3000), new=st.binary(max_size=5))
def test_any_damage(at: int, new: bytes) -> None:
    whole = bytearray(bundle(*ALL))
    whole[at : at + len(new)] = new
    with contextlib.suppress(SourceError, WrongFormatError):
        got(bytes(whole))


def test_relationships_and_mails_join_nobody(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(bundle(*ALL))
    ads = "id,text\nA,write to ann@mail.example\nB,write to bob@mail.example\nC,call +12025550109\nD,@anna_77 in telegram\n"
    (tmp_path / "ads.csv").write_text(ads, "utf-8")
    view, report = graphkit.link(
        [tmp_path], tmp_path / "case", settings=Settings(fictional_numbers=True, workers=1)
    )
    assert report.unread == []
    with view:
        records = view.records()
    groups = {frozenset(g["native_id"]) for _, g in records.groupby("cluster_id") if len(g) > 1}
    assert groups == {
        frozenset({"A", MAIL["id"], LETTER["id"]}),
        frozenset({"B", OTHER["id"]}),
        frozenset({"D", ACCOUNT["id"]}),
    }
