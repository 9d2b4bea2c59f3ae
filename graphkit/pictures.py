"""The pictures of a case's records: hashed once, told of, and never lost where the files are gone later."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from graphkit import store
from graphkit.case import Case
from graphkit.engines.local import map_ordered
from graphkit.identifiers.image import IMAGE, can_hash
from graphkit.identifiers.picture_cells import METHOD, UNREAD
from graphkit.identifiers.picture_files import absent, hash_files
from graphkit.identifiers.scan import chosen_kinds
from graphkit.model import DECLARED, Place, batches
from graphkit.settings import Settings

_CHUNK = 32  # pictures that a worker is handed at once
_WORTH_A_POOL = 400  # pictures: below it starting processes costs more than they save
_START = "pictures"
_CELLS = "cell_pictures"  # in the details of a source: what came of pictures that stood in its cells as data
_CELLS_START = "pictures in cells"
_NO_PILLOW = "pictures were not read: Pillow is missing (pip install pillow), then link again"
# What people are told of a picture without a hash.
_WORDS = {
    "missing": "not found beside the file",
    "outside": "outside the folder of the file or an address, not looked at",
    "no picture": "no picture of a known format",
    "damaged": "damaged",
    "too large": "too large",
    "tiny": "too small",
    "flat": "of one colour or a mere gradient",
}


def earlier(case: Case, source_id: str) -> pa.Table:
    """Return the hashes of a source that is about to be forgotten and read anew: its pictures may be gone by now."""
    names = ", ".join(f'"{n}"' for n in store.TABLES["mentions"].names)
    return case.query(
        f"SELECT {names} FROM mentions WHERE source_id = ? AND kind = ?", (source_id, IMAGE.name)
    )


def read_pictures(
    case: Case, source_id: str, folder: Path | Place, settings: Settings, kept: pa.Table | None = None
) -> None:
    """Hash the pictures that the records of a source name and that have no hash yet, and keep the hashes.

    Pictures that were not there before are found when their source is given again; hashes of pictures that are gone
    stay.

    Parameters
    ----------
    case
        Open for writing; the source is in it.
    source_id, folder
        The source, and where the pictures are: its folder, or itself where it lies in an archive.
    settings
        ``kinds`` and ``workers`` are obeyed.
    kept
        What :func:`earlier` gave before the source was forgotten.
    """
    held = case.query("SELECT details FROM sources WHERE source_id = ?", (source_id,))["details"][0].as_py()
    details: dict[str, Any] = json.loads(held)
    before = details.get("pictures")
    if isinstance(before, dict) and not before.get("missing"):
        return
    wanted = _without_hash(case, source_id)
    if not wanted.num_rows and before != UNREAD:
        return
    asked = IMAGE.name in chosen_kinds(settings)
    warnings: list[str] = details.pop("warnings", [])
    if asked:
        warnings = [w for w in warnings if not w.startswith(f"{_START}:") and w != _NO_PILLOW]
    if asked and can_hash():
        counts = _hash(case, source_id, wanted, folder, settings)
        if kept is not None:
            counts["missing"] -= _keep(case, source_id, kept)
        counts |= _hashed(case, source_id)
        details["pictures"] = {k: n for k, n in sorted(counts.items()) if n > 0}
        warnings += sentences(details["pictures"])
    else:
        if kept is not None:
            _keep(case, source_id, kept)
        details["pictures"] = before or UNREAD
        warnings += [_NO_PILLOW] if asked else []
    case.put_details(source_id, store.dump(details | ({"warnings": warnings} if warnings else {})))


def need_the_file(details: Mapping[str, Any], settings: Settings) -> bool:
    """Tell whether pictures in a source's cells, which the case does not keep, were left unread and are asked for."""
    return UNREAD in (details.get(_CELLS) or ()) and IMAGE.name in chosen_kinds(settings) and can_hash()


