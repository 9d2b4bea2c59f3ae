"""The lineage of a case: what became of clusters in each run, recorded, listed, and told of ids that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

from graphkit import store
from graphkit.linking.lineage import compare, name_of
from graphkit.linking.lineage_ties import Evidence
from graphkit.linking.lineage_words import explained
from graphkit.queries import ORDER

if TYPE_CHECKING:
    from graphkit.case import Case, CaseView
    from graphkit.linking import Linked

_ASIDE = ("kind", "value", "reason")
_HOPS = 20  # merges that are told one after another


def record(case: Case, previous: pl.DataFrame, linked: Linked) -> int:
    """Write what became of clusters into the case; nothing where nothing changed.

    Parameters
    ----------
    case
        Open for writing; its ties and what it sets aside are still those of the run before.
    previous
        record_id, cluster_id of the run before; where cases come together of each of them, with of_case.
    linked
        What linking made.

    Returns
    -------
    int
        How many rows were written.
    """
    before, after = _labelled(previous), linked.members.rename({"cluster_id": "new"})
    moves = compare(before, after)
    several = "of_case" in previous.columns
    if several:
        # A cluster that became one of the same id, from another case, is told of where it went and not by itself.
        absorbed = (pl.col("side") == "old") & pl.col("new").is_null()
        moves = moves.filter(~absorbed | (name_of("old") != pl.col("others").list.first()).fill_null(True))
    if not moves.height:
        return 0
    rows = explained(moves, before, after, of_view(case), _of_linked(case, linked))
    if several:
        # Clusters of one id from several cases that went the same way are told once.
        rows = rows.with_columns(
            name_of("old"), pl.col("others").list.eval(name_of("")).list.unique(maintain_order=True)
        ).unique(["old", "new", "event", "others"], keep="first", maintain_order=True)
    run = store.first(case._con, "SELECT coalesce(max(run), 0) + 1 FROM lineage WHERE of_case IS NULL")
    assert run is not None
    named = rows.with_columns(
        pl.lit(run[0]).alias("run"),
        pl.coalesce("new", "old").alias("cluster_id"),
        pl.lit(None, pl.String).alias("of_case"),
    )
    case.insert("lineage", named.select(store.LINEAGE.names).to_arrow().cast(store.LINEAGE))
    return named.height


def _labelled(previous: pl.DataFrame) -> pl.DataFrame:
    """Name old clusters; where two cases name theirs alike, by the case too, save for the first."""
    if "of_case" not in previous.columns:
        return previous.select("record_id", pl.col("cluster_id").alias("old"))
    cases = previous.select("cluster_id", "of_case").unique(maintain_order=True)
    first = cases.with_columns(pl.col("of_case").first().over("cluster_id").alias("first"))
    label = pl.when(pl.col("of_case") == pl.col("first")).then("cluster_id")
    named = first.with_columns(
        label.otherwise(pl.format("{} of {}", "cluster_id", "of_case")).alias("old")
    ).drop("first")
    return previous.join(named, on=["cluster_id", "of_case"], maintain_order="left").select(
        "record_id", "old"
    )


def of_view(view: CaseView) -> Evidence:
    """Return what the last linking of a case rests on."""
    con = view._con

    def ties(records: pl.DataFrame) -> pl.DataFrame:
        con.register("_asked", records.select("record_id").to_arrow())
        try:
            columns = "record_id, kind, value, bits, effect, reason"
            return _frame(con, f"SELECT {columns} FROM ties SEMI JOIN _asked USING (record_id) ORDER BY ALL")
        finally:
            con.unregister("_asked")

    return Evidence(ties, _reasons(con, "shared_resources"), _reasons(con, "possible_links"), _decisions(con))


def _of_linked(case: Case, linked: Linked) -> Evidence:
    """Return what a new linking rests on."""
    return Evidence(
        lambda records: linked.ties.select("record_id", "kind", "value", "bits", "effect", "reason").join(
            records, on="record_id", how="semi"
        ),
        linked.shared_resources.select(_ASIDE),
        linked.possible_links.select(_ASIDE),
        _decisions(case._con),
    )


def _reasons(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    if not store.has_table(con, name):
        return pl.DataFrame(schema=dict.fromkeys(_ASIDE, pl.String))
    return _frame(con, f'SELECT kind, value, reason FROM "{name}" ORDER BY ALL')


def _decisions(con: duckdb.DuckDBPyConnection) -> pl.DataFrame | None:
    if not store.has_table(con, "decisions"):
        return None
    return _frame(con, "SELECT * FROM decisions ORDER BY decision_id")


def _frame(con: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(store.arrow(con, query)))


def listed(view: CaseView, cluster: str | None = None) -> pd.DataFrame:
    """Return what became of clusters, run by run, the largest first in each.

    Parameters
    ----------
    view
        The case.
    cluster
        Only rows about this cluster, or that name it among the others; it need not exist any more.

    Returns
    -------
    pandas.DataFrame
        run (from 1, counted over the runs that changed a cluster), cluster_id, event (``new``, ``grown``, ``shrunk``,
        ``merged``, ``split``, ``gone``), others (cluster ids), records_before, records_after, records_new (not in the
        case before), records_came (from other clusters), records_left (to others, or out of the case), ties, reason, and
        of_case: the case that the row came from with :func:`graphkit.merge`, null for runs of this one. Of a case that an
        earlier version made, and that was not linked since, no rows.

    Raises
    ------
    NotFoundError
        If there is no such cluster, and never was.
    """
    if not store.has_table(view._con, "lineage"):
        rows = store.LINEAGE.empty_table()
    elif cluster is None:
        rows = view.table("lineage")
    else:
        about = "cluster_id = $1 OR list_contains(others, $1)"
        rows = store.arrow(
            view._con, f"SELECT * FROM lineage WHERE {about} ORDER BY {ORDER['lineage']}", [cluster]
        )
    if cluster is not None and not rows.num_rows:
        view.require_cluster(cluster)
    return plain(rows)


def plain(rows: pa.Table) -> pd.DataFrame:
    """Return rows as a frame whose lists are lists of Python."""
    frame: pd.DataFrame = rows.drop_columns(["others", "ties"]).to_pandas()
    for name in ("others", "ties"):
        frame[name] = pd.Series(rows[name].to_pylist(), dtype=object)
    chosen: pd.DataFrame = frame[rows.schema.names]
    return chosen


def what_became(con: duckdb.DuckDBPyConnection, cluster: str) -> str:
    """Say where the records of a cluster that is no more went, in words; nothing where nobody knows.

    Parameters
    ----------
    con
        A case's connection.
    cluster
        An id that no cluster of the case has.
    """
    if not store.has_table(con, "lineage"):
        return ""
    steps: list[str] = []
    seen = {cluster}
    name: str | None = cluster
    while name is not None and len(steps) < _HOPS:
        row = store.first(
            con,
            "SELECT run, event, others, of_case FROM lineage WHERE cluster_id = ? AND records_after = 0"
            " ORDER BY of_case IS NOT NULL, run DESC, of_case, event LIMIT 1",
            [name],
        )
        if row is None:
            break
        run, event, others, of_case = row
        where = f"in run {run}" + (f" of {of_case}" if of_case else "")
        into = " and ".join(others[:5]) + (f" and {len(others) - 5:,} more" if len(others) > 5 else "")
        steps.append({
            "merged": f"{name} was merged into {into} {where}", "split": f"{name} was parted into {into} {where}",
        }.get(event, f"the records of {name} left the case {where}"))  # fmt: skip
        name = (
            others[0] if event == "merged" and others[0] not in seen and not _lives(con, others[0]) else None
        )
        seen.update(others)
    return ", ".join(steps)


def _lives(con: duckdb.DuckDBPyConnection, cluster: str) -> bool:
    return store.first(con, "SELECT 1 FROM members WHERE cluster_id = ? LIMIT 1", [cluster]) is not None


__all__ = ["listed", "of_view", "plain", "record", "what_became"]
