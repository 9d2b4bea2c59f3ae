"""Outlook's .msg, written out: a compound file ([MS-CFB], version 3) of properties ([MS-OXMSG]).

Streams below 4,096 bytes stand in the mini stream, as Outlook writes them.
"""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Tree = dict[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    start: int = END


def _entries(tree: Tree) -> list[_Entry]:
    """Return the entries of a tree, the root first."""
    out = [_Entry("Root Entry", 5)]
    waiting: list[tuple[int, Tree]] = [(0, tree)]
    while waiting:
        parent, held = waiting.pop(0)
        for name in sorted(held, key=lambda n: (len(n), n.upper())):
            value = held[name]
            out[parent].children.append(len(out))
            if isinstance(value, bytes):
                out.append(_Entry(name, 2, value))
            else:
                waiting.append((len(out), value))
                out.append(_Entry(name, 1))
    return out


def compound(tree: Tree) -> bytes:
    """Return a compound file of storages (dicts) and streams (bytes)."""
    entries = _entries(tree)
    mini, mini_fat, sectors, fat = b"", [], [], []

    def put(data: bytes) -> int:
        if not data:
            return END
        start = len(sectors)
        count = -(-len(data) // SECTOR)
        sectors.extend(data[i * SECTOR : (i + 1) * SECTOR].ljust(SECTOR, b"\0") for i in range(count))
        fat.extend([*range(start + 1, start + count), END])
        return start

    for entry in entries:
        if entry.kind == 2 and len(entry.data) >= CUTOFF:
            entry.start = put(entry.data)
        elif entry.kind == 2 and entry.data:
            entry.start = len(mini_fat)
            count = -(-len(entry.data) // MINI)
            mini += entry.data.ljust(count * MINI, b"\0")
            mini_fat += [*range(entry.start + 1, entry.start + count), END]
    entries[0].data, entries[0].start = mini, put(mini)
    packed_mini = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_start = put(packed_mini + b"\xff" * (-len(packed_mini) % SECTOR))
    directory = put(b"".join(_packed(entries, i) for i in range(len(entries))))
    return _with_fat(sectors, fat, directory, mini_start, -(-len(packed_mini) // SECTOR))


def _packed(entries: list[_Entry], number: int) -> bytes:
    """Return an entry of the directory; siblings are a chain to the right, which is a tree too."""
    entry = entries[number]
    parent = next((e for e in entries if number in e.children), None)
    right = FREE
    if parent is not None:
        at = parent.children.index(number)
        right = parent.children[at + 1] if at + 1 < len(parent.children) else FREE
    name = entry.name.encode("utf-16-le") + b"\0\0"
    child = entry.children[0] if entry.children else FREE
    size = len(entry.data)
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name,
        len(name),
        entry.kind,
        1,
        FREE,
        right,
        child,
        b"",
        0,
        0,
        0,
        entry.start,
        size,
    )


def _with_fat(
    sectors: list[bytes], fat: list[int], directory: int, mini_start: int, mini_count: int
) -> bytes:
    count = 1
    while (len(sectors) + count) > count * (SECTOR // 4):
        count += 1
    places = list(range(len(sectors), len(sectors) + count))
    fat = fat + [FAT] * count
    fat += [FREE] * (count * SECTOR // 4 - len(fat))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, count, directory,
        0, CUTOFF, mini_start, mini_count, END, 0,
    ) + struct.pack("<109I", *places, *[FREE] * (109 - count))  # fmt: skip
    return head + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def store(
    texts: dict[int, str], numbers: dict[int, int | dt.datetime], header: int, **more: bytes | Tree
) -> Tree:
    """Return a storage of properties: texts in UTF-16, numbers and times in the stream of fixed ones."""
    tree: Tree = {f"__substg1.0_{of:04X}001F": text.encode("utf-16-le") for of, text in texts.items()}
    fixed = b"\0" * header
    for of, text in texts.items():
        fixed += struct.pack("<HHIII", 0x001F, of, 6, len(text) * 2 + 2, 0)
    for of, value in numbers.items():
        if isinstance(value, dt.datetime):
            ticks = (value - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1) * 10
            fixed += struct.pack("<HHIQ", 0x0040, of, 6, ticks)
        else:
            fixed += struct.pack("<HHIII", 0x0003, of, 6, value, 0)
    return tree | {"__properties_version1.0": fixed} | more


def recipient(name: str, address: str, kind: int) -> Tree:
    """Return a recipient: 1 To, 2 Cc, 3 Bcc."""
    return store({0x3001: name, 0x39FE: address, 0x3002: "SMTP"}, {0x0C15: kind}, 8)
