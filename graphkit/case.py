"""The case file: everything that was read and found, in one ``case.duckdb``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

from graphkit import store
from graphkit.errors import CaseError, NotFoundError
from graphkit.model import DECISIONS, empty
from graphkit.queries import ORDER, SELECT
from graphkit.settings import Settings

if TYPE_CHECKING:
    import networkx as nx

    from graphkit.decisions import Decision
    from graphkit.explanation import Explanation, Route
    from graphkit.possible_pairs import PossiblePair

CASE_FILE = "case.duckdb"
# Of memory for DuckDB while sources are read: a million records then take no more than ten thousand.
_SPARING = "192MiB"


def _case_file(folder: Path) -> Path:
    """Return the case of a folder of outputs: in it, or where its ``run.json`` says that it was kept (``--case``)."""
    path = folder / CASE_FILE
    if not path.exists() and (folder / "run.json").is_file():
        try:
            elsewhere = json.loads((folder / "run.json").read_text("utf-8")).get("case", "")
        except (OSError, ValueError, AttributeError):
            return path
        if isinstance(elsewhere, str) and elsewhere and Path(elsewhere).is_file():
            return Path(elsewhere)
    return path


class CaseView:
    """The read side of a case: what analyses and outputs see.

    Parameters
    ----------
    path
        The case file, or the folder that holds ``case.duckdb``.

    Raises
    ------
    CaseError
        If there is no case, it is locked, or it comes from another version.
    """

    _read_only = True

    def __init__(self, path: str | Path) -> None:
        given = Path(path)
        self.path = _case_file(given) if given.is_dir() or given.suffix == "" else given
        self._con = store.connect(self.path, self._read_only)
        self._positions: dict[str, pd.DataFrame] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._con.close()

    def table(self, name: str, cluster: str | None = None) -> pa.Table:
        """Return one of the case's tables in its fixed order.

        Parameters
        ----------
        name
            ``records``, ``mentions``, ``ties``, ``identifiers``, ``clusters``, ``communities``, ``shared_resources``,
            ``sources``, ``rejects``, ``decisions``, ...
        cluster
            Only what belongs to this cluster; for records, mentions, ties, identifiers and communities.

        Raises
        ------
        NotFoundError
            If there is no such cluster.
        """
        if cluster is not None:
            self.require_cluster(cluster)
        if name in SELECT:
            conditions: dict[str, Any] = {}
            if cluster is not None:
                conditions["m.cluster_id = ?"] = cluster
            if name == "mentions" and self.settings.kinds:
                conditions["list_contains(?, x.kind)"] = self._kinds()
            where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
            return store.arrow(self._con, SELECT[name].format(where=where), list(conditions.values()))
        if name == "identifiers" and cluster is not None:
            query = (
                "SELECT * FROM identifiers WHERE (kind, value) IN (SELECT (kind, value) FROM ties WHERE cluster_id = ?)"
                f" ORDER BY {ORDER[name]}"
            )
            return store.arrow(self._con, query, [cluster])
        if name == "communities" and cluster is not None:
            query = f"SELECT * FROM communities WHERE cluster_id = ? ORDER BY {ORDER[name]}"
            return store.arrow(self._con, query, [cluster])
        if name == "rejects":
            query = "SELECT s.source, x.* FROM rejects x JOIN sources s USING (source_id)"
            order = "s.source, x.source_id, try_cast(regexp_extract(x.locator, '[0-9]+$') AS BIGINT), x.locator, x.reason, x.raw"
            return store.arrow(self._con, f"{query} ORDER BY {order}")
        if name == "decisions" and not store.has_table(self._con, name):
            return empty(DECISIONS)
        return store.arrow(self._con, f'SELECT * FROM "{name}" ORDER BY {ORDER[name]}')

    def _frame(self, name: str, cluster: str | None = None) -> pd.DataFrame:
        frame: pd.DataFrame = self.table(name, cluster).to_pandas(maps_as_pydicts="lossy")
        return frame

    def records(self, cluster: str | None = None) -> pd.DataFrame:
        """Return the records, in the order of their sources, each with the id of its cluster."""
        return self._frame("records", cluster)

    def mentions(self, cluster: str | None = None) -> pd.DataFrame:
        """Return every identifier seen in a record, with field, offsets, raw text, method and confidence."""
        return self._frame("mentions", cluster)

    def ties(self, cluster: str | None = None) -> pd.DataFrame:
        """Return record - identifier ties with bits, effect and reason."""
        return self._frame("ties", cluster)

    def identifiers(self, cluster: str | None = None) -> pd.DataFrame:
        """Return the identifiers, those on most records first."""
        return self._frame("identifiers", cluster)

    def clusters(self) -> pd.DataFrame:
        """Return the clusters of two or more records, largest first."""
        return self._frame("clusters")

    def communities(self, cluster: str | None = None) -> pd.DataFrame:
        """Return the communities inside large clusters, by Leiden, a cluster's largest first; they are no actors."""
        return self._frame("communities", cluster)

    def possible_links(self) -> pd.DataFrame:
        """Return the links between clusters that were cut, the strongest first, each with its bits and the reason."""
        return self._frame("possible_links")

    def possible_pairs(self, cluster: str | None = None) -> list[PossiblePair]:
        """Return the possible links by the two clusters that they are between, the strongest first; or those of one cluster.

        Raises
        ------
        NotFoundError
            If there is no such cluster.
        """
        from graphkit.possible_pairs import pairs
        from graphkit.review import settled

        if cluster is not None:
            self.require_cluster(cluster)
        links = self.possible_links()
        if cluster is not None:
            links = links[(links["a_cluster"] == cluster) | (links["b_cluster"] == cluster)]
        if links.empty:
            return []
        both = sorted({*links["a_cluster"], *links["b_cluster"]})
        query = "SELECT cluster_id, count(*) FROM members WHERE cluster_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY 1"
        sizes = dict(self._con.execute(query, [both]).fetchall())
        return pairs(links, sizes, settled(self))

    def openings(self, values: Sequence[str]) -> dict[str, str]:
        """Return the first words of one text of each text group: its first record's, in the order of the sources."""
        from graphkit.holding import opening

        query = (
            "SELECT t.value, arg_min(left(coalesce(nullif(r.text, ''), r.title), 1000), (s.source, r.source_id, r.ordinal))"
            " FROM ties t JOIN records r USING (record_id) JOIN sources s USING (source_id)"
            " WHERE t.kind = 'text' AND t.value IN (SELECT unnest(?::VARCHAR[])) GROUP BY 1"
        )
        found = self._con.execute(query, [sorted(set(values))]).fetchall()
        return {str(value): words for value, text in found if (words := opening(text))}

    def told(self, clusters: pd.DataFrame, spell: Callable[[str, str], str] | None = None) -> pd.DataFrame:
        """Return what holds clusters together, in words; see :func:`graphkit.holding.told`."""
        from graphkit import holding

        possible = holding.open_links(self.possible_pairs())
        openings = self.openings(holding.wanted_texts(clusters))
        return holding.told(
            clusters, openings, possible, spell or holding.spelled, self.settings.firm_cohesion
        )

    def shared_resources(self) -> pd.DataFrame:
        """Return the identifiers that join nobody: shared resources, and those above the cap on records."""
        return self._frame("shared_resources")

    def shared_identifiers(self) -> pd.DataFrame:
        """Return the identifiers seen on two or more platforms, strongest first: bits, then platforms, then records."""
        frame = self.identifiers()
        frame = frame[frame["platforms"] >= 2]
        aside = (frame["effect"] == "shared resource").astype(int)
        keys = ["aside", "bits", "platforms", "records", "kind", "value"]
        frame = frame.assign(aside=aside).sort_values(
            keys, ascending=[True, False, False, False, True, True], kind="stable"
        )
        return frame.drop(columns="aside").reset_index(drop=True)

    def sources(self) -> pd.DataFrame:
        """Return the sources with their hashes and how they were read (``details``, JSON)."""
        return self._frame("sources")

    def rejects(self) -> pd.DataFrame:
        """Return the rows that could not become records."""
        return self._frame("rejects")

    def lineage(self, cluster: str | None = None) -> pd.DataFrame:
        """Return what became of clusters in each run that changed any, or of one; see :func:`graphkit.history.listed`."""
        from graphkit.history import listed

        return listed(self, cluster)

    def decisions(self) -> pd.DataFrame:
        """Return the analysts' decisions, oldest first, each with its ``state``; see :func:`graphkit.deciding.listed`."""
        from graphkit.deciding import listed

        return listed(self)

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        where, values = "", list[list[str]]()
        if name == "mentions" and self.settings.kinds:
            where, values = " WHERE list_contains(?, kind)", [self._kinds()]
        row = store.first(self._con, f'SELECT count(*) FROM "{name}"{where}', values)
        return int(row[0]) if row else 0

    def _kinds(self) -> list[str]:
        """Return the kinds that the last run asked for: mentions that need their file stay in the case unasked."""
        from graphkit.identifiers.scan import chosen_kinds

        return sorted(chosen_kinds(self.settings))

    def has_cluster(self, cluster: str) -> bool:
        """Tell whether there is such a cluster; one of a single record counts."""
        return (
            store.first(self._con, "SELECT 1 FROM members WHERE cluster_id = ? LIMIT 1", [cluster])
            is not None
        )

    def require_cluster(self, cluster: str) -> None:
        """Check that a cluster exists; one of a single record does too.

        Raises
        ------
        NotFoundError
            If it does not.
        """
        if not self.has_cluster(cluster):
            from graphkit.history import what_became

            told = what_became(self._con, cluster) or self._instead(cluster)
            raise NotFoundError(
                f"{self.path}: there is no cluster {cluster}{told and f': {told}'}; list them with:"
                f" graphkit clusters {self.path.parent}"
            )

    def _instead(self, said: str) -> str:
        """Say what a name that is no cluster's is, if the case knows it."""
        if self.has_cluster(said.strip().upper()):
            return f"ids are in capitals, {said.strip().upper()}"
        query = (
            "SELECT m.cluster_id FROM records r JOIN members m USING (record_id) WHERE r.record_id = ? OR r.native_id = ?"
            " ORDER BY m.cluster_id LIMIT 1"
        )
        row = store.first(self._con, query, [said, said])
        return f"it is a record, of cluster {row[0]}" if row else ""

    def _meta(self, key: str) -> str | None:
        row = store.first(self._con, "SELECT value FROM meta WHERE key = ?", [key])
        return str(row[0]) if row else None

    @property
    def settings(self) -> Settings:
        """The settings of the last run."""
        text = self._meta("settings")
        return Settings(**json.loads(text)) if text else Settings()

    def run(self) -> dict[str, Any]:
        """Return what the last run wrote of itself: settings, versions, sources, times."""
        row = store.first(self._con, "SELECT details FROM runs ORDER BY run DESC LIMIT 1")
        return dict(json.loads(row[0])) if row else {}

    def meta(self) -> dict[str, Any]:
        """Return the case's name, its counts and the warnings of its sources."""
        names = (
            "records",
            "sources",
            "rejects",
            "mentions",
            "identifiers",
            "clusters",
            "shared_resources",
            "possible_links",
        )
        warnings: list[str] = []
        for source, details in zip(
            *(self.table("sources")[c].to_pylist() for c in ("source", "details")), strict=True
        ):
            warnings += [f"{source}: {w}" for w in json.loads(details or "{}").get("warnings", [])]
        return {
            "name": self._meta("name") or "case",
            "counts": {n: self.count(n) for n in names},
            "warnings": warnings,
        }

    def summary(self) -> dict[str, Any]:
        """Return the case in figures, without any time: sources, records, identifiers by kind, clusters."""
        counts = self.meta()["counts"]
        kinds = store.arrow(
            self._con, "SELECT kind, count(*) AS n FROM identifiers GROUP BY kind ORDER BY kind"
        )
        linked = store.first(
            self._con, "SELECT coalesce(sum(records), 0), coalesce(max(records), 0) FROM clusters"
        )
        shared = store.first(self._con, "SELECT count(*) FROM identifiers WHERE platforms >= 2")
        sources = pl.DataFrame(pl.from_arrow(self.table("sources")))
        return {
            "notice": "A finding is a lead, never proof.",
            "counts": counts,
            "identifiers_by_kind": dict(zip(kinds["kind"].to_pylist(), kinds["n"].to_pylist(), strict=True)),
            "records_in_clusters": int(linked[0]) if linked else 0,
            "largest_cluster": int(linked[1]) if linked else 0,
            "identifiers_on_two_or_more_platforms": int(shared[0]) if shared else 0,
            "sources": sources.select("source", "source_id", "records", "rejects").to_dicts(),
            "warnings": self.meta()["warnings"],
        }

    def positions(self, cluster: str | None) -> pd.DataFrame:
        """Return where the nodes of a map stand: of the overview, or inside one cluster.

        Returns
        -------
        pandas.DataFrame
            node (a record's id, ``kind:value``, or a cluster's id), x, y in whole map units.
        """
        from graphkit.positions import cluster_positions, overview_positions

        limit = self.settings.map_nodes
        if cluster is None:
            linked = [(pair.a, pair.b) for pair in self.possible_pairs() if not pair.decided]
            return overview_positions(self.clusters(), self.identifiers(), limit, linked)
        if self._positions is None:
            frame = cluster_positions(self._ties_of_largest(), limit)
            self._positions = {str(c): rows for c, rows in frame.groupby("cluster_id", sort=False)}
        if cluster not in self._positions:
            self._positions[cluster] = cluster_positions(self.ties(cluster), limit)
        return self._positions[cluster]

    def stand_ins(self, cluster: str, anchors: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
        """Return where stand-ins for other clusters go around a cluster: one for each list of the nodes that it is tied to."""
        from graphkit.positions import stand_ins

        return stand_ins(self.positions(cluster), anchors)

    def _ties_of_largest(self) -> pd.DataFrame:
        """Return the ties of the clusters that a map holds: a query each, or a layout of all, would take minutes."""
        query = (
            "WITH big AS (SELECT cluster_id, sum(records) OVER (ORDER BY records DESC, identifiers DESC, cluster_id) AS upto"
            " FROM clusters) SELECT t.* FROM ties t JOIN big b ON b.cluster_id = t.cluster_id WHERE b.upto <= ?"
            " ORDER BY t.record_id, t.kind, t.value"
        )
        frame: pd.DataFrame = store.arrow(self._con, query, [self.settings.map_records]).to_pandas()
        return frame

    def graph(self, cluster: str | None = None) -> nx.Graph[str]:
        """Return the case, or one cluster, as a networkx graph; see :func:`graphkit.graph.build`."""
        from graphkit.graph import build

        return build(self.records(cluster), self.identifiers(cluster), self.ties(cluster))

    def why(self, a: str, b: str) -> Explanation:
        """Say why two records, identifiers (``kind:value``) or clusters are linked, or what is missing; see docs/guide.md."""
        from graphkit.explanation import why

        return why(self._con, self.settings, a, b, str(self.path))

    def path_between(self, a: str, b: str, joining: bool = False) -> Route:
        """Return the shortest path between two things over all ties, or only over those that join."""
        from graphkit.explanation import path

        return path(self._con, self.settings, a, b, str(self.path), joining)


class Case(CaseView):
    """A case that can be written to. Missing files are made; use it as a context manager.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Case(folder) as case:
    ...     case.count("records")
    0
    """

    _read_only = False

    def __init__(self, path: str | Path) -> None:
        super().__init__(path)
        new = not store.has_table(self._con, "meta")
        if new or not all(store.has_table(self._con, name) for name in store.TABLES):
            with self.writing():
                (store.create if new else store.complete)(self._con)

    def writing(self) -> _Writing:
        """Return a context in which all changes are kept together, or none of them."""
        return _Writing(self)

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """Return a context in which DuckDB holds little in memory: what is appended goes to the file as it comes."""
        self._con.execute(f"SET memory_limit = '{_SPARING}'")
        try:
            yield
        finally:
            self._con.execute("RESET memory_limit")

    def insert(self, name: str, rows: pa.Table) -> None:
        """Append rows to a table of the case."""
        store.insert(self._con, name, rows)

    def replace(self, name: str, rows: pa.Table) -> None:
        """Put new rows in place of a table's old ones."""
        self._con.execute(f'DELETE FROM "{name}"')
        self.insert(name, rows)

    def decide(
        self, kind: str, a: str, b: str | None = None, *, reason: str = "", user: str | None = None,
        at: datetime | None = None,
    ) -> Decision:  # fmt: skip
        """Add an analyst's decision, which binds from the next linking on; see :func:`graphkit.deciding.decide`."""
        from graphkit.deciding import decide

        return decide(self, kind, a, b, reason=reason, user=user, at=at).decision

    def forget_source(self, source_id: str) -> None:
        """Remove a source with its records, mentions and rejects."""
        self._con.execute(
            "DELETE FROM declared WHERE record_id IN (SELECT record_id FROM records WHERE source_id = ?)",
            [source_id],
        )
        for name in ("mentions", "records", "rejects", "sources"):
            self._con.execute(f'DELETE FROM "{name}" WHERE source_id = ?', [source_id])

    def forget_mentions(self, source_id: str) -> None:
        """Remove the mentions of a source that can be read again from the case: all but those that need the file."""
        from graphkit.identifiers import KINDS

        stay = [kind.name for kind in KINDS.values() if kind.needs_file]
        self._con.execute(
            "DELETE FROM mentions WHERE source_id = ? AND NOT list_contains(?, kind)", [source_id, stay]
        )

    def put_details(self, source_id: str, details: str) -> None:
        """Set what is known of how a source was read."""
        self._con.execute("UPDATE sources SET details = ? WHERE source_id = ?", [details, source_id])

    def query(self, sql: str, parameters: tuple[Any, ...] = ()) -> pa.Table:
        """Run a query over the case's tables and return an Arrow table."""
        return store.arrow(self._con, sql, parameters)

    def put_meta(self, key: str, value: str) -> None:
        """Set one entry of the case's own notes."""
        self._con.execute("DELETE FROM meta WHERE key = ?", [key])
        self._con.execute("INSERT INTO meta VALUES (?, ?)", [key, value])


class _Writing:
    """A transaction of a case."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def __enter__(self) -> Case:
        self._case._con.begin()
        return self._case

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            try:
                self._case._con.commit()
            except duckdb.Error as failed:
                raise CaseError(f"{self._case.path}: the case could not be written: {failed}") from failed
        else:
            self._case._con.rollback()
