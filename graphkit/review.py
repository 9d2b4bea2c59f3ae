"""The open questions of a case: pairs of clusters that might be one actor, the most telling first.

What answering is worth is ``records x closeness``. ``records`` are those of the smaller cluster: by a yes they change
cluster, while the larger one keeps its id. ``closeness`` is ``1 / (1 + |bits - threshold|)``: 1 where the evidence is
just worth joining, and falling the surer the linking itself is, either way. Ties go to the pair with more records in
all, then by cluster ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graphkit import store
from graphkit.anchors import rows
from graphkit.deciding import binding_of

if TYPE_CHECKING:
    from graphkit.case import CaseView

_ROUND = 6
_OPENING = 160  # characters of a text that is shown because it is like another


@dataclass(frozen=True, slots=True)
class Question:
    """Whether two clusters are one actor.

    Attributes
    ----------
    a, b
        Their ids, the larger one first.
    a_records, b_records
        How many records each has.
    evidence
        (kind, value, bits, reason) of each possible link between them, the strongest first.
    worth
        How much an answer changes; see the module.
    """

    a: str
    b: str
    a_records: int
    b_records: int
    evidence: tuple[tuple[str, str, float, str], ...]
    worth: float


def questions(view: CaseView, threshold: float | None = None) -> list[Question]:
    """Return the open questions of a case, those of which an answer changes most first.

    Parameters
    ----------
    view
        The case; what linking left open stands in its table ``possible_links``. Without one there are no questions.
    threshold
        The bits from which evidence joins; without it, the most bits that a possible link has.

    Notes
    -----
    Pairs that decisions in force settle, by themselves or by what follows from them, are left out.
    """
    if not store.has_table(view._con, "possible_links"):
        return []
    links = rows(
        view,
        "SELECT least(a_cluster, b_cluster) AS a, greatest(a_cluster, b_cluster) AS b, kind, value,"
        " coalesce(bits, 0)::DOUBLE AS bits, coalesce(reason, '') AS reason FROM possible_links"
        " WHERE a_cluster <> b_cluster ORDER BY a, b, bits DESC, kind, value, reason",
    )
    if not links.height:
        return []
    at = threshold if threshold is not None else max(links["bits"].to_list())
    sizes = dict(rows(view, "SELECT cluster_id, count(*) FROM members GROUP BY cluster_id").iter_rows())
    settled = _Settled(view)
    found = []
    for (a, b), group in links.group_by("a", "b", maintain_order=True):
        if a in sizes and b in sizes and not settled.says(str(a), str(b)):
            found.append(_question(str(a), str(b), sizes, group, at))
    return sorted(found, key=lambda q: (-q.worth, -(q.a_records + q.b_records), q.a, q.b))


def _question(a: str, b: str, sizes: dict[str, int], group: pl.DataFrame, threshold: float) -> Question:
    if (sizes[b], a) > (sizes[a], b):
        a, b = b, a
    evidence = tuple(group.unique(maintain_order=True).select("kind", "value", "bits", "reason").iter_rows())
    worth = sizes[b] / (1 + abs(evidence[0][2] - threshold))
    return Question(a, b, sizes[a], sizes[b], evidence, round(worth, _ROUND))


def settled(view: CaseView) -> Callable[[str, str], bool]:
    """Return whether, for two clusters, the decisions in force leave nothing to ask."""
    return _Settled(view).says


class _Settled:
    """Which pairs of clusters the decisions in force have settled, also where nothing was linked by them yet."""

    def __init__(self, view: CaseView) -> None:
        held = binding_of(view)
        query = "SELECT record_id, cluster_id FROM members WHERE record_id IN (SELECT unnest(?::VARCHAR[]))"
        of = dict(rows(view, query, [_named(held.same, held.different)]).iter_rows())
        self._parent: dict[str, str] = {}
        for a, b, _ in held.same.iter_rows():
            self._parent[self._root(of[a])] = self._root(of[b])
        self._apart: set[tuple[str, str]] = set()
        for _, a_group, b_group in held.different.iter_rows():
            for a in {self._root(of[x]) for x in a_group}:
                for b in {self._root(of[x]) for x in b_group}:
                    self._apart |= {(a, b), (b, a)}

    def _root(self, cluster: str) -> str:
        while (above := self._parent.get(cluster, cluster)) != cluster:
            cluster = above
        return cluster

    def says(self, a: str, b: str) -> bool:
        """Tell whether nothing is left to ask of a pair."""
        a, b = self._root(a), self._root(b)
        return a == b or (a, b) in self._apart


def _named(same: pl.DataFrame, different: pl.DataFrame) -> list[str]:
    """Return the records that decisions name."""
    parts = [
        same["a_record"],
        same["b_record"],
        different["a_group"].explode(),
        different["b_group"].explode(),
    ]
    return sorted({x for part in parts for x in part.drop_nulls()})


@dataclass(frozen=True, slots=True)
class Side:
    """What is shown of one cluster.

    Attributes
    ----------
    cluster, records, platforms
        Its id, how many records it has, and where these stand.
    first_seen, last_seen
        Days as ``YYYY-MM-DD``; empty where no record has a date.
    own
        ``kind:value`` of the identifiers that its records carry as their own, those on most records first.
    weak
        Those of ``own`` that join nobody, such as shared resources.
    lines
        Of each possible link's identifier, lines of the records' text in which it stands, with their place.
    """

    cluster: str
    records: int
    platforms: tuple[str, ...]
    first_seen: str
    last_seen: str
    own: tuple[str, ...]
    weak: frozenset[str]
    lines: tuple[str, ...]


def side(view: CaseView, cluster: str, question: Question, most_lines: int = 3) -> Side:
    """Return what is shown of one of a question's clusters."""
    about = rows(
        view,
        "SELECT count(*), string_agg(DISTINCT r.platform, '\n' ORDER BY r.platform),"
        " strftime(min(r.posted_at), '%Y-%m-%d'), strftime(max(r.posted_at), '%Y-%m-%d')"
        " FROM members m JOIN records r USING (record_id) WHERE m.cluster_id = ?",
        [cluster],
    ).row(0)
    own = rows(
        view,
        "SELECT kind || ':' || value AS name, coalesce(bool_and(i.effect <> 'joins'), false) AS weak"
        " FROM ties t LEFT JOIN identifiers i USING (kind, value) WHERE t.cluster_id = ? AND t.role = 'self'"
        " AND t.kind <> 'decision'"
        " GROUP BY kind, value ORDER BY count(*) DESC, kind, value",
        [cluster],
    )
    calls = view.openings([n.removeprefix("text:") for n in own["name"] if n.startswith("text:")])
    called = {f"text:{value}": f"text “{words}”" for value, words in calls.items()}
    own = own.with_columns(pl.col("name").replace(called))
    lines = [line for kind, value, *_ in question.evidence for line in _lines(view, cluster, kind, value)]
    shown = tuple(dict.fromkeys(lines))[:most_lines]
    return Side(
        cluster, about[0], tuple((about[1] or "").split("\n")) if about[1] else (), about[2] or "", about[3] or "",
        tuple(own["name"]), frozenset(own.filter("weak")["name"]), shown,
    )  # fmt: skip


