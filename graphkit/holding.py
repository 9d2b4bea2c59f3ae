"""What holds a cluster together, in words that need no digests and no formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from graphkit.possible_pairs import PossiblePair

_WORDS, _LETTERS = 7, 48

Spell = Callable[[str, str], str]


def opening(text: str | None) -> str:
    """Return the first words of a text, on one line.

    Examples
    --------
    >>> opening("New in town,  sweet and\\n friendly girl, visit me tonight")
    'New in town, sweet and friendly girl…'
    """
    words = str(text or "")[:1000].split()
    said = " ".join(words[:_WORDS])
    if len(said) <= _LETTERS and len(words) <= _WORDS:
        return said
    return said[: _LETTERS - 1].rstrip(" .,;:!?-–—") + "…"


def spelled(kind: str, value: str) -> str:
    """Return an identifier as kind and value."""
    return f"{kind} {value}"


def named(name: str, openings: Mapping[str, str], spell: Spell = spelled) -> str:
    """Return how people call an identifier that is given as ``kind:value``.

    Parameters
    ----------
    name
        ``kind:value``.
    openings
        The value of a text group to the first words of one of its texts.
    spell
        How to write the kinds that read well as they are.

    Examples
    --------
    >>> named("text:9f2c4a4a00b1c2d3", {"9f2c4a4a00b1c2d3": "New in town…"})
    'the shared text “New in town…”'
    >>> named("phone:+12025550123", {})
    'phone +12025550123'
    """
    kind, _, value = name.partition(":")
    if kind == "text":
        words = openings.get(value, "")
        return f"the shared text “{words}”" if words else "a shared text"
    if kind == "image":
        return f"the shared picture {value[:6]}…"
    if kind == "decision":
        return f"the decision {value}"
    return spell(kind, value)


def holds(cohesion: float | None, name: str, without: str | None, firm: float = 0.8) -> str:
    """Say how firmly a cluster holds.

    Parameters
    ----------
    cohesion
        The share of pairs of records that still hold together without the identifier that holds most, 0..1.
    name
        That identifier as people call it; empty where none parts the cluster.
    without
        What the cluster falls into without it.
    firm
        From which cohesion on it holds firmly: ``firm_cohesion`` of the settings.

    Examples
    --------
    >>> holds(1.0, "", None)
    'holds firmly: no single identifier parts it when it is left out'
    >>> holds(0.35, "phone +12025550123", "3 parts of 12, 8, 5 records")
    'hangs on phone +12025550123: without it 3 parts of 12, 8, 5 records'
    """
    if not name or cohesion is None or cohesion != cohesion:
        return "holds firmly: no single identifier parts it when it is left out"
    if cohesion >= firm:
        return f"holds for the most part: {name} alone joins a small side to it; without it {without}"
    if cohesion == 0:
        return f"hangs on {name} alone: without it no two of its records stay together"
    return f"hangs on {name}: without it {without}"


def open_links(pairs: Iterable[PossiblePair]) -> dict[str, int]:
    """Return cluster id to its number of possible links that no decision has answered."""
    count: Counter[str] = Counter()
    for pair in pairs:
        if not pair.decided:
            count.update({pair.a: len(pair.links), pair.b: len(pair.links)})
    return dict(count)


def wanted_texts(clusters: pd.DataFrame) -> list[str]:
    """Return the values of the text groups that clusters are told by."""
    names = [str(n) for c in ("weakest", "hangs_on") for n in clusters[c].dropna()]
    labels = [str(n).replace("text ", "text:", 1) for n in clusters["label"].dropna()]
    return sorted({n.removeprefix("text:") for n in [*names, *labels] if n.startswith("text:")})


def told(
    clusters: pd.DataFrame,
    openings: Mapping[str, str],
    possible: Mapping[str, int],
    spell: Spell = spelled,
    firm: float = 0.8,
) -> pd.DataFrame:
    """Tell clusters in words.

    Parameters
    ----------
    clusters
        cluster_id, label, weakest, weakest_bits, cohesion, hangs_on, without.
    openings
        As for :func:`named`.
    possible
        Cluster id to its number of possible links that no decision has answered.
    spell
        As for :func:`named`.
    firm
        As for :func:`holds`.

    Returns
    -------
    pandas.DataFrame
        cluster_id, label, holds, firm, hangs_on, weakest, possible_links, rests_on_text: one row each, in their order.
        ``hangs_on`` and ``weakest`` are empty where there is none; ``rests_on_text`` says that what it hangs on is text.
    """
    columns = ["cluster_id", "label", "weakest", "weakest_bits", "cohesion", "hangs_on", "without"]
    rows = []
    for cluster, label, weakest, bits, share, hangs, without in zip(
        *(_plain(clusters[c]) for c in columns), strict=True
    ):
        on = named(str(hangs), openings, spell) if hangs else ""
        weak = f"{named(str(weakest), openings, spell)}, {float(bits or 0):.1f} bits" if weakest else ""
        name = str(label or "")
        if name.startswith("text ") and name[5:] in openings:
            name = f"“{openings[name[5:]]}”"
        text = str(hangs or "").startswith("text:")
        is_firm = not on or (share or 0) >= firm
        rows.append(
            (
                cluster,
                name,
                holds(share, on, without, firm),
                is_firm,
                on,
                weak,
                possible.get(str(cluster), 0),
                text,
            )
        )
    names = ["cluster_id", "label", "holds", "firm", "hangs_on", "weakest", "possible_links", "rests_on_text"]
    # As objects: a text of an ad may hold what no UTF-8 column can.
    return pd.DataFrame({n: pd.Series([row[i] for row in rows], dtype=object) for i, n in enumerate(names)})


def _plain(values: pd.Series) -> Sequence[object]:
    """Return a column's values; what is missing as None."""
    return [None if v is None or v != v else v for v in values.tolist()]
