"""Which ties join: shared resources left out, weak bridges cut, decisions obeyed."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from graphkit.binding import Binding
from graphkit.identifiers import KINDS
from graphkit.linking.bridges import DAY, Limits
from graphkit.linking.clusters import components
from graphkit.linking.cuts import Cuts, cut
from graphkit.linking.obeying import held, part
from graphkit.linking.shared_resources import above_cap, shared_resources
from graphkit.linking.ties import CONTENT, ID, exclusive_kind
from graphkit.settings import Settings

_LEAST_TEXTS = 3  # of a connected part: fewer say nothing of a habit


@dataclass(frozen=True, slots=True)
class Joining:
    """What joins, and what does not and why.

    Attributes
    ----------
    ties
        record_id, kind, value, part: the ties that join. Ties of one identifier but different parts do not.
    cut
        record_id, kind, value, why: ties that would have joined, had they not been cut.
    shared
        kind, value, records, reason: identifiers that join nobody.
    cuts
        What was cut, between whom.
    """

    ties: pl.DataFrame
    cut: pl.DataFrame
    shared: pl.DataFrame
    cuts: Cuts


def limits(settings: Settings) -> Limits:
    """Return from where on bridges are cut."""
    return Limits(
        contact=settings.cut_contact,
        content=settings.cut_text,
        single=settings.cut_single,
        gap=settings.reassigned_days * DAY,
        gap_bits=settings.reassigned_bits,
        main=settings.main_user,
        shared=settings.shared_rivals,
    )


def join(
    able: pl.DataFrame,
    mute: pl.DataFrame,
    pictures: pl.DataFrame,
    posted: pl.DataFrame,
    binding: Binding | None,
    settings: Settings,
) -> Joining:
    """Decide which of the ties that may join do.

    Parameters
    ----------
    able
        The ties that may join: record_id, kind, value.
    mute
        Ties of texts that may not join, in the same columns: they still tell what an ad carries.
    pictures
        The ties of pictures: record_id, kind, value.
    posted
        record_id, posted_at: every record.
    binding
        What analysts decided, if anything.
    settings
        The thresholds.
    """
    shared, free = _shared(able, posted, binding, settings)
    left = free.join(shared, on=ID, how="anti")
    idle = disagreeing(left, settings.text_agreement)
    if idle.height:
        # Texts that go with anybody have held together what shared resources are found by: look again without them.
        shared, free = _shared(able.join(idle, on=ID, how="anti"), posted, binding, settings)
        left = free.join(shared, on=ID, how="anti")
    mute = pl.concat([mute, able.join(idle, on=ID, how="semi")])
    cuts = cut(pl.concat([left, _alone(mute)]), posted, limits(settings), _uncut(left, binding))
    more = cuts.shared.select(*ID, "records", _shared_why())
    parts = left.join(cuts.parts, on=["record_id", *ID], how="left").with_columns(pl.col("part").fill_null(0))
    dead = parts.filter(pl.col("part") < 0).join(more, on=ID, how="anti")
    cut_off = dead.select("record_id", *ID, pl.lit("cut: see the possible links").alias("why"))
    why = pl.lit("corroborates: texts here mostly go with different contacts").alias("why")
    cut_off = pl.concat([cut_off, able.join(idle, on=ID, how="semi").select("record_id", *ID, why)])
    ties = parts.filter(pl.col("part") >= 0).select("record_id", *ID, "part")
    if settings.picture_joins:
        ties = pl.concat([ties, attached(pictures, ties, posted["record_id"])])
    if binding is not None:
        ties = pl.concat([ties, held(binding.same)])
        ties, forbidden = part(ties, binding.different)
        cut_off = pl.concat([cut_off, forbidden])
    return Joining(ties, cut_off, pl.concat([shared, more]), cuts)


def disagreeing(ties: pl.DataFrame, agree: float) -> pl.DataFrame:
    """Return the texts of connected parts in which records of one text mostly carry different contacts.

    Parameters
    ----------
    ties
        record_id, kind, value.
    agree
        The share of pairs that agree, below which they do.

    Returns
    -------
    polars.DataFrame
        kind, value: texts that say nothing of hands there, for strangers use them as they come.

    Notes
    -----
    Over a connected part it is counted how many pairs of records with one text have the same contact, and how many
    with one contact the same text, where both have either. Of one hand's many agree, in one way at least: whoever changes
    phones keeps to a text with each. Of texts that a board's ads are filled in from few do in either.
    """
    records = ties["record_id"].unique().sort()
    part = pl.DataFrame({"record_id": records, "part": components(records, ties)})
    text = (ties["kind"] == "text").to_numpy()
    texts = ties.filter(text).rename({"value": "text"}).drop("kind").join(part, on="record_id")
    contacts = ties.filter(~text & ~ties["kind"].is_in(CONTENT).to_numpy())
    contacts = contacts.select("record_id", exclusive_kind().alias("of"), "value")
    both = (
        texts.join(contacts, on="record_id").group_by("part", "text", "of", "value").agg(pl.len().alias("n"))
    )
    by_text, by_contact = _pairs(both, "text"), _pairs(both, "value")
    alike = both.group_by("part").agg(_twos().sum().alias("same"), pl.col("text").n_unique().alias("texts"))
    parts = alike.join(by_text, on="part").join(by_contact, on="part")
    loose = parts.filter(
        (pl.col("texts") >= _LEAST_TEXTS)
        & (pl.col("same") < agree * pl.col("of_text"))
        & (pl.col("same") < agree * pl.col("of_value"))
    )
    return texts.join(loose, on="part", how="semi").select(
        pl.lit("text").alias("kind"), pl.col("text").alias("value")
    ).unique().sort(ID)  # fmt: skip


def _twos() -> pl.Expr:
    return pl.col("n").cast(pl.Int64) * (pl.col("n").cast(pl.Int64) - 1)


def _pairs(both: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return part, of_text or of_value: the pairs of records with one text, or one contact, and any of the other."""
    return (
        both.group_by("part", by, "of")
        .agg(pl.col("n").sum())
        .group_by("part")
        .agg(_twos().sum().alias(f"of_{by}"))
    )


