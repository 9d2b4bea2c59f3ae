"""The map as an export: ``map.html`` in the folder."""

from __future__ import annotations

from pathlib import Path

from graphkit.case import CaseView
from outputs.base import ExportOptions
from outputs.html_map import write_map


def export_map(view: CaseView, folder: Path, options: ExportOptions) -> list[Path]:
    """Write ``map.html``."""
    path = folder / "map.html"
    write_map(view, path, cluster=options.cluster, title=options.title or "graphkit case")
    return [path]
