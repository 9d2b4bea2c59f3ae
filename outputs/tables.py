"""The CSV tables that ``link`` writes: UTF-8, commas, dates in UTC as ISO 8601, formulas neutralised."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from graphkit.case import CaseView
from outputs.base import ExportOptions

COLUMNS: dict[str, tuple[str, ...]] = {
    "records": ("record_id", "native_id", "source", "locator", "platform", "kind", "author", "posted_at", "location",
                "url", "title", "cluster_id", "community"),
    "identifiers": ("kind", "value", "records", "platforms", "first_seen", "last_seen", "role", "bits", "cluster_ids"),
    "mentions": ("record_id", "native_id", "kind", "value", "role", "field", "start", "end", "raw", "method",
                 "confidence"),
    "ties": ("record_id", "native_id", "kind", "value", "role", "mentions", "confidence", "bits", "effect", "reason",
             "cluster_id"),
    "clusters": ("cluster_id", "label", "records", "identifiers", "platforms", "platform_names", "first_seen",
                 "last_seen", "kinds", "weakest_bits", "weakest", "cohesion", "hangs_on", "without"),
    "possible_links": ("a_cluster", "b_cluster", "kind", "value", "a_records", "b_records", "bits", "against", "reason"),
    "communities": ("community", "cluster_id", "records", "label", "platforms", "platform_names", "first_seen", "last_seen",
                    "identifiers", "ties", "outward"),
    "rejects": ("source", "locator", "reason", "raw"),
}  # fmt: skip
SHARED = ("kind", "value", "records", "platforms", "platform_names", "first_seen", "last_seen", "role", "bits",
          "effect", "clusters", "cluster_ids")  # fmt: skip

_OF_CLUSTER = ("records", "identifiers", "mentions", "ties", "communities")

# Text that others wrote. Identifiers are of it: an account begins with its platform's name, which a source may set.
_FOREIGN = frozenset({"native_id", "source", "locator", "platform", "author", "location", "url", "title", "raw", "field",
                      "platform_names", "reason", "value", "label", "weakest", "hangs_on"})  # fmt: skip
# A number, a phone, a bare @name, a raw TON address of the masterchain.
_HARMLESS = r"^[+\-][0-9 ().\-]*$|^@[\w.]+$|^-1:[0-9a-f]{64}$"


def neutralise(column: pl.Expr) -> pl.Expr:
    """Put an apostrophe before text that a spreadsheet would take for a formula; plain numbers stay.

    Examples
    --------
    >>> pl.DataFrame({"x": ["=1+1", "+1 202 555 0123", "ad"]}).select(neutralise(pl.col("x"))).to_series().to_list()
    ["'=1+1", '+1 202 555 0123', 'ad']
    """
    formula = column.str.contains(r"^[=+\-@\t\r\n＝＋－＠]") & ~column.str.contains(_HARMLESS)
    return pl.when(formula).then(pl.concat_str(pl.lit("'"), column)).otherwise(column)


def _printable(frame: pl.DataFrame) -> pl.DataFrame:
    """Write dates as text and neutralise what others wrote."""
    out = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if isinstance(dtype, pl.Datetime):
            out.append(column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias(name))
        elif dtype == pl.Float32:
            out.append(column.cast(pl.Float64).round(2).alias(name))
        elif name in _FOREIGN:
            out.append(neutralise(column).alias(name))
        else:
            out.append(column)
    return frame.select(out)


def _write(frame: pl.DataFrame, path: Path) -> Path:
    """Write one table, whole or not at all."""
    part = path.with_name(path.name + ".part")
    _printable(frame).write_csv(part, float_precision=None)
    part.replace(path)
    return path


def export_tables(view: CaseView, folder: Path, options: ExportOptions) -> list[Path]:
    """Write records, identifiers, mentions, ties, clusters, possible_links, communities, shared_identifiers and rejects.

    Parameters
    ----------
    view
        The case.
    folder
        Where the files go; it exists.
    options
        ``cluster`` leaves only that cluster's rows in records, mentions, ties, identifiers and communities.

    Returns
    -------
    list of Path
        The files written.
    """
    written = []
    for name, columns in COLUMNS.items():
        cluster = options.cluster if name in _OF_CLUSTER else None
        frame = pl.DataFrame(pl.from_arrow(view.table(name, cluster)))
        if name == "clusters" and options.cluster is not None:
            frame = frame.filter(pl.col("cluster_id") == options.cluster)
        written.append(_write(frame.select(columns), folder / f"{name}.csv"))
    shared = pl.from_pandas(view.shared_identifiers())
    written.append(_write(shared.select(SHARED), folder / "shared_identifiers.csv"))
    return written
