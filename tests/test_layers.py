"""Imports point one way (the design, section 4), and the quick names stay quick."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("graphkit", "ingest", "outputs")
HEAVY = ("pandas", "polars", "duckdb", "pyarrow", "networkx", "numpy", "scipy", "pyvis", "phonenumbers")


@dataclass(frozen=True)
class Import:
    """One import of something of ours.

    Attributes
    ----------
    importer, target
        Modules, dotted. A name that is no module counts as an import of the module that it is taken from.
    name
        What is taken from the target; empty when the target itself is.
    line
        Where it stands.
    runs_at_import
        Whether it runs when the importer is loaded: not inside a function, not under ``TYPE_CHECKING``.
    """

    importer: str
    target: str
    name: str
    line: int
    runs_at_import: bool

    def __str__(self) -> str:
        what = f"{self.target}.{self.name}" if self.name else self.target
        return f"{self.importer} line {self.line} imports {what}"


def modules(root: Path) -> dict[str, Path]:
    """Return every module of our packages under ``root`` by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def under(module: str, *packages: str) -> bool:
    """Tell whether ``module`` is one of ``packages`` or inside one."""
    return any(module == p or module.startswith(p + ".") for p in packages)


def _walk(node: ast.AST, runs: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Yield every node with whether it runs at import."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for inner in child.body:
                yield inner, False
                yield from _walk(inner, False)
            for inner in child.orelse:
                yield inner, runs
                yield from _walk(inner, runs)
            continue
        yield child, runs
        deferred = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _walk(child, runs and not deferred)


def _targets(node: ast.AST, module: str, is_package: bool) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for what a node imports, relative imports resolved, ``import_module`` included."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, ""
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            drop = node.level - 1 if is_package else node.level
            parts = module.split(".")
            base = ".".join(parts[: len(parts) - drop] + ([base] if base else []))
        for alias in node.names:
            yield base, alias.name
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        for argument in node.args[:1]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value, ""


def imports(root: Path) -> list[Import]:
    """Return every import of a module of ours by a module of ours, those inside functions included."""
    known = modules(root)
    found = []
    for module, path in known.items():
        tree = ast.parse(path.read_text("utf-8"), filename=str(path))
        for node, runs in _walk(tree, True):
            for base, name in _targets(node, module, path.name == "__init__.py"):
                target, rest = (f"{base}.{name}", "") if f"{base}.{name}" in known else (base, name)
                if under(target, *PACKAGES):
                    found.append(Import(module, target, rest, getattr(node, "lineno", 0), runs))
    return found


@dataclass(frozen=True)
class Rule:
    """Modules ``of``, save those of ``but``, import nothing of ``never``, save what ``may`` allows.

    ``a.b`` stands for a module and all inside it, ``=a.b`` for it alone, ``a.b:c`` for one name from it.
    """

    why: str
    of: tuple[str, ...]
    but: tuple[str, ...] = ()
    never: tuple[str, ...] = PACKAGES
    may: tuple[str, ...] = ()


def named(patterns: tuple[str, ...], module: str, name: str = "") -> bool:
    """Tell whether one of a rule's patterns stands for ``module``, or for ``name`` from it."""
    return any(
        f"{module}:{name}" == p if ":" in p else module == p[1:] if p[0] == "=" else under(module, p)
        for p in patterns
    )


SHARED_BY_ALL = ("graphkit.model", "graphkit.errors", "graphkit.settings")
RULES = (
    Rule(
        "ingest may import only graphkit.model, graphkit.errors, graphkit.settings and ingest",
        of=("ingest",),
        may=("ingest", *SHARED_BY_ALL),
    ),
    Rule(
        "outputs may import only graphkit.model, .errors, .settings, CaseView of graphkit.case, and outputs",
        of=("outputs",),
        may=("outputs", "graphkit.case:CaseView", *SHARED_BY_ALL),
    ),
    Rule(
        "only graphkit.cli and graphkit.api compose ingest and outputs: take what is needed as an argument",
        of=("graphkit",),
        but=("graphkit.cli", "graphkit.api"),
        never=("ingest", "outputs"),
    ),
    Rule(
        "graphkit.api composes the stages: a stage that imports it turns the way round",
        of=("graphkit",),
        but=("=graphkit", "graphkit.api", "graphkit.cli"),
        never=("graphkit.api",),
    ),
    Rule(
        "nothing but the command line imports the command line",
        of=("graphkit",),
        but=("graphkit.cli", "graphkit.__main__"),
        never=("graphkit.cli",),
    ),
    Rule(
        "inside graphkit, import a name from the module that it lives in, not from the front door",
        of=("graphkit",),
        but=("graphkit.cli", "graphkit.api"),
        never=("=graphkit",),
    ),
    Rule("graphkit.model imports nothing of ours", of=("graphkit.model",)),
    Rule(
        "identifiers are read before there is a case or a link",
        of=("graphkit.identifiers",),
        never=("graphkit.case", "graphkit.linking", "graphkit.pipeline"),
    ),
    Rule("linking takes and gives tables: no case file", of=("graphkit.linking",), never=("graphkit.case",)),
    Rule(
        "linking may know the kinds (graphkit.identifiers.base, KINDS), not how they are read",
        of=("graphkit.linking",),
        never=("graphkit.identifiers",),
        may=("graphkit.identifiers.base", "graphkit.identifiers:KINDS"),
    ),
)


def breaks(i: Import) -> Iterator[str]:
    """Yield the rules that an import breaks."""
    for rule in RULES:
        bound = named(rule.of, i.importer) and not named(rule.but, i.importer)
        if bound and named(rule.never, i.target, i.name) and not named(rule.may, i.target, i.name):
            yield rule.why


def broken(root: Path) -> list[str]:
    """Return what is wrong with the tree under ``root``, a line each."""
    every = imports(root)
    lines = [f"{i}: {why}" for i in every for why in breaks(i)]
    graph: dict[str, set[str]] = {}
    for i in every:
        if i.runs_at_import:
            graph.setdefault(i.importer, set()).add(i.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        lines.append(f"modules that import one another when loaded: {' <- '.join(error.args[1])}")
    return lines


def test_our_imports_point_one_way() -> None:
    assert len(modules(ROOT)) > 10, "the packages were not found, so nothing was checked"
    found = broken(ROOT)
    assert not found, "\n".join(found)


def write(root: Path, files: dict[str, str]) -> Path:
    """Write a small tree of modules, with an ``__init__.py`` in every folder that has none."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        for folder in path.relative_to(root).parents[:-1]:
            (root / folder / "__init__.py").touch()
    return root


GUARDED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
LATE = "def f():\n    "
SOUND = {
    "graphkit/__init__.py": GUARDED + "from graphkit.api import link\n",
    "graphkit/model.py": "import pyarrow as pa\n",
    "graphkit/errors.py": "",
    "graphkit/settings.py": "from graphkit.errors import UsageError\n",
    "graphkit/case.py": "from graphkit import model\nfrom .errors import CaseError\n",
    "graphkit/pipeline.py": "from graphkit.case import Case\nfrom graphkit.linking import clusters\n",
    "graphkit/api.py": "import ingest, outputs\nfrom graphkit import pipeline\n",
    "graphkit/cli/main.py": "from graphkit import __version__\nfrom graphkit.api import link\n",
    "graphkit/identifiers/__init__.py": "from .phone import READER\nKINDS = {}\n",
    "graphkit/identifiers/base.py": "",
    "graphkit/identifiers/phone.py": "from graphkit.identifiers.base import Kind\n",
    "graphkit/linking/clusters.py": "from graphkit.identifiers import KINDS, base\n",
    "ingest/__init__.py": "from ingest.tables import T\nINGESTORS = {}\n",
    "ingest/tables.py": "from graphkit.model import Batch\nfrom .base import Ingestor\n",
    "ingest/base.py": "",
    "outputs/__init__.py": "from outputs.tables import write\nEXPORTERS = {}\n",
    "outputs/tables.py": "from graphkit.case import CaseView\nfrom graphkit import settings\n",
}

BREAKS = [
    ("ingest/tables.py", "from graphkit.case import CaseView", "ingest may import only"),
    ("ingest/tables.py", "from graphkit import link", "ingest may import only"),
    ("ingest/tables.py", LATE + "import outputs.tables", "ingest may import only"),
    ("outputs/tables.py", "from graphkit.case import Case", "outputs may import only"),
    ("outputs/tables.py", "import graphkit.case", "outputs may import only"),
    ("outputs/tables.py", "x = importlib.import_module('ingest.base')", "outputs may import only"),
    ("graphkit/pipeline.py", LATE + "from ingest import INGESTORS", "only graphkit.cli and graphkit.api"),
    (
        "graphkit/pipeline.py",
        "try:\n    import outputs\nfinally:\n    pass",
        "only graphkit.cli and graphkit.api",
    ),
    ("graphkit/pipeline.py", LATE + "from graphkit.api import link", "graphkit.api composes"),
    ("graphkit/pipeline.py", "from graphkit import link", "not from the front door"),
    ("graphkit/api.py", LATE + "import graphkit.cli.main", "nothing but the command line"),
    ("graphkit/model.py", "from graphkit import errors", "graphkit.model imports nothing"),
    ("graphkit/model.py", LATE + "from .errors import CaseError", "graphkit.model imports nothing"),
    ("graphkit/identifiers/phone.py", "class A:\n    from ..case import Case", "read before"),
    ("graphkit/identifiers/phone.py", LATE + "import graphkit.linking.clusters", "read before"),
    ("graphkit/identifiers/base.py", GUARDED + "import graphkit.pipeline", "read before"),
    ("graphkit/linking/clusters.py", "from ..identifiers.phone import READER", "linking may know"),
    ("graphkit/linking/clusters.py", "from graphkit.identifiers import READERS", "linking may know"),
    ("graphkit/linking/clusters.py", "from graphkit.case import CaseView", "no case file"),
    ("graphkit/errors.py", "import graphkit.settings", "import one another"),
    ("ingest/base.py", "from ingest import INGESTORS", "import one another"),
]


def test_a_sound_tree_passes(tmp_path: Path) -> None:
    assert broken(write(tmp_path, SOUND)) == []


@pytest.mark.parametrize(("file", "line", "rule"), BREAKS)
def test_each_rule_can_fail(tmp_path: Path, file: str, line: str, rule: str) -> None:
    found = broken(write(tmp_path, SOUND | {file: SOUND[file] + line + "\n"}))
    assert len(found) == 1, found
    assert rule in found[0]


@pytest.mark.parametrize("how", [LATE, GUARDED])
def test_a_deferred_import_is_no_cycle(tmp_path: Path, how: str) -> None:
    files = {"graphkit/errors.py": how + "from graphkit.settings import Settings\n"}
    assert broken(write(tmp_path, SOUND | files)) == []


@pytest.mark.parametrize("arguments", [None, ["--help"], ["--version"]])
def test_the_quick_names_load_nothing_heavy(arguments: list[str] | None) -> None:
    run = f"""
import contextlib, io, json, sys
import graphkit
sys.argv = ["graphkit", *{arguments or []!r}]
with contextlib.redirect_stdout(io.StringIO()) as out:
    if {arguments!r} is not None:
        from graphkit.cli import main
        try:
            main()
        except SystemExit as stop:
            assert not stop.code, stop.code
print(json.dumps([out.getvalue(), sorted(set({HEAVY!r}) & set(sys.modules))]))
"""
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    printed, heavy = json.loads(done.stdout)
    assert heavy == [], f"import {', '.join(heavy)} inside the functions that need it"
    assert bool(printed) == (arguments is not None)
