"""Which decisions hold together. The newest word binds.

Decisions are taken from the newest to the oldest; one that cannot be true together with those already taken is
overruled and reported with the chain that speaks against it, and binds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphkit.decisions import RESOURCES, Decision, DecisionKind


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A decision that does not hold because newer ones say otherwise.

    Attributes
    ----------
    overruled
        The older decision; it binds nothing.
    by
        The newer ones that together say otherwise, in the order in which they lead from one side to the other. Without
        any one of them there would be no contradiction.
    """

    overruled: Decision
    by: tuple[Decision, ...]

    def __str__(self) -> str:
        return self.told("DIR")

    def told(self, folder: str) -> str:
        """Say what does not hold and why, with the command that takes it back in the case of a folder."""
        against = ", ".join(map(str, self.by))
        says = "says" if len(self.by) == 1 else "together say"
        return (
            f"{self.overruled} does not bind: {against} {says} otherwise and the newer word holds;"
            f" withdraw what is wrong with: graphkit decide {folder} undo {self.overruled.decision_id}"
        )


@dataclass(slots=True)
class Held:
    """The decisions that hold, taken from the newest on.

    Nodes are record ids and identifiers. ``_sides`` keeps for each group of nodes on which side of which ``different``
    (by its number) it stands: 1, 2, so that 3 would be both at once.
    """

    known: set[str] | None
    carried: Mapping[str, list[str]]
    same: list[tuple[Decision, list[str]]] = field(default_factory=list)
    different: list[tuple[Decision, set[str], set[str]]] = field(default_factory=list)
    resources: dict[str, Decision] = field(default_factory=dict)
    joined: dict[str, Decision] = field(default_factory=dict)  # identifiers as sides of a ``same``
    contradictions: list[Contradiction] = field(default_factory=list)
    _of: dict[str, list[int]] = field(default_factory=dict)  # node -> its places in ``same``
    _parent: dict[str, str] = field(default_factory=dict)
    _sides: dict[str, dict[int, int]] = field(default_factory=dict)

    def take(self, word: Decision) -> None:
        """Take a decision, older than all before it, or overrule it."""
        by: Sequence[Decision] = ()
        if word.kind in RESOURCES:
            by = self._take_resource(word)
        elif word.kind == DecisionKind.SAME:
            by = self._take_same(word)
        elif word.kind == DecisionKind.DIFFERENT:
            by = self._take_different(word)
        if by:
            self.contradictions.append(Contradiction(word, tuple(by)))

    def _take_resource(self, word: Decision) -> Sequence[Decision]:
        newer = self.resources.get(word.a)
        if newer is not None and newer.kind != word.kind:
            return [newer]
        if word.kind == DecisionKind.RESOURCE and word.a in self.joined:
            return [self.joined[word.a]]
        self.resources.setdefault(word.a, word)
        return ()

    def _take_same(self, word: Decision) -> Sequence[Decision]:
        names = [side[0] for side in (word.a_anchors, word.b_anchors) if ":" in side[0]]
        for name in names:
            newer = self.resources.get(name)
            if newer is not None and newer.kind == DecisionKind.RESOURCE:
                return [newer]
        nodes = sorted(self.nodes(word.a_anchors) | self.nodes(word.b_anchors))
        roots = sorted({self.root(n) for n in nodes})
        stands: dict[int, int] = {}
        for root in roots:
            for number, side in self._sides.get(root, {}).items():
                stands[number] = stands.get(number, 0) | side
        clashes = [number for number, side in stands.items() if side == 3]
        if clashes:
            parted, a, b = self.different[min(clashes)]
            self._add(word, nodes)
            chain = _chain(self.same, self._of, a, b)
            self._drop_last()
            return [*(d for d in chain if d is not word), parted]
        self._add(word, nodes)
        for name in names:
            self.joined.setdefault(name, word)
        for root in roots[1:]:
            self._join(roots[0], root)
        return ()

    def _take_different(self, word: Decision) -> Sequence[Decision]:
        a, b = _apart(self.nodes(word.a_anchors), self.nodes(word.b_anchors))
        a_roots, b_roots = {self.root(n) for n in a}, {self.root(n) for n in b}
        if a_roots & b_roots:
            return _chain(self.same, self._of, a, b)
        for roots, side in ((a_roots, 1), (b_roots, 2)):
            for root in roots:
                self._sides.setdefault(root, {})[len(self.different)] = side
        self.different.append((word, a, b))
        return ()

    def _add(self, word: Decision, nodes: list[str]) -> None:
        for node in nodes:
            self._of.setdefault(node, []).append(len(self.same))
        self.same.append((word, nodes))

    def _drop_last(self) -> None:
        for node in self.same.pop()[1]:
            self._of[node].pop()

    def nodes(self, anchors: Sequence[str]) -> set[str]:
        """Return what a side stands for: its records, or an identifier with its carriers."""
        records = [x for x in anchors if ":" not in x]
        if records and (self.known is None or any(x in self.known for x in records)):
            return set(records)
        found = set(records)
        for name in anchors:
            carriers = self.carried.get(name, [])
            # Of a cluster that is not here the label stands in only where somebody carries it.
            if ":" in name and (carriers or not records):
                found |= {name, *carriers}
        return found

    def root(self, node: str) -> str:
        """Return the node that stands for all that must be together with this one."""
        parent = self._parent
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = parent[node]
        return node

    def _join(self, a: str, b: str) -> None:
        a, b = self.root(a), self.root(b)
        small, large = sorted((a, b), key=lambda x: (len(self._sides.get(x, ())), x))
        self._parent[small] = large
        for number, side in self._sides.pop(small, {}).items():
            self._sides.setdefault(large, {})[number] = side

    def forest(self) -> Iterator[tuple[Decision, tuple[str, str]]]:
        """Yield pairs of known records that join all that must be together, each with the decision that joins them."""
        assert self.known is not None
        trees = Held(self.known, {})
        known: dict[str, str] = {n: n for _, nodes in self.same for n in nodes if n in self.known}
        for word, nodes in reversed(self.same):
            for node in nodes[1:]:
                a, b = trees.root(nodes[0]), trees.root(node)
                if a == b:
                    continue
                ends = sorted(known[x] for x in (a, b) if x in known)
                trees._join(a, b)
                if ends:
                    known[trees.root(a)] = ends[0]
                if len(ends) == 2:
                    yield word, (ends[0], ends[1])

    def groups(self) -> Iterator[tuple[Decision, list[str], list[str]]]:
        """Yield for each ``different`` the known records of its sides, with all that must be together with them."""
        assert self.known is not None
        together: dict[str, list[str]] = {}
        for node in sorted({n for _, nodes in self.same for n in nodes}):
            together.setdefault(self.root(node), []).append(node)
        for word, *sides in reversed(self.different):
            a, b = (
                sorted({n for x in side for n in (x, *together.get(self.root(x), ())) if n in self.known})
                for side in sides
            )
            yield word, a, b


