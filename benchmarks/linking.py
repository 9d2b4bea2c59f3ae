"""Linking on simulated cases: graphkit beside components, caps, Splink and a crude sketch. See benchmarks/README.md.

Run from the checkout: ``python benchmarks/linking.py [OPTIONS]``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import click
from linking_cases import Linking, Simulated, load
from linking_methods import best_cap, plain_components, sketch
from linking_splink import missing, splink_components

from graphkit.errors import GraphkitError
from graphkit.evaluation import MECHANISMS, false_merges, planted, score

METHODS: dict[str, Callable[[Simulated], Linking]] = {
    "components": plain_components,
    "best cap": best_cap,
    "splink": splink_components,
    "sketch": sketch,
    "graphkit": lambda case: case.graphkit,
}
FIGURES = ("precision", "recall", "f1", "bcubed_precision", "bcubed_recall", "bcubed_f1", "ari")
HEADS = ("P", "R", "F1", "B3 P", "B3 R", "B3 F1", "ARI")
PLANTS = ("hubs", "prolific", "recycled")
MET = {"hubs": "hubs_found", "prolific": "prolific_whole", "recycled": "recycled_apart"}


def measure(case: Simulated, linking: Linking) -> dict[str, Any]:
    """Return everything that is printed of one method on one case."""
    truth = case.person
    wrong = false_merges(
        linking.members, truth.rows, linking.ties, truth.identifiers, notes=truth.has_notes, top=0
    )
    plants = planted(
        linking.members, truth.rows, case.seen, truth.identifiers, linking.ties, linking.shared
    ).summary()
    return {
        "person": score(linking.members, truth.rows).as_dict(),
        "agency": score(linking.members, case.agency).as_dict(),
        "mechanisms": wrong.by_mechanism,
        "mixed": wrong.clusters,
        "planted": plants,
        "seconds": round(linking.seconds, 2),
        "note": linking.note,
    }


def print_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a plain table, its first column to the left."""
    cells = [[str(c) for c in row] for row in ([*head], *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
    for row in cells:
        first, *rest = (
            c.ljust(w) if n == 0 else c.rjust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join([first, *rest]).rstrip())


def mean(numbers: Iterable[float]) -> float:
    """Return the mean of numbers, of which there is at least one."""
    listed = list(numbers)
    return sum(listed) / len(listed)


def show(title: str, found: list[dict[str, dict[str, Any]]], seconds: bool) -> None:
    """Print the tables of one seed, or the means of several."""
    click.echo(f"\n{title}\n{'=' * len(title)}")
    names = list(found[0])
    for side in ("person", "agency"):
        rows = []
        for name in names:
            of = [one[name] for one in found]
            figures = [f"{mean(o[side][f] for o in of):.4f}" for f in FIGURES]
            row = [name, *figures, f"{mean(o[side]['largest'] for o in of):,.0f}"]
            if seconds and side == "person":
                row.append(f"{mean(o['seconds'] for o in of):.2f}")
            notes = sorted({o["note"] for o in of} - {""})
            rows.append([*row, "; ".join(notes)])
        last = ["largest", *(["s"] if seconds and side == "person" else []), ""]
        click.echo(f"\nScored on {'persons' if side == 'person' else 'agencies'}")
        print_table([side, *HEADS, *last], rows)
    click.echo("\nFalse merges by mechanism: wrong pairs / clusters")
    rows = []
    for name in names:
        of = [one[name] for one in found]
        parts = [
            f"{mean(o['mechanisms'][m]['pairs'] for o in of):,.0f} / {mean(o['mechanisms'][m]['clusters'] for o in of):,.0f}"
            for m in MECHANISMS
        ]
        rows.append([name, *parts, f"{mean(o['mixed'] for o in of):,.0f}"])
    print_table(["", *MECHANISMS, "mixed clusters"], rows)
    click.echo("\nPlants: met / planted")
    rows = []
    for name in names:
        of = [one[name]["planted"] for one in found]
        parts = [f"{sum(o[MET[p]] for o in of)} / {sum(o[p] for o in of)}" for p in PLANTS]
        rows.append([name, *parts, str(sum(o["prolific_called_shared"] for o in of))])
    print_table(["", "hubs found", "prolific whole", "recycled apart", "prolific called shared"], rows)


def chosen(names: tuple[str, ...]) -> dict[str, Callable[[Simulated], Linking]]:
    """Return the methods to run: those named, or all; Splink only where it is installed."""
    methods = {n: m for n, m in METHODS.items() if not names or n in names}
    lack = missing()
    if "splink" in methods and lack:
        click.echo(lack, err=True)
        del methods["splink"]
    return methods


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--seeds", default="1,2,3,4,5", show_default=True, help="Seeds of the simulator.")
@click.option("--ads", default=15_000, show_default=True, type=click.IntRange(50), help="Ads of each case.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the cases here, read: a second run only links. A temporary folder if not given.",
)
@click.option(
    "--method", "names", multiple=True, type=click.Choice(list(METHODS)), help="Only these; may be repeated."
)
@click.option("--seconds/--no-seconds", default=True, help="Print seconds, which alone differ between runs.")
@click.option(
    "--json", "to", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures there too."
)
def main(
    seeds: str, ads: int, keep: Path | None, names: tuple[str, ...], seconds: bool, to: Path | None
) -> None:
    """Print how well each method finds the persons behind simulated ads."""
    try:
        numbers = [int(part) for part in seeds.split(",")]
    except ValueError:
        raise click.UsageError(f"--seeds {seeds}: give whole numbers, such as 1,2,3") from None
    methods = chosen(names)
    found: list[dict[str, dict[str, Any]]] = []
    try:
        with TemporaryDirectory() as temporary:
            for seed in numbers:
                case = load(keep or Path(temporary), seed, ads)
                found.append({name: measure(case, method(case)) for name, method in methods.items()})
                show(f"Seed {seed}, {ads:,} ads", found[-1:], seconds)
    except GraphkitError as error:
        raise click.ClickException(str(error)) from error
    if len(found) > 1:
        show(f"Mean of {len(found)} seeds; plants: sums", found, seconds)
    if to:
        to.write_text(
            json.dumps(dict(zip(map(str, numbers), found, strict=True)), indent=1, sort_keys=True) + "\n",
            "utf-8",
        )


if __name__ == "__main__":
    main()
