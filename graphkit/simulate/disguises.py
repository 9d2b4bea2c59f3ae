"""Ways in which advertisers write a contact so that a filter does not see it: one small function each.

What is written is decided by the source of chance alone. Nothing here is shared with the readers of identifiers, so
that the truth does not depend on what they can read. To add one, write the function and a line in :data:`DISGUISES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from graphkit.simulate.chance import pick
from graphkit.simulate.spoken import digit_word, say_groups, spoken

_EMOJI = ("🔥", "💎", "🌸", "⭐", "🍒", "💋", "🌹", "✨")
_HIDDEN = ("\u200b", "\u200c", "\u2060", "\ufeff")
_ODD = ("*", "_", "~", "/", "..", "\u00b7", " . ", " * ", "--")
# Where the digits of other scripts, and the five letters of mathematical ones, begin.
_SCRIPTS = {"arabic": 0x660, "persian": 0x6F0, "devanagari": 0x966}
_MATHEMATICAL = (0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)
_LEET = {"0": "Oo", "1": "lI", "5": "S", "8": "B"}
_LEET_CYRILLIC = {"0": "Оо", "3": "З", "4": "ч", "6": "б"}
# Cyrillic letters that look like Latin ones.
_ALIKE = str.maketrans("aceopxyi", "асеорхуі")
_SITES = {
    "telegram": ("t", "me"), "instagram": ("instagram", "com"), "vk": ("vk", "com"), "facebook": ("facebook", "com"),
    "tiktok": ("tiktok", "com"), "cashapp": ("cash", "app"), "paypal": ("paypal", "me"), "venmo": ("venmo", "com"),
    "revolut": ("revolut", "me"),
}  # fmt: skip
_SIGNS = {"tiktok": "@", "cashapp": "$"}
_LABELS = {
    "telegram": ("T e l e g r a m", "t.e.l.e.g.r.a.m", "т е л е г а"),
    "instagram": ("i n s t a", "1nst@gr@m", "и н с т а"),
    "snapchat": ("s n a p", "sn@pch@t", "👻 sn4p"),
}
_HOSTED = frozenset(_SITES)


@dataclass(frozen=True, slots=True)
class Contact:
    """What is to be hidden.

    Attributes
    ----------
    kind, written
        ``phone``, ``email`` or a kind of account, and how it would be written plainly.
    language
        Of the ad.
    groups
        A phone's digits in the groups that its country writes, the country code first where ``plus`` is set.
    plus
        Whether the phone starts with its country code.
    """

    kind: str
    written: str
    language: str = "en"
    groups: tuple[str, ...] = ()
    plus: bool = False


Make = Callable[[Random, Contact], str]


@dataclass(frozen=True, slots=True)
class Disguise:
    """One way of hiding.

    Attributes
    ----------
    kinds
        What it hides: ``phone``, ``email`` or kinds of account.
    make
        Writes a contact in disguise.
    whole
        Whether that names the service too, so that no words need introduce it.
    """

    kinds: frozenset[str]
    make: Make
    whole: bool = False


def words(rng: Random, contact: Contact) -> str:
    """Say every digit: ``two-zero-two``, ``восемь девять один``."""
    said = [digit_word(d, contact.language) for d in "".join(contact.groups)]
    joint = pick(rng, (" ", "-", ", ", " "))
    return _plus_word(rng, contact) + joint.join(said)


def grouped_words(rng: Random, contact: Contact) -> str:
    """Say the groups as numbers: ``two hundred two five hundred fifty five``."""
    return _plus_word(rng, contact) + say_groups(rng, contact.groups, contact.language)


def mixed_words(rng: Random, contact: Contact) -> str:
    """Say some groups digit by digit and write the others: ``202 five five five 0143``."""
    said = int(rng.random() * len(contact.groups))
    out = []
    for number, group in enumerate(contact.groups):
        spell = number == said or rng.random() < 0.4
        out.append(" ".join(digit_word(d, contact.language) for d in group) if spell else group)
    return _plus(contact) + " ".join(out)


def glued_words(rng: Random, contact: Contact) -> str:
    """Run digits and words into one another: ``2zero25five5``."""
    digits = "".join(contact.groups)
    first = int(rng.random() * len(digits))
    spelled = [n == first or rng.random() < 0.4 for n in range(len(digits))]
    pairs = zip(digits, spelled, strict=True)
    return _plus(contact) + "".join(digit_word(d, contact.language) if spell else d for d, spell in pairs)


def leet(rng: Random, contact: Contact) -> str:
    """Put letters in place of digits that look like them: ``2O2-S55-ol43``."""
    table = _LEET | (_LEET_CYRILLIC if contact.language in ("ru", "kk") else {})
    text = "-".join(contact.groups) if rng.random() < 0.5 else " ".join(contact.groups)
    able = [n for n, char in enumerate(text) if char in table]
    # At most half of the digits, so that it still looks like a number.
    most = max(1, sum(map(len, contact.groups)) // 2)
    chosen = {able.pop(int(rng.random() * len(able))) for _ in range(min(most, len(able)))}
    return _plus(contact) + "".join(pick(rng, table[c]) if n in chosen else c for n, c in enumerate(text))


def separators(rng: Random, contact: Contact) -> str:
    """Put odd signs between all digits or all groups: ``2*0*2*5``, ``(2)(0)(2)``, ``202~555~0143``."""
    parts = list("".join(contact.groups)) if rng.random() < 0.5 else list(contact.groups)
    if len(parts) > len(contact.groups) and rng.random() < 0.25:
        return _plus(contact) + "".join(f"({d})" for d in parts)
    return _plus(contact) + pick(rng, _ODD).join(parts)


def emoji(rng: Random, contact: Contact) -> str:
    """Put pictures between the groups: ``202🔥555🔥0143``."""
    sign = pick(rng, _EMOJI)
    return _plus(contact) + (sign if rng.random() < 0.6 else f" {sign} ").join(contact.groups)


def keycaps(rng: Random, contact: Contact) -> str:
    """Write keys: ``2️⃣0️⃣2️⃣``."""
    joint = pick(rng, ("", " "))
    return _plus(contact) + joint.join(f"{d}\ufe0f\u20e3" for d in "".join(contact.groups))


def fullwidth(rng: Random, contact: Contact) -> str:
    """Write wide characters: ``２０２－５５５``, ``ｈｏｎｅｙ＠ｍａｉｌ``."""
    joint = pick(rng, ("-", "", " "))
    plain = _plus(contact) + joint.join(contact.groups) if contact.groups else contact.written
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in plain)


def circled(rng: Random, contact: Contact) -> str:
    """Write digits in circles: ``②⓪②``."""
    ring = {"0": "⓪"} | {str(n): chr(0x245F + n) for n in range(1, 10)}
    return _plus(contact) + pick(rng, ("", " ")).join(ring[d] for d in "".join(contact.groups))


def mathematical(rng: Random, contact: Contact) -> str:
    """Write digits in a mathematical letter: ``𝟐𝟎𝟐 𝟓𝟓𝟓``."""
    start = pick(rng, _MATHEMATICAL)
    return _plus(contact) + " ".join(_shifted(g, start) for g in contact.groups)


def other_script(rng: Random, contact: Contact) -> str:
    """Write digits of another script: ``٢٠٢ ٥٥٥``."""
    start = _SCRIPTS[pick(rng, sorted(_SCRIPTS))]
    return _plus(contact) + " ".join(_shifted(g, start) for g in contact.groups)


def zero_width(rng: Random, contact: Contact) -> str:
    """Put characters that nobody sees between the others."""
    plain = _plus(contact) + " ".join(contact.groups) if contact.groups else contact.written
    sign, step = pick(rng, _HIDDEN), 1 + int(rng.random() * 3)
    return sign.join(plain[n : n + step] for n in range(0, len(plain), step))


def lines(rng: Random, contact: Contact) -> str:
    """Break the number over lines, between its groups."""
    at = 1 + int(rng.random() * (len(contact.groups) - 1))
    head, tail = " ".join(contact.groups[:at]), " ".join(contact.groups[at:])
    return f"{_plus(contact)}{head}\n{tail}"


def at_words(rng: Random, contact: Contact) -> str:
    """Spell the signs of an address: ``honey [at] mail [dot] example``, ``honey собака mail точка example``."""
    table = spoken()[contact.language if rng.random() < 0.6 else "en"]
    form = pick(rng, (" [{}] ", "[{}]", " ({}) ", "({})", " {} "))
    return contact.written.replace("@", form.format(table["at"])).replace(".", form.format(table["dot"]))


def spaced_signs(rng: Random, contact: Contact) -> str:
    """Put spaces around the signs of an address: ``honey @ mail . example``."""
    return contact.written.replace("@", " @ ").replace(".", pick(rng, (" . ", ". ")))


def dot_words(rng: Random, contact: Contact) -> str:
    """Spell the dot of a link to an account: ``t (dot) me / name``, ``vk точка com/name``."""
    name, top = _SITES[contact.kind]
    word = spoken()[contact.language if rng.random() < 0.3 else "en"]["dot"]
    dot = pick(rng, (f" ({word}) ", f" {word} ", f"[{word}]", "[.]", " . "))
    return f"{name}{dot}{top}{pick(rng, ('/', ' / '))}{_SIGNS.get(contact.kind, '')}{contact.written}"


def spelled_label(rng: Random, contact: Contact) -> str:
    """Hide the service's name, not the account's: ``i n s t a : honey``."""
    label = pick(rng, _LABELS[contact.kind][: 3 if contact.language in ("ru", "kk") else 2])
    return f"{label}{pick(rng, (': ', ' - ', ' @'))}{contact.written}"


def look_alike(rng: Random, contact: Contact) -> str:
    """Put Cyrillic letters in place of Latin ones that look the same, not in the last part of a host."""
    name = contact.written.rpartition(".")[0] or contact.written
    able = [n for n, c in enumerate(name) if ord(c) in _ALIKE]
    if not able:
        return contact.written
    chosen = {able[int(rng.random() * len(able))], *(n for n in able if rng.random() < 0.3)}
    return "".join(c.translate(_ALIKE) if n in chosen else c for n, c in enumerate(contact.written))


def _plus(contact: Contact) -> str:
    return "+" if contact.plus else ""


def _plus_word(rng: Random, contact: Contact) -> str:
    """Return how a number that is said begins: ``plus``, the sign, or nothing."""
    if not contact.plus:
        return ""
    return pick(rng, (f"{spoken()[contact.language]['plus']} ", "+ ", "+"))


def _shifted(digits: str, zero: int) -> str:
    return "".join(chr(zero + int(d)) for d in digits)


_PHONE, _EMAIL = frozenset({"phone"}), frozenset({"email"})
_NAMED = _HOSTED | _LABELS.keys()
DISGUISES: dict[str, Disguise] = {
    "words": Disguise(_PHONE, words),
    "grouped_words": Disguise(_PHONE, grouped_words),
    "mixed_words": Disguise(_PHONE, mixed_words),
    "glued_words": Disguise(_PHONE, glued_words),
    "leet": Disguise(_PHONE, leet),
    "separators": Disguise(_PHONE, separators),
    "emoji": Disguise(_PHONE, emoji),
    "keycaps": Disguise(_PHONE, keycaps),
    "fullwidth": Disguise(_PHONE | _EMAIL, fullwidth),
    "circled": Disguise(_PHONE, circled),
    "mathematical": Disguise(_PHONE, mathematical),
    "other_script": Disguise(_PHONE, other_script),
    "zero_width": Disguise(_PHONE | _EMAIL | _NAMED, zero_width),
    "lines": Disguise(_PHONE, lines),
    "at_words": Disguise(_EMAIL, at_words),
    "spaced_signs": Disguise(_EMAIL, spaced_signs),
    "look_alike": Disguise(_EMAIL, look_alike),
    "dot_words": Disguise(_HOSTED, dot_words, whole=True),
    "spelled_label": Disguise(frozenset(_LABELS), spelled_label, whole=True),
}


def disguise(rng: Random, contact: Contact, fits: Callable[[str], bool]) -> tuple[str, str] | None:
    """Write a contact in one of the ways that there are for its kind.

    Parameters
    ----------
    rng
        Decides which, and how.
    contact
        What to hide.
    fits
        Whether a file can hold what is written: an old code page has no emoji.

    Returns
    -------
    tuple or None
        The name in :data:`DISGUISES` and the text; none where nothing fits or the kind has no disguise.

    Examples
    --------
    >>> disguise(Random(4), Contact("phone", "", groups=("202", "555", "0143")), str.isascii)
    ('glued_words', 'twozerotwofive5501four3')
    """
    left = [name for name, known in DISGUISES.items() if contact.kind in known.kinds]
    while left:
        name = left.pop(int(rng.random() * len(left)))
        text = DISGUISES[name].make(rng, contact)
        if text != contact.written and fits(text):
            return name, text
    return None
