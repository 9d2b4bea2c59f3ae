"""Which way each payment or call of a list goes, and when: by words, by signs, by columns of debit and credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from ingest.flatten import Column
from ingest.moments import ZONES
from ingest.transfer_names import CALL, measure_of, word_set, words

_NEGATIVE = r"^\s*[-\u2212\u2013(]|-\s*$"
_NOTHING = r"^[\s0.,\-\u2212$\u20ac\u00a3]*$"
_CLOCK = r"^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:\s*[AaPp]\.?[Mm]\.?)?$"
_ENOUGH = 0.5  # share of the values of a direction that must say one


@dataclass(frozen=True, slots=True)
class Directions:
    """How a list says which way a row goes.

    Attributes
    ----------
    column
        The column whose words say it; empty for none.
    both
        Whether some rows go one way and some the other.
    sign
        The column of amounts whose sign says it: less than nothing goes out.
    incoming
        The columns of amounts that came in.
    """

    column: str = ""
    both: bool = False
    sign: str = ""
    incoming: tuple[str, ...] = ()

    def turned(self, columns: Mapping[str, Column], n: int) -> npt.NDArray[np.bool_] | None:
        """Return which of n rows came in: the other side acted there. None where nothing says so."""
        if self.column:
            cells = columns[self.column].text if self.column in columns else None
            return np.zeros(n, bool) if cells is None else _said_in(pl.Series(cells).cast(pl.String))
        if self.sign and self.sign in columns:
            cells_ = pl.Series(columns[self.sign].text).cast(pl.String).fill_null("")
            filled = ~cells_.str.contains(_NOTHING)
            return (filled & ~cells_.str.contains(_NEGATIVE)).to_numpy()
        here = [name for name in self.incoming if name in columns]
        if not here:
            return None
        came = np.zeros(n, bool)
        for name in here:
            amounts = pl.Series(columns[name].text).cast(pl.String).fill_null("")
            came |= (~amounts.str.contains(_NOTHING)).to_numpy()
        return came

    def said(self) -> str:
        """Return in words what tells the direction; empty where nothing does."""
        if self.column:
            return f"by {self.column}"
        if self.sign:
            return f"by the sign of {self.sign}"
        return f"by {', '.join(self.incoming)}" if self.incoming else ""


def _way(text: str) -> int:
    """Return 1 for what came in, -1 for what went out, 0 where a value says neither, or both."""
    parts = words(text)
    joined = {*parts, "".join(parts)}
    came = bool(joined & word_set("values", "incoming"))
    went = bool(joined & word_set("values", "outgoing"))
    return came - went


def _ways(cells: pl.Series) -> pl.Series:
    distinct = cells.fill_null("").unique().to_list()
    return cells.fill_null("").replace_strict(
        {text: _way(text[:100]) for text in distinct}, return_dtype=pl.Int8
    )


def _said_in(cells: pl.Series) -> npt.NDArray[np.bool_]:
    return (_ways(cells) > 0).to_numpy()


def find_direction(
    cells: Mapping[str, pl.Series], setting: str, amounts: Sequence[str], incoming: Sequence[str],
    outgoing: Sequence[str],
) -> Directions:  # fmt: skip
    """Find what tells which way the rows of a list go.

    Parameters
    ----------
    cells
        Column -> first values.
    setting
        ``payment`` or ``call``.
    amounts, incoming, outgoing
        Columns of amounts: all, those of what came in, those of what went out.
    """
    for name, values in cells.items():
        filled = values.filter(values != "")
        if "direction" not in measure_of(name) or not filled.len() or filled.n_unique() > 100:
            continue
        ways = _ways(filled)
        if int((ways != 0).sum()) >= _ENOUGH * filled.len():
            return Directions(name, both=bool((ways > 0).any()) and bool((ways < 0).any()))
    if setting == CALL:
        return Directions()
    if incoming and outgoing:
        return Directions(both=True, incoming=tuple(incoming))
    signed = [
        n for n in amounts if cells[n].str.contains(_NEGATIVE).any() and n not in (*incoming, *outgoing)
    ]
    return Directions(both=True, sign=signed[0]) if signed else Directions()


def clock_only(cells: pl.Series) -> bool:
    """Tell whether a column holds times of the day, and no dates."""
    filled = cells.filter(cells != "")
    return filled.len() > 0 and int(filled.str.contains(_CLOCK).sum()) >= 0.8 * filled.len()


def joined_times(
    days: pa.StringArray, clocks: pa.StringArray, zones: pa.StringArray | None
) -> pa.StringArray:
    """Return dates with the times of the day behind them, and the zones that are known; null without a date."""
    frame = pl.DataFrame({"day": pl.Series(days).cast(pl.String), "clock": pl.Series(clocks).cast(pl.String)})
    zone = (
        pl.Series([None] * len(frame), dtype=pl.String) if zones is None else pl.Series(zones).cast(pl.String)
    )
    frame = frame.with_columns(zone.str.strip_chars().alias("zone"))
    day, clock = (pl.col(name).str.strip_chars() for name in ("day", "clock"))
    known = pl.col("zone").is_in(sorted(ZONES)) & clock.str.contains(_CLOCK)
    text = pl.concat_str(
        [
            day,
            pl.lit(" ") + clock.fill_null(""),
            pl.when(known).then(pl.lit(" ") + pl.col("zone")).otherwise(pl.lit("")),
        ]
    ).str.strip_chars()
    made = frame.select(pl.when(day.fill_null("") == "").then(None).otherwise(text).alias("at"))
    return made["at"].to_arrow().cast(pa.string())
