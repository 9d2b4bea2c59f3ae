"""Crypto addresses: published test vectors first, then made ones, hard negatives, properties, real data."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import address_makers as make
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import declared, hits, pairs, read_worst, reasons, takes_linear_time

from graphkit.identifiers.crypto import CRYPTO, check

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "eval"

P2PKH = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"  # the genesis block
P2WPKH = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # BIP-173
EIP55 = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # EIP-55
SOL = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"  # Solana's token programme
WRAPPED = "So11111111111111111111111111111111111111112"  # wrapped SOL
CASHADDR = "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"  # cashaddr specification
TON = "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF"  # TON documentation, four forms of one account
TON_UQ = "UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA"
TON_RAW = "0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e"
SAPLING = "zs1z7rejlpsa98s2rrrfkwmaxu53e4ue0ulcrw0h4x5g8jl04tak0d3mm47vdtahatqrlkngh9slya"
UNIFIED = (  # ZIP-316, the first vector
    "u1l8xunezsvhq8fgzfl7404m450nwnd76zshscn6nfys7vyz2ywyh4cc5daaq0c7q2su5lqfh23sp7fkf3kt27ve5948mzpfdvckzaect2jt"
    "te308mkwlycj2u0eac077wu70vqcetkxf"
)
MWEB = (
    "ltcmweb1qq20e2arnhvxw97katjkmsd35agw3capxjkrkh7dk8d30rczm8ypxuq329nwh2twmchhqn3jqh7ua4ps539f6aazh79jy76urqht4"
    "qa59ts3at6gf"
)
SHELLEY = (  # CIP-19
    "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x"
)
MONERO = (  # Monero documentation: standard, subaddress, integrated
    "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge"
)
MONERO_SUB = "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"
XRP = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
STELLAR = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"  # SEP-23
MUXED = "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK"

INVOICE = (  # BOLT 11, the first example
    "lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus"
    "8g6rfwvs8qun0dfjkxaq8rkx3yf5tcsyz3d73gafnh3cax9rn449d9p5uxz9ezhhypd0elx87sjle52x86fux2ypatgddc6k63n7erqz25le42c4u4"
    "ecky03ylcqca784w"
)

# chain, an address as written, its normal form ("" for unchanged)
PUBLISHED = [
    ("bitcoin", P2PKH, ""),
    ("bitcoin", "3P14159f73E4gFr7JterCCQh9QjiTjiZrG", ""),
    ("bitcoin", P2WPKH, ""),
    ("bitcoin", P2WPKH.upper(), P2WPKH),
    ("bitcoin", "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", ""),
    ("bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", ""),  # BIP-350
    ("bitcoincash", "bitcoincash:" + CASHADDR, CASHADDR),
    ("bitcoincash", CASHADDR, ""),
    ("bitcoincash", ("bitcoincash:" + CASHADDR).upper(), CASHADDR),
    ("bitcoincash", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", CASHADDR),  # the same account, legacy form
    ("bitcoincash", "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"),
    ("litecoin", MWEB, ""),
    ("ethereum", EIP55, EIP55.lower()),
    ("ethereum", EIP55.lower(), ""),
    ("ethereum", "0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0f7030069857d2e4169ee7"),
    ("tron", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", ""),
    ("ripple", XRP, ""),
    ("ripple", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu", ""),  # XLS-5d, tag 1
    ("ripple", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ", "r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59"),
    ("stellar", STELLAR, ""),
    ("stellar", MUXED, ""),
    ("monero", MONERO, ""),
    ("monero", MONERO_SUB, ""),
    ("zcash", "t1VmmGiyjVNeCjxDZzg7vZmd99WyzVby9yC", ""),  # ZIP-320, both forms
    ("zcash", "tex1s2rt77ggv6q989lr49rkgzmh5slsksa9khdgte", ""),
    ("zcash", SAPLING, ""),
    ("zcash", UNIFIED, ""),
    ("cardano", SHELLEY, ""),
    ("cardano", "addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8", ""),
    ("cardano", "addr1gx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer5pnz75xxcrzqf96k", ""),
    ("cardano", "stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw", ""),
    ("solana", SOL, ""),
    ("solana", WRAPPED, ""),
    ("ton", TON, ""),
    ("ton", TON_UQ, TON),
    ("ton", TON_RAW, TON),
    ("ton", TON.replace("-", "+"), TON),
    ("lightning", INVOICE, ""),
    ("lightning", INVOICE.upper(), INVOICE),
    ("polkadot", "12xtAYsRUrmbniiWQqJtECiBQrMn8AypQcXhnQAc6RB6XkLW", ""),
    ("tezos", "tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb", ""),
    ("tezos", "KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn", ""),
    ("algorand", "7" * 51 + "4MSJUVU", ""),
]

B20, B32 = make.some_bytes("twenty", 20), make.some_bytes("thirty-two", 32)
MADE = [
    ("litecoin", make.b58check(b"\x30" + B20)),
    ("litecoin", make.b58check(b"\x32" + B20)),
    ("litecoin", make.segwit("ltc", 0, B20)),
    ("litecoin", make.segwit("ltc", 1, B32)),
    ("dogecoin", make.b58check(b"\x1e" + B20)),
    ("dogecoin", make.b58check(b"\x16" + B20)),
    ("dash", make.b58check(b"\x4c" + B20)),
    ("dash", make.b58check(b"\x10" + B20)),
    ("zcash", make.b58check(b"\x1c\xbd" + B20)),
    ("zcash", make.b58check(b"\x16\x9a" + B32 * 2)),
    ("tron", make.b58check(b"\x41" + B20)),
    ("ripple", make.b58check(b"\0" + B20, make.RIPPLE58)),
    ("bitcoin", make.b58check(b"\0" * 5 + B20[4:])),
    ("bitcoincash", make.cash(8, B20)),
    ("bitcoincash", make.cash(11, B32)),
    ("monero", make.monero(19, B32 * 2 + B20[:8])),
    ("cardano", make.byron(B32[:28])),
    ("cardano", make.bech("addr", make.fives(b"\x11" + B32[:28] * 2))),
    ("ethereum", make.evm(B20)),
    ("stellar", make.strkey(6 << 3, B32)),
    ("ton", make.ton(0x11, -1, B32)),
    ("cosmos", make.bech("cosmos", make.fives(B20))),
    ("lightning", make.bech("lnurl", make.fives(b"https://service.example.org/api?q=1"))),
]

# (chain, address) pairs that must be refused
REFUSED = [
    ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
    ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN"),
    ("bitcoin", P2PKH.lower()),
    ("bitcoin", P2WPKH[:-1] + "5"),
    ("bitcoin", "Bc1" + P2WPKH[3:]),  # mixed case
    ("bitcoin", "BC1" + P2WPKH[3:]),
    ("bitcoin", make.bech("bc", [0, *make.fives(B20)], modern=True)),  # version 0 wants bech32
    ("bitcoin", make.bech("bc", [1, *make.fives(B32)])),  # version 1 wants bech32m
    ("bitcoin", make.segwit("bc", 0, B20[:19])),
    ("bitcoin", make.segwit("bc", 17, B32)),
    ("bitcoin", make.segwit("tb", 0, B20)),
    ("bitcoin", make.b58check(b"\x6f" + B20)),  # testnet
    ("bitcoin", make.b58check(b"\xc4" + B20)),
    ("bitcoin", make.b58check(b"\x80" + B32)),  # a private key
    ("bitcoin", make.b58check(b"\0" + B20 + b"\1")),
    ("bitcoincash", CASHADDR[:-1] + "q"),
    ("bitcoincash", "bchtest:" + make.cash(0, B20, "bchtest")),
    ("bitcoincash", make.cash(0, B20, "bchtest")),
    ("bitcoincash", P2WPKH),
    ("litecoin", P2WPKH),
    ("litecoin", make.segwit("tltc", 0, B20)),
    ("litecoin", MWEB[:-1] + "q"),
    ("dogecoin", make.b58check(b"\x71" + B20)),  # testnet
    ("dash", make.b58check(b"\x8c" + B20)),  # testnet
    ("tron", make.b58check(b"\xa0" + B20)),  # testnet
    ("ethereum", EIP55.replace("a", "A", 1)),
    ("ethereum", EIP55[2:]),
    ("ethereum", "0X" + EIP55[2:].upper()),
    ("ethereum", EIP55 + "0"),
    ("ethereum", EIP55[:-1]),
    ("ripple", XRP[:-1] + "H"),
    ("ripple", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqz"),
    ("stellar", "S" + STELLAR[1:]),
    ("stellar", make.strkey(18 << 3, B32)),  # a secret seed
    ("stellar", STELLAR.lower()),
    ("stellar", "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLKA"),  # SEP-23
    ("monero", MONERO[:-1] + "f"),
    ("monero", make.monero(53, B32 * 2)),  # testnet
    ("monero", make.monero(24, B32 * 2)),  # stagenet
    ("zcash", make.b58check(b"\x1d\x25" + B20)),  # testnet
    ("zcash", UNIFIED[:-1] + "q"),
    ("zcash", SAPLING[:-1] + "q"),
    ("cardano", SHELLEY[:-1] + "q"),
    ("cardano", make.bech("addr_test", make.fives(b"\x00" + B32[:28] * 2))),
    ("cardano", make.bech("addr", make.fives(b"\x00" + B32[:28] * 2))),  # network 0 under the mainnet prefix
    ("cardano", make.bech("addr", make.fives(b"\x91" + B32[:28]))),  # no such type
    ("cardano", make.byron(B32[:28], b"\xa1\x02\x45\x1a\x41\x70\xcb\x17")),  # with a testnet's magic
    ("solana", WRAPPED[:-3]),
    ("solana", SOL[:-1] + "0"),
    ("ton", TON[:-1] + "G"),
    ("ton", make.ton(0x91, 0, B32)),  # testnet only
    ("ton", make.ton(0x11, 5, B32)),  # no such workchain
    ("ton", TON_RAW[:-1]),
    ("lightning", make.bech("lntb", [1] * 120)),  # testnet
    ("lightning", make.bech("lnbc", [1] * 100)),  # too short for a signature
    ("lightning", INVOICE[:-1] + "q"),
    ("lightning", make.bech("lnurl", make.fives(B32))),
    ("polkadot", "12xtAYsRUrmbniiWQqJtECiBQrMn8AypQcXhnQAc6RB6XkLX"),
    ("tezos", "tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjc"),
    ("algorand", "7" * 51 + "4MSJUVA"),
    ("cosmos", make.bech("cosmos", make.fives(B20[:19]))),
    ("nosuchchain", P2PKH),
    ("bitcoin", ""),
]


@pytest.mark.parametrize(("chain", "address", "normal"), PUBLISHED)
def test_published_vectors_are_accepted(chain, address, normal):
    assert check(chain, address) == (normal or address)


@pytest.mark.parametrize(("chain", "address"), MADE)
def test_made_addresses_are_accepted(chain, address):
    assert check(chain, address) == (address.lower() if chain == "ethereum" else address)


@pytest.mark.parametrize(("chain", "address"), REFUSED)
def test_others_are_refused(chain, address):
    assert check(chain, address) is None


def test_one_account_has_one_normal_form():
    token_aware = make.cash(16, B20)
    assert token_aware.startswith("z")
    assert check("bitcoincash", token_aware) == make.cash(0, B20)
    old, new = make.b58check(b"\x05" + B20), make.b58check(b"\x32" + B20)
    assert check("litecoin", old) == check("litecoin", new) == new
    bounceable = make.ton(0x11, 0, B32)
    assert check("ton", make.ton(0x51, 0, B32)) == check("ton", "0:" + B32.hex().upper()) == bounceable


# text, what is read in it at joining confidence
READ = [
    (f"send to {P2PKH}.", [("bitcoin", P2PKH)]),
    (f"BTC:{P2WPKH}", [("bitcoin", P2WPKH)]),
    (f"({P2WPKH.upper()})", [("bitcoin", P2WPKH)]),
    (f"кошелёк{P2PKH}", [("bitcoin", P2PKH)]),
    (f"bitcoin:{P2PKH}?amount=0.1", [("bitcoin", P2PKH)]),
    (f"https://example.org/btc/address/{P2PKH}", [("bitcoin", P2PKH)]),
    (f"BTC{P2PKH} ETH{EIP55}", [("bitcoin", P2PKH), ("ethereum", EIP55.lower())]),
    (f"USDT TRC20: {MADE[10][1]}, USDT ERC20 {EIP55}", [("tron", MADE[10][1]), ("ethereum", EIP55.lower())]),
    (f"trc20 {EIP55}", [("ethereum", EIP55.lower())]),
    (f"bitcoincash:{CASHADDR}", [("bitcoincash", CASHADDR)]),
    (f"BCH address: {P2PKH}", [("bitcoincash", check("bitcoincash", P2PKH))]),
    (f"{P2PKH} (BCH)", [("bitcoincash", check("bitcoincash", P2PKH))]),
    (f"LTC: {make.b58check(bytes([5]) + B20)}", [("litecoin", make.b58check(bytes([0x32]) + B20))]),
    (f"{make.b58check(bytes([5]) + B20)}", [("bitcoin", make.b58check(bytes([5]) + B20))]),
    (f"SOL: {SOL}", [("solana", SOL)]),
    (f"my Solana wallet {SOL}!", [("solana", SOL)]),
    (f"{SOL} (sol)", [("solana", SOL)]),
    (f"https://solscan.io/account/{SOL}", [("solana", SOL)]),
    (f"ton {TON} или {TON_UQ}", [("ton", TON), ("ton", TON)]),
    (f"ton://transfer/{TON_UQ}?amount=1", [("ton", TON)]),
    (f"raw {TON_RAW}", [("ton", TON)]),
    (f"xmr {MONERO}\n{MONERO_SUB}", [("monero", MONERO), ("monero", MONERO_SUB)]),
    (f"ADA {SHELLEY};{MADE[16][1]}", [("cardano", SHELLEY), ("cardano", MADE[16][1])]),
    (f"XLM {STELLAR} memo 123", [("stellar", STELLAR)]),
    (f"XRP {XRP} tag 5", [("ripple", XRP)]),
    (f"doge={MADE[4][1]}&dash={MADE[6][1]}", [("dogecoin", MADE[4][1]), ("dash", MADE[6][1])]),
    (f"zec {SAPLING} / {UNIFIED}", [("zcash", SAPLING), ("zcash", UNIFIED)]),
    (f"{MWEB}", [("litecoin", MWEB)]),
]

HEX64 = make.some_bytes("hex", 32).hex()
NOTHING = [
    P2PKH[:-1] + "b",
    "x" + P2PKH,
    P2PKH + "x",
    EIP55.replace("a", "A", 1),
    "0x" + HEX64,  # a transaction
    HEX64,
    "#URL_" + HEX64 + "#",
    HEX64[:40],  # a git commit
    "550e8400-e29b-41d4-a716-446655440000",
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "1111111111111111111111111111111111",
    "0:00:00 to 10:30:00",
    "https://youtu.be/dQw4w9WgXcQ",
    "docs.google.com/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
    "tb1" + P2WPKH[3:],
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
    "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",  # an IPFS content id
    "S" + STELLAR[1:],
    make.strkey(18 << 3, B32),
    make.b58check(b"\x80" + B32),  # a private key
    "0x0000000000000000000000000000000000000000",
    "1111111111111111111114oLvT2",  # nobody's
    "parasol " + WRAPPED[:-2],
    "EQ" + "A" * 46,
    "track 9400110200881234567890 and 1Z999AA10123456784",
    "5" * 500,
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_read_in_text(text, expected):
    assert pairs(hits(CRYPTO, text), 0.7) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_guessed(text):
    assert hits(CRYPTO, text) == []


def test_solana_without_a_word_beside_it_shows_and_does_not_join():
    on_curve = next(
        a
        for i in range(99)
        if len(a := make.b58(make.some_bytes(i, 32))) == 44 and hits(CRYPTO, f"to {a} ok")
    )
    (hit,) = hits(CRYPTO, f"to {on_curve} ok")
    assert (hit.kind, hit.value) == ("solana", on_curve)
    assert hit.confidence < 0.7
    assert hits(CRYPTO, f"id={on_curve}") == []
    assert hits(CRYPTO, f"https://example.org/{on_curve}") == []
    assert hits(CRYPTO, f"solana {on_curve}")[0].confidence >= 0.85


def test_spans_are_those_of_the_address():
    for text, _ in READ:
        for h in hits(CRYPTO, text):
            assert check(h.kind, h.raw) == h.value


DECLARED = [
    (f"{P2PKH} (btc)", "bitcoin", [("bitcoin", P2PKH)]),
    (P2PKH, "wallet", [("bitcoin", P2PKH)]),
    (P2PKH, "bitcoincash", [("bitcoincash", check("bitcoincash", P2PKH))]),
    (P2WPKH, "bitcoincash", [("bitcoin", P2WPKH)]),
    (EIP55[2:], "ethereum", [("ethereum", EIP55.lower())]),
    (EIP55[2:], "wallet", []),
    (EIP55, "bitcoin", [("ethereum", EIP55.lower())]),
    (SOL, "wallet", [("solana", SOL)]),
    (WRAPPED, "solana", [("solana", WRAPPED)]),
    (f"{P2PKH}, {EIP55}", "wallet", [("bitcoin", P2PKH), ("ethereum", EIP55.lower())]),
    (f"{P2PKH} (bch)", "wallet", [("bitcoincash", check("bitcoincash", P2PKH))]),
    (TON_RAW, "ton", [("ton", TON)]),
    ("none", "wallet", []),
    ("", "bitcoin", []),
    ("1" * 34, "bitcoin", []),
    ("BC1SW50QGDZ25J", "bitcoin", [("bitcoin", "bc1sw50qgdz25j")]),
]


@pytest.mark.parametrize(("raw", "kind", "expected"), DECLARED)
def test_declared(raw, kind, expected):
    assert pairs(declared(CRYPTO, raw, kind), 0.7) == expected


def test_the_kinds_are_those_that_check_knows():
    chains = {chain for chain, *_ in PUBLISHED} | {chain for chain, _ in MADE}
    names = {"ens", "ton_name", "sol_name", "bnb_name", "unstoppable"}
    assert {k.name for k in CRYPTO.kinds} == chains | names
    assert all(k.family == "crypto" and k.joins for k in CRYPTO.kinds)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(MADE + [(c, a) for c, a, n in PUBLISHED if not n]), st.data())
def test_one_mistyped_character_is_refused(pair, data):
    chain, address = pair
    if chain == "solana" or (chain == "ethereum" and address == address.lower()):
        return
    place = data.draw(st.integers(0, len(address) - 1))
    other = data.draw(st.sampled_from(make.B58 + "0"))
    if address[place].lower() != other.lower():
        assert check(chain, address[:place] + other + address[place + 1 :]) is None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=200), st.sampled_from([k.name for k in CRYPTO.kinds]))
def test_any_text_is_answered(text, chain):
    assert check(chain, text) in (None, text, text.lower(), check(chain, text))
    assert all(h.confidence <= 1 for h in hits(CRYPTO, text) + declared(CRYPTO, text, chain))


WORST = ["a", "1", "0x", "sol ", "bch:", "EQA", "0:", "z" * 24 + " ", "ltc (", "address ", "Sol1", "("]


@pytest.mark.parametrize("unit", WORST)
def test_time_is_linear(unit):
    assert takes_linear_time(read_worst(CRYPTO, "wallet"), unit)


# Vectors that a mainnet reader is right to treat otherwise than marked, by their place in the file.
OTHERWISE = {
    10: "a testnet address ('both' includes testnets)",
    12: "a testnet address ('both')",
    15: "a testnet address ('both')",
    41: "a testnet address ('both')",
    103: "a stagenet address",
    104: "a stagenet address ('both')",
}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not beside the checkout")
def test_public_vectors_are_judged_as_marked():
    vectors = json.loads((SHARED / "crypto_address_vectors.json").read_text("utf-8"))
    wrong = {i for i, v in enumerate(vectors) if (check(v["chain"], v["address"]) is not None) != v["valid"]}
    assert len(vectors) == 186
    assert wrong == set(OTHERWISE)
    assert all(vectors[i]["valid"] for i in OTHERWISE)


TICKERS = {
    "BTC": "bitcoin", "ETH": "ethereum", "XRP": "ripple", "TRX": "tron", "LTC": "litecoin", "ADA": "cardano",
    "XMR": "monero", "BCH": "bitcoincash", "ZEC": "zcash", "XLM": "stellar", "DASH": "dash",
    "BNB": "ethereum", "SOL": "solana", "DOGE": "dogecoin",
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not beside the checkout")
def test_real_scam_addresses_are_read():
    owners: dict[tuple[str, str], set[int]] = defaultdict(set)
    for line in (SHARED / "cryptoscam_dev.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        for ticker, addresses in (record.get("addresses") or {}).items():
            for address in addresses:
                owners[ticker, address].add(record["id"])
    refused, shared_refused = Counter(), []
    for (ticker, address), records in owners.items():
        if not pairs(declared(CRYPTO, address, TICKERS.get(ticker, "wallet")), 0.7):
            refused[ticker] += 1
            shared_refused += [address] * (len(records) > 1)
    assert sum(refused.values()) <= 0.02 * len(owners), refused
    assert not shared_refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0x000000000000000000000000000000000000dEaD", "nobody's address"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "as Bitcoin writes an address, but its checksum is wrong"),
        ("abcdefghijklmnopqrstuvwxyz1", "no chain writes addresses so"),
        ("AbcDefGhiJklMnoPqrStuVwxYz", "letters without a figure"),
        ("7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2", "at most 0.6, as no word beside it names Solana"),
        ("see/7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2", "a part of a link"),
        ("0x5aAe b605 3F3E 94C9 b9A0 9f33 6694 35E7 Ef1B eAeD", "no address by its checksum"),
        ("0x5aae b605 3f3e 94c9 b9a0 9f33 6694 35e7 ef1b eaed", "at most 0.8 in groups"),
        ("0x5aae b605 3f3e 94c9 b9a0 9f33 6694 35e7 ef1b eaed 1234", "hex digits go on behind the address"),
        ("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", "a PGP fingerprint as likely"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons("crypto", text)
