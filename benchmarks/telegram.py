"""Read Telegram exports of growing size and print seconds, memory and how that compares with plain decoding.

Run from the checkout: ``python benchmarks/telegram.py``. The exports are synthetic, made anew by a seed in a temporary
folder that is removed: a supergroup of advertisers, as Telegram Desktop writes it, about 600 bytes a message. Each
measurement runs in a process of its own. Compare the ratios: the seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_WORDS = (
    "new", "lessons", "quiet", "friendly", "private", "apartment", "rooms", "tours", "today", "downtown", "evening",
    "morning", "city", "centre", "near", "metro", "station", "hotel", "visit", "welcome", "available", "only", "call",
    "write", "me", "now", "fresh", "photos", "careful", "arrived", "bright", "classic", "hours",
)  # fmt: skip
_NAMES = ("Mia", "Anna", "Lena", "Olga", "Vera", "Kira", "Zoe", "Ivy", "Dana", "Nora")
_START = 1_700_000_000


def messages(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield the messages of a supergroup: ads of senders who post again and again, some forwarded, some answers."""
    chance = random.Random(seed)
    senders = [
        (
            f"user{chance.randrange(10**9, 7 * 10**9)}",
            f"{chance.choice(_NAMES)} {chance.choice(_WORDS)}",
            f"+44 7700 900{chance.randrange(1000):03d}",
            f"@{chance.choice(_WORDS)}_{chance.choice(_WORDS)}{chance.randrange(100)}",
        )
        for _ in range(max(10, count // 50))
    ]
    moment = _START
    for number in range(1, count + 1):
        moment += chance.randrange(1, 40)
        sender, name, phone, handle = chance.choice(senders)
        message: dict[str, Any] = {
            "id": number,
            "type": "message",
            "date": datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "date_unixtime": str(moment),
            "from": name,
            "from_id": sender,
        }
        kind = chance.random()
        if kind < 0.1:
            message["reply_to_message_id"] = max(1, number - chance.randrange(1, 50))
        elif kind < 0.15:
            message |= {"forwarded_from": "Velvet News", "forwarded_from_id": "channel1555000111"}
        elif kind < 0.4:
            message |= {"photo": f"photos/photo_{number}.jpg", "width": 801, "height": 526}
        body = " ".join(chance.choices(_WORDS, k=chance.randrange(10, 30)))
        contact = chance.random()
        parts = [{"type": "plain", "text": body}]
        if contact < 0.5:
            parts[0]["text"] += " "
            parts.append(
                {"type": "phone", "text": phone} if contact < 0.3 else {"type": "mention", "text": handle}
            )
        message["text"] = body if len(parts) == 1 else [parts[0]["text"], parts[1]]
        message["text_entities"] = parts
        yield message


def write_export(path: Path, count: int, seed: int) -> None:
    """Write an export of one supergroup as Telegram Desktop does, a space a level."""
    with path.open("w", encoding="utf-8") as file:
        head = {"name": "Velvet Ads", "type": "public_supergroup", "id": 1555000222}
        file.write("{\n" + "".join(f" {json.dumps(k)}: {json.dumps(v)},\n" for k, v in head.items()))
        file.write(' "messages": [')
        for number, message in enumerate(messages(count, seed)):
            text = json.dumps(message, ensure_ascii=False, indent=1).replace("\n", "\n  ")
            file.write(f"{',' if number else ''}\n  {text}")
        file.write("\n ]\n}")


def _plain(decode: Callable[[bytes], Any], path: Path) -> int:
    return len(decode(path.read_bytes())["messages"])


def decode_whole(path: Path) -> int:
    """Decode the whole file at once by msgspec."""
    import msgspec

    return _plain(msgspec.json.decode, path)


def json_whole(path: Path) -> int:
    """Decode the whole file at once by the standard library."""
    return _plain(json.loads, path)


def ijson_streamed(path: Path) -> int:
    """Stream the messages by ijson, with its C backend where there is one."""
    import ijson

    with path.open("rb") as file:
        return sum(1 for _ in ijson.items(file, "messages.item", use_float=True, buf_size=1 << 20))


def ours_streamed(path: Path) -> int:
    """Stream the messages, decoded and no more."""
    from ingest.json_objects import objects
    from ingest.json_stream import JsonStream
    from ingest.streams import ByteStream

    stream = JsonStream(ByteStream(path, path.name).blocks())
    count = 0
    for key in stream.members():
        if key == "messages":
            count = sum(map(len, objects(stream)))
        else:
            stream.value()
    return count


def read(path: Path) -> int:
    """Read the export into batches of records."""
    from graphkit.settings import ReadOptions
    from ingest.telegram import TelegramIngestor

    options = ReadOptions("ab" * 32, path.name)
    return sum(batch.records.num_rows for batch in TelegramIngestor().read(path, options))


class ReadingIsOverError(Exception):
    """The reading stage is over."""


def link_reading(path: Path) -> int:
    """Do what ``graphkit link`` does before it links: read, find identifiers, write the case."""
    from graphkit import pipeline
    from graphkit.case import Case
    from graphkit.settings import Settings
    from graphkit.sources import find_sources
    from ingest import INGESTORS

    settings = Settings(fictional_numbers=True)
    with tempfile.TemporaryDirectory() as folder, Case(folder) as case:

        def stop(stage: str, _done: int, _total: int) -> None:
            if stage == "linking":
                raise ReadingIsOverError(case.query("SELECT count(*) AS n FROM records")["n"][0].as_py())

        try:
            pipeline.run(case, find_sources([path]), INGESTORS, settings, progress=stop)
        except ReadingIsOverError as over:
            return int(over.args[0])
    return 0


WAYS = {
    "msgspec whole": decode_whole,
    "json whole": json_whole,
    "ijson streamed": ijson_streamed,
    "objects streamed": ours_streamed,
    "telegram reader": read,
    "reading stage": link_reading,
}


def _memory(process: int) -> int:
    """Return the kilobytes that a process and those that it started hold now, shared ones once; 0 where it is gone."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        started = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return own + sum(_memory(int(other)) for other in started)


def _measured(way: str, path: Path) -> dict[str, float]:
    """Run one way in a process of its own, looking at the memory of all its processes four times a second."""
    child = subprocess.Popen(
        [sys.executable, __file__, "--one", way, str(path)], stdout=subprocess.PIPE, text=True
    )
    peak = 0
    while child.poll() is None:
        peak = max(peak, _memory(child.pid))
        time.sleep(0.25)
    told = child.stdout.read() if child.stdout else ""
    if child.returncode:
        return {}
    found: dict[str, float] = json.loads(told)
    return found | {"all": peak / 1024}


def _one(way: str, path: Path) -> None:
    work = WAYS[way]
    before = time.perf_counter()
    count = work(path)
    seconds = time.perf_counter() - before
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    print(
        json.dumps(
            {
                "count": count, "seconds": seconds, "cpu": cpu, "peak": own.ru_maxrss / 1024,
            }
        )
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000", help="messages, comma-separated")
    parser.add_argument("--ways", default=",".join(WAYS), help="what is measured, comma-separated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder that keeps the exports")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        _one(given.one[0], Path(given.one[1]))
        return
    print(
        f"{'messages':>9} {'MB':>6}  {'way':18} {'s':>7} {'CPU s':>7} {'ratio':>6} {'peak MB':>8} {'all MB':>7}"
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for count in map(int, given.sizes.split(",")):
            path = folder / f"telegram_{count}_{given.seed}.json"
            if not path.exists():
                write_export(path, count, given.seed)
            size = path.stat().st_size / 1e6
            plain = 0.0
            for way in given.ways.split(","):
                found = _measured(way, path)
                if not found:
                    print(f"{count:9} {size:6.0f}  {way:18} failed or not installed")
                    continue
                assert found["count"] == count, (way, found)
                plain = plain or found["seconds"]
                print(
                    f"{count:9} {size:6.0f}  {way:18} {found['seconds']:7.2f} {found['cpu']:7.2f}"
                    f" {found['seconds'] / plain:6.1f} {found['peak']:8.0f} {found['all']:7.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
