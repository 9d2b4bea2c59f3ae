"""``graphkit evaluate``: a case held against the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkit.cli.printing import many, safe, table

if TYPE_CHECKING:
    from graphkit.evaluation import Evaluation

Row = tuple[object, ...]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--truth",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV or TSV with record_id, native_id or record (file:native_id), and whose each record is.",
)
@click.option(
    "--column", help="The column that says whose; person if not given, else the only one that is left."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option(
    "--top",
    default=10,
    show_default=True,
    type=click.IntRange(0),
    help="How many of the worst false merges and false splits to show.",
)
def evaluate(folder: Path, truth: Path, column: str | None, as_json: bool, top: int) -> None:
    """Compare the clusters of the case in DIR with the truth: precision, recall, what went wrong and why.

    Beside truth.csv of `graphkit simulate`, its truth_identifiers.csv names the mechanism of each false merge.
    """
    from graphkit.case import CaseView
    from graphkit.evaluation import evaluate as compare

    with CaseView(folder) as view:
        found = compare(view, truth, column, top)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1, sort_keys=True))
        return
    _figures(found)
    _merges(found)
    _splits(found)
    _planted(found)


def _figures(found: Evaluation) -> None:
    """Print what was compared, and the figures."""
    truth, s = found.truth, found.scores
    click.echo(
        f"{many(s.records, 'record')} compared, by {safe(truth.column)}: {many(s.clusters, 'cluster')} beside"
        f" {s.groups:,} in truth. Left out: {many(truth.empty, 'record')} with empty truth,"
        f" {many(truth.without_truth, 'record')} without truth, {many(truth.without_record, 'row')} of the truth"
        f" without record.\n"
    )
    rows = [
        ("pairs", *(f"{x:.4f}" for x in (s.precision, s.recall, s.f1))),
        ("B-cubed", *(f"{x:.4f}" for x in (s.bcubed_precision, s.bcubed_recall, s.bcubed_f1))),
    ]
    table("", ("", "precision", "recall", "F1"), rows)
    click.echo(f"\nadjusted Rand index {s.ari:.4f}, largest cluster {many(s.largest, 'record')}")


def _places(items: list[dict[str, Any]], name: str, of: int) -> str:
    """Return "P-1 12, P-2 3, ... 4 more"."""
    shown = ", ".join(f"{item[name]} ({item['records']:,})" for item in items)
    return shown + (f", ... {of - len(items):,} more" if of > len(items) else "")


def _merges(found: Evaluation) -> None:
    """Print the false merges."""
    m = found.merges
    click.echo(f"\nFalse merges: {many(m.clusters, 'cluster')}, {many(m.pairs, 'wrong pair')}")
    rows: list[Row] = [
        (name, f"{n['pairs']:,}", f"{n['clusters']:,}") for name, n in m.by_mechanism.items() if n["clusters"]
    ]
    if rows:
        table("", ("by", "wrong pairs", "clusters"), rows)
    rows = []
    for w in m.worst:
        whose = _places(w["largest_groups"], "group", w["groups"])
        rows.append((w["cluster_id"], f"{w['records']:,}", f"{w['pairs']:,}", whose))
        for t in w["ties"]:
            bits = "" if t["bits"] is None else f", {t['bits']:g} bits"
            said = f"  {t['mechanism']}: {t['kind']} {t['value']}{bits}, ties {t['groups']:,} together"
            rows.append(("", f"{t['records']:,}", f"{t['pairs']:,}", said))
        if w["other_ties"]:
            rows.append(("", "", "", f"  ... and {many(w['other_ties'], 'more tie')}"))
        if w["pairs_without_tie"]:
            rows.append(("", "", f"{w['pairs_without_tie']:,}", "  no joining identifier in common"))
    if rows:
        click.echo("")
        table("The worst", ("cluster", "records", "wrong pairs", "whose, and what ties them"), rows)


def _splits(found: Evaluation) -> None:
    """Print the false splits."""
    s = found.splits
    click.echo(
        f"\nFalse splits: {s.groups:,} of {found.scores.groups:,} in truth, {many(s.pairs, 'lost pair')};"
        f" {s.nothing_in_common:,} of them have nothing in common"
    )
    rows: list[Row] = []
    for w in s.worst:
        where = _places(w["largest_clusters"], "cluster_id", w["clusters"])
        rows.append((w["group"], f"{w['records']:,}", f"{w['pairs']:,}", where))
        for t in w["ties"]:
            said = f"  {t['kind']} {t['value']} {t['effect']}: {t['reason']}"
            rows.append(("", f"{t['records']:,}", "", said))
        if w["other_ties"]:
            rows.append(("", "", "", f"  ... and {w['other_ties']:,} more in common"))
        if not w["ties"]:
            rows.append(("", "", "", "  nothing in common"))
    if rows:
        table("", ("whose", "records", "lost pairs", "clusters, and what they have in common"), rows)


def _planted(found: Evaluation) -> None:
    """Print how the plants of a simulated case were met."""
    from graphkit.evaluation.planted import WHOLE

    if found.planted is None:
        return
    n = found.planted.summary()
    click.echo(
        f"\nPlanted: {n['hubs_found']} of {n['hubs']} hubs found, {n['prolific_whole']} of {n['prolific']} prolific whole"
        f" ({n['prolific_called_shared']} with an identifier called shared),"
        f" {n['recycled_apart']} of {n['recycled']} recycled identifiers apart"
    )
    rows: list[Row] = [
        ("hub joins", f"{h['kind']} {h['value']}", f"{h['records']:,}", "")
        for h in found.planted.hubs
        if not h["found"]
    ]
    rows += [
        (
            "prolific",
            p["group"],
            f"{p['in_one_cluster']:,} of {p['records']:,}",
            "; ".join(p["called_shared"]),
        )
        for p in found.planted.prolific
        if p["share"] < WHOLE or p["called_shared"]
    ]
    if rows:
        table("", ("", "which", "records", "called shared"), rows)
