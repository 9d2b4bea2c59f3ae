"""Pictures of ads: drawn from the seed, posted again re-scaled and re-compressed, copied by rivals, taken from stock.

They are shapes on clouded colours and show nothing. Each stands in a file of its own, which its ad names.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from graphkit.simulate.ads import Ad
from graphkit.simulate.chance import pick, pick_weighted
from graphkit.simulate.world import Person, World

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER, TRUTH = "pictures", "truth_pictures.csv"
_HEADER = ("native_id", "file", "picture", "owner", "role", "how")
_SIZE = (240, 180)
_HELD = 400  # drawings held at once
_SHOWS = 0.7  # how likely an ad of a person with pictures shows one
_COPIES = 0.15  # of the persons with pictures use one of somebody else's
_STOCK = 0.1  # of the ads show a picture that belongs to nobody
_HOW = {"as it was": 0.35, "re-encoded": 0.25, "resized": 0.25, "cropped": 0.1, "captioned": 0.05}


@dataclass(slots=True)
class Album:
    """Gives ads their pictures and writes them down.

    Parameters
    ----------
    world
        Whose persons and ads they are.
    folder
        The folder of the ads; the pictures go into ``pictures`` in it.
    truth
        The open ``truth_pictures.csv``.
    """

    world: World
    folder: Path
    truth: Any
    written: int = 0
    _of: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    _drawn: dict[str, Image] = field(default_factory=dict)

    def give(self, ad: Ad) -> None:
        """Let an ad show a picture, or none; the file is written beside the ads."""
        key = ad.post.native_id
        rng = self.world.stream(f"pictures/{key}")
        own = self._pictures(ad.person)
        if rng.random() < _STOCK:
            count = max(3, self.world.ads // 400)
            number = min(int(rng.random() * count), int(rng.random() * count))
            shown = (f"stock {number + 1}", "", "stock")
        elif own and rng.random() < _SHOWS:
            shown = pick(rng, own)
        else:
            return
        how = pick_weighted(rng, _HOW)
        ad.post.picture = f"{FOLDER}/{key}.jpg"
        (self.folder / ad.post.picture).write_bytes(_posted(rng, self._draw(shown[0]), how))
        self.truth.writerow((key, ad.post.picture, *shown, how))
        self.written += 1

    def _pictures(self, person: Person) -> list[tuple[str, str, str]]:
        """Return a person's pictures: name, owner, ``own`` or ``copied``; none for a person who shows none."""
        found = self._of.get(person.index)
        if found is None:
            rng = self.world.stream(f"album/{person.key}")
            found = self._own(person)
            if found and rng.random() < _COPIES:
                rivals = (pick(rng, self.world.persons) for _ in range(20))
                others = (self._own(rival) for rival in rivals if rival is not person)
                if taken := next(filter(None, others), None):
                    found.append((*taken[0][:2], "copied"))
            self._of[person.index] = found
        return found

    def _own(self, person: Person) -> list[tuple[str, str, str]]:
        rng = self.world.stream(f"own pictures/{person.key}")
        if rng.random() >= self.world.pictured:
            return []
        return [(f"{person.key} {n + 1}", person.key, "own") for n in range(1 + int(rng.random() * 4))]

    def _draw(self, name: str) -> Image:
        if name not in self._drawn:
            if len(self._drawn) >= _HELD:
                self._drawn.pop(next(iter(self._drawn)))
            self._drawn[name] = drawn(self.world.stream(f"drawing/{name}"))
        return self._drawn[name]


@contextmanager
def album(world: World, ads: Path, truth: Path) -> Iterator[Album | None]:
    """Open the album of a case, or none where no pictures were asked for; what an earlier case left goes."""
    import csv

    for old in sorted((ads / FOLDER).glob("*.jpg")):
        old.unlink()
    if not world.pictured:
        (truth / TRUTH).unlink(missing_ok=True)
        if (ads / FOLDER).is_dir() and not any((ads / FOLDER).iterdir()):
            (ads / FOLDER).rmdir()
        yield None
        return
    (ads / FOLDER).mkdir(exist_ok=True)
    with (truth / TRUTH).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_HEADER)
        yield Album(world, ads, writer)


def drawn(rng: Random) -> Image:
    """Return a picture: clouds of colour in several sizes with shapes before them."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", _SIZE, tuple(60 + int(rng.random() * 130) for _ in range(3)))
    for steps, strength in ((3, 0.5), (6, 0.35), (14, 0.25), (40, 0.12)):
        noise = Image.frombytes(
            "RGB", (steps, steps), rng.getrandbits(24 * steps * steps).to_bytes(3 * steps * steps)
        )
        picture = Image.blend(picture, noise.resize(_SIZE, Image.Resampling.BICUBIC), strength)
    draw, (w, h) = ImageDraw.Draw(picture), _SIZE
    for _ in range(3 + int(rng.random() * 4)):
        x, y, a, b = (
            rng.random() * w,
            rng.random() * h,
            (0.05 + rng.random() * 0.2) * w,
            (0.05 + rng.random() * 0.2) * h,
        )
        shape = draw.ellipse if rng.random() < 0.6 else draw.rectangle
        shape((x - a, y - b, x + a, y + b), fill=tuple(rng.getrandbits(8) for _ in range(3)))
    return picture


def _posted(rng: Random, picture: Image, how: str) -> bytes:
    """Return the JPEG file of a picture as it is posted this time."""
    from PIL import Image, ImageDraw

    quality, (w, h) = 85, picture.size
    if how == "re-encoded":
        quality = 35 + int(rng.random() * 45)
    elif how == "resized":
        factor = 0.45 + rng.random() * 0.8
        picture = picture.resize((int(w * factor), int(h * factor)), Image.Resampling.LANCZOS)
    elif how == "cropped":
        left, top, right, bottom = (rng.random() * 0.03 for _ in range(4))
        picture = picture.crop((int(w * left), int(h * top), int(w * (1 - right)), int(h * (1 - bottom))))
    elif how == "captioned":
        picture = picture.copy()
        ImageDraw.Draw(picture).rectangle(
            (w * 0.1, h * 0.9, w * (0.3 + rng.random() * 0.6), h * 0.97), fill=(255, 255, 255)
        )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
