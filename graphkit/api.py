"""The public functions, which compose reading, linking and outputs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
import polars as pl
import pyarrow as pa

from graphkit import pipeline, store
from graphkit.case import CASE_FILE, Case, CaseView
from graphkit.errors import GraphkitError, UsageError
from graphkit.identifiers.cards import mask_cards
from graphkit.identifiers.scan import chosen_kinds, read_texts
from graphkit.settings import Settings
from graphkit.sources import find_sources
from graphkit.version import __version__

if TYPE_CHECKING:
    from graphkit.changes import Changes
    from graphkit.dry_run import Look

T = TypeVar("T")
_LIBRARIES = (
    "duckdb",
    "graspologic-native",
    "networkx",
    "phonenumbers",
    "polars",
    "pyarrow",
    "pyvis",
    "scipy",
    "tldextract",
)


def link(
    sources: Iterable[str | Path],
    out: str | Path,
    *,
    case: str | Path | None = None,
    settings: Settings | None = None,
    mapping: Mapping[str, str] | None = None,
    records: str = "",
    progress: pipeline.Progress | None = None,
) -> tuple[CaseView, pipeline.Report]:
    """Read sources, link their records, and write map and tables into a folder.

    Parameters
    ----------
    sources
        Files, folders and globs.
    out
        The folder for the outputs; made if it is not there. If it holds a case, the case is extended.
    case
        The case file, where it is not ``out/case.duckdb``.
    settings
        Thresholds and regions; the defaults if none.
    mapping
        Source column -> field, over what is recognised.
    records
        Where the records are in sources that hold several sets of them: a table of a database, or a dotted path in JSON
        such as ``data.items`` or ``pages.*.ads``. Empty reads what looks like records.
    progress
        Called with a stage in words, how much is done, and of how much.

    Returns
    -------
    tuple
        The case, open for reading, and what the run did.

    Raises
    ------
    SourceError
        If a named source cannot be read; nothing is written.
    CaseError
        If the case cannot be opened.
    """
    settings = settings or Settings()
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; --out takes a folder")
    files = find_sources(sources, leave_out=folder)
    path = Path(case) if case is not None else folder / CASE_FILE
    made = [p for deep in (folder, path.parent) for p in (deep, *deep.parents) if not p.exists()]
    new_case = not path.exists()
    started = datetime.now(UTC)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: the folder cannot be made: {error.strerror}") from error
    try:
        with Case(path) as store_:
            report = pipeline.run(
                store_, files, readers(), settings, mapping, progress or pipeline._quiet, records
            )
            _keep_run(store_, settings, report, started)
    except BaseException:
        if new_case:
            for leftover in (path, path.with_name(path.name + ".wal")):
                leftover.unlink(missing_ok=True)
        for empty in made:
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()
        raise
    view = CaseView(path)
    if progress:
        progress("writing tables and map", 0, 0)
    export(view, folder)
    return view, report


def look(
    sources: Iterable[str | Path],
    *,
    settings: Settings | None = None,
    mapping: Mapping[str, str] | None = None,
    records: str = "",
    first: int = 3,
) -> Iterator[Look]:
    """Yield what would be read of each file: by which reader, how many records, and the first of them.

    Parameters
    ----------
    sources, settings, mapping, records
        As for :func:`link`.
    first
        How many records of each file to show.

    Raises
    ------
    SourceError
        If something named does not exist.
    """
    from graphkit import dry_run

    told = pipeline.Told(dict(mapping or {}), records.strip())
    return dry_run.look(find_sources(sources), readers(), settings or Settings(), told, first)


def readers() -> pipeline.Readers:
    """Return the readers of files and what opens archives."""
    from ingest import INGESTORS
    from ingest.archives import CONTAINERS

    return pipeline.Readers(INGESTORS, CONTAINERS)


def _keep_run(
    case: Case, settings: Settings, report: pipeline.Report, started: datetime, **more: Any
) -> None:
    """Write the run's own record: the only place, with run.json, where a time stands."""
    sources = pl.DataFrame(pl.from_arrow(case.table("sources"))).select(
        "source", "source_id", "size", "ingestor", "details"
    )
    details: dict[str, Any] = {
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "case": case.path.as_posix(),
        "settings": settings.model_dump(mode="json"),
        "graphkit": __version__,
        "python": sys.version.split()[0],
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "read": report.read,
        "already_known": report.known,
        "same_bytes": report.same,
        "not_read": report.unread,
        "pictures_in_folders": report.pictures,
        "sources": [{**row, "details": json.loads(row["details"])} for row in sources.to_dicts()],
        **more,
    }
    with case.writing():
        case.insert("runs", pa.table({"run": [case.count("runs") + 1], "details": [store.dump(details)]}))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def relinked(
    folder: str | Path, change: Callable[[Case], T], *, later: bool = False
) -> tuple[T, Changes | None]:
    """Change a case, link it again and write its outputs again; all of the change and the linking is kept, or none.

    Parameters
    ----------
    folder
        The folder of the case and the outputs, or the case file, beside which the outputs are written.
    change
        What to do to the case, such as deciding. Where it returns a false value nothing is linked.
    later
        Leave the linking to the next run.

    Returns
    -------
    tuple
        What ``change`` returned, and which clusters merged or were parted; None where nothing was linked.

    Raises
    ------
    CaseError
        If there is no case, or it cannot be opened.
    """
    from graphkit.changes import changes

    CaseView(folder).close()  # opening for writing would make a case where there is none
    given = Path(folder)
    with Case(folder) as case:
        with case.writing():
            made = change(case)
            if later or not made:
                return made, None
            before = _members(case)
            pipeline.relink(case, case.settings)
            found = changes(before, _members(case))
        export(case, given if given.is_dir() else given.parent)
    return made, found


