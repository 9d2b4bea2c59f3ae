"""Shared resources: identifiers that many unrelated actors carry, found by leaving each out; and a cap on records."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from graphkit.linking.clusters import components
from graphkit.linking.ties import CONTENT, exclusive_kind

_ID = ["kind", "value"]
# Groups are told to be in turn only where chance would make so many runs more than there are groups.
_LEAST_SPARE = 3.0


def shared_resources(
    ties: pl.DataFrame,
    sides: float | None,
    one_offs: float | None = None,
    spared: pl.DataFrame | None = None,
    posted: pl.DataFrame | None = None,
    barely: float = 2.0,
    in_turn: float = 0.25,
) -> pl.DataFrame:
    """Return the identifiers whose records, without them, fall into many groups.

    Parameters
    ----------
    ties
        Ties that may join: record_id, kind, value; one row a record and identifier.
    sides
        The effective number of groups from which an identifier is shared; ``None`` finds none.
    one_offs
        The same where a record counts as a group by itself if nothing but the identifier connects it to any other, and
        it carries a contact that stands on no other record; ``None`` counts no such records.
    spared
        kind, value: identifiers that are none, whatever their figures say.
    posted
        record_id, posted_at: by which groups that used an identifier one after another are told; nothing if not given.
    barely, in_turn
        Up to how many times ``sides`` others on the same records speak for an identifier, and the share of chance's
        mixture up to which groups are one after another: see ``shared_barely`` and ``shared_in_turn`` of the settings.

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

    What commoner identifiers connect is seen only at the end: there each identifier found is looked at again, with all
    that join in place, and let go if its records are few groups after all. So it goes with an advertiser of many
    phones and many names, each of them on few ads.

    Records that carry nothing else say nothing either way. A record with a contact of its own that is seen once says
    little: an advertiser may change phones from ad to ad, and so may a taxi stand on the only ads of a hundred people.
    Therefore those count against a threshold of their own. All of it are counts inside one connected part: records
    elsewhere move nothing.
    """
    all_counts = _counted(ties)
    counts = all_counts.filter(pl.col("records") > 1)
    if sides is None or not counts.height:
        return counts.clear().with_columns(pl.lit("").alias("reason"))
    once = ties.join(all_counts.filter(pl.col("records") == 1), on=_ID, how="semi")["record_id"].unique()
    limits = _Limits(sides, barely, in_turn, one_offs, once, spared)
    several = ties.join(counts, on=_ID, how="inner").select("record_id", *_ID, "records")
    everyone = several["record_id"].unique().sort()
    accepted = found = several.clear()
    size, most = 2, int(counts["records"].to_numpy().max())
    while size <= most:
        level = several.filter(pl.col("records").is_between(size, 2 * size - 1))
        size *= 2
        spread = _dispersed(level, everyone, accepted, limits)
        found = pl.concat([found, level.join(spread, on=_ID, how="semi")])
        accepted = pl.concat([accepted, level.join(spread, on=_ID, how="anti")])
    while True:
        spread = _dispersed(found, everyone, accepted, limits)
        kept = spread.join(_companions(found, spread, limits), on=_ID, how="anti")
        kept = kept.join(
            _in_turn(found.join(kept, on=_ID, how="semi"), everyone, accepted, posted, limits.in_turn),
            on=_ID,
            how="anti",
        )
        if kept.height == found.select(_ID).n_unique():
            break
        accepted = pl.concat([accepted, found.join(kept, on=_ID, how="anti")])
        found = found.join(kept, on=_ID, how="semi")
    return spread.select(*_ID, "records", _why().alias("reason")).pipe(_most_first)


def _in_turn(
    found: pl.DataFrame,
    everyone: pl.Series,
    accepted: pl.DataFrame,
    posted: pl.DataFrame | None,
    mixed_at_most: float,
) -> pl.DataFrame:
    """Return the identifiers whose groups use them one after another: one hand that changes its contacts.

    Of the records in the order of their dates, the runs of one group are counted (after Wald and Wolfowitz, 1940).
    One after another there are as many as groups; of hands that do not know of each other, as many as chance mixes.
    """
    none = found.clear().select(_ID)
    if posted is None or not found.height:
        return none
    groups = pl.DataFrame({"record_id": everyone, "group": components(everyone, accepted)})
    groups = groups.filter(pl.len().over("group") > 1)
    dated = found.join(groups, on="record_id").join(posted.select("record_id", "posted_at"), on="record_id")
    # Records of one moment go by group, which takes them for as few runs as may be.
    dated = dated.drop_nulls("posted_at").sort(*_ID, "posted_at", "group")
    n = pl.len().cast(pl.Float64)
    of = dated.group_by(*_ID, "group").agg(n.alias("n")).group_by(_ID).agg(
        pl.len().cast(pl.Float64).alias("groups"), pl.col("n").sum(), (pl.col("n") ** 2).sum().alias("squares")
    )  # fmt: skip
    change = pl.col("group") != pl.col("group").shift(1)
    runs = dated.group_by(_ID, maintain_order=True).agg(
        change.fill_null(True).sum().cast(pl.Float64).alias("runs")
    )
    mixed = (
        1 + pl.col("n") - pl.col("squares") / pl.col("n")
    )  # runs to expect where groups are mixed by chance
    spare = mixed - pl.col("groups")
    in_turn = (spare >= _LEAST_SPARE) & (pl.col("runs") - pl.col("groups") <= mixed_at_most * spare)
    return of.join(runs, on=_ID).filter(in_turn).select(_ID)


def _companions(found: pl.DataFrame, spread: pl.DataFrame, limits: _Limits) -> pl.DataFrame:
    """Return the identifiers that stand together on their records, of those barely shared by one kind of contact.

    Of one hand with an account, a mailbox and a text that never change, and phones that do, each of the three is found
    dispersed while the others are not yet in place. What many hands share meets different contacts of several kinds,
    and more of them.
    """
    barely = spread.filter(
        ~pl.col("many") & (pl.col("sides") < limits.barely * limits.sides) & (pl.col("kinds_spread") <= 1)
    ).select(_ID)
    ties = found.join(barely, on=_ID, how="semi").select("record_id", *_ID, "records")
    pairs = ties.join(ties, on="record_id", suffix="_by").filter(
        (pl.col("kind") != pl.col("kind_by")) | (pl.col("value") != pl.col("value_by"))
    )
    together = pairs.group_by(*_ID, "kind_by", "value_by").agg(
        pl.len().alias("both"), pl.max_horizontal("records", "records_by").first().alias("more")
    )
    return together.filter(2 * pl.col("both") >= pl.col("more")).select(_ID).unique()


@dataclass(frozen=True, slots=True)
class _Limits:
    """From how many groups in effect an identifier is shared, and who is looked at in another way."""

    sides: float
    barely: float
    in_turn: float
    one_offs: float | None
    once: pl.Series
    spared: pl.DataFrame | None


def _counted(ties: pl.DataFrame) -> pl.DataFrame:
    """Return how many records carry each identifier: kind, value, records."""
    return ties.group_by(_ID).agg(pl.len().cast(pl.Int64).alias("records"))


def _dispersed(
    left_out: pl.DataFrame, everyone: pl.Series, accepted: pl.DataFrame, limits: _Limits
) -> pl.DataFrame:
    """Return which of the identifiers left out are dispersed: kind, value, records, company, groups, sides.

    Parameters
    ----------
    left_out, accepted
        Ties of the identifiers looked at, and of those that join: record_id, kind, value, records.
    everyone
        All records.
    limits
        From where on an identifier is dispersed.
    """
    groups = pl.DataFrame({"record_id": everyone, "group": components(everyone, accepted)})
    groups = groups.with_columns((pl.len().over("group") > 1).alias("several"))
    groups = groups.filter(pl.col("several") | pl.col("record_id").is_in(limits.once.implode()))
    shares = left_out.join(groups, on="record_id", how="inner").group_by(*_ID, "records", "group", "several").agg(
        pl.len().cast(pl.Float64).alias("n")
    )  # fmt: skip
    n, of_several = pl.col("n"), pl.col("n").filter("several")
    spread = shares.group_by(*_ID, "records").agg(
        n.sum().cast(pl.Int64).alias("company"),
        pl.len().alias("groups"),
        (of_several.sum() ** 2 / (of_several**2).sum()).fill_nan(0.0).alias("sides"),
        (n.sum() ** 2 / (n**2).sum()).alias("with_one_offs"),
    )
    many = pl.lit(False) if limits.one_offs is None else pl.col("with_one_offs") >= limits.one_offs
    spread = spread.with_columns(many.alias("many")).filter(
        pl.col("many") | (pl.col("sides") >= limits.sides)
    )
    spread = _of_one_kind(spread, shares, groups, accepted, limits.sides).filter(
        pl.col("many") | (pl.col("of_one_kind") >= limits.sides)
    )
    return spread if limits.spared is None else spread.join(limits.spared, on=_ID, how="anti")


def _of_one_kind(
    spread: pl.DataFrame, shares: pl.DataFrame, groups: pl.DataFrame, accepted: pl.DataFrame, sides: float
) -> pl.DataFrame:
    """Add the most groups in effect that carry contacts of one kind, ``of_one_kind``, and of how many kinds they are many.

    Who names now a phone, now an account, and never both, falls into as many groups as he has contacts. They are no
    more than the contacts that he has of one kind, while a shared resource finds many different ones of each.
    """
    of = shares.filter("several").join(spread.select(_ID), on=_ID, how="semi")
    those = groups.join(of.select("group").unique(), on="group", how="semi").select("record_id", "group")
    contact = ~pl.col("kind").is_in(CONTENT)
    carried = (
        accepted.filter(contact)
        .join(those, on="record_id")
        .select("group", exclusive_kind().alias("of_kind"))
        .unique()
    )
    # Groups that nothing but a text holds together carry no contact: they count beside those of every kind.
    bare = of.join(carried, on="group", how="anti").group_by(_ID).agg(_squares("bare"))
    kinds = of.join(carried, on="group").group_by(*_ID, "of_kind").agg(_squares("own"))
    both = kinds.join(bare, on=_ID, how="full", coalesce=True).with_columns(
        pl.col(f"{a}_{b}").fill_null(0.0) for a in ("own", "bare") for b in ("sum", "squares")
    )
    total, squares = pl.col("own_sum") + pl.col("bare_sum"), pl.col("own_squares") + pl.col("bare_squares")
    each = both.with_columns((total**2 / squares).alias("effective"))
    most = each.group_by(_ID).agg(
        pl.col("effective").max().alias("of_one_kind"),
        (pl.col("effective") >= sides).sum().alias("kinds_spread"),
    )
    return spread.join(most, on=_ID, how="left").with_columns(
        pl.col("of_one_kind").fill_null(0.0), pl.col("kinds_spread").fill_null(0)
    )


def _squares(name: str) -> list[pl.Expr]:
    n = pl.col("n")
    return [n.sum().alias(f"{name}_sum"), (n**2).sum().alias(f"{name}_squares")]


def _most_first(found: pl.DataFrame) -> pl.DataFrame:
    return found.sort(["records", *_ID], descending=[True, False, False])


def _why() -> pl.Expr:
    """Say with figures why an identifier is taken for shared."""
    return pl.format(
        "left out, {} of its {} records fall into {} groups that nothing else connects, in effect {}: a shared resource",
        "company", "records", "groups", pl.col("with_one_offs").round(1),
    )  # fmt: skip


def above_cap(ties: pl.DataFrame, limit: int | None) -> pl.DataFrame:
    """Return the identifiers that would join more records than ``limit``.

    Parameters
    ----------
    ties
        As for :func:`shared_resources`.
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
    counts = _counted(ties)
    many = counts.filter(pl.col("records") > limit) if limit is not None else counts.clear()
    reason = pl.format(
        "on {} records, more than the {} up to which an identifier joins", "records", pl.lit(limit or 0)
    )
    return many.with_columns(reason.alias("reason")).pipe(_most_first)
