"""The contacts that each person has."""

from __future__ import annotations

from random import Random

from graphkit.simulate import addresses
from graphkit.simulate.chance import pick
from graphkit.simulate.platforms import PLATFORMS
from graphkit.simulate.world import YEAR, Identifier, Person, World

# Kind -> how many of a hundred persons have one, and how likely their ads show it.
_HANDLES = {
    "telegram": (45, 0.55), "instagram": (22, 0.4), "vk": (6, 0.35), "facebook": (6, 0.3), "tiktok": (5, 0.3),
    "snapchat": (6, 0.4), "cashapp": (7, 0.35), "paypal": (6, 0.3), "venmo": (3, 0.3), "revolut": (3, 0.3),
}  # fmt: skip
_WALLETS = {
    "bitcoin": (4, 0.3, addresses.bitcoin), "ethereum": (2, 0.3, addresses.ethereum),
    "tron": (3, 0.3, addresses.tron),
}  # fmt: skip
# Payment services that know people by their phone.
_BY_PHONE = {"kaspi": 2, "qiwi": 2}


def furnish(world: World) -> None:
    """Give every person phones, handles, mail, sites, payment handles and wallets; each has at least one."""
    rng = world.stream("contacts")
    for person in world.persons:
        if rng.random() < 0.85:
            for extra in range(1 + (rng.random() < 0.3) + (rng.random() < 0.1)):
                add_phone(world, rng, person, share=0.85 if extra == 0 else 0.35)
        _add_names(world, rng, person)
        for kind, (percent, share, make) in _WALLETS.items():
            if rng.random() * 100 < percent:
                written = make(rng)
                value = written.lower() if kind == "ethereum" else written
                _add(rng, person, kind, value, share, written)
        _pay_by_phone(rng, person)
        if not person.identifiers:
            add_handle(world, rng, person, "telegram", 0.9)
        person.texts = [(person.index, n) for n in range(1 + (rng.random() < 0.4) + (rng.random() < 0.2))]


def _add_names(world: World, rng: Random, person: Person) -> None:
    """Give a person what is made of its name: handles, mail, a site, accounts on the platforms."""
    for kind, (percent, share) in _HANDLES.items():
        if rng.random() * 100 < percent:
            add_handle(world, rng, person, kind, share)
    if rng.random() < 0.3:
        _add(rng, person, "email", world.names.email(rng, person.stem), 0.45)
    if rng.random() < 0.1:
        _add(rng, person, "domain", world.names.domain(rng, person.stem), 0.5)
    for k in person.platforms:
        if PLATFORMS[k].accounts and rng.random() < 0.5:
            person.accounts[k] = world.names.handle(rng, f"account/{PLATFORMS[k].name}", person.stem)


def _add(rng: Random, person: Person, kind: str, value: str, share: float, written: str = "") -> Identifier:
    found = Identifier(kind, value, written or value, person.key, share=share, habit=rng.random())
    person.identifiers.append(found)
    return found


def add_handle(
    world: World, rng: Random, person: Person, kind: str, share: float, stem: tuple[str, ...] = ()
) -> Identifier:
    """Give a person a username of a kind, made of its own words or of ``stem``."""
    value = world.names.handle(rng, kind, stem or person.stem)
    # Usernames of Telegram and tags of Cash App are often written with capitals that do not count.
    capitals = kind in ("telegram", "cashapp") and rng.random() < 0.3
    return _add(rng, person, kind, value, share, value.title() if capitals else value)


def add_phone(
    world: World, rng: Random, person: Person, share: float, first: int = 0, last: int = YEAR
) -> Identifier | None:
    """Give a person a phone of its town, in use between two minutes; none when no numbers are left."""
    home = person.cities[0]
    number = world.pool.take(rng, home.region, home.near)
    if number is None:
        return None
    phone = written_phone(world, rng, number, person.key)
    phone.share, phone.first, phone.last = share, first, last
    person.identifiers.append(phone)
    return phone


def written_phone(world: World, rng: Random, number: str, owner: str) -> Identifier:
    """Return a phone with the two ways in which its holder writes it."""
    style = pick(rng, (0, 0, 1, 2, 3))
    local = pick(rng, (0, 0, 1, 2, 3, 4))
    return Identifier(
        "phone",
        number,
        world.pool.international(number, style),
        owner,
        local=world.pool.national(number, local),
        habit=rng.random(),
    )


def _pay_by_phone(rng: Random, person: Person) -> None:
    """Let some take payments by their first phone."""
    phones = person.of_kind("phone")
    for kind, percent in _BY_PHONE.items():
        if phones and rng.random() * 100 < percent:
            _add(rng, person, kind, phones[0].value, 0.3, phones[0].written)
