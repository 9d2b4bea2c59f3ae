"""ZIP archives."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO, cast

from graphkit.errors import SourceError
from graphkit.model import Place
from graphkit.settings import ArchiveLimits
from ingest.broken_zip import salvaged
from ingest.member_names import shown, zip_name
from ingest.members import DAMAGED, Budget, Member, Skipped, budget_of, random_access

_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# What office documents and programs begin with, which are ZIP archives inside.
_DOCUMENTS = (
    b"_rels/",
    b"docProps/",
    b"xl/",
    b"word/",
    b"ppt/",
    b"META-INF/",
    b"mimetype",
    b"[Content_Types].xml",
)


class ZipContainer:
    """ZIP archives, also such as were cut short."""

    name = "zip"
    formats: tuple[str, ...] = ("ZIP",)

    def sniff(self, path: Place, head: bytes) -> bool:
        """Tell whether it is a ZIP; those that are documents are for readers of documents."""
        del path
        return head.startswith(_MARKS) and not any(head[30:].startswith(mark) for mark in _DOCUMENTS)

    def members(self, path: Place, source: str, limits: ArchiveLimits) -> Iterator[Member | Skipped]:
        """Yield the members."""
        budget = budget_of(path, limits)
        with ExitStack() as stack:
            file = random_access(path, source, stack)
            try:
                archive = stack.enter_context(zipfile.ZipFile(file))
            except DAMAGED as error:
                yield from _salvage(file, source, budget, error)
                return
            names = _names(archive.infolist())
            web = _is_wacz(names.values())
            for info, inner in names.items():
                budget.enter(source)
                if reason := _no_zip_file(info) or (
                    _NO_PAGES if web and not inner.startswith("archive/") else ""
                ):
                    yield Skipped(inner, reason)
                    continue
                opener = cast("Callable[[], IO[bytes]]", lambda info=info: archive.open(info))
                beside = _Beside(archive, names, budget)
                yield Member(inner, f"{source}/{inner}", opener, budget, info.file_size, beside)


_NO_PAGES = "an index of the web archive; its pages are read from archive/"


def _names(infos: Sequence[zipfile.ZipInfo]) -> dict[zipfile.ZipInfo, str]:
    """Return the paths of the files in a ZIP as they are shown; of two that are alike the later gets a number."""
    names: dict[zipfile.ZipInfo, str] = {}
    taken: set[str] = set()
    for info in infos:
        if info.filename.endswith("/"):
            continue
        name = wanted = shown(zip_name(info))
        number = 2
        while name in taken:
            name, number = f"{wanted} ({number})", number + 1
        taken.add(name)
        names[info] = name
    return names


def _is_wacz(names: Iterable[str]) -> bool:
    found = set(names)
    return "datapackage.json" in found and any(n.startswith("archive/") and ".warc" in n for n in found)


class _Beside:
    """Finds other files of a ZIP by their paths."""

    def __init__(self, archive: zipfile.ZipFile, names: dict[zipfile.ZipInfo, str], budget: Budget) -> None:
        self._archive, self._names, self._budget = archive, names, budget
        self._by_name: dict[str, zipfile.ZipInfo] | None = None

    def __call__(self, name: str, most: int) -> bytes | None:
        if self._by_name is None:
            self._by_name = {name: info for info, name in self._names.items()}
        info = self._by_name.get(name)
        if info is None or _no_zip_file(info):
            return None
        try:
            with self._archive.open(info) as file:
                data = file.read(most)
        except DAMAGED:
            return b""
        self._budget.spend(len(data), name)
        return data


def _no_zip_file(info: zipfile.ZipInfo) -> str:
    """Return why a member of a ZIP is not read; empty if it is."""
    if info.flag_bits & 1:
        return "it is encrypted; unpack the archive with its password"
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link or a special file"
    return ""


def _salvage(file: IO[bytes], source: str, budget: Budget, error: Exception) -> Iterator[Member | Skipped]:
    """Yield what a ZIP without its directory still holds."""
    found = False
    for name, opener in salvaged(file):
        found = True
        budget.enter(source)
        yield Member(shown(name), f"{source}/{shown(name)}", opener, budget)
    if not found:
        raise SourceError(
            f"{source}: the ZIP archive cannot be opened ({error}). Copy or download it anew."
        ) from None
    yield Skipped(
        "", "the archive is cut short: its directory is missing; the files that are still in it were read"
    )
