"""The forms in which accounts are named without a link: one pattern that proposes, and its pieces for judging.

Every piece is written in the grammar that Rust's engine and Python's share and means the same in both, so that the
judge takes a candidate apart exactly as it was put together.
"""

from __future__ import annotations

import re

from graphkit.identifiers.handle_labels import LABEL, MISSPELT, PLAIN_LABEL, labels_of
from graphkit.identifiers.handle_words import WORDS_BETWEEN
from graphkit.identifiers.lazy_pattern import Lazy
from graphkit.identifiers.proposing import Finder, Heads

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
# Not the ghost, which is Snapchat's sign.
_PICTURES = "\u203a\u2013\u2014\u2022\u2190-\u2bff\u3000-\u301f\U0001f000-\U0001f47a\U0001f47c-\U0001faff"
_GAP = rf"[\s:=@()\[\]>*\x22'`~|<\u00a0«»“”„·{_PICTURES}-]"
# Words for the sign before a name that need no blank before them; further ones.
_AT_GLUED = "(?:arroba|собака|ARROBA)"
_AT_SAID = (
    "(?:at sign|at symbol|arroba|ARROBA|arobase|собака|собачка|равлик|Klammeraffe|et işareti|chiocciola)"
)
_SIGN = (
    rf"(?:[\s()\[\]*_\x22'`<«\U0001f47b-]*[:=@>{_PICTURES}]| +[-~|] ?"
    rf"| ?[(\[]?{_AT_GLUED}[)\]]? | ?[(\[](?:at|AT)[)\]] ?|[ \t]*[-~|.,!]+\s*@)"
)
# Languages join by these: English, Russian, Spanish, Turkish, Ukrainian, Kazakh, French, German, Portuguese, Uzbek.
_AND = "(?:and|or|AND|OR|и|или|И|ИЛИ|й|та|або|және|немесе|ve|veya|va|yoki|we|ya-da|y|e|o|ou|et|und|oder)"
_BETWEEN = rf"[\s,/&+|]+(?:{_AND}\s+)?"
WORD = r"[A-Za-zÀ-ɏЀ-ԯ'’]+"
# Where proposing, any word passes for a further label: an automaton with all labels twice would be slow.
_HEAD = rf"(?:{LABEL}|{MISSPELT})(?:\s*[,/&+|]+\s*{WORD}){{0,4}}"
_WORDS = rf"(?:[ \t,.(-]+{WORD})"
_KNOWN = rf"(?:[ \t(:-]+(?i:{WORDS_BETWEEN})[.)]?)"
# Of Matrix and Jabber, whose names have a server; elsewhere it tells a mail address.
_SERVER = r"[:@][0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+"
# Signs of a name in words: "honey underscore agency", "honey (dot) agency".
_SPELT = {
    "_": "[Uu]nderscore|under score|underline|guion bajo|guión bajo|subrayado|sublinhado|alt çizgi|alt tire|[Uu]nterstrich"
    "|tiret bas|(?:нижнее |нижнє )?(?:подч[её]ркивание|підкреслення)|нижний дефис|pastki chiziq|астыңғы сызық",
    ".": "dot|punto|ponto|point|[Pp]unkt|nokta|точка|крапка|nuqta|нүкте",
    "-": "dash|hyphen|guion|guión|tiret|тире|дефис",
}  # fmt: skip
MORE = rf"(?:[ (\[]{{1,2}}(?:{'|'.join(_SPELT.values())})[ )\]]{{1,2}}[0-9A-Za-z_]+)"
_NEAR = rf"(?:{_GAP}+| ?/+ ?| ?(?:\.\.+|…|!+|;) ?)"
_LED = rf"(?:[Ll]ive:[{_FIRST}-]+|[{_LETTERS}][{_LETTERS}-]*(?:[0-9_]|\.[0-9A-Za-z_])[{_FIRST}#-]*|[{_LETTERS}]+#[0-9]+)"
# What joins a name to its own platform behind it: in "insta, @name - tg" the name is of the second.
_OWN = "(?:on|via|in|-|–|—|в|на)"
# Behind a label stand, the nearest first: a name with signs in words; one that no word looks like; one in quotes; a
# marked one behind a comma; any, behind a sign; one that begins with a figure; a word behind words that
# announce a name. One pattern of words for several forms keeps the automaton small enough to be quick.
REST = (
    rf"(?P<words2>{_KNOWN}*)(?:(?P<gap3>{_GAP}+(?:[(\[]?(?:at|{_AT_SAID})[)\]]? )?)(?P<name3>[0-9A-Za-z_]+)(?P<more3>{MORE}+)"
    rf"|(?P<gap2>{_NEAR})(?:/?[uU]/)?(?P<name2>{_LED})(?P<more2>{MORE}*)(?P<server2>{_SERVER})?"
    rf"|(?P<gap5> ?-? ?[\x22'«“„`]+)(?P<name5>{NAME})[\x22'»”“`]"
    rf"|(?P<gap6>, ?)(?P<name6>[A-Za-z][A-Za-z.]*_[{_FIRST}]+))"
    rf"|(?P<words>{_WORDS}{{0,4}})(?P<gap>{_SIGN}{_GAP}*(?:{_AT_SAID} )?)(?:/?[uU]/)?(?P<name>{NAME})"
    rf"(?P<more>{MORE}*)(?P<server>{_SERVER})?(?: {_OWN} {WORD}| ?\({WORD}\))?"
    rf"|(?P<words4>{_KNOWN}*)(?:(?P<gap7>{_NEAR})(?P<name7>[0-9_.]+[{_LETTERS}][{_FIRST}#-]*)(?P<server7>{_SERVER})?"
    rf"|(?P<gap4>[ \t]+)(?P<name4>[A-Za-z][A-Za-z.]+))"
)
_PREPOSITION = "(?:on|via|in|at|en|no|na|auf|bei|sur|par|por|da|through|через|в|у|на|ON|VIA|В|НА)"
_IS_MINE = "(?:is my|это мой|это моя|это|мой|моя|es mi|é meu|ist mein|c'est mon|benim|my)"
# The platform behind a name: "(telegram)", "on telegram", "is my snap"; with a space only it may belong to what follows.
_FIRM = (
    rf" ?[(\[] ?(?:{_PREPOSITION} |{_IS_MINE} )?| {_PREPOSITION} (?:my |the |мой )?| (?:[-–—] )?{_IS_MINE} "
)
TAIL = rf"(?P<firm>{_FIRM})(?P<tail>{PLAIN_LABEL})"
_LOOSE = r"(?P<sep>[ \t]*[-|–—/:,] ?|[ \t]+)"
_LOOSE_TAIL = rf"(?:[ \t]*[-|–—/:,] ?|[ \t]+){PLAIN_LABEL}"
_MORE_MARKED = rf"[A-Za-z][A-Za-z.]*[0-9_][{_FIRST}]*"
_LIST = (
    rf"(?:[\s,/|&+;]+(?:{_AND}\s+)?@{NAME}(?: ?\(?{WORD}\)?)?"
    rf"|[ \t]*[,/|&][ \t]*(?:{_AND}[ \t]+)?{_MORE_MARKED}|[ \t]+{_AND}[ \t]+{_MORE_MARKED})*"
)


