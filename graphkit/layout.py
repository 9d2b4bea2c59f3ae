"""Where the nodes of a map stand: pure functions from who touches whom to whole numbers.

Nothing here is random, and every step is rounded to a fixed grid, so that the same case gives the same
picture to the byte. A cluster is first made small: records that carry the same identifiers become one bunch,
an identifier that only one record carries becomes that record's satellite. The small graph is laid out by
stress, pushed apart until nothing overlaps, and unfolded again. Lengths are the map's own units: about one
pixel at a scale of one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from graphkit.packing import Spot, pack
from graphkit.stress import spread
from graphkit.surroundings import Point, around

RECORD = 17.0  # room around a record, with half the gap to its neighbour
SATELLITE = 13.0  # around an identifier that only one record carries
IDENTIFIER = 46.0  # around an identifier that several carry: its label needs room
GAP = 34.0  # between bunches


@dataclass
class Bunch:
    """Nodes that are moved as one: offsets from a common centre.

    Attributes
    ----------
    radius
        Of the circle that holds them, in map units.
    offsets
        Where each node stands, from the centre.
    """

    radius: float
    offsets: dict[str, Spot] = field(default_factory=dict)


def cluster_radius(records: int) -> float:
    """Return the radius of a cluster's circle in the overview: its area grows with its records.

    Examples
    --------
    >>> cluster_radius(4), cluster_radius(100)
    (21.0, 61.0)
    """
    return 11.0 + 5.0 * math.sqrt(records)


def layout_cluster(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, Point]:
    """Place the records and identifiers of one cluster.

    Parameters
    ----------
    nodes
        The node ids; their order does not matter.
    edges
        (record, identifier) pairs, in this order; others than between ``nodes`` are passed over.

    Returns
    -------
    dict
        Whole-number coordinates of every node, around the origin, the longest way across lying flat.

    Examples
    --------
    >>> layout_cluster(["r1", "r2", "phone:1"], [("r1", "phone:1"), ("r2", "phone:1")])
    {'phone:1': (0, 0), 'r1': (-63, 0), 'r2': (63, 0)}
    """
    everything = sorted(set(nodes))
    known = set(everything)
    carried: dict[str, set[str]] = defaultdict(set)
    carriers: dict[str, set[str]] = defaultdict(set)
    for record, identifier in edges:
        if record in known and identifier in known:
            carried[record].add(identifier)
            carriers[identifier].add(record)
    bunches, links = _bunches(everything, carried, carriers)
    pieces = _pieces(bunches, links)
    ranked = sorted(range(len(pieces)), key=lambda i: (-pieces[i].radius, i))
    centres = pack({i: pieces[i].radius + GAP / 2 for i in ranked})
    spots = {
        node: (centres[i][0] + dx, centres[i][1] + dy)
        for i in ranked
        for node, (dx, dy) in pieces[i].offsets.items()
    }
    spots |= _satellites_away(spots, carried, carriers)
    return {node: (round(spots[node][0]), round(spots[node][1])) for node in everything}


def layout_overview(
    records: Mapping[str, int], shared: Mapping[str, Sequence[str]], linked: Iterable[tuple[str, str]] = ()
) -> dict[str, Point]:
    """Place the clusters of the overview, and around them the shared resources.

    Parameters
    ----------
    records
        Cluster id to its number of records.
    shared
        Node id of a set-aside identifier to the ids of the clusters it touches.
    linked
        Pairs of clusters that belong beside each other, as those with a possible link do; their order does not matter.

    Returns
    -------
    dict
        Whole-number coordinates of every node; circles of :func:`cluster_radius` do not overlap.

    Examples
    --------
    >>> layout_overview({"C-A": 4, "C-B": 4}, {})
    {'C-A': (-45, 0), 'C-B': (45, 0)}
    """
    units = {c: Bunch(1.1 * cluster_radius(n) + 22.0, {c: (0.0, 0.0)}) for c, n in sorted(records.items())}
    bunches = [
        _heap([units[c] for c in group]) if len(group) > 1 else units[group[0]]
        for group in _groups(units, linked)
    ]
    ranked = sorted(range(len(bunches)), key=lambda i: (-bunches[i].radius, i))
    places = pack({i: bunches[i].radius for i in ranked})
    centres = {
        c: (places[i][0] + dx, places[i][1] + dy)
        for i in ranked
        for c, (dx, dy) in bunches[i].offsets.items()
    }
    reach = max((math.hypot(*centres[c]) + cluster_radius(records[c]) for c in centres), default=0.0)
    spots = {c: (round(x), round(y)) for c, (x, y) in centres.items()}
    angles = []
    for node in sorted(shared):
        touched = [centres[c] for c in sorted(set(shared[node])) if c in centres]
        x, y = sum(p[0] for p in touched), sum(p[1] for p in touched)
        angles.append((round(math.atan2(y, x), 6), node))
    return spots | around(sorted(angles), reach + 70.0)


def _groups(names: Iterable[str], linked: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return names in groups that pairs connect, each sorted, in the order of their first ones."""
    known = sorted(names)
    number = {name: i for i, name in enumerate(known)}
    ends = np.array(
        sorted((number[a], number[b]) for a, b in linked if a in number and b in number), np.int64
    ).reshape(-1, 2)
    n = len(known)
    graph = csr_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(n, n))
    groups: dict[int, list[str]] = defaultdict(list)
    for name, label in zip(known, connected_components(graph, directed=False)[1].tolist(), strict=True):
        groups[label].append(name)
    return list(groups.values())


