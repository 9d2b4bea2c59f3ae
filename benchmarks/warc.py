"""How fast web archives are read, and in how much memory: a synthetic WARC, streamed, against warcio's bare iteration.

    python benchmarks/warc.py [MEGABYTES] [--gzip] [--profile]

Pages are invented from a seed: ads, listings of 30 and threads, of 20 to 200 KB of markup as sites send them, with other
records between. Each reading runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import json
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

WORDS = [
    "room",
    "flat",
    "house",
    "street",
    "park",
    "garden",
    "quiet",
    "bright",
    "large",
    "small",
    "furnished",
    "kitchen",
    "bath",
    "floor",
    "metro",
    "station",
    "bus",
    "shop",
    "school",
    "long",
    "stay",
    "short",
    "rent",
    "price",
    "month",
    "deposit",
    "agent",
    "owner",
    "call",
    "write",
    "message",
    "evening",
    "morning",
    "weekend",
    "available",
    "now",
    "clean",
    "new",
    "old",
    "renovated",
    "balcony",
    "view",
    "river",
    "city",
    "center",
    "north",
    "south",
    "east",
    "west",
    "near",
    "close",
    "walk",
    "minutes",
]
SCRIPT = (
    "<script>window.dataLayer=window.dataLayer||[];function g(a,b){for(var i=0;i<a.length;i++){b(a[i])}}"
    + "/*x*/" * 400
    + "</script>"
)
STYLE = (
    "<style>"
    + "".join(f".c{i}{{margin:{i}px;padding:0 {i}px;color:#{i:06x}}}" for i in range(150))
    + "</style>"
)


def words(rng: random.Random, n: int) -> str:
    return " ".join(rng.choices(WORDS, k=n))


def phone(rng: random.Random) -> str:
    return f"+1 202 555 01{rng.randrange(100):02d}"


def card(rng: random.Random, i: int) -> str:
    return (
        f'<div class="card card--{i}" data-ad-id="{rng.randrange(10**8)}"><a class="card__link" href="/ad/{rng.randrange(10**8)}"><img class="card__image" src="/i/{i}.jpg" alt=""></a>'
        f'<div class="card__body"><h3 class="card__title"><a href="/ad/{rng.randrange(10**8)}">{words(rng, 6)}</a></h3><p class="card__text">{words(rng, 40)}</p>'
        f'<ul class="card__facts"><li>{words(rng, 2)}</li><li>{words(rng, 2)}</li></ul><span class="card__price">${rng.randrange(2000)}</span>'
        f'<span class="card__phone">{phone(rng)}</span><time datetime="2026-03-{rng.randrange(1, 29):02d}">today</time></div></div>'
    )


def page(rng: random.Random) -> str:
    """Return one page."""
    menu = "".join(
        f'<li class="menu__item"><a class="menu__link" href="/c/{i}">{words(rng, 2)}</a></li>'
        for i in range(60)
    )
    kind = rng.choice(("ad", "ad", "listing", "thread"))
    if kind == "ad":
        facts = "".join(f"<tr><th>{words(rng, 1)}</th><td>{words(rng, 2)}</td></tr>" for _ in range(20))
        text = "".join(f"<p>{words(rng, 80)}</p>" for _ in range(rng.randrange(3, 12)))
        similar = "".join(card(rng, i) for i in range(6))
        body = f'<main><h1>{words(rng, 5)}</h1><div class="description">{text}<p>{phone(rng)}</p></div><table>{facts}</table></main><section class="similar">{similar}</section>'
    elif kind == "listing":
        body = "<main><div class=grid>" + "".join(card(rng, i) for i in range(30)) + "</div></main>"
    else:
        posts = (
            f'<div id="p{i}{rng.randrange(10**6)}" class="post"><p class="author"><a href="?u={i}">{words(rng, 1)}{i}</a></p><div class="content">{words(rng, 120)} {phone(rng)}</div></div>'
            for i in range(20)
        )
        body = "<main>" + "".join(posts) + "</main>"
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{words(rng, 5)}</title>{STYLE}{SCRIPT * rng.randrange(1, 8)}</head><body>"
        f"<header><nav><ul>{menu}</ul></nav></header>{body}<footer><p>help@bazaarly.example</p></footer>{SCRIPT}</body></html>"
    )


def archive(size: int) -> Iterator[bytes]:
    """Yield the records of an archive of about so many bytes."""
    rng = random.Random(7)
    done = number = 0
    while done < size:
        number += 1
        other = number % 4 == 0
        body = rng.randbytes(rng.randrange(5_000, 60_000)) if other else page(rng).encode()
        kind = "image/jpeg" if other else "text/html; charset=utf-8"
        content = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\nWARC-Date: 2026-03-04T05:06:07Z\r\n"
            f"WARC-Target-URI: https://www.bazaarly.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        record = head.encode() + content + b"\r\n\r\n"
        done += len(record)
        yield record


def read_all(path: Path) -> dict[str, object]:
    """Read an archive with graphkit's reader."""
    from graphkit.settings import ReadOptions
    from ingest.warc import WarcIngestor

    told: dict[str, object] = {}
    records = declared = 0
    for batch in WarcIngestor().read(path, ReadOptions("ab" * 32, path.name, report=told.__setitem__)):
        records += batch.records.num_rows
        declared += batch.declared.num_rows
    return {"records": records, "declared": declared, "parts": told["parts"]}


def iterate(path: Path) -> dict[str, object]:
    """Read an archive with nothing but warcio."""
    from warcio.archiveiterator import ArchiveIterator

    records = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            record.content_stream().read()
            records += 1
    return {"records": records}


def child(what: str, path: str) -> None:
    started, worked = time.perf_counter(), time.process_time()
    found = {"read": read_all, "iterate": iterate}[what](Path(path))
    seconds, busy = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"seconds": round(seconds, 2), "processor": round(busy, 2), "peak MiB": round(peak), **found}
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("megabytes", nargs="?", type=int, default=1000)
    parser.add_argument("--gzip", action="store_true", help="record by record, as archives are kept")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    parser.add_argument("--child", nargs=2)
    options = parser.parse_args()
    if options.child:
        child(*options.child)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("a.warc.gz" if options.gzip else "a.warc")
        size = 0
        with path.open("wb") as file:
            for record in archive(options.megabytes * 1_000_000):
                size += len(record)
                file.write(gzip.compress(record, 1, mtime=0) if options.gzip else record)
        print(f"{size / 1e6:,.0f} MB unpacked, {path.stat().st_size / 1e6:,.0f} MB on disk")
        if options.profile:
            with cProfile.Profile() as profile:
                read_all(path)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
            return
        taken = {}
        for what in ("iterate", "read"):
            command = [sys.executable, __file__, "--child", what, str(path)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            taken[what] = found["processor"]
            print(
                f"{what}: {found['seconds']} s, of the processor {found['processor']} s, "
                f"{size / 1e6 / found['processor']:,.1f} MB a second of it, peak {found['peak MiB']} MiB, {found}"
            )
        print(
            f"reading takes {taken['read'] / taken['iterate']:.0f} times as long as warcio's bare iteration"
        )


if __name__ == "__main__":
    main()
