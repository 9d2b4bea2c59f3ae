"""From what the user names to files: folders walked, globs opened, contents hashed."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graphkit.errors import SourceError
from graphkit.identifiers.cards import mask_cards
from graphkit.model import Place

HEAD = 64 * 1024
OUTPUTS = frozenset({
    "case.duckdb", "case.duckdb.wal", "records.csv", "identifiers.csv", "mentions.csv", "ties.csv", "clusters.csv",
    "possible_links.csv", "communities.csv", "shared_identifiers.csv", "rejects.csv", "summary.json", "run.json", "map.html",
})  # fmt: skip

# WhatsApp for iOS calls a chat so; other names that begin with "_" are notes, truths and parts of programs.
_READ_ALL_THE_SAME = frozenset({"_chat.txt"})
# Files in a folder that are called so are no sources: they are looked at where a record names them.
PICTURES = frozenset(
    {
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".gif",
        ".webp",
        ".bmp",
        ".heic",
        ".heif",
        ".avif",
        ".tif",
        ".tiff",
    }
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    Attributes
    ----------
    path
        Where it is: a path, or a member of an archive.
    source
        The path as the user gave it, with forward slashes and cards masked: what outputs call it.
    named
        Whether the user named this very file; one found in a folder may be of a kind that nothing reads.
    """

    path: Place
    source: str
    named: bool

    @property
    def size(self) -> int:
        """Bytes on disk; 0 of what is not there."""
        return self.path.stat().st_size if isinstance(self.path, Path) and self.path.exists() else 0

    @property
    def beside(self) -> Path | Place:
        """Where the files are that its records may name: its folder, or for a member of an archive itself."""
        return self.path.parent if isinstance(self.path, Path) else self.path

    @property
    def is_picture(self) -> bool:
        """Whether it was found in a folder and is called like a picture."""
        return not self.named and self.path.suffix.lower() in PICTURES

    @property
    def stem(self) -> str:
        """The file's name without its endings, lower case: what stands for the platform where nothing else does."""
        name = Path(self.source).name.lower()
        while (stem := Path(name).stem) != name and Path(name).suffix[1:].isalpha():
            name = stem
        return name


def find_sources(given: Iterable[str | Path], leave_out: Path | None = None) -> list[SourceFile]:
    """Return the files that the user means, in a fixed order.

    Parameters
    ----------
    given
        Files, folders (walked; names that begin with ``.`` or ``_`` are passed over) and globs.
    leave_out
        A folder whose content is never a source: where the outputs go.

    Raises
    ------
    SourceError
        If something named does not exist or a glob matches nothing.
    """
    found: dict[Path, SourceFile] = {}
    skip = leave_out.resolve() if leave_out is not None else None
    for item in given:
        path = Path(item)
        if path.is_dir():
            files = [(p, False) for p in _walk(path, skip)]
        elif path.exists():
            files = [(path, True)]
        else:
            files = [
                (Path(p), True) for p in sorted(glob.glob(str(item), recursive=True)) if Path(p).is_file()
            ]
            if not files:
                raise SourceError(f"{item}: no such file or folder")
        for file, named in files:
            key = file.resolve()
            if key not in found or (named and not found[key].named):
                found[key] = SourceFile(file, _shown(file), named)
    return sorted(found.values(), key=lambda s: s.source)


def _shown(file: Path) -> str:
    """Return a path as outputs may show it: readable in UTF-8, with card numbers masked."""
    name = file.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return mask_cards(name, None)[0]


def _walk(folder: Path, skip: Path | None) -> Iterable[Path]:
    """Yield the files below a folder, in order, without hidden ones and without following links to folders."""
    try:
        entries = sorted(folder.iterdir(), key=lambda p: p.name)
    except OSError as error:
        raise SourceError(f"{folder}: the folder cannot be read: {error.strerror}") from error
    # Where a case lies, its tables and map are what graphkit made of other files, never ads.
    made = (
        OUTPUTS if any(e.name == "case.duckdb" for e in entries) or folder.resolve() == skip else frozenset()
    )
    for entry in entries:
        if entry.name in made:
            continue
        hidden = entry.name.startswith((".", "_")) and entry.name not in _READ_ALL_THE_SAME
        if hidden or (skip is not None and entry.resolve() == skip):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry, skip)
        elif entry.is_file():
            yield entry


def hash_and_head(path: Place, source: str = "") -> tuple[str, int, bytes]:
    """Return a file's SHA-256 in hex, its size in bytes and its first 64 KiB.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    digest = hashlib.sha256()
    size = 0
    head = b""
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                if not size:
                    head = block[:HEAD]
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise SourceError(
            f"{source or path}: cannot be read: {error.strerror}; check that it exists and that you may read it"
        ) from error
    return digest.hexdigest(), size, head
