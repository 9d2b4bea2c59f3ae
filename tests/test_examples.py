"""The examples in docstrings do what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import graphkit
import ingest
import outputs

MODULES = sorted(
    module.name
    for package in (graphkit, ingest, outputs)
    for module in walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    found = doctest.testmod(import_module(name))
    assert not found.failed, f"{found.failed} of {found.attempted} examples of {name} fail; see above"


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    examples = sum(len(test.examples) for name in MODULES for test in finder.find(import_module(name)))
    assert examples > 150, "the examples were not found, so nothing was checked"
