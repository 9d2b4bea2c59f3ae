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
    ]
)
# The engine leaps to the letters that these begin with.
_TON = (r"[EU](?:Q[A-D]|f[89_/+-])[0-9A-Za-z_+/-]{45}", r"(?:-1|0):[0-9A-Fa-f]{64}")
_LITERAL = (
    rf"\.(?:{wallet_names.ANY_END})",
    rf"(?:bc1|BC1|ltc1|LTC1|cosmos1|COSMOS1|addr1|stake1|KT1){_ANY}{{0,24}}{address_groups.GAP}",
    rf"0x{_ANY}{{0,24}}{address_groups.GAP}",
    rf"tz[1-4]{_ANY}{{0,24}}{address_groups.GAP}",
    r"[EU]Q[0-9A-Za-z_-]{2,22}[ \n]",
)
OF_CRYPTO = (RUNS, *_LITERAL, *_TON)
ADDRESS = (rf"{_ANY}{{25}}", *_TON)  # of an address in one piece
OTHERS = ("|".join(_IN_GROUPS), *_LITERAL)
OF_IBAN = (RUNS, "(?i-u:iban)")
OF_KEYS = (RUNS,)
