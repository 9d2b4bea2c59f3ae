"""Reads from the case what an explanation needs, and no more: the ties of one or two clusters, a few records whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import polars as pl

from graphkit import store
from graphkit.identifiers.disguise import was_disguised
from graphkit.linking.chains import Chain

_TIES = (
    "SELECT t.record_id, t.kind, t.value, t.role, t.mentions, t.confidence, t.bits, t.effect, t.reason, t.cluster_id,"
    " r.posted_at, i.family, i.effect AS standing, i.records AS on_records, i.clusters AS in_clusters FROM ties t"
    " JOIN records r USING (record_id) LEFT JOIN identifiers i ON i.kind = t.kind AND i.value = t.value WHERE {where}"
    " ORDER BY t.record_id, t.kind, t.value"
)


def frame(con: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> pl.DataFrame:
    """Return the rows of a query."""
    return pl.DataFrame(pl.from_arrow(store.arrow(con, query, values)))


def marks(values: Sequence[Any]) -> str:
    """Return ``?, ?, ?`` for as many values; for none, what nothing equals."""
    return ", ".join("?" * len(values)) or "NULL"


def ties_of_clusters(con: duckdb.DuckDBPyConnection, clusters: Sequence[str]) -> pl.DataFrame:
    """Return the ties of clusters, with what their identifiers do in the whole case."""
    return frame(con, _TIES.format(where=f"t.cluster_id IN ({marks(clusters)})"), clusters)


def ties_of_identifier(con: duckdb.DuckDBPyConnection, kind: str, value: str) -> pl.DataFrame:
    """Return the ties of one identifier."""
    return frame(con, _TIES.format(where="t.kind = ? AND t.value = ?"), [kind, value])


def records_of(con: duckdb.DuckDBPyConnection, clusters: Sequence[str]) -> list[str]:
    """Return the ids of the records of clusters, in order."""
    query = f"SELECT record_id FROM members WHERE cluster_id IN ({marks(clusters)}) ORDER BY record_id"
    return [str(r) for r in frame(con, query, clusters)["record_id"].to_list()]


def posted(con: duckdb.DuckDBPyConnection, records: Sequence[str]) -> list[Any]:
    """Return when records were posted."""
    asked = pl.DataFrame({"record_id": records}, schema={"record_id": pl.String}).to_arrow()
    con.register("_asked", asked)
    try:
        return frame(con, "SELECT posted_at FROM records SEMI JOIN _asked USING (record_id)")[
            "posted_at"
        ].to_list()
    finally:
        con.unregister("_asked")


def around(con: duckdb.DuckDBPyConnection, chain: Chain) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the identifiers, records and mentions that a chain runs through, as ``lay_out`` takes them."""
    records = [n for n in chain.nodes if isinstance(n, str)]
    named = [n for n in chain.nodes if not isinstance(n, str)]
    pairs = ", ".join(["(?, ?)"] * len(named))
    flat = [part for n in named for part in n]
    identifiers = frame(con, f"SELECT * FROM identifiers WHERE (kind, value) IN ({pairs})", flat)
    whole = frame(
        con,
        "SELECT r.*, s.source FROM records r JOIN sources s USING (source_id)"
        f" WHERE r.record_id IN ({marks(records)})",
        records,
    )
    mentions = frame(
        con,
        f"SELECT * FROM mentions WHERE record_id IN ({marks(records)}) AND (kind, value) IN ({pairs})",
        [*records, *flat],
    )
    hidden = [was_disguised(m, r) for m, r in mentions.select("method", "raw").iter_rows()]
    return identifiers, whole, mentions.with_columns(pl.Series("disguised", hidden, dtype=pl.Boolean))


def has_table(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Tell whether the case has a table: some come with later steps of the work."""
    return (
        store.first(con, "SELECT 1 FROM information_schema.tables WHERE table_name = ?", [name]) is not None
    )
