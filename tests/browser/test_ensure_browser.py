"""The script that makes sure of a browser before the tests run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import find_browser

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "ensure_browser.sh"
BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="needs bash")


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("CI", "GRAPHKIT_BROWSER")}
    return subprocess.run(
        [str(BASH), str(SCRIPT)], env=kept | environment, capture_output=True, text=True, check=False
    )


def test_a_named_browser_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "my browser"
    stub.write_text("#!/bin/sh\n")
    stub.chmod(0o755)
    done = run(GRAPHKIT_BROWSER=str(stub), CI="true")
    assert (done.returncode, done.stdout) == (0, f"browser for the tests: {stub}\n")
    monkeypatch.setenv("GRAPHKIT_BROWSER", str(stub))
    assert find_browser() == str(stub), "the tests look in the same place"


def test_a_browser_on_the_path_is_found(tmp_path: Path) -> None:
    stub = tmp_path / "chromium"
    stub.write_text("#!/bin/sh\n")
    stub.chmod(0o755)
    done = run(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (0, f"browser for the tests: {stub}\n")


def test_none_is_said_loudly_and_fails_in_ci() -> None:
    done = run(GRAPHKIT_BROWSER="/no/such/browser")
    assert done.returncode == 0
    assert "WARNING: NO BROWSER, SO THE BROWSER TESTS WILL BE SKIPPED" in done.stderr
    assert done.stderr.count("\n") == 1
    done = run(GRAPHKIT_BROWSER="/no/such/browser", CI="true")
    assert done.returncode == 1
    assert "ERROR: NO BROWSER, AND CI=true" in done.stderr
