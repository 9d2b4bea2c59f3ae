"""Feeds the readers of sources with spoilt files, guided by what parts of their code are reached (atheris, libFuzzer).

Whatever the bytes, a reader yields batches that the case can take, or says in a SourceError why not; it raises nothing else,
does not hang and does not fill the memory. What it fails on is written into --found, and belongs into the reader's tests.
Run: python benchmarks/fuzz/readers.py [--reader telegram] [--seconds 600] [--corpus fuzz_corpus] [--seeds FOLDER ...]
A corpus that is there is gone on with.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import atheris

with atheris.instrument_imports(include=["ingest"]):
    from contract import INGESTORS, read, unpack

_LARGEST = 200_000  # bytes of a seed


def main() -> None:
    """Fuzz until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--reader", choices=[*INGESTORS, "archives"], required=True)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, default=Path("fuzz_corpus"))
    parser.add_argument("--seeds", type=Path, nargs="*", default=[])
    parser.add_argument("--found", type=Path, default=Path("fuzz_found"))
    args = parser.parse_args()
    corpus = args.corpus / args.reader
    found = args.found / args.reader
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in (p for root in args.seeds for p in sorted(root.rglob("*")) if p.is_file()):
        if seed.stat().st_size <= _LARGEST:
            data = seed.read_bytes()
            (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    def one(data: bytes) -> None:
        if args.reader == "archives":
            unpack(data, "file")
        else:
            read(args.reader, data, "file")

    started = time.monotonic()
    options = [f"-max_total_time={args.seconds}", "-timeout=20", "-rss_limit_mb=2000", f"-max_len={_LARGEST}",
               f"-artifact_prefix={found}/", "-print_final_stats=1"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    try:
        atheris.Fuzz()
    finally:
        print(
            f"{args.reader}: {time.monotonic() - started:.0f} s, {len(list(found.iterdir()))} files in {found}"
        )


if __name__ == "__main__":
    main()
