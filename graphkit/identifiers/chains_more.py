"""Further formats that a checksum proves: Lightning invoices, and the addresses of Polkadot, Cosmos, Tezos, Algorand."""

from __future__ import annotations

import base64
import hashlib
import re

from Crypto.Hash import SHA512

from graphkit.identifiers import checksums as cs

_INVOICE = re.compile(r"lnbc(?:[1-9][0-9]{0,11}[munp]?)?")


def lightning(text: str) -> str | None:
    """Check a Lightning invoice of the main network (BOLT 11) or an LNURL (LUD-01); the normal form is lower case.

    An invoice holds at least a time of 7 characters and a signature of 104.
    """
    decoded = cs.bech32(text, 2000) if text[:2].lower() == "ln" else None
    if decoded is None or decoded[2] != cs.BECH32:
        return None
    prefix, data, _ = decoded
    if prefix == "lnurl":
        raw = cs.octets(data)
        return text.lower() if raw and raw.lower().startswith((b"https://", b"http://")) else None
    return text.lower() if _INVOICE.fullmatch(prefix) and len(data) >= 111 else None


def polkadot(address: str) -> str | None:
    """Check an SS58 address of Polkadot: network 0, a key of 32 bytes, two bytes of Blake2b."""
    data = cs.base58(address) if 46 <= len(address) <= 48 and address[0] == "1" else None
    if data is None or len(data) != 35 or data[0] != 0:
        return None
    return address if hashlib.blake2b(b"SS58PRE" + data[:33]).digest()[:2] == data[33:] else None


def cosmos(address: str) -> str | None:
    """Check an account of the Cosmos Hub: bech32 of 20 or 32 bytes."""
    decoded = cs.bech32(address) if address[:7].lower() == "cosmos1" else None
    if decoded is None or decoded[2] != cs.BECH32:
        return None
    data = cs.octets(decoded[1])
    return address.lower() if data and len(data) in (20, 32) else None


def tezos(address: str) -> str | None:
    """Check an account (``tz1`` to ``tz4``) or contract (``KT1``) of Tezos: base58check of 23 bytes."""
    payload = cs.base58check(address) if len(address) == 36 else None
    known = (b"\x06\xa1\x9f", b"\x06\xa1\xa1", b"\x06\xa1\xa4", b"\x06\xa1\xa6", b"\x02\x5a\x79")
    return address if payload is not None and len(payload) == 23 and payload[:3] in known else None


def algorand(address: str) -> str | None:
    """Check an address of Algorand: base32 of a key and the last four bytes of its SHA-512/256."""
    if not re.fullmatch("[A-Z2-7]{58}", address):
        return None
    data = base64.b32decode(address + "======")
    digest = SHA512.new(data[:32], truncate="256").digest()
    return address if digest[-4:] == data[32:] and base64.b32encode(data).decode()[:58] == address else None
