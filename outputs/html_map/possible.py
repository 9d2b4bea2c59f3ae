"""Possible links on the page: pairs of clusters that were not joined, drawn dotted and told in a panel."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.case import CaseView
    from outputs.html_map.columns import Words

    # Of graphkit.possible_pairs, which this package does not import: they come from CaseView.possible_pairs.
    Pair = Any
    Link = Any

DRAWN = 150  # dotted lines in the overview: more are a hairball
STAND_INS = 24  # other clusters around an opened one
LISTED = 2_000  # pairs in one file


def in_file(pairs: Sequence[Pair], known: Container[str]) -> tuple[list[Pair], int]:
    """Return the pairs that a page holds, those with a side in ``known``, and how many more there are."""
    own = [pair for pair in pairs if pair.a in known or pair.b in known]
    return own[:LISTED], len(pairs) - len(own[:LISTED])


def table(
    pairs: Sequence[Pair],
    words: Words,
    labels: Mapping[str, str],
    identifiers: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    """Return the page's table of possible links.

    Parameters
    ----------
    pairs
        Those that the page holds.
    words
        The page's repeated texts.
    labels
        Cluster id to what it is known by; one that the page may not name is left out.
    identifiers
        (kind, value) to the number of the identifier in the page.

    Returns
    -------
    dict
        ``sides``: [cluster id, records, label or None]. ``pairs``: [side, side, 1 if decided, links], each link being
        [kind, value, whether the first side is its main user, records of the first side that carry it, of the second,
        bits, against, reason, numbers of its identifiers in the page].
    """
    sides: dict[str, int] = {}
    told: list[list[Any]] = []
    for pair in pairs:
        for side, size in ((pair.a, pair.a_size), (pair.b, pair.b_size)):
            if side not in sides:
                sides[side] = len(sides)
                told.append([side, size, labels.get(side)])
    rows = []
    for pair in pairs:
        links = [_link(pair, link, words, identifiers) for link in pair.links]
        rows.append([sides[pair.a], sides[pair.b], int(pair.decided), links])
    return {"sides": told, "pairs": rows}


def _link(pair: Pair, link: Link, words: Words, identifiers: Mapping[tuple[str, str], int]) -> list[Any]:
    first = link.a_cluster == pair.a
    carrying = (link.a_records, link.b_records) if first else (link.b_records, link.a_records)
    found = [identifiers[name] for name in names(link) if name in identifiers]
    return [words.number(link.kind), link.value, int(first), *carrying, round(link.bits, 1), round(link.against, 1),
            words.number(link.reason), found]  # fmt: skip


def names(link: Link) -> Iterator[tuple[str, str]]:
    """Yield the identifiers that a link may be by: itself, or for kind ``name`` the two accounts that its value names.

    An account's name may itself hold the sign between the two: each way to read it is tried.
    """
    if link.kind != "name":
        yield link.kind, link.value
        return
    parts = link.value.split(" = ")
    for cut in range(1, len(parts)):
        for account in (" = ".join(parts[:cut]), " = ".join(parts[cut:])):
            kind, _, value = account.partition(":")
            yield kind, value


def beside(
    view: CaseView, pairs: Sequence[Pair], cluster: str, positions: pd.DataFrame, most: int
) -> list[tuple[int, tuple[int, int], list[str]]]:
    """Return the stand-ins around an opened cluster: those of pairs that no decision has answered, the strongest first.

    Parameters
    ----------
    view
        Says where they go.
    pairs
        Those that the page holds.
    cluster
        The one that is opened.
    positions
        node, x, y of the cluster's own nodes.
    most
        How many, at most.

    Returns
    -------
    list of (int, (int, int), list of str)
        The number of the pair, where its stand-in goes, and the nodes that it is tied to.
    """
    own = [(n, p) for n, p in enumerate(pairs) if cluster in (p.a, p.b) and not p.decided][:most]
    if not own:
        return []
    nodes = set(positions["node"])
    tied = [
        [name for link in pair.links for name in map(":".join, names(link)) if name in nodes]
        for _, pair in own
    ]
    spots = view.stand_ins(cluster, tied)
    return [(n, spot, names_) for (n, _), spot, names_ in zip(own, spots, tied, strict=True)]
