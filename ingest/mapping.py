"""The user's word on columns: read from the command line or from a file, and saved."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from graphkit.errors import UsageError
from ingest import names

IGNORE = "ignore"
PROSE = "prose"
EXTRA = "extra"


def targets() -> tuple[str, ...]:
    """Return what a column may be mapped to: fields, kinds, ``prose``, ``extra`` and ``ignore``."""
    return (*names.fields(), *names.kinds(), PROSE, EXTRA, IGNORE)


def check(mapping: Mapping[str, str], where: str) -> dict[str, str]:
    """Return the mapping, column -> target.

    Raises
    ------
    UsageError
        If a target does not exist; the message lists those that do.
    """
    for column, target in mapping.items():
        if target not in targets():
            raise UsageError(
                f"{where}: {target!r} (for column {column!r}) is nothing that a column can be. "
                f"Fields: {', '.join(names.fields())}. Identifiers: {', '.join(names.kinds())}. "
                f"Also: {PROSE} (searched like text), {EXTRA} (kept, not searched), {IGNORE} (dropped)."
            )
    return dict(mapping)


def parse_mapping(text: str) -> dict[str, str]:
    """Read ``FIELD=COLUMN,FIELD=COLUMN``, as ``--map`` takes it.

    Parameters
    ----------
    text
        Pairs parted by commas; a pair with a comma in it stands in double quotes.

    Returns
    -------
    dict of str to str
        Column -> field, kind, ``prose``, ``extra`` or ``ignore``.

    Raises
    ------
    UsageError
        If a pair has no ``=``, a column is named twice or a field does not exist.

    Examples
    --------
    >>> parse_mapping('text=body,posted_at=date,"phone=tel, mobile"')
    {'body': 'text', 'date': 'posted_at', 'tel, mobile': 'phone'}
    """
    try:
        pairs = next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise UsageError(f"--map: {error}; write it like --map text=body,posted_at=date") from error
    split = []
    for pair in pairs:
        target, equals, column = pair.partition("=")
        if not equals or not target.strip() or not column.strip():
            raise UsageError(
                f"--map: {pair!r} is no FIELD=COLUMN; write it like --map text=body,posted_at=date"
            )
        split.append((target.strip(), column.strip()))
    return _collect(split, "--map")


def _collect(pairs: Iterable[tuple[str, str]], where: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for target, column in pairs:
        if out.get(column, target) != target:
            raise UsageError(f"{where}: column {column!r} is given as both {out[column]!r} and {target!r}")
        out[column] = target
    return check(out, where)


def load_mapping(path: Path) -> dict[str, str]:
    """Read a mapping from a TOML or JSON file: ``text = "body"``, ``phone = ["tel", "mobile"]``.

    Returns
    -------
    dict of str to str
        Column -> field, as :func:`parse_mapping` gives it.

    Raises
    ------
    UsageError
        If the file cannot be read or holds anything else.
    """
    try:
        text = path.read_text("utf-8-sig")
        held = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{path}: the mapping cannot be read: {error}") from error
    if not isinstance(held, dict):
        raise UsageError(f'{path}: a mapping holds lines such as text = "body"')
    pairs: list[tuple[str, str]] = []
    for target, columns in held.items():
        listed = [columns] if isinstance(columns, str) else columns
        if not isinstance(listed, list) or not all(isinstance(c, str) for c in listed):
            raise UsageError(
                f'{path}: {target}: give a column or a list of columns, such as {target} = "body"'
            )
        pairs += [(target, column) for column in listed]
    return _collect(pairs, str(path))


def save_mapping(path: Path, mapping: Mapping[str, str]) -> None:
    """Write a mapping where :func:`load_mapping` reads it back: JSON for ``.json``, else TOML.

    Raises
    ------
    UsageError
        If the file cannot be written or a target does not exist.
    """
    by_target: dict[str, list[str]] = {}
    for column, target in check(mapping, str(path)).items():
        by_target.setdefault(target, []).append(column)
    if path.suffix.lower() == ".json":
        text = json.dumps(by_target, ensure_ascii=False, indent=1) + "\n"
    else:
        lines = [f"{target} = [{', '.join(map(_toml, columns))}]\n" for target, columns in by_target.items()]
        text = "".join(lines)
    try:
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: the mapping cannot be written: {error.strerror or error}") from error


def _toml(text: str) -> str:
    """Write a TOML basic string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
