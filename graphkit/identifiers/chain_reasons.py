"""Why a run of letters and digits is no crypto address, in words: for explanations only."""

from __future__ import annotations

from graphkit.identifiers.checksums import BITCOIN58

# What addresses begin with, and how long they may be.
_FORMS = (
    ("0x", 42, 42, "Ethereum"),
    ("bc1", 42, 62, "Bitcoin"), ("ltc1", 43, 63, "Litecoin"), ("addr1", 50, 110, "Cardano"), ("cosmos1", 45, 65, "Cosmos"),
    ("1", 26, 35, "Bitcoin"), ("3", 26, 35, "Bitcoin"), ("T", 34, 34, "Tron"), ("L", 26, 35, "Litecoin"),
    ("M", 26, 35, "Litecoin"), ("D", 34, 34, "Dogecoin"), ("X", 34, 34, "Dash"), ("r", 25, 35, "XRP"), ("t1", 35, 35, "Zcash"),
    ("tz", 36, 36, "Tezos"), ("KT1", 36, 36, "Tezos"), ("4", 95, 106, "Monero"), ("8", 95, 95, "Monero"),
    ("G", 56, 56, "Stellar"), ("EQ", 48, 48, "TON"), ("UQ", 48, 48, "TON"),
)  # fmt: skip


def why_no_address(token: str, alone: bool) -> str:
    """Return why a run of letters and digits is no address.

    Parameters
    ----------
    token
        The run.
    alone
        Whether nothing beside it makes it a part of a link, a file's name or base64.

    Examples
    --------
    >>> why_no_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", True)
    'as Bitcoin writes an address, but its checksum is wrong: a sign is mistyped, or it is none'
    """
    if not any(c.isdigit() for c in token):
        return "letters without a figure: no address"
    for begin, least, most, name in _FORMS:
        if token.lower().startswith(begin.lower()) and least <= len(token) <= most:
            return (
                f"as {name} writes an address, but its checksum is wrong: a sign is mistyped, or it is none"
            )
    if 32 <= len(token) <= 44 and all(c in BITCOIN58 for c in token):
        where = "" if alone else ", and it is a part of a link, a file's name or base64"
        return f"base58 as Solana has it, without a checksum: no word beside it names Solana{where}"
    return f"{len(token)} letters and digits: no chain writes addresses so"
