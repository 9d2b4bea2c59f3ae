"""Identifiers carried by very many records, set aside so that they join nobody, and reported."""

from __future__ import annotations

import polars as pl


def set_aside(ties: pl.DataFrame, limit: int | None) -> pl.DataFrame:
    """Return the identifiers that would join more records than ``limit``.

    Parameters
    ----------
    ties
        Ties that may join: record_id, kind, value; one row a record and identifier.
    limit
        Records, at most; ``None`` sets nothing aside.

    Returns
    -------
    polars.DataFrame
        kind, value, records, reason; most records first.

    Notes
    -----
    A count of records is a crude stand-in for what matters, how many unrelated actors carry the identifier: it sets
    the busiest advertiser aside together with the support line. It is a fixed number, so that unrelated records move
    nothing, and every identifier it touches is listed.
    """
    counts = ties.group_by("kind", "value").agg(pl.len().cast(pl.Int64).alias("records"))
    many = counts.filter(pl.col("records") > limit) if limit is not None else counts.clear()
    reason = pl.format(
        "on {} records, more than the {} up to which an identifier joins", "records", pl.lit(limit or 0)
    )
    return many.with_columns(reason.alias("reason")).sort(
        ["records", "kind", "value"], descending=[True, False, False]
    )
