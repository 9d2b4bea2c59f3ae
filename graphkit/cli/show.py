"""``graphkit clusters`` and ``graphkit show``: a case read in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkit.cli.printing import many, safe, table

if TYPE_CHECKING:
    import pandas as pd


def _day(value: Any) -> str:
    """Return a date as YYYY-MM-DD, or nothing."""
    return "" if value is None or value != value else f"{value:%Y-%m-%d}"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--top",
    default=30,
    show_default=True,
    type=click.IntRange(1),
    help="How many to list, the largest first.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of them as JSON lines.")
def clusters(folder: Path, top: int, as_json: bool) -> None:
    """List the clusters of the case in DIR, the largest first."""
    from graphkit.case import CaseView

    with CaseView(folder) as view:
        frame = view.clusters()
    if as_json:
        click.echo(
            frame.to_json(orient="records", lines=True, date_format="iso", force_ascii=False), nl=False
        )
        return
    rows = [
        (
            r["cluster_id"],
            r["records"],
            r["platforms"],
            r["kinds"],
            r["label"],
            _day(r["first_seen"]),
            _day(r["last_seen"]),
        )
        for r in frame.head(top).to_dict("records")
    ]
    table("", ("cluster", "records", "platforms", "held by", "known by", "first seen", "last seen"), rows)
    if len(frame) > top:
        click.echo(f"... and {len(frame) - top:,} more; --top {len(frame)} lists them")
    if not len(frame):
        click.echo("No two records share an identifier that joins.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("cluster")
@click.option(
    "--top",
    default=50,
    show_default=True,
    type=click.IntRange(1),
    help="How many records and identifiers to list.",
)
def show(folder: Path, cluster: str, top: int) -> None:
    """Show one CLUSTER of the case in DIR: what holds it together, and where each record stands."""
    from graphkit.case import CaseView

    with CaseView(folder) as view:
        records, identifiers = view.records(cluster), view.identifiers(cluster)
        mentions, ties = view.mentions(cluster), view.ties(cluster)
        communities = view.communities(cluster)
    platforms = sorted({str(p) for p in records["platform"].dropna()})
    dates = records["posted_at"].dropna()
    between = f", {_day(dates.min())} to {_day(dates.max())}" if len(dates) else ""
    click.echo(
        f"{cluster}: {many(len(records), 'record')} on {many(len(platforms), 'platform')}"
        f" ({safe(', '.join(platforms))}){between}\n"
    )
    inside = ties.groupby(["kind", "value"], sort=False).size()
    rows = [
        (
            r["kind"],
            r["value"],
            int(inside.get((r["kind"], r["value"]), 0)),
            r["bits"],
            r["effect"],
            r["platforms"],
            r["clusters"],
        )
        for r in identifiers.head(top).to_dict("records")
    ]
    table("Identifiers", ("kind", "value", "records here", "bits", "effect", "platforms", "clusters"), rows)
    _communities(communities, top)
    click.echo("")
    raw: dict[str, list[str]] = {}
    for m in mentions.to_dict("records"):
        raw.setdefault(m["record_id"], []).append(
            f"{m['kind']} “{m['raw']}” ({m['field']} {m['start']}-{m['end']})"
        )
    lines = [
        (r["record_id"], r["native_id"], f"{r['source']}, {r['locator']}", r["platform"], _day(r["posted_at"]),
         r["title"], "; ".join(raw.get(r["record_id"], [])))
        for r in records.head(top).to_dict("records")
    ]  # fmt: skip
    table("Records", ("record", "id in source", "where", "platform", "posted", "title", "read in it"), lines)
    if len(records) > top:
        click.echo(f"... and {len(records) - top:,} more records; --top {len(records)} lists them")
    click.echo("\nA finding is a lead, never proof.")


def _communities(frame: pd.DataFrame, top: int) -> None:
    """List the communities of a large cluster, and say that they are no actors."""
    if not len(frame):
        return
    click.echo("")
    rows = [
        (r["community"], r["records"], r["label"], r["platforms"], _day(r["first_seen"]), _day(r["last_seen"]),
         r["identifiers"], f"{r['outward']} of {r['ties']}")
        for r in frame.head(top).to_dict("records")
    ]  # fmt: skip
    table(
        "Communities inside (by Leiden; not actors)",
        (
            "community",
            "records",
            "known by",
            "platforms",
            "first seen",
            "last seen",
            "of its own",
            "ties to others",
        ),
        rows,
    )
    if len(frame) > top:
        click.echo(f"... and {len(frame) - top:,} more communities; --top {len(frame)} lists them")
