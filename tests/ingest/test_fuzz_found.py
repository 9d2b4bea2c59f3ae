"""Files on which readers once failed, as benchmarks/fuzz found them: ``READER-HASH.bin.xz``."""

from __future__ import annotations

import lzma
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "fuzz"))

from contract import read, unpack

FOUND = Path(__file__).parent / "fuzz_found"


@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda p: p.name.partition(".")[0])
def test_a_reader_keeps_its_promises_on_what_was_found(path: Path) -> None:
    reader, data = path.name.partition("-")[0], lzma.decompress(path.read_bytes())
    if reader == "archives":
        unpack(data, "file")
    else:
        read(reader, data, "file")
