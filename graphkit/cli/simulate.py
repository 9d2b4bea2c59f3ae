"""``graphkit simulate``: a synthetic case with planted truth."""

from __future__ import annotations

from pathlib import Path

import click

from graphkit.cli.printing import working
from graphkit.errors import UsageError


@click.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder for the ads and the truth."
)
@click.option("--ads", default=400, show_default=True, type=click.IntRange(1), help="How many ads.")
@click.option(
    "--seed", default=1, show_default=True, type=int, help="The same seed and number give the same files."
)
@click.option(
    "--disguised",
    metavar="SHARE",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="In what share of the ads contacts are hidden from filters: number words, look-alike letters, emoji.",
)
@click.option(
    "--languages",
    metavar="CODE=SHARE,...",
    help="Languages of the advertisers, such as en=60,ru=30,es=10; there are en, ru, es, tr and kk.",
)
@click.option(
    "--pictured",
    metavar="SHARE",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="What share of the advertisers show pictures: drawings in files that their ads name.",
)
@click.option(
    "--form",
    default="tables",
    show_default=True,
    type=click.Choice(["tables", "mixed"]),
    help="What the ads come in: tables, or mixed: a Telegram export, a WhatsApp chat, a web archive, and tables.",
)
def simulate(
    out: Path, ads: int, seed: int, disguised: float, languages: str | None, pictured: float, form: str
) -> None:
    """Write a synthetic case of several platforms: ads in OUT/ads, what was planted in OUT/_truth.

    All phone numbers are from ranges reserved for fiction; nobody in it exists.
    """
    from graphkit.simulate import simulate as make

    with working(f"making {ads:,} ads"):
        counts = make(
            out,
            ads,
            seed,
            disguised=disguised,
            tongues=_shares(languages or ""),
            pictured=pictured,
            form=form,
        )
    click.echo(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    click.echo(f"next: graphkit link {out / 'ads'} --fictional-numbers --out {out / 'case'}")


def _shares(given: str) -> dict[str, float]:
    """Parse ``en=60,ru=30``."""
    shares: dict[str, float] = {}
    for part in filter(None, (p.strip() for p in given.split(","))):
        code, _, number = part.partition("=")
        try:
            share = float(number)
        except ValueError:
            raise UsageError(f"--languages {part}: give CODE=SHARE, such as en=60,ru=30,es=10") from None
        shares[code.strip().lower()] = share
    return shares
