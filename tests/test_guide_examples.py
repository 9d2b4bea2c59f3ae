"""Runs every example of the guide, in order, in one folder, and compares what is printed with what the guide says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphkit.cli import main

GUIDE = Path(__file__).parents[1] / "docs" / "guide.md"


def examples(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a page, with the lines that the page shows below it."""
    for block in re.findall(r"^```\n(\$ .*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield command, shown


def tidy(line: str) -> str:
    """Return a line without what a reader does not see."""
    return line.rstrip()


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Tell whether lines are those printed, ``...`` standing for any that are left out, or for a line's end."""
    wanted = "\n".join(
        r"(?:.*\n)*?.*"
        if line == "..."
        else re.escape(line[:-3]) + ".*"
        if line.endswith(" ...")
        else re.escape(line)
        for line in map(tidy, shown)
    )
    return re.fullmatch(wanted.strip("\n"), "\n".join(map(tidy, printed)).strip("\n")) is not None


def run(command: str) -> tuple[int, list[str]]:
    """Run a command; return its exit code and what it printed, standard output first."""
    words = shlex.split(command)
    if words[0] == "graphkit":
        done = CliRunner().invoke(main, words[1:])
        return done.exit_code, (done.stdout + done.stderr).splitlines()
    shell = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    return shell.returncode, (shell.stdout + shell.stderr).splitlines()


def test_agreement_can_fail() -> None:
    assert agrees(["a", "..."], ["a", "b", "c"])
    assert agrees(["a ..."], ["a b"])
    assert agrees(["..."], [])
    assert not agrees(["a"], ["b"])
    assert not agrees(["a", "...", "d"], ["a", "b"])
    assert not agrees(["a"], ["a", "b"])


def test_every_example_of_the_guide_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"GRAPHKIT_USER": "ann", "SOURCE_DATE_EPOCH": "1767225600"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    wrong = []
    found = list(examples(GUIDE.read_text(encoding="utf-8")))
    assert len(found) > 30
    for command, shown in found:
        code, printed = run(command)
        failed = any(line.startswith("error:") for line in shown)
        if bool(code) != failed or (shown and not agrees(shown, printed)):
            wrong.append(f"$ {command}  [exit code {code}]\n" + "\n".join(map(tidy, printed)))
    assert not wrong, "docs/guide.md shows something else than:\n" + "\n\n".join(wrong)
