"""Simulated cases for the tests of the simulator."""

from __future__ import annotations

import pytest
from simulated_case import SAMPLE_ADS, SAMPLE_SEED, Case

from graphkit.simulate import _world, simulate
from graphkit.simulate.world import World


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("small")
    simulate(folder, SAMPLE_ADS, SAMPLE_SEED)
    return Case(folder)


@pytest.fixture(scope="session")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("standard")
    simulate(folder, 15_000, 7)
    return Case(folder)


@pytest.fixture(scope="session")
def world() -> World:
    return _world(6_000, 3)
