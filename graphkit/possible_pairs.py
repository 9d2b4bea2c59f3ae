"""Possible links by pairs of clusters: all that two clusters were parted by, and whether an analyst has answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

_CLUSTER = re.compile(r"C-[A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class PossibleLink:
    """One row of ``possible_links``: what two clusters still have in common, and why it does not join them.

    Attributes
    ----------
    a_cluster, b_cluster
        The two; ``a_cluster`` is the main user of what they share.
    kind, value
        What they share; kind ``name`` has two accounts of nearly one name as its value.
    a_records, b_records
        How many records of either carry it.
    bits, against
        What sharing it is worth, and what speaks against one hand.
    reason
        Why it was cut, in words.
    """

    a_cluster: str
    b_cluster: str
    kind: str
    value: str
    a_records: int
    b_records: int
    bits: float
    against: float
    reason: str


@dataclass(frozen=True, slots=True)
class PossiblePair:
    """Two clusters that may be one actor.

    Attributes
    ----------
    a, b
        Their ids, the larger first.
    a_size, b_size
        How many records each has; 1 is a record that stands alone.
    links
        Every possible link between them, the strongest first.
    decided
        Whether decisions in force say already that they are one or are not.
    """

    a: str
    b: str
    a_size: int
    b_size: int
    links: tuple[PossibleLink, ...]
    decided: bool

    def as_dicts(self, folder: str = "DIR") -> list[dict[str, Any]]:
        """Return each link with its two commands, for JSON."""
        same, different = self.commands(folder)
        more = {"decided": self.decided, "confirm": same, "reject": different}
        return [asdict(link) | more for link in self.links]

    def commands(self, folder: str = "DIR") -> tuple[str, str]:
        """Return the commands by which an analyst confirms or rejects that they are one; see :func:`commands`."""
        return commands(self.a, self.b, folder)


def commands(a: str, b: str, folder: str = "DIR") -> tuple[str, str]:
    """Return the commands that say that two clusters are one actor, and that they are not.

    Nothing that stands in ads goes into them: they are copied into a shell.

    Raises
    ------
    ValueError
        If an id is not of the form that linking gives clusters.

    Examples
    --------
    >>> commands("C-AAAA2222", "C-BBBB3333", "case")[1]
    'graphkit decide case different C-AAAA2222 C-BBBB3333 --reason "say why"'
    """
    for name in (a, b):
        if not _CLUSTER.fullmatch(name):
            raise ValueError(f"{name}: no cluster id")
    same, different = (
        f'graphkit decide {folder} {word} {a} {b} --reason "say why"' for word in ("same", "different")
    )
    return same, different


def pairs(
    links: pd.DataFrame, sizes: Mapping[str, int], decided: Callable[[str, str], bool]
) -> list[PossiblePair]:
    """Gather possible links by the two clusters that they are between.

    Parameters
    ----------
    links
        The columns of :class:`PossibleLink`, the strongest first.
    sizes
        Cluster id to its number of records; a cluster that it lacks counts as one record.
    decided
        Whether nothing is left to ask of two clusters.

    Returns
    -------
    list of PossiblePair
        In the order of their strongest links.

    Examples
    --------
    >>> row = {"a_cluster": "C-A", "b_cluster": "C-B", "kind": "phone", "value": "+12025550123", "a_records": 3,
    ...        "b_records": 2, "bits": 18.8, "against": 5.1, "reason": "both use it"}
    >>> found = pairs(pd.DataFrame([row]), {"C-A": 4, "C-B": 9}, lambda a, b: False)
    >>> [(p.a, p.b, len(p.links)) for p in found]
    [('C-B', 'C-A', 1)]
    """
    of: dict[tuple[str, str], list[PossibleLink]] = {}
    for row in links.to_dict("records"):
        link = PossibleLink(
            str(row["a_cluster"]), str(row["b_cluster"]), str(row["kind"]), str(row["value"]), _whole(row["a_records"]),
            _whole(row["b_records"]), _number(row["bits"]), _number(row["against"]), str(row["reason"] or ""),
        )  # fmt: skip
        both = sorted((link.a_cluster, link.b_cluster), key=lambda c: (-sizes.get(c, 1), c))
        of.setdefault((both[0], both[1]), []).append(link)
    return [
        PossiblePair(a, b, sizes.get(a, 1), sizes.get(b, 1), tuple(found), decided(a, b))
        for (a, b), found in of.items()
    ]


def _number(value: Any) -> float:
    """Return a number; what is missing counts as 0."""
    return 0.0 if value is None or value != value else float(value)


def _whole(value: Any) -> int:
    return int(_number(value))
