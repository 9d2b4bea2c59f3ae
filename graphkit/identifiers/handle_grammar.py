"""The forms in which accounts are named without a link: one pattern that proposes, and its pieces for judging.

Every piece is written in the grammar that Rust's engine and Python's share and means the same in both, so that the
judge takes a candidate apart exactly as it was put together.
"""

from __future__ import annotations

import re

from graphkit.identifiers.handle_labels import LABEL

# Whole alphabets that have look-alikes of Latin letters, as few ranges as may be; judging knows the letters.
_OTHERS = "\u0250-\u02af\u0370-\u052f\u1d00-\u1d22\ua731"
_FIRST = f"0-9A-Za-z_.{_OTHERS}"
_LETTERS = f"A-Za-z{_OTHERS}"
NAME = rf"(?:[Ll]ive:)?[{_FIRST}][{_FIRST}#-]*"
# A name that no word looks like: letters with a figure or an underscore, or with a dot inside.
MARKED = (
    rf"(?:[Ll]ive:[{_FIRST}-]+|[{_LETTERS}][{_LETTERS}-]*(?:[0-9_]|\.[0-9A-Za-z_])[{_FIRST}#-]*"
    rf"|[{_LETTERS}]+#[0-9]+|[0-9_.]+[{_LETTERS}][{_FIRST}#-]*)"
)
# Arrows, dingbats and pictures stand for a colon.
_PICTURES = "\u2013\u2014\u2022\u2190-\u2bff\u3000-\u301f\U0001f000-\U0001faff"
_GAP = rf"[\s:=@()\[\]>*\x22'`~|<\u00a0«»·{_PICTURES}-]"
_SIGN = (
    rf"(?:[\s()\[\]*_\x22'`<«]*[:=@>{_PICTURES}]| +[-~|] ?"
    rf"| ?[(\[]?(?:arroba|собака|ARROBA)[)\]]? | ?[(\[](?:at|AT)[)\]] ?|[ \t]*[-~|.,!]+\s*@)"
)
# Languages join by these: English, Russian, Spanish, Turkish, Ukrainian, Kazakh, French, German, Portuguese, Uzbek.
_AND = "(?:and|or|AND|OR|и|или|И|ИЛИ|й|та|або|және|немесе|ve|veya|va|yoki|we|ya-da|y|e|o|ou|et|und|oder)"
_BETWEEN = rf"[\s,/&+|]+(?:{_AND}\s+)?"
HEAD = rf"{LABEL}(?:{_BETWEEN}{LABEL})*"
WORD = r"[A-Za-zÀ-ɏЀ-ԯ'’]+"
_WORDS = rf"(?:[ \t,.(-]+{WORD})"
_KNOWN = (
    "username|user|como|heißt|heisst|as|es|est|je|ist|called|é|ником|nickname|nick|name|id|ID|Id|is|handle|account|acc|channel|me|my|at|here|add|usuario|kanal|hesap|pseudo"
    "|hesabım|hesabim|adım|adim|adı|adi|kullanıcı|kullanici|profilim|manzil|manzilim|hisobim|ismim|adresim|nutzername|nombre|nome|nom"
    "|ник|канал|аккаунт|акк|логин|юзер|юзернейм|нік|акаунт|мой|наш|жазыңыз"
)
# Of Matrix and Jabber, whose names have a server; elsewhere it tells a mail address.
_SERVER = r"[:@][0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+"
# Signs of a name in words: "honey underscore agency".
_SPELT = {
    "_": "underscore|under score|guion bajo|guión bajo|alt çizgi|(?:нижнее )?подч[её]ркивание",
    ".": "dot|punto|ponto|point|[Pp]unkt|nokta|точка|крапка",
    "-": "dash|hyphen|guion|guión|tiret|тире|дефис",
}  # fmt: skip
_MORE = rf"(?: (?:{'|'.join(_SPELT.values())}) [0-9A-Za-z_]+)"
REST = (
    rf"(?P<words3>(?:[ \t-]+(?:{_KNOWN})){{0,3}})(?P<gap3>{_GAP}+)(?P<name3>[0-9A-Za-z_]+)(?P<more3>{_MORE}+)"
    rf"|(?P<words>{_WORDS}{{0,4}})(?P<gap>{_SIGN}{_GAP}*)(?:/?[uU]/)?(?P<name>{NAME})"
    rf"(?P<more>{_MORE}*)(?P<server>{_SERVER})?"
    rf"|(?P<words2>(?:[ \t-]+(?:{_KNOWN})){{0,3}})(?P<gap2>{_GAP}+| ?/ ?| ?(?:\.\.+|…|!+) ?)"
    rf"(?P<name2>{MARKED})(?P<server2>{_SERVER})?"
)
_PREPOSITION = "(?:on|via|in|at|en|no|na|auf|bei|sur|par|por|da|през|через|в|у|на|ON|VIA|В|НА)"
# The platform behind a name: "(telegram)", "on telegram", "в тг"; with a space only it may belong to what follows.
TAIL = rf"(?P<firm> ?[(\[] ?| {_PREPOSITION} (?:my |the |мой )?)(?P<tail>{LABEL})"
_LOOSE = r"(?P<sep>[ \t]*[-|–—/:,] ?|[ \t]+)"
_LOOSE_TAIL = rf"(?:[ \t]*[-|–—/:,] ?|[ \t]+){LABEL}"
_MORE_MARKED = rf"[A-Za-z][A-Za-z.]*[0-9_][{_FIRST}]*"
_LIST = (
    rf"(?:[\s,/|&+;]+(?:{_AND}\s+)?@{NAME}(?:{TAIL})?"
    rf"|[ \t]*[,/|&][ \t]*(?:{_AND}[ \t]+)?{_MORE_MARKED}|[ \t]+{_AND}[ \t]+{_MORE_MARKED})*"
)
_DIGITS = rf"(?:[Ii][Cc][Qq]|[Аа]ськ[аеуи]|[Аа]йсикью){_GAP}*[0-9]{{5,9}}"


