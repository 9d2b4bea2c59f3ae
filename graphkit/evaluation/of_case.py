"""A case held against a truth: everything that ``graphkit evaluate`` tells."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from graphkit.case import CaseView
from graphkit.evaluation.merges import Merges, false_merges
from graphkit.evaluation.planted import Planted, planted
from graphkit.evaluation.scores import Scores, score
from graphkit.evaluation.splits import Splits, false_splits
from graphkit.evaluation.truth import Truth, read_truth
from graphkit.model import Effect, Role


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good the linking of a case is.

    Attributes
    ----------
    truth
        What was compared with, and how many records and rows it leaves out.
    scores, merges, splits
        The figures, what is wrongly together and what is wrongly apart.
    planted
        Hubs, prolific persons and recycled phones; None where the truth tells of no identifiers.
    """

    truth: Truth
    scores: Scores
    merges: Merges
    splits: Splits
    planted: Planted | None

    def as_dict(self) -> dict[str, Any]:
        """Return everything in plain values, for JSON."""
        told = {
            "column": self.truth.column,
            "matched_by": self.truth.key,
            "compared": self.scores.records,
            "records_with_empty_truth": self.truth.empty,
            "records_without_truth": self.truth.without_truth,
            "truth_without_record": self.truth.without_record,
        }
        plants = None if self.planted is None else {**asdict(self.planted), "summary": self.planted.summary()}
        return {
            "truth": told,
            "scores": self.scores.as_dict(),
            "false_merges": asdict(self.merges),
            "false_splits": asdict(self.splits),
            "planted": plants,
        }


def evaluate(view: CaseView, truth: Path, column: str | None = None, top: int = 10) -> Evaluation:
    """Hold a case's clusters against a table of truth.

    Parameters
    ----------
    view
        The case.
    truth
        CSV or TSV; see :func:`graphkit.evaluation.read_truth`. ``truth_identifiers.csv`` beside it, as
        ``graphkit simulate`` writes one, names the mechanisms of false merges.
    column
        The column of the truth; ``person`` if none, else the only one.
    top
        How many of the worst merges and splits to describe.

    Raises
    ------
    SourceError, UsageError
        If the table cannot be read or is ambiguous.
    """
    records = _frame(view, "records", "record_id", "native_id", "source", "locator", "url", "cluster_id")
    known = read_truth(truth, records, column)
    members = records.select("record_id", "cluster_id").drop_nulls()
    ties = _frame(view, "ties")
    identifiers = _frame(view, "identifiers")
    joining = ties.filter(pl.col("effect") == Effect.JOINS.value)
    plants = None
    if known.identifiers.height:
        plants = planted(
            members, known.rows, ties, known.identifiers,
            identifiers.filter(pl.col("effect") == Effect.JOINS.value), _frame(view, "shared_resources"),
        )  # fmt: skip
    return Evaluation(
        truth=known,
        scores=score(members, known.rows),
        merges=false_merges(members, known.rows, joining, known.identifiers, notes=known.has_notes, top=top),
        # That both name the same messenger's site says nothing of them.
        splits=false_splits(
            members, known.rows, ties.filter(pl.col("role") != Role.INFRASTRUCTURE.value), top=top
        ),
        planted=plants,
    )


def _frame(view: CaseView, name: str, *columns: str) -> pl.DataFrame:
    """Return a table of the case, or some columns of it."""
    rows = view.table(name)
    return pl.DataFrame(pl.from_arrow(rows.select(columns) if columns else rows))
