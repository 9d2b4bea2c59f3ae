"""What every export is, and how a file gets to its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graphkit.case import CaseView


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the user may choose of an export.

    Attributes
    ----------
    cluster
        Only this cluster, where the export can; None for the whole case.
    title
        What a page calls the case.
    """

    cluster: str | None = None
    title: str = ""


Exporter = Callable[[CaseView, Path, ExportOptions], list[Path]]


def put(path: Path, content: bytes) -> Path:
    """Write a file whole: under another name first, so that nobody meets half of it."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return path
