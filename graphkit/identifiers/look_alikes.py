"""Letters of other alphabets that look like Latin ones, and what they hide."""

from __future__ import annotations

import re

# In a label, which must be a known word, all that resembles a letter may stand for it (Unicode's confusables.txt without
# those that need a look twice, and small capitals).
LIKE = {
    "a": "аαᴀ", "b": "вʙ", "c": "сᴄ", "d": "ԁᴅ", "e": "еєεᴇ", "f": "ғ", "g": "ɢ", "h": "һнʜ", "i": "іιɪ", "j": "јᴊ",
    "k": "кκᴋ", "l": "ӏʟ", "m": "мᴍ", "n": "ηɴ", "o": "оοᴏ", "p": "рρᴘ", "q": "ԛ", "r": "ʀ", "s": "ѕꜱ", "t": "тτᴛ",
    "u": "υᴜ", "v": "νᴠ", "w": "ԝᴡ", "x": "хχ", "y": "уγʏ", "z": "ᴢ",
}  # fmt: skip
LOOK_ALIKES = "".join(
    dict.fromkeys(c for like in LIKE.values() for c in like + like.upper() if ord(c) > 0x7F)
)
_TO_LATIN = str.maketrans(
    {c: latin for latin, like in LIKE.items() for c in like}
    | {c.upper(): latin.upper() for latin, like in LIKE.items() for c in like if len(c.upper()) == 1}
)
# In hosts and names, which may be anything, only those do that nobody tells apart: Cyrillic, Greek, Armenian and phonetic
# letters that are read as a Latin one (the common part of Unicode TR 39's
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


def has_other_script(text: str) -> bool:
    """Tell whether letters of another alphabet are in a text."""
    return not text.isascii() and _OTHER_SCRIPT.search(text) is not None


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


def latin(name: str) -> str | None:
    """Return a name with letters of other alphabets that only look Latin made Latin; None if others are in it.

    A name wholly of such letters is a word of its own language, and is no name.

    Examples
    --------
    >>> latin("h\u043eney"), latin("honey"), latin("\u0441\u043e\u0440"), latin("honey\u0436")
    ('honey', 'honey', None, None)
    """
    if name.isascii():
        return name
    if not any(c.isascii() and c.isalpha() for c in name):
        return None
    plain = name.translate(_TO_LATIN)
    return plain if plain.isascii() else None
