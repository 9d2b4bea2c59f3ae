"""Handles, e-mail addresses, domains and brands: what advertisers call themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphkit.simulate.chance import pick

# Kinds whose usernames take dots; the others join words with an underscore or nothing.
_DOTTED = frozenset({"instagram", "tiktok", "facebook", "paypal"})
# Kinds without underscores in usernames.
_PLAIN = frozenset({"cashapp", "paypal", "revolut", "facebook"})
# Characters at most, where a service takes fewer than most.
_LONGEST = {"revolut": 16, "snapchat": 15, "cashapp": 20, "paypal": 20}


@dataclass(slots=True)
class Names:
    """Draws names, each (kind, value) for one owner only.

    Parameters
    ----------
    words
        ``words.toml``, parsed.
    """

    words: Mapping[str, Any]
    _held: set[tuple[str, str]] = field(default_factory=set)

    def stem(self, rng: Random) -> tuple[str, ...]:
        """Draw the words that one advertiser's names are made of: common ones, or an invented one."""
        words = self.words["handles"]
        draw = rng.random()
        if draw < 0.45:
            return pick(rng, words["left"]), pick(rng, words["right"])
        if draw < 0.7:
            return pick(rng, words["first"]), pick(rng, words["right"])
        return (self.rare(rng),)

    def rare(self, rng: Random) -> str:
        """Draw an invented word of three or four syllables that nobody has yet."""
        syllables = self.words["handles"]["syllables"]
        word: str = "".join(pick(rng, syllables) for _ in range(3 + int(rng.random() * 2)))
        while not self.hold("rare", word):
            word += pick(rng, syllables)
        return word

    def hold(self, kind: str, value: str) -> bool:
        """Take a name; tell whether it was free."""
        if (kind, value) in self._held:
            return False
        self._held.add((kind, value))
        return True

    def handle(self, rng: Random, kind: str, stem: tuple[str, ...]) -> str:
        """Draw a username that ``kind`` allows, from a stem: as it is, with a tail, or with a number."""
        joint = pick(rng, ("", ".")) if kind in _DOTTED else pick(rng, ("", "_"))
        if kind in _PLAIN:
            joint = ""
        longest = _LONGEST.get(kind, 24)
        value: str = joint.join(stem)
        if kind != "cashapp" and len(stem) == 1 and rng.random() < 0.3:
            value += joint + pick(rng, self.words["handles"]["tail"])
        value = value[:longest].rstrip("._")
        while len(value) < 5 or not self.hold(kind, value):
            value = value[: longest - 2] + str(int(rng.random() * 90) + 10)
        return value

    def email(self, rng: Random, stem: tuple[str, ...]) -> str:
        """Draw a mailbox at one of the invented mail hosts."""
        host = pick(rng, self.words["mail"]["hosts"])
        local = pick(rng, (".", "", "_")).join(stem)
        while not self.hold("email", f"{local}@{host}"):
            local += str(int(rng.random() * 90) + 10)
        return f"{local}@{host}"

    def domain(self, rng: Random, stem: tuple[str, ...]) -> str:
        """Draw a web site of one's own under .example."""
        label = pick(rng, ("-", "")).join(stem)
        while not self.hold("domain", f"{label}.example"):
            label += f"-{pick(rng, self.words['handles']['tail'])}"
        return f"{label}.example"
