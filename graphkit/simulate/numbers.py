"""Phone numbers from ranges reserved for fiction, and the ways in which people write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd
from random import Random
from typing import Any


@dataclass(slots=True)
class Block:
    """Numbers that share all but their last digits; drawn without repetition.

    Attributes
    ----------
    region, prefix, free
        Where it is, how its numbers begin in E.164, and how many digits follow.
    code, trunk, groups
        Country calling code, what is dialled before the number at home, and how the rest is grouped.
    start, step, taken
        The order of drawing: the k-th number ends in (start + k step) modulo the block's size.
    """

    region: str
    prefix: str
    free: int
    code: str
    trunk: str
    groups: tuple[int, ...]
    start: int = 0
    step: int = 1
    taken: int = 0

    @property
    def size(self) -> int:
        """Return how many numbers it has."""
        return int(10**self.free)

    def at(self, k: int) -> str:
        """Return the k-th number in the order of drawing."""
        return f"{self.prefix}{(self.start + k * self.step) % self.size:0{self.free}d}"

    def drawn(self, e164: str) -> bool:
        """Tell whether a number of the block has been given out."""
        last = int(e164[len(self.prefix) :])
        return (last - self.start) * pow(self.step, -1, self.size) % self.size < self.taken


@dataclass(slots=True)
class PhonePool:
    """All numbers that may be given out, each once.

    Parameters
    ----------
    places
        ``places.toml``, parsed.
    rng
        Decides the order in each block.
    """

    places: Mapping[str, Any]
    rng: Random
    blocks: list[Block] = field(init=False)
    _open: dict[str, list[Block]] = field(init=False)
    _near: dict[tuple[str, ...], list[Block]] = field(default_factory=dict)
    _of: dict[str, Block] = field(init=False)

    def __post_init__(self) -> None:
        self.blocks = list(_blocks(self.places))
        for block in self.blocks:
            block.start = int(self.rng.random() * block.size)
            block.step = 2 * int(self.rng.random() * block.size / 2) + 1
            while gcd(block.step, block.size) > 1:
                block.step += 2
        self._open = {}
        for block in self.blocks:
            self._open.setdefault(block.region, []).append(block)
        self._of = {b.prefix: b for b in self.blocks}

    def take(self, rng: Random, region: str, near: Sequence[str]) -> str | None:
        """Draw a number, from the blocks that begin like one of ``near`` while there are any.

        Returns
        -------
        str or None
            E.164. From elsewhere in the region, then from another region, when the nearer ones are used up;
            none when all are.
        """
        key = (region, *near)
        local = self._near.get(key)
        if local is None:
            local = [b for b in self._open.get(region, ()) if b.prefix.startswith(tuple(near))]
            self._near[key] = local
        if not local:
            regions = [region] if self._open.get(region) else sorted(r for r, b in self._open.items() if b)
            if not regions:
                return None
            local = self._open[regions[int(rng.random() * len(regions))]]
        return self._draw(local[int(rng.random() * len(local))])

    def _draw(self, block: Block) -> str:
        number = block.at(block.taken)
        block.taken += 1
        if block.taken == block.size:
            self._open[block.region].remove(block)
            self._near.clear()
        return number

    def block(self, e164: str) -> Block:
        """Return the block of a number that this pool gave out.

        Raises
        ------
        KeyError
            If it is of none.
        """
        for length in range(7, len(e164)):
            if block := self._of.get(e164[:length]):
                return block
        raise KeyError(e164)

    def mistyped(self, rng: Random, e164: str) -> str:
        """Return a number with one digit wrong: still of the block, and nobody's while that can be had."""
        block = self.block(e164)
        for _ in range(12):
            at = len(e164) - 1 - int(rng.random() * block.free)
            digit = (int(e164[at]) + 1 + int(rng.random() * 9)) % 10
            wrong = f"{e164[:at]}{digit}{e164[at + 1 :]}"
            if not block.drawn(wrong):
                break
        return wrong

    def international(self, e164: str, style: int) -> str:
        """Write a number with its country code, in one of four styles."""
        block = self.block(e164)
        parts = _grouped(e164[1 + len(block.code) :], block.groups)
        if style == 0:
            return f"+{block.code} {' '.join(parts)}"
        if style == 1:
            return f"+{block.code}-{'-'.join(parts)}"
        if style == 2:
            return f"+{block.code} ({parts[0]}) {'-'.join(parts[1:])}"
        return e164

    def national(self, e164: str, style: int) -> str:
        """Write a number as it is written in its own country, in one of five styles."""
        block = self.block(e164)
        parts = _grouped(e164[1 + len(block.code) :], block.groups)
        parts[0] = block.trunk + parts[0]
        if style == 0:
            return f"({parts[0]}) {'-'.join(parts[1:])}"
        return ("-", ".", "", " ")[style - 1].join(parts)

    def groups(self, e164: str, national: bool) -> tuple[str, ...]:
        """Return a number's digits in the groups of its country, with the country code or with the trunk prefix."""
        block = self.block(e164)
        parts = _grouped(e164[1 + len(block.code) :], block.groups)
        return (block.trunk + parts[0], *parts[1:]) if national else (block.code, *parts)


def _grouped(digits: str, groups: Sequence[int]) -> list[str]:
    parts, start = [], 0
    for size in groups:
        parts.append(digits[start : start + size])
        start += size
    return parts


def _blocks(places: Mapping[str, Any]) -> Iterator[Block]:
    """Yield the blocks of ``places.toml``."""
    for region, codes in places["area_codes"].items():
        for code in codes:
            yield Block(region, f"+1{code}55501", 2, "1", "", (3, 3, 4))
    for row in places["block"]:
        home = places["regions"][row["region"]]
        for prefix in row["prefixes"]:
            yield Block(row["region"], prefix, row["free"], home["code"], home["trunk"], tuple(row["groups"]))
