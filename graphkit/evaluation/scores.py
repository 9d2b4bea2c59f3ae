"""How well clusters agree with a truth: pairwise, B-cubed and adjusted Rand figures from counts in integers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import fsum

import polars as pl


@dataclass(frozen=True, slots=True)
class Scores:
    """The agreement of two partitions of the same records.

    Attributes
    ----------
    records, clusters, groups
        How many records both label, and in how many clusters and groups of the truth they are.
    largest
        Records in the largest cluster.
    pairs_clustered, pairs_true, pairs_both
        Pairs of records that the clusters hold together, that the truth does, and that both do.
    precision, recall, f1
        Of pairs, 0..1.
    bcubed_precision, bcubed_recall, bcubed_f1
        Of records, 0..1: the mean over records of the share of its cluster that is of its group, and of the share of
        its group that is in its cluster (Bagga and Baldwin 1998).
    ari
        Adjusted Rand index (Hubert and Arabie 1985): 1 for the same partition, about 0 for one by chance.
    """

    records: int
    clusters: int
    groups: int
    largest: int
    pairs_clustered: int
    pairs_true: int
    pairs_both: int
    precision: float
    recall: float
    f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    ari: float

    def as_dict(self) -> dict[str, int | float]:
        """Return the figures by name."""
        return asdict(self)


def score(clusters: pl.DataFrame, truth: pl.DataFrame) -> Scores:
    """Compare clusters with a truth, over the records that both label.

    Parameters
    ----------
    clusters
        record_id, cluster_id: one row a record.
    truth
        record_id, group: one row a record. Only which labels are equal matters, not what they are.

    Returns
    -------
    Scores
        Every count is exact; each figure is one division of exact counts, or for B-cubed a correctly rounded sum of
        such divisions, so the order of rows moves no digit.

    Notes
    -----
    Where there is nothing to be wrong about, a figure is 1: precision if no pair is clustered, recall if no pair is
    true, ARI if both partitions are all single records or both one piece, everything if there are no records.

    Examples
    --------
    >>> ids = ["a", "b", "c", "d"]
    >>> found = pl.DataFrame({"record_id": ids, "cluster_id": ["x", "x", "y", "z"]})
    >>> known = pl.DataFrame({"record_id": ids, "group": ["p", "p", "p", "q"]})
    >>> s = score(found, known)
    >>> s.precision, round(s.recall, 3), s.bcubed_precision, round(s.bcubed_recall, 3)
    (1.0, 0.333, 1.0, 0.667)
    """
    both = clusters.select("record_id", "cluster_id").join(
        truth.select("record_id", "group"), on="record_id", how="inner"
    )
    cells = both.group_by("cluster_id", "group").agg(pl.len().cast(pl.Int64).alias("n"))
    rows = _sums(cells, "cluster_id")
    columns = _sums(cells, "group")
    records = both.height
    every, clustered, true = _pairs(records), _pairs_in(rows, "size"), _pairs_in(columns, "size")
    together = _pairs_in(cells, "n")
    precision, recall = _bcubed(rows, records), _bcubed(columns, records)
    return Scores(
        records=records,
        clusters=rows.height,
        groups=columns.height,
        largest=_integer(rows["size"].max()),
        pairs_clustered=clustered,
        pairs_true=true,
        pairs_both=together,
        precision=_share(together, clustered),
        recall=_share(together, true),
        f1=_share(2 * together, clustered + true),
        bcubed_precision=precision,
        bcubed_recall=recall,
        bcubed_f1=2 * precision * recall / (precision + recall),
        ari=_ari(every, clustered, true, together),
    )


def _sums(cells: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return each side's sizes, with the sum of the squares of its cells."""
    return cells.group_by(by).agg(pl.col("n").sum().alias("size"), (pl.col("n") ** 2).sum().alias("squares"))


def _integer(value: object) -> int:
    return value if isinstance(value, int) else 0


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _pairs_in(frame: pl.DataFrame, column: str) -> int:
    return _integer(frame.select((pl.col(column) * (pl.col(column) - 1) // 2).sum()).item())


def _share(part: int, whole: int) -> float:
    """Return part of whole; 1 where there is no whole."""
    return part / whole if whole else 1.0


def _bcubed(side: pl.DataFrame, records: int) -> float:
    """Return the mean over records of their cell's share of the side that they are in."""
    if not records:
        return 1.0
    # Sides of one size have one denominator: few divisions, of whole numbers, summed without rounding between.
    by_size = side.group_by("size").agg(pl.col("squares").sum()).sort("size")
    parts = (squares / size for size, squares in by_size.iter_rows())
    return min(1.0, fsum(parts) / records)


def _ari(every: int, clustered: int, true: int, both: int) -> float:
    """Return (both - expected) / (mean - expected), in whole numbers up to one division."""
    chance = 2 * clustered * true
    best = every * (clustered + true) - chance
    return (2 * both * every - chance) / best if best else 1.0
