"""What ``why`` and ``path`` answer: plain data, with its words and its JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from graphkit.explanation.endpoints import End
from graphkit.harmless import safe_json
from graphkit.linking.chains import Cut, Node
from graphkit.linking.doubts import Point
from graphkit.linking.explain import Step

NOTICE = "A finding is a lead, never proof."
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """One chain of evidence.

    Attributes
    ----------
    steps
        The identifiers on it, in order, each with the records it ties.
    weakest_bits, total_bits
        Of its weakest tie, and of all its ties together.
    """

    steps: tuple[Step, ...]
    weakest_bits: float
    total_bits: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two things are linked, or what is missing.

    Attributes
    ----------
    a, b
        What was asked about.
    cluster
        The cluster in which the chains run; None where there is no link.
    chain, second
        The strongest chain, and the strongest that shares no identifier and no record between the ends with it.
    hangs_on
        What parts the two ends if it is taken out; only where there is no second chain.
    against
        What speaks against a link.
    nearest, would_link
        Where there is none: the nearest that they come, and what would make one.
    """

    a: End
    b: End
    cluster: str | None
    chain: Evidence | None
    second: Evidence | None
    hangs_on: tuple[Cut, ...]
    against: tuple[Point, ...]
    nearest: tuple[Point, ...]
    would_link: tuple[str, ...]

    @property
    def linked(self) -> bool:
        """Whether ties that join lead from one to the other."""
        return self.chain is not None

    def data(self) -> dict[str, Any]:
        """Return everything that the words say as plain data; ``docs/explanations.md`` lists the fields."""
        return {
            "answer": "why", "format": FORMAT, "notice": NOTICE, "a": asdict(self.a), "b": asdict(self.b),
            "linked": self.linked, "cluster": self.cluster, "chain": _evidence(self.chain),
            "second": _evidence(self.second), "hangs_on": [_hold(h) for h in self.hangs_on],
            "against": [asdict(p) for p in self.against], "nearest": [asdict(p) for p in self.nearest],
            "would_link": list(self.would_link),
        }  # fmt: skip

    def json(self) -> str:
        """Return :meth:`data` as JSON with sorted keys."""
        return safe_json(self.data())

    def text(self) -> str:
        """Return it in plain words, in lines of at most 100 characters, harmless on a terminal."""
        from graphkit.explanation.words import why_lines

        return "\n".join(line.text for line in why_lines(self)) + "\n"


def node_data(node: Node) -> dict[str, str]:
    """Return a record or identifier as plain data."""
    if isinstance(node, str):
        return {"type": "record", "id": node}
    return {"type": "identifier", "id": f"{node[0]}:{node[1]}", "kind": node[0], "value": node[1]}


def _hold(hold: Cut) -> dict[str, Any]:
    return {**node_data(hold.node), "records_a": hold.records_a, "records_b": hold.records_b}


def _evidence(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    steps = [{**asdict(s), "rarity": s.rarity} for s in evidence.steps]
    return {"weakest_bits": evidence.weakest_bits, "total_bits": evidence.total_bits, "steps": steps}


@dataclass(frozen=True, slots=True)
class Stop:
    """A record or identifier on a path.

    Attributes
    ----------
    node
        A record's id, or kind and value.
    name
        What people know it by: the id that its source gives, or ``kind value``.
    place
        Of a record: file, place, platform, day.
    """

    node: Node
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Leg:
    """A tie on a path: whose identifier it is there, what it does, and why."""

    role: str
    effect: str
    bits: float
    confidence: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Route:
    """The shortest path between two things.

    Attributes
    ----------
    a, b
        What was asked about.
    joining
        Whether only ties that join were walked.
    stops, legs
        The path: records and identifiers in turn, and the tie between each two. Empty where there is none.
    """

    a: End
    b: End
    joining: bool
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]

    @property
    def found(self) -> bool:
        """Whether there is a path."""
        return bool(self.stops)

    @property
    def joins(self) -> bool:
        """Whether every tie on it joins."""
        return self.found and all(leg.effect == "joins" for leg in self.legs)

    def data(self) -> dict[str, Any]:
        """Return everything that the words say as plain data; ``docs/explanations.md`` lists the fields."""
        stops = [{**node_data(s.node), "name": s.name, "place": s.place} for s in self.stops]
        return {
            "answer": "path", "format": FORMAT, "notice": NOTICE, "a": asdict(self.a), "b": asdict(self.b),
            "joining": self.joining, "found": self.found, "joins": self.joins, "stops": stops,
            "legs": [asdict(leg) for leg in self.legs],
        }  # fmt: skip

    def json(self) -> str:
        """Return :meth:`data` as JSON with sorted keys."""
        return safe_json(self.data())

    def text(self) -> str:
        """Return it in plain words, in lines of at most 100 characters, harmless on a terminal."""
        from graphkit.explanation.words import path_lines

        return "\n".join(line.text for line in path_lines(self)) + "\n"
