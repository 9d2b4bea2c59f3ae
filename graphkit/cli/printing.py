"""What goes to a terminal: foreign text made harmless, tables, progress, log lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from graphkit.harmless import escaped, many, safe, safe_json, safe_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

__all__ = ["Reporter", "console", "escaped", "many", "safe", "safe_json", "safe_line", "table", "working"]


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on standard output."""
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for name in columns:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*(Text("" if value is None or value != value else safe(value)) for value in row))
    console().print(shown)


def console(stderr: bool = False) -> Console:
    """Return a console that obeys NO_COLOR and never reads markup in what it prints."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 160
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal that something longer is under way, and for how long; elsewhere print nothing."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    to = console(stderr=True)
    with Progress(*columns, console=to, transient=True, disable=not to.is_terminal) as bar:
        bar.add_task(safe(what), total=None)
        yield


class Reporter:
    """Progress for people (a bar after the first second), or one JSON line a step for machines.

    Parameters
    ----------
    quiet
        Print no progress.
    log_json
        Print each step as a JSON line on standard error.
    """

    def __init__(self, quiet: bool, log_json: bool) -> None:
        self.quiet, self.log_json = quiet, log_json
        self._started = time.monotonic()
        self._bar: Progress | None = None
        self._task: Any = None
        self._stage = ""

    def __enter__(self) -> Reporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take one report of the pipeline."""
        if self.log_json:
            self.log("progress", stage=stage, done=done, total=total)
        elif not self.quiet and (self._bar is not None or time.monotonic() - self._started > 1):
            self._show(safe(stage), done, total)

    def _show(self, stage: str, done: int, total: int) -> None:
        from rich.progress import (
            BarColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        if self._bar is None:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(stage, total=total or None)
        self._bar.update(self._task, description=stage, completed=done, total=total or None)

    def log(self, event: str, **values: Any) -> None:
        """Print one JSON line on standard error."""
        line = {"event": event, "seconds": round(time.monotonic() - self._started, 3), **values}
        click.echo(json.dumps(line, ensure_ascii=False, default=str), err=True)
