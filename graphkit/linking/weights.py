"""Weights of identifiers in bits (Fellegi and Sunter 1969, with value-specific frequencies)."""

from __future__ import annotations

import polars as pl


def bits(reliability: pl.Expr, actors: pl.Expr, base_actors: int, chance: pl.Expr | None = None) -> pl.Expr:
    """Return log2(m / u) in tenths of a bit, at least 0.

    Parameters
    ----------
    reliability
        m: how likely one actor's records carry the same value, 0..1.
    actors
        How many actors (clusters) carry the identifier; u is their share of ``base_actors``.
    base_actors
        The fixed population against which rarity is counted.
    chance
        The least that u is taken for; nothing if not given.

    Returns
    -------
    polars.Expr
        Float64 with one decimal.

    Examples
    --------
    >>> frame = pl.DataFrame({"m": [0.5], "n": [1]})
    >>> frame.select(bits(pl.col("m"), pl.col("n"), 1024)).item()
    9.0
    """
    u = pl.max_horizontal(actors, pl.lit(1)) / base_actors
    odds = reliability / (u if chance is None else pl.max_horizontal(u, chance))
    return pl.max_horizontal(odds.log(2), pl.lit(0.0)).round(1)
