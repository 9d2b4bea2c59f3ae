"""What an analyst names in a case, and what it stands for in every later run: records, and identifiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graphkit import store
from graphkit.errors import NotFoundError, UsageError
from graphkit.history import what_became

if TYPE_CHECKING:
    from graphkit.case import CaseView

# Records that stand for a large cluster: enough to know it again when parts of it go elsewhere.
MOST_ANCHORS = 25
_NEAR = 0.8  # Jaro-Winkler: what is likely to be a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of a case: ``sort`` is record, identifier or cluster; ``name`` its record_id, KIND:VALUE or cluster_id.

    ``said`` is how it was named.
    """

    sort: str
    name: str
    said: str


def rows(view: CaseView, query: str, parameters: Iterable[object] = ()) -> pl.DataFrame:
    """Return the rows of a query over a case."""
    return pl.DataFrame(pl.from_arrow(store.arrow(view._con, query, parameters)))


def present(view: CaseView, names: Iterable[str]) -> pl.DataFrame:
    """Return record_id: those of the named records that the case holds."""
    query = (
        "SELECT record_id FROM records WHERE record_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY record_id"
    )
    return rows(view, query, [sorted(set(names))])


def find(view: CaseView, text: str) -> Thing:
    """Return what a text names: a cluster id, a record id, ``KIND:VALUE``, or the id that a source gave a record.

    Raises
    ------
    NotFoundError
        If the case holds no such thing; names what is near.
    UsageError
        If a source's id stands for several records.
    """
    said = text.strip()
    if not rows(view, "SELECT 1 FROM members WHERE cluster_id = ? LIMIT 1", [said]).is_empty():
        return Thing("cluster", said, said)
    if not rows(view, "SELECT 1 FROM records WHERE record_id = ?", [said]).is_empty():
        return Thing("record", said, said)
    kind, colon, value = said.partition(":")
    name = f"{kind.strip().lower()}:{value.strip()}"
    if colon and _is_identifier(view, name):
        return Thing("identifier", name, name)
    query = "SELECT record_id FROM records WHERE native_id = ? ORDER BY source_id, ordinal LIMIT 6"
    ids = rows(view, query, [said])["record_id"].to_list()
    if len(ids) == 1:
        return Thing("record", ids[0], said)
    if ids:
        more = ", ..." if len(ids) > 5 else ""
        raise UsageError(f"{said}: several records have this id; name one of {', '.join(ids[:5])}{more}")
    raise NotFoundError(_missing(view, said))


def identifier(view: CaseView, text: str) -> Thing:
    """Return the identifier that ``KIND:VALUE`` names.

    Raises
    ------
    NotFoundError
        If the case holds none such; names what is near.
    """
    kind, _, value = text.strip().partition(":")
    name = f"{kind.strip().lower()}:{value.strip()}"
    if not _is_identifier(view, name):
        raise NotFoundError(_missing(view, text.strip(), identifiers=True))
    return Thing("identifier", name, name)


def _is_identifier(view: CaseView, name: str) -> bool:
    kind, _, value = name.partition(":")
    return any(
        not rows(
            view, f"SELECT 1 FROM {table} WHERE kind = ? AND value = ? LIMIT 1", [kind, value]
        ).is_empty()
        for table in ("identifiers", "mentions")
    )


def _missing(view: CaseView, said: str, identifiers: bool = False) -> str:
    """Say that there is no such thing, and what is near it."""
    kind, colon, value = said.partition(":")
    kinds = rows(view, "SELECT DISTINCT kind FROM identifiers ORDER BY kind")["kind"].to_list()
    where = f"{view.path}: there is no"
    if identifiers and not colon:
        return f"{where} identifier {said}; name it as KIND:VALUE, with a kind of {', '.join(kinds)}"
    if colon and kind.strip().lower() in kinds:
        query = "SELECT DISTINCT kind || ':' || value AS name, value AS told FROM identifiers WHERE kind = ?"
        near = _near(view, query, value.strip(), [kind.strip().lower()])
        return f"{where} {kind.strip().lower()} {value.strip()}{near}; identifiers.csv lists them"
    if colon and identifiers:
        return f"{where} kind of identifier {kind}; this case has {', '.join(kinds)}"
    if said.upper().startswith("C-"):
        if told := what_became(view._con, said.upper()):
            return f"{where} cluster {said}: {told}"
        near = _near(
            view, "SELECT DISTINCT cluster_id AS name, cluster_id AS told FROM members", said.upper()
        )
        return f"{where} cluster {said}{near}; list them with: graphkit clusters {view.path.parent}"
    query = (
        "SELECT DISTINCT native_id AS name, native_id AS told FROM records WHERE native_id IS NOT NULL"
        " UNION SELECT record_id, record_id FROM records"
    )
    near = _near(view, query, said)
    return f"{where} {said}{near}; name a record by its id, an identifier as KIND:VALUE, or a cluster"


