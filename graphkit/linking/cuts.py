"""Weak bridges: identifiers that alone hold together sides which look like different hands, cut into possible links."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from graphkit.linking.bridges import Limits, judge
from graphkit.linking.clear import Clear
from graphkit.linking.groups import Parting, grouped
from graphkit.linking.ties import CONTENT, exclusive_kind
from graphkit.linking.ties import ID as _ID

Ints = npt.NDArray[np.int64]
# Rounds after which the bridges that part most go first. Hands in a row, each sharing something with the next, would
# else lose one at either end a round. A part looked at in this round has been cut in each before: the count is its own.
_EVEN = 32

_BRIDGES = {
    "kind": pl.String, "value": pl.String, "a_record": pl.String, "b_record": pl.String, "a_ties": pl.Int64,
    "b_ties": pl.Int64, "against": pl.Float64, "cause": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cuts:
    """What was cut.

    Attributes
    ----------
    parts
        record_id, kind, value, part: the ties of identifiers that were cut. Ties of one part still join; those of
        part -1 join nobody.
    bridges
        kind, value, a_record, b_record, a_ties, b_ties, against, cause: between which records an identifier no longer
        joins, on how many of the ties of either side it stood, the bits against one hand, and why: ``rivals``,
        ``reassigned`` or ``uncertain``.
    shared
        kind, value, records, groups, sides: identifiers that turned out to be shared resources.
    """

    parts: pl.DataFrame
    bridges: pl.DataFrame
    shared: pl.DataFrame


def cut(
    ties: pl.DataFrame, posted: pl.DataFrame, limits: Limits | None = None, spared: pl.DataFrame | None = None
) -> Cuts:
    """Cut the identifiers that alone hold together what looks like different hands.

    Parameters
    ----------
    ties
        The ties that join: record_id, kind, value; one row a record and identifier.
    posted
        record_id, posted_at (may be null): every record of ``ties``.
    limits
        From where on to cut; those of :class:`Limits` if not given.
    spared
        kind, value: identifiers that are never cut.

    Notes
    -----
    In rounds: in each connected part the bridge with most against it is cut, with others whose small sides lie clear of
    it and of each other, and the pieces are looked at anew, until nothing is left to cut. After many rounds the bridges
    that part most go first, so that their number stays small. All of it depends on what one
    connected part holds, and on what its records carry: not on their order or names, nor on records elsewhere.
    """
    work = _Work(ties, posted, limits or Limits(), spared)
    while work.round():
        pass
    return work.result()


class _Work:
    """The ties as numbers, and what has been cut of them so far."""

    def __init__(
        self, ties: pl.DataFrame, posted: pl.DataFrame, limits: Limits, spared: pl.DataFrame | None
    ) -> None:
        self.limits = limits
        self.names = ties.select(_ID).unique().sort(_ID)
        times = posted.select("record_id", pl.col("posted_at").dt.epoch("s").alias("time"))
        rows = (
            ties.select("record_id", *_ID)
            .join(self.names.with_row_index("id"), on=_ID, how="left")
            .join(times, on="record_id", how="left")
            .sort("record_id", "id")
        )
        self.records = rows["record_id"].unique().sort()
        self.rec = rows["record_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
        self.id = rows["id"].cast(pl.Int64).to_numpy()
        self.time = rows["time"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        kind = self.names.select(exclusive_kind()).to_series()
        kinds = kind.unique().sort()
        self.kind_of = kind.rank("dense").cast(pl.Int64).to_numpy() - 1
        self.content = kinds.is_in(CONTENT).to_numpy()
        # What breaks ties between equals must come from what a part holds, not from its place among the others.
        self.mark = np.array([zlib.crc32(f"{k}:{v}".encode()) for k, v in self.names.iter_rows()], np.int64)
        self.node = self.id.copy()  # the part of an identifier that a tie belongs to; -1 joins nobody
        self.nodes = len(self.names)
        self.live = np.ones(len(self.node), np.bool_)
        self.spared: set[int] = set()
        if spared is not None:
            numbers = self.names.with_row_index("id").join(spared, on=_ID, how="semi")
            self.spared = set(numbers["id"].to_list())
        self.cut: set[int] = set()
        self.rounds = 0
        self.bridges: list[tuple[object, ...]] = []
        self.shared: list[tuple[object, ...]] = []

    def round(self) -> bool:
        """Cut bridges that are clear of each other; tell whether any was cut."""
        ties = self._worth_a_look()
        if not len(ties):
            return False
        found = judge(
            self.rec[ties], self.node[ties], self.kind_of[self.id[ties]], self.time[ties], self.mark[self.id[ties]],
            self.content, self.limits,
        )  # fmt: skip
        self.rounds += 1
        done = []
        for candidates in found.worst(even=self.rounds > _EVEN):
            clear = Clear(found)
            for bridge in candidates:
                own, side = found.ties_of(bridge)
                if int(self.id[ties[own[0]]]) in self.spared or not clear.of(bridge):
                    continue
                parting = grouped(found, bridge, side, self.limits)
                if parting.groups > 1:
                    self._part(ties[own], parting)
                    done.append(bridge)
                    clear.take(bridge)
                    if clear.full:
                        break
        self.live[:] = False
        self.live[ties[found.in_parts_of(done)]] = True
        return bool(done)

    def _worth_a_look(self) -> Ints:
        """Return the ties of connected parts, touched since the last round, that hold two shared identifiers or more."""
        ties: Ints = np.flatnonzero(self.live & (self.node >= 0))
        shared: Ints = ties[np.bincount(self.node[ties], minlength=self.nodes)[self.node[ties]] > 1]
        if not len(shared):
            return shared
        # A record with one shared identifier adds none: two must meet on one record.
        several = np.bincount(self.rec[shared], minlength=len(self.records)) > 1
        meeting = np.unique(self.node[shared[several[self.rec[shared]]]])
        inside = np.zeros(self.nodes, np.bool_)
        inside[meeting] = True
        held = np.zeros(len(self.records), np.bool_)
        held[self.rec[shared[inside[self.node[shared]]]]] = True
        kept: Ints = ties[held[self.rec[ties]]]
        return kept

    def _part(self, own: Ints, parting: Parting) -> None:
        """Give the ties of an identifier to its parts."""
        number = int(self.id[own[0]])
        self.cut.add(number)
        kind, value = self.names.row(number)
        if parting.shared:
            self.node[own] = -1
            row = (kind, value, len(own), parting.groups, round(parting.sides, 1))
            self.shared.append(row)
            return
        for group in range(parting.groups):
            those = own[parting.group == group]
            self.node[those] = self.nodes if len(those) > 1 else -1
            self.nodes += 1
        self.node[own[parting.group < 0]] = -1
        for a, b, a_ties, b_ties, against, cause in parting.bridges:
            names = self.records[int(self.rec[own[a]])], self.records[int(self.rec[own[b]])]
            self.bridges.append((kind, value, *names, a_ties, b_ties, against, cause))

    def result(self) -> Cuts:
        """Return what was cut, as tables."""
        touched = np.isin(self.id, sorted(self.cut))
        rows = self.names[self.id[touched]].with_columns(
            self.records[self.rec[touched]].alias("record_id"), pl.Series("part", self.node[touched])
        )
        first = pl.col("part").rank("dense").over(_ID).cast(pl.Int64)
        parts = rows.select(
            "record_id", *_ID, pl.when(pl.col("part") >= 0).then(first).otherwise(-1).alias("part")
        )
        bridges = pl.DataFrame(self.bridges, schema=_BRIDGES, orient="row")
        shared = pl.DataFrame(
            self.shared,
            schema={
                "kind": pl.String,
                "value": pl.String,
                "records": pl.Int64,
                "groups": pl.Int64,
                "sides": pl.Float64,
            },
            orient="row",
        )
        return Cuts(
            parts.sort("record_id", *_ID), bridges.sort(*_ID, "a_record", "b_record"), shared.sort(_ID)
        )


__all__ = ["Cuts", "Limits", "cut"]
