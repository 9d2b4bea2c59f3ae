"""Recall, precision, calibration and speed of reading identifiers. See benchmarks/README.md.

Run from the checkout: ``python benchmarks/extraction.py [OPTIONS]``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

# One thread in every process, so that one process and two can be compared; to be said before polars is loaded.
os.environ["POLARS_MAX_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import click
import phonenumbers
from extraction_corpus import CORPUS, Judged, judge_all, load, table_of
from extraction_speed import BATCH, SPEEDS, peer_score, speed, texts_in
from extraction_tables import (
    SCORED,
    by_disguise,
    by_family,
    by_kind,
    by_language,
    calibration,
    failures,
    lines,
    peer_cases,
    score_table,
    scores,
)

from graphkit.errors import GraphkitError
from graphkit.settings import Settings


def show(title: str, said: Iterable[str]) -> None:
    """Print a table under its title."""
    click.echo(f"\n{title}\n{'-' * len(title)}")
    for line in said:
        click.echo(line)


def show_quality(judged: list[Judged], with_failures: bool) -> None:
    """Print recall and precision of the test part, and those of ``PhoneNumberMatcher``."""
    for title, key in (
        ("family", by_family), ("kind", by_kind), ("disguise", by_disguise), ("language", by_language),
    ):  # fmt: skip
        show(f"Recall and precision at joining confidence, by {title}", score_table(title, judged, key))
    rows = [one.row for one in judged]
    ours = scores(judged, by_kind).get("phone")
    peers = [
        [f"PhoneNumberMatcher, {name}", *peer_score(rows, leniency).cells()]
        for name, leniency in (
            ("valid", phonenumbers.Leniency.VALID), ("possible", phonenumbers.Leniency.POSSIBLE),
        )
    ]  # fmt: skip
    table = ([["graphkit", *ours.cells()]] if ours else []) + peers
    show("Phones, beside a peer that is given the row's first region or US", lines(["", *SCORED], table))
    if with_failures:
        show("Rows that are not read as expected", failures(judged))


def show_speed(corpus: list[str], ads: tuple[Path, ...], titles: bool, sample: int, most: int) -> None:
    """Print documents a second over the corpus and over each file or folder of ads."""
    settings = Settings(fictional_numbers=True)
    table = []
    if corpus:
        batches = [table_of(corpus[n : n + 500]) for n in range(0, len(corpus), 500)]
        table.append(["corpus", *speed(batches, settings, sample).cells()])
    for path in ads:
        batches = texts_in([path], titles, most)
        if not batches:
            raise click.UsageError(f"{path}: holds no ads")
        table.append([path.as_posix(), *speed(batches, settings, sample).cells()])
    title = f"Documents a second, all kinds, batches of {BATCH:,}; the peer reads phones alone, a sample of {sample:,}"
    show(title, lines(SPEEDS, table))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpus",
    default=CORPUS,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    show_default="tests/corpus",
    help="Folder of the labelled tables.",
)
@click.option(
    "--failures", "with_failures", is_flag=True, help="List the rows that are not read as expected."
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only rows about this kind; may be repeated."
)
@click.option(
    "--ads",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Ads to measure speed on: JSON lines with a body or a text, any table that graphkit reads, or a"
    " folder of them; may be repeated.",
)
@click.option("--titles", is_flag=True, help="Read the titles of these ads too.")
@click.option("--limit", default=0, type=click.IntRange(0), help="At most so many ads of each; 0 takes all.")
@click.option(
    "--sample",
    default=5_000,
    show_default=True,
    type=click.IntRange(1, 5_000),
    help="Texts that PhoneNumberMatcher is timed on, at most.",
)
@click.option("--speed/--no-speed", "timed", default=True, help="Whether to measure speed.")
@click.option("--quality/--no-quality", default=True, help="Whether to judge the corpus.")
@click.option(
    "--peer-cases",
    "cases",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A JSON file of public matcher cases with text, region and max_leniency.",
)
def main(
    corpus: Path, with_failures: bool, kinds: tuple[str, ...], ads: tuple[Path, ...], titles: bool, limit: int,
    sample: int, timed: bool, quality: bool, cases: Path | None,
) -> None:  # fmt: skip
    """Print how well and how fast identifiers are read."""
    try:
        rows = [row for row in load(corpus) if not kinds or row.kind in kinds]
        if quality:
            show_quality(judge_all([row for row in rows if row.part == "test"]), with_failures)
            sure = judge_all([row for row in rows if row.part == "calibration"])
            show("What confidence means (part calibration)", calibration(sure))
            if with_failures:
                show("Rows of the calibration that are not read as expected", failures(sure))
        if cases:
            show("Cases of a public matcher of phones", peer_cases(cases, with_failures))
        if timed:
            show_speed([row.text for row in rows], ads, titles, sample, limit)
    except (GraphkitError, ValueError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
