"""Two cases compared by their records: which clusters are new, gone, merged, split, grown or shrunk, and why."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

from graphkit import store
from graphkit.case import CaseView
from graphkit.history import of_view, plain
from graphkit.linking.lineage import Event, by_overlap, compare
from graphkit.linking.lineage_words import explained

NOTICE = "A finding is a lead, never proof."
FORMAT = 1
_ORDER = [Event.NEW, Event.MERGED, Event.SPLIT, Event.GROWN, Event.SHRUNK, Event.GONE]
_COLUMNS = ["event", "old", "new", "others", "records_before", "records_after", "records_new", "records_came",
            "records_left", "ties", "reason"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """How one case differs from another.

    Attributes
    ----------
    old, new
        The two case files.
    counts
        ``new``, ``merged``, ``split``, ``grown``, ``shrunk``, ``gone``: rows of ``changes``; ``new_alone`` and
        ``gone_alone``: clusters of a single record that came or went, which are counted only; ``moved``: rows of
        ``moved``; ``renamed``: clusters of the same records under another id; ``unchanged``: clusters as they were,
        those renamed among them; ``records_old``, ``records_new``, ``records_added``, ``records_removed``.
    changes
        event, old, new (the ids of the cluster in the old and in the new case, where it goes on), others (for new,
        merged and grown the old clusters, for split and shrunk the new ones, that have to do with it), records_before,
        records_after, records_new, records_came, records_left, ties, reason, as :func:`graphkit.history.listed` has
        them; new ones first, then merged, split, grown, shrunk, gone; the largest first in each.
    moved
        record_id, old, new: records that left a cluster which goes on for another that was there before.
    """

    old: str
    new: str
    counts: dict[str, int]
    changes: pd.DataFrame
    moved: pd.DataFrame

    @property
    def empty(self) -> bool:
        """Whether the two hold the same records in the same clusters, whatever the ids of these."""
        names = [e.value for e in _ORDER] + ["new_alone", "gone_alone"]
        return not any(self.counts[name] for name in names)

    def data(self) -> dict[str, Any]:
        """Return everything as plain Python, ready for JSON."""
        return {
            "format": FORMAT, "notice": NOTICE, "old": self.old, "new": self.new, "counts": self.counts,
            "changes": [_clean(row) for row in self.changes.to_dict("records")],
            "moved": self.moved.to_dict("records"),
        }  # fmt: skip


def _clean(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row with None where pandas has its own sign for what is missing."""
    return {str(k): None if isinstance(v, float) and v != v else v for k, v in row.items()}


def diff(old: str | Path | CaseView, new: str | Path | CaseView) -> Difference:
    """Compare two cases by their records.

    Records are known by the content of their source and their place in it, so that two cases agree on them. Clusters
    are set beside each other by largest overlap; their ids need not agree.

    Parameters
    ----------
    old, new
        Folders of cases, case files, or open cases. They may be the same.

    Raises
    ------
    CaseError
        If one is missing or cannot be opened.
    """
    with ExitStack() as stack:
        views = [v if isinstance(v, CaseView) else stack.enter_context(CaseView(v)) for v in (old, new)]
        return _diff(*views)


def _diff(old: CaseView, new: CaseView) -> Difference:
    before, after = _members(old, "old"), _members(new, "new")
    moves = compare(before, after, by_overlap)
    pairs = before.join(after, on="record_id").group_by("old", "new").agg(pl.len().alias("shared"))
    heirs = by_overlap(pairs)
    rows = explained(moves, before, after, of_view(old), of_view(new))
    alone_new = (pl.col("event") == Event.NEW) & (pl.col("records_after") == 1) & (pl.col("records_new") == 1)
    alone_gone = (pl.col("event") == Event.GONE) & (pl.col("records_before") == 1)
    # What a merger took in and what a split parted off is told there.
    told = ((pl.col("event") == Event.MERGED) & pl.col("new").is_null()) | (
        (pl.col("event") == Event.NEW) & (pl.col("records_new") == 0)
    )
    shown = rows.filter(~(alone_new | alone_gone | told))
    rank = pl.col("event").replace_strict([e.value for e in _ORDER], range(len(_ORDER)), return_dtype=pl.Int8)
    size = pl.max_horizontal("records_before", "records_after")
    shown = shown.sort([rank, size, "new", "old"], descending=[False, True, False, False], nulls_last=True)
    counts = {e.value: shown.filter(pl.col("event") == e).height for e in _ORDER}
    counts |= {"new_alone": rows.filter(alone_new).height, "gone_alone": rows.filter(alone_gone).height}
    moved = _moved(before, after, heirs)
    changed = moves.select(pl.col("old").drop_nulls().unique())
    same = heirs.join(changed, on="old", how="anti")
    counts |= {
        "moved": moved.height, "renamed": same.filter(pl.col("old") != pl.col("new")).height,
        "unchanged": same.height, "records_old": before.height, "records_new": after.height,
        "records_added": after.join(before, on="record_id", how="anti").height,
        "records_removed": before.join(after, on="record_id", how="anti").height,
    }  # fmt: skip
    return Difference(
        old.path.as_posix(), new.path.as_posix(), counts, plain(_arrow(shown.select(_COLUMNS))), moved.to_pandas()
    )  # fmt: skip


def _members(view: CaseView, name: str) -> pl.DataFrame:
    rows = store.arrow(view._con, f"SELECT record_id, cluster_id AS {name} FROM members ORDER BY record_id")
    return pl.DataFrame(pl.from_arrow(rows))


def _moved(before: pl.DataFrame, after: pl.DataFrame, heirs: pl.DataFrame) -> pl.DataFrame:
    """Return the records that are in another cluster than that which goes on as theirs, both having been there."""
    both = before.join(after, on="record_id")
    on = both.join(heirs, on=["old", "new"], how="anti")
    on = on.join(heirs.select("old"), on="old", how="semi").join(heirs.select("new"), on="new", how="semi")
    return on.sort("record_id").select("record_id", "old", "new")


def _arrow(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow()
