"""``graphkit links``: the possible links of a case, each with what speaks for and against, and how to decide."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphkit.cli.printing import many, safe, safe_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphkit.possible_pairs import PossibleLink, PossiblePair


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("cluster", required=False)
@click.option(
    "--top",
    default=20,
    show_default=True,
    type=click.IntRange(1),
    help="How many pairs to list, the strongest first.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print all of them as JSON lines, one a link, with the commands."
)
def links(folder: Path, cluster: str | None, top: int, as_json: bool) -> None:
    """List the possible links of the case in DIR, or of one CLUSTER: pairs that were not joined, and how to decide."""
    from graphkit.case import CaseView

    where = shlex.quote(str(folder))
    with CaseView(folder) as view:
        pairs = view.possible_pairs(cluster)
        if as_json:
            for pair in pairs:
                for row in pair.as_dicts(where):
                    click.echo(safe_line(row))
            return
        shown = pairs[:top]
        known = view.clusters()
        sides = {c for p in shown for c in (p.a, p.b)}
        told = view.told(known[known["cluster_id"].isin(sides)])
        labels = dict(zip(told["cluster_id"], told["label"], strict=True))
        openings = view.openings([link.value for p in shown for link in p.links if link.kind == "text"])
    if not pairs:
        of = f" of {cluster}" if cluster else ""
        click.echo(f"No possible links{safe(of)}.")
        return
    n = sum(len(pair.links) for pair in pairs)
    click.echo(f"{many(n, 'possible link')} between {many(len(pairs), 'pair')}, the strongest first")
    for number, pair in enumerate(shown, 1):
        _pair(number, pair, labels, openings, where)
    if len(pairs) > top:
        click.echo(f"\n... and {many(len(pairs) - top, 'more pair')}; --top {len(pairs)} lists them")
    click.echo("\nA possible link is a question, not a finding. graphkit review asks them one by one.")


def _pair(
    number: int, pair: PossiblePair, labels: Mapping[str, str], openings: Mapping[str, str], where: str
) -> None:
    """Print two clusters, what they share, and the commands that settle it."""
    click.echo("")
    for start, side, size in ((f"{number}. ", pair.a, pair.a_size), ("   ", pair.b, pair.b_size)):
        known = f", known by {labels[side]}" if labels.get(side) else ""
        alone = "a record that stands alone" if size == 1 else many(size, "record")
        click.echo(safe(f"{start}{side}: {alone}{known}"))
    for link in pair.links:
        for line in _link(link, openings):
            click.echo(f"   {safe(line)}")
    if pair.decided:
        click.echo(f"   answered by a decision: graphkit decisions {safe(where)}")
        return
    same, different = pair.commands(where)
    click.echo(f"   one actor:  {safe(same)}")
    click.echo(f"   two actors: {safe(different)}")


def _link(link: PossibleLink, openings: Mapping[str, str]) -> Sequence[str]:
    """Say what is shared, what it is worth, and why it does not join."""
    words = openings.get(link.value) if link.kind == "text" else None
    what = f"{link.kind} {link.value}" + (f" “{words}”" if words else "")
    against = f"{link.against:.1f} against" if link.against > 0 else "nothing counted against"
    rests = "; rests on text" if link.kind == "text" else ""
    return f"{what}: {link.bits:.1f} bits for, {against}{rests}", f"  {link.reason}"
