"""The simulated case is the same every time, and sample_data/ is one."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from simulated_case import SAMPLE_ADS, SAMPLE_SEED, Case

from graphkit.errors import UsageError
from graphkit.settings import load
from graphkit.simulate import simulate
from graphkit.simulate.platforms import PLATFORMS

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


def test_the_sample_is_what_the_command_writes(tmp_path: Path) -> None:
    simulate(tmp_path, SAMPLE_ADS, SAMPLE_SEED)
    made, kept = Case(tmp_path), Case(SAMPLE)
    for platform in PLATFORMS:  # unpacked: another zlib may pack the same text into other bytes
        assert kept.text_of(platform.file) == made.text_of(platform.file)
    assert (made.truth, made.mentions, made.identifiers) == (kept.truth, kept.mentions, kept.identifiers)
    assert made.rejects == kept.rejects
    assert f"--ads {SAMPLE_ADS} --seed {SAMPLE_SEED}" in (SAMPLE / "README.md").read_text("utf-8")
    assert sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file()) < 1_000_000
    settings = load(SAMPLE / "graphkit.toml")
    assert settings.fictional_numbers
    assert settings.regions


def test_the_readme_of_the_sample_tells_the_truth() -> None:
    case, readme = Case(SAMPLE), (SAMPLE / "README.md").read_text("utf-8")
    ads = Counter(row["source"] for row in case.truth)
    broken = Counter(row["source"] for row in case.rejects)
    for platform in PLATFORMS:
        line = next(x for x in readme.splitlines() if x.startswith(f"| `{platform.file}` |"))
        counts = [cell.strip() for cell in line.split("|")[3:5]]
        assert counts == [str(ads[platform.file]), str(broken[platform.file] or "")]
    known = {row["owner"] for row in case.identifiers} | set(case.agency.values()) | set(case.person)
    named = re.findall(r"`([A-Z]-\d+|tg-\d+)`", readme)
    assert len(named) >= 8
    assert set(named) <= known
    values = {row["value"] for row in case.identifiers}
    phones = {"+" + re.sub(r"\D", "", found) for found in re.findall(r"`(\+[\d ]+)`", readme)}
    assert phones | {"support@bazaarly.example", "shooukel", "elena_91"} <= values
    assert len(phones) == 2
    platforms = defaultdict(set)
    for row in case.truth:
        platforms[row["person"]].add(row["source"])
    assert sum(len(sources) >= 3 for sources in platforms.values()) == 12


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
