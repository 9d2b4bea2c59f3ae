"""The same name on two platforms: one person, or a namesake, by how rare the name is.

Only names are compared, never the ads behind them, and nothing here joins: each pair comes with the bits that an
unrelated person would have to be lucky by, and with a reason in words. Names are compared by keys, in four steps of
likeness, so that the work grows with the number of accounts, not with that of their pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

import polars as pl

from graphkit.linking.name_rarity import DESCRIPTIVE_MOST, folded, listed, rarity

SAME, NEAR = "same", "near"
MANY = 40  # accounts of one key, beyond which each is compared with the first only
# Near forms under this many bits are not listed: `anna_95` and `anna_kz` share a first name.
NEAR_LEAST = 12.0
_SHORTEST = 5  # characters of what is left of a name without its endings
_STEPS = (
    "the same name",
    "but for separators",
    "but for endings",
    "but for doubled letters or figures for letters",
)
# Bits taken off at each step: how many other names fall together there.
_LESS = (0.0, 0.5, 2.0, 3.0)
_OTHER_NUMBER = 2.0  # bits less where two names end in different numbers
_SPLIT = re.compile(r"[\W_]+")
_TAIL_NUMBER = re.compile(r"(\d{1,4})$")
_DOUBLE = re.compile(r"([^\W\d_])\1+")
_LEET = str.maketrans("013457", "oieast")
_INSIDE = re.compile(r"(?<=[^\W\d_])[013457]{1,2}(?=[^\W\d_])")
_HOSTS = re.compile(r"\.bsky\.social$")

COLUMNS = {
    "a_kind": pl.String, "a_value": pl.String, "b_kind": pl.String, "b_value": pl.String, "form": pl.String,
    "key": pl.String, "bits": pl.Float64, "reason": pl.String,
}  # fmt: skip


def same_names(accounts: pl.DataFrame) -> pl.DataFrame:
    """Compare the names of accounts on different platforms.

    Parameters
    ----------
    accounts
        kind, value (of kinds ``account`` and ``profile`` as ``platform:name``; of ``email`` what stands before the at
        sign counts, and the host is the platform), in any order; further columns are not looked at, so that no record
        moves a result. Rows with a null, and names without two letters, are passed over.

    Returns
    -------
    polars.DataFrame
        a_kind, a_value, b_kind, b_value (a before b), form (``same`` or ``near``), key (what both come down to), bits
        (-log2 of the chance that an unrelated person picks a name of this key), reason; sorted, each pair once, by its
        closest form. The same name is listed however common it is; near names from ``NEAR_LEAST`` bits on.

    Notes
    -----
    Near forms are, in this order: the same without separators; without endings (a number of up to four digits, a
    country, a platform, ``official`` and the like, and fillers in front); with doubled letters as one and figures
    inside a word as the letters that they look like. Where more than ``MANY`` accounts share a key, each is compared
    with the first only, and the reason says so. What a name is worth is :func:`graphkit.linking.name_rarity.rarity`.

    Examples
    --------
    >>> frame = pl.DataFrame({
    ...     "kind": ["telegram", "instagram", "account"], "value": ["zarimunel", "zarimunel.kz", "bazaarly:anna_95"]})
    >>> same_names(frame).select("form", "key", "bits").rows()
    [('near', 'zarimunel', 17.5)]
    """
    names: dict[tuple[str, str, str], tuple[str, str, str, str]] = {}
    for kind, value in sorted(
        set(accounts.select(pl.col("kind", "value").cast(pl.String)).drop_nulls().iter_rows())
    ):
        place, name = _name(kind, value)
        if keys := _keys(name):
            names[place, kind, value] = keys
    seen: set[tuple[tuple[str, str], tuple[str, str]]] = set()
    rows: list[tuple[str, str, str, str, str, str, float, str]] = []
    for step in range(len(_STEPS)):
        held = sorted((keys[step], account) for account, keys in names.items() if keys[step])
        for key, members in groupby(held, key=lambda h: h[0]):
            for a, b, many in _pairs([account for _, account in members]):
                pair = (a[1:], b[1:]) if a[1:] < b[1:] else (b[1:], a[1:])
                if pair in seen:
                    continue
                bits, reason = _worth(step, names[a], names[b], many)
                if step and bits < NEAR_LEAST:
                    continue
                seen.add(pair)
                rows.append((*pair[0], *pair[1], NEAR if step else SAME, key, bits, reason))
    rows.sort()
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _pairs(
    members: list[tuple[str, str, str]],
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str, str], int]]:
    """Yield the pairs of accounts of one key that are on different platforms; of many, each with the first."""
    many = len(members) if len(members) > MANY else 0
    for a, b in ((members[0], m) for m in members[1:]) if many else combinations(members, 2):
        if a[0] != b[0]:
            yield a, b, many


def _name(kind: str, value: str) -> tuple[str, str]:
    """Return the platform of an account and its name on it, folded; an empty name where it has none."""
    place, name = kind, value
    if kind in ("account", "profile"):
        place, _, name = value.partition(":")
        place = f"{kind} {place}" if kind == "profile" else place
        if kind == "profile" and name.startswith("id:"):
            return place, ""
    elif kind == "email":
        name, _, host = value.partition("@")
        place, name = f"email {host}", name.partition("+")[0]
    elif kind == "bluesky":
        name = _HOSTS.sub("", value)
    return place, folded(name.lstrip("@$"))


def _keys(name: str) -> tuple[str, str, str, str] | None:
    """Return what a name comes down to at each step; none for one without letters, which nobody chose."""
    if sum(c.isalpha() for c in name) < 2 or len(name) < 3:
        return None
    parts = [part for part in _SPLIT.split(name) if part]
    core = _core(parts)
    loose = _DOUBLE.sub(r"\1", _INSIDE.sub(lambda m: m[0].translate(_LEET), core)) if core else ""
    return name, "".join(parts), core, loose if len(loose) >= _SHORTEST - 1 else ""


def _core(parts: list[str]) -> str:
    """Return a name without its endings and the fillers in front; empty where too little is left."""
    endings, fillers = listed("tails") | listed("places"), listed("fillers")
    parts = list(parts)
    while len(parts) > 1 and parts[0] in fillers:
        parts.pop(0)
    while parts:
        shorter = _TAIL_NUMBER.sub("", parts[-1])
        if shorter != parts[-1] and not shorter[-1:].isdigit():
            parts[-1] = shorter
        elif len(parts) > 1 and parts[-1] in endings:
            parts.pop()
        else:
            break
        if not parts[-1]:
            parts.pop()
    whole = "".join(parts)
    # An ending that is glued on counts where it is plain that it is one: two names in one are left alone.
    for ending in _GLUED:
        if whole.endswith(ending) and len(whole) - len(ending) >= _SHORTEST + 2:
            whole = whole.removesuffix(ending)
            break
    return whole if len(whole) >= _SHORTEST and any(c.isalpha() for c in whole) else ""


# Endings of one's accounts that are taken off without a separator before them; the longest first.
_GLUED = (
    "official",
    "oficial",
    "backup",
    "reserve",
    "online",
    "channel",
    "kz",
    "uk",
    "ru",
    "tg",
    "vip",
    "pro",
)


def _worth(step: int, one: Sequence[str], other: Sequence[str], many: int) -> tuple[float, str]:
    """Return the bits of a pair and the reason in words: the commoner of both counts, read before it is distorted."""
    at = min(step, 2)
    rare = min(rarity(one[at]), rarity(other[at]), key=lambda r: (r.bits, r.parts))
    bits = rare.bits - _LESS[step]
    reason = f"{_STEPS[step]}: {rare.words}"
    numbers = [_TAIL_NUMBER.search(name) for name in (one[0], other[0])]
    if step > 1 and numbers[0] and numbers[1] and numbers[0][1] != numbers[1][1]:
        bits -= _OTHER_NUMBER
        reason += ", with different numbers"
    if bits <= DESCRIPTIVE_MOST:
        reason += "; a namesake is as likely"
    elif len(rare.parts) > 1:
        reason += ", which are rare together"
    if many:
        reason += f"; {many} accounts come down to it, and each is compared with the first only"
    return round(max(bits, 0.0), 1), reason
