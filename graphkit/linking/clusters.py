"""Connected components over the ties that join, and the ids of clusters."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

import numpy as np
import polars as pl
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components


def components(
    records: pl.Series, joining: pl.DataFrame, node: Sequence[str] = ("kind", "value")
) -> np.ndarray:
    """Return the component of each record.

    Parameters
    ----------
    records
        Every record's id, distinct.
    joining
        The ties that join: record_id, and the columns of ``node``.
    node
        The columns that name what records are tied to.

    Returns
    -------
    numpy.ndarray
        Int32, as long as ``records``. Records stay apart from each other except through identifiers: the graph is
        bipartite and is never expanded into pairs.
    """
    n = len(records)
    index = pl.DataFrame({"record_id": records, "row": np.arange(n, dtype=np.int64)})
    ties = joining.join(index, on="record_id", how="inner")
    codes = ties.select(pl.struct(*node).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    rows = ties["row"].to_numpy()
    size = n + (int(codes.max()) + 1 if len(codes) else 0)
    graph = sparse.coo_matrix((np.ones(len(rows), np.int8), (rows, n + codes)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels[:n], dtype=np.int32)


def new_id(key: str, again: int = 0) -> str:
    """Return ``C-`` and eight base-32 characters from a cluster's key.

    Examples
    --------
    >>> new_id("phone:+12025550123")
    'C-IH46GT6L'
    """
    digest = hashlib.blake2b(f"{key}\x00{again}".encode(), digest_size=5).digest()
    return "C-" + base64.b32encode(digest).decode("ascii")


def name_clusters(keys: Sequence[str], kept: Sequence[str | None]) -> list[str]:
    """Give each component its id: the one kept from an earlier run, else a new one that no other has.

    Parameters
    ----------
    keys
        What each component is known by, distinct: its first joining identifier, or its record's id.
    kept
        The id each inherits, or None.
    """
    taken = {name for name in kept if name is not None}
    names = list(kept)
    for i in sorted((i for i, name in enumerate(kept) if name is None), key=lambda i: keys[i]):
        again = 0
        while (name := new_id(keys[i], again)) in taken:
            again += 1
        taken.add(name)
        names[i] = name
    return [str(name) for name in names]
