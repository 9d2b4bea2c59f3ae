"""``summary.json``, the case in figures, and ``run.json``, how it came to be."""

from __future__ import annotations

import json
from pathlib import Path

from graphkit.case import CaseView
from outputs.base import ExportOptions, put


def export_summary(view: CaseView, folder: Path, options: ExportOptions) -> list[Path]:
    """Write both files. Times stand only in ``run.json``."""
    del options
    written = []
    for name, value in (("summary.json", view.summary()), ("run.json", view.run())):
        text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False) + "\n"
        written.append(put(folder / name, text.encode("utf-8")))
    return written
