"""The picture files that records name: found beside their source, hashed and forgotten.

Only files in the source's folder or below it are looked at, whatever a cell says: no link is followed out of it, no
address is fetched, and nothing but a plain file is opened.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from graphkit.identifiers.image import LARGEST_BYTES, Hashed, hash_picture
from graphkit.identifiers.picture_mentions import Pictured, picture_mentions
from graphkit.model import Place

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")  # of a scheme; one letter alone is a drive of Windows
_MASKED = re.compile(r"\*")
# Names that mean one path, below the folder, however they are read.
_PLAIN = re.compile(r"(?!/)(?:(?!\.\.)[^\\%*\x00])+")
_LONGEST = 1_000  # characters of a path
_FLAGS = os.O_RDONLY | sum(getattr(os, n, 0) for n in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))


def hash_files(declared: pa.Table, folder: Path | Place) -> tuple[pa.Table, Counter[str]]:
    """Hash the pictures that records name.

    Parameters
    ----------
    declared
        Rows of kind ``image`` with the schema ``DECLARED``.
    folder
        Where their source lies; of a source in an archive itself, by which files beside it there are had.

    Returns
    -------
    tuple
        The mentions (schema ``MENTIONS``), and how many rows came to what: ``hashed``, of these ``plain``, or why
        there is no hash (see :class:`~graphkit.identifiers.image.Hashed`; also ``missing`` and ``outside``).
    """
    counts: Counter[str] = Counter()
    known: dict[str, Hashed] = {}
    rows: list[Pictured] = []
    names = ("record_id", "role", "field", "raw", "start")
    for record, role, field, raw, start in zip(*(declared[n].to_pylist() for n in names), strict=True):
        if raw not in known:
            known[raw] = hash_file(folder, raw)
        hashed = known[raw]
        if hashed.reason:
            counts[hashed.reason] += 1
        if hashed.value:
            counts["hashed"] += 1
            rows.append(Pictured(record, role, field, start, raw, hashed))
    return picture_mentions(rows, "image.dct"), counts


def absent(folder: Path, raw: str) -> bool:
    """Tell by one look whether a picture that a cell names is surely missing.

    An export may name hundreds of thousands of pictures that were never exported; to look for each in every way that it
    may be written would take longer than to read the export.
    """
    plain = len(raw) <= _LONGEST and _PLAIN.fullmatch(raw) is not None and _ADDRESS.match(raw) is None
    return plain and not os.path.lexists(f"{_home(os.path.abspath(folder))}{os.sep}{raw}")


def hash_file(folder: Path | Place, raw: str) -> Hashed:
    """Return the hash of one picture that a cell names, or why there is none; nothing raises."""
    if not isinstance(folder, Path):
        return _hash_packed(folder, raw)
    try:
        path, reason = _place(folder, raw)
        if path is None:
            return Hashed(reason=reason)
        data, reason = _content(path)
    except (OSError, ValueError, RuntimeError):  # a loop of links, a name that no file can have
        return Hashed(reason="missing")
    return hash_picture(data) if data is not None else Hashed(reason=reason)


def _hash_packed(source: Place, raw: str) -> Hashed:
    """Return the hash of a picture in the archive that a source lies in."""
    if _ADDRESS.match(raw) or len(raw) > _LONGEST:
        return Hashed(reason="outside")
    find: Callable[[str, int], bytes | None] = getattr(source, "beside", lambda _name, _most: None)
    names = dict.fromkeys((raw, _unescaped(raw), unquote(raw)))
    data = next((d for d in (find(name, LARGEST_BYTES + 1) for name in names) if d is not None), None)
    if data is None:
        return Hashed(reason="missing")
    if len(data) > LARGEST_BYTES:
        return Hashed(reason="too large")
    return hash_picture(data)


def _place(folder: Path, raw: str) -> tuple[Path | None, str]:
    """Return the real path of a picture, or why it is not looked at."""
    if len(raw) > _LONGEST or "\x00" in raw:
        return None, "missing"
    if _ADDRESS.match(raw):
        return None, "outside"
    home = _home(os.path.abspath(folder))
    for name in dict.fromkeys((raw, _unescaped(raw), raw.replace("\\", "/"), unquote(raw))):
        path = home / name
        if _MASKED.search(name) and not path.exists():
            path = _unmasked(home, name) or path
        try:
            real = path.resolve(strict=True)
        except FileNotFoundError:
            if not Path(os.path.normpath(path)).is_relative_to(home):
                return None, "outside"
            continue
        return (real, "") if real.is_relative_to(home) else (None, "outside")
    return None, "missing"


@lru_cache(maxsize=64)
def _home(folder: str) -> Path:
    return Path(folder).resolve()


def _unescaped(raw: str) -> str:
    """Return a name out of a list in JSON without its escapes."""
    try:
        return str(json.loads(f'"{raw}"')) if "\\" in raw else raw
    except ValueError:
        return raw


def _unmasked(home: Path, name: str) -> Path | None:
    """Return the one file whose name is ``name`` with the digits that were masked as a bank card's put back."""
    path = home / name
    form = re.compile(re.escape(path.name).replace(r"\*", "[0-9]"))
    if not path.parent.resolve().is_relative_to(home):
        return None
    found = [entry for entry in path.parent.iterdir() if form.fullmatch(entry.name)]
    return found[0] if len(found) == 1 else None


def _content(path: Path) -> tuple[bytes | None, str]:
    """Return the bytes of a plain file, or why it is not read; a pipe or device is never waited for."""
    if not stat.S_ISREG(path.stat().st_mode):  # opening a device may already do something
        return None, "no picture"
    handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb") as file:
        held = os.fstat(file.fileno())
        if not stat.S_ISREG(held.st_mode) or not held.st_size:
            return None, "no picture"
        if held.st_size > LARGEST_BYTES:
            return None, "too large"
        return file.read(LARGEST_BYTES + 1), ""
