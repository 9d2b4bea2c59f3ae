"""What a text shows that holds a crypto address, an account number of a bank or the fingerprint of a key: one pass for all."""

from __future__ import annotations

from graphkit.identifiers import address_groups, wallet_names

_ANY, _HEX = "[0-9A-Za-z]", "[0-9A-Fa-f]"
_SEP = "[ \n\u00a0._/·-]"  # between the groups of an IBAN
_FIVES = [  # five groups of five, with a figure in the first to the fifth of them: words of a sentence have none
    rf"(?:[A-Za-z]{{5}}[ \n-]){{{words}}}[A-Za-z]{{0,4}}[0-9]{_ANY}{{0,4}}(?:[ \n-]{_ANY}{{5}}){{{4 - words}}}"
    for words in range(5)
]
_IN_GROUPS = [
    rf"{_ANY}{{14}}[ \n]{_ANY}{{14}}",
    rf"(?:{_ANY}{{4}}{address_groups.GAP}){{6}}{_ANY}{{4}}",
    *_FIVES,
]
# Long runs and rows of groups.
RUNS = "|".join(
    [
        rf"{_ANY}{{25}}",
        *_IN_GROUPS,
        rf"{_HEX}{{16}}",
        rf"(?:{_HEX}{{4}}\s{{1,2}}){{9}}{_HEX}{{4}}",
        # The shortest IBAN has 15 signs, and letters of both cases only as one run or in groups of four.
        rf"[A-Z]{{2}}{_SEP}?[0-9]{{2}}(?:{_SEP}?[0-9A-Z]){{11}}",
        rf"[A-Za-z]{{2}}[0-9]{{2}}(?:{_SEP}{_ANY}{{4}}{_SEP}{_ANY}{{4}}{_SEP}{_ANY}{{3}}|{_ANY}{{11}})",
        "[A-Z] [A-Z] [0-9] [0-9](?: [0-9A-Z]){8}",
        "(?i-u:iban)",
    ]
)
# The ends of wallets' names; the heads of addresses that may stand in groups of any size, and of those of TON, which have
# signs between letters.
_SHORT = rf"\.(?:{wallet_names.ANY_END})|[cCsSrReT]1|0x|tz[1-4]|[EU](?:Q[A-D]|f[89_/+-])"
OF_CRYPTO = (RUNS, _SHORT)
OF_IBAN = OF_KEYS = (RUNS,)
