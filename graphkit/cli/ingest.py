"""``graphkit sources`` and ``graphkit ingest``: what can be read, and what would be read of given files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkit.cli.options import column_mapping, load_settings
from graphkit.cli.printing import many, safe, safe_line, table
from graphkit.errors import SourceError, UsageError
from graphkit.harmless import counted

if TYPE_CHECKING:
    from graphkit.dry_run import Look

_TEXT = 100  # characters of a record's text that are shown


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON lines.")
def sources(as_json: bool) -> None:
    """List the kinds of sources that can be read, and the archives that are opened."""
    from ingest import INGESTORS
    from ingest.archives import CONTAINERS

    rows = [("reader", name, i.formats) for name, i in INGESTORS.items()]
    rows += [("archive", name, c.formats) for name, c in CONTAINERS.items()]
    if as_json:
        for kind, name, formats in rows:
            click.echo(safe_line({"kind": kind, "name": name, "reads": list(formats)}))
        return
    table("", ("", "name", "reads"), [(kind, name, "; ".join(formats)) for kind, name, formats in rows])
    click.echo(
        "\nWhat a file is, is told from its content; graphkit ingest --dry-run PATH says what it is taken for."
    )


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="SOURCES...")
@click.option("--dry-run", is_flag=True, help="Say what would be read, and keep nothing.")
@click.option(
    "--map",
    "mapping",
    metavar="FIELD=COLUMN,...|FILE",
    help="What columns hold: text=body,posted_at=date, or a saved mapping file.",
)
@click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file with settings.",
)
@click.option(
    "--top",
    default=3,
    show_default=True,
    type=click.IntRange(0),
    help="How many records of each file to show.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a file, with the whole of these records."
)
def ingest(
    paths: tuple[str, ...],
    dry_run: bool,
    mapping: str | None,
    settings_file: Path | None,
    top: int,
    as_json: bool,
) -> None:
    """Say of each file of SOURCES (files, folders, globs) which reader takes it, and what it makes of it.

    Which columns or parts were understood, how many records and rejects there are, and the first records. What cannot
    be read is listed. To read files into a case, use graphkit link.
    """
    if not dry_run:
        raise UsageError(
            "add --dry-run to see what would be read; graphkit link SOURCES... --out DIR reads it into a case"
        )
    from graphkit import api

    settings = load_settings(settings_file, None, None, False)
    read = 0
    for number, look in enumerate(
        api.look(paths, settings=settings, mapping=column_mapping(mapping), first=top)
    ):
        read += not look.reason
        if as_json:
            click.echo(safe_line(_plain(look)))
        else:
            if number:
                click.echo("")
            _print(look)
    if not read:
        raise SourceError("nothing here can be read; graphkit sources lists what is")


def _plain(look: Look) -> dict[str, Any]:
    rows = [{k: v if isinstance(v, str) else str(v) for k, v in row.items()} for row in look.first]
    return {
        "source": look.source,
        "reader": look.ingestor or None,
        "sure": round(look.sure, 2),
        "records": look.records,
        "rejects": look.rejects,
        "kinds": dict(sorted(look.kinds.items())),
        "reason": look.reason or None,
        "details": look.details,
        "first": rows,
    }


def _print(look: Look) -> None:
    click.echo(safe(look.source))
    if look.reason:
        click.echo(safe(f"  not read: {look.reason}"))
        return
    kinds = ", ".join(many(n, kind) for kind, n in sorted(look.kinds.items()))
    told = look.details.get("format")
    click.echo(safe(f"  reader   {look.ingestor}, sure {look.sure:.2f}" + (f": {told}" if told else "")))
    click.echo(
        f"  records  {look.records:,}"
        + (f" ({kinds})" if kinds else "")
        + f"; {many(look.rejects, 'reject')}"
    )
    for name in ("encoding", "delimiter", "date_order", "parts", "columns"):
        if look.details.get(name):
            click.echo(safe(f"  {name:<8} {_words(look.details[name])}"))
    for warning in look.details.get("warnings", ()):
        click.echo(safe(f"  warning  {warning}"))
    for row in look.first:
        head = " ".join(str(row[k]) for k in ("kind", "platform", "author") if k in row)
        when = f" {row['posted_at']:%Y-%m-%d %H:%M}" if "posted_at" in row else ""
        text = " ".join(str(row.get(k, "")) for k in ("title", "text")).split()
        short = " ".join(text)
        click.echo(
            safe(f"  {row['locator']}: {head}{when}: {short[:_TEXT]}{'…' if len(short) > _TEXT else ''}")
        )


def _words(told: Any) -> str:
    if isinstance(told, dict):
        return ", ".join(counted(v, k) if isinstance(v, int) else f"{k} -> {v}" for k, v in told.items())
    return str(told)
