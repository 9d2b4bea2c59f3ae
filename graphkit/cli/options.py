"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from graphkit.errors import UsageError

STRICTNESS = ("cautious", "balanced", "wide")  # of graphkit.settings, which help need not load

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


def linking_options(command: F) -> F:
    """Add the options that say how much evidence linking asks for."""
    for option in reversed([
        click.option("--strictness", type=click.Choice(STRICTNESS),
                     help="How much evidence linking asks for: cautious for evidence, balanced (the default), wide for"
                     " exploring. A settings file may still set single thresholds."),
        click.option("--set-aside", metavar="N|none",
                     help="Let identifiers on more than N records join nobody, beside those found to be shared; none, the"
                     " default, sets no cap."),
    ]):  # fmt: skip
        command = option(command)
    return command


def linking_settings(strictness: str | None, set_aside: str | None) -> dict[str, str | int | None]:
    """Return the settings of these options: only what was given.

    Raises
    ------
    UsageError
        If ``--set-aside`` is no number.
    """
    given: dict[str, str | int | None] = {}
    if strictness is not None:
        given["strictness"] = strictness
    if set_aside is not None:
        if set_aside.lower() != "none" and not set_aside.isdecimal():
            raise UsageError(f"--set-aside {set_aside}: give a number of records, or none")
        given["set_aside_records"] = None if set_aside.lower() == "none" else int(set_aside)
    return given


def load_settings(
    settings_file: Path | None, region: str | None, kinds: str | None, fictional: bool, **more: Any
) -> Any:
    """Return the settings of a command's options."""
    from graphkit.settings import load

    chosen = tuple(k.strip() for k in kinds.split(",") if k.strip()) if kinds else None
    return load(settings_file, regions=region, kinds=chosen, fictional_numbers=fictional or None, **more)


def column_mapping(given: str | None, save_to: Path | None = None) -> dict[str, str]:
    """Read the value of --map: a mapping, or a file that holds one."""
    from ingest.mapping import load_mapping, parse_mapping, save_mapping

    if given is None:
        if save_to is not None:
            raise UsageError("--save-map: there is no mapping to save; give one with --map FIELD=COLUMN,...")
        return {}
    found = parse_mapping(given) if "=" in given and not Path(given).is_file() else load_mapping(Path(given))
    if save_to is not None:
        save_mapping(save_to, found)
    return found