def _unnamed(pattern: str) -> str:
    """Return a pattern without names of groups, which may occur once only."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


# Words before a label that announce a name behind it: "add me on snap honeybee", "ник в тг honeybee".
_LEAD = (
    r"(?i:(?:(?:add|find|follow|catch|reach|text|message|dm|hmu|hit|search)(?: me| us| up)*"
    r"|user ?name|nick ?name|nick|handle|id|name|ник(?:нейм)?|айди|логин|юзер(?:нейм)?|имя|нік|"
    r"(?:добавь|найди|ищи|найдешь|найдёшь|добавляй|подписывайся|пиши|пишите|я|шукай|знайди)(?: меня| мене| нас)?"
    r"|b[uú]scame|agr[eé]game|s[ií]gueme|me chama|me adiciona|ajoute[- ]moi|adde mich|ekle)"
    r"[ :,]{1,2}(?:(?:on|at|in|via|for|my|is|to|в|во|на|для|мой|моя|по|у|en|al|no|sur|auf|bei|mi|meu)[ :]{1,2}){0,2})"
)
# Of the grammar of names that stand apart.
LEAD_TOLD = "(?i:my|mon|mi|meu|minha|mein|add|add my|мой|benim) "
# Accounts told by number: in so many figures, with signs between. Telegram's only where "id" is said.
_FIGURES = r"[0-9](?:[ -]?[0-9])+"
_FEW = r"(?:[ \t_.-]+[A-Za-zÀ-ɏ\u0400-\u052f]+){0,3}"
_NUMBERED = labels_of("icq", "facebook", "ok", "vk", "mamba", "badoo", "zangi")
_OF_TELEGRAM = labels_of("telegram")
_ID = r"(?i:user[ _]?id|chat[ _]?id|id|айди|ид|ай ди)"
DIGITS = (
    rf"(?:(?P<label>{_NUMBERED}){_FEW}{_GAP}*[№#]?{_GAP}*"
    rf"|(?P<tg>{_OF_TELEGRAM})[ \t_,(:-]*(?:[A-Za-zА-я]+[ _-])?(?:{_ID}|(?i:user|юзер)){_FEW}{_GAP}*[№#]?{_GAP}*"
    rf"|{_ID}(?: (?:в|на|in|on|for|my|of))? (?P<tg2>{_OF_TELEGRAM}){_FEW}{_GAP}*"
    rf"|(?P<fb>{labels_of('facebook')})(?:[ .,]*com)?[ \t:/@.-]*profile\.php\?id=)(?P<digits>{_FIGURES})"
)
# A number or an address before the name of its network: "655443210 (icq)", "name@server.org on jabber".
_JOIN = rf"(?: ?[(\[] ?| ?[-–—] | (?:{_PREPOSITION} |{_IS_MINE} )?)"
BEFORE = (
    rf"(?:(?P<icq>{_FIGURES}){_JOIN}(?:{labels_of('icq')})"
    rf"|(?P<jabber>[0-9A-Za-z][0-9A-Za-z._-]*@[0-9A-Za-z.-]+\.[A-Za-z]+){_JOIN}(?:{labels_of('jabber')}))"
)
# Links whose dot is no dot: "t me/name", "instagram,com/name".
_NO_DOT = "(?: ?[,;·•_-] ?| )"
HOSTED = (
    rf"(?P<host>(?:[tTтТ]{_NO_DOT}(?i:me|ме)|tme|(?i:instagram|insta|facebook|fb|vk|onlyfans|twitter|tiktok){_NO_DOT}com"
    r"|(?:insta|inst)\.com)) ?/ ?@?"
    rf"|(?P<dotted>(?i:t\.me|vk\.com|instagram\.com|fb\.com))(?:@|/ | )"
)


_HOSTED_NAME = rf"(?:{_unnamed(HOSTED)}){NAME}"
# Keys that tell by themselves whose they are: of Session 05 and 64 figures, of Tox 76 with two to check the others.
_KEYS = "05[0-9a-fA-F]{64}|[0-9a-fA-F]{76}"
_MATRIX = r"@[0-9A-Za-z._=/-]+:[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+"
# The anchor is the start of the text alone, where a search for the candidate finds it at once.
_LETTERS_AND_FIGURES = "0-9A-Za-zÀ-ɏЀ-ԯ"
IN_WORD_CHARS = f"{_LETTERS_AND_FIGURES}_"
_START = f"(?:^|[^{IN_WORD_CHARS}])"
# The heads are those of :mod:`.told_grammar`, too, which knows more words before a platform's name.
# Behind the platform's name comes what a gap or a sign in these forms begins with, which "arroba" does without a blank.
HEADS = Finder(
    f"[^{IN_WORD_CHARS}]",
    rf"(?:{_LEAD}|{LEAD_TOLD})?(?:{LABEL}|{MISSPELT})(?:[^{_LETTERS_AND_FIGURES}]|{_AT_GLUED})",
)
LABELLED = Heads(HEADS, rf"(?:{_LEAD})?{_HEAD}(?:{_unnamed(REST)}){_LIST}")
SIGNED_PATTERN = (
    rf"{_START}(?:{_unnamed(DIGITS)}|{_unnamed(BEFORE)}|{_KEYS}|{_HOSTED_NAME}|/?[uU]/[0-9A-Za-z_][0-9A-Za-z_-]+)"
    rf"|{_MATRIX}"
    rf"|@ ?{NAME}(?:{_unnamed(TAIL)}|{_LOOSE_TAIL}(?:{_GAP}+{NAME})?)?"
    rf"|{MARKED}(?: [-|–—] {PLAIN_LABEL}|{_unnamed(TAIL)})"
)

# For judging.
IN_WORD = Lazy(f"[{IN_WORD_CHARS}]")
CONJUNCTION = Lazy(rf"[\s,]*{_AND}\Z")
LEAD = Lazy(_LEAD)
FURTHER_LABEL = Lazy(rf"(?<![\w@.])(?:{LABEL})(?!\w)")
BETWEEN = Lazy(_BETWEEN)
AFTER_HEAD = Lazy(REST)
NUMBERED = Lazy(rf"(?:{DIGITS})\Z")
NUMBER_FIRST = Lazy(rf"{BEFORE}\Z")
KEY = Lazy(rf"(?:{_KEYS})\Z")
HOST = Lazy(HOSTED)
MATRIX = Lazy(rf"{_MATRIX}\Z")
ITEM = Lazy(rf"@(?P<at>{NAME})(?:{TAIL})?|(?<![^\s,/|&+;])(?P<marked>{_MORE_MARKED})")
SIGNED = Lazy(rf"@(?P<lead> ?)(?P<name>{NAME})")
FIRM_TAIL = Lazy(TAIL)
LOOSE_TAIL = Lazy(rf"{_LOOSE}(?P<tail>{PLAIN_LABEL})(?!\w)")
NAMED_FIRST = Lazy(rf"(?P<name>{MARKED})(?: [-|–—] |{_FIRM})(?P<tail>{PLAIN_LABEL})\Z")
WORDS = Lazy(WORD)
LOCAL_PART = Lazy(r"[0-9A-Za-z._-]+\Z")
IS_MARKED = Lazy(rf"{MARKED}\Z")
FIGURED_SIGN = Lazy(r"[:=>\u2192]|\s[-–—]\s")
STRONG_SIGN = Lazy(f"[:=@>{_PICTURES}]")
SPELT_AT = Lazy(rf"(?i:{_AT_SAID}|[(\[]at)")
SPELT = tuple((sign, Lazy(rf"[ (\[]{{1,2}}(?:{words})[ )\]]{{1,2}}")) for sign, words in _SPELT.items())
