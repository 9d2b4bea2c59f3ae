"""From what the user names to files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from graphkit.errors import SourceError
from graphkit.sources import HEAD, SourceFile, find_sources, hash_and_head


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "b.csv",
        "a.csv",
        "sub/c.csv",
        "_truth/t.csv",
        ".git/x.csv",
        ".hidden.csv",
        "_notes.csv",
        "out/map.html",
    ):
        path = tmp_path / "ads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "ads"


def names(found: list[SourceFile]) -> list[tuple[str, bool]]:
    return [(s.source, s.named) for s in found]


def test_a_folder_is_walked_in_order_without_hidden_files(folder: Path) -> None:
    found = find_sources(["ads"], leave_out=folder / "out")
    assert names(found) == [("ads/a.csv", False), ("ads/b.csv", False), ("ads/sub/c.csv", False)]


def test_a_glob_names_its_files(folder: Path) -> None:
    assert names(find_sources(["ads/*.csv"])) == [
        ("ads/_notes.csv", True),
        ("ads/a.csv", True),
        ("ads/b.csv", True),
    ]
    assert ("ads/sub/c.csv", True) in names(find_sources(["ads/**/*.csv"]))


def test_a_file_named_and_found_is_one_and_counts_as_named(folder: Path) -> None:
    both = names(find_sources(["ads", "ads/b.csv"], leave_out=folder / "out"))
    assert both == [("ads/a.csv", False), ("ads/b.csv", True), ("ads/sub/c.csv", False)]
    assert names(find_sources(["ads/b.csv", "ads"], leave_out=folder / "out")) == both


def test_the_order_given_does_not_matter(folder: Path) -> None:
    one = names(find_sources(["ads/a.csv", "ads/sub", "ads/b.csv"]))
    assert one == names(find_sources(["ads/b.csv", "ads/a.csv", "ads/sub"]))


def test_a_name_with_brackets_is_a_file_before_it_is_a_glob(folder: Path) -> None:
    (folder / "ads[1].csv").write_text("x", "utf-8")
    assert names(find_sources(["ads/ads[1].csv"])) == [("ads/ads[1].csv", True)]


@pytest.mark.parametrize("missing", ["none.csv", "ads/*.xlsx", "nowhere/"])
def test_what_is_not_there_is_named(folder: Path, missing: str) -> None:
    with pytest.raises(SourceError, match="no such file or folder") as error:
        find_sources([missing])
    assert str(error.value).startswith(missing)


def test_a_link_to_a_folder_above_is_not_followed(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    assert len(find_sources(["ads"], leave_out=folder / "out")) == 3


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Bazaarly.CSV", "bazaarly"),
        ("roomly.csv.gz", "roomly"),
        ("ads.2025-01.csv", "ads.2025-01"),
        ("plain", "plain"),
    ],
)
def test_the_stem_stands_for_the_platform(name: str, stem: str) -> None:
    assert SourceFile(Path(name), name, True).stem == stem


def test_hash_size_and_head(tmp_path: Path) -> None:
    content = bytes(range(256)) * 8_000
    path = tmp_path / "x"
    path.write_bytes(content)
    assert hash_and_head(path) == (hashlib.sha256(content).hexdigest(), len(content), content[:HEAD])
    path.write_bytes(b"")
    assert hash_and_head(path) == (hashlib.sha256().hexdigest(), 0, b"")


def test_a_file_that_cannot_be_read_is_named_with_reason_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.csv: cannot be read: No such file.*; check that"):
        hash_and_head(tmp_path / "gone.csv")


@pytest.mark.skipif(os.name != "posix", reason="names of bytes are a matter of POSIX")
def test_a_pipe_in_a_folder_is_passed_over(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert len(find_sources(["ads"], leave_out=folder / "out")) == 3
