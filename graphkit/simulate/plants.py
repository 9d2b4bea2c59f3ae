"""What makes linking hard, planted on purpose: one function a difficulty, in the order of :data:`PLANTS`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from graphkit.simulate.chance import pick, some
from graphkit.simulate.contacts import add_phone, written_phone
from graphkit.simulate.hubs import hubs, small_hubs
from graphkit.simulate.platforms import PLATFORMS
from graphkit.simulate.texts import languages
from graphkit.simulate.world import DAY, MISTYPED, SILENT, YEAR, Identifier, Person, World


@dataclass(frozen=True, slots=True)
class Plant:
    """One difficulty.

    Attributes
    ----------
    stage
        When it is planted: on ``people`` before ads are shared out, on ``contacts`` once everybody has some,
        on ``ads`` when those are settled.
    doc
        What it is, in one line.
    apply
        Plants it. Chance comes from a stream of its own.
    """

    stage: Literal["people", "contacts", "ads"]
    doc: str
    apply: Callable[[World, Random], None]


def agencies(world: World, rng: Random) -> None:
    """Group a seventh of the persons into agencies of two to six."""
    free = [p for p in world.persons if rng.random() < 0.15]
    while len(free) > 1:
        size = min(len(free), 2 + int(rng.random() * 5))
        members, free = free[:size], free[size:]
        if len(free) == 1:
            members.append(free.pop())
        key = f"A-{len(world.agencies) + 1:05d}"
        lead = members[0]
        for person in members:
            person.agency, person.language, person.category = key, lead.language, lead.category
            person.cities[0] = lead.cities[0]
            person.name = pick(rng, languages()[person.language].names)
            person.first, person.last = min(person.first, lead.first), max(person.last, lead.last)
        world.agencies[key] = members


def prolific(world: World, rng: Random) -> None:
    """Give a few persons as many ads as the hubs have: 1 to 3.5 per cent of all each."""
    count = min(8, (len(world.persons) + 20) // 40)
    chosen = some(rng, [p for p in world.persons if not p.agency], count)
    shares = [0.01 + 0.025 * rng.random() for _ in chosen]
    others = sum(p.weight for p in world.persons) - sum(p.weight for p in chosen)
    for person, share in zip(chosen, shares, strict=True):
        person.weight = share * others / (1 - sum(shares))
        person.prolific, person.first, person.last = True, 0, YEAR


def shared_lines(world: World, rng: Random) -> None:
    """Give each agency one line that all its persons name beside their own contacts."""
    for key, members in world.agencies.items():
        home = members[0].cities[0]
        number = world.pool.take(rng, home.region, home.near)
        if number is not None and rng.random() < 0.75:
            line = written_phone(world, rng, number, key)
        else:
            handle = world.names.handle(rng, "telegram", (*members[0].stem, "desk"))
            line = Identifier("telegram", handle, handle, key)
        line.role, line.share, line.note = "shared_line", 0.6, "shared_line"
        for person in members:
            person.identifiers.append(line)


def burners(world: World, rng: Random) -> None:
    """Let some change their phone every three to eight weeks, both in use for three to ten days."""
    fit = [p for p in world.persons if len(p.ads) >= 6 and p.of_kind("phone") and not p.prolific]
    for person in some(rng, fit, max(1, len(fit) // 4)):
        most = max(2, len(person.ads) // 3)
        gone = [i for i in person.identifiers if i.kind in ("phone", "kaspi", "qiwi") and i.role == "actor"]
        person.identifiers = [i for i in person.identifiers if i not in gone]
        start, made = person.first, 0
        while made < most:
            end = start + (21 + int(rng.random() * 35)) * DAY
            if made == most - 1 or end >= person.last:
                end = YEAR
            # The first of them runs from the start, whatever the year.
            phone = add_phone(world, rng, person, 0.85, start if made else 0, end)
            if phone is None:
                break
            phone.note = "burner"
            if end == YEAR:
                break
            start, made = end - (3 + int(rng.random() * 7)) * DAY, made + 1
        if not person.identifiers:
            person.identifiers = gone


def recycled(world: World, rng: Random) -> None:
    """Give phones that were dropped to strangers, 90 days later or more."""
    fit = [p for p in world.persons if len(p.ads) >= 4 and _steady(p)]
    wanted = max(1, len(world.persons) // 40)
    for donor in some(rng, fit, 3 * wanted):
        if wanted and _recycle(world, rng, donor):
            wanted -= 1


def _steady(person: Person) -> bool:
    phones = person.of_kind("phone")
    return bool(phones) and not person.prolific and all(p.note == "" for p in phones)


def _recycle(world: World, rng: Random, donor: Person) -> bool:
    """End a donor's first phone and start it anew in a stranger's hands; tell whether that worked."""
    minutes = list(world.posted(donor))
    cut = minutes[max(1, len(minutes) // 3)] + DAY
    phone = donor.of_kind("phone")[0]
    if cut > 200 * DAY:
        return False
    for _ in range(40):
        heir = pick(rng, world.persons)
        later = list(world.posted(heir))
        begin = bisect_left(later, cut + 90 * DAY)
        stranger = heir is not donor and not (heir.agency and heir.agency == donor.agency)
        if stranger and not heir.prolific and len(later) - begin >= min(2, len(later)):
            break
    else:
        return False
    number = phone.value
    add_phone(world, rng, donor, 0.85, first=cut - 5 * DAY)
    phone.last, phone.share, phone.role, phone.note = cut, 1.0, "recycled", "recycled"
    again = written_phone(world, rng, number, heir.key)
    again.first, again.share, again.role, again.note = cut + 90 * DAY, 0.9, "recycled", "recycled"
    heir.identifiers.append(again)
    return True


def namesakes(world: World, rng: Random) -> None:
    """Give two strangers the same common username: on Telegram and Instagram, or on two of the platforms."""
    first = world.words["handles"]["first"]
    fit = [p for p in world.persons if len(p.ads) >= 3]
    for number in range(max(1, len(world.persons) // 50)):
        name = f"{pick(rng, first)}_{80 + int(rng.random() * 25)}"
        pair = some(rng, fit, 2)
        if len(pair) < 2 or (pair[0].agency and pair[0].agency == pair[1].agency):
            continue
        posts = [[k for k in p.platforms if PLATFORMS[k].accounts] for p in pair]
        apart = [(a, b) for a in posts[0] for b in posts[1] if a != b]
        if number % 2 and apart:
            for person, k in zip(pair, apart[0], strict=True):
                if world.names.hold(f"account/{PLATFORMS[k].name}", name):
                    person.accounts[k] = name
            world.namesakes.add(name)
            continue
        for person, kind in zip(pair, ("telegram", "instagram"), strict=True):
            if world.names.hold(kind, name):
                person.identifiers.append(
                    Identifier(kind, name, name, person.key, share=0.7, habit=rng.random(), note="namesake")
                )


def rare_names(world: World, rng: Random) -> None:
    """Let one person carry a rare username on two networks, each on other platforms, and nothing else."""
    fit = [p for p in world.persons if len(p.platforms) > 1 and len(p.ads) >= 4 and not p.agency]
    fit = [p for p in fit if not p.prolific and not any(i.note for i in p.identifiers)]
    for person in some(rng, fit, max(1, len(world.persons) // 60)):
        name = world.names.rare(rng)
        kinds = some(rng, ["telegram", "instagram", "snapchat", "vk"], 2)
        person.accounts = {}
        person.identifiers = [
            Identifier(
                kind, name, name, person.key, share=0.95, habit=rng.random(), note="rare_name", side=side
            )
            for side, kind in enumerate(kinds, 1)
        ]


def copied_texts(world: World, rng: Random) -> None:
    """Let some post the texts of rivals under their own contacts."""
    rivals: dict[tuple[str, str], list[Person]] = {}
    for person in world.persons:
        rivals.setdefault((person.language, person.category), []).append(person)
    wanted = max(1, len(world.persons) * 6 // 100)
    for person in some(rng, [p for p in world.persons if len(p.ads) > 1], 4 * wanted):
        victim = pick(rng, rivals[person.language, person.category])
        if victim is person or len(victim.ads) < 2 or (victim.agency and victim.agency == person.agency):
            continue
        person.texts.append(victim.texts[0])
        wanted -= 1
        if not wanted:
            return


def silent_ads(world: World, rng: Random) -> None:
    """Leave every contact out of some ads: only the text tells whose they are."""
    for person in world.persons:
        if len(person.ads) >= 3:
            for ad in person.ads:
                if rng.random() < 0.03:
                    world.flags[ad] |= SILENT


def typos(world: World, rng: Random) -> None:
    """Mistype a digit of the phone in one ad of 250."""
    for _ in range(max(1, world.ads // 250)):
        world.flags[int(rng.random() * world.ads)] |= MISTYPED


PLANTS: dict[str, Plant] = {
    "agencies": Plant("people", "agencies of two to six persons", agencies),
    "prolific": Plant("people", "persons with as many ads as a hub", prolific),
    "shared_lines": Plant("contacts", "one line for a whole agency, separate persons below it", shared_lines),
    "burners": Plant("contacts", "phones changed every few weeks, with overlaps", burners),
    "recycled": Plant("contacts", "phones given to strangers after 90 days or more", recycled),
    "namesakes": Plant("contacts", "one common username on two networks, two persons", namesakes),
    "rare_names": Plant("contacts", "one rare username on two networks, one person", rare_names),
    "copied_texts": Plant("ads", "texts taken over by rivals", copied_texts),
    "silent_ads": Plant("ads", "ads without any contact that repeat a text", silent_ads),
    "typos": Plant("ads", "a digit mistyped", typos),
    "hubs": Plant(
        "ads", "contacts of the platforms and of third parties, on 0.5 to 5 per cent of the ads", hubs
    ),
    "small_hubs": Plant("ads", "small shared contacts, on about 20 ads of 8 persons", small_hubs),
}
