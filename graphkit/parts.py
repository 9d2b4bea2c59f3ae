"""The cases that are to come together: looked at, and refused where they cannot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from graphkit import store
from graphkit.case import CaseView
from graphkit.errors import SourceError, UsageError
from graphkit.identifiers.cards import mask_cards
from graphkit.settings import Settings
from graphkit.sources import OUTPUTS

# Settings that change how a run goes, or what a map shows, and never who is linked with whom.
_FREE = {"batch_size", "workers", "map_nodes", "map_records"}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the cases that come together.

    Attributes
    ----------
    path
        The case file.
    name
        As the user gave it, cards masked: what lineage and messages call it.
    settings
        Of its last run.
    sources
        source_id, source, details.
    tables
        Which tables it has.
    """

    path: Path
    name: str
    settings: Settings
    sources: pl.DataFrame
    tables: frozenset[str]


def parts_of(folders: Sequence[str | Path], out: Path) -> list[Part]:
    """Look at the cases that are to come together; nothing is written.

    Raises
    ------
    UsageError
        If there are fewer than two, one is given twice, or the result would go where one of them is.
    CaseError
        If one cannot be opened.
    SourceError
        If two sources cannot be told apart by the beginnings of their hashes.
    """
    if len(folders) < 2:
        raise UsageError("name two or more cases to bring together")
    parts: list[Part] = []
    for folder in folders:
        with CaseView(folder) as view:
            rows = view.table("sources").select(["source_id", "source", "details"])
            names = store.arrow(view._con, "SELECT table_name FROM information_schema.tables")["table_name"]
            name = mask_cards(Path(folder).as_posix(), None)[0]
            part = Part(
                view.path, name, view.settings, pl.DataFrame(pl.from_arrow(rows)), frozenset(names.to_pylist())
            )  # fmt: skip
        same = next((p for p in parts if p.path.resolve() == part.path.resolve()), None)
        if same is not None:
            raise UsageError(f"{name} and {same.name} are the same case; name each once")
        if out.resolve() in (Path(folder).resolve(), part.path.resolve().parent):
            raise UsageError(
                f"{out}: is one of the cases to bring together; give a folder of its own to --out"
            )
        parts.append(part)
    there = sorted(name for name in OUTPUTS if (out / name).exists())
    if there:
        raise UsageError(f"{out}: holds {there[0]} of a case already; give another folder to --out")
    _check_hashes(parts)
    return parts


def _check_hashes(parts: Sequence[Part]) -> None:
    """Record ids begin with twelve digits of their source's hash: no two sources may share them."""
    seen: dict[str, tuple[str, str]] = {}
    for part in parts:
        for source_id, source in part.sources.select("source_id", "source").iter_rows():
            other = seen.setdefault(source_id[:12], (source_id, source))
            if other[0] != source_id:
                raise SourceError(
                    f"{source} and {other[1]}: their hashes begin alike; keep them in cases of their own"
                )


def agreed_settings(parts: Sequence[Part]) -> Settings:
    """Return the settings that all cases were linked by.

    Raises
    ------
    UsageError
        If they differ in what changes the result; names it.
    """
    first = parts[0]
    for part in parts[1:]:
        mine, theirs = first.settings.model_dump(mode="json"), part.settings.model_dump(mode="json")
        differ = [n for n in mine if n not in _FREE and mine[n] != theirs[n]]
        if differ:
            name = differ[0]
            raise UsageError(
                f"{first.name} and {part.name} were linked by different settings ({', '.join(differ)}; {name} is"
                f" {store.dump(mine[name])} and {store.dump(theirs[name])}); say what holds with --settings FILE or the"
                " options of link"
            )
    return first.settings


def detail(part: Part, source_id: str) -> dict[str, Any]:
    """Return how a case read one of its sources."""
    row = part.sources.filter(pl.col("source_id") == source_id)["details"].to_list()
    return dict(json.loads(row[0] or "{}"))


def mapping_of(part: Part, source_id: str) -> str:
    """Return the mapping of columns by which a case read one of its sources, as the command line takes it."""
    how = detail(part, source_id)
    told = [f"{field}={column}" for column, field in sorted((how.get("mapping") or {}).items())]
    return ", ".join([*told, *([f"records {how['records']}"] if how.get("records") else [])]) or "none"