def _near(view: CaseView, query: str, said: str, parameters: Iterable[object] = ()) -> str:
    """Return the three names nearest to what was said, in words."""
    found = rows(
        view,
        f"SELECT name FROM (SELECT *, jaro_winkler_similarity(told, ?) AS near FROM ({query}))"
        " WHERE near >= ? ORDER BY near DESC, name LIMIT 3",
        [said, *parameters, _NEAR],
    )["name"].to_list()
    return f"; near it: {', '.join(found)}" if found else ""


def own_records(view: CaseView, thing: Thing) -> set[str]:
    """Return the records that a thing stands for now: of an identifier, those that carry it as their own."""
    if thing.sort == "record":
        return {thing.name}
    if thing.sort == "cluster":
        return set(
            rows(view, "SELECT record_id FROM members WHERE cluster_id = ?", [thing.name])["record_id"]
        )
    return set(carriers(view, [thing.name])["record_id"])


def carriers(view: CaseView, names: Iterable[str]) -> pl.DataFrame:
    """Return record_id, kind, value: the records that carry identifiers (``KIND:VALUE``) as their own.

    As theirs count mentions of role ``self`` that are sure enough to join.
    """
    wanted = sorted(set(names))
    query = (
        "SELECT DISTINCT record_id, kind, value FROM mentions WHERE kind || ':' || value IN (SELECT unnest(?::VARCHAR[]))"
        " AND role = 'self' AND round(confidence * 100) >= ? ORDER BY record_id, kind, value"
    )
    read = rows(view, query, [wanted, round(view.settings.join_confidence * 100)])
    # Near-duplicate texts are of whole records: nothing in them is a mention.
    texts = sorted(name.removeprefix("text:") for name in wanted if name.startswith("text:"))
    near = rows(
        view,
        "SELECT record_id, 'text' AS kind, value FROM near_texts WHERE value IN (SELECT unnest(?::VARCHAR[]))"
        " ORDER BY value, record_id",
        [texts],
    )
    return pl.concat([read, near])


def anchors(view: CaseView, thing: Thing, apart: Thing | None = None) -> tuple[str, ...]:
    """Return what a thing stands for in every later run.

    Parameters
    ----------
    view
        The case.
    thing
        A record gives its id and an identifier itself; a cluster all its records, or those 25 that carry its most
        shared identifiers, and behind them the identifier that joins most of it.
    apart
        What the thing is said to differ from: a cluster is then anchored without its records.

    Raises
    ------
    UsageError
        If nothing of the cluster is left.
    """
    if thing.sort != "cluster":
        return (thing.name,)
    out = own_records(view, apart) if apart is not None and apart.sort != "cluster" else set()
    members = sorted(own_records(view, thing) - out)
    if not members:
        assert apart is not None
        raise UsageError(
            f"{thing.said}: every record of it is of {apart.said} too; nothing of it differs from that"
        )
    query = "SELECT record_id, kind, value, bits FROM ties WHERE cluster_id = ? AND effect = 'joins'"
    ties = rows(view, query, [thing.name]).filter(pl.col("record_id").is_in(members))
    shared = (
        ties.group_by("kind", "value")
        .agg(pl.len().alias("records"), pl.col("bits").max())
        .filter(pl.col("records") > 1)
        .sort(["records", "bits", "kind", "value"], descending=[True, True, False, False])
        .with_row_index("rank")
    )
    chosen = members if len(members) <= MOST_ANCHORS else _representatives(members, ties, shared)
    labels = [f"{kind}:{value}" for kind, value in shared.select("kind", "value").rows()]
    label = [x for x in labels if apart is None or x != apart.name][:1]
    return (*chosen, *label)


def _representatives(members: list[str], ties: pl.DataFrame, shared: pl.DataFrame) -> list[str]:
    """Return the records that stand for a large cluster.

    In rounds over its shared identifiers, the most shared first, each gives one of the records that carry it: those
    that carry most of them go first. So every part of the cluster that something holds has its say.
    """
    carried = ties.join(shared.select("kind", "value", "rank"), on=["kind", "value"], how="inner")
    order = (
        carried.with_columns(pl.len().over("record_id").alias("carries"))
        .sort(["rank", "carries", "record_id"], descending=[False, True, False])
        .with_columns(pl.int_range(pl.len()).over("rank").alias("round"))
        .sort("round", "rank")
    )
    first = list(dict.fromkeys([*order["record_id"].to_list(), *members]))
    return sorted(first[:MOST_ANCHORS])
