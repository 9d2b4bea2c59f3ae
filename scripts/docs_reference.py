"""Write docs/commands.md and docs/settings.md from the code. Run by `make reference`; a test compares.

Only what click and pydantic have said in the same way for years is read (names, help, types, defaults), so
that the pages do not change with their versions.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import click

import graphkit.errors
from graphkit.cli import main as root
from graphkit.errors import GraphkitError
from graphkit.settings import Settings

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTICE = "<!-- Made from the code by `make reference`: change the code, not this page. -->"


def cell(text: str) -> str:
    """Return ``text`` as one cell of a Markdown table.

    Examples
    --------
    >>> cell("a\\n  b|c <d>")
    'a b\\\\|c &lt;d>'
    """
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def commands(
    command: click.Command = root, path: tuple[str, ...] = ("graphkit",), parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield every command that is not hidden, in the order of its help: full name, command, context."""
    context = click.Context(command, info_name=path[-1], parent=parent)
    yield " ".join(path), command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from commands(inner, (*path, name), context)


def options(command: click.Command, context: click.Context) -> list[click.Option]:
    """Return a command's options as its help shows them, ``--help`` left out."""
    every = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    return [p for p in every if not p.hidden and "--help" not in p.opts]


def value_name(option: click.Option) -> str:
    """Return what stands for an option's value: ``FILE``, ``csv|json``, or nothing for a flag."""
    if option.is_flag or option.count:
        return ""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "|".join(str(getattr(c, "value", c)) for c in option.type.choices)
    return option.type.name.upper()


def default_of(option: click.Option) -> str:
    """Return an option's default as typed, or nothing where there is none worth telling."""
    default = option.to_info_dict()["default"]
    if option.required:
        return "required"
    if callable(default) or default in (None, False, (), "") or type(default).__name__ == "Sentinel":
        return ""
    if option.is_flag:
        return option.opts[0]
    values = default if isinstance(default, (list, tuple)) else [default]
    return ", ".join(str(getattr(v, "value", v)) for v in values)


def usage(path: str, command: click.Command) -> str:
    """Return the one line that shows how a command is typed."""
    pieces = [path, "[OPTIONS]"]
    for argument in command.params:
        if isinstance(argument, click.Argument):
            name = (argument.metavar or (argument.name or "").upper()) + (
                "..." if argument.nargs == -1 else ""
            )
            name = name.replace("......", "...")
            pieces.append(name if argument.required or name.startswith("[") else f"[{name}]")
    if isinstance(command, click.Group):
        pieces.append("COMMAND [ARGS]...")
    return " ".join(pieces)


def command_section(path: str, command: click.Command, context: click.Context) -> str:
    """Return one command's part of the page."""
    parts = [
        f"## {path}",
        "```\n" + usage(path, command) + "\n```",
        inspect.cleandoc(command.help or "").replace("\b\n", ""),
    ]
    rows = []
    for option in options(command, context):
        names = ", ".join(f"`{n}`" for n in [*option.opts, *option.secondary_opts])
        takes, default = value_name(option), default_of(option)
        rows.append(
            (
                names + (f" `{cell(takes)}`" if takes else ""),
                cell(option.help or "") + (" Repeatable." if option.multiple else ""),
                f"`{cell(default)}`" if default not in ("", "required") else default,
            )
        )
    if rows:
        parts.append(table(("option", "what it does", "default"), rows))
    return "\n\n".join(parts)


def exit_codes() -> list[tuple[int, str]]:
    """Return every exit code and what it says, from the docstrings in graphkit/errors.py that name one."""
    said: dict[int, list[str]] = {0: ["All went well."]}
    for _, error in inspect.getmembers(graphkit.errors, inspect.isclass):
        sentence, named, _ = inspect.cleandoc(error.__doc__ or "").partition(" Exit code ")
        if issubclass(error, GraphkitError) and named:
            said.setdefault(error.exit_code, []).append(sentence)
    said.setdefault(GraphkitError.exit_code, ["Anything else that stopped the run."])
    return [(code, " ".join(sentences)) for code, sentences in sorted(said.items())]


def commands_page() -> str:
    """Return docs/commands.md."""
    codes = table(("code", "meaning"), [(str(code), cell(said)) for code, said in exit_codes()])
    sections = [command_section(*found) for found in commands()]
    intro = "Every command takes `--help`. What a task needs is told in [the guide](guide.md)."
    return "\n\n".join([NOTICE, "# Commands", intro, *sections, "## Exit codes", codes]) + "\n"


def type_in_words(annotation: Any) -> str:
    """Return a setting's type in words.

    Examples
    --------
    >>> type_in_words(tuple[str, ...]), type_in_words(int | None)
    ('list of text', 'whole number or none')
    """
    words = {str: "text", int: "whole number", float: "number", bool: "true or false", type(None): "none"}
    if annotation in words:
        return words[annotation]
    arguments = [a for a in get_args(annotation) if a is not Ellipsis]
    if get_origin(annotation) in (tuple, list):
        return f"list of {type_in_words(arguments[0])}"
    if get_origin(annotation) is Literal:
        return " or ".join(json.dumps(a) for a in arguments)
    if get_origin(annotation) in (Union, UnionType):
        return " or ".join(type_in_words(a) for a in arguments)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(json.dumps(str(m.value)) for m in annotation)
    return "table" if get_origin(annotation) is dict else str(getattr(annotation, "__name__", annotation))


def limits(metadata: list[Any]) -> str:
    """Return a setting's range in words, such as ``0 to 1``, or nothing."""
    low = next((m.ge for m in metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in metadata if hasattr(m, "le")), None)
    if low is None and high is None:
        return ""
    return (
        f"{low} to {high}"
        if None not in (low, high)
        else f"at least {low}"
        if high is None
        else f"at most {high}"
    )


def in_toml(value: Any) -> str:
    """Return a default as it is written in TOML, or ``none``.

    Examples
    --------
    >>> in_toml(("US", "GB")), in_toml(None), in_toml(True)
    ('["US", "GB"]', 'none', 'true')
    """
    return "none" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def settings_page() -> str:
    """Return docs/settings.md."""
    rows = []
    for name, field in Settings.model_fields.items():
        kind = ", ".join(part for part in (type_in_words(field.annotation), limits(field.metadata)) if part)
        default = f"`{in_toml(field.get_default(call_default_factory=True))}`"
        rows.append((f"`{name}`", cell(kind), cell(default), cell(field.description or "")))
    intro = (
        "A run's settings stand in a TOML file, one `name = value` a line, given with `--settings FILE`; "
        "options of the command line override them. What was in force is written into the run's record."
    )
    rows_page = table(("setting", "type", "default", "what it does"), rows)
    return "\n\n".join([NOTICE, "# Settings", intro, rows_page]) + "\n"


def pages() -> dict[str, str]:
    """Return every page that is made from the code, by its name in docs/."""
    return {"commands.md": commands_page(), "settings.md": settings_page()}


def main() -> int:
    """Write the pages; with ``--check`` only say which are out of date, and exit 1 if one is."""
    stale = 0
    for name, text in pages().items():
        path = DOCS / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale += 1
        if "--check" not in sys.argv[1:]:
            path.write_text(text, "utf-8", newline="\n")
        print(f"docs/{name}: {'out of date' if '--check' in sys.argv[1:] else 'written'}")
    return int(stale > 0 and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