def tell_of_cells(details: dict[str, Any], counts: Counter[str], settings: Settings) -> None:
    """Write into the details of a source what came of the pictures that stood in its cells as data."""
    if not counts:
        return
    details[_CELLS] = dict(sorted(counts.items()))
    told = sentences(counts, _CELLS_START) if any(counts[reason] for reason in _WORDS) else []
    if counts[UNREAD] and IMAGE.name in chosen_kinds(settings):
        told.append(_NO_PILLOW)
    if told:
        details["warnings"] = [*details.get("warnings", []), *told]


def _without_hash(case: Case, source_id: str) -> pa.Table:
    """Return what a source's records declare to be pictures and has no hash, in the order of the records."""
    return case.query(
        "SELECT d.* FROM declared d JOIN records r USING (record_id)"
        " WHERE r.source_id = $1 AND d.kind = $2 AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.source_id = $1"
        " AND m.kind = $2 AND m.record_id = d.record_id AND m.field = d.field AND m.start = d.start)"
        " ORDER BY r.ordinal, d.field, d.start",
        (source_id, IMAGE.name),
    ).cast(DECLARED)


def _hash(
    case: Case, source_id: str, wanted: pa.Table, folder: Path | Place, settings: Settings
) -> Counter[str]:
    """Hash pictures in worker processes and write their mentions; return what came of the others."""
    counts: Counter[str] = Counter()
    raws = wanted["raw"].to_pylist()
    gone = {raw for raw in set(raws) if absent(folder, raw)} if isinstance(folder, Path) else set()
    if gone:
        here = [raw not in gone for raw in raws]
        counts["missing"] += len(raws) - sum(here)
        wanted = wanted.filter(pa.array(here, pa.bool_()))
    workers = settings.workers or os.cpu_count() or 1
    if wanted.num_rows < _WORTH_A_POOL or not isinstance(folder, Path):  # an archive is open in one process
        workers = 1
    for mentions, some in map_ordered(
        partial(hash_files, folder=folder), batches(iter([wanted]), _CHUNK), workers
    ):
        counts += some
        _insert(case, source_id, mentions)
    return counts


def _insert(case: Case, source_id: str, mentions: pa.Table) -> None:
    ids = pa.array([source_id] * mentions.num_rows, pa.string())
    case.insert("mentions", mentions.append_column("source_id", ids))


def _keep(case: Case, source_id: str, kept: pa.Table) -> int:
    """Put hashes of an earlier reading back where the same cells have none now; return how many."""
    wanted = _without_hash(case, source_id)
    cells = set(zip(*(wanted[n].to_pylist() for n in ("record_id", "field", "start", "raw")), strict=True))
    own = zip(*(kept[n].to_pylist() for n in ("record_id", "field", "start", "raw")), strict=True)
    still = kept.filter(pa.array([cell in cells for cell in own], pa.bool_()))
    case.insert("mentions", still)
    return int(still.num_rows)


def _hashed(case: Case, source_id: str) -> Counter[str]:
    """Count the hashes of a source, and those among them of pictures that are nearly empty."""
    rows = case.query(
        "SELECT count(*) AS n, count(*) FILTER (hint = 'plain') AS plain FROM mentions WHERE source_id = ? AND kind = ?"
        " AND method <> ?",
        (source_id, IMAGE.name, METHOD),
    )
    return Counter(hashed=rows["n"][0].as_py(), plain=rows["plain"][0].as_py())


def sentences(counts: Mapping[str, int], start: str = _START) -> list[str]:
    """Return what people should know of the pictures that have no hash.

    Examples
    --------
    >>> sentences({"hashed": 3, "missing": 2, "flat": 1})
    ['pictures: 3 hashed; not hashed: 2 not found beside the file, 1 of one colour or a mere gradient']
    """
    without = [f"{counts[reason]:,} {words}" for reason, words in _WORDS.items() if counts.get(reason)]
    return (
        [f"{start}: {counts.get('hashed', 0):,} hashed; not hashed: {', '.join(without)}"] if without else []
    )
