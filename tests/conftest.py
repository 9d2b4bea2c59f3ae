"""What the tests of the whole way share. Being here, it also puts ``tests`` on the path for ``whole_way``."""

from __future__ import annotations

from pathlib import Path

import pytest
from whole_way import ROOT, SAMPLE, link_into, sample_settings


@pytest.fixture(scope="session")
def sample_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the sample case was linked once; tests only read it."""
    out = tmp_path_factory.mktemp("sample") / "out"
    link_into(out, SAMPLE / "ads", settings=sample_settings())
    return out


@pytest.fixture(autouse=True)
def _no_card_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on a key that stands in the environment."""
    monkeypatch.delenv("GRAPHKIT_CARD_KEY", raising=False)


@pytest.fixture(scope="session")
def mixed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the outputs of sample_data/, which is made of mixed sources."""
    out = tmp_path_factory.mktemp("mixed") / "out"
    link_into(out, ROOT / "sample_data" / "ads", settings=sample_settings())
    return out
