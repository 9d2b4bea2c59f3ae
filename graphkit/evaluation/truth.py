"""A table of truth, matched with the records of a case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from graphkit.errors import SourceError, UsageError

# The columns that may name a record, in the order in which they are tried.
KEYS = ("record_id", "native_id", "record")
_BESIDES = (*KEYS, "source", "notes")
IDENTIFIERS = "truth_identifiers.csv"


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of a case's records.

    Attributes
    ----------
    column
        The column of the truth that is compared with.
    key
        The column by which its rows found their records.
    rows
        record_id, group, agency, notes: the records whose group is known. ``agency`` and ``notes`` are empty where the
        table has no such column.
    identifiers
        kind, value, owner, role of ``truth_identifiers.csv`` beside the table; empty where there is none.
    empty, without_truth, without_record
        Records whose group is left empty, records that no row names, and rows that name no record.
    has_notes
        Whether the table has a column ``notes``.
    """

    column: str
    key: str
    rows: pl.DataFrame
    identifiers: pl.DataFrame
    empty: int
    without_truth: int
    without_record: int
    has_notes: bool


def read_truth(path: Path, records: pl.DataFrame, column: str | None = None) -> Truth:
    """Read a table of truth and find the record of each row.

    Parameters
    ----------
    path
        CSV or TSV, UTF-8, with a header. One column names the record: ``record_id``, ``native_id``, or ``record``
        (the file's name, a colon, the native id; or the name, a comma, the place in the file; or the address of a page);
        the first of them that is there, names a record at all, and never two by one value.
    records
        record_id, native_id, source, locator, url of every record of the case.
    column
        The column to compare with; ``person`` if none, else the only one that is left.

    Raises
    ------
    SourceError
        If the table cannot be read.
    UsageError
        If it lacks the columns, its ids name no or several records, or two of its rows contradict one another.
    """
    table = _read(path)
    if not set(KEYS) & set(table.columns):
        raise UsageError(f"{path}: no column names the record; call it record_id, native_id or record")
    chosen = _column(path, table, column)
    key, matched, lost = _matched(path, table, records)
    notes = "notes" in table.columns
    rows = matched.select(
        "record_id",
        pl.col(chosen).fill_null("").str.strip_chars().alias("group"),
        (pl.col("agency") if "agency" in table.columns else pl.lit("")).fill_null("").alias("agency"),
        (pl.col("notes") if notes else pl.lit("")).fill_null("").alias("notes"),
    )
    named = rows.group_by("record_id").agg(pl.col("group").n_unique().alias("n")).filter(pl.col("n") > 1)
    if named.height:
        worst = str(named["record_id"].min())
        raise UsageError(f"{path}: rows contradict one another on the {chosen} of record {worst}; keep one")
    rows = rows.sort("record_id", "agency", "notes").unique("record_id", keep="first", maintain_order=True)
    known = rows.filter(pl.col("group") != "")
    if not known.height:
        raise UsageError(
            f"{path}: column {chosen} names nobody for any record of this case: nothing to compare; fill it, or say which"
            " column holds the truth with --column NAME"
        )
    return Truth(
        column=chosen,
        key=key,
        rows=known,
        identifiers=_identifiers(path.with_name(IDENTIFIERS)),
        empty=rows.height - known.height,
        without_truth=records.height - rows.height,
        without_record=lost,
        has_notes=notes,
    )


def _read(path: Path) -> pl.DataFrame:
    """Read a table as text; a tabulator in the header makes it TSV."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            separator = "\t" if "\t" in file.readline() else ","
        return pl.read_csv(path, separator=separator, infer_schema=False, encoding="utf8")
    except FileNotFoundError as error:
        raise SourceError(f"{path}: there is no such file") from error
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{path}: cannot be read as a CSV or TSV table in UTF-8: {what}") from error


def _column(path: Path, table: pl.DataFrame, column: str | None) -> str:
    """Return the column of the truth."""
    if column is not None and column not in table.columns:
        raise UsageError(f"{path}: has no column {column}; it has {', '.join(table.columns)}")
    left = [name for name in table.columns if name not in _BESIDES]
    if column is not None:
        return column
    if "person" in left:
        return "person"
    if len(left) != 1:
        which = f"which of {', '.join(left)} is the truth" if left else "no column holds the truth"
        raise UsageError(f"{path}: {which}; say so with --column NAME")
    return left[0]


def _matched(path: Path, table: pl.DataFrame, records: pl.DataFrame) -> tuple[str, pl.DataFrame, int]:
    """Return the column that names the records, the rows with their record_id, and how many rows have none."""
    trouble = ""
    for key in (key for key in KEYS if key in table.columns):
        named = _named(records, key)
        here = table.select(pl.col(key).alias("key"), *[c for c in table.columns if c not in KEYS])
        twice = (
            named.group_by("key").agg(pl.len().alias("n"), pl.col("where").sort().head(2))
            .filter(pl.col("n") > 1).join(here.select("key").unique(), on="key", how="semi").sort("key")
        )  # fmt: skip
        if not twice.height:
            found = here.join(named.select("key", "record_id"), on="key", how="inner")
            if found.height:
                return key, found, here.height - found.height
            trouble = trouble or f"{key} names no record of the case"
            continue
        first = twice.row(0, named=True)
        trouble = trouble or (
            f"{key} {first['key']} names {first['n']} records ({'; '.join(first['where'])}),"
            f" as do {twice.height - 1} more"
            * (twice.height > 1)
            or f"{key} {first['key']} names {first['n']} records ({'; '.join(first['where'])})"
        )
    raise UsageError(
        f"{path}: {trouble}; name records by record_id, or by record = file name:native_id where that is one"
    )


def _named(records: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return key, record_id, where: what may stand in a column of the truth for each record."""
    where = pl.format("{} {}", "source", "locator").alias("where")
    if key != "record":
        return records.select(pl.col(key).alias("key"), "record_id", where).drop_nulls("key")
    sources = records["source"].unique().drop_nulls().sort()
    names = pl.DataFrame(
        {"source": sources, "name": [PurePosixPath(s).name for s in sources.to_list()]},
        schema={"source": pl.String, "name": pl.String},
    )
    both = records.join(names, on="source", how="left")
    placed = [
        both.select(pl.format("{}, {}", name, "locator").alias("key"), "record_id", where)
        for name in ("name", "source")
    ]
    addressed = both.select(pl.col("url").alias("key"), "record_id", where)
    short = both.select(pl.format("{}:{}", "name", "native_id").alias("key"), "record_id", where)
    long = both.select(pl.format("{}:{}", "source", "native_id").alias("key"), "record_id", where)
    return (
        pl.concat([short, long, *placed, addressed])
        .drop_nulls("key")
        .unique(["key", "record_id"], maintain_order=True)
    )


def _identifiers(path: Path) -> pl.DataFrame:
    """Read who owns which identifier, where the truth tells."""
    columns = ["kind", "value", "owner", "role"]
    if not path.is_file():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    table = _read(path)
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise UsageError(f"{path}: lacks the columns {', '.join(missing)}")
    return table.select(columns).drop_nulls(["kind", "value"])
