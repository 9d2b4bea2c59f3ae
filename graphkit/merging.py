"""Cases brought together: the sources, records and decisions of several in one, before it is linked anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from graphkit import store
from graphkit.case import Case
from graphkit.errors import CaseError, SourceError, UsageError
from graphkit.identifiers.image import IMAGE
from graphkit.parts import Part, detail, mapping_of
from graphkit.pipeline import Progress, read_changed, relink
from graphkit.settings import Settings
from graphkit.sources import OUTPUTS

_OF_SOURCE = ("rejects", "mentions", "records")


def bring_together(case: Case, parts: Sequence[Part], settings: Settings, progress: Progress) -> None:
    """Copy cases into a new one and link the whole of it; all of it is kept, or none.

    Parameters
    ----------
    case
        New and open for writing.
    parts, settings, progress
        As from :func:`graphkit.parts.parts_of`; what to link by; told of each step.

    Raises
    ------
    CaseError
        If a case cannot be opened.
    SourceError
        If a source was read in different ways.
    """
    _attach(case, parts)
    with case.writing():
        progress("bringing the cases together", 0, 0)
        clusters = _gather(case, parts)
        read_changed(case, settings, progress)
        progress("linking", 0, 0)
        relink(case, settings, clusters)
        case.put_meta("settings", settings.model_dump_json())
    for i in range(len(parts)):
        case._con.execute(f"DETACH part_{i}")


def _gather(case: Case, parts: Sequence[Part]) -> pl.DataFrame:
    """Copy what the cases hold into a new one, all but what linking makes; return their clusters.

    A source that several hold is kept once. Its records must be the same in all: whoever read it by another mapping of
    columns read other records. The clusters are record_id, cluster_id, of_case.
    """
    con = case._con
    held: dict[str, tuple[int, Part]] = {}
    members = []
    for i, part in enumerate(parts):
        name = f"part_{i}"
        take: list[str] = []
        for source_id, source in part.sources.select("source_id", "source").iter_rows():
            if source_id in held:
                _same_reading(con, source_id, source, *held[source_id], i, part)
            else:
                held[source_id] = (i, part)
                take.append(source_id)
        _copy_sources(con, name, take)
        for source_id in part.sources["source_id"]:
            if source_id not in take:
                _richer_cards(con, name, source_id, part, held[source_id][1].name)
                _more_pictures(con, name, source_id, part)
        _copy_decisions(con, name, part)
        _copy_lineage(con, name, part)
        _lend_evidence(con, name)
        rows = store.arrow(con, f"SELECT record_id, cluster_id FROM {name}.members ORDER BY record_id")
        frame = pl.DataFrame(pl.from_arrow(rows))
        members.append(frame.with_columns(pl.lit(part.name).alias("of_case")))
    return pl.concat(members)


def _attach(case: Case, parts: Sequence[Part]) -> None:
    """Open the cases for reading beside a new one; not inside a transaction."""
    for i, part in enumerate(parts):
        path = str(part.path).replace("'", "''")
        try:
            case._con.execute(f"ATTACH '{path}' AS part_{i} (READ_ONLY)")
        except duckdb.Error as error:
            raise CaseError(f"{part.path}: cannot be opened: {str(error).splitlines()[0]}") from error


def _copy_sources(con: duckdb.DuckDBPyConnection, part: str, sources: Sequence[str]) -> None:
    """Copy sources with all that was read out of them."""
    con.register("_take", pa.table({"source_id": pa.array(sources, pa.string())}))
    try:
        for name in ("sources", *_OF_SOURCE):
            con.execute(
                f"INSERT INTO {name} BY NAME SELECT * FROM {part}.{name} SEMI JOIN _take USING (source_id)"
            )
        con.execute(
            f"INSERT INTO declared BY NAME SELECT d.* FROM {part}.declared d SEMI JOIN"
            f" (SELECT record_id FROM {part}.records SEMI JOIN _take USING (source_id)) USING (record_id)"
        )
    finally:
        con.unregister("_take")


def _same_reading(
    con: duckdb.DuckDBPyConnection, source_id: str, source: str, i: int, first: Part, j: int, second: Part
) -> None:
    """Check that two cases read the same records, declared identifiers and rejects out of a source."""
    for what in ("records", "rejects", "declared"):
        sides = [
            f"SELECT d.* FROM part_{k}.declared d JOIN part_{k}.records r USING (record_id) WHERE r.source_id = $1"
            if what == "declared"
            else f"SELECT * FROM part_{k}.{what} WHERE source_id = $1"
            for k in (i, j)
        ]
        query = (
            f"(({sides[0]}) EXCEPT ALL ({sides[1]})) UNION ALL (({sides[1]}) EXCEPT ALL ({sides[0]})) LIMIT 1"
        )
        if store.first(con, query, [source_id]) is not None:
            mappings = [mapping_of(p, source_id) for p in (first, second)]
            how = (
                f"by the mapping {mappings[0]} and by {mappings[1]}" if mappings[0] != mappings[1] else "differently"
            )  # fmt: skip
            raise SourceError(
                f"{source}: was read {how} in {first.name} and {second.name}; link it again in one of them, as it is to"
                " be read: graphkit link FILE --map FIELD=COLUMN,... --out DIR"
            )


def _richer_cards(con: duckdb.DuckDBPyConnection, name: str, source_id: str, part: Part, first: str) -> None:
    """Take the mentions of cards from the case that read them, with a key rather than masked.

    They are read from the file alone: what is stored is masked. So what one case lacks is not read again.
    """
    row = store.first(con, "SELECT source, details FROM sources WHERE source_id = ?", [source_id])
    assert row is not None
    details = json.loads(row[1] or "{}")
    mine, theirs = (d.get("cards", "unread") for d in (details, detail(part, source_id)))
    rank = {"unread": 0, "masked": 1}
    if mine != theirs and rank.get(mine, 2) == rank.get(theirs, 2):
        raise SourceError(
            f"{row[0]}: its cards were read with one key in {first} and with another in {part.name}; link it again in"
            " one of them with the key of the other"
        )
    if rank.get(theirs, 2) <= rank.get(mine, 2):
        return
    con.execute("DELETE FROM mentions WHERE source_id = ? AND kind = 'card'", [source_id])
    con.execute(
        f"INSERT INTO mentions BY NAME SELECT * FROM {name}.mentions WHERE source_id = ? AND kind = 'card'",
        [source_id],
    )
    told = store.dump(details | {"cards": theirs})
    con.execute("UPDATE sources SET details = ? WHERE source_id = ?", [told, source_id])


def _more_pictures(con: duckdb.DuckDBPyConnection, name: str, source_id: str, part: Part) -> None:
    """Take hashes of pictures that another case has and this one lacks: a picture may have been gone when it was read."""
    added = con.execute(
        f"INSERT INTO mentions BY NAME SELECT x.* FROM {name}.mentions x WHERE x.source_id = $1 AND x.kind = $2"
        " AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.source_id = $1 AND m.kind = $2 AND m.record_id = x.record_id"
        " AND m.field = x.field AND m.start = x.start)",
        [source_id, IMAGE.name],
    ).fetchall()
    if not added or not added[0][0]:
        return
    row = store.first(con, "SELECT details FROM sources WHERE source_id = ?", [source_id])
    assert row is not None
    mine, theirs = json.loads(row[0] or "{}"), detail(part, source_id)
    for key in ("pictures", "cell_pictures"):
        if key in theirs:
            mine[key] = theirs[key]
    told = [
        [w for w in d.get("warnings", []) if w.startswith("pictures") == own]
        for d, own in ((mine, False), (theirs, True))
    ]
    mine["warnings"] = [*told[0], *told[1]]
    con.execute("UPDATE sources SET details = ? WHERE source_id = ?", [store.dump(mine), source_id])


def _copy_decisions(con: duckdb.DuckDBPyConnection, name: str, part: Part) -> None:
    """Take over decisions, each once, with who, when and why."""
    if "decisions" not in part.tables:
        return
    con.execute(
        f"INSERT INTO decisions BY NAME SELECT * FROM {name}.decisions"
        ' WHERE decision_id NOT IN (SELECT decision_id FROM decisions) ORDER BY "at", decision_id'
    )


def _lend_evidence(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Copy what a case's last linking rests on, so that lineage can say what no longer joins; linking replaces it."""
    for table, columns in (
        ("ties", "record_id, kind, value, bits, effect, reason"),
        ("shared_resources", "kind, value, reason"),
    ):
        con.execute(f"INSERT INTO {table} BY NAME SELECT {columns} FROM {name}.{table} ORDER BY ALL")


def _copy_lineage(con: duckdb.DuckDBPyConnection, name: str, part: Part) -> None:
    """Take over lineage with the case that it comes from; that which came to it from another names both."""
    if "lineage" not in part.tables:
        return
    con.execute(
        f"INSERT INTO lineage BY NAME SELECT * REPLACE (CASE WHEN of_case IS NULL THEN $1"
        f" ELSE $1 || ' < ' || of_case END AS of_case) FROM {name}.lineage ORDER BY ALL",
        [part.name],
    )


@contextmanager
def all_or_nothing(folder: Path) -> Iterator[None]:
    """Make a folder for a new case and its outputs; what fails inside leaves nothing of them behind."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    before = {p.name for p in folder.iterdir()} if folder.exists() else set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: the folder cannot be made: {error.strerror}") from error
    try:
        yield
    except BaseException:
        for name in OUTPUTS - before:
            (folder / name).unlink(missing_ok=True)
        for empty in missing:
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()
        raise
