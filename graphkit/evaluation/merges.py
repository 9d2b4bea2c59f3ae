"""False merges: clusters that hold several of the truth's groups, and what ties the groups together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

MECHANISMS = ("hub", "recycled phone", "copied text", "namesake", "typo", "agency", "other")
_ID = ["kind", "value"]
_LOOK_ALIKES = ("text", "image")  # kinds that are groups of near-duplicates


@dataclass(frozen=True, slots=True)
class Merges:
    """What is wrongly together.

    Attributes
    ----------
    clusters, pairs
        Clusters with records of several groups, and pairs of records in them that belong to different groups.
    by_mechanism
        Mechanism -> pairs, and clusters in which it ties groups together. The pairs add up to ``pairs``.
    worst
        The clusters with most wrong pairs: cluster_id, records, pairs, groups (how many), largest_groups (group,
        records), ties (kind, value, mechanism, bits, records, groups, pairs), other_ties.
    """

    clusters: int
    pairs: int
    by_mechanism: dict[str, dict[str, int]]
    worst: list[dict[str, Any]]


def false_merges(
    members: pl.DataFrame, truth: pl.DataFrame, ties: pl.DataFrame, known: pl.DataFrame, *, notes: bool = True,
    top: int = 10, listed: int = 8,
) -> Merges:  # fmt: skip
    """Find the clusters that hold several groups, and name what joins them.

    Parameters
    ----------
    members
        record_id, cluster_id.
    truth
        record_id, group, agency, notes.
    ties
        The ties that joined: record_id, kind, value, bits.
    known
        kind, value, owner, role of the identifiers, as a simulated truth tells; may be empty.
    notes
        Whether the truth tells which texts are copied; where it does not, every text in common counts as copied.
    top, listed
        How many clusters to describe, and how many ties and groups of each.

    Notes
    -----
    A wrong pair is laid to one tie: each cluster's groups are united by the identifiers that they have in common,
    those of most groups (then records, then by name) first, and an identifier that unites two parts of *a* and *b*
    records answers for *ab* pairs. What no identifier in common unites is laid to "other".
    """
    both = members.join(truth.select("record_id", "group", "agency", "notes"), on="record_id", how="inner")
    sizes = both.group_by("cluster_id", "group").agg(pl.len().cast(pl.Int64).alias("n"))
    mixed = (
        sizes.group_by("cluster_id")
        .agg(pl.len().alias("groups"), pl.col("n").sum().alias("records"), (pl.col("n") ** 2).sum().alias("squares"))
        .filter(pl.col("groups") > 1)
        .with_columns(((pl.col("records") ** 2 - pl.col("squares")) // 2).alias("pairs"))
        .sort(["pairs", "cluster_id"], descending=[True, False])
    )  # fmt: skip
    welds = _welds(both.join(mixed.select("cluster_id"), on="cluster_id", how="semi"), ties, known, notes)
    of_cluster = _by_cluster(welds)
    parts = _by_cluster(sizes.join(mixed.select("cluster_id"), on="cluster_id", how="semi").sort("group"))
    totals = {name: {"pairs": 0, "clusters": 0} for name in MECHANISMS}
    worst = []
    for place, row in enumerate(mixed.iter_rows(named=True)):
        cluster = row["cluster_id"]
        here = {p["group"]: int(p["n"]) for p in parts[cluster]}
        used, left = _unite(here, of_cluster.get(cluster, []))
        for name in MECHANISMS:
            pairs = sum(u["pairs"] for u in used if u["mechanism"] == name) + (left if name == "other" else 0)
            totals[name]["pairs"] += pairs
            totals[name]["clusters"] += pairs > 0
        if place < top:
            worst.append(_described(row, here, used, left, listed))
    return Merges(mixed.height, sum(mixed["pairs"].to_list()), totals, worst)


def _by_cluster(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        out.setdefault(row["cluster_id"], []).append(row)
    return out


def _described(
    row: dict[str, Any], sizes: dict[str, int], used: list[dict[str, Any]], left: int, listed: int
) -> dict[str, Any]:
    """Return what is told of one cluster."""
    largest = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:listed]
    strongest = sorted(used, key=lambda u: (-u["pairs"], u["kind"], u["value"]))
    return {
        "cluster_id": row["cluster_id"],
        "records": row["records"],
        "pairs": row["pairs"],
        "groups": row["groups"],
        "largest_groups": [{"group": group, "records": n} for group, n in largest],
        "ties": strongest[:listed],
        "other_ties": max(0, len(used) - listed),
        "pairs_without_tie": left,
    }


def _unite(sizes: dict[str, int], welds: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """Unite a cluster's groups by its welds, in order; return those that did, with their pairs, and the pairs left."""
    parent = {group: group for group in sizes}
    size = dict(sizes)

    def root(group: str) -> str:
        while parent[group] != group:
            parent[group] = parent[parent[group]]
            group = parent[group]
        return group

    used = []
    for weld in welds:
        pairs, first = 0, root(weld["of"][0])
        for group in weld["of"][1:]:
            other = root(group)
            if other != first:
                pairs += size[first] * size[other]
                parent[other] = first
                size[first] += size[other]
        if pairs:
            told = ("kind", "value", "mechanism", "bits", "records", "groups")
            used.append({**{name: weld[name] for name in told}, "pairs": pairs})
    roots = [size[group] for group in sizes if parent[group] == group]
    return used, (sum(roots) ** 2 - sum(n * n for n in roots)) // 2


