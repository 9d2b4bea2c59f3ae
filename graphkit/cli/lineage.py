"""``graphkit lineage`` and ``graphkit diff``: what became of clusters, over the runs of a case and between two cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkit.cli.printing import many, safe, table, working
from graphkit.harmless import safe_json

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.difference import Difference

_EVENTS = ("new", "merged", "split", "grown", "shrunk", "gone")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("cluster", required=False)
@click.option(
    "--top",
    default=30,
    show_default=True,
    type=click.IntRange(1),
    help="How many changes of the last run to list.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every change as JSON lines, oldest first.")
def lineage(folder: Path, cluster: str | None, top: int, as_json: bool) -> None:
    """Show what became of clusters in the runs of the case in DIR, or of one CLUSTER, which may be gone."""
    from graphkit.case import CaseView
    from graphkit.history import what_became

    with CaseView(folder) as view:
        frame = view.lineage(cluster)
        lives = cluster is None or view.has_cluster(cluster)
        told = "" if lives or cluster is None else what_became(view._con, cluster)
    if as_json:
        for row in frame.to_dict("records"):
            click.echo(safe_json(_clean(row), indent=None))
        return
    if not len(frame):
        click.echo("No change of clusters is recorded.")
    elif cluster is not None:
        if told:
            click.echo(f"{safe(told)}\n")
        _changes("", frame)
    else:
        _runs(frame)
        _last(frame, top)
    click.echo("\nA finding is a lead, never proof.")


def _clean(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): None if isinstance(v, float) and v != v else v for k, v in row.items()}


def _run(row: dict[Any, Any]) -> str:
    """Name a run: by its number, and by the case that it came from."""
    return f"{row['run']}" if not isinstance(row["of_case"], str) else f"{row['run']} of {row['of_case']}"


def _runs(frame: pd.DataFrame) -> None:
    """Print how many clusters changed in each run; what was merged into another is told by that."""
    took = frame[~((frame["event"] == "merged") & (frame["records_after"] == 0))]
    alone = (took["event"] == "new") & (took["records_after"] == 1)
    own = took["of_case"].isna()
    run = took["run"].astype(str).where(own, took["run"].astype(str) + " of " + took["of_case"].astype(str))
    shown = took.assign(run=run, event=took["event"].where(~alone, "alone"))
    counts = shown.groupby(["run", "event"], sort=False).size()
    rows = [
        (run, *(f"{int(counts.get((run, event), 0)):,}" for event in (*_EVENTS, "alone")))
        for run in dict.fromkeys(shown["run"])
    ]
    table("", ("run", *_EVENTS, "new records alone"), rows)


def _last(frame: pd.DataFrame, top: int) -> None:
    """Print the changes of the last run, new records that stand alone left out."""
    last = frame[frame["of_case"].isna()]
    if not len(last):
        return
    last = last[last["run"] == last["run"].max()]
    last = last[~((last["event"] == "new") & (last["records_after"] == 1))]
    if not len(last):
        return
    click.echo("")
    _changes("The last run", last.head(top))
    if len(last) > top:
        click.echo(f"... and {len(last) - top:,} more; --top {len(last)} lists them")


def _changes(title: str, frame: pd.DataFrame) -> None:
    rows = [(_run(r), r["cluster_id"], r["event"], _sizes(r), r["reason"]) for r in frame.to_dict("records")]
    table(title, ("run", "cluster", "event", "records", "why"), rows)


def _sizes(row: dict[Any, Any]) -> str:
    """Return how many records there were and are; where some came and some went, both."""
    before, after, left = (int(row[n]) for n in ("records_before", "records_after", "records_left"))
    came = after - before + left
    if left and came:
        return f"{before:,} - {left:,} + {came:,} = {after:,}"
    return f"{after:,}" if before == after or not before else f"{before:,} -> {after:,}"


@click.command()
@click.argument("old", type=click.Path(path_type=Path), metavar="DIR_OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="DIR_NEW")
@click.option(
    "--top", default=30, show_default=True, type=click.IntRange(1), help="How many changes of each sort to list."
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def diff(old: Path, new: Path, as_json: bool, top: int) -> None:
    """Compare the case in DIR_OLD with that in DIR_NEW, by their records: what is new, merged, split, and by which tie.

    The exit code is 0 whether they differ or not.
    """
    from graphkit.difference import diff as compare

    with working("comparing"):
        found = compare(old, new)
    if as_json:
        click.echo(safe_json(found.data()))
        return
    _counts(found)
    for event in _EVENTS:
        rows = found.changes[found.changes["event"] == event]
        if len(rows):
            click.echo("")
            _differing(event, rows.head(top))
            if len(rows) > top:
                click.echo(f"... and {len(rows) - top:,} more; --top {len(rows)} lists them")
    if len(found.moved):
        click.echo("")
        table("Records that moved", ("record", "from", "to"), found.moved.head(top).itertuples(index=False))
        if len(found.moved) > top:
            click.echo(f"... and {len(found.moved) - top:,} more; --top {len(found.moved)} lists them")
    click.echo("\nA finding is a lead, never proof.")


def _counts(found: Difference) -> None:
    """Print the counts."""
    n = found.counts
    click.echo(
        f"{many(n['records_old'], 'record')} then, {n['records_new']:,} now:"
        f" {n['records_added']:,} added, {n['records_removed']:,} removed\n"
    )
    if found.empty:
        click.echo(f"No cluster differs ({n['renamed']:,} have another id).")
        return
    rows = [(event, f"{n[event]:,}") for event in _EVENTS]
    rows += [
        ("unchanged", f"{n['unchanged']:,}, of these {n['renamed']:,} under another id"),
        ("records alone", f"{n['new_alone']:,} came, {n['gone_alone']:,} went"),
        ("records moved", f"{n['moved']:,}"),
    ]
    table("", ("clusters", ""), rows)


def _differing(event: str, rows: pd.DataFrame) -> None:
    lines = []
    for r in rows.to_dict("records"):
        names = list(dict.fromkeys(x for x in (r["old"], r["new"]) if isinstance(x, str)))
        lines.append((" -> ".join(names), _sizes(r), r["reason"]))
    table(event.capitalize(), ("cluster", "records", "why"), lines)
