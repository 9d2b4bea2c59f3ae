"""Encoders of addresses, written apart from the readers, so that tests make valid and nearly valid ones."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib

from Crypto.Hash import keccak

B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE58 = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
B32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def some_bytes(seed: object, n: int) -> bytes:
    """Return n bytes that depend on the seed alone."""
    return hashlib.shake_256(repr(seed).encode()).digest(n)


def b58(data: bytes, alphabet: str = B58) -> str:
    n, out = int.from_bytes(data, "big"), ""
    while n:
        n, r = divmod(n, 58)
        out = alphabet[r] + out
    return alphabet[0] * (len(data) - len(data.lstrip(b"\0"))) + out


def b58check(payload: bytes, alphabet: str = B58) -> str:
    tail = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    return b58(payload + tail, alphabet)


def fives(data: bytes) -> list[int]:
    bits = "".join(f"{b:08b}" for b in data)
    bits += "0" * (-len(bits) % 5)
    return [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]


def _polymod(values: list[int]) -> int:
    c = 1
    for v in values:
        top = c >> 25
        c = (c & 0x1FFFFFF) << 5 ^ v
        for i, g in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            c ^= g if top >> i & 1 else 0
    return c


def bech(hrp: str, values: list[int], modern: bool = False) -> str:
    """Encode as bech32, or as bech32m."""
    head = [ord(x) >> 5 for x in hrp] + [0] + [ord(x) & 31 for x in hrp]
    p = _polymod(head + values + [0] * 6) ^ (0x2BC830A3 if modern else 1)
    return hrp + "1" + "".join(B32[v] for v in values + [(p >> 5 * (5 - i)) & 31 for i in range(6)])


def segwit(hrp: str, version: int, program: bytes) -> str:
    return bech(hrp, [version, *fives(program)], modern=version > 0)


def cash(version: int, data: bytes, prefix: str = "bitcoincash") -> str:
    """Return the part of a cashaddr after its colon."""
    values = fives(bytes([version]) + data)
    c = 1
    for v in [ord(x) & 31 for x in prefix] + [0] + values + [0] * 8:
        top = c >> 35
        c = (c & 0x07FFFFFFFF) << 5 ^ v
        for i, g in enumerate((0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)):
            c ^= g if top >> i & 1 else 0
    c ^= 1
    return "".join(B32[v] for v in values + [(c >> 5 * (7 - i)) & 31 for i in range(8)])


def keccak256(data: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=data).digest()


def evm(data: bytes) -> str:
    text = data.hex()
    hashed = keccak256(text.encode()).hex()
    return "0x" + "".join(c.upper() if int(h, 16) > 7 else c for c, h in zip(text, hashed, strict=False))


def monero(net: int, keys: bytes) -> str:
    data = bytes([net]) + keys
    data += keccak256(data)[:4]
    sizes = (0, 2, 3, 5, 6, 7, 9, 10, 11)
    blocks = (data[i : i + 8] for i in range(0, len(data), 8))
    return "".join(b58(block.lstrip(b"\0")).rjust(sizes[len(block)], "1") for block in blocks)


def strkey(version: int, payload: bytes) -> str:
    data = bytes([version]) + payload
    crc = binascii.crc_hqx(data, 0)
    return base64.b32encode(data + bytes([crc & 255, crc >> 8])).decode().rstrip("=")


def ton(flag: int, workchain: int, account: bytes) -> str:
    data = bytes([flag, workchain & 255]) + account
    return base64.urlsafe_b64encode(data + binascii.crc_hqx(data, 0).to_bytes(2, "big")).decode()


def byron(root: bytes, attributes: bytes = b"\xa0") -> str:
    payload = b"\x83\x58\x1c" + root + attributes + b"\x00"
    crc = zlib.crc32(payload).to_bytes(4, "big")
    return b58(b"\x82\xd8\x18\x58" + bytes([len(payload)]) + payload + b"\x1a" + crc)
