"""The tables of a case file, and how rows get in. DuckDB carries them; everything else goes through ``case.py``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from graphkit.errors import CaseError
from graphkit.model import DECISIONS, DECLARED, MENTIONS, RECORDS, REJECTS, SOURCES, UTC

FORMAT = "5"

_S, _I, _F = pa.string(), pa.int64(), pa.float64()
TIES = pa.schema([
    ("record_id", _S), ("kind", _S), ("value", _S), ("role", _S), ("mentions", _I), ("confidence", pa.float32()),
    ("bits", _F), ("effect", _S), ("reason", _S), ("cluster_id", _S),
])  # fmt: skip
IDENTIFIERS = pa.schema([
    ("kind", _S), ("value", _S), ("family", _S), ("records", _I), ("platforms", _I), ("platform_names", _S),
    ("first_seen", UTC), ("last_seen", UTC), ("role", _S), ("bits", _F), ("clusters", _I), ("cluster_ids", _S),
    ("effect", _S),
])  # fmt: skip
CLUSTERS = pa.schema([
    ("cluster_id", _S), ("label", _S), ("records", _I), ("identifiers", _I), ("platforms", _I), ("platform_names", _S),
    ("first_seen", UTC), ("last_seen", UTC), ("kinds", _S), ("weakest_bits", _F),
    ("weakest", _S), ("cohesion", _F), ("hangs_on", _S), ("without", _S),
])  # fmt: skip
SHARED = pa.schema([("kind", _S), ("value", _S), ("records", _I), ("platforms", _I), ("reason", _S)])
POSSIBLE_LINKS = pa.schema([
    ("a_cluster", _S), ("b_cluster", _S), ("kind", _S), ("value", _S), ("a_records", _I), ("b_records", _I),
    ("bits", _F), ("against", _F), ("reason", _S),
])  # fmt: skip
TEXTS = pa.schema([("record_id", _S), ("value", _S), ("words", pa.int32()), ("similarity", pa.float32())])
MEMBERS = pa.schema([("record_id", _S), ("cluster_id", _S), ("community", _S)])
COMMUNITIES = pa.schema([
    ("community", _S), ("cluster_id", _S), ("records", _I), ("label", _S), ("platforms", _I), ("platform_names", _S),
    ("first_seen", UTC), ("last_seen", UTC), ("identifiers", _I), ("ties", _I), ("outward", _I),
])  # fmt: skip
LINEAGE = pa.schema([
    ("run", _I), ("cluster_id", _S), ("event", _S), ("others", pa.list_(_S)), ("records_before", _I),
    ("records_after", _I), ("records_new", _I), ("records_came", _I), ("records_left", _I),
    ("ties", pa.list_(pa.struct([
        ("kind", _S), ("value", _S), ("bits", _F), ("a_cluster", _S), ("a_records", pa.list_(_S)), ("b_cluster", _S),
        ("b_records", pa.list_(_S)), ("now", _S),
    ]))),
    ("reason", _S), ("of_case", _S),
])  # fmt: skip
META = pa.schema([("key", _S), ("value", _S)])
RUNS = pa.schema([("run", _I), ("details", _S)])

TABLES: dict[str, pa.Schema] = {
    "meta": META,
    "runs": RUNS,
    "sources": SOURCES,
    "records": RECORDS.append(pa.field("ordinal", _I)),
    "declared": DECLARED,
    "mentions": MENTIONS.append(pa.field("source_id", _S)),
    "rejects": REJECTS,
    "decisions": DECISIONS,
    "members": MEMBERS,
    "ties": TIES,
    "identifiers": IDENTIFIERS,
    "clusters": CLUSTERS,
    "shared_resources": SHARED,
    "possible_links": POSSIBLE_LINKS,
    "near_texts": TEXTS,
    "communities": COMMUNITIES,
    "lineage": LINEAGE,
}
LINKED = ("members", "ties", "identifiers", "clusters", "shared_resources", "possible_links")


# How DuckDB says that a file is in use, on Linux and macOS, and on Windows.
_LOCKED = ("could not set lock", "conflicting lock", "being used by another process")


def connect(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open a case file.

    Raises
    ------
    CaseError
        If it is missing, is no case, is locked by another process or comes from another version of graphkit.
    """
    if read_only and not path.is_file():
        raise CaseError(
            f"{path}: there is no case here; make one with: graphkit link SOURCES... --out {path.parent}"
        )
    if path.is_file() and not _is_database(path):
        raise CaseError(
            f"{path}: cannot be opened as a case file: it is no database; name the folder of a case, put a copy back, or"
            " link again into a new folder"
        )
    try:
        con = duckdb.connect(str(path), read_only=read_only, config={"autoinstall_known_extensions": "false"})
        con.execute("SET TimeZone='UTC'")
        names = {row[0] for row in con.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    except duckdb.Error as error:
        text = str(error)
        if any(words in text.lower() for words in _LOCKED):
            raise CaseError(f"{path}: another process has this case open; wait for it or close it") from error
        raise CaseError(
            f"{path}: cannot be opened as a case file: {text.splitlines()[0].rstrip('.')};"
            " put a copy back, or link again into a new folder"
        ) from error
    if "meta" in names:
        found = first(con, "SELECT value FROM meta WHERE key = 'format'")
        if found is None or found[0] != FORMAT:
            con.close()
            raise CaseError(
                f"{path}: the case is of format {found and found[0]}, this graphkit reads format {FORMAT};"
                " link its sources again into a new folder"
            )
    elif names or read_only:
        con.close()
        raise CaseError(f"{path}: a database, but no case of graphkit's; name another file or folder")
    return con


def _is_database(path: Path) -> bool:
    """Tell whether a file begins as DuckDB's do; an empty one is still to become one."""
    with path.open("rb") as file:
        head = file.read(12)
    return not head or head[8:12] == b"DUCK"


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of a new case."""
    complete(con)
    con.execute("INSERT INTO meta VALUES ('format', ?)", [FORMAT])


def complete(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that a case lacks, as one of an earlier version may."""
    for name, schema in TABLES.items():
        if has_table(con, name):
            continue
        con.register("_new", schema.empty_table())
        con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM _new')
        con.unregister("_new")


def has_table(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Tell whether a case has a table; one that an earlier version made may lack it."""
    own = (
        "SELECT 1 FROM information_schema.tables WHERE table_catalog = current_database() AND table_name = ?"
    )
    return first(con, own, [name]) is not None


def insert(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Append rows to a table; columns go by name.

    DuckDB finds ``rows`` among this function's names. Were it registered instead, DuckDB would hold the rows of every
    call until the transaction ends, for the view of them could come back.
    """
    if rows.num_rows:
        con.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM rows')


def arrow(con: duckdb.DuckDBPyConnection, query: str, parameters: Iterable[Any] = ()) -> pa.Table:
    """Run a query and return its result as one Arrow table."""
    return con.sql(query, params=list(parameters)).to_arrow_table()


def first(
    con: duckdb.DuckDBPyConnection, query: str, parameters: Iterable[Any] = ()
) -> tuple[Any, ...] | None:
    """Return the first row of a query, or None. All rows are fetched: a half-read result would block the connection."""
    rows = con.execute(query, list(parameters)).fetchall()
    return rows[0] if rows else None


def dump(value: Any) -> str:
    """Return JSON with sorted keys: the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
