"""What a new linking changed: which clusters became one, and which were parted."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Changes:
    """How two linkings of the same records differ.

    Attributes
    ----------
    merged
        (cluster now, records now, the clusters that its records were in): where these were two or more.
    parted
        (cluster before, the clusters that its records are in now, with their records): where these are two or more.
    """

    merged: list[tuple[str, int, list[str]]]
    parted: list[tuple[str, list[tuple[str, int]]]]

    def lines(self) -> list[str]:
        """Return the changes in words, a line each; none where there are none."""
        said = [f"{now} ({_records(n)}) now holds what was in {_and(were)}" for now, n, were in self.merged]
        for was, parts in self.parted:
            said.append(f"{was} is parted into {_and([f'{name} ({_records(n)})' for name, n in parts])}")
        return said


def changes(before: pl.DataFrame, after: pl.DataFrame) -> Changes:
    """Compare two linkings.

    Parameters
    ----------
    before, after
        record_id, cluster_id. Records that are in one of them alone are passed over.

    Examples
    --------
    >>> one = pl.DataFrame({"record_id": ["r-1", "r-2"], "cluster_id": ["C-A", "C-B"]})
    >>> two = pl.DataFrame({"record_id": ["r-1", "r-2"], "cluster_id": ["C-A", "C-A"]})
    >>> changes(one, two).lines(), changes(two, one).lines()
    (['C-A (2 records) now holds what was in C-A and C-B'], ['C-A is parted into C-A (1 record) and C-B (1 record)'])
    """
    both = before.join(after, on="record_id", how="inner", suffix="_now")
    sizes = dict(after.group_by("cluster_id").len().iter_rows())
    pairs = both.group_by("cluster_id", "cluster_id_now").len().sort("cluster_id", "cluster_id_now")
    were: dict[str, list[str]] = {}
    are: dict[str, list[str]] = {}
    for old, new, _ in pairs.iter_rows():
        were.setdefault(new, []).append(old)
        are.setdefault(old, []).append(new)
    merged = [(new, sizes[new], old) for new, old in sorted(were.items()) if len(old) > 1]
    parted = [
        (old, sorted(((n, sizes[n]) for n in new), key=lambda x: (-x[1], x[0])))
        for old, new in sorted(are.items()) if len(new) > 1
    ]  # fmt: skip
    return Changes(merged, parted)


def _records(n: int) -> str:
    return f"{n:,} record" + ("" if n == 1 else "s")


def _and(names: list[str], most: int = 12) -> str:
    more = [f"{len(names) - most:,} more"] if len(names) > most else []
    shown = names[:most] + more
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