def _unnamed(pattern: str) -> str:
    """Return a pattern without names of groups, which may occur once only."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_AFTER_HEAD = f"(?:{_unnamed(REST)}){_unnamed(_LIST)}"
_MATRIX = r"@[0-9A-Za-z._=/-]+:[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+"
# The anchor is the start of the text alone, where a search for the candidate finds it at once.
PATTERN = (
    rf"(?:^|[^0-9A-Za-zÀ-ɏЀ-ԯ_])(?:{_DIGITS}|{_unnamed(HEAD)}{_AFTER_HEAD}|/?[uU]/[0-9A-Za-z_][0-9A-Za-z_-]+)"
    rf"|{_MATRIX}"
    rf"|@ ?{NAME}(?:{_unnamed(TAIL)}|{_LOOSE_TAIL}(?:{_GAP}+{NAME})?)?"
    rf"|{MARKED}(?: [-|–—] {LABEL}|{_unnamed(TAIL)})"
)

# For judging.
ONE_LABEL = re.compile(rf"(?:{LABEL})(?!\w)")
BETWEEN = re.compile(_BETWEEN)
AFTER_HEAD = re.compile(REST)
DIGITS_ONLY = re.compile(rf"(?P<label>\w+){_GAP}*(?P<name>[0-9]{{5,9}})\Z")
MATRIX = re.compile(rf"{_MATRIX}\Z")
ITEM = re.compile(rf"@(?P<at>{NAME})(?:{TAIL})?|(?<![^\s,/|&+;])(?P<marked>{_MORE_MARKED})")
SIGNED = re.compile(rf"@(?P<lead> ?)(?P<name>{NAME})")
FIRM_TAIL = re.compile(TAIL)
LOOSE_TAIL = re.compile(rf"{_LOOSE}(?P<tail>{LABEL})(?!\w)")
NAMED_FIRST = re.compile(rf"(?P<name>{MARKED})(?: [-|–—] (?P<behind>{LABEL})|{TAIL})\Z")
WORDS = re.compile(WORD)
KNOWN_WORDS = frozenset(_KNOWN.lower().split("|"))
IS_MARKED = re.compile(rf"{MARKED}\Z")
STRONG_SIGN = re.compile(f"[:=@>{_PICTURES}]")
SPELT_AT = re.compile(r"(?i:arroba|собака|[(\[]at)")
SPELT = tuple((sign, re.compile(f" (?:{words}) ")) for sign, words in _SPELT.items())
