"""``graphkit link``: files in, a case, a map and tables out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphkit.cli.options import linking_options, linking_settings, load_settings, reading_options
from graphkit.cli.printing import Reporter, many, safe, table
from graphkit.errors import GraphkitError, UsageError

if TYPE_CHECKING:
    from graphkit.case import CaseView
    from graphkit.pipeline import Report


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder for the case, the map and the tables.",
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(path_type=Path),
    help="The case file, where it is not OUT/case.duckdb.",
)
@reading_options
@click.option(
    "--map",
    "mapping",
    metavar="FIELD=COLUMN,...|FILE",
    help="What columns hold: text=body,posted_at=date, or a saved mapping file.",
)
@click.option(
    "--save-map",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Save the mapping given by --map to this file.",
)
@click.option(
    "--records",
    metavar="PATH",
    default="",
    help="Where the records are in files that hold several sets of them: a table of a database, or a path in JSON such as"
    " data.items or pages.*.ads.",
)
@linking_options
@click.option(
    "--workers", type=click.IntRange(0), help="Processes that read identifiers; 0 takes one a core."
)
@click.option("--quiet", is_flag=True, help="Print errors only.")
@click.option(
    "--log-json", is_flag=True, help="Print progress and the result as JSON lines on standard error."
)
def link(
    sources: tuple[str, ...], out: Path, case_file: Path | None, region: str | None, kinds: str | None,
    fictional_numbers: bool, settings_file: Path | None, mapping: str | None, save_map: Path | None,
    records: str, strictness: str | None, set_aside: str | None, workers: int | None, quiet: bool, log_json: bool,
) -> None:  # fmt: skip
    """Read SOURCES (files, folders, globs), link them, and write case, map and tables to OUT.

    A folder that already holds a case is extended; files it knows are not read again.
    """
    from graphkit import api

    more = {"workers": workers, **linking_settings(strictness, set_aside)}
    settings = load_settings(settings_file, region, kinds, fictional_numbers, **more)
    columns = _mapping(mapping, save_map)
    with Reporter(quiet, log_json) as reporter:
        try:
            view, report = api.link(
                sources,
                out,
                case=case_file,
                settings=settings,
                mapping=columns,
                records=records,
                progress=reporter,
            )
        except GraphkitError as error:
            if log_json:
                reporter.log("error", message=str(error), exit_code=error.exit_code)
            raise
    with view:
        if log_json:
            reporter.log(
                "done",
                counts=view.meta()["counts"],
                warnings=_warnings(view),
                not_read=report.unread,
                map=str(out / "map.html"),
            )
        elif not quiet:
            _print(view, report, out)


def _mapping(given: str | None, save_to: Path | None) -> dict[str, str]:
    """Read the value of --map: a mapping, or a file that holds one."""
    from ingest.mapping import load_mapping, parse_mapping, save_mapping

    if given is None:
        if save_to is not None:
            raise UsageError("--save-map: there is no mapping to save; give one with --map FIELD=COLUMN,...")
        return {}
    found = parse_mapping(given) if "=" in given and not Path(given).is_file() else load_mapping(Path(given))
    if save_to is not None:
        save_mapping(save_to, found)
    return found


def _possible(view: CaseView, out: Path) -> str:
    """Say how many links were left open, and where they stand."""
    links = view.possible_links()
    if links.empty:
        return "none"
    between = len({*links["a_cluster"], *links["b_cluster"]})
    return f"{len(links):,} between {many(between, 'cluster')}, see {out / 'possible_links.csv'}"


def _warnings(view: CaseView) -> list[str]:
    """Return what to know of how sources were read, and which decisions contradict each other."""
    from graphkit.deciding import contradictions_of

    folder = str(view.path.parent)
    return [*view.meta()["warnings"], *(c.told(folder) for c in contradictions_of(view))]


def _print(view: CaseView, report: Report, out: Path) -> None:
    """End with a short table: what was read, what was found, where to look."""
    for source, columns in report.columns.items():
        if columns:
            click.echo(f"{safe(source)}: " + ", ".join(f"{safe(c)} -> {safe(f)}" for c, f in columns.items()))
    for known in report.known:
        click.echo(f"{safe(known)}: already in the case, not read again")
    for source, same in report.same:
        click.echo(f"{safe(source)}: the same bytes as {safe(same)}, read once")
    for source, reason in report.unread:
        click.echo(f"{safe(source)}: not read: {safe(reason)}")
    if report.pictures:
        click.echo(f"{many(report.pictures, 'picture')} in the folders: looked at where a record names them")
    meta = view.meta()
    if not report.read and not report.known:
        click.echo("warning: nothing was read: no file that graphkit knows is among the sources", err=True)
    for warning in _warnings(view):
        click.echo(f"warning: {safe(warning)}", err=True)
    counts, summary = meta["counts"], view.summary()
    linked, largest = summary["records_in_clusters"], summary["largest_cluster"]
    click.echo("")
    rows = [
        ("read", f"{many(counts['records'], 'record')} from {many(counts['sources'], 'source')}"),
        ("rejected", many(counts["rejects"], "row") + (f", see {out / 'rejects.csv'}" if counts["rejects"] else "")),
        ("found", f"{many(counts['identifiers'], 'identifier')} in {many(counts['mentions'], 'mention')}"),
        ("linked", f"{many(linked, 'record')} into {many(counts['clusters'], 'cluster')}, the largest of {largest:,}"),
        ("across platforms", f"{many(summary['identifiers_on_two_or_more_platforms'], 'identifier')} on two or more platforms"),
        ("shared resources", f"{many(counts['shared_resources'], 'identifier')} joining nobody"),
        ("possible links", _possible(view, out)),
        ("look at", f"{out / 'map.html'}"),
        ("then", f"graphkit clusters {out}"),
    ]  # fmt: skip
    table("", ("", ""), rows)
    click.echo("\nA finding is a lead, never proof.")
