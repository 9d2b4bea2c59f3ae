"""Ad texts in five languages, from templates with alternatives and slots (``texts_*.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from graphkit.simulate.chance import pick

LANGUAGES = ("en", "ru", "es", "tr", "kk")
CATEGORIES = ("job", "beauty", "hostess", "housing", "visa", "transport")
_RANGE = re.compile(r"(\d+)-(\d+)")

Part = str | tuple[str, Any]


def load(name: str) -> dict[str, Any]:
    """Return one of the package's TOML files."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


def parse(template: str) -> list[Part]:
    """Parse ``{a|b}`` (alternatives, nested at will), ``{2-9}`` (a number) and ``{name}`` (a slot).

    Raises
    ------
    ValueError
        If a brace is missing.

    Examples
    --------
    >>> parse("from {2-9} {days|weeks}")
    ['from ', ('number', (2, 9)), ' ', ('one of', [['days'], ['weeks']])]
    """
    options, end = _options(template, 0)
    if end != len(template) or len(options) != 1:
        raise ValueError(f"stray brace or bar in {template!r}")
    return options[0]


def _options(template: str, at: int) -> tuple[list[list[Part]], int]:
    """Return the alternatives from ``at`` to the closing brace or the end, and where that is."""
    options: list[list[Part]] = [[]]
    text = ""
    while at < len(template) and template[at] != "}":
        char = template[at]
        if char in "{|" and text:
            options[-1].append(text)
            text = ""
        if char == "|":
            options.append([])
        elif char == "{":
            inner, at = _options(template, at + 1)
            if at == len(template):
                raise ValueError(f"no closing brace in {template!r}")
            options[-1].append(_slot(inner))
        else:
            text += char
        at += 1
    if text:
        options[-1].append(text)
    return options, at


def _slot(inner: list[list[Part]]) -> Part:
    word = inner[0][0] if len(inner) == 1 and len(inner[0]) == 1 else None
    if isinstance(word, str):
        bounds = _RANGE.fullmatch(word)
        return ("number", (int(bounds[1]), int(bounds[2]))) if bounds else ("slot", word)
    return ("one of", inner)


def expand(parts: Sequence[Part], rng: Random, slots: Mapping[str, str]) -> str:
    """Write a parsed template out.

    Examples
    --------
    >>> expand(parse("ask for {who}"), Random(1), {"who": "Nora"})
    'ask for Nora'
    """
    out = ""
    for part in parts:
        if isinstance(part, str):
            out += part
        elif part[0] == "one of":
            out += expand(pick(rng, part[1]), rng, slots)
        elif part[0] == "number":
            low, high = part[1]
            out += str(low + int(rng.random() * (high - low + 1)))
        else:
            out += slots[part[1]]
    return out


@dataclass(frozen=True, slots=True)
class Text:
    """One advertiser's text without contacts; ``<city>`` and ``<price>`` change from ad to ad."""

    title: str
    sentences: tuple[str, ...]


@dataclass(slots=True)
class Language:
    """The templates of one language, parsed."""

    code: str
    titles: Mapping[str, list[list[Part]]]
    offers: Mapping[str, list[list[Part]]]
    details: Mapping[str, list[list[Part]]]
    general: list[list[Part]]
    closers: list[list[Part]]
    contact: Mapping[str, list[str]]
    hubs: Mapping[str, list[str]]
    names: list[str] = field(default_factory=list)

    def write(self, rng: Random, category: str, name: str, brand: str) -> Text:
        """Draw a text: an offer, four to six details, two to four remarks, a closing."""
        slots = {"name": name, "brand": brand}
        chosen = [pick(rng, self.offers[category])]
        chosen += _several(rng, self.details[category], 4 + int(rng.random() * 3))
        chosen += _several(rng, self.general, 2 + int(rng.random() * 3))
        chosen.append(pick(rng, self.closers))
        title = expand(pick(rng, self.titles[category]), rng, slots)
        return Text(_capital(title), tuple(_capital(expand(p, rng, slots)) for p in chosen))


def _several(rng: Random, items: Sequence[Any], count: int) -> list[Any]:
    """Return ``count`` of the items, each at most once, in an order of their own."""
    left = list(items)
    return [left.pop(int(rng.random() * len(left))) for _ in range(min(count, len(left)))]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def languages() -> Mapping[str, Language]:
    """Return the five languages."""
    names = load("words")["names"]
    found = {}
    for code in LANGUAGES:
        data = load(f"texts_{code}")
        groups = {
            part: {c: [parse(t) for t in data[part][c]] for c in CATEGORIES}
            for part in ("titles", "offers", "details")
        }
        found[code] = Language(
            code,
            **groups,
            general=[parse(t) for t in data["general"]],
            closers=[parse(t) for t in data["closers"]],
            contact=data["contact"],
            hubs=data["hubs"],
            names=names[code],
        )
    return found


def vary(rng: Random, text: str, edits: int) -> str:
    """Change a text the way a hand does that posts it again: words dropped, doubled or swapped.

    Examples
    --------
    >>> vary(Random(1), "warm room near the port", 0)
    'warm room near the port'
    """
    words = text.split(" ")
    for _ in range(edits):
        at = int(rng.random() * (len(words) - 1))
        draw = rng.random()
        if draw < 0.4 and len(words) > 8:
            del words[at]
        elif draw < 0.8:
            words[at : at + 2] = words[at : at + 2][::-1]
        else:
            words.insert(at, words[at])
    return " ".join(words)
