"""Names of wallets, which join beside a word about wallets: in texts, with all that stands around them."""

from __future__ import annotations

import polars as pl
import pytest
from judging import declared, hits, reasons

from graphkit.identifiers.crypto import CRYPTO
from graphkit.identifiers.scan import read_texts
from graphkit.settings import Settings

JOINS = 0.7


def joining(text: str) -> list[tuple[str, str]]:
    """Return the kinds and values that join in one text."""
    texts = pl.DataFrame(
        {"record_id": ["1"], "field": ["text"], "text": [text], "regions": [""], "platform": [""]}
    )
    table = read_texts(texts, Settings(kinds=("crypto",))).to_pylist()
    return [(row["kind"], row["value"]) for row in table if row["confidence"] >= JOINS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lena.eth", ("ens", "lena.eth")),
        ("pay lena-sun.eth now", ("ens", "lena-sun.eth")),
        ("my ens: lena.eth.", ("ens", "lena.eth")),
        ("LENA.eth", ("ens", "lena.eth")),
        ("ENS: pay.lena.eth", ("ens", "pay.lena.eth")),
        ("wallet lena.ton", ("ton_name", "lena.ton")),
        ("кошелек lena.ton", ("ton_name", "lena.ton")),
        ("переводы lena.ton", ("ton_name", "lena.ton")),
        ("шлите на lena.ton (TON)", ("ton_name", "lena.ton")),
        ("lena.ton - мой TON", ("ton_name", "lena.ton")),
        ("lena.ton is my wallet", ("ton_name", "lena.ton")),
        ("TON-кошелёк → lena.ton", ("ton_name", "lena.ton")),
        ("Phantom: lena.sol", ("sol_name", "lena.sol")),
        ("Solana lena.sol", ("sol_name", "lena.sol")),
        ("lena.sol on Solana", ("sol_name", "lena.sol")),
        ("BNB wallet:\nlena.bnb", ("bnb_name", "lena.bnb")),
        ("wallet: Lena.crypto", ("unstoppable", "lena.crypto")),
        ("send lena.nft", ("unstoppable", "lena.nft")),
        ("crypto wallet lena.x", ("unstoppable", "lena.x")),
        ("TON әмиянына lena.ton", ("ton_name", "lena.ton")),
        ("TON hamyonim lena.ton", ("ton_name", "lena.ton")),
        ("TON gapjyk: lena.ton", ("ton_name", "lena.ton")),
        ("TON cüzdanım lena.ton", ("ton_name", "lena.ton")),
        ("mon portefeuille TON : lena.ton", ("ton_name", "lena.ton")),
        ("na minha carteira TON lena.ton", ("ton_name", "lena.ton")),
        ("a mi billetera Solana lena.sol", ("sol_name", "lena.sol")),
        ("an meine Geldbörse lena.sol", ("sol_name", "lena.sol")),
        ("на гаманець Solana: lena.sol", ("sol_name", "lena.sol")),
    ],
)
def test_names_beside_a_word_about_wallets_join(text: str, expected: tuple[str, str]) -> None:
    assert joining(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "web3.eth.getBalance(x)", "web3.eth", "BTC.ETH", "this.eth", "0.5.eth", "1.eth", "ab.eth", "-lena.eth", "eth 1.5 sol",
        "heavy.ton of bricks", "playa.sol y mar", "washington lena.ton", "price.ton", "lena.eth/x", "x@lena.eth", "www.eth",
        "contract.eth(", "my.wallet", "open.crypto", "a.dao", "lena.ETH", "5.ton", "5 ton", "lena .eth", "the.bnb",
        "Pay Lena_Sun.eth now", "call me.lena.eth", "lena.sol", "lena.ton", "lena.x",
        "the contract is Token.sol", "Solana contract Token.sol", "import lena.sol for solana", "a TON of fun. playa.sol",
        "weighs a ton, lena.sol", "ruby.sol on TON", "TON lena.sol", "size 1.x and 2.x", "wallet. And lena.sol",
    ],
)  # fmt: skip
def test_what_names_no_wallet_joins_nothing(text: str) -> None:
    assert joining(text) == []


def test_a_name_that_is_only_likely_shows_and_claims_nothing() -> None:
    (hit,) = hits(CRYPTO, "lena.ton")
    assert (hit.kind, hit.value, hit.confidence) == ("ton_name", "lena.ton", 0.55)
    assert not hit.found.claims


def test_a_declared_wallet_is_no_name() -> None:
    assert declared(CRYPTO, "see lena.ton", "wallet") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("web3.eth", "has no such part"),
        ("x@lena.eth", "the end of something longer"),
        ("xy.eth", "too short"),
        ("lena.ton", "its end is also a word"),
        ("import lena.sol for solana", "a word about programs beside it"),
        ("we take CASH.ETH", "an end in capitals"),
        ("call me.lena.eth", "a space was lost as likely"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons("crypto", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HazelMoth.eth", [("ens", "hazelmoth.eth")]),  # as people write a name
        ("HazelMoth.ETH", [("ens", "hazelmoth.eth")]),
        ("hazelMoth.eth", []),  # as a program does
        ("wallet: LENA.ETH", [("ens", "lena.eth")]),
        ("LENA.ETH", []),  # a coin behind a full stop
        ("LENA.TON wallet", [("ton_name", "lena.ton")]),
        ("LENA.TON", []),
        ("BNB wallet: LENA.BNB", [("bnb_name", "lena.bnb")]),
        ("wallet userVault.sol", []),
    ],
)
def test_capitals_in_a_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert joining(text) == expected
