"""Letters of other alphabets that look like Latin ones, and names that are written with them."""

from __future__ import annotations

# Unicode's confusables.txt, without those that need a look twice, and small capitals.
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
