"""Letters of other alphabets that look like Latin ones, and what they hide."""

from __future__ import annotations

import re
from functools import lru_cache

from graphkit.identifiers.accounts import load_rules
from graphkit.identifiers.domains import host_ascii, registrable
from graphkit.identifiers.profiles import is_profile_site

# Cyrillic, Greek, Armenian and phonetic letters that are read as a Latin one (the common part of Unicode TR 39's
# confusables), in lower case. The second table holds for capitals only: a small "в" is no "b".
_SMALL = str.maketrans(
    "аеорсухіјѕһԁӏкмтԛԝґєүѵѡοανρτυικχϲϳɡıɑսոհցօ",
    "aeopcyxijshdlkmtqwgeyvwoavptuikxcjgiaunhgo",
)
_CAPITAL = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abekmhopctyxijsabezhikmnoptyx")
_LARGE = {code: to.upper() if isinstance(to, str) else to - 32 for code, to in _CAPITAL.items()}
# The same, as letters of a word that is otherwise Latin: Turkish has a dotless i of its own.
_FOREIGN = {code: to for code, to in {**_SMALL, **_LARGE}.items() if chr(code) != "ı"}
_OTHER_SCRIPT = re.compile("[\u0370-\u058f\u1f00-\u1fffɡɑ]")
_WORD = re.compile(r"[^\W_]+")


def latin_form(text: str) -> str:
    """Return the text in lower case with letters that look like Latin ones replaced by these.

    One character gives one, so offsets hold. What looks like no Latin letter stays as it is.

    Examples
    --------
    >>> latin_form("gm\u0430il.\u0421om"), latin_form("\u043c\u0451\u0434")
    ('gmail.com', 'mёд')
    """
    if text.isascii():
        return text.lower()
    text = text.translate(_CAPITAL)
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(_SMALL)


def as_latin(text: str) -> str | None:
    """Return the text with its look-alike letters undone, in their case, or None if others than Latin ones remain.

    Examples
    --------
    >>> as_latin("H\u043eney"), as_latin("\u043c\u0451\u0434") is None
    ('Honey', True)
    """
    undone = text.translate(_FOREIGN)
    return None if _OTHER_SCRIPT.search(undone) else undone


def mixes_scripts(word: str) -> bool:
    """Tell whether a word holds Latin letters and letters that only look so: nothing but a disguise explains that.

    Examples
    --------
    >>> mixes_scripts("velvetr\u043e\u043em"), mixes_scripts("\u0441\u043e\u0441\u043e"), mixes_scripts("caf\u00e9")
    (True, False, False)
    """
    return (
        not word.isascii()
        and _OTHER_SCRIPT.search(word) is not None
        and any(c.isascii() and c.isalpha() for c in word)
        and as_latin(word) is not None
    )


def undo_mixed(text: str) -> str:
    """Return the text with look-alike letters undone in the words that mix two alphabets; offsets hold.

    Examples
    --------
    >>> undo_mixed("h\u043en\u0435y_l\u0430ne22/\u0446\u0435\u043d\u044b")
    'honey_lane22/цены'
    """
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return text
    return _WORD.sub(lambda m: m[0].translate(_FOREIGN) if mixes_scripts(m[0]) else m[0], text)


@lru_cache(maxsize=50_000)
def plain_host(host: str) -> str:
    """Return a host name with its look-alike letters undone where a genuine name cannot be meant; offsets hold.

    A label that mixes two alphabets is none that a registry gives. A name all of whose letters are of another alphabet
    stays what it is, unless it could not exist, or stands beside a label that is surely disguised. What imitates a
    well-known site stays too: that is what frauds do, and their links lead to nobody's account there.

    Examples
    --------
    >>> plain_host("velvetr\u043e\u043em.example"), plain_host("\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444")
    ('velvetroom.example', 'пример.рф')
    >>> plain_host("velvet.\u0441\u043e\u043c"), plain_host("p\u0430ypal.com") == "paypal.com"
    ('velvet.com', False)
    """
    if host.isascii() or not _OTHER_SCRIPT.search(host):
        return host
    undone = ".".join(undo_mixed(label) for label in host.split("."))
    if undone == host and _exists(host):
        return host
    latin = ".".join(as_latin(label) or label for label in undone.split("."))
    undone = latin if _exists(latin) else undone
    return host if _is_well_known(undone.lower()) else undone


def _exists(host: str) -> bool:
    """Tell whether there can be a host of this name."""
    ascii_host = host_ascii(host)
    return ascii_host is not None and registrable(ascii_host) is not None


def _is_well_known(host: str) -> bool:
    """Tell whether a host is a platform's, a payment service's or a known site's."""
    rules = load_rules()
    domain = registrable(host) or host
    return (
        domain in rules.forms
        or any(domain in rules.web[key] for key in ("payment", "shared", "shorteners"))
        or is_profile_site(host)
    )
