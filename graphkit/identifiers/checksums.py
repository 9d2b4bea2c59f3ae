"""Encodings and check digits that identifiers carry: what proves that a string is no accident.

Every function answers ``None`` or ``False`` to text that is not of its form; none raises on any text.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from functools import lru_cache

from Crypto.Hash import keccak

BITCOIN58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE58 = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
BECH32, BECH32M = 1, 0x2BC830A3

_FIVES = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_FIVE_OF = {c: i for i, c in enumerate(_FIVES)}
_OF_58 = {alphabet: {c: i for i, c in enumerate(alphabet)} for alphabet in (BITCOIN58, RIPPLE58)}
_LONGEST_58 = 200  # decoding takes the square of the length; no address comes near
_MONERO_BYTES = {0: 0, 2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}  # characters of a block -> its bytes


def keccak256(data: bytes) -> bytes:
    """Return the Keccak-256 digest (the original padding, which ``hashlib.sha3_256`` does not have)."""
    digest: bytes = keccak.new(digest_bits=256, data=data).digest()
    return digest


def base58(text: str, alphabet: str = BITCOIN58) -> bytes | None:
    """Decode base58; leading first characters of the alphabet are zero bytes.

    Examples
    --------
    >>> base58("1112")
    b'\\x00\\x00\\x00\\x01'
    """
    if not 0 < len(text) <= _LONGEST_58:
        return None
    digits, number = _OF_58[alphabet], 0
    for char in text:
        digit = digits.get(char)
        if digit is None:
            return None
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58check(text: str, alphabet: str = BITCOIN58) -> bytes | None:
    """Return what base58check protects: version and payload, without the four bytes of double SHA-256."""
    data = base58(text, alphabet)
    if data is None or len(data) < 5:
        return None
    digest = hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()
    return data[:-4] if digest[:4] == data[-4:] else None


def to_base58check(payload: bytes) -> str:
    """Encode version and payload as base58check with Bitcoin's alphabet."""
    data = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = BITCOIN58[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def monero_base58(text: str) -> bytes | None:
    """Decode Monero's base58, which encodes each eight bytes apart."""
    digits, out = _OF_58[BITCOIN58], b""
    for start in range(0, min(len(text), _LONGEST_58), 11):
        block = text[start : start + 11]
        size = _MONERO_BYTES.get(len(block))
        number = 0
        for char in block:
            if char not in digits:
                return None
            number = number * 58 + digits[char]
        if size is None or number >= 256**size:
            return None
        out += number.to_bytes(size, "big")
    return out if len(text) <= _LONGEST_58 else None


def _bech32_polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> i & 1:
                check ^= generator
    return check


def bech32(text: str, longest: int = 90) -> tuple[str, list[int], int] | None:
    """Decode bech32 or bech32m (BIP-173, BIP-350).

    Parameters
    ----------
    text
        All upper or all lower case.
    longest
        Characters at most; Bitcoin's rule is 90, other chains go beyond.

    Returns
    -------
    tuple or None
        Prefix in lower case, values of five bits without the checksum, ``BECH32`` or ``BECH32M``.
    """
    if len(text) > longest or (text != text.lower() and text != text.upper()):
        return None
    prefix, one, data = text.lower().rpartition("1")
    values = [_FIVE_OF.get(char, -1) for char in data]
    if not one or not prefix.isascii() or len(values) < 6 or -1 in values:
        return None
    head = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    constant = _bech32_polymod(head + values)
    return (prefix, values[:-6], constant) if constant in (BECH32, BECH32M) else None


def octets(fives: list[int]) -> bytes | None:
    """Regroup values of five bits into bytes; padding must be short and zero."""
    number = 0
    for value in fives:
        number = number << 5 | value
    spare = len(fives) * 5 % 8
    if spare > 4 or number & ((1 << spare) - 1):
        return None
    return (number >> spare).to_bytes(len(fives) * 5 // 8, "big")


def _cashaddr_polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 35
        check = (check & 0x07FFFFFFFF) << 5 ^ value
        for i, generator in enumerate((0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)):
            if top >> i & 1:
                check ^= generator
    return check ^ 1


_CASH = [ord(c) & 31 for c in "bitcoincash"] + [0]


def cashaddr(text: str) -> tuple[int, bytes] | None:
    """Decode a Bitcoin Cash address without its prefix: version byte and hash.

    Source: the cashaddr specification of Bitcoin Cash (upgrade-specs, cashaddr.md).
    """
    if len(text) > 112 or (text != text.lower() and text != text.upper()):
        return None
    values = [_FIVE_OF.get(char, -1) for char in text.lower()]
    if len(values) < 8 or -1 in values or _cashaddr_polymod(_CASH + values):
        return None
    data = octets(values[:-8])
    return (data[0], data[1:]) if data else None


def to_cashaddr(version: int, data: bytes) -> str:
    """Encode version byte and hash as a Bitcoin Cash address, lower case, without prefix."""
    whole = bytes([version]) + data
    count = -(-len(whole) * 8 // 5)
    number = int.from_bytes(whole, "big") << (count * 5 - len(whole) * 8)
    values = [number >> 5 * (count - 1 - i) & 31 for i in range(count)]
    check = _cashaddr_polymod(_CASH + values + [0] * 8)
    return "".join(_FIVES[v] for v in values + [check >> 5 * (7 - i) & 31 for i in range(8)])


def crc16(data: bytes) -> int:
    """Return the CRC-16 that Stellar and TON use (XMODEM: polynomial 0x1021, start 0)."""
    return binascii.crc_hqx(data, 0)


def strkey(text: str) -> tuple[int, bytes] | None:
    """Decode a Stellar key (SEP-23): version byte and payload."""
    if not text.isascii() or len(text) > 112:
        return None
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    # Bits that the encoding leaves over must be zero: only one spelling is valid.
    if len(data) < 4 or base64.b32encode(data).decode().rstrip("=") != text:
        return None
    return (data[0], data[1:-2]) if crc16(data[:-2]).to_bytes(2, "little") == data[-2:] else None


@lru_cache(maxsize=4096)
def on_ed25519(key: bytes) -> bool:
    """Tell whether 32 bytes are a point of the curve Ed25519, as public keys are (RFC 8032, 5.1.3)."""
    p = 2**255 - 19
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if len(key) != 32 or y >= p:
        return False
    d = -121665 * pow(121666, p - 2, p) % p
    square = (y * y - 1) * pow(d * y * y + 1, p - 2, p) % p
    return square == 0 or pow(square, (p - 1) // 2, p) == 1


def f4unjumble(data: bytes) -> bytes | None:
    """Undo F4Jumble, which spreads a Zcash unified address over all its characters (ZIP-316)."""
    if not 48 <= len(data) <= 16_448:
        return None
    left = min(64, len(data) // 2)

    def h(i: int, block: bytes) -> bytes:
        person = b"UA_F4Jumble_H" + bytes([i, 0, 0])
        return hashlib.blake2b(block, digest_size=left, person=person).digest()

    def g(i: int, block: bytes) -> bytes:
        count = -(-(len(data) - left) // 64)
        persons = (b"UA_F4Jumble_G" + bytes([i]) + j.to_bytes(2, "little") for j in range(count))
        return b"".join(hashlib.blake2b(block, person=person).digest() for person in persons)

    def xor(a: bytes, b: bytes) -> bytes:
        return bytes(x ^ y for x, y in zip(a, b, strict=False))

    c, d = data[:left], data[left:]
    y = xor(c, h(1, d))
    x = xor(d, g(1, y))
    a = xor(y, h(0, x))
    return a + xor(x, g(0, a))


def luhn(digits: str) -> bool:
    """Tell whether ASCII digits satisfy the Luhn check (ISO/IEC 7812-1).

    Examples
    --------
    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    total = 0
    for i, char in enumerate(reversed(digits)):
        digit = ord(char) - 48
        total += digit if i % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
    return total % 10 == 0


def mod97(text: str) -> int:
    """Return the remainder that an IBAN's check digits bring to one (ISO 7064, MOD 97-10).

    Parameters
    ----------
    text
        ASCII digits and letters, at most some forty, country code first.
    """
    moved = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97


def yoomoney_purse(digits: str) -> bool:
    """Tell whether a YooMoney (once Yandex.Money) wallet number has the right check digits.

    The first digit counts the digits of the processing code after it. The last two check the others: the sum
    of the digits, zeros as ten, each times a power of 13, modulo 99, plus one.

    Examples
    --------
    >>> yoomoney_purse("4100175017397"), yoomoney_purse("4100175017398")
    (True, False)
    """
    if not (digits.isascii() and digits.isdigit() and 11 <= len(digits) <= 26) or digits[0] == "0":
        return False
    cut = int(digits[0]) + 1
    code, account = digits[1:cut], digits[cut:-2]
    places = account[::-1].ljust(20, "0") + code[::-1].ljust(10, "0")
    total = sum((int(c) or 10) * pow(13, i + 2, 99) for i, c in enumerate(places))
    return total % 99 + 1 == int(digits[-2:])


def tox_id(text: str) -> bool:
    """Tell whether 76 hex digits are a Tox id: its last two bytes are the exclusive-or of the pairs before them.

    Source: the Tox protocol specification, "Tox ID": 32 bytes of key, 4 of nospam, 2 of checksum.

    Examples
    --------
    >>> tox_id("00" * 36 + "0000"), tox_id("01" + "00" * 35 + "0000"), tox_id("01" + "00" * 35 + "0100")
    (True, False, True)
    """
    if len(text) != 76 or not text.isascii():
        return False
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return False
    check = [0, 0]
    for i, byte in enumerate(data[:36]):
        check[i % 2] ^= byte
    return bytes(check) == data[36:]
