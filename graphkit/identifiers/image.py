"""Perceptual hashes of pictures: 64 bits that survive re-encoding, resizing and small edits.

The method is the well-known DCT hash (C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions",
2010): grey levels on a 32 by 32 grid, a discrete cosine transform, and one bit for each of its low frequencies,
telling whether it lies above their median. Everything behind the decoder is integers, so that a picture has the same
hash on every machine. Hashes within a few bits of one another are the same picture; ``linking/near_image.py`` groups
them.

The picture is somebody's, and may be hostile: it is read from memory, in the few formats that ads use, never by a
decoder that runs other programs, within limits of bytes and pixels, and nothing of it is kept but the hash.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from graphkit.identifiers.base import Kind

if TYPE_CHECKING:
    from PIL.Image import Image

# Rivals copy pictures and many use the same from stock, so a picture alone joins nobody: in a simulated case of 15,000
# ads, 60 % of the advertisers with pictures, joining by equal hashes put 13,259 ads into one cluster.
IMAGE = Kind("image", "image", joins=False, reliability=0.6, needs_file=True)

GRID = 32  # cells on a side of the grid that the transform sees
SMALLEST = 48  # pixels of the shorter side below which a picture is an icon
LARGEST_BYTES = 64 << 20  # of a file
LARGEST_PIXELS = 64_000_000  # decoded at once; a JPEG of more is decoded smaller
_LONGEST = 60  # longer side in shorter sides: beyond it a banner or a tracking strip
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_SCALE = 1 << 14  # of the cosines, as integers
_ORIENTATION = 0x0112  # the tag of EXIF
_ROWS = 11  # of the transform: the 64 lowest frequencies lie within them
# The 64 lowest frequencies without the mean level, by diagonals: Zauner takes a square of 8 by 8 from the second row
# and column on; the diagonal order leaves out its highest ones, which a crop of 5 % turns over first.
_LOW = sorted(((i, j) for i in range(_ROWS) for j in range(_ROWS) if i + j), key=lambda p: (p[0] + p[1], p))[
    :64
]

# What is too empty to hash, measured on drawn pictures (tests/identifiers/test_image.py).
_NOISE = 20 << 14  # half of the coefficients below it: what JPEG does to a picture decides the bits
_STEP = 12  # grey levels by which a cell must differ from the commonest level to count as busy
_BUSY = 30  # per cent of the cells, below which a picture is plain
_SPREAD = (
    25  # tenths of coefficients that carry the energy (participation ratio), below which it is a gradient
)
RICH, PLAIN = 0.9, 0.5  # confidence; a plain picture shows and never joins


def can_hash() -> bool:
    """Tell whether Pillow is there, without which no picture is read."""
    return find_spec("PIL") is not None


@dataclass(frozen=True, slots=True)
class Hashed:
    """A picture's hash, or why it has none.

    Attributes
    ----------
    value
        16 hex digits; empty where there is no hash.
    confidence
        How far two equal hashes tell that two pictures are one, 0..1; below the joining confidence for a picture that
        is nearly empty.
    reason
        ``tiny``, ``flat``, ``too large``, ``damaged`` or ``no picture`` where there is no hash; ``plain`` for a hash of
        a nearly empty picture; else empty.
    """

    value: str = ""
    confidence: float = 0.0
    reason: str = ""


def hash_picture(data: bytes) -> Hashed:
    """Return the perceptual hash of a picture.

    Parameters
    ----------
    data
        A whole file, whatever it may be: JPEG, PNG, GIF, WebP and BMP are read, of several frames the first.
        The orientation that a camera wrote is obeyed; what is transparent counts as white.

    Returns
    -------
    Hashed
        The hash, or why there is none; nothing that stands in ``data`` raises.

    Examples
    --------
    >>> hash_picture(b"no picture").reason
    'no picture'
    """
    if len(data) > LARGEST_BYTES:
        return Hashed(reason="too large")
    pil = _pillow()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large pictures; the limits here are our own
        try:
            with pil.Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if reason := _unfit(image):
                    return Hashed(reason=reason)
                cells = _cells(image)
        except (pil.Image.DecompressionBombError, MemoryError):
            return Hashed(reason="too large")
        except pil.UnidentifiedImageError:
            return Hashed(reason="no picture")
        except Exception:  # decoders of hostile files fail in any way they like
            return Hashed(reason="damaged")
    return hash_cells(cells)


@cache
def _pillow() -> ModuleType:
    """Return Pillow with its readers of the formats that are read; loaded late, for few runs look at pictures."""
    import PIL.BmpImagePlugin
    import PIL.GifImagePlugin
    import PIL.Image
    import PIL.JpegImagePlugin
    import PIL.PngImagePlugin
    import PIL.WebPImagePlugin

    return PIL


def _unfit(image: Image) -> str:
    """Return why a picture is not hashed, judged by its size; draws a large JPEG smaller."""
    short, long = sorted(image.size)
    if short < SMALLEST or long > _LONGEST * short:
        return "tiny"
    if image.format in ("JPEG", "MPO"):
        image.draft("L", (8 * GRID, 8 * GRID))
    return "too large" if image.size[0] * image.size[1] > LARGEST_PIXELS else ""


def _cells(image: Image) -> np.ndarray:
    """Return the grey levels of a picture on the grid: int64, ``(GRID, GRID)``."""
    import PIL.Image

    box, size = (
        PIL.Image.Resampling.BOX,
        (GRID, GRID),
    )  # the mean of each cell: no cosine that a machine may round
    turn = _turned(image)
    if image.mode.startswith("I"):
        image = _eight_bits(image)
    if image.mode in ("LA", "PA", "La", "RGBA", "RGBa") or "transparency" in image.info:
        small = np.asarray(image.convert("RGBA").convert("LA").resize(size, box)).astype(np.int64)
        level, alpha = small[..., 0], small[..., 1]
        cells = (level * alpha + 255 * (255 - alpha) + 127) // 255
    else:
        cells = np.asarray(image.convert("L").resize(size, box)).astype(np.int64)
    return np.ascontiguousarray(turn(cells))


def _turned(image: Image) -> Callable[[np.ndarray], np.ndarray]:
    """Return how the grid is turned to stand as the camera stood."""
    try:
        told = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # what a camera wrote may be anything
        told = 1
    return _TURNS.get(told if isinstance(told, int) else 1, _TURNS[1])


_TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    1: lambda g: g,
    2: lambda g: g[:, ::-1],
    3: lambda g: g[::-1, ::-1],
    4: lambda g: g[::-1, :],
    5: lambda g: g.T,
    6: lambda g: g.T[:, ::-1],
    7: lambda g: g.T[::-1, ::-1],
    8: lambda g: g.T[::-1, :],
}


def _eight_bits(image: Image) -> Image:
    """Return a picture of 16 bits a pixel in 8; Pillow would clip it to white."""
    import PIL.Image

    levels = np.asarray(image).astype(np.int64)
    return PIL.Image.fromarray(np.clip(levels >> 8, 0, 255).astype(np.uint8))


@cache
def _cosines() -> np.ndarray:
    """Return the first rows of the 32-point DCT-II, as integers: ``(_ROWS, GRID)``."""
    row, column = np.arange(_ROWS)[:, None], np.arange(GRID)[None, :]
    table: np.ndarray = np.rint(np.cos(np.pi * (2 * column + 1) * row / (2 * GRID)) * _SCALE).astype(np.int64)
    table[0] = (table[0] * 181) >> 8  # 1 / sqrt(2): the rows weigh the same
    return table


def hash_cells(cells: np.ndarray) -> Hashed:
    """Return the hash of grey levels on the grid.

    Parameters
    ----------
    cells
        ``(GRID, GRID)`` of 0..255.

    Examples
    --------
    >>> hash_cells(np.full((32, 32), 200)).reason
    'flat'
    """
    cosines = _cosines()
    spectrum = (cosines @ cells.astype(np.int64) @ cosines.T) >> 14
    low = np.array([int(spectrum[i, j]) for i, j in _LOW], dtype=np.int64)
    strength = np.sort(np.abs(low))
    if strength[32] < _NOISE:
        return Hashed(reason="flat")
    middle = np.sort(low)[32]  # 32 lie at or above it, so every hash has about as many ones as zeros
    value = 0
    for bit in low >= middle:
        value = value << 1 | int(bit)
    plain = _is_plain(cells, low)
    return Hashed(f"{value:016x}", PLAIN if plain else RICH, "plain" if plain else "")


def _is_plain(cells: np.ndarray, low: np.ndarray) -> bool:
    """Tell whether a picture is nearly empty, so that unrelated ones look alike: a logo, a line of text, a gradient."""
    counts = np.convolve(np.bincount(cells.ravel(), minlength=256), np.ones(2 * _STEP + 1, np.int64), "same")
    busy = cells.size - int(counts.max())
    squares = [int(c) ** 2 for c in low]
    few = busy * 100 < _BUSY * cells.size
    return few or 10 * sum(squares) ** 2 < _SPREAD * sum(s * s for s in squares)
