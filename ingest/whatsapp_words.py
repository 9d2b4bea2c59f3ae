"""What WhatsApp itself writes into chats, in many languages: service messages, placeholders, names of files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_MARKS = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u064b-\u0652\u0670]")
_SPACES = re.compile("[\u00a0\u202f\u2007\u2009]")
_PLAIN = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("’‘`´", "'"))
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_HOLE = re.compile(r"\{(who|whom|what|\*)\}")
# Subjects may hold any words, so what changes them is looked for first; words that say least, last.
_ORDER = ("encryption", "created", "subject", "group", "number", "joined", "added", "removed", "left", "security",
          "timer", "call", "other")  # fmt: skip
GROUP_EVENTS = frozenset({"created", "subject", "group", "joined", "added", "removed", "left"})


def plain(text: str) -> str:
    """Return a text as phrases are compared: without marks, with plain quotes, apostrophes and spaces.

    Examples
    --------
    >>> plain("\\u200eAnna created group “Jobs”.")
    'Anna created group "Jobs".'
    """
    if not text.isascii() or "`" in text:
        text = _SPACES.sub(" ", _MARKS.sub("", text).translate(_PLAIN))
    return text.strip()


def half_key(word: str) -> str:
    """Return a word for a half of the day as it is looked up: ``P.\u00a0M.`` and ``pm`` are one."""
    return plain(word).casefold().replace(".", "").replace(" ", "")


def _phrase(text: str) -> str:
    return plain(text).rstrip(".。!").casefold()


@dataclass(frozen=True, slots=True)
class Event:
    """What a service message says.

    Attributes
    ----------
    kind
        ``added``, ``number``, ``encryption``, ...
    persons
        The names or numbers that it names, the exporter left out.
    subject
        The name of the group, where it says it.
    """

    kind: str
    persons: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Template:
    """A phrase with holes: literal pieces and, between them, the names of what fills the holes."""

    kind: str
    pieces: tuple[str, ...]
    holes: tuple[str, ...]
    longest: str

    def fill(self, text: str) -> dict[str, str] | None:
        """Return what fills the holes of a text of this form; each hole takes as little as it can."""
        if self.longest not in text or not text.startswith(self.pieces[0]):
            return None
        at = len(self.pieces[0])
        filled: dict[str, str] = {}
        last = len(self.holes) - 1
        for i, hole in enumerate(self.holes):
            piece = self.pieces[i + 1]
            if i == last:
                end = len(text) - len(piece)
                if end < at or not text.endswith(piece):
                    return None
            else:
                end = text.find(piece, at)
                if end < 0:
                    return None
            if hole != "*":
                value = text[at:end].strip()
                if not value:
                    return None
                filled[hole] = value
            at = end + len(piece)
        return filled if at == len(text) else None

    def word(self) -> str:
        """Return the longest word that stands by itself in every text of this form; empty where none does."""
        joined = "\0".join(self.pieces)
        return max((word for word in joined.split(" ") if "\0" not in word), key=len, default="")


def _variants(template: str) -> Iterator[str]:
    """Yield a template with each choice of its ``[a|b]`` made."""
    parts = _CHOICE.split(template)
    choices = [[part] if i % 2 == 0 else ["", *part.split("|")] for i, part in enumerate(parts)]
    for chosen in product(*choices):
        yield "".join(chosen)


def _compile(kind: str, template: str) -> _Template:
    parts = _HOLE.split(template)
    pieces = tuple(_MARKS.sub("", part) for part in parts[::2])
    return _Template(kind, pieces, tuple(parts[1::2]), max(pieces, key=len))


class Words:
    """The phrases, made ready to be looked for."""

    def __init__(self, held: dict[str, Any]) -> None:
        self._held = held
        halves = [(word, half) for half, words in held["half_days"].items() for word in words]
        self.half_days = {word.casefold(): half for word, half in halves}
        self._halves: dict[str, str] = {half_key(word): half for word, half in halves}
        self._after = {_phrase(p) for p in held["attached"]["after"]}
        self._before = {_phrase(p) for p in held["attached"]["before"]}
        self._omitted = {_phrase(p): kind for kind, some in held["omitted"].items() for p in some}
        self._deleted = {_phrase(p) for p in held["phrases"]["deleted"]}
        self._edited = {_phrase(p) for p in held["phrases"]["edited"]}
        self._poll = {_phrase(p) for p in held["phrases"]["poll"]}
        self._you = set(held["you"])
        self._names = [tuple(plain(n).casefold().split("{}")) for n in held["names"]]

    def half_day(self, word: str) -> str:
        """Return ``am``, ``pm``, ``noon`` or ``night`` for a word beside a time."""
        return self._halves[half_key(word)]

    @cached_property
    def _events(self) -> dict[str, list[tuple[int, _Template]]]:
        """The templates with their rank, by a word that a text of their form holds; "" for any text."""
        found: dict[str, list[tuple[int, _Template]]] = {}
        made = (
            _compile(kind, variant)
            for kind in _ORDER
            for template in self._held["events"][kind]
            for variant in dict.fromkeys(_variants(template))
        )
        for rank, template in enumerate(made):
            found.setdefault(template.word(), []).append((rank, template))
        return found

    def event(self, text: str) -> Event | None:
        """Return what a text says if it is a service message in one of the languages known here.

        Examples
        --------
        >>> WORDS.event("Anna added Ben and +1 202 555 0123")
        Event(kind='added', persons=('Anna', 'Ben', '+1 202 555 0123'), subject='')
        >>> WORDS.event("see you") is None
        True
        """
        if len(text) > 1000:
            return None
        said = plain(text).removesuffix(".")
        said = _french(said) if "«" in text else said
        near = [pair for word in {"", *said.split(" ")} for pair in self._events.get(word, ())]
        for _, template in sorted(near, key=lambda pair: pair[0]):
            filled = template.fill(said)
            if filled is not None:
                return Event(template.kind, tuple(self._persons(filled)), filled.get("what", "").strip(' "'))
        return None

    def _persons(self, filled: dict[str, str]) -> Iterator[str]:
        names = [filled[hole] for hole in ("who", "whom") if hole in filled]
        for word in self._held["and"]:
            names = [part for name in names for part in name.split(word)]
        for name in dict.fromkeys(n.strip(' "') for n in names):
            if name and name not in self._you and len(name) <= 100:
                yield name

    def omitted(self, text: str) -> str:
        """Return the kind of file that a placeholder stands for; empty where it is none.

        Examples
        --------
        >>> WORDS.omitted("<Media omitted>"), WORDS.omitted("imagen omitida"), WORDS.omitted("hi")
        ('media', 'image', '')
        """
        return self._omitted.get(_phrase(plain(text).strip("<> ")), "") if len(text) < 90 else ""

    def deleted(self, text: str) -> bool:
        """Tell whether a text stands for a message that was deleted."""
        said = _phrase(text) if len(text) < 120 else ""
        return said in self._deleted or said.startswith("this message was deleted by admin ")

    def edited(self, text: str) -> bool:
        """Tell whether what stands in angle brackets says that a message was edited."""
        return _phrase(text) in self._edited

    def attached_after(self, text: str) -> bool:
        """Tell whether what stands in brackets behind a name says that it is of an attached file."""
        return _phrase(text) in self._after

    def attached_before(self, text: str) -> bool:
        """Tell whether what stands before a name says so."""
        return _phrase(text) in self._before

    def poll(self, text: str) -> bool:
        """Tell whether a first line announces a poll."""
        said = plain(text) if len(text) < 30 else ""
        return said.endswith(":") and _phrase(said[:-1].rstrip()) in self._poll

    def chat_name(self, name: str) -> str:
        """Return whose chat it is, from the name of an exported file; empty where it does not say.

        Examples
        --------
        >>> WORDS.chat_name("WhatsApp Chat with Anna (1).txt"), WORDS.chat_name("Ali ile WhatsApp Sohbeti.txt")
        ('Anna', 'Ali')
        >>> WORDS.chat_name("_chat.txt")
        ''
        """
        stem = unquote(name, errors="replace") if "%20" in name else name
        stem = _ENDING.sub("", stem)
        stem = plain(stem if " " in stem else stem.replace("_", " "))
        low = stem.casefold()
        if len(low) != len(stem):
            low = stem.lower() if len(stem.lower()) == len(stem) else stem
        for before, after in self._names:
            if low.startswith(before) and low.endswith(after) and len(low) > len(before) + len(after):
                return stem[len(before) : len(stem) - len(after)].strip()
        head, dash, rest = stem.partition(" - ")
        return rest.strip() if dash and "whatsapp" in head.casefold() else ""


_ENDING = re.compile(r"(?:\.(?:txt|zip|gz))+$| ?\(\d{1,3}\)(?:\.(?:txt|zip|gz))*$", re.IGNORECASE)


def _french(text: str) -> str:
    """Take the spaces out that French puts inside its quotation marks."""
    parts = text.split('"')
    return '"'.join(p.strip() if i % 2 else p for i, p in enumerate(parts))


WORDS = Words(tomllib.loads((Path(__file__).with_name("whatsapp_words.toml")).read_text("utf-8")))
