"""Which format a file is in, told from its first bytes and its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

import msgspec

from ingest.dialects import ONE_COLUMN, find_shape
from ingest.encodings import decode, detect
from ingest.streams import BAD_ZIP, GZIP, peek
from ingest.workbooks import OLE

SUFFIXES = {
    ".csv": "delimited", ".tsv": "delimited", ".tab": "delimited", ".psv": "delimited",
    ".json": "json", ".jsonl": "json lines", ".ndjson": "json lines", ".jsonlines": "json lines",
    ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml|svg|!--)", re.IGNORECASE)
_OTHER = (b"%PDF", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf",
          b"\x28\xb5\x2f\xfd", b"SQLite format 3", b"BZh", b"\xfd7zXZ", b"WARC/", b"{\\rtf")  # fmt: skip
# Exports of chats and mail that are JSON too, but no table; their own readers are surer.
_CHAT = re.compile(rb'"(?:messages|chats|participants|personal_information|guild)"\s*:\s*[\[{]')
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def suffix_of(path: Path) -> str:
    """Return a file's suffix in lower case, the one before ``.gz`` for gzip.

    Examples
    --------
    >>> suffix_of(Path("Ads.CSV.gz"))
    '.csv'
    """
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in {".gz", ".gzip"}:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def stem_of(source: str) -> str:
    """Return the name of a source without folders and endings, lower case.

    Examples
    --------
    >>> stem_of("bank/Statement.2025-01.CSV.gz")
    'statement.2025-01'
    """
    name = PurePosixPath(source).name.lower()
    while (stem := PurePosixPath(name).stem) != name and PurePosixPath(name).suffix[1:].isalpha():
        name = stem
    return name


def recognise(path: Path, head: bytes) -> tuple[str, float]:
    """Tell the format of a file and how sure that is.

    Parameters
    ----------
    path
        Its name counts; a ZIP is opened to see whether it is a workbook.
    head
        Its first bytes as they lie on disk, gzip or not.

    Returns
    -------
    format
        ``delimited``, ``json``, ``json lines``, ``parquet`` or ``xlsx``; empty where it is none of them.
    sureness
        0..1.
    """
    named = SUFFIXES.get(suffix_of(path), "")
    data = peek(head)
    if not data:
        # Nothing to see: an empty file, or gzip that is broken from the start; the name must do.
        return named, 0.5 if named else 0.0
    if data.startswith(b"PAR1"):
        return "parquet", 0.95
    if data.startswith(b"PK\x03\x04"):
        return ("xlsx", 0.95) if _is_workbook(path, head, data) else ("", 0.0)
    if named in {"parquet", "xlsx"}:
        # Damaged or encrypted: claimed by name, so that the reader can say what is wrong.
        return (named, 0.6) if not _MARKUP.match(data) else ("", 0.0)
    if data.startswith(OLE) or data.startswith(_OTHER) or _MARKUP.match(data):
        return "", 0.0
    return _text(path, data, len(data) >= len(head) and len(head) >= 1 << 16, named)


def _is_workbook(path: Path, head: bytes, data: bytes) -> bool:
    if not head.startswith(GZIP):
        try:
            with path.open("rb") as file, zipfile.ZipFile(file) as archive:
                return "xl/workbook.xml" in archive.namelist()
        except (*BAD_ZIP, OSError):
            pass
    return b"xl/" in data and b"[Content_Types].xml" in data


def _text(path: Path, data: bytes, cut: bool, named: str) -> tuple[str, float]:
    """Tell JSON and delimited text apart, and from text that is no table."""
    utf8 = decode(data, detect(data, whole=False))
    text = utf8.decode("utf-8", "replace")
    odd = len(_CONTROL.findall(text))
    if odd * 100 > len(text) * (8 if named else 1) and (odd > 16 or not named):
        return "", 0.0
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in {"{", "["} and named != "delimited":
        return _json(utf8.lstrip(), start, named)
    if named in {"json", "json lines"}:
        return named, 0.3
    lines = utf8[: utf8.rfind(b"\n") + 1] if cut and b"\n" in utf8 else utf8
    shape = find_shape(lines.replace(b"\r", b"\n") if b"\n" not in lines else lines, suffix_of(path))
    fits = shape is not None and shape.dialect.delimiter != ONE_COLUMN and shape.score >= 0.9
    if named == "delimited":
        return "delimited", 0.9 if fits else 0.7
    several = lines.count(b"\n") > 1
    return ("delimited", 0.3) if fits and several and shape is not None and shape.score == 1 else ("", 0.0)


def _json(data: bytes, start: str, named: str) -> tuple[str, float]:
    first, _, rest = data.partition(b"\n")
    one = start == "{" and _is_object(first)
    if one and (rest.strip() or named == "json lines"):
        second = rest.split(b"\n", 1)[0].strip()
        lines = not second or second.startswith(b"{")
        return ("json lines", 0.9 if named == "json lines" else 0.8) if lines else ("json", 0.5)
    if named == "json lines" and start == "{" and rest.lstrip().startswith(b"{"):
        return "json lines", 0.8
    if named == "json lines" and start == "{" and not rest.strip():
        return "json lines", 0.8
    if start == "{" and _CHAT.search(data):
        return "json", 0.2
    if start == "[" and not re.match(rb"\[\s*(?:[\[{\]]|$)", data):
        return ("json", 0.4) if named == "json" else ("", 0.0)
    return "json", 0.7 if named else 0.5


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
