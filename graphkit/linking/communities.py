"""Communities inside large clusters, by Leiden: parts that hold closer among themselves. They are no actors."""

from __future__ import annotations

from collections.abc import Iterator

import graspologic_native
import numpy as np
import numpy.typing as npt
import polars as pl
import scipy.sparse as sparse

Ints = npt.NDArray[np.int64]

_NODE = ["kind", "value", "part"]
_SEED = 7  # any; fixed, so that the same cluster always falls into the same communities
# Independent starts, of which the best counts, and whole rounds of moving, refining and merging in each.
_TRIES = (5, 5)
_HUGE = 50_000  # ties from which on there is one start only, of two rounds: more would take minutes


def communities(
    ties: pl.DataFrame, members: pl.DataFrame, *, least_records: int, resolution: float, separation: float
) -> pl.DataFrame:
    """Find the communities inside large clusters.

    Parameters
    ----------
    ties
        The ties that join: record_id, kind, value, part. Ties of one identifier but different parts do not join.
    members
        record_id, cluster_id: every record.
    least_records
        Clusters of fewer records are not looked into.
    resolution
        Leiden's: higher finds more and smaller communities.
    separation
        From how clear a partition is on it counts, 0..1; below it the cluster has no communities. See the notes.

    Returns
    -------
    polars.DataFrame
        record_id, community, as many rows as ``members``, by record_id: ``C-XXXXXXXX/1`` is the largest community of its
        cluster, ``/2`` the next. Null where the cluster is small, or nothing in it stands apart.

    Notes
    -----
    The method is Leiden (Traag, Waltman & van Eck 2019) over the bipartite graph of a cluster's records and the
    identifiers that two or more of them carry. All its ties weigh the same, and so an identifier of k records counts 1/k
    from each to each, the share of what a record gives it that comes to another: what all share says little of who is
    close to whom (Zhou, Ren, Medo & Zhang 2007; Newman 2001, with 1/(k - 1)). Were records joined in pairs instead, an
    identifier of k would count k times as much. Weighing ties of large identifiers less on top of that was measured and
    is worse: the main contact of one person, which holds its records together, is the large one. See
    docs/communities.md.

    Modularity alone does not say whether a partition means anything: it grows with the number of parts and falls when
    they are of unequal size. So it is divided by the most it could be for parts of these sizes (Newman 2003), which is
    1 where no tie leads from one to another and 0 where as many do as by chance.

    All is counted inside one cluster and nodes are numbered by content: neither the order of rows nor a record of
    another cluster changes anything.

    Examples
    --------
    Two pairs of ads, each pair with two contacts of its own, and one text that an ad of either has:

    >>> said = {"a1": "pqt", "a2": "pq", "b1": "rst", "b2": "rs"}
    >>> rows = [(ad, "phone", value, 0) for ad, values in said.items() for value in values]
    >>> ties = pl.DataFrame(rows, schema=["record_id", *_NODE], orient="row")
    >>> members = pl.DataFrame({"record_id": list(said), "cluster_id": ["C-AAAAAAAA"] * 4})
    >>> communities(ties, members, least_records=4, resolution=0.5, separation=0.7)["community"].to_list()
    ['C-AAAAAAAA/1', 'C-AAAAAAAA/1', 'C-AAAAAAAA/2', 'C-AAAAAAAA/2']
    """
    named: dict[str, list[str]] = {"record_id": [], "community": []}
    for cluster, records, rec, ident in _insides(ties, members, least_records):
        label = _partition(rec, ident, resolution, separation)
        if label is not None:
            named["record_id"] += records
            named["community"] += [f"{cluster}/{n}" for n in _by_size(label)]
    found = pl.DataFrame(named, schema={"record_id": pl.String, "community": pl.String})
    return members.select("record_id").join(found, on="record_id", how="left").sort("record_id")


def _insides(
    ties: pl.DataFrame, members: pl.DataFrame, least_records: int
) -> Iterator[tuple[str, list[str], Ints, Ints]]:
    """Yield of each large cluster its id, its records in order, and its ties as numbers of records and identifiers."""
    large = members.filter(pl.len().over("cluster_id") >= least_records)
    inside = ties.select("record_id", *_NODE).join(large, on="record_id").unique()
    # What one record alone carries holds nothing together.
    inside = inside.filter(pl.len().over("cluster_id", *_NODE) > 1).sort("cluster_id", "record_id", *_NODE)
    idents = inside.select(_NODE).unique().sort(_NODE).with_row_index("ident")
    inside = inside.join(idents, on=_NODE, maintain_order="left").select("cluster_id", "record_id", "ident")
    for part in inside.partition_by("cluster_id", maintain_order=True):
        records, rec = np.unique(part["record_id"].to_numpy(), return_inverse=True)
        _, ident = np.unique(part["ident"].to_numpy(), return_inverse=True)
        yield part["cluster_id"][0], records.tolist(), rec.astype(np.int64), ident.astype(np.int64)


def _partition(rec: Ints, ident: Ints, resolution: float, separation: float) -> Ints | None:
    """Return the community of each record, or None where they do not stand apart."""
    n = int(rec.max()) + 1
    size = n + int(ident.max()) + 1
    graph = sparse.csr_matrix(
        (np.ones(2 * len(rec)), (np.r_[rec, n + ident], np.r_[n + ident, rec])), shape=(size, size)
    )
    trials, iterations = _TRIES if len(rec) < _HUGE else (1, 2)
    _, found = graspologic_native.leiden_csr(
        graph.indptr.astype(np.int64), graph.indices.astype(np.int32), graph.data, size,
        resolution=resolution, iterations=iterations, trials=trials, seed=_SEED,
    )  # fmt: skip
    label = np.fromiter((found[node] for node in range(size)), np.int64, size)
    if len(np.unique(label[:n])) < 2 or apart(label[rec], label[n + ident]) < separation:
        return None
    return label[:n]


def apart(one: Ints, other: Ints) -> float:
    """Return how far communities stand apart: modularity over the most it could be for parts of these sizes.

    Parameters
    ----------
    one, other
        The communities at the two ends of each edge.

    Returns
    -------
    float
        1 where no edge leads from one community to another, 0 where as many do as chance gives (or all is one community),
        less where more do.

    Examples
    --------
    Two communities with two edges each, and one edge between them:

    >>> round(apart(np.array([0, 0, 1, 1, 0]), np.array([0, 0, 1, 1, 1])), 2)
    0.6
    """
    inside = (one == other).mean()
    ends = np.bincount(np.r_[one, other]) / (2 * len(one))
    chance = float((ends**2).sum())
    return float((inside - chance) / (1 - chance)) if chance < 1 else 0.0


def _by_size(label: Ints) -> Ints:
    """Return the number of each record's community, from 1, the largest first; of equals that of the earlier record."""
    _, first, which, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    number = np.empty(len(first), np.int64)
    number[np.lexsort((first, -size))] = np.arange(1, len(first) + 1)
    return np.asarray(number[which], np.int64)
