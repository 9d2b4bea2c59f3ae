"""The identifiers by which the parts of a cluster came together: the strongest tree over them."""

from __future__ import annotations

import numpy as np
import polars as pl
import scipy.sparse as sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

_IDENTIFIER = ["group", "kind", "value"]
SHOWN_RECORDS = 5


def held_by(nodes: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Return the identifiers that hold the parts of groups together.

    Parameters
    ----------
    nodes
        group, node, part, record_id: each record of a group is in a part (``part`` true, ``node`` its name), or stands
        for itself (``part`` false, ``node`` its id). A record in several parts has a row for each.
    ties
        record_id, kind, value, bits: ties that join. Where bits are null a tie goes before all others.

    Returns
    -------
    polars.DataFrame
        group, kind, value, bits, side, records, carriers: one row for each side that an identifier holds: the name of
        a part, or null for the records that stand for themselves; ``records`` how many carry it there, ``carriers`` the
        first five of them. Strongest identifiers first, parts in order before null.

        In a group of several parts these are the identifiers on the strongest tree between them (the spanning tree of
        most bits, cut back to the parts): without any one of them, and with none weaker than it, they would be apart.
        In a group of one part they are those by which other records hang on it.

    Examples
    --------
    >>> nodes = pl.DataFrame({"group": ["C-A"] * 3, "node": ["C-A", "C-B", "r-3"], "part": [True, True, False],
    ...                       "record_id": ["r-1", "r-2", "r-3"]})
    >>> ties = pl.DataFrame({"record_id": ["r-1", "r-3", "r-3", "r-2"], "kind": ["phone", "phone", "email", "email"],
    ...                      "value": ["1", "1", "a@b.example", "a@b.example"], "bits": [9.0, 9.0, 8.0, 8.0]})
    >>> held_by(nodes, ties).select("value", "side").rows()
    [('1', 'C-A'), ('1', None), ('a@b.example', 'C-B'), ('a@b.example', None)]
    """
    bits = pl.col("bits").max()
    edges = (
        ties.join(nodes, on="record_id", how="inner")
        .group_by(*_IDENTIFIER, "node")
        .agg(bits, pl.col("part").first(), pl.col("record_id").alias("ids"))
        .filter(pl.len().over(_IDENTIFIER) > 1)
        .with_columns(pl.col("bits").max().over(_IDENTIFIER))
        .sort(["bits", "kind", "value", "group", "node"], descending=[True, *[False] * 4], nulls_last=False)
    )
    if not edges.height:
        return _sides(edges)
    kept = edges.filter(_tree(edges))
    several = (
        nodes.filter("part").group_by("group").agg((pl.col("node").n_unique() > 1).alias("several"))
        .filter("several").select("group")
    )  # fmt: skip
    between = kept.join(several, on="group", how="semi", maintain_order="left")
    between = between.filter(_cut_back(between)) if between.height else between
    others = kept.join(several, on="group", how="anti", maintain_order="left")
    # What hangs on the tree by one end alone brought nothing along: its other ends came by something stronger.
    held = (pl.len().over(_IDENTIFIER) > 1) & pl.col("part").any().over(_IDENTIFIER)
    others = others.filter(held)
    return _sides(pl.concat([between, others]))


def _ends(edges: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, int]:
    """Return numbers for the two ends of each edge, parts and records first, and how many there are."""
    node = edges.select(pl.struct("group", "node").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    identifier = edges.select(pl.struct(*_IDENTIFIER).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    n = int(node.max()) + 1
    return node, identifier + n, n + int(identifier.max()) + 1


def _tree(edges: pl.DataFrame) -> pl.Series:
    """Tell which edges are on the spanning tree of most bits; edges come strongest first, so it is the only one."""
    node, identifier, size = _ends(edges)
    weights = np.arange(1, edges.height + 1, dtype=np.float64)
    tree = minimum_spanning_tree(sparse.coo_matrix((weights, (node, identifier)), shape=(size, size)).tocsr())
    on = np.zeros(edges.height, dtype=bool)
    on[tree.data.astype(np.int64) - 1] = True
    return pl.Series(on)


def _cut_back(edges: pl.DataFrame) -> pl.Series:
    """Tell which edges of a forest lie between two parts."""
    node, identifier, size = _ends(edges)
    is_part = np.zeros(size, dtype=bool)
    is_part[node[edges["part"].to_numpy()]] = True
    ones = np.ones(len(node), np.int8)
    forest = sparse.coo_matrix((ones, (node, identifier)), shape=(size, size))
    _, tree_of = connected_components(forest, directed=False)
    parts = np.flatnonzero(is_part)
    _, first = np.unique(tree_of[parts], return_index=True)
    roots = parts[first]
    # One more node, over the root of each tree, makes one tree of them all, walked once.
    row, column = np.concatenate([node, roots]), np.concatenate([identifier, np.full(len(roots), size)])
    whole = sparse.coo_matrix((np.ones(len(row), np.int8), (row, column)), shape=(size + 1, size + 1)).tocsr()
    order, above = breadth_first_order(whole, size, directed=False)
    below = [*is_part.astype(np.int64).tolist(), 0]
    up = above.tolist()
    for i in order[:0:-1].tolist():
        below[up[i]] += below[i]
    counts = np.asarray(below)
    lower = np.where(above[node] == identifier, node, identifier)
    return pl.Series(counts[lower] > 0)


def _sides(edges: pl.DataFrame) -> pl.DataFrame:
    """Take the records that stand for themselves together, a side for each identifier."""
    side = pl.when("part").then("node").alias("side")
    return (
        edges.group_by(*_IDENTIFIER, side)
        .agg(
            pl.col("bits").first(),
            pl.col("ids").explode().unique().sort().alias("ids"),
        )
        .sort(
            ["group", "bits", "kind", "value", pl.col("side").is_null(), "side"],
            descending=[False, True, *[False] * 4],
            nulls_last=False,
        )
        .select(
            *_IDENTIFIER,
            "bits",
            "side",
            pl.col("ids").list.len().cast(pl.Int64).alias("records"),
            pl.col("ids").list.head(SHOWN_RECORDS).alias("carriers"),
        )
    )
