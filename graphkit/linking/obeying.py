"""Decisions obeyed: what must be together is tied, what must be apart is parted where least evidence is lost."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import scipy.sparse as sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from graphkit.identifiers import KINDS
from graphkit.linking.clusters import components
from graphkit.linking.ties import ID

DECISION = "decision"
_FOR_EVER = 1 << 30  # a flow that no evidence reaches: a decision is never cut
_NODE = [*ID, "part"]


def held(same: pl.DataFrame) -> pl.DataFrame:
    """Return the ties by which decisions hold records together.

    Parameters
    ----------
    same
        a_record, b_record, decision_id.

    Returns
    -------
    polars.DataFrame
        record_id, kind (``decision``), value (its id), part.

    Examples
    --------
    >>> same = pl.DataFrame({"a_record": ["r-1"], "b_record": ["r-2"], "decision_id": ["D-1"]})
    >>> held(same)["record_id"].to_list()
    ['r-1', 'r-2']
    """
    sides = [same.select(pl.col(side).alias("record_id"), "decision_id") for side in ("a_record", "b_record")]
    return (
        pl.concat(sides)
        .unique()
        .sort("record_id", "decision_id")
        .select(
            "record_id",
            pl.lit(DECISION).alias("kind"),
            pl.col("decision_id").alias("value"),
            pl.lit(0, pl.Int64).alias("part"),
        )
    )


def part(ties: pl.DataFrame, different: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the records that decisions say are different hands.

    Parameters
    ----------
    ties
        record_id, kind, value, part: the ties that join.
    different
        decision_id, a_group, b_group: lists of records that must not be in one cluster.

    Returns
    -------
    tuple
        The ties that join still, and record_id, kind, value, why of those that were cut.

    Notes
    -----
    Where ties lead from one side to the other, those are cut that weigh least together (a minimum cut by maximum flow;
    a tie weighs what sharing an identifier of its kind that nobody else has is worth). Ties of one identifier that end
    on the same side still hold together.
    """
    if not different.height:
        return ties, ties.clear().select("record_id", *ID, pl.lit("").alias("why"))
    gone = []
    label = _labels(ties)
    for decision, a, b in different.select("decision_id", "a_group", "b_group").iter_rows():
        # Parting only takes ties away, so what is labelled apart now stays apart.
        sides = [set(label.filter(pl.col("record_id").is_in(side))["label"]) for side in (a, b)]
        within = label.filter(pl.col("label").is_in(sides[0] & sides[1])).select("record_id")
        some, rest = (
            ties.join(within, on="record_id", how="semi"),
            ties.join(within, on="record_id", how="anti"),
        )
        while some.height:
            some, lost = _parted(some, a, b)
            if not lost.height:
                break
            why = pl.format("cut: decision {} says different", pl.lit(decision)).alias("why")
            gone.append(lost.select("record_id", *ID, why))
        ties = pl.concat([rest, some])
    empty = ties.clear().select("record_id", *ID, pl.lit("").alias("why"))
    return ties, pl.concat([empty, *gone]).unique(["record_id", *ID], keep="first", maintain_order=True)


def _labels(ties: pl.DataFrame) -> pl.DataFrame:
    """Return record_id, label: which connected part each record is in."""
    records = ties["record_id"].unique().sort()
    return pl.DataFrame({"record_id": records, "label": components(records, ties, _NODE)})


def _parted(ties: pl.DataFrame, a: list[str], b: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part two groups of records in the first connected part that holds both; return the ties left and those lost."""
    nodes = ties.select(_NODE).unique().sort(_NODE).with_row_index("node")
    known = ties["record_id"].unique().sort()
    numbered = ties.join(nodes, on=_NODE, how="left").join(
        pl.DataFrame({"record_id": known}).with_row_index("rec"), on="record_id", how="left"
    )
    rec = numbered["rec"].cast(pl.Int64).to_numpy()
    node = numbered["node"].cast(pl.Int64).to_numpy() + len(known)
    n = len(known) + nodes.height
    graph = sparse.coo_matrix((np.ones(len(rec), np.int8), (rec, node)), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    of_a = np.flatnonzero(known.is_in(a).to_numpy())
    of_b = np.flatnonzero(known.is_in(b).to_numpy())
    both = sorted(set(label[of_a].tolist()) & set(label[of_b].tolist()))
    if not both:
        return ties, ties.clear()
    inside = label[rec] == both[0]
    worth = _worth(numbered["kind"])
    near = _reached(
        rec[inside],
        node[inside],
        worth[inside],
        of_a[label[of_a] == both[0]],
        of_b[label[of_b] == both[0]],
        n,
    )
    crossing = inside & (near[rec] != near[node])
    # The ties that end on the other side than their identifier: alone they are lost, together they are a part anew.
    again = int(ties["part"].to_numpy().max()) + 1
    lone = np.bincount(node[crossing], minlength=n)[node] < 2
    decided = (numbered["kind"] == DECISION).to_numpy()
    assert not (crossing & decided).any(), "decisions that cannot both hold reach the linking"
    parts = ties["part"].to_numpy()
    moved = pl.Series(np.where(crossing, again + parts, parts))
    left = ties.with_columns(moved.alias("part")).filter(pl.Series(~(crossing & lone)))
    return left, ties.filter(pl.Series(crossing))


def _worth(kinds: pl.Series) -> npt.NDArray[np.int64]:
    """Return what a tie weighs, in hundredths of its kind's reliability."""
    worth = {k.name: max(1, round(100 * k.reliability)) for k in KINDS.values()} | {DECISION: _FOR_EVER}
    return kinds.replace_strict(worth, default=50, return_dtype=pl.Int64).to_numpy()


def _reached(
    rec: npt.NDArray[np.int64], node: npt.NDArray[np.int64], worth: npt.NDArray[np.int64],
    a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], n: int,
) -> npt.NDArray[np.bool_]:  # fmt: skip
    """Return which nodes a flow from one side still reaches when the other can take no more."""
    source, sink = n, n + 1
    ones = np.concatenate([np.full(len(a), source), b, rec, node])
    others = np.concatenate([a, np.full(len(b), sink), node, rec])
    much = np.concatenate([np.full(len(a) + len(b), _FOR_EVER), worth, worth]).astype(np.int32)
    graph = sparse.csr_matrix((much, (ones, others)), shape=(n + 2, n + 2))
    left = graph - maximum_flow(graph, source, sink).flow
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    reached = np.zeros(n, np.bool_)
    order = breadth_first_order(left, source, return_predecessors=False)
    reached[order[order < n]] = True
    return reached
