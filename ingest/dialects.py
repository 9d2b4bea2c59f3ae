"""How a delimited text is written, told from its first rows: delimiter, quoting, header."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from ingest import names
from ingest.delimited import DELIMITERS, SAMPLE, SAMPLE_ROWS, Dialect, RowParser, Rows
from ingest.encodings import LineBlock
from ingest.header import distinct, is_header

ONE_COLUMN = "\x1f"  # a delimiter that texts do not hold: each line is one cell
_SEP = re.compile(rb"sep=([^\w\s]|\t)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the first rows tell about a delimited text.

    Attributes
    ----------
    dialect
        How rows are written; ``skip`` passes over the header.
    columns
        Names of the columns.
    header
        Whether the first row gave them.
    score
        Share of the sample's rows that have as many cells as there are columns, 0..1.
    warnings
        What is odd, in sentences.
    """

    dialect: Dialect
    columns: tuple[str, ...]
    header: bool
    score: float
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Trial:
    dialect: Dialect
    rows: Rows
    width: int
    good: float
    errors: int


def _sample(data: bytes) -> tuple[bytes, bool]:
    if len(data) <= SAMPLE:
        return data, False
    end = data.rfind(b"\n", 0, SAMPLE) + 1
    return (data[:end], True) if end else (data, False)


def _try(data: bytes, cut: bool, dialect: Dialect) -> _Trial:
    """Read the sample in one dialect; where it was cut, what runs off its end says nothing."""
    parser = RowParser(iter([LineBlock(1, data)]), dialect)
    rows = next(parser.rows(), Rows())
    bad = [b.line for b in rows.bad]
    if cut and parser.open_at is not None and parser.open_at > data.count(b"\n") // 2:
        keep = sum(1 for line in rows.lines if line < parser.open_at)
        bad = [line for line in bad if line < parser.open_at]
        rows.cells, rows.lines, rows.ends = rows.cells[:keep], rows.lines[:keep], rows.ends[:keep]
    if not rows.cells:
        return _Trial(dialect, rows, 0, 0.0, len(bad))
    usual = Counter(map(len, rows.cells[1 : SAMPLE_ROWS + 1])).most_common(1)
    width = usual[0][0] if usual and _padded(rows, usual[0][0]) else len(rows.cells[0])
    total = len(rows.cells) + len(bad)
    # The first row names the columns, so it fits by definition; one of another width is padded.
    good = 1 + sum(1 for cells in rows.cells[1:] if len(cells) == width)
    return _Trial(dialect, rows, width, good / total, len(bad))


def _padded(rows: Rows, usual: int) -> bool:
    """Tell whether rows merely end in delimiters that the header lacks."""
    width = len(rows.cells[0])
    return usual > width and not any(any(c.strip() for c in cells[width:]) for cells in rows.cells[1:])


def _quoting(data: bytes, cut: bool, dialect: Dialect) -> _Trial:
    """Choose the quoting: quotes that mostly fail to close where they should are only characters."""
    quoted = _try(data, cut, dialect)
    mark = re.escape(dialect.delimiter.encode())
    leading = len(re.findall(rb"(?:^|" + mark + rb')"', data, re.MULTILINE))
    if not leading or not quoted.errors:
        return quoted
    if b'\\"' in data:
        escaped = _try(data, cut, replace(dialect, quoting="backslash"))
        if escaped.errors < quoted.errors and escaped.good > quoted.good:
            return escaped
    plain = _try(data, cut, replace(dialect, quoting="none"))
    return plain if quoted.errors * 10 > leading and plain.good > quoted.good else quoted


def _weight(trial: _Trial, suffix: str) -> float:
    bonus = 0.1 if (suffix, trial.dialect.delimiter) in {(".tsv", "\t"), (".tab", "\t")} else 0.0
    return trial.good * (1 - 0.5 / trial.width) + bonus


def find_shape(data: bytes, suffix: str = "", known: frozenset[str] = frozenset()) -> Shape | None:
    """Tell how a delimited text is written.

    Every delimiter that the first line holds is tried, with quotes that quote and with quotes that do not;
    the one under which the most rows are as wide as the first wins, a wider table counting more. Where none
    fits, each line is one cell.

    Parameters
    ----------
    data
        The first lines in UTF-8.
    suffix
        The file's, lower case; ``.tsv`` is a hint.
    known
        Names that the user gave columns.

    Returns
    -------
    Shape or None
        None if there is no row at all.
    """
    sep = _SEP.match(data)
    skip = 1 if sep else 0
    sample, cut = _sample(data)
    first = sample.split(b"\n", skip + 1)[skip:][:1]
    wanted = (sep[1].decode(),) if sep else tuple(d for d in DELIMITERS if first and d.encode() in first[0])
    best: _Trial | None = None
    for delimiter in wanted:
        trial = _quoting(sample, cut, Dialect(delimiter, skip=skip))
        if trial.width < 2 or (trial.good < 0.5 and not _named(trial, known)):
            continue
        if best is None or _weight(trial, suffix) > _weight(best, suffix):
            best = trial
    if best is None:
        best = _quoting(sample, cut, Dialect(ONE_COLUMN, skip=skip))
    return _shape(best, known) if best.rows.cells else None


def _named(trial: _Trial, known: frozenset[str]) -> bool:
    """Tell whether the first row names two known columns and so is a header whatever follows."""
    said = [names.match(cell) for cell in trial.rows.cells[0] if len(cell) < 65]
    return sum(1 for s in said if s.field or s.kind or s.prose) > 1 or any(
        c in known for c in trial.rows.cells[0]
    )


def _shape(trial: _Trial, known: frozenset[str]) -> Shape:
    first, rest = trial.rows.cells[0], trial.rows.cells[1 : SAMPLE_ROWS + 1]
    header = is_header(first, rest, known)
    warnings = []
    if header:
        columns, twice = distinct([*first, *[""] * (trial.width - len(first))])
        dialect = replace(trial.dialect, skip=trial.rows.ends[0])
        warnings += [
            f"two columns are called {name!r}; the second is kept as {name + '_2'!r}" for name in twice
        ]
    else:
        columns, dialect = [f"column_{i}" for i in range(1, trial.width + 1)], trial.dialect
        warnings.append(
            f"the first row is no header; the columns are called column_1 to column_{trial.width}"
        )
    return Shape(dialect, tuple(columns), header, trial.good, tuple(warnings))