def _welds(both: pl.DataFrame, ties: pl.DataFrame, known: pl.DataFrame, notes: bool) -> pl.DataFrame:
    """Return each cluster's identifiers that several of its groups carry, with mechanism, the widest first."""
    held = ties.select("record_id", *_ID, "bits").join(both, on="record_id", how="inner")
    noted = pl.col("notes")
    parts = held.group_by("cluster_id", *_ID, "group").agg(
        pl.col("record_id").n_unique().cast(pl.Int64).alias("n"),
        pl.col("bits").max(),
        pl.col("agency").min(),
        noted.str.contains("copied_text", literal=True).any().alias("copied"),
        noted.str.contains("namesake", literal=True).any().alias("namesake"),
    )
    welds = parts.group_by("cluster_id", *_ID).agg(
        pl.col("group").sort().alias("of"),
        pl.len().cast(pl.Int64).alias("groups"),
        pl.col("n").sum().alias("records"),
        pl.col("bits").max(),
        ((pl.col("agency").n_unique() == 1) & (pl.col("agency").first() != "")).alias("one_agency"),
        pl.col("copied").any(),
        (pl.col("namesake").sum() > 1).alias("namesakes"),
    ).filter(pl.col("groups") > 1)  # fmt: skip
    welds = welds.join(roles_of(welds.select(_ID).unique(), known), on=_ID, how="left")
    return welds.with_columns(_mechanism(notes)).sort(
        ["cluster_id", "groups", "records", *_ID], descending=[False, True, True, False, False]
    )


def roles_of(identifiers: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return kind, value, roles: what the truth says of identifiers.

    A link that the truth does not list has the roles of its host, or of a domain above it.
    """
    roles = known.group_by(_ID).agg(pl.col("role").unique().sort().alias("roles"))
    direct = identifiers.join(roles, on=_ID, how="left")
    host = pl.col("value").str.replace(r"^[a-z]+://", "").str.replace(r"[/?#:].*$", "")
    domains = roles.filter(pl.col("kind") == "domain").select(
        pl.col("value").alias("host"), pl.col("roles").alias("by_host")
    )
    unlisted = direct.filter((pl.col("kind") == "url") & pl.col("roles").is_null())
    links = unlisted.select(*_ID, host.alias("host"))
    parent = pl.col("host").str.replace(r"^[^.]+\.", "")
    above = pl.concat([links.with_columns(up=0), links.with_columns(parent, up=1)])
    by_host = (
        above.join(domains, on="host", how="inner")
        .sort("up", *_ID)
        .unique(_ID, keep="first", maintain_order=True)
    )
    return direct.join(by_host.select(*_ID, "by_host"), on=_ID, how="left").select(
        *_ID, pl.coalesce("roles", "by_host").fill_null([]).alias("roles")
    )


def _mechanism(notes: bool) -> pl.Expr:
    """Return by what an identifier ties strangers: what the truth says of it, then of the records that carry it."""
    role = pl.col("roles").list.contains
    text = pl.col("kind").is_in(_LOOK_ALIKES)
    copied = text & pl.col("copied") if notes else text
    return (
        pl.when(role("hub")).then(pl.lit("hub"))
        .when(role("recycled")).then(pl.lit("recycled phone"))
        .when(role("typo")).then(pl.lit("typo"))
        .when(role("shared_line")).then(pl.lit("agency"))
        .when(copied).then(pl.lit("copied text"))
        .when(pl.col("one_agency")).then(pl.lit("agency"))
        .when(pl.col("namesakes") & ~text).then(pl.lit("namesake"))
        .otherwise(pl.lit("other")).alias("mechanism")
    )  # fmt: skip
