"""Each reader of sources, reader of identifiers and export is registered, tested and documented."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Family:
    """One of the lists that the project grows by.

    Attributes
    ----------
    package, registry
        Where the files are, and the name of the dict in its ``__init__.py``.
    methods
        What makes an object one of them. None for exports, which are functions and known by their signature.
    tests, page
        Where its tests and its documentation are, from the root.
    """

    package: str
    registry: str
    methods: tuple[str, ...]
    tests: str
    page: str

    def registered(self) -> Mapping[str, object]:
        """Return the registry."""
        found = getattr(importlib.import_module(self.package), self.registry)
        assert isinstance(found, dict)
        return found


FAMILIES = [
    Family("ingest", "INGESTORS", ("sniff", "read"), "tests/ingest", "docs/sources.md"),
    Family(
        "graphkit.identifiers", "READERS", ("judge", "declared"), "tests/identifiers", "docs/identifiers.md"
    ),
    Family("outputs", "EXPORTERS", (), "tests/outputs", "docs/outputs.md"),
]
of_each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.package)


def modules(package: str) -> list[ModuleType]:
    """Import every module of a package, those of its subpackages included."""
    parent = importlib.import_module(package)
    names = [m.name for m in pkgutil.walk_packages(parent.__path__, f"{package}.")]
    return [importlib.import_module(name) for name in sorted(names)]


def assigned(module: ModuleType) -> list[str]:
    """Return the names that a module gives values to itself (not those that it imports)."""
    names = []
    for node in ast.parse(inspect.getsource(module)).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) and node.value else targets
        names += [t.id for t in targets if isinstance(t, ast.Name)]
    return names


def is_export(value: object) -> bool:
    """Tell whether ``value`` is a function ``(CaseView, Path, ExportOptions) -> list[Path]``."""
    if not inspect.isfunction(value):
        return False
    types = [str(p.annotation) for p in inspect.signature(value).parameters.values()]
    return types == ["CaseView", "Path", "ExportOptions"] and not value.__name__.startswith("_")


def members(family: Family, module: ModuleType) -> Iterator[tuple[str, object]]:
    """Yield what a module defines that belongs into the family's registry: name, and object or class.

    Protocols and private or abstract classes are what members are made of, not members.
    """
    own = {n: v for n, v in vars(module).items() if getattr(v, "__module__", None) == module.__name__}
    if not family.methods:
        yield from ((name, value) for name, value in own.items() if is_export(value))
        return
    for name, value in own.items():
        made_of = name.startswith("_") or getattr(value, "_is_protocol", False) or inspect.isabstract(value)
        if (
            inspect.isclass(value)
            and not made_of
            and all(callable(getattr(value, m, None)) for m in family.methods)
        ):
            yield name, value
    for name in assigned(module):
        value = getattr(module, name, None)
        if not inspect.isclass(value) and all(callable(getattr(value, m, None)) for m in family.methods):
            yield name, value


def is_registered(value: object, registry: Mapping[str, object]) -> bool:
    """Tell whether an object is in the registry, or a class has an object (its own or a subclass's) there."""
    if inspect.isclass(value):
        return any(isinstance(entry, value) for entry in registry.values())
    return any(entry is value for entry in registry.values())


def unregistered(family: Family, found: list[ModuleType], registry: Mapping[str, object]) -> list[str]:
    """Return what the modules define and the registry lacks."""
    return [
        f"{module.__name__}.{name}"
        for module in found
        for name, value in members(family, module)
        if not is_registered(value, registry)
    ]


def home(family: Family, entry: object) -> str:
    """Return the module that an entry is looked for in: where it is assigned, else where it is defined."""
    for module in modules(family.package):
        if any(getattr(module, name, None) is entry for name in assigned(module)):
            return module.__name__
    return entry.__module__ if inspect.isfunction(entry) else type(entry).__module__


@of_each_family
def test_every_file_is_registered(family: Family) -> None:
    lost = unregistered(family, modules(family.package), family.registered())
    where = f"{family.registry} in {family.package.replace('.', '/')}/__init__.py"
    assert not lost, f"add a line to {where} for {', '.join(lost)}"


@of_each_family
def test_the_registry_is_sound(family: Family) -> None:
    registry = family.registered()
    assert registry, f"{family.package}.{family.registry} is empty"
    for key, entry in registry.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        assert getattr(entry, "name", key) == key, f"{family.registry}[{key!r}] calls itself {entry.name!r}"  # type: ignore[attr-defined]
        assert home(family, entry).startswith(family.package)


@of_each_family
def test_every_entry_has_a_test_file(family: Family) -> None:
    for key, entry in family.registered().items():
        stem = home(family, entry).removeprefix(family.package).strip(".").split(".")[0]
        tests = [p for p in (ROOT / family.tests).rglob("test_*.py") if {stem, key} & set(words(p.stem))]
        assert tests, f"{family.registry}[{key!r}] has no test: write {family.tests}/test_{stem}.py"
        assert any(re.search(r"^ *(async )?def test_", p.read_text("utf-8"), re.MULTILINE) for p in tests)


def words(stem: str) -> list[str]:
    """Return every run of words of a test file's name: ``test_a_b`` gives a, b and a_b."""
    parts = stem.removeprefix("test_").split("_")
    return ["_".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)]


@of_each_family
def test_every_entry_is_documented(family: Family) -> None:
    page = ROOT / family.page
    assert page.exists(), f"write {family.page}: one line for each of {', '.join(family.registered())}"
    text = page.read_text("utf-8")
    for key, entry in family.registered().items():
        names = [kind.name for kind in getattr(entry, "kinds", [])] or [key]
        missing = [name for name in names if f"`{name}`" not in text]
        assert not missing, f"add a line to {family.page} for `{'`, `'.join(missing)}`, in backquotes"


def test_every_kind_has_one_reader() -> None:
    identifiers = importlib.import_module("graphkit.identifiers")
    read = [kind.name for reader in identifiers.READERS.values() for kind in reader.kinds]
    assert len(read) == len(set(read)), "two readers name the same kind"
    assert set(read) <= set(identifiers.KINDS)
    assert all(kind.name == name for name, kind in identifiers.KINDS.items())


PROBE = """
from probe_base import Helper

class Registered(Helper):
    name = "registered"
    def sniff(self): ...
    def read(self): ...

class Forgotten(Registered): ...

class _Private(Registered): ...

READY = Registered()
borrowed = READY.sniff

def export(view: CaseView, folder: Path, options: ExportOptions) -> list[Path]: ...
def helper(view: CaseView) -> list[Path]: ...
"""


def test_a_forgotten_line_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "probe_base.py").write_text("class Helper:\n    def sniff(self): ...\n", "utf-8")
    (tmp_path / "probe.py").write_text("from __future__ import annotations\n" + PROBE, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    probe = importlib.import_module("probe")
    for name in ("probe", "probe_base"):
        monkeypatch.delitem(sys.modules, name)
    readers, exports = FAMILIES[0], FAMILIES[2]
    assert unregistered(readers, [probe], {}) == ["probe.Registered", "probe.Forgotten", "probe.READY"]
    assert unregistered(readers, [probe], {"registered": probe.READY}) == ["probe.Forgotten"]
    assert unregistered(readers, [probe], {"other": probe.Registered()}) == ["probe.Forgotten", "probe.READY"]
    assert unregistered(exports, [probe], {}) == ["probe.export"]
    assert unregistered(exports, [probe], {"export": probe.export}) == []
