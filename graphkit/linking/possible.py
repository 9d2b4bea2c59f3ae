"""Possible links: clusters that a cut identifier still has in common, each with its bits and the reason of the cut."""

from __future__ import annotations

import polars as pl

from graphkit.linking.ties import ID

SCHEMA = {
    "a_cluster": pl.String, "b_cluster": pl.String, "kind": pl.String, "value": pl.String, "a_records": pl.Int64,
    "b_records": pl.Int64, "bits": pl.Float64, "against": pl.Float64, "reason": pl.String,
}  # fmt: skip


def possible_links(
    bridges: pl.DataFrame,
    members: pl.DataFrame,
    identifiers: pl.DataFrame,
    ties: pl.DataFrame,
    names: pl.DataFrame,
) -> pl.DataFrame:
    """Return the links that were cut, and names that are too rare for chance, between the clusters as they are now.

    Parameters
    ----------
    bridges
        As :class:`graphkit.linking.cuts.Cuts` has them.
    members
        record_id, cluster_id.
    identifiers
        kind, value, bits.
    ties
        record_id, kind, value: what joins, by which accounts and mistyped numbers belong to clusters.
    names
        a_kind, a_value, b_kind, b_value, bits, reason: accounts with the same rare name on two platforms.

    Returns
    -------
    polars.DataFrame
        a_cluster, b_cluster, kind, value, a_records, b_records, bits, against, reason; one row a pair of clusters and
        identifier, ``a_cluster`` being the identifier's main user. ``a_records`` and ``b_records`` are the records on
        either side that carry it, ``bits`` what sharing it is worth, ``against`` the bits against one hand.
    """
    found = pl.concat([_cut(bridges, members, identifiers, ties), _named(names, members, ties)])
    return found.sort(
        ["bits", "against", "a_cluster", "b_cluster", *ID],
        descending=[True, False, False, False, False, False],
    )


def _named(names: pl.DataFrame, members: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Return the possible links by names: kind ``name``, the two accounts as the value."""
    if not names.height:
        return pl.DataFrame(schema=SCHEMA)
    held = (
        ties.join(members, on="record_id")
        .group_by(*ID, "cluster_id")
        .agg(pl.len().cast(pl.Int64).alias("records"))
    )
    sides = names
    for side in ("a", "b"):
        named = held.rename({"kind": f"{side}_kind", "value": f"{side}_value", "cluster_id": f"{side}_cluster",
                             "records": f"{side}_records"})  # fmt: skip
        sides = sides.join(named, on=[f"{side}_kind", f"{side}_value"])
    apart = sides.filter(pl.col("a_cluster") != pl.col("b_cluster"))
    return apart.select(
        "a_cluster", "b_cluster", pl.lit("name").alias("kind"),
        pl.format("{}:{} = {}:{}", "a_kind", "a_value", "b_kind", "b_value").alias("value"),
        "a_records", "b_records", "bits", pl.lit(0.0).alias("against"), "reason",
    )  # fmt: skip


def _cut(
    bridges: pl.DataFrame, members: pl.DataFrame, identifiers: pl.DataFrame, ties: pl.DataFrame
) -> pl.DataFrame:
    """Return the possible links by what was cut."""
    if not bridges.height:
        return pl.DataFrame(schema=SCHEMA)
    whose = members.select("record_id", "cluster_id")
    rows = (
        bridges.join(whose.rename({"record_id": "a_record", "cluster_id": "a_cluster"}), on="a_record")
        .join(whose.rename({"record_id": "b_record", "cluster_id": "b_cluster"}), on="b_record")
        .filter(pl.col("a_cluster") != pl.col("b_cluster"))
        .join(_slips(bridges, ties), on=["b_record", *ID], how="left")
        .join(identifiers.select(*ID, "bits"), on=ID, how="left")
    )
    found = rows.group_by("a_cluster", "b_cluster", *ID).agg(
        pl.col("a_ties").max().alias("a_records"),
        pl.col("b_ties").sum().alias("b_records"),
        pl.col("bits").first(),
        pl.col("against").max(),
        pl.col("cause").sort_by("against", "cause", descending=[True, False]).first(),
        pl.col("meant").min(),
    )
    return found.with_columns(_reason().alias("reason")).select(*SCHEMA)


def _slips(bridges: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Return b_record, kind, value, meant: phones on one record, one digit away from another phone of that record's company."""
    phones = ties.filter(pl.col("kind") == "phone")
    lone = bridges.filter((pl.col("kind") == "phone") & (pl.col("b_ties") == 1)).select("b_record", *ID)
    company = (
        lone.join(
            ties.select(pl.col("record_id").alias("b_record"), "kind", "value"), on="b_record", suffix="_by"
        )
        .filter((pl.col("kind_by") != pl.col("kind")) | (pl.col("value_by") != pl.col("value")))
        .join(ties.rename({"kind": "kind_by", "value": "value_by"}), on=["kind_by", "value_by"])
        .select("b_record", *ID, "record_id")
        .unique()
    )
    near = company.join(phones.select("record_id", pl.col("value").alias("meant")), on="record_id").filter(
        (pl.col("meant") != pl.col("value")) & (pl.col("meant").str.len_chars() == pl.col("value").str.len_chars())
    ).select("b_record", *ID, "meant").unique()  # fmt: skip
    one = [
        sum(x != y for x, y in zip(a, b, strict=True)) == 1
        for a, b in near.select("value", "meant").iter_rows()
    ]
    return near.filter(pl.Series(one, dtype=pl.Boolean)).group_by("b_record", *ID).agg(pl.col("meant").min())


def _reason() -> pl.Expr:
    """Say why an identifier no longer holds two clusters together."""
    both = pl.format("{} records of the one and {} of the other carry it", "a_records", "b_records")
    against = pl.format(
        "; what they carry beside it speaks against one hand by {} bits", pl.col("against").round(1)
    )
    return (
        pl.when(pl.col("meant").is_not_null())
        .then(pl.format("{}, there one digit away from that side's own {}: a slip", both, "meant"))
        .when(pl.col("cause") == "reassigned")
        .then(
            pl.concat_str(
                both, pl.lit(", first the one, long after that the other: a reassigned contact"), against
            )
        )
        .when(pl.col("cause") == "uncertain")
        .then(pl.concat_str(both, pl.lit(", and several unlike hands use it: whose these are stays open")))
        .otherwise(pl.concat_str(both, against))
    )
