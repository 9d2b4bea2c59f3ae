"""Where the records are in a JSON document: what the user says, or what the document's arrays look like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ingest.json_items import Path, Walk, What

STAR = "*"
_DEEP = 4  # levels of objects that are looked into for arrays
_MOST = 500  # arrays that are remembered
_SAMPLE = 50  # items of an array that are looked at


@dataclass(slots=True)
class Found:
    """An array of a document.

    Attributes
    ----------
    path
        Where it stands.
    count
        How many items it has.
    sample
        The first of them.
    """

    path: Path
    count: int = 0
    sample: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class Survey:
    """What a document is made of.

    Attributes
    ----------
    tops
        Objects and arrays at the top.
    is_array
        Whether the first of them is an array.
    members
        Names in the first object at the top.
    arrays
        Those in objects, by their path.
    prefix
        What stands before it all.
    rest
        What was being read where it broke off; None if it did not.
    """

    tops: int = 0
    is_array: bool = False
    members: dict[str, None] = field(default_factory=dict)
    arrays: dict[Path, Found] = field(default_factory=dict)
    prefix: bytes = b""
    rest: bytes | None = None


def survey(blocks: Iterable[bytes]) -> Survey:
    """Look through a document; one that begins with an array only up to there."""
    out = Survey()

    def choose(path: Path, is_array: bool) -> What:
        if not path:
            out.is_array |= is_array and walk.tops == 1
            return What.ENTER if walk.tops == 1 and not is_array else What.SKIP
        if is_array:
            return What.ITEMS
        return What.ENTER if len(path) < _DEEP else What.SKIP

    def member(path: Path) -> None:
        if len(path) == 1 and len(out.members) < _MOST:
            out.members.setdefault(path[0])

    walk = Walk(choose, member)
    for block in blocks:
        for batch in walk.pieces(block):
            found = out.arrays.get(batch.path)
            if found is None and len(out.arrays) < _MOST:
                found = out.arrays[batch.path] = Found(batch.path)
            if found is not None:
                found.count += len(batch.items)
                wanted = _SAMPLE - len(found.sample)
                found.sample += [item for item in batch.items[: max(wanted, 0)] if item is not None]
        if out.is_array or walk.fault:
            break
    walk.finish()
    out.tops, out.prefix, out.rest = walk.tops, walk.prefix, walk.rest
    return out


def parse_path(text: str) -> Path:
    """Read a path as the user writes it.

    Examples
    --------
    >>> parse_path("pages.*.ads"), parse_path("$.data.items[*]"), parse_path("")
    (('pages', '*', 'ads'), ('data', 'items'), ())
    """
    parts = text.replace("[*]", f".{STAR}").replace("[]", f".{STAR}").strip().removeprefix("$").split(".")
    path = tuple(part.strip() for part in parts if part.strip())
    return path[:-1] if text.rstrip().endswith(("[*]", "[]")) else path


def matches(pattern: Path, path: Path) -> bool:
    """Tell whether a path is one that a pattern means."""
    return len(pattern) == len(path) and all(p in (STAR, own) for p, own in zip(pattern, path, strict=True))


def chooser(targets: Mapping[Path, str]) -> Callable[[Path, bool], What]:
    """Return what to do with each object and array of a document, where these paths are wanted.

    An array that is wanted is read item by item, anything else that is wanted as a whole.
    """
    lengths = {len(pattern) for pattern in targets}
    deepest = max(lengths, default=0)

    def choose(path: Path, is_array: bool) -> What:
        if len(path) in lengths and table_of(targets, path) is not None:
            return What.ITEMS if is_array else What.WHOLE
        if len(path) < deepest and any(
            len(pattern) > len(path) and matches(pattern[: len(path)], path) for pattern in targets
        ):
            return What.ENTER
        return What.SKIP

    return choose


def table_of(targets: Mapping[Path, str], path: Path) -> str | None:
    """Return the table that what stands at a path goes to; none where nothing wants it."""
    exact = targets.get(path)
    if exact is not None:
        return exact
    return next((name for pattern, name in targets.items() if matches(pattern, path)), None)


def said(path: Path) -> str:
    """Return a path in words."""
    return ".".join(path)[:200]


def patterns(arrays: Iterable[Found]) -> dict[str, int]:
    """Return arrays as the user may name them, and how many items each has: many of one kind by a star.

    Examples
    --------
    >>> patterns([Found(("pages", "a", "ads"), 2), Found(("pages", "b", "ads"), 3), Found(("users",), 1)])
    {'pages.*.ads': 5, 'users': 1}
    """
    groups: dict[tuple[object, ...], list[Found]] = {}
    for one in arrays:
        key = (one.path[0], len(one.path), one.path[-1]) if len(one.path) > 2 else one.path
        groups.setdefault(key, []).append(one)
    out: dict[str, int] = {}
    for group in groups.values():
        levels = [set(level) for level in zip(*(one.path for one in group), strict=True)]
        name = said(tuple(level.pop() if len(level) == 1 else STAR for level in levels))
        out[name] = out.get(name, 0) + sum(one.count for one in group)
    return out
