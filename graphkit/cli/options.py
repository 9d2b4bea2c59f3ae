"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def reading_options(command: F) -> F:
    """Add the options that say how identifiers are read."""
    for option in reversed([
        click.option("--region", metavar="CC,...",
                     help="Regions of phones written without a country code, best first: US,KZ,RU."),
        click.option("--kinds", metavar="KIND,...", help="Read only these kinds or families: phone,email,crypto."),
        click.option("--fictional-numbers", is_flag=True,
                     help="Take phone numbers reserved for fiction as real ones (sample data, tests)."),
        click.option("--settings", "settings_file", type=click.Path(path_type=Path, dir_okay=False),
                     help="A TOML file with settings; options override it."),
    ]):  # fmt: skip
        command = option(command)
    return command


def load_settings(
    settings_file: Path | None, region: str | None, kinds: str | None, fictional: bool, **more: Any
) -> Any:
    """Return the settings of a command's options."""
    from graphkit.settings import load

    chosen = tuple(k.strip() for k in kinds.split(",") if k.strip()) if kinds else None
    return load(settings_file, regions=region, kinds=chosen, fictional_numbers=fictional or None, **more)
