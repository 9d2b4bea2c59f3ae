"""Crypto as people write it: addresses in groups or cut in two; and addresses changed by a hand or a filter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from judging import hits, pairs, read_worst, takes_linear_time

import graphkit
from graphkit.identifiers.chains import recognise
from graphkit.identifiers.crypto import CRYPTO, check

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "eval"

P2PKH = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"  # the genesis block
P2WPKH = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # BIP-173
EIP55 = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # EIP-55


def groups(address: str, size: int, sign: str = " ") -> str:
    return sign.join(address[i : i + size] for i in range(0, len(address), size))


@pytest.mark.parametrize("sign", [" ", "-", "\n", "."])
@pytest.mark.parametrize("size", [4, 5, 8])
@pytest.mark.parametrize(("kind", "address"), [("bitcoin", P2WPKH), ("ethereum", EIP55)])
def test_an_address_in_groups_is_read_whole(kind: str, address: str, size: int, sign: str) -> None:
    text = groups(address, size, sign)
    (hit,) = hits(CRYPTO, f"wallet ({text}) thank you all")
    assert (hit.kind, hit.value, hit.raw) == (kind, address.lower(), text)
    assert hit.found.method == "crypto.grouped"


def test_an_old_address_in_fours_is_read_and_words_behind_it_are_none_of_it() -> None:
    for text in (groups(P2PKH, 4), groups(P2PKH, 4, "-")):
        (hit,) = hits(CRYPTO, f"send {text} when you come over here")
        assert (hit.kind, hit.value, hit.raw) == ("bitcoin", P2PKH, text)


# Public examples: of the chains' own specifications and documentation.
PUBLIC = {
    "tron": "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", "ripple": "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "litecoin": "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "tezos": "tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb",
    "algorand": "7ZUECA7HFLZTXENRV24SHLU4AVPUTMTTDUFUBNBD64C73F3UHRTHAIOF6Q",
    "ton": "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N",
}  # fmt: skip


@pytest.mark.parametrize("before", ["", "my wallet here ", "ATOM ", "send only this coin "])
@pytest.mark.parametrize("size", [4, 5])
@pytest.mark.parametrize(("kind", "address"), [p for p in PUBLIC.items() if p[0] != "ton"])
def test_groups_of_one_size_are_read_for_every_chain_with_a_checksum(
    kind: str, address: str, size: int, before: str
) -> None:
    (hit,) = hits(CRYPTO, f"{before}{groups(address, size)}, thanks")
    assert (hit.kind, hit.value, hit.raw) == (kind, address, groups(address, size))


@pytest.mark.parametrize("size", [4, 6, 8, 12, 24])
def test_an_address_of_ton_is_read_in_groups_of_one_size(size: int) -> None:
    (hit,) = hits(CRYPTO, f"TON: {groups(PUBLIC['ton'], size)}, thanks")
    assert (hit.kind, hit.value) == ("ton", PUBLIC["ton"])


@pytest.mark.parametrize("cut", [15, 17, 19])
@pytest.mark.parametrize("sign", ["\n", " "])
@pytest.mark.parametrize("kind", ["tron", "ripple", "litecoin", "tezos"])
def test_an_address_cut_in_two_is_read(kind: str, sign: str, cut: int) -> None:
    address = PUBLIC[kind]
    (hit,) = hits(CRYPTO, f"wallet: {address[:cut]}{sign}{address[cut:]}\nthank you")
    assert (hit.kind, hit.value) == (kind, address)
    assert not hits(CRYPTO, f"wallet: {address[:cut]}{sign}{address[cut:-1]}\nthank you")


def test_a_whole_address_beside_words_of_one_length_is_read_as_ever() -> None:
    text = f"billetera Algorand {PUBLIC['algorand']} send coin here when open door"
    assert pairs(hits(CRYPTO, text)) == [("algorand", PUBLIC["algorand"])]


def test_hex_digits_of_one_case_have_no_checksum_and_are_less_sure() -> None:
    (hit,) = hits(CRYPTO, groups(EIP55.lower(), 6))
    assert (hit.kind, hit.confidence) == ("ethereum", 0.8)


def test_forty_capitals_are_a_fingerprint_as_likely_unless_a_checksum_says_otherwise() -> None:
    (hit,) = hits(CRYPTO, "key 0xA46B4AF8DF338406750596D959CE1B22238A0FCE")
    assert hit.confidence < 0.7
    assert not hit.found.claims
    (sure,) = hits(CRYPTO, "0x52908400098527886E0F7030069857D2E4169EE7")  # EIP-55, all capitals
    assert sure.confidence == 0.99


@pytest.mark.parametrize(
    "text",
    [
        groups(P2WPKH[:-1] + "5", 4),
        groups(P2PKH[:-1] + "b", 4),
        groups(EIP55.replace("a", "A", 1), 4),
        groups(P2WPKH[:-2], 4),
        "tx 0x" + groups("ab12" * 16, 4),
        "1234 5678 1234 5678 1234 5678 1234 5678 12",
        "0x12 is my lucky number and more of them",
        "bc1 and bc2 are names of roads over there",
        "1abc this that them then they when what were",
        "3pm, 1 on 1 then home",
        "send cash when dawn come back home with 1000 love from Lena",
        "hotel rooms 12345 tonight please visit again",
        groups(PUBLIC["algorand"].replace("7", "Z", 1), 4),
        groups(PUBLIC["tezos"][:-1] + "z", 4),
        groups(PUBLIC["ton"][:-1] + "M", 4),
        "cosm os1z 7e8n 7ncy pqts 3z02 0q6u aplm 58xl u2pm jvlf q",
        "https://site.example/" + groups(P2PKH, 4, "-"),
    ],
)
def test_other_groups_give_nothing(text: str) -> None:
    assert hits(CRYPTO, text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "bc1q ",
        "0x12 ",
        "1abc ",
        "1abc2def ",
        "a.eth",
        "lena.eth ",
        "pay a.",
        "bc1-",
        "ab1d ",
        "abcd1 ",
        "abcdefg1 ",
        "abcdefghij12345\n",
        "EQab ",
        "x.x.",
    ],
)
def test_time_is_linear(unit: str) -> None:
    assert takes_linear_time(read_worst(CRYPTO, "wallet"), unit)


# Formats without a checksum: any 20 bytes of hex in one case, any 32 bytes of base58 or behind "0:" are well formed.
# Their confidence says so, and alone, 32 bytes of base58 join nothing.
UNCHECKED = ("solana",)


def _unchecked(chain: str, address: str) -> bool:
    if chain == "ethereum":
        return address[2:] in (address[2:].lower(), address[2:].upper())
    return chain in UNCHECKED or (chain == "ton" and ":" in address)


def _changed(address: str) -> list[str]:
    """Return the address with each character replaced by three others of its kind, cut, and prolonged."""
    out = []
    for place, char in enumerate(address):
        row = (
            "0123456789"
            if char.isdigit()
            else "abcdefghijkmnopqrstuvwxyz"
            if char.islower()
            else "ABCDEFGHJKLMNPQRSTUVWXYZ"
        )
        at = row.find(char)
        out += [address[:place] + row[(at + step) % len(row)] + address[place + 1 :] for step in (1, 3, 7)]
    return [a for a in out if a != address] + [
        address[:-1],
        address[1:],
        address + address[-1],
        address + "q",
        address + "1",
    ]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not beside the checkout")
def test_no_changed_address_is_accepted() -> None:
    vectors = json.loads((SHARED / "crypto_address_vectors.json").read_text("utf-8"))
    tried, wrong = 0, []
    for place, vector in enumerate(vectors):
        chain, address = vector["chain"], vector["address"]
        normal = check(chain, address)
        if normal is None or _unchecked(chain, address):
            continue
        for changed in _changed(address):
            tried += 1
            # A letter whose case the format ignores, or base32 bits that say the same, is no change.
            accepted = [(chain, check(chain, changed)), recognise(changed) or (chain, None)]
            wrong += [
                (place, chain)
                for c, value in accepted
                if value is not None and (c != chain or value != normal)
            ]
    assert tried > 10_000
    assert wrong == []


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not beside the checkout")
def test_an_address_in_capitals_and_small_letters_mixed_is_refused() -> None:
    vectors = json.loads((SHARED / "crypto_address_vectors.json").read_text("utf-8"))
    for vector in vectors:
        chain, address = vector["chain"], vector["address"]
        if check(chain, address) is None or not address.lower().startswith(("bc1", "ltc1", "addr1", "zs1")):
            continue
        last = max(i for i, c in enumerate(address) if c.isalpha())
        assert check(chain, address[:last] + address[last].swapcase() + address[last + 1 :]) is None


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not beside the checkout")
def test_every_valid_vector_is_read_in_a_sentence_with_its_whole_span() -> None:
    vectors = json.loads((SHARED / "crypto_address_vectors.json").read_text("utf-8"))
    words = {"solana": "SOL ", "bitcoincash": "BCH ", "litecoin": "LTC "}
    missed = []
    for place, vector in enumerate(vectors):
        chain, address = vector["chain"], vector["address"]
        normal = check(chain, address)
        if normal is None or (len(address) < 25 and chain == "bitcoin"):
            continue  # witness programs of other versions may be as short as 14 characters: only declared ones
        found = hits(CRYPTO, f"pay {words.get(chain, '')}{address}, thanks")
        if not any(h.value == normal and address.endswith(h.raw) for h in found):
            missed.append(place)
    assert missed == []


_KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2"  # 32 bytes of base58, which have no checksum


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (f"my Solana wallet is here, honest: {_KEY}", 0.9),
        (f"шлите соланой на {_KEY}", 0.9),
        (f"my phantom (new one) {_KEY}", 0.9),
        (_KEY, 0.6),
        (f"I like solana. Then {_KEY}", 0.6),  # another sentence
        (f"solana tx {_KEY}", 0.6),  # of the same form, and no address
        (f"a solution for {_KEY}", 0.6),
        (
            f"the name of the chain stands too far away, solana as it is, all the way from here on to {_KEY}",
            0.6,
        ),
    ],
)
def test_words_before_32_bytes_make_them_solana(text: str, sure: float) -> None:
    frame = graphkit.extract(text)
    (found,) = frame[frame["kind"] == "solana"].itertuples()
    assert (found.value, round(found.confidence, 2)) == (_KEY, sure)
