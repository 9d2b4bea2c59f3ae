"""What many unrelated advertisers name: support mail, a taxi, a hotel, a payment page."""

from __future__ import annotations

from random import Random

from graphkit.simulate import addresses
from graphkit.simulate.chance import pick, some
from graphkit.simulate.contacts import written_phone
from graphkit.simulate.platforms import PLATFORMS
from graphkit.simulate.world import SILENT, Hub, Identifier, World

# Purpose, kind, share of the ads of a large case, and the platform that alone has it (empty for all).
_HUBS = (
    ("taxi", "phone", 0.05, ""),
    ("support_mail", "email", 0.04, "bazaarly"),
    ("verify_bot", "telegram", 0.032, ""),
    ("pay_site", "domain", 0.025, ""),
    ("hotel", "phone", 0.02, ""),
    ("photo_check", "domain", 0.015, "nightboard"),
    ("pay_tag", "cashapp", 0.012, ""),
    ("escrow", "bitcoin", 0.009, ""),
    ("courier", "phone", 0.007, ""),
    ("city_page", "instagram", 0.005, ""),
)


def hubs(world: World, rng: Random) -> None:
    """Put platform-wide contacts of every kind into 0.5 to 5 per cent of the ads."""
    for purpose, kind, share, platform in _HUBS[: max(2, world.ads // 500)]:
        index = [p.name for p in PLATFORMS].index(platform) if platform else None
        ads = [a for a in range(world.ads) if index is None or world.platform[a] == index]
        # In a small case single persons have such shares too: hubs get up to twice theirs, to stand out.
        scale = min(2.0, max(1.0, 2_000 / world.ads))
        number = min(int(share * scale * world.ads + 0.5), len(ads) // 2)
        _plant_hub(world, rng, purpose, kind, some(rng, ads, number), platform)


def small_hubs(world: World, rng: Random) -> None:
    """Put small shared contacts on about twenty ads of eight strangers each."""
    fit = [p for p in world.persons if len(p.ads) >= 2 and not p.prolific]
    for n in range(min(40, world.ads // 2500)):
        purpose, kind, _, _ = _HUBS[n % len(_HUBS)]
        chosen = some(rng, fit, 8)
        ads = {pick(rng, person.ads) for person in chosen}
        for _ in range(60):
            if len(ads) >= 20:
                break
            ads.add(pick(rng, pick(rng, chosen).ads))
        _plant_hub(world, rng, purpose, kind, sorted(ads), "")


def _plant_hub(world: World, rng: Random, purpose: str, kind: str, ads: list[int], platform: str) -> None:
    """Make a hub and put it on ads, all but the silent ones."""
    key = f"H-{len(world.hubs) + 1:03d}"
    identifier = _hub_contact(world, rng, key, purpose, kind, platform)
    if identifier is None:
        return
    world.hubs.append(Hub(key, purpose, identifier))
    for ad in ads:
        if not world.flags[ad] & SILENT:
            world.hubs_of.setdefault(ad, []).append(len(world.hubs) - 1)


def _hub_contact(
    world: World, rng: Random, key: str, purpose: str, kind: str, platform: str
) -> Identifier | None:
    """Return a contact for a hub; none when no phones are left."""
    word = world.names.rare(rng)
    if kind == "phone":
        home = pick(rng, world.cities)
        number = world.pool.take(rng, home.region, home.near)
        if number is None:
            return None
        phone = written_phone(world, rng, number, key)
        phone.role = "hub"
        return phone
    value = {
        "bitcoin": addresses.bitcoin(rng),
        "email": f"support@{platform}.example" if platform else f"help@{word}.example",
        "domain": f"{word}-{purpose.partition('_')[2] or purpose}.example",
        "telegram": f"{word}_bot",
        "instagram": f"{word}_city",
        "cashapp": f"{word}desk",
    }[kind]
    written = value.title() if kind == "cashapp" else value
    return Identifier(kind, value, written, key, role="hub")
