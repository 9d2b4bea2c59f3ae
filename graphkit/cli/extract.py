"""``graphkit extract``: the identifiers of texts, as JSON lines."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import click

from graphkit.cli.options import load_settings, reading_options
from graphkit.errors import SourceError, UsageError

_AT_ONCE = 5_000


@click.command()
@click.argument("file", required=False)
@click.option("--text", help="Read this text instead of a file.")
@reading_options
@click.option("--platform", default="", help="Where the text was posted: tells whose @name a bare one is.")
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="Print, in words, how each line reads when folded, what each reader tried in it, and why that was kept or dropped.",
)
def extract(
    file: str | None, text: str | None, region: str | None, kinds: str | None, fictional_numbers: bool,
    settings_file: Path | None, platform: str, explained: bool,
) -> None:  # fmt: skip
    """Print the identifiers in FILE (or - for standard input), a line of it at a time, as JSON lines.

    Each has kind, value, raw, start, end, method, confidence and line; offsets count code points in the line.
    """
    if (file is None) == (text is None):
        raise UsageError("give a FILE (or - for standard input), or --text TEXT")
    settings = load_settings(settings_file, region, kinds, fictional_numbers)
    from graphkit.api import explain, extract_many

    lines = iter([text]) if text is not None else _lines(str(file))
    first = 1
    if explained:
        for number, line in enumerate(lines, 1):
            click.echo(
                f"{'' if number == 1 else chr(10)}line {number}\n{explain(line, settings=settings, platform=platform)}"
            )
        return
    while block := list(islice(lines, _AT_ONCE)):
        found = extract_many(block, settings=settings, platform=platform)
        for row in found.to_dict("records"):
            row["line"] = int(row["line"]) + first - 1
            hint = row.pop("hint")
            if isinstance(hint, str) and hint:
                row["hint"] = hint
            click.echo(json.dumps(row, ensure_ascii=False))
        first += len(block)


def _lines(name: str) -> Iterator[str]:
    """Yield a file's lines without their ends; UTF-8 or marked UTF-16, also gzipped; bad bytes are replaced."""
    try:
        stream: BinaryIO = sys.stdin.buffer if name == "-" else Path(name).open("rb")
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from error
    with stream:
        buffered = (
            stream
            if isinstance(stream, io.BufferedReader)
            else io.BufferedReader(cast("io.RawIOBase", stream))
        )
        if buffered.peek(2)[:2] == b"\x1f\x8b":
            buffered = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=buffered)))
        head = buffered.peek(2)[:2]
        encoding = "utf-16" if head in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            for line in io.TextIOWrapper(buffered, encoding, errors="replace", newline="\n"):
                yield line.rstrip("\r\n")
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(f"{name}: the gzip data are damaged: {error}") from error
