"""Hashes of pictures, and files that are none or mean harm."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from drawn_pictures import copies, gradient, jpeg, logo, one_line, png, scene, screenshot
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from graphkit.identifiers import image
from graphkit.identifiers.image import PLAIN, RICH, hash_cells, hash_picture
from graphkit.identifiers.picture_files import absent, hash_file, hash_files
from graphkit.model import DECLARED, MENTIONS, table

WHOLE = jpeg(scene(1))


def apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_hashes_are_the_same_on_every_machine() -> None:
    """The grid is made of integers here, so that no decoder has a say."""
    row = np.arange(32)
    cells = (row[:, None] * row[None, :] * 7 + row[:, None] * 31) % 256
    assert hash_cells(cells) == image.Hashed("a253429f05cdfa55", RICH)


def test_no_cosine_lies_where_rounding_could_go_either_way() -> None:
    exact = np.cos(np.pi * (2 * np.arange(32)[None, :] + 1) * np.arange(11)[:, None] / 64) * (1 << 14)
    assert np.abs(np.abs(exact - np.floor(exact)) - 0.5).min() > 1e-6


# How -> bits within which nearly all copies lie, and their share.
NEAR = {
    "encoded": (4, 1.0), "grey": (4, 1.0), "noisy": (4, 1.0), "resized": (4, 1.0), "brightness": (8, 0.95),
    "edge cut": (8, 0.85), "cropped": (8, 0.5), "marked": (8, 0.8),
}  # fmt: skip


def test_copies_lie_near_and_other_pictures_do_not() -> None:
    bits: dict[str, list[int]] = {}
    values: list[str] = []
    rich = 0
    for seed in range(40):
        picture = scene(seed)
        whole = hash_picture(png(picture))
        rich += whole.confidence == RICH
        values.append(whole.value)
        for how, data in copies(picture, seed):
            bits.setdefault(how, []).append(apart(whole.value, hash_picture(data).value))
    assert set(bits) == set(NEAR)
    for how, (most, share) in NEAR.items():
        assert np.mean(np.array(bits[how]) <= most) >= share, (how, sorted(bits[how]))
    pairs = [apart(a, b) for i, a in enumerate(values) for b in values[:i]]
    assert min(pairs) > 10
    assert rich >= 38


@pytest.mark.parametrize("draw", [logo, one_line, gradient])
def test_a_nearly_empty_picture_never_joins(draw: object) -> None:
    for seed in range(60):
        hashed = hash_picture(png(draw(seed)))  # type: ignore[operator]
        assert (hashed.confidence, hashed.reason) in {(PLAIN, "plain"), (0.0, "flat")}, seed


def test_screenshots_differ() -> None:
    hashed = [hash_picture(png(screenshot(seed))) for seed in range(40)]
    assert {h.confidence for h in hashed} == {RICH}
    pairs = [apart(a.value, b.value) for i, a in enumerate(hashed) for b in hashed[:i]]
    assert np.mean(np.array(pairs) <= 8) < 0.002


def test_one_colour_has_no_hash() -> None:
    flat = Image.new("RGB", (300, 200), (90, 120, 200))
    assert hash_picture(png(flat)).reason == "flat"
    assert hash_picture(jpeg(flat, 40)).reason == "flat"


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (47, 400), (64, 5000)])
def test_icons_and_strips_have_no_hash(size: tuple[int, int]) -> None:
    assert hash_picture(png(scene(1, size))).reason == "tiny"


@pytest.mark.parametrize("told", range(1, 9))
def test_the_camera_s_orientation_is_obeyed(told: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = told
    stored = scene(3, (320, 200))
    data = jpeg(stored, 95, exif=exif)
    with Image.open(io.BytesIO(data)) as opened:
        upright = ImageOps.exif_transpose(opened)
    assert apart(hash_picture(data).value, hash_picture(png(upright)).value) <= 2


def test_what_is_transparent_is_white() -> None:
    seen = scene(4).convert("RGBA")
    seen.putalpha(Image.new("L", seen.size, 0))
    assert hash_picture(png(seen)).reason == "flat"
    half = scene(4).convert("RGBA")
    half.paste((255, 0, 0, 0), (0, 0, 160, 240))
    white = scene(4)
    white.paste((255, 255, 255), (0, 0, 160, 240))
    assert apart(hash_picture(png(half)).value, hash_picture(png(white)).value) <= 2


def encoded(picture: Image.Image, form: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def test_every_mode_and_format_gives_the_same_picture() -> None:
    picture = scene(5)
    value = hash_picture(png(picture)).value
    deep = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    for data in (
        encoded(picture, "BMP"), encoded(picture, "WEBP", quality=80), encoded(picture.quantize(128), "GIF"),
        encoded(picture.convert("CMYK"), "JPEG", quality=90), png(picture.convert("L")), png(picture.quantize(200)),
        png(deep), png(picture.convert("RGBA")),
    ):  # fmt: skip
        assert apart(hash_picture(data).value, value) <= 4


def test_of_a_moving_picture_the_first_frame_counts() -> None:
    frames = [scene(6), scene(7)]
    moving = encoded(frames[0].quantize(128), "GIF", save_all=True, append_images=[frames[1].quantize(128)])
    assert apart(hash_picture(moving).value, hash_picture(png(frames[0])).value) <= 4


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int) -> bytes:
    """Return a PNG of a few bytes that says it is ``side`` pixels on each side."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no picture"), (b"hello", "no picture"), (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"), (b"P6 100 100 255\n", "no picture"),
        (WHOLE[: len(WHOLE) // 2], "damaged"), (png(scene(1))[:-5000], "damaged"), (WHOLE[:40], None),
        (bomb(9_000), "too large"), (bomb(60_000), "too large"), (bomb(2**31 - 1), None),
        (b"GIF89a" + b"\xff" * 50, None), (b"\xff\xd8\xff" + b"\x00" * 500, None),
    ],
)  # fmt: skip
def test_hostile_files_have_no_hash(data: bytes, reason: str | None) -> None:
    hashed = hash_picture(data)
    assert (hashed.value, hashed.confidence) == ("", 0.0)
    assert hashed.reason == reason if reason else hashed.reason in {"no picture", "damaged", "too large"}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    hashed = hash_picture(bytes(whole))
    assert bool(hashed.value) != (hashed.reason not in {"", "plain"})


def test_too_many_bytes_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "LARGEST_BYTES", 100)
    assert hash_picture(WHOLE).reason == "too large"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with pictures, beside one that is nobody's business."""
    folder = tmp_path / "home"
    (folder / "pics").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    for path in (
        folder / "a.jpg",
        folder / "pics" / "b c.jpg",
        folder / "фото.jpg",
        tmp_path / "secret" / "s.jpg",
    ):
        path.write_bytes(WHOLE)
    return folder


