"""Entities of FollowTheMoney: what becomes of each, and whose identifiers are whose."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from entity_files import ftm, lines
from hypothesis import given, settings
from hypothesis import strategies as st
from table_files import Got, Member, read_file

import graphkit
from graphkit.errors import SourceError, WrongFormatError
from graphkit.settings import Settings
from ingest import INGESTORS
from ingest.followthemoney import FollowTheMoneyIngestor

ANN = ftm("p1", "Person", name=["Ann Example", "A. Example"], phone=["+12025550101", "+12025550102"],
          email="ann@mail.example", country="us", notes="seen with +12025550109")  # fmt: skip
BOB = ftm("p2", "Person", name="Bob", phone="+12025550103")
FIRM = ftm("c1", "Company", name="Bazaarly Ltd", website="https://bazaarly.example", jurisdiction="gb")
ACCOUNT = ftm(
    "u1",
    "UserAccount",
    username="anna_77",
    service="Telegram",
    number="+12025550101",
    owner="p1",
    password="x",
)
NOWHERE = ftm("u2", "UserAccount", username="root")
WALLET = ftm(
    "w1", "CryptoWallet", publicKey="1BoatSLRHtKNngkdXEeobR76b53LETtpyT", holder="p1", privateKey="5Kb8kLf9"
)
BANK = ftm(
    "b1",
    "BankAccount",
    iban="DE89370400440532013000",
    accountNumber="0532013000",
    bic="COBADEFF",
    owner=[ANN],
)
PAYMENT = ftm("y1", "Payment", payer="p1", payerAccount="b1", beneficiary="p2", amount="50", currency="EUR",
              date="2024-01-13", purpose="for +12025550109")  # fmt: skip
CALL = ftm("l1", "Call", callerNumber="+12025550101", receiverNumber="+12025550103", duration="5",
           date="2024-01-13T10:00:00")  # fmt: skip
MESSAGE = ftm(
    "m1",
    "Message",
    senderAccount="u1",
    recipients="p2",
    bodyText="write to cleo@mail.example",
    date="2024-01-13",
)
MAIL = ftm("e1", "Email", **{"from": "Ann <ann@mail.example>", "to": ["Bob <bob@mail.example>", "c@mail.example"]},
           subject="hello", bodyText="x")  # fmt: skip
MENTION = ftm("n1", "Mention", document="d1", resolved="p2", contextPhone="+12025550104")
OWNS = ftm("o1", "Ownership", owner="p1", asset="c1")
LINKED = ftm("k1", "UnknownLink", subject="p1", object="p2", role="friend")
SHIP = ftm("v1", "Vessel", name="Velvet")
ALL = (
    ANN,
    BOB,
    FIRM,
    ACCOUNT,
    NOWHERE,
    WALLET,
    BANK,
    PAYMENT,
    CALL,
    MESSAGE,
    MAIL,
    MENTION,
    OWNS,
    LINKED,
    SHIP,
)


def got(content: bytes, name: str = "e.ftm.json") -> Got:
    return read_file(Member(name, content), FollowTheMoneyIngestor())


def declared(found: Got, n: int) -> list[tuple[str, str, str]]:
    record = next(r["record_id"] for r in found.records if r["locator"] == f"entity {n}")
    return [(d["kind"], d["role"], d["raw"]) for d in found.declared if d["record_id"] == record]


def test_entities_become_records() -> None:
    found = got(lines(*ALL))
    assert (
        found.column("kind")
        == ["profile"] * 5 + ["contact"] * 2 + ["payment", "call", "message", "email"] + ["page"] * 3
    )
    assert found.column("author")[:3] == ["Ann Example", "Bob", "Bazaarly Ltd"]
    assert found.column("country")[0] == "US"
    assert str(found.records[7]["posted_at"]) == "2024-01-13 00:00:00+00:00"
    assert found.extra("amount")[7] == "50"
    assert found.report["parts"]["links between entities"] == 2
    assert "no records were made of: Vessel (1)" in found.warnings
    assert "times that give no time zone were taken as UTC" in found.warnings
    assert "5Kb8kLf9" not in str(found.records)


def test_whose_the_identifiers_are() -> None:
    found = got(lines(*ALL))
    assert declared(found, 1) == [("account", "self", "p1"), ("phone", "self", "+12025550101"),
                                  ("phone", "self", "+12025550102"), ("email", "self", "ann@mail.example")]  # fmt: skip
    assert declared(found, 4) == [("account", "self", "u1"), ("telegram", "self", "anna_77"), ("phone", "self", "+12025550101"),
                                  ("account", "mentioned", "p1")]  # fmt: skip
    assert declared(found, 5)[1] == ("username", "mentioned", "root")
    assert declared(found, 6)[1:] == [
        ("wallet", "self", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        ("account", "mentioned", "p1"),
    ]
    assert declared(found, 7)[1:] == [("iban", "self", "DE89370400440532013000"), ("account", "self", "0532013000"),
                                      ("account", "mentioned", "p1")]  # fmt: skip
    assert declared(found, 8) == [
        ("account", "self", "p1"),
        ("account", "self", "b1"),
        ("account", "counterparty", "p2"),
    ]
    assert declared(found, 9) == [
        ("phone", "self", "+12025550101"),
        ("phone", "counterparty", "+12025550103"),
    ]
    assert declared(found, 10) == [("account", "self", "u1"), ("account", "counterparty", "p2")]
    assert declared(found, 11) == [("email", "self", "ann@mail.example"), ("email", "counterparty", "bob@mail.example"),
                                   ("email", "counterparty", "c@mail.example")]  # fmt: skip
    for n in (12, 13, 14):
        assert {role for _, role, _ in declared(found, n)} == {"mentioned"}
    assert {dict(r["text_roles"])["text"] for r in found.records} == {"mentioned"}


@pytest.mark.parametrize("content", [lines(*ALL), json.dumps(ALL).encode(), gzip.compress(lines(ANN)),
                                     json.dumps(ANN, indent=1).encode()])  # fmt: skip
def test_it_is_the_surest_of_entities(content: bytes) -> None:
    sure = {name: i.sniff(Path("e.jsonl"), content[: 1 << 16]) for name, i in INGESTORS.items()}
    assert max(sure, key=lambda name: sure[name]) == "followthemoney"
    assert got(content).records


@pytest.mark.parametrize("content", [b'{"schema": "Person", "properties": 5}', b"[]", b"5", b""])
def test_no_entities(content: bytes) -> None:
    with pytest.raises((WrongFormatError, SourceError)):
        got(content)


def test_broken_entities_are_rejects() -> None:
    found = got(lines(ANN) + b'{"schema": "Person"}\n{"a": tru}\n' + lines(BOB) + b'{"id": "cut')
    assert found.column("native_id") == ["p1", "p2"]
    assert [r["locator"] for r in found.rejects] == ["entity 2", "entity 3", "entity 5"]


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(which=st.integers(0, len(ALL) - 1), data=st.data())
def test_wrong_types_anywhere(which: int, data: st.DataObject) -> None:
    one: dict[str, Any] = json.loads(json.dumps(ALL[which]))
    for key in data.draw(st.lists(st.sampled_from(sorted(one["properties"])), max_size=4)):
        one["properties"][key] = data.draw(WRONG)
    if data.draw(st.booleans()):
        one[data.draw(st.sampled_from(["id", "schema", "properties", "caption", "datasets"]))] = data.draw(
            WRONG
        )
    with contextlib.suppress(SourceError, WrongFormatError):
        got(lines(one, ANN))


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 3000), new=st.binary(max_size=5))
def test_any_damage(at: int, new: bytes) -> None:
    whole = bytearray(lines(*ALL))
    whole[at : at + len(new)] = new
    with contextlib.suppress(SourceError, WrongFormatError):
        got(bytes(whole))


def test_payments_calls_and_links_join_nobody(tmp_path: Path) -> None:
    (tmp_path / "e.jsonl").write_bytes(lines(*ALL))
    ads = "id,text\nA,call +12025550101\nB,call +12025550103\nC,call +12025550109\nD,call +12025550104\n"
    (tmp_path / "ads.csv").write_text(ads, "utf-8")
    view, _ = graphkit.link(
        [tmp_path], tmp_path / "case", settings=Settings(fictional_numbers=True, workers=1)
    )
    with view:
        records = view.records()
    of = records.set_index("native_id")["cluster_id"]
    assert of["p1"] == of["A"] == of["u1"] == of["l1"] == of["m1"] == of["e1"]
    assert of["p2"] == of["B"] != of["p1"]
    assert of["b1"] == of["y1"] != of["p2"]
    alone = of[["C", "D", "c1", "n1", "o1", "k1", "w1"]]
    assert len({*alone} - {None}) == alone.notna().sum()
    assert not {*alone} & {of["p1"], of["p2"], of["b1"]}
