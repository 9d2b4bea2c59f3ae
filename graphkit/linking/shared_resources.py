"""Shared resources: identifiers that many unrelated actors carry, found by leaving each out; and a cap on records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components

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
    coded = _Coded.of(ties, all_counts)
    limits = _Limits(sides, barely, in_turn, one_offs, coded.numbers(spared))
    found = coded.ties.clear()
    groups = _Groups(len(coded.records))
    size, most = 2, int(counts["records"].to_numpy().max())
    while size <= most:
        level = coded.ties.filter(pl.col("records").is_between(size, 2 * size - 1))
        size *= 2
        spread = _dispersed(level, groups, coded, limits)
        found = pl.concat([found, level.join(spread, on="id", how="semi")])
        groups.join(level.join(spread, on="id", how="anti"))
    while True:
        spread = _dispersed(found, groups, coded, limits)
        kept = spread.join(_companions(found, spread, limits), on="id", how="anti")
        turns = _in_turn(found.join(kept, on="id", how="semi"), groups, coded.dates(posted), limits.in_turn)
        kept = kept.join(turns, on="id", how="anti")
        if kept.height == found["id"].n_unique():
            break
        groups.join(found.join(kept, on="id", how="anti"))
        found = found.join(kept, on="id", how="semi")
    named = spread.join(coded.names, on="id")
    return named.select(*_ID, "records", _why().alias("reason")).pipe(_most_first)


@dataclass(frozen=True, slots=True)
class _Coded:
    """Ties as numbers, which joins of tables take several times faster than strings.

    Attributes
    ----------
    records
        The records with an identifier that is on others too, sorted; ``rec`` is a place in it.
    names
        id, kind, value, of_kind (a number for each kind within which values are rivals), contact.
    ties
        rec, id, records (that carry the identifier), of identifiers on two records or more.
    once
        rec: records with a contact that is on no other.
    """

    records: pl.Series
    names: pl.DataFrame
    ties: pl.DataFrame
    once: pl.DataFrame

    @staticmethod
    def of(ties: pl.DataFrame, counts: pl.DataFrame) -> _Coded:
        """Give numbers to records and identifiers."""
        names = counts.filter(pl.col("records") > 1).sort(_ID).with_row_index("id")
        several = ties.join(names, on=_ID, how="inner")
        records = several["record_id"].unique().sort()
        index = pl.DataFrame({"record_id": records}).with_row_index("rec")
        once = (
            ties.join(counts.filter(pl.col("records") == 1), on=_ID, how="semi").select("record_id").unique()
        )
        kinds = names.select(
            "id",
            *_ID,
            exclusive_kind().rank("dense").alias("of_kind"),
            (~pl.col("kind").is_in(CONTENT)).alias("contact"),
        )
        return _Coded(
            records,
            kinds,
            several.join(index, on="record_id").select("rec", "id", "records"),
            index.join(once, on="record_id", how="semi").select("rec"),
        )

    def numbers(self, named: pl.DataFrame | None) -> pl.DataFrame | None:
        """Return the numbers of identifiers that are given by kind and value."""
        return None if named is None else self.names.join(named, on=_ID, how="semi").select("id")

    def dates(self, posted: pl.DataFrame | None) -> pl.DataFrame | None:
        """Return rec and posted_at."""
        if posted is None:
            return None
        index = pl.DataFrame({"record_id": self.records}).with_row_index("rec")
        return index.join(posted.select("record_id", "posted_at"), on="record_id").select("rec", "posted_at")


class _Groups:
    """Which records hold together, by ties that are added a level at a time.

    Attributes
    ----------
    table
        rec, group; groups are numbered by their first record.
    ties
        rec, id, records: what has been added.
    """

    def __init__(self, records: int) -> None:
        self._label = np.arange(records, dtype=np.int64)
        schema = {"rec": pl.UInt32, "id": pl.UInt32, "records": pl.Int64}
        self._added: list[pl.DataFrame] = [pl.DataFrame(schema=schema)]

    def join(self, ties: pl.DataFrame) -> None:
        """Add ties."""
        self._added.append(ties)
        if not len(ties):
            return
        size = int(self._label.max()) + 1
        rows = self._label[ties["rec"].to_numpy()]
        columns = size + ties["id"].rank("dense").to_numpy().astype(np.int64) - 1
        whole = int(columns.max()) + 1
        graph = sparse.coo_matrix((np.ones(len(rows), np.int8), (rows, columns)), shape=(whole, whole))
        _, labels = connected_components(graph, directed=False)
        self._label = labels.astype(np.int64)[self._label]

    @property
    def table(self) -> pl.DataFrame:
        return pl.DataFrame({"group": self._label}).with_row_index("rec")

    @property
    def ties(self) -> pl.DataFrame:
        return pl.concat(self._added)


def _in_turn(
    found: pl.DataFrame, groups: _Groups, dates: pl.DataFrame | None, mixed_at_most: float
) -> pl.DataFrame:
    """Return the identifiers whose groups use them one after another: one hand that changes its contacts.

    Of the records in the order of their dates, the runs of one group are counted (after Wald and Wolfowitz, 1940).
    One after another there are as many as groups; of hands that do not know of each other, as many as chance mixes.
    """
    if dates is None or not found.height:
        return found.clear().select("id")
    several = groups.table.filter(pl.len().over("group") > 1)
    dated = found.join(several, on="rec").join(dates, on="rec")
    # Records of one moment go by group, which takes them for as few runs as may be.
    dated = dated.drop_nulls("posted_at").sort("id", "posted_at", "group")
    n = pl.len().cast(pl.Float64)
    of = dated.group_by("id", "group").agg(n.alias("n")).group_by("id").agg(
        pl.len().cast(pl.Float64).alias("groups"), pl.col("n").sum(), (pl.col("n") ** 2).sum().alias("squares")
    )  # fmt: skip
    change = pl.col("group") != pl.col("group").shift(1)
    runs = dated.group_by("id", maintain_order=True).agg(
        change.fill_null(True).sum().cast(pl.Float64).alias("runs")
    )
    mixed = (
        1 + pl.col("n") - pl.col("squares") / pl.col("n")
    )  # runs to expect where groups are mixed by chance
    spare = mixed - pl.col("groups")
    in_turn = (spare >= _LEAST_SPARE) & (pl.col("runs") - pl.col("groups") <= mixed_at_most * spare)
    return of.join(runs, on="id").filter(in_turn).select("id")


def _companions(found: pl.DataFrame, spread: pl.DataFrame, limits: _Limits) -> pl.DataFrame:
    """Return the identifiers that stand together on their records, of those barely shared by one kind of contact.

    Of one hand with an account, a mailbox and a text that never change, and phones that do, each of the three is found
    dispersed while the others are not yet in place. What many hands share meets different contacts of several kinds,
    and more of them.
    """
    barely = spread.filter(
        ~pl.col("many") & (pl.col("sides") < limits.barely * limits.sides) & (pl.col("kinds_spread") <= 1)
    ).select("id")
    ties = found.join(barely, on="id", how="semi").select("rec", "id", "records")
    pairs = ties.join(ties, on="rec", suffix="_by").filter(pl.col("id") != pl.col("id_by"))
    together = pairs.group_by("id", "id_by").agg(
        pl.len().alias("both"), pl.max_horizontal("records", "records_by").first().alias("more")
    )
    return together.filter(2 * pl.col("both") >= pl.col("more")).select("id").unique()


@dataclass(frozen=True, slots=True)
class _Limits:
    """From how many groups in effect an identifier is shared, and who is looked at in another way."""

    sides: float
    barely: float
    in_turn: float
    one_offs: float | None
    spared: pl.DataFrame | None


def _counted(ties: pl.DataFrame) -> pl.DataFrame:
    """Return how many records carry each identifier: kind, value, records."""
    return ties.group_by(_ID).agg(pl.len().cast(pl.Int64).alias("records"))


def _dispersed(left_out: pl.DataFrame, groups: _Groups, coded: _Coded, limits: _Limits) -> pl.DataFrame:
    """Return which of the identifiers left out are dispersed: id, records, company, groups, sides.

    Parameters
    ----------
    left_out
        Ties of the identifiers looked at: rec, id, records.
    groups
        What holds together without them.
    coded
        All ties.
    limits
        From where on an identifier is dispersed.
    """
    looked = groups.table.with_columns((pl.len().over("group") > 1).alias("several"))
    looked = pl.concat(
        [looked.filter("several"), looked.filter(~pl.col("several")).join(coded.once, on="rec", how="semi")]
    )
    shares = left_out.join(looked, on="rec", how="inner").group_by("id", "records", "group", "several").agg(
        pl.len().cast(pl.Float64).alias("n")
    )  # fmt: skip
    n, of_several = pl.col("n"), pl.col("n").filter("several")
    spread = shares.group_by("id", "records").agg(
        n.sum().cast(pl.Int64).alias("company"),
        pl.len().alias("groups"),
        (of_several.sum() ** 2 / (of_several**2).sum()).fill_nan(0.0).alias("sides"),
        (n.sum() ** 2 / (n**2).sum()).alias("with_one_offs"),
    )
    many = pl.lit(False) if limits.one_offs is None else pl.col("with_one_offs") >= limits.one_offs
    spread = spread.with_columns(many.alias("many")).filter(
        pl.col("many") | (pl.col("sides") >= limits.sides)
    )
    spread = _of_one_kind(spread, shares, looked, groups, coded, limits.sides).filter(
        pl.col("many") | (pl.col("of_one_kind") >= limits.sides)
    )
    return spread if limits.spared is None else spread.join(limits.spared, on="id", how="anti")


def _of_one_kind(
    spread: pl.DataFrame, shares: pl.DataFrame, looked: pl.DataFrame, groups: _Groups, coded: _Coded, sides: float
) -> pl.DataFrame:  # fmt: skip
    """Add the most groups in effect that carry contacts of one kind, ``of_one_kind``, and of how many kinds they are many.

    Who names now a phone, now an account, and never both, falls into as many groups as he has contacts. They are no
    more than the contacts that he has of one kind, while a shared resource finds many different ones of each.
    """
    if not spread.height:
        return spread.with_columns(
            pl.lit(0.0).alias("of_one_kind"), pl.lit(0, pl.UInt32).alias("kinds_spread")
        )
    of = shares.filter("several").join(spread.select("id"), on="id", how="semi")
    those = looked.join(of.select("group").unique(), on="group", how="semi").select("rec", "group")
    contacts = coded.names.filter("contact").select("id", "of_kind")
    carried = (
        groups.ties.join(those, on="rec")
        .select("id", "group")
        .join(contacts, on="id")
        .select("group", "of_kind")
        .unique()
    )
    # Groups that nothing but a text holds together carry no contact: they count beside those of every kind.
    bare = of.join(carried, on="group", how="anti").group_by("id").agg(_squares("bare"))
    kinds = of.join(carried, on="group").group_by("id", "of_kind").agg(_squares("own"))
    both = kinds.join(bare, on="id", how="full", coalesce=True).with_columns(
        pl.col(f"{a}_{b}").fill_null(0.0) for a in ("own", "bare") for b in ("sum", "squares")
    )
    total, squares = pl.col("own_sum") + pl.col("bare_sum"), pl.col("own_squares") + pl.col("bare_squares")
    each = both.with_columns((total**2 / squares).alias("effective"))
    most = each.group_by("id").agg(
        pl.col("effective").max().alias("of_one_kind"),
        (pl.col("effective") >= sides).sum().alias("kinds_spread"),
    )
    return spread.join(most, on="id", how="left").with_columns(
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
