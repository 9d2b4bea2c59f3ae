"""Shared resources: identifiers that many unrelated actors carry, found by leaving each out; and a cap on records."""

from __future__ import annotations

import polars as pl

from graphkit.linking.clusters import components

_ID = ["kind", "value"]


def shared_resources(ties: pl.DataFrame, sides: float | None) -> pl.DataFrame:
    """Return the identifiers whose records, without them, fall into many groups.

    Parameters
    ----------
    ties
        Ties that may join: record_id, kind, value; one row a record and identifier.
    sides
        The effective number of groups from which an identifier is shared; ``None`` finds none.

    Returns
    -------
    polars.DataFrame
        kind, value, records, reason; most records first.

    Notes
    -----
    Identifiers are taken from the rarest to the commonest, by powers of two of their records. Each is left out, and
    its records are looked at as the rarer ones have grouped them: the effective number of groups is the inverse
    Simpson index over those of two or more records. A busy advertiser's phone finds the groups of one hand; a support
    mailbox finds as many as there are advertisers who name it. What is found shared joins nothing further up.
    Records without other company say nothing either way. All of it are counts inside one connected part: records
    elsewhere move nothing.
    """
    counts = ties.group_by(_ID).agg(pl.len().cast(pl.Int64).alias("records")).filter(pl.col("records") > 1)
    found = counts.clear().with_columns(pl.lit("").alias("reason"))
    if sides is None or not counts.height:
        return found
    several = ties.join(counts, on=_ID, how="inner").select("record_id", *_ID, "records")
    everyone = several["record_id"].unique().sort()
    accepted = several.clear()
    size, most = 2, int(counts["records"].cast(pl.Int64).to_numpy().max())
    while size <= most:
        level = several.filter((pl.col("records") >= size) & (pl.col("records") < 2 * size))
        size *= 2
        if not level.height:
            continue
        spread = _dispersal(level, everyone, accepted).filter(pl.col("sides") >= sides)
        found = pl.concat([found, spread.select(*_ID, "records", _why().alias("reason"))])
        accepted = pl.concat([accepted, level.join(spread, on=_ID, how="anti")])
    return found.sort(["records", *_ID], descending=[True, False, False])


def _dispersal(level: pl.DataFrame, everyone: pl.Series, accepted: pl.DataFrame) -> pl.DataFrame:
    """Return for each identifier of a level: records, company, groups and sides (their effective number)."""
    groups = pl.DataFrame({"record_id": everyone, "group": components(everyone, accepted)})
    groups = groups.filter(pl.len().over("group") > 1)
    shares = (
        level.join(groups, on="record_id", how="inner")
        .group_by(*_ID, "records", "group")
        .agg(pl.len().alias("n"))
    )
    return shares.group_by(*_ID, "records").agg(
        pl.col("n").sum().alias("company"),
        pl.len().alias("groups"),
        (pl.col("n").sum().cast(pl.Float64) ** 2 / (pl.col("n").cast(pl.Float64) ** 2).sum()).alias("sides"),
    )


def _why() -> pl.Expr:
    """Say with figures why an identifier is taken for shared."""
    return pl.format(
        "left out, its {} records fall into {} groups that nothing else connects, in effect {}: a shared resource",
        "company", "groups", pl.col("sides").round(1),
    )  # fmt: skip


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
    A count of records is a crude stand-in for what :func:`shared_resources` measures: it sets the busiest advertiser
    aside together with the support line. It is off unless asked for, for data where records carry one identifier
    each and leaving it out shows nothing.
    """
    counts = ties.group_by("kind", "value").agg(pl.len().cast(pl.Int64).alias("records"))
    many = counts.filter(pl.col("records") > limit) if limit is not None else counts.clear()
    reason = pl.format(
        "on {} records, more than the {} up to which an identifier joins", "records", pl.lit(limit or 0)
    )
    return many.with_columns(reason.alias("reason")).sort(
        ["records", "kind", "value"], descending=[True, False, False]
    )
