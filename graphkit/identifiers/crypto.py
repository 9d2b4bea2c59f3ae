"""The reader of crypto addresses.

What proves an address is its own checksum; words beside it matter only where a format leaves the chain open:
a legacy address after ``BCH`` is Bitcoin Cash, a ``3...`` after ``LTC`` is Litecoin, and 32 bytes of base58,
which have no checksum, are Solana after ``SOL``. Nothing is guessed from words against the format: an EVM
address after ``TRC20`` is still EVM.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphkit.identifiers import address_groups, code_traces, tracing, wallet_names
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.chain_reasons import why_no_address
from graphkit.identifiers.chains import CHAINS, check, recognise
from graphkit.identifiers.checksums import base58, keccak256, on_ed25519

__all__ = ["CRYPTO", "check"]

_NAMES = "bch|bitcoin[ -]?cash|bcash|ltc|litecoin|sol|solana|phantom"
_RUSSIAN = "солана|лайткоин|биткоин кэш"
# What may stand between a chain's name and an address: "SOL wallet: ", "solscan.io/account/".
# A word counts only with its own end, or "token" would eat the first letters of an address.
_FILLER = (
    r"(?:address|wallet|addr|account|token|scan|io|com|only|for|to|an|per|ile|via|is|me|my"
    r"|bookings?|deposits?|tips)?[ \t\n:=()\[\]/.>\"'-]"
)
_TOKEN = r"[EU](?:Q[A-D]|f[89_/+-])[0-9A-Za-z_+/-]{45}|(?:-1|0):[0-9A-Fa-f]{64}|[0-9A-Za-z]{25,}"
_AFTER = rf" ?[(\[] ?(?:{_NAMES}) ?[)\]]"

# (?i-u:...) keeps the engine on ASCII tables; Python's engine has no such flag.
_ADDRESS = (
    rf"(?:(?:(?i-u:{_NAMES})|(?i:{_RUSSIAN}))(?:(?i-u:{_FILLER})|[👉➡]){{1,6}})?"
    rf"(?:{_TOKEN})(?:(?i-u:{_AFTER})|{address_groups.LINES})"
)
_PATTERN = f"{address_groups.PATTERN}|{_ADDRESS}|{wallet_names.PATTERN}|{address_groups.LATE_PATTERN}"
_PIECES = re.compile(
    rf"(?:(?P<name>(?i:{_NAMES}|{_RUSSIAN}))(?P<filler>(?:(?i:{_FILLER})|[👉➡]){{1,6}}))?"
    rf"(?P<token>{_TOKEN})(?P<after>(?i:{_AFTER}))?"
)
_CHAIN_OF = (
    ("bch", "bitcoincash"), ("bcash", "bitcoincash"), ("bitcoin", "bitcoincash"), ("биткоин", "bitcoincash"),
    ("ltc", "litecoin"), ("lite", "litecoin"), ("лайткоин", "litecoin"),
    ("sol", "solana"), ("солана", "solana"), ("phantom", "solana"),
)  # fmt: skip
# The name of the chain in the clause before an address; words for what has the same form and is none.
_SOLANA_BEFORE = re.compile(
    r"(?i)(?<![^\W_])(?:sol|solana|солан[аеуы]|соланой|phantom|фантом|solflare|spl)(?![^\W_])[^.!?;]{0,36}\Z"
)
_NO_ADDRESS = re.compile(
    r"(?i)(?<![^\W_])(?:tx|txid|txn|hash|blockhash|block|sig|signature|mint|program)(?![^\W_])"
)
_ONLY_WORDS = re.compile(
    r"(?:[A-Za-z]{1,24}[ \n-])+[A-Za-z]{0,24}\Z"
)  # words of one length: an address has figures
# Words that stick to an address when a line break or a colon was lost.
_GLUED = re.compile(
    r"(?i:bitcoin|btc|ethereum|eth|erc20|bep20|usdt|usdc|trc20|tron|trx|litecoin|ltc|dogecoin|doge|monero|xmr|ripple"
    r"|xrp|stellar|xlm|dash|zcash|zec|cardano|ada|address|addr|wallet)"
)
_NOBODY = {"0x" + "0" * 40, "0x" + "0" * 36 + "dead", "1111111111111111111114oLvT2", "1" * 32}
_INSIDE = frozenset("a0/=+_-.&?#@%\\")
_LONGEST = 1000  # of all formats; a longer run of letters and digits is something else


class CryptoReader:
    """Reads addresses by format and checksum, and names of wallets such as ``lena.eth``."""

    name = "crypto"
    kinds: Sequence[Kind] = tuple(
        Kind(name, "crypto", reliability=0.7, owned=True)
        for name in (*CHAINS, *dict.fromkeys(wallet_names.KIND_OF.values()))
    )
    pattern = _PATTERN
    needs = code_traces.OF_CRYPTO
    parts = ((code_traces.ADDRESS, _ADDRESS), (code_traces.OTHERS, _PATTERN))
    words = wallet_names.WORDS_AROUND
    regional = False
    placed = False
    priority = 10

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the address that the candidate holds, if its checksum proves it."""
        if _ONLY_WORDS.match(candidate):
            return ()
        piece = _PIECES.fullmatch(candidate)
        if piece is None:
            named = candidate.rpartition(".")[2].lower() in wallet_names.KIND_OF
            return wallet_names.wallet_name(candidate, context) if named else _in_groups(candidate, context)
        return list(_labelled(piece, context.before, context.after))

    def settle(
        self, candidate: str, found: Sequence[Found], context: Context, left: str, right: str
    ) -> Sequence[Found]:
        """Return the finds as the words around leave them: names of wallets may become sure by these."""
        del context
        settled: list[Found] = []
        for f in found:
            if f.method == "crypto.name":
                settled.append(wallet_names.named(f, left, right))
            elif f.method == "crypto.format":
                settled.append(_named_before(f, left + candidate[: f.start]))
            else:
                settled.append(f)
        return settled

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the addresses of a column of ``kind``: a chain, or ``wallet`` for any."""
        del context
        chain = kind if kind in CHAINS else ""
        whole = raw.strip()
        if chain and len(whole) <= _LONGEST and (normal := _of_column(whole, chain)):
            start = raw.index(whole)
            return [Found(chain, normal, start, start + len(whole), "crypto.declared", _trust(chain, whole))]
        out: list[Found] = []
        for piece in _PIECES.finditer(raw):
            named = _chain(piece["after"] or "") or _chain(piece["name"] or "") or chain or "declared"
            found = list(_address(piece["token"], piece.start("token"), named, alone=True))
            out += (Found(f.kind, f.value, f.start, f.end, "crypto.declared", f.confidence) for f in found)
        return out


def _labelled(piece: re.Match[str], before: str, after: str) -> Iterator[Found]:
    """Yield the address of a piece: a run of letters and digits, with the names of chains beside it.

    Parameters
    ----------
    piece
        A match of :data:`_PIECES`.
    before, after
        The characters beside it, letters as ``a`` and digits as ``0``.
    """
    # A name that is only the end of a word ("parasol ...") says nothing.
    named = "" if before in ("a", "0") else piece["name"]
    chain = _chain(piece["after"] or "") or _chain(named or "")
    before = piece["filler"][-1] if piece["name"] else before
    after = "" if piece["after"] else after
    # A neighbour makes the run a piece of a link, a file name or base64; a full stop ends a sentence.
    alone = before not in _INSIDE and after not in _INSIDE - {"."}
    yield from _address(piece["token"], piece.start("token"), chain, alone)


def _in_groups(candidate: str, context: Context) -> Sequence[Found]:
    """Return the addresses of a candidate with gaps: those that are whole, or else those in groups."""
    whole: list[Found] = []
    for piece in _PIECES.finditer(candidate):
        before = candidate[piece.start() - 1] if piece.start() else context.before
        after = candidate[piece.end()] if piece.end() < len(candidate) else context.after
        whole += _labelled(piece, before, after)
    before = context.before if context.before in _INSIDE else ""
    return whole or address_groups.grouped(candidate, before, context.after)


def _chain(words: str) -> str:
    """Return the chain that the words beside an address name, or nothing."""
    words = words.lower().lstrip(" ([")
    return next((chain for start, chain in _CHAIN_OF if words.startswith(start)), "")


def _of_column(text: str, chain: str) -> str | None:
    """Return the normal form of a whole value in a column of one chain."""
    normal = check(chain, text)
    if normal is None and chain == "ethereum" and len(text) == 40:  # the column says what 0x would
        normal = check(chain, "0x" + text)
    return normal if normal not in _NOBODY else None


def _trust(chain: str, address: str) -> float:
    """Return how sure a checked address is, by what its format proves."""
    if chain == "solana":
        return 0.95 if _is_key(address) else 0.85
    if chain == "ethereum":
        digits = address[-40:]
        if digits == digits.lower():
            return 0.95
        # Wallets write small letters or a checksum in the case.
        if digits != digits.upper() or _has_checksum(digits):
            return 0.99
        tracing.note("forty capitals: a PGP fingerprint as likely: at most 0.6")
        return 0.6
    if chain == "ton":
        return 0.9 if ":" in address else 0.98
    return 0.99


def _has_checksum(digits: str) -> bool:
    """Tell whether an EVM address in capitals is so by its checksum (EIP-55)."""
    hashed = keccak256(digits.lower().encode()).hex()
    return all(h > "7" for char, h in zip(digits, hashed, strict=False) if char.isalpha())


def _address(token: str, offset: int, chain: str, alone: bool) -> Iterator[Found]:
    """Yield the address in a run of letters and digits, read as ``chain`` where its format allows that."""
    for start in _starts(token):
        address = token[start:]
        if chain in ("bitcoincash", "litecoin") and (normal := check(chain, address)):
            yield _found(chain, normal, offset + start, address, "labelled", 0.97)
            return
        named = recognise(address)
        if named:
            if named[1] not in _NOBODY:
                yield _found(*named, offset + start, address, "checksum", _trust(named[0], address))
            else:
                tracing.note("nobody's address: what is sent there is burnt")
            return
    solana = list(_solana(token, offset, chain)) if alone or chain in ("declared", "solana") else []
    if not solana and tracing.on():
        tracing.note(why_no_address(token, alone))
    yield from solana


def _starts(token: str) -> Iterator[int]:
    """Yield where an address may begin: at the start, or after words that stick to it."""
    if len(token) > _LONGEST:
        return
    yield 0
    start = 0
    while word := _GLUED.match(token, start):
        start = word.end()
        yield start


def _solana(token: str, offset: int, chain: str) -> Iterator[Found]:
    """Yield a Solana address: 32 bytes of base58, which without a word beside them prove little."""
    normal = check("solana", token)
    if normal is None or normal in _NOBODY:
        return
    key = _is_key(token)
    if chain == "solana":
        yield _found("solana", normal, offset, token, "labelled", 0.92 if key else 0.85)
    elif chain == "declared":
        yield _found("solana", normal, offset, token, "format", 0.85 if key else 0.6)
    elif chain == "" and key and len(token) >= 43 and _mixed(token):
        yield _found("solana", normal, offset, token, "format", 0.6)


def _named_before(found: Found, left: str) -> Found:
    """Return a Solana address as the words before it leave it, if they name the chain or a wallet of it."""
    if not _SOLANA_BEFORE.search(left) or _NO_ADDRESS.search(left):
        tracing.note("32 bytes of base58 without a checksum: at most 0.6, as no word beside it names Solana")
        return found
    return replace(found, method="crypto.labelled", confidence=0.9, claims=True)


def _is_key(address: str) -> bool:
    return on_ed25519(base58(address) or b"")


def _mixed(token: str) -> bool:
    """Tell whether a token has digits and letters of both cases, as base58 of random bytes has."""
    return bool(re.search("[0-9]", token)) and token not in (token.lower(), token.upper())


def _found(chain: str, value: str, start: int, raw: str, method: str, confidence: float) -> Found:
    # An unsure address leaves its characters to other readers.
    return Found(
        chain, value, start, start + len(raw), f"crypto.{method}", confidence, claims=confidence >= 0.7
    )


CRYPTO = CryptoReader()
