"""The methods that ``benchmarks/linking.py`` holds graphkit against do what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def methods(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import linking_methods

    return linking_methods  # type: ignore[no-any-return]


def ties(*rows: tuple[str, str]) -> pl.DataFrame:
    """Return ties from (records in one word, a letter each; value)."""
    flat = [(r, "phone", value) for word, value in rows for r in word]
    return pl.DataFrame(flat, schema=dict.fromkeys(("record_id", "kind", "value"), pl.String), orient="row")


def test_what_falls_apart_is_dropped_and_what_holds_together_stays(methods: ModuleType) -> None:
    # taxi: six records of three persons; busy: six of one, tied to one another by two more.
    held = ties(
        ("abcdef", "taxi"),
        ("ab", "p"),
        ("cd", "q"),
        ("ef", "r"),
        ("uvwxyz", "busy"),
        ("uvwx", "s"),
        ("xyz", "t"),
    )
    assert methods.dispersed(held, 4, 2.0, 0.8)["value"].to_list() == ["taxi"]
    assert methods.dispersed(held, 6, 2.0, 0.8).height == 0, "six records are not more than six"
    assert methods.dispersed(held, 4, 3.0, 0.8).height == 0, "three groups are not more than three"


def test_what_is_dropped_is_no_company(methods: ModuleType) -> None:
    # The taxi's nine records are one group of three and six apart: 81 / (9 + 6) = 5.4. The hotel's six are three that
    # the taxi ties and three apart, 36 / (9 + 3) = 3; with the taxi gone they are six.
    own = [(x, f"own {x}") for x in "abcdefghijkl"]
    held = ties(("abcdef", "hotel"), ("abcghijkl", "taxi"), *own)
    assert methods.dispersed(held, 4, 4.0, 0.8)["value"].to_list() == ["taxi", "hotel"]
    assert methods.dispersed(held, 4, 5.5, 0.8).height == 0
    # Two that stand on the same records hide each other.
    both = ties(("abcdef", "hotel"), ("abcdef", "taxi"), *own)
    assert methods.dispersed(both, 4, 2.0, 0.8).height == 0


def test_few_records_with_company_tell_nothing(methods: ModuleType) -> None:
    held = ties(("abcdef", "only"), ("a", "p"), ("b", "q"), ("c", "r"))
    assert methods.dispersed(held, 4, 2.0, 0.8).height == 0
    assert methods.dispersed(held, 4, 2.0, 0.5)["value"].to_list() == ["only"]


def test_texts_that_are_nearly_the_same_are_tied(methods: ModuleType) -> None:
    words = [f"слово{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    near = [*words[:30], "changed", *words[31:]]
    texts = pl.DataFrame(
        {
            "record_id": ["a", "b", "c", "d"],
            "text": [
                " ".join(words),
                " ".join(near) + " +1 202 555 0123",
                " ".join(words[::-1]),
                "short text",
            ],
        }
    )
    found = methods.same_texts(texts, 0.6)
    assert found["record_id"].to_list() == ["a", "b"]
    assert found["value"].n_unique() == 1


def test_one_command_prints_the_same_again(tmp_path: Path) -> None:
    command = [sys.executable, "benchmarks/linking.py", "--ads", "300", "--seeds", "1,2", "--no-seconds"]
    command += ["--keep", str(tmp_path)]
    for name in ("components", "best cap", "sketch", "graphkit"):
        command += ["--method", name]
    first, second = (
        subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
        for _ in "ab"
    )
    assert first == second
    for words in ("Seed 2, 300 ads", "Mean of 2 seeds", "False merges by mechanism", "sketch"):
        assert words in first
