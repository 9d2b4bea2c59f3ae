"""The simulated case is the same every time."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from simulated_case import Case

from graphkit.errors import UsageError
from graphkit.simulate import simulate

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# The same every time


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate(tmp_path / name, 300, seed)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    other = digest(tmp_path / "c")
    assert all(other[name] != sha for name, sha in digest(tmp_path / "a").items() if "reject" not in name)


def test_nothing_outside_decides(tmp_path: Path) -> None:
    run = "import sys; from pathlib import Path; from graphkit.simulate import simulate; "
    run += "simulate(Path(sys.argv[1]), 300, 5)"
    for name, zone, hashes in (("a", "UTC", "1"), ("b", "Asia/Almaty", "2")):
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": hashes, "LC_ALL": "C"}
        command = [sys.executable, "-c", run, str(tmp_path / name)]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_no_clock_and_no_common_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> float:
        raise AssertionError("asked the clock or the shared source of chance")

    for name in ("time", "time_ns", "localtime", "gmtime"):
        monkeypatch.setattr(time, name, forbidden)
    for name in ("random", "choice", "randrange", "shuffle", "sample"):
        monkeypatch.setattr(random, name, forbidden)
    assert simulate(tmp_path, 200, 1)["ads"] == 200


@pytest.mark.parametrize("ads", [1, 2, 7, 10, 11, 25, 61])
def test_tiny_cases(tmp_path: Path, ads: int) -> None:
    told = simulate(tmp_path, ads, ads)
    case = Case(tmp_path)
    assert told["ads"] == len(case.truth) == len(case.cells) == ads
    assert told["rejects"] == len(case.rejects)
    assert told["identifiers"] == len(case.identifiers)


def test_what_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one ad"):
        simulate(tmp_path / "a", 0, 1)
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        simulate(tmp_path / "file", 10, 1)
