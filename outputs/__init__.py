"""Exports, one file each. ``EXPORTERS`` is the whole list of what ``link`` writes: a new one is one file, one line."""

from __future__ import annotations

from outputs.base import Exporter, ExportOptions
from outputs.html_map.export import export_map
from outputs.summary import export_summary
from outputs.tables import export_tables

EXPORTERS: dict[str, Exporter] = {
    "tables": export_tables,
    "summary": export_summary,
    "map": export_map,
}

__all__ = ["EXPORTERS", "ExportOptions", "Exporter"]
