"""The simulated world: persons, agencies and who posts what, when and where."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import sqrt
from random import Random
from typing import Any

from graphkit.simulate.chance import pick, pick_weighted
from graphkit.simulate.names import Names
from graphkit.simulate.numbers import PhonePool
from graphkit.simulate.platforms import PLATFORMS, Platform
from graphkit.simulate.texts import CATEGORIES, Text, languages, load

DAY = 24 * 60
YEAR = 361 * DAY  # minutes from 1 January 2025 that ads are posted in: the year without its last days


@dataclass(frozen=True, slots=True)
class City:
    """A town: its region, the start of its phone numbers, its names by language."""

    region: str
    near: tuple[str, ...]
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """Return its name in a language, else in English."""
        return self.names.get(language, self.names["en"])


@dataclass(slots=True)
class Identifier:
    """A contact in somebody's hands.

    Attributes
    ----------
    kind, value
        In graphkit's normal form.
    written
        As it is written when the normal form is not: capitals, a phone in groups.
    local
        A phone as it is written in its own country; empty for other kinds.
    owner, role
        The person, agency or hub, and ``actor``, ``shared_line``, ``recycled`` or ``hub``.
    share
        How likely an ad of its holder shows it while it is in use, 0..1.
    first, last
        When it is in use, minutes of the year.
    habit
        Which of the ways to introduce it its holder prefers, 0..1.
    note
        The plant that made it, for the truth.
    side
        0 on all platforms; 1 on the holder's first platform only, 2 on the others only.
    """

    kind: str
    value: str
    written: str
    owner: str
    role: str = "actor"
    local: str = ""
    share: float = 0.5
    first: int = 0
    last: int = YEAR
    habit: float = 0.0
    note: str = ""
    side: int = 0


@dataclass(slots=True)
class Person:
    """One advertiser.

    Attributes
    ----------
    index, key
        Position in the world, and the name in the truth (``P-00012``).
    weight
        How many ads, against the others' weights.
    first, last
        Minutes of the year between which the ads are posted.
    ads
        Their positions in the world's arrays.
    accounts
        Username by platform.
    texts
        Whose texts are used: (person, which of its texts); the own ones first.
    """

    index: int
    key: str
    language: str
    category: str
    cities: list[City]
    weight: float
    name: str = ""
    stem: tuple[str, ...] = ()
    brand: str = ""
    agency: str = ""
    prolific: bool = False
    platforms: tuple[int, ...] = ()
    first: int = 0
    last: int = YEAR
    ads: range = range(0)
    identifiers: list[Identifier] = field(default_factory=list)
    accounts: dict[int, str] = field(default_factory=dict)
    texts: list[tuple[int, int]] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Identifier]:
        """Return the person's own identifiers of a kind."""
        return [i for i in self.identifiers if i.kind == kind and i.role == "actor"]


@dataclass(slots=True)
class Hub:
    """Something that many unrelated advertisers name: ``purpose`` says what for; the sentence follows it."""

    key: str
    purpose: str
    identifier: Identifier


# What a single ad is, beside what its person makes it.
SILENT, MISTYPED = 1, 2


