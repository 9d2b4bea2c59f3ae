"""``graphkit map``: the HTML map of a case, or of one cluster."""

from __future__ import annotations

from pathlib import Path

import click

from graphkit.cli.printing import working
from graphkit.errors import UsageError


@click.command(name="map")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--cluster", help="Only this cluster, opened at once.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The HTML file to write."
)
@click.option("--title", default="", help="What the page calls the case.")
def map_(folder: Path, cluster: str | None, out: Path, title: str) -> None:
    """Write the map of the case in DIR as one HTML file that needs no network."""
    from graphkit.case import CaseView
    from outputs.html_map import write_map

    with CaseView(folder) as view:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            with working("drawing the map"):
                write_map(view, out, cluster=cluster, title=title or "graphkit case")
        except OSError as error:
            raise UsageError(f"{out}: cannot be written: {error.strerror}") from error
    click.echo(str(out))
