"""Crypto addresses with valid checksums, made from seeded bytes: nobody holds their keys."""

from __future__ import annotations

from random import Random

from graphkit.identifiers.checksums import keccak256, to_base58check

_FIVES = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32, _BECH32M = 1, 0x2BC830A3


def bech32_segwit(version: int, program: bytes, prefix: str = "bc") -> str:
    """Encode a witness program as BIP-173 and, from version 1, BIP-350 say.

    Examples
    --------
    >>> bech32_segwit(0, bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6"))
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
    """
    spare = -len(program) * 8 % 5
    number = int.from_bytes(program, "big") << spare
    count = (len(program) * 8 + spare) // 5
    values = [version, *(number >> 5 * i & 31 for i in reversed(range(count)))]
    head = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = 1
    for value in [*head, *values, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATORS):
            check ^= generator if top >> i & 1 else 0
    check ^= _BECH32M if version else _BECH32
    values += [check >> 5 * i & 31 for i in reversed(range(6))]
    return f"{prefix}1{''.join(_FIVES[v] for v in values)}"


def eip55(account: bytes) -> str:
    """Write twenty bytes as an Ethereum address with the letter case of EIP-55.

    Examples
    --------
    >>> eip55(bytes.fromhex("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"))
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
    """
    digits = account.hex()
    marks = keccak256(digits.encode()).hex()
    return "0x" + "".join(c.upper() if m in "89abcdef" else c for c, m in zip(digits, marks, strict=False))


def bitcoin(rng: Random) -> str:
    """Draw a Bitcoin address of one of the four forms in use."""
    form = rng.random()
    if form < 0.5:
        return bech32_segwit(0, _bytes(rng, 20))
    if form < 0.6:
        return bech32_segwit(1, _bytes(rng, 32))
    return to_base58check((b"\x00" if form < 0.85 else b"\x05") + _bytes(rng, 20))


def ethereum(rng: Random) -> str:
    """Draw an Ethereum address with its checksum in the letter case."""
    return eip55(_bytes(rng, 20))


def tron(rng: Random) -> str:
    """Draw a Tron address."""
    return to_base58check(b"\x41" + _bytes(rng, 20))


def _bytes(rng: Random, count: int) -> bytes:
    return rng.getrandbits(8 * count).to_bytes(count, "big")