@dataclass(slots=True)
class World:
    """All of it. Ads are positions in parallel arrays; what few ads have is kept apart by position."""

    ads: int
    seed: int
    tongues: Mapping[str, float] = field(
        default_factory=dict
    )  # shares of languages; empty: as places.toml says
    disguised: float = 0.0  # of the ads, 0..1
    pictured: float = 0.0  # of the persons, 0..1
    forms: tuple[Platform, ...] = PLATFORMS  # in what files the ads come
    places: dict[str, Any] = field(init=False)
    words: dict[str, Any] = field(init=False)
    cities: list[City] = field(init=False)
    pool: PhonePool = field(init=False)
    names: Names = field(init=False)
    persons: list[Person] = field(default_factory=list)
    agencies: dict[str, list[Person]] = field(default_factory=dict)
    hubs: list[Hub] = field(default_factory=list)
    minute: array[int] = field(default_factory=lambda: array("i"))
    platform: array[int] = field(default_factory=lambda: array("b"))
    person: array[int] = field(default_factory=lambda: array("i"))
    flags: bytearray = field(default_factory=bytearray)
    hubs_of: dict[int, list[int]] = field(default_factory=dict)
    namesakes: set[str] = field(default_factory=set)
    _texts: dict[tuple[int, int], Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places, self.words = load("places"), load("words")
        self.cities = [City(c["region"], tuple(c["near"]), c["names"]) for c in self.places["city"]]
        self.pool = PhonePool(self.places, self.stream("phones"))
        self.names = Names(self.words)

    def stream(self, name: str) -> Random:
        """Return a source of chance of its own, so that more of one thing changes nothing of another."""
        return Random(f"{self.seed}/{name}")

    def text(self, owner: int, which: int) -> Text:
        """Return one of a person's texts."""
        found = self._texts.get((owner, which))
        if found is None:
            who = self.persons[owner]
            rng = self.stream(f"text/{owner}/{which}")
            found = languages()[who.language].write(rng, who.category, who.name, who.brand)
            self._texts[owner, which] = found
        return found

    def posted(self, person: Person) -> Iterator[int]:
        """Yield the minutes of a person's ads, in order."""
        return iter(self.minute[person.ads.start : person.ads.stop])


def populate(world: World) -> None:
    """Make the persons: a tenth as many as ads, of very different weight."""
    rng = world.stream("people")
    regions = world.places["regions"]
    count = (world.ads + 9) // 10
    weights = {name: region["weight"] for name, region in regions.items()}
    for index in range(count):
        region = pick_weighted(rng, weights)
        language = pick_weighted(rng, world.tongues or regions[region]["tongues"])
        there = [c for c in world.cities if c.region == region]
        person = Person(index, f"P-{index + 1:06d}", language, pick(rng, CATEGORIES), [pick(rng, there)], 1.0)
        while rng.random() < 0.3 and len(person.cities) < 4:
            person.cities.append(pick(rng, there if rng.random() < 0.7 else world.cities))
        # Pareto with exponent 4/3, from square roots only: they are exact on every machine, powers are not.
        # The smallest weight is near nothing, so that many post once or twice.
        draw = max(rng.random(), 1e-9)
        person.weight = 1 / (sqrt(draw) * sqrt(sqrt(draw))) - 0.95
        most = max(3.0, 0.12 * count)
        if person.weight > most:
            person.weight = most * (0.5 + 0.5 * rng.random())
        person.name = pick(rng, languages()[language].names)
        person.stem = world.names.stem(rng)
        person.brand = "".join(w.capitalize() for w in person.stem)
        if rng.random() < 0.5:
            length = (20 + int(rng.random() * 180)) * DAY
            person.first = int(rng.random() * (YEAR - length))
            person.last = person.first + length
        world.persons.append(person)


def schedule(world: World) -> None:
    """Share the ads out by weight, at least one to each person, and place them in time and on platforms."""
    rng = world.stream("schedule")
    spare = world.ads - len(world.persons)
    total = sum(p.weight for p in world.persons)
    exact = [p.weight / total * spare for p in world.persons]
    counts = [1 + int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: (int(exact[i]) - exact[i], i))
    for i in order[: world.ads - sum(counts)]:
        counts[i] += 1
    for person, count in zip(world.persons, counts, strict=True):
        eligible = [k for k, p in enumerate(PLATFORMS) if p.takes(person.language, person.category)]
        number = min(len(eligible), 1 + sum(rng.random() < chance for chance in (0.7, 0.5, 0.3)), count)
        chosen = []
        for _ in range(number):
            chosen.append(eligible.pop(int(rng.random() * len(eligible))))
        person.platforms = tuple(chosen)
        person.ads = range(len(world.person), len(world.person) + count)
        span = person.last - person.first
        days = [person.first // DAY + int(rng.random() * (span // DAY)) for _ in range(count)]
        # Nobody posts between midnight and seven.
        for minute in sorted(day * DAY + 7 * 60 + int(rng.random() * 17 * 60) for day in days):
            world.minute.append(minute)
            # The first platform takes most; the last few.
            at = min(int(rng.random() * number), int(rng.random() * number))
            world.platform.append(chosen[at])
            world.person.append(person.index)
    world.flags = bytearray(world.ads)
