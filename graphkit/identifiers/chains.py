"""The address formats of the chains, mainnet only: accepted by checksum, brought to one normal form.

Normal forms: bech32 and cashaddr in lower case, cashaddr without its prefix, legacy and token-aware addresses
of Bitcoin Cash as cashaddr, Litecoin's old script addresses (``3...``) as ``M...``, EVM addresses in lower
case, XRP X-addresses without a tag as classic ones, TON in the url-safe bounceable form (``EQ...``). Testnet
addresses, secret keys and transaction ids are refused.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable

from graphkit.identifiers import chains_more as more
from graphkit.identifiers import checksums as cs

_HEX40 = re.compile(r"[0-9a-fA-F]{40}")
_TON_FRIENDLY = re.compile(r"[0-9A-Za-z_+/-]{48}")
_TON_RAW = re.compile(r"(0|-1):([0-9a-fA-F]{64})")
_LEGACY = {  # version byte of a 21-byte base58check payload -> chain
    0x00: "bitcoin", 0x05: "bitcoin", 0x30: "litecoin", 0x32: "litecoin", 0x1E: "dogecoin", 0x16: "dogecoin",
    0x4C: "dash", 0x10: "dash", 0x41: "tron",
}  # fmt: skip


def _version(address: str) -> int | None:
    """Return the version byte of a 21-byte base58check payload."""
    payload = cs.base58check(address) if 25 <= len(address) <= 36 else None
    return payload[0] if payload and len(payload) == 21 else None


def _legacy(chain: str, address: str) -> str | None:
    version = _version(address)
    return address if version is not None and _LEGACY.get(version) == chain else None


def _segwit(address: str, prefix: str) -> str | None:
    """Check a witness program: version 0 in bech32, later ones in bech32m (BIP-173, BIP-350)."""
    decoded = cs.bech32(address)
    if decoded is None or decoded[0] != prefix or not decoded[1] or decoded[1][0] > 16:
        return None
    version, program = decoded[1][0], cs.octets(decoded[1][1:])
    if program is None or not 2 <= len(program) <= 40 or (version == 0 and len(program) not in (20, 32)):
        return None
    return address.lower() if decoded[2] == (cs.BECH32M if version else cs.BECH32) else None


def _payload(address: str, prefix: str, constant: int, longest: int = 90) -> bytes | None:
    """Return the bytes that a bech32 or bech32m address with this prefix carries."""
    decoded = cs.bech32(address, longest)
    if decoded is None or decoded[0] != prefix or decoded[2] != constant:
        return None
    return cs.octets(decoded[1])


def _litecoin(address: str) -> str | None:
    if _version(address) == 0x05:
        payload = cs.base58check(address)
        return cs.to_base58check(b"\x32" + payload[1:]) if payload else None
    if address[:8].lower() == "ltcmweb1":
        decoded = cs.bech32(address, 130)
        keys = cs.octets(decoded[1][1:]) if decoded and decoded[1][:1] == [0] else None
        return address.lower() if decoded and decoded[2] == cs.BECH32 and keys and len(keys) == 66 else None
    return _legacy("litecoin", address) or _segwit(address, "ltc")


def _bitcoincash(address: str) -> str | None:
    if _version(address) in (0x00, 0x05):
        payload = cs.base58check(address)
        return cs.to_cashaddr(8 if payload[0] else 0, payload[1:]) if payload else None
    bare = address[12:] if address[:12].lower() == "bitcoincash:" else address
    if address != address.upper() and address != address.lower():
        return None
    decoded = cs.cashaddr(bare)
    if decoded is None:
        return None
    kind, size = decoded[0] >> 3, decoded[0] & 7
    # Kinds 2 and 3 are 0 and 1 that also take tokens: the same account.
    if kind > 3 or (size, len(decoded[1])) not in ((0, 20), (3, 32)):
        return None
    return cs.to_cashaddr((kind & 1) << 3 | size, decoded[1])


def _ethereum(address: str) -> str | None:
    digits = address[2:]
    if address[:2] != "0x" or not _HEX40.fullmatch(digits):
        return None
    if digits not in (digits.lower(), digits.upper()):
        hashed = cs.keccak256(digits.lower().encode()).hex()
        if any(c.isalpha() and c.isupper() != (h > "7") for c, h in zip(digits, hashed, strict=False)):
            return None
    return address.lower()


def _ripple(address: str) -> str | None:
    if len(address) > 50:
        return None
    payload = cs.base58check(address, cs.RIPPLE58)
    if payload is not None and len(payload) == 21 and payload[0] == 0:
        return address
    if payload is None or len(payload) != 31 or payload[:2] != b"\x05\x44" or payload[22] > 1:
        return None
    if payload[22]:  # a tag tells customers of one exchange apart: it belongs to the address
        return address
    return _to_ripple(payload[2:22]) if payload[23:] == bytes(8) else None


def _to_ripple(account: bytes) -> str:
    text = cs.to_base58check(b"\0" + account)
    return text.translate(str.maketrans(cs.BITCOIN58, cs.RIPPLE58))


def _stellar(address: str) -> str | None:
    decoded = cs.strkey(address)
    if decoded is None:
        return None
    version, payload = decoded
    return address if (version, len(payload)) in ((6 << 3, 32), (12 << 3, 40)) else None


def _monero(address: str) -> str | None:
    if len(address) not in (95, 106):
        return None
    data = cs.monero_base58(address)
    if data is None or cs.keccak256(data[:-4])[:4] != data[-4:]:
        return None
    return address if data[0] in ((18, 42) if len(address) == 95 else (19,)) else None


def _zcash(address: str) -> str | None:
    start = address[:4].lower()
    if start.startswith("zs1"):
        data = _payload(address, "zs", cs.BECH32)
        return address.lower() if data and len(data) == 43 else None
    if start == "tex1":
        data = _payload(address, "tex", cs.BECH32M)
        return address.lower() if data and len(data) == 20 else None
    if start.startswith("u1"):
        data = _payload(address, "u", cs.BECH32M, 1000)
        plain = cs.f4unjumble(data) if data else None
        return address.lower() if plain and plain.endswith(b"u" + bytes(15)) else None
    if len(address) not in (35, 95):
        return None
    payload = cs.base58check(address)
    if payload is None:
        return None
    transparent = len(payload) == 22 and payload[:2] in (b"\x1c\xb8", b"\x1c\xbd")
    return address if transparent or (len(payload) == 66 and payload[:2] == b"\x16\x9a") else None


def _cardano(address: str) -> str | None:
    start = address[:6].lower()
    if start.startswith("addr1") or start == "stake1":
        data = _payload(address, start.partition("1")[0], cs.BECH32, 200)
        return address.lower() if data and _shelley(data, reward=start == "stake1") else None
    return address if _byron(address) else None


def _shelley(data: bytes, reward: bool) -> bool:
    """Check the header and the size of a Cardano address since Shelley (CIP-19)."""
    kind, network, size = data[0] >> 4, data[0] & 15, len(data)
    if network != 1:
        return False
    if reward:
        return kind in (14, 15) and size == 29
    if kind in (4, 5):  # a hash of 28 bytes and a pointer of three numbers
        return 32 <= size <= 57
    return size == 57 if kind < 4 else kind in (6, 7) and size == 29


def _byron(address: str) -> bool:
    """Check an address of Cardano's first era: CBOR of a tagged payload and its CRC-32, in base58."""
    data = cs.base58(address) if 50 <= len(address) <= 130 else None
    if data is None or data[:4] != b"\x82\xd8\x18\x58" or len(data) < 40:
        return False
    payload, crc = data[5 : 5 + data[4]], data[5 + data[4] :]
    if len(payload) != data[4] or payload[:3] != b"\x83\x58\x1c":
        return False
    number = zlib.crc32(payload)
    head, size = (b"\x1a", 4) if number > 0xFFFF else (b"\x19", 2) if number > 0xFF else (b"\x18", 1)
    # Attribute 2 is the network's magic number, which mainnet leaves out.
    attributes = payload[31:]
    mainnet = attributes[:1] in (b"\xa0", b"\xa1") and not attributes.startswith(b"\xa1\x02")
    return mainnet and crc == head + number.to_bytes(size, "big")


