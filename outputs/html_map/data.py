"""What the page is told: the case's tables and networks as one tree of lists, numbers and texts.

Tables go in as columns, repeated texts as numbers into ``words``. A row is known by its number in its table,
and a node by a letter and that number: ``r12`` a record, ``i5`` an identifier, ``c3`` a cluster.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from graphkit.errors import NotFoundError
from outputs.html_map import network, possible
from outputs.html_map.columns import Utf16, Words, moments, numbers, pairs, plain, shown_value, spelled, texts

if TYPE_CHECKING:
    from graphkit.case import CaseView

EFFECTS = ("joins", "corroborates", "shows", "shared resource")


def page_data(view: CaseView, cluster: str | None, title: str) -> dict[str, Any]:
    """Return everything that the page shows, ready for JSON.

    Parameters
    ----------
    view
        The case.
    cluster
        The one cluster that the map is of; None for the whole case.
    title
        The page's heading.

    Raises
    ------
    NotFoundError
        If the case has no such cluster.
    """
    return _Build(view, cluster).data(title)


class _Build:
    """The tables of a page while it is put together."""

    def __init__(self, view: CaseView, cluster: str | None) -> None:
        self.view, self.only = view, cluster
        self.limit = int(view.settings.map_nodes)
        self.words = Words()
        self.clusters = view.clusters()
        everything = view.records(cluster)
        if cluster is not None:
            self.clusters = self.clusters[self.clusters["cluster_id"] == cluster]
            if everything.empty:
                raise NotFoundError(
                    f"cluster {cluster}: the case holds none of this id; `graphkit clusters` lists them"
                )
        self.left_out = max(0, len(everything) - int(view.settings.map_records))
        self.records = _largest_first(everything, self.clusters).head(int(view.settings.map_records))
        self.record_number = {r: n for n, r in enumerate(self.records["record_id"])}
        self.ties = self._of_records(view.ties(cluster))
        self.mentions = self._of_records(view.mentions(cluster))
        self.identifiers = self._known_identifiers(view.identifiers(cluster))
        names = zip(self.identifiers["kind"], self.identifiers["value"], strict=True)
        self.identifier_number = {name: n for n, name in enumerate(names)}
        shown = set(self.records["cluster_id"])
        kept = [c in shown or n < self.limit for n, c in enumerate(self.clusters["cluster_id"])]
        self.clusters_left_out = kept.count(False)
        self.clusters = _rows(self.clusters, kept)
        self.cluster_number = {c: n for n, c in enumerate(self.clusters["cluster_id"])}
        self.pairs, self.pairs_left_out = possible.in_file(
            view.possible_pairs(cluster), shown | set(self.cluster_number)
        )
        self.told = view.told(self.clusters, spelled)

    def _of_records(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep the rows of records that are in the page."""
        return _rows(frame, [record in self.record_number for record in frame["record_id"]])

    def _known_identifiers(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep identifiers of records in the page, and shared resources."""
        tied = set(zip(self.ties["kind"], self.ties["value"], strict=True))
        rows = zip(frame["kind"], frame["value"], frame["effect"], strict=True)
        return _rows(
            frame, [(kind, value) in tied or effect == "shared resource" for kind, value, effect in rows]
        )

    def data(self, title: str) -> dict[str, Any]:
        """Return the tree."""
        records = self._records()
        data = {
            "title": title,
            "only": self.only,
            "case": self._case(),
            "records": records,
            "mentions": self._mentions(records),
            "ties": self._ties(),
            "identifiers": self._identifiers(),
            "clusters": self._clusters(),
            "possible": self._possible(),
            "aside": self._reasons(),
            "views": self._views(),
        }
        return data | {"words": self.words.known}

    def _case(self) -> dict[str, Any]:
        """Return how the data came, and what the page leaves out."""
        meta = self.view.meta()
        counts = {str(k): int(v) for k, v in (meta.get("counts") or {}).items() if isinstance(v, int | float)}
        sources = Counter(str(s) for s in plain(self.records["source"]) if s is not None)
        return {
            "name": str(meta.get("name") or ""),
            "counts": counts,
            "warnings": [str(w) for w in meta.get("warnings") or []],
            "sources": [[name, sources[name]] for name in sorted(sources)],
            "nodes": self.limit,
            "left": {
                "records": self.left_out,
                "clusters": self.clusters_left_out,
                "possible": self.pairs_left_out,
            },
        }

    def _records(self) -> dict[str, list[Any]]:
        """Return the table of records."""
        frame = self.records
        table: dict[str, list[Any]] = {
            name: [self.words.number(v) for v in plain(frame[name])]
            for name in ("source", "platform", "kind", "location", "country", "cluster_id")
        }
        for name in ("record_id", "native_id", "locator", "author", "url", "title", "text"):
            table[name] = texts(frame[name])
        table["posted_at"] = moments(frame["posted_at"])
        for name in ("more_text", "extra"):
            table[name] = [pairs(v) for v in frame[name].tolist()]
        return table

    def _mentions(self, records: dict[str, list[Any]]) -> list[list[list[Any]]]:
        """Return each record's mentions: field, start, end, identifier, role, method, confidence, hint."""
        of: list[list[list[Any]]] = [[] for _ in self.record_number]
        columns = (
            "record_id",
            "kind",
            "value",
            "field",
            "start",
            "end",
            "role",
            "method",
            "confidence",
            "hint",
        )
        rows = zip(*(plain(self.mentions[c]) for c in columns), strict=True)
        widths: dict[tuple[int, str], tuple[Utf16, int]] = {}
        for record, kind, value, field, start, end, role, method, confidence, hint in rows:
            identifier = self.identifier_number.get((kind, value))
            if identifier is None:
                continue
            n = self.record_number[record]
            if (n, field) not in widths:
                text = _field(records, n, field)
                widths[n, field] = Utf16(text), len(text)
            width, length = widths[n, field]
            sound = start is not None and end is not None and 0 <= start < end <= length
            span = [width(int(start)), width(int(end))] if sound else [-1, -1]
            words = [self.words.number(w) for w in (field, role, method, hint)]
            sure = round(float(confidence or 0), 2)
            of[n].append([words[0], *span, identifier, words[1], words[2], sure, words[3]])
        return of

    def _ties(self) -> list[list[list[Any]]]:
        """Return each record's ties: identifier, role, bits, effect, reason."""
        of: list[list[list[Any]]] = [[] for _ in self.record_number]
        columns = ("record_id", "kind", "value", "role", "bits", "effect", "reason")
        for record, kind, value, role, bits, effect, reason in zip(
            *(plain(self.ties[c]) for c in columns), strict=True
        ):
            identifier = self.identifier_number.get((kind, value))
            if identifier is not None:
                words = [self.words.number(w) for w in (role, reason)]
                strength = EFFECTS.index(effect) if effect in EFFECTS else 2
                tie = [identifier, words[0], round(float(bits or 0), 1), strength, words[1]]
                of[self.record_number[record]].append(tie)
        return of

    def _identifiers(self) -> dict[str, list[Any]]:
        """Return the table of identifiers."""
        frame = self.identifiers
        table: dict[str, list[Any]] = {
            name: [self.words.number(v) for v in plain(frame[name])]
            for name in ("kind", "family", "platform_names", "role")
        }
        table["value"] = [str(v) for v in frame["value"]]
        openings = self.view.openings([v for k, v in self.identifier_number if k == "text"])
        table["shown"] = [shown_value(kind, v, openings) for kind, v in self.identifier_number]
        for name in ("records", "platforms", "bits"):
            table[name] = numbers(frame[name])
        table["first_seen"], table["last_seen"] = moments(frame["first_seen"]), moments(frame["last_seen"])
        table["effect"] = [EFFECTS.index(e) if e in EFFECTS else 2 for e in frame["effect"]]
        return table

    def _clusters(self) -> dict[str, list[Any]]:
        """Return the table of clusters of two or more records."""
        frame = self.clusters
        table: dict[str, list[Any]] = {n: texts(frame[n]) for n in ("cluster_id", "platform_names", "kinds")}
        table |= {n: texts(self.told[n]) for n in ("label", "holds", "weakest")}
        for name in ("records", "identifiers", "platforms"):
            table[name] = numbers(frame[name])
        table["possible"] = numbers(self.told["possible_links"])
        names = (str(name or "").partition(":") for name in plain(frame["hangs_on"]))
        table["hangs_on"] = [self.identifier_number.get((kind, value), -1) for kind, _, value in names]
        table["first_seen"], table["last_seen"] = moments(frame["first_seen"]), moments(frame["last_seen"])
        return table

    def _possible(self) -> dict[str, Any]:
        """Return the table of possible links; a map of one cluster does not say by what others are known."""
        labels = zip(self.told["cluster_id"], self.told["label"], strict=True)
        told = possible.table(self.pairs, self.words, dict(labels), self.identifier_number)
        return told | {"drawn": possible.DRAWN, "beside": self._most_beside()}

    def _most_beside(self) -> int:
        """Return how many stand-ins an opened cluster gets at most."""
        return min(possible.STAND_INS, self.limit // 5)

    def _reasons(self) -> list[list[Any]]:
        """Return the set-aside identifiers: identifier, reason, clusters in the page that they touch."""
        frame = self.view.shared_resources()
        ids = dict(zip(self.identifier_number, plain(self.identifiers["cluster_ids"]), strict=True))
        rows = []
        for kind, value, reason in zip(frame["kind"], frame["value"], plain(frame["reason"]), strict=True):
            number = self.identifier_number.get((kind, value))
            if number is not None:
                touched = str(ids[kind, value] or "").split("; ")
                known = [self.cluster_number[c] for c in touched if c in self.cluster_number]
                rows.append([number, self.words.number(reason), known])
        return rows

    def _views(self) -> dict[str, Any]:
        """Return nodes and edges of the overview (under the empty name) and of each cluster."""
        links: dict[str, list[tuple[str, str]]] = defaultdict(list)
        columns = zip(*(self.ties[c] for c in ("cluster_id", "record_id", "kind", "value")), strict=True)
        for cluster, record, kind, value in columns:
            if (kind, value) in self.identifier_number:
                ends = f"r{self.record_number[record]}", f"i{self.identifier_number[kind, value]}"
                links[cluster].append(ends)
        keys = {f"{kind}:{value}": f"i{n}" for (kind, value), n in self.identifier_number.items()}
        keys |= {record: f"r{n}" for record, n in self.record_number.items()}
        views = {} if self.only else {"": _tree(self._overview())}
        filled = [c for c in self.cluster_number if c in links]
        for cluster in filled:
            positions = self.view.positions(cluster)
            beside = possible.beside(self.view, self.pairs, cluster, positions, self._most_beside())
            views[cluster] = _tree(network.cluster(positions, keys, links[cluster], self.limit, beside))
        return views

    def _overview(self) -> Any:
        """Return the overview's network."""
        frame = self.identifiers[self.identifiers["effect"] == "shared resource"]
        touched = {}
        for kind, value, ids in zip(frame["kind"], frame["value"], plain(frame["cluster_ids"]), strict=True):
            key = f"i{self.identifier_number[kind, value]}"
            touched[f"{kind}:{value}"] = (key, str(ids or "").split("; "))
        positions = self.view.positions(None)
        drawn = {c for c in positions["node"].head(self.limit) if c in self.cluster_number}
        open_pairs = [
            (p.a, p.b, n) for n, p in enumerate(self.pairs) if not p.decided and p.a in drawn and p.b in drawn
        ]
        return network.overview(
            positions, self.cluster_number, touched, self.limit, open_pairs[: possible.DRAWN]
        )


def _rows(frame: pd.DataFrame, keep: list[bool]) -> pd.DataFrame:
    """Return the rows to keep."""
    return frame.iloc[[n for n, wanted in enumerate(keep) if wanted]]


def _largest_first(records: pd.DataFrame, clusters: pd.DataFrame) -> pd.DataFrame:
    """Order records by their cluster's size, records alone last; within a cluster as they came."""
    place = {c: n for n, c in enumerate(clusters["cluster_id"])}
    places = [place.get(c, len(place)) for c in records["cluster_id"]]
    return records.iloc[sorted(range(len(places)), key=places.__getitem__)]


def _field(records: dict[str, list[Any]], record: int, field: str) -> str:
    """Return the text of a record's field: title, text, a key of more_text or of extra."""
    if field in ("title", "text"):
        return records[field][record] or ""
    entries: Iterable[list[str]] = [*(records["more_text"][record] or []), *(records["extra"][record] or [])]
    return next((text for key, text in entries if key == field), "")


def _tree(net: Any) -> dict[str, Any]:
    """Return a pyvis network's nodes and edges."""
    return {"nodes": net.nodes, "edges": net.edges}
