"""How good a linking is, where the truth is known: figures, false merges and splits, and what misled it."""

from graphkit.evaluation.merges import MECHANISMS, Merges, false_merges
from graphkit.evaluation.of_case import Evaluation, evaluate
from graphkit.evaluation.planted import Planted, planted
from graphkit.evaluation.scores import Scores, score
from graphkit.evaluation.splits import Splits, false_splits
from graphkit.evaluation.truth import Truth, read_truth

__all__ = [
    "MECHANISMS", "Evaluation", "Merges", "Planted", "Scores", "Splits", "Truth", "evaluate", "false_merges",
    "false_splits", "planted", "read_truth", "score",
]  # fmt: skip