def _solana(address: str) -> str | None:
    data = cs.base58(address) if 32 <= len(address) <= 44 else None
    return address if data is not None and len(data) == 32 else None


def _ton(address: str) -> str | None:
    raw = _TON_RAW.fullmatch(address)
    if raw:
        return _to_ton(int(raw[1]), bytes.fromhex(raw[2]))
    if not _TON_FRIENDLY.fullmatch(address):
        return None
    data = base64.urlsafe_b64decode(address.replace("+", "-").replace("/", "_"))
    if data[0] not in (0x11, 0x51) or data[1] not in (0, 255) or cs.crc16(data):
        return None
    return _to_ton(-1 if data[1] else 0, data[2:34])


def _to_ton(workchain: int, account: bytes) -> str:
    data = bytes([0x11, workchain & 255]) + account
    return base64.urlsafe_b64encode(data + cs.crc16(data).to_bytes(2, "big")).decode()


CHAINS: dict[str, Callable[[str], str | None]] = {
    "bitcoin": lambda address: _legacy("bitcoin", address) or _segwit(address, "bc"),
    "ethereum": _ethereum,
    "tron": lambda address: _legacy("tron", address),
    "monero": _monero,
    "litecoin": _litecoin,
    "dogecoin": lambda address: _legacy("dogecoin", address),
    "bitcoincash": _bitcoincash,
    "dash": lambda address: _legacy("dash", address),
    "zcash": _zcash,
    "ripple": _ripple,
    "stellar": _stellar,
    "solana": _solana,
    "cardano": _cardano,
    "ton": _ton,
    "polkadot": more.polkadot,
    "cosmos": more.cosmos,
    "tezos": more.tezos,
    "algorand": more.algorand,
    "lightning": more.lightning,
}


