"""A synthetic case with planted truth: many platforms, many advertisers, and all that makes linking hard.

Nobody in it exists. Phones come from ranges reserved for fiction, mail and sites from ``.example``, wallets
from seeded bytes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from graphkit.errors import UsageError
from graphkit.simulate.ads import ads_of
from graphkit.simulate.contacts import furnish
from graphkit.simulate.pictures import album
from graphkit.simulate.plants import PLANTS, Plant
from graphkit.simulate.platforms import FORMS, PLATFORMS, Platform
from graphkit.simulate.texts import LANGUAGES
from graphkit.simulate.truth import Truth
from graphkit.simulate.world import World, populate, schedule

__all__ = ["PLANTS", "Plant", "simulate"]

ADS, TRUTH = "ads", "_truth"


def simulate(
    out: Path, ads: int, seed: int, *, disguised: float = 0.0, tongues: Mapping[str, float] | None = None,
    pictured: float = 0.0, form: str = "tables",
) -> dict[str, int]:  # fmt: skip
    """Write a synthetic case: the same ads and seed give the same files on every machine, pictures with one Pillow.

    Parameters
    ----------
    out
        A folder, made if missing. ``ads/`` in it gets one file a platform, ``_truth/`` what is planted; files
        of the same names are replaced.
    ads
        How many ads, at least 1. A tenth as many persons advertise.
    seed
        Any whole number.
    disguised
        In what share of the ads, 0 to 1, contacts are written in the ways of
        :data:`graphkit.simulate.disguises.DISGUISES`; the other ads do not change with it.
    tongues
        How many advertisers, against each other, write in ``en``, ``ru``, ``es``, ``tr`` and ``kk``; as in
        ``places.toml`` if none. The shares of ads come near, for some advertisers post much.
    pictured
        What share of the advertisers, 0 to 1, show pictures: files in ``ads/pictures``, which the ads of the platforms
        with photos name; the ads are else the same. ``_truth/truth_pictures.csv`` tells which drawing each file is.
    form
        In what the ads come: ``tables``, or ``mixed``: a messenger's export, a chat in a ZIP, a web archive, and tables.

    Returns
    -------
    dict
        How many ``ads``, ``persons``, ``agencies``, ``hubs``, ``identifiers`` (each owner's counted),
        ``kinds`` and ``rejects`` (broken rows) there are; ads with ``disguised`` contacts, and by language
        (``in en``), and ``pictures``, where they were asked for.

    Raises
    ------
    UsageError
        If ``ads`` is below 1, a share or language makes no sense, or ``out`` cannot be written to.

    Notes
    -----
    Sizes of persons follow a Pareto law with exponent 4/3. :data:`PLANTS` lists the difficulties.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     simulate(Path(folder), ads=50, seed=1)["ads"]
    50
    """
    if ads < 1:
        raise UsageError(f"--ads {ads}: a case has at least one ad")
    if not 0 <= disguised <= 1:
        raise UsageError(f"--disguised {disguised}: give a share from 0 to 1")
    if not 0 <= pictured <= 1:
        raise UsageError(f"--pictured {pictured}: give a share from 0 to 1")
    if form not in FORMS:
        raise UsageError(f"--form {form}: there are {', '.join(FORMS)}")
    tongues = _checked(tongues or {})
    try:
        for folder in (out / ADS, out / TRUTH):
            folder.mkdir(parents=True, exist_ok=True)
        with _no_collecting():
            counts = _write(_world(ads, seed, tongues, disguised, pictured, FORMS[form]), out)
    except OSError as error:
        raise UsageError(f"{out}: the case cannot be written there: {error}") from error
    for name, asked in (("disguised", disguised), ("pictures", pictured)):
        if not asked:
            del counts[name]
    return {k: n for k, n in counts.items() if not k.startswith("in ") or (tongues and n)}


def _checked(tongues: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of languages in one order, whatever order they were given in."""
    unknown = sorted(tongues.keys() - set(LANGUAGES))
    if unknown:
        raise UsageError(
            f"--languages: no such language: {', '.join(unknown)}; there are {', '.join(LANGUAGES)}"
        )
    shares = {code: float(tongues[code]) for code in LANGUAGES if code in tongues}
    if any(not (0 <= s < float("inf")) for s in shares.values()) or (shares and not sum(shares.values())):
        raise UsageError("--languages: give shares from 0 on, not all of them 0, such as en=60,ru=30,es=10")
    return shares


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Pause the collector of cycles: a world has none, and looking for them takes a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _world(
    ads: int,
    seed: int,
    tongues: Mapping[str, float] | None = None,
    disguised: float = 0.0,
    pictured: float = 0.0,
    forms: tuple[Platform, ...] = PLATFORMS,
) -> World:
    """Return the whole plan: everybody, everything planted, nothing written."""
    world = World(ads, seed, tongues or {}, disguised, pictured, forms)
    populate(world)
    for stage, then in (("people", schedule), ("contacts", None), ("ads", None)):
        if stage == "contacts":
            furnish(world)
        for name, plant in PLANTS.items():
            if plant.stage == stage:
                plant.apply(world, world.stream(f"plant/{name}"))
        if then:
            then(world)
    return world


def _write(world: World, out: Path) -> dict[str, int]:
    """Write all files; return what is in them."""
    broken = min(200, (3 if world.ads >= 60 else 1) + world.ads // 5000)
    rejects, disguised, spoken = 0, 0, dict.fromkeys((f"in {code}" for code in LANGUAGES), 0)
    native = world.forms == PLATFORMS
    with (
        Truth(out / TRUTH, world.disguised > 0, native) as truth,
        album(world, out / ADS, out / TRUTH) as pictures,
    ):
        for index, platform in enumerate(world.forms):
            shown = pictures if platform.pictured else None
            sink = (platform.pictured if shown and platform.pictured else platform.open)(
                out / ADS / platform.file
            )
            # Broken rows go round the platforms, first the JSON Lines, and stand among the first ads.
            mine = len(range((index - 2) % len(PLATFORMS), broken, len(PLATFORMS))) if platform.breaks else 0
            try:
                for number, ad in enumerate(ads_of(world, index), 1):
                    if shown:
                        shown.give(ad)
                    record = sink.write(ad.post)
                    truth.add(ad, platform.file, platform.prose(ad.post), record)
                    disguised += "disguised" in ad.notes
                    spoken[f"in {ad.person.language}"] += 1
                    if number % 3 == 0 and mine:
                        named = (
                            ad.post.native_id if native else record or f"{platform.file}:{ad.post.native_id}"
                        )
                        truth.reject(platform.file, named, sink.broken(ad.post))
                        mine, rejects = mine - 1, rejects + 1
            finally:
                sink.close()
        kinds = list(truth.finish())
        return {
            "ads": world.ads,
            "persons": len(world.persons),
            "agencies": len(world.agencies),
            "hubs": len(world.hubs),
            "identifiers": truth.identifiers,
            "kinds": len(kinds),
            "rejects": rejects,
            "disguised": disguised,
            "pictures": pictures.written if pictures else 0,
            **spoken,
        }
