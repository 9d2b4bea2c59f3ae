"""``graphkit link``: files in, a case, a map and tables out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphkit.cli.options import (
    column_mapping,
    linking_options,
    linking_settings,
    load_settings,
    reading_options,
)
from graphkit.cli.printing import Reporter, many, safe, table
from graphkit.errors import GraphkitError
from graphkit.harmless import counted

if TYPE_CHECKING:
    from graphkit.case import CaseView
    from graphkit.pipeline import Report

_FILES = 30  # of one sort that are told of, at most
_ALIKE = 3  # warnings in the same words that are each printed


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
    columns = column_mapping(mapping, save_map)
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


def _some(lines: list[str], err: bool = False) -> None:
    """Print lines about files: not each of a thousand saved pages."""
    for line in lines[:_FILES]:
        click.echo(safe(line), err=err)
    if len(lines) > _FILES:
        click.echo(f"... and {len(lines) - _FILES:,} more like these; run.json has all of them", err=err)


def _gathered(warnings: list[str]) -> list[str]:
    """Say once what is said of many files, which come before a colon.

    Examples
    --------
    >>> _gathered(["a.txt: no zone", "b.txt: no zone", "c.txt: no zone", "d.txt: no zone", "e.txt: cut"])
    ['4 files, first a.txt: no zone', 'e.txt: cut']
    """
    by_sentence: dict[str, list[str]] = {}
    for warning in warnings:
        source, _, sentence = warning.partition(": ")
        by_sentence.setdefault(sentence or source, []).append(warning)
    gathered = []
    for sentence, same in by_sentence.items():
        first = same[0].partition(": ")[0]
        gathered += same if len(same) <= _ALIKE else [f"{len(same):,} files, first {first}: {sentence}"]
    return gathered


def _print(view: CaseView, report: Report, out: Path) -> None:
    """End with a short table: what was read, what was found, where to look."""
    told = [
        f"{source}: " + ", ".join(
            [f"{c} -> {f}" for c, f in columns.items()] + [counted(n, what) for what, n in report.parts.get(source, {}).items()]
        )
        for source, columns in report.columns.items()
        if columns or report.parts.get(source)
    ]  # fmt: skip
    _some(told)
    _some([f"{known}: already in the case, not read again" for known in report.known])
    _some([f"{source}: the same bytes as {same}, read once" for source, same in report.same])
    _some([f"{source}: not read: {reason}" for source, reason in report.unread])
    if report.pictures:
        click.echo(f"{many(report.pictures, 'picture')} in the folders: looked at where a record names them")
    meta = view.meta()
    if not report.read and not report.known:
        click.echo("warning: nothing was read: no file that graphkit knows is among the sources", err=True)
    _some([f"warning: {warning}" for warning in _gathered(_warnings(view))], err=True)
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
