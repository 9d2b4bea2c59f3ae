"""The patterns by which spelled e-mails and links are proposed, in the grammar of Rust's regex engine.

They are two because together they would need an automaton too large to be kept: one pass for both takes longer.

Any character beyond ASCII counts as a letter here: that keeps the automaton small, and the judge looks again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from graphkit.identifiers.spelled_words import load_words

_WORDS = load_words()
_BEYOND = r"\x{80}-\x{10FFFF}"
_U = rf"[0-9A-Za-z_{_BEYOND}]"
_NAME = rf"{_U}[0-9A-Za-z_.+%'{_BEYOND}-]*"
_LABEL = rf"{_U}[0-9A-Za-z_{_BEYOND}-]*"
_S = r"[ \t]"
_LINED = "(?i-u:at|dot|arroba|punto|ponto|point|punkt|nokta|sobaka|tochka|slash)|собака|точка|крапка"
_OPEN = r"[\[({<|*~=#_/\x22'«【-]"
_CLOSE = r"[\])}>|*~=#_/\x22'»】-]"


def _either(words: Iterable[str]) -> str:
    """Return an alternation, longest first; Latin words without regard to case by ASCII rules, for speed."""
    ordered = sorted(dict.fromkeys(words), key=lambda w: (-len(w), w))
    latin = "|".join(re.escape(w).replace(r"\ ", "[ ]") for w in ordered if w.isascii())
    other = "|".join(re.escape(w).replace(r"\ ", "[ ]") for w in ordered if not w.isascii())
    parts = ([f"(?i-u:{latin})"] if latin else []) + ([f"(?i:{other})"] if other else [])
    return f"(?:{'|'.join(parts)})"


def _signs(chars: str, grades: tuple[str, ...]) -> str:
    return _either(w for w, sign in _WORDS.signs.items() if sign.char in chars and sign.grade in grades)


def _bracketed(chars: str, literal: str) -> str:
    """Return a sign or its word in brackets of any form: ``[at]``, ``( . )``, ``_dot_``."""
    word = _signs(chars, ("sure", "word", "inside"))
    true = rf"[\[({{<«【]+{_S}*(?:{word}|[aа]t|{literal}){_S}*[\])}}>»】]+"
    other = rf"[|*~=#_/\x22'-]+{_S}*(?:{_LINED}|@){_S}*[|*~=#_/\x22'-]+"
    return rf"{_S}*(?:{true}|{other}){_S}*"


def _spoken(chars: str) -> str:
    return rf"{_S}+{_signs(chars, ('sure', 'word'))}{_S}+"


_SUFFIXES = sorted(w for w in _WORDS.sets["suffixes"] if w.isalpha())
_SUFFIX_WORDS = [w for w, label in _WORDS.labels.items() if label in _WORDS.sets["suffixes"]]
_TLD = f"(?:{_either([*_SUFFIXES, *_SUFFIX_WORDS, 'eth', 'ton', 'sol', 'bnb'])}{_U}*)"
_AFTER = [
    *_WORDS.sets["after_space"],
    *(w for w, x in _WORDS.labels.items() if x in _WORDS.sets["after_space"]),
]
_TLD_AFTER = f"(?:(?:{'|'.join(sorted(_AFTER))}){_U}*)"
_PROVIDER_WORDS = [w for w, label in _WORDS.labels.items() if label in _WORDS.provider_names and len(w) > 1]
_PROVIDER = _either([*(n for n in _WORDS.provider_names if len(n) > 1), *_PROVIDER_WORDS])
_ENTITY_AT = r"(?:%40|&#37;&#52;&#48;|&#0*64;|&#x40;|&commat;)"
_ENTITY_DOT = r"(?:&#0*46;|&#x2[eE];|&period;|%2[eE])"

# The clause before an address: how a name is joined, and what announces it, is for the judge. Any length costs one
# state, where a count of words would cost a set of states for each. Every form stands behind the same clause, which
# takes all it can: one candidate holds all the addresses of its clause, so no clause is searched twice.
_LEFT = r"(?:[^\n!?;,. \t]|[ \t]+\.?|\.[^ \t\n])*"
_NAME_END = rf"[0-9A-Za-z_{_BEYOND}'\x22-]"
_STUCK = "(?:собака|собачка|равлик|arroba|arobase|sobaka)"
_BY_LINES = (
    rf"[ ]?\n[ ]?(?:@|{_signs('@', ('sure', 'word'))})[ ]?\n[ ]?|[ ]?@[ ]?\n[ ]?|\n@"  # on a line of its own
)
_AT_FAR = rf"(?:{_bracketed('@', '@')}|{_spoken('@')}|{_S}+@{_S}*|@{_S}+|@@+|{_BY_LINES}|{_S}*[📧✉📩]{_S}*|{_ENTITY_AT}|{_STUCK})"
# A full stop with a space before it; with one only behind it a sentence ends, unless a suffix follows.
_DOT_FAR = rf"(?:{_bracketed('.', '[.。·•,]')}|{_spoken('.')}|{_ENTITY_DOT}|{_S}+[.。]{_S}*|[ ]?\n[ ]?\.[ ]?\n[ ]?|[。·•])"
_DOT = rf"(?:\.|{_DOT_FAR}|{_spoken('-')})"
_JOIN = rf"(?:{_bracketed('._-', '[._-]')}|{_spoken('._-')}|{_S}+_{_S}+)"
_LOOSE = rf"(?:,{_S}*|\.{_S}+|{_S}+)"
_CAPITALS = r"(?:AT|ARROBA)[0-9a-z][0-9a-z-]*(?:(?:DOT|PUNTO|PONTO|POINT|PUNKT|NOKTA|\.)[a-z]+)+"
_KNOWN = "|".join(
    n for n in sorted(_WORDS.provider_names) if len(n) > 4 or n in ("mail", "gmx", "aol", "live")
)
_RUN_ON = rf"(?i-u:at(?:{_KNOWN})dot(?:com|ru|net|de|me|fr)[a-z]*)"
_APART = r"[ ]@(?:[ ][0-9A-Za-z._-]){4,}[0-9A-Za-z._-]*"
# Providers that have one suffix only, so that it may be left out; and hosts whose dot was left out.
_LONE = "|".join(sorted(_WORDS.sets["lone"]))
_DOTLESS = "|".join(sorted(p.replace(".", "") for p in _WORDS.providers if len(p) > 8 or p == "mailru"))
_UNSIGNED = f"(?i-u:{'|'.join(sorted(_WORDS.sets['unsigned']))})"
_UNSIGNED_END = r"(?i-u:com|ru|net|de|me|fr|kz|ua|es|it|uz|by)"
# Russian says "name на мейл ру", with "on" for the sign.
_MAILBOX = f"мейл|мэйл|майл|гме|гмэ|гма|джим|яндекс|рамбл|mail|{_UNSIGNED}"
_LETTER = rf"[A-Za-z{_BEYOND}]"
# At least one sign is spelled: a plain address in its clause is for the reader of e-mails.
_FAR_MAIL = (
    rf"{_AT_FAR}(?:{_LABEL}(?:(?:{_DOT}{_LABEL})+|{_LOOSE}{_TLD_AFTER})|(?i-u:{_LONE}))"
    rf"|@(?:{_LABEL}(?:(?:\.{_LABEL})*(?:{_DOT_FAR}|{_spoken('-')}){_LABEL}(?:{_DOT}{_LABEL})*|{_LOOSE}{_TLD_AFTER})"
    rf"|(?i-u:{_DOTLESS})|(?i-u:{_LONE})(?:[^0-9A-Za-z._-]|\.[^0-9A-Za-z]|\.?\z))"
    rf"|(?:{_JOIN}|{_S}+\.{_S}*){_NAME}@{_LABEL}(?:\.{_LABEL})+"
    rf"|{_S}+(?:{_UNSIGNED}(?:{_S}*[.,]{_S}*|{_S}+|{_DOT_FAR}){_UNSIGNED_END}(?:{_DOT}{_LABEL})*|mail(?:{_S}*[.,]{_S}*|{_S}+)ru)"
    rf"|{_S}+на{_S}+(?:{_MAILBOX}){_LETTER}*(?:{_S}*[.,]{_S}*|{_S}+|{_DOT_FAR})(?:ру|ком|{_UNSIGNED_END})"
    rf"|{_S}*[(\[]{_S}*(?i-u:{_LONE})(?:{_S}*[.,]{_S}*com)?{_S}*[)\]]"
)
_MAIL = rf"{_NAME_END}(?:{_FAR_MAIL}|{_CAPITALS}|{_RUN_ON}|{_APART})"

_SEGMENT = r"[0-9A-Za-z_.@$+~?=&%#!" + _BEYOND + r"-]+"
_NUMBER = rf"\+?{_S}?[0-9][0-9 ().-]{{6,20}}[0-9]"
_PART = rf"(?:{_NUMBER}|{_SEGMENT}(?:{_JOIN}{_SEGMENT})*)"
_SLASH_FAR = (
    rf"(?:{_S}+/{_S}*|/{_S}+|{_spoken('/')}|{_S}*[\[({{<]{_S}*(?:/|slash|слеш|слэш){_S}*[\])}}>]{_S}*)"
)
_PATH = rf"(?:(?:{_SLASH_FAR}|/){_PART})*/?"
_COLON = rf"(?:{_S}*{_OPEN}?{_S}*:{_S}*{_CLOSE}?{_S}*|{_spoken(':')})"
_COLON_FAR = rf"(?:{_S}+:{_S}*|:{_S}+|{_S}*{_OPEN}{_S}*:{_S}*{_CLOSE}?{_S}*|:{_CLOSE}{_S}*|{_spoken(':')})"
_SLASHES = rf"(?:[/\\]{_S}*[/\\]|{_signs('/', ('sure',))}{_S}+{_signs('/', ('sure',))}{_S}){_S}*"
_SLASHES_FAR = (
    rf"(?:[/\\]{_S}+[/\\]|\\[/\\]|/\\|//{_S}|{_signs('/', ('sure',))}{_S}+{_signs('/', ('sure',))}{_S}){_S}*"
)
_SCHEME_FAR = rf"(?i-u:h(?:\*[tx*]|[tx]\*)ps?){_COLON}?{_SLASHES}|(?i-u:h[tx]{{2}}ps?)(?:{_COLON_FAR}?{_SLASHES}|:{_SLASHES_FAR}|{_S}*{_OPEN}://{_CLOSE})"
_SCHEME = r"(?i-u:h[tx]{2}ps?)://"
_WWW = r"(?i-u:www|w[ ]w[ ]w)"
_WWW_FAR = rf"{_WWW}(?:{_S}*,{_S}*|{_S}+\.{_S}*|\.{_S}+|{_DOT_FAR}|{_S}+)|(?i-u:w[ ]w[ ]w)\."
_HOST = rf"{_LABEL}(?:{_DOT}{_LABEL})*"
_BOXED = r"[\[({<][.][\])}>]"  # before any suffix, where a path follows
# Links by a spelled dot, and by a spelled slash.
_DOTTED = rf"{_DOT_FAR}{_TLD}{_PATH}|{_BOXED}{_LABEL}(?:\.{_LABEL})*(?:{_SLASH_FAR}|/){_PART}{_PATH}"
_SLASHED = rf"\.(?:{_TLD}{_SLASH_FAR}|{_S}+{_TLD_AFTER}(?:{_SLASH_FAR}|/)){_PART}{_PATH}"
_LINK = rf"{_HOST}(?:{_DOTTED}|{_SLASHED})"
_BEGUN = (
    rf"(?:{_SCHEME_FAR}|{_WWW_FAR}){_LABEL}(?:(?:{_S}*[.,]{_S}*|{_S}+|{_DOT_FAR}){_LABEL})+{_PATH}"
    rf"|(?:{_SCHEME}(?:www\.)?|{_WWW}\.){_LABEL}(?:(?:\.{_LABEL})*{_DOT_FAR}{_LABEL}(?:{_DOT}{_LABEL})*"
    rf"|\.{_S}+{_LABEL}(?:\.{_LABEL})+|{_LOOSE}{_TLD_AFTER}){_PATH}"
)

# A host name with a letter beyond ASCII in it, and a path: it may only look like a platform's.
_PLAIN = "[0-9A-Za-z]"
_ALIKE = rf"(?:{_PLAIN}*[{_BEYOND}]{_U}*\.{_U}{{2,12}}|{_PLAIN}+\.{_PLAIN}*[{_BEYOND}]{_U}*)/{_SEGMENT}(?:/{_SEGMENT})*"
# Every character on its own.
_LETTERS = r"(?i-u:h[ ]t[ ]t[ ]p|t[ ]\.[ ]m[ ]e|w[ ]w[ ]w|w[ ]a[ ]\.[ ]m[ ]e)(?:[ ][^\s])+[^\s]*"

# The provider as a label before the name of a mailbox.
_BEHIND = rf"(?i-u:{_LONE}){_S}*[:=]{_S}*{_NAME}"

MAILS = f"{_LEFT}(?:{_MAIL}|{_BEHIND})"
LINKS = f"{_LEFT}(?:{'|'.join([_BEGUN, _LINK, _ALIKE, _LETTERS])})"
