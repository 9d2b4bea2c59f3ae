"""Accounts of one rare name on two platforms, without names whose stem is common in the case itself."""

from __future__ import annotations

import polars as pl

from graphkit.linking.near_names import same_names


def rare_names(accounts: pl.DataFrame, least: float, common: int = 4) -> pl.DataFrame:
    """Return the pairs of accounts whose names are too rare to be alike by chance.

    Parameters
    ----------
    accounts
        kind, value, distinct; of kinds that hold accounts.
    least
        Bits of rarity from which a pair is returned.
    common
        Different names with one stem, from which on it is a common word here: `anna_17`, `anna.k`, `anna_95`, `anna_kz`.
        What may be rare in the world need not be rare in a source, where a bot numbers its accounts.

    Returns
    -------
    polars.DataFrame
        As :func:`graphkit.linking.near_names.same_names`.
    """
    # Names end in numbers and begin with platforms: what lies between, letters only, is the stem.
    name = pl.col("value").str.to_lowercase().str.replace(r"^[^:]*:", "")
    stems = accounts.with_columns(name.alias("name"), name.str.replace_all(r"[^\p{L}]", "").alias("stem"))
    rare = stems.filter(pl.col("name").n_unique().over("stem") < common).drop("name", "stem")
    return same_names(rare).filter(pl.col("bits") >= least)
