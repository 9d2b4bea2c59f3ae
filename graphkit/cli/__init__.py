"""The command line: one file a command group, thin: parse, call the API, print."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from graphkit.errors import GraphkitError
from graphkit.version import __version__

# Name -> module and attribute: a command's module is imported when the command is used, so that help stays quick.
COMMANDS = {
    "link": ("graphkit.cli.link", "link"),
    "sources": ("graphkit.cli.ingest", "sources"),
    "ingest": ("graphkit.cli.ingest", "ingest"),
    "extract": ("graphkit.cli.extract", "extract"),
    "clusters": ("graphkit.cli.show", "clusters"),
    "show": ("graphkit.cli.show", "show"),
    "links": ("graphkit.cli.links", "links"),
    "why": ("graphkit.cli.why", "why"),
    "path": ("graphkit.cli.why", "path"),
    "map": ("graphkit.cli.map", "map_"),
    "lineage": ("graphkit.cli.lineage", "lineage"),
    "diff": ("graphkit.cli.lineage", "diff"),
    "merge": ("graphkit.cli.merge", "merge"),
    "evaluate": ("graphkit.cli.evaluate", "evaluate"),
    "decide": ("graphkit.cli.decide", "decide"),
    "decisions": ("graphkit.cli.decide", "decisions"),
    "review": ("graphkit.cli.review", "review"),
    "simulate": ("graphkit.cli.simulate", "simulate"),
}


class _Group(click.Group):
    """A group whose commands are imported when they are used, and whose errors are one clear line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GraphkitError as error:
            if ctx.params.get("debug"):
                raise
            _fail(str(error), error.exit_code)
        except BrokenPipeError:
            # The reader of a pipe has gone, as `head` does: end quietly.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except KeyboardInterrupt:
            _fail("interrupted; the case is as it was before", 130)
        except (click.ClickException, click.Abort, click.exceptions.Exit, SystemExit):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            what = str(error).splitlines()[0] if str(error) else "no details"
            _fail(f"unexpected {type(error).__name__}: {what}; run again with --debug to see where", 1)
        return None


def _fail(message: str, code: int) -> None:
    """Print one line on standard error and end."""
    from graphkit.cli.printing import safe

    label = "error:" if os.environ.get("NO_COLOR") else click.style("error:", fg="red", bold=True)
    click.echo(f"{label} {safe(message)}", err=True)
    raise SystemExit(code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(
    __version__,
    "--version",
    prog_name="graphkit",
    message="%(prog)s %(version)s",
    help="Print the version and end.",
)
@click.option("--debug", is_flag=True, help="Show where in the code an error arose.")
def main(debug: bool) -> None:
    """Link online ads and the actors behind them: files in, network maps and evidence out.

    A finding is a lead, never proof. Nothing is ever sent or looked up on a network.

    Exit codes: 0 done; 1 failed; 2 wrong use, or a source that cannot be read; 3 the case cannot be opened;
    4 nothing found by that name; 130 interrupted.
    """
    del debug


__all__ = ["COMMANDS", "main"]
