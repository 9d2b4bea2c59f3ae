"""A case in memory with the methods of ``CaseView``, for tests of the map: synthetic and as odd as wanted."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from graphkit import holding
from graphkit.positions import cluster_positions, overview_positions, stand_ins
from graphkit.possible_pairs import PossiblePair, pairs
from graphkit.settings import Settings

FAMILY = {
    "phone": "phone",
    "email": "email",
    "url": "web",
    "domain": "web",
    "telegram": "account",
    "instagram": "account",
    "cashapp": "payment",
    "bitcoin": "crypto",
    "iban": "bank",
    "pgp": "key",
    "text": "text",
    "image": "image",
}
NATIVE = ["record_id", "native_id"]
COLUMNS = {
    "records": [
        *NATIVE, "source", "locator", "platform", "kind", "author", "posted_at", "location", "country", "url",
        "title", "text", "more_text", "extra", "cluster_id",
    ],
    "mentions": [
        *NATIVE, "kind", "value", "role", "field", "start", "end", "raw", "method", "confidence", "hint",
    ],
    "ties": [*NATIVE, "kind", "value", "role", "bits", "effect", "reason", "cluster_id"],
    "identifiers": [
        "kind", "value", "family", "records", "platforms", "platform_names", "first_seen", "last_seen",
        "role", "bits", "clusters", "cluster_ids", "effect",
    ],
    "clusters": [
        "cluster_id", "label", "records", "identifiers", "platforms", "platform_names", "first_seen",
        "last_seen", "kinds", "weakest_bits", "weakest", "cohesion", "hangs_on", "without",
    ],
    "possible_links": [
        "a_cluster", "b_cluster", "kind", "value", "a_records", "b_records", "bits", "against", "reason",
    ],
    "shared_resources": ["kind", "value", "records", "platforms", "reason"],
}  # fmt: skip


@dataclass
class MapCase:
    """Records and what is mentioned in them; everything else follows from these.

    Attributes
    ----------
    rows
        Records, a dict each; missing columns are null.
    found
        Mentions, a dict each; ``cluster`` of a record is that of ``rows``.
    aside
        (kind, value) of identifiers that are shared resources.
    links
        Rows of ``possible_links``, the strongest first.
    firm
        Cluster id to what its row has beside what follows from the records: cohesion, hangs_on, without, weakest.
    decided
        Pairs of cluster ids that a decision has answered.
    words
        Values of text groups to the first words of their texts.
    """

    settings: Settings = field(default_factory=Settings)
    rows: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    aside: set[tuple[str, str]] = field(default_factory=set)
    links: list[dict[str, Any]] = field(default_factory=list)
    firm: dict[str, dict[str, Any]] = field(default_factory=dict)
    decided: set[frozenset[str]] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)

    def add(self, record_id: str, cluster_id: str, **columns: Any) -> dict[str, Any]:
        """Add a record and return it."""
        row: dict[str, Any] = dict.fromkeys(COLUMNS["records"])
        row |= {"record_id": record_id, "native_id": f"n{record_id}", "source": "ads.csv", "kind": "ad"}
        row |= {"locator": f"line {len(self.rows) + 2}", "platform": "board", "cluster_id": cluster_id}
        row |= columns
        self.rows.append(row)
        return row

    def mention(self, row: dict[str, Any], kind: str, value: str, raw: str, **columns: Any) -> None:
        """Say that ``raw``, which stands in the record's text, is an identifier."""
        where = columns.pop("field", "text")
        text = row[where] if where in ("text", "title") else row["extra"][where]
        start = text.index(raw)
        base = {"record_id": row["record_id"], "native_id": row["native_id"], "kind": kind, "value": value}
        base |= {"role": "self", "field": where, "start": start, "end": start + len(raw), "raw": raw}
        self.found.append(base | {"method": f"{kind}.plain", "confidence": 0.95, "hint": ""} | columns)

    def _of(self, name: str, rows: list[dict[str, Any]], cluster: str | None = None) -> pd.DataFrame:
        ids = {r["record_id"] for r in self.rows if cluster is None or r["cluster_id"] == cluster}
        kept = [r for r in rows if r.get("record_id", None) in ids] if cluster is not None else rows
        frame = pd.DataFrame({c: pd.Series([r.get(c) for r in kept], dtype=object) for c in COLUMNS[name]})
        for column in {"posted_at", "first_seen", "last_seen"} & set(frame.columns):
            frame[column] = pd.to_datetime(frame[column], utc=True)
        return frame

    def records(self, cluster: str | None = None) -> pd.DataFrame:
        return self._of("records", self.rows, cluster)

    def mentions(self, cluster: str | None = None) -> pd.DataFrame:
        return self._of("mentions", self.found, cluster)

    def _effect(self, m: dict[str, Any]) -> tuple[str, float, str]:
        if (m["kind"], m["value"]) in self.aside:
            return "shows", 0.0, "shared resource: on very many records"
        if m["role"] != "self":
            return "shows", 0.0, f"{m['role']}: not the advertiser's own"
        if m["kind"] in ("url", "domain"):
            return "corroborates", 4.0, "links are shared by strangers too"
        return "joins", 18.5, f"same {m['kind']} in both"

    def ties(self, cluster: str | None = None) -> pd.DataFrame:
        clusters = {r["record_id"]: r["cluster_id"] for r in self.rows}
        rows = {}
        for m in self.found:
            effect, bits, reason = self._effect(m)
            rows[m["record_id"], m["kind"], m["value"], m["role"]] = m | {
                "bits": bits, "effect": effect, "reason": reason, "cluster_id": clusters[m["record_id"]],
            }  # fmt: skip
        return self._of("ties", list(rows.values()), cluster)

    def _span(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        names = sorted({r["platform"] for r in rows if r["platform"]})
        dates = sorted(r["posted_at"] for r in rows if r["posted_at"])
        span = {"first_seen": dates[0] if dates else None, "last_seen": dates[-1] if dates else None}
        return span | {"records": len(rows), "platforms": len(names), "platform_names": "; ".join(names)}

    def identifiers(self, cluster: str | None = None) -> pd.DataFrame:
        of = {r["record_id"]: r for r in self.rows}
        carried: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
        effects: dict[tuple[str, str], tuple[str, float, str]] = {}
        for m in self.found:
            if cluster is None or of[m["record_id"]]["cluster_id"] == cluster:
                carried[m["kind"], m["value"]][m["record_id"]] = of[m["record_id"]]
                effects[m["kind"], m["value"]] = (*self._effect(m)[:2], m["role"])
        rows = []
        for (kind, value), records in carried.items():
            ids = sorted({r["cluster_id"] for r in records.values()})
            effect, bits, role = effects[kind, value]
            rows.append({
                "kind": kind, "value": value, "family": FAMILY[kind], "role": role, "bits": bits,
                "effect": "shared resource" if (kind, value) in self.aside else effect,
                "clusters": len(ids), "cluster_ids": "; ".join(ids), **self._span(list(records.values())),
            })  # fmt: skip
        return self._of("identifiers", rows)

    def clusters(self) -> pd.DataFrame:
        members: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows:
            members[row["cluster_id"]].append(row)
        carried: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
        of = {r["record_id"]: r["cluster_id"] for r in self.rows}
        for m in self.found:
            carried[of[m["record_id"]]][m["kind"], m["value"]] += self._effect(m)[0] == "joins"
        rows = []
        for cluster, records in members.items():
            if len(records) > 1:
                best = max(carried[cluster].items(), key=lambda item: item[1], default=(("", cluster), 0))
                rows.append({
                    "cluster_id": cluster, "label": best[0][1], "identifiers": len(carried[cluster]),
                    "kinds": "phone", "weakest_bits": 18.5, "cohesion": 1.0, **self._span(records),
                    **self.firm.get(cluster, {}),
                })  # fmt: skip
        rows.sort(key=lambda r: (-r["records"], r["cluster_id"]))
        return self._of("clusters", rows)

    def possible(self, a: str, b: str, kind: str, value: str, **columns: Any) -> None:
        """Add a possible link between two clusters."""
        row = {"a_cluster": a, "b_cluster": b, "kind": kind, "value": value, "a_records": 2, "b_records": 1}
        self.links.append(row | {"bits": 18.8, "against": 8.6, "reason": "both carry it"} | columns)

    def possible_pairs(self, cluster: str | None = None) -> list[PossiblePair]:
        rows = [r for r in self.links if cluster in (None, r["a_cluster"], r["b_cluster"])]
        sizes = Counter(row["cluster_id"] for row in self.rows)
        frame = pd.DataFrame(
            {c: pd.Series([r[c] for r in rows], dtype=object) for c in COLUMNS["possible_links"]}
        )
        return pairs(frame, sizes, lambda a, b: frozenset((a, b)) in self.decided)

    def openings(self, values: Sequence[str]) -> dict[str, str]:
        return {v: self.words[v] for v in values if v in self.words}

    def told(self, clusters: pd.DataFrame, spell: Any = holding.spelled) -> pd.DataFrame:
        return holding.told(clusters, self.words, holding.open_links(self.possible_pairs()), spell)

    def stand_ins(self, cluster: str, anchors: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
        return stand_ins(self.positions(cluster), anchors)

    def shared_resources(self) -> pd.DataFrame:
        known = self.identifiers()
        known = known[known["effect"] == "shared resource"]
        rows = known.assign(reason="carried by more records than the limit of 100").to_dict("records")
        return self._of("shared_resources", rows)

    def meta(self) -> dict[str, Any]:
        return {
            "name": "sample case",
            "counts": {"sources": 2, "records": len(self.rows), "rejects": 1, "mentions": len(self.found)},
            "warnings": ["ads.csv: 3 dates without a year were kept as they stand"],
        }

    def positions(self, cluster: str | None) -> pd.DataFrame:
        if cluster is None:
            linked = [(pair.a, pair.b) for pair in self.possible_pairs() if not pair.decided]
            return overview_positions(self.clusters(), self.identifiers(), self.settings.map_nodes, linked)
        placed = cluster_positions(self.ties(cluster), self.settings.map_nodes)
        return placed[["node", "x", "y"]]

    def frozen(self) -> Frozen:
        """Return the same case with its tables made once, as a case file has them."""
        return Frozen(self)


class Frozen:
    """The whole of a case, each table made once; for tests of speed."""

    def __init__(self, case: MapCase) -> None:
        self.settings, self.meta = case.settings, case.meta
        self.possible_pairs, self.openings, self.told = case.possible_pairs, case.openings, case.told
        names = ("records", "mentions", "ties", "identifiers", "clusters", "shared_resources")
        self.tables = {name: getattr(case, name)() for name in names}

    def __getattr__(self, name: str) -> Any:
        if name not in self.tables:
            raise AttributeError(name)
        return lambda _cluster=None: self.tables[name]

    def positions(self, cluster: str | None) -> pd.DataFrame:
        if cluster is None:
            return overview_positions(self.clusters(), self.identifiers(), self.settings.map_nodes)
        if "placed" not in self.tables:
            every = cluster_positions(self.ties(), self.settings.map_nodes)
            self.tables["placed"] = {str(c): frame for c, frame in every.groupby("cluster_id")}
        return self.tables["placed"][cluster]


PLATFORMS = ["locanto", "skokka", "telegram", "vk"]
WORDS = [
    "new", "in", "town", "visit", "tonight", "call", "text", "hotel", "station", "private", "friendly",
    "week", "staff", "rooms", "driver", "wanted",
]  # fmt: skip
CITIES = [("Austin", "US"), ("Leeds", "GB"), ("Алматы", "KZ"), ("Тверь", "RU"), (None, None)]


def synthetic(records: int, seed: int = 7, settings: Settings | None = None) -> MapCase:
    """Return a case of ``records`` ads in clusters of uneven size, some of them alone."""
    rnd = random.Random(seed)
    case = MapCase(settings or Settings())
    case.aside.add(("email", "help@board.example"))
    actor, number = 0, 0
    while number < records:
        size = 1 if rnd.random() < 0.55 else min(2 + int(rnd.paretovariate(0.9) * 1.5), max(3, records // 6))
        phones = [_phone(10 * actor + n) for n in range(min(9, 1 + size // 12))]
        for _ in range(min(size, records - number)):
            number += 1
            _ad(case, rnd, number, actor, phones)
        actor += 1
    return case


def _phone(number: int) -> str:
    """Return a number from the range that every North American area code reserves for fiction."""
    return f"+1{201 + number // 100}55501{number % 100:02d}"


def _ad(case: MapCase, rnd: random.Random, number: int, actor: int, phones: list[str]) -> None:
    phone = rnd.choice(phones)
    raw = rnd.choice(["({}) {}-{}", "{}.{}.{}", "{} {} {}"]).format(phone[2:5], phone[5:8], phone[8:])
    handle = f"honey_{actor:03d}"
    text = " ".join(rnd.choices(WORDS, k=30)) + f" call {raw} or telegram @{handle}"
    shared = rnd.random() < 0.03
    text += " complaints to help@board.example" if shared else ""
    link = f"https://pics{number}.example/a"
    own = rnd.random() < 0.25
    text += f" see {link}" if own else ""
    city, country = rnd.choice(CITIES)
    row = case.add(
        f"{'ab' * 6}-{number}", f"C-{actor:04d}{'ABCD'[actor % 4]}KQZ"[:10],
        platform=PLATFORMS[min(3, int(rnd.expovariate(1.0)))], author=handle if rnd.random() < 0.5 else None,
        posted_at=f"2025-{1 + number % 12:02d}-{1 + number % 28:02d}T{number % 24:02d}:00:00Z",
        title=" ".join(rnd.choices(WORDS, k=4)).capitalize(), text=text, location=city, country=country,
        url=f"https://board.example/ad/{number}", extra={"price": "100"}, more_text={"notes": "seen twice"},
    )  # fmt: skip
    case.mention(row, "phone", phone, raw)
    if rnd.random() < 0.6:
        case.mention(row, "telegram", handle, f"@{handle}", hint="telegram")
    if shared:
        case.mention(row, "email", "help@board.example", "help@board.example")
    if own:
        case.mention(row, "url", link, link)
