"""What a user can type, set or get back is written down, and what is written down exists."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from functools import cache
from pathlib import Path
from types import ModuleType

import click
import pytest

from graphkit import errors
from graphkit.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guide.md"


@cache
def reference() -> ModuleType:
    """Return scripts/docs_reference.py as a module."""
    spec = importlib.util.spec_from_file_location("docs_reference", ROOT / "scripts" / "docs_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tree() -> list[tuple[str, click.Command, list[click.Option]]]:
    """Return every command with its full name and its options."""
    return [(path, c, reference().options(c, context)) for path, c, context in reference().commands()]


def stands_in(text: str, words: str) -> bool:
    """Tell whether ``words`` stand in the text by themselves, not as the beginning of a longer name."""
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None


def section(text: str, command: str) -> str:
    """Return what a Markdown page has under headings that name ``command``, their subsections included.

    Lines inside code fences are no headings: a shell comment starts with ``#`` too.
    """
    inside, depth, fenced = [], 0, False
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith("```")
        level = 0 if fenced else len(line) - len(line.lstrip("#"))
        if level and level <= depth:
            depth = 0
        if level and not depth and stands_in(line, command):
            depth = level
        if depth:
            inside.append(line)
    return "\n".join(inside)


def undocumented(text: str, commands: list[tuple[str, click.Command, list[click.Option]]]) -> list[str]:
    """Return what a guide lacks, a line each."""
    missing = []
    for path, command, options in commands:
        part = section(text, path)
        if not part and not isinstance(command, click.Group):
            missing.append(f"a heading '{path}', with a line for the command and one for each option")
            continue
        # The options of the group itself hold for every command; they may stand anywhere.
        where = text if isinstance(command, click.Group) else part
        missing += [
            f"{o.opts[0]} under '{path}'" for o in options if not any(stands_in(where, n) for n in o.opts)
        ]
    return missing


def test_every_command_and_option_has_help() -> None:
    mute = [path for path, command, _ in tree() if not (command.help or "").strip()]
    mute += [
        f"{path} {o.opts[0]}" for path, _, options in tree() for o in options if not (o.help or "").strip()
    ]
    assert mute == [], "give each a docstring or help="


def test_the_guide_has_a_line_for_every_command_and_option() -> None:
    assert len(tree()) > 5, "the commands were not found, so nothing was checked"
    missing = undocumented(GUIDE.read_text("utf-8"), tree())
    assert not missing, "add to docs/guide.md: " + "; ".join(missing)


PAGE = """# Guide
## Link files: `graphkit link`
`--out DIR`
### More
```
# no heading
```
-r US
## graphkit map
--x
"""


def test_the_guide_check_can_fail() -> None:
    link = click.Command("link")
    commands = [("graphkit link", link, [click.Option(["--out"]), click.Option(["--region", "-r"])])]
    assert undocumented(PAGE, commands) == []
    assert undocumented(PAGE.replace("--out", "--output"), commands) == ["--out under 'graphkit link'"]
    elsewhere = PAGE.replace("-r US", "").replace("--x", "-r")
    assert undocumented(elsewhere, commands) == ["--region under 'graphkit link'"]
    assert len(undocumented(PAGE.replace("graphkit link", "graphkit linking"), commands)) == 1


def test_the_pages_made_from_the_code_are_up_to_date() -> None:
    for name, text in reference().pages().items():
        path = ROOT / "docs" / name
        assert path.exists(), f"docs/{name} is missing: run `make reference`"
        assert path.read_text("utf-8") == text, f"docs/{name} is out of date: run `make reference`"


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{name}` |")), "")
        assert row, f"docs/settings.md has no row for {name}: run `make reference`"
        assert f"`{reference().in_toml(field.default)}`" in row
        assert (field.description or "").strip(), f"give Settings.{name} a description"


def test_every_exit_code_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8").split("## Exit codes")[1]
    kinds = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.GraphkitError)]
    assert len(kinds) > 3
    for code in {0} | {kind.exit_code for kind in kinds}:
        assert f"\n| {code} |" in page, f"exit code {code} is not in docs/commands.md: run `make reference`"


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_two_commands_of_the_readme_exist(target: str) -> None:
    assert re.search(rf"\bmake {target}\b", readme())
    # -n only prints what would run; a target that does not exist is an error.
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    pages = [p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if p.name != "CHANGELOG.md"]
    for page in pages:
        named = set(re.findall(r"`make ([a-z]+)", page.read_text("utf-8")))
        assert named <= targets, f"{page.relative_to(ROOT)} names make targets that the Makefile has not"


def test_the_readme_tells_the_name_of_the_distribution_and_why() -> None:
    around = [p for p in readme().split("\n\n") if "graphkit-link" in p]
    assert around, "README.md does not say that the distribution is called graphkit-link"
    assert any(re.search(r"taken|unrelated|another project", p) for p in around), "say why it is not graphkit"


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sample_data/*.md")]:
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: no such file {target}"
