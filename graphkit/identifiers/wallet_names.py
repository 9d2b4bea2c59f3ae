"""Names that stand for wallets: ENS (``lena.eth``), TON DNS, and those of Solana, BNB Chain and Unstoppable Domains.

Nothing in a name proves that it exists. ``.eth`` is no word of any language; the other ends are, or are file names,
so they join only behind a word about wallets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphkit.identifiers.base import Context, Found

KIND_OF = {
    "eth": "ens", "ton": "ton_name", "sol": "sol_name", "bnb": "bnb_name",
    **dict.fromkeys(("crypto", "nft", "wallet", "blockchain", "bitcoin", "dao", "zil"), "unstoppable"),
}  # fmt: skip
_LEAST = {"ens": 3, "ton_name": 4, "sol_name": 3, "bnb_name": 3, "unstoppable": 3}
_ENDS = "|".join(KIND_OF)
_LATIN = (
    "(?:ens|wallets?|address|crypto|eth|ethereum|ton|toncoin|sol|solana|bnb|usdt|pay|send|donate|domain|metamask"
    "|phantom|name|via|to)"
)
_CYRILLIC = "кошел[её]к|адрес|крипта|перевод|эфир|тон"
# The word before is taken whatever it is, and so is what goes on behind a dot: "web3.eth.accounts" is a program.
PATTERN = rf"(?:[A-Za-zЀ-ԯ]+[ :]{{1,2}})?[0-9A-Za-z_-]+\.(?:{_ENDS})(?:[.(/@:][0-9A-Za-z]+)?"
_PIECES = re.compile(
    rf"(?:(?P<word>[A-Za-zЀ-ԯ]+)(?P<gap>[ :]{{1,2}}))?(?P<name>[0-9A-Za-z_-]+)\.(?P<end>{_ENDS})\Z"
)
_WORD = re.compile(f"(?i:{_LATIN}|{_CYRILLIC})\\Z")
# What stands before the dot in programs, and where a space after a full stop was lost.
_NO_NAMES = frozenset(
    ["web3", "ethers", "provider", "window", "this", "self", "state", "chain", "btc", "bitcoin", "usdt", "usdc", "eth",
     "ethereum", "bnb", "sol", "solana", "ton", "crypto", "my", "the", "a", "your", "our", "coin", "token", "www",
     "http", "https", "metamask", "binance", "test", "example", "foo", "bar", "name"]
)  # fmt: skip


def wallet_name(candidate: str, context: Context) -> Sequence[Found]:
    """Return the name of a wallet that a candidate of :data:`PATTERN` holds.

    Examples
    --------
    >>> [(f.kind, f.value, f.confidence) for f in wallet_name("wallet lena.ton", Context())]
    [('ton_name', 'lena.ton', 0.85)]
    >>> wallet_name("web3.eth", Context())
    ()
    """
    piece = _PIECES.match(candidate)
    if piece is None or context.after in ("a", "0", "_", "-", "(", "@", "/"):
        return ()
    # A word that ends in the name of a coin is none of them: "washington lena.eth".
    worded = piece["word"] is not None and _WORD.match(piece["word"]) is not None
    before = piece["gap"][-1] if piece["word"] else context.before
    name, kind = piece["name"].lower(), KIND_OF[piece["end"]]
    if before in ("a", "0", ".", "_", "@", "/", "$", "#") or name in _NO_NAMES:
        return ()
    if len(name) < _LEAST[kind] or name[0] in "-_" or name[-1] in "-_" or not any(c.isalpha() for c in name):
        return ()
    if (
        piece["name"][1:] != name[1:] and not piece["name"].isupper()
    ):  # "Cost.eth" may begin a sentence, "aBc" is code
        return ()
    sure = 0.85 if worded else 0.75 if kind == "ens" else 0.55
    start = piece.start("name")
    return (Found(kind, f"{name}.{piece['end']}", start, len(candidate), "crypto.name", sure),)