def _lines(view: CaseView, cluster: str, kind: str, value: str, most: int = 2) -> Iterator[str]:
    """Yield the lines of text in which an identifier stands in a cluster."""
    if kind == "text":
        yield from _openings(view, cluster, value, most)
        return
    if kind == "name":  # two accounts of nearly one name: either may be of this cluster
        for account in value.split(" = "):
            yield from _lines(view, cluster, *_parted(account), most)
        return
    found = rows(
        view,
        'SELECT r.record_id, x.field, x.start, x."end", r.title, r.text, r.more_text[x.field] AS more,'
        " r.extra[x.field] AS extra FROM mentions x JOIN members m USING (record_id) JOIN records r USING (record_id)"
        " WHERE m.cluster_id = ? AND x.kind = ? AND x.value = ? ORDER BY r.source_id, r.ordinal, x.field, x.start LIMIT ?",
        [cluster, kind, value, most],
    )
    for row in found.iter_rows(named=True):
        field = row["field"]
        text = row[field] if field in ("title", "text") else row["more"] or row["extra"]
        yield f"{row['record_id']} {field}: {around(text or '', row['start'], row['end'])}"


def _parted(name: str) -> tuple[str, str]:
    kind, _, value = name.partition(":")
    return kind, value


def _openings(view: CaseView, cluster: str, value: str, most: int) -> Iterator[str]:
    """Yield how the texts of a near-duplicate group begin in a cluster."""
    found = rows(
        view,
        "SELECT r.record_id, coalesce(nullif(r.text, ''), r.title, '') FROM ties t JOIN records r USING (record_id)"
        " WHERE t.cluster_id = ? AND t.kind = 'text' AND t.value = ? ORDER BY r.source_id, r.ordinal LIMIT ?",
        [cluster, value, most],
    )
    for record, text in found.iter_rows():
        words = " ".join(text.split())
        yield f"{record}: {words[:_OPENING]}{'…' if len(words) > _OPENING else ''}"


def around(text: str, start: int, end: int, most: int = 60) -> str:
    """Return the line of a text in which a span stands, cut to ``most`` characters on each side of it.

    Examples
    --------
    >>> around("first\\ncall +1 202 555 0123 now\\nlast", 11, 26)
    'call +1 202 555 0123 now'
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    left, right = max(first, start - most), min(last, end + most)
    return ("…" if left > first else "") + text[left:right].strip() + ("…" if right < last else "")
