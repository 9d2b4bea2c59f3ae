"""What is shipped: the wheel holds all of the packages, and pyproject.toml says what they need and why."""

from __future__ import annotations

import ast
import configparser
import email
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from graphkit.version import __version__

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("graphkit", "ingest", "outputs")
NOT_OURS = {".git", ".venv", "build", "dist", "__pycache__", "demo_case"}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]

# Paths of the machines that the code was written on, and addresses of package registries.
MACHINE = re.compile(
    r"(?<![\w.:/-])/(?:work|root|farm)(?![\w-])"
    r"|(?<![\w.:/-])/(?:home|Users)/\w"
    r"|/tmp/bash[_]jobs"
    r"|pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|artifactor[y]|jfrog\.io|anaconda\.org|crates\.io"
)


@cache
def project_files() -> list[str]:
    """Return the project's files: those git knows or would take, or all of them where there is no git."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return sorted(name for name in done.stdout.split("\0") if name and (ROOT / name).is_file())
    every = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in every if not NOT_OURS & set(path.parts))


def of_the_packages() -> list[str]:
    return [name for name in project_files() if name.split("/")[0] in PACKAGES]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel from a copy: the checkout stays as it is and stale build folders play no part."""
    copy = tmp_path_factory.mktemp("copy")
    for name in [*of_the_packages(), "pyproject.toml", PROJECT["readme"], *PROJECT["license-files"]]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    build = "import sys, setuptools.build_meta as backend; backend.build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", build, str(copy)], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return zipfile.ZipFile(next(copy.glob("*.whl")))


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ours = set(of_the_packages())
    assert ours - shipped == set(), "not shipped: add their endings to tool.setuptools.package-data"
    assert shipped - ours == set()
    for package in PACKAGES:
        assert f"{package}/py.typed" in shipped


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    folder = f"graphkit_link-{__version__}.dist-info"
    metadata = email.message_from_string(wheel.read(f"{folder}/METADATA").decode("utf-8"))
    assert (metadata["Name"], metadata["Version"]) == ("graphkit-link", __version__)
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    scripts = configparser.ConfigParser()
    scripts.read_string(wheel.read(f"{folder}/entry_points.txt").decode("utf-8"))
    assert dict(scripts["console_scripts"]) == {"graphkit": "graphkit.cli:main"}


def test_the_version_is_one_and_well_formed() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?(\.dev\d+)?", __version__)
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert "Unreleased" in headings or __version__ in headings


def normal(name: str) -> str:
    """Return a distribution's name as indexes compare it, version and markers cut off."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[(]", name, maxsplit=1)[0]).lower()


def imported() -> dict[str, set[str]]:
    """Return the top-level modules of others that our packages import, each with the files that do."""
    found: dict[str, set[str]] = {}
    for name in of_the_packages():
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for module in {full.split(".")[0] for full in names} - sys.stdlib_module_names - set(PACKAGES):
                found.setdefault(module, set()).add(name)
    return found


def test_every_dependency_is_imported() -> None:
    homes = packages_distributions()
    used = {normal(dist) for module in imported() for dist in homes.get(module, [])}
    unused = {normal(d) for d in PROJECT["dependencies"]} - used
    assert not unused, f"imported nowhere, drop from pyproject.toml: {', '.join(sorted(unused))}"


def test_every_import_is_declared() -> None:
    extras = PROJECT["optional-dependencies"]
    declared = {normal(d) for d in PROJECT["dependencies"]}
    declared |= {normal(d) for extra, names in extras.items() if extra not in ("test", "dev") for d in names}
    homes = packages_distributions()
    undeclared = {
        module: sorted(files)[0]
        for module, files in imported().items()
        if not {normal(dist) for dist in homes.get(module, [module])} & declared
    }
    assert not undeclared, (
        f"declare in pyproject.toml (here with one file each that imports it): {undeclared}"
    )


def test_every_dependency_has_a_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    block = text[text.index("\ndependencies = [") :].split("\n]")[0]
    lines = [line for line in block.splitlines() if line.lstrip().startswith('"')]
    assert len(lines) == len(PROJECT["dependencies"]), "one dependency a line"
    for line in lines:
        assert re.search(r'",\s+# .{10,}', line), f"say why, beside it: {line.strip()}"


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert len(project_files()) > 20, "the project's files were not found, so nothing was checked"
    found = []
    for name in project_files():
        try:
            text = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        hits = MACHINE.finditer(text)
        found += [f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}" for hit in hits]
    assert not found, "write paths relative to the checkout, and no registry's address: " + "; ".join(found)


@pytest.mark.parametrize("text", ["see {}work/x", "'{}root'", "={}home/someone", "https:{}{}pypi.{}"])
def test_the_check_for_machine_paths_can_fail(text: str) -> None:
    assert MACHINE.search(text.format("/", "/", "org"))
    assert not MACHINE.search("a/work/b https://example.org/root/x ./home/y /homework")


def test_the_scripts_can_be_run() -> None:
    for name in (".ci/run", "scripts/ensure_browser.sh", "scripts/make_venv.sh"):
        assert (ROOT / name).stat().st_mode & 0o111, f"chmod +x {name}"
    assert "set -euo pipefail" in (ROOT / ".ci" / "run").read_text("utf-8")