def test_pictures_are_found_beside_the_source(home: Path) -> None:
    for raw in (
        "a.jpg", "./a.jpg", "pics/b c.jpg", "pics\\b c.jpg", "pics/b%20c.jpg", "pics\\/b c.jpg", "pics/../a.jpg",
        "\\u0444\\u043e\\u0442\\u043e.jpg", str(home / "a.jpg"),
    ):  # fmt: skip
        assert hash_file(home, raw).value == hash_picture(WHOLE).value, raw


def test_nothing_outside_the_folder_is_looked_at(home: Path) -> None:
    secret = home.parent / "secret" / "s.jpg"
    for raw in (
        "../secret/s.jpg", str(secret), "pics/../../secret/s.jpg", "/etc/passwd", "../nothing.jpg",
        "https://img.example/a.jpg", f"file://{secret}", "data:image/png;base64,AAAA",
    ):  # fmt: skip
        assert hash_file(home, raw).reason == "outside", raw
    (home / "link.jpg").symlink_to(secret)
    (home / "linked").symlink_to(secret.parent)
    (home / "inner.jpg").symlink_to(home / "a.jpg")
    assert hash_file(home, "link.jpg").reason == "outside"
    assert hash_file(home, "linked/s.jpg").reason == "outside"
    assert hash_file(home, "inner.jpg").value


def test_only_plain_files_are_opened(home: Path) -> None:
    os.mkfifo(home / "pipe.jpg")
    (home / "loop.jpg").symlink_to(home / "loop.jpg")
    (home / "zero.jpg").write_bytes(b"")
    assert hash_file(home, "pipe.jpg").reason == "no picture"
    assert hash_file(home, "pics").reason == "no picture"
    assert hash_file(home, "zero.jpg").reason == "no picture"
    for raw in ("loop.jpg", "nothing.jpg", "x" * 300 + ".jpg", "x" * 5_000, "a\x00.jpg", "a.jpg/b.jpg", ""):
        assert hash_file(home, raw).reason in {"missing", "no picture"}, raw


def test_a_file_of_too_many_bytes_is_not_read(home: Path) -> None:
    with (home / "huge.jpg").open("wb") as file:
        file.truncate(image.LARGEST_BYTES + 1)
    assert hash_file(home, "huge.jpg").reason == "too large"


def test_a_name_masked_as_a_card_s_is_found(home: Path) -> None:
    (home / "4111111111111111.jpg").write_bytes(WHOLE)
    assert hash_file(home, "411111******1111.jpg").value == hash_picture(WHOLE).value
    (home / "4111112222221111.jpg").write_bytes(WHOLE)
    assert hash_file(home, "411111******1111.jpg").reason == "missing"


def test_mentions_and_counts(home: Path) -> None:
    (home / "logo.png").write_bytes(png(logo(1)))
    raws = ["a.jpg", "logo.png", "gone.jpg", "a.jpg"]
    n = len(raws)
    declared = table(
        DECLARED,
        {"record_id": [f"r-{i}" for i in range(n)], "kind": ["image"] * n, "role": ["self"] * n,
         "field": ["photos"] * n, "raw": list(raws), "start": [0, 5, 0, 0]},
    )  # fmt: skip
    mentions, counts = hash_files(declared, home)
    assert mentions.schema == MENTIONS
    assert counts == {"hashed": 3, "plain": 1, "missing": 1}
    rows = mentions.select(["record_id", "kind", "start", "end", "raw", "confidence", "hint"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("r-0", "image", 0, 5, "a.jpg", pytest.approx(RICH), None),
        ("r-1", "image", 5, 13, "logo.png", pytest.approx(PLAIN), "plain"),
        ("r-3", "image", 0, 5, "a.jpg", pytest.approx(RICH), None),
    ]


def test_a_picture_is_surely_absent_only_where_its_name_means_one_path(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "here.jpg").write_bytes(WHOLE)
    names = [
        "a/gone.jpg",
        "b/gone.jpg",
        "a/here.jpg",
        "a\\\\here.jpg",
        "a%2Fhere.jpg",
        "a/h*re.jpg",
        "../x.jpg",
        "/x.jpg",
    ]
    assert [absent(tmp_path, name) for name in names] == [True, True] + [False] * 6
    assert not absent(tmp_path, "https://honey.example/x.jpg")
    assert not absent(tmp_path, "\0")
    assert not absent(tmp_path, "x" * 5000)
