"""Small archives of every sort, made in memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from graphkit.settings import ArchiveLimits
from ingest.archives import CONTAINERS, Member, Skipped

Files = Mapping[str, bytes]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def tarred(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd}


def read_archive(
    path: Path, limits: ArchiveLimits | None = None
) -> tuple[dict[str, bytes], dict[str, str], dict[str, str]]:
    """Return the members of an archive with their bytes, those skipped with their reasons, and what is damaged."""
    head = path.read_bytes()[: 64 << 10]
    container = next(c for c in CONTAINERS.values() if c.sniff(path, head))
    files: dict[str, bytes] = {}
    skipped: dict[str, str] = {}
    damaged: dict[str, str] = {}
    for member in container.members(path, path.name, limits or ArchiveLimits()):
        if isinstance(member, Skipped):
            skipped[member.inner] = member.reason
            continue
        assert isinstance(member, Member)
        with member.open("rb") as file:
            files[member.inner] = file.read()
        if member.damage:
            damaged[member.inner] = member.damage
    return files, skipped, damaged