def _bunches(
    nodes: Sequence[str], carried: Mapping[str, set[str]], carriers: Mapping[str, set[str]]
) -> tuple[list[Bunch], list[tuple[int, int]]]:
    """Fold a cluster into bunches and the links between them."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in nodes:
        if node not in carriers:
            alike[tuple(sorted(i for i in carried.get(node, ()) if len(carriers[i]) > 1))].append(node)
    units = {
        record: _ring(
            record,
            RECORD,
            [
                (i, Bunch(SATELLITE, {i: (0.0, 0.0)}))
                for i in sorted(carried.get(record, ()))
                if len(carriers[i]) == 1
            ],
        )
        for records in alike.values()
        for record in records
    }
    bunches: list[Bunch] = []
    links: list[tuple[int, int]] = []
    place: dict[str, int] = {}
    for identifier in nodes:
        if len(carriers.get(identifier, ())) > 1:
            place[identifier] = len(bunches)
            own = sorted(
                ((r, units[r]) for r in alike.pop((identifier,), [])), key=lambda u: (u[1].radius, u[0])
            )
            bunches.append(_ring(identifier, IDENTIFIER, own))
    for identifiers, records in sorted(alike.items()):
        if identifiers:
            links += [(place[i], len(bunches)) for i in identifiers]
            bunches.append(_heap([units[r] for r in records]))
        else:
            bunches += [units[r] for r in records]
    return bunches, links


def _satellites_away(
    spots: Mapping[str, Spot], carried: Mapping[str, set[str]], carriers: Mapping[str, set[str]]
) -> dict[str, Spot]:
    """Return new places for a record's few satellites: on the side that its other ties leave free."""
    moved = {}
    for record, identifiers in carried.items():
        own = sorted(i for i in identifiers if len(carriers[i]) == 1)
        shared = sorted(identifiers - set(own))
        if not shared or not 1 <= len(own) <= 5:  # six fill the ring
            continue
        x, y = spots[record]
        away = math.atan2(
            sum(y - spots[i][1] for i in shared) / len(shared),
            sum(x - spots[i][0] for i in shared) / len(shared),
        )
        for place, node in enumerate(own):
            angle = round(away, 6) + (place - (len(own) - 1) / 2) * math.pi / 3
            moved[node] = (
                x + (RECORD + SATELLITE) * math.cos(angle),
                y + (RECORD + SATELLITE) * math.sin(angle),
            )
    return moved


def _ring(centre: str, room: float, others: Sequence[tuple[str, Bunch]]) -> Bunch:
    """Return a bunch with one node in the middle and others in rings around it."""
    bunch = Bunch(room, {centre: (0.0, 0.0)})
    start = 0
    while start < len(others):
        widest = max(b.radius for _, b in others[start : start + 1])
        way, stop = bunch.radius + widest, start
        angle = 0.0
        while stop < len(others):
            widest = max(widest, others[stop][1].radius)
            need = 2 * math.asin(min(1.0, others[stop][1].radius / (bunch.radius + widest)))
            if angle + need > 2 * math.pi + 1e-9 and stop > start:
                break
            angle, way, stop = angle + need, bunch.radius + widest, stop + 1
        spare = max(0.0, 2 * math.pi - angle) / (stop - start)
        turn = math.pi
        for i in range(start, stop):
            half = math.asin(min(1.0, others[i][1].radius / way)) + spare / 2
            turn += half if i > start else 0.0
            x, y = way * math.cos(turn), way * math.sin(turn)
            bunch.offsets |= {n: (x + dx, y + dy) for n, (dx, dy) in others[i][1].offsets.items()}
            turn += half
        bunch.radius, start = way + widest, stop
    return bunch


def _heap(units: Sequence[Bunch]) -> Bunch:
    """Return units packed into one bunch, the widest in the middle."""
    ranked = sorted(range(len(units)), key=lambda i: (-units[i].radius, i))
    spots = pack({i: units[i].radius for i in ranked})
    weight = sum(units[i].radius ** 2 for i in ranked)
    cx, cy = (sum(spots[i][k] * units[i].radius ** 2 for i in ranked) / weight for k in (0, 1))
    reach = max(math.hypot(spots[i][0] - cx, spots[i][1] - cy) + units[i].radius for i in ranked)
    return Bunch(
        reach,
        {
            n: (spots[i][0] - cx + dx, spots[i][1] - cy + dy)
            for i in ranked
            for n, (dx, dy) in units[i].offsets.items()
        },
    )


def _pieces(bunches: Sequence[Bunch], links: Sequence[tuple[int, int]]) -> list[Bunch]:
    """Lay out each connected piece of the folded cluster; return each as one bunch."""
    if not links:
        return list(bunches)
    n = len(bunches)
    ends = np.array(links).T
    lengths = np.array([bunches[a].radius + bunches[b].radius + GAP for a, b in links])
    graph = csr_array((lengths, (ends[0], ends[1])), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    pieces = []
    for piece in range(count):
        members = np.flatnonzero(label == piece)
        radii = np.array([bunches[i].radius for i in members.tolist()])
        spots = spread(dijkstra(graph[members][:, members], directed=False), radii)
        whole = Bunch(float((np.hypot(spots[:, 0], spots[:, 1]) + radii).max()))
        for (x, y), i in zip(spots.tolist(), members.tolist(), strict=True):
            whole.offsets |= {node: (x + dx, y + dy) for node, (dx, dy) in bunches[i].offsets.items()}
        pieces.append(whole)
    return pieces
