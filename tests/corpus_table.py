"""The rows of the labelled corpus for the tests: read and judged by the same code as in the benchmark."""

from __future__ import annotations

import sys
from pathlib import Path

# The benchmarks are no package: they run from the checkout and are not installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from extraction_corpus import (
    CORPUS,
    Item,
    Judged,
    Row,
    Seen,
    is_wrong,
    items,
    judge,
    judge_all,
    load,
    read,
    unescape,
)
from extraction_tables import Score, by_disguise, by_family, by_kind, calibration, failures, lines, scores

__all__ = [
    "CORPUS", "Item", "Judged", "Row", "Score", "Seen", "by_disguise", "by_family", "by_kind", "calibration",
    "failures", "is_wrong", "items", "judge", "judge_all", "lines", "load", "read", "scores", "unescape",
]  # fmt: skip
