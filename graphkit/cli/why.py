"""``graphkit why`` and ``graphkit path``: what links two things, in words or as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphkit.cli.printing import safe, working

if TYPE_CHECKING:
    from graphkit.explanation.words import Line


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def why(folder: Path, a: str, b: str, as_json: bool) -> None:
    """Say why A and B are linked in the case in DIR: the chains of evidence, and what speaks against.

    A and B are records, clusters, or identifiers as KIND:VALUE. Where there is no link, what is missing is said.
    """
    from graphkit.case import CaseView
    from graphkit.explanation.words import why_lines

    with CaseView(folder) as view, working("looking for chains of evidence"):
        answer = view.why(a, b)
    _print(answer.json() if as_json else why_lines(answer))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--joining", is_flag=True, help="Walk only ties that join.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def path(folder: Path, a: str, b: str, joining: bool, as_json: bool) -> None:
    """Show the shortest path from A to B in the case in DIR, also through ties that only show.

    A and B are records, clusters, or identifiers as KIND:VALUE. Each tie says whose identifier it is and what it does.
    """
    from graphkit.case import CaseView
    from graphkit.explanation.words import path_lines

    with CaseView(folder) as view, working("looking for a path"):
        answer = view.path_between(a, b, joining=joining)
    _print(answer.json() if as_json else path_lines(answer))


def _print(answer: str | Iterable[Line]) -> None:
    """Print JSON as it is, or lines with their headings in bold."""
    if isinstance(answer, str):
        click.echo(answer)
        return
    plain = bool(os.environ.get("NO_COLOR"))
    for line in answer:
        text = safe(line.text)
        click.echo(click.style(text, bold=True) if line.heading and not plain else text)