def hold(words: Sequence[Decision], known: set[str] | None, carried: Mapping[str, list[str]]) -> Held:
    """Take decisions from the newest to the oldest."""
    held = Held(known, carried)
    for word in reversed(words):
        held.take(word)
    return held


def _apart(a: set[str], b: set[str]) -> tuple[set[str], set[str]]:
    """Return two sides without what is on both: taken out of the larger where it holds the smaller, else out of both.

    An identifier and one of its carriers said to be different means: the others that carry it are not this one.
    """
    both = a & b
    return (a if a < b else a - both), (b if b < a else b - both)


def _chain(
    links: Sequence[tuple[Decision, list[str]]], of: Mapping[str, list[int]], a: set[str], b: set[str]
) -> list[Decision]:
    """Return the fewest of some ``same`` that lead from one set of nodes to another, in order."""
    before: dict[int, int | None] = {i: None for node in sorted(a) for i in of.get(node, ())}
    queue = list(before)
    for i in queue:
        if not b.isdisjoint(links[i][1]):
            path = [i]
            while (last := before[path[0]]) is not None:
                path.insert(0, last)
            return [links[j][0] for j in path]
        for node in links[i][1]:
            for j in of[node]:
                if j not in before:
                    before[j] = i
                    queue.append(j)
    return []