def attached(pictures: pl.DataFrame, ties: pl.DataFrame, records: pl.Series) -> pl.DataFrame:
    """Return the ties by which pictures join records that share nothing else.

    Parameters
    ----------
    pictures
        record_id, kind, value.
    ties
        record_id, kind, value, part: what joins without them.
    records
        All records.

    Returns
    -------
    polars.DataFrame
        record_id, kind, value, part: of each picture that one cluster alone carries, the ties of its records there and
        of those that share nothing else. What several clusters carry is stock or copied, and joins nobody.
    """
    members = pl.DataFrame({"record_id": records.sort()})
    members = members.with_columns(
        pl.Series("label", components(members["record_id"], ties, [*ID, "part"]))
    ).with_columns(pl.len().over("label").alias("size"))
    carried = pictures.join(members, on="record_id").with_columns((pl.col("size") > 1).alias("firm"))
    # Lone records carry no contact: one that names its own is somebody, though not yet seen with anybody.
    own = ties.select("record_id").unique().with_columns(pl.lit(True).alias("own"))
    carried = carried.join(own, on="record_id", how="left").filter(pl.col("firm") | pl.col("own").is_null())
    clusters = pl.col("label").filter("firm").n_unique().over(ID)
    found = carried.filter((clusters == 1) & ((~pl.col("firm")).any().over(ID)))
    # A record with two such pictures of different clusters stays alone.
    whose = found.with_columns(pl.col("label").filter("firm").first().over(ID).alias("whose"))
    one = pl.col("whose").n_unique().over("record_id") == 1
    return whose.filter(pl.col("firm") | one).select("record_id", *ID, pl.lit(0, pl.Int64).alias("part"))


def _alone(ties: pl.DataFrame) -> pl.DataFrame:
    """Return ties as if each identifier stood on its record alone: carried there, and joining nobody."""
    return ties.with_columns(pl.format("{} on {}", "value", "record_id").alias("value"))


def _uncut(ties: pl.DataFrame, binding: Binding | None) -> pl.DataFrame:
    """Return the identifiers that are never cut: those that only their owner can use, and those that decisions spare."""
    owned = [kind.name for kind in KINDS.values() if kind.owned]
    found = ties.filter(pl.col("kind").is_in(owned)).select(ID).unique()
    if binding is None:
        return found
    return pl.concat([found, binding.resources.filter(~pl.col("resource")).select(ID)]).unique()


def _shared(
    able: pl.DataFrame, posted: pl.DataFrame, binding: Binding | None, settings: Settings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the shared resources, and the ties of which they were found: those that decisions leave."""
    decided = pl.DataFrame(
        schema={"kind": pl.String, "value": pl.String, "records": pl.Int64, "reason": pl.String}
    )
    free, spared = able, None
    if binding is not None:
        resources = binding.resources.filter("resource")
        decided = (
            able.join(resources, on=ID, how="inner")
            .group_by(*ID)
            .agg(pl.len().cast(pl.Int64).alias("records"), pl.col("decision_id").first())
            .select(
                *ID, "records", pl.format("a shared resource by decision {}", "decision_id").alias("reason")
            )
            .sort(ID)
        )
        free = able.join(resources, on=ID, how="anti")
        spared = binding.resources.filter(~pl.col("resource")).select(ID)
    found = shared_resources(
        free,
        settings.shared_sides,
        settings.shared_one_offs,
        spared,
        posted,
        settings.shared_barely,
        settings.shared_in_turn,
    )
    capped = above_cap(free.join(found, on=ID, how="anti"), settings.set_aside_records)
    if spared is not None:
        capped = capped.join(spared, on=ID, how="anti")
    return pl.concat([decided, found, capped]), free


def _shared_why() -> pl.Expr:
    return pl.format(
        "left out, its {} records fall into {} groups with contacts of their own and none in common, in effect {}:"
        " a shared resource",
        "records", "groups", "sides",
    ).alias("reason")  # fmt: skip
