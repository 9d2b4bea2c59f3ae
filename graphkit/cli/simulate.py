"""``graphkit simulate``: a synthetic case with planted truth."""

from __future__ import annotations

from pathlib import Path

import click

from graphkit.cli.printing import working


@click.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder for the ads and the truth."
)
@click.option("--ads", default=400, show_default=True, type=click.IntRange(1), help="How many ads.")
@click.option(
    "--seed", default=1, show_default=True, type=int, help="The same seed and number give the same files."
)
def simulate(out: Path, ads: int, seed: int) -> None:
    """Write a synthetic case of several platforms: ads in OUT/ads, what was planted in OUT/_truth.

    All phone numbers are from ranges reserved for fiction; nobody in it exists.
    """
    from graphkit.simulate import simulate as make

    with working(f"making {ads:,} ads"):
        counts = make(out, ads, seed)
    click.echo(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    click.echo(
        f"next: graphkit link {out / 'ads'} --fictional-numbers --set-aside {max(20, ads // 80)} --out {out / 'case'}"
    )