def check(chain: str, address: str) -> str | None:
    """Return an address of a chain's mainnet in its normal form, or ``None`` if it is none.

    Parameters
    ----------
    chain
        A name of :data:`CHAINS`; any other chain has no addresses.
    address
        The address alone, without spaces around it.

    Examples
    --------
    >>> check("bitcoin", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
    >>> check("bitcoin", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx") is None
    True
    """
    test = CHAINS.get(chain)
    return test(address) if test and address.isascii() else None


def recognise(address: str) -> tuple[str, str] | None:
    """Return chain and normal form of an address whose own format names its chain.

    Formats that two chains share go to the chain that made them, Bitcoin; Solana's has no checksum and is not
    recognised here.

    Examples
    --------
    >>> recognise("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")
    ('ripple', 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh')
    """
    if not address.isascii():
        return None
    for chain in _candidates(address):
        normal = CHAINS[chain](address)
        if normal:
            return chain, normal
    return None


def _candidates(address: str) -> tuple[str, ...]:
    """Return the chains whose addresses look like this one, by length and first characters alone."""
    size, start = len(address), address[:8].lower()
    if start.startswith("0x"):
        return ("ethereum",) if size == 42 else ()
    for prefix, chain in _PREFIXES:
        if start.startswith(prefix) and size >= 40:
            return (chain,)
    if size in (42, 54) and start[0] in "qpzr":
        return ("bitcoincash",)
    if size == 36 and start[:3] in ("tz1", "tz2", "tz3", "tz4", "kt1"):
        return ("tezos",)
    if 25 <= size <= 36:
        version = _version(address)
        return (_LEGACY[version],) if version in _LEGACY else ("ripple",) if start[0] == "r" else ("zcash",)
    if size in (46, 47, 48, 66, 67):
        return ("polkadot",) if start[0] == "1" else ("ton", "ripple")
    if size in (95, 106):
        return ("monero", "zcash", "cardano")
    if size in (56, 69) and start[0] in "gm":
        return ("stellar", "cardano")
    if size == 58 and address.isupper():
        return ("algorand",)
    return ("cardano",) if 50 <= size <= 130 else ()


_PREFIXES = (
    ("bc1", "bitcoin"),
    ("ltc1", "litecoin"),
    ("ltcmweb1", "litecoin"),
    ("addr1", "cardano"),
    ("stake1", "cardano"),
    ("zs1", "zcash"),
    ("tex1", "zcash"),
    ("u1", "zcash"),
    ("cosmos1", "cosmos"),
    ("lnbc", "lightning"),
    ("lnurl1", "lightning"),
)
