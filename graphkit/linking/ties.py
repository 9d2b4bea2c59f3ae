"""Ties: what each record carries, gathered from mentions, and which of it may join."""

from __future__ import annotations

import polars as pl

from graphkit.identifiers import KINDS
from graphkit.linking.near_image import groups
from graphkit.model import Role
from graphkit.settings import Settings

CONTENT = ("image", "text")  # kinds that say what is offered, not how to reach who offers it
ROLES = [role.value for role in Role]  # strongest first: what a record says of itself outweighs a mention
ID = ["kind", "value"]


def exclusive_kind(kind: str = "kind", value: str = "value") -> pl.Expr:
    """Return the kind within which two values are rivals: accounts are so on one platform only.

    Examples
    --------
    >>> pl.DataFrame({"kind": ["account", "phone"], "value": ["bazaarly:ann", "+12025550123"]}).select(
    ...     exclusive_kind())["kind"].to_list()
    ['account bazaarly', 'phone']
    """
    platform = pl.col(value).str.split_exact(":", 1).struct.field("field_0")
    several = pl.col(kind).is_in(["account", "profile"])
    return pl.when(several).then(pl.format("{} {}", kind, platform)).otherwise(pl.col(kind)).alias(kind)


def gather(mentions: pl.DataFrame, texts: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return the ties of records and identifiers.

    Parameters
    ----------
    mentions
        record_id, kind, value, role, confidence.
    texts
        Near-duplicate texts: record_id, value, words, similarity.
    settings
        ``join_confidence`` and what concerns texts and pictures are obeyed.

    Returns
    -------
    polars.DataFrame
        record_id, kind, value, role, mentions, confidence, kind_joins, may_join, listed, words; one row a record and
        identifier. ``listed`` says how many of its kind stand in the record where these are too many to be one actor's;
        ``words`` is null but for texts.
    """
    seen = _pictures_grouped(mentions, settings)
    return pl.concat([_of_mentions(seen, settings), _of_texts(texts, settings)], how="diagonal")


def _pictures_grouped(mentions: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Let pictures that are nearly the same be one identifier, named by the hash of their centre."""
    rich = (pl.col("kind") == "image") & _sure(settings)
    pictures = mentions.filter(rich)
    if not pictures.height:
        return mentions
    one = groups(pictures.select("record_id", "value"), settings.picture_bits)
    best = pictures.group_by("record_id", "kind").agg(pl.col("role").first(), pl.col("confidence").max())
    return pl.concat([mentions.filter(~rich), one.join(best, on="record_id")], how="diagonal")


def _sure(settings: Settings) -> pl.Expr:
    # Confidences are stored with two decimals in single precision: compare in the same steps.
    return (pl.col("confidence") * 100).round() >= round(settings.join_confidence * 100)


def _of_mentions(mentions: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    rank = pl.col("role").replace_strict(ROLES, range(len(ROLES)), return_dtype=pl.Int8)
    best = mentions.with_columns(rank.alias("rank")).group_by("record_id", *ID).agg(
        pl.col("rank").min(),
        pl.len().cast(pl.Int64).alias("mentions"),
        pl.col("confidence").filter(pl.col("rank") == pl.col("rank").min()).max().round(2).alias("confidence"),
    )  # fmt: skip
    joins = {k.name: k.joins for k in KINDS.values()}
    sure = _sure(settings)
    return best.with_columns(
        pl.col("rank").replace_strict(range(len(ROLES)), ROLES, return_dtype=pl.String).alias("role"),
        pl.col("kind").replace_strict(joins, default=False, return_dtype=pl.Boolean).alias("kind_joins"),
    ).drop("rank").with_columns(
        ((pl.col("role") == Role.SELF.value) & pl.col("kind_joins") & sure).alias("may_join")
    ).pipe(_without_lists, settings.most_contacts)  # fmt: skip


def _without_lists(ties: pl.DataFrame, most: int) -> pl.DataFrame:
    """Let a record that names very many contacts of one kind join by none of them: it is a list of people.

    A directory, a member list or a page of many ads that was read as one would else put everybody in it together. What
    only its owner can use, as the addresses of wallets, is no list of people however long.
    """
    owned = [kind.name for kind in KINDS.values() if kind.owned]
    counted = pl.when(pl.col("may_join") & ~pl.col("kind").is_in(owned)).then(
        pl.col("may_join").sum().over("record_id", exclusive_kind())
    )
    listed = ties.with_columns(counted.alias("listed")).with_columns(
        pl.when(pl.col("listed") > most).then("listed").alias("listed")
    )
    return listed.with_columns((pl.col("may_join") & pl.col("listed").is_null()).alias("may_join"))


def _of_texts(texts: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return ties to near-duplicate texts; those too short to tell hands apart corroborate only."""
    same = pl.col("similarity").min().over("value") >= 1
    least = pl.when(same).then(settings.text_words / 2).otherwise(settings.text_words)
    long = pl.col("words").min().over("value") >= least
    return texts.select(
        "record_id",
        pl.lit("text").alias("kind"),
        "value",
        pl.lit(Role.SELF.value).alias("role"),
        pl.lit(1, pl.Int64).alias("mentions"),
        # From the centre of its group: as sure as it is near.
        ((1 + pl.col("similarity").cast(pl.Float64)) / 2).round(2).cast(pl.Float32).alias("confidence"),
        pl.lit(settings.text_joins).alias("kind_joins"),
        (pl.lit(settings.text_joins) & long).alias("may_join"),
        pl.col("words").cast(pl.Int64),
    )
