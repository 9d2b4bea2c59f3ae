"""Accounts of one rare name on two platforms, without names whose stem is common in the case itself."""

from __future__ import annotations

import polars as pl

from graphkit.linking.near_names import same_names

# Accounts of one platform that share a stem, from which on it is a common word here: `anna_17`, `anna.k`, `anna_95`.
# What may be rare in the world need not be rare in a source, where a bot numbers its accounts.
_COMMON = 4


def rare_names(accounts: pl.DataFrame, least: float) -> pl.DataFrame:
    """Return the pairs of accounts whose names are too rare to be alike by chance.

    Parameters
    ----------
    accounts
        kind, value, distinct; of kinds that hold accounts.
    least
        Bits of rarity from which a pair is returned.

    Returns
    -------
    polars.DataFrame
        As :func:`graphkit.linking.near_names.same_names`.
    """
    # Names end in numbers and begin with platforms: what lies between, letters only, is the stem.
    name = pl.col("value").str.to_lowercase().str.replace(r"^[^:]*:", "")
    stems = accounts.with_columns(name.str.replace_all(r"[^\p{L}]", "").alias("stem"))
    common = pl.len().over("kind", "stem") >= _COMMON
    # Only stems that begin alike on two kinds can be one name; the rest need not be looked at.
    rare = stems.filter(~common).drop("stem")
    return same_names(rare).filter(pl.col("bits") >= least)
