"""Pictures drawn from a seed, and what happens to pictures that are posted again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Picture = Image.Image


def scene(seed: int, size: tuple[int, int] = (320, 240)) -> Picture:
    """Return a rich picture: noise of several scales, as in photographs, with shapes in it."""
    chance, (w, h) = np.random.default_rng(seed), size
    layers = np.zeros((h, w, 3)) + chance.uniform(70, 180, 3)
    for steps, strength in ((3, 45), (6, 30), (12, 20), (30, 12), (80, 6)):
        small = chance.normal(0, 1, (steps, steps, 3)).astype(np.float32)
        for colour in range(3):
            wide = Image.fromarray(small[:, :, colour]).resize((w, h), Image.Resampling.BICUBIC)
            layers[:, :, colour] += strength * np.asarray(wide)
    picture = Image.fromarray(np.clip(layers, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(chance.integers(2, 7))):
        x, y = chance.uniform(0, w), chance.uniform(0, h)
        a, b = chance.uniform(w / 16, w / 4), chance.uniform(h / 16, h / 4)
        colour = tuple(int(c) for c in chance.integers(0, 256, 3))
        shape = draw.ellipse if chance.random() < 0.6 else draw.rectangle
        shape((x - a, y - b, x + a, y + b), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1))


def screenshot(seed: int, size: tuple[int, int] = (270, 480)) -> Picture:
    """Return a page of lines of words under a bar, dark on white."""
    chance, (w, h) = np.random.default_rng(seed), size
    picture = Image.new("RGB", size, (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, w, 24), fill=(40, 90, 150))
    y = 30
    while y < h - 20:
        x = 10
        for _ in range(int(chance.integers(3, 9))):
            long = int(chance.integers(8, 45))
            if x + long > w - 10:
                break
            draw.rectangle((x, y, x + long, y + 5), fill=(40, 40, 40))
            x += long + 4
        y += int(chance.choice([10, 10, 10, 22]))
    return picture


def logo(seed: int, size: tuple[int, int] = (200, 200)) -> Picture:
    """Return one small shape in the middle of white."""
    chance, (w, h) = np.random.default_rng(seed), size
    picture = Image.new("RGB", size, (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    r, colour = chance.uniform(20, 45), tuple(int(c) for c in chance.integers(0, 200, 3))
    box = (w / 2 - r, h / 2 - r, w / 2 + r, h / 2 + r)
    (draw.ellipse if chance.random() < 0.5 else draw.rectangle)(box, fill=colour)
    draw.rectangle(
        (w / 2 - r, h / 2 + r + 5, w / 2 + r * chance.uniform(0.2, 1), h / 2 + r + 15), fill=colour
    )
    return picture


def one_line(seed: int, size: tuple[int, int] = (300, 150)) -> Picture:
    """Return a line or three of words on paper."""
    chance = np.random.default_rng(seed)
    picture = Image.new("RGB", size, (250, 250, 250))
    draw = ImageDraw.Draw(picture)
    for line in range(int(chance.integers(1, 4))):
        x = 20
        for _ in range(int(chance.integers(1, 6))):
            long = int(chance.integers(10, 45))
            draw.rectangle((x, 40 + line * 20, x + long, 47 + line * 20), fill=(30, 30, 30))
            x += long + 5
    return picture


def gradient(seed: int, size: tuple[int, int] = (200, 150)) -> Picture:
    """Return a wall: from dark to light, and nothing else."""
    chance, (w, h) = np.random.default_rng(seed), size
    across, down = np.linspace(-1, 1, w)[None, :], np.linspace(-1, 1, h)[:, None]
    levels = across * chance.uniform(-90, 90) + down * chance.uniform(-90, 90) + chance.uniform(90, 160)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).convert("RGB")


def jpeg(picture: Picture, quality: int = 85, **more: object) -> bytes:
    """Return the bytes of a JPEG."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def png(picture: Picture, **more: object) -> bytes:
    """Return the bytes of a PNG."""
    out = io.BytesIO()
    picture.save(out, "PNG", **more)
    return out.getvalue()


def _levels(picture: Picture, levels: np.ndarray) -> Picture:
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


def copies(picture: Picture, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield what becomes of a picture that is posted again: how, and its bytes."""
    chance, (w, h) = np.random.default_rng(seed), picture.size
    for quality in (40, 60, 90):
        yield "encoded", jpeg(picture, quality)
    for factor in (0.3, 0.5, 0.75, 1.5):
        small = picture.resize((int(w * factor), int(h * factor)), Image.Resampling.LANCZOS)
        yield "resized", jpeg(small, 80)
    levels = np.asarray(picture).astype(float)
    yield "grey", jpeg(picture.convert("L"))
    yield "noisy", jpeg(_levels(picture, levels + chance.normal(0, 8, levels.shape)))
    for factor in (0.75, 1.25):
        yield "brightness", jpeg(_levels(picture, levels * factor))
    yield "brightness", jpeg(_levels(picture, 255 * (levels / 255) ** 0.8))
    yield "edge cut", jpeg(picture.crop((int(w * 0.015), int(h * 0.015), int(w * 0.985), int(h * 0.985))))
    a, b = chance.uniform(0, 0.05, 2)
    yield "cropped", jpeg(picture.crop((int(w * a), int(h * b), int(w * (0.95 + a)), int(h * (0.95 + b)))))
    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    draw.rectangle((w * 0.7, h * 0.93, w * 0.98, h * 0.98), fill=(255, 255, 255))
    draw.rectangle((w * 0.72, h * 0.945, w * 0.96, h * 0.965), fill=(0, 0, 0))
    yield "marked", jpeg(marked)
