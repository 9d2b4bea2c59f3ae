"""What a user asks about, found in the case: a record, an identifier in any written form, or a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from graphkit import model, store
from graphkit.errors import NotFoundError, UsageError
from graphkit.history import what_became
from graphkit.linking.explain import instant
from graphkit.settings import Settings

_LISTED = 5


@dataclass(frozen=True, slots=True)
class End:
    """One of the two things that a question is about.

    Attributes
    ----------
    given
        As the user wrote it.
    type
        ``record``, ``identifier`` or ``cluster``.
    id
        The record's id, ``kind:value``, or the cluster's id.
    clusters
        A record's cluster, the cluster itself, or those in which the identifier joins.
    records
        How many records it is, or stands on.
    kind, value
        Of an identifier.
    native_id, source, locator, platform, posted_at, title
        Of a record.
    """

    given: str
    type: str
    id: str
    clusters: tuple[str, ...]
    records: int = 1
    kind: str | None = None
    value: str | None = None
    native_id: str | None = None
    source: str | None = None
    locator: str | None = None
    platform: str | None = None
    posted_at: str | None = None
    title: str | None = None


_RECORD = (
    "SELECT r.record_id, r.native_id, s.source, r.locator, r.platform, r.posted_at, r.title, m.cluster_id FROM records r"
    " JOIN sources s USING (source_id) LEFT JOIN members m USING (record_id) WHERE {where}"
    " ORDER BY s.source, r.source_id, r.ordinal"
)


def resolve(con: duckdb.DuckDBPyConnection, settings: Settings, given: str, where: str) -> End:
    """Find what ``given`` names: a record's id, a cluster's, KIND:VALUE, the id that a source gives, or a bare value.

    Raises
    ------
    UsageError
        If it may be several things; they are listed.
    NotFoundError
        If it is nothing in the case; what comes near is listed.
    """
    text = given.strip()
    found = (
        _records(con, text, "r.record_id = ?") or _cluster(con, text) or _identifiers(con, settings, text)
        or _records(con, text, "r.native_id = ?") or _bare(con, text)
    )  # fmt: skip
    if not found:
        told = what_became(con, text.upper())
        more = f": {told}" if told else _near(con, text)
        more = more or "; name a record by its id, an identifier as KIND:VALUE, or a cluster (C-...)"
        raise NotFoundError(f"{where}: there is no record, identifier or cluster {text}{more}")
    if len(found) > 1:
        raise UsageError(f"{text} may be {len(found)} things; say which: {_named(found)}")
    return replace(found[0], given=given)


def _named(ends: Sequence[End]) -> str:
    listed = [f"{e.id} ({e.source}, {e.locator})" if e.type == "record" else e.id for e in ends[:_LISTED]]
    return ", ".join(listed) + (f", and {len(ends) - _LISTED} more" if len(ends) > _LISTED else "")


def _rows(con: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = store.arrow(con, query, values).to_pylist()
    return rows


def _records(con: duckdb.DuckDBPyConnection, text: str, where: str) -> list[End]:
    return [
        End(text, "record", r["record_id"], (r["cluster_id"],), 1, None, None, r["native_id"], r["source"], r["locator"],
            r["platform"], instant(r["posted_at"]), r["title"])
        for r in _rows(con, _RECORD.format(where=where), [text])
    ]  # fmt: skip


def _cluster(con: duckdb.DuckDBPyConnection, text: str) -> list[End]:
    name = text.upper() if text[:2].upper() == "C-" else text
    row = store.first(con, "SELECT count(*) FROM members WHERE cluster_id = ?", [name])
    return [End(text, "cluster", name, (name,), int(row[0]))] if row and row[0] else []


def _identifiers(con: duckdb.DuckDBPyConnection, settings: Settings, text: str) -> list[End]:
    """Find KIND:VALUE: as it stands, else as the readers write it, else without regard to capitals and a sign."""
    kind, colon, value = text.partition(":")
    kind, value = kind.strip().lower(), value.strip()
    if not colon or not kind or not value:
        return []
    exact = _known(con, text, [(kind, value)])
    return exact or _known(con, text, _read(kind, value, settings)) or _alike(con, text, kind, value)


def _known(con: duckdb.DuckDBPyConnection, text: str, named: Sequence[tuple[str, str]]) -> list[End]:
    found = []
    for kind, value in dict.fromkeys(named):
        row = store.first(con, "SELECT records FROM identifiers WHERE kind = ? AND value = ?", [kind, value])
        if row is None:
            continue
        joined = _rows(
            con,
            "SELECT DISTINCT cluster_id FROM ties WHERE kind = ? AND value = ? AND effect = 'joins' ORDER BY cluster_id",
            [kind, value],
        )
        clusters = tuple(r["cluster_id"] for r in joined)
        found.append(End(text, "identifier", f"{kind}:{value}", clusters, int(row[0]), kind, value))
    return found


def _read(kind: str, value: str, settings: Settings) -> list[tuple[str, str]]:
    """Read a value as the readers of identifiers would in a column of this kind."""
    from graphkit.identifiers.declared import read_declared

    declared = model.table(
        model.DECLARED,
        {
            "record_id": ["asked"],
            "kind": [kind],
            "role": ["self"],
            "field": [kind],
            "raw": [value],
            "start": [0],
        },
    )
    records = model.table(model.RECORDS, {"record_id": ["asked"]})
    read = read_declared(declared, records, settings.model_copy(update={"kinds": ()}))
    return [(m["kind"], m["value"]) for m in read.to_pylist() if m["kind"] == kind]


def _alike(con: duckdb.DuckDBPyConnection, text: str, kind: str, value: str) -> list[End]:
    """Find a value that differs in capitals or a leading sign; a phone that differs in what is no digit."""
    query = "SELECT kind, value FROM identifiers WHERE kind = ? AND lower(value) = lower(?) ORDER BY value"
    if kind == "phone":
        value = "+" + "".join(c for c in value if c.isdecimal())
    return _known(con, text, [(r["kind"], r["value"]) for r in _rows(con, query, [kind, value.lstrip("@")])])


def _bare(con: duckdb.DuckDBPyConnection, text: str) -> list[End]:
    query = "SELECT kind, value FROM identifiers WHERE value = ? ORDER BY kind"
    return _known(con, text, [(r["kind"], r["value"]) for r in _rows(con, query, [text.removeprefix("@")])])


def _near(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """Return what in the case is spelled almost like this, in words."""
    query = """
        SELECT name FROM (
            SELECT DISTINCT native_id AS name, jaro_winkler_similarity(lower(native_id), lower($1)) AS near FROM records
            UNION SELECT record_id, jaro_winkler_similarity(record_id, lower($1)) FROM records
            UNION SELECT DISTINCT cluster_id, jaro_winkler_similarity(cluster_id, upper($1)) FROM members
            UNION SELECT kind || ':' || value,
                greatest(jaro_winkler_similarity(lower(kind || ':' || value), lower($1)),
                         jaro_winkler_similarity(lower(value), lower($1))) FROM identifiers
        ) WHERE near >= 0.88 ORDER BY near DESC, name LIMIT 3
    """
    names = [str(r["name"]) for r in _rows(con, query, [text])]
    return f"; near to it: {', '.join(names)}" if names else ""
