"""The texts of records that are searched for identifiers."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

_ENTRIES = pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())]))


def texts_of(records: pa.Table) -> pl.DataFrame:
    """Return the texts of records to search: title, text and every entry of more_text, with what is known of each.

    Columns: row (of the record), record_id, field, text, regions, platform; sorted by row, title and text first.
    """
    frame = pl.DataFrame(pl.from_arrow(records.select(["record_id", "title", "text", "country", "platform"])))
    frame = frame.with_row_index("row").with_columns(
        pl.col("country").fill_null("").alias("regions"), pl.col("platform").fill_null("")
    )
    keep = ["row", "record_id", "field", "text", "regions", "platform"]
    parts = [
        frame.with_columns(pl.lit(name).alias("field"), pl.col(name).alias("text")).select(keep)
        for name in ("title", "text")
    ]
    more = _more_texts(records)
    if more.height:
        parts.append(frame.drop("text").join(more, on="row", how="inner").select(keep))
    whole = pl.concat([p.with_columns(pl.lit(i).alias("part")) for i, p in enumerate(parts)])
    return (
        whole.filter(pl.col("text").is_not_null() & (pl.col("text") != ""))
        .sort("row", "part", maintain_order=True)
        .drop("part")
    )


def _more_texts(records: pa.Table) -> pl.DataFrame:
    """Return the entries of the more_text maps: row, field, text."""
    column = records.column("more_text").combine_chunks()
    rows = pc.list_parent_indices(column.cast(_ENTRIES))
    entries = pl.DataFrame(
        {
            "row": pl.Series(rows, dtype=pl.UInt32),
            "field": pl.Series(column.keys, dtype=pl.String),
            "text": pl.Series(column.items, dtype=pl.String),
        }
    )
    return entries.filter(pl.col("text") != "")