def _members(case: Case) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(case.query("SELECT record_id, cluster_id FROM members")))


def export(view: CaseView, folder: Path) -> list[Path]:
    """Write every output that ``link`` writes into a folder.

    Raises
    ------
    GraphkitError
        If the folder cannot be written to.
    """
    from outputs import EXPORTERS, ExportOptions

    written: list[Path] = []
    try:
        for exporter in EXPORTERS.values():
            written += exporter(view, folder, ExportOptions())
    except OSError as error:
        raise GraphkitError(
            f"{error.filename or folder}: cannot be written: {error.strerror}; the case itself is kept in {view.path}"
        ) from error
    return written


def merge(
    *cases: str | Path,
    out: str | Path,
    settings: Settings | None = None,
    progress: pipeline.Progress | None = None,
) -> CaseView:
    """Bring cases together in a new one, link the whole of it, and write the outputs that :func:`link` writes.

    Sources, records, mentions, rejects, decisions and lineage of all are kept, what several hold once. The cases are
    only read. Clusters keep their ids by largest overlap with a cluster of any case.

    Parameters
    ----------
    *cases
        Two or more folders of cases, or case files. Their order decides only whose name a source has that several
        hold, and whose id a cluster keeps where two have an equal claim.
    out
        The folder for the new case and the outputs; none of the cases, and without a case.
    settings
        Thresholds and regions; if none, those that all the cases were linked by.
    progress
        As for :func:`link`.

    Returns
    -------
    CaseView
        The new case, open for reading.

    Raises
    ------
    UsageError
        If a case is given twice, ``out`` is one of them, or they were linked by different settings and none are given.
    SourceError
        If a source was read by different mappings of its columns; nothing is written.
    CaseError
        If a case cannot be opened; nothing is written.
    """
    from graphkit.merging import all_or_nothing, bring_together
    from graphkit.parts import agreed_settings, parts_of

    folder, tell = Path(out), progress or pipeline._quiet
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; --out takes a folder")
    parts = parts_of(cases, folder)
    chosen = settings or agreed_settings(parts)
    chosen_kinds(chosen)  # a wrong name is said before anything is written
    started = datetime.now(UTC)
    with all_or_nothing(folder):
        with Case(folder / CASE_FILE) as case:
            bring_together(case, parts, chosen, tell)
            _keep_run(case, chosen, pipeline.Report(), started, merged=[part.name for part in parts])
        view = CaseView(folder / CASE_FILE)
        try:
            tell("writing tables and map", 0, 0)
            export(view, folder)
        except BaseException:
            view.close()
            raise
    return view


def extract(text: str, *, settings: Settings | None = None, platform: str = "") -> pd.DataFrame:
    """Read the identifiers of one text.

    Parameters
    ----------
    text
        As posted. Card numbers come back masked.
    settings
        Regions and kinds; the defaults if none.
    platform
        Where it was posted, which tells whose ``@name`` it is.

    Returns
    -------
    pandas.DataFrame
        kind, value, raw, start, end (code points, half-open), method, confidence, hint, in the order of the text.

    Examples
    --------
    >>> extract("write to honey@mail.example")[["kind", "value"]].values.tolist()
    [['email', 'honey@mail.example']]
    """
    rows = extract_many([text], settings=settings, platform=platform)
    return rows.drop(columns="line")


def explain(text: str, *, settings: Settings | None = None, platform: str = "") -> str:
    """Say in words how a text is read: folded, with each reader's candidates and why each was kept or dropped.

    Parameters
    ----------
    text, settings, platform
        As for :func:`extract`.

    Examples
    --------
    >>> print(explain("write to honey@mail.example").splitlines()[0])
    text      write to honey@mail.example
    """
    from graphkit.identifiers.explain import explained

    masked, cards = mask_cards(text, None)
    return explained(masked, settings or Settings(), platform.lower(), [c.value for c in cards])


def extract_many(
    texts: Iterable[str], *, settings: Settings | None = None, platform: str = ""
) -> pd.DataFrame:
    """Read the identifiers of many texts; like :func:`extract`, with the number of the text, from 1, as ``line``."""
    from graphkit.identifiers.cards import CARD

    settings = settings or Settings()
    masked = [mask_cards(text, None) for text in texts]
    n = len(masked)
    frame = pl.DataFrame(
        {
            "row": range(n),
            "record_id": [str(i + 1) for i in range(n)],
            "field": ["text"] * n,
            "text": [text for text, _ in masked],
            "regions": [""] * n,
            "platform": [platform.lower()] * n,
        },
        schema={"row": pl.UInt32}
        | dict.fromkeys(("record_id", "field", "text", "regions", "platform"), pl.String),
    )
    rows = read_texts(frame, settings).to_pandas()
    rows["line"] = rows.pop("record_id").astype("int64")
    cards = [
        {"kind": "card", "value": c.value, "raw": c.raw, "start": c.start, "end": c.end, "method": f"card.{c.issuer}",
         "confidence": 0.5, "hint": None, "line": i + 1}
        for i, (_, found) in enumerate(masked) for c in found
    ]  # fmt: skip
    if cards and CARD.name in chosen_kinds(settings):
        rows = pd.concat([rows, pd.DataFrame(cards)], ignore_index=True)
        rows = rows.sort_values(["line", "start"], kind="stable", ignore_index=True)
    rows["confidence"] = rows["confidence"].astype("float64").round(2)
    columns = ["kind", "value", "raw", "start", "end", "method", "confidence", "hint", "line"]
    chosen: pd.DataFrame = rows[columns]
    return chosen
