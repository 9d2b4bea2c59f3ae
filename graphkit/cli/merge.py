"""``graphkit merge``: several cases brought together in one."""

from __future__ import annotations

from pathlib import Path

import click

from graphkit.cli.options import linking_options, linking_settings, load_settings, reading_options
from graphkit.cli.printing import Reporter, many, table
from graphkit.errors import GraphkitError


@click.command()
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR_A DIR_B...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder for the new case, its map and its tables.",
)
@reading_options
@linking_options
@click.option("--quiet", is_flag=True, help="Print errors only.")
@click.option(
    "--log-json", is_flag=True, help="Print progress and the result as JSON lines on standard error."
)
def merge(
    cases: tuple[Path, ...], out: Path, region: str | None, kinds: str | None, fictional_numbers: bool,
    settings_file: Path | None, strictness: str | None, set_aside: str | None, quiet: bool, log_json: bool,
) -> None:  # fmt: skip
    """Bring the cases in DIR_A, DIR_B, ... together in a new one in OUT, linked anew, with their decisions and lineage.

    The cases are read and not changed. Without any option on settings, those hold by which all of them were linked;
    with one, it and the defaults of link.
    """
    from graphkit import api

    more = linking_settings(strictness, set_aside)
    given = bool(more) or fictional_numbers or any(x is not None for x in (region, kinds, settings_file))
    settings = load_settings(settings_file, region, kinds, fictional_numbers, **more) if given else None
    with Reporter(quiet, log_json) as reporter:
        try:
            view = api.merge(*cases, out=out, settings=settings, progress=reporter)
        except GraphkitError as error:
            if log_json:
                reporter.log("error", message=str(error), exit_code=error.exit_code)
            raise
    with view:
        meta, summary = view.meta(), view.summary()
        if log_json:
            reporter.log("done", counts=meta["counts"], warnings=meta["warnings"], map=str(out / "map.html"))
            return
    if quiet:
        return
    counts, linked, largest = meta["counts"], summary["records_in_clusters"], summary["largest_cluster"]
    rows = [
        ("brought together", f"{many(counts['records'], 'record')} from {many(counts['sources'], 'source')}"
         f" of {many(len(cases), 'case')}"),
        ("linked", f"{many(linked, 'record')} into {many(counts['clusters'], 'cluster')}, the largest of {largest:,}"),
        ("shared resources", f"{many(counts['shared_resources'], 'identifier')} joining nobody"),
        ("look at", f"{out / 'map.html'}"),
        ("then", f"graphkit lineage {out}"),
    ]  # fmt: skip
    table("", ("", ""), rows)
    click.echo("\nA finding is a lead, never proof.")
